package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
)

// manyThings is a case with two pairs and, of each list that a duty goes through, two:
// whatever a button leads to, another was there to be taken for it.
func manyThings(s *site) (r reported, second string) {
	s.t.Helper()
	r, second, _ = twoPairs(s)
	old := s.caseNow(r.id)
	victims := []casefile.PersonID{casefile.PersonID(r.victim), old.Pair(casefile.PairID(second)).VictimID}
	x := casefile.PersonID(r.actor)
	other := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: fact.Of(casefile.Line("Bo Pretend"))}})
	s.record("detective", r.id, other)
	for i, pair := range []string{r.pair, second} {
		id, whom := casefile.PairID(pair), []casefile.PersonID{x, casefile.PersonID(other.ID)}[i]
		child := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.SecondaryVictim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Cai Sample"))}})
		s.record("detective", r.id, child)
		for _, one := range []struct {
			kind string
			data any
		}{
			{"IncidentRecorded", casefile.IncidentRecorded{Pair: id, What: "He waited outside"}}, {"IncidentRecorded", casefile.IncidentRecorded{Pair: id, What: "He rang again"}},
			{"RiskAssessed", casefile.RiskAssessed{Pair: id, Judgement: fact.Of(casefile.Medium), Reasons: "Twice in a week"}},
			{"RiskAssessed", casefile.RiskAssessed{Pair: id, Judgement: fact.Of(casefile.High), Reasons: "Again"}},
			{"OffenceRecorded", casefile.OffenceRecorded{Pair: id, Offence: fact.Of(casefile.Offence("pha_s2a"))}},
			{"OffenceRecorded", casefile.OffenceRecorded{Pair: id, Offence: fact.Of(casefile.Offence("pha_s2"))}},
			{"SafetyMeasureSet", casefile.SafetyMeasureSet{Person: victims[i], What: "A camera at the door"}},
			{"SafetyPlanMade", casefile.SafetyPlanMade{Person: victims[i]}},
			{"ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: id, Present: fact.Of(true), Decision: "Patrols"}},
			{"BreachReported", casefile.BreachReported{Pair: id}},
			{"CheckRequested", casefile.CheckRequested{System: "orders", On: "actor", Person: whom}},
			{"SuspectArrested", casefile.SuspectArrested{Person: whom}},
			{"SuspectCharged", casefile.SuspectCharged{Pair: id, First: calendar.DateOf(s.now).AddDays(7)}},
			{"BailSet", casefile.BailSet{Person: whom}},
			{"MarkerNoted", casefile.MarkerNoted{Person: whom, Kind: fact.Of(casefile.MarkerKind("firearms"))}},
			{"ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: victims[i], Weapons: fact.Of(true)}},
			{"DelayReasonsRecorded", casefile.DelayReasonsRecorded{Person: victims[i], Delayed: fact.Of(true)}},
			{"CounterAllegationMade", casefile.CounterAllegationMade{Pair: id, What: "She wrote first"}},
			{"VictimMessageReceived", casefile.VictimMessageReceived{Person: victims[i], Words: "Is there any news?"}},
			{"CaseHandedOver", casefile.CaseHandedOver{ToUnit: "north"}},
		} {
			s.now = s.now.Add(60e9)
			s.record("detective", r.id, s.event(one.kind, one.data))
		}
	}
	return r, second
}

// listed are the ids of everything in a list of the case, by the name conditions call
// it; each of a list of a pair with its pair.
func listed(c *casefile.Case, list string) (out []guidance.Key) {
	of := func(pair string, ids []string) {
		for _, id := range ids {
			out = append(out, guidance.Key{Pair: pair, Occurrence: id})
		}
	}
	switch list {
	case "case.persons":
		for _, p := range c.Persons.Items {
			if p.Has(casefile.SecondaryVictim) {
				of("", []string{p.ID})
			}
		}
	case "case.victims":
		of("", idsOf(c.Victims, func(x casefile.VictimTold) string { return x.ID }))
	case "case.delays":
		of("", idsOf(c.Delays, func(x casefile.Delay) string { return x.ID }))
	case "case.counter_allegations":
		of("", idsOf(c.Counter, func(x casefile.CounterAllegation) string { return x.ID }))
	case "case.safety_measures":
		of("", idsOf(c.Measures, func(x casefile.Measure) string { return x.ID }))
	case "case.safety_plans":
		of("", idsOf(c.Plans, func(x casefile.SafetyPlan) string { return x.ID }))
	case "case.immediate":
		of("", idsOf(c.Immediate, func(x casefile.Immediate) string { return x.ID }))
	case "case.markers":
		of("", idsOf(c.Markers, func(x casefile.Marker) string { return x.ID }))
	case "case.breaches":
		of("", idsOf(c.Breaches, func(x casefile.Breach) string { return x.ID }))
	case "case.checks":
		of("", idsOf(c.Checks, func(x casefile.Check) string { return x.ID }))
	case "case.messages":
		of("", idsOf(c.Messages, func(x casefile.Message) string { return x.ID }))
	case "case.handovers":
		of("", idsOf(c.Handovers, func(x casefile.Handover) string { return x.ID }))
	case "case.arrests", "case.charges", "case.bails":
		ids := map[string][]string{"case.arrests": idsOf(c.Arrests, func(x casefile.Arrest) string { return x.ID }),
			"case.charges": idsOf(c.Charges, func(x casefile.Charge) string { return x.ID }), "case.bails": idsOf(c.Bails, func(x casefile.Bail) string { return x.ID })}[list]
		for _, p := range c.Pairs {
			of(p.ID, ids)
		}
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		switch list {
		case "":
			out = append(out, guidance.Key{Pair: p.ID})
		case "pair.incidents":
			of(p.ID, idsOf(p.Incidents.Items, func(x casefile.Incident) string { return x.ID }))
		case "pair.risks":
			of(p.ID, idsOf(p.Risks, func(x casefile.Assessment) string { return x.ID }))
		case "pair.risk_changes":
			of(p.ID, idsOf(p.Changes, func(x casefile.Changed) string { return x.ID }))
		case "pair.risk_dates":
			of(p.ID, idsOf(p.Dates, func(x casefile.DayAhead) string { return x.ID }))
		case "pair.threats_to_life":
			of(p.ID, idsOf(p.Life, func(x casefile.ThreatToLife) string { return x.ID }))
		case "pair.offences":
			of(p.ID, idsOf(p.Offences, func(x casefile.CrimeRecord) string { return x.ID }))
		}
	}
	return out
}

func idsOf[T any](list []T, id func(T) string) (out []string) {
	for _, x := range list {
		out = append(out, id(x))
	}
	return out
}

// A duty stands once for each of the things it is about: the button of each leads to a
// form that names that one, among others like it.
func TestTheButtonOfADutyLeadsToAFormOfTheVeryThing(t *testing.T) {
	s := newSite(t)
	r, second := manyThings(s)
	c := s.signedIn("detective")
	view := &caseView{CasePage: s.page("detective", r.id), srv: s.web}
	tried := 0
	for _, k := range s.Edition().Clauses {
		if k.Scope != "pairs" && k.ForEach == "" || len(settlingKinds(k)) == 0 || strings.HasPrefix(k.Key, "check.") {
			continue
		}
		keys := listed(view.Case, k.ForEach)
		if len(keys) == 0 {
			t.Errorf("%s goes through %q, of which the case of this test has nothing: give it two", k.Key, k.ForEach)
		}
		if k.Scope != "pairs" { // the list is of the case
			keys = slices.CompactFunc(keys, func(a, b guidance.Key) bool { return a.Occurrence == b.Occurrence })
		}
		for _, key := range keys {
			key.Clause = k.Key
			if k.Scope != "pairs" {
				key.Pair = ""
			}
			text, href := view.do(k, guidance.Finding{Key: key, State: guidance.Outstanding})
			if href == "" || text == "" {
				if slices.ContainsFunc(settlingKinds(k), func(kind string) bool { return view.form(kind) != "" }) {
					t.Errorf("%s: no way to do it for %v", k.Key, key)
				}
				continue
			}
			tried++
			address, _, _ := strings.Cut(href, "#")
			p := c.get(address)
			form := p.Find(entryFormSelector)
			if p.status != 200 || form.Length() != 1 {
				if !strings.HasSuffix(address, "/checks") && !strings.Contains(address, "HandoverAccepted") && !strings.Contains(address, "RegistrarRuled") {
					t.Errorf("%s: %s is %d with %d forms", k.Key, href, p.status, form.Length())
				}
				continue
			}
			sent := filled(form)
			pair := view.Pair(casefile.PairID(key.Pair))
			if key.Occurrence != "" && !says(sent, key.Occurrence) {
				t.Errorf("%s: the form at %s does not name %s", k.Key, href, view.occurrenceWords(key.Occurrence))
			}
			if about := sent.Get(fieldAbout); about != "" && !strings.Contains(form.Text(), "This is about: ") {
				t.Errorf("%s: the form at %s carries what it is about and does not say it", k.Key, href)
			}
			if corrected := sent.Get(fieldCorrects); pair != nil && corrected == "" && !strings.HasPrefix(k.ForEach, "pair.") && !says(sent, pair.ID) && !says(sent, string(pair.VictimID)) && !(says(sent, string(pair.ActorID)) && strings.Contains(href, "SuspectArrested")) {
				t.Errorf("%s: the form at %s names neither the pair nor its victim", k.Key, href)
			}
			for _, other := range []string{r.pair, second} {
				if pair != nil && other != pair.ID && says(sent, other) {
					t.Errorf("%s: the form at %s names another pair", k.Key, href)
				}
			}
		}
	}
	if tried < 100 {
		t.Errorf("%d buttons were tried: this proves little", tried)
	}
}

// says reports whether a form would send an id in any of its fields.
func says(sent url.Values, id string) bool {
	for _, values := range sent {
		if id != "" && slices.Contains(values, id) {
			return true
		}
	}
	return false
}

// What lacks something is completed, not recorded a second time beside itself.
func TestADutyAboutAnEntryCompletesThatEntry(t *testing.T) {
	s := newSite(t)
	r, second := manyThings(s)
	view := &caseView{CasePage: s.page("detective", r.id), srv: s.web}
	pair := view.Pair(casefile.PairID(second))
	newest := pair.Incidents.Items[1].ID
	if pair.Incidents.Items[0].At.After(pair.Incidents.Items[1].At) {
		newest = pair.Incidents.Items[0].ID
	}
	for _, tt := range []struct{ clause, kind, id string }{
		{"offence.reference", "OffenceRecorded", pair.Offences[1].ID},
		{"plan.steps_owned", "SafetyMeasureSet", view.Measures[1].ID},
		{"harassment.kind", "IncidentRecorded", newest},
		{"delay.reasons_recorded", "DelayReasonsRecorded", view.Delays[1].ID},
		{"threat_to_life.victim_told", "ThreatToLifeConsidered", pair.Life[0].ID},
	} {
		key := guidance.Key{Clause: tt.clause, Pair: second, Occurrence: tt.id}
		if tt.clause == "harassment.kind" {
			key.Occurrence = ""
		}
		_, href := view.do(s.Edition().Clause(tt.clause), guidance.Finding{Key: key, State: guidance.Outstanding})
		if want := "/case/" + r.ref + "/record/" + tt.kind + "?"; !strings.HasPrefix(href, want) || !strings.Contains(href, "corrects="+tt.id) {
			t.Errorf("%s: the button leads to %s", tt.clause, href)
		}
	}
	s.record("detective", r.id, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(view.Checks[1].ID), Result: casefile.Trace}))
	view = &caseView{CasePage: s.page("detective", r.id), srv: s.web}
	_, href := view.do(s.Edition().Clause("orders.terms_noted"), guidance.Finding{Key: guidance.Key{Clause: "orders.terms_noted", Occurrence: view.Checks[1].ID}, State: guidance.Outstanding})
	if !strings.Contains(href, "person="+string(view.Checks[1].Data.Person)) {
		t.Errorf("an order that a check of one suspect found is noted of %s", href)
	}
	_, href = view.do(s.Edition().Clause("checks.run_again"), guidance.Finding{Key: guidance.Key{Clause: "checks.run_again", Occurrence: view.Checks[1].ID}, State: guidance.Outstanding})
	form := filled(s.signedIn("detective").get(href).Find(entryFormSelector))
	if form.Get("system") != "orders" || form.Get("person") != string(view.Checks[1].Data.Person) {
		t.Errorf("a check to be run again begins with %v", form)
	}
}

