package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// Lists in which one line cannot be told from the next lead to the wrong one.

// Two accounts that are not on record are two: each has a place, the same wherever it is
// named, and nothing of either is shown.
func TestTwoAccountsNotOnRecordAreToldApart(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	page := "/case/" + r.ref + "/checks"
	c := s.signedIn("responder")
	ask := func(account casefile.Line, sys casefile.System) casefile.Event {
		s.now = s.now.Add(time.Second)
		e := s.event("CheckRequested", casefile.CheckRequested{System: sys, On: "handle", Subject: account})
		s.record("responder", r.id, e)
		return e
	}
	ask("@night_caller_2", "pnd")
	if got := c.get(page).text("main"); !strings.Contains(got, "not on record (••••••)") || strings.Contains(got, "1 of 1") {
		t.Errorf("one account reads %s", got)
	}
	second := ask("@day_caller_3", "pnd")
	ask("@night_caller_2", "visor")
	p := c.get(page)
	var names []string
	p.Find(".fs-subject__name").Each(func(_ int, x *goquery.Selection) {
		if n := strings.Join(strings.Fields(x.Text()), " "); strings.Contains(n, "not on record") {
			names = append(names, n)
		}
	})
	if len(names) != 2 || names[0] == names[1] || !strings.Contains(names[0], "not on record, 1 of 2") || !strings.Contains(names[1], "not on record, 2 of 2") {
		t.Errorf("the accounts are called %q", names)
	}
	if got := p.text("#answer-" + second.ID + " h3"); !strings.HasSuffix(got, "not on record, 2 of 2 (••••••)") {
		t.Errorf("the answer to the second is asked of %q", got)
	}
	if got := c.get(p.Find("#answer-"+second.ID+" a").AttrOr("href", "")); !strings.Contains(got.text("main"), "Show") {
		t.Errorf("the request does not show the account when asked: %s", got.text("main"))
	}
	if body, _ := p.Html(); strings.Contains(body, "caller") {
		t.Error("an account stands on the page without being asked for")
	}
	// On record, the same check is of the account on record.
	s.record("responder", r.id, s.event("PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(r.actor), Details: casefile.Details{Handles: []casefile.Line{"@steve_m_1", "@day_caller_3"}}}))
	if got := c.get(page).text("#answer-" + second.ID + " h3"); !strings.HasSuffix(got, "account of Steven Madeup, 2 of 2") {
		t.Errorf("on record, the second is %q", got)
	}
}

// Which breach was acted on is chosen by when each happened and what was done.
func TestBreachesAreToldApartByWhenTheyHappened(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	breach := func(of casefile.BreachOf, what casefile.Text, at calendar.Interval) casefile.Event {
		e := s.event("BreachReported", casefile.BreachReported{Pair: casefile.PairID(r.pair), Of: fact.Of(of), What: what})
		e.Occurred = at
		s.record("responder", r.id, e)
		return e
	}
	first := breach("police_bail", "He drove past twice.", calendar.At(s.now.Add(-48*time.Hour)))
	second := breach("police_bail", "He rang her mother.", calendar.Interval{Said: "when the fair was in town"})
	third := breach("police_bail", "", calendar.Interval{})
	label := func(p shown, id string) string {
		box := p.Find(`input[name="breach"][value="`+id+`"]`).AttrOr("id", "none")
		return strings.TrimSpace(p.Find(`label[for="` + box + `"]`).Text())
	}
	p := c.get("/case/" + r.ref + "/record/BreachActed")
	for id, want := range map[string]string{
		first.ID:  calendar.Moment(s.now.Add(-48*time.Hour)) + ": Breach of police bail, “He drove past twice.”",
		second.ID: "“when the fair was in town”: Breach of police bail, “He rang her mother.”",
		third.ID:  "No date, recorded " + when(s.now) + ": Breach of police bail",
	} {
		if got := label(p, id); got != want {
			t.Errorf("offered as %q, want %q", got, want)
		}
	}
	acted := s.event("BreachActed", casefile.BreachActed{Breach: casefile.BreachID(second.ID), Why: "Asked him in."})
	s.record("responder", r.id, acted)
	if got := c.get("/case/" + r.ref + "/entry/" + acted.ID).text("main"); !strings.Contains(got, "when the fair was in town") {
		t.Errorf("the entry does not say which breach: %s", got)
	}
	view := caseView{CasePage: s.page("responder", r.id), srv: s.web}
	if a, b := view.occurrenceWords(first.ID), view.occurrenceWords(second.ID); a == b || !strings.Contains(b, "He rang her mother.") {
		t.Errorf("two duties are about %q and %q", a, b)
	}
}

// A report against a victim reads against her wherever it stands, and stays on the first
// page when it is weighed, folded away with the view taken of it.
func TestAReportAgainstTheVictimReadsTheRightWayRoundAndStaysWhenWeighed(t *testing.T) {
	s := newSite(t)
	r, second, c := twoPairs(s)
	made := s.event("CounterAllegationMade", casefile.CounterAllegationMade{Pair: casefile.PairID(second), What: "He says she sent him messages."})
	other := s.event("CounterAllegationMade", casefile.CounterAllegationMade{Pair: casefile.PairID(r.pair), What: "He says she came to his work."})
	s.record("detective", r.id, made, other)
	const right = "Gwen Invented, on the side of Steven Madeup"
	for _, part := range []string{"/entry/" + made.ID, "/history", "?done=" + made.ID} {
		got := c.get("/case/" + r.ref + part).text("main, .govuk-notification-banner")
		if strings.Contains(got, "victim recorded: Steven") || strings.Contains(got, "conduct towards Gwen") || !strings.Contains(got, right) {
			t.Errorf("%s reads %s", part, got)
		}
	}
	p := c.get("/case/" + r.ref + "/record/CounterAllegationWeighed")
	box := p.Find(`input[name="allegation"][value="`+made.ID+`"]`).AttrOr("id", "none")
	if got := p.Find(`label[for="` + box + `"]`).Text(); !strings.Contains(got, "against Gwen Invented, “He says she sent him messages.”") {
		t.Errorf("offered to be weighed as %q", got)
	}
	if c.get("/case/"+r.ref).Find("#counters-weighed").Length() != 0 {
		t.Error("nothing is weighed yet, and a fold says so")
	}
	s.now = s.now.Add(time.Minute)
	s.record("detective", r.id, s.event("CounterAllegationWeighed", casefile.CounterAllegationWeighed{Allegation: casefile.AllegationID(made.ID), View: "She answered his."}))
	p = c.get("/case/" + r.ref)
	fold := p.Find("#counters-weighed")
	if _, open := fold.Attr("open"); open || fold.Length() != 1 {
		t.Fatalf("%d folds, open %v", fold.Length(), open)
	}
	for _, want := range []string{"weighed (1)", "Against Gwen Invented", "He says she sent him messages.", "She answered his.", "DC Dilys Example, " + when(s.now)} {
		if got := strings.Join(strings.Fields(fold.Text()), " "); !strings.Contains(got, want) {
			t.Errorf("the fold lacks %q: %s", want, got)
		}
	}
	if got := p.text(`section[aria-labelledby="counters-title"]`); strings.Contains(got, "Gwen") || !strings.Contains(got, "He says she came to his work.") {
		t.Errorf("still open are %s", got)
	}
}

// A charge is of the day on which it was made, not of that on which it was written down.
func TestAChargeStandsAtItsOwnTime(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	bail := s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.BailKind("police_before_charge"))})
	bail.Known = s.now.AddDate(0, 0, -6)
	told := s.event("SuspectCharged", casefile.SuspectCharged{Pair: casefile.PairID(r.pair)})
	at := s.now.AddDate(0, 0, -3)
	told.Occurred = calendar.At(at)
	day := s.event("SuspectCharged", casefile.SuspectCharged{Pair: casefile.PairID(r.pair)})
	day.Occurred = calendar.On(calendar.DateOf(s.now.AddDate(0, 0, -2)))
	s.record("detective", r.id, bail, told, day)
	live := c.get("/case/" + r.ref).text(`section[aria-labelledby="custody-title"]`)
	for _, want := range []string{"Charged " + calendar.DateOf(at).Short() + ", " + calendar.ClockTime(at), "Charged " + calendar.DateOf(s.now.AddDate(0, 0, -2)).Short(), "Charged since, on " + calendar.DateOf(at).Short() + ", and nothing later"} {
		if !strings.Contains(live, want) {
			t.Errorf("the first page lacks %q: %s", want, live)
		}
	}
	if strings.Contains(live, "Charged today") {
		t.Errorf("charged on another day, it reads %s", live)
	}
	call := s.signedIn("handler").post("/call", url.Values{"q": {"Steven Madeup"}}).text("main")
	if !strings.Contains(call, "Charged since, on "+calendar.DateOf(at).Short()) {
		t.Errorf("a call is told %s", call)
	}
}

