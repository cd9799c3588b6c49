package signin_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"foursight/internal/signin"
	"foursight/internal/signin/signintest"
)

const (
	staff    = "u-maya-okafor"
	name     = "Maya.Okafor@fernshire.example.org"
	password = "seven lamps on a wet road"
)

var station = signin.From{Source: "192.0.2.10"}

// world is a service over records in memory with one clock that tests move.
type world struct {
	*testing.T
	s       *signin.Service
	records *signintest.Records
	now     time.Time
	secret  string // of the enrolled authenticator
	device  string
}

// newWorld has one account that has not been used yet, and its first code.
func newWorld(t *testing.T) (w *world, first string) {
	t.Helper()
	w = &world{T: t, records: signintest.NewRecords(), now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	s, err := signin.New(w.records, signin.Options{Params: signin.Cheap})
	if err != nil {
		t.Fatal(err)
	}
	w.s = s
	first, err = s.Create(t.Context(), staff, name, w.now)
	if err != nil {
		t.Fatal(err)
	}
	return w, first
}

// enrolled is a world whose account has a password and an authenticator, and the
// session in which they were set up.
func enrolled(t *testing.T) (*world, signin.Session) {
	t.Helper()
	w, first := newWorld(t)
	p := ok(w, w.recovery(station, first))
	p = ok(w, w.newPassword(p.Ticket, password))
	p = w.enrol(p.Ticket)
	w.device = p.Session.Device
	return w, *p.Session
}

type result[T any] struct {
	v   T
	err error
}

func ok[T any](w *world, r result[T]) T {
	w.Helper()
	if r.err != nil {
		w.Fatalf("refused: %v (%s)", r.err, reason(r.err))
	}
	return r.v
}

func refused[T any](w *world, r result[T], want signin.Reason) *signin.Refused {
	w.Helper()
	got, is := errors.AsType[*signin.Refused](r.err)
	if !is || got.Reason != want {
		w.Fatalf("got %+v, error %v (%s), want refusal %s", r.v, r.err, reason(r.err), want)
	}
	return got
}

func reason(err error) signin.Reason {
	if r, is := errors.AsType[*signin.Refused](err); is {
		return r.Reason
	}
	return ""
}

func (w *world) later(d time.Duration) { w.now = w.now.Add(d) }

func (w *world) password(from signin.From, name, password string) result[signin.Progress] {
	p, err := w.s.Password(w.Context(), from, name, password, w.now)
	return result[signin.Progress]{p, err}
}

func (w *world) recovery(from signin.From, code string) result[signin.Progress] {
	p, err := w.s.Recovery(w.Context(), from, name, code, w.now)
	return result[signin.Progress]{p, err}
}

func (w *world) newPassword(ticket, chosen string) result[signin.Progress] {
	p, err := w.s.NewPassword(w.Context(), ticket, chosen, w.now)
	return result[signin.Progress]{p, err}
}

func (w *world) code(ticket, code string) result[signin.Progress] {
	p, err := w.s.Code(w.Context(), ticket, code, w.now)
	return result[signin.Progress]{p, err}
}

func (w *world) confirm(ticket, code string) result[signin.Progress] {
	p, err := w.s.ConfirmEnrolment(w.Context(), ticket, code, w.now)
	return result[signin.Progress]{p, err}
}

func (w *world) resume(token string) result[signin.Session] {
	s, err := w.s.Resume(w.Context(), token, w.now)
	return result[signin.Session]{s, err}
}

func (w *world) stepUp(token, code string) result[signin.Session] {
	s, err := w.s.StepUp(w.Context(), station, token, code, w.now)
	return result[signin.Session]{s, err}
}

func (w *world) recover(lost signin.Lost) string {
	w.Helper()
	code, err := w.s.IssueRecovery(w.Context(), staff, lost, w.now)
	if err != nil {
		w.Fatal(err)
	}
	return code
}

// enrol sets up an authenticator and finishes the ticket.
func (w *world) enrol(ticket string) signin.Progress {
	w.Helper()
	e, err := w.s.Enrolment(w.Context(), ticket, w.now)
	if err != nil {
		w.Fatal(err)
	}
	w.secret = strings.ReplaceAll(e.Secret, " ", "")
	p := ok(w, w.confirm(ticket, w.fresh()))
	if p.Session == nil {
		w.Fatal("enrolling did not finish the sign-in")
	}
	return p
}

// fresh moves past the code last used and gives the next.
func (w *world) fresh() string {
	w.Helper()
	w.later(30 * time.Second)
	return w.codeNow()
}

func (w *world) codeNow() string {
	w.Helper()
	code, err := totp.GenerateCode(w.secret, w.now)
	if err != nil {
		w.Fatal(err)
	}
	return code
}

// wrong is a code that none of the neighbouring time steps has.
func (w *world) wrong() string {
	w.Helper()
	near := map[string]bool{}
	for d := -2; d <= 2; d++ {
		code, err := totp.GenerateCode(w.secret, w.now.Add(time.Duration(d)*30*time.Second))
		if err != nil {
			w.Fatal(err)
		}
		near[code] = true
	}
	for _, code := range []string{"000000", "111111", "222222", "333333", "444444", "555555"} {
		if !near[code] {
			return code
		}
	}
	w.Fatal("every code is near")
	return ""
}

// signIn is the everyday way in.
func (w *world) signIn(from signin.From) signin.Session {
	w.Helper()
	p := ok(w, w.password(from, name, password))
	p = ok(w, w.code(p.Ticket, w.fresh()))
	return *p.Session
}
