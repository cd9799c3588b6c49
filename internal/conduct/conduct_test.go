package conduct

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

var now = time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC)

func day(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func incident(t testing.TB, id, from, to string, behaviours ...casefile.Behaviour) casefile.Incident {
	i := casefile.Incident{Behaviours: behaviours}
	i.ID = id
	if from != "" {
		i.Occurred = calendar.Between(day(t, from), day(t, to))
	}
	return i
}

func on(t testing.TB, id, d string, b ...casefile.Behaviour) casefile.Incident {
	return incident(t, id, d, d, b...)
}

func TestCountsGiveARangeWhereADateIsRoughOrMissing(t *testing.T) {
	s := Of([]casefile.Incident{
		on(t, "a", "2026-06-01"), on(t, "b", "2026-09-15"), incident(t, "c", "2026-11-10", "2026-11-15"), on(t, "d", "2026-11-19"), incident(t, "e", "", ""),
	}, nil, now)
	got := []string{s.Last7.String(), s.Last30.String(), s.Last90.String(), s.Total(), s.Doubts()}
	want := []string{"1 to 3", "2 to 3", "3 to 4", "5 incidents", "1 without a date, 1 dated roughly"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func TestOneNightIsNotARoughDate(t *testing.T) {
	i := on(t, "a", "2026-11-17")
	i.Occurred.From, i.Occurred.To = i.Occurred.From.Add(17*time.Hour), i.Occurred.From.Add(30*time.Hour)
	if got := Of([]casefile.Incident{i}, nil, now).Doubts(); got != "" {
		t.Errorf("a night that is known is said to be in doubt: %q", got)
	}
}

func TestTheSeventhDayBackCountsAndTheEighthDoesNot(t *testing.T) {
	s := Of([]casefile.Incident{on(t, "a", "2026-11-13"), on(t, "b", "2026-11-14")}, nil, now)
	if s.Last7 != (Count{1, 1}) {
		t.Errorf("last 7 days = %v, want the 14th and not the 13th", s.Last7)
	}
}

// A habit with a clock time names no day: it is nobody's first incident, no end of a
// gap and in no count for certain.
func TestAHabitAtNineTakesNoDay(t *testing.T) {
	habit := incident(t, "habit", "", "", "following")
	const said = "every Tuesday at nine"
	var err error
	if habit.Occurred, err = calendar.ParseSaid(said, now); err != nil {
		habit.Occurred = calendar.Interval{Said: said} // as the forms keep it
	}
	s := Of([]casefile.Incident{habit, on(t, "a", "2026-11-01", "following"), on(t, "b", "2026-11-19")}, nil, now)
	if s.Last7 != (Count{1, 2}) || s.Last30 != (Count{2, 3}) || s.Undated != 1 {
		t.Errorf("last 7 days %v, last 30 %v, %d undated; want 1 to 2, 2 to 3, 1", s.Last7, s.Last30, s.Undated)
	}
	if len(s.Firsts) != 1 || s.Firsts[0].Incident != "a" || s.Longest.Days != 18 || s.Since != 1 {
		t.Errorf("first %v, longest gap %d, last %d days ago; want that of the 1st, 18 and 1", s.Firsts, s.Longest.Days, s.Since)
	}
}

func TestASpellOfActsSaysHowManyItStandsFor(t *testing.T) {
	i := incident(t, "a", "2026-11-01", "2026-11-14")
	i.Data.Repeats.Least = 9
	if got := Of([]casefile.Incident{i, on(t, "b", "2026-11-15")}, nil, now).Total(); got != "2 incidents, at least 10 acts" {
		t.Errorf("total = %q", got)
	}
}

func TestGapsAreNeverLongerThanTheyAreKnownToBe(t *testing.T) {
	s := Of([]casefile.Incident{incident(t, "a", "2026-10-01", "2026-10-11"), on(t, "b", "2026-10-21"), on(t, "c", "2026-10-26")}, nil, now)
	if s.Longest.Days != 10 || s.Latest.Days != 5 || s.Since != 25 {
		t.Errorf("longest %d, latest %d, since %d; want 10, 5, 25", s.Longest.Days, s.Latest.Days, s.Since)
	}
}

func TestABehaviourSeenFirstInTheLastMonthIsNew(t *testing.T) {
	s := Of([]casefile.Incident{on(t, "a", "2026-09-01", "messages"), on(t, "b", "2026-11-01", "messages", "following")}, nil, now)
	if len(s.Firsts) != 2 || len(s.New) != 1 || s.New[0].Behaviour != "following" || s.New[0].Incident != "b" {
		t.Errorf("firsts %v, new %v", s.Firsts, s.New)
	}
	only := Of([]casefile.Incident{on(t, "a", "2026-11-18", "following")}, nil, now)
	if len(only.New) != 0 {
		t.Errorf("the first incident of all is called new: %v", only.New)
	}
}

func TestWhatFollowedAStepIsCounted(t *testing.T) {
	step := Step{At: day(t, "2026-11-10").Start().Add(12 * time.Hour), What: "first report"}
	s := Of([]casefile.Incident{on(t, "a", "2026-11-09"), incident(t, "b", "2026-11-08", "2026-11-12"), on(t, "c", "2026-11-11")}, []Step{step}, now)
	if got := s.After[0]; got.Certain != 1 || got.Possible != 2 || got.What != "first report" {
		t.Errorf("after = %+v, want 1 certain and 2 possible", got)
	}
}

func TestChannelsAreRankedAndBreachesCounted(t *testing.T) {
	a, b, c := on(t, "a", "2026-11-01"), on(t, "b", "2026-11-02"), on(t, "c", "2026-11-03")
	a.Channel.Put(fact.Of(casefile.ChanPost), "a")
	b.Channel.Put(fact.Of(casefile.ChanApp), "b")
	c.Channel.Put(fact.Of(casefile.ChanApp), "c")
	c.Breach.Put(fact.Of(true), "c")
	s := Of([]casefile.Incident{a, b, c}, nil, now)
	want := []Tally[casefile.Channel]{{casefile.ChanApp, 2}, {casefile.ChanPost, 1}}
	if d := cmp.Diff(want, s.Channels); d != "" || s.Breaches != 1 {
		t.Errorf("breaches %d, channels -want +got\n%s", s.Breaches, d)
	}
}

func TestTheTrendFiresOnlyWhenIncidentsCrowdTheEnd(t *testing.T) {
	crowd := []casefile.Incident{on(t, "a", "2026-05-01"), on(t, "b", "2026-10-20"), on(t, "c", "2026-11-01"), on(t, "d", "2026-11-10"), on(t, "e", "2026-11-15"), on(t, "f", "2026-11-19")}
	if s := Of(crowd, nil, now); s.Trend() != "More frequent lately." {
		t.Errorf("trend of a crowded end = %q", s.Trend())
	}
	if s := Of(crowd[:4], nil, now); s.MoreFrequent {
		t.Error("three incidents after the first are called a trend")
	}
	rough := append([]casefile.Incident(nil), crowd...)
	for n := 1; n < len(rough); n++ {
		rough[n] = incident(t, rough[n].ID, "2026-05-02", "2026-11-19")
	}
	if s := Of(rough, nil, now); s.MoreFrequent {
		t.Error("incidents that may have been at any time are called a trend")
	}
}

// Nothing this package says may be read as calm.
func TestNothingEverSaysThereIsNoEscalation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []casefile.Incident
		for n := range rapid.IntRange(0, 12).Draw(t, "n") {
			i := casefile.Incident{}
			i.ID = fmt.Sprint(n)
			back := rapid.IntRange(0, 400).Draw(t, "back")
			i.Occurred = calendar.On(calendar.DateOf(now).AddDays(-back))
			all = append(all, i)
		}
		s := Of(all, nil, now)
		if got := s.Trend(); got != TooFew && got != "More frequent lately." {
			t.Fatalf("trend = %q", got)
		}
		for _, c := range []Count{s.Last7, s.Last30, s.Last90} {
			if c.Certain > c.Possible {
				t.Fatalf("certain %d > possible %d", c.Certain, c.Possible)
			}
		}
		for _, calm := range []string{"no escalation", "stable", "less frequent", "decreas", "quiet"} {
			if strings.Contains(strings.ToLower(s.Trend()+s.Total()+s.Doubts()), calm) {
				t.Fatalf("says %q", calm)
			}
		}
	})
}
