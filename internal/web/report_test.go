package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// onReport sends the page of a report as it stands, changed by what is given.
func (c *client) onReport(p shown, change url.Values) shown {
	c.t.Helper()
	next := c.submit(p, "main form.fs-form", change)
	if next.status != http.StatusOK {
		c.t.Fatalf("%s answers %d: %s", p.path, next.status, next.text("main"))
	}
	return next
}

func TestAReportBecomesACaseInSixPages(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{"r.channel": {"call_101"}, "r.external[0].system": {"Incident log"}, "r.external[0].number": {"FN-0042"}, "r.other_works_for_police": {"false"}})
	p = c.onReport(p, url.Values{"s.safe_now": {"true"}})
	p = c.onReport(p, url.Values{"v.details.name": {"Ffion Invented"}, "v.details.phones": {"07700 900123"}, "c.channel": {"phone"}, "c.may_leave_message": {"false"}})
	p = c.onReport(p, url.Values{"a.words": {"He keeps coming round."}, "i1.behaviours": {"following"}, "i1.occurred-said": {"last night"}, fieldDo: {"incident"}})
	p = c.onReport(p, url.Values{"i2.behaviours": {"messages"}, "i2.occurred-from-month": {"10"}, "i2.occurred-from-year": {"2026"}})
	p = c.onReport(p, url.Values{"x.details.name": {"Steven Madeup"}, "l.relationship": {"former_partner"}})
	for _, want := range []string{"Ffion Invented", "FN-0042", "He keeps coming round.", "Steven Madeup", "last night"} {
		if !strings.Contains(p.text("main"), want) {
			t.Errorf("the last page does not show %q", want)
		}
	}
	if p.Find("#f-restrict").Length() > 0 {
		t.Error("a restriction is offered though the other person is known not to be police")
	}
	check := filled(p.Find("main form.fs-form"))
	done := c.onReport(p, nil)
	if !strings.HasPrefix(done.path, "/case/FS-26-") || !strings.Contains(done.text("#log-text"), "Came by") {
		t.Fatalf("saving leads to %s: %s", done.path, done.text(".govuk-notification-banner"))
	}
	ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
	x := s.caseNow(ref)
	if len(x.Pairs) != 1 || x.Pairs[0].Relation.Value != casefile.FormerPartner || len(x.Pairs[0].Incidents.Items) != 2 || len(x.Accounts) != 1 || !x.Safety.Value || x.Person(x.Pairs[0].VictimID).SafeContact == nil {
		t.Errorf("the case holds %+v", x.Pairs)
	}
	// Sent again, it is the same case.
	again := c.post("/report/"+strings.Split(p.path, "/")[2]+"/check", check)
	if cases, err := s.Cases(t.Context(), s.as("sergeant"), casework.Filter{}, "", 10); err != nil || len(cases.Items) != 1 {
		t.Errorf("sent twice there are %d cases (%v); the second answers %d", len(cases.Items), err, again.status)
	}
}

func TestAReportNeedsNothingAndTakesAnUnknownPerson(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-account"}})
	p = c.onReport(p, url.Values{"a.words": {"Somebody follows me."}, fieldDo: {"to-check"}})
	done := c.onReport(p, nil)
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	if len(x.Pairs) != 1 || x.Pairs[0].ActorKind != casefile.ActorUnknown || x.Pairs[0].Label != "Unknown person 1" {
		t.Errorf("the case holds %+v", x.Pairs)
	}
}

func TestAReportIsKeptAsADraftPageByPage(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{"r.channel": {"call_101"}})
	c.onReport(p, url.Values{"s.safe_now": {"false"}, "s.action": {"sent a unit"}, fieldDo: {"draft"}})
	again := s.signedIn("responder")
	href, ok := again.get("/drafts").Find(".fs-draft a").Attr("href")
	if !ok {
		t.Fatal("the report is not among the drafts")
	}
	first := again.get(href)
	if got := first.Find(`select[name="r.channel"] option[selected]`).AttrOr("value", ""); got != "call_101" {
		t.Errorf("page one holds %q", got)
	}
	second := again.onReport(first, url.Values{fieldDo: {"to-safe"}})
	if got := second.text(`textarea[name="s.action"]`); got != "sent a unit" {
		t.Errorf("page two holds %q", got)
	}
	untick := filled(second.Find("main form.fs-form"))
	untick.Set("s.safe_now", "")
	again.post(second.path, untick)
	if third := again.get(second.path); third.Find(`input[name="s.safe_now"][value="false"][checked]`).Length() > 0 {
		t.Error("an answer taken back is still there")
	}
	if other := s.signedIn("sergeant").get(href); other.status != http.StatusNotFound {
		t.Errorf("somebody else opens the draft: %d", other.status)
	}
}

func TestAReportAboutOneOfOursIsRestrictedFromItsFirstSave(t *testing.T) {
	for _, said := range []string{"true", "s:asked_not_known"} {
		t.Run(said, func(t *testing.T) {
			s := newSite(t)
			c := s.signedIn("responder")
			p := c.onReport(c.get("/report"), url.Values{"r.other_works_for_police": {said}, fieldDo: {"to-victim"}})
			p = c.onReport(p, url.Values{"v.details.name": {"Ffion Invented"}, fieldDo: {"to-check"}})
			if p.Find("#f-restrict").Length() != 1 {
				t.Fatal("no restriction is offered")
			}
			refused := c.submit(p, "main form.fs-form", url.Values{fieldRestrict: {"yes"}})
			if refused.status != http.StatusUnprocessableEntity {
				t.Fatalf("without a guardian it answers %d", refused.status)
			}
			done := c.onReport(refused, url.Values{fieldRestrict: {"yes"}, fieldGuardian: {"standards"}})
			path := strings.Split(done.path, "?")[0]
			for who, want := range map[string]int{"responder": http.StatusOK, "standards": http.StatusOK, "sergeant": http.StatusNotFound, "detective": http.StatusNotFound, "suspect": http.StatusNotFound} {
				if got := c.get(path); who == "responder" && got.status != want {
					t.Errorf("whoever took it: %d", got.status)
				} else if who != "responder" {
					if got := s.signedIn(who).get(path); got.status != want {
						t.Errorf("%s: %d; want %d", who, got.status, want)
					}
				}
			}
			if got := s.signedIn("sergeant").get("/case/FS-26-2222222"); got.text("main") != s.signedIn("detective").get(path).text("main") {
				t.Error("a hidden case and no case look different")
			}
		})
	}
}

func TestABadTimeStaysOnItsPageAndIsKept(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-account"}})
	bad := c.submit(p, "main form.fs-form", url.Values{"i1.occurred-said": {"in days of yore"}, "a.words": {"He came."}})
	if bad.status != http.StatusUnprocessableEntity {
		t.Fatalf("answered %d", bad.status)
	}
	href := bad.Find(".govuk-error-summary a").AttrOr("href", "")
	if href == "" || bad.Find(href).Length() != 1 {
		t.Errorf("the summary leads to %q", href)
	}
	if got := filled(bad.Find("main form.fs-form")); got.Get("i1.occurred-said") != "in days of yore" || got.Get("a.words") != "He came." {
		t.Errorf("typed values are lost: %v", got)
	}
}
