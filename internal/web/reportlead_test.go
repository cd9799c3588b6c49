package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/form"
)

// secondPair puts another victim of the same person on a case.
func (s *site) secondPair(r reported, victim string) string {
	s.t.Helper()
	v := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line(victim))}})
	p := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(r.actor)})
	s.record("responder", r.id, v, p)
	return p.ID
}

// lines are the finishing lines that say something, as they stand on a page.
func (p shown) lines(say string) []*goquery.Selection {
	var out []*goquery.Selection
	p.Find(".fs-finish__one").Each(func(_ int, li *goquery.Selection) {
		if strings.Contains(li.Text(), say) {
			out = append(out, li)
		}
	})
	return out
}

// What is due for each of two victims is a line of its own that says whose it is, and
// leads to the form with that pair in it.
func TestFinishingLinesOfTwoVictimsSayWhoseTheyAre(t *testing.T) {
	s := newSite(t)
	r := s.report("handler", "Ffion Invented")
	second := s.secondPair(r, "Gwen Invented")
	s.send(r.ref, "responder")
	c := s.signedIn("responder")
	const judge = "Judge the risk now"
	atEnd := func(change url.Values) shown {
		t.Helper()
		p := c.onReport(c.get("/case/"+r.ref+"/door?pair="+r.pair), url.Values{fieldDo: {"to-" + stepLeave}})
		return c.onReport(p, change)
	}
	done := atEnd(url.Values{"g.words": {"Stays with her sister."}})
	two := done.lines(judge)
	if len(two) != 2 {
		t.Fatalf("judging the risk of two pairs is %d lines: %s", len(two), done.text(".fs-finish"))
	}
	for n, want := range []struct{ who, pair string }{{"Ffion Invented", r.pair}, {"Gwen Invented", second}} {
		i := slices.IndexFunc(two, func(li *goquery.Selection) bool {
			return strings.Contains(li.Text(), "(Steven Madeup towards "+want.who+")")
		})
		if i < 0 {
			t.Fatalf("no line of %d says it is about %s: %q, %q", len(two), want.who, two[0].Text(), two[1].Text())
		}
		form := c.get(two[i].Find("a").AttrOr("href", "none"))
		if form.status != http.StatusOK || form.Find(`input[name="pair"][value="`+want.pair+`"][checked], input[type=hidden][name="pair"][value="`+want.pair+`"]`).Length() != 1 {
			t.Errorf("line %d leads to %s, which is not about %s", n, form.path, want.who)
		}
	}
	s.record("responder", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High)}))
	two = atEnd(url.Values{"g.agreed_with_them": {"true"}}).lines(judge)
	if len(two) != 2 || two[0].Text() == two[1].Text() {
		t.Fatalf("one judged and one not: %d lines", len(two))
	}
	for _, li := range two {
		isDone, first := strings.Contains(li.Text(), "Done"), strings.Contains(li.Text(), "Ffion Invented")
		if isDone != first || li.Find("a").Length() == 1 == isDone {
			t.Errorf("a line reads %q", li.Text())
		}
	}
}

// On a report not yet recorded, each line that one of its pages settles leads to the
// question there, and nothing typed is lost on the way.
func TestAFinishingLineOfAReportLeadsToItsQuestion(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.journeyTo("account")
	p = c.onReport(p, url.Values{"v.details.name": {"Ffion Invented"}, "a.words": {"He had a knife. I am scared."}, fieldDo: {"to-" + stepLeave}})
	led := map[string]string{}
	p.Find(".fs-finish__one button").Each(func(_ int, b *goquery.Selection) {
		if do := b.AttrOr("value", ""); strings.Contains(do, toField) {
			led[do] = strings.Join(strings.Fields(b.Text()), " ")
		}
	})
	for _, do := range []string{"to-safe/s.safe_now", "to-safe/s.weapons", "to-judge/k.judgement"} {
		if led[do] == "" {
			t.Errorf("nothing leads by %s: %q", do, led)
		}
	}
	for do, say := range led {
		_, field, _ := strings.Cut(do, toField)
		at := c.onReport(p, url.Values{fieldDo: {do}, "g.words": {"Stays with her sister."}})
		if at.Find("#"+form.Context{}.ID(field)).Length() != 1 {
			t.Errorf("“%s” leads to %s, which does not ask %s", say, at.path, field)
		}
	}
	for _, li := range p.lines("Make a safety plan") {
		if href := li.Find("a").AttrOr("href", ""); href != "#f-g-words" || p.Find(href).Length() != 1 {
			t.Errorf("the plan is asked on this page and its line leads to %q", href)
		}
	}
	back := c.get(p.path)
	if got := back.Find(`[name="g.words"]`).Text(); !strings.Contains(got, "sister") {
		t.Errorf("what was typed on the way is %q", got)
	}
}

// At the door, what no page of the report asks leads to the form of the case, and what
// was typed is kept. A button that leads nowhere any more records nothing.
func TestAFinishingLineAtTheDoorLeadsToTheCase(t *testing.T) {
	s := newSite(t)
	r := s.report("handler", "Ffion Invented")
	second := s.secondPair(r, "Gwen Invented")
	s.send(r.ref, "responder")
	c := s.signedIn("responder")
	p := c.onReport(c.get("/case/"+r.ref+"/door?pair="+r.pair), url.Values{fieldDo: {"to-" + stepLeave}})
	do := ""
	for _, li := range p.lines("Judge the risk now") {
		if v := li.Find("button").AttrOr("value", ""); strings.Contains(li.Text(), "Gwen Invented") {
			do = v
		} else if v != "to-judge/k.judgement" {
			t.Errorf("the pair at the door is judged by %q", v)
		}
	}
	if do != doDuty+ownJudgement+"/"+second {
		t.Fatalf("the other pair is judged by %q", do)
	}
	entries := len(s.caseNow(r.ref).History)
	at := c.onReport(p, url.Values{fieldDo: {do}, "g.words": {"Stays with her sister."}})
	if !strings.HasPrefix(at.path, "/case/"+r.ref+"/record/RiskAssessed?") || !strings.Contains(at.path, second) {
		t.Errorf("the button leads to %s", at.path)
	}
	for _, stale := range []string{doDuty + "no.such.rule/" + second, doDuty + ownJudgement + "/" + newEntryID(), "to-nowhere", "to-judge/x.nothing"} {
		if again := c.onReport(p, url.Values{fieldDo: {stale}}); again.path != p.path {
			t.Errorf("%s leads to %s", stale, again.path)
		}
	}
	if got := len(s.caseNow(r.ref).History); got != entries {
		t.Errorf("following lines recorded %d entries", got-entries)
	}
	if got := c.get(p.path).Find(`[name="g.words"]`).Text(); got != "" && !strings.Contains(got, "sister") {
		t.Errorf("what was typed is %q", got)
	}
}
