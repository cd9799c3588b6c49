package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// said on a call that is no emergency: two things an open question follows from.
const saidOnCall = "He sent flowers again, and he follows me home."

// What a caller says on the page of the six questions is kept as it was said once the
// page is left, and what it points to is asked openly before the text is copied.
func TestWhatIsSaidOnACallIsKeptAndAskedAboutOpenly(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.onReport(c.get("/report?as=call"), url.Values{"l.relationship": {"former_partner"}, "i1.unwanted": {"true"}, fieldOften: {oftenSeveral}, accountWords: {saidOnCall}})
	if !strings.HasSuffix(p.path, "/"+stepCall) || p.Find(`textarea[name="a.words"]`).Length() > 0 || p.text(".fs-kept__words") != saidOnCall || p.Find(`textarea[name="a.more"]`).Length() != 1 {
		t.Fatalf("at %s the account is not kept as it was said: %s", p.path, p.text("main"))
	}
	asks := p.text("#prompts")
	for _, want := range []string{"Said, and not asked about yet", "“Tell me about the gifts.” They said “flowers”.", "“Tell me about being followed.”"} {
		if !strings.Contains(asks, want) {
			t.Errorf("%q is not asked: %q", want, asks)
		}
	}
	if all := p.text("main"); strings.Index(all, "Said, and not asked about yet") > strings.Index(all, "For the incident log") {
		t.Error("the text is offered for copying before what was said is asked about")
	}
	p = c.onReport(p, url.Values{fieldDo: {doDrop + "gifts"}, accountMore: {"One bunch, left at the door."}})
	if asks = p.text("#prompts"); !strings.HasSuffix(p.path, "/"+stepCall) || strings.Contains(asks, "gifts") || !strings.Contains(asks, "followed") {
		t.Errorf("after one was asked, at %s: %q", p.path, asks)
	}
	done := c.onReport(p, url.Values{fieldDo: {"record"}})
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	var words []string
	for _, a := range x.Accounts {
		words = append(words, string(a.Data.Words))
	}
	if !slices.Equal(words, []string{saidOnCall, "One bunch, left at the door."}) {
		t.Errorf("recorded: %q", words)
	}
}

// Of many things said, those that bear on tonight's danger are asked about first.
func TestWhatBearsOnTonightIsAskedFirstOnACall(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.onReport(c.get("/report?as=call"), url.Values{accountWords: {saidOnCall + " He rings me all day. He sends messages. He watches the house. He came to my work. He had a knife."}})
	if got := p.text("#prompts li:first-child"); !strings.Contains(got, "knife") || p.Find("#prompts li").Length() != mostPrompts || !strings.Contains(p.text("#prompts"), " more follow") {
		t.Errorf("first is asked %q, of %d", got, p.Find("#prompts li").Length())
	}
}

// A question that is taken up becomes an incident of the same report.
func TestAQuestionOfACallIsWrittenAsAnIncident(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	p := c.onReport(c.get("/report?as=call"), url.Values{accountWords: {saidOnCall}})
	p = c.onReport(p, url.Values{fieldDo: {doAsk + "following"}})
	if !strings.HasSuffix(p.path, "/"+stepActs) || p.Find(`input[value="following"][checked]`).Length() != 1 {
		t.Errorf("it leads to %s", p.path)
	}
}

// Words alone, before any of the six has an answer, are asked about too; nothing is asked
// where the words point to nothing or deny it.
func TestWordsAloneAreAskedAboutOnACall(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	for words, asked := range map[string]bool{"He keeps sending flowers.": true, "He never sent flowers.": false, "We spoke in June.": false, "": false} {
		p := c.onReport(c.get("/report?as=call"), url.Values{accountWords: {words}})
		if got := p.Find("#prompts").Length() == 1; got != asked {
			t.Errorf("%q: asked about %v, want %v", words, got, asked)
		}
		if kept := p.Find(".fs-kept__words").Length() == 1; kept != (words != "") {
			t.Errorf("%q: kept %v", words, kept)
		}
	}
}

