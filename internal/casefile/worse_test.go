package casefile_test

import "testing"

// What a correction adds to an act nobody who judged before it had been told: a threat to
// kill, a breach or fear of violence asks for another judgement, and says since when. An
// act put in other words, or made milder, does not.
func TestAnActMadeGraverByACorrectionAsksForAnotherJudgement(t *testing.T) {
	for name, tt := range map[string]struct {
		was, is string
		opens   bool
	}{
		"a threat to kill":           {`"behaviours":["messages"]`, `"behaviours":["messages","threat_kill"]`, true},
		"a breach":                   {`"behaviours":["messages"]`, `"behaviours":["messages"],"breaches_order_or_bail":true`, true},
		"fear of violence":           {`"feared_violence":{"s":"declined"}`, `"feared_violence":true`, true},
		"another way of writing":     {`"behaviours":["messages"]`, `"behaviours":["repeated_calls"]`, false},
		"no threat after all":        {`"behaviours":["threat_kill"]`, `"behaviours":["messages"]`, false},
		"the same threat, corrected": {`"behaviours":["threat_kill"]`, `"behaviours":["threat_kill","messages"]`, false},
	} {
		h := told(t)
		h.add("IncidentRecorded", "i1", `{"pair":"p1",`+tt.was+`}`)
		h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"standard"}`)
		h.add("IncidentRecorded", "i1b", `{"pair":"p1",`+tt.is+`}`, corrects("i1"))
		corrected := h.events[len(h.events)-1].Recorded
		h.add("IncidentRecorded", "i1c", `{"pair":"p1","channel":"phone",`+tt.is+`}`, corrects("i1")) // adds nothing graver
		p := h.whole().Pairs[0]
		switch got := p.Triggers; {
		case !tt.opens && (len(got) > 0 || !p.Incidents.Items[0].WorseAt.IsZero()):
			t.Errorf("%s: reopens by %+v, graver at %v", name, got, p.Incidents.Items[0].WorseAt)
		case tt.opens && (len(got) != 1 || !got[0].At.Equal(corrected) || !p.Incidents.Items[0].WorseAt.Equal(corrected)):
			t.Errorf("%s: reopens by %+v, graver at %v; want at %v", name, got, p.Incidents.Items[0].WorseAt, corrected)
		}
		if !tt.opens {
			continue
		}
		h.add("IncidentRecorded", "i1d", `{"pair":"p1",`+tt.was+`}`, corrects("i1")) // and it was not so after all
		if p := h.whole().Pairs[0]; len(p.Triggers) > 0 {
			t.Errorf("%s, taken back: still reopens by %+v", name, p.Triggers)
		}
	}
}

// Whoever judged while a threat was corrected away had not been told of it: said again, it
// asks for another judgement, though it was said at first.
func TestAThreatTakenBackAndSaidAgainAsksForAnotherJudgement(t *testing.T) {
	h := told(t)
	h.add("IncidentRecorded", "i1", `{"pair":"p1","behaviours":["threat_kill"]}`)
	h.add("IncidentRecorded", "i1b", `{"pair":"p1","behaviours":["messages"]}`, corrects("i1"))
	h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"standard"}`)
	if got := h.whole().Pairs[0].Triggers; len(got) != 0 {
		t.Fatalf("judged since, and it reopens by %+v", got)
	}
	h.add("IncidentRecorded", "i1c", `{"pair":"p1","behaviours":["threat_kill"]}`, corrects("i1"))
	again := h.events[len(h.events)-1].Recorded
	p := h.whole().Pairs[0]
	if len(p.Triggers) != 1 || !p.Triggers[0].At.Equal(again) || !p.Incidents.Items[0].WorseAt.Equal(again) {
		t.Errorf("reopens by %+v, graver at %v; want at %v", p.Triggers, p.Incidents.Items[0].WorseAt, again)
	}
}
