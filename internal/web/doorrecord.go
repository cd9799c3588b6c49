package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
)

// doorEvents are what was said at the door beyond what is on record, about the people
// who are on record. Where the newest entry of a kind stands for all of it, what
// nobody answered anew is carried into it.
func (r *report) doorEvents() ([]casefile.Event, error) {
	g, d := &gathered{report: r}, r.door
	r.addVideo(g)
	person, _, hasPerson := typed[casefile.PersonAdded](r, "v.")
	other, hasOther := r.otherAtDoor()
	pair, _, hasPair := typed[casefile.PairRecorded](r, "p.")
	relation, _, hasRelation := typed[casefile.RelationshipRecorded](r, "l.")
	safe, _, hasSafe := typed[casefile.SafeContactRecorded](r, "c.")
	now, _, hasNow := typed[casefile.ImmediateSafetyRecorded](r, "s.")
	account, _, hasAccount := typed[casefile.AccountRecorded](r, "a.")
	four, _, hasFour := typed[casefile.FourAssessed](r, "f.")
	_, _, hasRisk := r.risks()
	plan, _, hasPlan := typed[casefile.SafetyPlanMade](r, "g.")
	more, acts, advice := strings.TrimSpace(r.fields.Get(accountMore)), r.incidentEntries(), r.adviceTicked()
	r.addPoliceLink(g)
	if !(hasPerson || hasOther || hasPair || hasRelation || hasSafe || hasNow || hasAccount || hasFour || hasRisk || hasPlan || more != "" || len(acts) > 0 || len(r.fields[fieldMeasures]) > 0 || len(advice.Codes) > 0 || r.toldMore()) {
		return g.events, g.err
	}
	victim := r.addVictim(g, person, hasPerson)
	actor := r.addOther(g, other, hasOther || r.door.pair == nil && pair.Kind == casefile.ActorPerson)
	between := r.addPair(g, paired(pair, victim, actor, other.Details))
	if hasRelation {
		relation.Pair = between
		g.add("relation", "RelationshipRecorded", relation)
	}
	if hasSafe {
		if who := d.Person(victim); who != nil && who.SafeContact != nil {
			safe, g.err = over(who.SafeContact.Data, safe, g.err)
		}
		safe.Person = victim
		g.add("safe", "SafeContactRecorded", safe)
	}
	if hasNow {
		now.Person = victim
		g.add("now", "ImmediateSafetyRecorded", now)
	}
	r.addAccounts(g, victim, account, hasAccount, more)
	g.addActs(acts, between)
	if hasFour {
		four.Pair = between
		g.add("four", "FourAssessed", four)
	}
	g.addRisks(between)
	if hasPlan {
		if have := d.PlanOf(victim); have != nil {
			plan, g.err = over(have.Data, plan, g.err)
		}
		plan.Person = victim
		g.add("plan", "SafetyPlanMade", plan)
	}
	g.addSteps(victim)
	g.addAdvice(victim, advice)
	g.addThem(victim, between)
	return g.events, g.err
}

// otherAtDoor is what was said of the other person; false where nothing was. That
// somebody nobody knows is one of ours belongs to the report, as when it is taken.
func (r *report) otherAtDoor() (casefile.PersonAdded, bool) {
	other, has := r.otherPerson()
	if r.door.other != "" {
		has = has || !reflect.ValueOf(other.Details).IsZero()
	}
	return other, has
}

func (r *report) addVictim(g *gathered, person casefile.PersonAdded, has bool) casefile.PersonID {
	if d := r.door; d.victim != "" {
		if has {
			g.add("victim", "PersonDetailed", casefile.PersonDetailed{Person: d.victim, Details: person.Details})
		}
		return d.victim
	}
	person.Roles = []casefile.PersonRole{casefile.Victim}
	return casefile.PersonID(g.add("victim", "PersonAdded", person).ID)
}

