package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

// Another report about the same two people is offered on the case, compared with
// reasons, joined, shown on both and taken back; nothing is ticked beforehand.
func TestAnotherReportAboutTheSamePeopleIsJoinedAndPartedAgain(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	there := s.between("other", "Steven Madeup", "Ffion Invented")
	s.record("other", there.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(there.pair), What: "He waited by the gate."}))
	c := s.signedIn("responder")
	if line := c.get("/case/" + r.ref).text(`section[aria-labelledby="same-title"]`); !strings.Contains(line, "1 other report may be about the same people") {
		t.Fatalf("the case says %q", line)
	}
	p := c.get("/case/" + r.ref + "/same")
	text := p.text("main")
	for _, want := range []string{there.ref, "Ffion Invented: the same name", "Victim here, suspect there.", "Their parts here and there suggest: the same two people, the other way round."} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q: %s", want, text)
		}
	}
	if p.Find(`main input[checked], main option[selected]`).Length() > 0 {
		t.Error("something is ticked beforehand")
	}
	fields := filled(p.Find(".fs-same form"))
	fields.Set("how", "roles_reversed")
	fields.Set("why", "The same flat and the same evening.")
	fields.Set(fieldDo, doJoin)
	for range 2 { // sent twice it is decided once
		if done := c.post("/case/"+r.ref+"/same", fields); done.status != http.StatusOK {
			t.Fatalf("joining answers %d: %s", done.status, done.text("main"))
		}
	}
	for who, at := range map[string][2]string{"responder": {r.ref, there.ref}, "other": {there.ref, r.ref}} {
		line := s.signedIn(who).get("/case/" + at[0]).text(`section[aria-labelledby="same-title"]`)
		if !strings.Contains(line, at[1]) || !strings.Contains(line, "the other way round") || at[1] == there.ref && !strings.Contains(line, "Its one incident is not in the counts here.") {
			t.Errorf("%s reads %q", who, line)
		}
	}
	o := s.signedIn("other")
	decided := o.get("/case/" + there.ref + "/same")
	if text := decided.text("main"); !strings.Contains(text, "The same flat and the same evening.") || !strings.Contains(text, "PC Rhian Example") {
		t.Errorf("the other case's page: %s", text)
	}
	undo := filled(decided.Find(".fs-same form"))
	undo.Set("why", "Another flat.")
	undo.Set(fieldDo, doUndo)
	if done := o.post("/case/"+there.ref+"/same", undo); done.status != http.StatusOK {
		t.Fatalf("parting answers %d", done.status)
	}
	text = c.get("/case/" + r.ref + "/same").text("main")
	if !strings.Contains(text, "Taken back. Another flat.") || !strings.Contains(text, "They belong together") {
		t.Errorf("after it was taken back: %s", text)
	}
}

// A decision that two cases do not belong together stands on both pages, and neither
// is led to from the other's first page. No reason has to be given.
func TestCasesDecidedApartAreNotShownAsJoined(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	there := s.between("other", "Steven Madeup", "Ffion Invented")
	c := s.signedIn("responder")
	fields := filled(c.get("/case/" + r.ref + "/same").Find(".fs-same form"))
	fields.Set(fieldDo, doApart)
	if done := c.post("/case/"+r.ref+"/same", fields); done.status != http.StatusOK {
		t.Fatalf("parting answers %d: %s", done.status, done.text("main"))
	}
	for who, at := range map[string][2]string{"responder": {r.ref, there.ref}, "other": {there.ref, r.ref}} {
		o := s.signedIn(who)
		if line := o.get("/case/" + at[0]).text("main"); strings.Contains(line, at[1]) {
			t.Errorf("%s is led to %s from the first page", who, at[1])
		}
		text := o.get("/case/" + at[0] + "/same").text("main")
		if !strings.Contains(text, at[1]) || !strings.Contains(text, "Does not belong together with this case.") || strings.Contains(text, "They belong together") {
			t.Errorf("%s reads %q", who, text)
		}
	}
}

