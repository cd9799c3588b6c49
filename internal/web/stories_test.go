package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casescript"
	"foursight/internal/force"
	"foursight/internal/form"
	"foursight/internal/guidance"
	"foursight/internal/journal"
	"foursight/internal/store/sqlite"
)

// The worked examples are case scripts. Here each is told again through the pages,
// entry by entry, by the people and at the times the script names, and the case that
// comes of it must ask for the same: the same duties, in the same states and due at
// the same times, the same clocks, advice, prompts and questions. What has a page of
// its own is told there (storypages_test.go), all else through its form.

const storyFolder = "../edition/testdata"

// walker tells a story through the pages.
type walker struct {
	*site
	id, ref string
	last    string            // who acted last
	ids     map[string]string // the script's label -> the entry's id
	labels  map[string]string // and back
	seated  map[string]seat   // who is signed in
	pages   map[string]int    // how many entries each page of its own told

	begunByForm bool // the case began on the pages of a report, a call or the public's own form

	telling // which of them
}

// seat is somebody signed in, and when in the story they last did something.
type seat struct {
	c    *client
	used time.Time
}

func TestStoriesToldThroughTheFormsGiveTheSameDuties(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(storyFolder, "*.yaml"))
	must(t, err)
	ed, err := shipped()
	must(t, err)
	walked, whole, begun, pages := 0, 0, 0, map[string]int{}
	var counting sync.Mutex
	t.Run("each", func(t *testing.T) {
		for _, name := range names {
			if strings.HasSuffix(name, ".want.yaml") {
				continue
			}
			walked++
			t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
				t.Parallel()
				raw, err := os.ReadFile(name)
				must(t, err)
				story := strings.TrimSuffix(filepath.Base(name), ".yaml")
				events, err := retold(t, story, raw)
				must(t, err)
				w := newWalker(t, events)
				w.telling = tellings[story]
				for i := 0; i < len(events); {
					i += w.tell(events[i:])
				}
				w.now = events[len(events)-1].Recorded.Add(time.Hour)
				page := w.caseAs(w.last)
				if len(page.Problems) > 0 {
					t.Errorf("told through the pages it does not fit together: %+v", page.Problems)
				}
				script := casescript.Replay(events, ed, w.now)
				want, got := asksFor(script.Findings, func(text string) string { return text }), asksFor(page.Findings, w.labelled())
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("told through the pages it differs from the script (-script +pages):\n%s", diff)
				}
				counting.Lock()
				defer counting.Unlock()
				whole++
				if w.begunByForm && slices.ContainsFunc(events, func(e casefile.Event) bool { return e.Kind == "HandoverAccepted" }) {
					begun++
				}
				for page, n := range w.pages {
					pages[page] += n
				}
			})
		}
	})
	if walked < 12 {
		t.Errorf("%d stories; want at least 12", walked)
	}
	if whole < walked {
		return // some were not asked for, or have failed by themselves
	}
	if begun < 12 {
		t.Errorf("%d stories begin with a form and come to a hand-over that is accepted; want at least 12", begun)
	}
	for page, least := range map[string]int{"report": 9, "call": 3, "online": 1, "door": 3, "prompts": 2, "release": 8, "same": 1,
		"hand-over": 12, "home": 13, "checks": 12, "risk": 12, "safety": 2, "news": 1} {
		if pages[page] < least {
			t.Errorf("%d entries were told through the page %s, want at least %d", pages[page], page, least)
		}
	}
}

// newWalker is a site at the story's beginning, with everybody who acts in it.
func newWalker(t *testing.T, events []casefile.Event) *walker {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	w := &walker{site: siteFrom(t, Options{Demo: true}, st, events[0].Recorded.Add(-time.Hour)), id: journal.NewID(), ids: map[string]string{}, labels: map[string]string{}, seated: map[string]seat{}, pages: map[string]int{}}
	roles := map[string][]force.Held{}
	day := calendar.DateOf(events[0].Recorded).AddDays(-30)
	for _, e := range events {
		held := force.Held{Role: e.Role, From: day}
		if e.Actor != "system" && e.Actor != casefile.Public && !slices.ContainsFunc(roles[e.Actor], func(h force.Held) bool { return h.Role == e.Role }) {
			roles[e.Actor] = append(roles[e.Actor], held)
		}
	}
	for _, named := range named(events) {
		if roles[named] == nil {
			roles[named] = []force.Held{{Role: casefile.Investigator, From: day}}
		}
	}
	for id, held := range roles {
		st := force.Staff{ID: id, Name: "Story " + id, Title: "PC", Unit: "story", Supervises: []string{"story"}, Demo: true, Roles: held}
		must(t, w.RecordStaff(t.Context(), "system", st))
		_, err := w.ids_(id)
		must(t, err)
	}
	return w
}

