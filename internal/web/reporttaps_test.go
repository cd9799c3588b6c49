package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// Requirement U1: from signing in to a saved first response with FOUR, the risk and
// immediate safety. What is typed is not counted.
const (
	mostTaps  = 14
	mostPages = 6
)

// tapper fills in pages as a person does and counts: one for each answer tapped or
// picked, one for each button or link.
type tapper struct {
	*client
	taps  int
	pages map[string]bool
}

func (k *tapper) saw(p shown) shown {
	if strings.HasPrefix(p.path, "/report") {
		k.pages[p.text("h1")] = true
	}
	return p
}

// on taps answers that the page offers and then its main button.
func (k *tapper) on(p shown, answers, typed url.Values) shown {
	k.t.Helper()
	change := url.Values{}
	for name, values := range answers {
		for _, v := range values {
			if p.Find(`input[name="`+name+`"][value="`+v+`"], select[name="`+name+`"] option[value="`+v+`"]`).Length() != 1 {
				k.t.Fatalf("%s does not offer %s = %s", p.text("h1"), name, v)
			}
			if p.Find(`details:not([open]) [name="`+name+`"][value="`+v+`"]`).Length() > 0 {
				k.taps++ // it has to be unfolded first
			}
			k.taps++
		}
		change[name] = values
	}
	for name, values := range typed {
		if p.Find(`textarea[name="`+name+`"], input[name="`+name+`"]`).Length() != 1 {
			k.t.Fatalf("%s does not ask for %s", p.text("h1"), name)
		}
		change[name] = values
	}
	k.taps++
	return k.saw(k.onReport(p, change))
}

func TestAFirstResponseTakesFourteenTapsAndSixPagesAtMost(t *testing.T) {
	s := newSite(t)
	k := &tapper{client: s.signedIn("responder"), pages: map[string]bool{}}
	home := k.get("/")
	href := home.Find(`a[href="/report"]`).First().AttrOr("href", "")
	k.taps++
	p := k.saw(k.get(href))
	if h := p.text("h1"); !strings.HasPrefix(h, "Safe now?") {
		t.Errorf("the first page is %q", h)
	}
	p = k.on(p, url.Values{"s.safe_now": {"true"}}, url.Values{"b.reference": {"BWV 4711"}, "s.action": {"Stayed until her sister came; locks checked."}})
	p = k.on(p, nil, url.Values{"v.details.name": {"Ffion Invented"}, "a.words": {"He keeps coming round."}})
	p = k.on(p, url.Values{"l.relationship": {"former_partner"}}, url.Values{"x.details.name": {"Steven Madeup"}, "i1.what": {"Stood outside"}, "i1.occurred-said": {"last night"}})
	p = k.on(p, url.Values{"f.fixated": {"true"}, "f.obsessive": {"true"}, "f.unwanted": {"true"}, "f.repeated": {"true"}, "k.judgement": {"high"}}, nil)
	done := k.on(p, url.Values{fieldMeasures: {"patrols"}}, url.Values{"g.words": {"Stays with her sister tonight."}, "c.number": {"07700 900123"}, "c.times": {"after nine"}})
	if !strings.HasPrefix(done.path, "/case/") {
		t.Fatalf("saving leads to %s", done.path)
	}
	if k.taps > mostTaps || len(k.pages) > mostPages {
		t.Errorf("%d taps on %d pages; at most %d on %d", k.taps, len(k.pages), mostTaps, mostPages)
	}
	if line := done.text(".fs-finish h2"); !strings.Contains(line, "Safe to leave: all 4 done") {
		t.Errorf("the first line says %q: %s", line, done.text(".fs-finish"))
	}
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	pair := x.Pairs[0]
	four := []fact.Fact[bool]{pair.Four.Fixated, pair.Four.Obsessive, pair.Four.Unwanted, pair.Four.Repeated}
	if len(x.Materials) != 1 || x.Materials[0].Evidence.Ref != "BWV 4711" || len(x.Plans) != 1 || len(x.Measures) != 1 || !x.Measures[0].Owned {
		t.Errorf("saved: video %+v, plans %+v, steps %+v", x.Materials, x.Plans, x.Measures)
	}
	if slices.ContainsFunc(four, func(f fact.Fact[bool]) bool { return !f.Known() }) || pair.Grade.Value != casefile.High || !x.Safety.Known() {
		t.Errorf("saved: FOUR %v, grade %v, safe %v", four, pair.Grade, x.Safety)
	}
}
