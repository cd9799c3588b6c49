package casefile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// spokenWord is one word on a case: who recorded it, in which role, and what it corrects.
type spokenWord struct {
	id, by   string
	role     casefile.Role
	corrects string
	withdraw bool
	data     any
}

func wordsOf(t *testing.T, words ...spokenWord) []casefile.Event {
	t.Helper()
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	var events []casefile.Event
	for i, w := range words {
		e, err := casefile.NewEvent(w.id, "", strings.TrimPrefix(fmt.Sprintf("%T", w.data), "casefile."), w.data)
		if err != nil {
			t.Fatal(err)
		}
		e.Seq, e.Actor, e.Role, e.Recorded, e.Corrects, e.Withdraw = int64(i+1), w.by, w.role, at.Add(time.Duration(i)*time.Hour), w.corrects, w.withdraw
		events = append(events, e)
	}
	return events
}

// What somebody here is asked is answered by them, or by what another notes in their name.
func TestAQuestionIsAnsweredByWhomItWasPutToOrByWhatIsNotedInTheirName(t *testing.T) {
	const inspector, pc = casefile.DutyInspector, casefile.Responder
	asked := spokenWord{id: "q", by: "pc", role: pc, data: casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("duty_inspector"))}}
	of := func(x casefile.Specialist) spokenWord {
		return spokenWord{id: "q", by: "pc", role: pc, data: casefile.SpecialistAsked{Of: fact.Of(x)}}
	}
	says := func(id, by string, role casefile.Role, who casefile.StaffID, whom casefile.Line) spokenWord {
		return spokenWord{id: id, by: by, role: role, data: casefile.SpecialistAnswered{Request: "q", Said: "Do not release.", Staff: who, Whom: whom}}
	}
	fix := func(w spokenWord, corrects string) spokenWord { w.corrects = corrects; return w }
	none := casefile.Role("")
	for name, tt := range map[string]struct {
		words    []spokenWord
		answered bool
		noted    string // "by as said by staff or words"; empty for an answer of their own, or none
	}{
		"nobody answers":                               {[]spokenWord{asked}, false, ""},
		"a duty inspector answers":                     {[]spokenWord{asked, says("a", "insp", inspector, "", "")}, true, ""},
		"somebody else, and nobody is named":           {[]spokenWord{asked, says("a", "pc", pc, "", "")}, false, ""},
		"somebody else, and a blank is named":          {[]spokenWord{asked, says("a", "other", pc, "", " ")}, false, ""},
		"somebody else notes what an inspector said":   {[]spokenWord{asked, says("a", "pc", pc, "insp", "")}, true, "pc: insp"},
		"somebody else notes whose words they are":     {[]spokenWord{asked, says("a", "pc", pc, "", "The night inspector")}, true, "pc: The night inspector"},
		"an inspector who asked answers themselves":    {[]spokenWord{{"q", "insp", inspector, "", false, asked.data}, says("a", "insp", inspector, "", "")}, false, ""},
		"an inspector who asked notes another's words": {[]spokenWord{{"q", "insp", inspector, "", false, asked.data}, says("a", "insp", inspector, "night", "")}, true, "insp: night"},
		"an inspector who made it theirs answers": {[]spokenWord{of("cps"), fix(spokenWord{"q2", "insp", inspector, "", false, asked.data}, "q"), says("a", "insp", inspector, "", "")},
			false, ""},
		"noted, then the inspector says it":              {[]spokenWord{asked, says("a", "pc", pc, "insp", ""), says("b", "insp", inspector, "", "")}, true, ""},
		"the inspector says it, then another notes it":   {[]spokenWord{asked, says("a", "insp", inspector, "", ""), says("b", "pc", pc, "insp", "")}, true, ""},
		"the inspector's own words, corrected by a PC":   {[]spokenWord{asked, says("a", "insp", inspector, "", ""), fix(says("b", "pc", pc, "", "Insp"), "a")}, true, "pc: Insp"},
		"the inspector's words, taken over by nobody":    {[]spokenWord{asked, says("a", "insp", inspector, "", ""), fix(says("b", "pc", pc, "", ""), "a")}, false, ""},
		"noted, and the inspector corrects it as theirs": {[]spokenWord{asked, says("a", "pc", pc, "insp", ""), fix(says("b", "insp", inspector, "", ""), "a")}, true, ""},
		"a specialist, noted by who asked":               {[]spokenWord{of("spoc"), says("a", "pc", pc, "", "")}, false, ""},
		"a specialist answers":                           {[]spokenWord{of("spoc"), says("a", "x", casefile.SPOC, "", "")}, true, ""},
		"prosecutors hold no role here":                  {[]spokenWord{of("cps"), says("a", "pc", pc, "", "")}, true, ""},
		"nobody said who was asked":                      {[]spokenWord{{id: "q", by: "pc", data: casefile.SpecialistAsked{}}, says("a", "pc", none, "", "")}, true, ""},
	} {
		events := wordsOf(t, append([]spokenWord{{id: "r", data: casefile.ReportReceived{}}}, tt.words...)...)
		c := casefile.Fold("c", events)
		x := c.Specialists[0]
		noted := ""
		if n := x.Noted; n != nil {
			noted = n.By + ": " + string(n.Staff) + string(n.Whom)
		}
		if x.Answered != tt.answered || noted != tt.noted || (len(c.Unanswered()) == 0) != tt.answered {
			t.Errorf("%s: answered %v, noted %q; want %v, %q (%v)", name, x.Answered, noted, tt.answered, tt.noted, c.Problems)
		}
	}
}

