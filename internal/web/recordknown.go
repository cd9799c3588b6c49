package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/form"
)

// systemFilled are fields no person fills in: the server mints them, or another
// page keeps a file and fills them.
var systemFilled = map[string][]string{
	"ReportReceived":   {"ref"},
	"IncidentRecorded": {"material", "file", "line"},
	"EvidenceAdded":    {"file_name", "sha256", "blob", "key", "size"},
	"MaterialImported": {"format", "file_name", "sha256", "blob", "key", "size", "derived", "derived_key", "derived_sha256", "derived_size",
		"rows", "parser", "records", "first", "last", "date_order", "problems"},
	"RiskAssessed": {"tool_version", "answers"},
}

// mayStayEmpty are references that are often left open, so that the only choice
// is not taken for granted.
var mayStayEmpty = map[string][]string{
	"PairRecorded": {"actor"}, "RiskAssessed": {"trigger"}, "DutyMarked": {"scope"}, "CheckRequested": {"person"},
	"BailSet": {"replaces"}, "BreachReported": {"order", "bail", "incident"}, "EvidenceAdded": {"incident"}, "ProxyRecorded": {"person", "incident"},
	"SpecialistAsked": {"pair", "arrest"}, "EnquirySet": {"pair"}, "SpecialistAnswered": {"by_staff"}, "MarkerNoted": {"person"},
}

// unitFields name a unit of the force. The register's are put forward, so that
// what is offered to a unit reaches it.
var unitFields = []string{"CaseHandedOver/to_unit", "OwnerAssigned/unit", "CaseOpened/unit"}

// entryContext is what a form for a kind needs of a case as its viewer sees it.
func (s *Server) entryContext(p *casework.CasePage, k *casefile.Kind) form.Context {
	c := form.Context{Words: s.words, Now: s.svc.Now(), Timed: true, Hide: systemFilled[k.Name], Free: mayStayEmpty[k.Name], Choices: s.choicesIn(p), Suggest: map[string][]string{}}
	for path, list := range s.choicesFor(p, k) {
		c.Choices[k.Name+"/"+path] = list
	}
	for _, field := range unitFields {
		c.Suggest[field] = s.svc.Units()
	}
	c.Suggest["CaseHandedOver/to_unit"] = s.svc.AcceptingUnits()
	if k.Name == "IncidentRecorded" {
		c.First, c.Folds, c.Grouped = incidentFirst, incidentFolds, map[string]form.Grouped{"behaviours": behavioursGrouped}
	}
	if k.Name == "ProposalDecided" {
		c.Either = map[string]form.Either{"accept": {Yes: "Confirm", No: "Return with a reason"}}
	}
	if k.Name == "FourAssessed" {
		c.Beside = s.besideFour()
	}
	if k.Name == "AdviceGiven" {
		c.Apart = map[string]form.Apart{"codes": {Codes: casefile.CautionedAdvice(),
			Legend: "Advice already given by somebody, that the guidance cautions against",
			Hint:   "Tick it only if it has been given. It is never the advice to give."}}
	}
	return c
}

// choicesIn lists what forms may point at, by what is pointed at, in words.
func (s *Server) choicesIn(p *casework.CasePage) map[string][]form.Choice {
	out := map[string][]form.Choice{}
	add := func(what, id, label string) { out[what] = append(out[what], form.Choice{Value: id, Label: label}) }
	for i := range p.Persons.Items {
		x := &p.Persons.Items[i]
		add("person", x.ID, s.personLabel(p, x))
	}
	for i := range p.Pairs {
		x := &p.Pairs[i]
		add("pair", x.ID, s.pairLabel(p, x))
		for _, inc := range x.Incidents.Items {
			add("incident", inc.ID, s.incidentLabel(inc))
		}
		for _, r := range x.Risks {
			add("assessment", r.ID, "Risk judged "+when(r.At)+" by "+s.staffName(r.By))
		}
	}
	for _, x := range p.Checks {
		add("check", x.ID, s.words.Code("System", string(x.System))+", asked for "+when(x.At))
	}
	for _, x := range p.Handovers {
		label := "Offered " + when(x.At) + " by " + s.staffName(x.By)
		if x.By == casefile.Public {
			label = "Reported online " + when(x.At)
		}
		add("handover", x.ID, label)
	}
	for _, x := range p.Proposals {
		add("proposal", x.ID, s.proposalTitle(x)+", proposed "+when(x.At)+" by "+s.staffName(x.By))
	}
	for _, x := range p.Materials {
		add("material", x.ID, s.materialLabel(x))
	}
	s.choicesOfFirstHour(p, add)
	for _, st := range s.svc.Register().All() {
		if !st.Left && st.Partner == "" {
			add("staff", st.ID, st.Known())
		}
	}
	return out
}

