package casework

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// breaking is a store whose commits break off: full keeps nothing and says so, unknown
// keeps what was written and then loses the answer.
type breaking struct {
	store.Store
	full, unknown atomic.Bool
}

func (b *breaking) Write(ctx context.Context, f func(context.Context, store.Tx) error) error {
	if b.full.Load() {
		return b.Store.Write(ctx, func(ctx context.Context, tx store.Tx) error { return errors.Join(f(ctx, tx), store.ErrFull) })
	}
	err := b.Store.Write(ctx, f)
	if err == nil && b.unknown.Load() {
		return errors.New("the line broke while it was committed")
	}
	return err
}

// onEachBreaking is onEachStore over stores that can be made to break off.
func onEachBreaking(t *testing.T, test func(*testing.T, *world, *breaking)) {
	t.Helper()
	onEachStore(t, func(t *testing.T, w *world) {
		b := &breaking{Store: w.store}
		cfg := w.cfg
		cfg.Store = b
		must(t, w.Close())
		w.open(cfg)
		test(t, w, b)
	})
}

// A photograph whose event may have been recorded stays; one whose event certainly was
// not is cleared away.
func TestAFileStaysWhereItsEventMayNameIt(t *testing.T) {
	t.Parallel()
	onEachBreaking(t, func(t *testing.T, w *world, b *breaking) {
		id, _, _, _ := w.report("responder")
		keep := func(set *atomic.Bool, want error, files int) {
			t.Helper()
			up := Upload{EventID: journal.NewID(), FileName: "IMG_1.jpg", Origin: fact.Of(casefile.MaterialOrigin("police_photograph")), Under18: fact.Of(false)}
			set.Store(true)
			_, err := w.KeepPhoto(t.Context(), w.as("responder"), id, up, strings.NewReader("\xff\xd8\xff\xe0 and so on"))
			set.Store(false)
			if !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
			if names, err := w.Vault().Names(); err != nil || len(names) != files {
				t.Errorf("after %v: %d files are kept (%v), want %d", want, len(names), err, files)
			}
		}
		keep(&b.full, ErrFull, 0)
		keep(&b.unknown, ErrOutcomeUnknown, 1)
		p, err := w.Case(t.Context(), w.as("responder"), id)
		must(t, err)
		if len(p.Materials) != 1 {
			t.Fatalf("%d photographs are recorded, want the one whose outcome was not known", len(p.Materials))
		}
	})
}

// A disk that has no room for a file is said to be full, and nothing is left behind: the
// folder of evidence, or that of temporary files, on which the record does not lie.
func TestAFileThatFindsNoRoomIsSaidToFindNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, _ := w.report("responder")
	up := Upload{EventID: journal.NewID(), FileName: "IMG_1.jpg", Origin: fact.Of(casefile.MaterialOrigin("police_photograph")), Under18: fact.Of(false)}
	for name, code := range map[string]error{"disk": syscall.ENOSPC, "quota": syscall.EDQUOT} {
		without := func() io.Reader {
			return io.MultiReader(strings.NewReader("\xff\xd8\xff\xe0"+strings.Repeat(" and so on", 1000)), broken{&os.PathError{Op: "write", Path: "x", Err: code}})
		}
		if _, err := w.KeepPhoto(t.Context(), w.as("responder"), id, up, without()); !errors.Is(err, ErrFull) {
			t.Errorf("%s, photograph: %v, want ErrFull", name, err)
		}
		if _, _, err := w.ImportMaterial(t.Context(), w.as("responder"), id, up, without()); !errors.Is(err, ErrFull) {
			t.Errorf("%s, import: %v, want ErrFull", name, err)
		}
	}
	if names, err := w.Vault().Names(); err != nil || len(names) != 0 {
		t.Errorf("%d files are left (%v)", len(names), err)
	}
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }
