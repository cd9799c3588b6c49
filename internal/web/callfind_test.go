package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"

	"github.com/PuerkitoBio/goquery"
)

// refsOf are the cases of an answer in their order, and foundBy what each was found by.
func refsOf(p shown) (refs, foundBy []string) {
	p.Find(".fs-call").Each(func(_ int, c *goquery.Selection) {
		refs = append(refs, strings.TrimPrefix(c.AttrOr("aria-labelledby", ""), "call-"))
		foundBy = append(foundBy, strings.TrimSpace(c.Find(".fs-call__because").Text()))
	})
	return refs, foundBy
}

// Whoever types an account is answered with whose it is, and the namesake's case says
// that nobody typed it.
func TestANamesakesCaseStandsBelowWhatWasTypedAndSaysSo(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented") // of Steven Madeup, @steve_m_1
	namesake := s.between("other", "Keisha Garside", "Steven Madeup")
	s.record("other", namesake.id, s.event("OrderNoted", casefile.OrderNoted{Person: casefile.PersonID(namesake.actor), Order: fact.Of(casefile.SPO), Served: calendar.Date{Year: 2026, Month: time.November, Day: 2}}))
	h := s.signedIn("handler")
	for asked, by := range map[string]string{"@steve_m_1": "Found by: account of Steven Madeup", "instagram.com/steve_m_1": "Found by: account of Steven Madeup", r.ref: "Found by: reference"} {
		refs, foundBy := refsOf(h.call(asked))
		if !slices.Equal(refs, []string{r.ref, namesake.ref}) || foundBy[0] != by {
			t.Errorf("%q: %v found by %q; want %s first, by %q", asked, refs, foundBy, r.ref, by)
		}
		if want := "Found by: the same name as somebody found, Steven Madeup: check who it is"; len(foundBy) > 1 && foundBy[1] != want {
			t.Errorf("%q: the namesake's case is %q, want %q", asked, foundBy[1], want)
		}
	}
}

// What nothing was found for is said above the cases and in the text for the log, which
// has no number that was typed. A miss keeps its own words.
func TestACallSaysWhoWasNotFoundAboveTheCases(t *testing.T) {
	s := newSite(t)
	s.report("responder", "Ffion Invented")
	h := s.signedIn("handler")
	for asked, want := range map[string]string{
		"Ffion Invented and Zebedee Quillfeather": "Nobody called Zebedee Quillfeather was found. It does not mean that nothing is known: nobody has checked elsewhere for this call.",
		"Ffion Invented and 01632 960999":         "Nothing was found for “01632 960999”. It does not mean",
		"Invented Madeup":                         "Nothing here answers all of “Invented Madeup” as typed. What comes nearest is below: check who it is.",
		"Ffion Inventled":                         "Nothing here answers all of “Ffion Inventled” as typed.",
	} {
		p := h.call(asked)
		main := p.text("main")
		if at := strings.Index(main, want); at < 0 || at > strings.Index(main, "Ffion Invented (victim)") || p.Find(".fs-call").Length() != 1 {
			t.Errorf("%q: %q does not stand above the case: %s", asked, want, main)
		}
		log := p.text("#call-log")
		if strings.Contains(log, "960999") || !strings.Contains(log, "960999") && !strings.Contains(log, "found") && !strings.Contains(log, "nearest") {
			t.Errorf("%q: the text for the log is %s", asked, log)
		}
	}
	if log := h.call("Ffion Invented and Zebedee Quillfeather").text("#call-log"); !strings.Contains(log, "Nobody called Zebedee Quillfeather was found.") {
		t.Errorf("the text for the log does not say who was not found: %s", log)
	}
	if log := h.call("Ffion Invented and 01632 960999").text("#call-log"); !strings.Contains(log, "Nothing was found for part of what was typed.") {
		t.Errorf("the text for the log does not say that a number was not found: %s", log)
	}
	for _, asked := range []string{"Ffion Invented", "07700 900123", "Mrs Invented", "F Invented"} {
		if p := h.call(asked); p.Find(".fs-call__short").Length() > 0 || p.Find(".fs-call").Length() != 1 {
			t.Errorf("%q: %s", asked, p.text("main"))
		}
	}
	p := h.call("Ffion Invented 10/10/1980")
	if main, log := p.text("main"), p.text("#call-log"); !strings.Contains(main, "The date of birth “10/10/1980” was not compared") || strings.Contains(log, "10/10/1980") || !strings.Contains(log, "The date of birth that was given was not compared") {
		t.Errorf("a date of birth that was not compared: %s", main)
	}
	miss := h.call("Zebedee Quillfeather").text("main")
	if strings.Contains(miss, "Nobody called") || !strings.Contains(miss, callMiss) {
		t.Errorf("a miss says %q", miss)
	}
}

// What was typed as it is said: the page says whom it took it to mean, and a report begun
// from it does not make a name of it.
func TestACallSaysWhomItLookedForWhereSmallWordsWereTyped(t *testing.T) {
	s := newSite(t)
	s.report("responder", "Ffion Invented")
	h := s.signedIn("handler")
	p := h.call("my ex Steven Madeup keeps ringing")
	if got := p.text(".fs-call__asked"); p.Find(".fs-call").Length() != 1 || !strings.Contains(got, "Looked for Steven Madeup, without the small words around it.") || p.Find(".fs-call__short").Length() > 0 {
		t.Errorf("it says %q over %d cases", got, p.Find(".fs-call").Length())
	}
	if got := h.call("Steven Madeup").text(".fs-call__asked"); strings.Contains(got, "Looked for") {
		t.Errorf("a name alone: %q", got)
	}
	fields := url.Values{}
	carryTyped(fields, "my ex Gethin Invented")
	if fields.Get("v.details.name") != "" || fields.Get(accountWords) != "my ex Gethin Invented" {
		t.Errorf("carried as %v", fields)
	}
}

// The search box says too that what it shows is not all that was typed.
func TestASearchSaysThatItShowsWhatComesNearest(t *testing.T) {
	s := newSite(t)
	s.report("responder", "Ffion Invented")
	c := s.signedIn("detective")
	for asked, loose := range map[string]bool{"Ffion Inventled": true, "Invented, Madeup": true, "Ffion Invented 10/10/1980": true, "Ffion Invented 4 Sample Street": false, "Ffion Invented": false, "Mrs Invented": false} {
		p := c.search(asked)
		if p.Find(".fs-found__case").Length() != 1 || strings.Contains(p.text("main"), "No case answers all of that as typed.") != loose {
			t.Errorf("%q: %s", asked, p.text("main"))
		}
	}
}

// A page's address is an account to a report as well, and the other person's.
func TestAPagesAddressIsCarriedIntoAReportAsAnAccount(t *testing.T) {
	fields := url.Values{}
	carryTyped(fields, "instagram.com/oscar_67")
	if got := fields.Get("x.details.handles"); got != "instagram.com/oscar_67" || fields.Get(fieldLogNumber) != "" {
		t.Errorf("carried as %v", fields)
	}
}
