package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

func TestAStepNotDoneIsNotSaidToBeDoneAndPassesToWhoTakesTheCaseOn(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	victim := casefile.PersonID(r.victim)
	step := func(m casefile.SafetyMeasure, owner casefile.StaffID, due calendar.Date) casefile.Event {
		return s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: victim, Measure: fact.Of(m), Owner: owner, Due: due})
	}
	alarm := step("alarm_or_app", "detective", calendar.Date{})
	s.record("detective", r.id, step("patrols", "detective", calendar.Date{}), alarm, step("work_told", "other", calendar.Date{Year: 2026, Month: 11, Day: 21}),
		s.event("SafetyMeasureSettled", casefile.SafetyMeasureSettled{Step: casefile.MeasureID(alarm.ID), Outcome: fact.Of(casefile.MeasureOutcome("done"))}))
	p := c.get("/case/" + r.ref + "/record/CaseHandedOver")
	done, left := p.Find(`textarea[name="done"]`).Text(), p.Find(`textarea[name="not_done"]`).Text()
	if strings.Contains(strings.ToLower(done), "patrols") || !strings.Contains(done, "Steps for safety: alarm or safety app, done") {
		t.Errorf("done reads %s", done)
	}
	for _, want := range []string{"Step for safety, not done yet: patrols or visits, DC Dilys Example, no day set.", "work told, if wanted, PC Owen Example, by Sat 21 Nov 2026."} {
		if strings.Count(left, want) != 1 {
			t.Errorf("left lacks %q: %s", want, left)
		}
	}
	if strings.Contains(left, "alarm") {
		t.Errorf("what is done is left to do: %s", left)
	}
	if got := c.get("/").text("main"); !strings.Contains(got, "1 step for their safety is yours to do: patrols or visits.") {
		t.Errorf("the holder's home lacks the step: %s", got)
	}
	offer := s.event("CaseHandedOver", casefile.CaseHandedOver{To: "responder"})
	s.record("detective", r.id, offer)
	s.now = s.now.Add(time.Hour)
	s.record("responder", r.id, s.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(offer.ID)}))
	if got := s.signedIn("responder").get("/").text("main"); !strings.Contains(got, "1 step for their safety is yours to do: patrols or visits.") {
		t.Errorf("accepted, and the new holder's home lacks the step: %s", got)
	}
	if got := c.get("/").text("main"); strings.Contains(got, "yours to do") {
		t.Errorf("accepted, and the step is still on the home of who handed over: %s", got)
	}
	page := s.signedIn("responder").get("/case/" + r.ref + "/safety").text("main")
	if !strings.Contains(page, "PC Rhian Example, no day set") || strings.Contains(page, "by no day set") {
		t.Errorf("the page about safety does not say whose the step is now: %s", page)
	}
	if !strings.Contains(page, "PC Owen Example, by Sat 21 Nov 2026") {
		t.Errorf("a step somebody else was given moved with the case: %s", page)
	}
}

// A step that was not possible keeps nobody safe: it is handed over as not done, and that
// nobody said why is said.
func TestAStepThatWasNotPossibleIsHandedOverAsNotDone(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	step := s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: casefile.PersonID(r.victim), Measure: fact.Of(casefile.SafetyMeasure("patrols")), Owner: "detective"})
	s.record("detective", r.id, step)
	settled := casefile.SafetyMeasureSettled{Step: casefile.MeasureID(step.ID), Outcome: fact.Of(casefile.MeasureOutcome("not_possible"))}
	for _, is := range []struct{ why, left, page string }{
		{"", "Step for safety, not possible: patrols or visits, why is not recorded.", "Not possible, why is not recorded"},
		{"No car free.", "Step for safety, not possible: patrols or visits.", "Not possible: No car free."},
	} {
		settled.Words = casefile.Text(is.why)
		s.record("detective", r.id, s.event("SafetyMeasureSettled", settled))
		p := c.get("/case/" + r.ref + "/record/CaseHandedOver")
		if done := p.Find(`textarea[name="done"]`).Text(); strings.Contains(done, "patrols") {
			t.Errorf("done reads %s", done)
		}
		if left := p.Find(`textarea[name="not_done"]`).Text(); !strings.Contains(left, is.left) {
			t.Errorf("left lacks %q: %s", is.left, left)
		}
		p = c.get("/case/" + r.ref + "/safety")
		way := p.Find(`a[href*="SafetyMeasureSettled"]`)
		if !strings.Contains(p.text("main"), is.page) || (way.Length() == 1) != (is.why == "") {
			t.Errorf("the page lacks %q, or the way to say why: %d, %s", is.page, way.Length(), p.text("main"))
		}
		if is.why != "" {
			continue
		}
		if got := c.get(way.AttrOr("href", "")).Find(`select[name="outcome"] [selected], input[name="outcome"][checked]`).AttrOr("value", ""); got != "not_possible" {
			t.Errorf("the form to say why begins with %q", got)
		}
	}
}

