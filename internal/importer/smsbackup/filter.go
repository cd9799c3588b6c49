package smsbackup

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"foursight/internal/importer"
)

// filter stands between the file and encoding/xml, which reads strictly and holds
// whole attributes in memory. It lets through the same document, line for line,
// with these changes:
//
//   - a character written as two references, as the app writes emoji
//     (&#55357;&#56832;), or as two three-byte halves, becomes that character;
//   - what XML forbids (control characters, half characters, bytes that are not
//     UTF-8, a stray & or <) becomes U+FFFD or an escape, with a Problem;
//   - an attachment's base64 is hashed and measured as it passes, and only
//     "sha256:size" goes on;
//   - values beyond the limit are cut, with a Problem;
//   - a document type is refused: the app writes none, and it could define entities
//     that grow without end or name other files.
type filter struct {
	in       *bufio.Reader
	out      bytes.Buffer
	limits   importer.Limits
	line     int
	state    func(*filter) error
	quote    rune
	element  []byte // of the tag being read
	attr     []byte
	naming   *[]byte // which of the two the next name character belongs to
	size     int     // bytes let through of this value, tag or text
	cut      bool    // the limit was reached and reported
	base64   *payload
	problems []*importer.Problem
	err      error
}

// refusedError is a document that is not read at all.
type refusedError struct{ problem *importer.Problem }

func (e refusedError) Error() string { return e.problem.Error() }

func newFilter(r io.Reader, limits importer.Limits) *filter {
	return &filter{in: bufio.NewReaderSize(r, 256<<10), limits: limits, line: 1, state: (*filter).text}
}

// Read gives encoding/xml the document as changed.
func (f *filter) Read(p []byte) (int, error) {
	for f.out.Len() < len(p) && f.err == nil {
		f.err = f.state(f)
	}
	if f.out.Len() > 0 {
		return f.out.Read(p)
	}
	return 0, f.err
}

// drain hands over what was noted since the last call.
func (f *filter) drain() []*importer.Problem {
	p := f.problems
	f.problems = nil
	return p
}

func (f *filter) problem(format string, args ...any) {
	f.problems = append(f.problems, importer.Problemf(f.line, format, args...))
}

// next reads one character, mending what is not UTF-8.
func (f *filter) next() (rune, error) {
	r, n, err := f.in.ReadRune()
	if err != nil {
		return 0, err
	}
	switch {
	case r == '\n':
		f.line++
	case r == utf8.RuneError && n == 1:
		return f.mend()
	case r < ' ' && r != '\t' && r != '\r' || r == 0xFFFE || r == 0xFFFF:
		f.problem("the character U+%04X is not allowed in XML; shown as \uFFFD", r)
		return utf8.RuneError, nil
	}
	return r, nil
}

// mend reads a character written as two three-byte halves, or replaces one byte.
func (f *filter) mend() (rune, error) {
	if err := f.in.UnreadRune(); err != nil {
		return 0, err
	}
	b, err := f.in.Peek(6)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if len(b) == 6 && b[0] == 0xED && b[3] == 0xED && b[1]&0xF0 == 0xA0 && b[4]&0xF0 == 0xB0 {
		half := func(b []byte) rune { return rune(b[0]&0x0F)<<12 | rune(b[1]&0x3F)<<6 | rune(b[2]&0x3F) }
		r := joinHalves(half(b), half(b[3:]))
		_, err := f.in.Discard(6)
		return r, err
	}
	f.problem("a byte is not UTF-8 text; shown as \uFFFD; the original keeps it")
	_, err = f.in.Discard(1)
	return utf8.RuneError, err
}

// emit lets a character through while the limit for this piece allows.
func (f *filter) emit(r rune, limit int) {
	if f.size++; f.size <= limit || r == '\n' {
		f.out.WriteRune(r)
	} else if !f.cut {
		f.cut = true
		f.problem("a value is longer than %s and was cut; the original keeps it", importer.Bytes(int64(limit)))
	}
}