// choicesOfFirstHour are what the kinds of first response, custody and safety
// point at.
func (s *Server) choicesOfFirstHour(p *casework.CasePage, add func(what, id, label string)) {
	name := func(id casefile.PersonID) string { return calledIn(p.Case, p.Person(id)) }
	for _, x := range p.Arrests {
		add("arrest", x.ID, name(x.PersonID)+", arrested "+toldWhen(x.Occurred, x.ArrestedAt))
	}
	for _, x := range p.Bails {
		add("bail", x.ID, joinAnd([]string{code(s, "BailKind", x.Kind.Value), name(x.PersonID), "recorded " + when(x.At)}, ", "))
	}
	for _, x := range p.KnownOrders {
		add("order", x.ID, joinAnd([]string{code(s, "OrderKind", x.Kind.Value), name(x.PersonID), "recorded " + when(x.At)}, ", "))
	}
	for _, x := range p.Breaches {
		add("breach", x.ID, s.breachLabel(x))
	}
	for _, x := range p.Measures {
		add("step", x.ID, joinAnd([]string{code(s, "SafetyMeasure", x.Measure.Value), "for " + name(x.Person), "set " + when(x.At)}, ", "))
	}
	for _, x := range p.Messages {
		add("message", x.ID, name(x.Person)+", "+when(x.At))
	}
	for _, x := range p.Specialists {
		add("request", x.ID, joinAnd([]string{code(s, "Specialist", x.Of.Value), "asked " + when(x.At)}, ", "))
	}
	for _, x := range p.Enquiries {
		add("enquiry", x.ID, excerpt(strings.Join(strings.Fields(string(x.Data.What)), " "), mostOfAnIncident)+", set "+when(x.At))
	}
	c := &caseView{CasePage: p, srv: s}
	for i := range p.Counter {
		x := &p.Counter[i]
		label := toldLabel(x.Act, []string{"against " + c.counterVictim(x)}, x.Data.What)
		add("allegation", x.ID, label)
	}
}

