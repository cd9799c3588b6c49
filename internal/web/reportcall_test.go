package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// Moment 2 of practice: a former partner, more than once: six keys and one to save.
func TestSixKeysTellACallHandlerToRecordStalking(t *testing.T) {
	s := newSite(t)
	p, base := s.tab(browsertest.New(t), "handler", 1366, 768)
	if status := p.Open(base + "/report?as=call"); status != http.StatusOK {
		t.Fatalf("the page answers %d", status)
	}
	for _, stop := range p.TabStops() {
		if stop.Obscured || !stop.FocusVisible {
			t.Errorf("the focus on %s (%s) cannot be seen", stop.Selector, stop.Name)
		}
	}
	p.Open(base + "/report?as=call")
	if got := p.Focused(); got != "#f-s-safe-to-speak" {
		t.Fatalf("the caret begins in %q", got)
	}
	for _, is := range []struct{ key, field string }{{"k", "asked_not_known"}, {"p", "declined"}, {"0", ""}} { // what is no answer has one key, whatever is asked
		p.Click("#f-s-safe-to-speak")
		for range sixQuestions {
			p.Press(is.key)
		}
		if status := p.PressAndFollow("Enter"); status != http.StatusOK {
			t.Fatalf("saving answers %d", status)
		}
		drafts, err := s.Drafts(t.Context(), "handler", "")
		must(t, err)
		for _, q := range sixQuestions {
			name := fieldOften
			if q.Own == keyed {
				name = q.Prefix + q.Only[0]
			}
			if got := strings.TrimPrefix(url.Values(drafts[0].Fields).Get(name), "s:"); len(drafts) != 1 || got != is.field {
				t.Errorf("%s of %d drafts: %q after the key %s, want %q", name, len(drafts), got, is.key, is.field)
			}
		}
	}
	keys := []string{"1", "1", "1", "4", "2", "1"} // safe to speak, safe now, former partner, an app, on different days, unwanted
	p.Click("#f-s-safe-to-speak-5")                // not asked: the keys work where the focus is
	for _, k := range keys {
		p.Press(k)
	}
	if got := p.Focused(); got != "#call-save" {
		t.Fatalf("after six keys the focus is on %s", got)
	}
	if status := p.PressAndFollow("Enter"); status != http.StatusOK {
		t.Fatalf("saving answers %d", status)
	}
	got := p.Text("main")
	for _, want := range []string{"Record as stalking", "Why: former partner, more than one unwanted act.", "APP 1.3, para 4", "Opening code: ST1 stalking (local: Fernshire contact standard 2.1).", "For the incident log"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said: %.600q", want, got)
		}
	}
	if cases, err := s.Cases(t.Context(), s.as("sergeant"), casework.Filter{}, "", 10); err != nil || len(cases.Items) != 0 {
		t.Errorf("saving recorded %d cases, %v", len(cases.Items), err)
	}
}

// On a phone they are looked at in the grid.
func TestTheSixQuestionsAreAccessibleWithoutScriptAtADesk(t *testing.T) {
	s := newSite(t)
	base := s.plain()
	p := s.inBrowser(base, 1280, 900, "handler")
	p.JSOff()
	p.Open(base + "/report?as=call")
	check(t, p, "six questions", 1280)
	if got := p.Focused(); got != "#f-s-safe-to-speak" {
		t.Errorf("without script the caret is in %q", got)
	}
	p.Screenshot("six-questions-start-1280")
	p.Click("#f-i1-often-2")
	if status := p.Follow("#call-save"); status != http.StatusOK {
		t.Fatalf("saving answers %d", status)
	}
	check(t, p, "what they come to", 1280)
	p.Screenshot("six-questions-1280")
}

// Six answers end with a code to open the incident with: the force's own for what they
// come to, said to be local; what a handler types comes before it, and where nobody
// knows how often it happened none is made up.
func TestSixAnswersEndWithAnOpeningCode(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	for _, call := range []struct{ often, relationship, typed, want string }{
		{oftenSeveral, "former_partner", "", "ST1 stalking (local: Fernshire contact standard 2.1)."},
		{oftenSeveral, "neighbour", "", "ST2 unwanted contact repeated (local: Fernshire contact standard 2.2)."},
		{oftenOnce, "neighbour", "", "ST3 unwanted contact once (local: Fernshire contact standard 2.2)."},
		{"asked_not_known", "neighbour", "", noOpeningCode + "."},
		{"", "neighbour", "", noOpeningCode + "."},
		{oftenSeveral, "former_partner", "OC 12", "OC 12."},
	} {
		p := c.onReport(c.get("/report?as=call"), url.Values{"l.relationship": {call.relationship}, "i1.channel": {"phone"}, "i1.unwanted": {"true"}, fieldOften: {call.often}, "o.opening_code": {call.typed}})
		if got := p.text(`section[aria-labelledby="call-title"] p:contains("Opening code")`); got != "Opening code: "+call.want {
			t.Errorf("%s, %s: the page says %q", call.often, call.relationship, got)
		}
		if got := p.text("#call-log"); strings.Contains(got, "Opening code: ") != (call.want != noOpeningCode+".") || strings.Contains(got, "Opening code: ") && !strings.Contains(got, "Opening code: "+call.want) {
			t.Errorf("%s, %s: the text for the log says %q", call.often, call.relationship, got)
		}
		if got := p.text("#call-log"); !strings.Contains(got, "What happened: ") || !strings.Contains(got, "; phone call; unwanted: yes.") {
			t.Errorf("%s, %s: the text for the log leaves out how: %q", call.often, call.relationship, got)
		}
	}
}

