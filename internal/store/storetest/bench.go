package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"foursight/internal/store"
)

// benchCases is how many cases the lists are measured over.
const benchCases = 50_000

// Bench measures a database: entries in batches, and the lists over 50,000
// cases with five obligations and twenty tokens each, as p95 in milliseconds.
func Bench(b *testing.B, open func(b *testing.B) store.Store) {
	b.Run("entries 64 a commit", func(b *testing.B) { benchEntries(b, open(b), 64) })
	b.Run("entries 1000 a commit", func(b *testing.B) { benchEntries(b, open(b), 1000) })
	s := open(b)
	started := time.Now()
	for from := 0; from < benchCases; from += 1000 {
		var batch []store.CaseRows
		for i := from; i < from+1000; i++ {
			batch = append(batch, benchCase(i))
		}
		replace(b, s, batch...)
	}
	if err := s.Settle(b.Context()); err != nil { // as a rebuild does
		b.Fatal(err)
	}
	b.Logf("%d cases written in %v: %.0f cases/s, %.0f rows/s", benchCases, time.Since(started).Round(time.Millisecond),
		benchCases/time.Since(started).Seconds(), 27*benchCases/time.Since(started).Seconds())

	stem := func(n int64) []store.TokenRef { return []store.TokenRef{{Class: "stem", Token: n}} }
	deep := store.Cursor{At: now + 25_000_000, Key: [5]string{benchID(25_000)}}
	for _, list := range []struct {
		name string
		run  func(ctx context.Context, tx store.Tx) (int, error)
	}{
		{"queue first page", benchQueue(store.QueueFilter{}, store.Cursor{})},
		{"queue deep page", benchQueue(store.QueueFilter{}, deep)},
		{"queue of an owner", benchQueue(store.QueueFilter{Owner: "o7"}, store.Cursor{})},
		{"queue of a rare grade", benchQueue(store.QueueFilter{Grade: 4, Unit: "u3"}, store.Cursor{})},
		{"duties first page", benchDuties(store.DutyFilter{}, store.Cursor{})},
		{"duties of an actor deep", benchDuties(store.DutyFilter{Actor: "investigator"}, deep)},
		{"duties of an owner", benchDuties(store.DutyFilter{Owner: "o7"}, store.Cursor{})},
		{"reports of a year", func(ctx context.Context, tx store.Tx) (int, error) {
			list, err := store.ReportedSince(ctx, tx, officer, now-365*86_400_000)
			return len(list), err
		}},
		{"search miss", benchSearch([][]store.TokenRef{stem(-1)})},
		{"search rare", benchSearch([][]store.TokenRef{stem(1_000_057)})},
		{"search common", benchSearch([][]store.TokenRef{stem(0)})},
		{"search common and rare", benchSearch([][]store.TokenRef{stem(0), stem(1_000_057)})},
		{"search two common", benchSearch([][]store.TokenRef{stem(0), stem(1)})},
		{"search common, never together", benchSearch([][]store.TokenRef{stem(2), stem(3)})},
	} {
		b.Run(list.name, func(b *testing.B) {
			var took []time.Duration
			rows := 0
			for b.Loop() {
				at := time.Now()
				read(b, s, func(ctx context.Context, tx store.Tx) (err error) {
					rows, err = list.run(ctx, tx)
					return err
				})
				took = append(took, time.Since(at))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			b.ReportMetric(float64(rows), "rows")
		})
	}
	b.Run("one case's rows replaced", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			rows := benchCase(i % benchCases)
			rows.Case.Version, rows.Case.Updated = int64(i+9), int64(now+i)
			rows.Obligations[0].State = "satisfied"
			replace(b, s, rows)
		}
	})
}

