package journal

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"foursight/internal/store"
)

// A journal whose fourth commit has twenty entries, at positions 3 to 22: eleven
// streams in turn, three actors in turn. Commits of two and three follow.
const commitBegins, commitEnds = 3, 23

func withLargeCommit(t *testing.T, keys Keys) *fakeStore {
	t.Helper()
	st := new(fakeStore)
	w := startWriter(t, st, keys, Options{Now: ticking()})
	largeCommit(t, w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return st
}

func largeCommit(t *testing.T, w *Writer) {
	t.Helper()
	seqs := map[string]int64{}
	n := 0
	for _, size := range []int{1, 1, 1, commitEnds - commitBegins, 2, 3} {
		var ds []Draft
		for range size {
			s := fmt.Sprintf("case/%d", n%11)
			seqs[s]++
			d := draft(s, seqs[s])
			d.Actor = fmt.Sprintf("staff/u%d", n%3+1)
			ds = append(ds, d)
			n++
		}
		if _, err := w.Append(t.Context(), Request{Drafts: ds}); err != nil {
			t.Fatal(err)
		}
	}
}

// place puts rows where others were: what is at position from[i] goes to i's place
// in the list of positions, sorted.
func rearrange(s *fakeStore, from ...int) {
	to := slices.Sorted(slices.Values(from))
	was := slices.Clone(s.entries)
	for i, pos := range to {
		s.entries[pos] = was[from[i]]
		s.entries[pos].Pos = int64(pos)
	}
}

// putIn adds invented entries before a position, with leaf hashes of their own.
func putIn(s *fakeStore, pos, n int) {
	for range n {
		e := s.entries[pos]
		s.entries = slices.Insert(s.entries, pos, e)
		editBoth(s, pos, func(h *Header) { h.ID, h.Stream, h.Seq = NewID(), "case/"+NewID()[:6], 1 })
	}
	renumber(s)
}

func takeOut(s *fakeStore, pos, n int) {
	s.entries = slices.Delete(s.entries, pos, pos+n)
	renumber(s)
}

func renumber(s *fakeStore) {
	for i := range s.entries {
		s.entries[i].Pos = int64(i)
	}
}

func actor(name string) func(*Header) { return func(h *Header) { h.Actor = name } }

// forge rewrites the checkpoints that cover more than after entries to agree with
// the entries as they are, signed by a stranger.
func forge(t *testing.T, s *fakeStore, after int64) {
	t.Helper()
	stranger, _, err := NewSigner(logName, [32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range s.checkpoints {
		if c.Size <= after {
			continue
		}
		var e edge
		for _, entry := range s.entries[:c.Size] {
			e.add(Leaf(entry.Header))
		}
		if s.checkpoints[i], err = signCheckpoint(stranger, &e, c.Time); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTheFirstBadEntryOfALargeCommitIsNamed(t *testing.T) {
	const header, leaf = "its header is not the one recorded", "its leaf hash was changed"
	for _, c := range []struct {
		name string
		keys bool
		edit func(s *fakeStore)
		at   []int64 // every position named, in order
		why  string  // of the first
	}{
		{"a header", false, func(s *fakeStore) { editHeader(s, 11, actor("staff/x")) }, []int64{11}, header},
		{"the commit's first header", false, func(s *fakeStore) { editHeader(s, 3, actor("staff/x")) }, []int64{3}, header},
		{"the commit's last header", false, func(s *fakeStore) { editHeader(s, 22, actor("staff/x")) }, []int64{22}, header},
		{"a header respelt", false, func(s *fakeStore) { s.entries[11].Header = append(s.entries[11].Header, ' ') }, []int64{11, 11, 22}, "header"}, // 22 is the next of its stream
		{"a leaf hash", false, func(s *fakeStore) { s.entries[11].Leaf = make([]byte, 32) }, []int64{11}, leaf},
		{"a leaf hash cut short", false, func(s *fakeStore) { s.entries[11].Leaf = s.entries[11].Leaf[:31] }, []int64{11}, leaf},
		{"every leaf hash of the commit", false, func(s *fakeStore) {
			for i := 3; i < 23; i++ {
				s.entries[i].Leaf = make([]byte, 32)
			}
		}, []int64{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}, leaf},
		{"headers of two commits and a leaf hash between", false, func(s *fakeStore) {
			editHeader(s, 9, actor("staff/x"))
			editHeader(s, 17, actor("staff/x"))
			s.entries[23].Leaf = make([]byte, 32)
			editHeader(s, 26, actor("staff/x"))
		}, []int64{9, 17, 23, 26}, header},
		{"a leaf hash before a header of one commit", false, func(s *fakeStore) {
			s.entries[6].Leaf = make([]byte, 32)
			editHeader(s, 9, actor("staff/x"))
		}, []int64{6, 9}, leaf},
		{"five headers and another's leaf hash", false, func(s *fakeStore) {
			for _, i := range []int{5, 7, 8, 11, 12} {
				editHeader(s, i, actor("staff/x"))
			}
			s.entries[10].Leaf = make([]byte, 32)
		}, []int64{5, 7, 8, 10, 11, 12}, header},

		{"header and leaf hash: the actor is another's", false, func(s *fakeStore) { editBoth(s, 11, actor("staff/u1")) }, []int64{11}, header + ": its actor was staff/u3"},
		{"header and leaf hash: the actor is nobody's", false, func(s *fakeStore) { editBoth(s, 18, actor("staff/x")) }, []int64{18}, header + ": its actor was staff/u1"},
		{"header and leaf hash: the kind and its column", false, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Kind = "IncidentWithdrawn" })
		}, []int64{11}, header + ": its kind was IncidentRecorded"},
		{"header and leaf hash: the kind, not its column", false, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Kind = "IncidentWithdrawn" })
			s.entries[11].Kind = "IncidentRecorded"
		}, []int64{11, 11}, "its columns"},
		{"header and leaf hash: recorded later", false, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Recorded = h.Recorded.Add(100_000_000) })
		}, []int64{11, 12}, header + ": it was recorded 2026-11-23T12:00:04.000Z"}, // 12 is then before it
		{"header and leaf hash: the raw clock and its doubt", false, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Clock, h.Suspect = noon, true })
		}, []int64{11}, header + ": it was recorded"},
		{"header and leaf hash of two entries", false, func(s *fakeStore) {
			editBoth(s, 7, func(h *Header) { h.Clock = noon })
			editBoth(s, 12, func(h *Header) { h.Recorded = h.Recorded.Add(100_000_000) })
		}, []int64{7, 12, 13}, header},
		{"header and leaf hash, and another's leaf hash", false, func(s *fakeStore) {
			editBoth(s, 7, func(h *Header) { h.Clock = noon })
			s.entries[9].Leaf = make([]byte, 32)
		}, []int64{7, 9}, header},
		{"header and leaf hash of every entry: the clock", false, func(s *fakeStore) {
			for i := 3; i < 23; i++ {
				editBoth(s, i, func(h *Header) { h.Clock, h.Suspect = noon, true })
			}
		}, []int64{3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}, header + ": it was recorded"},
		{"header and leaf hash of four entries: the kind, not its column", false, func(s *fakeStore) {
			for i := 11; i < 15; i++ {
				editBoth(s, i, func(h *Header) { h.Kind = "IncidentWithdrawn" })
				s.entries[i].Kind = "IncidentRecorded"
			}
		}, []int64{11, 11, 12, 12, 13, 13, 14, 14}, "its columns"},
		{"header and leaf hash of a commit of its own", false, func(s *fakeStore) {
			editBoth(s, 1, func(h *Header) { h.Commitment[0] ^= 1 })
		}, []int64{1}, header},

		{"header and leaf hash: the commitment", false, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Commitment[0] ^= 1 })
		}, []int64{3}, "from position 3 to 15 (one commit)"},
		{"header and leaf hash: the commitment, in a smaller subtree", false, func(s *fakeStore) {
			editBoth(s, 21, func(h *Header) { h.Commitment[0] ^= 1 })
		}, []int64{20}, "from position 20 to 21 (one commit)"},
		{"header and leaf hash: the commitment, with keys", true, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Commitment[0] ^= 1 })
		}, []int64{11, 11}, "commitment"},
		{"header and leaf hash: the id, with keys", true, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.ID = NewID() })
		}, []int64{11, 11}, "altered"},
		{"header and leaf hash: the key, with keys", true, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Key = keyID("case/1") })
		}, []int64{11, 11}, "altered"},
		{"header and leaf hash: the version, with keys", true, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Version, h.Actor = 9, "staff/x" })
		}, []int64{11, 11}, "altered"},
		{"header and leaf hash of three entries, with keys", true, func(s *fakeStore) {
			for _, i := range []int{6, 11, 12} {
				editBoth(s, i, func(h *Header) { h.Version, h.Actor = 9, "staff/x" })
			}
		}, []int64{6, 6, 11, 11, 12, 12}, "altered"},
		{"header and leaf hash, and another's leaf hash, with keys", true, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Version, h.Actor = 9, "staff/x" })
			s.entries[6].Leaf = make([]byte, 32)
		}, []int64{6, 11, 11}, leaf},
		{"header and leaf hash: the number in its stream", false, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Seq = 9 })
		}, []int64{11, 11, 22}, "number 9"},
		{"header and leaf hash: number and version, with keys", true, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Seq, h.Version = 9, 9 })
		}, []int64{11, 11, 11, 22}, "number 9"},
		{"header and leaf hash: what upsets another of the same subtree, with keys", true, func(s *fakeStore) {
			editBoth(s, 3, func(h *Header) { h.Seq, h.Version = 9, 9 })
		}, []int64{3, 3, 3, 14}, "number 9"},
		{"header and leaf hash: the number, and a body taken away, with keys", true, func(s *fakeStore) {
			editBoth(s, 11, func(h *Header) { h.Seq = 9 })
			s.entries[5].Sealed = nil
		}, []int64{5, 11, 11, 11, 22}, "body is missing"},
		{"a header, and two of the next subtree exchanged with their leaf hashes", false, func(s *fakeStore) {
			editHeader(s, 21, actor("staff/x"))
			rearrange(s, 19, 17)
		}, []int64{17, 19, 21}, "recorded at position 19"},
		{"header and leaf hash, and a column of a later entry", false, func(s *fakeStore) {
			editBoth(s, 7, func(h *Header) { h.Commitment[0] ^= 1 })
			s.entries[11].Recorded++
		}, []int64{3, 11}, "from position 3 to 15"},

		{"two entries exchanged", false, func(s *fakeStore) { rearrange(s, 13, 6) }, []int64{6, 13}, "recorded at position 13"},
		{"two entries of two subtrees exchanged", false, func(s *fakeStore) { rearrange(s, 16, 6) }, []int64{6, 16}, "recorded at position 16"},
		{"two neighbours exchanged", false, func(s *fakeStore) { rearrange(s, 12, 11) }, []int64{11, 12}, "recorded at position 12"},
		{"two entries of one stream exchanged", false, func(s *fakeStore) { rearrange(s, 17, 6) }, []int64{6, 6, 17, 17}, "number 2 of case/6"},
		{"two entries exchanged, their leaf hashes left", false, func(s *fakeStore) {
			rearrange(s, 13, 6)
			s.entries[6].Leaf, s.entries[13].Leaf = s.entries[13].Leaf, s.entries[6].Leaf
		}, []int64{6, 13}, header},
		{"two entries exchanged, their bodies left, with keys", true, func(s *fakeStore) {
			rearrange(s, 13, 6)
			s.entries[6].Sealed, s.entries[13].Sealed = s.entries[13].Sealed, s.entries[6].Sealed
		}, []int64{6, 6, 13, 13}, "altered"},
		{"an entry moved down", false, func(s *fakeStore) { rearrange(s, 8, 5, 6, 7) }, []int64{5, 6, 7, 8}, "recorded at position 8"},
		{"an entry moved up", false, func(s *fakeStore) { rearrange(s, 6, 7, 8, 5) }, []int64{5, 6, 7, 8}, "recorded at position 6"},
		{"another order altogether, with keys", true, func(s *fakeStore) { rearrange(s, 6, 5, 8, 7, 10, 9) }, []int64{3}, "from position 3 to 15 (one commit) do not stand in the order"},

		{"an entry put in", false, func(s *fakeStore) { putIn(s, 11, 1) }, []int64{11, 28}, "put in"},
		{"three entries put in", false, func(s *fakeStore) { putIn(s, 11, 3) }, []int64{11, 12, 13, 28}, "put in"},
		{"an entry taken out and its place left empty", false, func(s *fakeStore) {
			s.entries = slices.Delete(s.entries, 11, 12)
		}, []int64{12, 22}, "found where position 11 was expected"},
		{"an entry taken out and its place left empty, and a header before it", false, func(s *fakeStore) {
			editBoth(s, 20, actor("staff/x"))
			s.entries = slices.Delete(s.entries, 22, 23)
		}, []int64{20, 23}, headerChanged},
		{"an entry taken out", false, func(s *fakeStore) { takeOut(s, 11, 1) }, []int64{3, 21, 27}, "taken out of positions 3 to 22"},
		{"two entries taken out, in the smaller subtree", false, func(s *fakeStore) { takeOut(s, 20, 2) }, []int64{20, 26}, "taken out of positions 20 to 22"},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys := newFakeKeys()
			st := withLargeCommit(t, keys)
			_, verifier, _ := testSigner(t)
			opts := VerifyOptions{Verifier: verifier}
			if c.keys {
				opts.Keys = keys
			}
			if r, err := Verify(t.Context(), st, opts); err != nil || !r.OK() {
				t.Fatalf("before tampering: %v, error %v", r.Problems, err)
			}
			c.edit(st)
			wantProblems(t, st, opts, c.at, c.why)
		})
	}
}

