package casefile

import "slices"

// deriveWeapons gives each pair what tells that a weapon is within reach and bears on the
// life of its victim (APP 4.2, 4.3.1): what was considered of another victim settles
// none of it.
func (c *Case) deriveWeapons() {
	for i := range c.Pairs {
		p := &c.Pairs[i]
		p.Weapons = nil
		for k := range c.Immediate {
			if x := &c.Immediate[k]; x.Weapons.Known() && x.Weapons.Value && c.isOf(x.Person, p) {
				p.Weapons = append(p.Weapons, x.ID)
			}
		}
		for k := range c.Markers {
			m := &c.Markers[k]
			armed := m.Kind.Given() && (m.Kind.Value == "firearms" || m.Kind.Value == "weapons")
			if armed && p.marked(c, m) && (m.PersonID == p.ActorID || c.wronged(p.VictimID)) {
				p.Weapons = append(p.Weapons, m.ID)
			}
		}
	}
}

// isOf reports whether what was said of somebody's safety is of the victim of a pair.
// What names nobody, or somebody who is the victim of none, may be of any victim of the
// case: it holds of each.
func (c *Case) isOf(who PersonID, p *Pair) bool {
	if slices.ContainsFunc(c.Pairs, func(x Pair) bool { return who != "" && x.VictimID == who }) {
		return p.VictimID == who
	}
	return len(c.Victims) == 0 || c.victim(p.VictimID) != nil
}
