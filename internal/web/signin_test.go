package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"foursight/internal/signin"
)

const goodPassword = "seven lamps on a wet road"

// enrolled is a live site where "detective" has a password and an authenticator,
// with the authenticator's key.
func enrolled(t *testing.T) (*site, string) {
	t.Helper()
	s := siteWith(t, Options{})
	code, err := s.ids.Create(t.Context(), "detective", "dilys@fernshire.example.org", s.now)
	must(t, err)
	c := s.client()
	p := c.submit(c.get("/sign-in?with=code"), "form[action='/sign-in']", url.Values{"name": {"dilys@fernshire.example.org"}, "code": {code}})
	if got := p.text("h1"); got != "Choose a password" {
		t.Fatalf("after the first code: %q", got)
	}
	p = c.submit(p, "form[action='/sign-in/step']", url.Values{"password": {"short"}})
	if p.status != http.StatusUnprocessableEntity || p.Find(".govuk-error-summary").Length() != 1 {
		t.Fatalf("a weak password: %d, want its faults listed", p.status)
	}
	p = c.submit(p, "form[action='/sign-in/step']", url.Values{"password": {goodPassword}})
	key := strings.ReplaceAll(p.text(".fs-key-text"), " ", "")
	if link, _ := p.Find(".fs-main ol a").Attr("href"); !strings.HasPrefix(link, "otpauth://totp/") {
		t.Errorf("link to the authenticator = %q", link)
	}
	p = c.submit(p, "form[action='/sign-in/step']", url.Values{"code": {s.codeFor(key)}})
	if p.path != "/" || p.text("h1") == "" {
		t.Fatalf("after enrolling: at %s", p.path)
	}
	c.post("/sign-out", nil)
	return s, key
}

// codeFor moves past the code used last and gives the next.
func (s *site) codeFor(key string) string {
	s.t.Helper()
	s.now = s.now.Add(30 * time.Second)
	code, err := totp.GenerateCode(key, s.now)
	must(s.t, err)
	return code
}

func (c *client) password(name, password string) shown {
	return c.submit(c.get("/sign-in"), "form[action='/sign-in']", url.Values{"name": {name}, "password": {password}})
}

// cookie is what the browser holds under a name, "" for none.
func (c *client) cookie(name string) string {
	u, err := url.Parse(c.tls.URL)
	must(c.t, err)
	for _, k := range c.http.Jar.Cookies(u) {
		if k.Name == name {
			return k.Value
		}
	}
	return ""
}

func (c *client) plant(name, value string) {
	u, err := url.Parse(c.tls.URL)
	must(c.t, err)
	c.http.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/", Secure: true}})
}

func TestSigningInTakesPasswordAndCode(t *testing.T) {
	s, key := enrolled(t)
	c := s.client()
	p := c.password("Dilys@Fernshire.example.org ", goodPassword)
	if p.path != "/sign-in/step" || !strings.Contains(p.text("h1"), "authenticator") {
		t.Fatalf("after the password: %s %q", p.path, p.text("h1"))
	}
	p = c.submit(p, "form[action='/sign-in/step']", url.Values{"code": {"000000"}})
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(".govuk-error-message"), "wait for the next one") {
		t.Errorf("a wrong code: %d %q", p.status, p.text(".govuk-error-message"))
	}
	p = c.submit(p, "form[action='/sign-in/step']", url.Values{"code": {s.codeFor(key)}})
	if p.path != "/" || !strings.Contains(p.text("h1"), "DC Dilys Example") {
		t.Errorf("after the code: %s %q", p.path, p.text("h1"))
	}
	if c.cookie(ticketCookie) != "" {
		t.Error("the half-finished sign-in's cookie is still there")
	}
}

