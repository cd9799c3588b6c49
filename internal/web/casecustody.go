package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// binding is one thing that holds or binds a suspect now, in words a control room
// can read out: custody, an order, bail.
type binding struct {
	Line  string   // "Non-molestation order until Tue 2 Mar 2027, served"
	Terms []string // what it forbids or requires
	Note  string   // what is not known of it
	Href  string   // its entry
	Do    string   // the form that would settle the note
	DoIt  string
}

// bindings are what holds or binds somebody now, custody first.
func (c *caseView) bindings(who casefile.PersonID) []binding {
	var out []binding
	today := calendar.DateOf(c.At)
	if a := c.InCustody(who); a != nil {
		out = append(out, c.custodyBinding(a))
	}
	for _, o := range c.LiveOrders(who, today) {
		out = append(out, c.orderBinding(&o))
	}
	for _, b := range c.LiveBail(who, today) {
		out = append(out, c.bailBinding(&b))
	}
	return out
}

func (c *caseView) custodyBinding(a *casefile.Arrest) binding {
	b := binding{Line: "In custody since " + c.nearWhen(a.Occurred, a.ArrestedAt), Href: c.entryHref(a.ID), Do: c.form("ReleasePlanned", "arrest", a.ID)}
	if a.Data.Station != "" {
		b.Line += " at " + string(a.Data.Station)
	}
	switch {
	case !a.PlannedAt.IsZero():
		b.Line += "; release planned " + c.nearWhen(a.Plan.At.Value, a.PlannedAt)
		if a.PlannedHow.Given() {
			b.Line += ", " + lower(code(c.srv, "ReleaseKind", a.PlannedHow.Value))
		}
		b.Do = ""
	case a.PlannedAsked.Given():
		b.Note = c.askedCustody(a)
	default:
		b.Note = "Nobody has asked when they are to be released."
	}
	if b.Do != "" {
		b.DoIt = c.srv.words.Kind("ReleasePlanned").Title
	}
	return b
}

// askedCustody says when custody was asked and did not know, and when it is to be asked
// again; where the force has set no time, that it is.
func (c *caseView) askedCustody(a *casefile.Arrest) string {
	says := "Custody was asked " + c.nearTime(a.NotKnownAt) + " and does not know the time of release yet. Ask again"
	i := slices.IndexFunc(c.Findings.Obligations, func(f guidance.Finding) bool {
		return f.Clause == casework.AskCustodyAgain && f.Occurrence == a.ID && !f.Due.At.IsZero()
	})
	switch {
	case i < 0:
		return says + "."
	case c.Findings.Obligations[i].Overdue(c.At):
		return says + " now: it was due " + c.nearTime(c.Findings.Obligations[i].Due.At) + "."
	}
	return says + " by " + c.nearTime(c.Findings.Obligations[i].Due.At) + "."
}

func (c *caseView) orderBinding(o *casefile.ProtectiveOrder) binding {
	b := binding{Line: "Order, which kind is not said", Href: c.entryHref(o.ID)}
	if o.Kind.Given() {
		b.Line = code(c.srv, "OrderKind", o.Kind.Value)
	}
	switch open := o.Data.OpenEnded; {
	case !o.Until.IsZero():
		b.Line += " until " + o.Until.Short()
	case open.Known() && open.Value:
		b.Line += " until further order"
	default:
		b.Note = "Until when is not recorded; it is taken to be in force."
	}
	if o.Served {
		b.Line += ", served"
	} else {
		b.Line += ", service not recorded"
		b.Note = strings.TrimSpace(b.Note + " " + knownOf(*o))
		b.Do, b.DoIt = c.form("OrderServed", "order", o.ID), c.srv.words.Kind("OrderServed").Title
	}
	if a := o.Data.Arrest; a.Known() && a.Value {
		b.Line += ", power of arrest"
	}
	b.Terms = c.terms(o.Data.Terms)
	b.Note = c.wordsWithheld(b.Note, o.Data.Terms)
	return b
}

// wordsWithheld adds to a note that terms in words are kept from the visitor: an order
// without a term reads as one that forbids nothing.
func (c *caseView) wordsWithheld(note string, words []casefile.Line) string {
	if len(words) > 0 || c.Can(casefile.ClassContact) {
		return note
	}
	return joinAnd([]string{note, "What it says in words is withheld from you."}, " ")
}

