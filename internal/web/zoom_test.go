package web

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
)

// formPaths are the form of every kind that the visitor may record on a case, as
// its page offers them.
func formPaths(c *client, r reported) []string {
	var out []string
	for _, k := range casefile.Kinds() {
		path := "/case/" + r.ref + "/record/" + k.Name
		if c.get(path).status == http.StatusOK {
			out = append(out, path)
		}
	}
	return out
}

// U9: a window of 1280 px at 400 % is one of 320 px. Nothing scrolls both ways,
// whatever the page; targets stay large enough.
func TestNothingScrollsSidewaysAtFourHundredPerCent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	paths := append([]string{"/", "/cases?show=all", "/account", "/drafts", "/guidance", "/search", "/report"}, casePaths(c, r)...)
	forms := formPaths(c, r)
	if len(forms) < 25 {
		t.Errorf("only %d forms: %v", len(forms), forms)
	}
	p, base := s.tab(browsertest.New(t), "responder", 320, 256)
	look := func(what string) {
		for _, o := range p.HorizontalScroll() {
			if !strings.Contains(o.Selector, "figure") { // a picture needs two dimensions and scrolls in its own frame
				t.Errorf("%s: %s", what, o)
			}
		}
		for _, small := range p.TargetSizes(24) {
			t.Errorf("%s: target too small: %s", what, small)
		}
	}
	for _, path := range paths {
		p.Open(base + path)
		look(path)
	}
	for n, path := range forms {
		p.Open(base + path)
		look(path)
		var violations []browsertest.Violation
		switch long := os.Getenv("FOURSIGHT_LONG") != ""; { // forms are made of the same parts: the whole of a tenth, most of a third, and of all in long runs
		case n%10 == 3 || long:
			violations = p.Violations()
		case n%3 == 0:
			violations = p.ViolationsIn("main")
		}
		for _, v := range violations {
			t.Errorf("%s: %s", path, v)
		}
	}
	for _, st := range reportSteps[1:] {
		if st.Name == stepCall { // whoever answers calls begins there
			p.Open(base + "/report?as=" + stepCall)
			look("report, " + st.Name)
			continue
		}
		p.Open(base + "/report")
		p.Follow(`button[value="to-` + st.Name + `"]`)
		look("report, " + st.Name)
	}
}

// Where a person's own few colours are forced upon the page, what colour and
// ground said elsewhere is said by lines.
func TestTheFocusAndWhatIsCurrentShowInForcedColours(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := s.rich()
	s.now = s.now.Add(5 * 24 * time.Hour) // something is overdue
	p, base := s.tab(browsertest.New(t), "responder", 1280, 900)
	p.ForcedColors()
	for _, path := range []string{"/case/" + r.ref + "/course", "/case/" + r.ref + "/record/IncidentRecorded"} {
		p.Open(base + path)
		for _, stop := range p.TabStops() {
			if stop.Obscured || !stop.FocusVisible {
				t.Errorf("%s: the focus on %s (%s) cannot be seen", path, stop.Selector, stop.Name)
			}
		}
	}
	for path, mark := range map[string][2]string{
		"/case/" + r.ref + "/course": {".moj-sub-navigation__link[aria-current]", "aria-current"},
		"/cases?show=unit":           {".fs-tabs__link[aria-current]", "aria-current"},
		"/":                          {".fs-duty--overdue", ".fs-duty--overdue"},
	} {
		p.Open(base + path)
		if !p.Shows(mark[0], mark[1]) {
			t.Errorf("%s: %s looks like the others", path, mark[0])
		}
	}
	p.Open(base + "/cases")
	if !p.Shows(".govuk-service-navigation__item--active", ".govuk-service-navigation__item--active") {
		t.Error("the part of the site that is open looks like the others")
	}
}
