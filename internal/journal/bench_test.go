package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// benchBody is a body of the size of a recorded incident.
var benchBody = append(append([]byte(`{"data":{"account":"`), bytes.Repeat([]byte("x"), 600)...), `"}}`...)

func benchDraft(stream string, seq int64) Draft {
	d := draft(stream, seq)
	d.Body = benchBody
	return d
}

// BenchmarkAppend compares the journal with raw inserts of the same bytes, in
// the same batches, into the same tables of the same database engine.
func BenchmarkAppend(b *testing.B) {
	for _, shape := range []struct{ writers, drafts int }{{1, 1}, {64, 1}, {4, 256}} {
		name := fmt.Sprintf("writers=%d/drafts=%d", shape.writers, shape.drafts)
		b.Run(name+"/journal", func(b *testing.B) { benchJournal(b, shape.writers, shape.drafts) })
		b.Run(name+"/raw", func(b *testing.B) { benchRaw(b, shape.writers, shape.drafts) })
	}
}

func benchJournal(b *testing.B, writers, drafts int) {
	st, keys := onDisk(b)
	w := startWriter(b, st, keys, Options{})
	for i := range writers { // warm keys: a new stream pays for a sync of its own
		if _, _, err := keys.Key(context.Background(), fmt.Sprintf("case/%d", i)); err != nil {
			b.Fatal(err)
		}
	}
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			stream, seq := fmt.Sprintf("case/%d", i), int64(0)
			for left.Add(-1) >= 0 {
				ds := make([]Draft, drafts)
				for k := range ds {
					seq++
					ds[k] = benchDraft(stream, seq)
				}
				if _, err := w.Append(context.Background(), Request{Drafts: ds}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N*drafts)/b.Elapsed().Seconds(), "entries/s")
	b.StopTimer()
	var commits int64
	if err := st.Read(context.Background(), func(ctx context.Context, tx store.Tx) error {
		return tx.QueryRow(ctx, "select count(*) from checkpoint").Scan(&commits)
	}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/float64(commits), "requests/commit")
}

// benchRaw inserts ready-made rows of the same size, one transaction for as many
// requests as the journal would take together, and one checkpoint-sized row.
func benchRaw(b *testing.B, writers, drafts int) {
	st, err := sqlite.Open(context.Background(), b.TempDir(), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	sealed := make([]byte, len(benchBody)+saltSize+28)
	root := make([]byte, 32)
	pos := int64(0)
	b.ResetTimer()
	for done := 0; done < b.N; {
		n := min(writers, b.N-done)
		err := st.Write(context.Background(), func(ctx context.Context, tx store.Tx) error {
			for range n * drafts {
				stream := fmt.Sprintf("case/%d", pos%int64(writers))
				h := Header{V: 1, ID: NewID(), Stream: stream, Seq: pos/int64(writers) + 1, Kind: "IncidentRecorded", Version: 1, Recorded: noon, Clock: noon, Actor: "staff/u1", Key: keyID(stream)}
				if err := tx.InsertEntry(ctx, store.Entry{Pos: pos, ID: h.ID, Stream: stream, Seq: h.Seq, Kind: h.Kind, Header: h.append(nil), Leaf: root, Sealed: sealed}); err != nil {
					return err
				}
				pos++
			}
			return tx.InsertCheckpoint(ctx, store.Checkpoint{Size: pos, Root: root, Edge: make([]byte, 12*32), Note: make([]byte, 250)})
		})
		if err != nil {
			b.Fatal(err)
		}
		done += n
	}
	b.ReportMetric(float64(b.N*drafts)/b.Elapsed().Seconds(), "entries/s")
}

// BenchmarkVerify reads and checks one journal of 40,000 entries.
func BenchmarkVerify(b *testing.B) {
	const entries, perRequest, streams = 40_000, 500, 80
	st, keys := onDisk(b)
	w := startWriter(b, st, keys, Options{})
	for i := range entries / perRequest {
		ds := make([]Draft, perRequest)
		for k := range ds {
			ds[k] = benchDraft(fmt.Sprintf("case/%d", i%streams), int64(i/streams*perRequest+k+1))
		}
		if _, err := w.Append(context.Background(), Request{Drafts: ds}); err != nil {
			b.Fatal(err)
		}
	}
	_, verifier, _ := testSigner(b)
	for name, opts := range map[string]VerifyOptions{
		"headers": {Verifier: verifier},
		"bodies":  {Verifier: verifier, Keys: keys},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				r, err := Verify(context.Background(), st, opts)
				if err != nil || !r.OK() || r.Entries != entries {
					b.Fatal(errors.Join(err, fmt.Errorf("%+v", r.Problems)))
				}
			}
			b.ReportMetric(float64(entries*b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	}
}

// BenchmarkVerifyCommitsOfOne is BenchmarkVerify where every entry has a commit and
// so a checkpoint of its own, as a quiet force has them.
func BenchmarkVerifyCommitsOfOne(b *testing.B) {
	const entries, streams = 40_000, 80
	st, keys := onDisk(b)
	signer, verifier, _ := testSigner(b)
	err := st.Write(context.Background(), func(ctx context.Context, tx store.Tx) error {
		end := draftTail{seqs: map[string]int64{}}
		for i := range int64(entries) {
			d := benchDraft(fmt.Sprintf("case/%d", i%streams), i/streams+1)
			s, err := seal(ctx, keys, d)
			if err != nil {
				return err
			}
			if _, _, err := end.place(ctx, tx, d, s, noon, false); err != nil {
				return err
			}
			c, err := signCheckpoint(signer, &end.edge, end.recorded.UnixMilli())
			if err != nil {
				return err
			}
			if err := tx.InsertCheckpoint(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r, err := Verify(context.Background(), st, VerifyOptions{Verifier: verifier})
		if err != nil || !r.OK() || r.Entries != entries {
			b.Fatal(errors.Join(err, fmt.Errorf("%+v", r.Problems)))
		}
	}
	b.ReportMetric(float64(entries*b.N)/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkSeal(b *testing.B) {
	keys := newFakeKeys()
	d := benchDraft("case/a", 1)
	b.SetBytes(int64(len(d.Body)))
	for b.Loop() {
		if _, err := seal(context.Background(), keys, d); err != nil {
			b.Fatal(err)
		}
	}
}
