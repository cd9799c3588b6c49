package evidence

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Pages reads a derivative page by page. It is not for use by two at once.
type Pages[T any] struct {
	original *Original
	name     string
	index    index
	starts   []int   // the number of each chunk's first record
	offsets  []int64 // where each chunk begins
}

// Numbered is a record and its place in the derivative, from 0.
type Numbered[T any] struct {
	Number int `json:"number"`
	Record T   `json:"record"`
}

// maxChunk bounds a chunk unpacked, in bytes: the file is ours and authenticated,
// so more than this is damage, not data.
const maxChunk = 1 << 30

// OpenDerivative opens what WriteDerivative stored.
func OpenDerivative[T any](v *Vault, d Derivative) (_ *Pages[T], err error) {
	o, err := v.Original(d.Blob)
	if err != nil {
		return nil, err
	}
	p := &Pages[T]{original: o, name: d.Name}
	if err := p.readIndex(); err != nil {
		return nil, errors.Join(fmt.Errorf("open derivative %s: %w: %w", d.Name, ErrAltered, err), o.Close())
	}
	return p, nil
}

func (p *Pages[T]) readIndex() error {
	var tail [8]byte
	end := p.original.Size - int64(len(tail))
	if end < 0 {
		return errors.New("it is too short for a derivative")
	}
	if err := p.readAt(tail[:], end); err != nil {
		return err
	}
	from := int64(binary.BigEndian.Uint64(tail[:]))
	if from < 0 || from > end {
		return errors.New("its index is not where it says")
	}
	b := make([]byte, end-from)
	if err := p.readAt(b, from); err != nil {
		return err
	}
	if err := json.Unmarshal(b, &p.index); err != nil {
		return fmt.Errorf("index: %w", err)
	}
	var offset int64
	records := 0
	for _, c := range p.index.Chunks {
		p.starts, p.offsets = append(p.starts, records), append(p.offsets, offset)
		records += c[2]
		offset += int64(c[0]) + int64(c[1])
	}
	if offset != from || records != p.index.Total {
		return errors.New("its index does not add up")
	}
	return nil
}

func (p *Pages[T]) readAt(b []byte, at int64) error {
	if n, err := p.original.ReadAt(b, at); n < len(b) {
		return fmt.Errorf("read derivative %s: %w", p.name, err)
	}
	return nil
}

// Len is how many records there are.
func (p *Pages[T]) Len() int { return p.index.Total }

// Close releases the file.
func (p *Pages[T]) Close() error { return p.original.Close() }

// Read gives n records from number from on; fewer at the end.
func (p *Pages[T]) Read(from, n int) ([]Numbered[T], error) {
	if from < 0 || n <= 0 {
		return nil, nil
	}
	var page []Numbered[T]
	for i, start := range p.starts {
		if start+p.index.Chunks[i][2] <= from {
			continue
		}
		if start >= from+n {
			break
		}
		rows, err := p.rows(i)
		if err != nil {
			return nil, err
		}
		for k := max(0, from-start); k < len(rows) && start+k < from+n; k++ {
			r, err := decode[T](start+k, rows[k])
			if err != nil {
				return nil, fmt.Errorf("read derivative %s: %w", p.name, err)
			}
			page = append(page, r)
		}
	}
	return page, nil
}

// Search gives up to limit records, from number from on, whose text holds every
// one of words, in any order and inside other words too; next is where to go on,
// or -1 when all was searched. No words match nothing.
func (p *Pages[T]) Search(ctx context.Context, words []string, from, limit int) (hits []Numbered[T], next int, err error) {
	var wanted [][]byte
	for _, w := range words {
		if w = strings.TrimSpace(Fold(w)); w != "" {
			wanted = append(wanted, []byte(w))
		}
	}
	if len(wanted) == 0 || limit <= 0 {
		return nil, -1, nil
	}
	for i, start := range p.starts {
		if start+p.index.Chunks[i][2] <= from {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, -1, err
		}
		found, err := p.matches(i, wanted)
		if err != nil {
			return nil, -1, err
		}
		var rows [][]byte
		for _, k := range found {
			if start+k < from {
				continue
			}
			if len(hits) == limit {
				return hits, start + k, nil
			}
			if rows == nil {
				if rows, err = p.rows(i); err != nil {
					return nil, -1, err
				}
			}
			r, err := decode[T](start+k, rows[k])
			if err != nil {
				return nil, -1, fmt.Errorf("search derivative %s: %w", p.name, err)
			}
			hits = append(hits, r)
		}
	}
	return hits, -1, nil
}

// matches gives the places in a chunk whose text holds every word.
func (p *Pages[T]) matches(chunk int, words [][]byte) ([]int, error) {
	text, err := p.unpack(p.offsets[chunk], p.index.Chunks[chunk][0])
	if err != nil {
		return nil, err
	}
	var found []int
	for k := 0; k < p.index.Chunks[chunk][2]; k++ {
		n, used := binary.Uvarint(text)
		if used <= 0 || n > uint64(len(text)-used) {
			return nil, fmt.Errorf("search derivative %s: chunk %d: %w", p.name, chunk, ErrAltered)
		}
		one := text[used : used+int(n)]
		text = text[used+int(n):]
		if holdsAll(one, words) {
			found = append(found, k)
		}
	}
	return found, nil
}

func holdsAll(text []byte, words [][]byte) bool {
	for _, w := range words {
		if !bytes.Contains(text, w) {
			return false
		}
	}
	return true
}

// rows gives the JSON lines of a chunk.
func (p *Pages[T]) rows(chunk int) ([][]byte, error) {
	c := p.index.Chunks[chunk]
	b, err := p.unpack(p.offsets[chunk]+int64(c[0]), c[1])
	if err != nil {
		return nil, err
	}
	rows := bytes.Split(bytes.TrimSuffix(b, []byte{'\n'}), []byte{'\n'})
	if len(rows) != c[2] {
		return nil, fmt.Errorf("read derivative %s: chunk %d holds %d records, its index says %d: %w", p.name, chunk, len(rows), c[2], ErrAltered)
	}
	return rows, nil
}

func (p *Pages[T]) unpack(at int64, n int) ([]byte, error) {
	z := flate.NewReader(io.NewSectionReader(p.original, at, int64(n)))
	b, err := io.ReadAll(io.LimitReader(z, maxChunk))
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, fmt.Errorf("read derivative %s: %w", p.name, err)
	}
	return b, nil
}

func decode[T any](number int, row []byte) (Numbered[T], error) {
	r := Numbered[T]{Number: number}
	if err := json.Unmarshal(row, &r.Record); err != nil {
		return r, fmt.Errorf("record %d: %w", number, err)
	}
	return r, nil
}
