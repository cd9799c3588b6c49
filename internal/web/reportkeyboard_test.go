package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"foursight/internal/browsertest"
	"foursight/internal/casefile"
)

// keyboard is somebody who has no mouse: every page is walked from end to end
// before it is used, and used by keys alone.
type keyboard struct {
	*browsertest.Page
	t     *testing.T
	what  string
	stops []browsertest.TabStop
	at    int // the stop the focus is on; -1 for the top of the page
}

// read walks the page that is shown: the skip link comes first, each stop can be
// seen with the focus on it, and their order is that of reading. Then it is opened
// anew, so that the focus is at its top.
func (k *keyboard) read(what string) {
	k.t.Helper()
	k.what, k.stops, k.at = what, k.TabStops(), -1
	if len(k.stops) < 2 || k.stops[0].Name != "Skip to main content" {
		k.t.Fatalf("%s: %d stops, the first %q; want the skip link first", what, len(k.stops), k.stops[0].Name)
	}
	for _, s := range k.stops {
		if s.Obscured || !s.FocusVisible {
			k.t.Errorf("%s: the focus on %s (%s) cannot be seen", what, s.Selector, s.Name)
		}
	}
	for _, s := range browsertest.OutOfOrder(k.stops[1:]) { // the skip link stands nowhere
		k.t.Errorf("%s: the focus jumps up to %s (%s)", what, s.Selector, s.Name)
	}
	k.Open(k.Location())
}

// to presses Tab until the focus is on a stop, named by its id or its words.
func (k *keyboard) to(want string) {
	k.t.Helper()
	n := slices.IndexFunc(k.stops, func(s browsertest.TabStop) bool { return s.Selector == want || s.Name == want })
	if n < k.at || n < 0 {
		k.t.Fatalf("%s: %q is stop %d and the focus on stop %d", k.what, want, n, k.at)
	}
	for ; k.at < n; k.at++ {
		k.Press("Tab")
	}
	if got := k.Focused(); got != k.stops[n].Selector {
		k.t.Fatalf("%s: %d times Tab leads to %s, want %s", k.what, n+1, got, k.stops[n].Selector)
	}
}

// types goes to a box and types; chooses goes to a set of answers and takes the
// one so many after the first.
func (k *keyboard) types(id, text string) { k.t.Helper(); k.to(id); k.Press(text) }

func (k *keyboard) chooses(id string, after int) {
	k.t.Helper()
	k.to(id)
	k.Press("Space")
	for range after {
		k.Press("ArrowDown")
	}
}

// follows presses Enter on a button or link.
func (k *keyboard) follows(name string, status int) {
	k.t.Helper()
	k.to(name)
	if got := k.PressAndFollow("Enter"); got != status {
		k.t.Fatalf("%s: %q answers %d, want %d", k.what, name, got, status)
	}
}

