package web

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// doneWords are the acts of the case so far, each kind once in order of time and with
// what it came to, as a sergeant hears it said. They go into the incident log too, so
// that somebody is named only where the case has another they could be taken for.
func (c *caseView) doneWords() string {
	type act struct {
		did  string
		said []string // what each entry came to, oldest first
	}
	var acts []*act
	of := map[string]*act{}
	add := func(kind string, said ...string) {
		if of[kind] == nil {
			of[kind] = &act{did: c.didWords(kind)}
			acts = append(acts, of[kind])
		}
		a := of[kind]
		for _, x := range said {
			if x = strings.TrimSpace(x); x != "" && !slices.Contains(a.said, x) {
				a.said = append(a.said, x)
			}
		}
	}
	entries := c.standing(func(e *casefile.Event) bool {
		return !slices.Contains(notWork, e.Kind) && !slices.Contains(ofSteps, e.Kind)
	})
	slices.Reverse(entries)
	newest := map[string]string{} // of an answer that stands for all before it: the entry
	for _, e := range entries {
		newest[e.Kind+aboutWhom(e)] = e.ID
	}
	for _, e := range entries {
		if k, ok := casefile.KindOf(e.Kind); !ok || k.Hidden && e.Kind != "MaterialImported" {
			continue
		}
		if slices.Contains(standsAlone, e.Kind) && newest[e.Kind+aboutWhom(e)] != e.ID {
			continue
		}
		state := ""
		if c.Proposal(casefile.ProposalID(e.Root())) != nil {
			state = lower(c.proposedWords(e.Root()))
		}
		came := joinAnd([]string{c.cameTo(e), state}, ", ")
		if whose := c.whose(e); whose != "" && e.Kind != "IncidentRecorded" {
			came = strings.TrimSpace(came + " (" + whose + ")")
		}
		add(e.Kind, came)
	}
	var lines []string
	for _, a := range acts {
		line := a.did
		if len(a.said) > 0 {
			line += ": " + strings.Join(a.said, "; ")
		}
		lines = append(lines, line)
	}
	if steps := c.stepsDone(); len(steps) > 0 {
		lines = append(lines, "Steps for safety: "+strings.Join(steps, "; "))
	}
	if checks := c.checkCounts(); checks != "" {
		lines = append(lines, checks)
	}
	return strings.Join(lines, "\n")
}

// ofSteps are acts about the steps of a plan: one set and not settled is not done, and
// what became of it says the rest.
var ofSteps = []string{"SafetyMeasureSet", "SafetyMeasureSettled"}

// whose is the pair or the person an entry is about, where the case has more than one
// pair; empty where there is nobody to take them for.
func (c *caseView) whose(e casefile.Event) string {
	if len(c.Pairs) < 2 {
		return ""
	}
	var about struct{ Pair, Person string }
	_ = json.Unmarshal(e.Data, &about) // an entry about nobody is about the case
	if whose := c.forPair(about.Pair); whose != "" {
		return whose
	}
	if p := c.Person(casefile.PersonID(about.Person)); p != nil {
		return c.called(p)
	}
	return ""
}

// standsAlone are the kinds whose newest entry about somebody stands for all of them.
var standsAlone = []string{"ImmediateSafetyRecorded", "SafeContactRecorded", "FourAssessed", "RiskAssessed", "ResponseGraded", "ClassificationDecided", "ThreatToLifeConsidered"}

// laterCapital is a further word that begins with a capital: it is a name.
var laterCapital = regexp.MustCompile(` [A-Z][a-z]`)

// lowerUnlessName is a code's words inside a sentence: the capitals of a name stay
// ("Crown Prosecution Service").
func lowerUnlessName(s string) string {
	if laterCapital.MatchString(s) {
		return s
	}
	return lower(s)
}

// aboutWhom is the pair or the person an entry is about.
func aboutWhom(e casefile.Event) string {
	var about struct{ Pair, Person string }
	_ = json.Unmarshal(e.Data, &about) // an entry about nobody is about the case
	return "/" + about.Pair + "/" + about.Person
}

