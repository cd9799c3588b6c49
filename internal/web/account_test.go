package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestSomebodyChangesTheirOwnPassword(t *testing.T) {
	s, key := enrolled(t)
	in := func(password string) *client {
		c := s.client()
		p := c.password("dilys@fernshire.example.org", password)
		if p.path == "/sign-in/step" {
			c.submit(p, "form[action='/sign-in/step']", url.Values{"code": {s.codeFor(key)}})
		}
		return c
	}
	here, elsewhere := in(goodPassword), in(goodPassword)
	p := here.get("/account")
	if got := p.text("main dl"); !strings.Contains(got, "DC Dilys Example") || !strings.Contains(got, "Ends in any case") {
		t.Errorf("the page says %q of the session", got)
	}
	if href := here.get("/").Find("main a[href='/account']").Length(); href != 1 {
		t.Errorf("%d ways from home to the account, want 1", href)
	}
	form := "form[action='/account']"
	wrong := here.submit(p, form, url.Values{"old": {"not the one"}, "password": {"nine kettles under the stairs"}})
	if wrong.status != http.StatusUnprocessableEntity || !strings.Contains(wrong.text(".govuk-error-summary"), "not the password in use") {
		t.Errorf("a wrong password in use: %d %q", wrong.status, wrong.text(".govuk-error-summary"))
	}
	weak := here.submit(p, form, url.Values{"old": {goodPassword}, "password": {"short"}})
	if weak.status != http.StatusUnprocessableEntity || weak.Find("#password-error").Length() != 1 {
		t.Errorf("a weak password: %d", weak.status)
	}
	before := here.cookie(sessionCookie)
	done := here.submit(p, form, url.Values{"old": {goodPassword}, "password": {"nine kettles under the stairs"}})
	if done.status != http.StatusOK || !strings.Contains(done.text("main"), "Your password has been changed") || here.cookie(sessionCookie) == before {
		t.Errorf("after the change: %d at %s, same session id %v", done.status, done.path, here.cookie(sessionCookie) == before)
	}
	if got := elsewhere.get("/").path; got != "/sign-in" {
		t.Errorf("a session elsewhere still opens %s", got)
	}
	if got := in(goodPassword).get("/").path; got == "/" {
		t.Error("the old password still signs in")
	}
	other := in("nine kettles under the stairs")
	if got := other.get("/").path; got != "/" {
		t.Errorf("the new password leads to %s", got)
	}
	if out := here.submit(here.get("/account"), "form[action='/account/sessions']", nil); out.path != "/sign-in" {
		t.Errorf("signing out everywhere ends at %s", out.path)
	}
	if got := other.get("/").path; got != "/sign-in" {
		t.Errorf("after signing out everywhere another session opens %s", got)
	}
}

func TestNobodyInventedHasAPassword(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("detective")
	if n := c.get("/account").Find("input[type=password]").Length(); n != 0 {
		t.Errorf("%d password fields for somebody who has none", n)
	}
	if p := c.post("/account/sessions", nil); p.path != "/account" || p.status != http.StatusOK {
		t.Errorf("signing out everywhere in a demonstration: %s %d", p.path, p.status)
	}
}
