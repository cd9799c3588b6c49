package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
)

func TestEveryPageOfACaseOpens(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("sergeant")
	paths := casePaths(c, r)
	for _, part := range []string{"/duties/", "/entry/"} {
		if !slices.ContainsFunc(paths, func(p string) bool { return strings.Contains(p, part) }) {
			t.Errorf("no page of the kind %s among %v", part, paths)
		}
	}
	for _, path := range paths {
		p := c.get(path)
		if p.status != 200 {
			t.Errorf("GET %s: %d %s", path, p.status, p.text("main"))
		}
		if got := p.Find("h1").Length(); got != 1 {
			t.Errorf("GET %s has %d h1", path, got)
		}
		if title := p.text("title"); strings.Contains(title, "Ffion") || strings.Contains(title, "Steven") {
			t.Errorf("GET %s: a name in the title %q", path, title)
		}
	}
}

func TestEveryPageIsOpenToEverybodyAtBothWidths(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.rich()
	paths := casePaths(s.signedIn("sergeant"), r)
	b := browsertest.New(t)
	for _, width := range []int{390, 1280} {
		p, site := s.tab(b, "sergeant", width, 900)
		for _, path := range paths {
			if got := p.Open(site + path); got != 200 {
				t.Errorf("%s at %d: %d", path, width, got)
			}
			p.Axe(t)
			for _, o := range p.HorizontalScroll() {
				// The picture scrolls inside a part of its own, which WCAG 1.4.10
				// leaves to diagrams; the table below it does not.
				if !strings.Contains(o.Selector, "figure") {
					t.Errorf("%s at %d: %v", path, width, o)
				}
			}
		}
	}
}

func TestWhoMaySeeWhatOfACase(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	for _, row := range []struct {
		who              string
		overview, looks  int
		closer, mayLooks bool
	}{
		{"responder", 200, 200, true, true}, // took the report: holds the case
		{"sergeant", 200, 200, true, true},
		{"detective", 200, 403, false, false}, // same unit
		{"other", 200, 403, false, false},
		{"handler", 200, 403, false, false},
		{"registrar", 200, 403, false, false},
		{"standards", 200, 403, false, false},
		{"admin", 404, 404, false, false},
		{"advocate", 404, 404, false, false},
	} {
		c := s.signedIn(row.who)
		p := c.get("/case/" + r.ref)
		if looks := c.get("/case/" + r.ref + "/looks"); p.status != row.overview || looks.status != row.looks {
			t.Errorf("%s: overview %d, looks %d; want %d, %d", row.who, p.status, looks.status, row.overview, row.looks)
		}
		if got := strings.Contains(p.body, canarySensitive); got != row.closer {
			t.Errorf("%s sees the victim's view of the danger: %v", row.who, got)
		}
		if got := p.Find(`a[href$="/looks"]`).Length() > 0; got != row.mayLooks {
			t.Errorf("%s is offered who has looked: %v", row.who, got)
		}
		if p.status == 200 && !row.closer && (p.Find(".fs-safe").Length() != 1 || !strings.Contains(p.text(".fs-safe"), "withheld from you")) {
			t.Errorf("%s is not told that safe contact is withheld: %q", row.who, p.text(".fs-safe"))
		}
	}
}

func TestWithheldClassesAreNowhereInWhatIsSent(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	holder := s.signedIn("responder")
	paths := casePaths(holder, r)
	for _, e := range s.entries("responder", r.id) {
		paths = append(paths, "/case/"+r.ref+"/entry/"+e.ID)
	}
	canaries := map[string]string{"contact": canaryContact, "place": canaryPlace, "phone": "07700 900123", "address": "4 Sample Street", "handle": "@steve_m_1",
		"intel": canaryIntel, "sensitive": canarySensitive}
	seen := map[string]bool{}
	for _, who := range []string{"responder", "detective", "other", "handler", "registrar", "standards", "admin", "advocate"} {
		c := s.signedIn(who)
		for _, path := range paths {
			p := c.get(path)
			sent := p.body
			for name, values := range p.header {
				sent += name + strings.Join(values, " ")
			}
			for class, canary := range canaries {
				if !strings.Contains(sent, canary) {
					continue
				}
				if who != "responder" {
					t.Errorf("%s is sent the %s canary by %s", who, class, path)
				} else if class != "intel" && class != "sensitive" {
					t.Errorf("%s is shown %s before anybody asked for it, by %s", who, class, path)
				}
				seen[class] = true
			}
		}
		if who == "responder" {
			continue
		}
		p := c.post("/case/"+r.ref+"/reveal", url.Values{"field": {"safe/" + r.victim + "/number/0"}})
		if p.status != http.StatusNotFound || strings.Contains(p.body, canaryContact) {
			t.Errorf("%s asks to see the number and gets %d", who, p.status)
		}
	}
	if !seen["intel"] || !seen["sensitive"] {
		t.Errorf("the holder was shown %v: without intel and sensitive this proves nothing", seen)
	}
}

