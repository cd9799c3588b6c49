package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// bound is a case whose suspect an order and bail bind; somebody is sent to it.
func bound(s *site) (r reported, order, bail string) {
	s.t.Helper()
	r = s.report("handler", "Ffion Invented")
	person := casefile.PersonID(r.actor)
	o := s.event("OrderNoted", casefile.OrderNoted{Person: person, Order: fact.Of(casefile.OrderKind("non_molestation")), Terms: []casefile.Line{"Not to go within 100 metres of her home."}})
	b := s.event("BailSet", casefile.BailSet{Person: person, Kind: fact.Of(casefile.BailKind("court")), Terms: []casefile.BailTerm{"no_contact"}})
	s.record("handler", r.id, o, b)
	s.send(r.id, "responder")
	return r, o.ID, b.ID
}

func (s *site) atActs(c *client, ref string) shown {
	return c.onReport(c.get("/case/"+ref+"/door"), url.Values{fieldDo: {"to-" + stepActs}})
}

func TestAtTheDoorAnActBreaksWhatBindsThemByOneTap(t *testing.T) {
	s := newSite(t)
	r, order, _ := bound(s)
	c := s.signedIn("responder")
	p := s.atActs(c, r.ref)
	name := "i1." + pathBreach
	if !outside(p, name) {
		t.Error("whether the act breaks what binds them is folded away")
	}
	ask := p.Find(`[name="` + name + `"]`).First().Closest("fieldset").Text()
	for _, want := range []string{"Yes: non-molestation order, service not recorded", "Not to go within 100 metres of her home.", "Check whether they know of it", "Yes: court bail", "Yes: another, or nobody has said which"} {
		if !strings.Contains(strings.ToLower(ask), strings.ToLower(want)) {
			t.Errorf("the question does not say %q: %q", want, ask)
		}
	}
	p = c.onReport(p, url.Values{name: {breaksOrder + order}, "i1.breaks_term": {"Not to go within 100 metres of her home."}, "i1.what": {"Stood at the gate."}, "i1.occurred-said": {"last night"}, fieldDo: {"to-" + stepActs}})
	if got := p.Find(`[name="`+name+`"][checked]`).AttrOr("value", ""); got != breaksOrder+order {
		t.Errorf("shown again, %q is chosen", got)
	}
	p = c.onReport(p, url.Values{fieldDo: {"to-" + stepLeave}})
	if got := p.text("main"); !strings.Contains(got, "What does it breach?Non-molestation order") && !strings.Contains(got, "What does it breach? Non-molestation order") {
		t.Error("before saving, what is broken cannot be checked")
	}
	done := c.onReport(p, nil)
	if !strings.Contains(done.path, "at=door") {
		t.Fatalf("recording leads to %s", done.path)
	}
	x := s.caseNow(r.id)
	acts := x.Pairs[0].Incidents.Items
	if len(x.Breaches) != 1 || len(acts) != 1 {
		t.Fatalf("%d breaches of %d acts", len(x.Breaches), len(acts))
	}
	b, i := x.Breaches[0], acts[0]
	if !i.Breach.Known() || !i.Breach.Value || string(b.Incident) != i.ID || string(b.Data.Order) != order || b.Of.Value != "non_molestation" || b.Data.Condition != "Not to go within 100 metres of her home." || b.Occurred != i.Occurred || b.Data.What != "" {
		t.Errorf("the act %+v, the breach %+v", i.Data, b.Data)
	}
	c2 := &caseView{CasePage: x, srv: s.web}
	for _, f := range c2.Findings.Obligations {
		if f.Clause == "breach.recorded" && !isSettled(f) {
			t.Errorf("it is still asked which order or condition was broken: %s", f.State)
		}
	}
}

