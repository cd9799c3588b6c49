package web

import (
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// Whoever typed words reads them as they typed them, whatever else the case withholds
// from them; nobody else outside the case does, and a correction tells its author
// nothing that they were not shown.
func TestWhoeverTypedWordsReadsThemAndNobodyElseOutsideDoes(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	author, colleague := s.join("author", casefile.Responder), s.join("colleague", casefile.Responder)
	const words, withheld = "She rang from 01632 960123.", "She rang from [withheld]."
	noted := s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke")), Note: words})
	s.record("author", r.id, noted)
	page := "/case/" + r.ref + "/entry/"
	if got := author.get(page + noted.ID).text("main"); !strings.Contains(got, words) {
		t.Errorf("the author reads %q", got)
	}
	if got := colleague.get(page + noted.ID).text("main"); strings.Contains(got, "960123") || !strings.Contains(got, withheld) {
		t.Errorf("a colleague reads %q", got)
	}

	put := s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("no_answer")), Note: words})
	put.Corrects, put.Reason = noted.ID, "A message, no call."
	s.record("colleague", r.id, put)
	if got := colleague.get(page + put.ID).text("main"); strings.Contains(got, "960123") || !strings.Contains(got, withheld) {
		t.Errorf("whoever corrected what they were not shown reads %q", got)
	}
	if got := colleague.get("/case/" + r.ref + "/history").text("main"); strings.Contains(got, "960123") {
		t.Errorf("the history tells %q", got)
	}
}
