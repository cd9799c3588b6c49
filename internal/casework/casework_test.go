package casework

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/evidence"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/guidance"
	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/store"
	"foursight/internal/store/postgres"
	"foursight/internal/store/postgres/pgtest"
	"foursight/internal/store/sqlite"
)

// world is a ready service over an empty database, with a clock and a few people.
type world struct {
	*Service
	t     testing.TB
	dir   string // of the keys
	now   time.Time
	ticks func() time.Time // the clock instead of now, where it moves by itself
}

func newWorld(t testing.TB) *world { return worldIn(t, t.TempDir()) }

// worldIn is a world whose database lies in dir.
func worldIn(t testing.TB, dir string) *world {
	t.Helper()
	st, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	must(t, err)
	return worldOver(t, st)
}

// onEachStore runs a test over SQLite and over PostgreSQL; the latter with one
// connection to read by, so that whoever reads while holding another read, or holds
// one while waiting for somebody who does, stands still here and not in a busy force.
func onEachStore(t *testing.T, test func(*testing.T, *world)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, newWorld(t)) })
	t.Run("postgres", func(t *testing.T) {
		st, err := postgres.Open(t.Context(), pg(t).Database(t), postgres.Options{Connections: 1})
		must(t, err)
		test(t, worldOver(t, st))
	})
}

var pgServer = sync.OnceValues(func() (*pgtest.Server, error) { return pgtest.Start(context.Background()) })

func pg(t testing.TB) *pgtest.Server {
	t.Helper()
	s, err := pgServer()
	must(t, err)
	return s
}

func TestMain(m *testing.M) {
	status := m.Run()
	if s, err := pgServer(); err == nil {
		if err := s.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

// shipped is the edition that ships, read once: nothing changes it.
var shipped = sync.OnceValues(func() (*guidance.Edition, error) { return edition.Load(nil) })

func worldOver(t testing.TB, st store.Store) *world {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() { st.Close() })
	keys, err := keyring.Create(filepath.Join(dir, "keyring.db"), filepath.Join(dir, "master.txt"))
	must(t, err)
	t.Cleanup(func() { keys.Close() })
	must(t, os.MkdirAll(filepath.Join(dir, "evidence"), 0o700))
	vault, err := evidence.Open(filepath.Join(dir, "evidence"))
	must(t, err)
	t.Cleanup(func() { vault.Close() })
	ed, err := shipped()
	must(t, err)
	w := &world{t: t, dir: dir, now: time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC)}
	w.open(Config{Store: st, Keys: keys, Vault: vault, Edition: ed, Force: "Fernshire Police", LogName: "fernshire.example.org/foursight"})
	t.Cleanup(func() { w.Close() })
	must(t, w.RecordStaff(t.Context(), "system", testStaff()...))
	return w
}

func (w *world) open(cfg Config) {
	w.t.Helper()
	cfg.InjectedClock = func() time.Time {
		if w.ticks != nil {
			return w.ticks()
		}
		return w.now
	}
	var err error
	w.Service, err = Open(context.Background(), cfg)
	must(w.t, err)
}

// restart closes the service and opens another over what it kept, with another
// edition where one is given.
func (w *world) restart(ed *guidance.Edition) {
	w.t.Helper()
	cfg := w.cfg
	must(w.t, w.Close())
	if ed != nil {
		cfg.Edition = ed
	}
	w.open(cfg)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testStaff() []force.Staff {
	held := func(roles ...casefile.Role) (out []force.Held) {
		for _, r := range roles {
			out = append(out, force.Held{Role: r, From: calendar.Date{Year: 2020, Month: 1, Day: 1}})
		}
		return out
	}
	return []force.Staff{
		{ID: "responder", Name: "Rhian Example", Title: "PC", Unit: "north", Roles: held(casefile.Responder)},
		{ID: "other", Name: "Owen Example", Title: "PC", Unit: "south", Roles: held(casefile.Responder)},
		{ID: "detective", Name: "Dilys Example", Title: "DC", Unit: "north", Roles: held(casefile.Investigator)},
		{ID: "sergeant", Name: "Sara Example", Title: "PS", Unit: "north", Supervises: []string{"north"}, Roles: held(casefile.Supervisor)},
		{ID: "registrar", Name: "Robin Example", Unit: "hq", Roles: held(casefile.Registrar)},
		{ID: "standards", Name: "Petra Example", Title: "DI", Unit: "psd", Roles: held(casefile.Standards)},
		{ID: "suspect", Name: "Simon Example", Title: "PC", Unit: "north", Roles: held(casefile.Responder)},
		{ID: "admin", Name: "Alex Example", Roles: held(casefile.Administrator)},
		{ID: "advocate", Name: "Avis Example", Partner: "harbour", Roles: held(casefile.Advocate)},
	}
}

func (w *world) as(id string) access.Viewer {
	w.t.Helper()
	v, ok := w.Viewer(w.t.Context(), id)
	if !ok {
		w.t.Fatalf("no staff %q", id)
	}
	return v
}

func (w *world) event(kind string, data any) casefile.Event {
	w.t.Helper()
	e, err := casefile.NewEvent(journal.NewID(), "", kind, data)
	must(w.t, err)
	return e
}

// report records a former partner's conduct as a new case and returns its id, and
// the ids of victim, suspect and pair.
func (w *world) report(by string) (id, victim, suspect, pair string) {
	w.t.Helper()
	id = journal.NewID()
	v := w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{
		Name: fact.Of(casefile.Line("Ffion Invented")), Phones: []casefile.Line{"07700 900123"}, Addresses: []casefile.Line{"4 Sample Street, Fernton FE1 2AB"}}})
	x := w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{
		Name: fact.Of(casefile.Line("Steven Madeup")), Handles: []casefile.Line{"@steve_m_1"}}})
	p := w.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(x.ID)})
	_, err := w.Record(w.t.Context(), w.as(by), Acts{CaseID: id, Events: []casefile.Event{
		w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now)), Channel: fact.Of(casefile.Call101), Unit: "north"}),
		v, x, p,
		w.event("RelationshipRecorded", casefile.RelationshipRecorded{Pair: casefile.PairID(p.ID), Is: fact.Of(casefile.FormerPartner)}),
	}})
	must(w.t, err)
	return id, v.ID, x.ID, p.ID
}

// digest is a digest of the clear columns of every read model.
func (w *world) digest() (sum [32]byte) {
	w.t.Helper()
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
		sum, err = store.RowsDigest(ctx, tx)
		return err
	}))
	return sum
}

func (w *world) clearRows() error {
	return w.store.Write(w.t.Context(), func(ctx context.Context, tx store.Tx) error { return store.ClearRows(ctx, tx) })
}
