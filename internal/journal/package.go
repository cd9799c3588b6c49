package journal

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/store"
)

// A package is what one or more streams look like outside: JSON Lines that
// anyone can check without a key, a database or a network.
//
//	{"format":"foursight-package/1","verifier":"<key>","checkpoint":"<note>","contents":"<note>"}
//	{"pos":41,"header":"{...}","salt":"<base64>","body":"{...}","proof":["<base64>", ...]}
//	{"pos":57,"header":"{...}","proof":[...]}                      disposed of
//
// "header" and "body" are strings so that no JSON tool changes a byte of them.
// "proof" shows that the header is in the log whose root the checkpoint signs.
// "contents" is signed too and says which streams are here, how many entries of
// each, and the numbers of those that were kept back, so that nothing can be left
// out unnoticed:
//
//	<origin>
//	foursight package of <log size> entries
//	<number of entries> <stream>
//	<number of entries> <stream> without <seq> <seq> ...
//	...
const packageFormat = "foursight-package/1"

type packageManifest struct {
	Format     string `json:"format"`
	Verifier   string `json:"verifier"`
	Checkpoint string `json:"checkpoint"`
	Contents   string `json:"contents"`
}

type packageLine struct {
	Pos    int64       `json:"pos"`
	Header string      `json:"header"`
	Salt   []byte      `json:"salt,omitempty"`
	Body   *string     `json:"body,omitempty"`
	Proof  []tlog.Hash `json:"proof"`
}

// contained is one stream of a package.
type contained struct {
	stream  string
	count   int64   // of its entries in the package
	without []int64 // numbers of those kept back, ascending
}

// contentsText is the signed list of what a package holds.
func contentsText(origin string, size int64, streams []contained) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nfoursight package of %d entries\n", origin, size)
	for _, c := range streams {
		fmt.Fprintf(&b, "%d %s", c.count, c.stream)
		if len(c.without) > 0 {
			b.WriteString(" without")
		}
		for _, seq := range c.without {
			fmt.Fprintf(&b, " %d", seq)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// parseContained reads what contentsText wrote of one stream.
func parseContained(line string) (c contained, err error) {
	words := strings.Fields(line)
	if len(words) != 2 && (len(words) < 4 || words[2] != "without") {
		return c, errors.New("expected a count and a stream")
	}
	c.stream = words[1]
	if c.count, err = strconv.ParseInt(words[0], 10, 64); err != nil || c.count < 0 {
		return c, fmt.Errorf("count %q", words[0])
	}
	for _, w := range words[min(3, len(words)):] {
		seq, err := strconv.ParseInt(w, 10, 64)
		if err != nil || seq < 1 || len(c.without) > 0 && seq <= c.without[len(c.without)-1] {
			return c, fmt.Errorf("number %q of an entry kept back", w)
		}
		c.without = append(c.without, seq)
	}
	return c, nil
}

// WritePackage writes the streams, in the order given, as a package, without
// entries of the kinds kept back. The signer is the journal's own, verifierKey its
// public half. It reads one snapshot; the proofs are against its newest checkpoint.
// An entry whose bytes do not match its header stops it: nothing altered is given
// out as whole.
func WritePackage(ctx context.Context, w io.Writer, st store.Store, keys Keys, signer note.Signer, verifierKey string, streams []string, keepBack ...string) error {
	err := st.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		return writePackage(ctx, w, tx, keys, signer, verifierKey, streams, keepBack)
	})
	if err != nil {
		return fmt.Errorf("write package: %w", err)
	}
	return nil
}

