package whatsapp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// header is what opens a message: [12/03/2026, 14:05:11] or 12/03/26, 2:05 pm -
// The three date fields stand in the order written; which is the day is settled
// by the whole file (order.go).
type header struct {
	fields   [3]int
	widths   [3]int // digits written, which tells a year from a day
	spaced   bool   // a stop and a space after each field: 26. 3. 14.
	hour     int    // as written
	minute   int
	second   int    // -1 when the export gives none
	meridiem half   // of the day
	word     string // the word beside the time, where it is not a known one
	rest     string // all after the header
}

// half is which half of the day a time is in.
type half uint8

const (
	wholeDay half = iota // a 24-hour time
	morning
	afternoon
	noon // the Chinese word for midday: 11 is before it, 12 to 2 after
	unknownHalf
)

// halves are the words beside a 12-hour time, lower case, without spaces and
// stops, in the locales whose phones write them.
var halves = map[string]half{
	"am": morning, "pm": afternoon, // most languages, with or without stops and spaces
	"vm": morning, "nm": afternoon, "vorm": morning, "nachm": afternoon,
	"fm": morning, "em": afternoon,
	"ap": morning, "ip": afternoon,
	"πμ": morning, "μμ": afternoon,
	"öö": morning, "ös": afternoon,
	"de": morning, "du": afternoon,
	"dop": morning, "odp": afternoon,
	"sa": morning, "ch": afternoon,
	"pd": morning, "md": afternoon, "мд": afternoon, "пд": morning, "дп": morning, "пп": afternoon,
	"ص": morning, "م": afternoon, "قظ": morning, "بظ": afternoon,
	"पूर्वाह्न": morning, "अपराह्न": afternoon,
	"오전": morning, "오후": afternoon, "午前": morning, "午後": afternoon,
	"上午": morning, "下午": afternoon, "凌晨": morning, "早上": morning, "清晨": morning, "晚上": afternoon, "中午": noon,
}

// parseHeader reads a message's opening, or reports that line is not one.
func parseHeader(line string) (header, bool) {
	c := cursor{s: line}
	c.skipMarks()
	bracket := c.take('[')
	h := header{second: -1}
	var separator rune
	for i := range h.fields {
		if i > 0 {
			sep := c.peek()
			if sep != '/' && sep != '.' && sep != '-' || separator != 0 && sep != separator {
				return h, false
			}
			separator = sep
			c.next()
			h.spaced = c.skipSpaces() > 0 && sep == '.'
		}
		if h.fields[i], h.widths[i] = c.number(); h.widths[i] == 0 || h.widths[i] > 4 {
			return h, false
		}
	}
	c.take('.') // 12. 3. 2026.
	if !c.take(',') {
		c.take('،')
	}
	if c.skipSpaces() == 0 {
		return h, false
	}
	before := c.word()
	c.skipSpaces()
	var n int
	if h.hour, n = c.number(); n == 0 || n > 2 {
		return h, false
	}
	if !c.take(':') && !c.take('.') {
		return h, false
	}
	if h.minute, n = c.number(); n != 2 {
		return h, false
	}
	if c.take(':') || c.takeIfDigit('.') {
		if h.second, n = c.number(); n != 2 {
			return h, false
		}
	}
	word, ok := c.close(bracket)
	if !ok {
		return h, false
	}
	if word == "" {
		word = before
	}
	h.setHalf(word)
	h.rest = c.s[c.i:]
	return h, true
}

