package web

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// onPaper is a case with a plan, a step, and advice that was given.
func onPaper(s *site) reported {
	s.t.Helper()
	r, _, _ := planned(s)
	s.record("responder", r.id, s.event("AdviceGiven", casefile.AdviceGiven{Person: casefile.PersonID(r.victim), Codes: []casefile.AdviceCode{"keep_log", "privacy_settings"}, ByPolice: fact.Of(true)}),
		s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: casefile.PersonID(r.victim), Measure: fact.Of(casefile.SafetyMeasure("patrols")), What: "Patrols pass at ten", Owner: "responder"}))
	return r
}

func sheetPath(r reported) string { return "/case/" + r.ref + "/safety/" + r.victim + "/sheet" }

// filledSheet is the form before a sheet as it was opened, with the fields given.
func filledSheet(c *client, r reported, fields url.Values) url.Values {
	c.t.Helper()
	f := filled(c.get(sheetPath(r)).Find(`form[action="` + sheetPath(r) + `"]`))
	for name, values := range fields {
		f[name] = values
	}
	return f
}

func TestAPlanOnPaperNamesNoPoliceNoCaseAndNobody(t *testing.T) {
	s := newSite(t)
	r := onPaper(s)
	for _, wording := range []string{"plain", "easy"} {
		p, base := s.tab(browsertest.New(t), "responder", 1280, 900)
		p.JSOff()
		p.Open(base + sheetPath(r))
		p.Fill("#copy", "in my locker at work")
		p.Click(`label[for="wording` + map[string]string{"plain": "", "easy": "-2"}[wording] + `"]`)
		if got := p.Follow(`form[action="` + sheetPath(r) + `"] button`); got != http.StatusOK {
			t.Fatalf("%s: %d", wording, got)
		}
		all := ""
		for n, sheet := range p.HeadedSheets() {
			all += sheet.Text + "\n"
			if math.Round(sheet.Width) != 595 || math.Round(sheet.Height) != 842 || math.Abs(sheet.Scale-1) > 0.01 {
				t.Errorf("%s: sheet %d is %v by %v at %.2f, want A4 as laid out", wording, n+1, sheet.Width, sheet.Height, sheet.Scale)
			}
		}
		all = strings.Join(strings.Fields(all), " ")
		for _, want := range []string{"My plan", "I keep my phone charged.", "My sister rings at nine each night.", "Second lock on the back door", "Write down what happens", "999"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s: the paper lacks %q: %s", wording, want, all)
			}
		}
		low := strings.ToLower(all)
		for _, no := range []string{r.ref, "police", "foursight", "official", "printed", "rhian", "ffion", "steven", "page 1", "demonstration", "before you print", "locker", "patrols", "block", "case", "victim", "app 4"} {
			if strings.Contains(low, strings.ToLower(no)) {
				t.Errorf("%s: the paper says %q: %s", wording, no, all)
			}
		}
		if title := s.signedIn("responder").post(sheetPath(r), filledSheet(s.signedIn("responder"), r, url.Values{"wording": {wording}, "copy": {"in my locker at work"}})).Find("title").Text(); title != "My plan" {
			t.Errorf("the page that is printed is titled %q", title)
		}
	}
}

func TestWhereACopyIsSafeIsAskedBeforeItIsPrintedAndKept(t *testing.T) {
	s := newSite(t)
	r := onPaper(s)
	c := s.signedIn("responder")
	got := c.post(sheetPath(r), filledSheet(c, r, nil))
	if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), "Ask where a copy is safe") || got.Find(".fs-sheet").Length() != 0 {
		t.Fatalf("not asked: %d %q", got.status, got.text("main"))
	}
	f := filledSheet(c, r, url.Values{"copy": {"in my locker at work"}})
	for range 2 {
		if got := c.post(sheetPath(r), f); got.status != http.StatusOK || got.Find(".fs-sheet").Length() != 1 || !strings.Contains(got.text(".fs-no-paper"), "in my locker at work") {
			t.Fatalf("%d %q", got.status, got.text("main"))
		}
	}
	now := s.caseNow(r.id)
	if len(now.Plans) != 1 || now.Plans[0].Data.Copy != "in my locker at work" || now.Plans[0].Data.Words == "" || now.Plans[0].Agreed.Value != true {
		t.Errorf("%+v", now.Plans)
	}
	n := 0
	for _, e := range now.History {
		if e.Corrects == now.Plans[0].ID && strings.Contains(e.Reason, "asked before") {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d entries say where the copy is safe, want 1", n)
	}
	before := len(now.History)
	if c.post(sheetPath(r), filledSheet(c, r, nil)); len(s.caseNow(r.id).History) != before {
		t.Error("a second copy, kept where the first is, changed the record")
	}
}

