package evidence_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"testing"

	"foursight/internal/evidence"
)

type note struct {
	Text string `json:"text"`
	Line int    `json:"line"`
}

func noteText(n *note) string { return n.Text }

// notes gives n invented messages; every thousandth speaks of a garden.
func notes(n int) iter.Seq2[note, error] {
	return func(yield func(note, error) bool) {
		for i := range n {
			text := fmt.Sprintf("Message %d: where are you, why do you not answer, I saw the car outside at half past %d", i, i%12)
			if i%1000 == 7 {
				text += " by the GARDEN gate"
			}
			if !yield(note{text, i + 1}, nil) {
				return
			}
		}
	}
}

func write(t testing.TB, v *evidence.Vault, records iter.Seq2[note, error], chunk int) *evidence.Pages[note] {
	t.Helper()
	d, err := evidence.WriteDerivative(t.Context(), v, "notes/1", records, noteText, chunk)
	if err != nil {
		t.Fatal(err)
	}
	p, err := evidence.OpenDerivative[note](v, d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func TestPagesGiveEveryRecordOnceInOrder(t *testing.T) {
	v, _ := newVault(t)
	for _, total := range []int{0, 1, 9, 10, 11, 95} {
		p := write(t, v, notes(total), 10)
		if p.Len() != total {
			t.Errorf("got %d records, want %d", p.Len(), total)
		}
		for _, page := range []int{1, 7, 10, 1000} {
			seen := 0
			for from := 0; ; from += page {
				got, err := p.Read(from, page)
				if err != nil {
					t.Fatal(err)
				}
				if len(got) == 0 {
					break
				}
				for _, r := range got {
					if r.Number != seen || r.Record.Line != seen+1 {
						t.Fatalf("total %d, page %d: got record %d of line %d, want %d", total, page, r.Number, r.Record.Line, seen)
					}
					seen++
				}
			}
			if seen != total {
				t.Errorf("total %d, page %d: got %d", total, page, seen)
			}
		}
	}
}

func TestSearchFindsAllWordsInAnyForm(t *testing.T) {
	v, _ := newVault(t)
	said := []string{"I am AT THE Gate", "ｗａｔｃｈｉｎｇ you", "wat\u200Bching again", "straße", "caf\u0065\u0301", "nothing"}
	p := write(t, v, func(yield func(note, error) bool) {
		for i, s := range said {
			if !yield(note{s, i}, nil) {
				return
			}
		}
	}, 2)
	tests := []struct {
		words []string
		want  []int
	}{
		{[]string{"gate"}, []int{0}},
		{[]string{"gate", "at"}, []int{0}},
		{[]string{"gate", "you"}, nil},
		{[]string{"watching"}, []int{1, 2}},
		{[]string{"CAFÉ"}, []int{4}},
		{[]string{"", "  "}, nil},
		{nil, nil},
	}
	for _, test := range tests {
		hits, next, err := p.Search(t.Context(), test.words, 0, 10)
		if err != nil || next != -1 {
			t.Fatalf("%q: next %d, %v", test.words, next, err)
		}
		var got []int
		for _, h := range hits {
			got = append(got, h.Number)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: got %v, want %v", test.words, got, test.want)
		}
	}
}

func TestSearchGoesOnWhereItStopped(t *testing.T) {
	v, _ := newVault(t)
	p := write(t, v, notes(5000), 100)
	var got []int
	for from := 0; from >= 0; {
		hits, next, err := p.Search(t.Context(), []string{"garden"}, from, 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			got = append(got, h.Number)
		}
		from = next
	}
	if want := []int{7, 1007, 2007, 3007, 4007}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestSearchInPiecesGivesEachHitOnce(t *testing.T) {
	v, _ := newVault(t)
	p := write(t, v, notes(25), 10)
	next := 0
	for from := 0; from >= 0; {
		hits, more, err := p.Search(t.Context(), []string{"answer"}, from, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits {
			if h.Number != next {
				t.Fatalf("got record %d, want %d", h.Number, next)
			}
			next++
		}
		from = more
	}
	if next != 25 {
		t.Errorf("got %d hits, want 25", next)
	}
}

func TestABrokenSequenceStoresNothing(t *testing.T) {
	v, dir := newVault(t)
	broken := func(yield func(note, error) bool) {
		if yield(note{"one", 1}, nil) {
			yield(note{}, io.ErrUnexpectedEOF)
		}
	}
	_, err := evidence.WriteDerivative(t.Context(), v, "notes/1", broken, noteText, 0)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v, want the sequence's own error", err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("%d files were left", len(left))
	}
}

func TestSameRecordsGiveTheSameHash(t *testing.T) {
	v, _ := newVault(t)
	var sums []string
	for range 2 {
		d, err := evidence.WriteDerivative(t.Context(), v, "notes/1", notes(1200), noteText, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Verify(t.Context(), d.Blob); err != nil {
			t.Error(err)
		}
		sums = append(sums, d.SHA256)
	}
	if sums[0] != sums[1] {
		t.Errorf("got %v, want one hash", sums)
	}
}

func TestAnOriginalIsNotReadAsADerivative(t *testing.T) {
	v, _ := newVault(t)
	for _, content := range []string{"", "short", "a plain text file that is long enough to have a tail"} {
		b := add(t, v, []byte(content))
		if _, err := evidence.OpenDerivative[note](v, evidence.Derivative{Blob: b}); !errors.Is(err, evidence.ErrAltered) {
			t.Errorf("%q: got %v, want ErrAltered", content, err)
		}
	}
}

func BenchmarkFirstPageOf100000(b *testing.B) {
	v, _ := newVault(b)
	d, err := evidence.WriteDerivative(b.Context(), v, "notes/1", notes(100_000), noteText, 0)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p, err := evidence.OpenDerivative[note](v, d)
		if err != nil {
			b.Fatal(err)
		}
		if page, err := p.Read(0, 100); err != nil || len(page) != 100 {
			b.Fatal(len(page), err)
		}
		p.Close()
	}
}

func BenchmarkSearch100000(b *testing.B) {
	v, _ := newVault(b)
	p := write(b, v, notes(100_000), 0)
	for b.Loop() {
		if hits, _, err := p.Search(b.Context(), []string{"garden", "gate"}, 0, 1000); err != nil || len(hits) != 100 {
			b.Fatal(len(hits), err)
		}
	}
}