func TestSafeContactStandsBeforeAnyNumber(t *testing.T) {
	s := newSite(t)
	bare := s.report("responder", "Gwen Invented")
	r := s.rich()
	c := s.signedIn("responder")
	for _, path := range []string{"/case/" + r.ref, "/case/" + r.ref + "/people", "/case/" + bare.ref, "/case/" + bare.ref + "/people"} {
		p := c.get(path)
		safe, number := strings.Index(p.body, `class="fs-safe"`), strings.Index(p.body, `class="fs-masked`)
		if safe < 0 || number >= 0 && number < safe {
			t.Errorf("%s: safe contact at %d, first number at %d", path, safe, number)
		}
	}
	if p := c.get("/case/" + bare.ref); !strings.Contains(p.text(".fs-safe"), "Ask before you call") || p.Find(`.fs-safe a[href*="/record/SafeContactRecorded"]`).Length() != 1 {
		t.Errorf("safe contact not recorded yet reads %q", p.text(".fs-safe"))
	}
}

func TestMarksAndRowsAreEqual(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	for _, lanes := range []string{"channel", "behaviour"} {
		p := c.get("/case/" + r.ref + "/course?lanes=" + lanes)
		marks, rows := p.Find("svg .fs-entry--mark").Length(), p.Find("tr.fs-row--mark").Length()
		if marks != 5 || rows != 5 {
			t.Errorf("by %s: %d marks, %d rows; want the five incidents once each", lanes, marks, rows)
		}
		p.Find("svg a.fs-entry").Each(func(n int, a *goquery.Selection) {
			if id := p.Find("tr.fs-row").Eq(n).AttrOr("id", "none"); a.AttrOr("href", "") != "#"+id {
				t.Errorf("by %s: mark %d leads to %s, row %d is #%s", lanes, n, a.AttrOr("href", ""), n, id)
			}
		})
		if late := p.Find(".fs-entry--mark .fs-mark--late").Length(); late != 1 {
			t.Errorf("by %s: %d hollow marks, want the one recorded later", lanes, late)
		}
	}
}

func TestEveryDutyHasAWhyPageWithItsSource(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	view := caseView{CasePage: s.page("responder", r.id), srv: s.web}
	all := view.Findings.Obligations
	if len(all) < 20 {
		t.Fatalf("%d findings: too few to prove anything", len(all))
	}
	for _, f := range all {
		p := c.get(view.dutyHref(f.Key))
		clause := s.Edition().Clause(f.Clause)
		if p.status != 200 || p.text("h1") == "" {
			t.Errorf("%s: %d", f.Clause, p.status)
			continue
		}
		if cite := citeWords(clause.Cite[0]); !strings.Contains(p.text("main"), cite) || !strings.Contains(p.text("main"), clause.Key) {
			t.Errorf("%s: no citation %q on its page", f.Clause, cite)
		}
		if rule := c.get(p.Find("main a[href^='/guidance/']").AttrOr("href", "/none")); rule.status != 200 || !strings.Contains(rule.body, clause.Key) {
			t.Errorf("%s: the rule's own page answers %d", f.Clause, rule.status)
		}
		p.Find("main ul a[href*='/entry/']").Each(func(_ int, a *goquery.Selection) {
			if got := c.get(a.AttrOr("href", "")); got.status != 200 {
				t.Errorf("%s: the entry of %q answers %d", f.Clause, a.Text(), got.status)
			}
		})
	}
	if p := c.get("/case/" + r.ref + "/duties/no.such.rule/-/-"); p.status != http.StatusNotFound {
		t.Errorf("a duty that is not there answers %d", p.status)
	}
}

