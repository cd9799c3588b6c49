// Package signintest helps test sign-in: Records in memory, and the suite that
// every implementation of signin.Records must pass.
//
// Boundary: tests only; nothing here seals what it keeps.
package signintest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"testing"
	"time"

	"foursight/internal/signin"
)

// Records keeps everything in memory. Trace, when set, is told of each record
// touched, as "get signin-account", in order.
type Records struct {
	Trace func(op string)

	mu   sync.Mutex
	rows map[string][]byte
}

// NewRecords returns empty Records.
func NewRecords() *Records { return &Records{rows: map[string][]byte{}} }

// Read runs f over the records as they are.
func (r *Records) Read(ctx context.Context, f func(signin.View) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return f(edit{r, r.rows})
}

// Change runs f over a copy and keeps it if f succeeds.
func (r *Records) Change(ctx context.Context, f func(signin.Edit) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	rows := maps.Clone(r.rows)
	if err := f(edit{r, rows}); err != nil {
		return err
	}
	r.rows = rows
	return nil
}

// Contains reports whether any key or value holds the text.
func (r *Records) Contains(text string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key, value := range r.rows {
		if bytes.Contains([]byte(key), []byte(text)) || bytes.Contains(value, []byte(text)) {
			return true
		}
	}
	return false
}

type edit struct {
	r    *Records
	rows map[string][]byte
}

func (e edit) trace(op, kind string) {
	if e.r.Trace != nil {
		e.r.Trace(op + " " + kind)
	}
}

func (e edit) Get(kind, key string) ([]byte, bool, error) {
	e.trace("get", kind)
	v, found := e.rows[kind+"/"+key]
	return bytes.Clone(v), found, nil
}

func (e edit) Put(kind, key string, value []byte, _ time.Time) error {
	e.trace("put", kind)
	e.rows[kind+"/"+key] = bytes.Clone(value)
	return nil
}

func (e edit) Delete(kind, key string) error {
	e.trace("delete", kind)
	delete(e.rows, kind+"/"+key)
	return nil
}

// TestRecords is the contract of signin.Records as a test. far is a time beyond
// any clock the implementation may clear up by.
func TestRecords(t *testing.T, r signin.Records) {
	ctx := t.Context()
	far := time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)
	read := func(kind, key string) (string, bool) {
		var v []byte
		var found bool
		if err := r.Read(ctx, func(view signin.View) (err error) {
			v, found, err = view.Get(kind, key)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return string(v), found
	}
	if err := r.Change(ctx, func(e signin.Edit) error {
		return errors.Join(e.Put("a", "k", []byte("one"), far), e.Put("b", "k", []byte("two"), time.Time{}), e.Delete("a", "none"))
	}); err != nil {
		t.Fatal(err)
	}
	if v, found := read("a", "k"); !found || v != "one" {
		t.Errorf("a/k: got %q, %v", v, found)
	}
	if v, found := read("b", "k"); !found || v != "two" {
		t.Errorf("b/k, kept without expiry: got %q, %v", v, found)
	}
	if _, found := read("a", "none"); found {
		t.Error("a record nobody put is there")
	}
	failed := errors.New("on purpose")
	if err := r.Change(ctx, func(e signin.Edit) error {
		if err := errors.Join(e.Put("a", "k", []byte("three"), far), e.Delete("b", "k")); err != nil {
			return err
		}
		if v, found, err := e.Get("a", "k"); err != nil || !found || string(v) != "three" {
			t.Errorf("inside a change: got %q, %v, %v, want what it put", v, found, err)
		}
		if _, found, err := e.Get("b", "k"); err != nil || found {
			t.Errorf("inside a change: what it deleted is there (error %v)", err)
		}
		return failed
	}); !errors.Is(err, failed) {
		t.Errorf("a failed change returned %v", err)
	}
	if v, _ := read("a", "k"); v != "one" {
		t.Errorf("a failed change kept %q", v)
	}
	if _, found := read("b", "k"); !found {
		t.Error("a failed change deleted a record")
	}
	alone(t, r, far)
}

// alone adds to one counter from many goroutines: no addition may be lost.
func alone(t *testing.T, r signin.Records, far time.Time) {
	const workers, each = 8, 10
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range each {
				err := r.Change(t.Context(), func(e signin.Edit) error {
					n := 0
					if v, found, err := e.Get("count", "n"); err != nil {
						return err
					} else if found {
						if _, err := fmt.Sscan(string(v), &n); err != nil {
							return err
						}
					}
					return e.Put("count", "n", fmt.Append(nil, n+1), far)
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	_ = r.Read(t.Context(), func(v signin.View) error {
		if got, _, _ := v.Get("count", "n"); string(got) != fmt.Sprint(workers*each) {
			t.Errorf("%d additions at once made %s", workers*each, got)
		}
		return nil
	})
}
