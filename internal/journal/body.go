package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxBody bounds one body, in bytes. Larger material is evidence or a sealed
// derivative, which an entry names by its hash.
const MaxBody = 4 << 20

// checkBody refuses bodies that could be read in two ways: not UTF-8, not one
// JSON object, spaces between tokens, or a number that is not whole (a float is
// rounded differently by different readers).
func checkBody(b []byte) error {
	switch {
	case len(b) > MaxBody:
		return fmt.Errorf("body: %d bytes, expected at most %d", len(b), MaxBody)
	case len(b) == 0 || b[0] != '{':
		return errors.New("body: expected a JSON object")
	case !utf8.Valid(b):
		return errors.New("body: expected UTF-8")
	case !json.Valid(b):
		return errors.New("body: not valid JSON")
	}
	inString := false
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case inString && c == '\\':
			i++ // what follows is part of the escape, a quotation mark too
		case c == '"':
			inString = !inString
		case inString:
		case strings.IndexByte(" \t\r\n", c) >= 0:
			return fmt.Errorf("body, byte %d: expected no space between tokens", i)
		case isNumberPart(b, i):
			return fmt.Errorf("body, byte %d: expected a whole number without point or exponent", i)
		}
	}
	return nil
}

// isNumberPart reports whether b[i], outside a string in valid JSON, is a
// decimal point or an exponent sign. An "e" also ends true and false and occurs
// nowhere else, so one after a digit is an exponent.
func isNumberPart(b []byte, i int) bool {
	switch b[i] {
	case '.':
		return true
	case 'e', 'E':
		return i > 0 && b[i-1] >= '0' && b[i-1] <= '9'
	}
	return false
}
