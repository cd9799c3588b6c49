package casefile

// Endangered reports whether a look at somebody's safety found them in danger: they
// were not safe, or nobody said that they were and the suspect was near, somebody was
// hurt, or there was a weapon.
func (x *Immediate) Endangered() bool {
	if x.Safe.Given() {
		return !x.Safe.Value
	}
	d := x.Data
	return d.SuspectNear.Given() && d.SuspectNear.Value || d.Injured.Given() && d.Injured.Value || d.Weapons.Given() && d.Weapons.Value
}