// With the keys, whatever is changed in however many entries, the first finding is
// at the first of them.
func TestTheFirstOfManyEditsIsNamedWithTheKeys(t *testing.T) {
	edits := map[string]func(s *fakeStore, pos int){
		"a header":           func(s *fakeStore, pos int) { editHeader(s, pos, actor("staff/x")) },
		"a leaf hash":        func(s *fakeStore, pos int) { s.entries[pos].Leaf = make([]byte, 32) },
		"both: an actor":     func(s *fakeStore, pos int) { editBoth(s, pos, actor("staff/x")) },
		"both: a kind":       func(s *fakeStore, pos int) { editBoth(s, pos, func(h *Header) { h.Kind = "Other" }) },
		"both: an id":        func(s *fakeStore, pos int) { editBoth(s, pos, func(h *Header) { h.ID = NewID() }) },
		"both: a number":     func(s *fakeStore, pos int) { editBoth(s, pos, func(h *Header) { h.Seq = 9 }) },
		"both: a commitment": func(s *fakeStore, pos int) { editBoth(s, pos, func(h *Header) { h.Commitment[0] ^= 1 }) },
		"both: a clock":      func(s *fakeStore, pos int) { editBoth(s, pos, func(h *Header) { h.Clock = noon }) },
		"both: recorded":     func(s *fakeStore, pos int) { editBoth(s, pos, func(h *Header) { h.Recorded = noon.AddDate(0, 0, 1) }) },
		"a column":           func(s *fakeStore, pos int) { s.entries[pos].Kind = "Other" },
		"a body":             func(s *fakeStore, pos int) { s.entries[pos].Sealed[20] ^= 1 },
	}
	names := slices.Sorted(maps.Keys(edits))
	source := rand.New(rand.NewPCG(3, 4))
	keys := newFakeKeys()
	whole := withLargeCommit(t, keys)
	_, verifier, _ := testSigner(t)
	for range 500 {
		st := &fakeStore{checkpoints: whole.checkpoints, entries: slices.Clone(whole.entries)}
		var did []string
		at := source.Perm(len(st.entries))[:1+source.IntN(6)]
		for _, pos := range at {
			name := names[source.IntN(len(names))]
			st.entries[pos].Sealed = slices.Clone(st.entries[pos].Sealed)
			edits[name](st, pos)
			did = append(did, fmt.Sprintf("%s at %d", name, pos))
		}
		r, err := Verify(t.Context(), st, VerifyOptions{Verifier: verifier, Keys: keys})
		if err != nil {
			t.Fatal(err)
		}
		if first := int64(slices.Min(at)); r.OK() || r.Problems[0].Pos != first {
			t.Fatalf("edited %v: want the first finding at %d, found:\n%v", did, first, r.Problems)
		}
	}
}

