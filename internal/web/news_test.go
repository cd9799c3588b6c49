package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// news asks for the page of a call for news and gives what its form holds.
func (c *client) news(ref string) (shown, url.Values) {
	c.t.Helper()
	p := c.get("/case/" + ref + "/news")
	if p.status != http.StatusOK {
		c.t.Fatalf("news of %s: %d", ref, p.status)
	}
	return p, filled(p.Find(entryFormSelector))
}

// Whoever has the call sees what was last said and what may be said, on a case of
// any unit, with what stands between the victim and harm.
func TestACallForNewsShowsWhatWasSaidAndWhatMayBe(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	s.record("responder", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke")),
		Channel: fact.Of(casefile.ContactChannel("phone")), Topics: []casefile.Topic{"how_case_progresses"}, Next: calendar.Date{Year: 2026, Month: 11, Day: 24}, Note: "Asked about the lock."}))
	s.now = s.now.Add(time.Hour)
	s.record("responder", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("no_answer"))}))
	p, _ := s.signedIn("handler").news(r.ref)
	text := p.text("main")
	for _, want := range []string{
		"not to approach within 100 m", "Phone, weekdays 9 to 15.", // what a call is answered with
		"Last spoken with: Fri 20 Nov 2026, 14:00, PC Rhian Example, phone", "Asked about the lock.", "Tried since: once", "Next contact agreed for: Tue 24 Nov 2026.",
		"what conditions bind the other person", "VICTIMS CODE",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %q: %s", want, text)
		}
	}
	for _, no := range []string{"01632 960777", "heron", "her brother"} {
		if strings.Contains(text, no) {
			t.Errorf("a call handler is shown %q", no)
		}
	}
}

// Four interactions: the case is found in two, and the call logged in four, with a
// date for the next one and the message it answers.
func TestACallForNewsIsLoggedInFour(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	message := s.event("VictimMessageReceived", casefile.VictimMessageReceived{Person: casefile.PersonID(r.victim), Words: "Is there any news?"})
	s.record("responder", r.id, message)
	base := s.plain()
	for _, script := range []bool{true, false} {
		p := s.inBrowser(base, 390, 844, "handler")
		if !script {
			p.JSOff()
		}
		p.Open(base + "/")
		p.Fill("#search", "07700 900123")
		p.Follow("header .fs-search__button")                         // found: one
		p.Follow(`.fs-call__ways a[href="/case/` + r.ref + `/news"]`) // and two
		check(t, p, "news", 390)
		p.Screenshot(fmt.Sprintf("news-%v", script))
		before := len(s.caseNow(r.id).Contacts)
		taps := 0
		tap := func(selector string) { p.Click(selector); taps++ }
		tap(`input[name="topics"][value="no_change_to_report"]`)
		if script {
			tap(`input[name="answers"]`)
		}
		tap(`input[name="next"][value="2026-11-27"]`)
		taps++
		if status := p.Follow(`main form button[type="submit"]`); status != http.StatusOK {
			t.Fatalf("logging the call answers %d", status)
		}
		if taps > 4 {
			t.Errorf("it took %d", taps)
		}
		c := s.caseNow(r.id)
		if len(c.Contacts) != before+1 {
			t.Fatalf("%d contacts; want %d", len(c.Contacts), before+1)
		}
		k := c.Contacts[before]
		if k.Data.Next != (calendar.Date{Year: 2026, Month: 11, Day: 27}) || !slices.Contains(k.Topics, "no_change_to_report") || k.Outcome.Value != "spoke" || k.By != "handler" {
			t.Errorf("logged %+v", k.Data)
		}
		if !c.Messages[0].Answered {
			t.Error("the message it answers is still open")
		}
	}
}

// Nothing has to be filled, a form sent twice is one call, and what was written is
// a message with its answer.
func TestACallForNewsMayBeEmptySentTwiceOrAMessage(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	h := s.signedIn("handler")
	_, fields := h.news(r.ref)
	for range 2 {
		if p := h.post("/case/"+r.ref+"/news", fields); p.status != http.StatusOK {
			t.Fatalf("an empty call answers %d: %s", p.status, p.text("main"))
		}
	}
	if c := s.caseNow(r.id); len(c.Contacts) != 1 || !c.Contacts[0].Data.Next.IsZero() || len(c.Contacts[0].Topics) != 0 {
		t.Fatalf("%d contacts, %+v; want one that says nothing more", len(c.Contacts), c.Contacts)
	}
	_, fields = h.news(r.ref)
	fields.Set("wrote", "Please ring after six.")
	fields.Set("by", "text")
	fields.Set("note", "Will be rung after six.")
	fields.Set("next", "2026-11-27") // ticked before another day was typed
	fields.Set("next_contact-day", "31")
	fields.Set("next_contact-month", "2")
	fields.Set("next_contact-year", "2027")
	p := h.post("/case/"+r.ref+"/news", fields)
	if p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(".govuk-error-summary"), "not a day that exists") || p.Find(`textarea[name="wrote"]`).Text() != "Please ring after six." {
		t.Fatalf("31 February answers %d and keeps %q: %s", p.status, p.Find(`textarea[name="wrote"]`).Text(), p.text(".govuk-error-summary"))
	}
	fields.Set("next_contact-day", "28")
	if p = h.post("/case/"+r.ref+"/news", fields); p.status != http.StatusOK {
		t.Fatalf("the message answers %d: %s", p.status, p.text("main"))
	}
	c := s.caseNow(r.id)
	if len(c.Messages) != 1 || !c.Messages[0].Answered || c.Messages[0].Data.Words != "Please ring after six." || c.Contacts[1].Outcome.Value != "message_replied" ||
		c.Contacts[1].Data.Channel.Value != "text" || c.Contacts[1].Data.Next != (calendar.Date{Year: 2027, Month: 2, Day: 28}) {
		t.Errorf("messages %+v, contact %+v", c.Messages, c.Contacts[1].Data)
	}
}

// Outside a restricted case there is no such page, and a partner has none.
func TestACallForNewsIsNotThereForOutsiders(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Why: "Invented."}))
	for _, who := range []string{"handler", "responder", "advocate"} {
		c := s.signedIn(who)
		there, none := c.get("/case/"+r.ref+"/news"), c.get("/case/FS-26-AAAAAAA/news")
		if there.status != none.status || there.status == http.StatusOK {
			t.Errorf("%s: %d where there is a case, %d where there is none", who, there.status, none.status)
		}
		sent := c.post("/case/"+r.ref+"/news", url.Values{"_id": {newEntryID()}, "person": {r.victim}})
		if sent.status == http.StatusOK {
			t.Errorf("%s logged a call", who)
		}
	}
	if n := len(s.page("standards", r.id).Contacts); n != 0 {
		t.Errorf("%d contacts on a case nobody outside sees", n)
	}
}
