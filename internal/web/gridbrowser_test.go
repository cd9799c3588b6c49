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

// One officer offers a case, the next sees the offer before all else and takes it on.
func TestACaseIsHandedOverAndTakenOnByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r := s.report("responder", "Ffion Invented")
		s.report("detective", "Mali Invented") // of the receiver's own, with duties of safety
		p := as("responder")
		p.opens("/case/" + r.ref)
		p.follows(`main a[href="/case/`+r.ref+`/record/CaseHandedOver"]`, "Hand the case over")
		p.writes("#f-to", "DC Dilys")
		p.writes("#f-why-not", "He was in the next room.")
		p.follows(forwards, "Save")
		if got := s.caseNow(r.id); got.Owner == "detective" || len(got.Handovers) != 1 || got.Handovers[0].Data.To != "detective" {
			t.Fatalf("offered: held by %q, %+v", got.Owner, got.Handovers)
		}

		p = as("detective")
		p.opens("/")
		if got := p.Text(".fs-next"); !strings.Contains(got, "Accept the case handed over to you by PC Rhian Example") || !strings.Contains(got, r.ref) {
			t.Fatalf("the first thing the receiver sees is %q", got)
		}
		p.leads(".fs-next__do")
		p.follows(".fs-next__do", "Accept")
		p.follows(forwards, "Save")
		if got := s.caseNow(r.id).Owner; got != "detective" {
			t.Errorf("accepted, the case is held by %q", got)
		}
	})
}

// A call to 101: six questions, what they come to, and the report recorded.
func TestSixQuestionsAreAskedAndRecordedByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		p := as("handler")
		p.opens("/")
		p.leads("#search")
		p.follows(`button[name="for"][value="six"]`, "101: six questions")
		p.leads("#f-s-safe-to-speak")
		if got := p.Focused(); got != "#f-s-safe-to-speak" {
			t.Errorf("the caret begins in %q", got)
		}
		if end := p.Bottom("#call-save"); end > 2520 { // answers as large as a thumb stand 44 px apart
			t.Errorf("the way to save ends at %.0f px", end)
		}
		for _, id := range []string{"#f-s-safe-to-speak", "#f-s-safe-now-2", "#f-l-relationship", "#f-i1-channel-4", "#f-i1-often-2", "#f-i1-unwanted"} {
			p.picks(id)
		}
		p.follows("#call-save", "Save and see")
		if got := p.Text("main"); !strings.Contains(got, "Record as stalking") || !strings.Contains(got, "Why: former partner, more than one unwanted act.") {
			t.Errorf("the six answers come to %.300q", got)
		}
		p.follows(`button[name="_do"][value="record"]`, "Record the report")
		ref, _, _ := strings.Cut(strings.TrimPrefix(p.Location(), p.base+"/case/"), "?")
		c := s.caseNow(ref)
		pair := c.Pairs[0]
		if c.Channel.Value != casefile.Call101 || c.Safety.Value || !c.Safety.Known() || pair.Relation.Value != casefile.FormerPartner || len(pair.Incidents.Items) != 1 {
			t.Fatalf("recorded: channel %v, safe %v, %+v", c.Channel, c.Safety, pair)
		}
		if i := pair.Incidents.Items[0]; i.Data.Channel.Value != casefile.ChanApp || !i.Data.Unwanted.Value {
			t.Errorf("recorded: %+v", i.Data)
		}
		s.presumesStalking(ref, pair.ID)
	})
}

