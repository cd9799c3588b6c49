// Package access decides who may see or do what, and what of a case a viewer is
// given. It is the one choke point: web, command line and jobs all ask here.
//
// Boundary: pure decisions over values; the record of consultations is written
// by casework. The database applies the same wall in each query (store.Viewer),
// so that a hidden case is neither counted nor timed; this package is the second
// lock on the same door.
//
// Threat: a suspect, or a suspect's friend, with a valid account (ux-security
// T1, T2). So a case that may not be seen gives the same answer as no case, and
// the basis of access is derived by the server, never typed.
package access

import (
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/force"
)

// Basis is why somebody may see a case; it goes into the record of each look.
type Basis string

const (
	None       Basis = ""
	Allocated  Basis = "allocated"
	Supervises Basis = "supervises"
	SameUnit   Basis = "same_unit"
	OnDuty     Basis = "on_duty"
	Searched   Basis = "found_by_search"
	Guardian   Basis = "guardian"
	Member     Basis = "within_restriction"
	Granted    Basis = "granted_by_guardian"
	BreakGlass Basis = "break_glass"
	SharedWith Basis = "shared_with_partner"
	Taking     Basis = "taking_the_report"
	ForceRole  Basis = "role_across_force"
	Joining    Basis = "working_a_joined_case" // the other case's half of a decision that joins two
	Asked      Basis = "asked_for_advice"      // their role was asked on the case, and nobody has answered
)

// Viewer is somebody asking, at a time.
type Viewer struct {
	Staff  force.Staff
	Roles  []casefile.Role // held that day
	At     time.Time
	Broken map[string]time.Time // cases opened by break-glass, with when that ends
}

// NewViewer works out the roles held at an instant.
func NewViewer(s force.Staff, at time.Time) Viewer {
	return Viewer{Staff: s, Roles: s.RolesOn(calendar.DateOf(at)), At: at}
}

// Is reports whether the viewer holds any of the roles.
func (v Viewer) Is(roles ...casefile.Role) bool {
	return slices.ContainsFunc(v.Roles, func(r casefile.Role) bool { return slices.Contains(roles, r) })
}

// Police reports whether the viewer may see case facts across the force.
func (v Viewer) Police() bool {
	return v.Is(casefile.Police...) || v.Is(casefile.Analyst, casefile.Disclosure)
}

// Content reports whether the viewer may see any case content at all;
// administrators may not.
func (v Viewer) Content() bool { return v.Police() || v.Is(casefile.Advocate) }

// Classes is a set of field classes.
type Classes map[casefile.FieldClass]bool

// Closer classes need more than a role (DESIGN 5).
var facts = Classes{casefile.ClassCase: true}

// safety is what somebody is given besides who may be on the way before they accept
// a case, and a partner of what is shared with them: how people are kept safe and
// reached, and no number.
var safety = Classes{casefile.ClassCase: true, casefile.ClassSafety: true}

// advising is what somebody reads who was asked for advice: what happened, how people are
// kept safe, what checks found and why the risk is judged as it is. Advice needs no
// number, no address and no lawyer's view.
var advising = Classes{casefile.ClassCase: true, casefile.ClassSafety: true, casefile.ClassIntel: true, casefile.ClassSensitive: true}
var closer = Classes{casefile.ClassCase: true, casefile.ClassContact: true, casefile.ClassSafety: true, casefile.ClassIntel: true,
	casefile.ClassLegal: true, casefile.ClassSensitive: true}

// Permission is the answer for one viewer and one case.
type Permission struct {
	Basis   Basis
	Classes Classes
	Items   []string // for partners: ids of the items shared, and nothing else
}

// ToCase decides whether and how far a viewer may see a case. A false answer and
// a case that does not exist are the same to the viewer.
func ToCase(v Viewer, c *casefile.Case) (Permission, bool) {
	me := casefile.StaffID(v.Staff.ID)
	if !v.Content() || slices.Contains(c.Conflicts, me) {
		return Permission{}, false
	}
	if !v.Police() {
		return toPartner(v, c)
	}
	if c.Restricted != nil {
		return withinWall(v, c, me)
	}
	p := Permission{Basis: openBasis(v, c, me)}
	if p.Classes = classesFor(p.Basis); p.Basis == SameUnit && mayAccept(v, c) {
		p.Classes = safety
	}
	return p, true
}

