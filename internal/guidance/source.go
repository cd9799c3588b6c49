package guidance

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Paragraph is one paragraph of a source document, named and hashed. Its text is
// not kept: numbers and hashes are all that may leave a reader's own copy.
type Paragraph struct {
	Section string // "4.2"; a heading without a number is not a section
	Number  int    // from 1 within the section
	SHA256  string // hex, over the normalised text
}

var (
	sectionHeading = regexp.MustCompile(`^(\d+(?:\.\d+)+|\d+\.)\.?\s+(\S.*[^.:;])$`)
	contentsLine   = regexp.MustCompile(`(\t|\.{3,}\s*)\d+\s*$`)
	bareLink       = regexp.MustCompile(`(?i)\b(?:https?://|www\.)\S+`)
	markedLink     = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	bullet         = regexp.MustCompile(`^[•●▪◦‣·*–-]\s*`)
)

// Source numbers and hashes the paragraphs of a guidance text, one paragraph a
// line as a text export of the document has them. A line that starts with the
// section number that can come next, and does not end as a sentence, is a heading; lines of a table of
// contents, which end in a page number, are left out, as is all that comes
// before the first heading. Before hashing, text is put in NFC, links and
// bullets are dropped and runs of space become one, so that copies of one text
// from different programs agree.
func Source(r io.Reader) ([]Paragraph, error) {
	var out []Paragraph
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	section, n, line := "", 0, 0
	for sc.Scan() {
		line++
		raw := sc.Text()
		if contentsLine.MatchString(raw) {
			continue
		}
		text := normalise(raw)
		if m := sectionHeading.FindStringSubmatch(text); m != nil && follows(section, strings.TrimSuffix(m[1], ".")) && len(m[2]) <= maxHeading {
			section, n = strings.TrimSuffix(m[1], "."), 0
			continue
		}
		if section == "" || text == "" {
			continue
		}
		n++
		sum := sha256.Sum256([]byte(text))
		out = append(out, Paragraph{Section: section, Number: n, SHA256: hex.EncodeToString(sum[:])})
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("read source after line %d: %w", line, err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("read source: no numbered sections in %d lines: expected headings such as %q", line, "4.2. Title")
	}
	return out, nil
}

// maxHeading is the longest heading; a longer line that starts with a number is
// a paragraph that happens to.
const maxHeading = 120

func normalise(s string) string {
	s = norm.NFC.String(s)
	s = markedLink.ReplaceAllString(strings.NewReplacer(`\[`, "(", `\]`, ")").Replace(s), "$1")
	s = bareLink.ReplaceAllString(s, "")
	s = strings.Join(strings.Fields(s), " ")
	return bullet.ReplaceAllString(s, "")
}

// follows reports whether section number b can come next after a: a subsection
// of it, its next sibling, or the next sibling of something it is inside.
func follows(a, b string) bool {
	if a == "" {
		return b == "1"
	}
	if b == a+".1" {
		return true
	}
	parts := strings.Split(a, ".")
	for i := len(parts); i > 0; i-- {
		var last int
		fmt.Sscanf(parts[i-1], "%d", &last)
		next := append(append([]string{}, parts[:i-1]...), fmt.Sprint(last+1))
		if b == strings.Join(next, ".") {
			return true
		}
	}
	return false
}