func benchEntries(b *testing.B, s store.Store, batch int64) {
	header, sealed := make([]byte, 320), make([]byte, 600)
	source := rand.NewChaCha8([32]byte{1})
	var pos int64
	for b.Loop() {
		write(b, s, func(ctx context.Context, tx store.Tx) error {
			for range batch {
				if _, err := source.Read(sealed); err != nil {
					return err
				}
				e := store.Entry{Pos: pos, ID: fmt.Sprintf("%016x%016x", source.Uint64(), pos), Stream: benchID(int(pos % 500)),
					Seq: pos/500 + 1, Kind: "IncidentRecorded", Recorded: now + pos, Header: header, Leaf: header[:32], Sealed: sealed}
				if err := tx.InsertEntry(ctx, e); err != nil {
					return err
				}
				pos++
			}
			return tx.InsertCheckpoint(ctx, store.Checkpoint{Size: pos, Root: header[:32], Edge: header[:256], Time: now, Note: header[:200]})
		})
	}
	b.ReportMetric(float64(pos)/b.Elapsed().Seconds(), "entries/s")
}

// benchID spreads ids as random ones would be.
func benchID(i int) string { return fmt.Sprintf("%016x%016x", uint64(i)*0x9e3779b97f4a7c15, i) }

// benchCase is the i-th case of the measured population: every token class from
// one that four cases in five hold to one that a single case holds.
func benchCase(i int) store.CaseRows {
	id := benchID(i)
	rows := store.CaseRows{Case: store.CaseRow{
		CaseID: id, Ref: fmt.Sprintf("FS-26-%05X", i), Stage: []string{"report", "investigation", "charged"}[i%3], Opened: now - int64(i%365)*86_400_000,
		Channel: []string{"online", "call_999", "call_101", ""}[i%4], Spoke: now + int64(i),
		Owner: fmt.Sprint("o", i%1000), Supervisor: fmt.Sprint("s", i%100), Unit: fmt.Sprint("u", i%20), Grade: 1 + i%50/12,
		Version: 3, Updated: now, NextDue: now + int64(i)*1000, NextClause: "risk.review", Wake: now + int64(i)*1000, Summary: make([]byte, 400),
	}}
	if i%50 == 0 {
		rows.Case.Walled, rows.Wall = true, []string{"cerys", "dylan"}
	}
	if i%500 == 1 {
		rows.Conflicts = []string{"officer"}
	}
	for n := range 5 {
		rows.Obligations = append(rows.Obligations, store.Obligation{
			Clause: fmt.Sprint("clause.", n), Occurrence: id[:8], State: []string{"outstanding", "satisfied"}[n%2], Kind: "duty",
			Strength: "must", Actor: []string{"investigator", "supervisor"}[n%2], Provenance: "app", Arose: now,
			Due: now + int64(i)*1000 + int64(n), NextFlip: now + int64(i)*1000, Edition: "2026-06", Source: id,
		})
	}
	for n := range 20 {
		ref := store.TokenRef{Class: "stem", Token: int64(1_000_000 + i*20 + n)}
		switch {
		case n < 2 && i%5 != n:
			ref.Token = int64(n)
		case n == 2:
			ref.Token = int64(2 + i%2)
		case n < 10:
			ref.Token = int64(1000*n + i%(10*n+10))
		}
		rows.Tokens = append(rows.Tokens, ref)
	}
	return rows
}

func benchQueue(f store.QueueFilter, at store.Cursor) func(context.Context, store.Tx) (int, error) {
	return func(ctx context.Context, tx store.Tx) (int, error) {
		p, err := store.Queue(ctx, tx, officer, f, at, 50)
		return len(p.Items), err
	}
}

func benchDuties(f store.DutyFilter, at store.Cursor) func(context.Context, store.Tx) (int, error) {
	return func(ctx context.Context, tx store.Tx) (int, error) {
		p, err := store.Duties(ctx, tx, officer, f, at, 50)
		return len(p.Items), err
	}
}

func benchSearch(groups [][]store.TokenRef) func(context.Context, store.Tx) (int, error) {
	return func(ctx context.Context, tx store.Tx) (int, error) {
		p, err := store.SearchTokens(ctx, tx, officer, groups, store.Cursor{}, 100)
		return len(p.Items), err
	}
}