func TestEveryOpenQuestionHasAFormThatAnswersIt(t *testing.T) {
	s := newSite(t)
	for _, r := range []reported{s.report("responder", "Gwen Invented"), s.rich()} {
		view := caseView{CasePage: s.page("responder", r.id), srv: s.web}
		var asks []guidance.Ask
		for _, q := range view.Findings.Questions {
			asks = append(asks, q.Ask)
		}
		lines := view.questionLines(asks)
		if len(lines) == 0 {
			t.Fatal("no question is open: this proves nothing")
		}
		for _, l := range lines {
			for _, x := range append(l.Of, l) {
				if x.Href == "" && x.Of == nil {
					t.Errorf("%q %s has no form", x.Words, x.Subject)
				}
			}
		}
		if got := s.signedIn("responder").get("/case/" + r.ref).Find("#ask-title ~ .fs-questions > li").Length(); got != min(3, len(lines)) {
			t.Errorf("overview asks %d questions", got)
		}
	}
}

func TestAsKnownThenIsReadOnlyAndHoldsNothingLater(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	then, now := c.get("/case/"+r.ref+"/course?as-known=2026-11-20T14:30"), c.get("/case/"+r.ref+"/course")
	if !strings.Contains(then.text(".fs-course"), "Mon 2 Nov 2026") || strings.Contains(then.text(".fs-course"), "Tue 3 Nov 2026") {
		t.Error("as known at 14:30 the corrected date shows already")
	}
	if !strings.Contains(now.text(".fs-course"), "Tue 3 Nov 2026") {
		t.Error("the corrected date does not show now")
	}
	p := c.get("/case/" + r.ref + "?as-known=2026-11-20T14:30")
	if !strings.Contains(p.text("main"), "As known at Fri 20 Nov 2026, 14:30") {
		t.Error("nothing says that this is an earlier moment")
	}
	if n := p.Find(`a[href*="/record/"], a[href*="/import"], a[href*="/glass"]`).Length(); n != 0 {
		t.Errorf("%d ways to record something at an earlier moment", n)
	}
	for _, at := range []string{"2020-01-01T00:00", "yesterday"} {
		if got := c.get("/case/" + r.ref + "?as-known=" + at).status; got != http.StatusNotFound {
			t.Errorf("as known at %s: %d", at, got)
		}
	}
}

func TestShowingOneNumberShowsNoOtherAndIsRecorded(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	people := c.get("/case/" + r.ref + "/people")
	field := people.Find(`form.fs-masked input[value^="person/`+r.victim+`/phones"]`).AttrOr("value", "")
	p := c.post("/case/"+r.ref+"/reveal", url.Values{"field": {field}})
	if p.status != 200 || !strings.Contains(p.body, "07700 900123") || strings.Contains(p.body, "4 Sample Street") || strings.Contains(p.body, canaryContact) {
		t.Errorf("asked for %q: %d; want the phone number and nothing else", field, p.status)
	}
	if again := c.get("/case/" + r.ref + "/people"); strings.Contains(again.body, "07700 900123") {
		t.Error("the number stays shown on the next look")
	}
	if got := c.get("/case/" + r.ref + "/looks").text("main"); !strings.Contains(got, "a masked number or address, shown") {
		t.Error("who has looked does not tell that a number was shown")
	}
	if p := c.post("/case/"+r.ref+"/reveal", url.Values{"field": {"safe/" + r.victim + "/number/0"}}); !strings.Contains(p.body, canaryContact) {
		t.Errorf("the safe number is not shown: %d", p.status)
	}
	for _, bad := range []string{"", "person/x/phones/0", "person/" + r.victim + "/phones/9", "person/" + r.victim + "/born/0", "entry/x/place/0"} {
		if got := c.post("/case/"+r.ref+"/reveal", url.Values{"field": {bad}}).status; got != http.StatusNotFound {
			t.Errorf("field %q answers %d", bad, got)
		}
	}
}

func TestOpeningWithAReasonShowsWhatWasWithheldForFourHours(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("other")
	if p := c.post("/case/"+r.ref+"/glass", url.Values{"reason": {"short"}}); p.Find(".govuk-error-summary").Length() != 1 || p.Find("#reason").Text() == "" {
		t.Errorf("a short reason is not sent back with what was typed: %d", p.status)
	}
	p := c.post("/case/"+r.ref+"/glass", url.Values{"reason": {"Sent to her address, she rang 999 and the line dropped."}})
	if p.status != 200 || !strings.Contains(p.body, canarySensitive) || !strings.Contains(p.text(".fs-safe"), "Never leave a message") {
		t.Errorf("after the reason: %d at %s", p.status, p.path)
	}
	s.now = s.now.Add(5 * time.Hour)
	if p := s.signedIn("other").get("/case/" + r.ref); strings.Contains(p.body, canarySensitive) {
		t.Error("still open after five hours")
	}
}

