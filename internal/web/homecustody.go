package web

import (
	"slices"

	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// custodyDesk is for the custody officer: who is held, soonest out first, and before
// them whoever is out while a victim does not know; across the force, for who is
// arrested in one district may be wanted in another (APP 4.3; practice 1.4).
func (s *Server) custodyDesk(v *visit, d *desk) error {
	rows, err := s.heldAcross(v, nil, casework.WaitsCustody, casework.WaitsReach)
	if err != nil {
		return err
	}
	held := todoList{Heading: "In custody, or out and the victim not reached", Items: heldTodos(rows, v.now), Empty: "Nobody in custody is a suspect of a case here.", Urgent: true}
	lead(d, &todo{Say: "Search for whoever was brought in: they may be a suspect of a case.", DoHref: "/search", DoText: "Search",
		Note: "You record arrest, release, bail and charge on cases across the force, and contact with the victim. Suspects in custody come here."}, &held)
	held.shorten("All open cases", "/cases?show=all")
	d.lists = append(d.lists, held)
	return s.workDesk(v, d, nil)
}

// heldAcross adds to some rows those of the whole force that wait for one of the codes.
// The duty inspector answers for whoever cannot be reached, whatever their unit.
func (s *Server) heldAcross(v *visit, have []casework.Row, codes ...string) ([]casework.Row, error) {
	lines, err := s.waiting(v, codes, casework.Filter{})
	if err != nil {
		return nil, err
	}
	out := slices.Clone(have)
	for _, x := range lines {
		if !slices.ContainsFunc(out, func(r casework.Row) bool { return r.ID == x.row.ID }) {
			out = append(out, x.row)
		}
	}
	return out, nil
}

// outOnly are the lines of whoever is out while a victim does not know.
func outOnly(list []todo) []todo {
	return slices.DeleteFunc(list, func(t todo) bool { return !t.out })
}

// answersForAll are the roles whose home has whoever is out of custody anywhere.
var answersForAll = []casefile.Role{casefile.DutyInspector, casefile.Superintend}
