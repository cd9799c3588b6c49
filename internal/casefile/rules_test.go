package casefile_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"foursight/internal/casefile"
)

func former(t testing.TB) *history {
	h := told(t)
	h.add("RelationshipRecorded", "rel", `{"pair":"p1","relationship":"former_partner"}`)
	h.incidents("i", 2)
	return h
}

// APP 1.3; REC-02.
func TestHarassmentOfAFormerPartnerWaitsForTheRegistrar(t *testing.T) {
	h := former(t)
	h.add("ClassificationDecided", "k1", `{"pair":"p1","as":"stalking_2a"}`)
	h.add("ClassificationDecided", "k2", `{"pair":"p1","as":"harassment_2"}`)
	p := h.pair()
	if p.Class.Value != casefile.Stalking2A || p.ProposedAs.Value != casefile.Harassment2 {
		t.Errorf("in force %q, proposed %q; want stalking in force and harassment proposed", p.Class.Value, p.ProposedAs.Value)
	}
	if !p.History[1].Proposed || p.History[1].InForce || !p.History[0].InForce {
		t.Errorf("history %+v; want the first in force and the second proposed", p.History)
	}

	h.add("RegistrarRuled", "rule", `{"pair":"p1","ruling":"harassment_only"}`, by("reg", casefile.Registrar))
	p = h.pair()
	if p.Class.Value != casefile.Harassment2 || p.ProposedAs.Known() {
		t.Errorf("after the ruling: in force %q, proposed %v; want harassment in force", p.Class.Value, p.ProposedAs)
	}
}

func TestARulingOfStalkingEndsTheProposal(t *testing.T) {
	h := former(t)
	h.add("ClassificationDecided", "k1", `{"pair":"p1","as":"harassment_2"}`)
	h.add("RegistrarRuled", "rule", `{"pair":"p1","ruling":"stalking"}`, by("reg", casefile.Registrar))
	p := h.pair()
	if p.Class.Known() || p.ProposedAs.Known() {
		t.Errorf("in force %v, proposed %v; want neither", p.Class, p.ProposedAs)
	}
}

func TestHarassmentIsInForceAtOnceUnlessAFormerPartnerDidTwoActs(t *testing.T) {
	tests := map[string]struct {
		relationship string
		incidents    int
		as           string
		proposed     bool
	}{
		"a neighbour, two acts, harassment":               {"neighbour", 2, "harassment_2", false},
		"a former partner, one act, harassment":           {"former_partner", 1, "harassment_2", false},
		"a former partner, two acts, stalking":            {"former_partner", 2, "stalking_4a", false},
		"a former partner, two acts, harassment":          {"former_partner", 2, "harassment_4", true},
		"a former partner, two acts, no course found":     {"former_partner", 2, "no_course_of_conduct", true},
		"a former partner, two acts, not yet determined":  {"former_partner", 2, "undetermined", false},
		"nobody asked how they know each other, two acts": {"", 2, "harassment_2", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			if tt.relationship != "" {
				h.add("RelationshipRecorded", "rel", `{"pair":"p1","relationship":"`+tt.relationship+`"}`)
			}
			h.incidents("i", tt.incidents)
			h.add("ClassificationDecided", "k1", `{"pair":"p1","as":"`+tt.as+`"}`)
			p := h.pair()
			if got := p.ProposedAs.Known(); got != tt.proposed || p.Class.Known() == tt.proposed {
				t.Errorf("proposed %v, in force %v; want proposed %t", p.ProposedAs, p.Class, tt.proposed)
			}
		})
	}
}