// named are the members of staff that entries name, such as receivers.
func named(events []casefile.Event) []string {
	var out []string
	for _, e := range events {
		k, _ := casefile.KindOf(e.Kind)
		var m map[string]any
		_ = json.Unmarshal(e.Data, &m) // decoded by the script already
		casefile.Walk(k.Fields, func(f casefile.Field) {
			if f.Refers == "staff" {
				out = append(out, texts(m[f.Name])...)
			}
		})
	}
	return out
}

func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, texts(x)...)
		}
		return out
	}
	return nil
}

// ids_ gives somebody an account to sign in with by one click.
func (w *walker) ids_(staff string) (any, error) {
	return w.site.ids.Create(w.t.Context(), staff, staff+"@fernshire.example.org", w.now)
}

// at is somebody at their screen. Who did something a moment ago is signed in still.
func (w *walker) at(staff string) *client {
	w.t.Helper()
	x, in := w.seated[staff]
	if !in || w.now.Sub(x.used) > 5*time.Minute {
		x.c = w.signedIn(staff)
	}
	w.seated[staff] = seat{x.c, w.now}
	return x.c
}

// tell records the first of some entries, and with it those that one page records
// together with it; it says how many. What no page offers goes to casework itself.
func (w *walker) tell(events []casefile.Event) int {
	w.t.Helper()
	e := events[0]
	w.now, w.last = e.Recorded, e.Actor
	if n := w.together(events); n > 0 {
		return n
	}
	k, _ := casefile.KindOf(e.Kind)
	data, err := k.Decode(w.mapped(k, e.Data))
	must(w.t, err)
	if e.Corrects == "" {
		if n := w.toldByPage(events, data); n > 0 {
			return n
		}
	}
	if e.Kind == "ReportReceived" {
		r := data.(*casefile.ReportReceived)
		w.ref, r.Unit = string(r.Ref), "story"
	}
	if e.Kind == "ReportReceived" || k.Hidden {
		own, err := casefile.NewEvent(journal.NewID(), "", e.Kind, data)
		must(w.t, err)
		own.Occurred, own.Known, own.Source = e.Occurred, e.Known, e.Source
		if k.Hidden && e.Corrects == "" && !slices.Contains([]string{"MaterialImported", "ClassificationAdvised"}, e.Kind) {
			w.t.Fatalf("%s %s: no form and no door of its own", e.Kind, e.ID)
		}
		w.record(e.Actor, w.id, own)
		w.note(e, own.ID)
		return 1
	}
	path := "/case/" + w.ref + "/record/" + e.Kind
	if e.Corrects != "" {
		path += "?corrects=" + w.ids[e.Corrects]
	}
	if e.Withdraw {
		path += "&withdraw=yes"
	}
	w.typed(path, k, e, data)
	return 1
}

// typed fills in the form of an entry and sends it.
func (w *walker) typed(path string, k *casefile.Kind, e casefile.Event, data any) {
	w.t.Helper()
	c := w.at(e.Actor)
	p := c.get(path)
	if p.status != http.StatusOK {
		w.t.Fatalf("%s %s as %s: the form answers %d: %s", e.Kind, e.ID, e.Actor, p.status, p.text("main"))
	}
	fields := filled(p.Find(entryFormSelector))
	for name := range fields { // what the form carries over gives way to the story's own words
		if !strings.HasPrefix(name, "_") {
			delete(fields, name)
		}
	}
	values, err := form.ValuesOf(k, data, form.Context{})
	must(w.t, err)
	form.SetTimes(values, form.Context{}, e.Occurred, e.Known)
	for name, v := range values {
		fields[name] = v
	}
	if e.Reason != "" {
		fields.Set(fieldReason, e.Reason)
	}
	entry := fields.Get(fieldEntry)
	action := p.Find(entryFormSelector).AttrOr("action", "")
	sent := c.post(action, fields)
	if sent.Find(`input[name="`+fieldSeen+`"]`).Length() > 0 {
		sent = c.submit(sent, entryFormSelector, nil) // the caution was read
	}
	if sent.status != http.StatusOK {
		w.t.Fatalf("%s %s as %s: answers %d: %s", e.Kind, e.ID, e.Actor, sent.status, sent.text(".govuk-error-summary")+sent.text("h1"))
	}
	w.note(e, entry)
}