// cameTo is what an act came to, in a few words from its own codes; empty where the
// act says it all.
func (c *caseView) cameTo(e casefile.Event) string {
	data, err := e.Decoded()
	if err != nil {
		return ""
	}
	switch d := data.(type) {
	case *casefile.IncidentRecorded:
		return c.actsWritten()
	case *casefile.ImmediateSafetyRecorded:
		return joinAnd([]string{answerIn(d.SafeNow, yesNo), when(e.KnownAt())}, ", ")
	case *casefile.SafeContactRecorded:
		if !c.Can(casefile.ClassSafety) {
			return "" // how they are reached is not the reader's
		}
		return joinAnd(append([]string{coded(c.srv, "ContactChannel", d.Channel)}, c.safeMissing(d)...), ", ")
	case *casefile.FourAssessed:
		return fourSaid(d)
	case *casefile.RiskAssessed:
		if d.Judgement.Given() {
			return coded(c.srv, "Grade", d.Judgement)
		}
		return joinAnd([]string{coded(c.srv, "Grade", d.ToolGrade), coded(c.srv, "Tool", d.Tool)}, " by ")
	case *casefile.AdviceGiven:
		return codesIn(c.srv, "AdviceCode", d.Codes)
	case *casefile.VictimContacted:
		return joinAnd([]string{coded(c.srv, "Outcome", d.Outcome), when(e.KnownAt())}, ", ")
	case *casefile.ReferralConsentRecorded:
		return joinAnd([]string{coded(c.srv, "Service", d.Service), lower(coded(c.srv, "Consent", d.Choice))}, ", ")
	case *casefile.ReferralMade:
		return coded(c.srv, "Service", d.Service)
	case *casefile.ClassificationDecided:
		return lowerUnlessName(code(c.srv, "Class", d.As))
	case *casefile.ThreatToLifeConsidered:
		return answerIn(d.Present, yesNo)
	case *casefile.ResponseGraded:
		return coded(c.srv, "Urgency", d.Grade)
	case *casefile.ArrestConsidered:
		return coded(c.srv, "Decision", d.Decision)
	case *casefile.OrderConsidered:
		return joinAnd([]string{coded(c.srv, "OrderKind", d.Order), lower(coded(c.srv, "Decision", d.Decision))}, ", ")
	case *casefile.OrderNoted:
		return coded(c.srv, "OrderKind", d.Order)
	case *casefile.BailSet:
		return coded(c.srv, "BailKind", d.Kind)
	case *casefile.SuspectArrested:
		return arrestedAt(e)
	case *casefile.SuspectReleased:
		return coded(c.srv, "ReleaseKind", d.How)
	case *casefile.SuspectCharged:
		return codesIn(c.srv, "Offence", d.Offences)
	case *casefile.BreachActed:
		return coded(c.srv, "BreachAction", d.Action)
	case *casefile.SpecialistAsked:
		return coded(c.srv, "Specialist", d.Of)
	case *casefile.PriorityDecided:
		return coded(c.srv, "Priority", d.First)
	case *casefile.NextStepDecided:
		return coded(c.srv, "NextStep", d.Step)
	case *casefile.EvidenceAdded:
		return coded(c.srv, "EvidenceKind", d.Kind)
	}
	return ""
}

// safeMissing says what a safe contact lacks, of the newest about somebody.
func (c *caseView) safeMissing(d *casefile.SafeContactRecorded) []string {
	p := c.Person(d.Person)
	if p == nil || p.SafeContact == nil || p.SafeWhole {
		return nil
	}
	var out []string
	for _, path := range p.SafeContact.Data.Missing() {
		if path == "number" && !c.Can(casefile.ClassContact) {
			continue
		}
		out = append(out, map[string]string{"channel": "way not recorded", "number": "no number or address recorded", "times": "no safe time recorded"}[path])
	}
	return out
}

func arrestedAt(e casefile.Event) string {
	if e.Occurred.IsZero() {
		return when(e.KnownAt())
	}
	return e.Occurred.Words()
}

// fourSaid is what was answered of FOUR; what nobody asked is not said.
func fourSaid(d *casefile.FourAssessed) string {
	var out []string
	for _, q := range []struct {
		name string
		a    fact.Answer[bool]
	}{{"fixated", d.Fixated}, {"obsessive", d.Obsessive}, {"unwanted", d.Unwanted}, {"repeated", d.Repeated}} {
		if q.a.Status != fact.NotAsked {
			out = append(out, q.name+" "+lower(said(q.a, yesNo)))
		}
	}
	return strings.Join(out, ", ")
}

// answerIn is an answer in words where anybody gave one.
func answerIn[T any](a fact.Answer[T], words func(T) string) string {
	if a.Status == fact.NotAsked {
		return ""
	}
	return lowerUnlessName(said(a, words))
}

// coded is an answer out of a list of codes, in its words; empty where nobody asked.
func coded[T ~string](s *Server, family string, a fact.Answer[T]) string {
	return answerIn(a, func(x T) string { return code(s, family, x) })
}

// actsWritten counts the acts written down and says the days of the first and last.
func (c *caseView) actsWritten() string {
	n, more := 0, false
	var first, last time.Time
	for i := range c.Pairs {
		acts, spells := actsOf(&c.Pairs[i])
		n, more = n+acts, more || spells
		for j := range c.Pairs[i].Incidents.Items {
			x := &c.Pairs[i].Incidents.Items[j]
			if x.Occurred.From.IsZero() {
				continue
			}
			if first.IsZero() || x.Occurred.From.Before(first) {
				first = x.Occurred.From
			}
			if x.Occurred.To.After(last) {
				last = x.Occurred.To
			}
		}
	}
	switch from, to := calendar.DateOf(first), calendar.DateOf(last); {
	case n == 0:
		return ""
	case first.IsZero():
		return actsCounted(n, more) + ", not dated"
	case from == to:
		return actsCounted(n, more) + ", " + from.Short()
	default:
		return actsCounted(n, more) + ", " + from.Short() + " to " + to.Short()
	}
}

// codesIn are codes in their words.
func codesIn[T ~string](s *Server, family string, codes []T) string {
	var out []string
	for _, x := range codes {
		out = append(out, lowerUnlessName(code(s, family, x)))
	}
	return strings.Join(out, ", ")
}

// didWords is what was done, of a kind of entry.
func (c *caseView) didWords(kind string) string {
	w := c.srv.words.Kind(kind)
	return orNot(w.Did, w.Done)
}