func TestAnExportIsWholeAndOnlyForThoseWhoSeeAll(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	boss := s.signedIn("sergeant")
	p := boss.post("/case/"+r.ref+"/export", url.Values{})
	if !strings.HasPrefix(p.header.Get("Content-Disposition"), `attachment; filename="`+r.ref) || strings.Count(p.body, "\n") < len(s.entries("sergeant", r.id)) {
		t.Errorf("export: %d, %q, %d lines", p.status, p.header.Get("Content-Disposition"), strings.Count(p.body, "\n"))
	}
	if got := s.signedIn("detective").post("/case/"+r.ref+"/export", url.Values{}); got.status != http.StatusForbidden {
		t.Errorf("somebody who sees part of the case exports it: %d", got.status)
	}
	if got := s.signedIn("responder").post("/case/"+r.ref+"/export", url.Values{}); got.status != http.StatusForbidden || !strings.Contains(got.text("main"), "This export is not yours to make") || !strings.Contains(got.text("main"), "supervisor") {
		t.Errorf("a responder who sees it exports: %d, %s", got.status, got.text("main"))
	}
	s.record("sergeant", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	other := s.signedIn("other")
	if hidden, none := other.get("/case/"+r.ref+"/export"), other.get("/case/FS-26-AAAAAAA/export"); hidden.status != http.StatusNotFound || hidden.text("main") != none.text("main") {
		t.Errorf("outside a restricted case the export answers %d, %s", hidden.status, hidden.text("main"))
	}
}

func TestAPartnerSeesWhatWasSharedAndNothingElse(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	contact := s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Note: "Plan agreed with her advocate."})
	s.record("responder", r.id, contact)
	s.record("sergeant", r.id, s.event("ItemShared", casefile.ItemShared{Partner: "harbour", Item: casefile.Line(contact.ID), Purpose: "support her", Expires: londonDay(t, "2026-12-20")}))
	c := s.signedIn("advocate")
	p := c.get("/case/" + r.ref)
	if p.status != 200 || p.Find(`main a[href*="/entry/"]`).Length() != 1 || strings.Contains(p.text("main"), "He will not leave me alone") {
		t.Errorf("partner's page: %d, %q", p.status, p.text("main"))
	}
	if got := c.get("/case/" + r.ref + "/entry/" + contact.ID); got.status != 200 || !strings.Contains(got.text("main"), "Plan agreed") {
		t.Errorf("the shared entry: %d", got.status)
	}
	better := s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Note: "Plan agreed with her sister."})
	better.Corrects, better.Reason = contact.ID, "misheard"
	s.record("responder", r.id, better)
	old := c.get("/case/" + r.ref + "/entry/" + contact.ID)
	if note := old.Find(".govuk-inset-text"); !strings.HasPrefix(strings.TrimSpace(note.Text()), "Corrected ") || note.Find("a").Length() > 0 {
		t.Errorf("a partner is told of the correction as %q", note.Text())
	}
	for _, part := range []string{"/people", "/course", "/duties", "/ask", "/history", "/log-text", "/entry/" + r.pair} {
		if got := c.get("/case/" + r.ref + part); got.status != http.StatusNotFound {
			t.Errorf("a partner opens %s: %d", part, got.status)
		}
	}
}

func TestTheFiveStatesOfACheckLookAndReadDifferently(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	p := s.signedIn("responder").get("/case/" + r.ref)
	words := map[string]bool{}
	for _, state := range []string{"not-done", "asked", "nothing", "found", "failed"} {
		x := p.Find(".fs-check--" + state).First()
		if x.Length() != 1 || words[x.Find(".fs-check__state").Text()] {
			t.Errorf("state %s: %d shown as %q", state, x.Length(), x.Find(".fs-check__state").Text())
		}
		words[x.Find(".fs-check__state").Text()] = true
	}
	if n := p.Find(".fs-check").Length(); n != 9 {
		t.Errorf("%d checks, want nine", n)
	}
}

func TestACorrectionStandsBesideWhatItCorrects(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	all := s.entries("responder", r.id)
	last := all[len(all)-1]
	p := s.signedIn("responder").get("/case/" + r.ref + "/entry/" + last.ID)
	row := p.Find(".fs-table--cards tbody tr")
	if row.Length() != 1 || !strings.Contains(row.Text(), "Mon 2 Nov 2026") || !strings.Contains(row.Text(), "Tue 3 Nov 2026") {
		t.Errorf("the correction reads %q", row.Text())
	}
	first := s.signedIn("responder").get("/case/" + r.ref + "/entry/" + last.Corrects)
	if !strings.Contains(first.text("main"), "(correction)") {
		t.Error("what was corrected does not say so")
	}
}

