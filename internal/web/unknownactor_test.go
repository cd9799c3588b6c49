package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
)

// duty is the state of a clause on a case; empty where it does not arise.
func (s *site) duty(ref, clause string) guidance.State {
	s.t.Helper()
	p, err := s.Case(s.t.Context(), s.as("responder"), ref)
	must(s.t, err)
	for _, f := range p.Findings.Obligations {
		if f.Clause == clause {
			return f.State
		}
	}
	return ""
}

func TestWhoeverIsNotKnownStaysUnknownWhateverElseIsTold(t *testing.T) {
	for name, tt := range map[string]struct {
		said url.Values
		kind casefile.ActorKind
		page string
	}{
		"said to be unknown, with a vehicle": {url.Values{"p.kind": {"unknown"}, "x.details.vehicles": {"AB12 CDE"}}, casefile.ActorUnknown, "Unknown person 1"},
		"asked, not known":                   {url.Values{"x.details.name": {""}, "x.details.name-status": {"asked_not_known"}}, casefile.ActorUnknown, "Unknown person 1"},
		"an account alone":                   {url.Values{"x.details.handles": {"grey_van_9"}}, casefile.ActorUnknown, "Unknown person 1"},
		"said to be one known person":        {url.Values{"p.kind": {"person"}, "x.details.vehicles": {"AB12 CDE"}}, casefile.ActorPerson, "name not known"},
		"a name":                             {url.Values{"x.details.name": {"Steven Madeup"}}, casefile.ActorPerson, "Steven Madeup"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			c := s.signedIn("responder")
			p := c.onReport(c.get("/report"), url.Values{"s.safe_now": {"true"}})
			p = c.onReport(p, url.Values{"v.details.name": {"Ffion Invented"}})
			acts, people := url.Values{"i1.behaviours": {"following"}}, url.Values{}
			for field, values := range tt.said {
				if strings.HasPrefix(field, "x.details.name") {
					acts[field] = values
				} else {
					people[field] = values
				}
			}
			p = c.onReport(p, acts)
			p = c.onReport(p, url.Values{fieldDo: {"to-people"}})
			p = c.onReport(p, people)
			done := c.onReport(p, nil)
			ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
			x := s.caseNow(ref)
			if len(x.Pairs) != 1 || x.Pairs[0].ActorKind != tt.kind || x.Pairs[0].Identified != (tt.kind == casefile.ActorPerson) {
				t.Fatalf("the pair is %q, identified %v; want %q", x.Pairs[0].ActorKind, x.Pairs[0].Identified, tt.kind)
			}
			if want := tt.kind == casefile.ActorUnknown; (s.duty(ref, "checks.without_name") == guidance.Outstanding) != want {
				t.Errorf("checks without a name are %q", s.duty(ref, "checks.without_name"))
			}
			for _, page := range []string{"", "/people", "/checks"} {
				got := c.get("/case/" + ref + page).text("main")
				if !strings.Contains(strings.ToLower(got), strings.ToLower(tt.page)) || tt.kind == casefile.ActorUnknown && strings.Contains(strings.ToLower(got), "name not known") {
					t.Errorf("%s%s calls them otherwise than %q: %s", ref, page, tt.page, got)
				}
			}
		})
	}
}

func TestACheckOfNobodySettlesNoDuty(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	unknown := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}})
	pair := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Actor: casefile.PersonID(unknown.ID), Kind: casefile.ActorUnknown, Label: "Unknown person 1"})
	ask := s.event("CheckRequested", casefile.CheckRequested{System: "visor", On: "actor", Person: casefile.PersonID(unknown.ID)})
	s.record("responder", r.id, unknown, pair, ask)
	s.record("responder", r.id, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(ask.ID), Result: casefile.NoTrace}))
	if got := s.duty(r.ref, "check.visor"); got != guidance.Outstanding {
		t.Errorf("no trace of nobody leaves the duty %q", got)
	}
	c := s.signedIn("responder")
	if got := c.get("/case/" + r.ref + "/checks").text("main"); !strings.Contains(got, "nothing was searched") {
		t.Errorf("the checks do not say that nothing was searched: %s", got)
	}
	s.now = s.now.Add(time.Minute)
	// A name that becomes known later does not make a search of it.
	s.record("responder", r.id, s.event("PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(unknown.ID), Details: casefile.Details{Vehicles: []casefile.Line{"AB12 CDE"}}}))
	if got := s.duty(r.ref, "check.visor"); got != guidance.Outstanding {
		t.Errorf("the old answer settles the duty once a vehicle is known: %q", got)
	}
	again := s.event("CheckRequested", casefile.CheckRequested{System: "visor", On: "actor", Person: casefile.PersonID(unknown.ID)})
	other := s.event("CheckRequested", casefile.CheckRequested{System: "visor", On: "actor", Person: casefile.PersonID(r.actor)})
	s.record("responder", r.id, other, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(other.ID), Result: casefile.NoTrace}))
	if got := s.duty(r.ref, "check.visor"); got != guidance.Outstanding {
		t.Errorf("a check of the other suspect settles the duty for this one: %q", got)
	}
	s.record("responder", r.id, again)
	s.record("responder", r.id, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(again.ID), Result: casefile.NoTrace}))
	if got := s.duty(r.ref, "check.visor"); got != guidance.Satisfied {
		t.Errorf("a search by the vehicle leaves the duty %q", got)
	}
}
