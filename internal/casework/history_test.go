package casework

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/store/postgres"
)

// What many clients were told, at once and in any order, must be what one clerk could
// have told them who did everything one after another (linearizability). The clerk is
// histories_model_test.go; porcupine looks for an order in which they agree.

// history is what the clients of some cases asked and were told.
type history struct {
	t     *testing.T
	svc   atomic.Pointer[Service] // who is asked now
	pick  func(n int) *Service    // of two, where there are two
	cases []*subject
	began time.Time
	mu    sync.Mutex
	ops   []porcupine.Operation
	kinds map[string]int // answers, counted
	beat  chan struct{}  // told, where there is one, of every thirtieth answer
}

// subject is a case that clients work on.
type subject struct {
	id, victim string
	start      int64 // its version when the history begins
}

func newHistory(w *world, cases int) *history {
	h := &history{t: w.t.(*testing.T), began: time.Now(), kinds: map[string]int{}}
	h.svc.Store(w.Service)
	h.pick = func(int) *Service { return h.svc.Load() }
	for range cases {
		id, victim, _, _ := w.report("responder")
		p, err := w.Case(w.t.Context(), w.as("responder"), id)
		must(w.t, err)
		h.cases = append(h.cases, &subject{id, victim, p.Version})
	}
	return h
}

// client does random things to random cases, one after another.
type client struct {
	*history
	n     int
	rng   *rand.Rand
	seen  map[string]int64    // version it last saw of each case
	known map[string][]string // accounts it knows of, by case
	mine  []asked             // what it sent
}

func (h *history) run(clients, each int, seed uint64) {
	var all sync.WaitGroup
	for n := range clients {
		c := &client{history: h, n: n, rng: rand.New(rand.NewPCG(seed, uint64(n))), seen: map[string]int64{}, known: map[string][]string{}}
		all.Go(func() {
			for range each {
				c.one()
			}
		})
	}
	all.Wait()
}

func (c *client) one() {
	s := c.cases[c.rng.IntN(len(c.cases))]
	in := asked{Case: s.id, Start: s.start, Base: c.seen[s.id], ID: journal.NewID(), Words: fmt.Sprintf("words %d of %d", c.rng.IntN(1000), c.n)}
	known := c.known[s.id]
	switch p := c.rng.IntN(100); {
	case p < 30:
		in.Do = adds
	case p < 50:
		in.Do, in.About = contacts, s.victim
	case p < 65 && len(known) > 0:
		in.Do, in.About = corrects, known[c.rng.IntN(len(known))]
	case p < 72 && len(known) > 0:
		in.Do, in.About, in.Words = withdraws, known[c.rng.IntN(len(known))], ""
	case p < 85 && len(c.mine) > 0:
		in = c.mine[c.rng.IntN(len(c.mine))]
		if in.Do != withdraws && c.rng.IntN(4) == 0 {
			in.Words = "other words"
		}
	default:
		in.Do = reads
	}
	if in.Do != reads && c.rng.IntN(5) == 0 {
		c.twice(in)
		return
	}
	c.ask(in)
}

// twice sends the same thing by two hands at once, as a double click does.
func (c *client) twice(in asked) {
	done := make(chan told)
	first, second := c.pick(c.rng.IntN(2)), c.pick(c.rng.IntN(2))
	go func() { done <- c.timed(first, in) }()
	c.timed(second, in)
	<-done
	c.mine = append(c.mine, in)
}

// ask does one thing and remembers what it was told.
func (c *client) ask(in asked) {
	out := c.timed(c.pick(c.rng.IntN(2)), in)
	if out.How == recorded || out.How == shown {
		c.seen[in.Case] = max(c.seen[in.Case], out.Version)
	}
	switch {
	case out.How == shown:
		c.known[in.Case] = slices.Sorted(maps.Keys(out.accounts))
	case in.Do == adds && out.How == recorded:
		c.known[in.Case] = append(c.known[in.Case], in.ID)
	}
	if in.Do != reads {
		c.mine = append(c.mine, in)
	}
}

