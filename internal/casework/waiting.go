package casework

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"foursight/internal/casefile"
)

// What a case can wait for, as the codes its row holds.
const (
	WaitsRegistrar  = "registrar"  // a ruling of the force crime registrar (APP 1.3)
	WaitsSupervisor = "supervisor" // a supervisor's decision on what was proposed
	WaitsHandover   = "handover"   // somebody's acceptance of the case
	WaitsReturned   = "returned"   // the proposer, to whom a proposal came back
	WaitsClass      = "class"      // a classification, though two or more acts are recorded
	WaitsDiffers    = "differs"    // somebody to look at it: advice and decision differ
	WaitsOrder      = "order"      // an order that somebody decided to apply for
	WaitsCustody    = "custody"    // the release of somebody in custody (APP 4.3)
	WaitsReach      = "reach"      // somebody to reach the victim of somebody who is out of custody
	WaitsOnline     = "online"     // somebody who reported online, until an officer has spoken with them (APP 4.1)
)

// Waiting is one thing on a case that somebody other than its author has to
// decide or accept, or that came back to its author. It holds codes and staff
// ids only, for it stands in lists; pages put it in words.
type Waiting struct {
	On   string    `json:"on"`             // one of the codes above
	ID   string    `json:"id"`             // of the act it is about; a pair's where a ruling was asked for without a proposal
	Kind string    `json:"kind"`           // of that act
	Pair string    `json:"pair,omitempty"` // whose conduct, where one is meant
	By   string    `json:"by,omitempty"`   // staff id of who proposed, asked or offered
	At   time.Time `json:"at,omitzero"`    // when they did; of one that came back, when it was decided

	Outcome casefile.CloseOutcome `json:"outcome,omitempty"` // a closing: how it is to end
	From    casefile.Grade        `json:"from,omitempty"`    // a lowered risk: the grade in force until it is confirmed
	Grade   casefile.Grade        `json:"grade,omitempty"`   // a lowered risk: the judgement
	Class   casefile.Class        `json:"class,omitempty"`   // the classification proposed
	To      casefile.StaffID      `json:"to,omitempty"`      // a hand-over: who is to accept; an answer noted by another: who is said to have given it, where they are of the force
	Advised string                `json:"advised,omitempty"` // advice and decision differ: what the reasons point to
	Order   casefile.OrderKind    `json:"order,omitempty"`   // the order decided on
	ToUnit  string                `json:"to_unit,omitempty"` // a hand-over to a unit
	Decider string                `json:"decider,omitempty"` // staff id of who returned it
	Due     time.Time             `json:"due,omitzero"`      // a report made online: when somebody is to have spoken with them; zero without a local standard. A release: when it is planned
	Unsafe  bool                  `json:"unsafe,omitempty"`  // a report made online: they said they were not safe

	Of     casefile.Specialist `json:"of,omitempty"`      // advice: of whom it was asked
	Taken  bool                `json:"taken,omitempty"`   // advice: it is recorded who took the question
	Back   time.Time           `json:"back,omitzero"`     // advice: when an answer to it was last taken back
	BackBy []string            `json:"back_by,omitempty"` // staff ids of who took answers to it back
	Asker  string              `json:"asker,omitempty"`   // an answer noted by another: staff id of who asked
}

// PendingOn reports whether a row waits for what a code stands for.
func (r Row) PendingOn(code string) bool {
	return slices.ContainsFunc(r.Waiting, func(w Waiting) bool { return w.On == code })
}

// waitingOn lists all that waits on a case: rulings, then decisions, then the
// hand-over, then what came back. Every classification proposed for a former
// partner waits for the registrar, asked or not (APP 1.3; REC-02). Of offers to
// hand over only the newest counts.
func waitingOn(l *loaded) []Waiting {
	c := l.c
	var out []Waiting
	for i := range c.Pairs {
		p := &c.Pairs[i]
		switch {
		case p.ProposedAs.Given():
			w := Waiting{On: WaitsRegistrar, ID: p.ProposedAs.Source, Kind: "ClassificationDecided", Pair: p.ID, Class: p.ProposedAs.Value}
			w.By, w.At = saidBy(l.events, func(e casefile.Event) bool { return e.Root() == w.ID })
			out = append(out, w)
		case p.Unanswered:
			w := Waiting{On: WaitsRegistrar, ID: p.ID, Kind: "RegistrarAsked", Pair: p.ID}
			w.By, w.At = saidBy(l.events, func(e casefile.Event) bool { return e.Kind == "RegistrarAsked" && pairOf(e) == p.ID })
			out = append(out, w)
		}
	}
	for _, p := range c.Proposals {
		if !p.Decided {
			out = append(out, proposalOf(c, p, p.Waits))
		}
	}
	if h := c.Offered(); h != nil {
		out = append(out, Waiting{On: WaitsHandover, ID: h.ID, Kind: "CaseHandedOver", By: h.By, At: h.Recorded,
			To: h.Data.To, ToUnit: string(h.Data.ToUnit)})
	}
	if h := heldOf(c); h != nil && c.Stage != casefile.StageClosed {
		w := Waiting{On: WaitsCustody, ID: h.Arrest, Kind: "SuspectArrested", At: h.Since}
		if !h.Out.IsZero() {
			w.On, w.At = WaitsReach, h.Out
		}
		out = append(out, w)
	}
	out = append(out, releasesNear(l)...)
	out = append(out, adviceWaiting(c)...)
	out = append(out, onlineWaiting(l)...)
	out = append(out, ordersWaiting(c)...)
	out = append(out, classesWaiting(l)...)
	for _, p := range c.Proposals {
		if at, returned := returnedAt(l.events, p); returned {
			w := proposalOf(c, p, WaitsReturned)
			w.At, w.Decider = at, p.Decider
			out = append(out, w)
		}
	}
	return out
}