// Rows of checkpoints are part of the file too: a changed one is named, and none
// that is not signed helps to hide an entry.
func TestCheckpointRowsAreHeldAgainstTheEntries(t *testing.T) {
	commitment := func(h *Header) { h.Commitment[0] ^= 1 }
	for _, c := range []struct {
		name string
		edit func(t *testing.T, s *fakeStore)
		at   []int64
		why  string
	}{
		{"an earlier root", func(_ *testing.T, s *fakeStore) { s.checkpoints[3].Root = make([]byte, 32) }, []int64{22}, "checkpoint (23 entries): its row was changed"},
		{"an earlier edge", func(_ *testing.T, s *fakeStore) { s.checkpoints[3].Edge = make([]byte, 4*32) }, []int64{22}, "checkpoint (23 entries)"},
		{"an earlier time", func(_ *testing.T, s *fakeStore) { s.checkpoints[3].Time++ }, []int64{22}, "checkpoint (23 entries)"},
		{"an earlier note", func(_ *testing.T, s *fakeStore) { s.checkpoints[3].Note = s.checkpoints[2].Note }, []int64{22}, "checkpoint (23 entries)"},
		{"an earlier size", func(_ *testing.T, s *fakeStore) { s.checkpoints[3].Size = 20 }, []int64{19}, "checkpoint (20 entries)"},
		{"the newest edge", func(_ *testing.T, s *fakeStore) { s.checkpoints[5].Edge = make([]byte, 3*32) }, []int64{27}, "newest checkpoint (28 entries): checkpoint of size 28: its edge"},
		{"rows without their signatures, and an entry", func(t *testing.T, s *fakeStore) {
			editBoth(s, 11, actor("staff/x"))
			forge(t, s, 11)
		}, []int64{3, 22, 24, 27}, "no checkpoint from here on is signed"},
		{"rows forged save the newest, and an entry", func(t *testing.T, s *fakeStore) {
			newest := s.checkpoints[5]
			editBoth(s, 11, actor("staff/x"))
			forge(t, s, 11)
			s.checkpoints[5] = newest
		}, []int64{11, 22, 24}, "its actor was staff/u3"},
		{"the rows between removed, and an entry", func(_ *testing.T, s *fakeStore) {
			editBoth(s, 11, actor("staff/x"))
			s.checkpoints = append(s.checkpoints[:1:1], s.checkpoints[5])
		}, []int64{11}, "its actor was staff/u3"},
		{"the rows between removed, and a time", func(_ *testing.T, s *fakeStore) {
			editBoth(s, 26, func(h *Header) { h.Clock = noon })
			s.checkpoints = append(s.checkpoints[:1:1], s.checkpoints[5])
		}, []int64{26}, "it was recorded"},
		{"the newest edge, and an entry of its commit", func(_ *testing.T, s *fakeStore) {
			editBoth(s, 26, commitment)
			s.checkpoints[5].Edge = make([]byte, 3*32)
		}, []int64{25, 27}, "from position 25 to 27 (one commit) are not those recorded"},
		{"an edge, and a header of its commit", func(_ *testing.T, s *fakeStore) {
			editHeader(s, 11, actor("staff/x"))
			s.checkpoints[3].Edge = make([]byte, 4*32)
		}, []int64{11, 22}, headerChanged},
		{"an entry of the last commit taken out", func(_ *testing.T, s *fakeStore) { takeOut(s, 25, 1) }, []int64{27}, "cut off"},
		{"a leaf hash past the newest checkpoint", func(_ *testing.T, s *fakeStore) {
			s.entries[26].Leaf = make([]byte, 32)
			s.checkpoints = s.checkpoints[:5]
		}, []int64{25, 26}, "past the newest checkpoint"},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := withLargeCommit(t, newFakeKeys())
			_, verifier, _ := testSigner(t)
			c.edit(t, st)
			wantProblems(t, st, VerifyOptions{Verifier: verifier}, c.at, c.why)
		})
	}
}

// wantProblems checks which positions are named and what is said of the first.
func wantProblems(t *testing.T, st store.Store, opts VerifyOptions, at []int64, why string) {
	t.Helper()
	r, err := Verify(t.Context(), st, opts)
	if err != nil {
		t.Fatal(err)
	}
	var got []int64
	for _, p := range r.Problems {
		got = append(got, p.Pos)
	}
	if diff := cmp.Diff(at, got); diff != "" {
		t.Errorf("positions named (-want +got):\n%s%v", diff, r.Problems)
	}
	if r.OK() || !strings.Contains(r.Problems[0].Why, why) {
		t.Errorf("first finding: %v\nwant %q", r.Problems, why)
	}
}
