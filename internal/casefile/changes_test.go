package casefile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

// APP 4.2, practice 1.10: what becomes known of the suspect after risk was judged asks to
// judge it again. What is known before is weighed with the judgement, and what tells of
// no danger asks nothing.
func TestWhatIsFoundAfterTheJudgementAsksForAnother(t *testing.T) {
	asked := func(h *history, system, about string) {
		h.add("CheckRequested", "k1", `{"system":"`+system+`",`+about+`}`)
	}
	found := func(h *history, result string) {
		h.add("CheckCompleted", "k1d", `{"check":"k1","result":"`+result+`"}`)
	}
	judged := func(h *history) { h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"standard"}`) }
	for name, tt := range map[string]struct {
		tell func(*history)
		want string // kind and id of each
	}{
		"a trace of the suspect": {func(h *history) { asked(h, "leds_pnc", `"on":"actor","person":"s1"`); judged(h); found(h, "trace") }, "check_found k1d"},
		"a trace on their number": {func(h *history) {
			asked(h, "force_records", `"on":"number","person":"s1","subject":"07700 900199"`)
			judged(h)
			found(h, "trace")
		}, "check_found k1d"},
		"a trace of nobody who is named": {func(h *history) { asked(h, "pnd", `"on":"handle","subject":"@madeup"`); judged(h); found(h, "trace") }, "check_found k1d"},
		"no trace":                       {func(h *history) { asked(h, "leds_pnc", `"on":"actor","person":"s1"`); judged(h); found(h, "no_trace") }, ""},
		"a trace, and then judged":       {func(h *history) { asked(h, "leds_pnc", `"on":"actor","person":"s1"`); found(h, "trace"); judged(h) }, ""},
		"a trace, and it was a mistake": {func(h *history) {
			asked(h, "leds_pnc", `"on":"actor","person":"s1"`)
			judged(h)
			found(h, "trace")
			h.add("CheckCompleted", "k1e", `{"check":"k1","result":"no_trace"}`, corrects("k1d"))
		}, ""},
		"the victim has a record of her own": {func(h *history) { asked(h, "leds_pnc", `"on":"victim","person":"v1"`); judged(h); found(h, "trace") }, ""},
		"the victim was heard at a conference": {func(h *history) {
			asked(h, "markers_marac", `"on":"victim","person":"v1"`)
			judged(h)
			found(h, "trace")
		}, "check_found k1d"},
		"a marker for violence": {func(h *history) {
			judged(h)
			h.add("MarkerNoted", "m1", `{"on":"actor","person":"s1","kind":"violence"}`)
		}, "marker m1"},
		"a marker that says that he harms himself": {func(h *history) {
			judged(h)
			h.add("MarkerNoted", "m1", `{"on":"actor","person":"s1","kind":"self_harm"}`)
		}, "marker m1"},
		"a marker whose kind nobody wrote down": {func(h *history) { judged(h); h.add("MarkerNoted", "m1", `{"on":"actor","person":"s1"}`) }, "marker m1"},
		"a marker of a conference on her": {func(h *history) {
			judged(h)
			h.add("MarkerNoted", "m1", `{"on":"victim","person":"v1","kind":"marac_current"}`)
		}, "marker m1"},
		"a marker set on her address": {func(h *history) { judged(h); h.add("MarkerNoted", "m1", `{"on":"address","kind":"address"}`) }, ""},
		"a marker that had ended": {func(h *history) {
			judged(h)
			h.add("MarkerNoted", "m1", `{"on":"actor","person":"s1","kind":"violence","until":"2020-01-01"}`)
		}, ""},
		"an order on him": {func(h *history) { judged(h); h.add("OrderNoted", "o1", `{"person":"s1","order":"non_molestation"}`) }, "order_noted o1"},
		"she is not safe": {func(h *history) {
			judged(h)
			h.add("ImmediateSafetyRecorded", "im", `{"person":"v1","safe_now":false}`)
		}, "not_safe im"},
		"there is a weapon": {func(h *history) { judged(h); h.add("ImmediateSafetyRecorded", "im", `{"weapons":true}`) }, "not_safe im"},
		"whether she is safe is not known": {func(h *history) {
			judged(h)
			h.add("ImmediateSafetyRecorded", "im", `{"safe_now":{"s":"asked_not_known"}}`)
		}, ""},
		"an allegation against her, weighed": {func(h *history) {
			h.add("CounterAllegationMade", "ca", `{"pair":"p1","what":"She rang him."}`)
			judged(h)
			h.add("CounterAllegationWeighed", "cw", `{"allegation":"ca","view":"It is his way of going on."}`)
		}, "counter_weighed cw"},
		"what was found of another suspect": {func(h *history) {
			h.add("PersonAdded", "s2", `{"roles":["suspect"],"details":{"name":"Owen Other"}}`)
			h.add("PairRecorded", "p2", `{"victim":"v1","actor":"s2"}`)
			asked(h, "leds_pnc", `"on":"actor","person":"s2"`)
			judged(h)
			found(h, "trace")
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			tt.tell(h)
			var got []string
			for _, x := range h.pair().Triggers {
				got = append(got, fmt.Sprint(x.Kind, " ", x.ID))
			}
			if strings.Join(got, ", ") != tt.want {
				t.Errorf("triggers %q; want %q", got, tt.want)
			}
		})
	}
}

// However much changed, it is one question to whoever judges again; it names the gravest.
func TestAllThatChangedSinceTheJudgementIsOneQuestion(t *testing.T) {
	h := told(t)
	say := func() (out []string) {
		for _, x := range h.pair().Changes {
			out = append(out, fmt.Sprint(x.ID, " ", x.Kind, " ", x.Count))
		}
		return out
	}
	h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"standard"}`)
	h.add("MarkerNoted", "m1", `{"on":"actor","person":"s1","kind":"violence"}`)
	h.add("IncidentRecorded", "i2", `{"pair":"p1","breaches_order_or_bail":true}`)
	h.add("OrderNoted", "o1", `{"person":"s1"}`)
	if got := say(); !slices.Equal(got, []string{"m1 breach 3"}) {
		t.Errorf("three changes are asked as %q", got)
	}
	h.add("RiskAssessed", "r2", `{"pair":"p1","tool":"dash","tool_grade":"high"}`) // a tool alone judges nothing
	h.add("IncidentRecorded", "i3", `{"pair":"p1"}`)
	if got := say(); !slices.Equal(got, []string{"m1 breach 4"}) {
		t.Errorf("after a tool alone: %q", got)
	}
	h.add("RiskAssessed", "r3", `{"pair":"p1","judgement":"medium"}`)
	h.add("IncidentRecorded", "i4", `{"pair":"p1"}`)
	if got := say(); !slices.Equal(got, []string{"m1 breach 4", "i4 new_incident 1"}) {
		t.Errorf("after another judgement: %q", got)
	}
	// A reason why it cannot be done now is no reason for what comes after it.
	h.add("DutyMarked", "d1", `{"clause":"risk.reassess_on_trigger","scope":"p1","occurrence":"i4","mark":"cannot_comply","why":"Nobody is on duty."}`)
	h.add("ThreatToLifeConsidered", "l1", `{"pair":"p1","threat_present":true}`)
	if got := say(); !slices.Equal(got, []string{"m1 breach 4", "i4 new_incident 1", "l1 threat_to_life 1"}) {
		t.Errorf("after a mark: %q", got)
	}
}

// Every kind of change has its place among the gravest, so that none is named by chance.
func TestEveryChangeHasItsGravity(t *testing.T) {
	for _, code := range casefile.TriggerKind("").Codes() {
		if code != casefile.CasesJoined && !slices.Contains(casefile.Gravity(), casefile.TriggerKind(code)) {
			t.Errorf("%s has no place", code)
		}
	}
	if n := len(casefile.TriggerKind("").Codes()); len(casefile.Gravity()) != n-1 {
		t.Errorf("%d kinds, %d have a place", n, len(casefile.Gravity()))
	}
}
