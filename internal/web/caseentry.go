package web

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

// entryFields are the answers an entry holds, worded, in the order of its form.
// What the visitor may not see is said to be withheld where the entry has it.
func (c *caseView) entryFields(e casefile.Event) ([]ui.SummaryRow, error) {
	k, ok := casefile.KindOf(e.Kind)
	if !ok {
		return nil, fmt.Errorf("entry %s of %s: kind %q is not known to this release", e.ID, c.Ref, e.Kind)
	}
	data, err := c.DataOf(e)
	if err != nil {
		return nil, fmt.Errorf("entry %s of %s: %w", e.ID, c.Ref, err)
	}
	whole, err := k.Decode(e.Data)
	if err != nil {
		return nil, fmt.Errorf("entry %s of %s: %w", e.ID, c.Ref, err)
	}
	f := fieldReader{c, e}
	rows := f.rows(k.Fields, reflect.ValueOf(data), reflect.ValueOf(whole).Elem())
	if x := adviceOf(c.CasePage, e.Root()); e.Kind == "SpecialistAnswered" && x != nil && x.Noted.By == e.Actor {
		rows = append(rows, fieldRow("Whose words these are", ui.Text(capital(c.srv.whoseWords(x.Noted)))))
	}
	return rows, nil
}

// changed is one answer of an entry before and after a correction.
type changed struct {
	Label         string
	Before, After ui.Component
}

// changes sets a correction beside what it corrects: the answers that differ.
func (c *caseView) changes(e casefile.Event) (ui.Component, error) {
	original, _, _, ok := c.find(e.Corrects)
	if !ok || e.Withdraw || original.Kind != e.Kind {
		return nil, nil
	}
	k, ok := casefile.KindOf(e.Kind)
	if !ok {
		return nil, fmt.Errorf("entry %s of %s: kind %q is not known to this release", e.ID, c.Ref, e.Kind)
	}
	var whole, seen [2]reflect.Value
	for n, x := range []casefile.Event{original, e} {
		all, err := k.Decode(x.Data)
		if err != nil {
			return nil, fmt.Errorf("entry %s of %s: %w", x.ID, c.Ref, err)
		}
		data, err := c.DataOf(x)
		if err != nil {
			return nil, fmt.Errorf("entry %s of %s: %w", x.ID, c.Ref, err)
		}
		whole[n], seen[n] = reflect.ValueOf(all).Elem(), reflect.ValueOf(data)
	}
	var out []changed
	if original.Occurred != e.Occurred {
		out = append(out, changed{c.srv.words.Field(e.Kind, "occurred").Label, ui.Text(orNot(original.Occurred.Words(), "Not said")), ui.Text(orNot(e.Occurred.Words(), "Not said"))})
	}
	before, after := fieldReader{c, original}, fieldReader{c, e}
	for _, f := range k.Fields {
		if notShown(f.Path) || reflect.DeepEqual(whole[0].Field(f.Index).Interface(), whole[1].Field(f.Index).Interface()) {
			continue
		}
		only := []casefile.Field{f}
		out = append(out, changed{c.srv.words.Field(e.Kind, f.Path).Label, before.answers(only, seen[0], whole[0]), after.answers(only, seen[1], whole[1])})
	}
	if len(out) == 0 {
		return nil, nil
	}
	return draw("changes", out), nil
}

// answers are fields without their labels where there is one, or "Not said".
func (r fieldReader) answers(fields []casefile.Field, seen, whole reflect.Value) ui.Component {
	rows := r.rows(fields, seen, whole)
	switch {
	case len(rows) == 0:
		return ui.Text("Not said")
	case len(rows) == 1 && fields[0].Shape != casefile.ShapeGroup:
		return rows[0].Value.Body
	}
	return ui.SummaryList{Rows: rows}
}

// fieldReader words the fields of one entry.
type fieldReader struct {
	c *caseView
	e casefile.Event
}