// What was wanted is no unwanted contact, and where nobody knows whether it was no code
// says so. Whoever is not safe is said before all else.
func TestACodeThatSaysUnwantedIsOfActsThatWere(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	for unwanted, code := range map[string]bool{"true": true, "false": false, "s:asked_not_known": false, "s:declined": false} {
		p := c.onReport(c.get("/report?as=call"), url.Values{"l.relationship": {"neighbour"}, "i1.channel": {"phone"}, "i1.unwanted": {unwanted}, fieldOften: {oftenSeveral}, "s.safe_now": {unwanted}})
		said := p.text(`section[aria-labelledby="call-title"]`)
		if strings.Contains(said, "unwanted contact") != code {
			t.Errorf("unwanted %s: the page says %q", unwanted, said)
		}
		if danger := strings.Contains(said, "They are not safe now: send responders"); danger != (unwanted == "false") {
			t.Errorf("safe now %s: the page says %q", unwanted, said)
		}
	}
}

// A call's six answers are the report's own, whichever page goes on with it, and
// an answer that is no number is kept as one.
func TestASixQuestionCallIsRecordedOnceAndNothingIsAskedTwice(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	for often, least := range map[string]int{oftenOnce: 1, oftenSeveral: 2, "declined": 0, "asked_not_known": 0} {
		p := c.onReport(c.get("/report?as=call"), url.Values{"l.relationship": {"former_partner"}, "i1.unwanted": {"true"}, fieldOften: {often}, "a.words": {"He keeps messaging."}, "o.opening_code": {"OC 12"}})
		if got := p.text("#call-title"); (got == "Record as stalking") != (often == oftenSeveral) {
			t.Errorf("%s: %q", often, got)
		}
		p = c.onReport(p, url.Values{fieldDo: {"to-acts"}})
		if p.Find(`[name="l.relationship"][value="former_partner"][checked], [name="l.relationship"] option[value="former_partner"][selected]`).Length() != 1 {
			t.Errorf("%s: the relationship is asked again", often)
		}
		done := c.onReport(c.onReport(p, url.Values{fieldDo: {"to-call"}}), url.Values{fieldDo: {"record"}})
		x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
		acts := x.Pairs[0].Incidents.Items
		if len(acts) != 1 || acts[0].Data.Repeats.Least != least || (acts[0].Data.Repeats.Words != "") != (least == 0) || len(x.Gradings) != 1 || x.Gradings[0].Data.Opening != "OC 12" || len(x.Accounts) != 1 {
			t.Errorf("%s: recorded %+v, %+v", often, acts, x.Gradings)
		}
	}
}

// Whoever took the call is named by their own role; before the report is recorded
// its text says where the reference will stand, and afterwards it has it and comes
// first.
func TestTheTextOfACallSaysWhoTookItAndWhereItsReferenceStands(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.onReport(c.get("/report?as=call"), url.Values{"l.relationship": {"former_partner"}, "i1.unwanted": {"true"}, fieldOften: {oftenSeveral}, "o.opening_code": {"OC 12"}, "v.details.name": {"Zoe Nowhere"}})
	before := p.text("#call-log")
	for _, want := range []string{"Reference: none yet. Recording the report gives one, with this text again.", "Report taken by Hana Example, call handler.", "Officer in the case: nobody yet.", "Opening code: OC 12.", "The answers point to stalking", "Victim: Zoe Nowhere"} {
		if !strings.Contains(before, want) {
			t.Errorf("before it is recorded the text lacks %q: %s", want, before)
		}
	}
	if strings.Contains(before, "FS-26") || strings.Contains(before, "Officer in the case: Hana") {
		t.Errorf("before it is recorded the text says %s", before)
	}
	done := c.onReport(p, url.Values{fieldDo: {"record"}})
	ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
	banner := done.Find(".govuk-notification-banner__content")
	after := banner.Find("#call-log").Text()
	for _, want := range []string{ref, "Report taken by Hana Example, call handler.", "Opening code: OC 12.", "The answers point to stalking", "Victim: Zoe Nowhere"} {
		if !strings.Contains(after, want) {
			t.Errorf("after it is recorded the text lacks %q: %s", want, after)
		}
	}
	if next := banner.Find("h3").Next(); next.Find("#call-log").Length() != 1 || banner.Find("textarea").Length() != 1 || strings.Contains(after, "none yet") {
		t.Errorf("the text is not the next thing, or not alone, or has no reference: %s", after)
	}
	s.record("handler", s.page("handler", ref).ID, s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective"}))
	offer := s.page("detective", ref).Offered()
	s.record("detective", s.page("detective", ref).ID, s.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(offer.ID)}))
	if got := c.get("/case/" + ref + "/log-text").text("#incident-log"); !strings.Contains(got, "Officer in the case: DC Dilys Example.") || strings.Contains(got, "taken by") {
		t.Errorf("once an officer holds it: %s", got)
	}
}

