package web

import (
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// firstPanel is the heading of the first panel of a page.
func firstPanel(p shown) string {
	return strings.TrimSpace(p.Find("main h2:not(.govuk-notification-banner__title):not(.govuk-visually-hidden)").First().Text())
}

const outTitle = "Out of custody, and the victim not reached"

func TestWhoeverIsOutWhileTheVictimDoesNotKnowStandsBeforeAllElse(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	c := s.signedIn("detective")
	overview, release := "/case/"+r.ref, "/case/"+r.ref+"/release/"+arrest
	if got := firstPanel(c.get(overview)); got == outTitle {
		t.Fatal("somebody still in custody is said to be out")
	}
	// What was told while they were still in does not say that they are out.
	s.record("detective", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke")), Topics: []casefile.Topic{"release"}}))
	s.now = s.now.Add(5 * time.Minute)
	s.record("detective", r.id, s.event("CaseHandedOver", casefile.CaseHandedOver{ToUnit: "north"})) // what is on offer to the visitor stands high too
	left := s.event("SuspectReleased", casefile.SuspectReleased{Arrest: casefile.ArrestID(arrest), How: fact.Of(casefile.ReleaseKind("bail_with_conditions"))})
	s.record("detective", r.id, left)
	const says = "Steven Madeup left custody today 14:05: on bail with conditions. Ffion Invented has not been reached about it."
	p := c.get(overview)
	if got := p.text(`section[aria-labelledby="out-title"]`); firstPanel(p) != outTitle || !strings.Contains(got, says) {
		t.Errorf("the first panel is %q; it says %q", firstPanel(p), got)
	}
	if p.Find(`section[aria-labelledby="out-title"] a[href="`+release+`"]`).Length() != 1 {
		t.Error("the panel does not lead to what a release asks for")
	}
	done := c.get(overview + "?done=" + left.ID)
	banner := done.Find(".govuk-notification-banner--success")
	if first := done.Find("main a.govuk-button:not(.govuk-button--secondary)").First(); firstPanel(done) != outTitle || first.AttrOr("href", "") != release {
		t.Errorf("after saving, the first panel is %q and the first way on %q (%s)", firstPanel(done), first.Text(), first.AttrOr("href", ""))
	}
	if strings.Contains(banner.Text(), says) || !strings.Contains(banner.Text(), "Release recorded.") {
		t.Errorf("the banner says %q", banner.Text())
	}
	if got := c.get(release); got.text("h1") != "After the release" && !strings.Contains(got.text("h1"), "After the release") || !strings.Contains(got.text("main"), "say that they are out, and what binds them") {
		t.Errorf("the page of the release is %q", got.text("h1"))
	}

	// A message counts once it is answered, and only where the release was told.
	for i, k := range []struct {
		outcome casefile.Outcome
		topics  []casefile.Topic
		reached bool
	}{
		{"no_answer", []casefile.Topic{"release"}, false},
		{"not_safe_to_speak", []casefile.Topic{"release"}, false},
		{"spoke", []casefile.Topic{"safety_plan"}, false},
		{"message_replied", []casefile.Topic{"release"}, true},
	} {
		s.now = s.now.Add(time.Minute)
		s.record("detective", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(k.outcome), Topics: k.topics}))
		if got := firstPanel(c.get(overview)) != outTitle; got != k.reached {
			t.Errorf("contact %d (%s, %v): taken as reached %v, want %v", i, k.outcome, k.topics, got, k.reached)
		}
	}
	if got := c.get(overview).text(`section[aria-labelledby="custody-title"]`); !strings.Contains(got, "Steven Madeup left custody") {
		t.Errorf("once the victim knows, custody reads %q", got)
	}
}

