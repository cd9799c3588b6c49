package importer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

var (
	utf8Mark    = []byte{0xEF, 0xBB, 0xBF}
	utf16LEMark = []byte{0xFF, 0xFE}
	utf16BEMark = []byte{0xFE, 0xFF}
)

func hasUTF16Mark(b []byte) bool {
	return bytes.HasPrefix(b, utf16LEMark) || bytes.HasPrefix(b, utf16BEMark)
}

// UTF8 returns r as UTF-8 without a byte order mark, recoding UTF-16 where a mark
// says so. Invalid bytes of an unmarked file pass through: Lines finds them.
func UTF8(r io.Reader) (io.Reader, error) {
	br := bufio.NewReaderSize(r, 64*kib)
	head, err := br.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, utf8Mark):
		_, err = br.Discard(len(utf8Mark))
		return br, err
	case hasUTF16Mark(head):
		return transform.NewReader(br, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), nil
	}
	return br, nil
}

// utf8Head is UTF8 for the first bytes of a file, which may end inside a character.
func utf8Head(head []byte) []byte {
	r, err := UTF8(bytes.NewReader(head))
	if err != nil {
		return head
	}
	out, err := io.ReadAll(r)
	if err != nil {
		return head
	}
	return out
}

// Line is one line of text. A line longer than the limit comes as several with the
// same Number, each but the first marked Continued.
type Line struct {
	Number    int
	Text      string // valid UTF-8 without its line ending
	Continued bool
	Replaced  bool // bytes that are not UTF-8 were replaced with U+FFFD
}

// Lines splits r, already passed through UTF8, at \n or \r\n, holding
// at most limit bytes of a line at once.
func Lines(r io.Reader, limit int) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		s := bufio.NewScanner(r)
		s.Buffer(make([]byte, 0, min(limit, 64*kib)), limit+utf8.UTFMax)
		cut := false // the piece before this one ended without a line ending
		s.Split(func(data []byte, atEOF bool) (int, []byte, error) {
			return splitLine(data, atEOF, limit)
		})
		number := 0
		for s.Scan() {
			piece := s.Bytes()
			ended := len(piece) > 0 && piece[len(piece)-1] == '\n'
			line := Line{Continued: cut}
			if !cut {
				number++
			}
			line.Number = number
			if ended {
				piece = bytes.TrimSuffix(piece[:len(piece)-1], []byte{'\r'})
			}
			cut = !ended
			if utf8.Valid(piece) {
				line.Text = string(piece)
				line.Replaced = bytes.Contains(piece, []byte("\uFFFD"))
			} else {
				line.Text, line.Replaced = strings.ToValidUTF8(string(piece), "\uFFFD"), true
			}
			if !yield(line, nil) {
				return
			}
		}
		if err := s.Err(); err != nil {
			yield(Line{Number: number}, fmt.Errorf("after line %d: %w", number, err))
		}
	}
}

// splitLine gives a line with its \n, or a piece of limit bytes without one that
// does not end inside a character.
func splitLine(data []byte, atEOF bool, limit int) (int, []byte, error) {
	if i := bytes.IndexByte(data[:min(len(data), limit)], '\n'); i >= 0 {
		return i + 1, data[:i+1], nil
	}
	if len(data) >= limit {
		n := limit
		for back := 1; back < utf8.UTFMax && n-back > 0; back++ {
			if utf8.RuneStart(data[n-back]) {
				if !utf8.FullRune(data[n-back : n]) {
					n -= back
				}
				break
			}
		}
		return n, data[:n], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
