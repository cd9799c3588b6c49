package storetest

import (
	"context"
	"errors"
	"testing"

	"foursight/internal/store"

	"github.com/google/go-cmp/cmp"
)

func working(t *testing.T, m Maker) {
	s := m.Open(t)
	session := store.Working{Kind: "session", Key: "s1", Owner: "amara", Expires: 100, Sealed: []byte{0, 1}}
	draft := store.Working{Kind: "draft", Key: "d1", Owner: "amara", CaseID: "c1", Sealed: []byte("x")}
	other := store.Working{Kind: "draft", Key: "d2", Owner: "amara", CaseID: "c2", Expires: 50, Sealed: []byte("y")}
	theirs := store.Working{Kind: "draft", Key: "d3", Owner: "bryn", CaseID: "c1", Sealed: []byte("z")}
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, w := range []store.Working{{Kind: "draft", Key: "d1", Owner: "nobody"}, session, draft, other, theirs} {
			if err := store.PutWorking(ctx, tx, w); err != nil {
				return err
			}
		}
		return nil
	})
	get := func(kind, key string, now int64) (got store.Working, found bool) {
		read(t, s, func(ctx context.Context, tx store.Tx) (err error) {
			got, found, err = store.GetWorking(ctx, tx, kind, key, now)
			return err
		})
		return got, found
	}
	list := func(now int64) (got []store.Working) {
		read(t, s, func(ctx context.Context, tx store.Tx) (err error) {
			got, err = store.ListWorking(ctx, tx, []string{"amara", "nobody"}, "draft", now)
			return err
		})
		return got
	}
	if got, found := get("draft", "d1", 1); !found || !cmp.Equal(got, draft) {
		t.Errorf("replaced draft = %v, %v; want %v", got, found, draft)
	}
	if _, found := get("session", "s1", 99); !found {
		t.Error("session gone before it expired")
	}
	if _, found := get("session", "s1", 100); found {
		t.Error("session found at the instant it expires")
	}
	if diff := cmp.Diff([]store.Working{draft, other}, list(1)); diff != "" {
		t.Errorf("drafts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]store.Working{draft}, list(50)); diff != "" {
		t.Errorf("unexpired drafts (-want +got):\n%s", diff)
	}
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		if n, err := store.SweepExpired(ctx, tx, 60); err != nil || n != 1 {
			t.Errorf("swept %d, %v; want the one that expired", n, err)
		}
		return store.PurgeCase(ctx, tx, "c1")
	})
	if got := list(1); len(got) != 0 {
		t.Errorf("drafts after purge and sweep: %v", got)
	}
	if _, found := get("draft", "d3", 1); found {
		t.Error("a purged case left another person's draft")
	}
	refused(t, "purge of no case", s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return store.PurgeCase(ctx, tx, "")
	}), "no case named")
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		return store.DeleteWorking(ctx, tx, "session", "s1")
	})
	if _, found := get("session", "s1", 1); found {
		t.Error("deleted session found")
	}
}

func notices(t *testing.T, m Maker) {
	s := m.Open(t)
	first := store.Notice{ID: "n1", At: 10, ToStaff: "amara", Kind: "assigned", Sealed: []byte("a")}
	second := store.Notice{ID: "n2", At: 20, ToStaff: "amara", CaseID: "c1", Kind: "overdue", Sealed: []byte("b")}
	again := second
	again.Kind = "different"
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, n := range []store.Notice{second, first, again} {
			if err := store.PutNotice(ctx, tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	unsent := func(limit int) (got []store.Notice) {
		read(t, s, func(ctx context.Context, tx store.Tx) (err error) {
			got, err = store.UnsentNotices(ctx, tx, limit)
			return err
		})
		return got
	}
	if diff := cmp.Diff([]store.Notice{first, second}, unsent(9)); diff != "" {
		t.Errorf("unsent (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]store.Notice{first}, unsent(1)); diff != "" {
		t.Errorf("first unsent (-want +got):\n%s", diff)
	}
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		return errors.Join(store.MarkSent(ctx, tx, "bryn", 99), store.MarkSent(ctx, tx, "amara", 19))
	})
	if diff := cmp.Diff([]store.Notice{second}, unsent(9)); diff != "" {
		t.Errorf("unsent after one was sent (-want +got):\n%s", diff)
	}
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		return store.PutNotice(ctx, tx, store.Notice{ID: "n3", At: 30, ToStaff: "bryn", CaseID: "c1", Kind: "searched"})
	})
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		return store.PurgeCase(ctx, tx, "c1", "searched", "other")
	})
	if got := unsent(9); len(got) != 1 || got[0].ID != "n3" {
		t.Errorf("purged but for one kind, the case has %v", got)
	}
	write(t, s, func(ctx context.Context, tx store.Tx) error { return store.PurgeCase(ctx, tx, "c1") })
	if got := unsent(9); len(got) != 0 {
		t.Errorf("a purged case left notices: %v", got)
	}
}
