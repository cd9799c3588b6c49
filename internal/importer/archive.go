package importer

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// archive is a zip whose entries passed every check and are only ever streamed:
// nothing is unpacked to disk and no entry's name is used as a path.
type archive struct {
	ctx      context.Context
	file     string // the original's name
	limits   Limits
	entries  []*zip.File // in the archive's order
	byName   map[string]*zip.File
	measured map[string]Attachment
	spent    int64 // bytes unpacked as media so far
}

// openArchive reads the directory of a zip and refuses, all at once, every entry
// that could harm whoever unpacked it.
func openArchive(ctx context.Context, src Source, limits Limits) (*archive, error) {
	z, err := zip.NewReader(src.Data, src.Size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("%s is a zip archive cut short or damaged: %w", src.Name, err)
	}
	if len(z.File) > limits.Entries {
		return nil, fmt.Errorf("%s holds %d files; at most %d are allowed", src.Name, len(z.File), limits.Entries)
	}
	a := &archive{ctx: ctx, file: src.Name, limits: limits, byName: map[string]*zip.File{}, measured: map[string]Attachment{}}
	var refused []error
	refuse := func(f *zip.File, why string) {
		if len(refused) < limits.Problems {
			refused = append(refused, fmt.Errorf("%s: entry %q %s", src.Name, f.Name, why))
		}
	}
	seen := map[string]bool{}
	var total int64
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") && f.UncompressedSize64 == 0 {
			continue
		}
		if why := refusal(f); why != "" {
			refuse(f, why)
			continue
		}
		folded := strings.ToLower(f.Name)
		if seen[folded] {
			refuse(f, "appears twice, or differs from another only by case")
			continue
		}
		seen[folded] = true
		if f.UncompressedSize64 > uint64(limits.Media) {
			refuse(f, "unpacks to more than the "+Bytes(limits.Media)+" allowed for one file")
			continue
		}
		total += int64(f.UncompressedSize64)
		if total > limits.Archive {
			return nil, fmt.Errorf("open archive: %w", &TooLarge{What: src.Name + " unpacked", Limit: limits.Archive})
		}
		a.entries = append(a.entries, f)
		if base := path.Base(f.Name); a.byName[base] == nil {
			a.byName[base] = f
		}
	}
	if len(refused) > 0 {
		return nil, errors.Join(refused...)
	}
	return a, nil
}

// refusal says why an entry is not accepted, or nothing.
func refusal(f *zip.File) string {
	name := f.Name
	switch {
	case f.Flags&0x1 != 0:
		return "is protected by a password; unpack it with the password and give the plain export"
	case name == "" || len(name) > 4096 || strings.ContainsRune(name, 0):
		return "has a name that is empty, too long or holds a NUL"
	case strings.Contains(name, `\`):
		return "has a backslash in its name"
	case path.IsAbs(name) || len(name) > 1 && name[1] == ':':
		return "names an absolute place"
	case slices.Contains(strings.Split(name, "/"), ".."):
		return "names a place outside the archive"
	case f.Mode()&fs.ModeSymlink != 0:
		return "is a symbolic link"
	case !f.Mode().IsRegular():
		return "is not an ordinary file"
	}
	return ""
}

// text opens the chat or backup in e, bounded as measured.
func (a *archive) text(e *zip.File) (io.ReadCloser, error) {
	if e.UncompressedSize64 > uint64(a.limits.Entry) {
		return nil, fmt.Errorf("%s: %w", a.file, &TooLarge{What: "entry " + e.Name, Limit: a.limits.Entry})
	}
	return a.stream(e, a.limits.Entry)
}

func (a *archive) stream(e *zip.File, limit int64) (io.ReadCloser, error) {
	rc, err := e.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: open entry %q: %w", a.file, e.Name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{Bounded(contextReader{a.ctx, rc}, "entry "+e.Name, limit), rc}, nil
}

// media measures a file that a message names: its size, type and hash.
func (a *archive) media(name string) (Attachment, error) {
	if m, ok := a.measured[name]; ok {
		return m, nil
	}
	e := a.byName[name]
	if e == nil {
		return Attachment{Name: name}, ErrNoMedia
	}
	rc, err := a.stream(e, min(a.limits.Media, max(a.limits.Archive-a.spent, 0)))
	if err != nil {
		return Attachment{Name: name}, err
	}
	head := make([]byte, 3072)
	n, err := io.ReadFull(rc, head)
	h := sha256.New()
	h.Write(head[:n])
	size := int64(n)
	if err == nil {
		var rest int64
		rest, err = io.Copy(h, rc)
		size += rest
	} else if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) && uint64(n) == e.UncompressedSize64 {
		err = nil // shorter than the head asked for
	}
	a.spent += size
	if err = errors.Join(err, rc.Close()); err != nil {
		return Attachment{Name: name}, fmt.Errorf("%s: entry %q: %w", a.file, e.Name, err)
	}
	m := Attachment{Name: name, Type: mimetype.Detect(head[:n]).String(), Size: size, SHA256: hex.EncodeToString(h.Sum(nil))}
	a.measured[name] = m
	return m, nil
}

// unnamed yields the files that no message named, in the archive's order.
func (a *archive) unnamed(chat *zip.File, yield func(Record, error) bool) bool {
	for _, e := range a.entries {
		base := path.Base(e.Name)
		if e == chat {
			continue
		}
		if _, used := a.measured[base]; used && a.byName[base] == e {
			continue
		}
		if a.byName[base] != e {
			if !yield(Record{}, &Problem{Entry: e.Name, What: "another file in the archive has the same name; it is in the original and was not matched to a message"}) {
				return false
			}
			continue
		}
		m, err := a.media(base)
		if err != nil {
			if !yield(Record{}, &Problem{Entry: e.Name, What: err.Error()}) {
				return false
			}
		}
		r := Record{Kind: Media, Direction: Unknown, Attachments: []Attachment{m}, Source: Position{File: a.file, Entry: e.Name}}
		if !yield(r, nil) {
			return false
		}
	}
	return true
}
