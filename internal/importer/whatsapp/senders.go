package whatsapp

import "strings"

// The line after the header is "name: text" for a message and a sentence for a
// system line. A name may hold a colon and so may a sentence, so names are learnt
// from the whole file before any line is split.

// maxName is longer, in bytes, than any display name a phone stores.
const maxName = 256

// maxNames bounds how many names are learnt; a later one is split at its first colon.
const maxNames = 100_000

// longEnough is how many lines, all alike, show that a colon belongs to the name.
const longEnough = 3

// senders is what the first reading of a file learnt about names.
type senders map[string]*learnt

type learnt struct {
	lines  int
	longer string // the text to the next colon, while every line agrees on it
	split  bool   // lines disagree: the name ends at its first colon
}

func (s senders) add(rest string) {
	rest = trimMarks(rest)
	name, text, ok := cutName(rest)
	if !ok || isSentence(name) {
		return
	}
	l := s[name]
	if l == nil {
		if len(s) >= maxNames {
			return
		}
		l = &learnt{}
		s[name] = l
	}
	l.lines++
	more, _, ok := cutName(text)
	longer := name + ": " + more
	switch {
	case l.split:
	case !ok || len(longer) > maxName || l.longer != "" && l.longer != longer:
		l.split, l.longer = true, ""
	default:
		l.longer = longer
	}
}

// cutName splits at the first colon that a space or the end follows.
func cutName(s string) (name, text string, ok bool) {
	from := 0
	for {
		i := strings.IndexByte(s[from:], ':')
		if i < 0 || from+i > maxName {
			return "", "", false
		}
		i += from
		switch {
		case i == 0:
			return "", "", false
		case i+1 == len(s):
			return s[:i], "", true
		case s[i+1] == ' ':
			return s[:i], s[i+2:], true
		}
		from = i + 1
	}
}

// split gives the sender and text of a line, or ok false for a system line.
func (s senders) split(rest string) (name, text string, ok bool) {
	trimmed := trimMarks(rest)
	name, text, ok = cutName(trimmed)
	l := s[name]
	if ok && !isSentence(name) && (l != nil && l.lines > 1 || !quoteOpen(name)) {
		if l != nil && l.longer != "" && l.lines >= longEnough {
			if more, after, again := cutName(text); again && name+": "+more == l.longer {
				return l.longer, after, true
			}
		}
		return name, text, true
	}
	if ok {
		return "", rest, false // the app's own sentence
	}
	// "name:text" without the space, which some exports write for very short texts,
	// counts only when the name is known from elsewhere or hardly anything follows.
	if i := strings.IndexByte(trimmed, ':'); i > 0 && i <= maxName {
		known := s[trimmed[:i]] != nil
		if known || len(trimmed)-i-1 <= len(".") {
			return trimmed[:i], trimmed[i+1:], true
		}
	}
	return "", rest, false
}

// joined lists the names taken to hold a colon, for the note that says so.
func (s senders) joined() []string {
	var names []string
	for _, l := range s {
		if l.longer != "" && l.lines >= longEnough {
			names = append(names, l.longer)
		}
	}
	return names
}

// sentences are phrases of the app's own lines that can stand before a colon,
// because a group's subject follows them.
var sentences = []string{
	" created group ", " created the group ", " changed the subject ", " changed the group name ",
	" changed the group description", " changed their phone number", " pinned a message",
	" are end-to-end encrypted", " is a business account", " turned on disappearing messages",
}

// isSentence reports that what stands before a colon is the app speaking.
func isSentence(name string) bool {
	for _, p := range sentences {
		if strings.Contains(name, p) {
			return true
		}
	}
	return false
}

// quoteOpen reports a quotation opened and not closed, as around a group's subject
// in any language. A name may hold a lone quote too, but then it comes again.
func quoteOpen(name string) bool {
	return strings.Count(name, `"`)%2 == 1 || strings.Count(name, "“") > strings.Count(name, "”")
}

func trimMarks(s string) string { return strings.TrimLeftFunc(s, isMark) }