// toPartner gives a partner what is shared with their agency today. A wall built
// after the sharing hides the case from them as from everybody outside.
func toPartner(v Viewer, c *casefile.Case) (Permission, bool) {
	if c.Restricted != nil {
		if _, inside := withinWall(v, c, casefile.StaffID(v.Staff.ID)); !inside {
			return Permission{}, false
		}
	}
	p := Permission{Basis: SharedWith, Classes: safety}
	for _, s := range sharedWith(v, c) {
		p.Items = append(p.Items, string(s.Data.Item))
	}
	if len(p.Items) == 0 {
		return Permission{}, false
	}
	return p, true
}

// sharedWith lists the shares of a case that a partner may use today.
func sharedWith(v Viewer, c *casefile.Case) []casefile.Share {
	today := calendar.DateOf(v.At)
	var out []casefile.Share
	for _, s := range c.Shared {
		if string(s.Data.Partner) == v.Staff.Partner && v.Staff.Partner != "" && today.Before(s.Data.Expires) {
			out = append(out, s)
		}
	}
	return out
}

func withinWall(v Viewer, c *casefile.Case, me casefile.StaffID) (Permission, bool) {
	switch {
	case c.Restricted.Guardian == me:
		return Permission{Basis: Guardian, Classes: closer}, true
	case slices.Contains(c.Restricted.Members, me):
		return Permission{Basis: Member, Classes: closer}, true
	}
	for _, g := range c.Grants {
		if slices.Contains(g.Staff, me) && v.At.Before(g.Until) {
			return Permission{Basis: Granted, Classes: closer}, true
		}
	}
	return Permission{}, false
}

func openBasis(v Viewer, c *casefile.Case, me casefile.StaffID) Basis {
	switch {
	case c.Owner == me:
		return Allocated
	case c.Supervisor == me || slices.Contains(v.Staff.Supervises, c.Unit) && c.Unit != "" && v.Is(casefile.Supervisor, casefile.DutyInspector):
		return Supervises
	case onDuty(v, c, me):
		return OnDuty
	case v.Broken[c.ID].After(v.At):
		return BreakGlass
	case askedForAdvice(v, c, me):
		return Asked
	case ofUnit(v, c):
		return SameUnit
	}
	return Searched
}

// ofUnit reports whether the viewer works in the unit that holds a case, or in one it is
// offered to.
func ofUnit(v Viewer, c *casefile.Case) bool {
	return v.Staff.Unit != "" && v.Staff.Unit == c.Unit || offeredToUnit(v, c)
}

// InUnit reports whether the viewer works in a unit or answers for it.
func InUnit(v Viewer, unit string) bool {
	return casefile.SameUnit(v.Staff.Unit, unit) ||
		v.Is(casefile.Supervisor, casefile.DutyInspector) && slices.ContainsFunc(v.Staff.Supervises, func(u string) bool { return casefile.SameUnit(u, unit) })
}

// offeredToUnit lets a unit read and accept what is offered to it as if it held the
// case. The closer classes wait for whoever accepts, for a unit is many people; only
// how to reach people safely does not (View).
func offeredToUnit(v Viewer, c *casefile.Case) bool {
	h := c.Offered()
	return h != nil && InUnit(v, h.ForUnit())
}

// onDuty is an officer who was sent and is still on duty for it, whom the case is offered
// to by name, or who was told of danger. Naming somebody who could do neither, such as an
// analyst, opens nothing to them.
func onDuty(v Viewer, c *casefile.Case, me casefile.StaffID) bool {
	if !v.Is(casefile.Police...) {
		return false
	}
	for _, s := range c.Sent {
		if slices.Contains(s.Staff, me) && v.At.Before(s.Until) {
			return true
		}
	}
	h := c.Offered()
	return h != nil && h.Data.To == me || toldOfDanger(v, c, me) || toldOnWatch(v, c, me) // the receiver must be able to read what is offered
}

// toldOfDanger is an inspector who was told by somebody else that somebody's life is in
// danger: for as long as the danger stands they can read why, and record what they
// decide (APP 4.2).
func toldOfDanger(v Viewer, c *casefile.Case, me casefile.StaffID) bool {
	if c.Stage == casefile.StageClosed || !v.Is(casefile.DutyInspector, casefile.Superintend) {
		return false
	}
	return slices.ContainsFunc(c.Pairs, func(p casefile.Pair) bool { return p.ToldOfDanger(me) })
}

