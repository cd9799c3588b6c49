package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/casescript"
	"foursight/internal/form"
)

// Some pages tell several entries in one go: a report, the door, the public's own form.
// There a story is told by those pages, at one time, and the script it is compared with
// says the same. Where a page cannot say what the script says, or says more, the entry
// stands in testdata/told as the page tells it, and the list below says why.

// telling is how a story is told through such pages.
type telling struct {
	visits  []visitTold
	release map[string]string // entries told by the release page: by one tap, or "" by the form it leads to
	unsaid  map[string]string // "Kind.field" that the script says otherwise, or "entry" that it has not or no page tells -> why
}

// visitTold are entries that one page, or one set of pages, records together at the time
// of one of them.
type visitTold struct {
	through string // "report", "call", "door" or "online"
	at      string
	ids     []string
}

const (
	byItself   = "the page says so by itself: whoever has a name is a person"
	ofWhom     = "the page asks it of the victim"
	whoReports = "that the victim is who reported it is said on their own form"
	oneTick    = "one tick takes a step on; what, till when and why are said on its form"
	inCall     = "a tap says neither by which way it went nor how: the form beside it does"
)

var tellings = map[string]telling{
	"former-partner-at-the-door": {
		visits: []visitTold{{"report", "rep", []string{"rep", "safe", "leah", "dominic", "p1", "rel"}},
			{"door", "i2", []string{"safe2", "acc", "i1", "i2"}}, {"door", "r1", []string{"four", "sc", "r1"}}, {"door", "bwv", []string{"adv", "plan", "step", "bwv"}}},
		unsaid: map[string]string{
			"SafetyMeasureSet.what": oneTick, "SafetyMeasureSet.due": oneTick, "SafetyMeasureSet.because": oneTick,
			"EvidenceAdded.supports": "what a video shows is said when it has been seen"},
	},
	"a-crowd-online": {
		visits: []visitTold{{"report", "rep", []string{"rep", "safe", "nadia", "p1", "sc", "acc", "i1", "i2"}}},
		unsaid: map[string]string{"ImmediateSafetyRecorded.person": ofWhom},
	},
	"in-the-street-because-of-sex": {
		visits: []visitTold{{"report", "rep", []string{"rep", "safe", "lena", "p1", "rel", "acc", "i1", "sc"}}},
		unsaid: map[string]string{"ImmediateSafetyRecorded.person": ofWhom},
	},
	"years-before-he-told-anybody": {
		visits: []visitTold{{"report", "rep", []string{"rep", "safe", "edwin", "gary", "p1", "rel", "sc", "acc", "i1", "i2"}}},
		unsaid: map[string]string{"PairRecorded.kind": byItself, "ImmediateSafetyRecorded.person": ofWhom, "PersonAdded.roles": whoReports},
	},
	"school-advice-put-right": {
		visits: []visitTold{{"report", "rep", []string{"rep", "safe", "asha", "boy", "p1", "rel", "acc", "i1", "i2", "sc"}}},
		unsaid: map[string]string{"ImmediateSafetyRecorded.person": ofWhom},
	},
	"two-victims-and-a-proxy": {
		visits: []visitTold{{"report", "rep", []string{"rep", "safe", "ines", "martin", "p1", "rel", "sc", "acc", "i1", "i2"}}},
		unsaid: map[string]string{"ImmediateSafetyRecorded.person": ofWhom, "PairRecorded.kind": byItself, "PersonAdded.details": "what somebody works as is said on their own form"},
	},
	"unknown-actor": {
		visits: []visitTold{{"report", "rep", []string{"rep", "safe", "pru", "p1", "acc", "i1", "i2", "sc"}}},
		unsaid: map[string]string{"ImmediateSafetyRecorded.person": ofWhom, "ReportReceived.other_works_for_police": "the page asks it of somebody with a name"},
	},
	"former-partner-corrected-date": {
		visits: []visitTold{{"call", "rep", []string{"rep", "safe", "mina", "colin", "p1", "rel", "sc"}}},
		unsaid: map[string]string{"ImmediateSafetyRecorded.person": ofWhom, "PersonAdded.roles": whoReports, "PersonAdded.details": "the sex of somebody is said on their own form",
			"ReportReceived.summary": "the words of a call are kept as an account", "RelationshipRecorded.ended": "when it ended is said on its own form"},
	},
	"does-not-want-a-fuss": {visits: []visitTold{{"report", "rep", []string{"rep", "safe", "greta", "peer", "p1", "rel"}}}},
	"neighbours-at-a-boundary": {
		visits: []visitTold{{"report", "rep", []string{"rep", "safe", "joan", "alan", "p1", "rel", "acc", "i1", "i2", "four", "adv", "r1", "sc", "plan"}}},
		unsaid: map[string]string{"PairRecorded.kind": byItself, "ImmediateSafetyRecorded.person": ofWhom},
	},
	"breach-by-one-like": {
		visits: []visitTold{{"call", "acc", []string{"rep", "safe", "rosa", "karl", "p1", "rel", "acc", "sc", "i1"}}},
		unsaid: map[string]string{"PairRecorded.kind": byItself, "ImmediateSafetyRecorded.person": ofWhom, "IncidentRecorded.repeats": "the call asks how often, and it was once"},
	},
	"arrested-elsewhere": {
		visits:  []visitTold{{"call", "rep", []string{"rep", "safe", "ines", "viktor", "p1", "rel", "sc"}}},
		release: map[string]string{"c1": "no-answer", "r2": "judge-high", "cv": "", "ttl": "", "rls": "released", "b1": "", "c2": "reached", "plan2": ""},
		unsaid: map[string]string{"ImmediateSafetyRecorded.person": ofWhom, "PersonAdded.roles": whoReports, "PersonAdded.details": "the sex of somebody is said on their own form",
			"VictimContacted.channel": inCall, "VictimContacted.safe_route_used": inCall, "VictimContacted.topics": "of a try nothing was told, and how to reach the officer is no tick of the page",
			"RiskAssessed.victim_view_asked": "a tap of a grade asks no more; the page says that the view is not asked yet", "RiskAssessed.trigger": "the page says for which release it was judged",
			"SuspectReleased.occurred": "a tap says that they have left now"},
	},
	"each-against-the-other": {
		visits: []visitTold{{"report", "rep", []string{"rep", "owen", "beth", "p1", "safe", "rel", "sc", "acc", "i1", "i2"}}},
		unsaid: map[string]string{"PairRecorded.kind": byItself, "join": "another officer took her report against him: the two are joined"},
	},
	"online-report": {
		visits: []visitTold{{"online", "rep", []string{"rep", "tobias", "p1", "said", "i1", "reach", "offer"}}},
		unsaid: map[string]string{"ReportReceived.summary": "it is kept as their own words", "said": "that summary",
			"other": "nobody is told of but by what they did: there is nobody to add", "PairRecorded.actor": "nobody is told of", "PairRecorded.label": "the form asks for no label",
			"PersonAdded.details": "the e-mail address is asked only of who wants to be reached by it", "reach": "they say how to reach them",
			"IncidentRecorded.channel": "the form asks what was done, not by which way", "IncidentRecorded.unwanted": "the form does not ask it", "IncidentRecorded.repeats": "how often is kept in their words",
			"IncidentRecorded.occurred": "some days up to now: their words name no first", "offer": "a report made online is offered to the control room", "took": "and taken on there"},
	},
}

