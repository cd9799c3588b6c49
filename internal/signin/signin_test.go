package signin_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/signin"
	"foursight/internal/signin/signintest"
)

func TestRecordsInMemoryKeepTheContract(t *testing.T) {
	signintest.TestRecords(t, signintest.NewRecords())
}

func TestSigningInTakesPasswordThenCode(t *testing.T) {
	w, _ := enrolled(t)
	p := ok(w, w.password(station, "  MAYA.okafor@fernshire.example.ORG", password))
	if p.Next != signin.StepCode || p.Session != nil {
		t.Fatalf("after the password: %+v, want the code to be next", p)
	}
	p = ok(w, w.code(p.Ticket, w.fresh()))
	if p.Session == nil || p.Ticket != "" {
		t.Fatalf("after the code: %+v, want a session and no ticket", p)
	}
	s := ok(w, w.resume(p.Session.Token))
	if s.Account != staff {
		t.Errorf("the session is %q's, want %q's", s.Account, staff)
	}
	if !s.ProvedWithin(time.Minute, w.now) || s.ProvedWithin(time.Minute, w.now.Add(2*time.Minute)) {
		t.Error("a code just given should count for a minute and no longer")
	}
}

// Attack A2: unknown, known and disabled names are answered with the same words
// after the same work on the same records.
func TestNamesCannotBeFoundOutByTrying(t *testing.T) {
	type trial struct {
		words string
		ops   []string
	}
	try := func(name, guess string, prepare func(*world)) trial {
		w, _ := enrolled(t)
		if prepare != nil {
			prepare(w)
		}
		var ops []string
		w.records.Trace = func(op string) { ops = append(ops, op) }
		_, err := w.s.Password(t.Context(), signin.From{Source: "198.51.100.7"}, name, guess, w.now)
		if err == nil {
			t.Fatalf("%s got past the first step", name)
		}
		return trial{err.Error(), ops}
	}
	disable := func(w *world) {
		if err := w.s.SetDisabled(t.Context(), staff, true); err != nil {
			t.Fatal(err)
		}
	}
	known := try(name, "not this one at all", nil)
	for what, other := range map[string]trial{
		"unknown name":                      try("nobody@fernshire.example.org", "not this one at all", nil),
		"no name":                           try("", "", nil),
		"disabled, wrong password":          try(name, "not this one at all", disable),
		"disabled, right password":          try(name, password, disable),
		"password lost":                     try(name, password, func(w *world) { w.recover(signin.LostPassword) }),
		"a password longer than any may be": try(name, strings.Repeat("long ", 1000), nil),
	} {
		if other.words != known.words || !slices.Equal(other.ops, known.ops) {
			t.Errorf("%s: %q after %v;\na known name: %q after %v", what, other.words, other.ops, known.words, known.ops)
		}
	}
}

// Attack A6: nothing but the ticket's own next step moves it, and a ticket opens
// no page.
func TestStepsCannotBeSkipped(t *testing.T) {
	w, _ := enrolled(t)
	p := ok(w, w.password(station, name, password))
	refused(w, w.resume(p.Ticket), signin.NotKnown)
	refused(w, w.stepUp(p.Ticket, w.codeNow()), signin.NotKnown)
	refused(w, w.newPassword(p.Ticket, "another twelve characters"), signin.NotThisStep)
	refused(w, w.confirm(p.Ticket, w.codeNow()), signin.NotThisStep)
	if _, err := w.s.Enrolment(t.Context(), p.Ticket, w.now); reason(err) != signin.NotThisStep {
		t.Errorf("a new authenticator could be set up instead of giving the code: %v", err)
	}
	done := ok(w, w.code(p.Ticket, w.fresh()))
	refused(w, w.code(p.Ticket, w.fresh()), signin.NotKnown) // used up
	refused(w, w.code(done.Session.Token, w.fresh()), signin.NotKnown)
	refused(w, w.resume(""), signin.NotKnown)

	slow := ok(w, w.password(station, name, password))
	w.later(10 * time.Minute)
	refused(w, w.code(slow.Ticket, w.codeNow()), signin.Expired)
}

