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
	"foursight/internal/casework"
)

const forwards = ".fs-form .govuk-button-group .govuk-button:not([name])"

// Moment 3 of practice: at the door, one thumb, a bad signal.
func TestAFirstResponseIsTakenAtTheDoorWithOneThumbAndABadSignal(t *testing.T) {
	s := newSite(t)
	p, base := s.tab(browsertest.New(t), "responder", 390, 844)
	p.JSOff()
	p.Throttle(400, 400*time.Millisecond)
	look := func(what string) {
		t.Helper()
		for _, v := range p.Violations() {
			t.Errorf("%s: %s", what, v)
		}
		for _, o := range p.HorizontalScroll() {
			if !strings.Contains(o.Selector, "figure") { // a picture scrolls in its own frame
				t.Errorf("%s: %s", what, o)
			}
		}
		for _, small := range p.TargetSizes(24) {
			t.Errorf("%s: target too small: %s", what, small)
		}
	}
	on := func(what string) {
		t.Helper()
		look(what)
		started := time.Now()
		if status := p.Follow(forwards); status != http.StatusOK {
			t.Fatalf("%s: going on answers %d", what, status)
		}
		if took := time.Since(started); took > 10*time.Second {
			t.Errorf("%s: going on takes %s", what, took)
		}
	}
	p.Open(base + "/report")
	p.Click("details.fs-instead summary")
	if avoid := p.Text(".fs-instead__list"); !strings.Contains(avoid, "You seem calm enough") {
		t.Errorf("what is better not said: %q", avoid)
	}
	p.Fill("#f-b-reference", "BWV 4711")
	p.Click("#f-s-safe-now")
	on("safe now")
	p.Fill("#f-v-details-name", "Ffion Invented")
	p.Fill("#f-a-words", "He keeps leaving flowers on my car.")
	on("their own words")
	look("what they said")
	if status := p.Follow(`button[value="ask-gifts"]`); status != http.StatusOK {
		t.Fatalf("asking about the gifts answers %d", status)
	}
	p.Fill("#f-i1-what", "Red roses, three times.")
	p.Fill("#f-i1-occurred", "last Tuesday at about nine")
	p.Follow(`button[value="incident"]`)
	look("which of four times is meant")
	p.Click(`input[name="i1.occurred-which"][value^="tuesday 17"]`)
	on("what happened")
	on("FOUR and the risk")
	p.Fill("#f-g-words", "Stays with her sister tonight.")
	p.Fill("#f-c-number", "07700 900123")
	p.Fill("#f-c-times", "after nine")
	on("before you leave")
	if got := p.Text("main"); !strings.Contains(got, "Safe to leave: 1 of 3 still to do") || !strings.Contains(got, "Complete before end of shift") {
		t.Errorf("after saving the finishing lines are missing: %.400q", got)
	}
	look("saved")
}

// journeyTo goes through the pages to one of them, with what is typed on the way.
func (c *client) journeyTo(step string, pages ...url.Values) shown {
	c.t.Helper()
	p := c.get("/report")
	for _, fields := range pages {
		p = c.onReport(p, fields)
	}
	return c.onReport(p, url.Values{fieldDo: {"to-" + step}})
}

func prompted(p shown) []string {
	var out []string
	p.Find(".fs-prompts__ask").Each(func(_ int, q *goquery.Selection) { out = append(out, strings.Trim(q.Text(), "“.”")) })
	return out
}