// entryID is the label of an entry on its line of a script.
var entryID = regexp.MustCompile(`^- \{kind: (\w+), id: (\w+),`)

// retold is a story as it is told: with the entries of testdata/told in place of its
// own, and each visit's at one time.
func retold(t *testing.T, story string, raw []byte) ([]casefile.Event, error) {
	t.Helper()
	own, err := casescript.Read(story, bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	told := tellings[story]
	other, err := os.ReadFile(filepath.Join("testdata", "told", story+".yaml"))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	lines := strings.Split(string(raw), "\n")
	at := map[string]int{}
	for n, line := range lines {
		if m := entryID.FindStringSubmatch(line); m != nil {
			at[m[2]] = n
		}
	}
	for line := range strings.Lines(string(other)) {
		m := entryID.FindStringSubmatch(line)
		switch n, have := 0, false; {
		case m == nil:
		default:
			if n, have = at[m[2]]; have {
				lines[n] = strings.TrimSuffix(line, "\n")
			} else {
				lines = append(lines, strings.TrimSuffix(line, "\n"))
			}
		}
	}
	for id, why := range told.unsaid { // what no page tells
		if n, is := at[id]; is && why != "" {
			lines[n] = ""
		}
	}
	out, err := casescript.Read(story+" as told", strings.NewReader(strings.Join(lines, "\n")))
	if err != nil {
		return nil, err
	}
	holdsUnsaid(t, told.unsaid, own, out)
	for _, v := range told.visits {
		when := out[slices.IndexFunc(out, func(e casefile.Event) bool { return e.ID == v.at })].Recorded
		for i := range out {
			if slices.Contains(v.ids, out[i].ID) {
				out[i].Recorded, out[i].Clock = when, when
			}
		}
	}
	slices.SortStableFunc(out, func(a, b casefile.Event) int { return a.Recorded.Compare(b.Recorded) })
	for i := range out {
		out[i].Seq = int64(i + 1)
	}
	return out, nil
}

// holdsUnsaid holds that the list says all in which what is told differs from the
// script, and nothing else.
func holdsUnsaid(t *testing.T, unsaid map[string]string, own, told []casefile.Event) {
	t.Helper()
	differs := map[string]bool{}
	fields := func(e casefile.Event) map[string]any {
		m := map[string]any{}
		if len(e.Data) > 0 {
			must(t, json.Unmarshal(e.Data, &m))
		}
		if e.Occurred.Words() != "" {
			m["occurred"] = e.Occurred.Words()
		}
		return m
	}
	byID := map[string]casefile.Event{}
	for _, e := range told {
		byID[e.ID] = e
	}
	for _, e := range own {
		x, ok := byID[e.ID]
		if !ok {
			differs[e.ID] = true
			continue
		}
		a, b := fields(e), fields(x)
		for _, name := range slices.Concat(slices.Collect(maps.Keys(a)), slices.Collect(maps.Keys(b))) {
			if !reflect.DeepEqual(a[name], b[name]) {
				differs[e.Kind+"."+name] = true
			}
		}
		delete(byID, e.ID)
	}
	for id := range byID {
		differs[id] = true
	}
	for what := range differs {
		if unsaid[what] == "" {
			t.Errorf("it is told otherwise than in the script, and nothing says why: %s", what)
		}
	}
	for what := range unsaid {
		if !differs[what] {
			t.Errorf("the list says why %s is told otherwise, and it is not", what)
		}
	}
}

// together tells entries that one page records in one go; it says how many.
func (w *walker) together(events []casefile.Event) int {
	w.t.Helper()
	i := slices.IndexFunc(w.visits, func(v visitTold) bool { return slices.Contains(v.ids, events[0].ID) })
	if i < 0 {
		return 0
	}
	v := w.visits[i]
	n := len(v.ids)
	for _, e := range events[:min(n, len(events))] {
		if !slices.Contains(v.ids, e.ID) {
			w.t.Fatalf("%s stands among what the page %s tells in one go: %v", e.ID, v.through, v.ids)
		}
	}
	if v.through == "online" {
		w.sends(events[:n])
	} else {
		w.reports(v.through, events[:n])
	}
	w.recorded(events[:n])
	w.begunByForm = w.begunByForm || events[0].Kind == "ReportReceived"
	w.pages[v.through]++
	return n
}

// recorded holds that pages recorded what the script says, whole.
func (w *walker) recorded(events []casefile.Event) {
	w.t.Helper()
	history := w.caseAs(w.last).History
	for _, e := range events {
		i := slices.IndexFunc(history, func(x casefile.Event) bool { return x.ID == w.ids[e.ID] })
		if w.ids[e.ID] == "" || i < 0 {
			w.t.Errorf("%s %s: no such entry was recorded", e.Kind, e.ID)
			continue
		}
		k, _ := casefile.KindOf(e.Kind)
		want, got := w.plain(k, w.mapped(k, e.Data)), w.plain(k, history[i].Data)
		for _, m := range []map[string]any{want, got} {
			delete(m, "ref")
			delete(m, "unit")
			delete(m, "person_there") // an id of the other case, as is the next
			delete(m, "mirror")
			delete(m, "compared") // ids too, and worked out when it is recorded
			if list, ok := m["codes"].([]any); ok {
				slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			}
		}
		if a, b := e.Occurred.Words(), history[i].Occurred.Words(); a != b {
			want["occurred"], got["occurred"] = a, b
		}
		if !reflect.DeepEqual(want, got) {
			w.t.Errorf("%s %s: recorded %v, and the script says %v", e.Kind, e.ID, got, want)
		}
	}
}

// plain is an entry's data as it is stored, however it was written.
func (w *walker) plain(k *casefile.Kind, raw json.RawMessage) map[string]any {
	w.t.Helper()
	data, err := k.Decode(raw)
	must(w.t, err)
	raw, err = json.Marshal(data)
	must(w.t, err)
	m := map[string]any{}
	must(w.t, json.Unmarshal(raw, &m))
	return m
}

// releases tells an entry on the page of the one arrest: by its tap, or by the form that
// the page leads to.
func (w *walker) releases(e casefile.Event, data any, tap string) {
	w.t.Helper()
	c := w.at(e.Actor)
	path := "/case/" + w.ref + "/release/" + w.caseAs(e.Actor).Arrests[0].ID
	p := c.get(path)
	if tap == "" {
		k, _ := casefile.KindOf(e.Kind)
		way := p.Find(`main a[href*="/record/` + e.Kind + `"]`).First()
		if way.Length() == 0 {
			w.t.Fatalf("%s %s: the release page leads %s to no form: %s", e.Kind, e.ID, e.Actor, p.text("main"))
		}
		w.typed(way.AttrOr("href", ""), k, e, data)
	} else {
		button := p.Find(`main button[value="` + tap + `"]`)
		if button.Length() != 1 {
			w.t.Fatalf("%s %s: the release page has %d buttons %s", e.Kind, e.ID, button.Length(), tap)
		}
		fields := filled(button.Closest("form"))
		fields.Set(fieldDo, tap)
		if told, ok := data.(*casefile.VictimContacted); ok {
			for _, topic := range told.Topics {
				if p.Find(`input[name="wanted"][value="`+string(topic)+`"]`).Length() == 0 {
					w.t.Errorf("%s: the release page offers no tick for %s", e.ID, topic)
				}
				fields.Add("wanted", string(topic))
			}
		}
		sent := c.post(path, fields)
		if sent.Find(`input[name="`+fieldSeen+`"]`).Length() > 0 { // steps are left, and it is asked once more
			sent = c.submit(sent, "main form", url.Values{fieldDo: {tap}})
		}
		if sent.status != http.StatusOK {
			w.t.Fatalf("%s %s: the release page answers %d: %s", e.Kind, e.ID, sent.status, sent.text("main"))
		}
		w.note(e, fields.Get("_id"))
	}
	w.recorded([]casefile.Event{e})
	w.pages["release"]++
}

// joins finds another officer's report of the same two people on the page that offers
// it, and says that they belong together.
func (w *walker) joins(e casefile.Event, d *casefile.MatchDecided) {
	w.t.Helper()
	pair := w.caseAs(e.Actor).Pairs[0]
	there := w.between("other", string(pair.Actor.Name.Value), string(pair.Victim.Name.Value))
	w.ids["theirs"] = there.id
	c := w.at(e.Actor)
	p := c.get("/case/" + w.ref)
	p = c.get(p.Find(`section[aria-labelledby="same-title"] a`).Last().AttrOr("href", "/nowhere"))
	fields := filled(p.Find(`form:has(button[value="join"])`))
	fields.Set(fieldHow, string(d.How.Value))
	fields.Set(fieldWhy, string(d.Basis))
	fields.Set(fieldDo, doJoin)
	if sent := c.post("/case/"+w.ref+"/same", fields); sent.status != http.StatusOK {
		w.t.Fatalf("%s: joined, it answers %d: %s", e.ID, sent.status, sent.text("main"))
	}
	w.note(e, fields.Get(fieldEntry))
	w.recorded([]casefile.Event{e})
	w.pages["same"]++
}

// valuesOf is an entry as the fields of its form.
func (w *walker) valuesOf(e casefile.Event) url.Values {
	w.t.Helper()
	k, _ := casefile.KindOf(e.Kind)
	data, err := k.Decode(e.Data)
	must(w.t, err)
	values, err := form.ValuesOf(k, data, form.Context{})
	must(w.t, err)
	form.SetTimes(values, form.Context{}, e.Occurred, e.Known)
	return url.Values(values)
}
