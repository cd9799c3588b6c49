package journal

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// HeaderVersion is the only header format there is.
const HeaderVersion = 1

// timeLayout writes an instant in UTC to the millisecond.
const timeLayout = "2006-01-02T15:04:05.000Z"

// maxToken bounds every string of a header.
const maxToken = 200

// NewID returns 128 random bits as 32 lower-case hexadecimal digits. It is
// minted with a form, so that sending the form twice records it once.
func NewID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b[:])
}

// ParseID checks an id that came from outside and returns it.
func ParseID(s string) (string, error) {
	if !isHex(s, 32) {
		return "", fmt.Errorf("entry id %q: expected 32 lower-case hexadecimal digits", s)
	}
	return s, nil
}

func isHex(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789abcdef") == ""
}

// Header is the clear part of an entry; the package comment draws its bytes.
type Header struct {
	V          int       // HeaderVersion
	ID         string    // 32 lower-case hex digits
	Stream     string    // "case/<id>", "force", ...
	Seq        int64     // position in the stream, from 1
	Kind       string    // "IncidentRecorded", ...
	Version    int       // of the kind, from 1
	Recorded   time.Time // UTC, whole milliseconds; never before the entry before it
	Clock      time.Time // the raw clock at the commit, UTC, whole milliseconds
	Suspect    bool      // the clock stepped by more than a minute, or lags what is recorded by as much
	Actor      string    // who recorded it
	Disposes   string    // in a disposal: the stream or entry id disposed of; else empty
	Key        string    // id of the key that seals the body
	Commitment [32]byte  // to salt and body
}

// checkToken refuses strings that would need escaping in JSON or HTML.
func checkToken(field, s string) error {
	if s == "" || len(s) > maxToken {
		return fmt.Errorf("%s %q: expected 1 to %d characters", field, s, maxToken)
	}
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return fmt.Errorf("%s %q: expected printable ASCII without space, quotation mark, backslash, angle bracket or ampersand", field, s)
		}
	}
	return nil
}

// checkTime refuses instants that timeLayout cannot hold exactly.
func checkTime(field string, t time.Time) error {
	if y := t.UTC().Year(); y < 1 || y > 9999 || t.Nanosecond()%int(time.Millisecond) != 0 {
		return fmt.Errorf("%s %s: expected a whole millisecond in the years 1 to 9999", field, t)
	}
	return nil
}

// Check reports everything that keeps the header from being written.
func (h Header) Check() error {
	var errs []error
	if h.V != HeaderVersion {
		errs = append(errs, fmt.Errorf("header version %d: expected %d", h.V, HeaderVersion))
	}
	if _, err := ParseID(h.ID); err != nil {
		errs = append(errs, err)
	}
	if h.Seq < 1 {
		errs = append(errs, fmt.Errorf("seq %d: expected 1 or more", h.Seq))
	}
	if h.Version < 1 {
		errs = append(errs, fmt.Errorf("version %d: expected 1 or more", h.Version))
	}
	errs = append(errs, checkToken("stream", h.Stream), checkToken("kind", h.Kind), checkToken("actor", h.Actor),
		checkToken("key", h.Key), checkTime("recorded", h.Recorded), checkTime("clock", h.Clock))
	if h.Disposes != "" {
		errs = append(errs, checkToken("disposes", h.Disposes))
	}
	return errors.Join(errs...)
}

// Encode returns the header's one spelling.
func (h Header) Encode() ([]byte, error) {
	if err := h.Check(); err != nil {
		return nil, fmt.Errorf("encode header of entry %s: %w", h.ID, err)
	}
	return h.append(make([]byte, 0, 512)), nil
}

