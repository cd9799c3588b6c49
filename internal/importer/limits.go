package importer

import (
	"fmt"
	"io"
)

const (
	kib = 1 << 10
	mib = 1 << 20
	gib = 1 << 30
)

// Limits bound what one file may cost. Sizes are in bytes. The zero value of any
// field means its default.
type Limits struct {
	File     int64 // the original itself
	Archive  int64 // everything in an archive, unpacked
	Entry    int64 // the chat or backup inside an archive, unpacked
	Media    int64 // one media file inside an archive, unpacked
	Entries  int   // files in an archive
	Line     int   // one line of text before it is cut into pieces
	Text     int   // the text of one record
	Value    int   // one XML attribute that is not an attachment
	Part     int64 // one attachment written as base64, decoded
	Depth    int   // nesting of XML elements
	Problems int   // problems listed in a Summary; the rest are counted
	Parties  int   // distinct participants listed in a Summary
}

// DefaultLimits hold ten years of one person's messages with their pictures.
var DefaultLimits = Limits{
	File: 4 * gib, Archive: 8 * gib, Entry: 256 * mib, Media: 2 * gib, Entries: 100_000,
	Line: mib, Text: mib, Value: mib, Part: 512 * mib, Depth: 16, Problems: 1000, Parties: 10_000,
}

// withDefaults fills every zero field.
func (l Limits) withDefaults() Limits {
	d := DefaultLimits
	for _, f := range []struct{ v, d *int64 }{{&l.File, &d.File}, {&l.Archive, &d.Archive}, {&l.Entry, &d.Entry}, {&l.Media, &d.Media}, {&l.Part, &d.Part}} {
		if *f.v == 0 {
			*f.v = *f.d
		}
	}
	for _, f := range []struct{ v, d *int }{{&l.Entries, &d.Entries}, {&l.Line, &d.Line}, {&l.Text, &d.Text}, {&l.Value, &d.Value}, {&l.Depth, &d.Depth}, {&l.Problems, &d.Problems}, {&l.Parties, &d.Parties}} {
		if *f.v == 0 {
			*f.v = *f.d
		}
	}
	return l
}

// TooLarge says what passed which limit. Callers test for it with errors.AsType.
type TooLarge struct {
	What  string
	Limit int64
}

func (e *TooLarge) Error() string {
	return fmt.Sprintf("%s is larger than the %s allowed", e.What, Bytes(e.Limit))
}

// Bounded reads at most limit bytes of r and fails with *TooLarge on the next
// one, so that a size declared too small is found when it is measured.
func Bounded(r io.Reader, what string, limit int64) io.Reader {
	return &bounded{r: r, what: what, limit: limit, left: limit}
}

type bounded struct {
	r           io.Reader
	what        string
	limit, left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.r.Read(p)
	if int64(n) > b.left {
		n, b.left = int(b.left), 0
		return n, &TooLarge{What: b.what, Limit: b.limit}
	}
	b.left -= int64(n)
	return n, err
}

// Bytes writes a size as people say it: 512 bytes, 4.0 GiB.
func Bytes(n int64) string {
	switch {
	case n >= gib:
		return fmt.Sprintf("%.1f GiB", float64(n)/gib)
	case n >= mib:
		return fmt.Sprintf("%.1f MiB", float64(n)/mib)
	case n >= kib:
		return fmt.Sprintf("%.1f KiB", float64(n)/kib)
	}
	return fmt.Sprintf("%d bytes", n)
}