func (c *caseView) bailBinding(x *casefile.Bail) binding {
	b := binding{Line: "Conditions, which kind is not said", Href: c.entryHref(x.ID)}
	if x.Kind.Given() {
		b.Line = code(c.srv, "BailKind", x.Kind.Value)
	}
	if x.Until.IsZero() {
		b.Note = "Until when is not recorded; they are taken to be in force."
	} else {
		b.Line += " until " + x.Until.Short()
	}
	if at := c.ChargedSince(x); at != nil {
		b.Note = joinAnd([]string{b.Note, "Charged since, " + chargedOn(at) + ", and nothing later is recorded: find out whether these still bind."}, " ")
		b.Do, b.DoIt = c.form("BailSet", "person", string(x.PersonID), "replaces", x.ID), "Record what binds them now"
	}
	b.Terms = c.conditions(x.Data.Words, x.Data.Terms)
	b.Note = c.wordsWithheld(b.Note, x.Data.Words)
	return b
}

// conditions are all that bail or a licence asks: as it was written down, and of what was
// ticked whatever the written words do not say already. No page leaves one out.
func (c *caseView) conditions(written []casefile.Line, ticked []casefile.BailTerm) []string {
	out := c.terms(written)
	for _, t := range ticked {
		words := code(c.srv, "BailTerm", t)
		if !slices.ContainsFunc(out, func(have string) bool { return strings.Contains(strings.ToLower(have), strings.ToLower(words)) }) {
			out = append(out, words)
		}
	}
	return out
}

