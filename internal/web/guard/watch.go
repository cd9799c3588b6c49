package guard

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

// Request is what a request tells those who run the service: never who asked, nor
// for which case. The handlers that answer it fill in what they know.
type Request struct {
	ID    string // eight letters and digits, on the error page and in the log
	Class string // whose page it is: see the classes below; "nobody" before sign-in
	Shed  string // for what it was turned away, where it was; else empty
}

// Answered is a request that was answered.
type Answered struct {
	Request
	Route  string // the pattern that took it, "GET /case/{ref}", or NoRoute
	Status int
	Bytes  int64 // of the answer's body
	Took   time.Duration
}

// NoRoute is the route of what was answered before any route took it.
const NoRoute = "none"

type requestKey struct{}

// Of is the request a context belongs to; one of nobody's where there is none.
func Of(ctx context.Context) *Request {
	if r, ok := ctx.Value(requestKey{}).(*Request); ok {
		return r
	}
	return &Request{}
}

// newRequestID is random and so says nothing.
func newRequestID() string { return rand.Text()[:8] }

// Watched gives every request an id, writes one line for it when it has been
// answered, and tells done. A handler that panics is answered with whatever failed
// writes; what it panicked with is not logged, since it may be what somebody typed.
func Watched(next http.Handler, log *slog.Logger, done func(Answered), failed http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := &Request{ID: newRequestID(), Class: "nobody"}
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, q))
		out := &answer{ResponseWriter: w}
		began := time.Now()
		defer func() {
			wrong := recover()
			aborted := false
			if err, ok := wrong.(error); ok {
				aborted = errors.Is(err, http.ErrAbortHandler)
			}
			if wrong != nil && !aborted {
				log.ErrorContext(r.Context(), "a handler panicked", "id", q.ID, "route", routeOf(r), "type", fmt.Sprintf("%T", wrong), "stack", string(debug.Stack()))
				if out.status == 0 {
					failed.ServeHTTP(out, r)
				}
			}
			a := Answered{Request: *q, Route: routeOf(r), Status: out.status, Bytes: out.bytes, Took: time.Since(began)}
			if a.Status == 0 {
				a.Status = http.StatusOK
			}
			log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("id", q.ID), slog.String("route", a.Route), slog.Int("status", a.Status),
				slog.String("class", a.Class), slog.Float64("seconds", a.Took.Seconds()), slog.Int64("bytes", a.Bytes), slog.String("shed", a.Shed))
			done(a)
			if aborted {
				panic(wrong)
			}
		}()
		next.ServeHTTP(out, r)
	})
}

func routeOf(r *http.Request) string {
	if r.Pattern == "" {
		return NoRoute
	}
	return r.Pattern
}

// answer counts what is sent.
type answer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

// Unwrap is for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 && status >= 200 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}