// choicesFor narrows single fields: a suspect is identified for an unknown actor,
// an answer is recorded for a check still open.
func (s *Server) choicesFor(p *casework.CasePage, k *casefile.Kind) map[string][]form.Choice {
	out := map[string][]form.Choice{}
	keep := func(path, id, label string) { out[path] = append(out[path], form.Choice{Value: id, Label: label}) }
	switch k.Name {
	case "VictimContacted", "SafeContactRecorded", "ReferralConsentRecorded", "ReferralMade", "AdviceGiven", "ImmediateSafetyRecorded",
		"ApproachAgreed", "DelayReasonsRecorded", "EnhancedRightsAssessed", "IndicatorsObserved", "VulnerabilityAssessed", "VictimMessageReceived",
		"SafetyPlanMade", "SafetyMeasureSet", "SafetyPlanReviewed":
		for i := range p.Persons.Items {
			if x := &p.Persons.Items[i]; harmed(x) || !x.Has(casefile.Suspect) && !x.Has(casefile.Proxy) {
				keep("person", x.ID, s.personLabel(p, x))
			}
		}
	case "SuspectArrested", "BailSet", "OrderNoted":
		for i := range p.Persons.Items {
			if x := &p.Persons.Items[i]; !x.Has(casefile.Victim) || x.Has(casefile.Suspect) {
				keep("person", x.ID, s.personLabel(p, x))
			}
		}
	case "SuspectIdentified":
		for i := range p.Pairs {
			if x := &p.Pairs[i]; x.ActorKind != casefile.ActorPerson {
				keep("pair", x.ID, s.pairLabel(p, x))
			}
		}
		for i := range p.Persons.Items {
			if x := &p.Persons.Items[i]; !x.Has(casefile.Victim) {
				keep("person", x.ID, s.personLabel(p, x))
			}
		}
	case "CounterAllegationMade":
		for i := range p.Pairs {
			x := &p.Pairs[i]
			keep("pair", x.ID, "Against "+(&caseView{CasePage: p, srv: s}).counterName(x))
		}
	case "RiskAssessed":
		for i := range p.Pairs {
			for _, t := range p.Pairs[i].Triggers {
				keep("trigger", t.ID, s.triggerLabel(p, t))
			}
			s.earlierTriggers(p, &p.Pairs[i], keep)
		}
		if out["trigger"] == nil {
			out["trigger"] = []form.Choice{}
		}
	case "SpecialistAnswered":
		out["by_staff"] = []form.Choice{}
		for _, id := range s.mayHaveSaid(p) {
			keep("by_staff", id, s.staffName(id))
		}
	case "ItemShared":
		for _, e := range p.History {
			if e.Corrects == "" {
				keep("item", e.ID, s.words.Kind(e.Kind).Done+", "+when(e.Recorded))
			}
		}
		for _, st := range s.svc.Register().All() {
			if st.Partner != "" && !slices.ContainsFunc(out["partner"], func(c form.Choice) bool { return c.Value == st.Partner }) {
				keep("partner", st.Partner, st.Partner)
			}
		}
	case "DutyMarked":
		seen := map[string]bool{}
		for _, f := range p.Findings.Obligations {
			if cl := p.Edition.Clause(f.Clause); cl != nil && !seen[f.Clause] {
				seen[f.Clause] = true
				keep("clause", f.Clause, cl.Say)
			}
			if f.Occurrence != "" && !seen[f.Occurrence] {
				seen[f.Occurrence] = true
				keep("occurrence", f.Occurrence, s.occasionLabel(p, f.Occurrence))
			}
		}
		for i := range p.Pairs {
			keep("scope", p.Pairs[i].ID, s.pairLabel(p, &p.Pairs[i]))
		}
	}
	return out
}

// harmed reports whether conduct in the case is towards somebody, whatever else they
// are in it: who is a suspect too is still looked after.
func harmed(x *casefile.Person) bool {
	return x.Has(casefile.Victim) || x.Has(casefile.SecondaryVictim)
}

func (s *Server) occasionLabel(p *casework.CasePage, id string) string {
	if breach, ok := s.breachNamed(p, id); ok {
		return breach
	}
	for _, e := range p.History {
		if e.ID == id {
			return s.words.Kind(e.Kind).Done + ", " + when(e.Recorded)
		}
	}
	return "The occasion it was found for"
}

func (s *Server) personLabel(p *casework.CasePage, x *casefile.Person) string {
	name := capital(calledIn(p.Case, x))
	var roles []string
	for _, r := range x.Roles {
		roles = append(roles, strings.ToLower(s.words.Code("PersonRole", string(r))))
	}
	if len(roles) == 0 {
		return name
	}
	return name + " (" + strings.Join(roles, ", ") + ")"
}

// pairLabel says whose conduct towards whom: "Steven Madeup towards Ffion Invented".
func (s *Server) pairLabel(p *casework.CasePage, x *casefile.Pair) string {
	name := func(who *casefile.Person, otherwise string) string {
		if who != nil && who.Name.Given() && who.Name.Value != "" {
			return string(who.Name.Value)
		}
		return otherwise
	}
	actor := name(p.Person(x.ActorID), "")
	if actor == "" {
		actor = "Unknown person"
		if x.Label != "" {
			actor = string(x.Label)
		}
	}
	return actor + " towards " + name(p.Person(x.VictimID), "somebody whose name is not known")
}

