package selfreport

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/words"
)

// report makes the acts of what was said and still stands. What was not answered is not
// asked: no field of it is written.
func report(a answers) (casework.OnlineReport, error) {
	a = a.standing()
	g := &gathered{OnlineReport: casework.OnlineReport{CaseID: a.Case, Police: or(a, "police", answer(a.get("police"))), Duty: or(a, "keep", answer(a.get("keep")))}}
	sender, victim := g.people(a)
	pair := g.pair(a, victim)
	if s := or(a, "safe", answer(a.get("safe"))); !s.IsZero() {
		g.add("now", "ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: victim, SafeNow: s})
	}
	account := casefile.AccountRecorded{Person: sender, Words: casefile.Text(a.get("account")), WhyNot: ratherNotSay(a), Mode: fact.Of(casefile.Mode("online_form"))}
	if a.ratherNot("account") {
		account.NotGiven = casefile.UnsaidDeclined
	}
	if account.Words != "" || account.NotGiven != "" || account.WhyNot != "" {
		g.add("account", "AccountRecorded", account)
	}
	var is fact.Answer[casefile.Relationship]
	if rel := a.get("relation"); rel != "" {
		is = fact.Of(casefile.Relationship(rel))
	}
	if is = or(a, "relation", is); !is.IsZero() {
		g.add("relation", "RelationshipRecorded", casefile.RelationshipRecorded{Pair: pair, Is: is})
	}
	g.incidents(a, pair)
	if said := a.get("effect"); said != "" {
		g.add("effect", "ImpactRecorded", casefile.ImpactRecorded{Pair: pair, Words: casefile.Text(said)})
	}
	g.contact(a, sender)
	return g.OnlineReport, g.err
}

// gathered collects a report's acts and the first error of making one.
type gathered struct {
	casework.OnlineReport
	err error
}

func (g *gathered) add(part, kind string, data any) *casefile.Event {
	e, err := casefile.NewEvent(casework.OnlineID(g.CaseID, part), "", kind, data)
	g.Events, g.err = append(g.Events, e), errors.Join(g.err, err)
	return &g.Events[len(g.Events)-1]
}

// people are who sent it and whom it happens to: one person unless they say
// otherwise.
func (g *gathered) people(a answers) (sender, victim casefile.PersonID) {
	mine := casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim, casefile.Reporter}, Details: casefile.Details{Name: or(a, "me", lineOf(a.get("me")))}}
	their := casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: or(a, "them", lineOf(a.get("them")))}}
	if forSomebodyElse(a) {
		mine.Roles = []casefile.PersonRole{casefile.Reporter}
	}
	mine.Details.Age, their.Details.Age = or(a, "age", yearsOf(a.get("age"))), or(a, "their_age", yearsOf(a.get("their_age")))
	sender = casefile.PersonID(g.add("sender", "PersonAdded", mine).ID)
	if !forSomebodyElse(a) {
		return sender, sender
	}
	return sender, casefile.PersonID(g.add("victim", "PersonAdded", their).ID)
}

// pair is the other person's conduct. Whoever is told of by nothing but what they
// did, or by a number, an account or a vehicle, is "unknown person 1".
func (g *gathered) pair(a answers, victim casefile.PersonID) casefile.PairID {
	other := casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: lineOf(a.get("name"))}}
	traces(a.get("traces"), &other.Details)
	d := other.Details
	p := casefile.PairRecorded{Victim: victim, Kind: casefile.ActorUnknown, Label: "Unknown person 1"}
	if d.Told() || len(d.Phones)+len(d.Emails)+len(d.Handles)+len(d.Vehicles) > 0 {
		other.Details.PoliceWorker = answer(a.get("police"))
		p.Actor = casefile.PersonID(g.add("other", "PersonAdded", other).ID)
	}
	if d.Told() {
		p.Kind, p.Label = casefile.ActorPerson, ""
	}
	return casefile.PairID(g.add("pair", "PairRecorded", p).ID)
}

// contact is how to reach whoever sent it, and what would make it easier for them to talk.
func (g *gathered) contact(a answers, sender casefile.PersonID) {
	c := casefile.SafeContactRecorded{Person: sender}
	var cautions []string
	switch how := a.get("how"); how {
	case "":
		if !a.ratherNot("how") {
			return
		}
		c.Channel = fact.Is[casefile.ContactChannel](fact.Declined)
	case "none":
		cautions = append(cautions, "They would rather contact us.")
	default:
		c.Channel, c.Times = fact.Of(casefile.ContactChannel(how)), or(a, "times", lineOf(a.get("times")))
		c.Number = or(a, wayAsked(a), lineOf(wayToReach(a)))
		c.Message, c.Withheld, c.SuspectSees = or(a, "message", answer(a.get("message"))), or(a, "withheld", answer(a.get("withheld"))), casefile.Text(a.get("sees"))
	}
	if help := a.get("help"); help != "" {
		cautions = append(cautions, "What would make it easier for them to talk: “"+help+"”")
	}
	c.Cautions = casefile.Text(strings.Join(cautions, " "))
	g.add("contact", "SafeContactRecorded", c)
}

// untyped are the pages whose answer is words or a list, which cannot say that somebody
// would rather not: it is kept with the account.
var untyped = []string{"who", "acts", "often", "effect", "known", "traces", "sees", "help"}

// ratherNotSay names those of them that somebody would rather not answer.
func ratherNotSay(a answers) casefile.Text {
	var out []string
	for _, name := range untyped {
		if a.ratherNot(name) {
			out = append(out, "“"+words.For("en").SelfReport().Pages[name].Asks+"”")
		}
	}
	if len(out) == 0 {
		return ""
	}
	return casefile.Text("Would rather not say: " + strings.Join(out, ", "))
}

// or is an answer, or that they would rather not give it.
func or[T any](a answers, page string, said fact.Answer[T]) fact.Answer[T] {
	if said.IsZero() && a.ratherNot(page) {
		return fact.Is[T](fact.Declined)
	}
	return said
}

func answer(said string) fact.Answer[bool] {
	switch said {
	case "yes":
		return fact.Of(true)
	case "no":
		return fact.Of(false)
	case "unsure":
		return fact.Answer[bool]{Status: fact.AskedNotKnown}
	}
	return fact.Answer[bool]{}
}

func yearsOf(said string) fact.Answer[int] {
	years, err := strconv.Atoi(said)
	if err != nil {
		return fact.Answer[int]{}
	}
	return fact.Of(years)
}

func lineOf(said string) fact.Answer[casefile.Line] {
	if said == "" {
		return fact.Answer[casefile.Line]{}
	}
	return fact.Of(casefile.Line(said))
}

var (
	looksLikePhone = regexp.MustCompile(`^\+?[0-9 ()-]{7,20}$`)
	looksLikeMail  = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
	looksLikePlate = regexp.MustCompile(`(?i)^[a-z]{2}[0-9]{2} ?[a-z]{3}$`)
)

// traces sorts what was given, one on a line, by what it looks like: whatever is
// nothing else is the name of an account.
func traces(said string, d *casefile.Details) {
	for raw := range strings.Lines(said) {
		one := casefile.Line(strings.TrimSpace(raw))
		if one == "" {
			continue
		}
		switch s := string(one); {
		case looksLikePhone.MatchString(s):
			d.Phones = append(d.Phones, one)
		case looksLikeMail.MatchString(s):
			d.Emails = append(d.Emails, one)
		case looksLikePlate.MatchString(s):
			d.Vehicles = append(d.Vehicles, one)
		default:
			d.Handles = append(d.Handles, one)
		}
	}
}