// Nobody learns from an address what a case they do not see holds, and what a form is
// about survives its being sent back.
func TestWhatAFormIsAboutIsOfThisCaseAndKept(t *testing.T) {
	s := newSite(t)
	r, _ := manyThings(s)
	view := s.caseNow(r.id)
	elsewhere := s.report("detective", "Gwen Sample")
	c := s.signedIn("detective")
	form := "/case/" + r.ref + "/record/VictimContacted?person=" + r.victim + "&tell=arrest&about="
	if p := c.get(form + elsewhere.victim); strings.Contains(p.text("main"), "This is about") {
		t.Error("a form is about somebody of another case")
	}
	p := c.get(form + view.Arrests[0].ID)
	if got := p.text("main"); !strings.Contains(got, "This is about: Steven Madeup, arrested") || !strings.Contains(got, "Tick “The arrest”") {
		t.Errorf("the form of who was told of an arrest says %q", got)
	}
	back := c.submit(p, entryFormSelector, url.Values{fieldDo: {"edit"}})
	if !strings.Contains(back.text("main"), "This is about: Steven Madeup, arrested") {
		t.Errorf("sent back at %d, the form no longer says what it is about", back.status)
	}
}

// The button of a duty on somebody's home leads where the one on the case does: to the
// crime that lacks its reference, and not to another beside it.
func TestADutyOnAHomeLeadsWhereItDoesOnTheCase(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	crime := s.event("OffenceRecorded", casefile.OffenceRecorded{Pair: casefile.PairID(r.pair), Offence: fact.Of(casefile.Offence("pha_s2a"))})
	s.record("detective", r.id, crime)
	view := &caseView{CasePage: s.page("detective", r.id), srv: s.web}
	n := 0
	for _, f := range view.Findings.Obligations {
		if f.Clause != "offence.reference" || f.State != guidance.Outstanding {
			continue
		}
		n++
		line := s.web.dutyTodo(view.CasePage, f, view.Edition.Clause(f.Clause), s.now)
		text, href := view.do(view.Edition.Clause(f.Clause), f)
		if !strings.Contains(line.DoHref, "corrects="+crime.ID) || line.DoHref != href || line.DoText != text {
			t.Errorf("the home leads to %s (%s), the case to %s (%s)", line.DoHref, line.DoText, href, text)
		}
	}
	if n != 1 {
		t.Errorf("%d duties to give a crime its reference, want one", n)
	}
	forms := 0
	for _, a := range c.get("/").Find("main a").EachIter() {
		if href := a.AttrOr("href", ""); strings.Contains(href, "/record/") {
			forms++
			if form := c.get(href); form.status != 200 {
				t.Errorf("%s on the home answers %d", href, form.status)
			}
		}
	}
	if forms == 0 {
		t.Error("no line of the home leads to a form")
	}
}
