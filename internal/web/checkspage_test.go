package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
)

// unnamed is a case whose suspect nobody can name, with the number he rang from.
func unnamed(s *site) reported {
	s.t.Helper()
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Kind: casefile.ActorUnknown, Label: "man in a grey van"}))
	return r
}

// tapFields are the fields of the form a button belongs to, with the button.
func tapFields(t *testing.T, p shown, button string) url.Values {
	t.Helper()
	b := p.Find(button)
	if b.Length() != 1 {
		t.Fatalf("%d buttons match %s", b.Length(), button)
	}
	f := url.Values{b.AttrOr("name", ""): {b.AttrOr("value", "")}}
	b.Closest("form").Find(`input[type="hidden"]`).Each(func(_ int, x *goquery.Selection) { f.Add(x.AttrOr("name", ""), x.AttrOr("value", "")) })
	return f
}

func TestEverySystemIsCheckedOnEverybodyAndEverythingThoughNobodyIsNamed(t *testing.T) {
	s := newSite(t)
	r := unnamed(s)
	c := s.signedIn("responder")
	page := "/case/" + r.ref + "/checks"
	p := c.get(page)
	for _, want := range []string{"Ffion Invented (victim)", "The suspect: man in a grey van", "Nobody is named yet", "Phone number of Ffion Invented", "Address of Ffion Invented", "Account of Steven Madeup"} {
		if !strings.Contains(p.text("main"), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	p.Find(".fs-subject").Each(func(_ int, x *goquery.Selection) {
		if n := x.Find(`input[name="tick"]`).Length(); n != len(casefile.System("").Codes()) {
			t.Errorf("%s: %d systems can be asked for", x.Find("h3").Text(), n)
		}
	})
	if body, _ := p.Html(); strings.Contains(body, "07700 900123") || strings.Contains(body, "Sample Street") || strings.Contains(body, "steve_m_1") {
		t.Error("a number, an address or an account stands on the page without being asked for")
	}
	for _, name := range []string{"The suspect: man in a grey van", "Ffion Invented (victim)", "Phone number of Ffion Invented"} {
		p = c.get(page)
		var place string
		p.Find(".fs-subject").Each(func(_ int, x *goquery.Selection) {
			if strings.HasPrefix(strings.TrimSpace(x.Find("h3").Text()), name) {
				place = x.Find(`button[name="_do"]`).AttrOr("value", "")
			}
		})
		f := tapFields(t, p, `button[value="`+place+`"]`)
		f.Set("asked_of", "Intelligence bureau")
		f.Set("answer_due-day", "21")
		f.Set("answer_due-month", "11")
		f.Set("answer_due-year", "2026")
		before := len(s.caseNow(r.id).Checks)
		s.now = s.now.Add(time.Second)
		for range 2 { // a second sending asks nothing
			if got := c.post(page, f); got.status != http.StatusOK || !strings.Contains(got.text("main, .govuk-notification-banner"), "9 checks asked for") {
				t.Fatalf("%s: %d %s", name, got.status, got.text("main"))
			}
		}
		checks := s.caseNow(r.id).Checks
		if len(checks) != before+9 {
			t.Fatalf("%s: %d checks more, want 9", name, len(checks)-before)
		}
		for _, k := range checks[before:] {
			if k.Data.Asked != "Intelligence bureau" || k.Due.String() != "2026-11-21" || k.State != casefile.StateAsked {
				t.Errorf("%s: %+v", name, k)
			}
		}
	}
	last := s.caseNow(r.id).Checks
	if k := last[len(last)-1]; k.Subject != "number" || k.Data.Subject != "07700 900123" || string(k.OfID) != r.victim {
		t.Errorf("the number is checked as %+v", k.Data)
	}
	if p = c.get(page); !strings.Contains(p.text("#waiting-title"), "27") || !strings.Contains(p.text(".fs-answer"), "Asked of Intelligence bureau") || !strings.Contains(p.text(".fs-answer"), "Answer due Sat 21 Nov 2026") {
		t.Errorf("what waits reads %q, %q", p.text("#waiting-title"), p.text(".fs-answer"))
	}
}

func TestSomethingNotOnRecordIsCheckedAndStaysOnThePage(t *testing.T) {
	s := newSite(t)
	r := unnamed(s)
	c := s.signedIn("responder")
	page := "/case/" + r.ref + "/checks"
	f := tapFields(t, c.get(page), "#ask")
	f["tick"] = []string{"other/pnd", "other/force_records"}
	f.Set("other", "07700 900456")
	if got := c.post(page, f); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), "which of these it is") || got.Find("#other").AttrOr("value", "") != "07700 900456" {
		t.Fatalf("without its kind: %d %q", got.status, got.text("main"))
	}
	f.Set("other_on", "number")
	if got := c.post(page, f); got.status != http.StatusOK || !strings.Contains(got.text("main"), "A number not on record (077") {
		t.Fatalf("%d %q", got.status, got.text("main"))
	}
	if checks := s.caseNow(r.id).Checks; len(checks) != 2 || checks[0].Data.Subject != "07700 900456" {
		t.Errorf("%+v", checks)
	}
	f = tapFields(t, c.get(page), "#ask")
	if got := c.post(page, f); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), "Tick the checks") {
		t.Errorf("nothing ticked: %d", got.status)
	}
	f.Set("answer_due-day", "40")
	if got := c.post(page, f); got.status != http.StatusUnprocessableEntity || got.Find(got.Find(".govuk-error-summary a").AttrOr("href", "#none")).Length() != 1 {
		t.Errorf("a day that is none: %d", got.status)
	}
}

