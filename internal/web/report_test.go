package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/guidance"
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
	p := c.onReport(c.get("/report"), url.Values{"s.safe_now": {"true"}})
	p = c.onReport(p, url.Values{"v.details.name": {"Ffion Invented"}, "a.words": {"He keeps coming round."}})
	p = c.onReport(p, url.Values{"x.details.name": {"Steven Madeup"}, "x." + fieldOurs: {"false"}, "l.relationship": {"former_partner"},
		"i1.behaviours": {"following", "doxing"}, "i1.unwanted": {"true"}, "i1.occurred-said": {"last night"}, fieldDo: {"incident"}})
	if p.Find(`input[name="i1.behaviours"][value="doxing"][checked]`).Length() != 1 || p.Find("details[open] input[value=doxing]").Length() != 1 {
		t.Error("a less common behaviour that was ticked is folded away")
	}
	p = c.onReport(p, url.Values{"i2.behaviours": {"messages"}, "i2.unwanted": {"true"}, "i2.occurred-from-month": {"10"}, "i2.occurred-from-year": {"2026"}})
	p = c.onReport(p, url.Values{"f.fixated": {"true"}, "f.obsessive": {"s:asked_not_known"}, "f.unwanted": {"true"}, "f.repeated": {"true"}, "k.tool": {"dash"}, "k.tool_grade": {"medium"}, "k.judgement": {"high"}, fieldDo: {"to-people"}})
	p = c.onReport(p, url.Values{"v.details.phones": {"07700 900123"}})
	for _, want := range []string{"Ffion Invented", "He keeps coming round.", "Steven Madeup", "last night", "High"} {
		if !strings.Contains(p.text("main"), want) {
			t.Errorf("the last page does not show %q", want)
		}
	}
	if p.Find("#f-restrict").Length() > 0 {
		t.Error("a restriction is offered though the other person is known not to be police")
	}
	number := url.Values{"c.channel": {"phone"}, "c.may_leave_message": {"false"}, "r.channel": {"call_101"}, "r.external[0].system": {"Incident log"}, "r.external[0].number": {"FN-0042"}}
	check := filled(p.Find("main form.fs-form"))
	for name, values := range number {
		check[name] = values
	}
	done := c.onReport(p, number)
	if !strings.HasPrefix(done.path, "/case/FS-26-") || !strings.Contains(done.text("#log-text"), "Came by") {
		t.Fatalf("saving leads to %s: %s", done.path, done.text(".govuk-notification-banner"))
	}
	ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
	x := s.caseNow(ref)
	if len(x.Pairs) != 1 || x.Pairs[0].Relation.Value != casefile.FormerPartner || len(x.Pairs[0].Incidents.Items) != 2 || len(x.Accounts) != 1 || !x.Safety.Value || x.Person(x.Pairs[0].VictimID).SafeContact == nil {
		t.Fatalf("the case holds %+v", x.Pairs)
	}
	pair := x.Pairs[0]
	if pair.Grade.Value != casefile.High || !pair.Four.Fixated.Value || pair.Four.Obsessive.Status != fact.AskedNotKnown || len(x.External) != 1 || x.Channel.Value != casefile.Call101 {
		t.Errorf("the case holds grade %v, FOUR %+v, numbers %v, channel %v", pair.Grade, pair.Four, x.External, x.Channel)
	}
	if pair.Actor.PoliceWorker.Status != fact.Known || x.PoliceLink.Status != fact.Known {
		t.Errorf("works for the police: %v of the person, %v of the report", pair.Actor.PoliceWorker, x.PoliceLink)
	}
	s.presumesStalking(ref, pair.ID)
	// Sent again, it is the same case.
	again := c.post("/report/"+strings.Split(p.path, "/")[2]+"/leave", check)
	if cases, err := s.Cases(t.Context(), s.as("sergeant"), casework.Filter{}, "", 10); err != nil || len(cases.Items) != 1 {
		t.Errorf("sent twice there are %d cases (%v); the second answers %d", len(cases.Items), err, again.status)
	}
}