// An overdue step is work: no page says beside it that nothing is due.
func TestACaseWithAnOverdueStepNeverSaysThatNothingIsDue(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	view := caseView{CasePage: s.page("responder", r.id), srv: s.web}
	if got := view.nothingNow(grouped{}); !strings.HasPrefix(got, "Nothing is due now") {
		t.Fatalf("without a step: %s", got)
	}
	s.record("responder", r.id, s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: casefile.PersonID(r.victim), Measure: fact.Of(casefile.SafetyMeasure("patrols")), Owner: "responder", Due: calendar.DateOf(s.now)}))
	if view.CasePage = s.page("responder", r.id); !strings.HasPrefix(view.nothingNow(grouped{}), "Nothing is due now") {
		t.Errorf("on its day: %s", view.nothingNow(grouped{}))
	}
	s.now = s.now.AddDate(0, 0, 2)
	view.CasePage = s.page("responder", r.id)
	if got := view.nothingNow(grouped{}); !strings.Contains(got, "1 step for their safety is overdue: see Safety.") || strings.Contains(got, "Nothing is due") {
		t.Errorf("after its day: %s", got)
	}
}

// A step whose day has come is owed by whoever it was given to, its button leads to that
// step, and moving it with a reason meets it.
func TestAStepWhoseDayHasComeIsOwedByItsOwner(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	step := func(m casefile.SafetyMeasure, owner casefile.StaffID, due calendar.Date) string {
		e := s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: casefile.PersonID(r.victim), Measure: fact.Of(m), Owner: owner, Due: due})
		s.record("detective", r.id, e)
		return e.ID
	}
	today := calendar.DateOf(s.now)
	mine, theirs := step("patrols", "detective", today), step("alarm_or_app", "other", today)
	step("work_told", "other", today.AddDays(30))
	s.now = s.now.AddDate(0, 0, 2)
	c := s.signedIn("detective")
	owed := func() map[string]ui.DutyRow {
		view := &caseView{CasePage: s.page("detective", r.id), srv: s.web}
		out := map[string]ui.DutyRow{}
		for _, f := range view.duties().now {
			if f.Clause == "plan.step_done" {
				row, err := view.dutyRow(f)
				if err != nil {
					t.Fatal(err)
				}
				out[f.Occurrence] = row
			}
		}
		return out
	}
	rows := owed()
	if len(rows) != 2 || rows[mine].Owner != "DC Dilys Example" || rows[theirs].Owner != "PC Owen Example" || !rows[theirs].Overdue {
		t.Fatalf("owed: %+v", rows)
	}
	if form := filled(c.get(rows[theirs].DoHref).Find(entryFormSelector)); form.Get("step") != theirs {
		t.Errorf("the button of %s leads to %v", theirs, form)
	}
	home := c.get("/").text("main")
	if strings.Count(home, "1 step for their safety is yours to do: patrols or visits.") != 1 || strings.Count(home, "or move it to another day and say why. Overdue") != 1 {
		t.Errorf("the home lacks the one step that is theirs, or has it twice: %s", home)
	}
	move := c.get("/case/"+r.ref+"/safety").Find(`a[href*="SafetyMeasureSet"][href*="corrects=`+theirs+`"]`).AttrOr("href", "")
	later := today.AddDays(20)
	if got := c.submit(c.get(move), entryFormSelector, url.Values{"due-day": {strconv.Itoa(later.Day)}, "due-month": {strconv.Itoa(int(later.Month))}, "due-year": {strconv.Itoa(later.Year)},
		fieldReason: {"The fitter comes on that day."}}); got.status != http.StatusOK {
		t.Fatalf("moving it: %d %s", got.status, got.text("main"))
	}
	if rows := owed(); len(rows) != 1 || rows[mine].Owner == "" {
		t.Errorf("moved, and owed: %+v", rows)
	}
	s.record("detective", r.id, s.event("SafetyMeasureSettled", casefile.SafetyMeasureSettled{Step: casefile.MeasureID(mine), Outcome: fact.Of(casefile.MeasureOutcome("done"))}))
	if rows := owed(); len(rows) != 0 {
		t.Errorf("done, and owed: %+v", rows)
	}
}

// A supervisor gives the case to somebody without an offer: the steps of whoever held
// it go along, and are nobody's who has left the case.
func TestStepsPassWithACaseThatASupervisorGives(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented") // who holds it from here on
	s.record("responder", r.id, s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: casefile.PersonID(r.victim), Measure: fact.Of(casefile.SafetyMeasure("patrols")), Owner: "responder"}),
		s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: casefile.PersonID(r.victim), Measure: fact.Of(casefile.SafetyMeasure("work_told")), Owner: "other"}))
	s.now = s.now.Add(time.Hour)
	s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "detective", Unit: "north"}))
	const own = "1 step for their safety is yours to do: patrols or visits."
	if got := s.signedIn("detective").get("/").text("main"); !strings.Contains(got, own) {
		t.Errorf("the home of who was given the case lacks the step: %s", got)
	}
	if got := s.signedIn("responder").get("/").text("main"); strings.Contains(got, "yours to do") {
		t.Errorf("the step is still on the home of who held the case: %s", got)
	}
	page := s.signedIn("detective").get("/case/" + r.ref + "/safety").text("main")
	if !strings.Contains(page, "PC Owen Example") {
		t.Errorf("a step that somebody else was given moved with the case: %s", page)
	}
}

