package signin_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"foursight/internal/signin"
	"foursight/internal/signin/signintest"
)

// Attack A3: the id is another after each proof, and the old one is worth nothing.
func TestSessionIDsAreReplaced(t *testing.T) {
	w, old := enrolled(t)
	before := ok(w, w.resume(old.Token))
	now := ok(w, w.stepUp(old.Token, w.fresh()))
	if now.Token == old.Token || now.Token == "" {
		t.Fatal("stepping up kept the session id")
	}
	refused(w, w.resume(old.Token), signin.NotKnown)
	if got := ok(w, w.resume(now.Token)); !got.Ends.Equal(before.Ends) || !got.Proved.Equal(w.now) {
		t.Errorf("after stepping up it ends %s, proved %s; want %s, %s", got.Ends, got.Proved, before.Ends, w.now)
	}
	other := w.signIn(station)
	if other.Token == now.Token {
		t.Error("two sign-ins share a session id")
	}
}

// Attack A4: refused on the very next request.
func TestSessionsEndAtOnce(t *testing.T) {
	for _, tt := range []struct {
		what string
		do   func(*world, string) error
		want signin.Reason
	}{
		{"signing out", func(w *world, token string) error { return w.s.SignOut(w.Context(), token, w.now) }, signin.NotKnown},
		{"a change of role", func(w *world, _ string) error { return w.s.RevokeAll(w.Context(), staff) }, signin.Revoked},
		{"disabling", func(w *world, _ string) error { return w.s.SetDisabled(w.Context(), staff, true) }, signin.IsDisabled},
		{"disabling and enabling", func(w *world, _ string) error {
			if err := w.s.SetDisabled(w.Context(), staff, true); err != nil {
				return err
			}
			return w.s.SetDisabled(w.Context(), staff, false)
		}, signin.Revoked},
		{"a recovery code", func(w *world, _ string) error {
			_, err := w.s.IssueRecovery(w.Context(), staff, signin.LostPassword, w.now)
			return err
		}, signin.Revoked},
		{"ending the others elsewhere", func(w *world, _ string) error {
			_, err := w.s.EndOthers(w.Context(), w.signIn(station).Token, w.now)
			return err
		}, signin.Revoked},
		{"a new password elsewhere", func(w *world, _ string) error {
			elsewhere := w.signIn(station)
			_, err := w.s.ChangePassword(w.Context(), station, elsewhere.Token, password, "nine geese by the weir", w.now)
			return err
		}, signin.Revoked},
	} {
		t.Run(tt.what, func(t *testing.T) {
			w, session := enrolled(t)
			half := ok(w, w.password(station, name, password))
			ok(w, w.resume(session.Token))
			if err := tt.do(w, session.Token); err != nil {
				t.Fatal(err)
			}
			refused(w, w.resume(session.Token), tt.want)
			if tt.want != signin.NotKnown {
				refused(w, w.code(half.Ticket, w.fresh()), tt.want)
			}
		})
	}
}

func TestChangingThePasswordReplacesTheSession(t *testing.T) {
	w, session := enrolled(t)
	const chosen = "nine geese by the weir"
	change := func(token, old, chosen string) result[signin.Session] {
		s, err := w.s.ChangePassword(t.Context(), station, token, old, chosen, w.now)
		return result[signin.Session]{s, err}
	}
	refused(w, change(session.Token, "not the old one", chosen), signin.BadCredentials)
	if _, unfit := change(session.Token, password, password).err.(*signin.Unfit); !unfit {
		t.Error("the password was changed to itself")
	}
	next := ok(w, change(session.Token, password, chosen))
	refused(w, w.resume(session.Token), signin.NotKnown)
	if got := ok(w, w.resume(next.Token)); !got.Proved.Equal(session.Proved) || !got.Ends.Equal(session.Ends) {
		t.Errorf("a new password moved proof or end: %+v, before %+v", got, session)
	}
	refused(w, w.password(station, name, password), signin.BadCredentials)
	ok(w, w.password(station, name, chosen))
}

// Attack A4: whoever ends the others goes on, under an id nobody else has seen.
func TestEndingTheOthersKeepsThisSessionUnderANewID(t *testing.T) {
	w, session := enrolled(t)
	elsewhere := w.signIn(station)
	endOthers := func(token string) result[signin.Session] {
		s, err := w.s.EndOthers(t.Context(), token, w.now)
		return result[signin.Session]{s, err}
	}
	next := ok(w, endOthers(session.Token))
	refused(w, w.resume(elsewhere.Token), signin.Revoked)
	refused(w, w.resume(session.Token), signin.NotKnown)
	if got := ok(w, w.resume(next.Token)); !got.Proved.Equal(session.Proved) || !got.Ends.Equal(session.Ends) || next.EndedOthers != 0 {
		t.Errorf("ending the others moved proof or end: %+v, before %+v", got, session)
	}
	for _, over := range []string{session.Token, "nothing"} {
		refused(w, endOthers(over), signin.NotKnown)
	}
	refused(w, endOthers(elsewhere.Token), signin.Revoked)
	ok(w, w.resume(next.Token)) // an ended session ends nobody
}