// RSK-16.
func TestRiskBelowTheToolsGradeWaitsForASupervisor(t *testing.T) {
	h := told(t)
	h.add("RiskAssessed", "r1", `{"pair":"p1","tool":"dash","tool_grade":"high","judgement":"medium"}`, by("u1", casefile.Investigator))
	p := h.pair()
	if p.Grade.Value != casefile.High || !p.Risks[0].Lowered || p.Risks[0].Confirmed {
		t.Fatalf("grade %q, assessment %+v; want high in force until somebody confirms", p.Grade.Value, p.Risks[0])
	}
	own := h.entry("ProposalDecided", "d0", `{"proposal":"r1","accept":true}`, by("u1", casefile.Supervisor))
	if got, want := h.refusals(own), "proposal:own_proposal"; got != want {
		t.Errorf("deciding one's own proposal: got %q; want %q", got, want)
	}

	refused := &history{t: t, events: slices.Clone(h.events)}
	refused.add("ProposalDecided", "d1", `{"proposal":"r1","accept":false}`, by("u2", casefile.Supervisor))
	if p := refused.pair(); p.Grade.Value != casefile.High || p.Risks[0].Confirmed {
		t.Errorf("refused: grade %q; want high still", p.Grade.Value)
	}
	h.add("ProposalDecided", "d1", `{"proposal":"r1","accept":true}`, by("u2", casefile.Supervisor))
	if p := h.pair(); p.Grade.Value != casefile.Medium || !p.Risks[0].Confirmed {
		t.Errorf("confirmed: grade %q; want medium", p.Grade.Value)
	}
}

func TestTheHigherOfToolAndJudgementIsInForce(t *testing.T) {
	tests := map[string]struct {
		data string
		want casefile.Grade
	}{
		"judged above the tool":   {`{"pair":"p1","tool_grade":"standard","judgement":"high"}`, casefile.High},
		"the same":                {`{"pair":"p1","tool_grade":"medium","judgement":"medium"}`, casefile.Medium},
		"a tool and no judgement": {`{"pair":"p1","tool_grade":"medium"}`, casefile.Medium},
		"a judgement and no tool": {`{"pair":"p1","judgement":"standard"}`, casefile.Standard},
		"neither":                 {`{"pair":"p1","judgement":{"s":"asked_not_known"}}`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			h.add("RiskAssessed", "r1", tt.data)
			p := h.pair()
			if p.Grade.Value != tt.want || p.Grade.Known() != (tt.want != "") {
				t.Errorf("grade %v; want %q", p.Grade, tt.want)
			}
		})
	}
}

// A decision is on what stood when it was made: correcting the proposal afterwards
// makes it wait again, for somebody other than whoever corrected it.
func TestAProposalChangedAfterItWasConfirmedWaitsAgain(t *testing.T) {
	h := told(t)
	h.add("RiskAssessed", "r1", `{"pair":"p1","tool_grade":"high","judgement":"medium"}`, by("u1", casefile.Investigator))
	h.add("ProposalDecided", "d1", `{"proposal":"r1","accept":true}`, by("u2", casefile.Supervisor))
	h.add("RiskAssessed", "r1b", `{"pair":"p1","tool_grade":"high","judgement":"standard"}`, by("u3", casefile.Supervisor), corrects("r1"))
	if p := h.pair(); p.Grade.Value != casefile.High || p.Risks[0].Confirmed {
		t.Errorf("grade %q, confirmed %t; want high until somebody confirms standard", p.Grade.Value, p.Risks[0].Confirmed)
	}
	own := h.entry("ProposalDecided", "d2", `{"proposal":"r1","accept":true}`, by("u3", casefile.Supervisor))
	if got, want := h.refusals(own), "proposal:own_proposal"; got != want {
		t.Errorf("the corrector decides: got %q; want %q", got, want)
	}
	h.add("ProposalDecided", "d2", `{"proposal":"r1","accept":true}`, by("u2", casefile.Supervisor))
	if p := h.pair(); p.Grade.Value != casefile.Standard {
		t.Errorf("confirmed again: grade %q; want standard", p.Grade.Value)
	}
}

func TestADecisionOnOnesOwnProposalIsNotFolded(t *testing.T) {
	h := told(t)
	h.add("RiskAssessed", "r1", `{"pair":"p1","tool_grade":"high","judgement":"medium"}`, by("u1", casefile.Investigator))
	h.add("ProposalDecided", "d1", `{"proposal":"r1","accept":true}`, by("u1", casefile.Supervisor))
	c := h.fold()
	if g := c.Pair("p1").Grade.Value; g != casefile.High {
		t.Errorf("grade %q; want high: nobody else has looked", g)
	}
	if len(c.Problems) != 1 || c.Problems[0].Code != "own_proposal" {
		t.Errorf("problems %v; want own_proposal", c.Problems)
	}
}

