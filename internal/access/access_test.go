package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/force"
)

var (
	now   = time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC)
	today = calendar.DateOf(now)
)

// who is a member of staff of unit north who holds roles without an end.
func who(id string, roles ...casefile.Role) force.Staff {
	s := force.Staff{ID: id, Unit: "north"}
	for _, r := range roles {
		s.Roles = append(s.Roles, force.Held{Role: r})
	}
	return s
}

func in(s force.Staff, unit string) force.Staff { s.Unit = unit; return s }

func of(s force.Staff, partner string) force.Staff { s.Unit, s.Partner = "", partner; return s }

// held is a case of unit north that "owner" holds, changed by f.
func held(f ...func(*casefile.Case)) *casefile.Case {
	c := &casefile.Case{ID: "c1", Ref: "FS-26-TEST", Owner: "owner", Supervisor: "sergeant", Unit: "north"}
	for _, change := range f {
		change(c)
	}
	return c
}

func walled(c *casefile.Case) {
	c.Restricted = &casefile.Restriction{Guardian: "guardian", Members: []casefile.StaffID{"guardian", "member"}}
}

func grantedTo(id casefile.StaffID, until time.Time) func(*casefile.Case) {
	return func(c *casefile.Case) {
		c.Grants = append(c.Grants, casefile.Grant{Staff: []casefile.StaffID{id}, Until: until})
	}
}

func sentTo(id casefile.StaffID, until time.Time) func(*casefile.Case) {
	return func(c *casefile.Case) {
		c.Sent = append(c.Sent, casefile.Grant{Staff: []casefile.StaffID{id}, Until: until})
	}
}

// danger is a life said to be in danger, with an inspector told; dangerOver that it is so
// no longer.
func danger(told casefile.StaffID) func(*casefile.Case) {
	return func(c *casefile.Case) {
		c.Pairs = append(c.Pairs, casefile.Pair{Life: []casefile.ThreatToLife{{Present: fact.Fact[bool]{Answer: fact.Of(true)}, Data: casefile.ThreatToLifeConsidered{Inspector: told}}}})
	}
}

func dangerOver(c *casefile.Case) {
	p := &c.Pairs[len(c.Pairs)-1]
	p.Life = append(p.Life, casefile.ThreatToLife{Present: fact.Fact[bool]{Answer: fact.Of(false)}, Data: casefile.ThreatToLifeConsidered{Basis: "In prison."}})
}

// question is advice asked of a specialist an hour ago, or at another time; answered is
// that all of them came.
func question(of casefile.Specialist, by string, at ...time.Time) func(*casefile.Case) {
	return func(c *casefile.Case) {
		asked := append(at, now.Add(-time.Hour))[0]
		c.Specialists = append(c.Specialists, casefile.SpecialistAdvice{Act: casefile.Act{ID: "q", At: asked, By: by}, Of: fact.Fact[casefile.Specialist]{Answer: fact.Of(of)}})
	}
}

func answered(c *casefile.Case) {
	for i := range c.Specialists {
		c.Specialists[i].Answered = true
	}
}

func shut(c *casefile.Case) { c.Stage = casefile.StageClosed }

func shared(partner, item string, expires calendar.Date) func(*casefile.Case) {
	return func(c *casefile.Case) {
		c.Shared = append(c.Shared, casefile.Share{Data: casefile.ItemShared{Partner: casefile.Line(partner), Item: casefile.Line(item), Expires: expires}})
	}
}

func conflictedFor(id casefile.StaffID) func(*casefile.Case) {
	return func(c *casefile.Case) { c.Conflicts = append(c.Conflicts, id) }
}

// noted is an answer that somebody else wrote down, at an instant.
func noted(at time.Time) func(*casefile.Case) {
	return func(c *casefile.Case) {
		x := &c.Specialists[len(c.Specialists)-1]
		x.Answered, x.Noted = true, &casefile.Noting{By: "owner", First: at, Whom: "The night inspector"}
	}
}

