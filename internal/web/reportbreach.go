package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// An act that breaks an order or bail is said to break it with the act itself: which of
// those that bind the other person now, or which other, becomes a breach of its own
// that points at the act, so that nothing is typed twice (APP 4.3.1, 9.7). That it
// breaks one, and nobody has said which, stays just that: the duty to say asks on.

// pathBreach is whether an act breaks an order or bail. fieldBreaks is what it breaks:
// "order:" or "bail:" and an id, a code of what it may be, or asked and not known;
// fieldTerm is which term. They stand behind an incident's prefix.
const (
	pathBreach  = "breaches_order_or_bail"
	fieldBreaks = "breaks"
	fieldTerm   = "breaks_term"

	breaksOrder = "order:"
	breaksBail  = "bail:"
)

// breakable is an order, bail or licence that binds the other person now.
type breakable struct {
	Value, Line string
	Terms       []string
	Note        string
	Of          fact.Answer[casefile.BreachOf]
}

// breakables are those the case knows of: none for a new report, which is of nobody
// yet, or while nobody knows who the other person is.
func (r *report) breakables() []breakable {
	if r.door == nil || r.door.other == "" {
		return nil
	}
	var out []breakable
	today := calendar.DateOf(r.v.now)
	for _, o := range r.door.LiveOrders(r.door.other, today) {
		b := r.door.orderBinding(&o)
		out = append(out, breakable{breaksOrder + o.ID, b.Line, b.Terms, b.Note, orderBroken(o)})
	}
	for _, x := range r.door.LiveBail(r.door.other, today) {
		b := r.door.bailBinding(&x)
		out = append(out, breakable{breaksBail + x.ID, b.Line, b.Terms, b.Note, bailBroken(x)})
	}
	return out
}

// orderBroken and bailBroken are what a breach of them is of; unanswered where
// their own kind is not said.
func orderBroken(o casefile.ProtectiveOrder) fact.Answer[casefile.BreachOf] {
	of := casefile.BreachOf(o.Kind.Value)
	switch {
	case !o.Kind.Given():
		return fact.Answer[casefile.BreachOf]{}
	case slices.Contains(of.Codes(), string(of)):
		return fact.Of(of)
	}
	return fact.Of(casefile.BreachOf("other"))
}

func bailBroken(b casefile.Bail) fact.Answer[casefile.BreachOf] {
	switch b.Kind.Value {
	case "police_before_charge", "police_after_charge":
		return fact.Of(casefile.BreachOf("police_bail"))
	case "court":
		return fact.Of(casefile.BreachOf("court_bail"))
	case "prison_licence":
		return fact.Of(casefile.BreachOf("prison_licence"))
	}
	return fact.Answer[casefile.BreachOf]{}
}

