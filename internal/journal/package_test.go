package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"foursight/internal/store"
)

// packed exports streams of a journal and returns the package's lines.
func packed(t *testing.T, st store.Store, keys Keys, streams ...string) []string {
	t.Helper()
	signer, _, key := testSigner(t)
	var b bytes.Buffer
	if err := WritePackage(t.Context(), &b, st, keys, signer, key, streams); err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSuffix(b.String(), "\n"), "\n")
}

func TestAPackageIsVerifiedWithoutAKey(t *testing.T) {
	keys := newFakeKeys()
	st := filled(t, keys)
	lines := packed(t, st, keys, "case/2", "case/0")
	_, verifier, _ := testSigner(t)
	r, opened, err := VerifyPackage(strings.NewReader(strings.Join(lines, "")), verifier)
	if err != nil {
		t.Fatal(err)
	}
	if r.Entries != 8 || r.Disposed != 0 || r.Size != 12 || !r.KnownKey || r.Origin != logName || strings.Join(r.Streams, " ") != "case/2 case/0" {
		t.Errorf("got %+v", r)
	}
	for i, o := range opened {
		if want := string(draft("", 1).Body); string(o.Body) != want || o.Header.Seq != int64(i%4+1) {
			t.Errorf("entry %d: number %d, body %s, want %s", i, o.Header.Seq, o.Body, want)
		}
	}
	if r, _, err := VerifyPackage(strings.NewReader(strings.Join(lines, "")), nil); err != nil || r.KnownKey {
		t.Errorf("without a known key: %+v, error %v, want it to hold and to say that the key is not known", r, err)
	}
	if strings.Contains(strings.Join(lines, ""), "case/1") {
		t.Error("the package names a stream that was not asked for")
	}
}

// Entries of a kind kept back are not in the package: the signed contents name their
// numbers, so that nothing else can be left out.
func TestAPackageSaysWhichNumbersWereKeptBack(t *testing.T) {
	st, keys := new(fakeStore), newFakeKeys()
	w := startWriter(t, st, keys, Options{})
	for seq := range int64(6) {
		d := draft("case/a", seq+1)
		if seq == 2 || seq == 5 {
			d.Kind = "MatchDecided"
		}
		appendOne(t, w, d)
	}
	signer, verifier, key := testSigner(t)
	pack := func(keepBack ...string) []string {
		var b bytes.Buffer
		if err := WritePackage(t.Context(), &b, st, keys, signer, key, []string{"case/a"}, keepBack...); err != nil {
			t.Fatal(err)
		}
		return strings.SplitAfter(strings.TrimSuffix(b.String(), "\n"), "\n")
	}
	part, whole := pack("MatchDecided"), pack()
	r, opened, err := VerifyPackage(strings.NewReader(strings.Join(part, "")), verifier)
	if err != nil || r.Entries != 4 || len(opened) != 4 {
		t.Fatalf("got %+v, error %v", r, err)
	}
	var seqs []int64
	for _, o := range opened {
		seqs = append(seqs, o.Header.Seq)
	}
	if want := []int64{1, 2, 4, 5}; !slices.Equal(seqs, want) || strings.Contains(strings.Join(part, ""), "MatchDecided") || !strings.Contains(part[0], "4 case/a without 3 6") {
		t.Errorf("it holds numbers %v, want %v; its first line is %s", seqs, want, part[0])
	}
	for name, lines := range map[string][]string{
		"another left out":               append(slices.Clone(part[:2]), part[3:]...),
		"what was kept back put in":      slices.Insert(slices.Clone(part), 3, whole[3]),
		"a line of what it is not about": append(slices.Clone(part[:3]), whole[3], part[4]),
		"the contents of the whole":      append(slices.Clone(whole[:1]), part[1:]...),
	} {
		if _, _, err := VerifyPackage(strings.NewReader(strings.Join(lines, "")), verifier); err == nil {
			t.Errorf("%s: it verifies", name)
		}
	}
}

func TestABodyOfAwkwardCharactersSurvivesAPackage(t *testing.T) {
	st, keys := new(fakeStore), newFakeKeys()
	w := startWriter(t, st, keys, Options{})
	d := draft("case/a", 1)
	d.Body = []byte("{\"say\":\"<b>&amp; \u2028 \\\"x\\\" \\u00e9 é \U0001F6D1\"}")
	appendOne(t, w, d)
	_, opened, err := VerifyPackage(strings.NewReader(strings.Join(packed(t, st, keys, "case/a"), "")), nil)
	if err != nil || string(opened[0].Body) != string(d.Body) {
		t.Errorf("got %v, error %v, want %s", opened, err, d.Body)
	}
}