// The text says once what the answers point to and that nobody has decided, all that is
// due, who was sent, each number of another system, and whether they could speak. The
// number they gave is not in it, and where it is read is.
func TestTheTextOfACallLeavesOutNothingOfTheCall(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.onReport(c.get("/report?as=call"), url.Values{"s.safe_to_speak": {"true"}, "s.safe_now": {"true"}, "l.relationship": {"former_partner"}, "i1.unwanted": {"true"}, fieldOften: {oftenSeveral},
		"v.details.name": {"Zoe Nowhere"}, "v.details.phones[0]": {"07700 900444"}, "v.details.phones": {"07700 900444"}, fieldLogNumber: {"FPC-2611-0441"}})
	form := c.onReport(p, url.Values{fieldDo: {doSend}})
	ref := strings.Split(form.path, "/")[2]
	if got := form.text(".govuk-notification-banner"); !strings.Contains(got, "Report recorded: "+ref+".") {
		t.Errorf("on the way to who is sent nothing says that the report is recorded: %q", got)
	}
	if got := s.signedIn("sergeant").get(form.path); got.Find(".govuk-notification-banner").Length() > 0 {
		t.Errorf("somebody else is told that they recorded it: %s", got.text(".govuk-notification-banner"))
	}
	done := c.submit(form, "main form.fs-form", url.Values{"staff": {"PC Rhian Example"}})
	if got := done.text(".govuk-notification-banner__content h3"); got != "Sent: PC Rhian Example, until Fri 20 Nov 2026, 18:00." {
		t.Errorf("after sending: %q", got)
	}
	text := done.Find("#call-log").Text()
	for _, want := range []string{"Sent: PC Rhian Example, until Fri 20 Nov 2026, 18:00.", "Safe now: yes. Safe to speak: yes.", "Incident number: FPC-2611-0441.", "A number for Zoe Nowhere is recorded: read it in " + ref,
		"Nobody has decided the classification yet.", "Due now (2):\n- Judge the risk now", "\n- Make the background checks that are left."} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q: %s", want, text)
		}
	}
	if strings.Contains(text, "Record as stalking") || strings.Count(strings.ToLower(text), "classification") != 1 || strings.Contains(text, "900444") {
		t.Errorf("said as decided, said twice, or a number: %s", text)
	}
	s.now = s.now.Add(5 * time.Hour)
	if got := c.get("/case/" + ref + "/log-text").Find("#incident-log").Text(); strings.Contains(got, "Sent:") {
		t.Errorf("still said to be sent after its end: %s", got)
	}
}

// Once somebody is sent, the page after it has the same text with the reference; so
// has the page of text for other systems, for as long as the case is there.
func TestTheTextOfACallIsThereAfterSendingToo(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.onReport(c.get("/report?as=call"), url.Values{"l.relationship": {"former_partner"}, "i1.unwanted": {"true"}, fieldOften: {oftenSeveral}, "o.opening_code": {"OC 12"}, "v.details.name": {"Zoe Nowhere"}, fieldLogNumber: {"FPC-2611-0441"}})
	sent := c.onReport(p, url.Values{fieldDo: {doSend}})
	done := c.submit(sent, "main form.fs-form", url.Values{"staff": {"PC Rhian Example"}})
	ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
	for where, text := range map[string]string{"after sending": done.Find(".govuk-notification-banner__content #call-log").Text(), "for other systems": c.get("/case/" + ref + "/log-text").Find("#incident-log").Text()} {
		for _, want := range []string{ref + ", as at", "The answers point to stalking: former partner, more than one unwanted act", "Opening code: OC 12.", "Incident number: FPC-2611-0441.", "Victim: Zoe Nowhere"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s the text lacks %q: %s", where, want, text)
			}
		}
	}
	for _, q := range []string{"FPC-2611-0441", strings.TrimPrefix(ref, "FS-26-")} {
		if got := c.call(q); got.Find(".fs-call").Length() != 1 || !strings.Contains(got.text(".fs-call"), "Zoe Nowhere") {
			t.Errorf("the call handler's box does not find %s: %s", q, got.text("main"))
		}
		if got := s.signedIn("responder").search(q); got.path != "/case/"+ref {
			t.Errorf("the search for %s leads to %s", q, got.path)
		}
	}
}