// rows words fields; whole tells only whether a withheld field holds something.
func (r fieldReader) rows(fields []casefile.Field, seen, whole reflect.Value) []ui.SummaryRow {
	var out []ui.SummaryRow
	for _, f := range fields {
		if notShown(f.Path) {
			continue
		}
		v, all := seen.Field(f.Index), whole.Field(f.Index)
		label := r.c.srv.words.Field(r.e.Kind, f.Path).Label
		switch {
		case f.Shape == casefile.ShapeGroup && !f.Many && !f.Answered:
			out = append(out, r.rows(f.Fields, v, all)...)
		case all.IsZero():
		case f.Class != "" && !r.c.Can(f.Class):
			out = append(out, fieldRow(label, r.c.withheld(label)))
		case f.Many:
			out = append(out, fieldRow(label, r.many(f, v)))
		default:
			out = append(out, fieldRow(label, r.one(f, v, 0)))
		}
	}
	return out
}

func (r fieldReader) many(f casefile.Field, v reflect.Value) ui.Component {
	var out ui.Stack
	for n := range v.Len() {
		item := r.one(f, v.Index(n), n)
		if f.Shape == casefile.ShapeGroup {
			item = ui.SummaryList{Rows: r.rows(f.Fields, v.Index(n), v.Index(n))}
		}
		out = append(out, draw("line", item))
	}
	return out
}

// one is a single answer: its value, or why there is none.
func (r fieldReader) one(f casefile.Field, v reflect.Value, n int) ui.Component {
	if a, ok := v.Interface().(interface {
		AnswerStatus() fact.Status
		AnswerValue() any
	}); ok {
		value := a.AnswerValue()
		if value == nil {
			return ui.Text(statusWords[a.AnswerStatus()])
		}
		words := r.value(f, reflect.ValueOf(value))
		if a.AnswerStatus() == fact.Disputed {
			words += " (disputed)"
		}
		return r.maskedIf(f, words, n)
	}
	return r.maskedIf(f, r.value(f, v), n)
}

// maskedIf masks what says how or where somebody can be found.
func (r fieldReader) maskedIf(f casefile.Field, words string, n int) ui.Component {
	if f.Class != casefile.ClassContact {
		return draw("verbatim", words)
	}
	label := lower(r.c.srv.words.Field(r.e.Kind, f.Path).Label)
	return r.c.masked("entry/"+r.e.ID+"/"+f.Path+"/"+strconv.Itoa(n), label, words)
}

func (r fieldReader) value(f casefile.Field, v reflect.Value) string {
	switch x := v.Interface().(type) {
	case calendar.Interval:
		return x.Words()
	case calendar.Date:
		return x.Short()
	case time.Time:
		return when(x)
	case bool:
		return yesNo(x)
	}
	switch f.Shape {
	case casefile.ShapeCode:
		return r.c.srv.words.Code(f.Family, v.String())
	case casefile.ShapeRef:
		return r.reference(f.Refers, v.String())
	case casefile.ShapeInt:
		return strconv.FormatInt(v.Int(), 10)
	}
	if f.Name == "clause" {
		if k := r.c.srv.svc.Edition().Clause(v.String()); k != nil {
			return k.Say
		}
	}
	if f.Name == "trigger" && v.String() != "" { // a line that holds an entry's id
		return r.reference("entry", v.String())
	}
	return v.String()
}

// reference names what an answer points at.
func (r fieldReader) reference(what, id string) string {
	switch what {
	case "person":
		return r.c.nameOf(casefile.PersonID(id))
	case "staff":
		return r.c.staffName(id)
	case "pair":
		if p := r.c.Pair(casefile.PairID(id)); p != nil {
			if r.e.Kind == "CounterAllegationMade" {
				return r.c.counterName(p)
			}
			return r.c.pairName(p)
		}
	case "breach":
		if breach, ok := r.c.srv.breachNamed(r.c.CasePage, id); ok {
			return breach
		}
	case "check":
		if k := r.c.CheckByID(casefile.CheckID(id)); k != nil {
			return code(r.c.srv, "System", k.System)
		}
	}
	if e, by, at, ok := r.c.find(id); ok {
		return r.c.entryTitle(e) + ", " + at + ", by " + by
	}
	return "an entry that is not on the case"
}