func TestWordsThatTellAFinderStopAPaperUnlessThePersonChoseThem(t *testing.T) {
	s := newSite(t)
	r := onPaper(s)
	c := s.signedIn("responder")
	telling := url.Values{"copy": {"at work"}, "words": {"I ring the officer, or the Police.\nSteven Madeup must not know."}, "wording": {"easy"}}
	got := c.post(sheetPath(r), filledSheet(c, r, telling))
	if said := got.text(".govuk-error-summary"); got.status != http.StatusUnprocessableEntity || !strings.Contains(said, "Police, Steven Madeup, officer") {
		t.Errorf("%d %q", got.status, said)
	}
	if kept := got.Find("#words").Text(); !strings.Contains(kept, "I ring the officer") || got.Find(`input[name="wording"][value="easy"][checked]`).Length() != 1 {
		t.Error("what was typed is lost")
	}
	telling.Set("from", "yes")
	if got := c.post(sheetPath(r), filledSheet(c, r, telling)); got.status != http.StatusUnprocessableEntity || strings.Contains(got.text(".govuk-error-summary"), "Police") || !strings.Contains(got.text(".govuk-error-summary"), "Steven Madeup") {
		t.Errorf("that it may say it is from the police lets a name through: %d %s", got.status, got.text(".govuk-error-summary"))
	}
	telling.Set("names", "yes")
	got = c.post(sheetPath(r), filledSheet(c, r, telling))
	if sheet := got.text(".fs-sheet"); got.status != http.StatusOK || !strings.Contains(sheet, r.ref) || !strings.Contains(sheet, "Fernshire Police") || !strings.Contains(sheet, "I ring the officer") {
		t.Errorf("chosen: %d %q", got.status, sheet)
	}
}

// What the screen says of the paper is what was found on it; a place to hide is printed
// only where they chose it.
func TestAPaperNamesNobodyAndNoHidingPlaceUnlessTheyChoseIt(t *testing.T) {
	s := newSite(t)
	r := onPaper(s)
	s.record("responder", r.id, s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: casefile.PersonID(r.victim), Measure: fact.Of(casefile.SafetyMeasure("somewhere_safe")), What: "Her aunt in Fernton", Owner: "responder"}))
	c := s.signedIn("responder")
	for words, want := range map[string]string{
		"Gwen rings me at nine.": "Gwen", "I keep away from steven madeup.": "Steven Madeup", "I am staying with my aunt.": "staying with", "I go to 4 Sample Street.": "4 Sample Street",
		"I ring Rhian if he comes.": "Rhian", "I ring 07700 900123.": "07700 900123",
	} {
		got := c.post(sheetPath(r), filledSheet(c, r, url.Values{"copy": {"at work"}, "words": {words}}))
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), want) {
			t.Errorf("%q is printed: %d %s", words, got.status, got.text("main"))
		}
		got = c.post(sheetPath(r), filledSheet(c, r, url.Values{"copy": {"at work"}, "words": {words}, "names": {"yes"}}))
		if said := got.text(".fs-no-paper"); got.status != http.StatusOK || !strings.Contains(said, "because they chose it: ") || !strings.Contains(said, want) {
			t.Errorf("%q, chosen: %d %s", words, got.status, said)
		}
	}
	got := c.post(sheetPath(r), filledSheet(c, r, url.Values{"copy": {"at work"}}))
	if paper := got.text(".fs-sheet"); strings.Contains(paper, "aunt") || strings.Count(paper, "999") != 1 || !strings.Contains(paper, "Call 999. On a mobile, if you cannot speak, stay on the line and press 55 when you are told to.") {
		t.Errorf("the paper reads %s", paper)
	}
	if said := got.text(".fs-no-paper"); !strings.Contains(said, "nobody on record and no address of theirs was found on it") {
		t.Errorf("the screen says %s", said)
	}
	s.record("responder", r.id, s.event("AdviceGiven", casefile.AdviceGiven{Person: casefile.PersonID(r.victim), Codes: []casefile.AdviceCode{call999}, ByPolice: fact.Of(true)}))
	if paper := c.post(sheetPath(r), filledSheet(c, r, url.Values{"copy": {"at work"}})).text(".fs-sheet"); strings.Count(paper, "999") != 1 {
		t.Errorf("the paper says twice how to call for help: %s", paper)
	}
}

