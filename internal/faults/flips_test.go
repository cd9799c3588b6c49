package faults_test

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"foursight/internal/app"
	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
	"foursight/internal/store/storetest"
)

// recorded is everything the journal holds, a line an entry and a line a checkpoint,
// and whether each entry is found by its id. Of the signatures only the newest proves
// anything, so the others are left out.
func recorded(ctx context.Context, st store.Store, ids bool) (entries, checkpoints []string, err error) {
	err = st.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		entries, checkpoints = nil, nil
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			if ids {
				if byID, ok, err := tx.EntryByID(ctx, e.ID); err != nil || !ok || byID.Pos != e.Pos {
					return fmt.Errorf("entry %s is not found by its id: %w", e.ID, cmp.Or(err, fs.ErrNotExist))
				}
			}
			entries = append(entries, fmt.Sprint(e))
		}
		for c, err := range tx.Checkpoints(ctx, 0, int64(len(entries))) {
			if err != nil {
				return err
			}
			if text, _, _ := strings.Cut(string(c.Note), "\n\n"); c.Size < int64(len(entries)) {
				c.Note = []byte(text)
			}
			checkpoints = append(checkpoints, fmt.Sprint(c))
		}
		return nil
	})
	return entries, checkpoints, err
}

// whatStands is what a world says while nothing is damaged.
type whatStands struct {
	key                  string // its verifier
	entries, checkpoints []string
	rows                 []string
	opened               int64
}

func (w *world) stands() (s whatStands) {
	w.t.Helper()
	a := w.open()
	defer w.closed(a)
	s.key, s.rows = a.Service.VerifierKey(), storetest.Said(w.t, a.Store)
	var err error
	if s.entries, s.checkpoints, err = recorded(w.t.Context(), a.Store, true); err != nil {
		w.t.Fatal(err)
	}
	s.opened = int64(len(s.entries))
	return s
}

