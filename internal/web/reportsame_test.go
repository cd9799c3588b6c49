package web

import (
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

// Whoever takes a call is offered, with the six answers and before it is recorded, the
// reports that may be about the same people; a restricted one is none.
func TestACallIsOfferedTheReportsAboutTheSamePeople(t *testing.T) {
	s := newSite(t)
	const offered = `section[aria-labelledby="same-title"]`
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("handler")
	first := c.get("/report?as=call")
	if first.Find(offered).Length() > 0 {
		t.Error("a report is offered before anybody is named")
	}
	names := url.Values{"l.relationship": {"former_partner"}, "v.details.name": {"Ffion Invented"}, "x.details.name": {"Steven Madeup"}}
	p := c.onReport(first, names)
	if got := p.text(offered); !strings.Contains(got, "1 other report may be about the same people") || !strings.Contains(got, r.ref) || !strings.Contains(got, "For: Ffion Invented: the same name") {
		t.Fatalf("with the six answers the page offers %q", got)
	}
	if p.Find(".fs-finish + "+offered).Length() != 1 {
		t.Error("what is offered does not stand under what the answers come to")
	}
	s.looked(t, r.id, "/report/{id}/{step}")
	unasked := c.onReport(first, url.Values{"v.details.name": {"Ffion Invented"}, "x.details.name": {"Steven Madeup"}, "l.relationship": {""}})
	if unasked.Find(offered).Length() != 1 || unasked.Find(".govuk-radios ~ "+offered+", .govuk-form-group ~ "+offered).Length() != 1 {
		t.Error("with names alone, it is not offered after the questions")
	}
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Why: "The other person may work for the police."}))
	if got := c.onReport(p, names); got.Find(offered).Length() > 0 || strings.Contains(got.text("main"), r.ref) {
		t.Errorf("a restricted case shows: %s", got.text("main"))
	}
}
