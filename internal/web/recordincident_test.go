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

// fieldsOf are the fields of a form in the order they stand, each once, by the
// first part of their names: those outside any fold, or those of one.
func fieldsOf(within *goquery.Selection, folded bool) []string {
	var out []string
	within.Find("input[name]:not([type=hidden]), textarea[name], select[name]").Each(func(_ int, x *goquery.Selection) {
		name, _, _ := strings.Cut(x.AttrOr("name", ""), "-")
		name, _, _ = strings.Cut(name, ".")
		if (folded || x.ParentsFiltered("details").Length() == 0) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	})
	return out
}

// fold is a folded part of the incident form.
func fold(p shown, n int) *goquery.Selection {
	return p.Find(entryFormSelector + " details").FilterFunction(func(_ int, x *goquery.Selection) bool {
		return strings.TrimSpace(x.Find("summary").First().Text()) == incidentFolds[n].Title
	})
}

func isOpen(x *goquery.Selection) bool { _, open := x.Attr("open"); return open }

func TestAnIncidentAsksTheEssentialsFirstAndFoldsTheRest(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	p := s.signedIn("responder").get("/case/" + r.ref + "/record/IncidentRecorded")
	if got := fieldsOf(p.Find(entryFormSelector), false); fmt.Sprint(got) != "[pair occurred what behaviours channel]" {
		t.Errorf("asked at once: %v, want who, when, what and how", got)
	}
	for n, want := range incidentFolds {
		x := fold(p, n)
		if x.Length() != 1 || isOpen(x) {
			t.Errorf("%q stands %d times, open %v", want.Title, x.Length(), isOpen(x))
		}
		if got := fieldsOf(x, true); !slices.Equal(got, want.Paths) {
			t.Errorf("%q holds %v, want %v", want.Title, got, want.Paths)
		}
	}
	k, _ := casefile.KindOf("IncidentRecorded")
	all := fieldsOf(p.Find(entryFormSelector), true)
	for _, f := range k.Fields {
		if n := slices.Contains(all, f.Name); n == slices.Contains(systemFilled["IncidentRecorded"], f.Name) {
			t.Errorf("%s is asked: %v", f.Name, n)
		}
	}
	var codes []string
	p.Find(`input[name="behaviours"]`).Each(func(_ int, x *goquery.Selection) { codes = append(codes, x.AttrOr("value", "")) })
	slices.Sort(codes)
	if want := slices.Sorted(slices.Values(casefile.Behaviour("").Codes())); !slices.Equal(codes, want) {
		t.Errorf("%d kinds of behaviour are offered, want each of %d once", len(codes), len(want))
	}
}

func TestNothingFilledInIsFoldedAway(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	path := "/case/" + r.ref + "/record/IncidentRecorded"
	opens := func(what string, p shown, want ...bool) {
		t.Helper()
		for n, open := range want {
			if got := isOpen(fold(p, n)); got != open {
				t.Errorf("%s: %q stands open: %v, want %v", what, incidentFolds[n].Title, got, open)
			}
		}
	}
	// Without script, what is typed in a fold is recorded like all else.
	saved := c.submit(c.get(path), entryFormSelector, url.Values{"what": {"He rang."}, "unwanted": {"true"}, "behaviours": {"assault"}})
	i := s.caseNow(r.id).Pairs[0].Incidents.Items[0]
	if saved.status != http.StatusOK || i.Unwanted.Value != true {
		t.Fatalf("saved with %d: %+v", saved.status, i.Unwanted)
	}
	corrected := c.get(path + "?corrects=" + i.ID)
	opens("correcting it", corrected, true, false)
	if more := corrected.Find(`input[value="assault"]`).ParentsFiltered("details").First(); !isOpen(more) {
		t.Error("the behaviour that was ticked is folded away")
	}
	opens("asked where", c.get(path+"?corrects="+i.ID+"&ask=place"), true, true)
	opens("asked how often", c.get(path+"?ask=repeats.least"), false, true)
	opens("a problem in it", c.submit(c.get(path), entryFormSelector, url.Values{"repeats.least": {"lots"}}), false, true)
	opens("kept as a draft", c.submit(c.get(path), entryFormSelector, url.Values{fieldDo: {"draft"}, "place": {"4 Sample Street"}}), false, true)
	opens("withheld from a colleague", s.signedIn("detective").get(path+"?corrects="+i.ID), true, true)
	opens("asked, and declined", c.submit(c.get(path), entryFormSelector, url.Values{fieldDo: {"draft"}, "feared_violence": {"s:declined"}}), true, false)
}

func TestAQuestionOpensTheFormAtItsField(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), What: "He rang.", Channel: fact.Of(casefile.ChanApp)}))
	c := s.signedIn("responder")
	led := 0
	c.get("/case/" + r.ref + "/ask").Find(`a[href*="/record/IncidentRecorded"][href*="corrects="]`).Each(func(_ int, a *goquery.Selection) {
		led++
		href, id, ok := strings.Cut(a.AttrOr("href", ""), "#")
		p := c.get(href)
		field := p.Find("#" + id)
		if !ok || field.Length() != 1 {
			t.Errorf("%q leads to %q, where there is no such field", a.Text(), id)
		}
		field.ParentsFiltered("details").Each(func(_ int, d *goquery.Selection) {
			if !isOpen(d) {
				t.Errorf("%q leads to a field that is folded away", a.Text())
			}
		})
	})
	if led < 2 {
		t.Errorf("%d questions lead to the incident: too few to prove anything", led)
	}
}
