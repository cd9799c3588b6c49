package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

func TestAnAdministratorAddsSomebodyWhoThenSignsIn(t *testing.T) {
	s := newSite(t)
	admin := s.signedIn("admin")
	p := admin.submit(admin.get("/staff/new"), "main form", url.Values{"id": {"7788"}, "title": {"DC"}, "name": {"Nerys Example"}, "unit": {"south"},
		"role-0-code": {"investigator"}, "role-0-from": {"2026-11-01"}, "role-0-until": {"2026-12-01"}, "role-0-acting": {"yes"}})
	if p.path != "/staff/7788?saved=yes" || !strings.Contains(p.text(".moj-alert"), "Saved") {
		t.Fatalf("after adding: %s %q", p.path, p.text(".govuk-error-summary"))
	}
	st, _ := s.Register().Staff("7788")
	if len(st.Roles) != 1 || !st.Roles[0].Acting || st.Roles[0].Until != (calendar.Date{Year: 2026, Month: 12, Day: 1}) || st.Name != "Nerys Example" {
		t.Errorf("recorded %+v", st)
	}
	if got := firstLine(admin.get("/")); !strings.Contains(got, "Give DC Nerys Example a one-time code") {
		t.Errorf("the administrator's first line is %q", got)
	}
	p = admin.submit(p, "form[action='/staff/7788/code']", url.Values{"sign-in-name": {"nerys@fernshire.example.org"}})
	code := p.text(".fs-key-text")
	if p.status != 200 || len(strings.ReplaceAll(code, "-", "")) != 26 {
		t.Fatalf("code = %q (%d)", code, p.status)
	}
	if again := admin.get("/staff/7788"); strings.Contains(again.body, code) || !strings.Contains(again.body, "One-time code given, not used yet") {
		t.Error("the code is shown a second time, or the page does not say that one was given")
	}
	c := s.client()
	p = c.submit(c.get("/sign-in?with=code"), "form[action='/sign-in']", url.Values{"name": {"nerys@fernshire.example.org"}, "code": {strings.ToLower(code)}})
	if p.text("h1") != "Choose a password" {
		t.Errorf("with the code: %q", p.text("h1"))
	}
}

func TestAllThatIsWrongWithAFormIsSaidAtOnce(t *testing.T) {
	s := newSite(t)
	admin := s.signedIn("admin")
	p := admin.submit(admin.get("/staff/new"), "main form", url.Values{"id": {"a/b"}, "name": {""}, "unit": {"kept as typed"},
		"role-0-code": {"partner_advocate"}, "role-0-from": {"2026-12-01"}, "role-0-until": {"2026-11-01"}})
	if p.status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", p.status)
	}
	for _, want := range []string{"staff or collar number", "Enter a name", "must end after it begins", "Name the agency"} {
		if !strings.Contains(p.text(".govuk-error-summary"), want) {
			t.Errorf("summary %q does not say %q", p.text(".govuk-error-summary"), want)
		}
	}
	if v, _ := p.Find("#unit").Attr("value"); v != "kept as typed" {
		t.Errorf("what was typed came back as %q", v)
	}
	for _, href := range []string{"#id", "#name", "#partner", "#role-0-until"} {
		if p.Find(".govuk-error-summary a[href='"+href+"']").Length() != 1 || p.Find(href).Length() != 1 {
			t.Errorf("the summary does not lead to %s", href)
		}
	}
}

func TestDisablingSomebodyEndsTheirSessionAtOnce(t *testing.T) {
	s := newSite(t)
	officer, admin := s.signedIn("detective"), s.signedIn("admin")
	p := admin.submit(admin.get("/staff/detective"), "form[action='/staff/detective/standing']", nil)
	if !strings.Contains(p.body, "Disabled") {
		t.Fatal("the page does not say that the account is disabled")
	}
	if got := officer.get("/"); got.path != "/sign-in" {
		t.Errorf("a disabled officer's next request shows %s", got.path)
	}
	admin.submit(p, "form[action='/staff/detective/standing']", nil)
	if st, _ := s.Register().Staff("detective"); st.Left {
		t.Error("enabling again left them out")
	}
	if p := admin.submit(admin.get("/staff/admin"), "form[action='/staff/admin/standing']", nil); p.status != http.StatusUnprocessableEntity {
		t.Errorf("disabling oneself: %d", p.status)
	}
}

func TestAChangeOfRoleEndsSessionsAndCounts(t *testing.T) {
	s := newSite(t)
	officer, admin := s.signedIn("responder"), s.signedIn("admin")
	admin.submit(admin.get("/staff/responder"), "form[action='/staff/responder']", url.Values{"role-0-code": {string(casefile.Supervisor)}, "supervises": {"north, south"}})
	if got := officer.get("/"); got.path != "/sign-in" {
		t.Errorf("with another role the old session shows %s", got.path)
	}
	if st, _ := s.Register().Staff("responder"); len(st.Supervises) != 2 || st.Roles[0].Role != casefile.Supervisor {
		t.Errorf("recorded %+v", st)
	}
}

func TestARecoveryWithoutAnyProofNeedsASecondPerson(t *testing.T) {
	s := newSite(t)
	admin := s.signedIn("admin")
	for _, agreed := range []string{"", "admin", "detective", "nobody"} {
		p := admin.post("/staff/detective/code", url.Values{"lost": {"both"}, "agreed": {agreed}})
		if p.status != http.StatusUnprocessableEntity || p.Find(".fs-key-text").Length() != 0 {
			t.Errorf("agreed by %q: %d", agreed, p.status)
		}
	}
	if p := admin.post("/staff/detective/code", url.Values{"lost": {"both"}, "agreed": {"sergeant"}}); p.Find(".fs-key-text").Length() != 1 {
		t.Errorf("agreed by the sergeant: %d, no code", p.status)
	}
	if p := admin.post("/staff/detective/code", url.Values{"lost": {"password"}}); p.status != http.StatusUnprocessableEntity {
		t.Errorf("a lost password without an authenticator: %d", p.status)
	}
}
