package storetest

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"testing"

	"foursight/internal/store"

	"github.com/google/go-cmp/cmp"
)

// now is the instant at which the suite's viewers look.
const now = 1_800_000_000_000

// officer is an ordinary viewer with no special standing in any case.
var officer = store.Viewer{Staff: "officer", Content: true, Now: now}

// caseRows is an invented case with one of everything.
func caseRows(id string) store.CaseRows {
	return store.CaseRows{
		Case: store.CaseRow{
			CaseID: id, Ref: "FS-26-" + id, Stage: "investigation", Opened: now - 1000, Owner: "amara", Supervisor: "bryn",
			Unit: "north", Grade: 2, Judged: now - 500, Version: 7, Updated: now - 10,
			NextDue: now + 50, NextClause: "risk.review", NextSeverity: 3, Wake: now + 40, Adopted: 2, Channel: "call_101", Spoke: now - 800, Summary: []byte("sealed"),
		},
		DutyOn: []store.DutyOn{{Staff: "officer", Until: now + 1}},
		Obligations: []store.Obligation{{
			CaseID: id, Clause: "risk.review", Scope: "pair/1", Occurrence: "e1", State: "outstanding", Kind: "duty",
			Strength: "must", Severity: 3, Actor: "investigator", Provenance: "app", Arose: now - 900, Due: now + 50,
			Warn: now + 40, NextFlip: now + 50, Edition: "2026-06", Source: "e1", Marks: "disputed",
		}, {
			CaseID: id, Clause: "spo.consider", Occurrence: "e1", State: "decided", Kind: "consider", Strength: "should",
			Actor: "investigator", Provenance: "app", Arose: now - 900, Edition: "2026-06", Source: "e1", Decided: now - 5,
		}},
		Questions: []store.Question{{Path: "pair.children", Weight: 4, Clause: "risk.review"}, {Path: "pair.weapons", Weight: 9, Clause: "risk.review"}},
		Tokens:    []store.TokenRef{{Class: "stem", Token: -5}, {Class: "phone", Token: 1 << 62}},
		Ledger:    []byte("ledger of " + id),
	}
}

func replace(t testing.TB, s store.Store, cases ...store.CaseRows) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx store.Tx) error { return store.ReplaceCaseRows(ctx, tx, cases...) })
}

func rowsComeBack(t *testing.T, m Maker) {
	s := m.Open(t)
	check := func(want store.CaseRows) {
		t.Helper()
		id := want.Case.CaseID
		read(t, s, func(ctx context.Context, tx store.Tx) error {
			c, found, err := store.CaseByID(ctx, tx, officer, id)
			if err != nil || !found || !cmp.Equal(c, want.Case) {
				t.Errorf("case %s = %v, %v, %v; want %v", id, c, found, err, want.Case)
			}
			obligations, err := store.Obligations(ctx, tx, officer, id)
			if diff := cmp.Diff(want.Obligations, obligations); err != nil || diff != "" {
				t.Errorf("obligations %v (-want +got):\n%s", err, diff)
			}
			if ledger, found, err := store.LedgerOf(ctx, tx, id); err != nil || !found || !bytes.Equal(ledger, want.Ledger) {
				t.Errorf("ledger %q, %v, %v; want %q", ledger, found, err, want.Ledger)
			}
			questions, err := store.Questions(ctx, tx, officer, id)
			if diff := cmp.Diff(want.Questions, questions); err != nil || diff != "" {
				t.Errorf("questions %v (-want +got):\n%s", err, diff)
			}
			return nil
		})
	}
	first, second := caseRows("c1"), caseRows("c2")
	second.Obligations[0].CaseID = "" // may be left out
	replace(t, s, first, second)
	second.Obligations[0].CaseID = "c2"
	first.Questions[0], first.Questions[1] = first.Questions[1], first.Questions[0]
	second.Questions[0], second.Questions[1] = second.Questions[1], second.Questions[0]
	check(first)
	check(second)

	first.Case.Closed, first.Case.NextDue, first.Case.Pending = now, 0, "close"
	first.Obligations[0].State, first.Obligations[0].Due = "ended", 0
	first.Obligations = first.Obligations[:1]
	first.Questions = first.Questions[:1]
	first.Questions[0].Weight = 1
	first.Ledger = []byte("carried on")
	replace(t, s, first)
	check(first)
	check(second)

	write(t, s, func(ctx context.Context, tx store.Tx) error { return store.DropCase(ctx, tx, "c2") })
	check(first)
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		if _, found, err := store.CaseByRef(ctx, tx, officer, "FS-26-c2"); found || err != nil {
			t.Errorf("dropped case found: %v, %v", found, err)
		}
		if _, found, err := store.LedgerOf(ctx, tx, "c2"); found || err != nil {
			t.Errorf("ledger of a dropped case found: %v, %v", found, err)
		}
		return nil
	})
	refused(t, "rows of a case without an id", s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return store.ReplaceCaseRows(ctx, tx, store.CaseRows{})
	}), "no case id")
}