// What the caller gave in the box is on the page.
func TestSixQuestionsCarryWhatWasTypedOnTheCall(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	answered := c.call("Zoe Nowhere")
	p := c.post(answered.path+"/report", url.Values{"as": {stepCall}})
	if !strings.HasSuffix(p.path, "/call") || p.Find(`#f-v-details-name`).AttrOr("value", "") != "Zoe Nowhere" {
		t.Errorf("at %s the name is %q", p.path, p.Find(`#f-v-details-name`).AttrOr("value", ""))
	}
}

// What was answered, or follows from how the report began, is not asked again.
func TestNothingAnsweredOnACallIsAskedAgainOnTheCase(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	said := url.Values{"s.safe_now": {"true"}, "l.relationship": {"former_partner"}, "i1.channel": {"messaging_app"}, fieldOften: {oftenSeveral}, "i1.unwanted": {"true"}}
	begun := c.get("/report?as=call")
	if got := begun.Find(`details select[name="r.channel"] option[selected]`).AttrOr("value", ""); got != string(casefile.Call101) {
		t.Errorf("a call that is no emergency is offered %q as how it came, to be seen and changed", got)
	}
	p := c.onReport(begun, said)
	p = c.onReport(p, url.Values{fieldDo: {"to-acts"}})
	done := c.onReport(p, url.Values{"x.details.works_for_police": {"false"}, fieldDo: {"record"}})
	ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
	got := s.caseNow(ref)
	if got.Channel.Value != casefile.Call101 || !got.PoliceLink.Given() {
		t.Fatalf("recorded: came by %v, works for the police %v", got.Channel, got.PoliceLink)
	}
	for _, l := range (&caseView{CasePage: s.page("handler", got.ID), srv: s.web, visit: &visit{}}).openQuestions() {
		if path := lastOf(l.path); path == "channel" && !strings.Contains(l.path, "incidents") || path == "works_for_police" || path == "other_works_for_police" {
			t.Errorf("answered, and asked again: %s (%s)", l.Words, l.path)
		}
	}
}

// "Most Tuesdays since June" is a spell: it is counted as more than one act and begins
// in June. How often, said of the conduct on a call, does not become that of one act
// with a day of its own.
func TestRepeatedConductIsCountedAndBeginsWhereItBegan(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	recorded := func(change url.Values) string {
		t.Helper()
		said := url.Values{"l.relationship": {"former_partner"}, "i1.unwanted": {"true"}, fieldOften: {oftenSeveral}}
		p := c.onReport(c.onReport(c.get("/report?as=call"), said), url.Values{fieldDo: {"to-acts"}})
		p = c.onReport(p, change)
		done := c.onReport(c.onReport(p, url.Values{fieldDo: {"to-leave"}}), nil)
		return strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
	}
	ref := recorded(url.Values{"i1.behaviours": {"loitering"}, "i1.occurred-said": {"most Tuesdays since June"}})
	main := s.signedIn("sergeant").get("/case/" + ref).text("section[aria-labelledby=happened-title]")
	for _, want := range []string{"1 incident, at least 2 acts", "First from Mon 1 Jun 2026 (“most Tuesdays since June”)", "latest by Fri 20 Nov 2026", "at least 2"} {
		if !strings.Contains(main, want) {
			t.Errorf("the case does not say %q: %s", want, main)
		}
	}
	ref = recorded(url.Values{"i1.behaviours": {"turning_up"}, "i1.occurred-said": {"last night"}})
	x := s.caseNow(ref)
	acts := x.Pairs[0].Incidents.Items
	if len(acts) != 2 || acts[1].Data.Repeats.Least != 0 || acts[0].Data.Repeats.Least != 1 || !acts[0].Occurred.From.IsZero() || len(acts[0].Behaviours) > 0 {
		t.Errorf("how often is hung on one act of last night: %+v", acts)
	}
	if yes, _ := x.Pairs[0].CourseOfConduct(); !yes {
		t.Error("more than once on different days is no course of conduct")
	}
	if main = s.signedIn("sergeant").get("/case/" + ref).text("section[aria-labelledby=happened-title]"); !strings.Contains(main, "First not known: “more than once, on different days” (by ") {
		t.Errorf("the first is said to be known: %s", main)
	}
}