// Attack A5, first half: a code is good once, and so is every code before it.
func TestCodesAreGoodOnce(t *testing.T) {
	w, _ := enrolled(t)
	first, second := ok(w, w.password(station, name, password)), ok(w, w.password(station, name, password))
	code := w.fresh()
	session := ok(w, w.code(first.Ticket, code)).Session
	refused(w, w.code(second.Ticket, code), signin.CodeReplayed)
	refused(w, w.stepUp(session.Token, code), signin.CodeReplayed)
	w.later(30 * time.Second) // still inside the window in which the code is taken
	refused(w, w.code(second.Ticket, code), signin.CodeReplayed)

	ahead := w.now.Add(30 * time.Second)
	old := w.codeNow()
	w.now = ahead
	ok(w, w.code(second.Ticket, w.codeNow()))
	third := ok(w, w.password(station, name, password))
	refused(w, w.code(third.Ticket, old), signin.CodeReplayed)
}

// Attack A5, second half.
func TestFiveWrongCodesStop(t *testing.T) {
	w, _ := enrolled(t)
	elsewhere := signin.From{Source: "198.51.100.7"}
	p := ok(w, w.password(elsewhere, name, password))
	for range 4 {
		refused(w, w.code(p.Ticket, w.wrong()), signin.WrongCode)
	}
	refused(w, w.code(p.Ticket, w.wrong()), signin.CodesStopped)
	refused(w, w.code(p.Ticket, w.fresh()), signin.NotKnown) // the ticket is gone

	again := ok(w, w.password(elsewhere, name, password))
	stop := refused(w, w.code(again.Ticket, w.fresh()), signin.CodesStopped) // right, and not even looked at
	if stop.RetryAfter <= 0 || stop.RetryAfter > 15*time.Minute {
		t.Errorf("told to wait %s, want up to a quarter of an hour", stop.RetryAfter)
	}
	// The officer's own device has a count of its own and gets in meanwhile.
	own := signin.From{Source: "198.51.100.8", Device: w.device}
	w.signIn(own)

	w.later(15 * time.Minute)
	again = ok(w, w.password(elsewhere, name, password))
	refused(w, w.code(again.Ticket, w.wrong()), signin.WrongCode)
	again = ok(w, w.password(elsewhere, name, password))
	if stop := refused(w, w.code(again.Ticket, w.fresh()), signin.CodesStopped); stop.RetryAfter <= 15*time.Minute {
		t.Errorf("after a sixth wrong code: wait %s, want longer than before", stop.RetryAfter)
	}
}

// Stepping up is guessing too.
func TestStepUpIsStoppedAfterFiveWrongCodes(t *testing.T) {
	w, session := enrolled(t)
	w.later(time.Minute)
	for range 5 {
		refused(w, w.stepUp(session.Token, w.wrong()), signin.WrongCode)
	}
	refused(w, w.stepUp(session.Token, w.fresh()), signin.CodesStopped)
	ok(w, w.resume(session.Token))
}

func TestAccountsAreMadeWithoutPasswordAndOnce(t *testing.T) {
	w, _ := newWorld(t)
	for _, guess := range []string{"", "password", "changeme", staff, name} {
		refused(w, w.password(station, name, guess), signin.BadCredentials)
	}
	if _, err := w.s.Create(t.Context(), "u-other", strings.ToUpper(name), w.now); err == nil {
		t.Error("one sign-in name was given to two people")
	}
	if _, err := w.s.Create(t.Context(), staff, "other@example.org", w.now); err == nil {
		t.Error("one person was given two accounts")
	}
	if _, err := w.s.Create(t.Context(), "u-blank", "  ", w.now); err == nil {
		t.Error("a blank sign-in name was taken")
	}
	if _, err := w.s.Show(t.Context(), "u-nobody"); !errors.Is(err, signin.ErrNoAccount) {
		t.Errorf("an account nobody made: %v, want ErrNoAccount", err)
	}
}

func TestOptionsThatContradictThemselvesAreRefused(t *testing.T) {
	for _, opt := range []signin.Options{
		{Idle: 10 * time.Minute}, // warns at fifteen
		{Absolute: 10 * time.Minute},
		{Params: signin.Params{Memory: 1 << 30, Passes: 1, Threads: 1}},
	} {
		if _, err := signin.New(signintest.NewRecords(), opt); err == nil {
			t.Errorf("%+v was accepted", opt)
		}
	}
}