// Attack A7: the server's instants count.
func TestSessionsEndWhenIdleAndAbsolutely(t *testing.T) {
	w, session := enrolled(t)
	if got := session.WarnFrom.Sub(w.now); got != 15*time.Minute {
		t.Errorf("warns after %s, want 15 minutes", got)
	}
	w.later(20*time.Minute - time.Second)
	look, err := w.s.Look(t.Context(), session.Token, w.now)
	if err != nil || look.IdleEnds.Sub(w.now) != time.Second {
		t.Fatalf("a second before the end: %+v, %v", look, err)
	}
	w.later(time.Second)
	refused(w, w.resume(session.Token), signin.IdleTooLong) // looking did not count as activity

	session = w.signIn(station)
	started := w.now
	for w.now.Before(started.Add(12*time.Hour - 15*time.Minute)) {
		w.later(15 * time.Minute)
		ok(w, w.resume(session.Token))
	}
	w.later(15*time.Minute - time.Second)
	ok(w, w.resume(session.Token))
	w.later(time.Second)
	refused(w, w.resume(session.Token), signin.Expired)
}

func TestActivityIsWrittenAtMostTwiceAMinute(t *testing.T) {
	w, session := enrolled(t)
	puts := 0
	w.records.Trace = func(op string) {
		if op == "put signin-session" {
			puts++
		}
	}
	for range 60 {
		w.later(time.Second)
		ok(w, w.resume(session.Token))
	}
	if puts != 2 {
		t.Errorf("a minute of requests wrote the session %d times, want 2", puts)
	}
}

// Attack A9: the rule is applied, and both sides are told.
func TestOneSessionTooManyEndsTheOldest(t *testing.T) {
	w, first := enrolled(t)
	second := w.signIn(station)
	if second.EndedOthers != 0 {
		t.Errorf("the second session ended %d, want none", second.EndedOthers)
	}
	third := w.signIn(station)
	if third.EndedOthers != 1 {
		t.Errorf("the third session says it ended %d, want 1", third.EndedOthers)
	}
	told := refused(w, w.resume(first.Token), signin.Replaced)
	if told.Error() != "signed out because of a newer sign-in to this account" {
		t.Errorf("the person signed out is told %q", told)
	}
	ok(w, w.resume(second.Token))
	if err := w.s.SignOut(t.Context(), second.Token, w.now); err != nil {
		t.Fatal(err)
	}
	if fourth := w.signIn(station); fourth.EndedOthers != 0 {
		t.Errorf("a place freed by signing out was not given: ended %d", fourth.EndedOthers)
	}
	ok(w, w.resume(third.Token))
}

// Attack A12, and what a thief of the store would read.
func TestTokensAreRandomAndNotKept(t *testing.T) {
	seen := map[string]bool{}
	for range 10_000 {
		token := signin.NewToken()
		if seen[token] || len(token) != 43 { // 256 bits in base64
			t.Fatalf("token %q repeats or is short", token)
		}
		seen[token] = true
	}
	w, session := enrolled(t)
	half := ok(w, w.password(station, name, password))
	code := w.recover(signin.LostPassword)
	for what, text := range map[string]string{"session id": session.Token, "ticket": half.Ticket, "device": session.Device,
		"password": password, "recovery code": code} {
		if w.records.Contains(text) {
			t.Errorf("the %s is in the records as it is", what)
		}
	}
}

// full are records on a disk that has no room.
type full struct{ *signintest.Records }

func (full) Change(context.Context, func(signin.Edit) error) error { return errNoRoom }

var errNoRoom = errors.New("no room")

// Whoever is at work goes on while activity cannot be stored, and is still sent away
// once idle, at the end of the shift, and as soon as their account is disabled.
func TestASessionGoesOnWhileActivityCannotBeStored(t *testing.T) {
	w, session := enrolled(t)
	s, err := signin.New(full{w.records}, signin.Options{Params: signin.Cheap})
	if err != nil {
		t.Fatal(err)
	}
	stored := w.s
	w.s = s
	for range 4 {
		w.now = w.now.Add(15 * time.Minute)
		got := ok(w, w.resume(session.Token))
		if want := w.now.Add(20 * time.Minute); got.Account != staff || !got.IdleEnds.Equal(want) {
			t.Fatalf("%q until %s, want %s until %s", got.Account, got.IdleEnds, staff, want)
		}
	}
	idle, end := w.now.Add(20*time.Minute), session.Ends
	if _, err := s.Look(t.Context(), session.Token, idle); !isRefused(err, signin.IdleTooLong) {
		t.Errorf("idle for 20 minutes: %v, want %s", err, signin.IdleTooLong)
	}
	if _, err := s.Look(t.Context(), session.Token, end); !isRefused(err, signin.Expired) {
		t.Errorf("at the end: %v, want %s", err, signin.Expired)
	}
	if err := stored.SetDisabled(t.Context(), staff, true); err != nil {
		t.Fatal(err)
	}
	refused(w, w.resume(session.Token), signin.IsDisabled)
}

// Who signs out while that cannot be stored is signed out, and is told that it is not.
func TestSigningOutHoldsWhereItCannotBeStored(t *testing.T) {
	w, session := enrolled(t)
	s, err := signin.New(full{w.records}, signin.Options{Params: signin.Cheap})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SignOut(t.Context(), session.Token, w.now); !errors.Is(err, errNoRoom) {
		t.Errorf("signing out: %v, want %v", err, errNoRoom)
	}
	w.s = s
	refused(w, w.resume(session.Token), signin.NotKnown)
}

func isRefused(err error, why signin.Reason) bool {
	r, ok := errors.AsType[*signin.Refused](err)
	return ok && r.Reason == why
}