func TestAFirstStepOpensNothing(t *testing.T) {
	s, _ := enrolled(t)
	c := s.client()
	c.password("dilys@fernshire.example.org", goodPassword)
	ticket := c.cookie(ticketCookie)
	if ticket == "" || c.cookie(sessionCookie) != "" {
		t.Fatalf("after the password alone: ticket %q, session %q", ticket, c.cookie(sessionCookie))
	}
	token, _, _ := strings.Cut(ticket, ".")
	c.plant(sessionCookie, token)
	if p := c.get("/cases"); p.path != "/sign-in/step" && p.path != "/sign-in" {
		t.Errorf("a ticket used as a session shows %s", p.path)
	}
	for _, step := range []signin.Step{signin.StepNewPassword, signin.StepEnrol, signin.StepRecoveryCode, "none"} {
		c.plant(ticketCookie, token+"."+string(step))
		p := c.post("/sign-in/step", url.Values{"code": {"123456"}, "password": {"a password of the thief's own"}})
		if c.cookie(sessionCookie) != token || p.path == "/" {
			t.Errorf("step %s in the cookie got in: %s", step, p.path)
		}
	}
}

func TestASessionIDFromBeforeIsNeverAdopted(t *testing.T) {
	s := newSite(t)
	c := s.client()
	c.plant(sessionCookie, "planted-by-somebody")
	c.post("/sign-in/demonstration", url.Values{"staff": {"detective"}})
	first := c.cookie(sessionCookie)
	if first == "" || first == "planted-by-somebody" {
		t.Fatalf("session = %q", first)
	}
	c.post("/sign-in/demonstration", url.Values{"staff": {"responder"}})
	if c.cookie(sessionCookie) == first {
		t.Fatal("signing in again kept the session's id")
	}
	thief := s.client()
	thief.plant(sessionCookie, first)
	if p := thief.get("/"); p.path != "/sign-in" {
		t.Errorf("the session from before still opens %s", p.path)
	}
}

func TestCookiesAreKeptFromScriptsAndOtherSites(t *testing.T) {
	s := newSite(t)
	h := *s.tls.Client()
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.tls.URL+"/sign-in/demonstration", strings.NewReader("staff=detective"))
	must(t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := h.Do(req)
	must(t, err)
	resp.Body.Close()
	found := false
	for _, k := range resp.Cookies() {
		if !strings.HasPrefix(k.Name, "__Host-") || !k.Secure || !k.HttpOnly || k.SameSite != http.SameSiteStrictMode || k.Path != "/" || k.Domain != "" {
			t.Errorf("cookie %s: %+v", k.Name, k)
		}
		found = found || k.Name == sessionCookie && k.Value != ""
	}
	if !found {
		t.Error("no session cookie was set")
	}
}

func TestSigningOutEndsTheSessionEverywhere(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("detective")
	kept := c.cookie(sessionCookie)
	h := *c.http
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	req, err := http.NewRequestWithContext(t.Context(), "POST", s.tls.URL+"/sign-out", http.NoBody)
	must(t, err)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	resp, err := h.Do(req)
	must(t, err)
	_, err = io.Copy(io.Discard, resp.Body)
	must(t, err)
	resp.Body.Close()
	if got := resp.Header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
		t.Errorf("Clear-Site-Data = %q", got)
	}
	if c.cookie(sessionCookie) != "" {
		t.Error("the browser keeps its session cookie")
	}
	thief := s.client()
	thief.plant(sessionCookie, kept)
	if p := thief.get("/"); p.path != "/sign-in" {
		t.Errorf("a copied session still opens %s", p.path)
	}
}

func TestOtherSitesCannotSignSomebodyIn(t *testing.T) {
	s := newSite(t)
	for name, header := range map[string]http.Header{
		"cross-site":                   {"Sec-Fetch-Site": {"cross-site"}},
		"another origin":               {"Origin": {"https://attacker.example.org"}},
		"neither header":               {},
		"same site but another origin": {"Sec-Fetch-Site": {"same-site"}, "Origin": {"https://other.fernshire.example.org"}},
	} {
		for _, path := range []string{"/sign-in", "/sign-in/step", "/sign-in/demonstration", "/sign-out", "/session/extend"} {
			c := s.client()
			header := header.Clone()
			header.Set("Content-Type", "application/x-www-form-urlencoded")
			p := c.send("POST", path, strings.NewReader("staff=detective&name=x&password=y"), header)
			if p.status != http.StatusForbidden || c.cookie(sessionCookie) != "" {
				t.Errorf("%s to %s: %d", name, path, p.status)
			}
		}
	}
}