func TestAnAnswerIsOneTapAndItsWordsAndIsNotAnsweredOver(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	page := "/case/" + r.ref + "/checks"
	for do, want := range map[string]struct {
		state casefile.CheckState
		class string
	}{"trace": {casefile.StateHit, "found"}, "no_trace": {casefile.StateNothing, "nothing"}, "failed": {casefile.StateFailed, "failed"}} {
		sys := map[string]casefile.System{"trace": "pnd", "no_trace": "visor", "failed": "bail"}[do]
		ask := s.event("CheckRequested", casefile.CheckRequested{System: sys, On: "victim", Person: casefile.PersonID(r.victim)})
		s.record("responder", r.id, ask)
		f := tapFields(t, c.get(page), `#answer-`+ask.ID+` button[value="`+do+`"]`)
		f.Set("text", "what came back of "+do)
		c.post(page, f)
		if got := c.post(page, f); got.status != http.StatusOK {
			t.Fatalf("%s sent twice: %d", do, got.status)
		}
		k := s.caseNow(r.id).CheckByID(casefile.CheckID(ask.ID))
		if said := string(k.Summary + k.Failure); k.State != want.state || said != "what came back of "+do {
			t.Errorf("%s: %s, %q", do, k.State, said)
		}
		f.Set("_id", newEntryID())
		if got := c.post(page, f); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), "has an answer already") {
			t.Errorf("%s answered over: %d", do, got.status)
		}
		p := c.get(page)
		row := p.Find(".fs-subject").First().Find(".fs-check--" + want.class)
		if row.Length() != 1 || !strings.Contains(row.Text(), "what came back of "+do) {
			t.Errorf("%s: %d rows, %q", do, row.Length(), row.Text())
		}
	}
}

