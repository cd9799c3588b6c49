package casework

import (
	"context"
	"slices"
	"sync"
)

// turns gives those who write to one case their turn, in the order they came. An act
// is admitted against the case as it stands, so of all that are admitted at once one
// is recorded and the rest are admitted again: without turns a busy case would answer
// most of a crowd that others kept writing to it.
//
// It spares work and decides nothing: what keeps the record right is the journal's
// check of each entry's number, which holds between processes too.
type turns struct {
	mu   sync.Mutex
	held map[string]*turn // by case
}

type turn struct {
	free chan struct{} // holds one token while nobody has the turn
	want int           // how many have it or wait for it
}

// claim is the turn that somebody has on one or more cases; the zero value is none.
// It is ended by whoever made it.
type claim struct {
	turns *turns
	cases []string
}

func (c *claim) end() {
	for _, id := range c.cases {
		c.turns.leave(id, true)
	}
	c.cases = nil
}

// take waits for the turn on every case given and reports whether it had to wait, in
// which time others will have written. A claim that is held already is kept as it is.
// It is asked for once an act is admitted, so that nobody who may not see a case can
// tell by waiting that others are at work on it. Cases are taken in one order: two who
// want the same two never wait for each other.
func (t *turns) take(ctx context.Context, c *claim, cases ...string) (waited bool, err error) {
	if c.cases != nil {
		return false, nil
	}
	cases = slices.Clone(cases)
	slices.Sort(cases)
	c.turns = t
	for _, id := range slices.Compact(cases) {
		free := t.join(id)
		select {
		case <-free:
			c.cases = append(c.cases, id)
			continue
		default:
		}
		waited = true
		select {
		case <-free:
			c.cases = append(c.cases, id)
		case <-ctx.Done():
			t.leave(id, false)
			c.end()
			return true, ctx.Err()
		}
	}
	return waited, nil
}

func (t *turns) join(id string) <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held == nil {
		t.held = map[string]*turn{}
	}
	c := t.held[id]
	if c == nil {
		c = &turn{free: make(chan struct{}, 1)}
		c.free <- struct{}{}
		t.held[id] = c
	}
	c.want++
	return c.free
}

// leave gives a turn up, had or only waited for.
func (t *turns) leave(id string, had bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.held[id]
	if c.want--; c.want == 0 {
		delete(t.held, id)
	}
	if had {
		c.free <- struct{}{}
	}
}