// incidentLabel says when and what, so that several of one day can be told apart:
// "Wed 18 Nov 2026, 21:40: Following, “He was outside again”".
func (s *Server) incidentLabel(i casefile.Incident) string {
	var what []string
	for _, b := range i.Behaviours {
		what = append(what, s.words.Code("Behaviour", string(b)))
	}
	return toldLabel(i.Act, what, i.Data.What)
}

// breachLabel tells one breach from another by when it happened and what was done.
func (s *Server) breachLabel(x casefile.Breach) string {
	what := []string{s.words.Kind("BreachReported").Done}
	if x.Of.Given() {
		what = []string{"Breach of " + lower(code(s, "BreachOf", x.Of.Value))}
	}
	return toldLabel(x.Act, what, x.Data.What)
}

// toldLabel is an act by when it happened and what it was: its kinds, and what was said.
func toldLabel(act casefile.Act, what []string, said casefile.Text) string {
	if said := strings.Join(strings.Fields(string(said)), " "); said != "" {
		what = append(what, "“"+excerpt(said, mostOfAnIncident)+"”")
	}
	if len(what) == 0 {
		what = append(what, "what was done is not said yet")
	}
	at := act.Occurred.Words()
	if at == "" {
		at = "No date, recorded " + when(act.Recorded)
	}
	return at + ": " + strings.Join(what, ", ")
}

// breachNamed is the label of a breach by its id; false for what is none.
func (s *Server) breachNamed(p *casework.CasePage, id string) (string, bool) {
	i := slices.IndexFunc(p.Breaches, func(b casefile.Breach) bool { return b.ID == id })
	if i < 0 {
		return "", false
	}
	return s.breachLabel(p.Breaches[i]), true
}

// incidentBriefly says when and what kind of act: "Wed 18 Nov 2026, 21:40: Following".
// What was said of it stands in where no kind is recorded.
func (s *Server) incidentBriefly(i casefile.Incident) string {
	if len(i.Behaviours) == 0 {
		return s.incidentLabel(i)
	}
	i.Data.What = ""
	return s.incidentLabel(i)
}

// mostOfAnIncident is how much of an incident's words a choice shows, in bytes.
const mostOfAnIncident = 60

// triggerLabel says which of several things risk is judged again after.
func (s *Server) triggerLabel(p *casework.CasePage, t casefile.Trigger) string {
	kind := s.words.Code("TriggerKind", string(t.Kind))
	if _, i := p.Incident(casefile.IncidentID(t.ID)); i != nil {
		return kind + ": " + s.incidentLabel(*i)
	}
	return kind + ", " + triggerTime(t)
}

// triggerTime is when that was, as told, and corrected since; else when police knew.
func triggerTime(t casefile.Trigger) string {
	if t.Occurred.IsZero() {
		return toldWhen(t.Occurred, t.At)
	}
	return toldWhen(t.Occurred, t.Occurred.From)
}

// earlierTriggers puts in words what a judgement was made after and is no change since
// the first: an arrest before anybody had judged the risk.
func (s *Server) earlierTriggers(p *casework.CasePage, pair *casefile.Pair, keep func(path, id, label string)) {
	for _, r := range pair.Risks {
		if r.TriggerID == "" || slices.ContainsFunc(pair.Triggers, func(t casefile.Trigger) bool { return t.ID == r.TriggerID }) {
			continue
		}
		for _, e := range p.History {
			if e.ID == r.TriggerID {
				keep("trigger", e.ID, s.words.Kind(e.Kind).Done+", recorded "+when(e.Recorded))
			}
		}
	}
}

func (s *Server) materialLabel(m casefile.Material) string {
	label := "Material"
	if m.Kind.Given() {
		label = s.words.Code("EvidenceKind", string(m.Kind.Value))
	}
	return label + ", recorded " + when(m.Recorded)
}