// An answer that is taken back leaves the question open; it opens the case to nobody who
// took it back, whichever way they did.
func TestWhoTakesAnAnswerBackIsAskedNothingByIt(t *testing.T) {
	const spoc, pc = casefile.SPOC, casefile.Responder
	base := []spokenWord{{id: "r", data: casefile.ReportReceived{}},
		{"q", "pc", pc, "", false, casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("spoc"))}},
		{"q2", "pc", pc, "", false, casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("cps"))}},
		{"a", "spoc", spoc, "", false, casefile.SpecialistAnswered{Request: "q", Said: "Stalking."}}}
	answer := func(id, by string, request casefile.RequestID) spokenWord {
		return spokenWord{id, by, spoc, "a", false, casefile.SpecialistAnswered{Request: request, Said: "Stalking."}}
	}
	back := func(id, by string) spokenWord {
		return spokenWord{id, by, spoc, "a", true, casefile.SpecialistAnswered{}}
	}
	for name, tt := range map[string]struct {
		words   []spokenWord
		me, you bool // the specialist who answered, and another, are asked
	}{
		"answered":                              {nil, false, false},
		"withdrawn by who gave it":              {[]spokenWord{back("b", "spoc")}, false, true},
		"withdrawn by the holder":               {[]spokenWord{back("b", "pc")}, true, true},
		"moved to another question by who gave": {[]spokenWord{answer("b", "spoc", "q2")}, false, true},
		"moved by the holder":                   {[]spokenWord{answer("b", "pc", "q2")}, true, true},
		"corrected, and of the same question":   {[]spokenWord{answer("b", "spoc", "q")}, false, false},
		"withdrawn twice, first by who gave it": {[]spokenWord{back("b", "spoc"), back("d", "pc")}, false, true},
		"withdrawn, then said of another":       {[]spokenWord{back("b", "spoc"), answer("d", "pc", "q2")}, false, true},
		"withdrawn, then said again":            {[]spokenWord{back("b", "spoc"), answer("d", "spoc", "q")}, false, false},
	} {
		events := wordsOf(t, append(append([]spokenWord{}, base...), tt.words...)...)
		c := casefile.Fold("c", events)
		for who, want := range map[casefile.StaffID]bool{"spoc": tt.me, "night": tt.you} {
			if got := c.AskedOf(spoc, who, time.Time{}, time.Time{}) != nil; got != want {
				t.Errorf("%s: %s is asked: %v, want %v", name, who, got, want)
			}
		}
		if x := c.Specialists[0]; !x.Answered && (x.BackAt.IsZero() || !x.BackAt.After(events[3].Recorded)) {
			t.Errorf("%s: it was taken back at %s", name, x.BackAt)
		}
		for n := range events { // in two parts as at once
			g := casefile.Resume("c", events[:n])
			var last *casefile.Case
			for _, e := range events[n:] {
				last = g.Add(e)
			}
			if got := last.AskedOf(spoc, "spoc", time.Time{}, time.Time{}) != nil; got != tt.me {
				t.Errorf("%s, grown from %d: asked %v", name, n, got)
			}
		}
	}
}