func (c *client) timed(svc *Service, in asked) told {
	call := time.Since(c.began)
	out, err := perform(c.t, svc, in)
	end := time.Since(c.began)
	switch {
	case err == nil:
	case errors.Is(err, journal.ErrOutcomeUnknown):
		out.How, end = unknown, math.MaxInt64 // it may happen at any time from now on, or never
	case errors.Is(err, journal.ErrClosed), errors.Is(err, errCrowded):
		out.How = nothing
	default:
		c.t.Errorf("%s: %v", in, err)
		return out
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kinds[string(in.Do)+" "+string(out.How)]++
	if h := c.history; h.beat != nil && len(h.ops)%30 == 29 {
		select {
		case h.beat <- struct{}{}:
		default: // it is at it already
		}
	}
	if out.How != nothing {
		c.ops = append(c.ops, porcupine.Operation{ClientId: c.n, Input: in, Output: out, Call: int64(call), Return: int64(end)})
	}
	return out
}

// perform asks the service and puts its answer as the model has it.
func perform(t *testing.T, svc *Service, in asked) (told, error) {
	v, ok := svc.Viewer(t.Context(), "responder")
	if !ok {
		return told{}, errors.New("nobody to act for")
	}
	if in.Do == reads {
		return look(t, svc, v, in)
	}
	e, err := in.event()
	if err != nil {
		return told{}, err
	}
	got, err := svc.Record(t.Context(), v, Acts{CaseID: in.Case, Base: in.Base, Events: []casefile.Event{e}})
	if c, ok := errors.AsType[*Conflict](err); ok {
		out := told{How: conflict}
		for _, e := range c.Theirs {
			out.Theirs += e.ID + " "
		}
		return out, nil
	}
	if r, ok := errors.AsType[*Refused](err); ok && r.Problems[0].Code == recordedBefore.Code {
		return told{How: refused}, nil
	}
	if err != nil {
		return told{}, err
	}
	if got.Duplicate {
		return told{How: duplicate, Version: got.Version}, nil
	}
	return told{How: recorded, Version: got.Version}, nil
}

func look(t *testing.T, svc *Service, v access.Viewer, in asked) (told, error) {
	p, err := svc.Case(t.Context(), v, in.Case)
	if err != nil {
		return told{}, err
	}
	out := told{How: shown, Version: p.Version, accounts: map[string]string{}}
	for _, a := range p.Accounts {
		out.accounts[a.ID] = string(a.Data.Words)
	}
	contact := ""
	for i := range p.Persons.Items {
		if sc := p.Persons.Items[i].SafeContact; sc != nil {
			contact = string(sc.Data.Times.Value)
		}
	}
	out.Page = page(contact, out.accounts)
	return out, nil
}

func (a asked) event() (casefile.Event, error) {
	var e casefile.Event
	var err error
	switch a.Do {
	case contacts:
		e, err = casefile.NewEvent(a.ID, "", "SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(a.About), Times: fact.Of(casefile.Line(a.Words))})
	default:
		e, err = casefile.NewEvent(a.ID, "", "AccountRecorded", casefile.AccountRecorded{Words: casefile.Text(a.Words)})
	}
	switch a.Do {
	case corrects:
		e.Corrects, e.Reason = a.About, "misheard"
	case withdraws:
		e.Corrects, e.Reason, e.Withdraw, e.Data = a.About, "another person's", true, nil
	}
	return e, err
}

// wantLinearizable fails where no order of the acts explains what was told.
func (h *history) wantLinearizable() {
	h.t.Helper()
	var answers []string
	for _, k := range slices.Sorted(maps.Keys(h.kinds)) {
		answers = append(answers, fmt.Sprintf("%s: %d", k, h.kinds[k]))
	}
	h.t.Logf("%d operations; %s", len(h.ops), strings.Join(answers, ", "))
	switch res, info := porcupine.CheckOperationsVerbose(clerk, h.ops, time.Minute); res {
	case porcupine.Ok:
	case porcupine.Unknown:
		h.t.Error("no order was found or ruled out within a minute: make the histories shorter")
	default:
		file := h.t.ArtifactDir() + "/history.html"
		h.t.Errorf("no order explains what the clients were told; see %s (%v)", file, porcupine.VisualizePath(clerk, info, file))
	}
	if h.kinds["contacts conflict"] == 0 || h.kinds["adds recorded"] == 0 || h.kinds["reads shown"] == 0 {
		h.t.Errorf("a history without conflicts, additions or reads says little: %v", h.kinds)
	}
}

// rounds is how many histories are tried: few in every run, many in the long one.
func rounds(few, many int) int {
	if os.Getenv("FOURSIGHT_LONG") != "" {
		return many
	}
	return few
}

func TestWhatManyClientsAreToldHasAnOrder(t *testing.T) {
	t.Parallel()
	for range rounds(1, 25) {
		onEachStore(t, func(t *testing.T, w *world) {
			h := newHistory(w, 3)
			h.run(12, 25, rand.Uint64())
			h.wantLinearizable()
		})
	}
}

// The writer is closed and opened again while the clients go on; what was refused then
// did not happen, and what was recorded stands.
func TestWhatClientsAreToldHasAnOrderAcrossRestarts(t *testing.T) {
	t.Parallel()
	for range rounds(1, 10) {
		onEachStore(t, func(t *testing.T, w *world) {
			h := newHistory(w, 2)
			h.beat = make(chan struct{}, 1)
			ended := make(chan int)
			go func() {
				n := 0
				for ; ; n++ {
					if _, more := <-h.beat; !more {
						ended <- n
						return
					}
					w.restart(nil)
					h.svc.Store(w.Service)
				}
			}()
			h.run(8, 25, rand.Uint64())
			close(h.beat)
			if n := <-ended; n == 0 {
				t.Error("the writer was never restarted")
			}
			h.wantLinearizable()
		})
	}
}

// Two services on one PostgreSQL database are refused by package app, since what they
// hold in memory would differ. Should two overlap all the same, while one takes over
// from another, nothing is lost or told wrongly: the database's lock and the numbers
// of entries keep them apart.
func TestWhatClientsOfTwoServicesAreToldHasAnOrder(t *testing.T) {
	t.Parallel()
	for range rounds(1, 10) {
		t.Run("postgres", func(t *testing.T) {
			dsn := pg(t).Database(t)
			one, err := postgres.Open(t.Context(), dsn, postgres.Options{})
			must(t, err)
			w := worldOver(t, one)
			h := newHistory(w, 3)
			other := w.beside(dsn)
			h.pick = func(n int) *Service { return []*Service{w.Service, other}[n] }
			h.run(12, 25, rand.Uint64())
			h.wantLinearizable()
		})
	}
}

// beside is a second service, with connections and a keyring of its own, over the
// database and the keys of w.
func (w *world) beside(dsn string) *Service {
	w.t.Helper()
	st, err := postgres.Open(w.t.Context(), dsn, postgres.Options{})
	must(w.t, err)
	w.t.Cleanup(func() { st.Close() })
	keys, err := keyring.Open(w.dir+"/keyring.db", w.dir+"/master.txt")
	must(w.t, err)
	w.t.Cleanup(func() { keys.Close() })
	cfg := w.cfg
	cfg.Store, cfg.Keys = st, keys
	s, err := Open(w.t.Context(), cfg)
	must(w.t, err)
	w.t.Cleanup(func() { s.Close() })
	return s
}
