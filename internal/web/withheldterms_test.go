package web

import (
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// An order or bail of which somebody is not shown the words says so: without a term it
// would read as forbidding nothing.
func TestTermsThatAreWithheldAreSaidToBe(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	actor := casefile.PersonID(r.actor)
	s.record("detective", r.id,
		s.event("OrderNoted", casefile.OrderNoted{Person: actor, Order: fact.Of(casefile.SPO), Terms: []casefile.Line{"Not to enter Fernton Street."}}),
		s.event("BailSet", casefile.BailSet{Person: actor, Kind: fact.Of(casefile.BailKind("court")), Words: []casefile.Line{"Not to enter Harbour Lane."}}))
	const withheld = "What it says in words is withheld from you."
	live := func(who string) string {
		return s.signedIn(who).get("/case/" + r.ref).text(`section[aria-labelledby="custody-title"]`)
	}
	if got := live("detective"); strings.Contains(got, withheld) || !strings.Contains(got, "Fernton Street") || !strings.Contains(got, "Harbour Lane") {
		t.Errorf("whoever holds the case reads %q", got)
	}
	if got := live("other"); strings.Count(got, withheld) != 2 || strings.Contains(got, "Fernton") || strings.Contains(got, "Harbour") {
		t.Errorf("whoever is not shown the words reads %q", got)
	}
}