func (h *header) setHalf(word string) {
	if word == "" {
		return
	}
	key := strings.Map(func(r rune) rune {
		if r == '.' || unicode.IsSpace(r) || isMark(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, word)
	half, known := halves[key]
	if !known {
		half, h.word = unknownHalf, word
	}
	h.meridiem = half
}

// clock gives the 24-hour time, or what is wrong with the one written.
func (h *header) clock() (hour int, wrong string) {
	hour = h.hour
	switch {
	case h.minute > 59 || h.second > 59 || hour > 23:
		return 0, "is not a time of day"
	case h.meridiem == unknownHalf:
		return 0, "stands beside \"" + h.word + "\", which is not a known word for morning or afternoon"
	case h.meridiem == morning && hour > 12:
		return 0, "is marked as morning but is later than 12"
	case h.meridiem == morning && hour == 12:
		hour = 0
	case h.meridiem == afternoon && hour < 12, h.meridiem == noon && hour < 11:
		hour += 12
	}
	return hour, ""
}

// cursor walks a line rune by rune without copying it.
type cursor struct {
	s string
	i int
}

func (c *cursor) peek() rune {
	if c.i >= len(c.s) {
		return 0
	}
	if b := c.s[c.i]; b < utf8.RuneSelf {
		return rune(b)
	}
	r, _ := utf8.DecodeRuneInString(c.s[c.i:])
	return r
}

func (c *cursor) next() {
	if c.i >= len(c.s) {
		return
	}
	_, n := utf8.DecodeRuneInString(c.s[c.i:])
	c.i += n
}

func (c *cursor) take(r rune) bool {
	if c.peek() != r {
		return false
	}
	c.next()
	return true
}

// takeIfDigit takes r only when a digit follows, so that 14.05. is left alone.
func (c *cursor) takeIfDigit(r rune) bool {
	at := c.i
	if c.take(r) && digit(c.peek()) >= 0 {
		return true
	}
	c.i = at
	return false
}

func (c *cursor) skipMarks() {
	for isMark(c.peek()) {
		c.next()
	}
}

// skipSpaces passes over spaces of any width and direction marks, counting spaces.
func (c *cursor) skipSpaces() int {
	n := 0
	for {
		r := c.peek()
		switch {
		case r == ' ' || r != '\n' && r >= 0x80 && unicode.IsSpace(r):
			n++
		case !isMark(r):
			return n
		}
		c.next()
	}
}

// number reads decimal digits of any script and tells how many there were. More
// than nine are counted but not added up, so that nothing overflows.
func (c *cursor) number() (value, width int) {
	c.skipMarks()
	for {
		d := digit(c.peek())
		if d < 0 {
			c.skipMarks()
			return value, width
		}
		if width < 9 {
			value = value*10 + d
		}
		width++
		c.next()
	}
}

// word reads letters, stops and the spaces between them: "p. m.".
func (c *cursor) word() string {
	start, end := c.i, c.i
	for {
		r := c.peek()
		switch {
		case unicode.IsLetter(r) || unicode.IsMark(r) || r == '.':
			c.next()
			end = c.i
		case r != 0 && (unicode.IsSpace(r) || isMark(r)):
			c.next()
		default:
			c.i = end
			return c.s[start:end]
		}
		if c.i-start > maxWord {
			c.i = start
			return ""
		}
	}
}

// maxWord is longer, in bytes, than any word for a half of the day.
const maxWord = 48

// close reads what stands between the time and the text.
func (c *cursor) close(bracket bool) (word string, ok bool) {
	c.skipSpaces()
	word = c.word()
	c.skipSpaces()
	if bracket {
		if !c.take(']') {
			return "", false
		}
		if r := c.peek(); r == ' ' || r == '\u00A0' {
			c.next()
		}
		return word, true
	}
	if !c.take('-') && !c.take('–') {
		return "", false
	}
	if c.i < len(c.s) && c.skipSpaces() == 0 {
		return "", false
	}
	return word, true
}

// isMark reports a character that only steers direction, as phones add freely.
func isMark(r rune) bool {
	switch r {
	case '\u200E', '\u200F', '\u061C', '\uFEFF', '\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069':
		return true
	}
	return false
}

// digit is the value of a decimal digit in the scripts phones write, or -1.
func digit(r rune) int {
	for _, zero := range [...]rune{'0', '٠', '۰', '०', '০'} {
		if r >= zero && r <= zero+9 {
			return int(r - zero)
		}
	}
	return -1
}