func TestWhoWasKeptInCustodyIsNotOut(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	kept := s.event("SuspectReleased", casefile.SuspectReleased{Arrest: casefile.ArrestID(arrest), How: fact.Of(casefile.Remanded)})
	s.record("detective", r.id, kept)
	c := s.signedIn("detective")
	p := c.get("/case/" + r.ref + "?done=" + kept.ID)
	if strings.Contains(p.text("main"), outTitle) || strings.Contains(p.text("main"), "has not been reached about it") {
		t.Error("somebody kept in custody is said to be out")
	}
	if got := p.text(`section[aria-labelledby="custody-title"]`); !strings.Contains(got, "Kept in custody, recorded today 14:00") {
		t.Errorf("custody reads %q", got)
	}
	if got := c.get("/case/" + r.ref + "/release/" + arrest).text("h1"); !strings.Contains(got, "Kept in custody") {
		t.Errorf("the page of the arrest is %q", got)
	}
	// A release planned since begins what is asked before one anew, with nothing of before done.
	page := "/case/" + r.ref + "/release/" + arrest
	if got := c.get(page).Find(`main a[href*="ReleasePlanned"]`).Length(); got != 1 {
		t.Errorf("%d ways to record a release planned after all", got)
	}
	told := casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke")), Topics: []casefile.Topic{"release"}}
	s.record("detective", r.id, s.event("VictimContacted", told), s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High)}))
	s.now = s.now.Add(5 * time.Minute)
	s.record("detective", r.id, s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest), At: fact.Of(calendar.At(s.now.Add(time.Hour)))}))
	again := c.get(page)
	if got := again.text("h1"); !strings.Contains(got, "Before the release") {
		t.Errorf("with a release planned after all, the page is %q", got)
	}
	if got := again.Find(".fs-release__task--done").Text(); strings.Contains(got, "Spoke with them") || strings.Contains(got, "Judge the risk") {
		t.Errorf("what was done before the new plan counts for it: %q", got)
	}
	s.record("detective", r.id, s.event("SuspectReleased", casefile.SuspectReleased{Arrest: casefile.ArrestID(arrest)})) // how is not known: not said to be kept in
	if got := firstPanel(c.get("/case/" + r.ref)); got != outTitle {
		t.Errorf("left custody, nobody knows how: the first panel is %q", got)
	}
}

// A charge does not take bail before it off the page: what binds them now is asked, and
// what was recorded stands until it is answered.
func TestChargeAndHearingStandWithWhatBindsAndBailIsAskedAbout(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	says := func() string { return c.get("/case/" + r.ref).text(`section[aria-labelledby="custody-title"]`) }
	s.record("detective", r.id, s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.BailKind("police_before_charge")), Terms: []casefile.BailTerm{"no_contact"}}))
	if got := says(); !strings.Contains(got, "Police bail before charge") {
		t.Fatalf("bail reads %q", got)
	}
	s.now = s.now.Add(5 * time.Minute)
	s.record("detective", r.id, s.event("SuspectCharged", casefile.SuspectCharged{Pair: casefile.PairID(r.pair), Offences: []casefile.Offence{"pha_s2a"}, Court: "Fernham Magistrates’ Court", First: londonDay(t, "2026-12-03")}))
	got := says()
	if !strings.Contains(got, "Charged today 14:05; first hearing Thu 3 Dec 2026 at Fernham Magistrates’ Court") || !strings.Contains(got, s.web.words.Code("Offence", "pha_s2a")) {
		t.Errorf("a charge reads %q", got)
	}
	const asks = "and nothing later is recorded: find out whether these still bind."
	if !strings.Contains(got, "Police bail before charge") || !strings.Contains(got, asks) || !strings.Contains(got, "Record what binds them now") {
		t.Errorf("bail before charge is not asked about after the charge: %q", got)
	}
	if got := s.signedIn("handler").call(r.ref).text("main"); !strings.Contains(got, "Live police bail before charge") || !strings.Contains(got, "nothing later is recorded: check whether it still binds") {
		t.Errorf("a call is told %q", got)
	}
	s.record("detective", r.id, s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.BailKind("court"))}),
		s.event("SuspectCharged", casefile.SuspectCharged{Pair: casefile.PairID(r.pair)}))
	if got := says(); strings.Contains(got, asks) || strings.Contains(got, "Police bail before charge") || !strings.Contains(got, s.web.words.Code("BailKind", "court")) || !strings.Contains(got, "The date of the first hearing is not recorded.") {
		t.Errorf("bail from a court, and a charge without a hearing, read %q", got)
	}
}

