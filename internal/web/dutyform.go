package web

import (
	"regexp"
	"slices"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// A duty is about one person, pair, order or entry of a case. The form its button
// leads to is about the same: what is recorded is completed, what is new begins with
// what the duty is about, and where no field of it says so the page does.

// completed are kinds whose own entry a duty about it is met by, instead of a second
// one beside it: what was left out of it is put in.
var completed = []string{"OffenceRecorded", "SafetyMeasureSet", "DelayReasonsRecorded"}

// completedFor are duties besides that an entry of their own kind is completed for;
// other duties of these kinds ask for a further one.
var completedFor = []string{"threat_to_life.victim_told", "threat_to_life.licence_found"}

// do is the form by which a duty is met, with what it already knows filled in;
// empty where the visitor records none of the kinds that meet it.
func (c *caseView) do(k *guidance.Clause, f guidance.Finding) (text, href string) {
	for _, kind := range settlingKinds(k) {
		if kind == "CheckCompleted" && c.form("CheckRequested") != "" && !slices.ContainsFunc(c.Checks, func(x casefile.Check) bool { return x.State == casefile.StateAsked }) {
			return c.srv.words.Kind("CheckRequested").Title, c.path("/checks") // nothing was asked that could be answered
		}
		query, ok := c.dutyQuery(k, f, kind)
		if !ok {
			continue
		}
		href := c.form(kind, query...)
		switch {
		case href == "":
		case query[0] != "corrects":
			return c.srv.words.Kind(kind).Title, href
		case len(query) > 3: // it opens where the answer is missing
			return completeText, href + "#" + form.Context{}.ID(query[3])
		default:
			return completeText, href
		}
	}
	return "", ""
}

const completeText = "Complete what is recorded"

// dutyQuery is what the form of a kind begins with for a duty; false where the kind
// cannot be recorded of what the duty is about.
func (c *caseView) dutyQuery(k *guidance.Clause, f guidance.Finding, kind string) ([]string, bool) {
	if e, _, _, ok := c.find(f.Occurrence); ok && e.Kind == kind && (slices.Contains(completed, kind) || slices.Contains(completedFor, k.Key)) {
		return []string{"corrects", e.Root()}, true
	}
	pair := c.Pair(casefile.PairID(f.Pair))
	if k.Decision != nil && k.Decision.Event == kind && kind == "IncidentRecorded" && pair != nil {
		if id := kindless(pair); id != "" {
			return []string{"corrects", id, "ask", "harassment_kinds"}, true
		}
	}
	q := dutySubject{c: c, kind: kind, set: map[string]string{}}
	if q.holds("pair") == "pair" {
		q.set["pair"] = f.Pair
	}
	q.ofPair(pair)
	if f.Occurrence == "" {
		q.owed(f)
	} else if !q.ofOccurrence(f.Occurrence) {
		return nil, false
	}
	if kind == "SuspectIdentified" && !slices.ContainsFunc(c.Pairs, func(p casefile.Pair) bool { return p.ActorKind != casefile.ActorPerson }) {
		return nil, false // nobody's conduct is still an unknown person's
	}
	if kind == "DutyMarked" {
		q.set["clause"], q.set["scope"], q.set["occurrence"] = f.Clause, f.Pair, f.Occurrence
	}
	q.about(f)
	if topic := toldTopic.FindStringSubmatch(k.Expects); topic != nil && kind == "VictimContacted" {
		q.set["tell"] = topic[1]
	}
	out := []string{"pair", q.set["pair"]}
	for name, value := range q.set {
		if name != "pair" {
			out = append(out, name, value)
		}
	}
	return out, true
}

// toldTopic is what somebody has to be told for a duty to be met, as its condition
// names it.
var toldTopic = regexp.MustCompile(`topic\.(\w+) in `)

// kindless is the newest act of a pair of which no kind of harassment is recorded;
// empty where each has one, or there is none.
func kindless(p *casefile.Pair) string {
	var out *casefile.Incident
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i]
		if len(x.Kinds) == 0 && (out == nil || !began(x).Before(began(out))) {
			out = x
		}
	}
	if out == nil {
		return ""
	}
	return out.ID
}