func (f *filter) begin(state func(*filter) error) {
	f.state, f.size, f.cut = state, 0, false
}

// text is everything outside tags.
func (f *filter) text() error {
	r, err := f.next()
	switch {
	case err != nil:
		return err
	case r == '&':
		return f.reference()
	case r != '<':
		f.emit(r, f.limits.Value)
		return nil
	}
	ahead, err := f.in.Peek(8)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case bytes.HasPrefix(ahead, []byte("!--")):
		f.begin((*filter).comment)
		return f.discard(3)
	case bytes.HasPrefix(ahead, []byte("![CDATA[")):
		f.begin((*filter).cdata)
		return f.discard(8)
	case bytes.HasPrefix(ahead, []byte("!")):
		return refusedError{importer.Problemf(f.line, "the file declares a document type, which could define entities or name other files; SMS Backup & Restore writes none, so this is not its export")}
	case bytes.HasPrefix(ahead, []byte("?")):
		f.out.WriteByte('<')
		f.begin((*filter).instruction)
		return nil
	}
	f.out.WriteByte('<')
	f.element, f.attr, f.naming = f.element[:0], f.attr[:0], &f.element
	f.begin((*filter).tag)
	return nil
}

func (f *filter) discard(n int) error { _, err := f.in.Discard(n); return err }

// comment drops all but the line endings.
func (f *filter) comment() error {
	r, err := f.next()
	switch {
	case err != nil:
		return unexpected(err)
	case r == '\n':
		f.out.WriteByte('\n')
	case r == '-':
		if ahead, err := f.in.Peek(2); err == nil && string(ahead) == "->" {
			f.begin((*filter).text)
			return f.discard(2)
		}
	}
	return nil
}

// cdata passes on as text.
func (f *filter) cdata() error {
	r, err := f.next()
	if err != nil {
		return unexpected(err)
	}
	if r == ']' {
		if ahead, err := f.in.Peek(2); err == nil && string(ahead) == "]>" {
			f.begin((*filter).text)
			return f.discard(2)
		}
	}
	f.literal(r)
	return nil
}

func (f *filter) instruction() error {
	r, err := f.next()
	if err != nil {
		return unexpected(err)
	}
	f.emit(r, f.limits.Value)
	if r == '>' {
		f.begin((*filter).text)
	}
	return nil
}

// maxName bounds an element's or attribute's name, in bytes.
const maxName = 128

// tag is between < and >, outside quotes.
func (f *filter) tag() error {
	r, err := f.next()
	if err != nil {
		return unexpected(err)
	}
	if f.size++; f.size > f.limits.Value {
		return refusedError{importer.Problemf(f.line, "a tag has more than %s outside its values; expected one message's attributes", importer.Bytes(int64(f.limits.Value)))}
	}
	f.out.WriteRune(r)
	switch r {
	case '>':
		f.begin((*filter).text)
	case '"', '\'':
		f.quote = r
		f.begin((*filter).value)
		if string(f.element) == "part" && string(f.attr) == "data" {
			f.base64 = newPayload(f.limits.Part)
			f.state = (*filter).data
		}
	case ' ', '\t', '\n', '\r':
		if len(f.element) > 0 {
			f.naming = &f.attr
			f.attr = f.attr[:0]
		}
	case '=':
		f.naming = nil
	default:
		if f.naming != nil && len(*f.naming) < maxName {
			*f.naming = utf8.AppendRune(*f.naming, r)
		}
	}
	return nil
}

// value is inside quotes. Runs of plain characters, nearly all there is, pass at once.
func (f *filter) value() error {
	if n := f.plain(); n > 0 {
		f.size += n
		_, err := io.CopyN(&f.out, f.in, int64(n))
		return err
	}
	r, err := f.next()
	switch {
	case err != nil:
		return unexpected(err)
	case r == f.quote:
		f.out.WriteRune(r)
		f.naming, f.attr = &f.attr, f.attr[:0]
		f.begin((*filter).tag)
	case r == '&':
		return f.reference()
	case r == '<':
		f.problem("a < stands inside a value; XML expects &lt;")
		f.literal(r)
	default:
		f.emit(r, f.limits.Value)
	}
	return nil
}

