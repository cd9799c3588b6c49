package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// openEnded is a case whose suspect is in custody, and nobody has asked for how long.
func openEnded(s *site) (r reported, arrest string) {
	s.t.Helper()
	r, a := arrested(s)
	s.record("detective", r.id, a)
	s.now = s.now.Add(time.Minute)
	return r, a.ID
}

// tap presses a button of the page of an arrest.
func (c *client) tap(page, do string, extra url.Values) shown {
	c.t.Helper()
	p := c.get(page)
	form := p.Find(`form:has(button[value="` + do + `"])`)
	if form.Length() != 1 {
		c.t.Fatalf("%d forms offer %q: %s", form.Length(), do, p.text("main"))
	}
	fields := filled(form)
	fields.Set(fieldDo, do)
	for name, values := range extra {
		fields[name] = values
	}
	out := c.post(page, fields)
	if out.status != http.StatusOK {
		c.t.Fatalf("%q answers %d: %s", do, out.status, out.text("main"))
	}
	return out
}

// Custody that does not know may release at any hour: what protects the victim is asked
// for at once, custody is asked again, and whoever was told without a time is told it.
func TestBeforeAReleaseWhoseTimeCustodyDoesNotKnow(t *testing.T) {
	s := newSite(t)
	r, arrest := openEnded(s)
	custody, c := s.join("custody", casefile.Custody), s.signedIn("detective")
	page, duties := "/case/"+r.ref+"/release/"+arrest, "/case/"+r.ref+"/duties"
	safety := []string{"Reach the victim by the safe route before this release", "Ask the victim what should bind this person on release",
		"Judge the risk again before this release", "puts somebody's life in danger"}
	if got := c.get(duties).text("main"); strings.Contains(got, safety[0]) || !strings.Contains(got, "Ask custody when this person is expected to be released") {
		t.Errorf("nobody has asked, and the duties are %s", got)
	}
	if got := firstLine(custody.get("/")); !strings.Contains(got, "time of release not known") || strings.Contains(got, "custody was asked") {
		t.Errorf("nobody has asked, and custody reads %q", got)
	}

	asked := s.now
	custody.tap(page, "not-known", nil)
	s.now = s.now.Add(time.Minute)
	got := c.get(duties).text("main")
	for _, want := range append(safety, "Ask custody again") {
		if !strings.Contains(got, want) {
			t.Errorf("custody does not know, and the duties lack %q: %s", want, got)
		}
	}
	if strings.Contains(got, "so tell the duty inspector") {
		t.Error("the inspector is asked for by a time nobody knows")
	}
	said := "Custody was asked today " + calendar.ClockTime(asked) + " and does not know the time of release yet. Ask again by today " + calendar.ClockTime(asked.Add(2*time.Hour)) + "."
	if got := c.get(page).text("main"); !strings.Contains(got, said) || !strings.Contains(got, "nobody knows yet when") {
		t.Errorf("the page of the release says %s, want %q", got, said)
	}
	if got := firstLine(custody.get("/")); !strings.Contains(got, "custody was asked today "+calendar.ClockTime(asked)) || !strings.Contains(got, "ask custody again by today "+calendar.ClockTime(asked.Add(2*time.Hour))) {
		t.Errorf("custody's first line is %q", got)
	}

	s.now = asked.Add(2*time.Hour + time.Minute)
	custody, c = s.signedIn("custody"), s.signedIn("detective")
	if got := c.get(page).text("main"); !strings.Contains(got, "Ask again now: it was due today "+calendar.ClockTime(asked.Add(2*time.Hour))) {
		t.Errorf("after two hours the page says %s", got)
	}
	if got := firstLine(custody.get("/")); !strings.Contains(got, "ask custody again, since today") {
		t.Errorf("after two hours custody's first line is %q", got)
	}
	custody.tap(page, "not-known", nil)
	if got := c.get(page).text("main"); !strings.Contains(got, "Ask again by today "+calendar.ClockTime(s.now.Add(2*time.Hour))) {
		t.Errorf("asked again, and the page says %s", got)
	}

	s.now = s.now.Add(time.Minute)
	c.tap(page, "reached", url.Values{"wanted": {"release"}})
	told := s.now
	if got := c.get(duties).text(".fs-duties"); strings.Contains(got, safety[0]) {
		t.Errorf("she was told that nobody knows, and the duty stands: %s", got)
	}
	if got := c.get(page).text("main"); !strings.Contains(got, "Spoke with them today "+calendar.ClockTime(told)) {
		t.Errorf("she was told, and the page says %s", got)
	}
	s.now = s.now.Add(time.Minute)
	s.record("custody", r.id, s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest), At: fact.Of(calendar.At(s.now.Add(5 * time.Hour)))}))
	s.now = s.now.Add(time.Minute)
	got = c.get(page).text("main")
	if !strings.Contains(got, "Told of the release today "+calendar.ClockTime(told)+", before this time was known") || strings.Contains(got, "Spoke with them today") {
		t.Errorf("a time is known, of which she was not told, and the page says %s", got)
	}
	if got := c.get(duties).text("main"); !strings.Contains(got, safety[0]) || !strings.Contains(got, "Due today") {
		t.Errorf("a time is known, of which she was not told, and the duties are %s", got)
	}
	if c.get(page).Find(`button[value="not-known"]`).Length() != 0 {
		t.Error("a time is known, and the page still offers to say that it is not")
	}
	c.tap(page, "reached", url.Values{"wanted": {"release"}})
	if got := c.get(page).text("main"); !strings.Contains(got, "Spoke with them today "+calendar.ClockTime(s.now)) {
		t.Errorf("told the time, and the page says %s", got)
	}
}