// Who left on bail of which nothing is recorded is not said to be bound by nothing.
func TestBailThatNobodyRecordedIsSaid(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	s.record("detective", r.id, s.event("SuspectReleased", casefile.SuspectReleased{Arrest: casefile.ArrestID(arrest), How: fact.Of(casefile.ReleaseKind("bail_with_conditions"))}))
	c, h := s.signedIn("detective"), s.signedIn("handler")
	got := c.get("/case/" + r.ref).text(`section[aria-labelledby="custody-title"]`)
	if !strings.Contains(got, bailNotRecorded) || strings.Contains(got, "binds them now") {
		t.Errorf("the case reads %q", got)
	}
	if got := h.call(r.ref).text("main"); !strings.Contains(got, bailNotRecorded) {
		t.Errorf("a call is told %q", got)
	}
	s.record("detective", r.id, s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.BailKind("police_before_charge"))}))
	if got := c.get("/case/" + r.ref).text("main"); strings.Contains(got, bailNotRecorded) {
		t.Errorf("bail is recorded, and the case reads %q", got)
	}
}

// Words that no date can be read from are not the time at which they were typed.
func TestAnArrestNobodyCouldPlaceInTimeIsNotSaidToBeNow(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	a := s.event("SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(r.actor)})
	a.Occurred = calendar.Interval{Said: "after the match"}
	s.record("detective", r.id, a)
	const want = "“after the match” (not placed in time; known today 14:00)"
	if got := c.get("/case/" + r.ref).text(`section[aria-labelledby="custody-title"]`); !strings.Contains(got, "In custody since "+want) {
		t.Errorf("the case reads %q, want %q", got, want)
	}
	if got := s.signedIn("handler").call(r.ref).text("main"); !strings.Contains(got, "arrested “after the match” (not placed in time") {
		t.Errorf("a call is told %q", got)
	}
}

// What a judgement was made after is said in words, also where it came before the first.
func TestWhatMadeItTimeToJudgeIsNeverAnIdentifier(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	judged := s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High), Trigger: casefile.Line(arrest)})
	s.record("detective", r.id, judged)
	if got := s.signedIn("detective").get("/case/" + r.ref + "/entry/" + judged.ID).text("main"); strings.Contains(got, arrest) || !strings.Contains(got, "What made it time to judge again? Arrest") {
		t.Errorf("the entry reads %q", got)
	}
}

func TestAReportAgainstTheVictimStandsOnTheOverviewUntilItIsWeighed(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	ask := c.get("/case/" + r.ref + "/record/CounterAllegationMade").text("main")
	if !strings.Contains(ask, "Against whom is it?") || strings.Contains(ask, "Whose conduct, towards whom?") {
		t.Errorf("the form asks %q", ask)
	}
	made := s.event("CounterAllegationMade", casefile.CounterAllegationMade{Pair: casefile.PairID(r.pair), What: "He says she sent him messages."})
	s.record("detective", r.id, made)
	panel := c.get("/case/" + r.ref).Find(`section[aria-labelledby="counters-title"]`)
	if got := panel.Text(); !strings.Contains(got, "Against Ffion Invented") || !strings.Contains(got, "He says she sent him messages.") || !strings.Contains(got, "DC Dilys Example") {
		t.Errorf("it reads %q", got)
	}
	weigh := panel.Find(`a[href*="/record/CounterAllegationWeighed"]`).AttrOr("href", "/none")
	if !strings.Contains(c.get(weigh).text("main"), s.web.words.Kind("CounterAllegationWeighed").Title) {
		t.Errorf("%s does not ask to weigh it", weigh)
	}
	s.record("detective", r.id, s.event("CounterAllegationWeighed", casefile.CounterAllegationWeighed{Allegation: casefile.AllegationID(made.ID), View: "She answered his."}))
	if c.get("/case/"+r.ref).Find("#counters-title").Length() != 0 {
		t.Error("weighed, it still stands as open")
	}
}