func TestADifferenceFromTheToolIsExplainedInWords(t *testing.T) {
	h := told(t)
	h.add("RiskAssessed", "r1", `{"pair":"p1","tool_grade":"standard","judgement":"high"}`)
	h.add("RiskDifferenceExplained", "x1", `{"assessment":"r1","why":"He knows where she works."}`)
	if r := h.pair().Risks[0]; !r.Explained || r.Why == "" {
		t.Errorf("assessment %+v; want explained", r)
	}
}

func TestClosingIsProposedUntilASupervisorConfirms(t *testing.T) {
	begin := func() *history {
		h := told(t)
		h.add("CaseOpened", "open", `{}`)
		h.add("CaseClosed", "close", `{"outcome":"charged"}`, by("u1", casefile.Investigator))
		return h
	}
	tests := map[string]struct {
		accept string
		stage  casefile.CaseStage
	}{
		"not yet decided":                {"", casefile.StageClosing},
		"confirmed":                      {`true`, casefile.StageClosed},
		"refused":                        {`false`, casefile.StageOpen},
		"looked at and not yet decided":  {`{"s":"asked_not_known"}`, casefile.StageClosing},
		"disputed, which is no decision": {`{"v":true,"s":"disputed"}`, casefile.StageClosing},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := begin()
			if tt.accept != "" {
				h.add("ProposalDecided", "d1", `{"proposal":"close","accept":`+tt.accept+`}`, by("u2", casefile.Supervisor))
			}
			if got := h.whole().Stage; got != tt.stage {
				t.Errorf("stage %q; want %q", got, tt.stage)
			}
		})
	}
}

// APP 5.2; DESIGN 5.
func TestAMemberOfStaffNamedAsSuspectIsShutOutAtOnce(t *testing.T) {
	h := told(t)
	h.add("PairRecorded", "p2", `{"victim":"v1"}`)
	if got := h.whole().Conflicts; len(got) != 0 {
		t.Fatalf("conflicts %v before anybody is named", got)
	}
	h.add("SuspectIdentified", "sus", `{"pair":"p2","person":"s1","staff":"u9"}`)
	c := h.whole()
	if want := []casefile.StaffID{"u9"}; !slices.Equal(c.Conflicts, want) {
		t.Errorf("conflicts %v; want %v", c.Conflicts, want)
	}
	if w := c.Person("s1").PoliceWorker; !w.Known() || !w.Value {
		t.Errorf("works for police: %v; want yes", w)
	}
	if p := c.Pair("p2"); !p.Identified || p.ActorKind != casefile.ActorPerson {
		t.Errorf("pair %+v; want an identified person", p)
	}
}

func TestAnActByAnUnknownPersonMovesWhenItIsAttributed(t *testing.T) {
	h := told(t)
	h.add("PairRecorded", "p0", `{"victim":"v1","label":"unknown person 1"}`)
	h.add("IncidentRecorded", "i1", `{"pair":"p0","behaviours":["gifts"],"attribution":"suspected"}`, occurred("2026-10-05", "2026-10-05"))
	h.add("IncidentAttributed", "at", `{"incident":"i1","pair":"p1","strength":"evidenced"}`)
	c := h.whole()
	if n := len(c.Pair("p0").Incidents.Items); n != 0 {
		t.Errorf("%d incidents stay with the unknown person; want none", n)
	}
	items := c.Pair("p1").Incidents.Items
	if len(items) != 1 || items[0].MovedBy != "at" || items[0].Attribution.Value != "evidenced" {
		t.Fatalf("incidents of the named pair %+v; want the one that moved", items)
	}
	if c.Pair("p1").LastAct.IsZero() || !c.Pair("p0").LastAct.IsZero() {
		t.Error("the last act did not move with the incident")
	}
}

func TestTheListOfIncidentsIsOpenUntilSomebodyAsked(t *testing.T) {
	h := told(t)
	h.incidents("i", 1)
	if l := h.pair().Incidents; l.Complete {
		t.Fatal("complete before anybody asked")
	}
	h.add("IncidentsComplete", "done", `{"pair":"p1"}`)
	if l := h.pair().Incidents; !l.Complete || l.Source != "done" {
		t.Fatalf("complete %t by %q; want complete by done", l.Complete, l.Source)
	}
	h.add("IncidentRecorded", "i2", `{"pair":"p1"}`)
	if l := h.pair().Incidents; l.Complete {
		t.Error("complete although an incident came to light afterwards")
	}
}