func TestWhatWasSaidIsAskedAboutOpenlyOnceItIsKept(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.journeyTo("acts")
	if p.Find(".fs-prompts").Length() > 0 {
		t.Error("there are prompts before anything was said")
	}
	p = c.onReport(p, url.Values{fieldDo: {"to-account"}})
	p = c.onReport(p, url.Values{"a.words": {"He sent flowers, and he follows me home. He has never hit me."}})
	if got := prompted(p); !slices.Equal(got, []string{"Tell me about the gifts", "Tell me about being followed"}) {
		t.Errorf("asked: %q", got)
	}
	if why := p.text(".fs-prompts__one:first-child .fs-prompts__why"); !strings.Contains(why, "flowers") {
		t.Errorf("the first is asked because of %q", why)
	}
	if p.Find("input[checked][name='i1.behaviours']").Length() > 0 {
		t.Error("a behaviour is ticked though nobody has said so")
	}
	p = c.onReport(p, url.Values{fieldDo: {"ask-gifts"}, "i1.what": {"Every Friday."}})
	if p.Find(`input[name="i2.behaviours"][value="gifts"][checked]`).Length() != 1 || p.text(`textarea[name="i1.what"]`) != "Every Friday." {
		t.Error("what was taken up stands in no incident of its own, or what was typed is lost")
	}
	p = c.onReport(p, url.Values{fieldDo: {"drop-following"}})
	if got := prompted(p); len(got) != 0 {
		t.Errorf("still asked: %q", got)
	}
	p = c.onReport(p, url.Values{fieldDo: {"to-account"}, "i1.what": {"Every Friday."}})
	first := "He sent flowers, and he follows me home. He has never hit me."
	if got := p.text(".fs-kept__words"); got != first || p.Find(`textarea[name="a.words"]`).Length() > 0 {
		t.Errorf("the words kept are %q", got)
	}
	p = c.onReport(p, url.Values{"a.words": {"changed afterwards"}, "a.more": {"And he keeps ringing me."}})
	if got := prompted(p); len(got) == 0 {
		t.Error("what was added is not asked about")
	}
	done := c.onReport(c.onReport(p, url.Values{fieldDo: {"to-leave"}}), nil)
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	var said []string
	for _, a := range x.Accounts {
		said = append(said, string(a.Data.Words))
	}
	if !slices.Equal(said, []string{first, "And he keeps ringing me."}) {
		t.Errorf("recorded: %q", said)
	}
}

func TestNoAnswerToAPromptIsTakenFromSomewhereElse(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.journeyTo("acts", url.Values{}, url.Values{"a.words": {"He came."}})
	p = c.onReport(p, url.Values{fieldDo: {"ask-nothing_of_the_kind"}})
	if p.Find("input[checked]").Length() > 0 {
		t.Error("a behaviour nobody knows ticks something")
	}
}

func TestAnOfficersOwnCautionedWordsComeBackWithWhatToSayInstead(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.journeyTo("leave", url.Values{"s.action": {"Told her to block him."}}, url.Values{"a.words": {"I blocked him."}})
	notes := p.text(".fs-cautioned")
	if !strings.Contains(notes, "Blocking") || !strings.Contains(notes, "APP 4.1") || strings.Count(notes, "you wrote") != 1 {
		t.Errorf("noted: %q", notes)
	}
	if clean := c.journeyTo("leave", url.Values{"s.action": {"Stayed."}}); clean.Find(".fs-cautioned").Length() > 0 {
		t.Error("words nobody cautions against are noted")
	}
}

// APP 4.3: a victim may not want to be filmed. The reason stands in place of the video.
func TestACameraThatIsOffHasItsReason(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	for off, want := range map[string]string{"": "outstanding", "She did not want to be filmed.": "waived"} {
		done := c.onReport(c.journeyTo("leave", url.Values{fieldCameraOff: {off}}, url.Values{"a.words": {"He came."}}), nil)
		ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
		page, err := s.Case(t.Context(), s.as("responder"), ref)
		must(t, err)
		got := ""
		for _, f := range page.Findings.Obligations {
			if f.Clause == bodyWorn {
				got = string(f.State)
			}
		}
		if got != want {
			t.Errorf("camera off because %q: the duty is %q, want %q", off, got, want)
		}
	}
	if p := s.signedIn("handler").get("/report"); p.Find("#f-b-reference").Length() > 0 {
		t.Error("a call handler is asked for a camera")
	}
}

// Nothing is recorded, and nobody else's case is shown, by what the last page works out.
func TestThePageBeforeLeavingRecordsNothing(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.journeyTo("leave", url.Values{"s.safe_now": {"true"}}, url.Values{"a.words": {"He came."}})
	if line := p.text("#leave-title"); line != "Safe to leave: 2 of 3 still to do" {
		t.Errorf("the line says %q", line)
	}
	if cases, err := s.Cases(t.Context(), s.as("sergeant"), casework.Filter{}, "", 10); err != nil || len(cases.Items) != 0 {
		t.Errorf("there are %d cases, %v", len(cases.Items), err)
	}
	r := s.report("responder", "Somebody Else")
	at := strings.TrimSuffix(p.path, "leave")
	fields := filled(p.Find("main form.fs-form"))
	fields.Set(fieldCase, r.id)
	if got := c.post(at+"safe", fields); got.status == http.StatusOK {
		t.Errorf("a draft is moved to another case: %d", got.status)
	}
	other := "/report/" + newEntryID() + "/"
	c.post(other+"safe", fields)
	if got := c.get(other + "leave"); strings.Contains(got.text("main"), "Somebody Else") {
		t.Error("a report shows a case that is there already")
	}
}

