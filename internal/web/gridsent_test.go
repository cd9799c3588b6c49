package web

import (
	"slices"
	"strings"
	"testing"

	"foursight/internal/browsertest"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// The grid's journeys of a case that comes to somebody: a report made online, a case that
// is offered, and a call somebody is sent to (gridphone_test.go says how they are taken).

// A report made online is the first thing the control room sees; taken on, the next is to
// speak with the victim, and then nothing says any more that nobody has.
func TestAReportMadeOnlineIsTakenOnAndTheVictimSpokenWithByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		ref := s.online("Tamsin Invented", fact.Of(false), fact.Of(false))
		p := as("handler")
		p.opens("/")
		p.leads(".fs-next__say")
		if got := p.Text(".fs-next"); !strings.Contains(got, "They say they are not safe") || !strings.Contains(got, ref) {
			t.Fatalf("the first thing the control room sees is %q", got)
		}
		p.follows(".fs-next__do", "Take it on")
		p.follows(forwards, "Save")
		if got := s.caseNow(ref).Owner; got != "handler" {
			t.Errorf("taken on, the case is held by %q", got)
		}
		p.newly("with an online report taken on")
		p.opens("/")
		p.leads(".fs-next__say")
		p.follows(".fs-next__do", s.web.words.Kind("VictimContacted").Title)
		p.picks("#f-outcome")
		p.follows(forwards, "Save")
		if c := s.caseNow(ref); len(c.Contacts) != 1 || c.Contacts[0].Outcome.Value != "spoke" || c.Contacts[0].By != "handler" {
			t.Errorf("recorded of speaking: %+v", c.Contacts)
		}
		p.newly("with nothing online")
		p.opens("/")
		if got := p.Text("main"); strings.Contains(got, "Speak with the victim") || strings.Contains(got, onlineHeading) {
			t.Errorf("spoken with, and home says %q", got)
		}
	})
}

// A case of two victims is offered to the sergeant: they read it from their home, who is in
// danger of what and how to reach each, and take it on where they read it.
func TestTheSergeantReadsAnOfferedCaseAndAcceptsItByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r := s.report("responder", "Ffion Invented")
		_, second := withSecondVictim(s, r)
		act := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"following"}, Unwanted: fact.Of(true)})
		act.Occurred = calendar.On(londonDay(t, "2026-11-18"))
		s.record("responder", r.id, act,
			s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("phone")), Withheld: fact.Of(true)}),
			s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(r.victim), SafeNow: fact.Of(true)}),
			s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.Medium), VictimAsked: fact.Of(true)}),
			s.event("RiskAssessed", casefile.RiskAssessed{Pair: second, Judgement: fact.Of(casefile.High), VictimAsked: fact.Of(true)}),
			s.event("CaseHandedOver", casefile.CaseHandedOver{To: "sergeant", Done: "Account and advice.", NotDone: "Both plans.", WhyNot: "End of the shift."}))
		p := as("sergeant")
		p.opens("/")
		p.leads(".fs-next__do")
		if got := p.Text(".fs-next"); !strings.Contains(got, "handed over and not yet accepted") || !strings.Contains(got, r.ref) || !strings.Contains(p.Text("main"), "Accept the case handed over to you by PC Rhian Example") {
			t.Errorf("the first thing the sergeant sees is %q, of %q", got, p.Text("main"))
		}
		p.newly("offered, of two victims")
		p.follows(`.fs-next a[href="/case/`+r.ref+`"]`, r.ref)
		p.leads("#handover-title")
		main := p.Text("main")
		for _, want := range []string{"Hand-over not accepted yet", "A withheld number frightens them", "Safe contact: Gwen Invented", "Risk to Ffion Invented", "Risk to Gwen Invented", "Latest: following, Wed 18 Nov 2026", "Both plans.", "End of the shift."} {
			if !strings.Contains(main, want) {
				t.Errorf("before accepting the sergeant does not read %q", want)
			}
		}
		if got := s.caseNow(r.id).Owner; got == "sergeant" {
			t.Error("reading takes the case on")
		}
		p.unfolds(".fs-risk:has(#risk-"+r.pair+") summary", "How it was judged")
		p.newly("taken on, of two victims")
		p.follows(`form[action$="/record/HandoverAccepted"] button`, "Accept the hand-over")
		if got := s.caseNow(r.id).Owner; got != "sergeant" {
			t.Errorf("accepted, the case is held by %q", got)
		}
	})
}

