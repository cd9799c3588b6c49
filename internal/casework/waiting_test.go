package casework

import (
	"slices"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
)

// waiting is what the list says waits on a case, as somebody sees it.
func (w *world) waiting(who, id string) (Row, []string) {
	w.t.Helper()
	list, err := w.Cases(w.t.Context(), w.as(who), Filter{}, "", 50)
	must(w.t, err)
	for _, r := range list.Items {
		if r.ID == id {
			var out []string
			for _, x := range r.Waiting {
				out = append(out, x.On+" "+x.Kind)
			}
			return r, out
		}
	}
	w.t.Fatalf("case %s is in no list of %s", id, who)
	return Row{}, nil
}

func TestARowHoldsAllThatWaitsForSomebody(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		id, _, _, pair := w.report("responder")
		other, _, _, _ := w.report("responder")
		p := casefile.PairID(pair)
		record := func(who, kind string, data any) string {
			t.Helper()
			e := w.event(kind, data)
			_, err := w.Record(t.Context(), w.as(who), Acts{CaseID: id, Events: []casefile.Event{e}})
			must(t, err)
			w.now = w.now.Add(time.Minute)
			return e.ID
		}
		for range 2 {
			record("responder", "IncidentRecorded", casefile.IncidentRecorded{Pair: p})
		}
		record("responder", "ClassificationDecided", casefile.ClassificationDecided{Pair: p, As: casefile.Harassment2, Why: "no fixation seen"})
		risk := record("responder", "RiskAssessed", casefile.RiskAssessed{Pair: p, ToolGrade: fact.Of(casefile.High), Judgement: fact.Of(casefile.Medium)})
		record("responder", "CaseClosed", casefile.CaseClosed{Outcome: fact.Of(casefile.CloseOutcome("evidential_difficulties"))})
		record("responder", "CaseHandedOver", casefile.CaseHandedOver{To: "detective"})

		r, got := w.waiting("responder", id)
		want := []string{"registrar ClassificationDecided", "supervisor RiskAssessed", "supervisor CaseClosed", "handover CaseHandedOver"}
		if !slices.Equal(got, want) {
			t.Fatalf("waiting: %v, want %v", got, want)
		}
		for _, x := range r.Waiting {
			if x.By != "responder" || x.At.IsZero() {
				t.Errorf("%s: by %q at %v, want by whom and when", x.Kind, x.By, x.At)
			}
		}
		if x := r.Waiting[1]; x.From != casefile.High || x.Grade != casefile.Medium || x.Pair != pair {
			t.Errorf("the lowered risk reads %+v", x)
		}
		if r.Waiting[0].Class != casefile.Harassment2 || r.Waiting[2].Outcome != "evidential_difficulties" || r.Waiting[3].To != "detective" {
			t.Errorf("a row says too little of what waits: %+v", r.Waiting)
		}
		for _, code := range []string{WaitsRegistrar, WaitsSupervisor, WaitsHandover} {
			list, err := w.Cases(t.Context(), w.as("registrar"), Filter{Waits: []string{code}}, "", 50)
			must(t, err)
			if len(list.Items) != 1 || list.Items[0].ID != id || list.Items[0].ID == other {
				t.Errorf("cases that wait for the %s: %d, want the one", code, len(list.Items))
			}
		}
		record("sergeant", "ProposalDecided", casefile.ProposalDecided{Proposal: casefile.ProposalID(risk), Accept: fact.Of(false), Why: "say what changed"})
		if r, got = w.waiting("responder", id); !slices.Contains(got, "returned RiskAssessed") || slices.Contains(got, "supervisor RiskAssessed") || r.Waiting[len(got)-1].Decider != "sergeant" {
			t.Errorf("after it was returned: %v", got)
		}
		record("responder", "CaseOpened", casefile.CaseOpened{})
		if _, got = w.waiting("responder", id); slices.Contains(got, "returned RiskAssessed") {
			t.Errorf("what came back still stands after its author's next act: %v", got)
		}
	})
}

func TestWhatIsMostPressingComesFirst(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	in := func(h int) time.Time { return now.Add(time.Duration(h) * time.Hour) }
	order := []Urgency{
		{time.Time{}, SafetyWeight}, {in(-3), SafetyWeight}, {in(5), SafetyWeight},
		{in(-100), 1}, {in(4), HighWeight}, {in(30), SafetyWeight}, {in(30), 1},
		{time.Time{}, HighWeight}, {time.Time{}, 2},
	}
	for i, a := range order {
		for j, b := range order {
			if got := MorePressing(a, b, now); got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("%+v against %+v: %d", a, b, got)
			}
		}
	}
}

func TestARowsNextIsTheMostPressingOfAll(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	all := []nextDue{{"month", now.AddDate(0, 0, -3), 1}, {"safety.later", now.Add(40 * time.Hour), SafetyWeight}, {"plain", time.Time{}, 2}, {"safety.soon", now.Add(30 * time.Hour), SafetyWeight}}
	kept := func(add ...nextDue) (out []nextDue) {
		for _, n := range slices.Concat(all, add) {
			out = keepNext(out, n)
		}
		return out
	}
	for _, tt := range []struct {
		name, want string
		at         time.Time
		kept       []nextDue
	}{
		{"a date before what is due later", "month", now, kept()},
		{"safety within a day before any date", "safety.soon", now.Add(10 * time.Hour), kept()},
		{"safety without a time before all", "safety.now", now.Add(10 * time.Hour), kept(nextDue{"safety.now", time.Time{}, SafetyWeight})},
	} {
		if got, _ := pressing(tt.kept, tt.at); got.Clause != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got.Clause, tt.want)
		}
	}
	if got, ok := overdue(kept(), now); !ok || got.Clause != "month" {
		t.Errorf("overdue: %v %v, want month", got, ok)
	}
	if _, ok := pressing(nil, now); ok {
		t.Error("something is pressing where nothing is due")
	}
}

func TestAClassificationAgainstTheReasonsIsShownToASpecialist(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, advised string
		class         casefile.Class
		acts          int
		want          []string
	}{
		{"decided as the reasons point", "stalking", casefile.Stalking2A, 2, nil},
		{"decided otherwise", "stalking", casefile.Harassment2, 2, []string{WaitsDiffers}},
		{"decided otherwise the other way", "harassment", casefile.Stalking2A, 2, []string{WaitsDiffers}},
		{"decided where the reasons do not settle it", "", casefile.Harassment2, 2, nil},
		{"not decided, two acts", "", "", 2, []string{WaitsClass}},
		{"left open, two acts", "stalking", casefile.Undetermined, 2, []string{WaitsClass}},
		{"not decided, one act", "stalking", "", 1, nil},
	} {
		var p casefile.Pair
		p.ID = "p1"
		p.Incidents.Items = make([]casefile.Incident, tt.acts)
		if tt.class != "" {
			p.Class.Put(fact.Of(tt.class), "c1")
		}
		l := &loaded{c: &casefile.Case{Pairs: []casefile.Pair{p}}, found: guidance.Findings{
			Advice: []guidance.Advice{{Question: "classification", Pair: "p1", PointsTo: tt.advised}}}}
		var got []string
		for _, w := range classesWaiting(l) {
			got = append(got, w.On)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}
