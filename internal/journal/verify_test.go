package journal

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"foursight/internal/store"
)

func contains(err error, s string) bool { return strings.Contains(err.Error(), s) }

// ticking is a clock that is a second later at every reading.
func ticking() func() time.Time {
	now := noon
	return func() time.Time {
		now = now.Add(time.Second)
		return now
	}
}

// filled records twelve entries over three streams, six commits of two, and
// returns the store as it then is.
func filled(t *testing.T, keys Keys) *fakeStore {
	t.Helper()
	st := new(fakeStore)
	w := startWriter(t, st, keys, Options{Now: ticking()})
	for i := range int64(6) {
		s := fmt.Sprintf("case/%d", i%3)
		if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft(s, i/3*2+1), draft(s, i/3*2+2)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return st
}

// editHeader rewrites one entry's header, and its columns with it.
func editHeader(s *fakeStore, pos int, edit func(*Header)) {
	h, err := ParseHeader(s.entries[pos].Header)
	if err != nil {
		panic(err)
	}
	edit(&h)
	e := &s.entries[pos]
	e.Header, e.ID, e.Stream, e.Seq, e.Kind, e.Recorded = h.append(nil), h.ID, h.Stream, h.Seq, h.Kind, h.Recorded.UnixMilli()
}

// editBoth is editHeader with the leaf hash made to match.
func editBoth(s *fakeStore, pos int, edit func(*Header)) {
	editHeader(s, pos, edit)
	leaf := Leaf(s.entries[pos].Header)
	s.entries[pos].Leaf = leaf[:]
}

// resign makes the checkpoints anew from the entries, as somebody with the
// signing key could.
func resign(t *testing.T, s *fakeStore) {
	signer, _, _ := testSigner(t)
	var e edge
	s.checkpoints = nil
	for i, entry := range s.entries {
		s.entries[i].Pos = int64(i)
		e.add(Leaf(entry.Header))
	}
	c, err := signCheckpoint(signer, &e, noon.UnixMilli())
	if err != nil {
		t.Fatal(err)
	}
	s.checkpoints = append(s.checkpoints, c)
}

func TestEveryWayOfTamperingIsFoundAndTheFirstBadEntryNamed(t *testing.T) {
	type how struct{ keys, witness bool }
	plain, withKeys, witnessed := how{}, how{keys: true}, how{witness: true}
	for _, c := range []struct {
		name string
		how  how
		edit func(t *testing.T, s *fakeStore)
		pos  int64
		why  string
	}{
		{"an actor changed", plain, func(_ *testing.T, s *fakeStore) { editHeader(s, 5, func(h *Header) { h.Actor = "staff/u2" }) }, 5, "recorded"},
		{"an actor changed at a commit's start", plain, func(_ *testing.T, s *fakeStore) { editHeader(s, 4, func(h *Header) { h.Actor = "staff/u2" }) }, 4, "recorded"},
		{"a header changed, its columns not", plain, func(_ *testing.T, s *fakeStore) {
			s.entries[3].Header = []byte(strings.Replace(string(s.entries[3].Header), "IncidentRecorded", "IncidentWithdrawn", 1))
		}, 3, "columns"},
		{"a column changed", plain, func(_ *testing.T, s *fakeStore) { s.entries[7].Recorded += 1000 }, 7, "columns"},
		{"a header respelt", plain, func(_ *testing.T, s *fakeStore) { s.entries[2].Header = append(s.entries[2].Header, ' ') }, 2, "header"},
		{"a body changed", withKeys, func(_ *testing.T, s *fakeStore) { s.entries[6].Sealed[20] ^= 1 }, 6, "altered"},
		{"two bodies exchanged", withKeys, func(_ *testing.T, s *fakeStore) {
			s.entries[0].Sealed, s.entries[1].Sealed = s.entries[1].Sealed, s.entries[0].Sealed
		}, 0, "altered"},
		{"a body removed", plain, func(_ *testing.T, s *fakeStore) { s.entries[9].Sealed = nil }, 9, "no disposal"},
		{"an entry spliced in", plain, func(_ *testing.T, s *fakeStore) {
			e := s.entries[4]
			s.entries = append(s.entries[:5:5], append([]store.Entry{e}, s.entries[5:]...)...)
			editHeader(s, 5, func(h *Header) { h.ID, h.Stream, h.Seq = NewID(), "case/new", 1 })
			for i := range s.entries {
				s.entries[i].Pos = int64(i)
			}
		}, 5, "put in"},
		{"an entry twice", plain, func(_ *testing.T, s *fakeStore) {
			e := s.entries[4]
			e.Pos = 12
			s.entries = append(s.entries, e)
		}, 12, "case/2"},
		{"an entry cut out", plain, func(_ *testing.T, s *fakeStore) { s.entries = append(s.entries[:4:4], s.entries[5:]...) }, 5, "expected"},
		{"an entry cut out and the rest moved up", plain, func(_ *testing.T, s *fakeStore) {
			s.entries = append(s.entries[:5:5], s.entries[6:]...)
			for i := range s.entries {
				s.entries[i].Pos = int64(i)
			}
		}, 4, "taken out of positions 4 to 5"},
		{"two entries of one stream exchanged", plain, func(_ *testing.T, s *fakeStore) {
			s.entries[2], s.entries[3] = s.entries[3], s.entries[2]
			s.entries[2].Pos, s.entries[3].Pos = 2, 3
		}, 2, "number 2 of case/1"},
		{"two entries of two streams exchanged", plain, func(_ *testing.T, s *fakeStore) {
			s.entries[1], s.entries[2] = s.entries[2], s.entries[1]
			s.entries[1].Pos, s.entries[2].Pos = 1, 2
			editHeader(s, 2, func(h *Header) { h.Recorded = noon.AddDate(0, 0, -1) })
		}, 1, "does not fit by other means"},
		{"the tail cut, checkpoints left", plain, func(_ *testing.T, s *fakeStore) { s.entries = s.entries[:9] }, 9, "cut off"},
		{"the newest checkpoint removed", plain, func(_ *testing.T, s *fakeStore) { s.checkpoints = s.checkpoints[:5] }, 10, "past the newest checkpoint"},
		{"every checkpoint removed", plain, func(_ *testing.T, s *fakeStore) { s.checkpoints = nil }, 0, "no checkpoint"},
		{"a checkpoint's root changed", plain, func(_ *testing.T, s *fakeStore) { s.checkpoints[5].Root = make([]byte, 32) }, 11, "note says otherwise"},
		{"a checkpoint signed by another", plain, func(t *testing.T, s *fakeStore) {
			c := &s.checkpoints[5]
			other, _, err := NewSigner(logName, [32]byte{9})
			if err != nil {
				t.Fatal(err)
			}
			e, err := edgeOf(*c)
			if err != nil {
				t.Fatal(err)
			}
			if *c, err = signCheckpoint(other, &e, c.Time); err != nil {
				t.Fatal(err)
			}
		}, 10, "no checkpoint from here on is signed"},
		{"rolled back to yesterday's database", witnessed, func(_ *testing.T, s *fakeStore) { s.entries, s.checkpoints = s.entries[:8], s.checkpoints[:4] }, 8, "witness saw 12 entries"},
		{"rewritten and signed again", witnessed, func(t *testing.T, s *fakeStore) {
			editBoth(s, 7, func(h *Header) { h.Actor = "staff/u2" })
			resign(t, s)
		}, 4, "rewritten"},
		{"cut and signed again", witnessed, func(t *testing.T, s *fakeStore) {
			s.entries = s.entries[:10]
			resign(t, s)
		}, 10, "witness saw 12 entries"},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys := newFakeKeys()
			st := filled(t, keys)
			_, verifier, _ := testSigner(t)
			opts := VerifyOptions{Verifier: verifier}
			if c.how.keys {
				opts.Keys = keys
			}
			path := filepath.Join(t.TempDir(), "witness.txt")
			for _, i := range []int{1, 5} { // sizes 4 and 12
				if err := WriteWitness(path, st.checkpoints[i]); err != nil {
					t.Fatal(err)
				}
			}
			witness, err := ReadWitness(path)
			if err != nil {
				t.Fatal(err)
			}
			if c.how.witness {
				opts.Witness = witness
			}
			before, err := Verify(t.Context(), st, opts)
			if err != nil || !before.OK() {
				t.Fatalf("before tampering: %v, error %v", before.Problems, err)
			}
			var at store.Entry
			c.edit(t, st)
			for _, e := range st.entries {
				if e.Pos == c.pos {
					at = e
					break
				}
			}
			r, err := Verify(t.Context(), st, opts)
			if err != nil {
				t.Fatal(err)
			}
			if r.OK() {
				t.Fatal("nothing was found")
			}
			p := r.Problems[0]
			if p.Pos != c.pos || !strings.Contains(p.Why, c.why) {
				t.Errorf("first finding: %s\nwant position %d and %q", p, c.pos, c.why)
			}
			if p.ID != "" && (p.ID != at.ID || p.Stream != at.Stream || p.Seq != at.Seq) {
				t.Errorf("named %s, %s number %d, want %s, %s number %d", p.ID, p.Stream, p.Seq, at.ID, at.Stream, at.Seq)
			}
			if strings.HasPrefix(c.why, "witness saw") || c.why == "rewritten" {
				opts.Witness = nil
				if r, err := Verify(t.Context(), st, opts); err != nil || !r.OK() {
					t.Errorf("without the witness: %v, error %v; this test no longer shows what the witness is for", r.Problems, err)
				}
			}
		})
	}
}

