package web

import (
	"slices"
	"strconv"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// callLine is one thing said on a call: what it is about, and the words.
type callLine struct{ Lead, Text string }

// bare is typed text that is joined to other words: without the comma or stop that
// somebody ended it with.
func bare[T ~string](text T) string {
	return strings.TrimRight(strings.TrimSpace(string(text)), ".,;: ")
}

// String is the line as a log has it.
func (l callLine) String() string { return l.Lead + ": " + l.Text }

// liveLines are what stands today and has to be known at once, gravest first: a
// threat to life, that somebody was last said not to be safe, custody, orders, bail,
// threats made, markers. Cases stand in the same order (casework.callOrder).
func (c callCase) liveLines() []callLine {
	var out []callLine
	for i := range c.Pairs {
		if x := c.Pairs[i].LifeThreatened(); x != nil {
			out = append(out, callLine{"Threat to life", c.lifeWords(&c.Pairs[i], x)})
		}
	}
	if unsafe := c.notSafe(); unsafe != "" {
		out = append(out, callLine{"Safety", lower(unsafe)})
	}
	today := calendar.DateOf(c.At)
	var served, bail, unserved []callLine
	for i := range c.Persons.Items {
		p := &c.Persons.Items[i]
		id := casefile.PersonID(p.ID)
		if a := c.InCustody(id); a != nil {
			out = append(out, callLine{"In custody", c.custodyWords(p, a)})
		}
		for _, o := range c.LiveOrders(id, today) {
			if o.Served {
				served = append(served, c.orderLine(o))
			} else {
				unserved = append(unserved, c.orderLine(o))
			}
		}
		for _, b := range c.LiveBail(id, today) {
			bail = append(bail, c.bailLine(b))
		}
		if c.bailUnrecorded(id) {
			bail = append(bail, callLine{"Bail of " + c.nameOf(id), bailNotRecorded + " Ask custody."})
		}
	}
	out = slices.Concat(out, served, bail, unserved)
	for _, t := range c.threatsMade() {
		out = append(out, callLine{code(c.srv, "Behaviour", t.kind), c.threatMadeWords(t)})
	}
	for _, m := range c.Markers {
		if m.Stands(today) {
			out = append(out, callLine{"Marker", c.markerWords(m)})
		}
	}
	return out
}

// lifeWords are a decision that a life is threatened: whose, by whom, and who knows.
func (c callCase) lifeWords(p *casefile.Pair, x *casefile.ThreatToLife) string {
	says := "to " + c.victimName(p) + " from " + c.actorName(p) + ", decided " + when(x.At) + ". "
	if !x.Told.Known() || !x.Told.Value {
		says += "It is not recorded that they know of it. "
	}
	if !x.InspectorTold {
		return says + "No duty inspector is recorded as told."
	}
	return says + "Told: " + c.staffName(string(x.Data.Inspector)) + "."
}

// threatMadeWords are an act that threatened, by whom and when; its own words stay on
// the case.
func (c callCase) threatMadeWords(t threatMade) string {
	says := c.actorName(t.pair) + " to " + c.victimName(t.pair) + ", " + orNot(t.last.Occurred.Words(), "the day is not recorded")
	if t.n > 1 {
		says += ", the newest of " + strconv.Itoa(t.n)
	}
	if t.open {
		return says + ". " + lifeNotAsked
	}
	return says + "."
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
	if x := c.ChargedSince(&b); x != nil {
		breach = "Charged since, " + chargedOn(x) + ", and nothing later is recorded: check whether it still binds. " + breach
	}
	return callLine{lead + " on " + c.nameOf(b.PersonID), c.terms(b.Data.Words, b.Data.Terms) + ", " + until(b.Until, fact.Answer[bool]{}) + ". " + breach}
}

// terms are conditions in one line; never silently none.
func (c callCase) terms(written []casefile.Line, coded []casefile.BailTerm) string {
	var out []string
	for _, t := range c.conditions(written, coded) {
		out = append(out, lower(bare(t)))
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
	says := personName(p) + ", arrested " + toldWhen(a.Occurred, a.ArrestedAt)
	if a.Data.Station != "" {
		says += " at " + bare(a.Data.Station)
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
		says += ": " + bare(m.What)
	}
	if m.Data.Held != "" {
		says += ", held in " + bare(m.Data.Held)
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
	if d.Times.Given() {
		says = append(says, bare(d.Times.Value))
	} else if !d.Times.IsZero() {
		says = append(says, "when it is safe: "+lower(statusWords[d.Times.Status]))
	} else if slices.Contains(d.Missing(), "times") {
		says = append(says, "when it is safe is not recorded")
	}
	if d.AskFor != "" {
		says = append(says, "ask for "+bare(d.AskFor))
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
		out[i] = bare(out[i])
	}
	return strings.Join(out, ". ") + "."
}

// dangerLines say of each pair how dangerous it is judged to be and how they know each
// other: what whoever goes there asks first (APP 5.7).
func (c callCase) dangerLines() []callLine {
	var out []callLine
	for i := range c.Pairs {
		p := &c.Pairs[i]
		lead := "Risk"
		if len(c.Pairs) > 1 {
			lead += ", " + c.forPair(p.ID)
		}
		risk := "not judged yet"
		if p.Grade.Given() {
			risk = lower(c.grade(p.Grade.Value))
		}
		out = append(out, callLine{lead, risk + ". " + capital(c.pairFacts(p)[0]) + "."})
	}
	return out
}

// openLines are what the case does not know: a check that nobody made, that is out
// or that failed never reads as clear. Custody is what this case was told.
func (c callCase) openLines() []callLine {
	var out []callLine
	for _, x := range []struct {
		lead string
		sys  casefile.System
	}{{"Orders", "orders"}, {"Bail", "bail"}, {"Markers and MARAC", "markers_marac"}, {"Earlier reports", "previous_reports"}} {
		says := c.standing(x.sys)
		if c.recordedAbove(x.sys) {
			says = c.besideLive(x.sys, says)
		} else if ref := c.elsewhere[x.sys]; ref != "" {
			says = "live on " + ref + ", against somebody of the same name. Here: " + says
		}
		out = append(out, callLine{x.lead, says})
	}
	return append(out, callLine{"Custody", c.lastCustody()})
}

// sayElsewhere tells each case of a call what is live on the others against the same
// suspect: a check that found nothing on one never reads as clear beside it.
func sayElsewhere(cases []callCase) {
	for i := range cases {
		cases[i].elsewhere = map[casefile.System]string{}
		for j := range cases {
			for _, sys := range []casefile.System{"orders", "bail", "markers_marac"} {
				if i != j && cases[i].elsewhere[sys] == "" && cases[j].recordedAbove(sys) && sameSuspect(cases[i], cases[j]) {
					cases[i].elsewhere[sys] = cases[j].Ref
				}
			}
		}
	}
}

// sameSuspect reports whether two cases name a suspect alike.
func sameSuspect(a, b callCase) bool {
	named := func(c callCase, p casefile.Pair) string {
		if who := c.Person(p.ActorID); who != nil && who.Name.Given() {
			return personName(who)
		}
		return ""
	}
	return slices.ContainsFunc(a.Pairs, func(p casefile.Pair) bool {
		name := named(a, p)
		return name != "" && slices.ContainsFunc(b.Pairs, func(q casefile.Pair) bool { return sameName(named(b, q), name) })
	})
}

// recordedAbove reports whether something a check in a system looks for stands
// above it as recorded and live.
func (c callCase) recordedAbove(sys casefile.System) bool {
	today := calendar.DateOf(c.At)
	switch sys {
	case "markers_marac":
		return slices.ContainsFunc(c.Markers, func(m casefile.Marker) bool { return m.Stands(today) })
	case "orders", "bail":
		return slices.ContainsFunc(c.Persons.Items, func(p casefile.Person) bool {
			id := casefile.PersonID(p.ID)
			return sys == "orders" && len(c.LiveOrders(id, today)) > 0 || sys == "bail" && len(c.LiveBail(id, today)) > 0
		})
	}
	return false
}

// besideLive is what the checks say where something live is recorded: a check that
// found nothing never reads as clear beneath it.
func (c callCase) besideLive(sys casefile.System, says string) string {
	all := c.latestChecks(sys)
	on := slices.DeleteFunc(slices.Clone(all), func(k *casefile.Check) bool { return k.State != casefile.StateNothing })
	switch {
	case len(all) == 0:
		return "recorded, above. Whether there is more is not checked on this case."
	case len(on) == len(all):
		return "recorded, above. The check of " + when(on[len(on)-1].DoneAt) + " did not show it: ask for it again."
	}
	return "recorded, above. " + capital(says)
}

// standing is what the newest checks on the suspect in a system say, what was found
// first; one that failed is said beside any other. A check made on the victim or
// their address alone is said to be that; what it found is said beside the suspect's.
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
		if len(others) > 0 && (others[0].State == casefile.StateHit || others[0].State == casefile.StateFailed) {
			says += " On " + lower(code(c.srv, "SubjectKind", others[0].Subject)) + ": " + c.checkSaid(others[0]) + "."
		}
		left := c.leftOutWords(sys)
		switch {
		case left == "":
			return says
		case first.State == casefile.StateHit: // what was found is heard before who is left
			return says + " " + left
		}
		return lower(left) + " On others: " + says
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
	case last == nil && slices.ContainsFunc(c.Arrests, func(a casefile.Arrest) bool { return c.InCustody(a.PersonID) != nil }):
		return "recorded, above. No earlier release is recorded on this case."
	case last == nil:
		return "no release is recorded on this case."
	}
	says := c.nameOf(last.PersonID) + " left custody " + when(last.ReleasedAt)
	if last.How.Given() {
		says += ", " + lower(code(c.srv, "ReleaseKind", last.How.Value))
	}
	return says + "."
}
