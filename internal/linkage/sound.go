package linkage

import "strings"

// Sound reduces a name's word to how it sounds in English: letters that are
// heard alike share a code, vowels after the first letter drop, repeats merge. It
// is the refined form of the sound index that records offices have long used,
// with the common spellings PH, GH, KN, WR, CK, DGE and TCH settled first, so that Steven
// and Stephen, Knight and Nite, Clark and Clarke, Hathersage and Hathersedge meet.
func Sound(w string) string {
	w = strings.NewReplacer("dge", "ge", "tch", "ch", "ph", "f", "ght", "t", "gh", "g", "ck", "k", "sch", "sh").Replace(w)
	switch {
	case strings.HasPrefix(w, "kn"), strings.HasPrefix(w, "wr"):
		w = w[1:]
	}
	var out []byte
	last := byte(0)
	for i := 0; i < len(w); i++ {
		c := soundCode(w[i])
		if i == 0 {
			out = append(out, first(w[0]))
			last = c
			continue
		}
		if c != '0' && c != last {
			out = append(out, c)
		}
		last = c
	}
	return string(out)
}

func first(c byte) byte {
	switch c {
	case 'c', 'q':
		return 'k'
	case 'z':
		return 's'
	case 'v':
		return 'f'
	}
	return c
}

func soundCode(c byte) byte {
	switch c {
	case 'b', 'p', 'f', 'v':
		return '1'
	case 'c', 'g', 'j', 'k', 'q', 's', 'x', 'z':
		return '2'
	case 'd', 't':
		return '3'
	case 'l':
		return '4'
	case 'm', 'n':
		return '5'
	case 'r':
		return '6'
	}
	return '0'
}