// began is when an act was at its earliest, or police knew of it where nobody said.
func began(x *casefile.Incident) time.Time {
	if x.Occurred.IsZero() {
		return x.At
	}
	return x.Occurred.From
}

// dutySubject gathers what a form of a kind begins with.
type dutySubject struct {
	c    *caseView
	kind string
	set  map[string]string
}

// holds are the fields of the kind that point at a kind of thing.
func (q dutySubject) holds(refers string) string {
	k, ok := casefile.KindOf(q.kind)
	if !ok {
		return ""
	}
	for _, x := range k.Fields {
		if x.Shape == casefile.ShapeRef && x.Refers == refers {
			return x.Path
		}
	}
	return ""
}

// ofPair names the one of a pair that the kind is recorded of: the suspect of what
// binds or holds them, else the victim. A kind that names the pair needs neither.
func (q dutySubject) ofPair(p *casefile.Pair) {
	switch {
	case p == nil || q.holds("pair") == "pair" || q.holds("person") != "person":
	case slices.Contains([]string{"SuspectArrested", "BailSet", "OrderNoted"}, q.kind):
		q.set["person"] = string(p.ActorID)
	default:
		q.set["person"] = string(p.VictimID)
	}
}

// owed names the first victim to whom a duty of the whole case is still owed.
func (q dutySubject) owed(f guidance.Finding) {
	if to := q.c.owedTo(f); len(to) > 0 {
		q.set["person"] = string(to[0])
	}
}

// ofOccurrence puts what a duty is about into the field that points at such a thing;
// false where the kind cannot be recorded of it.
func (q dutySubject) ofOccurrence(id string) bool {
	c := q.c
	if p := c.Person(casefile.PersonID(id)); p != nil {
		return q.ofPerson(p)
	}
	for refers, is := range map[string]func() bool{
		"incident": func() bool { _, x := c.Incident(casefile.IncidentID(id)); return x != nil },
		"arrest":   func() bool { return hasAct(c.Arrests, id, func(x casefile.Arrest) casefile.Act { return x.Act }) },
		"bail":     func() bool { return hasAct(c.Bails, id, func(x casefile.Bail) casefile.Act { return x.Act }) },
		"order": func() bool {
			return hasAct(c.KnownOrders, id, func(x casefile.ProtectiveOrder) casefile.Act { return x.Act })
		},
		"breach":   func() bool { return hasAct(c.Breaches, id, func(x casefile.Breach) casefile.Act { return x.Act }) },
		"message":  func() bool { return hasAct(c.Messages, id, func(x casefile.Message) casefile.Act { return x.Act }) },
		"handover": func() bool { return hasAct(c.Handovers, id, func(x casefile.Handover) casefile.Act { return x.Act }) },
		"step":     func() bool { return hasAct(c.Measures, id, func(x casefile.Measure) casefile.Act { return x.Act }) },
		"check":    func() bool { return hasAct(c.Checks, id, func(x casefile.Check) casefile.Act { return x.Act }) },
		"allegation": func() bool {
			return hasAct(c.Counter, id, func(x casefile.CounterAllegation) casefile.Act { return x.Act })
		},
		"assessment": func() bool {
			return slices.ContainsFunc(c.Pairs, func(p casefile.Pair) bool {
				return hasAct(p.Risks, id, func(x casefile.Assessment) casefile.Act { return x.Act })
			})
		},
	} {
		if path := q.holds(refers); path != "" && is() {
			q.set[path] = id
			return true
		}
	}
	for i := range c.Arrests {
		if x := &c.Arrests[i]; x.ID == id && q.kind == "SuspectIdentified" {
			q.set["person"] = string(x.PersonID)
		} else if x.ID == id && q.kind == "PairRecorded" {
			q.set["actor"] = string(x.PersonID)
		}
	}
	for i := range c.Plans {
		if x := &c.Plans[i]; x.ID == id && q.holds("person") == "person" {
			q.set["person"] = string(x.Person)
		}
	}
	for i := range c.Checks {
		if x := &c.Checks[i]; x.ID == id {
			q.ofCheck(x)
		}
	}
	if p := c.Pair(casefile.PairID(q.set["pair"])); q.kind == "RiskAssessed" && p != nil && slices.ContainsFunc(p.Triggers, func(t casefile.Trigger) bool { return t.ID == id }) {
		q.set["trigger"] = id
	}
	if q.kind == "ThreatToLifeConsidered" && q.set["pair"] == "" {
		q.set["pair"] = c.armedIn(id)
	}
	return true
}

