package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// beginFrom begins a report or the six questions from the card of the first case
// that a call finds.
func (c *client) beginFrom(asked string, six bool) shown {
	c.t.Helper()
	p := c.call(asked)
	f := p.Find(`form[action$="/report"]`).First()
	sent := filled(f)
	if six {
		sent.Set("as", stepCall)
	}
	return c.post(f.AttrOr("action", ""), sent)
}

// A report begun from the card of a known pair says at once, on its pages and in its
// text for the log, which case that was and what is live there.
func TestAReportBegunFromACardDoesNotForgetIt(t *testing.T) {
	known := []string{"Live interim SPO", "not to approach within 100 m", "Live police bail", "Phone, weekdays 9 to 15", "Never leave a message"}
	for _, six := range []bool{true, false} {
		s := newSite(t)
		live := s.liveCase()
		h := s.signedIn("handler")
		p := h.beginFrom("Ffion Invented", six)
		check := func(where, got string) {
			t.Helper()
			at := strings.Index(got, live.ref)
			for _, want := range known {
				if i := strings.Index(strings.ToLower(got), strings.ToLower(want)); at < 0 || i < at {
					t.Errorf("six questions %v, %s: %q does not follow the reference: %s", six, where, want, got)
				}
			}
			if i := strings.Index(got, "NOT recorded"); i >= 0 && i < at || i >= 0 && strings.Contains(where, "text") {
				t.Errorf("six questions %v, %s: “not recorded” beside what is known: %s", six, where, got)
			}
		}
		check("the page", p.text("main"))
		if caret := p.Find("#f-s-safe-to-speak[autofocus]").Length() == 1; caret != six {
			t.Errorf("six questions %v: the caret begins in the first of them: %v", six, caret)
		}
		s.looked(t, live.id, p.path)
		p = h.onReport(p, url.Values{"s.safe_now": {"true"}, fieldBegun: {newEntryID()}})
		check("the next page", p.text("main"))
		if six {
			check("the text", p.text("#call-log"))
		}
		done := h.onReport(p, url.Values{fieldDo: {"record"}})
		ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
		check("the text with its reference", done.text("#call-log"))
		check("the case", done.text(".fs-call--begun"))
		check("its text later", h.get("/case/"+ref+"/log-text").text("#incident-log"))
		s.looked(t, live.id, "/case/{ref}/log-text")
		if got := h.get("/case/" + ref + "/same").text("main"); !strings.Contains(got, "Possibly the same") || !strings.Contains(got, live.ref) || strings.Contains(got, "Decided") {
			t.Errorf("whether they belong together is no longer asked: %s", got)
		}
		// Once that case is restricted, it is not there for whoever is outside.
		s.record("responder", live.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
		for _, path := range []string{"", "/log-text", "/history", "/same"} {
			if got := h.get("/case/" + ref + path).text("body"); strings.Contains(got, live.ref) || strings.Contains(got, "100 m") {
				t.Errorf("%s tells of a restricted case: %s", path, got)
			}
		}
		if got := s.signedIn("standards").get("/case/" + ref + "/log-text").text("main"); strings.Contains(got, live.ref) {
			t.Errorf("the text of a case open to the force names a restricted one: %s", got)
		}
	}
}

// Who does not see what the other case is told by is not told it here either, and the
// card of somebody else's report is no card of this one.
func TestAReportBegunWithoutACardNamesNoOther(t *testing.T) {
	s := newSite(t)
	live := s.liveCase()
	h := s.signedIn("handler")
	p := h.onReport(h.get("/report?as=call"), url.Values{"s.safe_now": {"true"}, fieldBegun: {live.id}})
	done := h.onReport(p, url.Values{fieldDo: {"record"}})
	if got := done.text("body"); strings.Contains(got, live.ref) || done.Find(".fs-call--begun").Length() > 0 {
		t.Errorf("a form that was sent says what it was begun from: %s", got)
	}
}

// looked fails where no look at a case by a route is on record.
func (s *site) looked(t *testing.T, id, path string) {
	t.Helper()
	p, err := s.Case(t.Context(), s.as("sergeant"), id)
	must(t, err)
	looks, err := s.WhoLooked(t.Context(), p, "", 50)
	must(t, err)
	if strings.HasPrefix(path, "/report/") {
		path = "/report/{id}/{step}"
	}
	if !slices.ContainsFunc(looks.Items, func(l casework.Looked) bool { return strings.Contains(l.Route, path) }) {
		t.Errorf("no look at the case it was begun from by %s: %+v", path, looks.Items)
	}
}