// presumesStalking checks that a former partner's unwanted acts point to stalking
// by presumption and that somebody has to decide (APP 1.3, 4.3).
func (s *site) presumesStalking(ref, pair string) {
	s.t.Helper()
	p, err := s.Case(s.t.Context(), s.as("responder"), ref)
	must(s.t, err)
	presumed := slices.ContainsFunc(p.Findings.Advice, func(a guidance.Advice) bool {
		return a.Pair == pair && a.PointsTo == "stalking" &&
			slices.ContainsFunc(a.For, func(r guidance.Reason) bool { return r.Clause == "class.former_partner.presume_stalking" })
	})
	due := slices.ContainsFunc(p.Findings.Obligations, func(f guidance.Finding) bool {
		return f.Clause == "classification.decided" && f.Pair == pair && f.State == guidance.Outstanding
	})
	if !presumed || !due {
		s.t.Errorf("stalking presumed: %v, a decision due: %v; advice %+v", presumed, due, p.Findings.Advice)
	}
}

func TestAReportNeedsNothingAndTakesAnUnknownPerson(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-acts"}})
	p = c.onReport(p, url.Values{"a.words": {"Somebody follows me."}, fieldDo: {"to-leave"}})
	done := c.onReport(p, nil)
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	if len(x.Pairs) != 1 || x.Pairs[0].ActorKind != casefile.ActorUnknown || x.Pairs[0].Label != "Unknown person 1" {
		t.Errorf("the case holds %+v", x.Pairs)
	}
}

func TestAReportIsKeptAsADraftPageByPage(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{"s.safe_now": {"false"}, "s.action": {"sent a unit"}})
	c.onReport(p, url.Values{"v.details.name": {"Ffion Invented"}, fieldDo: {"draft"}})
	again := s.signedIn("responder")
	href, ok := again.get("/drafts").Find(".fs-draft a").Attr("href")
	if !ok {
		t.Fatal("the report is not among the drafts")
	}
	first := again.get(href)
	if got := first.text(`textarea[name="s.action"]`); got != "sent a unit" {
		t.Errorf("page one holds %q", got)
	}
	untick := filled(first.Find("main form.fs-form"))
	untick.Set("s.safe_now", "")
	again.post(first.path, untick)
	if third := again.get(first.path); third.Find(`input[name="s.safe_now"][value="false"][checked]`).Length() > 0 {
		t.Error("an answer taken back is still there")
	}
	second := again.onReport(again.get(first.path), url.Values{fieldDo: {"to-account"}})
	if got := second.Find(`input[name="v.details.name"]`).AttrOr("value", ""); got != "Ffion Invented" {
		t.Errorf("page two holds %q", got)
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
			p := c.onReport(c.onReport(c.get("/report"), url.Values{fieldDo: {"to-acts"}}), url.Values{"x." + fieldOurs: {said}, fieldDo: {"to-account"}})
			p = c.onReport(p, url.Values{"v.details.name": {"Ffion Invented"}, fieldDo: {"to-leave"}})
			if p.Find("#f-restrict").Length() != 1 {
				t.Fatal("no restriction is offered")
			}
			for _, guardian := range []string{"", "detective"} {
				if refused := c.submit(p, "main form.fs-form", url.Values{fieldRestrict: {"yes"}, fieldGuardian: {guardian}}); refused.status != http.StatusUnprocessableEntity {
					t.Fatalf("with guardian %q it answers %d", guardian, refused.status)
				}
			}
			done := c.onReport(p, url.Values{fieldRestrict: {"yes"}, fieldGuardian: {"standards"}})
			path := strings.Split(done.path, "?")[0]
			for who, want := range map[string]int{"standards": http.StatusOK, "sergeant": http.StatusNotFound, "detective": http.StatusNotFound, "suspect": http.StatusNotFound} {
				if got := s.signedIn(who).get(path); got.status != want {
					t.Errorf("%s: %d; want %d", who, got.status, want)
				}
			}
			if got := c.get(path); got.status != http.StatusOK {
				t.Errorf("whoever took it: %d", got.status)
			}
			if got := s.signedIn("sergeant").get("/case/FS-26-2222222"); got.text("main") != s.signedIn("detective").get(path).text("main") {
				t.Error("a hidden case and no case look different")
			}
		})
	}
}