// Before a report is saved, what may be about the same people is offered; what is
// restricted is not, and a look is recorded.
func TestANewReportIsOfferedWhatMayBeAboutTheSamePeople(t *testing.T) {
	s := newSite(t)
	there, hidden := s.between("other", "Ffion Invented", "Steven Madeup"), s.between("other", "Ffion Invented", "Steven Madeup")
	s.record("other", hidden.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Why: "Invented."}))
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{"v.details.name": {"Ffion Invented"}, "x.details.name": {"Stephen Maydup"}, fieldDo: {"to-" + stepLeave}})
	text := p.text(`section[aria-labelledby="same-title"]`)
	for _, want := range []string{"1 other report may be about the same people", there.ref, "a name that sounds alike"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report says %q; want %q", text, want)
		}
	}
	if strings.Contains(text, hidden.ref) {
		t.Error("the restricted case is offered")
	}
}

func TestWhoOnlyFindsACaseComparesAndDecidesNothing(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	there := s.between("other", "Ffion Invented", "Steven Madeup")
	o := s.signedIn("other")
	p := o.get("/case/" + r.ref + "/same")
	if p.status != http.StatusOK || !strings.Contains(p.text("main"), there.ref) || p.Find(".fs-same form").Length() > 0 {
		t.Errorf("%d, %d forms: %s", p.status, p.Find(".fs-same form").Length(), p.text("main"))
	}
	sent := o.post("/case/"+r.ref+"/same", url.Values{fieldEntry: {newEntryID()}, "other": {there.id}, fieldDo: {doJoin}})
	if sent.status == http.StatusOK || len(s.caseNow(r.id).Links) > 0 {
		t.Errorf("joined by somebody who only found it: %d", sent.status)
	}
	for _, do := range []string{"", "nonsense"} {
		if sent := s.signedIn("responder").post("/case/"+r.ref+"/same", url.Values{fieldEntry: {newEntryID()}, "other": {there.id}, fieldDo: {do}}); sent.status != http.StatusConflict {
			t.Errorf("_do=%q answers %d", do, sent.status)
		}
	}
}

// A restricted case is offered to nobody outside, and cannot be named.
func TestARestrictedCaseIsNeverOfferedOutside(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	hidden := s.between("other", "Ffion Invented", "Steven Madeup")
	s.record("other", hidden.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Why: "Invented."}))
	c := s.signedIn("responder")
	if c.get("/case/"+r.ref).Find(`section[aria-labelledby="same-title"]`).Length() > 0 || strings.Contains(c.get("/case/"+r.ref+"/same").text("main"), hidden.ref) {
		t.Error("the restricted case is offered")
	}
	there := c.post("/case/"+r.ref+"/same", url.Values{fieldEntry: {newEntryID()}, "other": {hidden.id}, fieldDo: {doJoin}})
	none := c.post("/case/"+r.ref+"/same", url.Values{fieldEntry: {newEntryID()}, "other": {newEntryID()}, fieldDo: {doJoin}})
	if there.status != none.status || there.text("main") != none.text("main") {
		t.Errorf("a restricted case answers %d %q, none %d %q", there.status, there.text("main"), none.status, none.text("main"))
	}
}

func TestOtherReportsAreAccessibleAtBothWidthsAndWithoutScript(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.between("other", "Ffion Invented", "Stephen Maydup")
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "responder")
		p.JSOff()
		for name, path := range map[string]string{"same": "/same", "same-line": ""} {
			p.Open(base + "/case/" + r.ref + path)
			check(t, p, name, w.width)
			p.Screenshot(fmt.Sprintf("%s-%d", name, w.width))
		}
	}
}

// What was compared is said with the decision, of everybody it was about.
func TestADecisionSaysAllThatWasCompared(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.report("other", "Ffion Invented")
	c := s.signedIn("responder")
	fields := filled(c.get("/case/" + r.ref + "/same").Find(".fs-same form"))
	fields.Set(fieldDo, doJoin)
	if done := c.post("/case/"+r.ref+"/same", fields); done.status != http.StatusOK {
		t.Fatalf("joining answers %d: %s", done.status, done.text("main"))
	}
	text := c.get("/case/" + r.ref + "/same").text("main")
	for _, want := range []string{"Compared then:", "Ffion Invented: the same telephone number, the same name", "Steven Madeup: the same account or e-mail address, the same name"} {
		if !strings.Contains(text, want) {
			t.Errorf("the decision says %q; want %q", text, want)
		}
	}
	if entry := c.get("/case/" + r.ref + "/entry/" + s.caseNow(r.id).Links[0].ID); entry.status != http.StatusOK || !strings.Contains(entry.text("main"), "The same telephone number") {
		t.Errorf("the entry is %d: %s", entry.status, entry.text("main"))
	}
}