// takenBackBy is an answer that somebody withdrew an hour ago.
func takenBackBy(id string) func(*casefile.Case) {
	return func(c *casefile.Case) {
		x := &c.Specialists[len(c.Specialists)-1]
		x.Back, x.BackAt = []string{id}, now.Add(-time.Hour)
	}
}

func offered(to casefile.StaffID, accepted bool) func(*casefile.Case) {
	return func(c *casefile.Case) {
		c.Handovers = append(c.Handovers, casefile.Handover{Accepted: accepted, Data: casefile.CaseHandedOver{To: to}})
	}
}

func offeredUnit(to casefile.StaffID, unit string) func(*casefile.Case) {
	return func(c *casefile.Case) {
		c.Handovers = append(c.Handovers, casefile.Handover{Data: casefile.CaseHandedOver{To: to, ToUnit: casefile.Line(unit)}})
	}
}

// What a basis opens, written out: C is case facts, the rest number, intelligence,
// legal and sensitive.
const (
	nothing    = ""
	onlyC      = "case"
	everything = "case contact intel legal safety sensitive"
	offers     = "case safety"
	advice     = "case intel safety sensitive"
)

func TestBasisAndClassesFollowFromRoleAndRelationToTheCase(t *testing.T) {
	tests := map[string]struct {
		who   force.Staff
		c     *casefile.Case
		basis Basis
		opens string
	}{
		"the owner":                                          {who("owner", casefile.Responder), held(), Allocated, everything},
		"the owner, in another unit now":                     {in(who("owner", casefile.Responder), "south"), held(), Allocated, everything},
		"the named supervisor":                               {who("sergeant", casefile.Supervisor), held(), Supervises, everything},
		"a supervisor of the unit":                           {supervising(in(who("other sergeant", casefile.Supervisor), "hq"), "north"), held(), Supervises, everything},
		"a supervisor of another unit":                       {supervising(in(who("other sergeant", casefile.Supervisor), "hq"), "south"), held(), Searched, onlyC},
		"somebody who supervised, without the role now":      {supervising(in(who("x", casefile.Investigator), "hq"), "north"), held(), Searched, onlyC},
		"a colleague of the unit":                            {who("x", casefile.Responder), held(), SameUnit, onlyC},
		"a colleague of another unit":                        {in(who("x", casefile.Responder), "south"), held(), Searched, onlyC},
		"nobody's unit is not everybody's unit":              {in(who("x", casefile.Responder), ""), held(func(c *casefile.Case) { c.Unit = "" }), Searched, onlyC},
		"sent to a live incident":                            {in(who("x", casefile.Responder), "south"), held(sentTo("x", now.Add(time.Minute))), OnDuty, everything},
		"sent to an incident that ended":                     {in(who("x", casefile.Responder), "south"), held(sentTo("x", now)), Searched, onlyC},
		"an analyst named as sent":                           {in(who("x", casefile.Analyst), "south"), held(sentTo("x", now.Add(time.Minute))), Searched, onlyC},
		"a disclosure officer offered the case by name":      {in(who("x", casefile.Disclosure), "south"), held(offered("x", false)), Searched, onlyC},
		"offered the case":                                   {in(who("x", casefile.Investigator), "south"), held(offered("x", false)), OnDuty, everything},
		"offered the case, which was accepted":               {in(who("x", casefile.Investigator), "south"), held(offered("x", true)), Searched, onlyC},
		"offered the case, then offered to another":          {in(who("x", casefile.Investigator), "south"), held(offered("x", false), offered("y", false)), Searched, onlyC},
		"an inspector told of a danger to a life":            {in(who("x", casefile.DutyInspector), "south"), held(danger("x")), OnDuty, everything},
		"another inspector, not told":                        {in(who("y", casefile.DutyInspector), "south"), held(danger("x")), Searched, onlyC},
		"named as told, and no inspector":                    {in(who("x", casefile.Responder), "south"), held(danger("x")), Searched, onlyC},
		"an inspector told of a danger that is over":         {in(who("x", casefile.DutyInspector), "south"), held(danger("x"), dangerOver), Searched, onlyC},
		"an inspector told, and the case is closed":          {in(who("x", casefile.DutyInspector), "south"), held(danger("x"), shut), Searched, onlyC},
		"an inspector told, outside the wall":                {in(who("x", casefile.DutyInspector), "south"), held(danger("x"), walled), None, nothing},
		"a specialist asked for advice":                      {in(who("x", casefile.SPOC), "south"), held(question("spoc", "owner")), Asked, advice},
		"a specialist who has answered":                      {in(who("x", casefile.SPOC), "south"), held(question("spoc", "owner"), answered), Searched, onlyC},
		"a specialist who asked themselves":                  {in(who("x", casefile.SPOC), "south"), held(question("spoc", "x")), Searched, onlyC},
		"a specialist, and another was asked":                {in(who("x", casefile.SPOC), "south"), held(question("public_protection", "owner")), Searched, onlyC},
		"a specialist asked, and the case is closed":         {in(who("x", casefile.SPOC), "south"), held(question("spoc", "owner"), shut), Searched, onlyC},
		"a specialist asked, in the unit that holds it":      {who("x", casefile.SPOC), held(question("spoc", "owner")), Asked, advice},
		"a specialist asked, outside the wall":               {in(who("x", casefile.SPOC), "south"), held(question("spoc", "owner"), walled), None, nothing},
		"the registrar asked for advice":                     {in(who("x", casefile.Registrar), "hq"), held(question("registrar", "owner")), Asked, advice},
		"a responder, and the specialist was asked":          {in(who("x", casefile.Responder), "south"), held(question("spoc", "owner")), Searched, onlyC},
		"a supervisor of elsewhere, and one was asked":       {in(who("x", casefile.Supervisor), "south"), held(question("supervisor", "owner")), Searched, onlyC},
		"a duty inspector of elsewhere asked within a day":   {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "owner")), OnDuty, everything},
		"a duty inspector asked a day ago":                   {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "owner", now.Add(-24*time.Hour))), Asked, advice},
		"a duty inspector asked, and it is answered":         {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "owner"), answered), Searched, onlyC},
		"a duty inspector asked, and another noted it":       {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "owner"), noted(now.Add(-time.Hour))), OnDuty, everything},
		"a duty inspector asked a day ago, noted since":      {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "owner", now.Add(-24*time.Hour)), noted(now.Add(-time.Hour))), Asked, advice},
		"a duty inspector, and it was noted a day ago":       {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "owner", now.Add(-48*time.Hour)), noted(now.Add(-24*time.Hour))), Searched, onlyC},
		"a specialist, noted by another within a day":        {in(who("x", casefile.SPOC), "south"), held(question("spoc", "owner", now.Add(-48*time.Hour)), noted(now.Add(-time.Hour))), Asked, advice},
		"a specialist, noted by another a day ago":           {in(who("x", casefile.SPOC), "south"), held(question("spoc", "owner"), noted(now.Add(-24*time.Hour))), Searched, onlyC},
		"a specialist who took their answer back":            {in(who("x", casefile.SPOC), "south"), held(question("spoc", "owner"), takenBackBy("x")), Searched, onlyC},
		"a specialist, and another took an answer back":      {in(who("x", casefile.SPOC), "south"), held(question("spoc", "owner"), takenBackBy("y")), Asked, advice},
		"a duty inspector asked a day ago, taken back since": {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "owner", now.Add(-24*time.Hour)), takenBackBy("y")), Asked, advice},
		"a duty inspector who took their answer back":        {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "owner"), takenBackBy("x")), Searched, onlyC},
		"a duty inspector who asked themselves":              {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "x")), Searched, onlyC},
		"a superintendent, and the inspector was asked":      {in(who("x", casefile.Superintend), "hq"), held(question("duty_inspector", "owner")), Searched, onlyC},
		"a duty inspector asked, outside the wall":           {in(who("x", casefile.DutyInspector), "south"), held(question("duty_inspector", "owner"), walled), None, nothing},
		"offered to their unit":                              {in(who("x", casefile.Responder), "South "), held(offeredUnit("", "south")), SameUnit, offers},
		"offered to a unit they answer for":                  {supervising(in(who("x", casefile.Supervisor), "hq"), "south"), held(offeredUnit("", "south")), SameUnit, offers},
		"offered to somebody else of their unit":             {in(who("x", casefile.Responder), "south"), held(offeredUnit("y", "south")), Searched, onlyC},
		"offered to their unit, then to another":             {in(who("x", casefile.Responder), "south"), held(offeredUnit("", "south"), offeredUnit("", "east")), Searched, onlyC},
		"nobody's unit is offered nothing":                   {in(who("x", casefile.Responder), ""), held(offeredUnit("", "")), Searched, onlyC},
		"restricted: offered to their unit":                  {in(who("x", casefile.Responder), "south"), held(walled, offeredUnit("", "south")), None, nothing},
		"an analyst":                                         {in(who("x", casefile.Analyst), "hq"), held(), Searched, onlyC},
		"disclosure":                                         {in(who("x", casefile.Disclosure), "hq"), held(), Searched, onlyC},
		"professional standards":                             {in(who("x", casefile.Standards), "psd"), held(), Searched, onlyC},
		"an administrator":                                   {who("x", casefile.Administrator), held(), None, nothing},
		"an administrator named as owner":                    {who("owner", casefile.Administrator), held(), None, nothing},
		"somebody without any role":                          {who("owner"), held(), None, nothing},
		"an acting sergeant on the last day":                 {supervising(acting("x", casefile.Supervisor, today.AddDays(1)), "north"), held(), Supervises, everything},
		"an acting sergeant the day after":                   {supervising(acting("x", casefile.Supervisor, today), "north"), held(), None, nothing},
		"a role that begins tomorrow":                        {beginning("owner", casefile.Responder, today.AddDays(1)), held(), None, nothing},
		"somebody who left":                                  {left(who("owner", casefile.Responder)), held(), None, nothing},
		"restricted: the guardian":                           {in(who("guardian", casefile.Standards), "psd"), held(walled), Guardian, everything},
		"restricted: a member":                               {in(who("member", casefile.Investigator), "south"), held(walled), Member, everything},
		"restricted: the owner, left out":                    {who("owner", casefile.Responder), held(walled), None, nothing},
		"restricted: the supervisor, left out":               {who("sergeant", casefile.Supervisor), held(walled), None, nothing},
		"restricted: sent to a live incident":                {who("x", casefile.Responder), held(walled, sentTo("x", now.Add(time.Hour))), None, nothing},
		"restricted: offered the case":                       {who("x", casefile.Responder), held(walled, offered("x", false)), None, nothing},
		"restricted: granted by the guardian":                {who("x", casefile.Responder), held(walled, grantedTo("x", now.Add(time.Second))), Granted, everything},
		"restricted: a grant at its end":                     {who("x", casefile.Responder), held(walled, grantedTo("x", now)), None, nothing},
		"restricted: somebody else's grant":                  {who("x", casefile.Responder), held(walled, grantedTo("y", now.Add(time.Hour))), None, nothing},
		"restricted: professional standards, not named":      {in(who("x", casefile.Standards), "psd"), held(walled), None, nothing},
		"restricted: a guardian who is an administrator now": {who("guardian", casefile.Administrator), held(walled), None, nothing},
		"a grant without a wall is nothing":                  {in(who("x", casefile.Responder), "south"), held(grantedTo("x", now.Add(time.Hour))), Searched, onlyC},
		"named as suspect: the owner":                        {who("owner", casefile.Responder), held(conflictedFor("owner")), None, nothing},
		"named as suspect: a member of the wall":             {who("member", casefile.Investigator), held(walled, conflictedFor("member")), None, nothing},
		"named as suspect: the guardian":                     {who("guardian", casefile.Standards), held(walled, conflictedFor("guardian")), None, nothing},
		"named as suspect: holder of a grant":                {who("x", casefile.Responder), held(walled, grantedTo("x", now.Add(time.Hour)), conflictedFor("x")), None, nothing},
		"named as suspect: the advocate":                     {of(who("x", casefile.Advocate), "harbour"), held(shared("harbour", "i1", today.AddDays(9)), conflictedFor("x")), None, nothing},
		"an advocate, shared with":                           {of(who("x", casefile.Advocate), "harbour"), held(shared("harbour", "i1", today.AddDays(1))), SharedWith, offers},
		"an advocate on the day the share ends":              {of(who("x", casefile.Advocate), "harbour"), held(shared("harbour", "i1", today)), None, nothing},
		"an advocate of another agency":                      {of(who("x", casefile.Advocate), "harbour"), held(shared("lantern", "i1", today.AddDays(9))), None, nothing},
		"an advocate of no agency":                           {of(who("x", casefile.Advocate), ""), held(shared("", "i1", today.AddDays(9))), None, nothing},
		"an advocate, nothing shared":                        {of(who("x", casefile.Advocate), "harbour"), held(), None, nothing},
		"an advocate named as owner":                         {of(who("owner", casefile.Advocate), "harbour"), held(), None, nothing},
		"an advocate, shared with before the wall":           {of(who("x", casefile.Advocate), "harbour"), held(walled, shared("harbour", "i1", today.AddDays(9))), None, nothing},
		"an advocate inside the wall, shared with":           {of(who("member", casefile.Advocate), "harbour"), held(walled, shared("harbour", "i1", today.AddDays(9))), SharedWith, offers},
		"an advocate inside the wall, nothing shared":        {of(who("member", casefile.Advocate), "harbour"), held(walled), None, nothing},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p, ok := ToCase(NewViewer(tt.who, now), tt.c)
			if p.Basis != tt.basis || ok != (tt.basis != None) {
				t.Errorf("ToCase = %q, %v; want %q", p.Basis, ok, tt.basis)
			}
			if got := opened(p.Classes); got != tt.opens {
				t.Errorf("opens %q, want %q", got, tt.opens)
			}
		})
	}
}

