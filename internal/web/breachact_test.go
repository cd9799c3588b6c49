package web

import (
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// A breach is an act of the course of conduct: what is written of it is recorded as an
// incident too, and a breach that was no act towards the victim is none.
func TestABreachNobodyHasRecordedAsAnActBecomesOneWithoutTypingTwice(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	first := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"following"}})
	s.record("responder", r.id, first)
	c := s.signedIn("responder")
	path := "/case/" + r.ref + "/record/BreachReported"

	p := c.get(path)
	form := url.Values{"what": {"He drove past twice and slowed down."}, "occurred-said": {"about nine last night"}}
	c.submit(p, entryFormSelector, form)
	c.submit(p, entryFormSelector, form) // the same form again is the same act
	x := s.caseNow(r.ref)
	acts := x.Pairs[0].Incidents.Items
	if len(acts) != 2 || len(x.Breaches) != 1 {
		t.Fatalf("%d incidents and %d breaches, want 2 and 1", len(acts), len(x.Breaches))
	}
	act, breach := acts[1], x.Breaches[0]
	if string(breach.Incident) != act.ID || act.Data.What != "He drove past twice and slowed down." || act.Data.Breach != fact.Of(true) || act.Occurred.Said != "about nine last night" || act.Occurred.From != breach.Occurred.From || act.Data.Unwanted.Given() {
		t.Errorf("the act is %+v at %+v; the breach of %q at %+v", act.Data, act.Occurred, breach.Incident, breach.Occurred)
	}
	if got := c.get("/case/" + r.ref + "/course").text("main table"); !strings.Contains(got, "(Thu 19 Nov 2026, between 20:00 and 22:00)“He drove past twice and slowed down.”") {
		t.Errorf("the course of conduct has no act of last night: %s", got)
	}

	for name, incident := range map[string]string{"one that is recorded": first.ID, "none": ""} {
		c.submit(c.get(path), entryFormSelector, url.Values{"what": {"As above."}, "incident": {incident}})
		x = s.caseNow(r.ref)
		if b := x.Breaches[len(x.Breaches)-1]; string(b.Incident) != incident || len(x.Pairs[0].Incidents.Items) != 2 {
			t.Errorf("%s: the breach is of %q and there are %d incidents", name, b.Incident, len(x.Pairs[0].Incidents.Items))
		}
	}
	if got := c.get(path+"?incident="+first.ID).Find("input[name=incident][checked]").AttrOr("value", ""); got != first.ID {
		t.Errorf("a link that names an act begins with %q", got)
	}
	other := s.event("BreachReported", casefile.BreachReported{Pair: casefile.PairID(r.pair), Incident: "0123456789abcdef0123456789abcdef"})
	s.record("responder", r.id, other)
	if n := len(s.caseNow(r.ref).Pairs[0].Incidents.Items); n != 2 {
		t.Errorf("%d incidents after a breach of another's id", n)
	}
	if got := c.get(path + "?corrects=" + other.ID).text("main"); strings.Contains(got, "not recorded yet") {
		t.Error("a correction offers to record a further act")
	}
}
