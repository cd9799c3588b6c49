package app_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
	"golang.org/x/mod/sumdb/note"

	"foursight/internal/app"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/journal"
	"foursight/internal/store/sqlite"
	"foursight/internal/store/storetest"
)

// begun records two cases, with a question on the first, and gives their ids.
func begun(t *testing.T, cfg app.Config) []string {
	t.Helper()
	a := open(t, cfg)
	v, _ := a.Service.Viewer(t.Context(), "pc-marsh")
	var ids []string
	for _, name := range []string{"Ines Larkhill", "Tomos Brackenridge"} {
		id := journal.NewID()
		if err := report(t.Context(), a.Service, v, id, casework.NewRef(a.Service.Now()), name, name+" says that it keeps happening."); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	asked, err := event("SpecialistAsked", casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("spoc")), Question: "Is this a course of conduct?"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Service.Record(t.Context(), v, casework.Acts{CaseID: ids[0], Events: []casefile.Event{asked}}); err != nil {
		t.Fatal(err)
	}
	closed(t, a)
	if err := app.Rebuild(t.Context(), cfg, nil); err != nil {
		t.Fatal(err)
	}
	return ids
}

// upgraded opens a data folder of an earlier build, checks that every entry verifies
// and opens, writes to it, and makes the rows again: they are those of a folder that
// was never of an earlier build.
func upgraded(t *testing.T, cfg app.Config, ids []string, n int, want []string) {
	t.Helper()
	a := open(t, cfg)
	verifier, err := note.NewVerifier(a.Service.VerifierKey())
	if err != nil {
		t.Fatal(err)
	}
	r, err := journal.Verify(t.Context(), a.Store, journal.VerifyOptions{Verifier: verifier, Keys: a.Keys})
	if err != nil || len(r.Problems) > 0 || r.Opened < 8 || !r.Signed {
		t.Errorf("from migration %d: the journal verifies as %+v, %v", n, r, err)
	}
	v, _ := a.Service.Viewer(t.Context(), "pc-marsh")
	waits, err := a.Service.Cases(t.Context(), v, casework.Filter{Waits: []string{casework.AskedBy("pc-marsh")}}, "", 10)
	if n >= 3 && (err != nil || len(waits.Items) != 1 || waits.Items[0].ID != ids[0]) { // earlier builds had no rows
		t.Errorf("from migration %d: what waits for an answer is %+v, %v", n, waits.Items, err)
	}
	closed(t, a)
	if err := app.Rebuild(t.Context(), cfg, nil); err != nil {
		t.Fatal(err)
	}
	a = open(t, cfg)
	defer closed(t, a)
	if got := storetest.Said(t, a.Store); !slices.Equal(got, want) {
		t.Errorf("from migration %d: rebuilt, the rows are\n%s\nwant\n%s", n, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, id := range ids {
		e, err := event("AdviceGiven", casefile.AdviceGiven{Codes: []casefile.AdviceCode{"keep_log"}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Service.Record(t.Context(), v, casework.Acts{CaseID: id, Events: []casefile.Event{e}}); err != nil {
			t.Errorf("from migration %d: record on case %s: %v", n, id, err)
		}
	}
}

func TestADataFolderOfAnEarlierBuildOpensAndVerifies(t *testing.T) {
	const migrations = "../store/sqlite/migrations"
	cfg := live(t)
	ids := begun(t, cfg)
	a := open(t, cfg)
	want := storetest.Said(t, a.Store)
	closed(t, a)
	newest := filepath.Join(t.TempDir(), "newest.db")
	if err := os.Rename(filepath.Join(cfg.Data, sqlite.File), newest); err != nil {
		t.Fatal(err)
	}
	from, err := sql.Open("sqlite", newest)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	for n := 1; n <= storetest.Migrations(t, migrations); n++ {
		path := filepath.Join(cfg.Data, sqlite.File)
		for _, beside := range []string{"", "-wal", "-shm"} {
			if err := os.RemoveAll(path + beside); err != nil {
				t.Fatal(err)
			}
		}
		to, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		storetest.Aged(t, goose.DialectSQLite3, migrations, from, to, n)
		if err := to.Close(); err != nil {
			t.Fatal(err)
		}
		upgraded(t, cfg, ids, n, want)
	}
}
