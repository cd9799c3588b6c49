package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// arrested is a case, and the arrest of its suspect an hour ago, which is not recorded yet.
func arrested(s *site) (reported, casefile.Event) {
	s.t.Helper()
	r, _ := owned(s)
	a := s.event("SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(r.actor), Station: "Fernham"})
	a.Occurred = calendar.At(s.now.Add(-time.Hour))
	return r, a
}

// heldCase is a case whose suspect is in custody and is to be released in four hours.
func heldCase(s *site) (r reported, arrest string) {
	s.t.Helper()
	r, a := arrested(s)
	plan := s.event("SafetyPlanMade", casefile.SafetyPlanMade{Person: casefile.PersonID(r.victim)})
	plan.Known = s.now.AddDate(0, 0, -1)
	s.record("detective", r.id, a, plan,
		s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(a.ID), At: fact.Of(calendar.At(s.now.Add(4 * time.Hour)))}),
		s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("text"))}))
	return r, a.ID
}

func TestEveryPageOfACaseSaysThatTheSuspectIsHeldAndUntilWhen(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	c := s.signedIn("detective")
	want := "In custody, release planned today " + calendar.ClockTime(s.now.Add(4*time.Hour))
	if calendar.DateOf(s.now) != calendar.DateOf(s.now.Add(4*time.Hour)) {
		want = "In custody, release planned tomorrow " + calendar.ClockTime(s.now.Add(4*time.Hour))
	}
	for _, part := range []string{"", "/people", "/duties", "/release/" + arrest} {
		if got := c.get("/case/" + r.ref + part).text(".fs-identity"); !strings.Contains(got, want) {
			t.Errorf("%q says %q; want %q", part, got, want)
		}
	}
	s.record("detective", r.id, s.event("SuspectReleased", casefile.SuspectReleased{Arrest: casefile.ArrestID(arrest)}))
	if got := c.get("/case/" + r.ref).text("main, .fs-identity"); strings.Contains(got, "In custody, release") {
		t.Error("somebody released is still said to be in custody")
	}
}

func TestEachStepBeforeAReleaseIsOneTap(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	s.now = s.now.Add(5 * time.Minute)
	c := s.signedIn("detective")
	page := "/case/" + r.ref + "/release/" + arrest
	steps := map[string]struct {
		kind   string
		extra  url.Values
		expect func(*casefile.Case) bool
	}{
		"reached": {"VictimContacted", url.Values{"wanted": {"release", "charge"}}, func(x *casefile.Case) bool {
			k := x.Contacts[len(x.Contacts)-1]
			return k.Outcome.Value == "spoke" && k.Data.Channel == fact.Answer[casefile.ContactChannel]{} && slices.Equal(k.Topics, []casefile.Topic{"release"})
		}},
		"no-answer": {"VictimContacted", nil, func(x *casefile.Case) bool { return x.Contacts[len(x.Contacts)-1].Outcome.Value == "no_answer" }},
		"not-safe":  {"VictimContacted", nil, func(x *casefile.Case) bool { return x.Contacts[len(x.Contacts)-1].Outcome.Value == "not_safe_to_speak" }},
		"custody-told": {"CustodyTold", nil, func(x *casefile.Case) bool {
			return len(x.Arrests[0].CustodyTold) == 1 && string(x.Arrests[0].CustodyTold[0].PairID) == r.pair
		}},
		"views": {"ConditionViewsRecorded", url.Values{"wanted": {"no_contact", "curfew", "made up"}}, func(x *casefile.Case) bool {
			return slices.Equal(x.Views[0].Data.Wanted, []casefile.BailTerm{"no_contact", "curfew"}) && x.Views[0].Sought.Value
		}},
		"judge-high": {"RiskAssessed", nil, func(x *casefile.Case) bool { return x.Pairs[0].Grade.Value == casefile.High }},
		"plan":       {"SafetyPlanReviewed", nil, func(x *casefile.Case) bool { return len(x.Plans[0].Reviews) == 1 }},
		"patrol":     {"SafetyMeasureSet", nil, func(x *casefile.Case) bool { return x.Measures[0].Measure.Value == "patrols" && x.Measures[0].Owned }},
		"inspector":  {"SpecialistAsked", nil, func(x *casefile.Case) bool { return x.Specialists[0].Of.Value == "duty_inspector" }},
	}
	for _, do := range []string{"no-answer", "not-safe", "custody-told", "inspector", "views", "judge-high", "plan", "patrol", "reached"} {
		step := steps[do]
		p := c.get(page)
		button := p.Find(`button[name="_do"][value="` + do + `"]`)
		if button.Length() != 1 {
			t.Errorf("%d buttons for %q before it was done", button.Length(), do)
			continue
		}
		fields := url.Values{"_do": {do}}
		button.Closest("form").Find(`input[type="hidden"]`).Each(func(_ int, f *goquery.Selection) { fields.Set(f.AttrOr("name", ""), f.AttrOr("value", "")) })
		for name, values := range step.extra {
			fields[name] = values
		}
		sent := c.post(page, fields)
		again := c.post(page, fields)
		if sent.status != http.StatusOK || again.status != http.StatusOK {
			t.Fatalf("%s answers %d, sent again %d: %s", do, sent.status, again.status, sent.text("main"))
		}
		history := s.caseNow(r.id).History
		n := 0
		for _, e := range history {
			if e.ID == fields.Get("_id") {
				n++
			}
		}
		if last := history[len(history)-1]; last.Kind != step.kind || n != 1 {
			t.Errorf("%s recorded %s, %d times; want one %s", do, last.Kind, n, step.kind)
		}
		if !step.expect(s.caseNow(r.id).CaseView.Case) {
			t.Errorf("%s recorded something else: %s", do, history[len(history)-1].Data)
		}
	}
	s.record("detective", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(false), Decision: "Nothing more than the plan."}))
	p := c.get(page)
	if got := p.text(".fs-release"); !strings.Contains(got, "all done") || p.Find(`.fs-release button`).Length() != 0 {
		t.Errorf("after every step the set says %q", got)
	}
}