func opened(c Classes) string {
	out := ""
	for _, k := range slices.Sorted(maps.Keys(c)) {
		if c[k] {
			out += " " + string(k)
		}
	}
	if out == "" {
		return ""
	}
	return out[1:]
}

func supervising(s force.Staff, units ...string) force.Staff { s.Supervises = units; return s }

func acting(id string, r casefile.Role, until calendar.Date) force.Staff {
	return force.Staff{ID: id, Unit: "hq", Roles: []force.Held{{Role: r, From: today.AddDays(-30), Until: until, Acting: true}}}
}

func beginning(id string, r casefile.Role, from calendar.Date) force.Staff {
	return force.Staff{ID: id, Unit: "north", Roles: []force.Held{{Role: r, From: from}}}
}

func left(s force.Staff) force.Staff { s.Left = true; return s }

// A package of a case leaves the building: reading all of it for some hours, or before
// accepting it, is no reason to take it.
func TestWhoIsOnlySentOrOfferedTakesNoPackage(t *testing.T) {
	takes := map[Basis]bool{Allocated: true, Supervises: true, Guardian: true, Member: true, Granted: true, BreakGlass: true}
	for _, b := range []Basis{None, Allocated, Supervises, SameUnit, OnDuty, Searched, Guardian, Member, Granted, BreakGlass, SharedWith, Taking, ForceRole, Joining, Asked} {
		if got := MayTake(Permission{Basis: b}); got != takes[b] {
			t.Errorf("on the basis %q somebody may take a package: %v, want %v", b, got, takes[b])
		}
	}
}