// Whoever answers calls finds a case by the number that rings and logs a call for
// news in four interactions.
func TestACallForNewsIsAnsweredAndLoggedByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r := s.liveCase()
		s.record("responder", r.id, s.event("VictimMessageReceived", casefile.VictimMessageReceived{Person: casefile.PersonID(r.victim), Words: "Is there any news?"}))
		p := as("handler")
		p.opens("/")
		p.writes("#search", "07700 900123")
		p.follows("main .fs-search__button", "Search")
		p.leads(".fs-call__live li")
		p.follows(`.fs-call__ways a[href="/case/`+r.ref+`/news"]`, "Any news?")
		found := p.taps
		p.picks("#f-topics")
		p.picks(`#f-answers`)
		p.picks("#f-next_contact-3")
		p.follows(`form:has(input[name="topics"]) button[type="submit"]`, "Log the call")
		if found != 2 || p.taps-found > 4 {
			t.Errorf("found in %d and logged in %d; want 2 and at most 4", found, p.taps-found)
		}
		c := s.caseNow(r.id)
		if len(c.Contacts) != 1 {
			t.Fatalf("%d contacts; want one", len(c.Contacts))
		}
		k := c.Contacts[0]
		if k.Data.Next != (calendar.Date{Year: 2026, Month: 11, Day: 27}) || !slices.Equal(k.Topics, []casefile.Topic{"no_change_to_report"}) || k.Outcome.Value != "spoke" || k.By != "handler" {
			t.Errorf("logged %+v", k.Data)
		}
		if !c.Messages[0].Answered {
			t.Error("the message it answers is still open")
		}
	})
}

// A responder's home leads to the question of safety, and from the case to its
// background checks, asked for at one press and answered.
func TestAVictimIsFoundSafeAndChecksAreAskedForByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r := s.report("responder", "Ffion Invented")
		p := as("responder")
		p.opens("/")
		p.leads(".fs-next__do")
		p.follows(".fs-next__do", "Check that somebody is safe now")
		p.picks("#f-safe-now")
		p.writes("#f-action", "Her sister is with her.")
		p.follows(forwards, "Save")
		if c := s.caseNow(r.id); !c.Safety.Value {
			t.Errorf("recorded of safety: %v", c.Safety)
		}

		p.opens("/case/" + r.ref)
		p.follows(`.moj-sub-navigation a[href$="/checks"]`, "Checks")
		p.follows(`button[value="all-`+r.victim+`"]`, "Ask for all 9 left : Ffion Invented (victim)")
		asked := s.caseNow(r.id).Checks
		if len(asked) != 9 {
			t.Fatalf("%d checks were asked for; want 9", len(asked))
		}
		one := asked[0].ID
		p.writes("#text-"+one, "the service is down")
		p.follows("#answer-"+one+` button[value="failed"]`, "✕ Failed")
		if got := s.caseNow(r.id).CheckByID(casefile.CheckID(one)); got.State != casefile.StateFailed || got.Failure != "the service is down" {
			t.Errorf("answered as %s, %q", got.State, got.Failure)
		}
	})
}

// A plan is made with the victim, a step of it is done, and advice is given.
func TestASafetyPlanIsMadeAndAdviceGivenByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r := s.report("responder", "Ffion Invented")
		victim := casefile.PersonID(r.victim)
		step := s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: victim, Measure: fact.Of(casefile.SafetyMeasure("home_security")), What: "Second lock on the back door", Owner: "responder", Due: londonDay(t, "2026-11-21")})
		s.record("responder", r.id, step)
		p := as("responder")
		p.opens("/case/" + r.ref)
		p.follows(`.moj-sub-navigation a[href$="/safety"]`, "Safety")
		p.follows(`main a[href*="/record/SafetyPlanMade"]`, "Make a safety plan")
		p.writes("#f-words", "Her sister rings at nine each night.")
		p.follows(forwards, "Save")
		p.follows(`main a[href$="/safety"]`, "Plans, steps and advice")
		p.writes("#text-"+step.ID, "Fitted today")
		p.follows(`button[value="step-done"]`, "Done")
		p.picks("#advice-" + r.victim + "-keep_log-")
		p.follows(`button[value="advise"]`, "Record the advice given")
		c := s.caseNow(r.id)
		if len(c.Plans) != 1 || c.Plans[0].Data.Words != "Her sister rings at nine each night." || len(c.Measures) != 1 || c.Measures[0].Outcome.Value != "done" || c.Measures[0].Words != "Fitted today" {
			t.Errorf("recorded: plans %+v, steps %+v", c.Plans, c.Measures)
		}
		if len(c.Advice) != 1 || !slices.Equal(c.Advice[0].Codes, []casefile.AdviceCode{"keep_log"}) {
			t.Errorf("recorded: advice %+v", c.Advice)
		}
	})
}

