package web

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestAFormSentAfterTheSessionRanOutIsKeptAsItsSendersDraft(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	form := c.get("/case/" + r.ref + "/record/IncidentRecorded")
	s.now = s.now.Add(3 * time.Hour)
	sent := c.submit(form, `form[action*="/record/"]`, url.Values{"what": {"waited at the bus stop again"}})
	if sent.path != "/sign-in?"+keptAsDraft {
		t.Fatalf("an idle session's form went to %s", sent.path)
	}
	if got := sent.text(".moj-alert"); !strings.Contains(got, "kept as a draft and is not recorded yet") {
		t.Errorf("what became of it reads %q", got)
	}
	drafts, err := s.Drafts(t.Context(), "responder", "")
	must(t, err)
	if len(drafts) != 1 || drafts[0].Fields["what"][0] != "waited at the bus stop again" {
		t.Fatalf("drafts = %+v", drafts)
	}
	if p, err := s.Case(t.Context(), s.as("responder"), r.ref); err != nil || len(p.Pairs[0].Incidents.Items) != 0 {
		t.Errorf("something was recorded by a session that had ended: %v %v", p, err)
	}
	other := s.signedIn("other")
	if got := other.get("/drafts"); got.text("main") == "" || strings.Contains(got.body, "bus stop") {
		t.Error("somebody else is shown the draft")
	}
}

func TestAFormSentAfterSigningOutIsKeptForNobody(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	form := c.get("/case/" + r.ref + "/record/IncidentRecorded")
	here, err := url.Parse(s.tls.URL)
	must(t, err)
	old := c.http.Jar.Cookies(here)
	c.post("/sign-out", nil)
	for _, k := range old {
		k.Path, k.Secure = "/", true
	}
	c.http.Jar.SetCookies(here, old)
	if got := c.submit(form, `form[action*="/record/"]`, url.Values{"what": {"waited"}}).text(".moj-alert"); got != "" {
		t.Errorf("after signing out the page says %q", got)
	}
	drafts, err := s.Drafts(t.Context(), "responder", "")
	must(t, err)
	if len(drafts) != 0 {
		t.Errorf("drafts = %+v after signing out", drafts)
	}
}
