package casefile_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"foursight/internal/casefile"
)

func TestFoldingInTwoPartsIsFoldingOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyHistory(t, 12, true)
		cut := rapid.IntRange(0, len(events)).Draw(t, "cut")
		first := &casefile.State{Case: casefile.Fold("c1", events[:cut]), Events: events[:cut]}
		differ(t, "folded in two parts", casefile.Fold("c1", events), casefile.Continue(first, "c1", events[cut:]))
	})
}

func TestFoldingTwiceGivesTheSameCase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyHistory(t, 12, true)
		before := slices.Clone(events)
		once := casefile.Fold("c1", events)
		differ(t, "folded again", once, casefile.Fold("c1", events))
		for i := range events {
			if string(events[i].Data) != string(before[i].Data) {
				t.Fatalf("folding changed the data of %s", events[i].ID)
			}
		}
	})
}

// What police knew, and when, is the case; when it was typed in is not, except for what
// a judgement of risk could weigh, and for whom a check that names nobody can have been
// made: of nobody who was entered after it (both have tests of their own). Corrections
// are left out: their order is that of recording, and means something.
func TestTheOrderOfLateEntriesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyHistory(t, 10, false)
		for i := range events {
			events[i].Known = events[i].Recorded
		}
		shuffled := rapid.Permutation(events).Draw(t, "order of arrival")
		differ(t, "the same entries in another order", casefile.Fold("c1", events), casefile.Fold("c1", shuffled))

		for i := range shuffled {
			shuffled[i].Seq, shuffled[i].Recorded = int64(i+1), start.AddDate(0, 1, 0).Add(time.Duration(i)*time.Minute)
		}
		decided := slices.ContainsFunc(events, func(e casefile.Event) bool { return e.Kind == "ProposalDecided" })
		if decided {
			return // a decision counts for what had been recorded when it was made
		}
		differ(t, "recorded in another order", casefile.Fold("c1", events), casefile.Fold("c1", shuffled), ignoring("Recorded", "Acted", "Late", "Triggers", "Changes",
			"SuspectAt", "Whom", "Unchecked", "Nothing", "Done"))
	})
}

func TestTheSameEntryTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyHistory(t, 12, true)
		twice := slices.Clone(events)
		for range rapid.IntRange(1, 4).Draw(t, "repeats") {
			twice = append(twice, rapid.SampledFrom(events).Draw(t, "again"))
		}
		differ(t, "an entry sent twice", casefile.Fold("c1", events), casefile.Fold("c1", twice))
	})
}

// untouched are the marks that say by which entry, and after how many, a case
// came to be as it is; all else must be equal.
var untouched = ignoring("Source", "Version", "said")

func TestCorrectionsBackAndForthEndWhereDirectEntryWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyHistory(t, 8, false)
		corrected := slices.Clone(events)
		original := rapid.SampledFrom(events).Draw(t, "corrected")
		k, _ := casefile.KindOf(original.Kind)
		if slices.ContainsFunc(events, func(e casefile.Event) bool { return e.Kind == "ProposalDecided" }) {
			return // correcting a proposal makes it wait again, as a rule test says
		}
		w := newTeller()
		w.events, w.now = corrected, corrected[len(corrected)-1].Recorded
		last := original.ID
		for i := range rapid.IntRange(1, 3).Draw(t, "corrections") {
			e := w.entry(t, k)
			e.Corrects, e.Reason, e.Actor, e.Role = last, "misheard", original.Actor, original.Role
			e.Withdraw = i == 1
			w.add(e)
			last = rapid.SampledFrom([]string{original.ID, e.ID}).Draw(t, "next corrects")
		}
		back := w.entry(t, k)
		back.Corrects, back.Reason, back.Actor, back.Role = last, "as it was said at first", original.Actor, original.Role
		back.Data, back.Occurred = original.Data, original.Occurred
		w.add(back)
		if heldUp(casefile.Fold("c1", w.events)) {
			return // a correction brings no grade of risk down by itself, as a rule test says
		}
		if madeGraver(casefile.Fold("c1", w.events)) {
			return // whoever judged before the words came back had not been told, as a rule test says
		}
		ids := cmpProblems(casefile.Fold("c1", events), original.ID)
		got := cmpProblems(casefile.Fold("c1", w.events), back.ID)
		if !slices.Equal(ids, got) {
			t.Fatalf("problems %v; want %v", got, ids)
		}
		differ(t, "corrected and corrected back", casefile.Fold("c1", events), casefile.Fold("c1", w.events), untouched, ignoring("Problems", "Corrected"))
	})
}

