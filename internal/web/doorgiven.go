package web

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// given is one answer on record: by whom and when it was given.
type given struct{ Path, Label, Value, By string }

// given are the answers on record to what a part asks, each as it was last given.
func (r *report) given(p reportPart) []given {
	if r.door == nil {
		return nil
	}
	return r.door.given(p, r.context(p, p.Prefix))
}

func (r *report) isGiven(p reportPart, path string) bool {
	return slices.ContainsFunc(r.given(p), func(g given) bool { return g.Path == path })
}

func (d *doorstep) given(p reportPart, c form.Context) []given {
	if p.Many || p.Kind == "" || p.Kind == "EvidenceAdded" {
		return nil // each incident, and each camera, is one of its own
	}
	var out []given
	for _, e := range d.stands {
		if e.Kind != p.Kind && !(p.Kind == "PersonAdded" && e.Kind == "PersonDetailed") {
			continue
		}
		data, err := d.DataOf(e)
		if err != nil || !d.concerns(p, e, data) || p.Kind == "ReferralConsentRecorded" && !p.offers(data) {
			continue
		}
		k, _ := casefile.KindOf(e.Kind)
		rows, err := form.Describe(k, data, c)
		if err != nil {
			continue
		}
		if p.Kind == "ReferralConsentRecorded" && p.Service == "" && len(rows) > 0 { // each service is an offer of its own
			said := make([]string, 0, len(rows))
			for _, row := range rows[1:] {
				said = append(said, row.Value)
			}
			out = append(out, given{"", rows[0].Value, strings.Join(said, ". "), d.staffName(e.Actor) + ", " + when(e.Recorded)})
			continue
		}
		for _, row := range rows {
			if row.Path == "where" {
				row.Value = "recorded (shown above, under Where to go)"
			} else if contactField(k, row.Path) {
				row.Value = "recorded (shown under People)"
			}
			g := given{row.Path, d.srv.ofService(p, row.Label), row.Value, d.staffName(e.Actor) + ", " + when(e.Recorded)}
			switch i := slices.IndexFunc(out, func(x given) bool { return x.Path == g.Path }); {
			case i < 0:
				out = append(out, g)
			case out[i].Value != g.Value: // said again in the same words, it stays whose it was
				out[i] = g
			}
		}
	}
	if p.Own == measures {
		out = append(out, d.givenSteps()...)
	}
	return out
}

// contactField reports whether a field is masked until somebody asks (DESIGN 1.9).
func contactField(k *casefile.Kind, path string) (is bool) {
	casefile.Walk(k.Fields, func(f casefile.Field) {
		is = is || f.Path == path && f.Class == casefile.ClassContact
	})
	return is
}

// concerns reports whether an entry is about whom a part asks about: the victim, the
// other person, or what is between them.
func (d *doorstep) concerns(p reportPart, e casefile.Event, data any) bool {
	var about struct {
		Person casefile.PersonID `json:"person"`
		Pair   casefile.PairID   `json:"pair"`
	}
	raw, err := json.Marshal(data)
	if err != nil || json.Unmarshal(raw, &about) != nil {
		return false
	}
	who := d.victim
	if p.Prefix == "x." {
		who = d.other
	}
	switch e.Kind {
	case "PersonAdded":
		return who != "" && e.Root() == string(who)
	case "PersonDetailed":
		return who != "" && about.Person == who
	case "PairRecorded":
		return d.pair != nil && e.Root() == d.pair.ID
	}
	if about.Pair != "" {
		return d.pair != nil && about.Pair == casefile.PairID(d.pair.ID)
	}
	return about.Person == "" || about.Person == d.victim
}

// taken is a step for the victim that somebody does already; nil for none.
func (d *doorstep) taken(code string) *casefile.Measure {
	for i := range d.Measures {
		if m := &d.Measures[i]; m.Person == d.victim && !m.Settled && string(m.Measure.Value) == code {
			return m
		}
	}
	return nil
}

func (d *doorstep) givenSteps() []given {
	var out []given
	for _, code := range casefile.SafetyMeasure("").Codes() {
		if m := d.taken(code); m != nil {
			out = append(out, given{"steps." + code, d.srv.words.Code("SafetyMeasure", code), "taken on", d.staffName(m.By) + ", " + when(m.Recorded)})
		}
	}
	return out
}

// settled reports whether a part is not asked at the door: how the report came was
// said when it was taken, and a pair on record is told apart on the case.
func (d *doorstep) settled(p reportPart) bool {
	return p.Prefix == "r." || p.Prefix == "o." || p.Prefix == "p." && d.pair != nil
}

// accounts are what the victim was recorded to have said.
func (d *doorstep) accounts() []keptWords {
	var out []keptWords
	for _, a := range d.Accounts {
		if words := strings.TrimSpace(string(a.Data.Words)); words != "" && (a.Person == "" || a.Person == d.victim) {
			out = append(out, keptWords{words, when(a.Recorded), d.staffName(a.By)})
		}
	}
	return out
}