func TestAReleaseWhoseTimeIsNotKnownIsCleanAtBothWidths(t *testing.T) {
	s := newSite(t)
	r, arrest := openEnded(s)
	s.record("detective", r.id, s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest), At: fact.Is[calendar.Interval](fact.AskedNotKnown)}))
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "detective")
		if status := p.Open(base + "/case/" + r.ref + "/release/" + arrest); status != http.StatusOK {
			t.Errorf("the page answers %d", status)
		}
		p.Axe(t)
		for _, o := range p.HorizontalScroll() {
			t.Errorf("%d px: %s", w.width, o)
		}
		p.Screenshot(fmt.Sprintf("release-unknown-%d", w.width))
	}
}

// Custody may open the door at any hour: who tried to reach the victim and could not
// tells custody and the duty inspector at once, and neither stands for the other.
func TestAVictimNotReachedWhileNoTimeIsKnownIsToldToCustodyAndToTheInspector(t *testing.T) {
	s := newSite(t)
	r, arrest := openEnded(s)
	custody, inspector, c := s.join("custody", casefile.Custody), s.join("inspector", casefile.DutyInspector), s.signedIn("detective")
	page, duties := "/case/"+r.ref+"/release/"+arrest, "/case/"+r.ref+"/duties"
	const toCustody, toInspector = "Tell custody, so that whoever decides this release knows it", "so tell the duty inspector"
	said := func(when string, wantCustody, wantInspector bool) {
		t.Helper()
		got := c.get(duties).text(".fs-duties")
		if strings.Contains(got, toCustody) != wantCustody || strings.Contains(got, toInspector) != wantInspector {
			t.Errorf("%s: custody %v, inspector %v are owed; want %v, %v", when, !wantCustody, !wantInspector, wantCustody, wantInspector)
		}
	}
	custody.tap(page, "not-known", nil)
	s.now = s.now.Add(time.Minute)
	if c.get(page).Find(`button[value="custody-told"]`).Length() != 0 {
		t.Error("nobody has tried, and custody is to be told that she is not reached")
	}
	said("before a try", false, false)
	c.tap(page, "no-answer", nil)
	said("after a try", true, true)
	if got := firstLine(inspector.get("/")); !strings.Contains(got, "Custody does not know when they are released, and the victim has not been reached.") || strings.Contains(got, "the planned time has passed") {
		t.Errorf("the inspector's first line is %q", got)
	}
	s.now = s.now.Add(time.Minute)
	c.tap(page, "custody-told", nil)
	said("custody told", false, true)
	if got := c.get(page).text(".fs-release"); !strings.Contains(got, "Tell custody that Ffion Invented is not reached, and go on trying Done: Told today") && !strings.Contains(got, "Told today "+calendar.ClockTime(s.now)) {
		t.Errorf("custody was told, and the page says %s", got)
	}
	s.record("detective", r.id, s.event("SpecialistAsked", casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("duty_inspector")), Pair: casefile.PairID(r.pair), Question: "May we force the door?"}))
	said("the inspector asked about something else", false, true)
	c.tap(page, "inspector", nil)
	said("both told", false, false)
	if got := inspector.get("/").text("main"); strings.Contains(got, "Custody does not know when they are released") {
		t.Error("the inspector was told, and their home goes on saying that nobody has")
	}
}
