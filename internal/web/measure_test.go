package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// line is one row of the comparison, as read.
func (p shown) line(name string) []string {
	var out []string
	for _, row := range p.Find("main tbody tr").EachIter() {
		if th := strings.TrimSpace(row.Find("th").Text()); th == name {
			for _, cell := range row.Find("td").EachIter() {
				out = append(out, strings.TrimSpace(cell.Text()))
			}
		}
	}
	return out
}

func TestSupervisorsCompareOnlineReportsWithCalls(t *testing.T) {
	s := withInspector(t)
	s.now = s.now.Add(-40 * 24 * time.Hour)
	s.report("responder", "Long Ago") // a call to 101
	s.now = s.now.Add(40 * 24 * time.Hour)
	r := s.report("responder", "Ffion Invented")
	s.online("Tamsin Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
	s.now = s.now.Add(20 * time.Minute)
	s.record("responder", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke"))}))
	p := s.signedIn("sergeant").get(measurePath)
	if p.status != http.StatusOK || !strings.Contains(p.text("main"), "Fernshire Police’s own standard for both is 1 hour") {
		t.Fatalf("%d: %s", p.status, p.text("main"))
	}
	for name, want := range map[string][]string{
		"Online":                   {"1", "0", "none yet", "none yet", "0", "0", "1", "0"},
		"101 call":                 {"1", "1", "too few to say", "too few to say", "1", "0", "0", "0"},
		"999 call":                 {"0", "", "", "", "", "", "", ""},
		"Not recorded how it came": {"0", "", "", "", "", "", "", ""},
	} {
		if got := p.line(name); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v; the page has %s", name, got, want, p.text("tbody"))
		}
	}
	if got := s.signedIn("sergeant").get(measurePath + "?days=90").line("101 call"); len(got) == 0 || got[0] != "2" {
		t.Errorf("in 90 days: %v", got)
	}
	if s.now = s.now.Add(time.Hour); s.signedIn("inspector").get(measurePath).line("Online")[7] != "1" {
		t.Error("past the standard, no contact recorded is still called waiting")
	}
	for who, status := range map[string]int{"sergeant": 200, "inspector": 200, "handler": 403, "responder": 403, "admin": 403, "advocate": 403} {
		c := s.signedIn(who)
		if got := c.get(measurePath).status; got != status {
			t.Errorf("%s: %d", who, got)
		}
		if links := c.get("/").Find(`a[href="` + measurePath + `"]`).Length(); links > 0 != (status == 200) {
			t.Errorf("%s: %d links on their home", who, links)
		}
	}
}

func TestTheComparisonIsReadOnAPhone(t *testing.T) {
	s := withInspector(t)
	s.online("Tamsin Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
	for _, w := range widths {
		p, base := s.tab(browsertest.New(t), "sergeant", w.width, w.height)
		p.Open(base + measurePath)
		check(t, p, "the comparison", w.width)
		p.Screenshot(fmt.Sprintf("measure-%d", w.width))
		p.Open(base + "/")
		check(t, p, "home", w.width)
	}
	for _, w := range widths {
		p, base := s.tab(browsertest.New(t), "handler", w.width, w.height)
		p.Open(base + "/")
		check(t, p, "home of the control room", w.width)
		p.Open(base + "/cases")
		check(t, p, "a list with a report waiting", w.width)
		p.Screenshot(fmt.Sprintf("told-%d", w.width))
		p.Screenshot(fmt.Sprintf("room-%d", w.width))
	}
}