func TestAChangedHeaderIsNamedExactlyWhereEachEntryHadItsOwnCommit(t *testing.T) {
	for pos := range 7 {
		st := new(fakeStore)
		w := startWriter(t, st, newFakeKeys(), Options{})
		for seq := range int64(7) {
			appendOne(t, w, draft("case/a", seq+1))
		}
		editHeader(st, pos, func(h *Header) { h.Actor = "staff/u2" })
		r, err := Verify(t.Context(), st, VerifyOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Problems) != 1 || r.Problems[0].Pos != int64(pos) || r.Problems[0].ID != st.entries[pos].ID {
			t.Errorf("changed position %d, found %v", pos, r.Problems)
		}
	}
}

func TestVerifyCountsWhatItChecked(t *testing.T) {
	keys := newFakeKeys()
	st := filled(t, keys)
	_, verifier, _ := testSigner(t)
	var told int64
	r, err := Verify(t.Context(), st, VerifyOptions{Verifier: verifier, Keys: keys, Witness: st.checkpoints, Progress: func(n int64) { told = n }})
	if err != nil {
		t.Fatal(err)
	}
	if !r.OK() || r.Entries != 12 || r.Opened != 12 || !r.Signed || r.Witnessed != 6 || told != 12 {
		t.Errorf("got %+v, told %d", r, told)
	}
	if string(r.Root[:]) != string(st.checkpoints[5].Root) {
		t.Error("the rebuilt root is not the checkpoint's")
	}
	if r, err := Verify(t.Context(), new(fakeStore), VerifyOptions{}); err != nil || !r.OK() || r.Root != emptyRoot {
		t.Errorf("an empty journal: %+v, error %v", r, err)
	}
}

func TestAWitnessFileRefusesToGoBack(t *testing.T) {
	st := filled(t, newFakeKeys())
	path := filepath.Join(t.TempDir(), "witness.txt")
	for _, c := range []store.Checkpoint{st.checkpoints[2], st.checkpoints[4], st.checkpoints[4]} {
		if err := WriteWitness(path, c); err != nil {
			t.Fatal(err)
		}
	}
	if err := WriteWitness(path, st.checkpoints[3]); err == nil {
		t.Error("a smaller checkpoint was written after a larger one")
	}
	seen, err := ReadWitness(path)
	if err != nil || len(seen) != 2 || seen[0].Size != 6 || seen[1].Size != 10 || string(seen[1].Root) != string(st.checkpoints[4].Root) {
		t.Errorf("read %v, error %v, want the checkpoints of 6 and 10 entries", seen, err)
	}
}
