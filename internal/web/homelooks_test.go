package web

import (
	"regexp"
	"slices"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

var caseHref = regexp.MustCompile(`href="/case/([^/"?#]+)`)

// A home goes through more cases than it shows. The record names those that stand on the
// page, all of them and no other: it is asked years later who was shown a case.
func TestTheRecordOfAHomeNamesTheCasesThatStandOnIt(t *testing.T) {
	p := newProof(t)
	refs := map[string]string{}
	for n := range 3 * deskLines {
		by := []string{"detective", "responder", "handler"}[n%3]
		r := p.report(by, "Ffion Invented")
		refs[r.id] = r.ref
		pair := casefile.PairID(r.pair)
		p.record("detective", r.id, p.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair}), p.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair}),
			p.event("OrderConsidered", casefile.OrderConsidered{Pair: pair, Order: fact.Of(casefile.SPO), Decision: fact.Of(casefile.DecideYes)}))
		switch n % 6 {
		case 1:
			p.record("detective", r.id, p.event("ClassificationDecided", casefile.ClassificationDecided{Pair: pair, As: casefile.Harassment2, Why: "no fixation seen"}))
		case 2:
			p.record("responder", r.id, p.event("CaseHandedOver", casefile.CaseHandedOver{ToUnit: "south"}))
		case 3:
			p.record("responder", r.id, p.event("CaseHandedOver", casefile.CaseHandedOver{To: "other"}))
		case 4:
			p.record("detective", r.id, p.event("SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(r.actor)}))
		}
	}
	p.now = p.now.Add(13 * time.Hour)
	some, left := 0, 0
	for _, who := range slices.Concat(siteStaff(), everyRole()) {
		if !access.May(p.as(who.ID), access.ListCases) {
			continue
		}
		p.looks()
		p.st.mostReads()
		g := p.ask(who.ID, "GET", "/", nil)
		// Were a second session taken inside the first, as many homes as there are sessions
		// would wait for one another.
		if most := p.st.mostReads(); most != 1 {
			t.Errorf("%s: a home holds %d sessions at once", who.ID, most)
		}
		var recorded, stand []string
		for _, l := range p.looks() {
			if l.Route != "GET /{$}" {
				continue
			}
			for _, c := range l.Cases {
				recorded = append(recorded, refs[c.ID])
				if c.Version == 0 {
					t.Errorf("%s: the look at %s does not say which version was shown", who.ID, refs[c.ID])
				}
			}
		}
		for _, m := range caseHref.FindAllStringSubmatch(g.body, -1) {
			stand = append(stand, m[1])
		}
		slices.Sort(recorded)
		slices.Sort(stand)
		if stand = slices.Compact(stand); !slices.Equal(recorded, stand) {
			t.Errorf("%s: the record says they were shown %d cases, and %d stand on the page:\n%q\n%q", who.ID, len(recorded), len(stand), recorded, stand)
		}
		if len(stand) > 0 {
			some++
		}
		if len(stand) > 0 && len(stand) < len(refs) {
			left++
		}
	}
	if some < 8 || left < 6 {
		t.Errorf("%d homes show any case, %d of them not all: too few to prove anything", some, left)
	}
}