// plain counts the characters, already read from the file and within the limit,
// that need no look of their own.
func (f *filter) plain() int {
	b, _ := f.in.Peek(min(f.in.Buffered(), max(f.limits.Value-f.size, 0))) // never waits
	for i, c := range b {
		if c < ' ' || c >= utf8.RuneSelf || c == '&' || c == '<' || rune(c) == f.quote {
			return i
		}
	}
	return len(b)
}

// literal lets a character through as text, whatever XML would make of it.
func (f *filter) literal(r rune) {
	var escape string
	switch r {
	case '<', '>', '&', '"', '\'', '\t', '\r':
		escape = "&#" + strconv.Itoa(int(r)) + ";"
	default:
		f.emit(r, f.limits.Value)
		return
	}
	if f.size < f.limits.Value {
		f.out.WriteString(escape)
	}
	f.size++
}

// reference reads what follows an &.
func (f *filter) reference() error {
	name, ok := f.peekReference(0)
	if !ok {
		f.problem("an & does not begin a character reference; XML expects &amp;")
		f.literal('&')
		return nil
	}
	n := len(name) + 1
	switch name {
	case "amp", "lt", "gt", "quot", "apos":
		if f.size++; f.size <= f.limits.Value {
			fmt.Fprintf(&f.out, "&%s;", name)
		}
		return f.discard(n)
	}
	r, ok := character(name)
	if !ok {
		f.problem("&%s; is not a character that XML knows", name)
		f.literal('&')
		return nil
	}
	if isHigh(r) {
		if second, ok := f.peekReference(n + 1); ok && f.peekByte(n) == '&' {
			if low, ok := character(second); ok && isLow(low) {
				r, n = joinHalves(r, low), n+1+len(second)+1
			}
		}
	}
	switch {
	case r == '\n':
		f.size++
		f.out.WriteString("&#10;") // keeps the count of lines
	case r < ' ' && r != '\t' && r != '\r' || r >= 0xD800 && r < 0xE000 || r == 0xFFFE || r == 0xFFFF || r > utf8.MaxRune:
		f.problem("&%s; is no character by itself; shown as \uFFFD", name)
		f.emit(utf8.RuneError, f.limits.Value)
	default:
		f.literal(r)
	}
	return f.discard(n)
}

// maxReference is longer than any character reference, in bytes.
const maxReference = 10

// peekReference gives the name between an & already read (skip bytes from here)
// and its semicolon.
func (f *filter) peekReference(skip int) (string, bool) {
	b, _ := f.in.Peek(skip + maxReference) // fewer at the end of the file
	if len(b) <= skip {
		return "", false
	}
	name, _, ok := bytes.Cut(b[skip:], []byte{';'})
	return string(name), ok && len(name) > 0 && !bytes.ContainsAny(name, " \t\r\n\"'<>&=")
}

func (f *filter) peekByte(at int) byte {
	if b, _ := f.in.Peek(at + 1); len(b) > at {
		return b[at]
	}
	return 0
}

// character reads #55357 or #xD83D.
func character(name string) (rune, bool) {
	digits, ok := strings.CutPrefix(name, "#")
	if !ok {
		return 0, false
	}
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 31)
	return rune(n), err == nil
}

func isHigh(r rune) bool { return r >= 0xD800 && r < 0xDC00 }
func isLow(r rune) bool  { return r >= 0xDC00 && r < 0xE000 }

func joinHalves(high, low rune) rune { return 0x10000 + (high-0xD800)<<10 + (low - 0xDC00) }

// unexpected tells encoding/xml that the file ended inside something.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