func TestAnIncidentPoliceKnewOfBeforeTheyAskedLeavesTheListComplete(t *testing.T) {
	h := told(t)
	h.add("IncidentsComplete", "done", `{"pair":"p1"}`)
	h.add("IncidentRecorded", "late", `{"pair":"p1"}`, known(start))
	if l := h.pair().Incidents; !l.Complete {
		t.Error("open although the incident was known when somebody asked")
	}
}

func TestAChangeToDailyLifeLearntOfLaterReopensTheList(t *testing.T) {
	h := told(t)
	h.add("ImpactRecorded", "m1", `{"pair":"p1","changes":["money"],"no_other_changes":true}`)
	if l := h.pair().Impact.Changes; !l.Complete {
		t.Fatal("open although somebody asked")
	}
	h.add("ImpactRecorded", "m2", `{"pair":"p1","changes":["moved_home"]}`)
	if l := h.pair().Impact.Changes; l.Complete || len(l.Items) != 2 {
		t.Errorf("%+v; want two changes and an open list", l)
	}
}

// TIM-02: the limitation clock runs from the last act, taken at its earliest.
func TestTheLastActIsTheOneWhoseEarliestDateIsLatest(t *testing.T) {
	h := told(t)
	h.add("IncidentRecorded", "i1", `{"pair":"p1"}`, occurred("2026-09-01", "2026-10-31"))
	h.add("IncidentRecorded", "i2", `{"pair":"p1"}`, occurred("2026-10-02", "2026-10-03"))
	h.add("IncidentRecorded", "i3", `{"pair":"p1"}`)
	p := h.pair()
	if got := p.LastAct.Earliest().String(); got != "2026-10-02" {
		t.Errorf("the period runs from %s; want 2026-10-02", got)
	}
	if got := p.FirstAct.Earliest().String(); got != "2026-09-01" {
		t.Errorf("first act %s; want 2026-09-01", got)
	}
}

func TestNothingFoundAndCouldNotLookAreDifferent(t *testing.T) {
	tests := map[string]struct {
		kind, data string
		state      casefile.CheckState
		done       bool
	}{
		"asked of the bureau": {"", "", casefile.StateAsked, false},
		"no trace":            {"CheckCompleted", `{"check":"ck","result":"no_trace"}`, casefile.StateNothing, true},
		"something found":     {"CheckCompleted", `{"check":"ck","result":"trace"}`, casefile.StateHit, true},
		"could not be done":   {"CheckFailed", `{"check":"ck","why":"system down"}`, casefile.StateFailed, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			h.add("CheckRequested", "ck", `{"system":"pnd","on":"number","subject":"07700 900123"}`)
			if tt.kind != "" {
				h.add(tt.kind, "res", tt.data)
			}
			k := h.whole().Checks[0]
			if k.State != tt.state || k.Done != tt.done {
				t.Errorf("state %q, done %t; want %q, %t", k.State, k.Done, tt.state, tt.done)
			}
		})
	}
}

func TestACaseStaysWithItsOwnerUntilTheHandoverIsAccepted(t *testing.T) {
	h := told(t)
	h.add("OwnerAssigned", "own", `{"staff":"u1","pip":1}`)
	h.add("CaseHandedOver", "ho", `{"to":"u2"}`)
	if c := h.whole(); c.Owner != "u1" || c.Handovers[0].Accepted {
		t.Errorf("owner %q; want u1 while nobody has accepted", c.Owner)
	}
	h.add("HandoverAccepted", "acc", `{"handover":"ho"}`, by("u2", casefile.Investigator))
	if c := h.whole(); c.Owner != "u2" || !c.Handovers[0].Accepted {
		t.Errorf("owner %q; want u2", c.Owner)
	}
	if c := h.whole(); c.Unit != "" {
		t.Errorf("nobody's unit is known, and the case is in %q", c.Unit)
	}
	note := h.entry("HandoverAccepted", "acc2", `{"handover":"ho","note":"with the exhibit list"}`, by("u2", casefile.Investigator), corrects("acc"))
	if got := h.refusals(note); got != "" {
		t.Errorf("correcting one's acceptance is refused: %s", got)
	}
}

