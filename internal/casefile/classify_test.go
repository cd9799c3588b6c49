package casefile_test

import (
	"testing"

	"foursight/internal/casefile"
)

// APP 1.3: after a ruling of stalking, a decision against it waits for another.
func TestARulingOfStalkingHoldsLaterDecisionsAgainstItUntilAnotherRuling(t *testing.T) {
	h := former(t)
	registrar := by("reg", casefile.Registrar)
	h.add("ClassificationDecided", "k1", `{"pair":"p1","as":"harassment_2"}`)
	h.add("RegistrarAsked", "ask1", `{"pair":"p1"}`)
	if p := h.pair(); p.Held() != nil || !p.Unanswered {
		t.Errorf("before the ruling: held %v, unanswered %v", p.Held(), p.Unanswered)
	}
	h.add("RegistrarRuled", "rule1", `{"pair":"p1","ruling":"stalking"}`, registrar)
	if p := h.pair(); p.Held() == nil || p.Held().Since || p.Unanswered {
		t.Errorf("ruled on: held %+v, unanswered %v; want the decision they weighed", p.Held(), p.Unanswered)
	}
	h.add("ClassificationDecided", "k2", `{"pair":"p1","as":"stalking_2a"}`)
	if p := h.pair(); p.Held() != nil || !p.WouldHold(casefile.OtherOffence) || p.WouldHold(casefile.Stalking4A) || p.WouldHold(casefile.Undetermined) {
		t.Errorf("recorded as ruled: held %+v; only a decision against stalking would be", p.Held())
	}
	h.add("ClassificationDecided", "k3", `{"pair":"p1","as":"no_course_of_conduct"}`)
	h.add("RegistrarAsked", "ask2", `{"pair":"p1"}`)
	p := h.pair()
	if p.Held() == nil || p.Held().ID != "k3" || !p.Held().Since || !p.Unanswered || p.Class.Value != casefile.Stalking2A {
		t.Errorf("decided against it: held %+v, unanswered %v, in force %v", p.Held(), p.Unanswered, p.Class)
	}
	h.add("RegistrarRuled", "rule2", `{"pair":"p1","ruling":"harassment_only"}`, registrar)
	if p := h.pair(); p.Held() != nil || p.Unanswered || p.Class.Value != casefile.NoCourseFound {
		t.Errorf("ruled again: held %+v, unanswered %v, in force %v", p.Held(), p.Unanswered, p.Class)
	}
}
