package casefile

import (
	"slices"
	"strings"
	"time"

	"foursight/internal/fact"
)

// VictimTold is what was asked of one victim of a case, and told and advised to them: with
// two, what one of them was told nobody has told the other. Whoever is a victim only
// through another (secondary) has a plan and a grade of their own instead.
type VictimTold struct {
	ID      string          `cel:"id"`
	Safe    fact.Fact[bool] `cel:"safe_now"`          // by the latest answer
	Heard   bool            `cel:"account_recorded"`  // some of what they said is, or that they would not or could not say
	Kept    bool            `cel:"account_not_given"` // they were listened to, and have not told yet
	KeptAt  time.Time       `cel:"account_asked_at"`  // when they last were; zero for never
	Advised []AdviceCode    `cel:"advised"`
	Told    []Topic         `cel:"told"` // in a contact that reached them

	Serious    bool `cel:"told_taken_seriously"`    // in such a contact, or when asked why they come late
	Understood bool `cel:"told_reasons_understood"` // of why they come late
}

// deriveVictims gathers it. What names nobody is the victim's where there is one; where
// there are several it is none's, for nobody knows whose it is, except that somebody is
// not safe: that holds of each until they are asked.
func (c *Case) deriveVictims() {
	c.Victims = nil
	for i := range c.Pairs {
		id := c.Pairs[i].VictimID
		if who := c.Person(id); who == nil || c.victim(id) != nil || who.Has(SecondaryVictim) && !who.Has(Victim) {
			continue
		}
		c.Victims = append(c.Victims, VictimTold{ID: string(id)})
	}
	for i := range c.Victims {
		c.Victims[i].gather(c, len(c.Victims) == 1)
	}
	c.deriveSafety()
}

func (c *Case) victim(id PersonID) *VictimTold {
	for i := range c.Victims {
		if c.Victims[i].ID == string(id) {
			return &c.Victims[i]
		}
	}
	return nil
}

func (v *VictimTold) gather(c *Case, alone bool) {
	theirs := func(id PersonID) bool { return string(id) == v.ID || id == "" && alone }
	for i := range c.Immediate {
		x := &c.Immediate[i]
		if theirs(x.Person) || x.Person == "" && x.Safe.Known() && !x.Safe.Value {
			v.Safe.Put(x.Safe.Answer, x.Safe.Source)
		}
	}
	told := false
	for i := range c.Accounts {
		a := &c.Accounts[i]
		if !theirs(a.Person) {
			continue
		}
		told = told || strings.TrimSpace(string(a.Data.Words)) != ""
		v.Heard = true
		if v.Kept = !told; v.Kept && a.At.After(v.KeptAt) {
			v.KeptAt = a.At
		}
	}
	for i := range c.Advice {
		if a := &c.Advice[i]; theirs(a.Data.Person) {
			v.Advised = add(v.Advised, a.Codes...)
		}
	}
	for i := range c.Contacts {
		if k := &c.Contacts[i]; theirs(k.Person) && k.Reached() {
			v.Told = add(v.Told, k.Topics...)
		}
	}
	v.Serious = slices.Contains(v.Told, "reassured_taken_seriously")
	for i := range c.Delays {
		if d := &c.Delays[i]; theirs(d.Person) {
			v.Serious = v.Serious || d.Serious.Known() && d.Serious.Value
			v.Understood = v.Understood || d.Understood.Known() && d.Understood.Value
		}
	}
}

// deriveSafety says whether everybody is safe now: no while the latest answer of
// anybody is no, and not known while it is not known of some victim.
func (c *Case) deriveSafety() {
	c.Safety = fact.Fact[bool]{}
	for i := range c.Victims {
		if v := &c.Victims[i]; i == 0 || c.Safety.Known() {
			c.Safety = v.Safe
		}
	}
	var no fact.Fact[bool]
	for i := range c.Victims {
		if v := &c.Victims[i]; v.Safe.Known() && !v.Safe.Value {
			no = v.Safe
		}
	}
	others := map[PersonID]fact.Fact[bool]{} // who is no victim, or nobody named while no victim is on record
	for i := range c.Immediate {
		if x := &c.Immediate[i]; x.Safe.Status != fact.NotAsked && c.victim(x.Person) == nil && (x.Person != "" || len(c.Victims) == 0) {
			others[x.Person] = x.Safe
			if len(c.Victims) == 0 {
				c.Safety = x.Safe
			}
		}
	}
	for i := range c.Immediate { // in their order, so that the same case gives the same answer
		if x := others[c.Immediate[i].Person]; x.Known() && !x.Value {
			no = x
		}
	}
	if no.Known() {
		c.Safety = no
	}
}