// U8: a first response from home to the saved case, by keys alone.
func TestAFirstResponseIsTakenByKeyboardAlone(t *testing.T) {
	for _, w := range widths {
		t.Run(fmt.Sprintf("at %d px", w.width), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			p, base := s.tab(browsertest.New(t), "responder", w.width, w.height)
			k := &keyboard{Page: p, t: t}
			k.Open(base + "/")
			k.read("home")
			if w.width < 768 { // the menu is folded: unfold it, and its links follow
				k.to("Menu")
				k.Press("Enter")
				for range 3 {
					k.Press("Tab")
				}
				if got := k.PressAndFollow("Enter"); got != http.StatusOK {
					t.Fatalf("the menu's New report answers %d", got)
				}
			} else {
				k.follows("New report", http.StatusOK)
			}
			if !strings.HasSuffix(k.Location(), "/report") {
				t.Fatalf("at %s, want a new report", k.Location())
			}

			k.read("safe now")
			k.Press("Tab", "Enter", "Tab", "Tab") // past the head of the page and what is better not said
			k.at = slices.IndexFunc(k.stops, func(s browsertest.TabStop) bool { return s.Selector == "#f-b-reference" })
			if got := k.Focused(); k.at < 0 || got != "#f-b-reference" {
				t.Fatalf("the skip link and two Tabs lead to %s", got)
			}
			k.chooses("#f-s-safe-now", 0)
			k.types("#f-s-action", "Stayed until her sister came.")
			k.follows("Save and go on", http.StatusOK)

			k.read("in their own words")
			k.types("#f-v-details-name", "Ffion Invented")
			k.types("#f-a-words", "He keeps sending me flowers.")
			k.follows("Save and go on", http.StatusOK)

			k.read("what happened")
			k.follows("Write what they tell you : Tell me about the gifts", http.StatusOK)
			if got := k.Value("#f-i1-behaviours-8"); got != "gifts" {
				t.Fatalf("the eighth behaviour is %q", got)
			}
			k.Open(strings.Split(k.Location(), "#")[0]) // it stands at the incident: begin at the top
			k.read("what happened, with the gifts taken up")
			k.types("#f-x-details-name", "Steven Madeup")
			k.to("#f-l-relationship")
			k.Press("ArrowDown", "ArrowDown")
			k.types("#f-i1-occurred", "last night")
			k.types("#f-i1-what", "He stood outside.")
			k.to("More kinds of behaviour")
			k.Press("Enter", "Tab", "Space") // unfolded, its first box follows
			if got := k.Focused(); got != "#f-i1-behaviours-a" {
				t.Fatalf("behind the unfolded part stands %s", got)
			}
			for range 60 { // and Tab leads out of it again
				k.Press("Tab")
				if k.Focused() == "#f-i1-channel" {
					break
				}
			}
			k.at = slices.IndexFunc(k.stops, func(s browsertest.TabStop) bool { return s.Selector == "#f-i1-channel" })
			k.follows("Save and go on", http.StatusOK)

			k.read("FOUR and the risk")
			for _, id := range []string{"#f-f-fixated", "#f-f-obsessive", "#f-f-unwanted", "#f-f-repeated"} {
				k.chooses(id, 0)
			}
			k.chooses("#f-k-judgement", 2)
			k.follows("More about both", http.StatusOK)

			k.read("more about both of them")
			k.types("#f-v-details-age", "thirty")
			k.follows("Save and go on", http.StatusUnprocessableEntity)
			if got := k.Focused(); !strings.Contains(k.Text(got), "There is a problem") {
				t.Errorf("after a problem the focus is on %q, which does not say so", got)
			}
			k.Press("Tab", "Enter") // the problem leads to its field
			if got := k.Focused(); got != "#f-v-details-age" {
				t.Fatalf("the problem leads to %s", got)
			}
			k.Press("End")
			for range len("thirty") {
				k.Press("Backspace")
			}
			k.Press("34")
			// In a box, Enter is the form's first button.
			if got := k.PressAndFollow("Enter"); got != http.StatusOK || !strings.HasSuffix(k.Location(), "/leave") {
				t.Fatalf("put right, Enter answers %d at %s", got, k.Location())
			}

			k.read("before you leave")
			k.types("#f-g-words", "Stays with her sister tonight.")
			k.follows("Record the report", http.StatusOK)
			ref, ok := strings.CutPrefix(k.Location(), base+"/case/")
			if !ok {
				t.Fatalf("recording leads to %s", k.Location())
			}
			if got := k.Focused(); !strings.Contains(k.Text(got), "Saved") {
				t.Errorf("after saving the focus is on %q, which does not say so", got)
			}
			c := s.caseNow(strings.Split(ref, "?")[0])
			pair := c.Pairs[0]
			i := pair.Incidents.Items[0]
			if !c.Safety.Value || !pair.Four.Fixated.Value || !pair.Four.Repeated.Value || pair.Grade.Value != casefile.High || pair.Victim.Age.Value != 34 || !pair.Relation.Given() {
				t.Errorf("recorded: safe %v, FOUR %+v, grade %v, age %v, relationship %v", c.Safety, pair.Four, pair.Grade, pair.Victim.Age, pair.Relation)
			}
			if i.Data.What != "He stood outside." || len(i.Behaviours) != 2 || i.Behaviours[0] != "gifts" || len(c.Plans) != 1 || i.Occurred.IsZero() || len(c.Accounts) != 1 {
				t.Errorf("recorded: %+v", i)
			}
		})
	}
}
