package casefile

import (
	"cmp"
	"slices"
	"strconv"
)

// derive works out, once all acts are applied, what follows from them: the order
// of incidents, first and last acts, what triggers a new look at risk, the grade
// in force, and who is shut out. It decides nothing that the guidance decides.
func (f *folder) derive() {
	c := f.c
	c.deriveWhom() // what was found of whom is weighed below
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if v := c.Person(p.VictimID); v != nil {
			p.Victim = *v
		}
		if a := c.Person(p.ActorID); a != nil {
			p.Actor = *a
			p.Identified = p.ActorKind == ActorPerson || c.wasArrested(p.ActorID)
		}
		p.orderIncidents()
		p.derivePattern()
		p.deriveClass()
		p.deriveTriggers(c)
		p.deriveGrade()
	}
	c.dropIdleLowerings()
	f.breachesTooEarly()
	c.derivePoliceLink()
	for _, pr := range c.Proposals {
		c.applyProposal(pr)
	}
	c.deriveSearched()
	c.deriveAlike()
	c.deriveLapsed()
	c.deriveDates()
	c.deriveUnchecked()
	c.deriveUnreached()
	c.replaceOffers(f.tookBack)
	c.deriveConflicts(f.namesakes)
	c.SpokenWith = !c.FirstSpoken().IsZero()
	c.deriveVictims()
	c.deriveThings()
	c.deriveBearing()
	c.deriveAdvice()
	c.derivePlans()
	c.deriveWeapons()
	slices.SortStableFunc(c.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Event, b.Event), cmp.Compare(a.Code, b.Code))
	})
}

// wasArrested reports whether police have held somebody: who they are can be found
// out from then on, whatever they call themselves.
func (c *Case) wasArrested(id PersonID) bool {
	return slices.ContainsFunc(c.Arrests, func(a Arrest) bool { return a.PersonID == id })
}

// UnknownAs is what somebody is called who acts in the case and is not known: by the
// label of what they did, else "unknown person 1", "2" in the order recorded. Empty
// for everybody else.
func (c *Case) UnknownAs(id PersonID) string {
	n := 0
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if p.ActorKind != ActorUnknown {
			continue
		}
		n++
		if id != "" && p.ActorID == id {
			return cmp.Or(string(p.Label), "unknown person "+strconv.Itoa(n))
		}
	}
	return ""
}

// Told reports whether anything is recorded that tells who somebody is: a name, an
// alias, or which member of staff. A number, an account or a vehicle does not.
func (d Details) Told() bool {
	return d.Name.Given() && d.Name.Value != "" || len(d.Aliases) > 0 || d.Staff != ""
}

func (p *Pair) orderIncidents() {
	items := p.Incidents.Items
	inOrder := func(a, b *Incident) int {
		if c := a.Occurred.From.Compare(b.Occurred.From); c != 0 {
			return c
		}
		return cmp.Or(a.Occurred.To.Compare(b.Occurred.To), cmp.Compare(a.ID, b.ID))
	}
	// Incidents are large: they are moved once, and not at all where they came in order.
	sorted := make([]*Incident, len(items))
	for i := range items {
		sorted[i] = &items[i]
	}
	if !slices.IsSortedFunc(sorted, inOrder) {
		slices.SortStableFunc(sorted, inOrder)
		moved := make([]Incident, len(items))
		for i, x := range sorted {
			moved[i] = *x
		}
		items, p.Incidents.Items = moved, moved
	}
	// The limitation clock runs from the last act relied on, taken at its earliest
	// (TIM-02; guidance-design 9.4): so the act whose earliest date is latest.
	for _, i := range items {
		if i.Occurred.IsZero() {
			continue
		}
		if p.FirstAct.IsZero() && !i.Occurred.From.IsZero() { // of some, nobody said when they began
			p.FirstAct = i.Occurred
		}
		if p.LastAct.IsZero() || i.Occurred.From.After(p.LastAct.From) {
			p.LastAct = i.Occurred
		}
	}
}

func (c *Case) applyProposal(pr *Pending) {
	switch pr.Kind {
	case "CaseClosed":
		if c.Closing == nil || c.Closing.ID != pr.ID {
			return
		}
		c.Closing.Confirmed = pr.Decided && pr.Accepted
		c.Closing.Refused = pr.Decided && !pr.Accepted
		switch {
		case c.Closing.Confirmed:
			c.Stage = StageClosed
		case !c.Closing.Refused && c.Stage != StageClosed:
			c.Stage = StageClosing
		}
	}
}

// deriveConflicts shuts out every suspect who is one of our own. Until it is said
// which member of staff a suspect is, those who were found to bear their name when
// the acts were recorded (namesakes) are shut out too: a suspect officer must not
// read the case in the meantime (APP 5.2).
func (c *Case) deriveConflicts(namesakes []StaffID) {
	c.Conflicts = nil
	unnamed := false
	for i := range c.Persons.Items {
		p := &c.Persons.Items[i]
		if p.Staff != "" && c.suspects(p) {
			c.Conflicts = append(c.Conflicts, p.Staff)
		}
		unnamed = unnamed || c.UnnamedOfficer(p)
	}
	if unnamed {
		c.Conflicts = append(c.Conflicts, namesakes...)
	}
	slices.Sort(c.Conflicts)
	c.Conflicts = slices.Compact(c.Conflicts)
}

// derivePoliceLink carries whether the other person works for the police between the
// report and the one actor of a case, so that it is asked once (DESIGN 1.4): what is
// said of whoever did it, named or not, is said of that person. Two actors are two
// questions, and only an answer is carried.
func (c *Case) derivePoliceLink() {
	if len(c.Pairs) != 1 || c.Pairs[0].ActorKind == ActorGroup {
		return
	}
	actor := &c.Pairs[0].Actor.PoliceWorker
	switch {
	case c.PoliceLink.Given() && !actor.Given():
		actor.Put(c.PoliceLink.Answer, c.PoliceLink.Source)
	case actor.Given() && !c.PoliceLink.Given():
		c.PoliceLink.Put(actor.Answer, actor.Source)
	}
}

// suspects reports whether somebody is suspected of conduct in the case, by the
// part they were given or as the actor of a pair.
func (c *Case) suspects(p *Person) bool {
	return p.Has(Suspect) || slices.ContainsFunc(c.Pairs, func(x Pair) bool { return x.ActorID == PersonID(p.ID) })
}

// IsSuspect and IsVictim report what somebody is in the case, by the part they were
// given or as one of a pair.
func (c *Case) IsSuspect(p *Person) bool { return p != nil && c.suspects(p) }

// IsVictim leaves out who is in danger besides: SecondaryVictim says that of them.
func (c *Case) IsVictim(p *Person) bool { return p != nil && c.isVictim(PersonID(p.ID)) }

// AboutOneOfOurs reports whether a suspect works for the police, by what is recorded
// of anybody or of the report.
func (c *Case) AboutOneOfOurs() bool {
	return slices.ContainsFunc(c.Persons.Items, func(p Person) bool { return p.Staff != "" && c.suspects(&p) || c.UnnamedOfficer(&p) })
}

// UnnamedOfficer reports whether somebody is a suspect who is said to work for the
// police, by what is recorded of them or else of the report, while nobody has said
// which member of staff they are.
func (c *Case) UnnamedOfficer(p *Person) bool {
	said := p.PoliceWorker
	if !said.Given() {
		said = c.PoliceLink
	}
	return p.Staff == "" && said.Given() && said.Value && c.suspects(p)
}