// What is broken is said once and counts once, however it was said.
func TestWhatIsSaidOfABreachIsRecordedAsFarAsItIsKnown(t *testing.T) {
	for name, tt := range map[string]struct {
		sent   url.Values // without the incident's prefix
		breach fact.Answer[bool]
		want   *casefile.BreachReported // nil for none recorded
	}{
		"nobody asked":                              {url.Values{}, fact.Answer[bool]{}, nil},
		"yes, and nobody has said what":             {url.Values{pathBreach: {"true"}}, fact.Of(true), nil},
		"yes, asked and not known":                  {url.Values{pathBreach: {"true"}, fieldBreaks: {"s:asked_not_known"}}, fact.Of(true), &casefile.BreachReported{Of: fact.Answer[casefile.BreachOf]{Status: fact.AskedNotKnown}}},
		"yes, an order":                             {url.Values{pathBreach: {"true"}, fieldBreaks: {"restraining_order"}}, fact.Of(true), &casefile.BreachReported{Of: fact.Of(casefile.BreachOf("restraining_order"))}},
		"only the term":                             {url.Values{pathBreach: {"true"}, fieldTerm: {"Not to write."}}, fact.Of(true), &casefile.BreachReported{Condition: "Not to write."}},
		"what is broken, and the yes not ticked":    {url.Values{fieldBreaks: {"spo"}}, fact.Of(true), &casefile.BreachReported{Of: fact.Of(casefile.BreachOf("spo"))}},
		"no, after choosing what":                   {url.Values{pathBreach: {"false"}, fieldBreaks: {"spo"}, fieldTerm: {"Not to write."}}, fact.Of(false), nil},
		"asked and not known whether it breaks any": {url.Values{pathBreach: {"s:asked_not_known"}, fieldBreaks: {"spo"}}, fact.Answer[bool]{Status: fact.AskedNotKnown}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			c := s.signedIn("responder")
			p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-" + stepActs}})
			change := url.Values{"x.details.name": {"Steven Madeup"}, "i1.what": {"Wrote to her."}, "i1.occurred-said": {"last night"}, fieldDo: {"to-" + stepLeave}}
			for field, v := range tt.sent {
				change["i1."+field] = v
			}
			done := c.onReport(c.onReport(p, change), nil)
			x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
			act := x.Pairs[0].Incidents.Items[0]
			if act.Data.Breach != tt.breach {
				t.Errorf("the act is kept as %+v, want %+v", act.Data.Breach, tt.breach)
			}
			switch {
			case tt.want == nil && len(x.Breaches) == 0:
			case tt.want == nil || len(x.Breaches) != 1:
				t.Errorf("%d breaches are recorded: %+v", len(x.Breaches), x.Breaches)
			default:
				tt.want.Pair, tt.want.Incident = casefile.PairID(x.Pairs[0].ID), casefile.IncidentID(act.ID)
				if got := x.Breaches[0].Data; got != *tt.want {
					t.Errorf("recorded as %+v, want %+v", got, *tt.want)
				}
			}
		})
	}
}

func TestWhatNoLongerBindsIsNotOfferedAsBroken(t *testing.T) {
	s := newSite(t)
	r, order, bail := bound(s)
	c := s.signedIn("responder")
	s.record("handler", r.id, s.event("BailEnded", casefile.BailEnded{Bail: casefile.BailID(bail)}))
	p := s.atActs(c, r.ref)
	offered := p.Find(`[name="i1.` + pathBreach + `"]`).Map(func(_ int, x *goquery.Selection) string { return x.AttrOr("value", "") })
	if !slices.Contains(offered, breaksOrder+order) || slices.Contains(offered, breaksBail+bail) {
		t.Errorf("offered are %q", offered)
	}
	s.record("handler", r.id, s.event("OrderEnded", casefile.OrderEnded{Order: casefile.OrderID(order)}))
	if p = s.atActs(c, r.ref); outside(p, "i1."+pathBreach) || p.Find(`[name="i1.`+pathBreach+`"]`).Length() == 0 {
		t.Error("with nothing that binds them, the question is not asked where it was")
	}
}

// An id that is none of the case's is refused with what was typed kept.
func TestABreachOfAnOrderOfAnotherCaseIsRefused(t *testing.T) {
	s := newSite(t)
	r, _, _ := bound(s)
	c := s.signedIn("responder")
	p := s.atActs(c, r.ref)
	p = c.onReport(p, url.Values{"i1." + pathBreach: {breaksOrder + newEntryID()}, "i1.what": {"Stood at the gate."}, fieldDo: {"to-" + stepLeave}})
	sent := c.submit(p, "main form.fs-form", nil)
	if sent.status != http.StatusUnprocessableEntity || len(s.caseNow(r.id).Breaches) != 0 {
		t.Errorf("answers %d with %d breaches", sent.status, len(s.caseNow(r.id).Breaches))
	}
}

func TestTheQuestionOfABreachIsCleanAtBothWidths(t *testing.T) {
	s := newSite(t)
	r, _, _ := bound(s)
	c := s.signedIn("responder")
	path := s.atActs(c, r.ref).path
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "responder")
		if status := p.Open(base + path); status != http.StatusOK {
			t.Errorf("%s answers %d", path, status)
		}
		p.Axe(t)
		for _, o := range p.HorizontalScroll() {
			t.Errorf("at %d px: %s", w.width, o)
		}
		p.Screenshot(fmt.Sprintf("breach-%d", w.width))
	}
}