// APP 5.2: not restricted, the case still does not exist for the officer it is
// about, whether they were named from the register or only by their name.
func TestAReportAboutAnOfficerIsNotThereForThem(t *testing.T) {
	tests := map[string]url.Values{
		"named from the register":      {"x." + fieldOurs: {"true"}, "x.details.staff": {"PC Simon Example"}},
		"known by staff number":        {"x." + fieldOurs: {""}, "x.details.staff": {"suspect"}},
		"by name, nobody named so far": {"x." + fieldOurs: {"true"}, "x.details.name": {"simon EXAMPLE"}},
	}
	for name, said := range tests {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			c := s.signedIn("responder")
			p := c.onReport(c.get("/report"), url.Values{"s.safe_now": {"true"}, fieldDo: {"to-acts"}})
			said.Set(fieldDo, "to-leave")
			p = c.onReport(p, said)
			done := c.onReport(p, nil)
			path := strings.Split(done.path, "?")[0]
			if got := s.signedIn("suspect").get(path); got.status != http.StatusNotFound {
				t.Errorf("the officer it is about opens it: %d", got.status)
			}
			if got := s.signedIn("sergeant").get(path); got.status != http.StatusOK {
				t.Errorf("their sergeant: %d", got.status)
			}
			x := s.caseNow(strings.TrimPrefix(path, "/case/"))
			if w := x.Pairs[0].Actor.PoliceWorker; !w.Known() || !w.Value || !strings.EqualFold(string(x.Pairs[0].Actor.Name.Value), "Simon Example") {
				t.Errorf("the suspect is %q and works for the police: %v", x.Pairs[0].Actor.Name.Value, w)
			}
			ways := done.Find(".govuk-notification-banner a.govuk-button")
			if href := ways.First().AttrOr("href", ""); !strings.Contains(href, "/record/AccessRestricted") {
				t.Errorf("the first way on leads to %q", href)
			}
		})
	}
}

func TestAnUnknownOfficerIsNoPersonOfTheCase(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-acts"}})
	p = c.onReport(p, url.Values{"x." + fieldOurs: {"true"}, fieldDo: {"to-leave"}})
	done := c.onReport(p, nil)
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	if len(x.Pairs) != 0 || !x.PoliceLink.Known() || !x.PoliceLink.Value {
		t.Errorf("pairs %v, other person works for the police %v", x.Pairs, x.PoliceLink)
	}
}

func TestATimeNobodyCanReadIsShownAtTheEndAndSaved(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-acts"}})
	p = c.onReport(p, url.Values{"i1.occurred-said": {"in days of yore"}, "i1.behaviours": {"following"}, "a.words": {"He came."}, fieldDo: {"incident"}})
	p = c.onReport(p, url.Values{"i2.occurred-from-day": {"32"}, "i2.occurred-from-month": {"Febtober"}, "i2.behaviours": {"messages"}, fieldDo: {"to-leave"}})
	for n, said := range []string{"“in days of yore”", "“32 Febtober”"} {
		card := p.Find(".govuk-summary-card").FilterFunction(func(_ int, card *goquery.Selection) bool {
			return strings.Contains(card.Find(".govuk-summary-card__title").Text(), incidentTitle(n))
		})
		if first := card.Find(".govuk-summary-list__row").First().Text(); !strings.Contains(first, said) || !strings.Contains(first, "could not be read") {
			t.Errorf("incident %d begins with %q", n+1, first)
		}
	}
	done := c.onReport(p, nil)
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	var kept []string
	for _, i := range x.Pairs[0].Incidents.Items {
		kept = append(kept, i.Occurred.Said)
		if i.When.Known() {
			t.Errorf("%q was placed in time: %v", i.Occurred.Said, i.When)
		}
	}
	slices.Sort(kept)
	if !slices.Equal(kept, []string{"32 Febtober", "in days of yore"}) {
		t.Errorf("kept as %q", kept)
	}
}

func TestANameNobodyBearsStaysOnItsPageAndIsKept(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-acts"}})
	bad := c.submit(p, "main form.fs-form", url.Values{"x.details.staff": {"PC Nobody"}, "x.details.name": {"Steven Madeup"}})
	if bad.status != http.StatusUnprocessableEntity {
		t.Fatalf("answered %d", bad.status)
	}
	href := bad.Find(".govuk-error-summary a").AttrOr("href", "")
	if href == "" || bad.Find(href).Length() != 1 {
		t.Errorf("the summary leads to %q", href)
	}
	if got := filled(bad.Find("main form.fs-form")); got.Get("x.details.staff") != "PC Nobody" || got.Get("x.details.name") != "Steven Madeup" {
		t.Errorf("typed values are lost: %v", got)
	}
}

