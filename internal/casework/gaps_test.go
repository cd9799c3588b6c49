package casework

import (
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// A fall counts once a supervisor has confirmed it, and a rise afterwards ends it
// (APP 4.2).
func TestWhoLoweredTheRiskIsWhoBroughtDownTheGradeInForce(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	judged := func(id string, from, then casefile.Grade, confirmed bool) casefile.Assessment {
		return casefile.Assessment{Act: casefile.Act{ID: id, By: "by-" + id, At: at}, Lowered: from != "", From: from, Then: then, Confirmed: confirmed}
	}
	const high, medium, standard = casefile.High, casefile.Medium, casefile.Standard
	for _, tt := range []struct {
		name  string
		risks []casefile.Assessment
		want  string // from, to, by
	}{
		{"nothing judged", nil, ""},
		{"judged once", []casefile.Assessment{judged("a", "", high, false)}, ""},
		{"a fall not confirmed", []casefile.Assessment{judged("a", high, high, false)}, ""},
		{"a fall confirmed", []casefile.Assessment{judged("a", high, medium, true)}, "high medium by-a"},
		{"a second fall", []casefile.Assessment{judged("a", high, medium, true), judged("b", medium, standard, true)}, "medium standard by-b"},
		{"the same again after a fall", []casefile.Assessment{judged("a", high, medium, true), judged("b", "", medium, false)}, "high medium by-a"},
		{"raised after a fall", []casefile.Assessment{judged("a", high, medium, true), judged("b", "", high, false)}, ""},
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
	t.Parallel()
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
