package signin_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/signin"
)

func TestFirstSignInChoosesPasswordAndAuthenticator(t *testing.T) {
	w, first := newWorld(t)
	if plain := strings.ReplaceAll(first, "-", ""); len(plain) != 26 { // 128 bits in base32
		t.Errorf("code %q has %d characters, want 26", first, len(plain))
	}
	p := ok(w, w.recovery(station, " "+strings.ToLower(strings.ReplaceAll(first, "-", " "))))
	if p.Next != signin.StepNewPassword {
		t.Fatalf("next is %s, want a new password", p.Next)
	}
	_, unfit := w.newPassword(p.Ticket, "short").err.(*signin.Unfit)
	if !unfit {
		t.Error("a short password was taken")
	}
	p = ok(w, w.newPassword(p.Ticket, password))
	one, err := w.s.Enrolment(t.Context(), p.Ticket, w.now)
	if err != nil {
		t.Fatal(err)
	}
	two, err := w.s.Enrolment(t.Context(), p.Ticket, w.now)
	if err != nil || two != one {
		t.Errorf("loading the page again changed the secret: %v then %v (%v)", one, two, err)
	}
	uri, err := url.Parse(one.URI)
	if err != nil || uri.Scheme != "otpauth" || uri.Query().Get("secret") != strings.ReplaceAll(one.Secret, " ", "") ||
		uri.Query().Get("issuer") != "Foursight" {
		t.Errorf("enrolment address %q does not carry the secret %q (%v)", one.URI, one.Secret, err)
	}
	refused(w, w.password(station, name, password), signin.BadCredentials) // nothing counts before the last step
	w.secret = strings.ReplaceAll(one.Secret, " ", "")
	refused(w, w.confirm(p.Ticket, w.wrong()), signin.WrongCode)
	if p = ok(w, w.confirm(p.Ticket, w.fresh())); p.Session == nil {
		t.Fatal("no session at the end")
	}
	refused(w, w.recovery(station, first), signin.BadCredentials) // one-time
	shown, err := w.s.Show(t.Context(), staff)
	if err != nil || !shown.HasCode || shown.Recovering || shown.Name != strings.ToLower(name) {
		t.Errorf("account shows as %+v, %v", shown, err)
	}
	w.signIn(station)
}

// Attack A10: whoever holds the code for a lost password, the administrator
// included, gets nowhere near choosing one without the authenticator.
func TestRecoveringAPasswordStillNeedsTheAuthenticator(t *testing.T) {
	w, _ := enrolled(t)
	code := w.recover(signin.LostPassword)
	refused(w, w.password(station, name, password), signin.BadCredentials) // the lost one opens nothing
	p := ok(w, w.recovery(station, code))
	refused(w, w.recovery(station, code), signin.BadCredentials) // one-time, though nothing is finished
	if p.Next != signin.StepCode {
		t.Fatalf("next is %s, want the authenticator's code", p.Next)
	}
	refused(w, w.newPassword(p.Ticket, "the administrator's choice"), signin.NotThisStep)
	refused(w, w.code(p.Ticket, w.wrong()), signin.WrongCode)
	p = ok(w, w.code(p.Ticket, w.fresh()))
	if p.Session != nil || p.Next != signin.StepNewPassword {
		t.Fatalf("after the code: %+v, want a new password to be chosen", p)
	}
	if p = ok(w, w.newPassword(p.Ticket, "nine geese by the weir")); p.Session == nil {
		t.Fatal("no session at the end")
	}
	refused(w, w.password(station, name, password), signin.BadCredentials)
	ok(w, w.password(station, name, "nine geese by the weir"))
}

func TestRecoveringAnAuthenticatorStillNeedsThePassword(t *testing.T) {
	w, _ := enrolled(t)
	stolen := w.secret
	code := w.recover(signin.LostAuthenticator)
	refused(w, w.recovery(station, code), signin.BadCredentials) // not without the password
	p := ok(w, w.password(station, name, password))
	if p.Next != signin.StepRecoveryCode {
		t.Fatalf("next is %s, want the recovery code", p.Next)
	}
	refused(w, w.code(p.Ticket, w.fresh()), signin.NotThisStep) // the stolen phone is worth nothing
	wrong, err := w.s.RecoveryCode(t.Context(), p.Ticket, "AAAA-BBBB", w.now)
	refused(w, result[signin.Progress]{wrong, err}, signin.WrongCode)
	other := ok(w, w.password(station, name, password))
	p, err = w.s.RecoveryCode(t.Context(), p.Ticket, code, w.now)
	again, errAgain := w.s.RecoveryCode(t.Context(), other.Ticket, code, w.now)
	refused(w, result[signin.Progress]{again, errAgain}, signin.WrongCode) // one-time here too
	if err != nil || p.Next != signin.StepEnrol {
		t.Fatalf("after the recovery code: %+v, %v, want enrolment", p, err)
	}
	w.enrol(p.Ticket)
	if w.secret == stolen {
		t.Error("the new authenticator has the old secret")
	}
	w.signIn(station)
}

func TestRecoveryCodesExpireAndAreReplaced(t *testing.T) {
	w, _ := enrolled(t)
	old := w.recover(signin.LostPassword)
	newer := w.recover(signin.LostPassword)
	refused(w, w.recovery(station, old), signin.BadCredentials)
	w.later(24 * time.Hour)
	refused(w, w.recovery(station, newer), signin.BadCredentials)

	fresh, _ := newWorld(t)
	for _, lost := range []signin.Lost{signin.LostPassword, signin.LostAuthenticator} {
		if _, err := fresh.s.IssueRecovery(t.Context(), staff, lost, fresh.now); !errors.Is(err, signin.ErrOtherFactorMissing) {
			t.Errorf("recovering the %s of an account that has neither: %v", lost, err)
		}
	}
	if _, err := w.s.IssueRecovery(t.Context(), staff, "patience", w.now); err == nil {
		t.Error("a code was issued for something nobody can lose")
	}
}

func TestADisabledAccountCannotRecover(t *testing.T) {
	w, _ := enrolled(t)
	code := w.recover(signin.LostPassword)
	if err := w.s.SetDisabled(t.Context(), staff, true); err != nil {
		t.Fatal(err)
	}
	refused(w, w.recovery(station, code), signin.IsDisabled)
}
