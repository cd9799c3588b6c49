package edition_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/casescript"
)

// firstResponse are the kinds of entry that a first response can call for, from the
// report to the hour in which somebody else takes the case on, with the custody and
// the answers to a victim that fall into it.
var firstResponse = []string{
	"ReportReceived", "ResponseGraded", "RespondersSent", "ImmediateSafetyRecorded", "ReferenceNoted", "CaseOpened",
	"PersonAdded", "PersonDetailed", "PairRecorded", "RelationshipRecorded", "SafeContactRecorded", "SafetyCardSet", "AccessRestricted", "AccessGranted",
	"AccountRecorded", "ApproachAgreed", "DelayReasonsRecorded", "IndicatorsObserved", "VulnerabilityAssessed", "VictimViewRecorded", "ImpactRecorded", "EnhancedRightsAssessed",
	"IncidentRecorded", "IncidentsComplete", "IncidentAttributed", "ConnectionExplained", "ProxyRecorded", "ToldToStop", "CounterAllegationMade", "CounterAllegationWeighed",
	"FourAssessed", "CoercionConsidered", "HostilityConsidered", "ClassificationDecided", "RegistrarAsked", "RegistrarRuled", "OffenceRecorded",
	"RiskAssessed", "RiskDifferenceExplained", "ThreatToLifeConsidered", "SpecialistAsked", "SpecialistAnswered",
	"CheckRequested", "CheckCompleted", "CheckFailed", "MarkerNoted", "OrderNoted", "BreachReported", "BreachActed",
	"AdviceGiven", "SafetyPlanMade", "SafetyMeasureSet", "SafetyMeasureSettled", "SafetyPlanReviewed", "ReferralConsentRecorded", "ReferralMade",
	"ArrestConsidered", "SuspectArrested", "ReleasePlanned", "ConditionViewsRecorded", "SuspectReleased", "CustodyTold", "BailSet", "BailEnded", "SuspectCharged", "OrderConsidered",
	"EvidenceAdded", "EnquirySet", "EnquirySettled", "SuspectIdentified",
	"VictimContacted", "VictimMessageReceived", "MessageAnswered", "DutyMarked",
	"PriorityDecided", "NextStepDecided", "OwnerAssigned", "CaseHandedOver", "HandoverAccepted",
}

// later are the kinds that belong to no first response: to the course of an
// investigation, to two cases at once, or to the program itself.
var later = []string{
	"CaseClosed", "ProposalDecided", "ItemShared", "TypologySuggested", "OrderServed", "OrderEnded",
	"MatchDecided", "MatchUndone", "MaterialImported", "ClassificationAdvised",
}

func TestEveryKindOfAFirstResponseStandsInAStory(t *testing.T) {
	told := map[string]bool{}
	for name := range stories {
		for _, e := range script(t, name) {
			told[e.Kind] = true
		}
	}
	for _, kind := range firstResponse {
		if !told[kind] {
			t.Errorf("no story tells of a %s", kind)
		}
	}
	for _, k := range casefile.Kinds() {
		if slices.Contains(firstResponse, k.Name) == slices.Contains(later, k.Name) {
			t.Errorf("%s belongs to a first response or comes later: put it in one of the two lists", k.Name)
		}
	}
}

// The nine kinds of harassment of APP 2.3 stand in the stories, each in one at least,
// and one that somebody calls fixated leads to FOUR.
func TestEveryKindOfHarassmentStandsInAStory(t *testing.T) {
	in := map[casefile.HarassmentKind][]string{}
	for name := range stories {
		for _, p := range casefile.Fold(name, script(t, name)).Pairs {
			for _, i := range p.Incidents.Items {
				for _, kind := range i.Kinds {
					in[kind] = append(in[kind], name)
				}
				if slices.Contains(i.Kinds, "fixated") && !(p.Four.Fixated.Given() && p.Four.Repeated.Given()) {
					t.Errorf("%s calls an act fixated and never goes through FOUR", name)
				}
			}
		}
	}
	for _, kind := range casefile.HarassmentKind("").Codes() {
		if len(in[casefile.HarassmentKind(kind)]) == 0 {
			t.Errorf("no story tells of harassment that is %s", kind)
		}
	}
}

// A story is whole when the victim was heard and the risk judged, a plan was made
// with them, something was checked, and somebody else took the case on.
func TestTwelveStoriesAreTakenOnBySomebodyElse(t *testing.T) {
	whole := []string{"ReportReceived", "ImmediateSafetyRecorded", "AccountRecorded", "SafeContactRecorded", "RiskAssessed", "SafetyPlanMade"}
	taken := 0
	for name := range stories {
		events := script(t, name)
		c := casefile.Fold(name, events)
		if !slices.ContainsFunc(c.Handovers, func(h casefile.Handover) bool { return h.Accepted && h.AcceptedBy != h.By }) {
			continue
		}
		taken++
		for _, kind := range whole {
			if !slices.ContainsFunc(events, func(e casefile.Event) bool { return e.Kind == kind }) {
				t.Errorf("%s is taken on without any %s", name, kind)
			}
		}
		for _, p := range c.Problems {
			t.Errorf("%s does not fit together: %s %s", name, p.Event, p.What)
		}
	}
	if taken < 12 {
		t.Errorf("%d stories reach an accepted hand-over, want at least twelve", taken)
	}
}

// A script that nobody looks at tells nothing.
func TestEveryScriptIsLookedAt(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".yaml")
		if !strings.HasSuffix(name, ".want") && stories[name] == nil {
			t.Errorf("%s stands in no list of stories", name)
		}
	}
}

func script(t testing.TB, name string) []casefile.Event {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	events, err := casescript.Read(name, f)
	if err != nil {
		t.Fatal(err)
	}
	return events
}