// fillAsked takes what a link says of the form: ids and codes only, because names
// and numbers never stand in an address.
func (f *entryForm) fillAsked(q url.Values) {
	casefile.Walk(f.kind.Fields, func(x casefile.Field) {
		for _, value := range q[x.Path] {
			_, own := f.ctx.Choices[f.kind.Name+"/"+x.Path]
			if x.Shape == casefile.ShapeCode && slices.Contains(x.Codes, value) || x.Shape == casefile.ShapeRef && isEntryID(value) || own {
				f.values.Add(f.ctx.Name(x.Path), value)
			}
		}
	})
}

// fillEarlier begins a correction with what was recorded.
func (f *entryForm) fillEarlier() error {
	data, err := f.p.DataOf(*f.earlier)
	if err != nil {
		return err
	}
	if f.values, err = form.ValuesOf(f.kind, data, f.ctx); err != nil {
		return err
	}
	form.SetTimes(f.values, f.ctx, f.earlier.Occurred, f.earlier.Known)
	return nil
}

// fillKnown carries what the case already holds into a new form, so that nothing
// is typed twice; what a link said goes before it.
func (f *entryForm) fillKnown() error {
	data := f.known()
	if data == nil {
		return nil
	}
	v, err := form.ValuesOf(f.kind, data, f.ctx)
	if err != nil {
		return err
	}
	for name, values := range v {
		if !f.values.Has(name) {
			f.values[name] = values
		}
	}
	return nil
}

// victimsNumbers has a hint that is of victims alone.
const victimsNumbers = "details.phones"

// one is the thing a reference field means: what was asked for, or the only one.
func (f *entryForm) one(path, what string) string {
	if id := f.values.Get(f.ctx.Name(path)); id != "" {
		return id
	}
	list := f.ctx.Choices[what]
	if own, ok := f.ctx.Choices[f.kind.Name+"/"+path]; ok {
		list = own
	}
	if len(list) == 1 {
		return list[0].Value
	}
	return ""
}