func TestRefusalsTellNothingOfWhoHasAnAccount(t *testing.T) {
	s, _ := enrolled(t)
	_, err := s.ids.Create(t.Context(), "other", "owen@fernshire.example.org", s.now)
	must(t, err)
	must(t, s.ids.SetDisabled(t.Context(), "other", true))
	answers := map[string]bool{}
	for _, name := range []string{"dilys@fernshire.example.org", "owen@fernshire.example.org", "nobody@fernshire.example.org"} {
		p := s.client().password(name, "not the password at all")
		if p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, p.status)
		}
		if !strings.Contains(p.text(".govuk-error-summary"), "not recognised") {
			t.Errorf("%s: %q", name, p.text(".govuk-error-summary"))
		}
		answers[strings.ReplaceAll(p.body, name, "NAME")] = true
	}
	if len(answers) != 1 {
		t.Errorf("%d different pages for known, disabled and unknown names, want one", len(answers))
	}
}

func TestGuessingIsSlowedInWords(t *testing.T) {
	s, _ := enrolled(t)
	c := s.client()
	var p shown
	for range 12 {
		p = c.password("dilys@fernshire.example.org", "a guess")
	}
	if p.status != http.StatusTooManyRequests || !strings.Contains(p.text(".govuk-error-summary"), "Too many tries: wait") {
		t.Errorf("after 12 guesses: %d %q", p.status, p.text(".govuk-error-summary"))
	}
}

func TestOnlyADemonstrationHasOneClickSignIn(t *testing.T) {
	live := siteWith(t, Options{})
	if p := live.client().get("/sign-in"); p.Find("form[action='/sign-in/demonstration']").Length() != 0 {
		t.Error("a live service offers people to be")
	}
	if p := live.client().post("/sign-in/demonstration", url.Values{"staff": {"detective"}}); p.status != http.StatusNotFound {
		t.Errorf("one-click sign-in to a live service: %d", p.status)
	}
	demo := newSite(t)
	p := demo.client().get("/sign-in")
	if p.Find("button[name=staff]").Length() != len(siteStaff()) || !strings.Contains(p.text(".fs-demo"), "invented") {
		t.Errorf("demonstration offers %d people", p.Find("button[name=staff]").Length())
	}
	if p := demo.client().post("/sign-in/demonstration", url.Values{"staff": {"nobody"}}); p.status != http.StatusUnprocessableEntity {
		t.Errorf("somebody not listed: %d", p.status)
	}
}

func TestExtendingKeepsTheSessionAlive(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("detective")
	s.now = s.now.Add(16 * time.Minute)
	c.post("/session/extend", nil)
	s.now = s.now.Add(16 * time.Minute)
	if p := c.get("/"); p.path != "/" {
		t.Error("an extended session ended")
	}
	s.now = s.now.Add(21 * time.Minute)
	if p := c.get("/"); p.path != "/sign-in" {
		t.Errorf("an idle session shows %s", p.path)
	} else if got := p.text(".moj-alert"); !strings.Contains(got, "after a time without activity") || strings.Contains(got, "draft") {
		t.Errorf("why it ended reads %q", got)
	}
}

func TestSomebodySignedOutByANewerSessionIsTold(t *testing.T) {
	s := newSite(t)
	first := s.signedIn("detective")
	s.signedIn("detective")
	c := s.client()
	p := c.post("/sign-in/demonstration", url.Values{"staff": {"detective"}})
	if !strings.Contains(p.text(".moj-alert"), "signed in elsewhere") {
		t.Errorf("the third session does not say that it ended another: %q", p.text(".moj-alert"))
	}
	ended := first.get("/")
	if got := ended.text(".moj-alert"); ended.path != "/sign-in" || !strings.Contains(got, "because of a newer sign-in") || !strings.Contains(got, "If that was not you, tell the service desk now") {
		t.Errorf("whoever was signed out by it is told %q on %s", got, ended.path)
	}
	if got := s.client().get("/sign-in").text(".moj-alert"); got != "" {
		t.Errorf("somebody who was never signed in is told %q", got)
	}
}