func TestATamperedPackageIsRefused(t *testing.T) {
	keys := newFakeKeys()
	st := filled(t, keys)
	whole := packed(t, st, keys, "case/0")
	other := packed(t, st, keys, "case/1")
	_, verifier, _ := testSigner(t)
	edit := func(lines []string, n int, change func(*packageLine)) []string {
		var l packageLine
		if err := json.Unmarshal([]byte(lines[n]), &l); err != nil {
			t.Fatal(err)
		}
		change(&l)
		b, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		lines[n] = string(b) + "\n"
		return lines
	}
	for name, c := range map[string]struct {
		tamper func([]string) []string
		want   string
	}{
		"a word of a body": {func(l []string) []string {
			return edit(l, 2, func(p *packageLine) { p.Body = new(strings.Replace(*p.Body, "in_person", "by_letter", 1)) })
		}, "line 3: entry"},
		"a salt": {func(l []string) []string { return edit(l, 2, func(p *packageLine) { p.Salt[0] ^= 1 }) }, "line 3"},
		"a header": {func(l []string) []string {
			return edit(l, 2, func(p *packageLine) { p.Header = strings.Replace(p.Header, "staff/u1", "staff/u2", 1) })
		}, "not at position"},
		"a position":           {func(l []string) []string { return edit(l, 2, func(p *packageLine) { p.Pos++ }) }, "not at position"},
		"a proof":              {func(l []string) []string { return edit(l, 2, func(p *packageLine) { p.Proof[0][0] ^= 1 }) }, "not at position"},
		"a body withheld":      {func(l []string) []string { return edit(l, 2, func(p *packageLine) { p.Body, p.Salt = nil, nil }) }, "no disposal"},
		"an entry left out":    {func(l []string) []string { return append(l[:2:2], l[3:]...) }, "number 2"},
		"the last left out":    {func(l []string) []string { return l[:len(l)-1] }, "expected case/0 number 4 of 4"},
		"two exchanged":        {func(l []string) []string { l[1], l[2] = l[2], l[1]; return l }, "number 2"},
		"another case's entry": {func(l []string) []string { l[2] = other[2]; return l }, "case/1"},
		"one more at the end":  {func(l []string) []string { l[len(l)-1] += "\n"; return append(l, other[1]) }, "expected the end"},
		"nothing at all":       {func([]string) []string { return nil }, "manifest"},
		"another format":       {func(l []string) []string { l[0] = strings.Replace(l[0], "/1", "/2", 1); return l }, "format"},
		"the count in the contents": {func(l []string) []string {
			l[0] = strings.Replace(l[0], `4 case/0`, `3 case/0`, 1)
			return l[:4]
		}, "contents"},
	} {
		t.Run(name, func(t *testing.T) {
			lines := c.tamper(append([]string(nil), whole...))
			_, opened, err := VerifyPackage(strings.NewReader(strings.Join(lines, "")), verifier)
			if err == nil || !contains(err, c.want) || opened != nil {
				t.Errorf("got %v (%d entries), want it to say %q", err, len(opened), c.want)
			}
		})
	}
	for name, as := range map[string]string{"the same log's name, another key": logName, "another log": "example.org/westmarch/journal"} {
		t.Run(name, func(t *testing.T) {
			_, key, err := NewSigner(as, [32]byte{8})
			if err != nil {
				t.Fatal(err)
			}
			expected, err := note.NewVerifier(key)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := VerifyPackage(strings.NewReader(strings.Join(whole, "")), expected); err == nil {
				t.Errorf("accepted where another signer was expected")
			}
		})
	}
}

func TestNothingAlteredIsPacked(t *testing.T) {
	keys := newFakeKeys()
	signer, _, key := testSigner(t)
	for name, tamper := range map[string]func(*fakeStore){
		"a body":   func(s *fakeStore) { s.entries[0].Sealed[15] ^= 1 },
		"a header": func(s *fakeStore) { editHeader(s, 3, func(h *Header) { h.Actor = "staff/u2" }) },
	} {
		st := filled(t, keys)
		tamper(st)
		if err := WritePackage(t.Context(), new(bytes.Buffer), st, keys, signer, key, []string{"case/0"}); !errors.Is(err, ErrAltered) {
			t.Errorf("%s: got %v, want ErrAltered", name, err)
		}
	}
	if err := WritePackage(t.Context(), new(bytes.Buffer), filled(t, keys), keys, signer, key, []string{"case/none"}); err == nil {
		t.Error("a stream without entries was packed")
	}
}
