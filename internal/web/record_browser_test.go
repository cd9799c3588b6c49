package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
)

var widths = []struct{ width, height int }{{390, 844}, {1280, 900}}

// inBrowser signs somebody in, in a browser of its own.
func (s *site) inBrowser(base string, width, height int, who string) *browsertest.Page {
	s.t.Helper()
	p := browsertest.New(s.t).Page(width, height)
	p.Open(base + "/sign-in")
	p.Follow(fmt.Sprintf(`button[value="%s"]`, who))
	return p
}

// plain serves the site without TLS, under the one name for which browsers take
// secure cookies all the same.
func (s *site) plain() string {
	s.t.Helper()
	server := httptest.NewServer(s.web)
	s.t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

func TestFormsAreCleanAtBothWidths(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, c := owned(s)
	e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"following"}, What: "He was outside."})
	s.record("detective", r.id, e)
	imported := c.upload(c.asked(r.ref, "false"), "WhatsApp Chat.txt", chat, nil)
	pages := map[string]string{
		"incident": "/case/" + r.ref + "/record/IncidentRecorded", "risk": "/case/" + r.ref + "/record/RiskAssessed", "person": "/case/" + r.ref + "/record/PersonDetailed?person=" + r.victim,
		"advice": "/case/" + r.ref + "/record/AdviceGiven", "correction": "/case/" + r.ref + "/record/IncidentRecorded?corrects=" + e.ID,
		"handover": "/case/" + r.ref + "/record/CaseHandedOver", "report": "/report", "import": "/case/" + r.ref + "/import", "material": imported.path, "drafts": "/drafts",
	}
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "detective")
		for name, path := range pages {
			if status := p.Open(base + path); status != http.StatusOK {
				t.Errorf("%s answers %d", path, status)
			}
			p.Axe(t)
			for _, o := range p.HorizontalScroll() {
				t.Errorf("%s at %d px: %s", name, w.width, o)
			}
			p.Screenshot(fmt.Sprintf("%s-%d", name, w.width))
		}
	}
}

func TestTheWaysOutOfAFormAreClean(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, _ := owned(s)
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "detective")
		look := func(name string) {
			p.Axe(t)
			for _, o := range p.HorizontalScroll() {
				t.Errorf("%s at %d px: %s", name, w.width, o)
			}
			p.Screenshot(fmt.Sprintf("%s-%d", name, w.width))
		}
		p.Open(base + "/case/" + r.ref + "/record/AdviceGiven")
		p.Click(`input[value="told_to_block"]`)
		p.Follow(`form.fs-form button:not([name])`)
		look("caution")
		p.Open(base + "/case/" + r.ref + "/record/FourAssessed")
		s.record("sergeant", r.id, s.event("FourAssessed", casefile.FourAssessed{Pair: casefile.PairID(r.pair), Reasons: "Every day since June."}))
		p.Fill("#f-reasons", "Twice a week.")
		if status := p.Follow(`form.fs-form button:not([name])`); status != http.StatusConflict {
			t.Errorf("a conflict answers %d", status)
		}
		look("conflict")
		p.Open(base + "/case/" + r.ref + "/record/IncidentRecorded")
		p.Click("details:has(#f-repeats-least) > summary")
		p.Fill("#f-repeats-least", "lots")
		if status := p.Follow(`form.fs-form button:not([name])`); status != http.StatusUnprocessableEntity {
			t.Errorf("a number that is none answers %d", status)
		}
		look("problem")
		p.Open(base + "/report")
		p.Follow(`button[value="to-account"]`)
		look("report-account")
		p.Fill("#f-a-words", "He keeps coming round.")
		p.Follow(`button[value="to-leave"]`)
		look("report-check")
		p.Follow(`form.fs-form button:not([name])`)
		look("report-done")
	}
}

func TestAFormIsFilledInByKeyboardAlone(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	base := s.plain()
	p := s.inBrowser(base, 1280, 900, "detective")
	path := base + "/case/" + r.ref + "/record/RegistrarAsked"
	p.Open(path)
	question, save := -1, -1
	for n, stop := range p.TabStops() {
		if stop.Obscured || !stop.FocusVisible {
			t.Errorf("the focus on %s (%s) cannot be seen", stop.Selector, stop.Name)
		}
		switch {
		case strings.Contains(stop.Selector, "f-question"):
			question = n
		case stop.Name == "Save":
			save = n
		}
	}
	if question < 0 || save < question {
		t.Fatalf("the question is stop %d and Save stop %d", question, save)
	}
	p.Open(path)
	press := func(n int) {
		for range n {
			p.Press("Tab")
		}
	}
	press(question + 1)
	p.Press("May this be stalking?")
	press(save - question)
	p.Press("Enter")
	for wait := time.Now().Add(10 * time.Second); s.caseNow(r.id).Pairs[0].RegistrarAt.IsZero(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(wait) {
			t.Fatal("nothing was recorded")
		}
	}
}

func TestLeavingAPageKeepsADraftAndScriptIsNotNeededToSave(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	base := s.plain()
	p := s.inBrowser(base, 390, 844, "detective")
	path := base + "/case/" + r.ref + "/record/AccountRecorded"
	p.Open(path)
	p.Fill("#f-words", "He keeps coming")
	p.Open(base + "/guidance")
	for wait := time.Now().Add(10 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		drafts, err := s.Drafts(t.Context(), "detective", r.id)
		must(t, err)
		if len(drafts) == 1 && drafts[0].Fields["words"][0] == "He keeps coming" {
			break
		}
		if time.Now().After(wait) {
			t.Fatalf("after the page was left the drafts are %+v", drafts)
		}
	}
	p.JSOff()
	p.Open(path)
	p.Follow(".govuk-inset-text a")
	if got := p.Value("#f-words"); got != "He keeps coming" {
		t.Errorf("the draft opens with %q", got)
	}
	p.Follow("form.fs-form button:not([name])")
	if got := s.caseNow(r.id).Accounts; len(got) != 1 || got[0].Data.Words != "He keeps coming" {
		t.Errorf("without script the case holds %+v", got)
	}
}
