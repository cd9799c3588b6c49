package web

import (
	"slices"
	"strings"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// An order that nobody has recorded as served is never said to be broken as a crime
// on one act: whether they know of it is to be checked first. For each kind of order
// as the law is for it.
func TestAnOrderNotRecordedAsServedAsksWhetherTheyKnowOfItFirst(t *testing.T) {
	const ask = "Service is not recorded: check whether they know of it "
	const act = " The act may be an offence in itself."
	yes, no := fact.Of(true), fact.Of(false)
	for _, x := range []struct {
		kind   casefile.OrderKind
		arrest fact.Answer[bool]
		served string // what a breach is once it is served
		before string // and before
	}{
		{"non_molestation", yes, "Breach: a crime, one act is enough. Arrest.", ask + "before a breach is treated as a crime (FLA 1996 s42A)." + act},
		{casefile.SPO, yes, "Breach: a crime, one act is enough. Arrest.", ask + "before a breach is treated as a crime; not knowing may be a reasonable excuse." + act},
		{"restraining_order", fact.Answer[bool]{}, "Breach: a crime, one act is enough. Arrest.", ask + "before a breach is treated as a crime; not knowing may be a reasonable excuse." + act},
		{"dvpo", yes, "Breach: contempt of court, no crime by itself; arrest.", ask + "before acting on a breach. Breach: contempt of court, no crime by itself; arrest." + act},
		{"other", no, "Breach: no power of arrest is attached.", ask + "before acting on a breach. Breach: no power of arrest is attached." + act},
		{"", fact.Answer[bool]{}, "Breach: nobody has recorded whether a power of arrest is attached.", ask + "before acting on a breach. Breach: nobody has recorded whether a power of arrest is attached." + act},
	} {
		order := casefile.OrderNoted{Arrest: x.arrest}
		if x.kind != "" {
			order.Order = fact.Of(x.kind)
		}
		for _, day := range []calendar.Date{{}, {Year: 2026, Month: 11, Day: 2}} {
			s := newSite(t)
			r := s.report("responder", "Ffion Invented")
			order.Person, order.Served = casefile.PersonID(r.actor), day
			s.record("responder", r.id, s.event("OrderNoted", order))
			p := s.signedIn("handler").call(r.ref)
			want := map[bool]string{true: x.before, false: x.served}[day.IsZero()]
			live := linesOf(p, ".fs-call__live")
			if len(live) != 1 || !strings.HasSuffix(live[0], ". "+want) || !strings.Contains(p.text("#call-log"), live[0]) {
				t.Errorf("%q, served %v: %v, want %q in the answer and in the text for the log", x.kind, !day.IsZero(), live, want)
			}
		}
	}
}

// Risk and relationship stand before what is in force, in the log's text too; a
// check that found nothing never reads as clear beneath what is live.
func TestRiskStandsAtTheTopAndNoCheckReadsAsClearBeneathWhatIsLive(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High), Reasons: "as told"}))
	h := s.signedIn("handler")
	p := h.call("Ffion Invented")
	const risk = "Risk: high. Former partner."
	if got := linesOf(p, ".fs-call__danger"); !slices.Equal(got, []string{risk}) {
		t.Errorf("at the top: %v", got)
	}
	for _, text := range []string{p.text(".fs-call"), p.text("#call-log")} {
		if at := strings.Index(text, risk); at < 0 || at > strings.Index(text, "Live interim SPO") || strings.Count(strings.ToLower(text), "former partner") > 2 {
			t.Errorf("risk does not stand before what is in force, once: %s", text)
		}
	}
	open := func() string { return strings.Join(linesOf(h.call("Ffion Invented"), ".fs-call__open"), "\n") }
	if got := open(); !strings.Contains(got, "Bail: recorded, above. Whether there is more is not checked on this case.") {
		t.Error(got)
	}
	for _, sys := range []casefile.System{"bail", "orders", "markers_marac"} {
		ask := s.event("CheckRequested", casefile.CheckRequested{System: sys, On: "actor"})
		s.record("responder", r.id, ask)
		s.record("responder", r.id, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(ask.ID), Result: casefile.NoTrace}))
	}
	if got := open(); strings.Contains(got, "nothing found then") || strings.Count(got, "recorded, above. The check of Fri 20 Nov 2026, 14:00 did not show it: ask for it again.") != 3 {
		t.Error(got)
	}
}

// A threat to life stands before all else of a case, and says who knows.
func TestAThreatToLifeIsTheFirstLineOfAnAnswer(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	s.record("responder", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(true)}))
	const want = "Threat to life: to Ffion Invented from Steven Madeup, decided Fri 20 Nov 2026, 14:00. It is not recorded that they know of it. No duty inspector is recorded as told."
	p := s.signedIn("handler").call("Ffion Invented")
	if live := linesOf(p, ".fs-call__live"); live[0] != want || !strings.Contains(p.text("#call-log"), want) {
		t.Errorf("in force: %v", live)
	}
}
