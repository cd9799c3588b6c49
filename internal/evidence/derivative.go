package evidence

import (
	"bufio"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A derivative is what a parser read from an original, stored like any file. Its
// content is a row of chunks, then an index, then where the index begins:
//
//	chunk:  text, deflated: per record uvarint length, folded search text
//	        rows, deflated: per record one line of JSON
//	index:  JSON {"total": records, "chunks": [[text bytes, row bytes, records], ...]}
//	tail:   8 bytes, big endian: the index's offset
//
// So a page opens one chunk, and a search reads the texts and only the rows it hits.

// Derivative names a stored derivative. Same original, same Parser: same Blob.SHA256.
type Derivative struct {
	Blob
	Parser  string `json:"parser"` // the parser's name and version
	Records int    `json:"records"`
}

type index struct {
	Total  int      `json:"total"`
	Chunks [][3]int `json:"chunks"` // bytes of text, bytes of rows, records
}

// ChunkSize is how many records a chunk holds unless the caller says otherwise.
const ChunkSize = 500

// WriteDerivative stores records in chunks as they come; text gives what of each a
// search looks through. An error in the sequence ends it and nothing is stored.
func WriteDerivative[T any](ctx context.Context, v *Vault, parser string, records iter.Seq2[T, error], text func(*T) string, chunk int) (Derivative, error) {
	d := Derivative{Parser: parser}
	if chunk <= 0 {
		chunk = ChunkSize
	}
	blob, err := v.write(func(w io.Writer) error {
		out := &chunks{w: bufio.NewWriterSize(w, 64<<10)}
		for r, err := range records {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			row, err := json.Marshal(r)
			if err != nil {
				return fmt.Errorf("record %d: %w", d.Records+1, err)
			}
			out.add(row, Fold(text(&r)))
			if d.Records++; out.held == chunk {
				if err := out.flush(); err != nil {
					return err
				}
			}
		}
		return out.finish()
	})
	if err != nil {
		return Derivative{}, fmt.Errorf("write derivative of %s: %w", parser, err)
	}
	d.Blob = blob
	return d, nil
}

// chunks gathers records and writes them out chunk by chunk.
type chunks struct {
	w          *bufio.Writer
	text, rows bytes.Buffer
	held       int
	offset     int64
	index      index
}

func (c *chunks) add(row []byte, text string) {
	var n [binary.MaxVarintLen64]byte
	c.text.Write(n[:binary.PutUvarint(n[:], uint64(len(text)))])
	c.text.WriteString(text)
	c.rows.Write(row)
	c.rows.WriteByte('\n')
	c.held++
}

func (c *chunks) flush() error {
	if c.held == 0 {
		return nil
	}
	entry := [3]int{2: c.held}
	for i, b := range []*bytes.Buffer{&c.text, &c.rows} {
		n, err := deflate(c.w, b.Bytes())
		if err != nil {
			return err
		}
		entry[i] = n
		c.offset += int64(n)
		b.Reset()
	}
	c.index.Total += c.held
	c.index.Chunks = append(c.index.Chunks, entry)
	c.held = 0
	return nil
}

func (c *chunks) finish() error {
	if err := c.flush(); err != nil {
		return err
	}
	b, err := json.Marshal(c.index)
	if err != nil {
		return err
	}
	_, err = c.w.Write(binary.BigEndian.AppendUint64(b, uint64(c.offset)))
	return errors.Join(err, c.w.Flush())
}

func deflate(w io.Writer, b []byte) (int, error) {
	var packed bytes.Buffer
	z, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return 0, err
	}
	_, err = z.Write(b)
	if err := errors.Join(err, z.Close()); err != nil {
		return 0, err
	}
	return w.Write(packed.Bytes())
}

// Fold is the form in which texts and words are compared: compatibility forms
// made one, lower case, and no characters that only steer direction or hide.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}
