package web

import (
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// Of a case with several pairs a line of a home names the one its duty is about; one that
// stands for several names every victim of the case.
func TestALineOfAHomeSaysForWhichPair(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	lines := func() []string {
		var out []string
		for _, n := range c.get("/").Find(".fs-duty__facts").EachIter() {
			out = append(out, strings.Join(strings.Fields(n.Text()), " "))
		}
		return out
	}
	const pair, victims = "Steven Madeup towards Ffion Invented", "Ffion Invented, Noor Imagined"
	says := func(list []string, words string) bool {
		return slices.ContainsFunc(list, func(l string) bool { return strings.Contains(l, words) })
	}
	if got := lines(); says(got, " towards ") || !says(got, "Ffion Invented") {
		t.Errorf("with one pair the lines say %q", got)
	}
	noor := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Noor Imagined"))}})
	both := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(noor.ID), Actor: casefile.PersonID(r.actor)})
	s.record("detective", r.id, noor, both, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High)}))
	got := lines()
	if !says(got, pair) {
		t.Errorf("no line says that it is about %s: %q", pair, got)
	}
	if !says(got, victims) {
		t.Errorf("no line stands for both victims: %q", got)
	}
}