func TestADangerToALifeIsTakenAwayOnlyByAReasonedNo(t *testing.T) {
	h := told(t)
	h.add("ThreatToLifeConsidered", "t1", `{"pair":"p1","threat_present":true,"basis":"He said when."}`)
	bare := h.entry("ThreatToLifeConsidered", "t2", `{"pair":"p1","threat_present":false}`)
	if got, want := h.refusals(bare), "basis:reason_missing"; got != want {
		t.Errorf("a bare no: %q, want %q", got, want)
	}
	for _, data := range []string{`{"pair":"p1","threat_present":false}`, `{"pair":"p1","threat_present":{"s":"asked_not_known"},"basis":"x"}`, `{"pair":"p1","firearms_licence_checked":true}`} {
		after := &history{t: t, events: slices.Clone(h.events)}
		after.add("ThreatToLifeConsidered", "t2", data)
		if x := after.pair().LifeThreatened(); x == nil || x.ID != "t1" {
			t.Errorf("%s takes the danger away", data)
		}
	}
	h.add("ThreatToLifeConsidered", "t3", `{"pair":"p1","threat_present":false,"basis":"He died on Monday."}`)
	if h.pair().LifeThreatened() != nil {
		t.Error("a reasoned no leaves the danger standing")
	}
}

func TestACaseGoesToTheUnitOfWhoeverAcceptsIt(t *testing.T) {
	accepted := func(offer string) string {
		h := told(t)
		h.add("OwnerAssigned", "own", `{"staff":"u1","unit":"north"}`)
		h.add("CaseHandedOver", "ho", offer)
		h.add("HandoverAccepted", "acc", `{"handover":"ho"}`, by("u2", casefile.Investigator), func(e *casefile.Event) { e.Unit = "south" })
		return h.whole().Unit
	}
	for offer, want := range map[string]string{`{"to":"u2"}`: "south", `{"to":"u2","to_unit":"South"}`: "south", `{"to":"u2","to_unit":"harbour"}`: "harbour"} {
		if got := accepted(offer); got != want {
			t.Errorf("offered as %s it is in %q; want %q", offer, got, want)
		}
	}
}

func TestALaterOfferOrAnAcceptanceEndsTheOffersBeforeIt(t *testing.T) {
	h := told(t)
	h.add("CaseHandedOver", "ho1", `{"to":"u2"}`)
	h.add("CaseHandedOver", "ho2", `{"to":"u3"}`)
	c := h.whole()
	if c.Handovers[0].Replaced != true || c.Handovers[1].Replaced || c.Offered() == nil || c.Offered().ID != "ho2" {
		t.Errorf("replaced: %v and %v; offered %+v; want only ho2 open", c.Handovers[0].Replaced, c.Handovers[1].Replaced, c.Offered())
	}
	if got := h.refusals(h.entry("HandoverAccepted", "acc", `{"handover":"ho1"}`, by("u2", casefile.Investigator))); got != "handover:replaced" {
		t.Errorf("accepting the offer that ended is answered with %q", got)
	}
	h.add("HandoverAccepted", "acc", `{"handover":"ho1"}`, by("u2", casefile.Investigator)) // by an earlier release
	if c := h.whole(); c.Offered() != nil || !c.Handovers[1].Replaced || c.Handovers[0].Replaced {
		t.Errorf("accepted since, and ho2 still waits: %+v", c.Offered())
	}
	h.add("CaseHandedOver", "ho3", `{"to":"u4"}`)
	if c := h.whole(); c.Offered() == nil || c.Offered().ID != "ho3" {
		t.Errorf("an offer made after the acceptance does not wait: %+v", c.Offered())
	}
}