// addOther is the other person's id; empty while nothing is on record of them. Whoever
// is told of for a pair whose actor was unknown is identified as that actor; a number
// or a vehicle is put to the unknown person.
func (r *report) addOther(g *gathered, other casefile.PersonAdded, has bool) casefile.PersonID {
	d := r.door
	if !has {
		return d.other
	}
	id := d.other
	if id != "" {
		g.add("other", "PersonDetailed", casefile.PersonDetailed{Person: id, Details: other.Details})
	} else {
		other.Roles = []casefile.PersonRole{casefile.Suspect}
		id = casefile.PersonID(g.add("other", "PersonAdded", other).ID)
	}
	switch {
	case d.pair == nil || d.pair.ActorKind == casefile.ActorPerson:
	case other.Details.Told():
		g.add("identified", "SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(d.pair.ID), Person: id, Staff: other.Details.Staff, Police: other.Details.PoliceWorker})
	case d.other == "" && d.pair.ActorKind == casefile.ActorUnknown:
		r.tieUnknown(g, id)
	}
	return id
}

// tieUnknown corrects the pair, so that what is now known of the unknown person is
// theirs.
func (r *report) tieUnknown(g *gathered, id casefile.PersonID) {
	earlier, root := asItStands(r.door.History, r.door.pair.ID)
	if earlier == nil {
		return
	}
	data, err := r.door.DataOf(*earlier)
	if err != nil {
		g.err = err
		return
	}
	pair := data.(casefile.PairRecorded)
	pair.Actor, pair.Kind = id, casefile.ActorUnknown
	e := g.add("pair", "PairRecorded", pair)
	e.Corrects, e.Reason, e.Occurred, e.Known = root, "More was said at the door of the person who is not known.", earlier.Occurred, earlier.Known
}

func (r *report) addPair(g *gathered, pair casefile.PairRecorded) casefile.PairID {
	if d := r.door; d.pair != nil {
		return casefile.PairID(d.pair.ID)
	}
	return casefile.PairID(g.add("pair", "PairRecorded", pair).ID)
}

// addAccounts keeps what was said at the door as an account of its own: what was said
// on the call stands as it was said then.
func (r *report) addAccounts(g *gathered, victim casefile.PersonID, account casefile.AccountRecorded, has bool, more string) {
	words := casefile.Text(strings.ReplaceAll(more, "\r\n", "\n"))
	if has && account.Words == "" {
		account.Words, more = words, ""
	}
	if has {
		account.Person = victim
		g.add("account", "AccountRecorded", account)
	}
	if more != "" {
		g.add("account more", "AccountRecorded", casefile.AccountRecorded{Person: victim, Words: words, Mode: account.Mode})
	}
}

// addPoliceLink corrects the report where it is said at the door whether somebody
// nobody knows works for the police (practice 1.2).
func (r *report) addPoliceLink(g *gathered) {
	link, d := r.otherDetails().PoliceWorker, r.door
	if _, named := r.otherAtDoor(); named || link == (fact.Answer[bool]{}) || link == d.PoliceLink.Answer {
		return
	}
	earlier, root := asItStands(d.History, d.ReportID)
	if earlier == nil {
		return
	}
	data, err := d.DataOf(*earlier)
	if err != nil {
		g.err = err
		return
	}
	rep := data.(casefile.ReportReceived)
	rep.PoliceLink = link
	e := g.add("police", "ReportReceived", rep)
	e.Corrects, e.Reason, e.Occurred, e.Known = root, "Asked at the door whether the other person works for the police.", earlier.Occurred, earlier.Known
}

// over puts what was typed over what is on record: top-level answers that were not
// typed stay as they are.
func over[D any](have, typed D, before error) (D, error) {
	if before != nil {
		return typed, before
	}
	merged := map[string]json.RawMessage{}
	for _, part := range []D{have, typed} {
		raw, err := json.Marshal(part)
		if err == nil {
			err = json.Unmarshal(raw, &merged)
		}
		if err != nil {
			return typed, fmt.Errorf("carry what is on record: %w", err)
		}
	}
	var out D
	raw, err := json.Marshal(merged)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	return out, err
}

// base is the version of the case that the visitor saw; 0 for a new report.
func (r *report) base() int64 {
	if r.door == nil {
		return 0
	}
	n, _ := strconv.ParseInt(r.fields.Get(fieldBase), 10, 64) // unread it is 0, as if they saw none
	return n
}

// meanwhile says that somebody recorded the same thing while the visitor was at the
// door. Both are kept: theirs stands on the pages now, and recording again puts the
// visitor's beside it.
func (r *report) meanwhile(step int, c *casework.Conflict) (answer, error) {
	r.fields.Set(fieldBase, strconv.FormatInt(r.door.Version, 10))
	if err := r.keep(); err != nil {
		return answer{}, err
	}
	theirs := c.Theirs[len(c.Theirs)-1]
	what := r.srv.words.Kind(theirs.Kind).Done + " by " + r.srv.staffName(theirs.Actor) + ", " + when(theirs.Recorded) + ", while you were here. What you typed is kept and not recorded yet. Look at theirs on its page, then record again."
	a, err := r.page(step, http.StatusConflict, []casefile.Problem{{Code: "meanwhile", What: what}})
	return a, err
}