// Easy Read: one idea a line, and larger type.
func TestEasyReadHasOneIdeaALineInLargerType(t *testing.T) {
	s := newSite(t)
	r := onPaper(s)
	c := s.signedIn("responder")
	long := "I walk home with my friend from the corner shop past the school and the long wall every evening."
	got := c.post(sheetPath(r), filledSheet(c, r, url.Values{"copy": {"at work"}, "wording": {"easy"}, "words": {"I lock up. I ring my sister. " + long}}))
	n := 0
	got.Find(".fs-sheet__line").Each(func(_ int, l *goquery.Selection) {
		n++
		if s := ideas(l.Text()); len(s) != 1 {
			t.Errorf("%q is %d ideas", l.Text(), len(s))
		}
	})
	if n < 10 || !strings.Contains(got.text(".fs-no-paper"), "Long for Easy Read: "+long) {
		t.Errorf("%d lines; the screen says %q", n, got.text(".fs-no-paper"))
	}
	heights := map[string]float64{}
	for _, wording := range []string{"plain", "easy"} {
		p, base := s.tab(browsertest.New(t), "responder", 1280, 900)
		p.Open(base + sheetPath(r))
		if wording == "easy" {
			p.Click(`label[for="wording-2"]`)
		}
		p.Fill("#copy", "at work")
		p.Follow(`form[action="` + sheetPath(r) + `"] button`)
		heights[wording] = p.Bottom(".fs-sheet__title") - p.Bottom(".fs-no-paper")
	}
	if heights["easy"] < heights["plain"]*1.05 {
		t.Errorf("the title takes %.0f px in Easy Read, %.0f in plain words", heights["easy"], heights["plain"])
	}
}

func TestAPaperIsNotMadeWhereThereIsNoPlanOrItIsWithheld(t *testing.T) {
	s := newSite(t)
	r, _, sister := planned(s)
	c := s.signedIn("responder")
	if got := c.get("/case/" + r.ref + "/safety/" + sister + "/sheet"); got.status != http.StatusOK || !strings.Contains(got.text("main"), "no plan for Gwen Invented yet") || got.Find("#copy").Length() != 0 {
		t.Errorf("no plan: %d %q", got.status, got.text("main"))
	}
	if got := c.get("/case/" + r.ref + "/safety/" + newEntryID() + "/sheet"); got.status != http.StatusNotFound {
		t.Errorf("nobody: %d", got.status)
	}
	d := s.signedIn("detective")
	if got := d.get(sheetPath(r)); got.Find("#copy").Length() != 0 || !strings.Contains(got.text("main"), "ithheld") {
		t.Errorf("withheld: %q", got.text("main"))
	}
	if got := d.post(sheetPath(r), url.Values{"_id": {newEntryID()}, "copy": {"anywhere"}}); got.status == http.StatusOK {
		t.Error("who is not shown the plan makes a paper of it")
	}
}

func TestThePaperIsCleanAtBothWidthsAndByKeyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := onPaper(s)
	for _, w := range widths {
		p, base := s.tab(browsertest.New(t), "responder", w.width, w.height)
		p.JSOff()
		k := &keyboard{Page: p, t: t}
		p.Open(base + sheetPath(r))
		look := func(name string) {
			p.Axe(t)
			for _, o := range p.HorizontalScroll() {
				t.Errorf("%s, %d px: %s", name, w.width, o)
			}
			p.Screenshot(fmt.Sprintf("%s-%d", name, w.width))
		}
		look("sheet-ask")
		k.read("before a paper")
		k.types("#copy", "at work")
		k.chooses("#wording", 1)
		k.follows("Show the paper", http.StatusOK)
		look("sheet")
	}
}

// Easy Read has a picture beside each idea, said in words for whoever does not see it.
func TestEasyReadHasAPictureBesideEachIdea(t *testing.T) {
	s := newSite(t)
	r := onPaper(s)
	c := s.signedIn("responder")
	got := c.post(sheetPath(r), filledSheet(c, r, url.Values{"copy": {"at work"}, "wording": {"easy"}}))
	blocks := got.Find(".fs-sheet__block")
	pictures := map[string]bool{}
	blocks.Each(func(_ int, b *goquery.Selection) {
		img := b.Find("img.fs-sheet__picture")
		src := img.AttrOr("src", "/none")
		if file := c.get(src); img.Length() != 1 || img.AttrOr("alt", "") == "" || file.status != http.StatusOK || file.header.Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%q has the picture %s", b.Text(), src)
		}
		pictures[img.AttrOr("alt", "")] = true
	})
	if blocks.Length() < 4 || len(pictures) < 4 {
		t.Errorf("%d blocks with the pictures %v", blocks.Length(), pictures)
	}
	if plain := c.post(sheetPath(r), filledSheet(c, r, url.Values{"copy": {"at work"}})); plain.Find(".fs-sheet img").Length() > 0 || plain.Find(".fs-sheet__line").Length() < 4 {
		t.Error("plain words have pictures, or no lines")
	}
}