// Whoever is sent to a call comes to "Safe to leave" within the taps of a first response:
// what the call handler asked is not asked again (U1, practice 1.12).
func TestWhoeverIsSentComesToSafeToLeaveInFourteenTapsByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		ref := s.taken("FN/0043", nil)
		s.send(ref, "responder")
		p := as("responder")
		p.opens("/")
		p.follows(".fs-next__do", goOnAtDoor)
		p.writes("#f-b-reference", "BWV 4712")
		p.picks("#f-s-safe-now")
		p.writes("#f-s-action", "Her sister is with her; locks checked.")
		p.follows(forwards, "Save and go on")
		p.follows(forwards, "Save and go on")
		p.newly("with nothing to ask about")
		p.writes("#f-x-details-name", "Steven Madeup")
		p.follows(forwards, "Save and go on")
		for _, id := range []string{"#f-f-fixated", "#f-f-obsessive", "#f-f-unwanted", "#f-f-repeated", "#f-k-judgement-3"} {
			p.picks(id)
		}
		p.follows(forwards, "Save and go on")
		p.picks("#f-g-steps")
		p.writes("#f-g-words", "Stays with her sister tonight.")
		p.writes("#f-c-number", "07700 900123")
		p.writes("#f-c-times", "after nine")
		p.newly("with all done")
		p.follows(forwards, "Record it")
		if p.taps > mostTaps {
			t.Errorf("sent, it takes %d taps; at most %d", p.taps, mostTaps)
		}
		if got := p.Text(".fs-finish h2"); !strings.Contains(got, "Safe to leave: all ") || !strings.Contains(got, " done") {
			t.Errorf("the first line says %q: %s", got, p.Text(".fs-finish"))
		}
		c := s.caseNow(ref)
		pair := c.Pairs[0]
		if !c.Safety.Value || pair.Grade.Value != casefile.High || !pair.Four.Fixated.Value || len(c.Plans) != 1 || len(c.Materials) != 1 || pair.Relation.Value != casefile.FormerPartner {
			t.Errorf("recorded: safety %v, grade %v, FOUR %+v, plans %+v, video %+v, relation %v", c.Safety, pair.Grade, pair.Four, c.Plans, c.Materials, pair.Relation)
		}
	})
}

// What is answered at the door and on a call is as large as a thumb: answers, boxes, what
// unfolds, the ways on (44 px, the larger measure of WCAG 2.5.5). The links of the frame
// around the questions are held to 24 px, as on every page.
func TestAnswersAtTheDoorAndOnACallAreAsLargeAsAThumb(t *testing.T) {
	t.Parallel()
	const thumb = 44
	s := newSite(t)
	ref := s.taken("FN/0044", nil)
	s.send(ref, "responder")
	b := browsertest.New(t)
	look := func(p *browsertest.Page, what string) {
		t.Helper()
		for _, small := range p.TargetSizes(thumb) {
			if slices.ContainsFunc([]string{"#questions", "#prompts", "#f-", "#main > form", "#main > details"}, func(of string) bool { return strings.HasPrefix(small.Selector, of) }) {
				t.Errorf("%s: %s", what, small)
			}
		}
		for _, o := range p.HorizontalScroll() {
			t.Errorf("%s: %s", what, o)
		}
	}
	door, base := s.tab(b, "responder", 390, phoneHeight)
	door.Open(base + "/case/" + ref + "/door")
	var steps []string
	for range 5 {
		steps = append(steps, door.Text("h1"))
		look(door, "the door, "+door.Text("h1"))
		if door.Text("h1") != "Before you leave" {
			door.Follow(forwards)
		}
	}
	if steps[0] == steps[1] || steps[4] != "Before you leave" {
		t.Errorf("the pages at the door were %q", steps)
	}
	call, base := s.tab(b, "handler", 390, phoneHeight)
	for _, path := range []string{"/report?as=call", "/case/" + ref + "/news"} {
		if status := call.Open(base + path); status != 200 {
			t.Errorf("%s answers %d", path, status)
		}
		look(call, path)
	}
}
