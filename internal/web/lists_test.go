package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// refs are the references of the cases a list shows, in order.
func refs(p shown) []string {
	var out []string
	p.Find(".fs-list tbody th a").Each(func(_ int, a *goquery.Selection) { out = append(out, a.Text()) })
	return out
}

func TestTheListOfCasesIsNarrowedByCodesInTheAddress(t *testing.T) {
	s := newSite(t)
	mine := s.report("responder", "Ffion Invented")
	theirs := s.report("detective", "Gwen Invented")
	s.record("detective", theirs.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(theirs.pair), Judgement: fact.Of(casefile.High)}))
	c := s.signedIn("responder")
	for path, want := range map[string]string{
		"/cases":                           mine.ref,
		"/cases?show=mine":                 mine.ref,
		"/cases?show=all&grade=high":       theirs.ref,
		"/cases?show=unit&stage=closed":    "",
		"/cases?show=closed":               "",
		"/cases?show=everything&grade=xxx": mine.ref, // codes that are none count as not given
	} {
		if got := strings.Join(refs(c.get(path)), " "); got != want {
			t.Errorf("%s lists %q, want %q", path, got, want)
		}
	}
	if got := len(refs(c.get("/cases?show=unit"))); got != 2 {
		t.Errorf("my unit: %d cases, want 2", got)
	}
	p := c.get("/cases?show=all&grade=high")
	if got := p.text(".moj-filter-tags"); !strings.Contains(got, "High") {
		t.Errorf("chips = %q", got)
	}
	p = c.get("/cases?show=closed&grade=high")
	if got := p.text(".fs-empty"); !strings.Contains(got, "No case in this list matches") {
		t.Errorf("empty list with a filter says %q", got)
	}
	if got := c.get("/cases?show=closed").text(".fs-empty"); !strings.Contains(got, "closed will be listed here") {
		t.Errorf("empty list says %q", got)
	}
}

func TestPagesOfAListHaveNeitherGapsNorRepeats(t *testing.T) {
	s := newSite(t)
	want := map[string]bool{}
	for n := range caseListPage + 3 {
		s.now = s.now.Add(time.Minute)
		want[s.report("responder", fmt.Sprintf("Person%d Invented", n)).ref] = true
	}
	c := s.signedIn("responder")
	seen := map[string]int{}
	path := "/cases?show=mine"
	for pages := 0; path != "" && pages < 4; pages++ {
		p := c.get(path)
		for _, ref := range refs(p) {
			seen[ref]++
		}
		path, _ = p.Find(".govuk-pagination__next a").Attr("href")
	}
	for ref := range want {
		if seen[ref] != 1 {
			t.Errorf("%s stands %d times in the pages of the list", ref, seen[ref])
		}
	}
	if len(seen) != len(want) {
		t.Errorf("%d cases, want %d", len(seen), len(want))
	}
	if p := c.get("/cases?after=not-a-place"); p.status != 404 {
		t.Errorf("a place no page gave: %d", p.status)
	}
}