func TestAdviceIsNeverAVerdictAndWhatARulingOvertookIsStruckThrough(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	before := c.get("/case/" + r.ref)
	if !strings.Contains(before.text("main"), "You decide, and say why.") || before.Find(".fs-advice__reason").Length() == 0 || before.Find(".fs-advice s").Length() != 0 {
		t.Errorf("advice before a ruling: %d reasons, %d struck through", before.Find(".fs-advice__reason").Length(), before.Find(".fs-advice s").Length())
	}
	s.record("responder", r.id, s.event("RegistrarAsked", casefile.RegistrarAsked{Pair: casefile.PairID(r.pair), Question: "Harassment only?"}))
	s.record("registrar", r.id, s.event("RegistrarRuled", casefile.RegistrarRuled{Pair: casefile.PairID(r.pair), Ruling: casefile.RuledHarassmentOnly, Why: "No fixation found."}))
	after := c.get("/case/" + r.ref)
	if got := after.Find(".fs-advice__reason--displaced s").Length(); got != 1 || !strings.Contains(after.text("main"), "Overtaken by the registrar’s ruling") {
		t.Errorf("%d reasons struck through after the ruling, want the presumption", got)
	}
}

func TestALongHistoryIsReadAPageAtATime(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Gwen Invented")
	for range 110 {
		s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair)}))
	}
	c := s.signedIn("responder")
	all := len(s.entries("responder", r.id))
	p := c.get("/case/" + r.ref + "/history")
	older := c.get(p.Find(".govuk-pagination__next a").AttrOr("href", ""))
	if a, b := p.Find(".moj-timeline__item").Length(), older.Find(".moj-timeline__item").Length(); a != historyPage || a+b != all {
		t.Errorf("pages of %d and %d entries, want %d and the rest of %d", a, b, historyPage, all)
	}
	start := time.Now()
	for range 10 {
		c.get("/case/" + r.ref)
	}
	t.Logf("overview of a case of %d entries: %v", all, time.Since(start)/10)
}

func TestEveryKindSomebodyMayRecordStandsInOneMoment(t *testing.T) {
	elsewhere := []string{"ReportReceived", "MaterialImported"} // doors of their own
	count := map[string]int{}
	for _, m := range moments {
		for _, kind := range m.Kinds {
			count[kind]++
			if _, ok := casefile.KindOf(kind); !ok {
				t.Errorf("%s: no kind %s", m.Name, kind)
			}
		}
	}
	for _, k := range casefile.Kinds() {
		want := 1
		if k.Hidden || slices.Contains(elsewhere, k.Name) {
			want = 0
		}
		if count[k.Name] != want {
			t.Errorf("%s stands in %d moments, want %d", k.Name, count[k.Name], want)
		}
	}
}

func TestSafetyAndMustsAreNeverFolded(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Gwen Invented")
	s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Unwanted: fact.Of(true)}))
	s.now = s.now.Add(60 * 24 * time.Hour) // everything with a time is overdue
	view := caseView{CasePage: s.page("responder", r.id), srv: s.web}
	p := s.signedIn("responder").get("/case/" + r.ref)
	shown := p.Find("#due-now ~ .fs-duties__list > li")
	text := strings.Join(strings.Fields(shown.Text()), " ")
	for _, f := range withoutChecks(view.duties().now) {
		k := view.clause(f)
		if (k.Severity == "safety" || mustBeMet(k)) && !strings.Contains(text, strings.Join(strings.Fields(capital(say(k, f))), " ")) {
			t.Errorf("%s is folded away", f.Clause)
		}
	}
	if shown.Length() == 0 || shown.Length() > maxNow {
		t.Errorf("%d duties now, want 1 to %d", shown.Length(), maxNow)
	}
}

func TestTextForTheLogHoldsNoNumberAndNoAddress(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	p := s.signedIn("responder").get("/case/" + r.ref + "/log-text")
	text := p.text("#incident-log") + p.text("#record-system")
	for _, want := range []string{r.ref, "Ffion Invented", "Safe contact for Ffion Invented is recorded", "Risk: high"} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q", want)
		}
	}
	for _, not := range []string{canaryContact, canaryPlace, "07700", "Sample Street", "@steve", canaryIntel, canarySensitive} {
		if strings.Contains(text, not) {
			t.Errorf("the text holds %q", not)
		}
	}
}