// watch is how long a duty inspector has the case before them that somebody told them of:
// whoever is on duty later is told anew, or opens it with a reason.
const watch = 24 * time.Hour

// toldOnWatch is a duty inspector, of any unit, while a question to the duty inspector is
// fresh and none of them has answered: a release is near and the victim not reached, and
// what is decided needs to know where she is (APP 4.2). What a colleague notes in their
// name, or takes back, neither ends the day nor begins another.
func toldOnWatch(v Viewer, c *casefile.Case, me casefile.StaffID) bool {
	return v.Is(casefile.DutyInspector) && c.AskedOf(casefile.DutyInspector, me, v.At.Add(-watch), time.Time{}) != nil
}

// askedForAdvice is somebody whose role was asked on a case by somebody else: they read
// enough to answer until it is answered, and for a day to read what another noted as their
// answer. A supervisor is asked on the cases of their units, which they read already.
func askedForAdvice(v Viewer, c *casefile.Case, me casefile.StaffID) bool {
	for _, r := range []casefile.Role{casefile.SPOC, casefile.Registrar, casefile.DutyInspector} {
		if v.Is(r) && c.AskedOf(r, me, time.Time{}, v.At.Add(-watch)) != nil {
			return true
		}
	}
	return false
}

// MayTake reports whether somebody may take all of a case away, as a package: who answers
// for it, or was let into all of it. Who is sent to it or offered it reads what they need
// there and then, and has nothing to take.
func MayTake(p Permission) bool {
	switch p.Basis {
	case Allocated, Supervises, Guardian, Member, Granted, BreakGlass:
		return true
	}
	return false
}

func classesFor(b Basis) Classes {
	switch b {
	case Asked:
		return advising
	case Allocated, Supervises, OnDuty, BreakGlass:
		return closer
	}
	return facts
}

// ToRecord decides whether a viewer may record a kind on a case, and in which
// role: the first of their roles the kind's definition names.
func ToRecord(v Viewer, p Permission, k *casefile.Kind, c *casefile.Case) (casefile.Role, bool) {
	for _, r := range v.Roles {
		if !k.MayRecord(r) {
			continue
		}
		switch p.Basis {
		case Allocated, Supervises, SameUnit, OnDuty, Guardian, Member, Granted, BreakGlass:
			return r, true
		case Joining:
			if k.Name == "MatchDecided" || k.Name == "MatchUndone" {
				return r, true
			}
		case Asked:
			if k.Name == "SpecialistAnswered" || acrossForce(r, k) || ofUnit(v, c) {
				return r, true
			}
		case Searched:
			if acrossForce(r, k) {
				return r, true
			}
		}
	}
	return "", false
}

// acrossForce reports whether somebody records a kind on a case of any unit: roles whose
// work is across the force record what only they, or few, do.
func acrossForce(r casefile.Role, k *casefile.Kind) bool {
	return forceWide(r) && len(k.By) <= 5 || r == casefile.SPOC || anybodys(r, k)
}

// anybodys are the kinds recorded by whoever has the call, on a case of any unit:
// word from a victim and the answer to it (practice 3.10), by a call handler who is
// sent, by custody what custody decides, and, by those who guard such cases, the wall
// around one about our own.
func anybodys(r casefile.Role, k *casefile.Kind) bool {
	switch k.Name {
	case "VictimContacted", "VictimMessageReceived", "MessageAnswered":
		return true
	case "RespondersSent":
		return r == casefile.CallHandler
	case "SuspectArrested", "ReleasePlanned", "SuspectReleased", "BailSet", "BailEnded", "SuspectCharged", "ConditionViewsRecorded", "CustodyTold":
		return r == casefile.Custody
	case "AccessRestricted":
		return forceWide(r)
	}
	return false
}

func forceWide(r casefile.Role) bool {
	switch r {
	case casefile.Registrar, casefile.Superintend, casefile.DutyInspector, casefile.Standards:
		return true
	}
	return false
}

// ToReport decides whether a viewer may begin a case, and in which role.
func ToReport(v Viewer) (casefile.Role, bool) {
	k, _ := casefile.KindOf("ReportReceived")
	for _, r := range v.Roles {
		if k.MayRecord(r) {
			return r, true
		}
	}
	return "", false
}