// ordersWaiting are the orders somebody decided to apply for; the newest word on
// each kind of order counts.
func ordersWaiting(c *casefile.Case) []Waiting {
	if c.Stage == casefile.StageClosed {
		return nil
	}
	var out []Waiting
	for i, o := range c.Orders {
		newer := slices.ContainsFunc(c.Orders[i+1:], func(x casefile.OrderConsidering) bool {
			return x.PairID == o.PairID && x.Kind.Value == o.Kind.Value && x.Decision.Given()
		})
		if o.Decision.Value == casefile.DecideYes && !newer {
			out = append(out, Waiting{On: WaitsOrder, ID: o.ID, Kind: "OrderConsidered", Pair: string(o.PairID), By: o.By, At: o.Recorded, Order: o.Kind.Value})
		}
	}
	return out
}

// classesWaiting are the pairs whose classification a specialist may want to look
// at: none decided though two or more acts are recorded, or decided otherwise
// than the reasons point. Neither is a fault: the officer decides.
func classesWaiting(l *loaded) []Waiting {
	if l.c.Stage == casefile.StageClosed {
		return nil
	}
	var out []Waiting
	for i := range l.c.Pairs {
		p := &l.c.Pairs[i]
		decided := p.Class.Given() && p.Class.Value != casefile.Undetermined
		switch advised := adviceFor(l, p.ID); {
		case p.ProposedAs.Given():
		case !decided && len(p.Incidents.Items) >= 2:
			w := Waiting{On: WaitsClass, ID: p.ID, Kind: "ClassificationDecided", Pair: p.ID, Advised: advised}
			out = append(out, w)
		case decided && (advised == adviseStalking) != p.Class.Value.Stalking() && (advised == adviseStalking || advised == adviseHarassment):
			w := Waiting{On: WaitsDiffers, ID: p.ID, Kind: "ClassificationDecided", Pair: p.ID, Class: p.Class.Value, Advised: advised}
			w.By, w.At = saidBy(l.events, func(e casefile.Event) bool { return e.Root() == p.Class.Source })
			out = append(out, w)
		}
	}
	return out
}

// The candidates of the edition's question of classification.
const (
	adviseStalking   = "stalking"
	adviseHarassment = "harassment"
)

func adviceFor(l *loaded, pair string) string {
	for _, a := range l.found.Advice {
		if a.Question == "classification" && a.Pair == pair {
			return a.PointsTo
		}
	}
	return ""
}

// saidBy finds who made the newest act that is meant, and when.
func saidBy(events []casefile.Event, meant func(casefile.Event) bool) (staff string, at time.Time) {
	for _, e := range slices.Backward(events) {
		if meant(e) && !e.Withdraw {
			return e.Actor, e.ActedAt()
		}
	}
	return "", time.Time{}
}

// proposalOf is something saved as proposed, with what a list says of it.
func proposalOf(c *casefile.Case, p *casefile.Pending, on string) Waiting {
	w := Waiting{On: on, ID: p.ID, Kind: p.Kind, By: p.By, At: p.Recorded}
	switch p.Kind {
	case "CaseClosed":
		if c.Closing != nil && c.Closing.ID == p.ID {
			w.Outcome = c.Closing.Data.Outcome.Value
		}
	case "RiskAssessed":
		w.Pair = p.Subject
		if _, r := c.Assessment(casefile.AssessmentID(p.ID)); r != nil {
			w.From, w.Grade = r.From, r.Judgement.Value
		}
	}
	return w
}

// returnedAt is when a proposal was returned; false where it was not, or where
// its author has since recorded something on the case, which acknowledges it.
func returnedAt(events []casefile.Event, p *casefile.Pending) (at time.Time, returned bool) {
	if !p.Decided || p.Accepted {
		return at, false
	}
	for _, e := range events {
		switch {
		case e.Kind == "ProposalDecided" && proposalIn(e) == p.ID:
			at, returned = e.ActedAt(), true
		case returned && e.Actor == p.By:
			return at, false
		}
	}
	return at, returned
}

func proposalIn(e casefile.Event) string {
	var d struct {
		Proposal string `json:"proposal"`
	}
	if json.Unmarshal(e.Data, &d) != nil {
		return ""
	}
	return d.Proposal
}

// Asks reports whether it is somebody's question, proposal or offer, who waits for
// another to act or has it back: on whatever case, it stands on their own home.
func (w Waiting) Asks() bool {
	return w.Kind == "SpecialistAsked" || w.On == WaitsRegistrar || w.On == WaitsSupervisor || w.On == WaitsHandover || w.On == WaitsReturned
}

// codesOf is what waits, and of what was asked by whom, each code once, as a row holds it
// in clear.
func codesOf(waiting []Waiting) string {
	var out []string
	add := func(code string) {
		if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	for _, w := range waiting {
		add(w.On)
		if w.Asks() && w.By != "" {
			add(AskedBy(w.By))
		}
	}
	return strings.Join(out, " ")
}
