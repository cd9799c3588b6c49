package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// Where safety and the case pull apart, what is put first is recorded from the reminder
// that asks for it (APP 4.2, para 15): safety needs no reason, anything else does.
func TestWhatComesFirstIsRecordedFromTheReminder(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High)}))
	c := s.signedIn("responder")
	way := c.get("/case/" + r.ref).Find(`.fs-prompts a[href*="/record/PriorityDecided"]`)
	if way.Length() != 1 || way.Text() != "Decide what comes first" {
		t.Fatalf("%d ways to decide what comes first, %q", way.Length(), way.Text())
	}
	at := way.AttrOr("href", "")
	if got := c.get(at).Find(`form[action$="/record/PriorityDecided"] [name="pair"][checked], form[action$="/record/PriorityDecided"] option[selected], form[action$="/record/PriorityDecided"] input[type="hidden"][name="pair"]`).AttrOr("value", ""); got != r.pair {
		t.Errorf("the form begins with the pair %q, want %q", got, r.pair)
	}
	say := url.Values{"pair": {r.pair}, "pulls_apart": {"Waiting for him takes him sooner."}, "first": {"investigation"}}
	if p := c.submit(c.get(at), `form[action$="/record/PriorityDecided"]`, say); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(".govuk-error-summary"), "Safety comes first. Where it did not, say why.") {
		t.Errorf("the case put first without a reason: %d, %q", p.status, p.text(".govuk-error-summary"))
	}
	say["why"] = []string{"She is abroad until Monday."}
	if p := c.submit(c.get(at), `form[action$="/record/PriorityDecided"]`, say); p.status != http.StatusOK {
		t.Fatalf("with a reason: %d, %q", p.status, p.text("main"))
	}
	got := s.caseNow(r.id).Priorities
	if len(got) != 1 || got[0].First.Value != "investigation" || string(got[0].PairID) != r.pair {
		t.Fatalf("recorded: %+v", got)
	}
	if done := c.get("/case/" + r.ref + "/record/CaseHandedOver").text("main"); !strings.Contains(done, "Decided what comes first: the investigation") {
		t.Errorf("the hand-over does not say what was put first: %s", done)
	}
}

// A reminder said once for two victims chooses neither.
func TestAReminderOfSeveralChoosesNone(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	second := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gwen Invented"))}})
	pair := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(second.ID), Actor: casefile.PersonID(r.actor)})
	s.record("responder", r.id, second, pair)
	for _, of := range []string{r.pair, pair.ID} {
		s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(of), Judgement: fact.Of(casefile.High)}))
	}
	at := s.signedIn("responder").get("/case/"+r.ref).Find(`.fs-prompts a[href*="/record/PriorityDecided"]`).AttrOr("href", "none")
	if strings.Contains(at, r.pair) || strings.Contains(at, pair.ID) || at == "none" {
		t.Errorf("the way leads to %q", at)
	}
}
