package access

import (
	"slices"

	"foursight/internal/casefile"
)

// Action is something a route lets somebody do. Every route declares one, and the
// table below says who may; a route without one stops the program from starting.
type Action string

const (
	Public     Action = "public"      // before sign-in
	SignedIn   Action = "signed_in"   // home, preferences, signing out
	Seek       Action = "search"      // look for cases
	ListCases  Action = "list_cases"  //
	TakeReport Action = "take_report" //
	SeeCase    Action = "see_case"    // object: case
	RecordOn   Action = "record"      // object: case; the kind says which roles
	Reveal     Action = "reveal"      // object: case; unmask a number or address
	OpenGlass  Action = "break_glass" // object: case
	Import     Action = "import"      // object: case
	Export     Action = "export"      // object: case
	SeeLooks   Action = "see_looks"   // object: case
	SeeShared  Action = "see_shared"  // partner's own list
	ReadRules  Action = "read_rules"  // the edition as a document
	Measure    Action = "measure"     // how the force does, in numbers
	KeepStaff  Action = "keep_staff"  // staff and settings
)

var rules = map[Action][]casefile.Role{
	SignedIn:   everyone(),
	Seek:       append(slices.Clone(casefile.Police), casefile.Analyst, casefile.Disclosure),
	ListCases:  append(slices.Clone(casefile.Police), casefile.Analyst, casefile.Disclosure),
	TakeReport: casefile.Police,
	SeeCase:    append(slices.Clone(casefile.Police), casefile.Analyst, casefile.Disclosure, casefile.Advocate),
	RecordOn:   casefile.Police,
	Reveal:     casefile.Police,
	OpenGlass:  casefile.Police,
	Import:     casefile.Police,
	Export:     {casefile.Investigator, casefile.Supervisor, casefile.Standards, casefile.Disclosure, casefile.Superintend},
	SeeLooks:   casefile.Police,
	SeeShared:  {casefile.Advocate},
	ReadRules:  everyone(),
	Measure:    {casefile.Supervisor, casefile.DutyInspector, casefile.Superintend, casefile.ForceLead},
	KeepStaff:  {casefile.Administrator},
}

func everyone() []casefile.Role {
	var out []casefile.Role
	for _, c := range casefile.Role("").Codes() {
		out = append(out, casefile.Role(c))
	}
	return out
}

// Declared reports whether the table has a line for an action.
func Declared(a Action) bool {
	_, ok := rules[a]
	return ok || a == Public
}

// May reports whether a viewer's role lets them do an action at all; for actions
// on a case, ToCase decides which.
func May(v Viewer, a Action) bool { return a == Public || v.Is(rules[a]...) }

// RolesFor lists who may do an action, for the reference page and the tests.
func RolesFor(a Action) []casefile.Role { return slices.Clone(rules[a]) }