// heldUp reports whether a grade of risk stands because an entry said so before it was
// corrected.
func heldUp(c *casefile.Case) bool {
	for _, p := range c.Pairs {
		for _, r := range p.Risks {
			if r.Corrected.Level() > max(r.ToolGrade.Value.Level(), r.Judgement.Value.Level()) {
				return true
			}
		}
	}
	return false
}

// madeGraver reports whether a correction says something graver of an act than the words
// before it, be they the first ones again.
func madeGraver(c *casefile.Case) bool {
	return slices.ContainsFunc(c.Pairs, func(p casefile.Pair) bool {
		return slices.ContainsFunc(p.Incidents.Items, func(i casefile.Incident) bool { return !i.WorseAt.IsZero() })
	})
}

// cmpProblems lists problems by code and field, those of one entry marked "it":
// a problem of a corrected entry is shown on the correction.
func cmpProblems(c *casefile.Case, it string) []string {
	var out []string
	for _, p := range c.Problems {
		who := p.Event
		if who == it {
			who = "it"
		}
		out = append(out, fmt.Sprintf("%s %s %s", who, p.Field, p.Code))
	}
	slices.Sort(out)
	return out
}

func TestAWithdrawnEntryIsAsIfNeverRecorded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyHistory(t, 12, false)
		i := rapid.IntRange(0, len(events)-1).Draw(t, "withdrawn")
		gone := events[i]
		without := slices.Delete(slices.Clone(events), i, i+1)
		w := newTeller()
		w.events, w.now = slices.Clone(events), events[len(events)-1].Recorded
		k, _ := casefile.KindOf(gone.Kind)
		e := w.entry(t, k)
		e.Corrects, e.Reason, e.Withdraw = gone.ID, "not so", true
		w.add(e)
		want := casefile.Fold("c1", without)
		for i := range want.Handovers { // an offer that is taken back has taken the place of those before it all the same
			if h := &want.Handovers[i]; gone.Kind == "CaseHandedOver" && !h.Accepted && gone.Recorded.After(h.At) {
				h.Replaced = true
			}
		}
		differ(t, "withdrawn", want, casefile.Fold("c1", w.events), ignoring("Version"))
	})
}

// A case as known at an instant is the fold of what had been recorded by then:
// no later entry, whatever time it tells of, changes what was known.
func TestTheCaseAsKnownAtATimeIsTheFoldOfWhatWasRecordedByThen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyHistory(t, 12, true)
		cut := rapid.IntRange(1, len(events)).Draw(t, "cut")
		at := events[cut-1].Recorded
		stood := casefile.Fold("c1", events[:cut])
		var recorded []casefile.Event
		for _, e := range rapid.Permutation(events).Draw(t, "order of reading") {
			if !e.Recorded.After(at) {
				recorded = append(recorded, e)
			}
		}
		differ(t, "as known then", stood, casefile.Fold("c1", recorded))
		if c := casefile.Fold("c1", recorded); c.Version != int64(cut) {
			t.Fatalf("version %d; want %d", c.Version, cut)
		}
	})
}

