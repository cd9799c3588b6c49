package store

import (
	"context"
	"errors"
)

// Moments is a store in which whoever asks for many things may have them of one moment:
// see AtOneMoment.
func Moments(st Store) Store { return &moments{st} }

type moments struct{ Store }

// momentKey is the key under which a context carries the moment it reads in.
type momentKey struct{}

type moment struct {
	of *moments
	tx Tx
}

// errWriteInMoment: what is written would not be seen by what is read after it, and on
// SQLite the writer waits for this reader.
var errWriteInMoment = errors.New("write inside a moment that is only read")

// AtOneMoment runs f so that every Read of st by its context is of one snapshot, taken at
// the first of them: a page made of thirty lists does not say of one case that it is
// offered and taken, and a database is asked to begin once. f writes nothing, and reads
// by one goroutine at a time. Where st was not made by Moments, each Read is its own.
func AtOneMoment(ctx context.Context, st Store, f func(context.Context) error) error {
	m, ok := st.(*moments)
	if !ok {
		return f(ctx)
	}
	return m.Read(ctx, func(ctx context.Context, tx Tx) error {
		return f(context.WithValue(ctx, momentKey{}, moment{m, tx}))
	})
}

func (m *moments) Read(ctx context.Context, f func(context.Context, Tx) error) error {
	if in, ok := ctx.Value(momentKey{}).(moment); ok && in.of == m {
		return f(ctx, in.tx)
	}
	return m.Store.Read(ctx, f)
}

func (m *moments) Write(ctx context.Context, f func(context.Context, Tx) error) error {
	if in, ok := ctx.Value(momentKey{}).(moment); ok && in.of == m {
		return errWriteInMoment
	}
	return m.Store.Write(ctx, f)
}
