package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// outcomeOrder is the order in which the five states are said: what is left to do
// before what is done. A failed check counts among what is left.
var outcomeOrder = []ui.Outcome{ui.NotDone, ui.Asked, ui.Failed, ui.Found, ui.Nothing}

func systems() []casefile.System {
	var out []casefile.System
	for _, s := range casefile.System("").Codes() {
		out = append(out, casefile.System(s))
	}
	return out
}

func outcomeOf(k *casefile.Check) ui.Outcome {
	if k.Nothing {
		return ui.NotDone // answered, for nobody and nothing: there is all to do
	}
	switch k.State {
	case casefile.StateAsked:
		return ui.Asked
	case casefile.StateNothing:
		return ui.Nothing
	case casefile.StateHit:
		return ui.Found
	}
	return ui.Failed
}

// countLine says how many checks are in each state, in words.
func countLine(count map[ui.Outcome]int) string {
	var line []string
	for _, o := range outcomeOrder {
		if n := count[o]; n > 0 {
			line = append(line, strconv.Itoa(n)+" "+outcomeWords[o])
		}
	}
	return strings.Join(line, "; ")
}

// checkSubject is one person or thing that checks are made on. A value on record is
// named by whose it is and its place, so that nothing is shown that is not asked for.
type checkSubject struct {
	place  string // in the page's forms
	name   string
	note   string
	on     casefile.SubjectKind
	person casefile.PersonID
	value  casefile.Line // of an address, number, account or vehicle
	by     string        // its key, where the value that would give it is withheld
}

func (x checkSubject) key() string { return cmp.Or(x.by, casefile.SubjectKey(x.on, x.person, x.value)) }

// askable is false for a thing whose number or address the visitor is not shown: a
// request would not say what is to be checked.
func (x checkSubject) askable() bool {
	return x.by == "" || x.value != "" || x.person != "" && !isThing(x.on)
}

// things are what can be checked that is nobody.
var things = []casefile.SubjectKind{"address", "number", "handle", "vehicle"}

func isThing(on casefile.SubjectKind) bool {
	return slices.Contains(things, on)
}

// keyOf is what a check was made on. Where what it was made on is withheld from the
// visitor, two checks cannot be told to be of one thing and each stands alone: a
// failed one is never hidden by another.
func (c *caseView) keyOf(k *casefile.Check) string {
	thing := isThing(k.Subject)
	if thing && k.Data.Subject == "" && !c.Can(casefile.ClassContact) {
		return k.ID
	}
	if !thing && k.Whom != "" {
		return casefile.SubjectKey(c.PartChecked(k), k.Whom, "")
	}
	return casefile.SubjectKey(k.Subject, k.OfID, k.Data.Subject)
}

// leftOut are those of whom a system is to be checked and no check in it was made,
// whatever was found of others.
func (c *caseView) leftOut(sys casefile.System) []*casefile.Person {
	var out []*casefile.Person
	for _, x := range c.checkPeople() {
		p := c.Person(x.person)
		if p != nil && c.CheckOwed(sys, p) && !slices.ContainsFunc(c.Checks, func(k casefile.Check) bool { return k.System == sys && !k.Nothing && k.Settles(p) }) {
			out = append(out, p)
		}
	}
	return out
}

// leftOutWords names them; empty for nobody.
func (c *caseView) leftOutWords(sys casefile.System) string {
	var names []string
	for _, p := range c.leftOut(sys) {
		names = append(names, c.called(p))
	}
	if len(names) == 0 {
		return ""
	}
	return "Not checked on " + strings.Join(names, ", ") + "."
}

// onlyOne is the one victim, or the one suspect, of a case that has no other.
func (c *caseView) onlyOne(on casefile.SubjectKind) casefile.PersonID {
	var ids []casefile.PersonID
	for _, x := range c.checkPeople() {
		if x.on == on {
			ids = append(ids, x.person)
		}
	}
	if len(ids) == 1 {
		return ids[0]
	}
	return ""
}

// latestChecks are the checks of a system that say how things stand: the newest on each
// person or thing. An older answer is history; a failure on one thing stands beside
// an answer on another. Empty gives those of every system.
func (c *caseView) latestChecks(sys casefile.System) []*casefile.Check {
	var keys []string
	newest := map[string]*casefile.Check{}
	for i := range c.Checks {
		k := &c.Checks[i]
		if sys != "" && k.System != sys {
			continue
		}
		key := string(k.System) + "|" + c.keyOf(k)
		have := newest[key]
		if have == nil {
			keys = append(keys, key)
		}
		if have == nil || !k.At.Before(have.At) {
			newest[key] = k
		}
	}
	var out []*casefile.Check
	for _, key := range keys {
		out = append(out, newest[key])
	}
	return out
}