// digest is the digest of a store's read models.
func digest(t testing.TB, s store.Store) string {
	t.Helper()
	var sum [32]byte
	read(t, s, func(ctx context.Context, tx store.Tx) (err error) {
		sum, err = store.RowsDigest(ctx, tx)
		return err
	})
	return hex.EncodeToString(sum[:])
}

// digestOfTwo is the digest of cases c1 and c2 and one consultation: the same
// on every database, so that a copy from one to the other can be checked.
const digestOfTwo = "531c17d7435e6c21811b54125f90ec6fef23bd0267769e191256f12cfaa0df38"

func rebuild(t *testing.T, m Maker) {
	consulted := store.Consulted{EntryID: "e9", CaseID: "c1", At: now, Staff: "amara", Basis: "allocated", Route: "case"}
	grown, made := m.Open(t), m.Open(t)

	// One store arrives at its rows step by step and with duplicates ...
	early := caseRows("c1")
	early.Tokens = append(early.Tokens, store.TokenRef{Class: "stem", Token: 99})
	early.Obligations[1].State = "outstanding"
	early.Wall = []string{"cerys"}
	late := caseRows("c1")
	late.Case.Summary = []byte("sealed with another nonce")
	late.Tokens = append(late.Tokens, late.Tokens[0])
	for _, rows := range []store.CaseRows{early, caseRows("c2"), caseRows("c3"), late} {
		replace(t, grown, rows)
	}
	write(t, grown, func(ctx context.Context, tx store.Tx) error {
		if err := store.InsertConsulted(ctx, tx, consulted, consulted); err != nil {
			return err
		}
		return store.DropCase(ctx, tx, "c3")
	})
	// ... the other is rebuilt at once over what stood there.
	replace(t, made, caseRows("c5"))
	write(t, made, func(ctx context.Context, tx store.Tx) error {
		if err := store.PutWorking(ctx, tx, store.Working{Kind: "draft", Key: "kept"}); err != nil {
			return err
		}
		if err := store.ClearRows(ctx, tx); err != nil {
			return err
		}
		if err := store.InsertConsulted(ctx, tx, consulted); err != nil {
			return err
		}
		return store.ReplaceCaseRows(ctx, tx, caseRows("c2"), caseRows("c1"))
	})
	if g, m := digest(t, grown), digest(t, made); g != m {
		t.Errorf("digest of grown rows %s, of rebuilt rows %s", g, m)
	}
	if got := digest(t, made); got != digestOfTwo {
		t.Errorf("digest %s, want %s as on every database", got, digestOfTwo)
	}
	read(t, made, func(ctx context.Context, tx store.Tx) error {
		if _, found, err := store.GetWorking(ctx, tx, "draft", "kept", now); !found || err != nil {
			t.Errorf("rebuild took working state along: found %v, %v", found, err)
		}
		return nil
	})

	// Any difference shows.
	seen := map[string]string{digest(t, made): "as made"}
	for name, change := range map[string]func(*store.CaseRows){
		"a token less":          func(r *store.CaseRows) { r.Tokens = r.Tokens[1:] },
		"a wall":                func(r *store.CaseRows) { r.Wall = []string{"cerys"} },
		"a conflict":            func(r *store.CaseRows) { r.Conflicts = []string{"cerys"} },
		"another wake":          func(r *store.CaseRows) { r.Case.Wake++ },
		"another adoption":      func(r *store.CaseRows) { r.Case.Adopted++ },
		"another due":           func(r *store.CaseRows) { r.Obligations[0].Due++ },
		"text moved by a field": func(r *store.CaseRows) { r.Case.Owner, r.Case.Supervisor = "amarab", "ryn" },
		"a share":               func(r *store.CaseRows) { r.Shares = []store.Share{{Partner: "p", Item: "i", Expires: 1}} },
		"duty ended":            func(r *store.CaseRows) { r.DutyOn = nil },
		"a question's weight":   func(r *store.CaseRows) { r.Questions[0].Weight++ },
	} {
		rows := caseRows("c1")
		change(&rows)
		replace(t, made, rows)
		sum := digest(t, made)
		if before, clash := seen[sum]; clash {
			t.Errorf("%s: same digest as %s", name, before)
		}
		seen[sum] = name
	}
}