// settleBreaks makes one answer of what a page sent of a breach: who says what is
// broken says that something is.
func settleBreaks(sent map[string][]string) {
	first := func(name string) string {
		if v := sent[name]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	for n := range mostIncidents {
		prefix := "i" + strconv.Itoa(n+1) + "."
		is, which := prefix+pathBreach, prefix+fieldBreaks
		switch v := first(is); {
		case strings.HasPrefix(v, breaksOrder), strings.HasPrefix(v, breaksBail):
			sent[which], sent[is] = []string{v}, []string{"true"}
		case v == "" && first(which) != "":
			sent[is] = []string{"true"}
		}
	}
}

// breach is what was said of a breach with an incident; nil where nobody said what is
// broken, or that they asked and nobody knows.
func (r *report) breach(prefix string) *casefile.BreachReported {
	which, term := r.fields.Get(prefix+fieldBreaks), strings.Join(strings.Fields(r.fields.Get(prefix+fieldTerm)), " ")
	if r.fields.Get(prefix+pathBreach) != "true" || which == "" && term == "" {
		return nil
	}
	out := &casefile.BreachReported{Condition: casefile.Line(term)}
	switch kind, id, _ := strings.Cut(which, ":"); {
	case kind+":" == breaksOrder:
		out.Order = casefile.OrderID(id)
	case kind+":" == breaksBail:
		out.Bail = casefile.BailID(id)
	case which == statusPrefix+"asked_not_known":
		out.Of = fact.Answer[casefile.BreachOf]{Status: fact.AskedNotKnown}
	case which != "":
		out.Of = fact.Of(casefile.BreachOf(which))
	}
	for _, b := range r.breakables() {
		if b.Value == which {
			out.Of = b.Of
		}
	}
	return out
}

// statusPrefix stands before a status among the values of a choice, as in forms.
const statusPrefix = "s:"

// addActs adds the incidents of the report and the breaches they are.
func (g *gathered) addActs(acts []incidentEntry, between casefile.PairID) {
	for _, x := range acts {
		x.data.Pair = between
		e := g.add("incident "+x.prefix, "IncidentRecorded", x.data)
		e.Occurred, e.Known = x.entry.Occurred, x.entry.Known
		id, occurred, known := e.ID, e.Occurred, e.Known
		if b := g.breach(x.prefix); b != nil {
			b.Pair, b.Incident = between, casefile.IncidentID(id)
			e = g.add("breach "+x.prefix, "BreachReported", *b)
			e.Occurred, e.Known = occurred, known
		}
	}
}

// putBreach puts that question in place of the kind's own. Where something binds the
// other person it stands with what was done, and not folded away.
func (r *report) putBreach(c *form.Context) {
	problem := ""
	for _, p := range c.Problems {
		if p.Field == pathBreach {
			problem = p.What
		}
	}
	c.Instead = map[string]ui.Component{pathBreach: r.asksBreach(c.Prefix, problem)}
	if len(r.breakables()) > 0 {
		c.First, c.Folds = append(slices.Clone(c.First), pathBreach), incidentFoldsBound
	}
}

// asksBreach asks whether an act breaks an order or bail, and which: those that bind
// the other person stand there to be tapped.
func (r *report) asksBreach(prefix, problem string) ui.Component {
	c := form.Context{Prefix: prefix}
	w := r.srv.words.Field("IncidentRecorded", pathBreach)
	live := r.breakables()
	out := ui.Radios{IDPrefix: c.ID(pathBreach), Name: c.Name(pathBreach), Value: r.fields.Get(c.Name(pathBreach)), Classes: "govuk-radios--small",
		Fieldset: legendS(w.Label), Hint: ui.Hint{Text: w.Hint + " Why: " + w.Why}, ErrorMessage: ui.ErrorMessage{Text: problem}}
	which := r.fields.Get(c.Name(fieldBreaks))
	for _, b := range live {
		if out.Value == "true" && which == b.Value {
			out.Value = b.Value
		}
		var said []string
		for _, line := range append(slices.Clone(b.Terms), b.Note) {
			said = append(said, fullStop(line))
		}
		out.Items = append(out.Items, ui.Choice{Value: b.Value, Text: "Yes: " + lower(b.Line), Hint: ui.Hint{Text: joinAnd(said, " ")}})
	}
	yes := ui.Choice{Value: "true", Text: "Yes"}
	if len(live) > 0 {
		yes.Text = "Yes: another, or nobody has said which"
	}
	out.Items = append(out.Items, yes, ui.Choice{Value: "false", Text: "No"})
	for _, st := range []string{"asked_not_known", "declined"} {
		out.Items = append(out.Items, ui.Choice{Value: statusPrefix + st, Text: r.srv.words.Code("Status", st)})
	}
	out.Items = append(out.Items, ui.Choice{Text: r.srv.words.Code("Status", "not_asked")})
	more := ui.Stack{r.asksWhich(c, which, len(live) > 0), r.asksTerm(c, live)}
	if len(live) == 0 {
		return append(ui.Stack{out}, more...)
	}
	other := which != "" && which != out.Value
	return ui.Stack{out, ui.Details{SummaryText: "Another order or bail, or the exact term", Body: more, Open: other || r.fields.Get(c.Name(fieldTerm)) != ""}}
}

// fullStop ends a line as a sentence.
func fullStop(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// asksWhich asks what is broken that the case does not know of.
func (r *report) asksWhich(c form.Context, chosen string, beside bool) ui.Component {
	hint := "If it breaches one."
	if beside {
		hint = "If it breaches another than those above."
	}
	out := ui.Select{ID: c.ID(fieldBreaks), Name: c.Name(fieldBreaks), Value: chosen, Label: ui.Label{Text: r.srv.words.Field("BreachReported", "of").Label, Classes: "govuk-label--s"}, Hint: ui.Hint{Text: hint},
		Items: []ui.Option{{Text: r.srv.words.Code("Status", "not_asked")}}}
	for _, of := range casefile.BreachOf("").Codes() {
		out.Items = append(out.Items, ui.Option{Value: of, Text: r.srv.words.Code("BreachOf", of)})
	}
	out.Items = append(out.Items, ui.Option{Value: statusPrefix + "asked_not_known", Text: r.srv.words.Code("Status", "asked_not_known")})
	return out
}

// asksTerm asks for the exact term; what is on record is put forward as it is typed.
func (r *report) asksTerm(c form.Context, live []breakable) ui.Component {
	id := c.ID(fieldTerm)
	in := ui.Input{ID: id, Name: c.Name(fieldTerm), Value: r.fields.Get(c.Name(fieldTerm)), Autocomplete: "off",
		Label: ui.Label{Text: r.srv.words.Field("BreachReported", "condition").Label, Classes: "govuk-label--s"}, Hint: ui.Hint{Text: "Leave it empty if nobody has said."}}
	var terms []string
	for _, b := range live {
		terms = append(terms, b.Terms...)
	}
	if len(terms) == 0 {
		return in
	}
	in.Attributes = ui.Attributes{"list": id + "-list"}
	return ui.Stack{in, form.Suggestions(id+"-list", terms)}
}

// breachRows put what was said of a breach in words, for checking.
func (r *report) breachRows(prefix string) []ui.SummaryRow {
	b := r.breach(prefix)
	if b == nil {
		return nil
	}
	what := ""
	switch {
	case b.Of.Given():
		what = code(r.srv, "BreachOf", b.Of.Value)
	case b.Of.Status == fact.AskedNotKnown:
		what = r.srv.words.Code("Status", "asked_not_known")
	}
	for _, x := range r.breakables() {
		if x.Value == r.fields.Get(prefix+fieldBreaks) {
			what = x.Line
		}
	}
	row := func(path, value string) ui.SummaryRow {
		return ui.SummaryRow{Key: ui.Part{Text: r.srv.words.Field("BreachReported", path).Label}, Value: ui.Part{Text: value}}
	}
	out := []ui.SummaryRow{row("of", cmp.Or(what, r.srv.words.Code("Status", "not_asked")))}
	if b.Condition != "" {
		out = append(out, row("condition", string(b.Condition)))
	}
	return out
}
