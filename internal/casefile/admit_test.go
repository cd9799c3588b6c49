package casefile_test

import (
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
)

func TestAdmitRefusesWhatCouldNotBeFoldedAndSaysWhere(t *testing.T) {
	h := told(t)
	h.add("CheckRequested", "ck", `{"system":"pnd"}`)
	h.add("CaseHandedOver", "ho", `{"to":"u2"}`)
	h.add("HandoverAccepted", "acc", `{"handover":"ho"}`, by("u2", casefile.Investigator))
	h.add("CaseHandedOver", "ho2", `{"to":"u3"}`)
	h.add("RiskAssessed", "r1", `{"pair":"p1","tool_grade":"high","judgement":"medium"}`, by("u1", casefile.Investigator))
	tests := map[string]struct {
		kind, data string
		changes    []with
		want       string
	}{
		"a kind of another release":                       {"WandWaved", `{}`, nil, ":unknown_kind"},
		"data that is not data":                           {"CaseOpened", `[`, nil, ":unreadable"},
		"a key the kind does not have":                    {"CaseOpened", `{"colour":"red"}`, nil, ":unreadable"},
		"a code that is not a choice":                     {"CheckRequested", `{"system":"crystal_ball"}`, nil, "system:not_a_choice"},
		"a code in a list that is not a choice":           {"IncidentRecorded", `{"pair":"p1","behaviours":["following","flying"]}`, nil, "behaviours:not_a_choice"},
		"an answered code that is not a choice":           {"IncidentRecorded", `{"pair":"p1","channel":{"v":"pigeon","s":"disputed"}}`, nil, "channel:not_a_choice"},
		"a code inside a group that is not a choice":      {"PersonAdded", `{"details":{"sex":"x"}}`, nil, "details.sex:not_a_choice"},
		"two faults at once":                              {"IncidentRecorded", `{"pair":"p9","channel":"pigeon"}`, nil, "channel:not_a_choice pair:unknown_pair"},
		"a role that may not record it":                   {"RegistrarRuled", `{"pair":"p1","ruling":"stalking"}`, []with{by("u1", casefile.Responder)}, ":role_may_not"},
		"a correction without a reason":                   {"CaseOpened", `{}`, []with{func(e *casefile.Event) { e.Corrects = "rep" }}, "reason:reason_missing"},
		"a withdrawal of nothing":                         {"CaseOpened", `{}`, []with{func(e *casefile.Event) { e.Withdraw = true }}, "corrects:nothing_to_correct"},
		"known in the future":                             {"CaseOpened", `{}`, []with{known(start.AddDate(1, 0, 0))}, "known:in_the_future"},
		"occurred in the future":                          {"IncidentRecorded", `{"pair":"p1"}`, []with{occurred("2027-01-01", "2027-01-02")}, "occurred:in_the_future"},
		"a second report":                                 {"ReportReceived", `{}`, nil, ":second_report"},
		"a detail of nobody":                              {"PersonDetailed", `{"person":"v9"}`, nil, "person:unknown_person"},
		"a safe contact of nobody":                        {"SafeContactRecorded", `{}`, nil, "person:unknown_person"},
		"contact with somebody who is not in the case":    {"VictimContacted", `{"person":"v9"}`, nil, "person:unknown_person"},
		"a pair without a victim":                         {"PairRecorded", `{"actor":"s1"}`, nil, "victim:unknown_person"},
		"a suspect who is nobody":                         {"SuspectIdentified", `{"pair":"p1"}`, nil, "person:unknown_person"},
		"an incident of no pair":                          {"IncidentRecorded", `{}`, nil, "pair:unknown_pair"},
		"attributing an incident that is not there":       {"IncidentAttributed", `{"incident":"i9","pair":"p1"}`, nil, "incident:unknown_incident"},
		"advice shown about no pair":                      {"ClassificationAdvised", `{"pair":"p9","edition":"2026-06"}`, nil, "pair:unknown_pair"},
		"a decision that decides nothing":                 {"ClassificationDecided", `{"pair":"p1"}`, nil, "as:class_missing"},
		"a ruling that rules nothing":                     {"RegistrarRuled", `{"pair":"p1"}`, nil, "ruling:ruling_missing"},
		"explaining an assessment that is not there":      {"RiskDifferenceExplained", `{"assessment":"r9","why":"x"}`, nil, "assessment:unknown_assessment"},
		"an explanation without words":                    {"RiskDifferenceExplained", `{"assessment":"r1","why":""}`, nil, "why:reason_missing"},
		"a check of no system":                            {"CheckRequested", `{}`, nil, "system:system_missing"},
		"a result without a check or a finding":           {"CheckCompleted", `{}`, nil, "check:unknown_check result:result_missing"},
		"the failure of no check":                         {"CheckFailed", `{"check":"rep"}`, nil, "check:unknown_check"},
		"material without its original":                   {"MaterialImported", `{"format":"whatsapp"}`, nil, "sha256:original_missing"},
		"a case given to nobody":                          {"OwnerAssigned", `{}`, nil, "staff:staff_missing"},
		"a hand-over that was never offered":              {"HandoverAccepted", `{"handover":"h9"}`, nil, "handover:unknown_handover"},
		"a hand-over accepted twice":                      {"HandoverAccepted", `{"handover":"ho"}`, []with{by("u2", casefile.Investigator)}, "handover:already_accepted"},
		"a hand-over offered to somebody else":            {"HandoverAccepted", `{"handover":"ho2"}`, []with{by("u2", casefile.Investigator)}, "handover:not_the_receiver"},
		"a wall without a guardian":                       {"AccessRestricted", `{}`, nil, "guardian:guardian_missing"},
		"a grant where there is no wall":                  {"AccessGranted", `{"staff":["u7"],"until":"2026-11-03"}`, nil, "staff:not_restricted"},
		"responders sent without an end":                  {"RespondersSent", `{"staff":["u7"]}`, nil, "staff:sent_incomplete"},
		"a safety card where there is no wall":            {"SafetyCardSet", `{"person":"v1"}`, nil, "person:not_restricted"},
		"a share with no end":                             {"ItemShared", `{"partner":"Fernshire Advocacy","item":"rep"}`, nil, "partner:share_incomplete"},
		"a decision on nothing":                           {"ProposalDecided", `{"proposal":"p1","accept":true}`, nil, "proposal:unknown_proposal"},
		"a duty waived without a reason":                  {"DutyMarked", `{"clause":"spo.considered","mark":"waived"}`, nil, "why:reason_missing"},
		"an empty form, which is never refused":           {"ImmediateSafetyRecorded", `{}`, nil, ""},
		"an incident of which nothing is known":           {"IncidentRecorded", `{"pair":"p1"}`, nil, ""},
		"an account by somebody not yet named":            {"AccountRecorded", `{"words":"he was outside again"}`, nil, ""},
		"a withdrawal, whatever the form holds":           {"CheckRequested", `{}`, []with{withdraws("ck")}, ""},
		"a correction of the report":                      {"ReportReceived", `{"channel":"online"}`, []with{corrects("rep")}, ""},
		"a judgement changed by a colleague":              {"RiskAssessed", `{"pair":"p1","tool_grade":"high","judgement":"high"}`, []with{by("u2", casefile.Investigator), corrects("r1")}, "judgement:not_their_judgement"},
		"a judgement put right by its maker":              {"RiskAssessed", `{"pair":"p1","tool_grade":"high","judgement":"high"}`, []with{by("u1", casefile.Investigator), corrects("r1")}, ""},
		"a colleague's assessment, all but its judgement": {"RiskAssessed", `{"pair":"p1","tool_grade":"medium","judgement":"medium"}`, []with{by("u2", casefile.Investigator), corrects("r1")}, ""},
		"advice the guidance cautions against, as given":  {"AdviceGiven", `{"codes":["told_to_block"]}`, nil, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := h.refusals(h.entry(tt.kind, "new", tt.data, tt.changes...)); got != tt.want {
				t.Errorf("got %q; want %q", got, tt.want)
			}
		})
	}
}

