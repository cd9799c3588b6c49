package casefile

// SubjectKey is the same for two checks on the same person or thing: how a number is
// spaced makes no difference, nor whose it was said to be. It holds what was checked,
// so it is never shown.
func SubjectKey(on SubjectKind, person PersonID, value Line) string {
	v := plainly(value)
	if person != "" && (on == "victim" || on == "actor" || v == "") {
		return string(on) + "|" + string(person)
	}
	return string(on) + "|" + v
}

// deriveAlike says of each check which was the first made of the same person or thing,
// in whatever system, and whether it was made of a suspect. A check of one number says
// nothing of another (APP 4.3.1).
func (c *Case) deriveAlike() {
	first := make(map[string]string, len(c.Checks))
	for i := range c.Checks {
		k := &c.Checks[i]
		k.OfSuspect = c.ofSuspect(k)
		key := SubjectKey(k.Subject, k.OfID, k.Data.Subject)
		if !k.OnThing() && k.Whom != "" {
			key = SubjectKey(c.PartChecked(k), k.Whom, "")
		}
		if first[key] == "" {
			first[key] = k.ID
		}
		k.Alike = first[key]
	}
}

// PartChecked is whether a check made of a person was of a victim or of a suspect; where
// that is not said, what they are in the case.
func (c *Case) PartChecked(k *Check) SubjectKind {
	if k.Subject != "" {
		return k.Subject
	}
	if p := c.Person(k.Whom); p != nil && c.suspects(p) {
		return "actor"
	}
	return "victim"
}

// ofSuspect reports whether a check was made of somebody as the suspect. Somebody who
// is a victim of the case too may have been checked as either.
func (c *Case) ofSuspect(k *Check) bool {
	p := c.Person(k.Whom)
	if p == nil || k.Subject == "actor" || k.Subject == "victim" {
		return p != nil && k.Subject == "actor"
	}
	return c.suspects(p) && !c.isVictim(PersonID(p.ID))
}