func TestATapThatThePageDoesNotOfferRecordsNothing(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	c := s.signedIn("detective")
	page := "/case/" + r.ref + "/release/" + arrest
	before := len(s.caseNow(r.id).History)
	for what, fields := range map[string]url.Values{
		"no id":          {"_do": {"reached"}, "pair": {r.pair}},
		"no such step":   {"_do": {"waive"}, "pair": {r.pair}, "_id": {newEntryID()}},
		"no such pair":   {"_do": {"reached"}, "pair": {newEntryID()}, "_id": {newEntryID()}},
		"no such grade":  {"_do": {"judge-none"}, "pair": {r.pair}, "_id": {newEntryID()}},
		"another arrest": nil,
	} {
		path := page
		if fields == nil {
			path, fields = "/case/"+r.ref+"/release/"+newEntryID(), url.Values{"_do": {"reached"}, "pair": {r.pair}, "_id": {newEntryID()}}
		}
		if sent := c.post(path, fields); sent.status == http.StatusOK {
			t.Errorf("%s: answered as if it were recorded", what)
		}
	}
	if after := len(s.caseNow(r.id).History); after != before {
		t.Errorf("%d entries were recorded", after-before)
	}
}

func TestNothingRecordedOfOrdersIsNotTheSameAsNone(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	says := func() string { return c.get("/case/" + r.ref).text(`section[aria-labelledby="custody-title"]`) }
	if got := says(); !strings.Contains(got, "orders not checked yet") || !strings.Contains(got, "bail not checked yet") {
		t.Errorf("nothing checked reads %q", got)
	}
	check := s.event("CheckRequested", casefile.CheckRequested{System: "orders"})
	s.record("detective", r.id, check, s.event("CheckFailed", casefile.CheckFailed{Check: casefile.CheckID(check.ID)}))
	if got := says(); !strings.Contains(got, "orders could not be checked") {
		t.Errorf("a failed check reads %q", got)
	}
	s.record("detective", r.id, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(check.ID), Result: casefile.NoTrace}),
		s.event("OrderNoted", casefile.OrderNoted{Person: casefile.PersonID(r.actor), Order: fact.Of(casefile.OrderKind("non_molestation")), Terms: []casefile.Line{"Not to go within 100 metres of her home."}}))
	if got := says(); !strings.Contains(got, "service not recorded") || !strings.Contains(got, "100 metres") || !strings.Contains(got, "taken to be in force") {
		t.Errorf("an order of which little is known reads %q", got)
	}
}

func TestTheReleasePageIsCleanAtBothWidths(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "detective")
		for name, path := range map[string]string{"release": "/case/" + r.ref + "/release/" + arrest, "held-case": "/case/" + r.ref, "held-course": "/case/" + r.ref + "/course"} {
			if status := p.Open(base + path); status != http.StatusOK {
				t.Errorf("%s answers %d", path, status)
			}
			p.Axe(t)
			for _, o := range p.HorizontalScroll() {
				if !strings.Contains(o.Selector, "figure") { // the picture scrolls in its own frame
					t.Errorf("%s at %d px: %s", name, w.width, o)
				}
			}
			p.Screenshot(fmt.Sprintf("%s-%d", name, w.width))
		}
	}
}