// An offer opens the case to whoever it names, and accepting gives it to them: nobody
// does either for themselves, nor by putting a colleague's offer right.
func TestNobodyTakesACaseByAnOfferOfTheirOwn(t *testing.T) {
	h := told(t)
	h.add("CaseHandedOver", "hu", `{"to_unit":"north"}`, by("u1", casefile.Responder))
	for name, tt := range map[string]struct {
		kind, data string
		changes    []with
		want       string
	}{
		"to themselves":                    {"CaseHandedOver", `{"to":"u1"}`, []with{by("u1", casefile.Responder)}, "to:to_yourself"},
		"a colleague's, put right so":      {"CaseHandedOver", `{"to":"u2"}`, []with{by("u2", casefile.Responder), corrects("hu")}, "to:to_yourself"},
		"to somebody else":                 {"CaseHandedOver", `{"to":"u2"}`, []with{by("u1", casefile.Responder)}, ""},
		"their own to their unit accepted": {"HandoverAccepted", `{"handover":"hu"}`, []with{by("u1", casefile.Responder)}, "handover:own_offer"},
		"accepted by a colleague":          {"HandoverAccepted", `{"handover":"hu"}`, []with{by("u2", casefile.Responder)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := h.refusals(h.entry(tt.kind, "new", tt.data, tt.changes...)); got != tt.want {
				t.Errorf("got %q; want %q", got, tt.want)
			}
		})
	}
}

