package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/browsertest"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// planned is a case with a plan for the victim, a step, and somebody else in danger.
func planned(s *site) (r reported, step, sister string) {
	s.t.Helper()
	r = s.rich()
	other := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.SecondaryVictim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gwen Invented"))}})
	m := s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: casefile.PersonID(r.victim), Measure: fact.Of(casefile.SafetyMeasure("home_security")), What: "Second lock on the back door", Owner: "responder", Due: londonDay(s.t, "2026-11-19")})
	s.record("responder", r.id, other, m,
		s.event("SafetyPlanMade", casefile.SafetyPlanMade{Person: casefile.PersonID(r.victim), Words: "I keep my phone charged. My sister rings at nine each night.", Agreed: fact.Of(true), Review: londonDay(s.t, "2026-11-18")}))
	return r, m.ID, other.ID
}

func TestEachPersonInDangerHasAPlanOfTheirOwn(t *testing.T) {
	s := newSite(t)
	r, _, sister := planned(s)
	c := s.signedIn("responder")
	p := c.get("/case/" + r.ref + "/safety")
	hers, theirs := p.text(`[aria-labelledby="safety-`+r.victim+`"]`), p.text(`[aria-labelledby="safety-`+sister+`"]`)
	for _, want := range []string{"I keep my phone charged", "Agreed with them", "Yes", "Overdue", "Second lock on the back door", "PC Rhian Example, by Thu 19 Nov 2026", "Not asked yet. Ask before a copy is given"} {
		if !strings.Contains(hers, want) {
			t.Errorf("the victim's part lacks %q: %s", want, hers)
		}
	}
	if !strings.Contains(theirs, "secondary victim") || !strings.Contains(theirs, "No plan yet") || strings.Contains(theirs, "phone charged") {
		t.Errorf("the other's part reads %q", theirs)
	}
	if href := p.Find(`[aria-labelledby="safety-`+sister+`"] a[href*="SafetyPlanMade"]`).AttrOr("href", ""); !strings.Contains(href, "person="+sister) {
		t.Errorf("their plan is made by %q", href)
	}
	if got := c.get("/case/" + r.ref).text(`section[aria-labelledby="safety-title"]`); !strings.Contains(got, "1 safety plan; no plan yet for Gwen Invented; 1 of the steps still to do") {
		t.Errorf("the case says %q", got)
	}
	outside := s.signedIn("detective").get("/case/" + r.ref + "/safety").text("main")
	if strings.Contains(outside, "Second lock") || !strings.Contains(outside, "Withheld") {
		t.Errorf("who does not work the case reads %q", outside)
	}
}

func TestNothingConsideredOfAThreatToLifeIsNotTheSameAsNone(t *testing.T) {
	s := newSite(t)
	r, _, _ := planned(s)
	c := s.signedIn("responder")
	reads := func(c *client) string {
		part := c.get("/case/" + r.ref + "/safety").Find(`[aria-labelledby="threats-title"]`)
		part.Find("dt").AppendHtml(": ")
		return strings.Join(strings.Fields(part.Text()), " ")
	}
	says := func() string { return reads(c) }
	if got := says(); !strings.Contains(got, "Not considered yet") {
		t.Errorf("before: %q", got)
	}
	s.record("responder", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(true), Decision: "Patrols and a safe place tonight"}))
	for _, want := range []string{"There is a threat to life", "Duty inspector told: nobody is recorded as told", "Decided: Patrols", "Decided by: not recorded", "Person in danger told of it: Not asked yet", "Looked at again: no day set", "Firearms licence checked: Not asked yet"} {
		if got := says(); !strings.Contains(got, want) {
			t.Errorf("nothing more recorded, and %q is missing: %q", want, got)
		}
	}
	s.record("responder", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(true), Basis: "He named the day", Decision: "Patrols and a safe place tonight",
		Inspector: "sergeant", DecidedBy: "sergeant", Told: fact.Of(false), ToldHow: "She is in hospital and asleep: told in the morning", Warned: fact.Of(false), Review: calendar.Date{Year: 2026, Month: 11, Day: 22}}))
	for _, want := range []string{"Why: He named the day", "Duty inspector told: PS Sara Example", "Person in danger told of it: No. She is in hospital", "Suspect warned: No", "Looked at again: Sun 22 Nov 2026"} {
		if got := says(); !strings.Contains(got, want) {
			t.Errorf("all recorded, and %q is missing: %q", want, got)
		}
	}
	if n := s.caseNow(r.id).Pairs[0].Life; n[0].WhyUntold || !n[1].WhyUntold {
		t.Errorf("why they are not told was written once, and stands as %t and %t", n[0].WhyUntold, n[1].WhyUntold)
	}
	outside := reads(s.signedIn("other"))
	if !strings.Contains(outside, "There is a threat to life") || strings.Contains(outside, "hospital") || strings.Contains(outside, "named the day") || strings.Contains(outside, "Why") {
		t.Errorf("who is outside the case reads %q", outside)
	}
	s.record("responder", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(false), Basis: "He is in prison."}))
	if got := says(); !strings.Contains(got, "No threat to life found") || !strings.Contains(got, "Considered 3 times") {
		t.Errorf("later: %q", got)
	}
}

