package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
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
		"Last spoken with: Fri 20 Nov 2026, 14:00, PC Rhian Example, phone", "Asked about the lock.", "Tried since: once", "Next contact: Tue 24 Nov 2026, as agreed.",
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

// Nothing has to be filled, a form sent twice is one call, and what was written is
// a message with its answer.
func TestACallForNewsMayBeEmptySentTwiceOrAMessage(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	h := s.signedIn("handler")
	_, first := h.news(r.ref)
	for range 2 {
		if p := h.post("/case/"+r.ref+"/news", first); p.status != http.StatusOK {
			t.Fatalf("an empty call answers %d: %s", p.status, p.text("main"))
		}
	}
	if c := s.caseNow(r.id); len(c.Contacts) != 1 || !c.Contacts[0].Data.Next.IsZero() || len(c.Contacts[0].Topics) != 0 || c.Contacts[0].Outcome.Known() {
		t.Fatalf("%d contacts, %+v; want one that says nothing more, not that anybody spoke", len(c.Contacts), c.Contacts)
	}
	if got := h.get("/case/" + r.ref + "?done=" + s.caseNow(r.id).Contacts[0].ID).text(".govuk-notification-banner"); !strings.Contains(got, "does not count as news") || !strings.Contains(got, "Next contact: no day is agreed.") {
		t.Errorf("an empty call is logged as %q", got)
	}
	p, fields := h.news(r.ref)
	if got := p.text("main"); !strings.Contains(got, "Last spoken with: nobody has recorded") || !strings.Contains(got, "Next contact: no day is agreed.") {
		t.Errorf("after an empty call the page says %q", got)
	}
	fields.Set("wrote", "Please ring after six.")
	fields.Set("by", "text")
	fields.Set("note", "Will be rung after six.")
	fields.Set("next", "2026-11-27") // ticked before another day was typed
	fields.Set("next_contact-day", "31")
	fields.Set("next_contact-month", "2")
	fields.Set("next_contact-year", "2027")
	p = h.post("/case/"+r.ref+"/news", fields)
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

// Two victims: it is asked whose call it is, what is logged is theirs alone, and
// nobody but a victim of this case can have been spoken with.
func TestACallForNewsIsLoggedForTheVictimWhoRang(t *testing.T) {
	s := newSite(t)
	r, elsewhere := s.report("responder", "Ffion Invented"), s.report("responder", "Gwen Invented")
	child := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Mali Invented"))}})
	theirs := s.event("VictimMessageReceived", casefile.VictimMessageReceived{Person: casefile.PersonID(child.ID), Words: "Please ring."})
	s.record("responder", r.id, child, theirs)
	s.record("responder", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke"))}))
	h := s.signedIn("handler")
	p, fields := h.news(r.ref)
	text := p.text("main")
	if p.Find(`input[name="person"][type="radio"]`).Length() != 2 || fields.Get("person") != "" || !strings.Contains(text, "Last spoken with (Ffion Invented): ") || !strings.Contains(text, "Their message (Mali Invented) of ") {
		t.Errorf("who it is: %v, %s", fields["person"], text)
	}
	for _, wrong := range []string{r.actor, elsewhere.victim, newEntryID()} {
		fields.Set("person", wrong)
		if p := h.post("/case/"+r.ref+"/news", fields); p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(".govuk-error-summary"), "Choose which victim it is.") {
			t.Errorf("%s spoken with: %d, %s", wrong, p.status, p.text(".govuk-error-summary"))
		}
	}
	fields.Set("person", child.ID)
	fields.Set("answers", theirs.ID)
	if p := h.post("/case/"+r.ref+"/news", fields); p.status != http.StatusOK {
		t.Fatalf("logging answers %d: %s", p.status, p.text("main"))
	}
	c := s.caseNow(r.id)
	if k := c.Contacts[len(c.Contacts)-1]; len(c.Contacts) != 2 || k.Person != casefile.PersonID(child.ID) || !c.Messages[0].Answered {
		t.Errorf("logged %+v, message %+v", k, c.Messages[0])
	}
	if n := len(s.caseNow(elsewhere.id).Contacts); n != 0 {
		t.Errorf("%d contacts on another case", n)
	}
}

// A message with its answer sent twice is one message; an answer to what is no
// message of this case is refused whole; not safe to speak is what is recorded.
func TestACallForNewsSentTwiceHoldsOneMessageAndAnswersOnlyThisCases(t *testing.T) {
	s := newSite(t)
	r, elsewhere := s.report("responder", "Ffion Invented"), s.report("responder", "Gwen Invented")
	other := s.event("VictimMessageReceived", casefile.VictimMessageReceived{Person: casefile.PersonID(elsewhere.victim), Words: "Not of this case."})
	s.record("responder", elsewhere.id, other)
	h := s.signedIn("handler")
	_, fields := h.news(r.ref)
	fields.Set("wrote", "Any news?")
	fields.Set("answers", other.ID)
	if p := h.post("/case/"+r.ref+"/news", fields); p.status != http.StatusUnprocessableEntity {
		t.Errorf("an answer to another case's message: %d", p.status)
	}
	if c := s.caseNow(r.id); len(c.Contacts)+len(c.Messages) != 0 || s.caseNow(elsewhere.id).Messages[0].Answered {
		t.Errorf("refused, and yet recorded: %+v, %+v", c.Contacts, c.Messages)
	}
	fields.Del("answers")
	for range 2 {
		if p := h.post("/case/"+r.ref+"/news", fields); p.status != http.StatusOK {
			t.Fatalf("the message answers %d: %s", p.status, p.text("main"))
		}
	}
	if c := s.caseNow(r.id); len(c.Contacts) != 1 || len(c.Messages) != 1 || !c.Messages[0].Answered || c.Messages[0].Data.Person != casefile.PersonID(r.victim) {
		t.Errorf("sent twice: %d contacts, messages %+v", len(c.Contacts), c.Messages)
	}
	s.now = s.now.Add(time.Hour)
	h = s.signedIn("handler")
	_, fields = h.news(r.ref)
	fields.Set("unsafe", "yes")
	fields.Set("wrote", "She hung up.")
	if p := h.post("/case/"+r.ref+"/news", fields); p.status != http.StatusOK {
		t.Fatalf("not safe to speak answers %d", p.status)
	}
	if c := s.caseNow(r.id); c.Contacts[1].Outcome.Value != "not_safe_to_speak" || c.Messages[1].Answered {
		t.Errorf("not safe to speak: %+v, the message answered: %v", c.Contacts[1].Data, c.Messages[1].Answered)
	}
	p, _ := h.news(r.ref)
	if text := p.text("main"); !strings.Contains(text, "Tried since: once") || !strings.Contains(text, "Last spoken with: Fri 20 Nov 2026, 14:00, Hana Example") {
		t.Errorf("afterwards the page says %s", text)
	}
}

// Whoever rings for news is asked for the word agreed with them before anything is
// read out. Whoever has the call learns whether it is the word, never the word.
func TestACallerGivesTheWordAgreedBeforeAnythingIsReadOut(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	h := s.signedIn("handler")
	p, _ := h.news(r.ref)
	main := p.text("main")
	if ask := strings.Index(main, "Read nothing out before you know who is calling."); ask < 0 || ask > strings.Index(main, "not to approach") {
		t.Errorf("the page does not ask first who is calling: %s", main)
	}
	word := `form:has(input[name="word"])`
	wrong := h.submit(p, word, url.Values{"word": {"swan"}})
	if got := wrong.text("main"); wrong.status != http.StatusOK || !strings.Contains(got, "That is not the word that was agreed.") || strings.Contains(wrong.body, "heron") {
		t.Errorf("the wrong word answers %d: %s", wrong.status, got)
	}
	right := h.submit(wrong, word, url.Values{"word": {" HERON "}})
	if got := right.text("main"); !strings.Contains(got, "Yes: the word agreed with Ffion Invented.") || right.Find(`input[name="word"]`).Length() > 0 {
		t.Errorf("the word answers %d: %s", right.status, got)
	}
	if none := h.submit(wrong, word, nil); strings.Contains(none.text("main"), "not the word") {
		t.Errorf("no word given: %s", none.text("main"))
	}
	if n := len(s.caseNow(r.id).Contacts); n != 0 {
		t.Errorf("asking for the word logged %d contacts", n)
	}
	const unasked = "A word is agreed with them and was not asked on this call"
	logIt := `form:has(input[name="_entry"])`
	if done := h.submit(right, logIt, url.Values{"topics": {"no_change_to_report"}}); strings.Contains(done.text(".govuk-notification-banner"), unasked) || s.caseNow(r.id).Contacts[0].Data.Sure != fact.Of(true) {
		t.Errorf("the word was right: %s, %+v", done.text(".govuk-notification-banner"), s.caseNow(r.id).Contacts)
	}
	fresh, _ := h.news(r.ref)
	if done := h.submit(fresh, logIt, url.Values{"topics": {"no_change_to_report"}}); !strings.Contains(done.text(".govuk-notification-banner"), unasked) || s.caseNow(r.id).Contacts[1].Data.Sure.Known() {
		t.Errorf("nobody asked for the word: %s", done.text(".govuk-notification-banner"))
	}
	plain := s.report("responder", "Gwen Invented")
	if p, _ := h.news(plain.ref); p.Find(`input[name="word"]`).Length() > 0 || !strings.Contains(p.text("main"), "No word is agreed with them.") {
		t.Errorf("where no word is agreed: %s", p.text("main"))
	}
}

// A right word and a wrong one are on record.
func TestEachWordACallerGaveIsOnRecord(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	far := p.plant("far", "south", "other")
	victim := casefile.PersonID(far.victim)
	p.record("other", far.id, p.act("word", "SafeContactRecorded", casefile.SafeContactRecorded{Person: victim, CodeWord: "heron"}))
	for _, word := range []string{"swan", "heron"} {
		p.ask("r-call_handler", "POST", "/case/"+far.ref+"/news", url.Values{"word": {word}})
	}
	var got []string
	for _, l := range p.looks() {
		got = append(got, l.Reason)
	}
	if want := []string{"the word a caller gave: not the one agreed", "the word a caller gave: the one agreed"}; !slices.Equal(got, want) {
		t.Errorf("on record: %q", got)
	}
}

// Whoever rings says the word first: it stands there to be asked for, before anything
// else, for those who see numbers; that it was looked at is recorded.
func TestTheAgreedWordIsThereForWhoeverRings(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	c := s.signedIn("responder")
	path := "/case/" + r.ref + "/news"
	p := c.get(path)
	panel := `section[aria-labelledby="caller-title"]`
	if got := p.text(panel); !strings.Contains(got, "Ringing them? Say the agreed word first") || strings.Contains(p.body, "heron") {
		t.Errorf("before it is asked for: %s", got)
	}
	show := p.Find(panel + ` form[action$="/reveal"]`)
	if show.Length() != 1 {
		t.Fatalf("%d ways to see it", show.Length())
	}
	shown := c.post("/case/"+r.ref+"/reveal", filled(show))
	if got := shown.text(panel); shown.status != 200 || !strings.Contains(got, "heron") || shown.Find(`input[name="topics"]`).Length() == 0 {
		t.Errorf("asked for, the page is %d and says %s", shown.status, got)
	}
	for _, who := range []string{"handler"} {
		h := s.signedIn(who)
		if got := h.get(path).text(panel); !strings.Contains(got, "It is kept from you") {
			t.Errorf("%s reads %s", who, got)
		}
		if got := h.post("/case/"+r.ref+"/reveal", url.Values{"field": {wordKey(casefile.PersonID(r.victim))}}); got.status != 404 || strings.Contains(got.body, "heron") {
			t.Errorf("%s is shown the word: %d", who, got.status)
		}
	}
	none := s.report("responder", "Nia Elsewhere")
	if got := c.get("/case/" + none.ref + "/news").text(panel); strings.Contains(got, "Ringing them?") {
		t.Errorf("with no word agreed: %s", got)
	}
	if got := c.post("/case/"+none.ref+"/reveal", url.Values{"field": {wordKey(casefile.PersonID(none.victim))}}); got.status != 404 {
		t.Errorf("a word that was never agreed is answered %d", got.status)
	}
}

// That the word was looked at is on record, as every masked value is.
func TestALookAtTheAgreedWordIsOnRecord(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	far := p.plant("far", "south", "other")
	victim := casefile.PersonID(far.victim)
	p.record("other", far.id, p.act("word", "SafeContactRecorded", casefile.SafeContactRecorded{Person: victim, CodeWord: "heron"}))
	p.looks()
	p.ask("other", "POST", "/case/"+far.ref+"/reveal", url.Values{"field": {wordKey(victim)}})
	if got := p.looks(); !slices.ContainsFunc(got, func(l casework.Look) bool { return l.Reason == wordKey(victim) }) {
		t.Errorf("on record: %+v", got)
	}
}
