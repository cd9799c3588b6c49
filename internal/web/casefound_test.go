package web

import (
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// What a national check found of him stands beside the risk in a few words, for whoever
// took the case on as for whoever handed it over; others read that there is something.
func TestWhatACheckFoundStandsBesideTheRiskInWords(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	check := func(sys casefile.System, on casefile.SubjectKind, who string, result casefile.CheckResult, words casefile.Text) {
		t.Helper()
		asked := s.event("CheckRequested", casefile.CheckRequested{System: sys, On: on, Person: casefile.PersonID(who)})
		s.record("responder", r.id, asked, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(asked.ID), Result: result, Summary: words}))
	}
	check("leds_pnc", "actor", r.actor, casefile.Trace, "Assault on a former partner with a knife, 2019.")
	check("pnd", "actor", r.actor, casefile.NoTrace, "Nothing of him.")
	check("leds_pnc", "victim", r.victim, casefile.Trace, "A caution of her own in 2004.")
	s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "detective", Unit: "north"}))
	for _, who := range []string{"detective", "sergeant"} {
		c := s.signedIn(who)
		for _, path := range []string{"", "/risk"} {
			got := c.get("/case/" + r.ref + path).text(".fs-risk")
			if !strings.Contains(got, "on the suspect, Fri 20 Nov 2026") || !strings.Contains(got, ": Assault on a former partner with a knife, 2019.") || strings.Contains(got, "2004") || strings.Contains(got, "Nothing of him") {
				t.Errorf("%s%s reads %q", who, path, got)
			}
		}
	}
	for _, who := range []string{"other", "handler", "suspect"} {
		p := s.signedIn(who).get("/case/" + r.ref)
		if got := p.text(".fs-risk"); strings.Contains(p.body, "knife") || !strings.Contains(got, "something was found, and what it is is withheld from you") {
			t.Errorf("%s reads %q", who, got)
		}
	}
	// Judged or not, it stands there; a long answer is cut and leads to its entry.
	s.record("detective", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High)}))
	s.now = s.now.Add(time.Minute)
	check("force_records", "actor", r.actor, casefile.Trace, casefile.Text(strings.Repeat("Another report. ", 40)))
	panel := s.signedIn("detective").get("/case/" + r.ref).Find(".fs-risk__found li")
	if first := panel.First(); panel.Length() != 2 || len(first.Text()) > mostOfFound+120 || !strings.Contains(first.Text(), "…") || first.Find("a").AttrOr("href", "") == "" {
		t.Errorf("%d lines, the first %q", panel.Length(), first.Text())
	}
}
