package casework

import (
	"fmt"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/force"
)

// Units are the units that staff of the force work in, by name, as the register
// writes them.
func (s *Service) Units() []string { return s.unitsWhere(func(force.Staff) bool { return true }) }

// AcceptingUnits are the units where somebody serves who may accept a case today.
func (s *Service) AcceptingUnits() []string { return s.unitsWhere(s.accepts) }

func (s *Service) unitsWhere(counts func(force.Staff) bool) []string {
	var out []string
	for _, st := range s.Register().All() {
		if st.Unit != "" && !st.Left && st.Partner == "" && counts(st) {
			out = append(out, st.Unit)
		}
	}
	slices.Sort(out)
	return slices.CompactFunc(out, casefile.SameUnit)
}

// accepts reports whether somebody's role today lets them accept a case.
func (s *Service) accepts(st force.Staff) bool {
	k, _ := casefile.KindOf("HandoverAccepted")
	return slices.ContainsFunc(s.rolesNow(st), k.MayRecord)
}

// offerProblems refuse a hand-over that would wait for nobody: one that names no
// person and no unit, or a unit that is not the force's. No fact is lost by it: an
// offer to nobody is no offer, and what is due stays where it is (APP 4, para 4).
func (s *Service) offerProblems(c *casefile.Case, e casefile.Event) []casefile.Problem {
	if e.Kind != "CaseHandedOver" || e.Withdraw {
		return nil
	}
	data, err := e.Decoded()
	d, ok := data.(*casefile.CaseHandedOver)
	if err != nil || !ok {
		return nil // Admit says what cannot be read
	}
	units := s.AcceptingUnits()
	inside := s.insiders(c)
	reaches := func(st force.Staff) bool {
		return d.To == casefile.StaffID(st.ID) || d.To == "" && casefile.SameUnit(st.Unit, string(d.ToUnit))
	}
	switch {
	case d.ToUnit != "" && !slices.ContainsFunc(units, func(u string) bool { return casefile.SameUnit(u, string(d.ToUnit)) }):
		return []casefile.Problem{{Field: "to_unit", Code: "unknown_unit", What: fmt.Sprintf("Nobody in a unit called %q can accept it. %s", d.ToUnit, chooseUnit(units))}}
	case d.To == "" && casefile.UnitKey(string(d.ToUnit)) == "":
		return []casefile.Problem{{Field: "to", Code: "receiver_missing", What: "Say who it is offered to: a person, or a unit. " + chooseAmong(c, inside, units)}}
	case c.Restricted != nil && !slices.ContainsFunc(inside, reaches):
		return []casefile.Problem{{Field: "to", Code: "outside_restriction", What: "They do not see this case, so they could not accept it. " + chooseAmong(c, inside, units)}}
	}
	return nil
}

// insiders are the serving staff whom a restriction lets see the case, for good or
// until a grant ends; none where it is not restricted.
func (s *Service) insiders(c *casefile.Case) []force.Staff {
	if c.Restricted == nil {
		return nil
	}
	ids := slices.Clone(c.Restricted.Members)
	for _, g := range c.Grants {
		if s.Now().Before(g.Until) {
			ids = append(ids, g.Staff...)
		}
	}
	var out []force.Staff
	for _, id := range ids {
		st, ok := s.Register().Staff(string(id))
		if ok && !st.Left && !slices.ContainsFunc(out, func(x force.Staff) bool { return x.ID == st.ID }) {
			out = append(out, st)
		}
	}
	return out
}

// chooseAmong says who an offer may name. A restricted case is seen by those inside
// alone, so only they can accept it.
func chooseAmong(c *casefile.Case, inside []force.Staff, units []string) string {
	if c.Restricted == nil {
		return chooseUnit(units)
	}
	var names []string
	for _, st := range inside {
		names = append(names, st.Known())
	}
	return "Only those inside the restriction can accept it: " + strings.Join(names, ", ") + "."
}

func chooseUnit(units []string) string {
	if len(units) == 0 {
		return "No unit has anybody who could accept it: name a person."
	}
	return "The units are: " + strings.Join(units, ", ") + "."
}