// append writes a checked header to b.
func (h Header) append(b []byte) []byte {
	b = append(b, `{"v":`...)
	b = strconv.AppendInt(b, int64(h.V), 10)
	b = append(append(b, `,"id":"`...), h.ID...)
	b = append(append(b, `","stream":"`...), h.Stream...)
	b = strconv.AppendInt(append(b, `","seq":`...), h.Seq, 10)
	b = append(append(b, `,"kind":"`...), h.Kind...)
	b = strconv.AppendInt(append(b, `","version":`...), int64(h.Version), 10)
	b = h.Recorded.UTC().AppendFormat(append(b, `,"recorded":"`...), timeLayout)
	b = h.Clock.UTC().AppendFormat(append(b, `","clock":"`...), timeLayout)
	b = append(b, '"')
	if h.Suspect {
		b = append(b, `,"suspect":true`...)
	}
	b = append(append(b, `,"actor":"`...), h.Actor...)
	if h.Disposes != "" {
		b = append(append(b, `","disposes":"`...), h.Disposes...)
	}
	b = append(append(b, `","key":"`...), h.Key...)
	b = hex.AppendEncode(append(b, `","commitment":"`...), h.Commitment[:])
	return append(b, `"}`...)
}

// ParseHeader reads header bytes and refuses any that Encode would not have
// written: other order, spacing, escapes, spare or missing keys.
func ParseHeader(b []byte) (Header, error) {
	r := headerReader{rest: string(b)}
	var h Header
	r.lit(`{"v":`)
	h.V = int(r.number())
	r.lit(`,"id":"`)
	h.ID = r.text()
	r.lit(`,"stream":"`)
	h.Stream = r.text()
	r.lit(`,"seq":`)
	h.Seq = r.number()
	r.lit(`,"kind":"`)
	h.Kind = r.text()
	r.lit(`,"version":`)
	h.Version = int(r.number())
	r.lit(`,"recorded":"`)
	h.Recorded = r.instant()
	r.lit(`,"clock":"`)
	h.Clock = r.instant()
	h.Suspect = r.optional(`,"suspect":true`)
	r.lit(`,"actor":"`)
	h.Actor = r.text()
	if r.optional(`,"disposes":"`) {
		h.Disposes = r.text()
	}
	r.lit(`,"key":"`)
	h.Key = r.text()
	r.lit(`,"commitment":"`)
	if sum, err := hex.DecodeString(r.text()); err == nil && len(sum) == len(h.Commitment) {
		copy(h.Commitment[:], sum)
	}
	r.lit(`}`)
	if r.err == nil && r.rest != "" {
		r.fail("the end")
	}
	if r.err != nil {
		return Header{}, fmt.Errorf("header, byte %d: %w", len(b)-len(r.rest), r.err)
	}
	if err := h.Check(); err != nil {
		return Header{}, fmt.Errorf("header: %w", err)
	}
	// The last word on spelling (leading zeros, upper-case hex and the like).
	var again [640]byte
	if !bytes.Equal(h.append(again[:0]), b) {
		return Header{}, errors.New("header: not in canonical form")
	}
	return h, nil
}

// headerReader walks header bytes and keeps the first failure.
type headerReader struct {
	rest string
	err  error
}

func (r *headerReader) fail(expected string) {
	if r.err == nil {
		r.err = fmt.Errorf("expected %s, found %q", expected, r.rest[:min(len(r.rest), 20)])
	}
}

func (r *headerReader) lit(s string) {
	if !r.optional(s) {
		r.fail(s)
	}
}

func (r *headerReader) optional(s string) bool {
	rest, ok := strings.CutPrefix(r.rest, s)
	if ok && r.err == nil {
		r.rest = rest
		return true
	}
	return false
}

// text reads to the closing quotation mark; no string of a header holds one.
func (r *headerReader) text() string {
	i := strings.IndexByte(r.rest, '"')
	if i < 0 || r.err != nil {
		r.fail("a closing quotation mark")
		return ""
	}
	s := r.rest[:i]
	r.rest = r.rest[i+1:]
	return s
}

func (r *headerReader) number() int64 {
	end := strings.IndexAny(r.rest, ",}")
	if end < 0 || r.err != nil {
		r.fail("a whole number")
		return 0
	}
	n, err := strconv.ParseInt(r.rest[:end], 10, 64)
	if err != nil {
		r.fail("a whole number")
		return 0
	}
	r.rest = r.rest[end:]
	return n
}

func (r *headerReader) instant() time.Time {
	s := r.text()
	if r.err != nil {
		return time.Time{}
	}
	t, err := time.Parse(timeLayout, s)
	if err != nil {
		r.err = fmt.Errorf("time %q: expected the form %s", s, timeLayout)
	}
	return t
}
