package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/form"
)

// record makes one set of events of all pages and records them together. Sent
// twice it is recorded once: every id comes from the report's own.
func (r *report) record(do string) (answer, error) {
	last := len(reportSteps) - 1
	for step := range reportSteps {
		if problems := r.problemsOf(step); len(problems) > 0 {
			return r.page(step, http.StatusUnprocessableEntity, problems)
		}
	}
	events, err := r.events()
	if err != nil {
		return answer{}, err
	}
	if r.fields.Get(fieldRestrict) == "yes" && r.mayBeOurs() {
		if !slices.ContainsFunc(r.guardians(), func(g form.Choice) bool { return g.Value == r.fields.Get(fieldGuardian) }) {
			return r.guardianMissing(last)
		}
		e, err := r.act("restrict", "AccessRestricted", casefile.AccessRestricted{Guardian: casefile.StaffID(r.fields.Get(fieldGuardian)),
			Members: []casefile.StaffID{casefile.StaffID(r.v.viewer.Staff.ID)}, Why: "The other person may work for the police."})
		if err != nil {
			return answer{}, err
		}
		events = append(events, e)
	}
	if len(events) == 0 { // at the door, and nothing was said beyond what is on record
		return answer{goTo: casePath(r.door.Ref, "")}, r.srv.svc.DropDraft(r.v.Context(), r.v.viewer.Staff.ID, r.id)
	}
	acts := casework.Acts{CaseID: r.fields.Get(fieldCase), Base: r.base(), Events: events}
	_, err = r.srv.svc.Record(r.v.Context(), r.v.viewer, acts)
	if conflict, ok := errors.AsType[*casework.Conflict](err); ok && r.door != nil {
		return r.meanwhile(last, conflict)
	}
	if refused, ok := errors.AsType[*casework.Refused](err); ok {
		for i := range refused.Problems {
			refused.Problems[i].Field = "" // the page that asked is named by the sentence
		}
		return r.page(last, http.StatusUnprocessableEntity, refused.Problems)
	}
	if err != nil {
		return answer{}, err
	}
	if err := r.srv.svc.DropDraft(r.v.Context(), r.v.viewer.Staff.ID, r.id); err != nil {
		return answer{}, err
	}
	p, err := r.srv.svc.Case(r.v.Context(), r.v.viewer, acts.CaseID)
	if errors.Is(err, casework.ErrNoCase) { // whoever took it bears the suspect's name
		a := r.srv.plain(http.StatusOK, "Recorded", "It is on the record. You do not see this case.")
		a.looks = append(a.looks, r.v.look("recorded"))
		return a, nil
	}
	if err != nil {
		return answer{}, err
	}
	switch {
	case do == doPhoto && mayImport(p):
		return answer{goTo: casePath(p.Ref, "/photo?after="+events[0].ID)}, nil
	case r.door != nil:
		return answer{goTo: casePath(p.Ref, "?at=door&done="+events[0].ID)}, nil
	case do == doSend && (&caseView{CasePage: p, srv: r.srv, visit: r.v}).form("RespondersSent") != "":
		return answer{goTo: recordHref(p.Ref, "RespondersSent", "") + "?done=" + r.id}, nil
	}
	return answer{goTo: casePath(p.Ref, "?done="+r.id)}, nil
}

func (r *report) guardianMissing(step int) (answer, error) {
	a, err := r.page(step, http.StatusUnprocessableEntity, []casefile.Problem{{Code: "guardian_missing", What: "Choose who guards the case, or do not restrict it."}})
	if err == nil {
		a.page.Errors.ErrorList[0].Href = "#f-guardian"
	}
	return a, err
}

// partID is the id of one event of the report, the same however often it is sent.
func (r *report) partID(part string) string { return derivedID("foursight/report/1", r.id, part) }

func (r *report) act(part, kind string, data any) (casefile.Event, error) {
	id := r.partID(part)
	if part == "report" {
		id = r.id
	}
	return casefile.NewEvent(id, "", kind, data)
}