// verified is what journal verify says of a world: a report, or that it cannot open.
func (w *world) verified(s whatStands) (report journal.Report, entries, checkpoints []string, err error) {
	verifier, err := note.NewVerifier(s.key)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := app.OpenRecord(w.t.Context(), w.cfg, true)
	if err != nil {
		return report, nil, nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if report, err = journal.Verify(w.t.Context(), r.Store, journal.VerifyOptions{Verifier: verifier, Keys: r.Keys}); err != nil {
		return report, nil, nil, err
	}
	if !report.OK() {
		w.namedRightly(s, report, r.Store)
		return report, nil, nil, nil
	}
	damaged := r.CheckDatabase(w.t.Context())
	if entries, checkpoints, err = recorded(w.t.Context(), r.Store, damaged == nil); err != nil {
		w.t.Errorf("nothing was found, and %v", err)
	}
	return report, entries, checkpoints, damaged
}

// namedRightly holds a report to naming the first entry that is another than it was.
// Where every entry is as it was, what is wrong is a checkpoint or the tables' shape.
func (w *world) namedRightly(s whatStands, report journal.Report, st store.Store) {
	entries, _, err := recorded(w.t.Context(), st, false)
	if err != nil {
		return // no longer to be read from end to end
	}
	for n, was := range s.entries {
		if n < len(entries) && entries[n] == was {
			continue
		}
		if got := report.Problems[0]; got.Pos != int64(n) {
			w.t.Errorf("the first bad entry is at position %d; named is %s", n, got)
		}
		return
	}
}

// flipped turns over one bit of a file and says where.
func flipped(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bit := rand.IntN(8 * len(b))
	for b[bit/8] == 0 && rand.IntN(8) > 0 { // mostly where something is written
		bit = rand.IntN(8 * len(b))
	}
	b[bit/8] ^= 1 << (bit % 8)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("bit %d of byte %d of %s", bit%8, bit/8, filepath.Base(path))
}

// A bit of the database file turned over, anywhere: journal verify finds it or the file
// is refused, or what was recorded is all there and the rows are made again as they
// were (fault R8).
func TestABitOfTheDatabaseTurnedOver(t *testing.T) {
	w := newWorld(t, "")
	if l := w.child("", "-writers", "6", "-acts", "6", "-photos", "write"); l.code != 0 {
		t.Fatal(l.stderr)
	}
	s := w.stands()
	refused, named, damaged, harmless, again := 0, 0, 0, 0, 0
	for range times(15, 1000) {
		to := w.beside()
		where := flipped(t, filepath.Join(to.cfg.Data, sqlite.File))
		report, entries, checkpoints, err := to.verified(s)
		switch {
		case entries == nil && err != nil:
			refused++
			continue
		case !report.OK():
			named++
			continue
		case err != nil:
			damaged++ // every entry is as it was
		default:
			harmless++
			if d := gocmp.Diff(s.checkpoints, checkpoints); d != "" {
				t.Errorf("%s: nothing was found, and checkpoints are others:\n%s", where, d)
			}
		}
		if report.Opened != s.opened || !slices.Equal(entries, s.entries) {
			t.Errorf("%s: nothing was found, and the entries are others:\n%s", where, gocmp.Diff(s.entries, entries))
		}
		if failed := app.Rebuild(t.Context(), to.cfg, nil); failed != nil {
			if err == nil {
				t.Errorf("%s: nothing was found, and a rebuild fails: %v", where, failed)
			}
			continue
		}
		again++
		a := to.open()
		if d := gocmp.Diff(s.rows, storetest.Said(t, a.Store)); d != "" {
			t.Errorf("%s: the rows made again differ:\n%s", where, d)
		}
		to.closed(a)
	}
	t.Logf("refused %d, an entry named %d, the file found damaged %d, nothing found and nothing lost %d; rows made again equal %d", refused, named, damaged, harmless, again)
}

// beside is a copy of the world's data folder with the same keys.
func (w *world) beside() *world {
	w.t.Helper()
	to := &world{t: w.t, acked: w.acked, cfg: w.cfg}
	to.cfg.Data = filepath.Join(w.t.TempDir(), "data")
	if err := os.CopyFS(to.cfg.Data, os.DirFS(w.cfg.Data)); err != nil {
		w.t.Fatal(err)
	}
	return to
}

// A bit of the keyring turned over: it is refused, or journal verify finds what no
// longer opens, or every entry opens as before.
func TestABitOfTheKeyringTurnedOver(t *testing.T) {
	w := newWorld(t, "")
	if l := w.child("", "-writers", "6", "-acts", "3", "write"); l.code != 0 {
		t.Fatal(l.stderr)
	}
	s := w.stands()
	found, harmless := 0, 0
	for range times(40, 1000) {
		to := &world{t: t, cfg: w.cfg}
		to.cfg.Keys = filepath.Join(t.TempDir(), "keys")
		if err := os.CopyFS(to.cfg.Keys, os.DirFS(w.cfg.Keys)); err != nil {
			t.Fatal(err)
		}
		where := flipped(t, filepath.Join(to.cfg.Keys, "keyring.db"))
		switch report, entries, _, err := to.verified(s); {
		case err != nil || !report.OK():
			found++
		case report.Opened != s.opened || !slices.Equal(entries, s.entries):
			t.Errorf("%s: nothing was found, and %d of %d entries open", where, report.Opened, s.opened)
		default:
			harmless++
		}
	}
	t.Logf("found %d, harmless %d", found, harmless)
	if found == 0 && !t.Failed() {
		t.Error("none was found")
	}
}

// A bit of an evidence file turned over, anywhere: the check of files names the entry.
func TestABitOfAnEvidenceFileTurnedOver(t *testing.T) {
	w := newWorld(t, "")
	if l := w.child("", "-writers", "1", "-acts", "8", "-photos", "write"); l.code != 0 {
		t.Fatal(l.stderr)
	}
	for range times(10, 1000) {
		to := w.beside()
		files, err := filepath.Glob(filepath.Join(to.cfg.Data, "evidence", "blobs", "*", "*"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%d evidence files, %v", len(files), err)
		}
		where := flipped(t, files[rand.IntN(len(files))])
		r, err := app.OpenRecord(t.Context(), to.cfg, true)
		if err != nil {
			t.Fatal(err)
		}
		found, err := r.CheckFiles(t.Context())
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		if len(found.Problems) != 1 || !strings.HasPrefix(found.Problems[0], "entry ") || found.Checked != len(files)-1 {
			t.Errorf("%s: of %d files %d were whole; said: %q", where, len(files), found.Checked, found.Problems)
		}
	}
}

// A bit of a row of PostgreSQL's turned over, as a disk or the database's owner could:
// journal verify names the entry.
func TestABitOfAPostgreSQLRowTurnedOver(t *testing.T) {
	w := newWorld(t, server.Database(t))
	if l := w.child("", "-writers", "6", "-acts", "4", "write"); l.code != 0 {
		t.Fatal(l.stderr)
	}
	s := w.stands()
	db, err := sql.Open("pgx", w.cfg.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(t.Context(), `set session_replication_role = replica`); err != nil { // past every trigger
		t.Fatal(err)
	}
	columns := []struct{ table, column string }{{"entry", "header"}, {"entry", "leaf"}, {"body", "sealed"}}
	for n := range times(9, 1000) {
		c, pos := columns[n%len(columns)], rand.IntN(len(s.entries))
		var bits int
		if err := db.QueryRowContext(t.Context(), `select 8 * octet_length(`+c.column+`) from `+c.table+` where pos = $1`, pos).Scan(&bits); err != nil {
			t.Fatal(err)
		}
		bit := rand.IntN(bits)
		turn := func() {
			t.Helper()
			if _, err := db.ExecContext(t.Context(), `update `+c.table+` set `+c.column+` = set_bit(`+c.column+`, $2::int8, 1 - get_bit(`+c.column+`, $2::int8)) where pos = $1`, pos, bit); err != nil {
				t.Fatal(err)
			}
		}
		turn()
		report, _, _, err := w.verified(s)
		if err != nil || report.OK() || report.Problems[0].Pos != int64(pos) {
			t.Errorf("bit %d of the %s at position %d: %v, %v", bit, c.column, pos, err, report.Problems)
		}
		turn()
	}
	if report, _, _, err := w.verified(s); err != nil || !report.OK() {
		t.Errorf("every bit turned back: %v, %v", err, report.Problems)
	}
}
