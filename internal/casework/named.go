package casework

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
)

// namedStaff lists the members of staff an event's data names, by field path.
func namedStaff(e casefile.Event) map[string]casefile.StaffID {
	k, ok := casefile.KindOf(e.Kind)
	if !ok {
		return nil
	}
	data, err := e.Decoded()
	if err != nil {
		return nil
	}
	out := map[string]casefile.StaffID{}
	staffIn(out, k.Fields, reflect.Indirect(reflect.ValueOf(data)))
	return out
}

// staffIn gathers the staff that fields of a struct name, groups opened. Lists of
// groups name none.
func staffIn(out map[string]casefile.StaffID, fields []casefile.Field, v reflect.Value) {
	for _, f := range fields {
		x := v.Field(f.Index)
		switch {
		case f.Shape == casefile.ShapeGroup && !f.Many:
			staffIn(out, f.Fields, x)
		case f.Shape != casefile.ShapeRef || f.Refers != "staff":
		case f.Many:
			for i := range x.Len() {
				out[fmt.Sprintf("%s[%d]", f.Path, i)] = casefile.StaffID(x.Index(i).String())
			}
		case x.String() != "":
			out[f.Path] = casefile.StaffID(x.String())
		}
	}
}

// namesakes are the staff who bear the name of a suspect said to work for the
// police while nobody has said which member of staff that is. They are shut out
// until somebody does, so that a suspect officer never reads the case about
// himself (APP 5.2). Somebody who has left is listed too: they may come back.
func (s *Service) namesakes(c *casefile.Case) []string {
	var out []string
	for i := range c.Persons.Items {
		p := &c.Persons.Items[i]
		if !p.Name.Given() || !c.UnnamedOfficer(p) {
			continue
		}
		for _, st := range s.Register().All() {
			if name := string(p.Name.Value); sameName(name, st.Name) || sameName(name, st.Known()) {
				out = append(out, st.ID)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sameName compares names but for letter case and spacing.
func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// shutNamesakes stamps an act with the staff it shuts out by name, beyond those
// the case already keeps out, so that folding never looks at the register. c is
// the case with the act; false where nobody is added.
func (s *Service) shutNamesakes(e *casefile.Event, c *casefile.Case) bool {
	for _, id := range s.namesakes(c) {
		if !slices.Contains(c.Conflicts, casefile.StaffID(id)) {
			e.Around.Conflicts = append(e.Around.Conflicts, id)
		}
	}
	return len(e.Around.Conflicts) > 0
}

// Outside are the staff an act gives something to do, or says were told, who do not
// see the case: nothing of it reaches them here. A suspect of our own, named as that,
// is none of them.
func (s *Service) Outside(ctx context.Context, p *CasePage, e casefile.Event) []string {
	if e.Kind == "PersonAdded" || e.Kind == "PersonDetailed" || e.Kind == "SuspectIdentified" {
		return nil
	}
	var out []string
	for _, id := range namedStaff(e) {
		v, ok := s.Viewer(ctx, string(id))
		if ok {
			_, ok = access.ToCase(v, p.Case)
		}
		if !ok {
			out = append(out, string(id))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
