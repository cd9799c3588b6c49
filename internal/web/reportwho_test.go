package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// began is a report or the six questions begun from the box with what was typed.
func (c *client) began(typed, wants string) shown {
	c.t.Helper()
	return c.get(c.post("/call", url.Values{"q": {typed}, fieldFor: {wants}}).path)
}

// autosave keeps a page as the script does while somebody types.
func (c *client) autosave(p shown, change url.Values) {
	c.t.Helper()
	f := p.Find("main form.fs-form")
	sent := filled(f)
	for name, v := range change {
		sent[name] = v
	}
	if got := c.post("/draft/"+strings.Split(p.path, "/")[2], sent); got.status != 204 {
		c.t.Fatalf("keeping a draft answers %d", got.status)
	}
}

// kept are the fields of the one draft that handler has.
func (s *site) kept() url.Values {
	drafts, err := s.Drafts(s.t.Context(), "handler", "")
	must(s.t, err)
	if len(drafts) != 1 {
		s.t.Fatalf("%d drafts, want one", len(drafts))
	}
	return url.Values(drafts[0].Fields)
}

// Names typed with "and" say nothing of who is the victim: it is asked, one key
// answers and one changes the answer, and a correction loses nobody.
func TestTwoNamesTypedDoNotDecideWhoIsTheVictim(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.began("Ned Nowhere 07700 900999 and Zoe Nowhere", forSix)
	if got := p.text("#f-victim-hint") + p.text(`label[for="f-victim"]`); !strings.Contains(got, "Ned Nowhere") || p.Find(`[name="_victim"][value]:checked`).Length() > 1 {
		t.Fatalf("it is not asked which is the victim: %s", p.text("main"))
	}
	if got := s.kept(); got.Get("v.details.name")+got.Get("x.details.name") != "" {
		t.Errorf("nobody answered, and the report has %v", got)
	}
	if log := c.onReport(p, url.Values{"s.safe_now": {"true"}}).text("#call-log"); strings.Contains(log, "Victim: Ned") || strings.Contains(log, "Victim: Zoe") {
		t.Errorf("the text for the log decides: %s", log)
	}
	names := func(fields url.Values) [3]string {
		return [3]string{fields.Get("v.details.name"), fields.Get("x.details.name"), fields.Get("x.details.phones") + "/" + fields.Get("v.details.phones")}
	}
	p = c.onReport(p, url.Values{fieldVictim: {"Zoe Nowhere"}})
	if got := names(s.kept()); got != [3]string{"Zoe Nowhere", "Ned Nowhere", "07700 900999/"} {
		t.Errorf("answered, and the report has %q", got)
	}
	swapped := url.Values{fieldVictim: {"Ned Nowhere"}}
	c.autosave(p, swapped) // the script keeps the page first: the swap is made once
	p = c.onReport(p, swapped)
	if got := names(s.kept()); got != [3]string{"Ned Nowhere", "Zoe Nowhere", "/07700 900999"} {
		t.Errorf("swapped, and the report has %q", got)
	}
	p = c.onReport(p, url.Values{"v.details.name": {"Zoe Nowhere"}})
	if got := p.text(".govuk-warning-text"); !strings.Contains(got, "Zoe Nowhere is named as the victim and as the other person") {
		t.Errorf("one name in both parts, and the page says %q", got)
	}
	p = c.onReport(p, url.Values{fieldDo: {doOther + "v"}})
	if got := names(s.kept()); got[0] != "Zoe Nowhere" || got[1] != "Ned Nowhere" || p.Find(".govuk-warning-text").Length() != 0 {
		t.Errorf("who the correction displaced is lost: %q", got)
	}
}

// One name in both parts is said and stops nothing; two of whom nobody said which is
// the victim are recorded as people of the case without a part.
func TestWhoIsWhoNeverBlocksAndGuessesNobody(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.onReport(c.began("Ned Nowhere and Zoe Nowhere", forSix), url.Values{fieldDo: {"record"}})
	x := s.caseNow(strings.TrimPrefix(strings.Split(p.path, "?")[0], "/case/"))
	var names []string
	for i := range x.Persons.Items {
		if w := &x.Persons.Items[i]; w.Name.Given() {
			names = append(names, string(w.Name.Value))
			if len(w.Roles) > 0 {
				t.Errorf("%s was given the parts %v", w.Name.Value, w.Roles)
			}
		}
	}
	if slices.Sort(names); !slices.Equal(names, []string{"Ned Nowhere", "Zoe Nowhere"}) {
		t.Errorf("the case names %q", names)
	}
	p = c.onReport(c.began("Ned Nowhere and Ned Nowhere", forReport), url.Values{"s.safe_now": {"true"}})
	if p.status != 200 {
		t.Errorf("a father and a son: %d", p.status)
	}
	p = c.onReport(c.onReport(c.get("/report"), nil), url.Values{"v.details.name": {"Ned Nowhere"}})
	p = c.onReport(p, url.Values{"x.details.name": {"Ned Nowhere"}, fieldDo: {"to-leave"}})
	if got := p.text(".govuk-warning-text"); !strings.Contains(got, "Ned Nowhere is named as the victim and as the other person") {
		t.Errorf("on the last page: %q", got)
	}
	done := c.onReport(p, nil)
	if !strings.HasPrefix(done.path, "/case/") {
		t.Errorf("the warning blocks saving: %s", done.path)
	}
}

// A case between two people says who is the victim, in whichever order they are typed;
// one the visitor may not see says nothing.
func TestACaseBetweenThemSaysWhoIsTheVictim(t *testing.T) {
	s := newSite(t)
	live := s.liveCase()
	c := s.signedIn("handler")
	for _, typed := range []string{"Steven Madeup and Ffion Invented", "Ffion Invented and Steven Madeup"} {
		p := c.began(typed, forSix)
		if got := p.Find(`[name="_victim"][checked]`).AttrOr("value", ""); got != "Ffion Invented" || !strings.Contains(p.text("main"), "As a report on record between them has it") {
			t.Errorf("%s: the victim is %q", typed, got)
		}
	}
	s.looked(t, live.id, "POST /call")
	s.record("responder", live.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	p := c.began("Steven Madeup and Ffion Invented", forSix)
	if p.Find(`[name="_victim"]`).Length() != 3 || p.Find(`[name="_victim"][value="Ffion Invented"][checked]`).Length() != 0 {
		t.Errorf("a case that is not there decides: %s", p.text("main"))
	}
}

// Of a case of several pairs the report begins with the two who were typed.
func TestAReportBegunFromACaseIsOfThePairThatWasTyped(t *testing.T) {
	s := newSite(t)
	live := s.liveCase()
	other := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: fact.Of(casefile.Line("Zebedee Madeup"))}})
	s.record("responder", live.id, other, s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(live.victim), Actor: casefile.PersonID(other.ID)}))
	c := s.signedIn("handler")
	c.beginFrom("Zebedee Madeup and Ffion Invented", true)
	if got := s.kept(); got.Get("v.details.name") != "Ffion Invented" || got.Get("x.details.name") != "Zebedee Madeup" {
		t.Errorf("the report begins with %q and %q", got.Get("v.details.name"), got.Get("x.details.name"))
	}
}