// A failure on one person or thing never looks clear because another check, on
// another thing, found nothing; made again on the same, the answer replaces it.
func TestAFailedCheckNeverLooksClear(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	ask := func(x casefile.CheckRequested, then func(casefile.CheckID) any) {
		e := s.event("CheckRequested", x)
		data := then(casefile.CheckID(e.ID))
		s.record("responder", r.id, e, s.event(kindName(data), data))
	}
	fails := func(id casefile.CheckID) any { return casefile.CheckFailed{Check: id, Why: "no line"} }
	found := func(id casefile.CheckID) any { return casefile.CheckCompleted{Check: id, Result: casefile.NoTrace} }
	orders := func() (string, string, string) {
		p := s.signedIn("responder").get("/case/" + r.ref)
		var state string
		p.Find(".fs-check").Each(func(_ int, x *goquery.Selection) {
			if x.Find(".fs-check__name").Text() == "Protective orders" {
				state = x.AttrOr("class", "")
			}
		})
		call := s.signedIn("handler").post("/call", url.Values{"q": {"Steven Madeup"}})
		return state, p.text(`section[aria-labelledby="custody-title"]`), strings.Join(slices.DeleteFunc(linesOf(call, ".fs-call__open"), func(l string) bool { return !strings.HasPrefix(l, "Orders") }), " ")
	}
	ask(casefile.CheckRequested{System: "orders", On: "actor", Person: casefile.PersonID(r.actor)}, fails)
	s.now = s.now.Add(time.Second)
	ask(casefile.CheckRequested{System: "orders", On: "handle", Subject: "@steve_m_1"}, found)
	state, binds, call := orders()
	if !strings.Contains(state, "failed") || !strings.Contains(binds, "orders could not be checked") || !strings.Contains(call, "failed") {
		t.Errorf("after a failure and another thing clear: %q, %q, %q", state, binds, call)
	}
	s.now = s.now.Add(time.Second)
	ask(casefile.CheckRequested{System: "orders", On: "actor"}, found) // the one suspect, named or not
	if state, binds, call = orders(); !strings.Contains(state, "nothing") || !strings.Contains(binds, "orders checked, no trace") || strings.Contains(call, "failed") {
		t.Errorf("made again and clear: %q, %q, %q", state, binds, call)
	}
	s.now = s.now.Add(time.Second)
	ask(casefile.CheckRequested{System: "orders", On: "number", Subject: "07700 900 123"}, fails)
	s.now = s.now.Add(time.Second)
	ask(casefile.CheckRequested{System: "orders", On: "address", Subject: "4 Sample Street"}, found)
	outside := s.signedIn("detective").get("/case/" + r.ref) // sees no number, so cannot tell of which thing
	if n := outside.Find(".fs-check--failed").Length(); n != 1 {
		t.Errorf("who sees no numbers sees %d failures, want 1", n)
	}
}

func TestTheChecksPageTellsTheFiveStatesApartAtBothWidths(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "responder")
		if status := p.Open(base + "/case/" + r.ref + "/checks"); status != http.StatusOK {
			t.Fatalf("%d", status)
		}
		p.Axe(t)
		for _, o := range p.HorizontalScroll() {
			t.Errorf("%d px: %s", w.width, o)
		}
		for _, small := range p.TargetSizes(24) {
			t.Errorf("%d px: %+v is smaller than 24 px", w.width, small)
		}
		p.Screenshot(fmt.Sprintf("checks-%d", w.width))
	}
	page := s.signedIn("responder").get("/case/" + r.ref + "/checks")
	words, signs := map[string]bool{}, map[string]bool{}
	page.Find(".fs-counts .fs-check").Each(func(_ int, x *goquery.Selection) {
		words[x.Find(".fs-check__state").Text()], signs[x.Find(".fs-check__sign").Text()] = true, true
		if x.Find(".fs-counts__n").Text() == "0" {
			t.Errorf("no check is in the state %q", x.Text())
		}
	})
	if len(words) != 5 || len(signs) != 5 {
		t.Errorf("%d words and %d signs for five states", len(words), len(signs))
	}
}

// Asked and answered by keys alone, without a script.
func TestChecksAreAskedForAndAnsweredByKeyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := unnamed(s)
	for _, script := range []bool{true, false} {
		p, base := s.tab(browsertest.New(t), "responder", 390, 844)
		if !script {
			p.JSOff()
		}
		k := &keyboard{Page: p, t: t}
		p.Open(base + "/case/" + r.ref + "/checks")
		k.read("checks")
		k.follows("Ask for all 9 left : Ffion Invented (victim)", http.StatusOK)
		p.Open(base + "/case/" + r.ref + "/checks")
		k.read("asked")
		waits := s.caseNow(r.id).Checks
		ask := waits[len(waits)-9]
		k.types("#text-"+ask.ID, "the service is down")
		for range 3 {
			k.Press("Tab")
		}
		if got := k.PressAndFollow("Enter"); got != http.StatusOK {
			t.Fatalf("the answer: %d", got)
		}
		if now := s.caseNow(r.id).CheckByID(casefile.CheckID(ask.ID)); now.State != casefile.StateFailed || now.Failure != "the service is down" {
			t.Errorf("script %v: answered as %s, %q", script, now.State, now.Failure)
		}
		r = unnamed(s)
	}
}
