package smsbackup

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strconv"
	"strings"

	"foursight/internal/importer"
)

// payload is an attachment passing by as base64: measured, hashed, not kept.
type payload struct {
	limit, size int64
	hash        hash.Hash
	pending     []byte // base64 not yet decoded: fewer than four characters between calls
	decoded     []byte
	wrong       string // why there is no hash
}

func newPayload(limit int64) *payload { return &payload{limit: limit, hash: sha256.New()} }

// add takes more base64, in which white space means nothing.
func (p *payload) add(b []byte) {
	for _, c := range b {
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			p.pending = append(p.pending, c)
		}
	}
	p.decode(len(p.pending) / 4 * 4)
}

func (p *payload) decode(n int) {
	if n == 0 || p.wrong != "" {
		p.pending = p.pending[:0]
		return
	}
	p.decoded = append(p.decoded[:0], make([]byte, base64.StdEncoding.DecodedLen(n))...)
	m, err := base64.StdEncoding.Decode(p.decoded, p.pending[:n])
	p.hash.Write(p.decoded[:m])
	p.size += int64(m)
	p.pending = append(p.pending[:0], p.pending[n:]...)
	switch {
	case err != nil:
		p.wrong = "is not whole base64"
	case p.size > p.limit:
		p.wrong = "is larger than the " + importer.Bytes(p.limit) + " allowed"
	}
}

// finish gives "sha256:size", or "" and what was wrong.
func (p *payload) finish() (value, wrong string) {
	if rest := len(p.pending); rest > 0 && p.wrong == "" {
		p.pending = append(p.pending, "==="[:4-rest]...) // padding left off
		p.decode(4)
	}
	if p.wrong != "" || p.size == 0 {
		return "", p.wrong
	}
	return hex.EncodeToString(p.hash.Sum(nil)) + ":" + strconv.FormatInt(p.size, 10), ""
}

// data is inside the quotes of an attachment's base64.
func (f *filter) data() error {
	if _, err := f.in.Peek(1); err != nil { // fills the buffer
		return unexpected(err)
	}
	piece, err := f.in.Peek(f.in.Buffered())
	if err != nil {
		return unexpected(err)
	}
	end := bytes.IndexAny(piece, string(f.quote)+"&")
	if end < 0 {
		end = len(piece)
	}
	for range bytes.Count(piece[:end], []byte{'\n'}) {
		f.line++
		f.out.WriteByte('\n')
	}
	f.base64.add(piece[:end])
	closed, reference := end < len(piece) && piece[end] == byte(f.quote), end < len(piece) && piece[end] == '&'
	if err := f.discard(end); err != nil {
		return err
	}
	switch {
	case reference: // line breaks may be written as &#10;
		if err := f.discard(1); err != nil {
			return err
		}
		name, ok := f.peekReference(0)
		r, isChar := character(name)
		if !ok || !isChar || r > ' ' {
			f.base64.wrong = "is not whole base64"
			return nil
		}
		return f.discard(len(name) + 1)
	case closed:
		value, wrong := f.base64.finish()
		if wrong != "" {
			f.problem("an attachment %s; its hash is not known; the original keeps it", wrong)
		}
		f.out.WriteString(value)
		f.state = (*filter).value // which reads the quote and ends the value
	}
	return nil
}

// parsePayload reads back what finish wrote.
func parsePayload(value string) (sum string, size int64, err error) {
	sum, digits, ok := strings.Cut(strings.TrimSpace(value), ":")
	if !ok {
		return "", 0, errors.New("no hash")
	}
	size, err = strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return "", 0, fmt.Errorf("attachment size: %w", err)
	}
	return sum, size, nil
}