func TestBreakGlassOpensTheCloserClassesOfThatCaseUntilItsEnd(t *testing.T) {
	far := in(who("x", casefile.Responder), "south")
	tests := map[string]struct {
		broken map[string]time.Time
		c      *casefile.Case
		basis  Basis
	}{
		"a second before it ends": {map[string]time.Time{"c1": now.Add(time.Second)}, held(), BreakGlass},
		"at its end":              {map[string]time.Time{"c1": now}, held(), Searched},
		"of another case":         {map[string]time.Time{"c2": now.Add(time.Hour)}, held(), Searched},
		"it opens no wall":        {map[string]time.Time{"c1": now.Add(time.Hour)}, held(walled), None},
		"it settles no conflict":  {map[string]time.Time{"c1": now.Add(time.Hour)}, held(conflictedFor("x")), None},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			v := NewViewer(far, now)
			v.Broken = tt.broken
			if p, _ := ToCase(v, tt.c); p.Basis != tt.basis {
				t.Errorf("basis = %q, want %q", p.Basis, tt.basis)
			}
		})
	}
}

func TestWhoMayRecordWhat(t *testing.T) {
	const no = casefile.Role("")
	tests := map[string]struct {
		kind  string
		who   force.Staff
		basis Basis
		want  casefile.Role
	}{
		"an officer on their own case":                        {"IncidentRecorded", who("x", casefile.Responder), Allocated, casefile.Responder},
		"an officer of the unit":                              {"IncidentRecorded", who("x", casefile.Responder), SameUnit, casefile.Responder},
		"an officer sent to it":                               {"IncidentRecorded", who("x", casefile.Responder), OnDuty, casefile.Responder},
		"an officer by break-glass":                           {"IncidentRecorded", who("x", casefile.Responder), BreakGlass, casefile.Responder},
		"an officer with a grant":                             {"IncidentRecorded", who("x", casefile.Responder), Granted, casefile.Responder},
		"an officer who found it by searching":                {"IncidentRecorded", who("x", casefile.Responder), Searched, no},
		"contact with the victim, by whoever had it":          {"VictimContacted", who("x", casefile.Responder), Searched, casefile.Responder},
		"word from the victim, by whoever had it":             {"VictimMessageReceived", who("x", casefile.Responder), Searched, casefile.Responder},
		"an answer to it, by whoever gives it":                {"MessageAnswered", who("x", casefile.Investigator), Searched, casefile.Investigator},
		"a call handler sends responders to any case":         {"RespondersSent", who("x", casefile.CallHandler), Searched, casefile.CallHandler},
		"a sergeant of elsewhere sends responders":            {"RespondersSent", who("x", casefile.Supervisor), Searched, no},
		"professional standards restrict a case of any unit":  {"AccessRestricted", who("x", casefile.Standards), Searched, casefile.Standards},
		"a sergeant of elsewhere restricts a case":            {"AccessRestricted", who("x", casefile.Supervisor), Searched, no},
		"a constable rules as registrar":                      {"RegistrarRuled", who("x", casefile.Responder), Allocated, no},
		"the registrar rules on a case of any unit":           {"RegistrarRuled", who("x", casefile.Registrar), Searched, casefile.Registrar},
		"the registrar records an incident elsewhere":         {"IncidentRecorded", who("x", casefile.Registrar), Searched, no},
		"a constable confirms a closing":                      {"ProposalDecided", who("x", casefile.Responder), Allocated, no},
		"an investigator confirms a closing":                  {"ProposalDecided", who("x", casefile.Investigator), Allocated, no},
		"a sergeant confirms a closing":                       {"ProposalDecided", who("x", casefile.Supervisor), Supervises, casefile.Supervisor},
		"a sergeant of elsewhere confirms a closing":          {"ProposalDecided", who("x", casefile.Supervisor), Searched, no},
		"a superintendent confirms from anywhere":             {"ProposalDecided", who("x", casefile.Superintend), Searched, casefile.Superintend},
		"the second of two roles is the one that may":         {"ProposalDecided", who("x", casefile.Investigator, casefile.Supervisor), Supervises, casefile.Supervisor},
		"the specialist records on any case":                  {"FourAssessed", who("x", casefile.SPOC), Searched, casefile.SPOC},
		"the registrar, asked for advice, answers":            {"SpecialistAnswered", in(who("x", casefile.Registrar), "hq"), Asked, casefile.Registrar},
		"the registrar answers where nobody asked":            {"SpecialistAnswered", who("x", casefile.Registrar), Searched, no},
		"the registrar, asked, in the unit, records":          {"IncidentRecorded", who("x", casefile.Registrar), Asked, casefile.Registrar},
		"the registrar, asked, records an incident elsewhere": {"IncidentRecorded", in(who("x", casefile.Registrar), "hq"), Asked, no},
		"the registrar, asked, rules":                         {"RegistrarRuled", in(who("x", casefile.Registrar), "hq"), Asked, casefile.Registrar},
		"the specialist, asked, records on any case":          {"FourAssessed", in(who("x", casefile.SPOC), "hq"), Asked, casefile.SPOC},
		"an analyst may not classify":                         {"ClassificationDecided", who("x", casefile.Analyst), SameUnit, no},
		"an administrator":                                    {"IncidentRecorded", who("x", casefile.Administrator), Allocated, no},
		"an advocate, on what was shared":                     {"VictimContacted", who("x", casefile.Advocate), SharedWith, no},
		"somebody without basis":                              {"VictimContacted", who("x", casefile.Responder), None, no},
		"somebody whose acting rank ended today":              {"ProposalDecided", acting("x", casefile.Supervisor, today), Supervises, no},
		"somebody whose acting rank ends tomorrow":            {"ProposalDecided", acting("x", casefile.Supervisor, today.AddDays(1)), Supervises, casefile.Supervisor},
		"a grant is given by the guardian's roles only":       {"AccessGranted", who("x", casefile.Responder), Member, no},
		"a card is set by the guardian's roles only":          {"SafetyCardSet", who("x", casefile.Investigator), Member, no},
		"professional standards walls a case of any unit":     {"AccessRestricted", who("x", casefile.Standards), Guardian, casefile.Standards},
		"advice on classification is the machine's to record": {"ClassificationAdvised", who("x", casefile.Administrator), Allocated, no},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			k, ok := casefile.KindOf(tt.kind)
			if !ok {
				t.Fatalf("no kind %s", tt.kind)
			}
			got, may := ToRecord(NewViewer(tt.who, now), Permission{Basis: tt.basis}, k, held())
			if got != tt.want || may != (tt.want != no) {
				t.Errorf("ToRecord = %q, %v; want %q", got, may, tt.want)
			}
		})
	}
}