func TestEveryBehaviourIsAskedOnce(t *testing.T) {
	asked := slices.Clone(commonest)
	for _, g := range behaviourGroups {
		asked = append(asked, g.Codes...)
	}
	slices.Sort(asked)
	all := casefile.Behaviour("").Codes()
	slices.Sort(all)
	if !slices.Equal(asked, all) || len(commonest) != 10 {
		t.Errorf("asked: %v; the kind has: %v", asked, all)
	}
}

func TestHowItReachedUsIsOfferedByRole(t *testing.T) {
	s := newSite(t)
	for who, want := range map[string]string{"responder": "in_person", "handler": ""} {
		c := s.signedIn(who)
		p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-leave"}})
		if got := p.Find(`select[name="r.channel"] option[selected]`).AttrOr("value", ""); got != want {
			t.Errorf("%s is offered %q; want %q", who, got, want)
		}
		p = c.onReport(p, url.Values{"r.channel": {""}, fieldDo: {"to-safe"}})
		p = c.onReport(p, url.Values{fieldDo: {"to-leave"}})
		if got := p.Find(`select[name="r.channel"] option[selected]`).AttrOr("value", ""); got != "" {
			t.Errorf("%s took the answer back and is offered %q again", who, got)
		}
	}
}

func TestAfterAReportTheWaysOnAreThoseStillOpen(t *testing.T) {
	s := newSite(t)
	for _, judged := range []string{"", "high"} {
		c := s.signedIn("responder")
		p := c.onReport(c.get("/report"), url.Values{"s.safe_now": {"true"}, fieldDo: {"to-judge"}})
		p = c.onReport(p, url.Values{"k.judgement": {judged}})
		done := c.onReport(p, nil)
		var to []string
		done.Find(".govuk-notification-banner a.govuk-button").Each(func(_ int, a *goquery.Selection) { to = append(to, a.AttrOr("href", "")) })
		has := func(kind string) bool {
			return slices.ContainsFunc(to, func(href string) bool { return strings.Contains(href, "/record/"+kind) })
		}
		if first := done.text(".govuk-notification-banner a.govuk-button:first-child"); judged == "" && first != "Judge the risk" {
			t.Errorf("the duty that is said to be next leads the ways on; %q does", first)
		}
		if has("RiskAssessed") == (judged != "") || !has("CaseHandedOver") || has("AccessRestricted") {
			t.Errorf("risk judged %q: the ways on are %v", judged, to)
		}
		for _, href := range to {
			if got := c.get(href); got.status != http.StatusOK {
				t.Errorf("%s answers %d", href, got.status)
			}
		}
	}
}

func TestWhetherTheVictimIsSafeComesBeforeTheRisk(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-acts"}})
	p = c.onReport(p, url.Values{"a.words": {"He came."}, "i1.behaviours": {"following"}, fieldDo: {"to-leave"}})
	done := c.onReport(p, nil)
	href := done.Find(".govuk-notification-banner a.govuk-button").First().AttrOr("href", "")
	if !strings.Contains(href, "/record/ImmediateSafetyRecorded") {
		t.Errorf("the first way on leads to %q", href)
	}
}

// "Check what is written" shows a long account whole, what was added to it, and says
// "nothing yet" of no account that is there.
func TestTheCheckShowsTheAccountThatWasTyped(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	long := strings.TrimSpace(strings.Repeat("He waits by the bus stop and sends messages at night. ", 60))
	p := c.onReport(c.onReport(c.get("/report"), nil), url.Values{"a.words": {long}, fieldDo: {"to-acts"}})
	p = c.onReport(p, url.Values{"i1.behaviours": {"loitering"}, fieldDo: {"to-account"}})
	p = c.onReport(p, url.Values{accountMore: {"Then flowers came."}, fieldDo: {"to-leave"}})
	written := p.text("details:contains('Check what is written')")
	if !strings.Contains(written, long) || !strings.Contains(written, "Then flowers came.") || strings.Contains(written, "In their own words Nothing yet") {
		t.Errorf("what is written says %.900q", written)
	}
}
