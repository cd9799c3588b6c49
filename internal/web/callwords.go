package web

import (
	"slices"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// callLine is one thing said on a call: what it is about, and the words.
type callLine struct{ Lead, Text string }

// String is the line as a log has it.
func (l callLine) String() string { return l.Lead + ": " + l.Text }

// liveLines are what stands today and has to be known at once, gravest first: that
// somebody was last said not to be safe, custody, orders, bail, markers.
func (c callCase) liveLines() []callLine {
	var out []callLine
	if unsafe := c.notSafe(); unsafe != "" {
		out = append(out, callLine{"Safety", lower(unsafe)})
	}
	today := calendar.DateOf(c.At)
	for i := range c.Persons.Items {
		p := &c.Persons.Items[i]
		id := casefile.PersonID(p.ID)
		if a := c.InCustody(id); a != nil {
			out = append(out, callLine{"In custody", c.custodyWords(p, a)})
		}
		for _, o := range c.LiveOrders(id, today) {
			out = append(out, c.orderLine(o))
		}
		for _, b := range c.LiveBail(id, today) {
			out = append(out, c.bailLine(b))
		}
	}
	for _, m := range c.Markers {
		if m.Stands(today) {
			out = append(out, callLine{"Marker", c.markerWords(m)})
		}
	}
	return out
}

// orderLine is an order as it is read out: kind, whom it binds, terms, until when,
// and what a breach is.
func (c callCase) orderLine(o casefile.ProtectiveOrder) callLine {
	lead := "Live order, kind not recorded,"
	switch {
	case o.Kind.Given() && o.Kind.Value == "other":
		lead = "Live order of another kind"
	case o.Kind.Given():
		lead = "Live " + lower(code(c.srv, "OrderKind", o.Kind.Value))
	}
	says := []string{c.terms(o.Data.Terms, nil), until(o.Until, o.Data.OpenEnded)}
	if !o.Served {
		says = append(says, "not recorded as served")
	}
	return callLine{lead + " on " + c.nameOf(o.PersonID), strings.Join(says, ", ") + ". " + breachOfOrder(o)}
}

// criminal are the orders a breach of which is a crime on a single act, whatever
// it was (domain-facts, traps 7; SPA 2019 s8).
var criminal = []casefile.OrderKind{casefile.SPO, casefile.InterimSPO, "restraining_order", "non_molestation", "dapo"}

// breachOfOrder says what a breach is and what may be done. Where the law does not
// settle it, the power of arrest recorded with the order does; unknown is said.
func breachOfOrder(o casefile.ProtectiveOrder) string {
	power := o.Data.Arrest
	switch {
	case o.Kind.Given() && slices.Contains(criminal, o.Kind.Value):
		return "Breach: a crime, one act is enough. Arrest."
	case power.Given() && power.Value:
		return "Breach: arrest."
	case power.Given():
		return "Breach: no power of arrest is attached."
	}
	return "Breach: nobody has recorded whether a power of arrest is attached."
}

// bailLine is bail or a licence as it is read out.
func (c callCase) bailLine(b casefile.Bail) callLine {
	lead := "Live bail, kind not recorded,"
	if b.Kind.Given() {
		lead = "Live " + lower(code(c.srv, "BailKind", b.Kind.Value))
	}
	breach := "Breach: arrest where the power exists." // APP 5.4
	if b.Kind.Value == "police_before_charge" {
		breach = "Breach: arrest is possible; by itself it is no crime." // domain-facts, traps 7
	}
	return callLine{lead + " on " + c.nameOf(b.PersonID), c.terms(b.Data.Words, b.Data.Terms) + ", " + until(b.Until, fact.Answer[bool]{}) + ". " + breach}
}

// terms are conditions as they were written down, else as codes; never silently
// none.
func (c callCase) terms(written []casefile.Line, coded []casefile.BailTerm) string {
	var out []string
	for _, t := range written {
		out = append(out, lower(strings.TrimSuffix(strings.TrimSpace(string(t)), ".")))
	}
	if len(out) == 0 {
		for _, t := range coded {
			out = append(out, lower(code(c.srv, "BailTerm", t)))
		}
	}
	switch {
	case len(out) > 0:
		return strings.Join(out, "; ")
	case !c.found.Told:
		return "terms withheld from you"
	}
	return "terms not entered here: ask for the order itself"
}

func until(d calendar.Date, open fact.Answer[bool]) string {
	switch {
	case !d.IsZero():
		return "until " + d.Short()
	case open.Given() && open.Value:
		return "until further order"
	}
	return "its end is not recorded"
}

// custodyWords says where somebody is held and when they are expected to leave.
func (c callCase) custodyWords(p *casefile.Person, a *casefile.Arrest) string {
	says := personName(p) + ", arrested " + when(a.ArrestedAt)
	if a.Data.Station != "" {
		says += " at " + string(a.Data.Station)
	}
	how := ""
	if a.PlannedHow.Given() {
		how = ", " + lower(code(c.srv, "ReleaseKind", a.PlannedHow.Value))
	}
	switch {
	case !a.PlannedAt.IsZero() && a.PlannedAt.Before(c.At):
		says += "; release was planned for " + when(a.PlannedAt) + how + ", and none is recorded"
	case !a.PlannedAt.IsZero():
		says += "; release planned " + when(a.PlannedAt) + how
	case a.PlannedAsked.Known():
		says += "; when they leave was asked and is not known" + how
	default:
		says += "; nobody has asked when they leave" + how
	}
	return says + "."
}

// markerWords is a warning: about whom or what, and where it is held.
func (c *caseView) markerWords(m casefile.Marker) string {
	says := "kind not recorded"
	if m.Kind.Given() {
		says = lower(code(c.srv, "MarkerKind", m.Kind.Value))
	}
	switch {
	case m.PersonID != "":
		says += ", " + c.nameOf(m.PersonID)
	case m.On != "":
		says += ", " + lower(code(c.srv, "SubjectKind", m.On))
	}
	if m.What != "" {
		says += ": " + strings.TrimSuffix(string(m.What), ".")
	}
	if m.Data.Held != "" {
		says += ", held in " + string(m.Data.Held)
	}
	if !m.Until.IsZero() {
		says += ", until " + m.Until.Short()
	}
	return says + "."
}

// safeLines say how each victim may be reached, before any number of theirs; no
// number stands on a call at all.
func (c callCase) safeLines() []callLine {
	var out []callLine
	for _, p := range c.reached() {
		out = append(out, callLine{"Safe contact for " + theVictim(p), c.safeWords(p)})
	}
	if len(out) == 0 {
		out = append(out, callLine{"Safe contact", "nobody is recorded as the victim yet. Ask before any call, message or visit."})
	}
	return out
}

func (c callCase) safeWords(p *casefile.Person) string {
	switch {
	case p.SafeContact == nil && p.HasSafe:
		return "recorded, and withheld from you. Do not call, write or visit before you have read it."
	case p.SafeContact == nil:
		return "not recorded. Ask before any call, message or visit."
	}
	d := p.SafeContact.Data
	says := []string{said(d.Channel, func(ch casefile.ContactChannel) string { return code(c.srv, "ContactChannel", ch) })}
	if !d.Channel.Given() {
		says[0] = "way " + lower(says[0])
	}
	if d.Times != "" {
		says = append(says, string(d.Times))
	}
	if d.AskFor != "" {
		says = append(says, "ask for "+string(d.AskFor))
	}
	out := []string{capital(strings.Join(says, ", "))}
	switch {
	case d.Message.Known() && !d.Message.Value:
		out = append(out, "Never leave a message")
	case !d.Message.Given():
		out = append(out, "Whether a message may be left: "+lower(said(d.Message, yesNo)))
	}
	if d.Withheld.Known() && d.Withheld.Value {
		out = append(out, "A withheld number frightens them: show ours")
	}
	if d.SuspectSees != "" {
		out = append(out, "The suspect can see: "+string(d.SuspectSees))
	}
	if d.Cautions != "" {
		out = append(out, string(d.Cautions))
	}
	for i := range out {
		out[i] = strings.TrimSuffix(out[i], ".")
	}
	return strings.Join(out, ". ") + "."
}

// openLines are what the case does not know: a check that nobody made, that is out
// or that failed never reads as clear. Custody is what this case was told.
func (c callCase) openLines() []callLine {
	var out []callLine
	for _, x := range []struct {
		lead string
		sys  casefile.System
	}{{"Orders", "orders"}, {"Bail", "bail"}, {"Markers and MARAC", "markers_marac"}, {"Earlier reports", "previous_reports"}} {
		out = append(out, callLine{x.lead, c.standing(x.sys)})
	}
	return append(out, callLine{"Custody", c.lastCustody()})
}

// standing is what the newest checks on the suspect in a system say, what was found
// first; one that failed is said beside any other. A check made on the victim or
// their address alone is said to be that.
func (c callCase) standing(sys casefile.System) string {
	var on, others []*casefile.Check
	for _, k := range loudest(c.latestChecks(sys)) {
		if k.Subject == "victim" || k.Subject == "address" {
			others = append(others, k)
		} else {
			on = append(on, k)
		}
	}
	switch {
	case len(on) > 0:
		first := on[0]
		if i := slices.IndexFunc(on, func(k *casefile.Check) bool { return k.State == casefile.StateHit }); i > 0 {
			first = on[i]
		}
		says := c.checkSaid(first) + "."
		if on[0] != first {
			says += " Another: " + c.checkSaid(on[0]) + "."
		}
		return says
	case len(others) > 0:
		return "not checked on the suspect; on " + lower(code(c.srv, "SubjectKind", others[0].Subject)) + ", " + c.checkSaid(others[0]) + "."
	}
	return "not checked on this case."
}

func (c callCase) checkSaid(k *casefile.Check) string {
	switch k.State {
	case casefile.StateAsked:
		return "asked of the bureau " + when(k.At) + ", no answer yet"
	case casefile.StateFailed:
		return "the check failed " + when(k.At) + ": not known either way"
	case casefile.StateNothing:
		return "checked " + when(k.DoneAt) + ", nothing found then"
	}
	says := "checked " + when(k.DoneAt) + ", something found"
	if k.Summary != "" {
		return says + ": " + strings.TrimSuffix(string(k.Summary), ".")
	}
	return says + ", see the case"
}

func (c callCase) lastCustody() string {
	var last *casefile.Arrest
	for i := range c.Arrests {
		if a := &c.Arrests[i]; a.Released && (last == nil || a.ReleasedAt.After(last.ReleasedAt)) {
			last = a
		}
	}
	switch {
	case last == nil && len(c.Arrests) == 0:
		return "no arrest is recorded on this case."
	case last == nil:
		return "no release is recorded on this case."
	}
	says := c.nameOf(last.PersonID) + " left custody " + when(last.ReleasedAt)
	if last.How.Given() {
		says += ", " + lower(code(c.srv, "ReleaseKind", last.How.Value))
	}
	return says + "."
}