// An entry opens a case to nobody who wrote it, nor to who corrects somebody else's to
// name themselves; what they record besides takes nothing from whom others told.
func TestNobodyLetsThemselvesInByWhatTheyRecord(t *testing.T) {
	type word struct {
		id, corrects, by string
		data             any
	}
	yes := func(told casefile.StaffID) casefile.ThreatToLifeConsidered {
		return casefile.ThreatToLifeConsidered{Pair: "p", Present: fact.Of(true), Basis: "He said when.", Inspector: told}
	}
	over := casefile.ThreatToLifeConsidered{Pair: "p", Present: fact.Of(false), Basis: "He is in prison."}
	asks := func(of casefile.Specialist) casefile.SpecialistAsked {
		return casefile.SpecialistAsked{Of: fact.Of(of)}
	}
	for name, tt := range map[string]struct {
		roles []casefile.Role
		words []word
		want  Basis
	}{
		"told by somebody else":                           {[]casefile.Role{casefile.Superintend}, []word{{"1", "", "y", yes("x")}}, OnDuty},
		"told, and records what they decide":              {[]casefile.Role{casefile.Superintend}, []word{{"1", "", "y", yes("x")}, {"2", "", "x", yes("x")}}, OnDuty},
		"told, decides, and names nobody":                 {[]casefile.Role{casefile.Superintend}, []word{{"1", "", "y", yes("x")}, {"2", "", "x", yes("")}}, OnDuty},
		"names themselves":                                {[]casefile.Role{casefile.DutyInspector}, []word{{"1", "", "x", yes("x")}}, SameUnit},
		"names themselves after another was told":         {[]casefile.Role{casefile.DutyInspector}, []word{{"1", "", "y", yes("z")}, {"2", "", "x", yes("x")}}, SameUnit},
		"corrects who was told":                           {[]casefile.Role{casefile.DutyInspector}, []word{{"1", "", "y", yes("z")}, {"2", "1", "x", yes("x")}}, SameUnit},
		"told of a danger that is over, names themselves": {[]casefile.Role{casefile.Superintend}, []word{{"1", "", "y", yes("x")}, {"2", "", "y", over}, {"3", "", "x", yes("x")}}, SameUnit},
		"asked by somebody else":                          {[]casefile.Role{casefile.Registrar}, []word{{"1", "", "y", asks("registrar")}}, Asked},
		"corrects of whom advice was asked":               {[]casefile.Role{casefile.Registrar}, []word{{"1", "", "y", asks("spoc")}, {"2", "1", "x", asks("registrar")}}, SameUnit},
		"corrects that the duty inspector was asked":      {[]casefile.Role{casefile.DutyInspector}, []word{{"1", "", "y", asks("spoc")}, {"2", "1", "x", asks("duty_inspector")}}, SameUnit},
		"somebody else corrects of whom advice was asked": {[]casefile.Role{casefile.Registrar}, []word{{"1", "", "y", asks("spoc")}, {"2", "1", "z", asks("registrar")}}, Asked},
	} {
		words := append([]word{{"v", "", "y", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}}}, {"s", "", "y", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}}},
			{"p", "", "y", casefile.PairRecorded{Victim: "v", Actor: "s"}}}, tt.words...)
		var events []casefile.Event
		for i, w := range words {
			e, err := casefile.NewEvent(w.id, "", strings.TrimPrefix(fmt.Sprintf("%T", w.data), "casefile."), w.data)
			if err != nil {
				t.Fatal(err)
			}
			e.Corrects, e.Actor, e.Seq, e.Recorded = w.corrects, w.by, int64(i+1), now.Add(time.Duration(i-60)*time.Minute)
			events = append(events, e)
		}
		c := casefile.Fold("c1", events)
		c.Unit = "north"
		if p, ok := ToCase(NewViewer(who("x", tt.roles...), now), c); !ok || p.Basis != tt.want {
			t.Errorf("%s: basis %q, want %q (%v)", name, p.Basis, tt.want, c.Problems)
		}
	}
}

// Being asked for advice takes from nobody what their unit gives them.
func TestWhoIsAskedForAdviceInTheUnitACaseIsOfferedToMayAcceptIt(t *testing.T) {
	c := held(question("registrar", "owner"), offeredUnit("", "south"))
	v := NewViewer(in(who("x", casefile.Registrar), "south"), now)
	p, _ := ToCase(v, c)
	k, _ := casefile.KindOf("IncidentRecorded")
	if _, may := ToRecord(v, p, k, c); p.Basis != Asked || !may {
		t.Errorf("basis %q, may record: %v; want what the unit the case is offered to may", p.Basis, may)
	}
}

func TestOnlyPoliceAndAnalystsTakeReports(t *testing.T) {
	for _, r := range everyone() {
		_, ok := ToReport(NewViewer(who("x", r), now))
		want := r != casefile.Administrator && r != casefile.Advocate && r != casefile.Disclosure
		if ok != want {
			t.Errorf("%s takes a report: %v, want %v", r, ok, want)
		}
	}
}