func (w *walker) note(e casefile.Event, id string) {
	w.ids[e.ID], w.labels[id] = id, e.ID
}

// free are fields of free text that hold the id of an entry.
var free = []string{"trigger", "item", "scope", "occurrence", "clause_subject", "other_case", "person_there"}

// mapped is an entry's data with the script's labels replaced by real ids.
func (w *walker) mapped(k *casefile.Kind, raw json.RawMessage) json.RawMessage {
	w.t.Helper()
	var m map[string]any
	if len(raw) == 0 {
		return raw
	}
	must(w.t, json.Unmarshal(raw, &m))
	casefile.Walk(k.Fields, func(f casefile.Field) {
		if _, said := m[f.Name].(string); said && (f.Name == "unit" || f.Name == "to_unit") {
			m[f.Name] = "story" // everybody of a story works in one unit
		}
		if f.Refers == "" && !slices.Contains(free, f.Name) || f.Refers == "staff" {
			return
		}
		switch v := m[f.Name].(type) {
		case string:
			if id := w.ids[v]; id != "" {
				m[f.Name] = id
			}
		case []any:
			for i, x := range v {
				if id := w.ids[fmt.Sprint(x)]; id != "" {
					v[i] = id
				}
			}
		}
	})
	out, err := json.Marshal(m)
	must(w.t, err)
	return out
}

// labelled puts the script's labels in the place of ids.
func (w *walker) labelled() func(string) string {
	var pairs []string
	for id, label := range w.labels {
		pairs = append(pairs, id, label)
	}
	return strings.NewReplacer(pairs...).Replace
}

// owed is all that a case asks for, in lines.
type owed struct{ Duties, Clocks, Advice, Prompts, Questions []string }

func asksFor(f *guidance.Findings, called func(string) string) owed {
	var out owed
	add := func(to *[]string, words ...any) { *to = append(*to, called(strings.TrimSpace(fmt.Sprintln(words...)))) }
	paths := func(asks []guidance.Ask) []string {
		var out []string
		for _, a := range asks {
			out = append(out, called(a.Path))
		}
		slices.Sort(out)
		return out
	}
	for _, x := range f.Obligations {
		due := ""
		if !x.Due.At.IsZero() {
			due = x.Due.At.UTC().Format(time.RFC3339)
		}
		add(&out.Duties, x.Clause, casescript.Scope(x.Key), x.State, "since", x.Arose.UTC().Format(time.RFC3339), "due", due, "late", x.Overdue(f.At), "asks", paths(x.Ask),
			x.Reopened, x.CannotComply, x.Disputed)
	}
	for _, x := range f.Clocks {
		add(&out.Clocks, x.Clause, casescript.Scope(x.Key), x.From.UTC().Format(time.RFC3339), x.LastDay, x.Certain)
	}
	for _, x := range f.Advice {
		for _, r := range slices.Concat(x.For, x.Against) {
			add(&out.Advice, x.Question, x.Pair, x.PointsTo, r.Clause, r.Strength, r.Displaced)
		}
		add(&out.Advice, x.Question, x.Pair, x.PointsTo, "asks", paths(x.Missing))
	}
	for _, x := range f.Prompts {
		add(&out.Prompts, x.Clause, casescript.Scope(x.Key), x.Caution)
	}
	for _, x := range f.Questions {
		add(&out.Questions, x.Path, x.Status, x.Severity)
	}
	for _, lines := range []*[]string{&out.Duties, &out.Clocks, &out.Advice, &out.Prompts, &out.Questions} {
		slices.Sort(*lines)
	}
	return out
}
