package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// The description that police and prosecutors share stands above the marks, and how
// many acts are recorded beside whether it is repeated, which nobody answers for them.
func TestFourSaysWhatStalkingIsAndHowManyActsAreRecorded(t *testing.T) {
	s := newSite(t)
	r, c, acts := conductCase(s)
	p := c.get("/case/" + r.ref + "/record/FourAssessed?pair=" + r.pair)
	if got := p.text("main"); !strings.Contains(got, "unwanted, fixated and obsessive") {
		t.Error("what stalking is described as is not said")
	}
	group := p.Find(`input[name="repeated"]`).First().Closest("fieldset")
	if want := fmt.Sprintf("Recorded so far: %d acts.", len(acts)); !strings.Contains(group.Text(), want) || group.Find("[checked]").Length() != 0 {
		t.Errorf("beside whether it is repeated stands %q; want %q and no answer", strings.Join(strings.Fields(group.Text()), " "), want)
	}
}

func TestFourIsPutOpenlyAndSaysWhichWayEachAnswerPoints(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.get("/case/" + r.ref + "/record/FourAssessed")
	asks := s.Edition().Contrasts()
	if len(asks) != 8 {
		t.Fatalf("the edition asks %d things", len(asks))
	}
	for _, q := range asks {
		path := strings.TrimPrefix(q.Fact, inFour)
		group := p.Find(`input[name="` + path + `"]`).First().Closest("fieldset")
		if got := group.Find(".govuk-hint").First().Text(); !strings.Contains(got, q.Ask) {
			t.Errorf("%s is put as %q; want %q", path, got, q.Ask)
		}
		if n := p.Find(`input[name="` + path + `"][checked]`).Length(); n != 0 {
			t.Errorf("%s is answered before anybody was asked", path)
		}
	}
	tells := p.Find(".fs-tells").Map(func(_ int, x *goquery.Selection) string { return strings.Join(strings.Fields(x.Text()), " ") })
	if len(tells) != 5 {
		t.Fatalf("%d lines say which way answers point, want one for the marks and one for each row: %q", len(tells), tells)
	}
	if !strings.Contains(tells[0], "All four marks together point to stalking") || !strings.Contains(tells[0], "2, para 6") {
		t.Errorf("the marks say %q", tells[0])
	}
	for _, line := range tells[1:4] {
		if !strings.Contains(line, "Yes points to stalking. No says a little against stalking.") {
			t.Errorf("a row says %q", line)
		}
	}
	if last := tells[4]; !strings.Contains(last, "the other way") || !strings.Contains(last, "Yes points to harassment. No points to stalking.") || !strings.Contains(last, "2, para 10") {
		t.Errorf("the last row says %q", last)
	}
	if n := p.Find(`.fs-tells a[href^="/guidance/"]`).Length(); n != 5 {
		t.Errorf("%d of the lines lead to the guidance", n)
	}
}

func TestAfterSavingTheAnswersSayWhichWayTheyPointAndWhatIsNotKnown(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	form := c.get("/case/" + r.ref + "/record/FourAssessed")
	p := c.submit(form, entryFormSelector, url.Values{"fixated": {"true"}, "unwanted": {"true"}, "obsessive": {"s:asked_not_known"},
		"focus_on_person": {"true"}, "routine_changed": {"false"}, "would_stop_if_resolved": {"true"}, "effort": {"Drives 60 miles each night."}})
	if p.status != http.StatusOK {
		t.Fatalf("saving answers %d: %s", p.status, p.text(".govuk-error-summary"))
	}
	said := p.text(".govuk-notification-banner .fs-four")
	side := func(name string) string {
		var out string
		p.Find(".govuk-notification-banner .fs-four__side").Each(func(_ int, x *goquery.Selection) {
			if strings.TrimSpace(x.Text()) == name {
				out = strings.Join(strings.Fields(x.Next().Text()), " ")
			}
		})
		return out
	}
	for name, want := range map[string]string{
		"Points to stalking":             "centred on this person",
		"Says a little against stalking": "routine",
		"Points to harassment":           "would probably stop",
		"Not known":                      "Is it obsessive? Asked, not known.",
		"Recorded of the four marks, which speak only all four together": "Is it unwanted? Yes.",
	} {
		if got := side(name); !strings.Contains(got, want) {
			t.Errorf("under %q stands %q; want %q in %q", name, got, want, said)
		}
	}
	if got := side("Not known"); !strings.Contains(got, "Not asked yet") || strings.Contains(got, "fixated") {
		t.Errorf("not known is %q", got)
	}
	if strings.ContainsAny(said, "0123456789%") || !strings.Contains(said, "you decide") {
		t.Errorf("it counts or decides: %q", said)
	}
	again := c.get("/case/" + r.ref + "/record/FourAssessed")
	if got := again.text("form .fs-four"); !strings.Contains(got, "Points to harassment") {
		t.Errorf("the form says of what is recorded %q", got)
	}
	if got := again.Find(`textarea[name="effort"]`).Text(); got != "Drives 60 miles each night." {
		t.Errorf("the effort is asked again as %q", got)
	}
}