func hasAct[T any](list []T, id string, act func(T) casefile.Act) bool {
	return slices.ContainsFunc(list, func(x T) bool { return act(x).ID == id })
}

// ofPerson is a duty about somebody: risk to them is judged in a pair in which they are
// the victim, which is recorded first where there is none.
func (q dutySubject) ofPerson(p *casefile.Person) bool {
	switch {
	case q.kind == "PairRecorded":
		q.set["victim"] = p.ID
	case q.holds("person") == "person":
		q.set["person"] = p.ID
	case q.holds("pair") == "pair":
		i := slices.IndexFunc(q.c.Pairs, func(x casefile.Pair) bool { return string(x.VictimID) == p.ID })
		if i < 0 {
			return false
		}
		q.set["pair"] = q.c.Pairs[i].ID
	}
	return true
}

// ofCheck names whom what a check found is of: as bound by it where they were searched
// for as the suspect, else as protected by an order. On whom conditions are that a
// search for the victim found is for whoever reads them to say.
func (q dutySubject) ofCheck(k *casefile.Check) {
	switch {
	case k.Whom == "":
	case q.kind == "MarkerNoted", k.OfSuspect && (q.kind == "OrderNoted" || q.kind == "BailSet"):
		q.set["person"] = string(k.Whom)
	case q.kind == "OrderNoted":
		q.set["protects"] = string(k.Whom)
	}
}

// armedIn is the pair in which a sign of a weapon is still to be weighed, else the
// first it bears on.
func (c *caseView) armedIn(id string) string {
	first := ""
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if !slices.Contains(p.Weapons, id) {
			continue
		}
		if len(p.Life) == 0 {
			return p.ID
		}
		if first == "" {
			first = p.ID
		}
	}
	return first
}

// about has the page say what the duty is about where no field of the form does.
func (q dutySubject) about(f guidance.Finding) {
	id := f.Occurrence
	if id == "" && q.holds("pair") != "pair" && q.set["person"] == "" && len(q.c.Pairs) > 1 {
		id = f.Pair
	}
	for _, value := range q.set {
		if value == id {
			return
		}
	}
	q.set["about"] = id
}

// aboutWords says what an entry, person or pair of the case is, as forms offer it.
func (s *Server) aboutWords(p *casework.CasePage, ctx form.Context, id string) string {
	for _, what := range []string{"person", "pair", "incident", "arrest", "bail", "order", "breach", "check", "message", "handover", "step", "allegation", "assessment"} {
		for _, x := range ctx.Choices[what] {
			if x.Value == id {
				return x.Label
			}
		}
	}
	c := &caseView{CasePage: p, srv: s}
	if e, _, at, ok := c.find(id); ok {
		return joinAnd([]string{c.entryTitle(e), c.ofWhom(e), at}, ", ")
	}
	return ""
}

// aboutLine says above a form what it is about, where a duty or a link said so and no
// field does; and what was to be told, for whoever records that they told it.
func (f *entryForm) aboutLine() ui.Component {
	words := f.srv.aboutWords(f.p, f.ctx, f.about)
	if words == "" {
		return nil
	}
	out := "This is about: " + words + "."
	if f.tell != "" {
		out += " Tick “" + f.srv.words.Code("Topic", f.tell) + "” below once it has been told."
	}
	return ui.InsetText{Text: out}
}