// weightOf is how loudly a check speaks for its whole system, where it was made on
// several: what failed first, so that it never looks clear; then what was found.
func weightOf(k *casefile.Check) int {
	if k.Nothing {
		return -1
	}
	return map[casefile.CheckState]int{casefile.StateFailed: 3, casefile.StateHit: 2, casefile.StateAsked: 1}[k.State]
}

// loudest orders checks by that, those of one state by their newness.
func loudest(list []*casefile.Check) []*casefile.Check {
	slices.SortStableFunc(list, func(a, b *casefile.Check) int {
		return cmp.Or(weightOf(b)-weightOf(a), b.At.Compare(a.At))
	})
	return list
}

// nothingToSearch stands beside somebody of whom nothing is known that a system can be
// searched by.
const nothingToSearch = "No check waits for a name: ask on an address, a number, an account or a vehicle. No trace of nobody in particular settles no check."

// checkPeople are the victims and the suspects; for conduct of which nobody is named
// there is a subject too.
func (c *caseView) checkPeople() []checkSubject {
	var out []checkSubject
	seen := map[casefile.PersonID]bool{}
	add := func(on casefile.SubjectKind, id casefile.PersonID) {
		if p := c.Person(id); p != nil && !seen[id] {
			seen[id] = true
			part := "victim"
			if on == "actor" {
				part = "suspect"
			}
			x := checkSubject{place: p.ID, name: c.called(p) + " (" + part + ")", on: on, person: id}
			if p.Searchable.IsZero() {
				x.note = nothingToSearch
			}
			out = append(out, x)
		}
	}
	for _, p := range c.victims() {
		add("victim", casefile.PersonID(p.ID))
	}
	for i := range c.Pairs {
		add("victim", c.Pairs[i].VictimID)
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if p.ActorID != "" {
			add("actor", p.ActorID)
			continue
		}
		out = append(out, checkSubject{place: "pair-" + p.ID, on: "actor", value: casefile.Line(cmp.Or(string(p.Label), "not named")), name: "the suspect: " + c.actorName(p),
			note: "Nobody is named yet. " + nothingToSearch})
	}
	for i := range c.Persons.Items {
		if p := &c.Persons.Items[i]; p.Has(casefile.Suspect) {
			add("actor", casefile.PersonID(p.ID))
		}
	}
	return out
}

// recordSubjects are everybody and everything on record that checks can be made on:
// people, and what is known of them.
func (c *caseView) recordSubjects() []checkSubject {
	out := c.checkPeople()
	people := out
	known := map[string]bool{}
	add := func(x checkSubject) {
		if !known[x.key()] {
			known[x.key()] = true
			out = append(out, x)
		}
	}
	for _, x := range people {
		known[x.key()] = true
	}
	for _, x := range people {
		p := c.Person(x.person)
		if p == nil {
			continue
		}
		for _, list := range reachFields(p) {
			on, ok := reachOn[list.name]
			if !ok {
				continue
			}
			for n, value := range list.values {
				name := list.one + " of " + c.called(p)
				if len(list.values) > 1 {
					name += ", " + strconv.Itoa(n+1) + " of " + strconv.Itoa(len(list.values))
				}
				add(checkSubject{place: p.ID + "-" + list.name + "-" + strconv.Itoa(n), name: name, note: digitsOf(value), on: on, person: x.person, value: value})
			}
		}
	}
	return out
}

// checkSubjects are those, and what was checked already without being on record.
func (c *caseView) checkSubjects() []checkSubject {
	out := c.recordSubjects()
	known := map[string]bool{}
	for _, x := range out {
		known[x.key()] = true
	}
	for _, k := range c.latestChecks("") {
		key := c.keyOf(k)
		if known[key] {
			continue
		}
		known[key] = true
		out = append(out, checkSubject{place: "check-" + k.ID, name: c.checkedOn(k), on: k.Subject, person: k.OfID, value: k.Data.Subject, by: key})
	}
	return out
}

// digitsOf is the mask of a number, which tells two numbers apart; nothing of
// anything else.
func digitsOf(value casefile.Line) string {
	if m := mask(string(value)); strings.ContainsAny(m, "0123456789+") {
		return m
	}
	return ""
}

// reachOn says what kind of thing each list of a person's is.
var reachOn = map[string]casefile.SubjectKind{"phones": "number", "emails": "handle", "handles": "handle", "addresses": "address", "vehicles": "vehicle"}

