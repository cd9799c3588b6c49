package importer

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"foursight/internal/calendar"
)

// headSize is how much of a file Detect looks at.
const headSize = 16 * kib

// Read opens an export of any of opts.Formats, plain or in a zip, and returns its
// records. The Source must stay open while Records is ranged over; ranging twice
// reads twice. The errors say what the file seems to be and what was expected.
func Read(ctx context.Context, src Source, opts Options) (Reading, error) {
	opts.Limits = opts.Limits.withDefaults()
	if opts.Zone == nil {
		opts.Zone = calendar.London
	}
	if src.Size > opts.Limits.File {
		return Reading{}, fmt.Errorf("import: %w", &TooLarge{What: src.Name, Limit: opts.Limits.File})
	}
	head, err := readHead(src.reader())
	if err != nil {
		return Reading{}, fmt.Errorf("import %s: %w", src.Name, err)
	}
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) || bytes.HasPrefix(head, []byte("PK\x05\x06")) {
		return readArchive(ctx, src, opts)
	}
	f, err := Detect(head, src.Name, opts.Formats)
	if err != nil {
		return Reading{}, err
	}
	return f.Open(ctx, Input{
		File: src.Name,
		Open: func() (io.ReadCloser, error) {
			return io.NopCloser(Bounded(contextReader{ctx, src.reader()}, src.Name, opts.Limits.File)), nil
		},
		Media: func(name string) (Attachment, error) { return Attachment{Name: name}, ErrNoMedia },
	}, opts)
}

// readArchive finds the one entry that is an export and treats the rest as media.
func readArchive(ctx context.Context, src Source, opts Options) (Reading, error) {
	a, err := openArchive(ctx, src, opts.Limits)
	if err != nil {
		return Reading{}, err
	}
	var chat *zip.File
	var format Format
	var why []error
	for _, e := range a.entries {
		ext := strings.ToLower(path.Ext(e.Name))
		if ext == ".zip" {
			return Reading{}, fmt.Errorf("%s: entry %q is an archive inside the archive; unpack it and give its export", src.Name, e.Name)
		}
		if ext != ".txt" && ext != ".xml" {
			continue
		}
		f, err := a.detect(e, opts.Formats)
		if err != nil {
			why = append(why, err)
			continue
		}
		if chat != nil {
			return Reading{}, fmt.Errorf("%s holds more than one export (%q and %q); give each by itself", src.Name, chat.Name, e.Name)
		}
		chat, format = e, f
	}
	if chat == nil {
		return Reading{}, errors.Join(append(why, fmt.Errorf("%s is a zip archive with no export that can be read; expected %s", src.Name, expected(opts.Formats)))...)
	}
	reading, err := format.Open(ctx, Input{
		File: src.Name, Entry: chat.Name,
		Open:  func() (io.ReadCloser, error) { return a.text(chat) },
		Media: a.media,
	}, opts)
	if err != nil {
		return Reading{}, err
	}
	reading.Container = "zip"
	reading.Records = a.withUnnamed(chat, reading.Records)
	return reading, nil
}

func (a *archive) detect(e *zip.File, formats []Format) (Format, error) {
	rc, err := a.text(e)
	if err != nil {
		return nil, err
	}
	head, err := readHead(rc)
	if err = errors.Join(err, rc.Close()); err != nil {
		return nil, fmt.Errorf("%s: entry %q: %w", a.file, e.Name, err)
	}
	return Detect(head, e.Name, formats)
}

// withUnnamed follows the chat's records with the files no message named. It adds
// the entry to each Problem, since its line counts within that entry.
func (a *archive) withUnnamed(chat *zip.File, records iter.Seq2[Record, error]) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for r, err := range records {
			if p, ok := errors.AsType[*Problem](err); ok {
				err = &Problem{Line: p.Line, Entry: chat.Name, What: p.What}
			}
			if !yield(r, err) {
				return
			}
			if err != nil && !isProblem(err) {
				return
			}
		}
		a.unnamed(chat, yield)
	}
}

// Sift hands each Problem in records to note and passes on the records alone, so
// that only an error that ended the reading remains: what a store needs.
func Sift(records iter.Seq2[Record, error], note func(Problem)) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for r, err := range records {
			if p, ok := errors.AsType[*Problem](err); ok {
				note(*p)
			} else if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func isProblem(err error) bool {
	_, ok := errors.AsType[*Problem](err)
	return ok
}

func readHead(r io.Reader) ([]byte, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], err
}