// The home of whoever holds the case leads to the release that is planned, and its
// steps are taken one press each.
func TestAReleaseIsPreparedByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r, arrest := heldCase(s)
		s.now = s.now.Add(5 * time.Minute)
		page := "/case/" + r.ref + "/release/" + arrest
		p := as("detective")
		p.opens("/")
		p.leads(".fs-next__do")
		p.follows(".fs-next__do", "Before the release")
		task := "#task-" + r.pair
		p.picks(task + "-reach-1")
		p.follows(`button[value="reached"]`, "Spoke with them")
		p.picks(task + "-views-0")
		p.follows(`button[value="views"]`, "Save what they want")
		p.follows(`button[value="judge-high"]`, "High")
		p.follows(`button[value="plan"]`, "Gone through, it stands")
		p.follows(`button[value="patrol"]`, "Patrols told")
		c := s.caseNow(r.id)
		if k := c.Contacts[len(c.Contacts)-1]; k.Outcome.Value != "spoke" || !slices.Equal(k.Topics, []casefile.Topic{"release"}) {
			t.Errorf("recorded of speaking: %+v", k.Data)
		}
		if len(c.Views) != 1 || !slices.Equal(c.Views[0].Data.Wanted, []casefile.BailTerm{"no_contact"}) || c.Pairs[0].Grade.Value != casefile.High || len(c.Plans[0].Reviews) != 1 || len(c.Measures) != 1 || c.Measures[0].Measure.Value != "patrols" {
			t.Errorf("recorded: views %+v, grade %v, plan %+v, steps %+v", c.Views, c.Pairs[0].Grade, c.Plans[0], c.Measures)
		}
		p.follows(`button[value="released"]`, "They have left custody")
		if got := p.Text("main"); !strings.Contains(got, "tell the duty inspector") || s.caseNow(r.id).Arrests[0].Released {
			t.Errorf("before it is recorded, what is left reads %q", got)
		}
		p.follows(`button[value="released"]`, "Yes, they have left")
		if !s.caseNow(r.id).Arrests[0].Released {
			t.Errorf("at %s the release is not recorded", page)
		}
	})
}

// Risk is judged below the tool's grade with a reason; the supervisor's home leads to
// it, and it holds once it is confirmed.
func TestALoweredRiskIsProposedAndConfirmedByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r, _ := owned(s)
		p := as("detective")
		p.opens("/case/" + r.ref)
		p.follows(`.moj-sub-navigation a[href$="/risk"]`, "Risk")
		p.leads(`main a[href*="/record/RiskAssessed"]`)
		p.follows(`main a[href*="/record/RiskAssessed"]`, "Judge the risk")
		p.picks("#f-tool-2")
		p.picks("#f-tool-grade-3")
		p.picks("#f-judgement-2")
		p.writes("#f-reasons", "He has moved away.")
		p.follows(forwards, "Save")
		c := s.caseNow(r.id)
		if len(c.Proposals) != 1 || c.Proposals[0].Decided || c.Pairs[0].Grade.Value != casefile.High {
			t.Fatalf("judged, the grade is %v and proposed is %+v", c.Pairs[0].Grade, c.Proposals)
		}

		p = as("sergeant")
		p.opens("/")
		p.leads(".fs-next__do")
		p.follows(".fs-next__do", "Decide on something proposed")
		p.picks("#f-accept")
		p.follows(forwards, "Save")
		if c := s.caseNow(r.id); !c.Proposals[0].Decided || c.Pairs[0].Grade.Value != casefile.Medium {
			t.Errorf("confirmed, the grade is %v and proposed is %+v", c.Pairs[0].Grade, c.Proposals)
		}
	})
}