func TestAllFourMarksPointTogetherAndAContestedOneDoesNot(t *testing.T) {
	s := newSite(t)
	yes := casefile.Four{}
	for _, f := range []*fact.Fact[bool]{&yes.Fixated, &yes.Obsessive, &yes.Unwanted, &yes.Repeated} {
		f.Answer = fact.Of(true)
	}
	find := func(q casefile.Four, name string) []string {
		for _, x := range s.web.fourSides(&casefile.Pair{Four: q}) {
			if x.Name == name {
				return x.Lines
			}
		}
		return nil
	}
	if got := find(yes, "Points to stalking"); len(got) != 1 || !strings.Contains(got[0], "all four") {
		t.Errorf("all four marks say %q", got)
	}
	yes.Obsessive.Answer = fact.Answer[bool]{Status: fact.Disputed, Value: true}
	if got := find(yes, "Points to stalking"); got != nil {
		t.Errorf("with one contested the marks say %q", got)
	}
	if got := strings.Join(find(yes, "Not known"), " "); !strings.Contains(got, "The answer is disputed") {
		t.Errorf("a contested answer is shown as %q", got)
	}
	if got := find(casefile.Four{}, "Not known"); len(got) != 8 || len(s.web.fourSides(&casefile.Pair{})) != 1 {
		t.Errorf("with nothing asked, %d things are not known", len(got))
	}
}

func TestFourIsCleanAtBothWidthsBeforeAndAfter(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	four := s.event("FourAssessed", casefile.FourAssessed{Pair: casefile.PairID(r.pair), Fixated: fact.Of(true), Focus: fact.Of(true), WouldStop: fact.Of(true)})
	s.record("detective", r.id, four)
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "detective")
		for name, path := range map[string]string{"four": "/case/" + r.ref + "/record/FourAssessed", "four-saved": "/case/" + r.ref + "?done=" + four.ID} {
			if status := p.Open(base + path); status != http.StatusOK {
				t.Errorf("%s answers %d", path, status)
			}
			p.Axe(t)
			for _, o := range p.HorizontalScroll() {
				if !strings.Contains(o.Selector, "figure") {
					t.Errorf("%s at %d px: %s", name, w.width, o)
				}
			}
			p.Screenshot(fmt.Sprintf("%s-%d", name, w.width))
		}
	}
}

func TestAReasonStandsUnderWhatItSpeaksForItself(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	record := func(q casefile.FourAssessed) {
		q.Pair = casefile.PairID(r.pair)
		s.record("detective", r.id, s.event("FourAssessed", q))
	}
	sides := func() map[string]string {
		out := map[string]string{}
		c.get("/case/" + r.ref).Find(".fs-advice h3").Each(func(_ int, h *goquery.Selection) {
			if _, twice := out[h.Text()]; !twice {
				out[h.Text()] = h.Parent().Text()
			}
		})
		return out
	}
	record(casefile.FourAssessed{Focus: fact.Of(true), Routine: fact.Of(false), WouldStop: fact.Of(true)})
	check := func(when string) {
		t.Helper()
		got := sides()
		if !strings.Contains(got["Speaks for stalking"], "centred on this person") || strings.Contains(got["Speaks for stalking"], "would probably stop") {
			t.Errorf("%s, for stalking speaks %q", when, got["Speaks for stalking"])
		}
		if !strings.Contains(got["Speaks for harassment"], "would probably stop") {
			t.Errorf("%s, for harassment speaks %q", when, got["Speaks for harassment"])
		}
		if !strings.Contains(got["Speaks against stalking"], "routine") {
			t.Errorf("%s, against stalking speaks %q", when, got["Speaks against stalking"])
		}
		if strings.Contains(got["Speaks against harassment"], "would probably stop") {
			t.Errorf("%s, a reason for harassment stands against it", when)
		}
	}
	check("on a tie")
	record(casefile.FourAssessed{Fixated: fact.Of(true), Obsessive: fact.Of(true), Unwanted: fact.Of(true), Repeated: fact.Of(true), Consuming: fact.Of(true)})
	check("pointing to stalking")
}