func TestAStepIsSettledAndAPlanGoneThroughOnThePage(t *testing.T) {
	s := newSite(t)
	r, step, _ := planned(s)
	c := s.signedIn("responder")
	page := "/case/" + r.ref + "/safety"
	f := tapFields(t, c.get(page), `#text-`+step+` ~ *, input[value="`+step+`"] ~ .govuk-button-group button[value="step-done"]`)
	f.Set("text", "Fitted by the locksmith")
	for range 2 {
		if got := c.post(page, f); got.status != http.StatusOK {
			t.Fatalf("a step: %d %s", got.status, got.text("main"))
		}
	}
	if m := s.caseNow(r.id).Measures[0]; m.Outcome.Value != "done" || m.Words != "Fitted by the locksmith" {
		t.Errorf("%+v", m)
	}
	f = tapFields(t, c.get(page), `button[value="reviewed"]`)
	name := "review-" + r.victim + "."
	f.Set(name+"next_review-day", "31")
	f.Set(name+"next_review-month", "11")
	f.Set(name+"next_review-year", "2026")
	got := c.post(page, f)
	if link := got.Find(".govuk-error-summary a").AttrOr("href", "#none"); got.status != http.StatusUnprocessableEntity || got.Find(link).Length() != 1 {
		t.Errorf("31 November: %d, %q", got.status, link)
	}
	f.Set(name+"next_review-day", "30")
	f.Set(name+"changed", "The sister is away.")
	if got := c.post(page, f); got.status != http.StatusOK {
		t.Fatalf("%d", got.status)
	}
	if plan := s.caseNow(r.id).Plans[0]; len(plan.Reviews) != 1 || plan.Review.String() != "2026-11-30" || plan.Reviews[0].Data.Changed != "The sister is away." {
		t.Errorf("%+v", plan)
	}
}

// Three taps: two pieces of advice and the button.
func TestAdviceIsRecordedInFewTapsForWhatIsOnRecord(t *testing.T) {
	s := newSite(t)
	r, _, sister := planned(s)
	c := s.signedIn("responder")
	page := "/case/" + r.ref + "/safety"
	p := c.get(page)
	part := p.Find(`[aria-labelledby="safety-` + r.victim + `"]`)
	for _, want := range []string{"because: former partner", "because: messaging app", "because: hanging around"} {
		if !strings.Contains(strings.ToLower(part.Text()), want) {
			t.Errorf("the advice does not say %q", want)
		}
	}
	if other := p.Find(`[aria-labelledby="safety-` + sister + `"]`).Text(); strings.Contains(other, "because:") {
		t.Error("somebody to whom nothing was done is offered advice because of it")
	}
	offered := map[string]int{}
	part.Find(`input[name="advice"]`).Each(func(_ int, x *goquery.Selection) { offered[x.AttrOr("value", "")]++ })
	for _, a := range s.web.adviceOffered() {
		if offered[a.Key()] != 1 {
			t.Errorf("%s is offered %d times", a.Key(), offered[a.Key()])
		}
	}
	for _, code := range casefile.CautionedAdvice() {
		if offered[code+"/"] != 0 {
			t.Errorf("%s is offered", code)
		}
	}
	f := tapFields(t, c.get(page), `input[value="`+r.victim+`"] ~ button[value="advise"]`)
	if got := c.post(page, f); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), "Tick the advice") {
		t.Errorf("nothing ticked: %d", got.status)
	}
	f["advice"] = []string{"keep_log/", "limit_location/dating_app", "told_to_block/", "made_up/"}
	f.Set("advice-"+r.victim+".safe_to_follow", "true")
	for range 2 {
		if got := c.post(page, f); got.status != http.StatusOK {
			t.Fatalf("%d %s", got.status, got.text("main"))
		}
	}
	list := s.caseNow(r.id).Advice
	a := list[len(list)-1]
	if len(list) != 2 || !slices.Equal(a.Codes, []casefile.AdviceCode{"keep_log", "limit_location"}) || !slices.Equal(a.Data.Where, []casefile.Platform{"dating_app"}) ||
		!a.ByPolice.Value || !a.Data.SafeTo.Value || string(a.Data.Person) != r.victim {
		t.Errorf("%d records, the last %+v", len(list), a)
	}
	p = c.get(page)
	if hint := p.Find("#advice-" + r.victim + "-keep_log--hint").Text(); !strings.Contains(hint, "Given") || !strings.Contains(hint, "PC Rhian Example") {
		t.Errorf("what was given is marked %q", hint)
	}
	if hint := p.Find("#advice-" + sister + "-keep_log--hint").Text(); strings.Contains(hint, "Given") {
		t.Error("advice to one person is marked as given to another")
	}
}

