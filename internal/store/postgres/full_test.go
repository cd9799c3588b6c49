//go:build unix

package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"foursight/internal/store"
)

// A server without room says so at a statement or at the commit, and has undone the
// transaction. That is known, and the same can be done once there is room. Triggers
// stand in for the disk: what the server answers is the same.
func TestWithoutRoomNothingIsKeptAndWithRoomItGoesOn(t *testing.T) {
	put := func(s store.Store, pos int64, spoilt func(error) error) error {
		return s.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
			return spoilt(tx.InsertEntry(ctx, store.Entry{Pos: pos, ID: fmt.Sprint("id", pos), Stream: "case/a", Seq: pos + 1,
				Kind: "ReportReceived", Header: []byte("{}"), Leaf: make([]byte, 32), Sealed: []byte("x")}))
		})
	}
	asIs := func(err error) error { return err }
	for name, trigger := range map[string]string{
		"at a statement": `create trigger no_room before insert on entry for each row execute function no_room()`,
		"at the commit":  `create constraint trigger no_room after insert on entry deferrable initially deferred for each row execute function no_room()`,
	} {
		t.Run(name, func(t *testing.T) {
			dsn := server.Database(t)
			s := open(t, dsn)
			if err := put(s, 0, asIs); err != nil {
				t.Fatal(err)
			}
			run(t, dsn, `create function no_room() returns trigger language plpgsql as $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$`, trigger)
			if err := put(s, 1, asIs); !errors.Is(err, store.ErrFull) || errors.Is(err, store.ErrSyncFailed) {
				t.Errorf("without room: %v, want ErrFull and no failed sync", err)
			}
			if err := put(s, 1, func(error) error { return nil }); err == nil {
				t.Error("whose error was passed over: recorded")
			}
			run(t, dsn, `drop trigger no_room on entry`)
			if err := put(s, 1, asIs); err != nil {
				t.Errorf("with room again: %v", err)
			}
			if err := s.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
				if seq, err := tx.StreamSeq(ctx, "case/a"); err != nil || seq != 2 {
					t.Errorf("%d entries, %v; want 2", seq, err)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		})
	}
}