func TestANewIncidentOrBreachAfterAnAssessmentAsksForAnother(t *testing.T) {
	h := told(t)
	h.incidents("i", 1)
	h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"medium"}`)
	h.add("IncidentRecorded", "i2", `{"pair":"p1"}`)
	h.add("IncidentRecorded", "i3", `{"pair":"p1","breaches_order_or_bail":true}`)
	got := map[string]casefile.TriggerKind{}
	for _, trigger := range h.pair().Triggers {
		got[trigger.ID] = trigger.Kind
	}
	if want := map[string]casefile.TriggerKind{"i2": "new_incident", "i3": "breach"}; !cmp.Equal(got, want) {
		t.Errorf("triggers %v; want %v", got, want)
	}
}

func TestAgeIsWorkedOutOnTheDayPoliceKnew(t *testing.T) {
	tests := map[string]struct {
		born  string
		known time.Time
		want  int
	}{
		"the day before a birthday":      {"2010-11-03", time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC), 15},
		"the birthday":                   {"2010-11-02", time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC), 16},
		"a leap day, on 28 February":     {"2004-02-29", time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC), 21},
		"just after midnight in London":  {"2010-06-02", time.Date(2026, 6, 1, 23, 30, 0, 0, time.UTC), 16},
		"just before midnight in London": {"2010-06-02", time.Date(2026, 6, 1, 22, 30, 0, 0, time.UTC), 15},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			h.add("PersonAdded", "k1", `{"details":{"born":"`+tt.born+`"}}`, known(tt.known))
			if got := h.whole().Person("k1").Age; got.Value != tt.want || !got.Known() {
				t.Errorf("age %v; want %d", got, tt.want)
			}
		})
	}
}

// APP 4.2: who it is changes what is known of the danger.
func TestRiskIsJudgedAgainWhenAnUnknownActorIsIdentified(t *testing.T) {
	identified := func(h *history, pair string) {
		h.add("SuspectIdentified", "named", `{"pair":"`+pair+`","person":"s1","basis":"seen on a doorbell camera"}`)
	}
	tests := map[string]struct {
		tell func(*history)
		want []casefile.TriggerKind
	}{
		"after the assessment": {func(h *history) {
			h.add("RiskAssessed", "r1", `{"pair":"p2","judgement":"medium"}`)
			identified(h, "p2")
		}, []casefile.TriggerKind{"suspect_identified"}},
		"before it": {func(h *history) {
			identified(h, "p2")
			h.add("RiskAssessed", "r1", `{"pair":"p2","judgement":"medium"}`)
		}, nil},
		"an actor who was known already": {func(h *history) {
			h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"medium"}`)
			identified(h, "p1")
		}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			h.add("PairRecorded", "p2", `{"victim":"v1"}`)
			tt.tell(h)
			var got []casefile.TriggerKind
			for _, p := range h.whole().Pairs {
				for _, x := range p.Triggers {
					got = append(got, x.Kind)
					if x.ID != "named" {
						t.Errorf("trigger %+v; want it to name the act", x)
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("triggers %v; want %v", got, tt.want)
			}
		})
	}
}

// What somebody is to the victim is weighed again when it is told or changes after risk
// was judged, and when it has ended since; the same said again changes nothing.
func TestRiskIsJudgedAgainWhenARelationshipChanges(t *testing.T) {
	for name, tt := range map[string]struct {
		before, after string
		reopens       bool
	}{
		"they parted":     {`"relationship":"partner"`, `"relationship":"former_partner"`, true},
		"it has ended":    {`"relationship":"former_partner"`, `"ended":{"v":{"from":"2026-11-01","to":"2026-11-02"}}`, true},
		"nobody had said": {`"lived_together":true`, `"relationship":"former_partner"`, true},
		"the same again":  {`"relationship":"neighbour"`, `"relationship":"neighbour"`, false},
		"the same end again": {`"relationship":"former_partner","ended":{"v":{"from":"2026-11-01","to":"2026-11-02"}}`,
			`"ended":{"v":{"from":"2026-11-01","to":"2026-11-02"}}`, false},
		"only whether they have any": {`"relationship":"neighbour"`, `"share_children":false`, false},
	} {
		h := told(t)
		h.add("RelationshipRecorded", "e1", `{"pair":"p1",`+tt.before+`}`)
		h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"standard"}`)
		h.add("RelationshipRecorded", "e2", `{"pair":"p1",`+tt.after+`}`)
		got := h.whole().Pairs[0].Triggers
		if !tt.reopens && len(got) > 0 || tt.reopens && (len(got) != 1 || got[0].ID != "e2" || got[0].Kind != "relationship_changed") {
			t.Errorf("%s: reopens by %+v; want %v", name, got, tt.reopens)
		}
	}
}