// An answer tapped by mistake is taken back from where it was given; the check waits again.
func TestAnAnswerToACheckIsTakenBackFromTheChecksPage(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	page := "/case/" + r.ref + "/checks"
	for do, answer := range map[string]func(casefile.CheckID) any{
		"no trace": func(id casefile.CheckID) any { return casefile.CheckCompleted{Check: id, Result: casefile.NoTrace} },
		"trace": func(id casefile.CheckID) any {
			return casefile.CheckCompleted{Check: id, Result: "trace", Summary: "Two reports."}
		},
		"failed": func(id casefile.CheckID) any { return casefile.CheckFailed{Check: id, Why: "No line."} },
	} {
		ask := s.event("CheckRequested", casefile.CheckRequested{System: "pnd", On: "victim", Person: casefile.PersonID(r.victim)})
		s.now = s.now.Add(time.Second)
		s.record("responder", r.id, ask)
		data := answer(casefile.CheckID(ask.ID))
		done := s.event(kindName(data), data)
		s.record("responder", r.id, done)
		back := c.get(page).Find(".fs-subject .fs-check a").FilterFunction(func(_ int, a *goquery.Selection) bool { return strings.HasPrefix(a.Text(), "Take it back") })
		if back.Length() != 1 {
			t.Errorf("%s: %d ways back", do, back.Length())
			continue
		}
		got := c.submit(c.get(back.AttrOr("href", "")), entryFormSelector, url.Values{"_reason": {"Tapped by mistake."}})
		if k := s.caseNow(r.id).CheckByID(casefile.CheckID(ask.ID)); got.status != http.StatusOK || k.State != casefile.StateAsked {
			t.Errorf("%s: taken back (%d), the check is %s", do, got.status, k.State)
		}
		if p := c.get(page); p.Find("#answer-"+ask.ID).Length() != 1 {
			t.Errorf("%s: taken back, it does not wait for an answer", do)
		}
		s.now = s.now.Add(time.Second)
		s.record("responder", r.id, s.event("CheckFailed", casefile.CheckFailed{Check: casefile.CheckID(ask.ID)})) // the next round asks again
	}
	if n := s.signedIn("responder").get("/case/" + r.ref).Find(`.fs-check a:contains("Take it back")`).Length(); n != 0 {
		t.Errorf("the first page offers it %d times", n)
	}
}