// checkedOn says in words what a check was made on, without any number or address.
func (c *caseView) checkedOn(k *casefile.Check) string {
	key, record := c.keyOf(k), c.recordSubjects()
	onRecord := func(key string) int {
		return slices.IndexFunc(record, func(x checkSubject) bool { return x.key() == key })
	}
	if i := onRecord(key); i >= 0 {
		return record[i].name
	}
	name, place := c.thingChecked(k), 0
	var alike []string // keys of what would be called the same, oldest first
	for i := range c.Checks {
		x := &c.Checks[i]
		if at := c.keyOf(x); c.thingChecked(x) == name && onRecord(at) < 0 && !slices.Contains(alike, at) {
			alike = append(alike, at)
		}
	}
	if place = slices.Index(alike, key); len(alike) > 1 {
		name += ", " + strconv.Itoa(place+1) + " of " + strconv.Itoa(len(alike))
	}
	if k.Data.Subject != "" && c.Person(k.OfID) == nil {
		name += " (" + mask(string(k.Data.Subject)) + ")"
	}
	return name
}

// thingChecked is what kind of thing a check was made on, and whose, where it is not on
// record.
func (c *caseView) thingChecked(k *casefile.Check) string {
	if k.Subject == "" && k.OfID == "" {
		return "nobody in particular"
	}
	kind := lower(code(c.srv, "SubjectKind", k.Subject))
	if p := c.Person(k.OfID); p != nil {
		return kind + " of " + c.called(p)
	}
	if k.Data.Subject != "" {
		return kind + " not on record"
	}
	return kind
}

// askedWords says of whom a check was asked, when, and by when they answer.
func (c *caseView) askedWords(k *casefile.Check) string {
	out := "Asked " + when(k.At)
	if k.Data.Asked != "" {
		out = "Asked of " + string(k.Data.Asked) + " " + when(k.At)
	}
	out += " by " + c.staffName(k.By) + "."
	if !k.Due.IsZero() {
		out += " Answer due " + k.Due.Short() + "."
	}
	return out
}

// stateOf is how the check of a system stands on one person or thing.
func (c *caseView) stateOf(x checkSubject, sys casefile.System) ui.CheckState {
	for _, k := range c.latestChecks(sys) {
		if c.keyOf(k) == x.key() {
			out := c.checkState(k)
			if e := c.answering(k); e != nil && (k.State != casefile.StateFailed || k.Failure != "") { // else it stands beside the question why
				out.BackHref = c.form(e.Kind, "corrects", e.Root(), "withdraw", "yes")
			}
			return out
		}
	}
	return ui.CheckState{Name: code(c.srv, "System", sys)}
}

// checkState is one check in words.
func (c *caseView) checkState(k *casefile.Check) ui.CheckState {
	out := ui.CheckState{Name: code(c.srv, "System", k.System), Outcome: outcomeOf(k), By: c.staffName(k.By), When: when(k.At)}
	switch k.State {
	case casefile.StateAsked:
		out.By, out.When, out.Note = "", "", c.askedWords(k)
		if c.form("CheckCompleted") != "" {
			out.DoText, out.DoHref = "Record the answer", c.path("/checks")+"#answer-"+k.ID
		}
	case casefile.StateNothing:
		out.When, out.Note = when(k.DoneAt), string(k.Summary)
		if k.Nothing {
			out.Note = strings.TrimSpace("Answered no trace on " + c.checkedOn(k) + ", when nothing was known to search by: nothing was searched. " + out.Note)
		}
	case casefile.StateHit:
		out.When, out.Note = when(k.DoneAt), string(k.Summary)
		if kind := foundKind[k.System]; kind != "" {
			out.DoText, out.DoHref = c.srv.words.Kind(kind).Title, c.form(kind)
		}
		if !c.Can(casefile.ClassIntel) {
			out.Note = "What was found is withheld."
			if href := c.glassHref(); href != "" {
				out.DoText, out.DoHref = "Ask to see it", href
			}
		}
	case casefile.StateFailed:
		out.Note = cmp.Or(string(k.Failure), "Why is not recorded.")
		if k.Failure == "" && c.form("CheckFailed") != "" {
			out.DoText, out.DoHref = "Say why", c.path("/checks")+"#why-"+k.ID
		}
	}
	if out.DoHref == "" {
		out.DoText = ""
	}
	return out
}

// foundKind is what is recorded next where a check finds something.
var foundKind = map[casefile.System]string{"orders": "OrderNoted", "bail": "BailSet", "markers_marac": "MarkerNoted", "visor": "MarkerNoted"}