// Unknown is never no: every question of the journey takes that nobody asked, that
// nobody knows and that somebody would not say.
func TestEveryQuestionOfTheJourneyTakesNotAskedNotKnownAndDeclined(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	first := c.get("/report")
	at := strings.TrimSuffix(first.Find("main form.fs-form").AttrOr("action", ""), "safe")
	n := 0
	for _, status := range []string{"", "asked_not_known", "declined"} {
		for step, st := range reportSteps {
			p := first
			if step > 0 || status != "" {
				if c.get(at+st.Name).status != http.StatusOK {
					c.onReport(first, nil)
				}
				p = c.get(at + st.Name)
			}
			fields := filled(p.Find("main form.fs-form"))
			for _, part := range st.Parts {
				if part.Kind == "" {
					continue
				}
				casefile.Walk(part.kind().Fields, func(f casefile.Field) {
					if !f.Answered || !slices.Contains(part.Only, f.Path) {
						return
					}
					prefix := part.Prefix
					if part.Many {
						prefix += "1."
					}
					name := prefix + f.Path
					choice, box := name, fmt.Sprintf(`[name="%s"][value="s:%s"], [name="%s"] option[value="s:%s"]`, name, status, name, status)
					if f.Shape != casefile.ShapeBool && f.Shape != casefile.ShapeCode {
						choice, box = name+"-status", fmt.Sprintf(`[name="%s-status"][value="%s"]`, name, status)
					}
					n++
					switch {
					case status == "" && choice == name:
						fields.Set(name, "")
					case status == "":
						fields.Del(choice)
					case p.Find(box).Length() != 1:
						t.Errorf("%s: %s does not take %q", st.Name, name, status)
					case choice == name:
						fields.Set(name, "s:"+status)
					default:
						fields.Set(choice, status)
					}
				})
			}
			fields.Set(fieldDo, "to-leave")
			if got := c.post(at+st.Name, fields); got.status != http.StatusOK {
				t.Errorf("%s with %q answers %d: %s", st.Name, status, got.status, got.text(".govuk-error-summary"))
			}
		}
		last := c.get(at + stepLeave)
		asks := last.text("main")
		if got := strings.Contains(asks, "Questions nobody has asked yet"); got != (status == "") {
			t.Errorf("with %q everywhere, questions are left: %v", status, got)
		}
	}
	if n < 3*25 {
		t.Errorf("only %d answers were tried", n)
	}
	if done := c.onReport(c.get(at+stepLeave), nil); !strings.HasPrefix(done.path, "/case/") {
		t.Errorf("declined all through, it is not saved: %s", done.path)
	}
}

// Imprecise times are said as people say them; where they may mean several, the
// last page asks which and nobody guesses.
func TestATimeWithTwoReadingsIsAskedAboutBeforeLeaving(t *testing.T) {
	s := newSite(t) // Friday 20 November 2026
	c := s.signedIn("responder")
	p := c.journeyTo("acts", url.Values{}, url.Values{"a.words": {"He waits for me."}})
	p = c.onReport(p, url.Values{"i1.what": {"Waited at the gate."}, "i1.occurred-said": {"last Tuesday"}, fieldDo: {"incident"}})
	p = c.onReport(p, url.Values{"i2.what": {"Followed her."}, "i2.occurred-said": {"most Tuesdays since June"}, fieldDo: {"to-leave"}})
	if got := p.text("main"); !strings.Contains(got, "“last Tuesday” may be Tue 17 Nov 2026 or Tue 10 Nov 2026") || strings.Contains(got, "most Tuesdays since June” may") {
		t.Errorf("asked: %q", p.text(".fs-finish"))
	}
	p = c.onReport(p, url.Values{fieldDo: {"to-acts"}})
	p = c.onReport(p, url.Values{"i1.occurred-which": {"tuesday 10 november 2026"}, fieldDo: {"to-leave"}})
	if strings.Contains(p.text("main"), "may be Tue") {
		t.Error("answered, it is asked again")
	}
	done := c.onReport(p, nil)
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	for _, i := range x.Pairs[0].Incidents.Items {
		got := i.Occurred.Words() + "; " + string(i.Data.Repeats.Words)
		want := map[casefile.Text]string{"Waited at the gate.": "“last Tuesday” (Tue 10 Nov 2026); ", "Followed her.": "“most Tuesdays since June” (between Mon 1 Jun and Fri 20 Nov 2026); most Tuesdays"}[i.Data.What]
		if got != want {
			t.Errorf("%s\ngot  %s\nwant %s", i.Data.What, got, want)
		}
	}
}

