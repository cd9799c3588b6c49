package store

import (
	"context"
	"time"
)

// Timing is how long one transaction took, by its parts. It says nothing of what
// was read or written.
type Timing struct {
	Write     bool
	Waited    time.Duration // for a session of the pool, or for the one writer
	Worked    time.Duration // between its first statement and its last
	Committed time.Duration // until durable; 0 for reads and for what was given up
	Err       error
}

// Watcher is told of transactions as they begin and end.
type Watcher interface {
	Began(write bool)
	Ended(Timing)
}

// Watched is a store whose transactions a watcher is told of.
func Watched(st Store, w Watcher) Store { return &watched{st, w} }

type watched struct {
	Store
	w Watcher
}

type unwatched struct{}

// Unwatched is a context whose transactions no watcher is told of. It is for what
// is done only where a restricted case is concerned: a count that moves then, and
// only then, would tell whoever can see it that there is one.
func Unwatched(ctx context.Context) context.Context { return context.WithValue(ctx, unwatched{}, true) }

func (s *watched) Read(ctx context.Context, f func(context.Context, Tx) error) error {
	return s.timed(ctx, false, s.Store.Read, f)
}

func (s *watched) Write(ctx context.Context, f func(context.Context, Tx) error) error {
	return s.timed(ctx, true, s.Store.Write, f)
}

func (s *watched) timed(ctx context.Context, write bool, run func(context.Context, func(context.Context, Tx) error) error, f func(context.Context, Tx) error) error {
	if ctx.Value(unwatched{}) != nil {
		return run(ctx, f)
	}
	s.w.Began(write)
	asked := time.Now()
	var began, worked time.Time
	err := run(ctx, func(ctx context.Context, tx Tx) error {
		began = time.Now()
		err := f(ctx, tx)
		worked = time.Now()
		return err
	})
	t := Timing{Write: write, Err: err}
	switch {
	case began.IsZero():
		t.Waited = time.Since(asked)
	default:
		t.Waited, t.Worked = began.Sub(asked), worked.Sub(began)
		if write && err == nil {
			t.Committed = time.Since(worked)
		}
	}
	s.w.Ended(t)
	return err
}
