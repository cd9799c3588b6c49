package casefile_test

import (
	"encoding/json"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// teller makes up histories: entries of every kind, with every shape of field,
// naming people and things that are there, and now and then things that are not.
type teller struct {
	events []casefile.Event
	ids    map[string][]string // kind of thing -> what exists of it
	now    time.Time
	stray  bool // name things that do not exist, now and then
}

func newTeller() *teller {
	return &teller{ids: map[string][]string{"staff": {"u1", "u2", "u3"}}, now: start}
}

// makes says which kind of thing an entry of a kind creates.
var makes = map[string]string{"PersonAdded": "person", "PairRecorded": "pair", "IncidentRecorded": "incident", "CheckRequested": "check",
	"RiskAssessed": "assessment", "CaseHandedOver": "handover", "MaterialImported": "material", "EvidenceAdded": "material", "CaseClosed": "proposal",
	"SuspectArrested": "arrest", "BailSet": "bail", "OrderNoted": "order", "BreachReported": "breach", "SafetyMeasureSet": "step",
	"VictimMessageReceived": "message", "SpecialistAsked": "request", "EnquirySet": "enquiry", "CounterAllegationMade": "allegation", "MatchDecided": "link"}

// next makes up one entry; it is not yet part of the history.
func (w *teller) next(t *rapid.T, kinds []*casefile.Kind) casefile.Event {
	k := rapid.SampledFrom(kinds).Draw(t, "kind")
	return w.entry(t, k)
}

func (w *teller) entry(t *rapid.T, k *casefile.Kind) casefile.Event {
	w.now = w.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(t, "minutes")) * time.Minute)
	n := len(w.events) + 1
	raw, err := json.Marshal(w.group(t, k.Fields))
	if err != nil {
		t.Fatalf("encode made-up %s: %v", k.Name, err)
	}
	e := casefile.Event{ID: fmt.Sprintf("e%03d", n), Stream: "case/c1", Seq: int64(n), Kind: k.Name, Version: k.Version, Recorded: w.now, Clock: w.now,
		Actor: rapid.SampledFrom([]string{"u1", "u2", "u3"}).Draw(t, "actor"),
		Body:  casefile.Body{Role: rapid.SampledFrom(k.By).Draw(t, "role"), Data: raw}}
	if k.Occurs == casefile.OccursDuring && rapid.Bool().Draw(t, "says when") {
		from := start.AddDate(0, 0, -rapid.IntRange(1, 300).Draw(t, "days ago"))
		e.Occurred.From, e.Occurred.To, e.Occurred.Precision = from, from.Add(time.Duration(rapid.IntRange(0, 72).Draw(t, "hours"))*time.Hour), "range"
	}
	return e
}

// add makes an entry part of the history.
func (w *teller) add(e casefile.Event) {
	w.events = append(w.events, e)
	if e.Corrects != "" {
		return
	}
	if thing := makes[e.Kind]; thing != "" {
		w.ids[thing] = append(w.ids[thing], e.ID)
	}
	if e.Kind == "RiskAssessed" {
		w.ids["proposal"] = append(w.ids["proposal"], e.ID)
	}
}

// correction makes up a correction or a withdrawal of an entry already told.
func (w *teller) correction(t *rapid.T) casefile.Event {
	original := rapid.SampledFrom(w.events).Draw(t, "corrects")
	k, _ := casefile.KindOf(original.Kind)
	e := w.entry(t, k)
	e.Corrects, e.Reason = original.ID, "misheard"
	e.Withdraw = rapid.IntRange(0, 4).Draw(t, "withdraws") == 0
	return e
}

func (w *teller) group(t *rapid.T, fields []casefile.Field) map[string]any {
	out := map[string]any{}
	for _, f := range fields {
		if f.Shape != casefile.ShapeRef && rapid.IntRange(0, 2).Draw(t, "leaves out "+f.Path) == 0 {
			continue
		}
		if v := w.value(t, f); v != nil {
			out[f.Name] = v
		}
	}
	return out
}

func (w *teller) value(t *rapid.T, f casefile.Field) any {
	if f.Answered {
		switch s := fact.Status(rapid.IntRange(1, 6).Draw(t, f.Path+" status")); s {
		case fact.AskedNotKnown, fact.Declined, fact.NotApplicable:
			return map[string]any{"s": s.String()}
		case fact.Disputed:
			return map[string]any{"v": w.single(t, f), "s": s.String()}
		}
		return map[string]any{"v": w.single(t, f)}
	}
	if !f.Many {
		return w.single(t, f)
	}
	list := []any{}
	for range rapid.IntRange(0, 3).Draw(t, f.Path+" how many") {
		if v := w.single(t, f); v != nil {
			list = append(list, v)
		}
	}
	return list
}

func (w *teller) single(t *rapid.T, f casefile.Field) any {
	switch f.Shape {
	case casefile.ShapeGroup:
		return w.group(t, f.Fields)
	case casefile.ShapeCode:
		return rapid.SampledFrom(f.Codes).Draw(t, f.Path)
	case casefile.ShapeBool:
		return rapid.Bool().Draw(t, f.Path)
	case casefile.ShapeInt:
		return rapid.IntRange(0, 90).Draw(t, f.Path)
	case casefile.ShapeDate:
		return rapid.SampledFrom([]string{"1961-04-12", "2004-02-29", "2011-01-01", "2026-12-01"}).Draw(t, f.Path)
	case casefile.ShapeTime:
		return "2026-10-05"
	case casefile.ShapeRef:
		there := w.ids[f.Refers]
		if len(there) == 0 || w.stray && rapid.IntRange(0, 9).Draw(t, f.Path+" strays") == 0 {
			return "nothing"
		}
		return rapid.SampledFrom(there).Draw(t, f.Path)
	}
	if f.Name == "reply" {
		return rapid.SampledFrom(casefile.RiskReplies()).Draw(t, f.Path)
	}
	return rapid.SampledFrom([]string{"Ada Example", "07700 900123", "he was outside again"}).Draw(t, f.Path)
}

// anyHistory is a report, two people, a pair and up to n entries and corrections
// of every kind, admitted or not: folding takes what comes.
func anyHistory(t *rapid.T, n int, corrections bool) []casefile.Event {
	w := newTeller()
	w.stray = true
	for _, name := range []string{"ReportReceived", "PersonAdded", "PersonAdded", "PairRecorded"} {
		k, _ := casefile.KindOf(name)
		w.add(w.entry(t, k))
	}
	for range rapid.IntRange(0, n).Draw(t, "entries") {
		if corrections && rapid.IntRange(0, 3).Draw(t, "is a correction") == 0 {
			w.add(w.correction(t))
			continue
		}
		w.add(w.next(t, casefile.Kinds()))
	}
	return w.events
}
