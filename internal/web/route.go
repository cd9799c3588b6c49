package web

import (
	"fmt"

	"foursight/internal/access"
	"foursight/internal/casefile"
)

// route is one line of the site map: what may be done there, to what, how it is
// logged, which classes of field it may show, and by which function.
type route struct {
	method, path string
	action       access.Action
	object       object
	log          casefile.LogKind
	classes      []casefile.FieldClass // the most it can show; the viewer's permission narrows it
	handle       func(*visit) (answer, error)
}

// object is what a route acts on.
type object string

const (
	onNothing object = "none"
	onSelf    object = "self" // the person's own session, drafts, searches
	onCases   object = "cases"
	onCase    object = "case" // {ref} in the path
	onForce   object = "force"
)

func (r route) check() error {
	switch {
	case r.action == "" || !access.Declared(r.action):
		return fmt.Errorf("route %s %s: action %q is not in the policy table", r.method, r.path, r.action)
	case r.object == "":
		return fmt.Errorf("route %s %s: no object declared", r.method, r.path)
	case r.log == "" && r.action != access.Public:
		return fmt.Errorf("route %s %s: no log kind declared", r.method, r.path)
	case r.handle == nil:
		return fmt.Errorf("route %s %s: no handler", r.method, r.path)
	case r.object == onCase && len(r.classes) == 0:
		return fmt.Errorf("route %s %s: no field classes declared", r.method, r.path)
	}
	return nil
}

var (
	factsOnly  = []casefile.FieldClass{casefile.ClassCase}
	everyClass = []casefile.FieldClass{casefile.ClassCase, casefile.ClassContact, casefile.ClassSafety, casefile.ClassIntel, casefile.ClassLegal, casefile.ClassSensitive}
)
