package casefile_test

import (
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

func TestASkippedQuestionErasesNothing(t *testing.T) {
	h := told(t)
	h.add("FourAssessed", "f1", `{"pair":"p1","fixated":true,"obsessive":{"s":"asked_not_known"}}`)
	h.add("FourAssessed", "f2", `{"pair":"p1","unwanted":true}`)
	four := h.pair().Four
	if !four.Fixated.Value || four.Fixated.Source != "f1" || four.Obsessive.Status != fact.AskedNotKnown || !four.Unwanted.Value {
		t.Errorf("four %+v; want what was said before kept", four)
	}
}

func TestAReportPutBackBesideAnotherIsShown(t *testing.T) {
	h := told(t)
	h.add("ReportReceived", "w", `{}`, withdraws("rep"))
	h.add("ReportReceived", "rep2", `{"channel":"online"}`)
	if c := h.whole(); c.ReportID != "rep2" || c.Channel.Value != casefile.Online {
		t.Errorf("report %s by %s; want rep2, online", c.ReportID, c.Channel.Value)
	}
	h.add("ReportReceived", "back", `{"channel":"call_101"}`, corrects("w"))
	c := h.fold()
	if c.ReportID != "rep" || len(c.Problems) != 1 || c.Problems[0].Code != "second_report" || c.Problems[0].Event != "rep2" {
		t.Errorf("report %s, problems %v; want rep first and rep2 shown as a second", c.ReportID, c.Problems)
	}
}

func TestACorrectionStandsAtItsOriginalsPlace(t *testing.T) {
	h := told(t)
	h.add("FourAssessed", "f1", `{"pair":"p1","fixated":true}`, by("u1", casefile.Responder))
	h.add("FourAssessed", "f2", `{"pair":"p1","fixated":false}`)
	h.add("FourAssessed", "f1b", `{"pair":"p1","fixated":{"s":"asked_not_known"}}`, by("u2", casefile.Supervisor), corrects("f1"))
	if four := h.pair().Four; four.Fixated.Source != "f2" || four.Fixated.Value {
		t.Errorf("fixated %v; want no, as said later", four.Fixated)
	}
	h.add("FourAssessed", "f2b", `{"pair":"p1"}`, withdraws("f2"))
	if four := h.pair().Four; four.Fixated.Status != fact.AskedNotKnown || four.Fixated.Source != "f1b" || four.By != "u1" {
		t.Errorf("fixated %v by %s; want the corrected answer, by whoever asked", four.Fixated, four.By)
	}
}

func TestWhatDoesNotFitIsShownAndTheRestFolds(t *testing.T) {
	tests := map[string]struct {
		kind, data string
		changes    []with
		want       string
	}{
		"a kind of another release":          {"WandWaved", `{}`, nil, "unknown_kind"},
		"data that cannot be read":           {"CaseOpened", `{"colour":"red"}`, nil, "unreadable"},
		"a correction of nothing":            {"CaseOpened", `{}`, []with{corrects("nothing")}, "nothing_to_correct"},
		"a withdrawal that names no entry":   {"PersonAdded", `{}`, []with{func(e *casefile.Event) { e.Withdraw = true }}, "nothing_to_correct"},
		"a correction of itself":             {"CaseOpened", `{}`, []with{corrects("odd")}, "nothing_to_correct"},
		"a correction of another kind":       {"CaseOpened", `{}`, []with{corrects("v1")}, "wrong_kind"},
		"a correction that cannot be read":   {"PersonAdded", `{"colour":"red"}`, []with{corrects("v1")}, "unreadable"},
		"an incident of a pair not there":    {"IncidentRecorded", `{"pair":"p9"}`, nil, "unknown_pair"},
		"an attribution to a pair not there": {"IncidentAttributed", `{"incident":"i1","pair":"p9"}`, nil, "unknown_pair"},
		"a suspect who is not there":         {"SuspectIdentified", `{"pair":"p1","person":"v9"}`, nil, "unknown_person"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			h.incidents("i", 1)
			want := h.whole()
			h.add(tt.kind, "odd", tt.data, tt.changes...)
			c := h.fold()
			if len(c.Problems) != 1 || c.Problems[0].Code != tt.want || c.Problems[0].Event != "odd" {
				t.Errorf("problems %+v; want one, %s", c.Problems, tt.want)
			}
			differ(t, "the rest of the case", want, c, ignoring("Version", "Problems"))
		})
	}
}

// Nobody holds a report by the public; a correction of it by police gives it to nobody.
func TestACorrectedReportByThePublicIsStillHeldByNobody(t *testing.T) {
	h := &history{t: t}
	h.add("ReportReceived", "rep", `{"channel":"online"}`, by(casefile.Public, ""), func(e *casefile.Event) { e.Source = casefile.FromPublic })
	h.add("ReportReceived", "rep-b", `{"channel":"online","other_works_for_police":true}`, by("u2", casefile.Responder), corrects("rep"))
	if c := h.whole(); c.Owner != "" || !c.PoliceLink.Value {
		t.Errorf("held by %q, other person works for the police %v", c.Owner, c.PoliceLink)
	}
}
