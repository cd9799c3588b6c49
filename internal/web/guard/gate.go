package guard

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// Gate lets as many requests of each class pass at once as there are places, has a
// bounded number wait a bounded time, and turns the rest away. A form is read before
// its request takes a place, and a page is sent after it has given its place back,
// so that a slow client holds none. Safe for concurrent use.
type Gate struct {
	limits  Limits
	classes map[Class]*places
	forms   *semaphore.Weighted
	people  people
	turn    func(http.ResponseWriter, *http.Request, Turned)
}

// Planned is what a request asks for, known from its route alone.
type Planned struct {
	Class  Class
	Route  string // the pattern, "GET /case/{ref}"
	Person string // the session it comes with, unproved; "" for none
	Body   int64  // the most bytes its body may have
}

// Turned is a request that was turned away. The answer's status and Retry-After are
// the gate's; the page is its owner's to draw, and may take no place.
type Turned struct {
	Class Class
	Form  []byte        // what was sent, where all of it had come; nil otherwise
	Wait  time.Duration // in whole seconds, after which to try again
}

type places struct {
	*semaphore.Weighted
	under, waiting atomic.Int64
}

// NewGate makes a gate of these limits, which For has filled in. turn draws the page
// of a request that is turned away.
func NewGate(limits Limits, turn func(http.ResponseWriter, *http.Request, Turned)) *Gate {
	g := &Gate{limits: limits, classes: map[Class]*places{}, forms: semaphore.NewWeighted(limits.Forms), turn: turn}
	for class, n := range limits.places() {
		g.classes[class] = &places{Weighted: semaphore.NewWeighted(int64(n))}
	}
	return g
}

// Load is how many requests of each class are under way.
func (g *Gate) Load() map[string]int {
	out := map[string]int{}
	for class, p := range g.classes {
		out[string(class)] = int(p.under.Load())
	}
	return out
}

// Pass sends requests through the gate to next. plan says what each asks for. The
// request itself goes on, not a copy: the route that takes it is noted in it.
func (g *Gate) Pass(next http.Handler, plan func(*http.Request) Planned) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := plan(r)
		out := &paced{ResponseWriter: w, control: http.NewResponseController(w)}
		body := bodyOf(out.control, w, r, p.Body)
		defer body.end()
		if p.Class == Free {
			next.ServeHTTP(out, r)
			return
		}
		if !g.people.come(p.Person, g.limits.PerPerson) {
			g.away(out, r, p, TooManyOfOne, nil)
			return
		}
		defer g.people.left(p.Person)
		if p.Class != Upload && r.ContentLength != 0 {
			held, ok := g.hold(body)
			defer func() { g.forms.Release(held) }()
			switch {
			case !ok && errors.Is(body.err, os.ErrDeadlineExceeded):
				r.Pattern = p.Route
				out.Header().Set("Connection", "close")
				http.Error(out, "What you sent came too slowly and was not saved. Go back and send it again.", http.StatusRequestTimeout)
				return
			case !ok:
				g.away(out, r, p, TooManyForms, nil)
				return
			}
		}
		ctx, done := context.WithTimeout(r.Context(), g.wait(p.Class))
		defer done()
		class := g.classes[p.Class]
		if !class.take(ctx, int64(g.limits.Waiting)) {
			g.away(out, r, p, string(p.Class), body.whole())
			return
		}
		out.leave = sync.OnceFunc(class.give)
		defer out.leave()
		out.stays = p.Class == Download
		next.ServeHTTP(out, r)
	})
}

func (g *Gate) wait(c Class) time.Duration {
	if c == Urgent {
		return 3 * g.limits.Wait
	}
	return g.limits.Wait
}

// take waits for a place until ctx ends, where fewer than most are waiting.
func (p *places) take(ctx context.Context, most int64) bool {
	if !p.TryAcquire(1) {
		defer p.waiting.Add(-1)
		if p.waiting.Add(1) > most || p.Acquire(ctx, 1) != nil {
			return false
		}
	}
	p.under.Add(1)
	return true
}

func (p *places) give() {
	p.under.Add(-1)
	p.Release(1)
}

// away answers a request that found no place: 503, and after how many seconds to try
// again, spread so that not everybody comes back at once.
func (g *Gate) away(w http.ResponseWriter, r *http.Request, p Planned, what string, form []byte) {
	r.Pattern = p.Route
	if r.Context().Err() == nil { // who has gone was not turned away
		Of(r.Context()).Shed = what
	}
	wait := 3 + rand.IntN(5)
	w.Header().Set("Retry-After", strconv.Itoa(wait))
	g.turn(w, r, Turned{Class: p.Class, Form: form, Wait: time.Duration(wait) * time.Second})
}

// piece is by how many bytes what is held of forms grows.
const piece = 16 << 10

// hold reads a form whole, as long as there is room for it. A form that is too large
// or breaks off is the handler's to answer: it meets what the reading met.
func (g *Gate) hold(b *body) (held int64, ok bool) {
	b.kept = true
	for b.err == nil {
		if len(b.read) == cap(b.read) {
			if !g.forms.TryAcquire(piece) {
				return held, false
			}
			held += piece
			b.read = slices.Grow(b.read, piece)
		}
		var n int
		n, b.err = b.from.Read(b.read[len(b.read):cap(b.read)])
		b.read = b.read[:len(b.read)+n]
	}
	return held, !errors.Is(b.err, os.ErrDeadlineExceeded)
}

// people counts what each session has under way.
type people struct {
	mu  sync.Mutex
	now map[string]int
}

func (p *people) come(who string, most int) bool {
	if who == "" {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now[who] >= most {
		return false
	}
	if p.now == nil {
		p.now = map[string]int{}
	}
	p.now[who]++
	return true
}

func (p *people) left(who string) {
	if who == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.now[who]--; p.now[who] <= 0 {
		delete(p.now, who)
	}
}
