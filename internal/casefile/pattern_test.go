package casefile

import (
	"slices"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/fact"
)

// acts is a pair with one unwanted act for each time: a day, or two for a rough one.
func acts(t *testing.T, times ...[2]string) *Pair {
	t.Helper()
	p := &Pair{}
	for _, s := range times {
		x := Incident{}
		x.Unwanted.Put(fact.Of(true), "")
		if s[0] != "" {
			from, err := calendar.ParseDate(s[0])
			if err != nil {
				t.Fatal(err)
			}
			to := from
			if s[1] != "" {
				if to, err = calendar.ParseDate(s[1]); err != nil {
					t.Fatal(err)
				}
			}
			x.Occurred = calendar.Between(from, to)
		}
		p.Incidents.Items = append(p.Incidents.Items, x)
	}
	p.orderIncidents()
	p.derivePattern()
	return p
}

func on(days ...string) (out [][2]string) {
	for _, d := range days {
		out = append(out, [2]string{d, ""})
	}
	return out
}

func TestFewActsFarApartAreSparse(t *testing.T) {
	for name, tt := range map[string]struct {
		times  [][2]string
		sparse bool
	}{
		"one act":                                  {on("2026-01-10"), false},
		"two acts in a week":                       {on("2026-01-10", "2026-01-14"), false},
		"two acts a day short of three months":     {on("2026-01-10", "2026-04-09"), false},
		"two acts three months apart":              {on("2026-01-10", "2026-04-10"), true},
		"four acts, the last far off":              {on("2026-01-01", "2026-01-02", "2026-01-03", "2026-06-01"), true},
		"five acts, the last far off":              {on("2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-06-01"), false},
		"five acts with a year between two":        {on("2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04", "2026-01-04"), true},
		"a birthday, five years running":           {on("2022-02-14", "2023-02-14", "2024-02-15", "2025-02-10", "2026-02-14"), true},
		"29 February and the year after":           {on("2024-02-29", "2025-03-01"), true},
		"the end of one year and the start of two": {on("2025-12-30", "2026-01-02"), false},
		"a rough time that fills the gap":          {append(on("2026-01-01"), [2]string{"2026-02-01", "2026-06-30"}), false},
		"a rough time that leaves a gap":           {append(on("2026-01-01"), [2]string{"2026-04-01", "2026-06-30"}), true},
		"a second act without a date":              {append(on("2026-01-01"), [2]string{}), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := acts(t, tt.times...).Sparse; got != tt.sparse {
				t.Errorf("sparse is %t, want %t", got, tt.sparse)
			}
		})
	}
}

// More than a few acts that lie years apart are sparse for their gaps already; on
// one day of the year they are so even where each gap is just under a year.
func TestActsOnOneDayOfTheYearAreSparse(t *testing.T) {
	if !annual(intervals(acts(t, on("2022-02-17", "2023-02-14", "2024-02-10")...))) {
		t.Error("three Februaries are not seen to be on one day of the year")
	}
	for name, times := range map[string][][2]string{
		"another day of the year among them": on("2022-02-14", "2022-08-01", "2023-02-14"),
		"a month that nobody can narrow":     append(on("2022-02-14"), [2]string{"2023-02-01", "2023-02-28"}),
		"a fortnight off":                    on("2022-02-14", "2023-02-28"),
		"the same week":                      on("2022-02-14", "2022-02-16"),
	} {
		if annual(intervals(acts(t, times...))) {
			t.Errorf("%s: called acts on one day of the year", name)
		}
	}
}

func intervals(p *Pair) (out []calendar.Interval) {
	for _, x := range p.Incidents.Items {
		out = append(out, x.Occurred)
	}
	return out
}

func TestAWelcomeActNeitherCountsNorFillsAGap(t *testing.T) {
	p := acts(t, on("2026-01-10", "2026-02-20", "2026-06-10")...)
	p.Incidents.Items[1].Unwanted.Put(fact.Of(false), "")
	p.Incidents.Items[0].Data.Repeats.Least = 3
	p.derivePattern()
	if !p.Sparse {
		t.Error("three acts, and another five months on, are not sparse")
	}
	p.Incidents.Items[0].Data.Repeats.Least = 4
	p.derivePattern()
	if p.Sparse {
		t.Error("a spell of four acts and one more are called few")
	}
}

func TestWhatActsNameIsGathered(t *testing.T) {
	p := acts(t, on("2026-01-10", "2026-01-11")...)
	p.Incidents.Items[0].Behaviours = []Behaviour{"messages", "following"}
	p.Incidents.Items[1].Behaviours = []Behaviour{"following"}
	p.Incidents.Items[1].Kinds = []HarassmentKind{"fixated"}
	p.Incidents.Items[0].Channel.Put(fact.Of(ChanText), "")
	p.derivePattern()
	if want := []Behaviour{"messages", "following"}; !slices.Equal(p.Behaviours, want) || !slices.Equal(p.Kinds, []HarassmentKind{"fixated"}) ||
		!slices.Equal(p.Channels, []Channel{ChanText}) || p.Others {
		t.Errorf("behaviours %v, kinds %v, ways %v, through others %t; want %v, [fixated], [text] and false", p.Behaviours, p.Kinds, p.Channels, p.Others, want)
	}
	for name, set := range map[string]func(*Incident){
		"said so":               func(x *Incident) { x.ByProxy.Put(fact.Of(true), "") },
		"came by somebody else": func(x *Incident) { x.Channel.Put(fact.Of(ChanThird), "") },
		"came by a court":       func(x *Incident) { x.Channel.Put(fact.Of(ChanCourt), "") },
		"used others":           func(x *Incident) { x.Behaviours = append(x.Behaviours, UsingOthers) },
	} {
		p := acts(t, on("2026-01-10")...)
		set(&p.Incidents.Items[0])
		if p.derivePattern(); !p.Others {
			t.Errorf("%s: not seen as an act through others", name)
		}
	}
}