func (f *entryForm) known() any {
	person := f.p.Person(casefile.PersonID(f.one("person", "person")))
	pair := f.p.Pair(casefile.PairID(f.one("pair", "pair")))
	switch {
	case f.kind.Name == "CheckRequested" && f.about != "":
		for _, k := range f.p.Checks { // made once more: of the same system, person and thing
			if k.ID == f.about {
				return casefile.CheckRequested{System: k.System, On: k.Data.On, Person: k.Data.Person, Subject: k.Data.Subject, Asked: k.Data.Asked}
			}
		}
		return nil
	case f.kind.Name == "BreachReported" && f.ctx.Choices["BreachReported/incident"] != nil:
		return casefile.BreachReported{Incident: casefile.IncidentID(f.newAct())}
	case f.kind.Name == "PersonDetailed" && person != nil:
		if !harmed(person) {
			f.ctx.NoHint = map[string]bool{victimsNumbers: true}
		}
		f.ctx.Already = map[string]string{"roles": codeList(f.srv, "PersonRole", person.Roles), "details.aliases": joined(person.Aliases), "details.phones": howMany(person.Phones),
			"details.emails": howMany(person.Emails), "details.handles": howMany(person.Handles), "details.addresses": howMany(person.Addresses), "details.vehicles": howMany(person.Vehicles)}
		return casefile.PersonDetailed{Person: casefile.PersonID(person.ID), Details: casefile.Details{Name: person.Name.Answer, Born: person.Born.Answer,
			Age: stated(person), Sex: person.Sex.Answer, Occupation: person.Occupation.Answer, PoliceWorker: person.PoliceWorker.Answer, Interpreter: person.Interpreter.Answer}}
	case f.kind.Name == "SafeContactRecorded" && person != nil && person.SafeContact != nil && f.p.Can(casefile.ClassContact):
		return person.SafeContact.Data
	case f.kind.Name == "VictimContacted" && person != nil && person.SafeContact != nil:
		return casefile.VictimContacted{Person: casefile.PersonID(person.ID), Channel: person.SafeContact.Data.Channel}
	case f.kind.Name == "RelationshipRecorded" && pair != nil:
		return casefile.RelationshipRecorded{Pair: casefile.PairID(pair.ID), Is: pair.Relation.Answer}
	case f.kind.Name == "FourAssessed" && pair != nil:
		q := pair.Four
		if n, more := actsOf(pair); n > 0 { // two occasions are the least; whether it is repeated is for whoever answers
			f.ctx.Already = map[string]string{"repeated": actsCounted(n, more)}
		}
		return casefile.FourAssessed{Pair: casefile.PairID(pair.ID), Fixated: q.Fixated.Answer, Obsessive: q.Obsessive.Answer, Unwanted: q.Unwanted.Answer, Repeated: q.Repeated.Answer,
			Focus: q.Focus.Answer, Consuming: q.Consuming.Answer, Routine: q.Routine.Answer, WouldStop: q.WouldStop.Answer, Reasons: q.Reasons, Effort: q.Effort}
	case f.kind.Name == "ImpactRecorded" && pair != nil:
		q := pair.Impact
		f.ctx.Already = map[string]string{"changes": codeList(f.srv, "Change", q.Changes.Items)}
		return casefile.ImpactRecorded{Pair: casefile.PairID(pair.ID), FearTwice: q.FearViolenceTwice.Answer, Alarm: q.SeriousAlarm.Answer, Substantial: q.Substantial.Answer}
	case f.kind.Name == "RiskAssessed" && pair != nil && len(pair.Risks) > 0:
		last := pair.Risks[len(pair.Risks)-1]
		said := func(a fact.Fact[casefile.Grade]) string {
			if !a.Given() {
				return ""
			}
			return strings.ToLower(f.srv.words.Code("Grade", string(a.Value))) + ", " + when(last.At)
		}
		// Which tool was used before says nothing of this judgement: it is shown, and not carried.
		f.ctx.Already = map[string]string{"tool_grade": said(last.ToolGrade), "judgement": said(last.Judgement), "tool_reference": string(last.Data.ToolRef)}
		if last.Tool.Given() {
			f.ctx.Already["tool"] = f.srv.words.Code("Tool", string(last.Tool.Value)) + ", " + when(last.At)
		}
		return casefile.RiskAssessed{Pair: casefile.PairID(pair.ID)}
	case f.kind.Name == "RespondersSent":
		return casefile.RespondersSent{Until: calendar.At(f.opened.Add(onIt).Truncate(time.Minute))}
	case f.kind.Name == "CaseHandedOver":
		c := f.view()
		return casefile.CaseHandedOver{Done: casefile.Text(c.doneWords()), NotDone: casefile.Text(c.leftWords())}
	case f.kind.Name == "OwnerAssigned":
		return casefile.OwnerAssigned{Staff: f.p.Owner, Supervisor: f.p.Supervisor, Unit: casefile.Line(f.p.Unit)}
	}
	return nil
}

// onIt is how long somebody sent to an incident is on it unless another time is given:
// as long as a guardian lets an incident's responders see a restricted case (DESIGN 5).
const onIt = 4 * time.Hour

// stated leaves out an age that was worked out from a date of birth.
func stated(p *casefile.Person) fact.Answer[int] {
	if p.Born.Given() {
		return fact.Answer[int]{}
	}
	return p.Age.Answer
}

func joined(lines []casefile.Line) string {
	var out []string
	for _, l := range lines {
		out = append(out, string(l))
	}
	return strings.Join(out, ", ")
}

// howMany says how many are recorded: numbers and addresses stay masked until
// somebody asks for them (DESIGN 1.9).
func howMany(lines []casefile.Line) string {
	if len(lines) == 0 {
		return ""
	}
	return strconv.Itoa(len(lines)) + " (shown under People)"
}

func codeList[T ~string](s *Server, family string, codes []T) string {
	var out []string
	for _, c := range codes {
		out = append(out, code(s, family, c))
	}
	return strings.ToLower(strings.Join(out, ", "))
}