// typed reads all that the pages ask of one act into the kind's data; false where
// nothing was answered.
func typed[D any](r *report, prefix string) (D, form.Entry, bool) {
	var data D
	p := whole(prefix)
	if p.Kind == "" {
		return data, form.Entry{}, false
	}
	e, _ := r.read(p, prefix)
	if err := json.Unmarshal(e.Data, &data); err != nil {
		return data, e, false
	}
	return data, e, !e.Empty || !e.Occurred.IsZero() || e.Occurred.Said != ""
}

// gathered collects events and the first error of making one.
type gathered struct {
	*report
	events []casefile.Event
	err    error
}

func (g *gathered) add(part, kind string, data any) *casefile.Event {
	e, err := g.act(part, kind, data)
	g.events, g.err = append(g.events, e), errors.Join(g.err, err)
	return &g.events[len(g.events)-1]
}

// events are the report's acts in the order they depend on one another. The
// victim is a person of the case as soon as anything is said of anybody, named or
// not; without a name for the other, they are "unknown person 1".
func (r *report) events() ([]casefile.Event, error) {
	if r.door != nil {
		return r.doorEvents()
	}
	g := &gathered{report: r}
	rep, _, _ := typed[casefile.ReportReceived](r, "r.")
	other, hasOther := r.otherPerson()
	rep.PoliceLink = r.otherDetails().PoliceWorker
	if other.Details.Staff != "" {
		rep.PoliceLink = fact.Of(true)
	}
	ref, err := r.ref()
	if err != nil {
		return nil, err
	}
	rep.Ref, rep.Unit = casefile.Line(ref), casefile.Line(r.v.viewer.Staff.Unit)
	g.add("report", "ReportReceived", rep)

	person, _, hasVictim := typed[casefile.PersonAdded](r, "v.")
	safe, _, hasSafe := typed[casefile.SafeContactRecorded](r, "c.")
	now, _, hasNow := typed[casefile.ImmediateSafetyRecorded](r, "s.")
	account, _, hasAccount := typed[casefile.AccountRecorded](r, "a.")
	pair, _, hasPair := typed[casefile.PairRecorded](r, "p.")
	relation, _, hasRelation := typed[casefile.RelationshipRecorded](r, "l.")
	four, _, hasFour := typed[casefile.FourAssessed](r, "f.")
	_, _, hasRisk := r.risks()
	plan, _, hasPlan := typed[casefile.SafetyPlanMade](r, "g.")
	more := strings.TrimSpace(r.fields.Get(accountMore))
	steps, advice := r.fields[fieldMeasures], r.adviceTicked()
	acts := r.incidentEntries()
	r.addVideo(g)
	if graded, _, ok := typed[casefile.ResponseGraded](r, "o."); ok {
		g.add("grade", "ResponseGraded", graded)
	}
	g.addUnplaced()
	if !hasPlan && more == "" && len(steps) == 0 && len(advice.Codes) == 0 && !r.toldMore() && !hasFour && !hasRisk && !hasVictim && !hasSafe && !hasNow && !hasAccount && !hasOther && !hasPair && !hasRelation && len(acts) == 0 {
		return g.events, g.err
	}
	person.Roles = []casefile.PersonRole{casefile.Victim}
	victim := casefile.PersonID(g.add("victim", "PersonAdded", person).ID)
	var actor casefile.PersonID
	if hasOther || pair.Kind == casefile.ActorPerson {
		other.Roles = []casefile.PersonRole{casefile.Suspect}
		actor = casefile.PersonID(g.add("other", "PersonAdded", other).ID)
	}
	between := casefile.PairID(g.add("pair", "PairRecorded", paired(pair, victim, actor, other.Details)).ID)
	if hasRelation {
		relation.Pair = between
		g.add("relation", "RelationshipRecorded", relation)
	}
	if hasSafe {
		safe.Person = victim
		g.add("safe", "SafeContactRecorded", safe)
	}
	if hasNow {
		now.Person = victim
		g.add("now", "ImmediateSafetyRecorded", now)
	}
	if hasAccount {
		account.Person = victim
		g.add("account", "AccountRecorded", account)
	}
	if more != "" {
		g.add("account more", "AccountRecorded", casefile.AccountRecorded{Person: victim, Words: casefile.Text(strings.ReplaceAll(more, "\r\n", "\n")), Mode: account.Mode})
	}
	g.addActs(acts, between)
	if hasFour {
		four.Pair = between
		g.add("four", "FourAssessed", four)
	}
	g.addRisks(between)
	if hasPlan {
		plan.Person = victim
		g.add("plan", "SafetyPlanMade", plan)
	}
	g.addSteps(victim)
	g.addAdvice(victim, advice)
	g.addThem(victim, between)
	g.addBegun()
	return g.events, g.err
}