func TestAHandOverNamesWhomAJudgementOrACheckIsAbout(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	done := func() string {
		return c.get("/case/" + r.ref + "/record/CaseHandedOver").Find(`textarea[name="done"]`).Text()
	}
	for _, want := range []string{"something found on the victim (Markers and MARAC)", "no trace on the suspect (Protective orders)", "could not be done on the suspect (ViSOR: the service did not answer)"} {
		if got := done(); !strings.Contains(got, want) {
			t.Errorf("the checks lack %q: %s", want, got)
		}
	}
	x := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: fact.Of(casefile.Line("Terry Invented"))}})
	two := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Actor: casefile.PersonID(x.ID)})
	s.record("responder", r.id, x, two, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(two.ID), Judgement: fact.Of(casefile.High)}))
	for _, want := range []string{"high (Terry Invented towards Ffion Invented)", "(Steven Madeup towards Ffion Invented)"} {
		if got := done(); !strings.Contains(got, want) {
			t.Errorf("of two pairs the text lacks %q: %s", want, got)
		}
	}
	if left := c.get("/case/" + r.ref + "/record/CaseHandedOver").Find(`textarea[name="not_done"]`).Text(); !strings.Contains(left, "(Terry Invented towards Ffion Invented)") {
		t.Errorf("what is left does not say of whom: %s", left)
	}
}

func TestAVictimWhoWasNotSafeIsAskedFirstAndOpenlyAtTheDoor(t *testing.T) {
	s := newSite(t)
	r := s.report("handler", "Ffion Invented")
	s.record("handler", r.id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(r.victim), SafeNow: fact.Of(false), SuspectNear: fact.Of(true)}),
		s.event("RespondersSent", casefile.RespondersSent{Staff: []casefile.StaffID{"responder"}, Until: calendar.At(s.now.Add(4 * time.Hour))}))
	p := s.signedIn("responder").get("/case/" + r.ref + "/door")
	safe := p.Find(`input[name="s.safe_now"]`)
	if safe.Length() == 0 || safe.First().Closest("details").Length() > 0 {
		t.Fatalf("it is folded away: %s", p.text("main"))
	}
	if first, _ := p.Find("main form").Find("input[type=radio], input[type=text], textarea").First().Attr("name"); first != "s.safe_now" {
		t.Errorf("first the page asks %q", first)
	}
	if got := strings.Join(strings.Fields(safe.First().Closest(".govuk-form-group").Text()), " "); !strings.Contains(got, "No, Hana Example, Fri 20 Nov 2026, 14:00") {
		t.Errorf("the question does not say who answered it already, what and when: %s", got)
	}
	s.record("handler", r.id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(r.victim), SafeNow: fact.Of(true)}))
	if p := s.signedIn("responder").get("/case/" + r.ref + "/door"); p.Find(`input[name="s.safe_now"]`).First().Closest("details").Length() != 1 {
		t.Error("safe since, and it is asked openly")
	}
}

// Who is known already is not offered as the unknown person to be identified.
func TestOnlyUnknownPeopleAreOfferedToBeIdentified(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	path := "/case/" + r.ref + "/record/SuspectIdentified"
	x := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}})
	two := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Actor: casefile.PersonID(x.ID), Kind: casefile.ActorUnknown, Label: "Man in the grey van"})
	third := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Kind: casefile.ActorUnknown, Label: "Caller at night"})
	s.record("detective", r.id, x, two, third)
	offered := func(path string) string {
		return strings.Join(strings.Fields(c.get(path).Find(`[name="pair"]`).Closest(".govuk-form-group").Text()), " ")
	}
	if got := offered(path); !strings.Contains(got, "Man in the grey van") || !strings.Contains(got, "Caller at night") || strings.Contains(got, "Steven Madeup") {
		t.Errorf("offered as unknown: %s", got)
	}
	e := s.event("SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(two.ID), Person: casefile.PersonID(r.actor)})
	s.record("detective", r.id, e)
	if got := c.get(path).Find(`option:contains("grey van"), label:contains("grey van")`).Length(); got != 0 {
		t.Error("identified since, and offered as unknown")
	}
	if got := c.get(path + "?corrects=" + e.ID).Find(`[name="pair"][value="` + two.ID + `"], option[value="` + two.ID + `"]`).Length(); got == 0 {
		t.Error("a correction cannot say whom it was about")
	}
}