func TestAfterSavingAnIncidentATimeWithTwoReadingsIsSaidToBeOpen(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	for said, open := range map[string]bool{"last Tuesday": true, "on Tuesday": false} {
		p := c.get("/case/" + r.ref + "/record/IncidentRecorded")
		done := c.submit(p, entryFormSelector, url.Values{"what": {"Waited at the gate."}, "occurred-said": {said}})
		if got := strings.Contains(done.text(".govuk-notification-banner"), "may be Tue 17 Nov 2026 or Tue 10 Nov 2026"); got != open {
			t.Errorf("%s: asked afterwards: %v, want %v: %s", said, got, open, done.text(".govuk-notification-banner"))
		}
	}
}

// A fear is asked about and ticked nowhere; each question stands under the words it
// comes from, those added later as well.
func TestAFearIsAskedAboutAndTickedNowhereAndQuestionsStandUnderTheirWords(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.journeyTo("account"), url.Values{"a.words": {"He follows me. I think he'll kill me."}})
	if got := prompted(p); !slices.Equal(got, []string{"Tell me what you are afraid of, and what makes you think so", "Tell me about being followed"}) {
		t.Errorf("asked: %q", got)
	}
	p = c.onReport(p, url.Values{fieldDo: {doAsk + feared}})
	if p.Find("#f-k-victim-view").Length() != 1 || p.Find("[checked]").Length() > 0 {
		t.Errorf("taking it up leads to %s, or ticks something", p.path)
	}
	p = c.onReport(p, url.Values{"k.victim_view": {"He means it."}, fieldDo: {"to-account"}})
	p = c.onReport(p, url.Values{accountMore: {"He sent flowers."}})
	if p.Find(`input[name="i1.behaviours"][checked]`).Length() > 0 {
		t.Error("a threat is ticked because of a fear")
	}
	under := map[string]string{}
	p.Find(".fs-prompts__ask").Each(func(_ int, q *goquery.Selection) {
		under[strings.Trim(q.Text(), "“.”")] = q.Closest("ul").PrevAllFiltered("blockquote").First().Text()
	})
	if under["Tell me about being followed"] != "He follows me. I think he'll kill me." || under["Tell me about the gifts"] != "He sent flowers." {
		t.Errorf("the questions stand under %q", under)
	}
}

// On a phone what a press opens stands on the screen, and a question that is taken up
// stands there with its label.
func TestWhatIsOpenedOnAPhoneStandsOnTheScreen(t *testing.T) {
	s := newSite(t)
	p, base := s.tab(browsertest.New(t), "responder", 390, 640)
	p.Open(base + "/report")
	for p.Text("h1") != "In their own words" {
		p.Follow(forwards)
	}
	p.Fill("#f-a-words", "He keeps leaving flowers on my car.")
	p.Follow(forwards)
	p.Follow(`button[value="ask-gifts"]`)
	if !p.OnScreen(`label[for="f-i1-what"]`) || !p.OnScreen("#f-i1-what") {
		t.Error("the box that was opened stands on the screen without its question")
	}
	for _, field := range []string{"i1.unwanted", "i1.place"} {
		fold := `main details:has([name="` + field + `"])`
		p.Click(fold + " > summary")
		if !p.OnScreen(fold) {
			t.Errorf("the part with %s opens below the edge of the screen", field)
		}
	}
}