func TestACaseBeginsWithAReport(t *testing.T) {
	h := &history{t: t}
	if got, want := h.refusals(h.entry("CaseOpened", "open", `{}`)), ":no_report"; got != want {
		t.Errorf("got %q; want %q", got, want)
	}
}

func TestOnlyTheGuardianOrTheDutyInspectorLetsOthersIn(t *testing.T) {
	h := told(t)
	h.add("AccessRestricted", "wall", `{"guardian":"g1","members":["u2"]}`)
	c := h.whole()
	if got := c.Restricted.Members; len(got) != 2 || got[0] != "g1" {
		t.Errorf("members %v; want the guardian and u2", got)
	}
	tests := map[string]struct {
		staff string
		role  casefile.Role
		want  string
	}{
		"the guardian":       {"g1", casefile.Standards, ""},
		"the duty inspector": {"u5", casefile.DutyInspector, ""},
		"another supervisor": {"u6", casefile.Supervisor, "staff:not_guardian"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := h.entry("AccessGranted", "g", `{"staff":["u7"],"until":"2026-11-03"}`, by(tt.staff, tt.role))
			if got := h.refusals(e); got != tt.want {
				t.Errorf("got %q; want %q", got, tt.want)
			}
		})
	}
}

func TestAnUnknownCodeIsRefusedWithTheChoices(t *testing.T) {
	h := told(t)
	got := casefile.Admit(h.fold(), h.entry("RegistrarRuled", "x", `{"pair":"p1","ruling":"perhaps"}`), start.AddDate(0, 0, 1))
	if len(got) != 1 || !strings.Contains(got[0].What, `"perhaps" is not one of the choices: stalking, harassment_only.`) {
		t.Errorf("got %+v; want the choices named", got)
	}
}

func TestAnUnknownKeyIsRefusedByName(t *testing.T) {
	h := told(t)
	got := casefile.Admit(h.fold(), h.entry("CaseOpened", "x", `{"colour":"red"}`), start.AddDate(0, 0, 1))
	if len(got) != 1 || !strings.Contains(got[0].What, "colour") {
		t.Errorf("got %+v; want the key named", got)
	}
}

func TestAdmitJudgesTheFutureByTheServersClock(t *testing.T) {
	h := told(t)
	e := h.entry("IncidentRecorded", "i1", `{"pair":"p1"}`, occurred("2026-11-05", "2026-11-05"))
	day := func(d int) time.Time { return time.Date(2026, 11, d, 12, 0, 0, 0, time.UTC) }
	if got := casefile.Admit(h.fold(), e, day(4)); len(got) != 1 || got[0].Code != "in_the_future" {
		t.Errorf("the day before: %v; want in_the_future", got)
	}
	if got := casefile.Admit(h.fold(), e, day(5)); len(got) != 0 {
		t.Errorf("on the day: %v; want nothing", got)
	}
}