// Before a release its page says where they go and what is to bind them, or that nobody
// recorded it; an address only when it is asked for.
func TestThePageBeforeAReleaseSaysWhereToAndUnderWhatConditions(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	c := s.signedIn("detective")
	page := "/case/" + r.ref + "/release/" + arrest
	clock := func(p shown) string { return p.text(`section[aria-labelledby="plan-title"]`) }
	if got := clock(c.get(page)); !strings.Contains(got, "Where are they going? Not recorded yet") || !strings.Contains(got, "No conditions are recorded yet.") {
		t.Errorf("with nothing recorded: %s", got)
	}
	s.record("detective", r.id, s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest), To: "9 Sample Lane, two miles from her", Note: "His brother fetches him."}),
		s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.BailKind("police_before_charge")), Terms: []casefile.BailTerm{"no_contact"}}))
	p := c.get(page)
	got := clock(p)
	for _, want := range []string{"His brother fetches him.", s.web.words.Code("BailTerm", "no_contact"), "Police bail before charge"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q: %s", want, got)
		}
	}
	if strings.Contains(got, "Sample Lane") || strings.Contains(got, "No conditions are recorded") {
		t.Errorf("the page says %s", got)
	}
	reveal := p.Find(`form[action$="/reveal"]`).FilterFunction(func(_ int, f *goquery.Selection) bool {
		return strings.HasPrefix(f.Find(`input[name="field"], button[name="field"]`).AttrOr("value", ""), "release/")
	})
	field := reveal.Find(`[name="field"]`).AttrOr("value", "none")
	if got := clock(c.post("/case/"+r.ref+"/reveal", url.Values{"field": {field}})); !strings.Contains(got, "9 Sample Lane, two miles from her") {
		t.Errorf("asked for, it says %s", got)
	}
	s.looked(t, r.id, "/reveal")
	// A new time says nothing of where they go.
	s.record("detective", r.id, s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest), At: fact.Of(calendar.At(s.now.Add(6 * time.Hour)))}))
	if a := s.caseNow(r.id).Arrests[0]; a.Plan.To != "9 Sample Lane, two miles from her" || a.Plan.Note == "" || !a.PlannedAt.Equal(s.now.Add(6*time.Hour).UTC().Truncate(time.Second)) && !a.PlannedAt.Equal(s.now.Add(6*time.Hour)) {
		t.Errorf("a new time leaves %+v, at %v", a.Plan, a.PlannedAt)
	}
	if got := c.post("/case/"+r.ref+"/reveal", url.Values{"field": {"release/" + r.victim + "/going_to/0"}}); got.status != http.StatusNotFound {
		t.Errorf("a key of no arrest answers %d", got.status)
	}
}
