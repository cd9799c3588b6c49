package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// themSaid are answers to every fold of "More from them".
func themSaid() url.Values {
	return url.Values{"m.words": {"I sleep at my sister’s."}, "m.changes": {"health_or_sleep", "route_or_routine"}, "m.serious_alarm_or_distress": {"true"}, "m.feared_violence_twice": {"s:declined"},
		"w.view": {"He thinks I am his."}, "w.wants": {"To be left alone."},
		"n.seen": {"avoidance"}, "n.may_be_playing_down": {"true"}, "n.words": {"She laughs it off."},
		"u.factors": {"isolated"}, "u.none_found": {""},
		"y.reported_late": {"true"}, "y.reasons": {"feared_not_believed"}, "y.told_taken_seriously": {"true"}, "y.told_reasons_understood": {"true"},
		"e1.choice": {"agreed"}, "e2.choice": {"s:asked_not_known"}, "e3.service": {"housing"}, "e3.choice": {"declined"}}
}

// What a victim tells beyond the first account is asked on one page aside, folded, and
// recorded as the kinds it is on the case; what is due leads there.
func TestMoreFromThemIsRecordedAsTheKindsItIs(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.journeyTo("account")
	p = c.onReport(p, url.Values{"v.details.name": {"Ffion Invented"}, "a.words": {"He keeps coming round."}, fieldDo: {"to-" + stepLeave}})
	for say, do := range map[string]string{"Look for signs": "to-them/n.seen", "hidden or played down": "to-them/n.may_be_playing_down", "how the victim sees": "to-them/w.view", "done to the victim": "to-them/m.words", "harm to this victim likelier": "to-them/u.factors"} {
		li := p.lines(say)
		if len(li) != 1 || li[0].Find("button").AttrOr("value", "") != do {
			t.Errorf("“%s” is %d lines and does not lead by %s", say, len(li), do)
		}
	}
	p = c.onReport(p, url.Values{fieldDo: {"to-" + stepThem}})
	if n := p.Find(`main form.fs-form > details`).Length(); n != len(themStep.Parts) || p.Find(`main form.fs-form details[open]`).Length() > 0 {
		t.Errorf("%d folds, %d of them open", n, p.Find(`main form.fs-form details[open]`).Length())
	}
	p.Find(`main form.fs-form details [checked]`).Each(func(_ int, q *goquery.Selection) {
		if q.AttrOr("value", "") != "" {
			t.Errorf("%s is ticked before anybody asked", q.AttrOr("name", ""))
		}
	})
	p = c.onReport(p, themSaid())
	if !strings.HasPrefix(p.text("h1"), "Before you leave") {
		t.Fatalf("it leads to %q", p.text("h1"))
	}
	for _, say := range []string{"Look for signs", "hidden or played down", "how the victim sees", "done to the victim", "harm to this victim likelier"} {
		if len(p.lines(say)) > 0 {
			t.Errorf("“%s” is answered and still due", say)
		}
	}
	x := s.recordedAs(c.onReport(p, nil))
	pair, victim := x.Pairs[0], x.Pairs[0].VictimID
	if q := pair.Impact; !slices.Equal(q.Changes.Items, []casefile.Change{"health_or_sleep", "route_or_routine"}) || !q.SeriousAlarm.Value || q.FearViolenceTwice.Status != fact.Declined || q.Substantial.Status != fact.NotAsked {
		t.Errorf("the effect is %+v", q)
	}
	if pair.View.View != "He thinks I am his." || pair.View.Wants != "To be left alone." {
		t.Errorf("their view is %+v", pair.View)
	}
	if len(x.Indicators) != 1 || x.Indicators[0].Person != victim || !x.Indicators[0].PlaysDown.Value || len(x.Vulnerable) != 1 || x.Vulnerable[0].Person != victim || !slices.Equal(x.Vulnerable[0].Factors, []casefile.Vulnerability{"isolated"}) {
		t.Errorf("signs %+v, vulnerability %+v", x.Indicators, x.Vulnerable)
	}
	if len(x.Delays) != 1 || !x.Delays[0].Reasoned || !x.Delays[0].Serious.Value || !x.Delays[0].Understood.Value {
		t.Errorf("the delay is %+v", x.Delays)
	}
	got := map[casefile.Service]fact.Answer[casefile.Consent]{}
	for _, k := range x.Consents {
		got[k.Service.Value] = k.Choice.Answer
	}
	if len(got) != 3 || len(x.Consents) != 3 || got["stalking_advocate"] != fact.Of(casefile.Consent("agreed")) || got["domestic_abuse_service"] != fact.Is[casefile.Consent](fact.AskedNotKnown) || got["housing"] != fact.Of(casefile.Consent("declined")) {
		t.Errorf("choices %v", got)
	}
}

// At the door what was told already stands with who asked and when, and is carried on;
// what nobody answered is no entry.
func TestMoreFromThemAtTheDoorSaysWhatWasToldAlready(t *testing.T) {
	s := newSite(t)
	r := s.report("handler", "Ffion Invented")
	pair, victim := casefile.PairID(r.pair), casefile.PersonID(r.victim)
	s.record("handler", r.id,
		s.event("VictimViewRecorded", casefile.VictimViewRecorded{Pair: pair, View: "He thinks I am his.", Wants: "To be left alone."}),
		s.event("ReferralConsentRecorded", casefile.ReferralConsentRecorded{Person: victim, Service: fact.Of(casefile.Service("stalking_advocate")), Choice: fact.Of(casefile.Consent("agreed"))}),
		s.event("ReferralConsentRecorded", casefile.ReferralConsentRecorded{Person: victim, Service: fact.Of(casefile.Service("housing")), Choice: fact.Of(casefile.Consent("declined"))}))
	s.send(r.ref, "responder")
	c := s.signedIn("responder")
	p := c.onReport(c.get("/case/"+r.ref+"/door"), url.Values{fieldDo: {"to-" + stepThem}})
	var said []string
	p.Find(".fs-given").Each(func(_ int, q *goquery.Selection) { said = append(said, strings.Join(strings.Fields(q.Text()), " ")) })
	all := strings.Join(said, "; ")
	for _, want := range []string{"He thinks I am his.", "Independent stalking advocate: what did they choose?Agreed", "HousingDoes not want it now", "Hana Example"} {
		if strings.Count(all, want) == 0 {
			t.Errorf("told already is %q, without %q", all, want)
		}
	}
	if strings.Count(all, "Agreed") != 1 || strings.Count(all, "Does not want it now") != 1 {
		t.Errorf("a choice about one service is said of another: %q", all)
	}
	entries := len(s.caseNow(r.ref).History)
	done := c.onReport(c.onReport(p, url.Values{"w.context": {"They split up in May."}, fieldDo: {"to-" + stepLeave}}), nil)
	x := s.recordedAs(done)
	if v := x.Pairs[0].View; v.View != "He thinks I am his." || v.Wants != "To be left alone." || v.Context != "They split up in May." {
		t.Errorf("their view is %+v", v)
	}
	if got := len(s.caseNow(r.ref).History); got != entries+1 {
		t.Errorf("one answer is %d entries", got-entries)
	}
}
