//go:build unix

package journal

import (
	"context"
	"testing"

	"foursight/internal/store"
	"foursight/internal/store/postgres"
	"foursight/internal/store/postgres/pgtest"
	"foursight/internal/store/sqlite"
)

// What the table tests find in a store in memory is found in both databases, whose
// rows somebody changed past the triggers.
func TestTheFirstBadEntryIsNamedInBothDatabases(t *testing.T) {
	server, err := pgtest.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Stop()
	databases := map[string]func(t *testing.T) (store.Store, error){
		"sqlite": func(t *testing.T) (store.Store, error) {
			return sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
		},
		"postgres": func(t *testing.T) (store.Store, error) {
			return postgres.Open(t.Context(), server.Database(t), postgres.Options{})
		},
	}
	for name, open := range databases {
		for _, c := range []struct {
			name string
			keys bool
			edit func(s *fakeStore)
			at   []int64
			why  string
		}{
			{"a header in the middle of a commit of twenty", false, func(s *fakeStore) { editHeader(s, 11, actor("staff/x")) }, []int64{11}, headerChanged},
			{"a leaf hash", false, func(s *fakeStore) { s.entries[11].Leaf = make([]byte, 32) }, []int64{11}, leafChanged},
			{"a header and its leaf hash", false, func(s *fakeStore) { editBoth(s, 11, actor("staff/x")) }, []int64{11}, "its actor was staff/u3"},
			{"a commitment and its leaf hash", false, func(s *fakeStore) { editBoth(s, 11, func(h *Header) { h.Commitment[0] ^= 1 }) }, []int64{3}, "from position 3 to 15"},
			{"a commitment and its leaf hash, with keys", true, func(s *fakeStore) { editBoth(s, 11, func(h *Header) { h.Commitment[0] ^= 1 }) }, []int64{11, 11}, "commitment"},
			{"two entries exchanged", false, func(s *fakeStore) { rearrange(s, 13, 6) }, []int64{6, 13}, "recorded at position 13"},
		} {
			t.Run(name+": "+c.name, func(t *testing.T) {
				st, err := open(t)
				if err != nil {
					t.Fatal(err)
				}
				defer st.Close()
				keys := newFakeKeys()
				w := startWriter(t, st, keys, Options{Now: ticking()})
				largeCommit(t, w)
				_, verifier, _ := testSigner(t)
				opts := VerifyOptions{Verifier: verifier}
				if c.keys {
					opts.Keys = keys
				}
				if r, err := Verify(t.Context(), st, opts); err != nil || !r.OK() || r.Entries != 28 {
					t.Fatalf("before tampering: %+v, error %v", r, err)
				}
				rewrite(t, st, c.edit)
				wantProblems(t, st, opts, c.at, c.why)
			})
		}
	}
}

// rewrite edits the entries of a database in place, as its owner could.
func rewrite(t *testing.T, st store.Store, edit func(*fakeStore)) {
	t.Helper()
	silence := []string{`set local session_replication_role = replica`}
	if st.Dialect() == "sqlite" {
		silence = []string{`drop trigger entry_no_update`, `drop trigger body_no_update`}
	}
	err := st.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		exec := func(query string, args ...any) {
			if _, err := tx.Exec(ctx, query, args...); err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
		for _, s := range silence {
			exec(s)
		}
		var kept fakeStore
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			kept.entries = append(kept.entries, e)
		}
		edit(&kept)
		exec(`update entry set id = 'parked ' || id, stream = 'parked ' || stream`) // both are unique
		for _, e := range kept.entries {
			exec(`update entry set id = ?, stream = ?, seq = ?, kind = ?, recorded = ?, header = ?, leaf = ? where pos = ?`,
				e.ID, e.Stream, e.Seq, e.Kind, e.Recorded, e.Header, e.Leaf, e.Pos)
			exec(`update body set sealed = ? where pos = ?`, e.Sealed, e.Pos)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