// paired is whose conduct towards whom. What was answered of who it is stands; where
// nothing was, somebody is known by a name or as one of our own, and is else "unknown
// person 1", to whom a number, an account or a vehicle still belongs.
func paired(pair casefile.PairRecorded, victim, actor casefile.PersonID, about casefile.Details) casefile.PairRecorded {
	pair.Victim = victim
	if pair.Kind == "" {
		pair.Kind = casefile.ActorUnknown
		if actor != "" && about.Told() {
			pair.Kind = casefile.ActorPerson
		}
	}
	if pair.Kind != casefile.ActorGroup {
		pair.Actor = actor
	}
	if pair.Kind == casefile.ActorUnknown && pair.Label == "" {
		pair.Label = "Unknown person 1"
	}
	return pair
}

// addSteps are the steps of the plan that the visitor takes on.
func (g *gathered) addSteps(victim casefile.PersonID) {
	for _, code := range casefile.SafetyMeasure("").Codes() {
		if slices.Contains(g.fields[fieldMeasures], code) {
			g.add("step "+code, "SafetyMeasureSet", casefile.SafetyMeasureSet{Person: victim, Measure: fact.Of(casefile.SafetyMeasure(code)), Owner: casefile.StaffID(g.v.viewer.Staff.ID)})
		}
	}
}

// bodyWorn is the duty that asks for body-worn video (APP 4.3).
const bodyWorn = "bwv.used"

// addVideo notes the camera's video by its reference, or why there is none: that
// is a decision not to do what the duty asks, with its reason.
func (r *report) addVideo(g *gathered) {
	if !r.v.viewer.Is(casefile.Responder) {
		return
	}
	if video, _, ok := typed[casefile.EvidenceAdded](r, "b."); ok {
		video.Kind = fact.Of(casefile.EvidenceKind("body_worn_video"))
		g.add("video", "EvidenceAdded", video)
	}
	if why := strings.TrimSpace(r.fields.Get(fieldCameraOff)); why != "" {
		g.add("camera off", "DutyMarked", casefile.DutyMarked{Clause: bodyWorn, Mark: "waived", Why: casefile.Text(why)})
	}
}

// otherPerson is the other person as somebody of the case; false where nothing was
// said by which to tell them: whether an unknown person is one of our own belongs
// to the report. A member of staff is known by name.
func (r *report) otherPerson() (casefile.PersonAdded, bool) {
	other, _, _ := typed[casefile.PersonAdded](r, "x.")
	about := other.Details
	about.PoliceWorker = fact.Answer[bool]{}
	if st, ok := r.srv.svc.Register().Staff(string(about.Staff)); ok {
		other.Details.PoliceWorker = fact.Of(true)
		if !other.Details.Name.Given() {
			other.Details.Name = fact.Of(casefile.Line(st.Name))
		}
	}
	return other, !reflect.ValueOf(about).IsZero()
}

type incidentEntry struct {
	prefix string
	data   casefile.IncidentRecorded
	entry  form.Entry
}

func (r *report) incidentEntries() []incidentEntry {
	var out []incidentEntry
	for _, p := range reportSteps[stepNamed(stepActs)].Parts {
		if !p.Many {
			continue
		}
		for _, prefix := range r.prefixes(p) {
			data, e, ok := typed[casefile.IncidentRecorded](r, prefix)
			x := incidentEntry{prefix, data, e}
			if prefix == "i1." {
				ok = r.saidOften(&x) || ok
			}
			if ok {
				out = append(out, x)
			}
		}
	}
	if x, ok := r.oftenEntry(out); ok && r.door == nil {
		out = append(out, x)
	}
	return out
}

// ref mints the case's reference. A report sent twice is known by its first
// event's id, so the second reference is never used.
func (r *report) ref() (string, error) { return r.srv.svc.FreeRef(r.v.Context()) }
