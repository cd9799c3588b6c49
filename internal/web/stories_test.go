package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casescript"
	"foursight/internal/edition"
	"foursight/internal/force"
	"foursight/internal/form"
	"foursight/internal/journal"
	"foursight/internal/store/sqlite"
)

// The worked examples are case scripts. Here each is told again through the forms,
// entry by entry, by the people and at the times the script names, and the case
// that comes of it must have the same duties in the same states.

const storyFolder = "../edition/testdata"

// walker tells a story through the forms.
type walker struct {
	*site
	id, ref string
	last    string            // who acted last
	ids     map[string]string // the script's label -> the entry's id
	labels  map[string]string // and back
}

func TestStoriesToldThroughTheFormsGiveTheSameDuties(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(storyFolder, "*.yaml"))
	must(t, err)
	walked := 0
	for _, name := range names {
		if strings.HasSuffix(name, ".want.yaml") {
			continue
		}
		walked++
		t.Run(strings.TrimSuffix(filepath.Base(name), ".yaml"), func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile(name)
			must(t, err)
			events, err := casescript.Read(filepath.Base(name), bytes.NewReader(raw))
			must(t, err)
			w := newWalker(t, events)
			for _, e := range events {
				w.tell(e)
			}
			w.now = events[len(events)-1].Recorded.Add(time.Hour)
			ed, err := edition.Load(edition.Fernshire())
			must(t, err)
			want, got := scripted(t, casescript.Replay(events, ed, w.now)), w.duties()
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("told through the forms it differs from the script (-script +forms):\n%s", diff)
			}
		})
	}
	if walked < 12 {
		t.Errorf("%d stories; want at least 12", walked)
	}
}

// newWalker is a site at the story's beginning, with everybody who acts in it.
func newWalker(t *testing.T, events []casefile.Event) *walker {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	w := &walker{site: siteFrom(t, Options{Demo: true}, st, events[0].Recorded.Add(-time.Hour)), id: journal.NewID(), ids: map[string]string{}, labels: map[string]string{}}
	roles := map[string][]force.Held{}
	day := calendar.DateOf(events[0].Recorded).AddDays(-30)
	for _, e := range events {
		held := force.Held{Role: e.Role, From: day}
		if e.Actor != "system" && !slices.ContainsFunc(roles[e.Actor], func(h force.Held) bool { return h.Role == e.Role }) {
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

// tell records one entry: the report and what no form offers by casework itself,
// all else through its form.
func (w *walker) tell(e casefile.Event) {
	w.t.Helper()
	w.now, w.last = e.Recorded, e.Actor
	k, _ := casefile.KindOf(e.Kind)
	data, err := k.Decode(w.mapped(k, e.Data))
	must(w.t, err)
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
		return
	}
	w.typed(k, e, data)
}

// typed fills in the form of an entry and sends it.
func (w *walker) typed(k *casefile.Kind, e casefile.Event, data any) {
	w.t.Helper()
	c := w.signedIn(e.Actor)
	path := "/case/" + w.ref + "/record/" + e.Kind
	if e.Corrects != "" {
		path += "?corrects=" + w.ids[e.Corrects]
	}
	if e.Withdraw {
		path += "&withdraw=yes"
	}
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
var free = []string{"trigger", "item", "scope", "occurrence", "clause_subject"}

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

// duties are the case's duties in the script's labels.
func (w *walker) duties() []string {
	w.t.Helper()
	page, err := w.Case(w.t.Context(), w.as(w.last), w.id)
	must(w.t, err)
	var out []string
	for _, f := range page.Findings.Obligations {
		out = append(out, line(f.Clause, w.label(f.Pair), w.label(f.Occurrence), string(f.State)))
	}
	slices.Sort(out)
	return out
}

func (w *walker) label(id string) string {
	if l := w.labels[id]; l != "" {
		return l
	}
	return id
}

func line(clause, pair, occurrence, state string) string {
	return strings.Join([]string{clause, pair, occurrence, state}, " ")
}

func scripted(t *testing.T, o *casescript.Outcome) []string {
	t.Helper()
	var out []string
	for _, f := range o.Findings.Obligations {
		out = append(out, line(f.Clause, f.Pair, f.Occurrence, string(f.State)))
	}
	slices.Sort(out)
	return out
}
