package web

import (
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// With two victims, a duty that is owed to each says which of them it is still owed to,
// everywhere it is named, and its form begins with them.
func TestADutyOfTheWholeCaseSaysToWhomItIsStillOwed(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	second := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gwen Invented"))}})
	safe := func(who string) casefile.Event {
		return s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(who), SafeNow: fact.Of(true)})
	}
	s.record("responder", r.id, safe(r.victim))
	c := s.signedIn("responder")
	const asked = "whether the victim is safe and well now"
	if due := c.get("/case/" + r.ref).text(".fs-duties--now"); strings.Contains(due, asked) {
		t.Fatalf("one victim, who is safe: %s", due)
	}
	s.record("responder", r.id, second, s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(second.ID), Actor: casefile.PersonID(r.actor)}))

	page := c.get("/case/" + r.ref)
	first := page.Find(".fs-duties--now .fs-duty").First()
	if got := strings.Join(strings.Fields(first.Text()), " "); !strings.Contains(got, asked) || !strings.Contains(got, "(for Gwen Invented)") || strings.Contains(got, "(for Ffion") {
		t.Errorf("with a second victim nobody asked, first comes %q", got)
	}
	form := c.get(first.Find(`a[href*="/record/ImmediateSafetyRecorded"]`).AttrOr("href", "/nowhere"))
	if got := form.Find(`[name="person"] option[selected], [name="person"][checked]`).AttrOr("value", form.Find(`input[name="person"]`).AttrOr("value", "")); got != second.ID {
		t.Errorf("its form is about %q, want the second victim: %s", got, form.text("main form"))
	}
	if got := c.get("/case/" + r.ref + "/record/CaseHandedOver").text("main"); !strings.Contains(got, asked) || !strings.Contains(got, "for Gwen Invented") {
		t.Errorf("the hand-over does not say for whom: %s", got)
	}
	s.record("responder", r.id, safe(second.ID))
	if due := c.get("/case/" + r.ref).text(".fs-duties--now"); strings.Contains(due, asked) {
		t.Errorf("both are safe: %s", due)
	}
	s.record("responder", r.id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{SafeNow: fact.Of(false)}))
	if due := c.get("/case/" + r.ref).text(".fs-duties--now"); !strings.Contains(due, "(for Ffion Invented and Gwen Invented)") {
		t.Errorf("somebody is not safe, and nobody said who: %s", due)
	}
}