// behaviours are those an incident on record names.
func (d *doorstep) behaviours() map[string]bool {
	out := map[string]bool{}
	if d.pair == nil {
		return out
	}
	for _, i := range d.pair.Incidents.Items {
		for _, b := range i.Behaviours {
			out[string(b)] = true
		}
	}
	return out
}

// acts is how many incidents are on record.
func (d *doorstep) acts() int {
	if d.pair == nil {
		return 0
	}
	return len(d.pair.Incidents.Items)
}

// doAdd is the button that adds to an incident on record: its id follows.
const doAdd = "add-"

// incidents lists what is on record, each with the way to add to it; nil for none.
func (d *doorstep) incidents() ui.Component {
	if d.acts() == 0 {
		return nil
	}
	type one struct {
		What, By, Add string
		Declined      []string
	}
	var out []one
	for _, i := range d.pair.Incidents.Items {
		out = append(out, one{d.srv.incidentLabel(i), d.staffName(i.By) + ", " + when(i.Recorded), doAdd + i.ID, d.declined(&i)})
	}
	return doorPart("incidents", out)
}

// declined are the questions about an incident that were asked and that somebody would
// rather not answer: they are not asked again unprompted.
func (d *doorstep) declined(i *casefile.Incident) []string {
	k, _ := casefile.KindOf("IncidentRecorded")
	rows, err := form.Describe(k, &i.Data, form.Context{Words: d.srv.words})
	if err != nil {
		return nil
	}
	var out []string
	for _, row := range rows {
		if row.Value == d.srv.words.Code("Status", "declined") {
			out = append(out, row.Label)
		}
	}
	if i.Data.Repeats.Words == oftenDeclined {
		out = append(out, askOften)
	}
	return out
}

// shownGiven sets out what is answered. Where somebody would rather not say, it is said
// how to come back to it, if at all.
func (r *report) shownGiven(list []given) ui.Component {
	if len(list) == 0 {
		return nil
	}
	rather := r.srv.words.Code("Status", "declined")
	return doorPart("given", struct {
		Given    []given
		Declined bool
	}{list, slices.ContainsFunc(list, func(g given) bool { return g.Value == rather })})
}

// safeFor is how long an answer to "safe now?" is not asked again openly.
const safeFor = 4 * time.Hour

// asksAgain reports whether what is answered is asked first and openly all the same: a
// victim who was not safe, or of whom nobody has asked for hours, is asked before all else
// (APP 4.1).
func (d *doorstep) asksAgain(p reportPart, path string) bool {
	if d == nil || p.Kind != "ImmediateSafetyRecorded" || path != "safe_now" {
		return false
	}
	if d.notSafe() != "" {
		return true
	}
	last := d.lastSaid(func(x casefile.ImmediateSafetyRecorded) bool { return x.SafeNow.Status != fact.NotAsked })
	return last != nil && d.At.Sub(last.At) > safeFor
}

// fieldsOf are the fields of a part: at the door what is answered comes first in
// words, what is not is asked, and the answered can be asked again below.
func (r *report) fieldsOf(p reportPart, c form.Context, list []given) ui.Stack {
	if len(list) == 0 {
		return form.Build(p.kind(), r.fields, c)
	}
	c.Already = map[string]string{}
	again := p
	again.Only, again.Own = nil, ""
	var left []string
	for _, path := range p.Only {
		if i := slices.IndexFunc(list, func(g given) bool { return g.Path == path }); i >= 0 {
			c.Already[path] = list[i].Value
			if r.door.asksAgain(p, path) {
				c.Already[path] += ", " + list[i].By
				left = append([]string{path}, left...)
				continue
			}
			again.Only = append(again.Only, path)
			continue
		}
		left = append(left, path)
	}
	if p.Fold != "" {
		return form.Build(p.kind(), r.fields, c)
	}
	list = slices.DeleteFunc(slices.Clone(list), func(g given) bool { return r.door.asksAgain(p, g.Path) })
	out := ui.Stack{r.shownGiven(list)}
	if len(left) > 0 && r.door.asksAgain(p, left[0]) {
		c.Only = left[:1]
		out, left = append(ui.Stack(form.Build(p.kind(), r.fields, c)), out...), left[1:]
	}
	if len(left) > 0 {
		c.Only = left
		out = append(out, form.Build(p.kind(), r.fields, c)...)
	}
	if len(again.Only) > 0 {
		c.Only = again.Only
		out = append(out, ui.Details{SummaryText: "Ask again: " + askAgainWords(list), Body: ui.Stack(form.Build(p.kind(), r.fields, c)), Open: len(c.Problems) > 0 || r.holds(again)})
	}
	return out
}

// askAgainWords tells one fold on a page from another.
func askAgainWords(list []given) string {
	words := lower(strings.TrimSuffix(list[0].Label, "?"))
	if len(list) > 1 {
		words += " and more"
	}
	return words
}