func TestAdviceCautionedAgainstIsRecordedAsGivenWithoutBlameAndWithAWayOn(t *testing.T) {
	s := newSite(t)
	r, _, _ := planned(s)
	c := s.signedIn("responder")
	part := c.get("/case/" + r.ref + "/safety").Find(`[aria-labelledby="safety-` + r.victim + `"]`)
	was := part.Find(".fs-caution")
	if text := was.Text(); was.Length() != 1 || !strings.Contains(text, "Told to block the other person") || !strings.Contains(text, "Do not simply tell them to undo it") || strings.Contains(strings.ToLower(text), "violat") {
		t.Fatalf("%d: %q", was.Length(), was.Text())
	}
	links := part.Find(`.govuk-details__text a[href*="codes=told_to_"]`)
	if links.Length() != 3 {
		t.Errorf("%d can be recorded as given, want the three that were not", links.Length())
	}
	form := c.get(was.Find("a").AttrOr("href", ""))
	if on := form.Find(`input[name="codes"][value="told_to_block"]`); on.AttrOr("checked", "none") == "none" {
		t.Error("the form that puts it right does not say which advice")
	}
	c.submit(form, entryFormSelector, url.Values{"by_police": {"false"}, "put_right": {"true"}})
	if got := c.get("/case/" + r.ref + "/safety").Find(".fs-caution").Text(); !strings.Contains(got, "Put right with them") || strings.Contains(got, "What to do next") {
		t.Errorf("put right reads %q", got)
	}
}

func TestTheSafetyPageIsCleanAtBothWidthsAndByKeyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, step, _ := planned(s)
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "responder")
		p.Open(base + "/case/" + r.ref + "/safety")
		p.Axe(t)
		for _, o := range p.HorizontalScroll() {
			t.Errorf("%d px: %s", w.width, o)
		}
		for _, small := range p.TargetSizes(24) {
			t.Errorf("%d px: %+v is smaller than 24 px", w.width, small)
		}
		p.Screenshot(fmt.Sprintf("safety-%d", w.width))
	}
	p, site := s.tab(browsertest.New(t), "responder", 390, 844)
	p.JSOff()
	k := &keyboard{Page: p, t: t}
	p.Open(site + "/case/" + r.ref + "/safety")
	k.read("safety")
	k.types("#text-"+step, "Done today")
	k.Press("Tab")
	if got := k.PressAndFollow("Enter"); got != http.StatusOK {
		t.Fatalf("%d", got)
	}
	if m := s.caseNow(r.id).Measures[0]; m.Outcome.Value != "done" || m.Words != "Done today" {
		t.Errorf("%+v", m)
	}
	p.Open(site + "/case/" + r.ref + "/safety")
	k.read("safety again")
	k.to("#advice-" + r.victim + "-keep_log-")
	k.Press("Space")
	k.follows("Record the advice given to Ffion Invented", http.StatusOK)
	if list := s.caseNow(r.id).Advice; len(list) != 2 || list[1].Codes[0] != "keep_log" {
		t.Errorf("%+v", list)
	}
}
