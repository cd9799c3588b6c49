package web

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
)

func TestTheEditionReadsDownInTheOrderOfTheGuidance(t *testing.T) {
	s := newSite(t)
	p := s.signedIn("detective").get("/guidance")
	ed := s.Edition()
	if got := p.Find(".fs-clause").Length(); got != len(ed.Clauses) {
		t.Errorf("%d clauses on the page, %d in the edition", got, len(ed.Clauses))
	}
	var numbers []string
	p.Find(".fs-clause__section").Each(func(_ int, h *goquery.Selection) {
		number, _, _ := strings.Cut(h.Text(), " ")
		if number == "Law" {
			number = ""
		}
		numbers = append(numbers, number)
	})
	if len(numbers) < 5 || !slices.IsSortedFunc(numbers, compareSections) {
		t.Errorf("sections stand in the order %q", numbers)
	}
	for _, c := range ed.Clauses {
		art := p.Find(`[id="` + c.Key + `"]`)
		if art.Length() != 1 || !strings.Contains(art.Text(), c.Say) || art.Find(".fs-source").Length() != 1 {
			t.Errorf("%s: stands %d times, with %d sources", c.Key, art.Length(), art.Find(".fs-source").Length())
		}
	}
}

// A row that names the first report's pages, or the form of an entry, and kinds of
// entry must lead to a form of one of those kinds there: else an officer is sent
// to a page that never asks. The two are told apart, as the report asks only some.
func TestARowOfTheAccountingLeadsToAFormOfItsKinds(t *testing.T) {
	s := newSite(t)
	inReport := map[string]bool{}
	for _, step := range reportSteps {
		for _, part := range step.Parts {
			inReport[part.Kind] = true
		}
	}
	seen := map[string]int{}
	for _, a := range s.Edition().Accounting() {
		if len(a.Kinds) == 0 {
			continue
		}
		for _, page := range a.Pages {
			var asks func(kind string) bool
			switch page {
			case "GET /report/{id}/{step}":
				asks = func(kind string) bool { return inReport[kind] }
			case "GET /case/{ref}/record/{kind}":
				asks = func(kind string) bool {
					k, ok := casefile.KindOf(kind)
					return ok && !k.Hidden && kind != "ReportReceived" && recorder(k) != ""
				}
			default:
				continue
			}
			if seen[page]++; !slices.ContainsFunc(a.Kinds, asks) {
				t.Errorf("%s sends to %s for %q, which it never asks", a.Row, page, a.Kinds)
			}
		}
	}
	if len(seen) != 2 {
		t.Errorf("rows were looked at for %v; want both pages", seen)
	}
}

// A page that is said to answer what the guidance asks is on the site map.
func TestEveryPageOfTheAccountingIsThere(t *testing.T) {
	s := newSite(t)
	there := map[string]bool{}
	for _, r := range s.web.routes() {
		there[r.method+" "+r.path] = true
	}
	named := 0
	for _, a := range s.Edition().Accounting() {
		for _, page := range a.Pages {
			if named++; !there[page] {
				t.Errorf("%s is answered by %s, which is no page", a.Row, page)
			}
		}
	}
	if named < 100 {
		t.Errorf("%d pages are named: the accounting was not read", named)
	}
}

func TestEveryClauseHasAPageThatSaysWhereItComesFrom(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("detective")
	for _, k := range s.Edition().Clauses {
		p := c.get("/guidance/" + k.Key)
		if p.status != 200 || !strings.Contains(p.text("dl"), "section "+k.Cite[0].Section) {
			t.Errorf("%s: %d, cites %q", k.Key, p.status, p.text("dl dd"))
		}
		if p.Find(".fs-source--"+k.Provenance).Length() == 0 {
			t.Errorf("%s: the page does not say that it comes from %s", k.Key, k.Provenance)
		}
		if got := p.Find("tbody tr").Length(); got != len(k.Examples) {
			t.Errorf("%s: %d examples shown of %d", k.Key, got, len(k.Examples))
		}
		if strings.Contains(p.text("main"), "{{") || strings.Contains(p.text("main"), "param:") {
			t.Errorf("%s: the page shows an edition file's own signs", k.Key)
		}
		p.Find("details").Remove()
		if odd := regexp.MustCompile(`\bit (at|kind|tool|jud|acc)|[a-z]_[a-z]|==|&&`).FindString(p.Find("main").Text()); odd != "" {
			t.Errorf("%s: %q is not words", k.Key, odd)
		}
	}
	p := c.get("/guidance/risk.reassess_on_trigger")
	for _, want := range []string{"after the first change became known", "Since risk was last judged: [what happened], known on [date]. Changes in all: [how many changes there are]."} {
		if got := p.text("dl"); !strings.Contains(got, want) {
			t.Errorf("the page of an element's rule does not say %q: %s", want, got)
		}
	}
	if p.Find("details code").Length() == 0 || p.Find("code").Length() != p.Find("details code").Length() {
		t.Error("conditions as written are not folded away")
	}
	if p := c.get("/guidance/no.such.rule"); p.status != 404 {
		t.Errorf("a rule there is not: %d", p.status)
	}
}

func TestANumberOfTheForceIsShownAsLocal(t *testing.T) {
	s := newSite(t)
	got := s.web.dueRule(s.Edition().Clause("risk.initial"))
	if !strings.Contains(got, "within 12 hours after the report") || !strings.Contains(got, "(local standard)") {
		t.Errorf("risk.initial is due %q", got)
	}
	if got := periodWords("5wd"); got != "5 working days" {
		t.Errorf("5wd reads %q", got)
	}
}

func TestReadingsStandWithTheOtherReadings(t *testing.T) {
	s := newSite(t)
	p := s.signedIn("admin").get("/guidance/readings")
	for _, r := range s.Edition().Readings {
		if !strings.Contains(p.text("main"), r.Question) || !strings.Contains(p.text("main"), r.ID) {
			t.Errorf("reading %s is not on the page", r.ID)
		}
	}
}