func writePackage(ctx context.Context, w io.Writer, tx store.Tx, keys Keys, signer note.Signer, verifierKey string, streams, keepBack []string) error {
	head, ok, err := tx.Head(ctx)
	if err != nil {
		return err
	}
	if !ok {
		return errors.New("the journal is empty")
	}
	log, err := NewProver(tx.AllEntries(ctx, 0))
	if err != nil {
		return err
	}
	if root, err := log.Root(head.Size); err != nil || string(root[:]) != string(head.Root) {
		return errors.Join(fmt.Errorf("the journal does not match its newest checkpoint: %w", ErrAltered), err)
	}
	var held []contained
	for _, s := range streams {
		c, err := containedOf(ctx, tx, s, keepBack)
		if err != nil {
			return err
		}
		held = append(held, c)
	}
	contents, err := note.Sign(&note.Note{Text: contentsText(signer.Name(), head.Size, held)}, signer)
	if err != nil {
		return fmt.Errorf("sign contents: %w", err)
	}
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	if err := lines.Encode(packageManifest{packageFormat, verifierKey, string(head.Note), string(contents)}); err != nil {
		return err
	}
	for _, s := range streams {
		for e, err := range tx.Entries(ctx, s, 0) {
			if err != nil {
				return err
			}
			if slices.Contains(keepBack, e.Kind) {
				continue
			}
			line, err := packEntry(ctx, keys, log, head.Size, e)
			if err != nil {
				return err
			}
			if err := lines.Encode(line); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// containedOf counts what a package will hold of a stream.
func containedOf(ctx context.Context, tx store.Tx, stream string, keepBack []string) (contained, error) {
	c := contained{stream: stream}
	for e, err := range tx.Entries(ctx, stream, 0) {
		if err != nil {
			return c, err
		}
		if slices.Contains(keepBack, e.Kind) {
			c.without = append(c.without, e.Seq)
		} else {
			c.count++
		}
	}
	if c.count == 0 {
		return c, fmt.Errorf("no entries in %q", stream)
	}
	return c, nil
}

func packEntry(ctx context.Context, keys Keys, log *Prover, size int64, e store.Entry) (packageLine, error) {
	proof, err := log.Inclusion(e.Pos, size)
	if err != nil {
		return packageLine{}, err
	}
	line := packageLine{Pos: e.Pos, Header: string(e.Header), Proof: proof}
	b, err := Open(ctx, keys, e)
	switch {
	case errors.Is(err, ErrDisposed):
		return line, nil
	case err != nil:
		return packageLine{}, err
	}
	line.Salt, line.Body = b.Salt[:], new(string(b.JSON))
	return line, nil
}

// Opened is one entry of a package that has been checked.
type Opened struct {
	Pos    int64
	Header Header
	Body   []byte // nil where the entry was disposed of
}

// PackageReport is what a check of a package found.
type PackageReport struct {
	Origin     string // the log's name
	Size       int64  // entries in the log when the package was made
	Root       tlog.Hash
	Time       int64 // of the checkpoint, milliseconds since 1970 UTC
	Streams    []string
	Entries    int64
	Disposed   int64
	KnownKey   bool   // checked against the verifier the caller knows
	PackageKey string // the key the package names; compare it by another route if KnownKey is false
}

// maxLine bounds one line of a package: a body, its escapes, header and proof.
const maxLine = 6*MaxBody + 1<<16

// VerifyPackage checks a package. With known nil the signatures are checked
// against the key that the package itself names, which shows only that it was
// made whole, not by whom: KnownKey is then false. The error names the first
// line that is wrong; nothing of such a package is returned.
func VerifyPackage(r io.Reader, known note.Verifier) (PackageReport, []Opened, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	if !in.Scan() {
		return PackageReport{}, nil, fmt.Errorf("package, line 1: expected a manifest: %w", cmp.Or(in.Err(), io.ErrUnexpectedEOF))
	}
	report, streams, err := readManifest(in.Bytes(), known)
	if err != nil {
		return PackageReport{}, nil, fmt.Errorf("package, line 1: %w", err)
	}
	var opened []Opened
	number := 1
	for _, c := range streams {
		last := c.count + int64(len(c.without))
		for seq := int64(1); seq <= last; seq++ {
			if slices.Contains(c.without, seq) {
				continue
			}
			number++
			if !in.Scan() {
				return PackageReport{}, nil, fmt.Errorf("package, line %d: expected %s number %d of %d: %w", number, c.stream, seq, last, cmp.Or(in.Err(), io.ErrUnexpectedEOF))
			}
			o, err := readLine(in.Bytes(), report, c.stream, seq)
			if err != nil {
				return PackageReport{}, nil, fmt.Errorf("package, line %d: %w", number, err)
			}
			if o.Body == nil {
				report.Disposed++
			}
			opened = append(opened, o)
		}
	}
	if in.Scan() {
		return PackageReport{}, nil, fmt.Errorf("package, line %d: expected the end after %d entries: %w", number+1, len(opened), ErrAltered)
	}
	if err := in.Err(); err != nil {
		return PackageReport{}, nil, fmt.Errorf("package, line %d: %w", number+1, err)
	}
	report.Entries = int64(len(opened))
	if err := checkGaps(opened); err != nil {
		return PackageReport{}, nil, fmt.Errorf("package: %w", err)
	}
	return report, opened, nil
}

// readManifest checks the first line and returns what the package holds of each
// stream.
func readManifest(line []byte, known note.Verifier) (PackageReport, []contained, error) {
	var m packageManifest
	if err := json.Unmarshal(line, &m); err != nil {
		return PackageReport{}, nil, fmt.Errorf("manifest: %w", err)
	}
	if m.Format != packageFormat {
		return PackageReport{}, nil, fmt.Errorf("format %q: expected %q", m.Format, packageFormat)
	}
	verifier := known
	if verifier == nil {
		v, err := note.NewVerifier(m.Verifier)
		if err != nil {
			return PackageReport{}, nil, fmt.Errorf("verifier key: %w", err)
		}
		verifier = v
	}
	c, err := ParseCheckpoint([]byte(m.Checkpoint), verifier)
	if err != nil {
		return PackageReport{}, nil, err
	}
	text, err := noteText([]byte(m.Contents), verifier)
	if err != nil {
		return PackageReport{}, nil, fmt.Errorf("contents: %w", err)
	}
	report := PackageReport{
		Origin: verifier.Name(), Size: c.Size, Root: tlog.Hash(c.Root), Time: c.Time,
		KnownKey: known != nil, PackageKey: m.Verifier,
	}
	var streams []contained
	for i, l := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if i < 2 {
			continue // origin and size are compared below, with the whole text
		}
		held, err := parseContained(l)
		if err != nil {
			return PackageReport{}, nil, fmt.Errorf("contents, line %d: %w", i+1, err)
		}
		report.Streams, streams = append(report.Streams, held.stream), append(streams, held)
	}
	if contentsText(report.Origin, c.Size, streams) != text {
		return PackageReport{}, nil, fmt.Errorf("contents are of another checkpoint: %w", ErrAltered)
	}
	return report, streams, nil
}

// readLine checks one entry: its place in the log and what it says.
func readLine(line []byte, report PackageReport, stream string, seq int64) (Opened, error) {
	var l packageLine
	if err := json.Unmarshal(line, &l); err != nil {
		return Opened{}, fmt.Errorf("entry: %w", err)
	}
	h, err := ParseHeader([]byte(l.Header))
	if err != nil {
		return Opened{}, err
	}
	if h.Stream != stream || h.Seq != seq {
		return Opened{}, fmt.Errorf("found %s number %d, expected %s number %d: %w", h.Stream, h.Seq, stream, seq, ErrAltered)
	}
	if err := tlog.CheckRecord(l.Proof, report.Size, report.Root, l.Pos, Leaf([]byte(l.Header))); err != nil {
		return Opened{}, fmt.Errorf("entry %s: header is not at position %d of the log: %w: %w", h.ID, l.Pos, ErrAltered, err)
	}
	if l.Body == nil {
		return Opened{Pos: l.Pos, Header: h}, nil
	}
	if len(l.Salt) != saltSize {
		return Opened{}, fmt.Errorf("entry %s: salt of %d bytes, expected %d", h.ID, len(l.Salt), saltSize)
	}
	if Commitment([saltSize]byte(l.Salt), []byte(*l.Body)) != h.Commitment {
		return Opened{}, fmt.Errorf("entry %s: body does not match its commitment: %w", h.ID, ErrAltered)
	}
	return Opened{Pos: l.Pos, Header: h, Body: []byte(*l.Body)}, nil
}

// checkGaps refuses an entry without a body unless a disposal in the package,
// whose header is proven, names it or its stream.
func checkGaps(opened []Opened) error {
	gone := map[[2]string]bool{}
	for _, o := range opened {
		if o.Header.Disposes != "" {
			gone[[2]string{o.Header.Stream, o.Header.Disposes}] = true
		}
	}
	for _, o := range opened {
		h := o.Header
		if o.Body == nil && !gone[[2]string{h.Stream, h.Stream}] && !gone[[2]string{h.Stream, h.ID}] {
			return fmt.Errorf("entry %s, %s number %d: its body was left out and no disposal covers it: %w", h.ID, h.Stream, h.Seq, ErrAltered)
		}
	}
	return nil
}