// A draft put aside is not a page that was left; and what stood in the box of the call is
// not what anybody said.
func TestWhatNobodyHasFinishedSayingIsNotKept(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	c.onReport(c.get("/report?as=call"), url.Values{accountWords: {"He keeps"}, fieldDo: {"draft"}})
	drafts, err := s.Drafts(t.Context(), "handler", "")
	must(t, err)
	p := c.get("/report/" + drafts[0].ID + "/" + stepCall)
	if p.text(`textarea[name="a.words"]`) != "He keeps" {
		t.Errorf("a draft put aside can no longer be gone on with: %s", p.text("main"))
	}
	begun := c.post("/call", url.Values{"q": {"my ex Gethin Invented keeps ringing"}, fieldFor: {forSix}})
	begun = c.onReport(begun, url.Values{"s.safe_now": {"true"}})
	if begun.Find(`textarea[name="a.words"]`).Length() != 1 {
		t.Error("what was typed to look somebody up is kept as what they said")
	}
	begun = c.onReport(begun, url.Values{accountWords: {"My ex Gethin keeps ringing me at work."}})
	if got := begun.text(".fs-kept__words"); got != "My ex Gethin keeps ringing me at work." {
		t.Errorf("kept: %q", got)
	}
}

// Somebody goes back to the page as it was before the account was kept: what they then
// write is an addition, and what was added meanwhile is not lost.
func TestAPageFromBeforeTheAccountWasKeptLosesNothing(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	old := c.onReport(c.get("/report?as=call"), url.Values{"s.safe_now": {"true"}})
	p := c.onReport(old, url.Values{accountWords: {"He came round."}})
	p = c.onReport(p, url.Values{accountMore: {"At six."}})
	for range 2 {
		p = c.onReport(old, url.Values{accountWords: {"He came round.\r\nHe had my key."}})
	}
	if got := p.text(`textarea[name="a.more"]`); got != "At six. He had my key." || p.text(".fs-kept__words") != "He came round." {
		t.Errorf("kept %q, added %q", p.text(".fs-kept__words"), got)
	}
}

// Recorded at once, the banner says what was said and stands nowhere but in the account:
// what bears on tonight's danger first, before the text to copy. What was denied, or is
// recorded as an act, is not in it.
func TestTheBannerOfACallSaysWhatWasOnlySaid(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("handler")
	record := func(change url.Values) string {
		t.Helper()
		change.Set("v.details.name", "Zoe Nowhere")
		change.Set(fieldDo, "record")
		return c.onReport(c.get("/report?as=call"), change).text(".govuk-notification-banner__content")
	}
	got := record(url.Values{accountWords: {"He sent flowers. He never follows me. He rings me all day. He had a knife in his hand, and he said I will kill you."}, "i1.behaviours": {"gifts"}})
	if strings.Contains(got, "being followed") || strings.Contains(got, "the gifts") {
		t.Errorf("what was denied, or is an act already, is asked about: %q", got)
	}
	at := -1
	for _, want := range []string{"Ask whether the other person has a weapon", "Consider whether somebody’s life is in danger", "tell me about the calls", "For the incident log"} {
		n := strings.Index(got, want)
		if n <= at {
			t.Errorf("%q is not said, or not in its place: %q", want, got)
		}
		at = n
	}
	if got = record(url.Values{accountWords: {"He keeps asking how I am."}}); strings.Contains(got, "Said, and not") {
		t.Errorf("nothing was raised, and the banner says %q", got)
	}
	if got = s.signedIn("responder").get("/").text("main"); strings.Contains(got, "flowers") {
		t.Errorf("somebody else reads it: %q", got)
	}
}

// Enter in a box saves the answers, and answers no question of what was said.
func TestWhatIsAskedOnACallFitsAPhoneWithoutScript(t *testing.T) {
	s := newSite(t)
	kept := s.signedIn("handler")
	at := kept.onReport(kept.get("/report?as=call"), url.Values{"s.safe_now": {"true"}, accountWords: {saidOnCall + " I am afraid he will kill me."}}).path
	base := s.plain()
	p := s.inBrowser(base, 390, 844, "handler")
	p.JSOff()
	p.Open(base + at)
	check(t, p, "what was said on a call", 390)
	p.Click(`details:has(#f-v-details-name) > summary`)
	p.Fill("#f-v-details-name", "Zoe Nowhere")
	if status := p.PressAndFollow("Enter"); status != http.StatusOK || !strings.Contains(p.Text("#prompts"), "afraid") {
		t.Errorf("Enter in a box answers %d and leaves %q", status, p.Text("#prompts"))
	}
	p.Follow(`#prompts button[value="drop-gifts"]`)
	if got := p.Text("#prompts"); strings.Contains(got, "gifts") || !strings.Contains(got, "followed") {
		t.Errorf("left to ask: %q", got)
	}
}