func TestAgainstWhomIsAskedOfEachVictimByName(t *testing.T) {
	s := newSite(t)
	r, second, c := twoPairs(s)
	p := c.get("/case/" + r.ref + "/record/CounterAllegationMade")
	for id, want := range map[string]string{r.pair: "Against Ffion Invented, on the side of Steven Madeup", second: "Against Gwen Invented, on the side of Steven Madeup"} {
		box := p.Find(`input[name="pair"][value="`+id+`"]`).AttrOr("id", "none")
		if got := strings.TrimSpace(p.Find(`label[for="` + box + `"]`).Text()); got != want {
			t.Errorf("offered as %q, want %q", got, want)
		}
	}
}

// twoPairs is a case with one suspect and two victims.
func twoPairs(s *site) (r reported, second string, c *client) {
	s.t.Helper()
	r, c = owned(s)
	v := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gwen Invented"))}})
	p := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(r.actor)})
	s.record("detective", r.id, v, p)
	return r, p.ID, c
}

func TestAfterSavingItIsSaidWhoseConductAnEntryIsAbout(t *testing.T) {
	s := newSite(t)
	r, second, c := twoPairs(s)
	saved := func(r reported, pair string) string {
		four := s.event("FourAssessed", casefile.FourAssessed{Pair: casefile.PairID(pair), Fixated: fact.Of(true)})
		s.record("detective", r.id, four)
		return c.get("/case/" + r.ref + "?done=" + four.ID).text(".govuk-notification-banner--success")
	}
	if got := saved(r, second); !strings.Contains(got, s.web.words.Kind("FourAssessed").Done+": Steven Madeup towards Gwen Invented.") {
		t.Errorf("with two pairs the banner says %q", got)
	}
	alone, _ := owned(s)
	if got := saved(alone, alone.pair); strings.Contains(got, "Steven Madeup towards") {
		t.Errorf("with one pair the banner says %q", got)
	}
}

func TestTheHintOnAVictimsNumbersIsNotShownUnderASuspect(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	hint := s.web.words.Field("PersonDetailed", victimsNumbers).Hint
	if hint == "" {
		t.Fatal("there is no such hint: this proves nothing")
	}
	for id, want := range map[string]bool{r.victim: true, r.actor: false} {
		p := c.get("/case/" + r.ref + "/record/PersonDetailed?person=" + id)
		if got := strings.Contains(p.text("main"), hint); got != want {
			t.Errorf("the hint on a victim's numbers stands on the form %v, want %v", got, want)
		}
	}
	p := c.onReport(s.signedIn("responder").get("/report"), nil)
	people := c.get(strings.TrimSuffix(p.path, stepAccount) + stepPeople)
	other := people.Find(`[name="x.details.phones"]`).Closest("fieldset.fs-form-group").Text()
	if other == "" || strings.Contains(other, hint) {
		t.Errorf("the other person is asked for numbers as a victim: %q", other)
	}
}

func TestACheckIsAskedForWhereNoneCanBeAnswered(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	offered := func() (out []string) {
		c := &caseView{CasePage: s.page("detective", r.id), srv: s.web}
		for _, f := range c.Findings.Obligations {
			if k := c.clause(f); slices.Contains(k.SatisfyWith, "CheckCompleted") {
				text, href := c.do(k, f)
				out = append(out, text+" "+href)
			}
		}
		return out
	}
	title := func(kind string) string { return s.web.words.Kind(kind).Title }
	before := offered()
	if len(before) == 0 {
		t.Fatal("no duty asks for a check: this proves nothing")
	}
	for _, got := range before {
		if got != title("CheckRequested")+" /case/"+r.ref+"/checks" {
			t.Errorf("with nothing asked, the way is %q", got)
		}
	}
	s.record("detective", r.id, s.event("CheckRequested", casefile.CheckRequested{System: "orders"}))
	if got := offered(); !slices.ContainsFunc(got, func(x string) bool { return strings.HasPrefix(x, title("CheckCompleted")+" ") }) {
		t.Errorf("with a check asked for, the ways are %q", got)
	}
}