// terms are terms in words, where the visitor may see places in them.
func (c *caseView) terms(lines []casefile.Line) []string {
	var out []string
	for _, l := range lines {
		if s := strings.TrimSpace(string(l)); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// nearTime says an instant as people do: "21:40", "today" left out, else with its day.
func (c *caseView) nearTime(at time.Time) string {
	return clockOf(at, c.At)
}

// nearWhen says when something was as well as it is known: an instant as nearTime has
// it; of a stretch never its earliest end as if that were the time, and of what nobody
// could place never the time it was recorded at.
func (c *caseView) nearWhen(told calendar.Interval, at time.Time) string {
	return placed(told, c.nearTime(at))
}

// placed is a time as it was told. A moment that nobody named is the one at which it
// was recorded: the form says so. Words that no date can be read from are not.
func placed(told calendar.Interval, at string) string {
	switch {
	case told.IsZero() && told.Said != "":
		return told.Words() + " (not placed in time; known " + at + ")"
	case told.IsZero(), told.From.Equal(told.To):
		return at
	}
	return told.Words()
}

// toldWhen is the same with its day.
func toldWhen(told calendar.Interval, at time.Time) string {
	return placed(told, when(at))
}

// warning is a threat to life or a marker that stands.
type warning struct{ Line, Note, Href string }

// threatMade is the newest act of one kind of threat in a pair.
type threatMade struct {
	kind casefile.Behaviour
	pair *casefile.Pair
	last *casefile.Incident
	n    int  // how many acts of the kind there are
	open bool // it threatens a life, and nobody has recorded since whether one is in danger
}

// threatsMade are the newest act of each kind of threat in each pair, and whether a
// threat to life was considered since.
func (c *caseView) threatsMade() []threatMade {
	var out []threatMade
	for _, kind := range casefile.Threats {
		for i := range c.Pairs {
			p := &c.Pairs[i]
			var last *casefile.Incident
			n := 0
			for k := range p.Incidents.Items {
				if x := &p.Incidents.Items[k]; slices.Contains(x.Behaviours, kind) {
					last, n = x, n+1
				}
			}
			if last == nil {
				continue
			}
			open := (kind == "threat_kill" || kind == "weapon") && !slices.ContainsFunc(p.Life, func(x casefile.ThreatToLife) bool { return x.Present.Known() && !x.At.Before(last.At) })
			out = append(out, threatMade{kind, p, last, n, open})
		}
	}
	return out
}

// lifeNotAsked stands beside a threat of which nobody has said whether a life is in danger.
const lifeNotAsked = "Nobody has recorded yet whether somebody’s life is in danger."

// threatWarning is a threat as the case's own page says it, with the words of the act.
func (c *caseView) threatWarning(t threatMade) warning {
	act := *t.last
	act.Behaviours = nil
	if act.Data.What == "" {
		act.Data.What = "no words recorded"
	}
	w := warning{Line: joinAnd([]string{code(c.srv, "Behaviour", t.kind), c.forPair(t.pair.ID), c.srv.incidentLabel(act)}, ": ") + ".", Href: c.entryHref(t.last.ID)}
	if t.n > 1 {
		w.Note = "The newest of " + strconv.Itoa(t.n) + ". "
	}
	if t.open {
		w.Note += lifeNotAsked
	}
	return w
}

// warnings are the threats made, what the newest consideration of each pair found of a
// threat to life, and the markers that stand.
func (c *caseView) warnings() []warning {
	var out []warning
	for _, t := range c.threatsMade() {
		out = append(out, c.threatWarning(t))
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		n := len(p.Life)
		if n == 0 {
			continue
		}
		if x := &p.Life[n-1]; x.Present.Known() && x.Present.Value {
			out = append(out, warning{joinAnd([]string{c.threatWords(x), c.forPair(p.ID)}, ": ") + ".", c.threatNote(x), c.entryHref(x.ID)})
		}
	}
	for _, m := range c.Markers {
		if m.Stands(calendar.DateOf(c.At)) {
			out = append(out, warning{Line: "Marker: " + c.markerWords(m), Href: c.entryHref(m.ID)})
		}
	}
	return out
}

// livePanel says what is live now: threats to life and markers, then what holds or
// binds each suspect, with the way to what a release asks for. Nothing recorded is
// said to be just that, and of whom it cannot be known.
func (c *caseView) livePanel() ui.Component {
	type suspect struct {
		Name     string // empty where there is one only
		Held     string // the page of the release, where they are in custody
		Bindings []binding
		Checked  string // what was checked, where nothing is recorded
	}
	var list []suspect
	for _, id := range c.actors() {
		x := suspect{Name: c.nameOf(id), Bindings: c.bindings(id)}
		if len(x.Bindings) == 0 {
			x.Checked = c.checkedFor(id)
		}
		x.Bindings = append(c.charges(id), x.Bindings...)
		if c.bailUnrecorded(id) {
			x.Bindings = append([]binding{{Line: bailNotRecorded, Do: c.form("BailSet", "person", string(id)), DoIt: c.srv.words.Kind("BailSet").Title}}, x.Bindings...)
		}
		switch a := c.LastArrest(id); {
		case a == nil:
		case a.Out():
			x.Bindings = append([]binding{{Line: c.leftLine(a), Href: c.entryHref(a.ReleaseID), Do: c.path("/release/" + a.ID), DoIt: "After the release"}}, x.Bindings...)
		case a.Released: // a court kept them in: what is to come is a release planned since
			x.Bindings = append([]binding{{Line: c.leftLine(a), Href: c.entryHref(a.ReleaseID), Do: c.form("ReleasePlanned", "arrest", a.ID), DoIt: c.srv.words.Kind("ReleasePlanned").Title}}, x.Bindings...)
		default:
			x.Held = c.path("/release/" + a.ID)
		}
		list = append(list, x)
	}
	for i := range c.Pairs {
		if p := &c.Pairs[i]; p.ActorID == "" {
			list = append(list, suspect{Name: capital(c.actorName(p)), Checked: "Not identified, so nothing can be tied to them yet. " + c.checkedFor("")})
		}
	}
	warnings := c.warnings()
	if len(list)+len(warnings) == 0 {
		return nil
	}
	if len(list) == 1 {
		list[0].Name = ""
	}
	return draw("live", struct {
		Warnings []warning
		Suspects []suspect
	}{warnings, list})
}

// actors are the known suspects of the case, each once, in order of their pairs.
func (c *caseView) actors() []casefile.PersonID {
	var out []casefile.PersonID
	seen := map[casefile.PersonID]bool{}
	for i := range c.Pairs {
		if id := c.Pairs[i].ActorID; id != "" && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// checkedFor says what is known of orders and bail of one suspect where none that binds
// them now is recorded: unknown is not no, past is not never, and what was checked on
// somebody else says nothing of them. No person is one whom nobody has identified.
func (c *caseView) checkedFor(who casefile.PersonID) string {
	said := []string{"orders " + c.checkedIn("orders", who), "bail " + c.checkedIn("bail", who)}
	none := "No custody, bail or order recorded here: "
	if c.bailUnrecorded(who) {
		none = "So far: "
	} else if c.heldOrBound(who) {
		none = "No custody, bail or order binds them now, as far as recorded: "
	}
	return none + strings.Join(said, "; ") + "."
}

// bailNotRecorded is what is said then.
const bailNotRecorded = "They left custody on bail, and nobody has recorded what binds them."

// bailUnrecorded reports whether somebody left custody on bail, with conditions or
// charged, of which nothing is recorded.
func (c *caseView) bailUnrecorded(who casefile.PersonID) bool {
	a := c.LastArrest(who)
	if a == nil || !a.Out() || a.How.Value != "bail_with_conditions" && a.How.Value != "charged_and_bailed" {
		return false
	}
	return !slices.ContainsFunc(c.Bails, func(b casefile.Bail) bool { return b.PersonID == who && !b.At.Before(a.At) })
}

// checkedIn says how a check of a system on one suspect stands.
func (c *caseView) checkedIn(sys casefile.System, who casefile.PersonID) string {
	var own, things, nobody []*casefile.Check
	for _, k := range c.latestChecks(sys) {
		p := c.Person(who)
		switch {
		case k.Nothing:
		case p != nil && k.OnThing() && k.OfID == who && !k.Settles(p):
			things = append(things, k)
		case p != nil && k.Settles(p), p == nil && k.Whom == "" && k.Subject == "actor":
			own = append(own, k)
		case k.Whom == "" && k.State == casefile.StateHit:
			nobody = append(nobody, k)
		}
	}
	switch {
	case len(own) > 0:
		return checkedWords[loudest(own)[0].State]
	case len(things) > 0:
		return "not checked yet on them; on a number or address of theirs " + checkedWords[loudest(things)[0].State]
	case len(nobody) > 0:
		return "not checked yet on them; something found, not said of whom: see the check"
	}
	return "not checked yet"
}

var checkedWords = map[casefile.CheckState]string{
	casefile.StateNothing: "checked, no trace",
	casefile.StateHit:     "checked, something found: see the check",
	casefile.StateFailed:  "could not be checked",
	casefile.StateAsked:   "asked, no answer yet",
}

// heldOrBound reports whether anything recorded ever held or bound somebody.
func (c *caseView) heldOrBound(who casefile.PersonID) bool {
	return who != "" && (c.LastArrest(who) != nil || slices.ContainsFunc(c.Bails, func(b casefile.Bail) bool { return b.PersonID == who }) ||
		slices.ContainsFunc(c.KnownOrders, func(o casefile.ProtectiveOrder) bool { return o.PersonID == who }))
}

// custodyFact is what every page of the case says of custody, empty where nobody
// is held.
func (c *caseView) custodyFact() string {
	for _, id := range c.actors() {
		a := c.InCustody(id)
		if a == nil {
			continue
		}
		if a.PlannedAt.IsZero() {
			return "In custody, release time not known"
		}
		return "In custody, release planned " + c.nearWhen(a.Plan.At.Value, a.PlannedAt)
	}
	return ""
}

// heldSpans are what held or bound the actor of a pair, for the picture.
func (c *caseView) heldSpans(p *casefile.Pair) (spans []ui.Span, lines []ui.Line) {
	for _, a := range c.Arrests {
		if p.ActorID == "" || a.PersonID != p.ActorID {
			continue
		}
		s := ui.Span{Kind: ui.CustodySpan, From: a.ArrestedAt, What: "In custody", When: "since " + toldWhen(a.Occurred, a.ArrestedAt), Href: c.entryHref(a.ID)}
		lines = append(lines, ui.Line{Kind: ui.ArrestLine, At: a.ArrestedAt, When: toldWhen(a.Occurred, a.ArrestedAt), What: "Arrested", Href: c.entryHref(a.ID)})
		if a.Released {
			s.To, s.When = a.ReleasedAt, toldWhen(a.Occurred, a.ArrestedAt)+" to "+toldWhen(a.Left, a.ReleasedAt)
			what := "Left custody"
			if a.How.Given() {
				what = code(c.srv, "ReleaseKind", a.How.Value)
			}
			lines = append(lines, ui.Line{Kind: ui.ReleaseLine, At: a.ReleasedAt, When: toldWhen(a.Left, a.ReleasedAt), What: what, Href: c.entryHref(a.ReleaseID)})
		}
		if k := a.Kept; k.ID != "" && k.ID != a.ReleaseID {
			lines = append(lines, ui.Line{Kind: ui.ReleaseLine, At: k.At, When: toldWhen(k.When, k.At), What: code(c.srv, "ReleaseKind", casefile.Remanded), Href: c.entryHref(k.ID)})
		}
		spans = append(spans, s)
	}
	for i := range c.Bails {
		b := &c.Bails[i]
		if p.ActorID == "" || b.PersonID != p.ActorID {
			continue
		}
		from := b.At
		if !b.Occurred.IsZero() {
			from = b.Occurred.From
		}
		spans = append(spans, c.span(ui.BailSpan, c.bailBinding(b).Line, from, b.Until, b.Ended, b.EndedAt, b.ID))
	}
	for i := range c.KnownOrders {
		o := &c.KnownOrders[i]
		if p.ActorID == "" || o.PersonID != p.ActorID {
			continue
		}
		from := o.At
		if !o.Data.Made.IsZero() {
			from = o.Data.Made.Start()
		}
		spans = append(spans, c.span(ui.OrderSpan, c.orderBinding(o).Line, from, o.Until, o.Ended, o.EndedAt, o.ID))
	}
	return spans, lines
}

// span is an order or bail from a time to its last day, or to when it ended.
func (c *caseView) span(kind ui.SpanKind, what string, from time.Time, last calendar.Date, ended bool, at time.Time, id string) ui.Span {
	s := ui.Span{Kind: kind, From: from, What: what, When: "since " + calendar.DateOf(from).Short(), Href: c.entryHref(id)}
	if !last.IsZero() && last.End().Before(c.At) {
		s.To = last.End()
	}
	if ended {
		s.To = at
	}
	if !s.To.IsZero() {
		s.When = calendar.DateOf(from).Short() + " to " + calendar.DateOf(s.To.Add(-time.Minute)).Short()
	}
	return s
}