func backup(t *testing.T, m Maker) {
	s := m.Open(t)
	for i := range int64(5) {
		e := entry(i, "case/a", i+1, "IncidentRecorded")
		e.ID = fmt.Sprintf("tab\tnewline\n\\N %d", i)
		insert(t, s, e)
	}
	insert(t, s, entry(5, "case/a", 6, "EntryDisposed"))
	w := store.Working{Kind: "draft", Key: "d", Owner: "amara", Sealed: []byte{0, 255}}
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		if err := store.AllowDisposal(ctx, tx, 2); err != nil {
			return err
		}
		if err := tx.DeleteBody(ctx, 2); err != nil {
			return err
		}
		if err := store.PutWorking(ctx, tx, w); err != nil {
			return err
		}
		if err := store.PutNotice(ctx, tx, store.Notice{ID: "n", ToStaff: "amara", Kind: "k"}); err != nil {
			return err
		}
		if err := store.InsertConsulted(ctx, tx, store.Consulted{EntryID: "e", Staff: "amara", At: 3}); err != nil {
			return err
		}
		return tx.InsertCheckpoint(ctx, store.Checkpoint{Size: 6, Root: []byte("r"), Edge: []byte("e"), Time: 1, Note: []byte("n")})
	})
	rows := caseRows("c1")
	rows.Wall, rows.Conflicts = []string{"officer"}, []string{"dylan"}
	rows.Shares = []store.Share{{Partner: "p", Item: "i", Expires: now + 1}}
	replace(t, s, rows)
	journal, sum := all(t, s), digest(t, s)

	path := filepath.Join(t.TempDir(), "copy")
	// Writing goes on while the copy is made.
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range int64(20) {
			if err := s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
				return tx.InsertEntry(ctx, entry(6+i, "case/b", i+1, "IncidentRecorded"))
			}); err != nil {
				t.Errorf("write during backup: %v", err)
			}
		}
	}()
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	<-done
	if err := s.Backup(t.Context(), path); err == nil {
		t.Error("a backup overwrote another")
	}

	r := m.Restore(t, path)
	restored := all(t, r)
	if len(restored) < len(journal) {
		t.Fatalf("restored %d entries of %d", len(restored), len(journal))
	}
	if diff := cmp.Diff(journal, restored[:len(journal)]); diff != "" {
		t.Errorf("restored journal (-want +got):\n%s", diff)
	}
	for i, e := range restored {
		if e.Pos != int64(i) {
			t.Fatalf("restored entry %d has position %d: the copy is no one moment's", i, e.Pos)
		}
	}
	if got := digest(t, r); got != sum {
		t.Errorf("restored rows have digest %s, want %s", got, sum)
	}
	read(t, r, func(ctx context.Context, tx store.Tx) error {
		if got, found, err := store.GetWorking(ctx, tx, "draft", "d", now); err != nil || !found || !cmp.Equal(got, w) {
			t.Errorf("restored working state %v, %v, %v", got, found, err)
		}
		if head, found, err := tx.Head(ctx); err != nil || !found || head.Size != 6 {
			t.Errorf("restored head %v, %v, %v", head, found, err)
		}
		list, err := store.UnsentNotices(ctx, tx, 9)
		if len(list) != 1 {
			t.Errorf("restored %d notices, want 1", len(list))
		}
		return err
	})
	refused(t, "changing a restored journal", r.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := tx.Exec(ctx, `update entry set kind = 'Other'`)
		return err
	}), "never")
	next := int64(len(restored))
	insert(t, r, entry(next, "case/c", 1, "ReportReceived"))
}
