package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/journal"
)

// withInspector is a site whose force has a duty inspector.
func withInspector(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	who := force.Staff{ID: "inspector", Name: "Ines Quillfeather", Title: "Insp", Unit: "hq", Demo: true,
		Roles: []force.Held{{Role: casefile.DutyInspector, From: calendar.Date{Year: 2020, Month: 1, Day: 1}}}}
	must(t, s.RecordStaff(t.Context(), "system", who))
	_, err := s.ids.Create(t.Context(), who.ID, who.ID+"@fernshire.example.org", s.now)
	must(t, err)
	return s
}

// online sends a report as the public's form does and returns its reference.
func (s *site) online(name string, safe, police fact.Answer[bool]) string {
	s.t.Helper()
	r := casework.OnlineReport{CaseID: journal.NewID(), Police: police}
	add := func(part, kind string, data any) casefile.PersonID {
		e, err := casefile.NewEvent(casework.OnlineID(r.CaseID, part), "", kind, data)
		must(s.t, err)
		r.Events = append(r.Events, e)
		return casefile.PersonID(e.ID)
	}
	who := add("victim", "PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim, casefile.Reporter}, Details: casefile.Details{Name: fact.Of(casefile.Line(name))}})
	add("other", "PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: fact.Of(casefile.Line("Simon Madeup")), PoliceWorker: police}})
	if safe.Known() {
		add("now", "ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: who, SafeNow: safe})
	}
	add("contact", "SafeContactRecorded", casefile.SafeContactRecorded{Person: who, Number: fact.Of(casefile.Line("07700 900555")), Channel: fact.Of(casefile.ContactChannel("phone"))})
	got, err := s.ReceiveOnline(s.t.Context(), r)
	must(s.t, err)
	return got.Ref
}

func TestAReportMadeOnlineIsTheFirstThingTheControlRoomSees(t *testing.T) {
	s := withInspector(t)
	before := firstLine(s.signedIn("handler").get("/"))
	ref := s.online("Tamsin Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
	s.now = s.now.Add(10 * time.Minute)
	unsafe := s.online("Orla Invented", fact.Of(false), fact.Answer[bool]{})
	for _, who := range []string{"handler", "inspector"} {
		p := s.signedIn(who).get("/")
		if got := firstLine(p); !strings.Contains(got, "They say they are not safe. Speak with the victim: reported online today 14:10.") || !strings.Contains(got, unsafe) || got == before {
			t.Errorf("%s is to do next: %s", who, got)
		}
		if got := p.text(".fs-duties"); !strings.HasPrefix(got, onlineHeading+", 2 in all") || !strings.Contains(got, ref) || !strings.Contains(got, "nobody holds it") {
			t.Errorf("%s has next: %s", who, got)
		}
		if n := strings.Count(p.text("main"), unsafe); n != 1 {
			t.Errorf("%s is told of one report %d times", who, n)
		}
	}
	if got := s.signedIn("detective").get("/").text("main"); strings.Contains(got, ref) {
		t.Errorf("the detective is told: %s", got)
	}
	if s.now = s.now.Add(time.Hour); !strings.Contains(firstLine(s.signedIn("handler").get("/")), "Overdue") {
		t.Error("after the force's hour nothing is overdue")
	}
}

func TestWhoeverTakesAnOnlineReportOnSeesTheSafeNumberAndSpeaks(t *testing.T) {
	s := withInspector(t)
	ref := s.online("Tamsin Invented", fact.Of(true), fact.Of(false))
	c := s.signedIn("handler")
	take, _ := c.get("/").Find(".fs-next__do").Attr("href")
	if !strings.HasPrefix(take, "/case/"+ref+"/record/HandoverAccepted?") {
		t.Fatalf("to do first: %s", take)
	}
	if p := c.submit(c.get(take), "main form", nil); p.status != 200 || !strings.HasPrefix(p.path, "/case/"+ref) {
		t.Fatalf("taken on: %d at %s: %s", p.status, p.path, p.text("main"))
	}
	if got := c.get("/case/" + ref).body; !strings.Contains(got, "whoever reported online") && !strings.Contains(c.get("/case/"+ref+"/history").body, "whoever reported online") {
		t.Error("nothing says who told it")
	}
	speak, _ := c.get("/").Find(".fs-next__do").Attr("href")
	if speak != "/case/"+ref+"/record/VictimContacted" {
		t.Fatalf("then: %s", speak)
	}
	p := c.submit(c.get(speak), "main form", url.Values{"purpose": {"first_direct"}, "outcome": {"spoke"}})
	if p.status != 200 {
		t.Fatalf("spoken: %d: %s", p.status, p.text("main"))
	}
	if got := c.get("/").text("main"); strings.Contains(got, "eported online") {
		t.Errorf("after somebody spoke with them: %s", got)
	}
}

func TestARestrictedOnlineReportIsShownToThoseInsideAlone(t *testing.T) {
	s := withInspector(t)
	plain := map[string]string{}
	for _, who := range []string{"handler", "sergeant", "responder", "suspect"} {
		plain[who] = s.signedIn(who).get("/").text("main")
	}
	ref := s.online("Tamsin Invented", fact.Of(true), fact.Of(true))
	for who, was := range plain {
		if got := s.signedIn(who).get("/").text("main"); got != was {
			t.Errorf("%s had %s and has %s", who, was, got)
		}
	}
	for _, who := range []string{"standards", "inspector"} {
		if got := firstLine(s.signedIn(who).get("/")); !strings.Contains(got, ref) || !strings.Contains(got, "restricted: the other person may be one of our own") {
			t.Errorf("%s is to do next: %s", who, got)
		}
	}
}

// Somebody who reports for a victim says how they themselves are reached: that is
// what whoever takes it on needs first.
func TestHowToReachWhoeverReportedForAVictimStandsOnTheCase(t *testing.T) {
	s := withInspector(t)
	r := casework.OnlineReport{CaseID: journal.NewID()}
	add := func(part, kind string, data any) casefile.PersonID {
		e, err := casefile.NewEvent(casework.OnlineID(r.CaseID, part), "", kind, data)
		must(t, err)
		r.Events = append(r.Events, e)
		return casefile.PersonID(e.ID)
	}
	sender := add("sender", "PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Reporter}, Details: casefile.Details{Name: fact.Of(casefile.Line("Olwen Invented"))}})
	victim := add("victim", "PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Tamsin Invented"))}})
	add("pair", "PairRecorded", casefile.PairRecorded{Victim: victim, Kind: casefile.ActorUnknown, Label: "Unknown person 1"})
	add("contact", "SafeContactRecorded", casefile.SafeContactRecorded{Person: sender, Number: fact.Of(casefile.Line("07700 900555")), Channel: fact.Of(casefile.ContactChannel("phone")), Times: fact.Of(casefile.Line("after six"))})
	got, err := s.ReceiveOnline(t.Context(), r)
	must(t, err)
	c := s.signedIn("handler")
	for _, path := range []string{"", "/people"} {
		if body := c.get("/case/" + got.Ref + path).text("main"); !strings.Contains(body, "Safe contact: Olwen Invented") || !strings.Contains(body, "Safe contact: Tamsin Invented") || !strings.Contains(body, "after six") || strings.Contains(body, "•• ••••") || strings.Contains(body, "900555") {
			t.Errorf("before it is taken on, %q has %s", path, body)
		}
	}
	take, _ := c.get("/").Find(".fs-next__do").Attr("href")
	c.submit(c.get(take), "main form", nil)
	for _, path := range []string{"", "/people"} {
		if body := c.get("/case/" + got.Ref + path).text("main"); !strings.Contains(body, "Phone") || !strings.Contains(body, "after six") || !strings.Contains(body, "•• ••••") {
			t.Errorf("afterwards, %q has %s", path, body)
		}
	}
	if body := c.get("/case/" + got.Ref + "/log-text").text("main"); !strings.Contains(body, "Safe contact for Olwen Invented is recorded") || !strings.Contains(body, "Safe contact for Tamsin Invented is NOT recorded") {
		t.Errorf("for the log: %s", body)
	}
}

// The control room is told on whatever page it has open; nobody else is, and no
// case is named.
func TestAWaitingOnlineReportIsSaidOnEveryPageOfTheControlRoom(t *testing.T) {
	s := withInspector(t)
	told := func(who, path string) string { return s.signedIn(who).get(path).text(".fs-told") }
	if got := told("handler", "/cases"); got != "" {
		t.Fatalf("nothing waits and %q is said", got)
	}
	ref := s.online("Tamsin Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
	for who, want := range map[string]bool{"handler": true, "inspector": true, "responder": false, "sergeant": false, "standards": false, "advocate": false, "admin": false} {
		for _, path := range []string{"/account", "/guidance", "/nowhere"} {
			if got := told(who, path); (got == "A report made online waits: nobody has spoken with the victim.") != want || strings.Contains(got, ref) {
				t.Errorf("%s is told %q on %s", who, got, path)
			}
		}
		if got := told(who, "/"); got != "" {
			t.Errorf("%s is told twice on their home: %q", who, got)
		}
	}
	s.online("Orla Invented", fact.Answer[bool]{}, fact.Of(true)) // restricted
	if h, i, g := told("handler", "/cases"), told("inspector", "/cases"), told("standards", "/cases"); !strings.HasPrefix(h, "A report") || !strings.HasPrefix(i, "2 reports") || !strings.HasPrefix(g, "A report") {
		t.Errorf("the handler is told %q, the inspector %q, the guardian %q", h, i, g)
	}
	p := s.signedIn("handler").get("/case/" + ref)
	who, _ := p.Find("a[href*='/record/SafeContactRecorded?person=']").First().Attr("href")
	_, person, _ := strings.Cut(who, "person=")
	s.record("handler", s.page("handler", ref).ID, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(person), Purpose: fact.Of(casefile.Purpose("first_direct")), Outcome: fact.Of(casefile.Outcome("spoke"))}))
	if got := told("handler", "/cases"); got != "" {
		t.Errorf("after somebody spoke with them: %q", got)
	}
	s.online("Nia Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
	if s.now = s.now.Add(25 * time.Hour); told("handler", "/cases") != "" {
		t.Error("a day later it still stands over every page, as well as first on home")
	}
}
