package insight

import (
	"context"
	"errors"
	"sync"
	"time"

	"foursight/internal/casework"
)

// Service is what a probe asks: casework.Service.
type Service interface {
	Standing(context.Context) (casework.Standing, error)
	TryWrite(context.Context) error
	TryKeys(context.Context) error
	Now() time.Time
}

// Readiness is how the service stands, by checks that hold or do not, and states
// in which it still serves. It names nobody and nothing that is kept.
type Readiness struct {
	Ready    bool              `json:"ready"`
	Checks   map[string]string `json:"checks"`
	Degraded []string          `json:"degraded"`

	at       time.Time
	standing casework.Standing
}

// What must hold for the service to be ready.
const (
	checkRead   = "store_read"
	checkWrite  = "store_write"
	checkWriter = "journal_writer"
	checkKeys   = "keyring"
	checkClock  = "clock"
	checkUp     = "serving"
)

// How a check can stand.
const (
	holds  = "ok"
	fails  = "failed"
	slowly = "no answer in time"
	noRoom = "no room"
)

const (
	probeFor = 3 * time.Second // how long a check may take
	probeAge = 2 * time.Second // how old an answer may be: probes cost a sync

	// behindMost is how far the clock may be behind the newest entry: beyond it the
	// journal marks what it records as of a clock in doubt.
	behindMost = time.Minute
	// slowSync is a sync in the middle of the last ones that people notice.
	slowSync = 250 * time.Millisecond
	lateWake = 5 * time.Minute
	shedSoon = 30 * time.Second
)

// prober keeps the last answer and sees that one probe runs at a time.
type prober struct {
	mu   sync.Mutex
	last Readiness
	till time.Time
}

// Probe says how the service stands now, or did at most two seconds ago. It waits
// for no check longer than three seconds.
func (s *Set) Probe(ctx context.Context) Readiness {
	s.probes.mu.Lock()
	defer s.probes.mu.Unlock()
	if time.Now().Before(s.probes.till) {
		return s.probes.last
	}
	s.probes.last = s.probe(context.WithoutCancel(ctx))
	s.probes.till = time.Now().Add(probeAge)
	return s.probes.last
}

func (s *Set) probe(ctx context.Context) Readiness {
	ctx, cancel := context.WithTimeout(ctx, probeFor)
	defer cancel()
	r := Readiness{Checks: map[string]string{}, Degraded: []string{}, at: s.svc.Now()}
	// A store that hangs does not hear that its time is up: each answers on a
	// channel that nobody need read.
	read, write, keys := make(chan error, 1), make(chan error, 1), make(chan error, 1)
	stood := make(chan casework.Standing, 1)
	s.hung.run(checkRead, read, func() error {
		st, err := s.svc.Standing(ctx)
		stood <- st
		return err
	})
	s.hung.run(checkWrite, write, func() error { return s.svc.TryWrite(ctx) })
	s.hung.run(checkKeys, keys, func() error { return s.svc.TryKeys(ctx) })
	for name, answer := range map[string]chan error{checkRead: read, checkWrite: write, checkKeys: keys} {
		select {
		case err := <-answer:
			r.Checks[name] = told(err)
		case <-ctx.Done():
			r.Checks[name] = slowly
		}
	}
	select {
	case r.standing = <-stood:
	default:
	}
	st := r.standing
	r.Checks[checkWriter] = told(st.Writer.Stopped)
	r.Checks[checkClock] = holds
	if max(st.Writer.Behind, st.Newest.Sub(r.at)) > behindMost && !st.Newest.IsZero() {
		r.Checks[checkClock] = fails
	}
	r.Checks[checkUp] = holds
	if s.stopping.Load() {
		r.Checks[checkUp] = "stopping"
	}
	// Without room nothing is recorded, and calls are answered all the same while there is
	// a second place: whoever sends nobody to a service that is not ready would hide them.
	beside := st.HasBeside && st.BesideFails == nil
	r.Ready = true
	for _, state := range r.Checks {
		r.Ready = r.Ready && (state == holds || state == noRoom && beside)
	}
	degraded := func(is bool, name string) {
		if is {
			r.Degraded = append(r.Degraded, name)
		}
	}
	degraded(s.syncs.middle() > slowSync, "slow_sync")
	degraded(st.Writer.Stepped, "clock_stepped")
	degraded(!st.AsleepSince.IsZero() && r.at.Sub(st.AsleepSince) > lateWake, "wakes_behind")
	degraded(s.shedLately(shedSoon), "shedding")
	degraded(r.Checks[checkWrite] == noRoom, "full")
	degraded(st.Beside > 0, "looks_beside")
	degraded(st.BesideFails != nil, "looks_beside_failed")
	return r
}

// told is an error without its words, which may hold references.
func told(err error) string {
	switch {
	case err == nil:
		return holds
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, errHung):
		return slowly
	case errors.Is(err, casework.ErrFull):
		return noRoom
	}
	return fails
}

// errHung: the same check of an earlier probe has not come back.
var errHung = errors.New("the check before has not come back")

// hanging keeps checks that do not come back from piling up: one of a name runs at
// a time.
type hanging struct {
	mu  sync.Mutex
	out map[string]bool
}

func (h *hanging) run(name string, answer chan<- error, check func() error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.out[name] {
		answer <- errHung
		return
	}
	if h.out == nil {
		h.out = map[string]bool{}
	}
	h.out[name] = true
	go func() {
		err := check()
		h.mu.Lock()
		delete(h.out, name)
		h.mu.Unlock()
		answer <- err
	}()
}
