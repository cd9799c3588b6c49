package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// lowered is a case on which the responder judged risk below the tool's grade.
func lowered(s *site) (reported, casefile.Event) {
	r := s.report("responder", "Ffion Invented")
	s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "responder", Unit: "north"}))
	e := s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), ToolGrade: fact.Of(casefile.Grade("high")), Judgement: fact.Of(casefile.Grade("medium")), Reasons: "He has moved away."})
	s.record("responder", r.id, e)
	s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), What: "He was back outside."}))
	return r, e
}

func TestAProposalIsReadWhereItIsDecided(t *testing.T) {
	s := newSite(t)
	r, e := lowered(s)
	c := s.signedIn("sergeant")
	path := "/case/" + r.ref + "/record/ProposalDecided"
	p := c.get(path + "?proposal=" + e.ID)
	if got := p.text("h1"); got != "Lowered risk: confirm or return" {
		t.Errorf("the page is headed %q", got)
	}
	main := p.text("main")
	for _, want := range []string{s.web.staffName("responder"), "He has moved away.", s.web.words.Code("Grade", "high"), s.web.words.Code("Grade", "medium"), "Not explained yet", "Incident recorded"} {
		if !strings.Contains(main, want) {
			t.Errorf("the page does not show %q: %s", want, main)
		}
	}
	if n := p.Find("input[name=accept]").Length(); n != 2 {
		t.Errorf("%d ways to decide are offered; want 2", n)
	}
	if got := c.submit(p, entryFormSelector, nil); got.status != http.StatusUnprocessableEntity {
		t.Errorf("no decision answers %d", got.status)
	}
	if got := c.submit(p, entryFormSelector, url.Values{"accept": {"false"}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), "Say why") {
		t.Errorf("returned without a reason answers %d: %s", got.status, got.text(".govuk-error-summary"))
	}
	if got := c.submit(p, entryFormSelector, url.Values{"accept": {"false"}, "why": {"He was outside again."}}); got.status != http.StatusOK || !s.caseNow(r.id).Proposals[0].Decided {
		t.Errorf("returned with a reason answers %d: %s", got.status, got.text("main"))
	}
	for _, again := range []string{path, path + "?proposal=" + e.ID} {
		if got := c.get(again); got.Find("input[name=accept]").Length() > 0 || !strings.Contains(got.text("main"), "returned by") {
			t.Errorf("%s offers what is decided: %s", again, got.text("main"))
		}
	}
}

func TestNobodyIsOfferedADecisionThatIsNotTheirs(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("sergeant", r.id, s.event("CaseClosed", casefile.CaseClosed{Why: "Nothing more to do."}))
	p := s.signedIn("sergeant").get("/case/" + r.ref + "/record/ProposalDecided")
	if p.Find(entryFormSelector).Length() > 0 || !strings.Contains(p.text("main"), "Somebody else has to decide") || !strings.Contains(p.text("main"), "Nothing more to do.") {
		t.Errorf("who proposed it sees %s", p.text("main"))
	}
	s.record("responder", r.id, s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective", Done: "Statement taken.", NotDone: "Checks.", WhyNot: "End of shift."}))
	path := "/case/" + r.ref + "/record/HandoverAccepted"
	if other := s.signedIn("sergeant").get(path); other.Find(entryFormSelector).Length() > 0 || !strings.Contains(other.text("main"), "Only they can accept it") {
		t.Errorf("somebody else is offered the hand-over: %s", other.text("main"))
	}
	own := s.signedIn("detective").get(path)
	for _, want := range []string{"Statement taken.", "Checks.", "End of shift."} {
		if !strings.Contains(own.text("main"), want) {
			t.Errorf("the receiver is not shown %q: %s", want, own.text("main"))
		}
	}
	if own.Find(entryFormSelector).Length() != 1 {
		t.Error("the receiver cannot accept")
	}
}

func TestTheRegistrarReadsWhatIsRuledOn(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	pair := casefile.PairID(r.pair)
	s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, What: "He sent flowers."}))
	s.record("responder", r.id, s.event("ClassificationDecided", casefile.ClassificationDecided{Pair: pair, As: "harassment_2", Why: "A quarrel over a car."}))
	s.record("responder", r.id, s.event("RegistrarAsked", casefile.RegistrarAsked{Pair: pair, Question: "Is it about the car alone?"}))
	p := s.signedIn("registrar").get("/case/" + r.ref + "/record/RegistrarRuled")
	for _, want := range []string{"Steven Madeup", "He sent flowers.", "A quarrel over a car.", "Is it about the car alone?", "Speaks for", "Speaks against", "Not known yet"} {
		if !strings.Contains(p.text("main"), want) {
			t.Errorf("the registrar is not shown %q: %s", want, p.text("main"))
		}
	}
}

func TestAdviceStandsBesideTheChoicesOfAClassification(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	p := s.signedIn("responder").get("/case/" + r.ref + "/record/ClassificationDecided")
	in := p.text(entryFormSelector)
	for _, want := range []string{"Speaks for", "Speaks against", "Not known yet", "You decide."} {
		if !strings.Contains(in, want) {
			t.Errorf("the form does not hold %q: %s", want, in)
		}
	}
	if strings.Contains(in, "point towards") {
		t.Errorf("the form gives a verdict: %s", in)
	}
}

func TestIncidentsOfOneDayCanBeToldApart(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	pair := casefile.PairID(r.pair)
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair}))
	for _, what := range []string{"He rang.", "He knocked.", "He left a note."} {
		s.now = s.now.Add(time.Minute)
		s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, What: casefile.Text(what)}))
	}
	choices := s.signedIn("responder").get("/case/" + r.ref + "/record/RiskAssessed").text("main")
	for _, want := range []string{"He rang.", "He knocked.", "He left a note."} {
		if !strings.Contains(choices, want) {
			t.Errorf("the triggers do not say %q: %s", want, choices)
		}
	}
}

func TestAQuestionAboutAnIncidentSaysWhich(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	pair := casefile.PairID(r.pair)
	s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, What: "He rang.", Unwanted: fact.Of(true)}),
		s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, What: "He knocked."}))
	c := s.signedIn("responder")
	leads := 0
	c.get("/case/" + r.ref).Find(`a[href*="IncidentRecorded"][href*="corrects="]`).Each(func(_ int, a *goquery.Selection) {
		leads++
		if got := c.get(a.AttrOr("href", "")).text(".govuk-inset-text"); !strings.Contains(got, "This incident: ") || !strings.Contains(got, "He ") {
			t.Errorf("%s opens on %q", a.Text(), got)
		}
	})
	if leads == 0 {
		t.Error("no question leads to an incident")
	}
}
