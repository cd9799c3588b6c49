package casework

import (
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// A judgement brings the grade down only when it is in force: below its tool's it
// waits for a supervisor, and a rise afterwards ends the lowering (APP 4.2).
func TestWhoLoweredTheRiskIsWhoBroughtDownTheGradeInForce(t *testing.T) {
	at := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	judged := func(id string, tool, own casefile.Grade, lowered, confirmed bool) casefile.Assessment {
		a := casefile.Assessment{Act: casefile.Act{ID: id, By: "by-" + id, At: at}, Lowered: lowered, Confirmed: confirmed}
		if tool != "" {
			a.ToolGrade = fact.Fact[casefile.Grade]{Answer: fact.Of(tool)}
		}
		if own != "" {
			a.Judgement = fact.Fact[casefile.Grade]{Answer: fact.Of(own)}
		}
		return a
	}
	const high, medium, standard = casefile.High, casefile.Medium, casefile.Standard
	for _, tt := range []struct {
		name  string
		risks []casefile.Assessment
		want  string // from, to, by
	}{
		{"nothing judged", nil, ""},
		{"judged once", []casefile.Assessment{judged("a", high, high, false, false)}, ""},
		{"below the tool's, not confirmed", []casefile.Assessment{judged("a", high, medium, true, false)}, ""},
		{"below the tool's, confirmed", []casefile.Assessment{judged("a", high, medium, true, true)}, "high medium by-a"},
		{"below the grade before, without a tool", []casefile.Assessment{judged("a", "", high, false, false), judged("b", "", standard, false, false)}, "high standard by-b"},
		{"the same again after a lowering", []casefile.Assessment{judged("a", high, medium, true, true), judged("b", "", medium, false, false)}, "high medium by-a"},
		{"raised after a lowering", []casefile.Assessment{judged("a", high, medium, true, true), judged("b", "", high, false, false)}, ""},
		{"an assessment without any grade between", []casefile.Assessment{judged("a", "", high, false, false), judged("b", "", "", false, false), judged("c", "", medium, false, false)}, "high medium by-c"},
	} {
		got := ""
		if low := loweredOf(&casefile.Case{}, &casefile.Pair{Risks: tt.risks}); low != nil {
			got = string(low.From) + " " + string(low.To) + " " + low.By
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestAClosedCaseHasNoGaps(t *testing.T) {
	contact := casefile.Contact{Act: casefile.Act{At: time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)}, Outcome: fact.Fact[casefile.Outcome]{Answer: fact.Of(casefile.Outcome("spoke"))}}
	c := &casefile.Case{HasOwner: true, Contacts: []casefile.Contact{contact}}
	if g := gapsOf(&loaded{c: c}); g == nil || !g.Undirected || !g.Spoke.Equal(contact.At) {
		t.Errorf("an open case has gaps %+v, want undirected and spoken with at %v", g, contact.At)
	}
	c.Stage = casefile.StageClosed
	if g := gapsOf(&loaded{c: c}); g != nil {
		t.Errorf("a closed case has gaps %+v", g)
	}
}