// The machine records one entry after another as casework would: what Admit
// lets in must fold without a problem of its own, and an entry that is not a
// correction must bring no problem to any other. One thing Admit cannot foresee,
// as it knows no entry by its id: a report withdrawn, another taken, and the
// first put back. Folding shows it.
func TestWhatAdmitLetsInFoldsWithoutProblems(t *testing.T) {
	admitted := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := newTeller()
		w.stray = true
		c := casefile.Fold("c1", nil)
		record := func(t *rapid.T, e casefile.Event) {
			if problems := casefile.Admit(c, e, e.Recorded); len(problems) > 0 {
				return
			}
			admitted[e.Kind]++
			before := len(c.Problems)
			w.add(e)
			c = casefile.Fold("c1", w.events)
			for _, p := range c.Problems {
				if restored := e.Corrects != "" && p.Code == "second_report"; p.Event == e.ID && !restored {
					t.Fatalf("admitted %s %s, then: %s %s: %s", e.Kind, e.Data, p.Field, p.Code, p.What)
				}
			}
			if e.Corrects == "" && len(c.Problems) > before {
				t.Fatalf("admitted %s %s and others no longer fit: %v", e.Kind, e.Data, c.Problems)
			}
		}
		for _, name := range []string{"ReportReceived", "PersonAdded", "PairRecorded", "IncidentRecorded", "CheckRequested", "CaseHandedOver", "RiskAssessed",
			"SuspectArrested", "BailSet", "OrderNoted", "BreachReported", "SafetyPlanMade", "SafetyMeasureSet", "SpecialistAsked", "VictimMessageReceived", "EnquirySet"} {
			k, _ := casefile.KindOf(name)
			record(t, w.entry(t, k))
		}
		for _, k := range rapid.Permutation(casefile.Kinds()).Draw(t, "one of each") {
			for before, tries := admitted[k.Name], 0; admitted[k.Name] == before && tries < 4; tries++ {
				record(t, w.entry(t, k)) // some are let in only for one role or one person
			}
		}
		for _, k := range casefile.Kinds() {
			for tries := 0; admitted[k.Name] == 0 && tries < 20; tries++ {
				record(t, w.entry(t, k)) // and some only after another, which came later
			}
		}
		var answers []*casefile.Kind // kinds that speak of what another entry created
		for _, k := range casefile.Kinds() {
			if k.Rank >= 2 && slices.ContainsFunc(k.Fields, func(f casefile.Field) bool {
				return f.Refers != "" && !slices.Contains([]string{"person", "pair", "staff", "material"}, f.Refers)
			}) {
				answers = append(answers, k)
			}
		}
		steps := map[string]func(*rapid.T){
			"record":  func(t *rapid.T) { record(t, w.next(t, casefile.Kinds())) },
			"answer":  func(t *rapid.T) { record(t, w.next(t, answers)) },
			"correct": func(t *rapid.T) { record(t, w.correction(t)) },
			"": func(t *rapid.T) {
				if c.Version != int64(len(w.events)) {
					t.Fatalf("version %d after %d entries", c.Version, len(w.events))
				}
			},
		}
		t.Repeat(steps)
	})
	for _, k := range casefile.Kinds() {
		if admitted[k.Name] == 0 {
			t.Errorf("no %s was ever admitted: the machine does not try it (admitted: %v)", k.Name, slices.Sorted(maps.Keys(admitted)))
		}
	}
}

// Whatever is done to stored entries, folding ends and says what it left out.
func TestFoldNeverPanicsOnMutatedEntries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := anyHistory(t, 10, true)
		for range rapid.IntRange(1, 5).Draw(t, "mutations") {
			mutate(t, &events[rapid.IntRange(0, len(events)-1).Draw(t, "which")], events)
		}
		c := casefile.Fold("c1", events)
		for _, p := range c.Problems {
			if p.Code == "" || p.What == "" || !snake.MatchString(p.Code) {
				t.Fatalf("a problem nobody can read: %+v", p)
			}
		}
		casefile.Admit(c, events[len(events)-1], start)
	})
}

func mutate(t *rapid.T, e *casefile.Event, all []casefile.Event) {
	other := rapid.SampledFrom(all).Draw(t, "other")
	switch rapid.IntRange(0, 8).Draw(t, "mutation") {
	case 0:
		e.Kind = other.Kind
	case 1:
		e.Data = other.Data
	case 2:
		e.ID = other.ID
	case 3:
		e.Corrects = other.ID
	case 4:
		e.Corrects = e.ID
	case 5:
		e.Withdraw = !e.Withdraw
	case 6:
		e.Data = rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "bytes")
	case 7:
		e.Recorded, e.Clock, e.Suspect = time.Time{}, time.Time{}, true
	case 8:
		e.Kind, e.Seq = "", -1
	}
}
