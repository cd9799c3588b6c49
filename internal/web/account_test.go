package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
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
}

// Attack A4: an ended session is refused on its very next request, whatever it asks.
func TestSigningOutElsewhereAndEverywhere(t *testing.T) {
	s, key := enrolled(t)
	in := func() *client {
		c := s.client()
		p := c.password("dilys@fernshire.example.org", goodPassword)
		if p.path == "/sign-in/step" {
			c.submit(p, "form[action='/sign-in/step']", url.Values{"code": {s.codeFor(key)}})
		}
		if got := c.get("/").path; got != "/" {
			t.Fatalf("signing in leads to %s", got)
		}
		return c
	}
	button := func(c *client, value string) shown {
		t.Helper()
		p := c.get("/account")
		b := p.Find(`form[action="/account/sessions"] button[name="end"][value="` + value + `"]`)
		if b.Length() != 1 {
			t.Fatalf("%d buttons to end %s", b.Length(), value)
		}
		return c.post("/account/sessions", url.Values{"end": {value}})
	}
	r := s.report("detective", "Ffion Invented")
	refused := func(what string, c *client) {
		t.Helper()
		if p := c.post("/case/"+r.ref+"/record/CaseOpened", url.Values{}); p.path != "/sign-in" || s.caseNow(r.id).Stage != casefile.StageReport {
			t.Errorf("%s: a form it sends leads to %s, stage %s", what, p.path, s.caseNow(r.id).Stage)
		}
		if p := c.get("/case/" + r.ref); p.path != "/sign-in" || strings.Contains(p.body, "Ffion") {
			t.Errorf("%s: it still opens %s", what, p.path)
		}
	}
	here, elsewhere := in(), in()
	stolen := here.cookie(sessionCookie)
	done := button(here, "others")
	if done.status != http.StatusOK || !strings.Contains(done.text("main"), "You are signed out everywhere else") || here.cookie(sessionCookie) == stolen {
		t.Errorf("after signing out elsewhere: %d at %s, same session id %v", done.status, done.path, here.cookie(sessionCookie) == stolen)
	}
	refused("a session elsewhere", elsewhere)
	thief := s.client()
	thief.http.Jar.SetCookies(mustURL(t, s.tls.URL), []*http.Cookie{secret(sessionCookie, stolen, 0)})
	refused("the id this session had", thief)
	if got := here.get("/case/" + r.ref).status; got != http.StatusOK {
		t.Errorf("this session opens the case with %d", got)
	}
	other := in()
	if out := button(here, "all"); out.path != "/sign-in" || here.cookie(sessionCookie) != "" {
		t.Errorf("signing out everywhere ends at %s", out.path)
	}
	refused("this session", here)
	refused("another session", other)
}

func mustURL(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	must(t, err)
	return u
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
