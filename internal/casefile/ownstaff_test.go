package casefile_test

import (
	"slices"
	"testing"

	"foursight/internal/casefile"
)

// APP 5.2; DESIGN 5: a suspect officer must never read the case about himself.
func TestAMemberOfStaffNamedWithTheirDetailsIsShutOutOnceASuspect(t *testing.T) {
	tests := map[string]struct {
		then []string // kind, id, data of each further act
		want []casefile.StaffID
	}{
		"a suspect": {[]string{"PersonAdded", "o1", `{"roles":["suspect"],"details":{"staff":"u9"}}`}, []casefile.StaffID{"u9"}},
		"a witness": {[]string{"PersonAdded", "o1", `{"roles":["witness"],"details":{"staff":"u9"}}`}, nil},
		"a witness who becomes a suspect": {[]string{"PersonAdded", "o1", `{"roles":["witness"],"details":{"staff":"u9"}}`,
			"PersonDetailed", "o2", `{"person":"o1","roles":["suspect"]}`}, []casefile.StaffID{"u9"}},
		"the actor of a pair, without a part": {[]string{"PersonAdded", "o1", `{"details":{"staff":"u9"}}`,
			"PairRecorded", "o2", `{"victim":"v1","actor":"o1"}`}, []casefile.StaffID{"u9"}},
		"a suspect named later": {[]string{"PersonDetailed", "o1", `{"person":"s1","details":{"staff":"u9"}}`}, []casefile.StaffID{"u9"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			for i := 0; i < len(tt.then); i += 3 {
				h.add(tt.then[i], tt.then[i+1], tt.then[i+2])
			}
			c := h.whole()
			if !slices.Equal(c.Conflicts, tt.want) {
				t.Errorf("conflicts %v; want %v", c.Conflicts, tt.want)
			}
			for _, p := range c.Persons.Items {
				if p.Staff == "u9" && !(p.PoliceWorker.Known() && p.PoliceWorker.Value) {
					t.Errorf("%s works for police: %v; want yes", p.ID, p.PoliceWorker)
				}
			}
		})
	}
}

func TestNamesakesOfAPoliceSuspectAreShutOutUntilOneIsNamed(t *testing.T) {
	h := told(t)
	h.add("PersonDetailed", "o1", `{"person":"s1","details":{"works_for_police":{"v":true}}}`, shutting("u7", "u8"))
	if got, want := h.whole().Conflicts, []casefile.StaffID{"u7", "u8"}; !slices.Equal(got, want) {
		t.Errorf("before anybody is named: conflicts %v; want %v", got, want)
	}
	h.add("PersonDetailed", "o2", `{"person":"s1","details":{"staff":"u7"}}`)
	if got, want := h.whole().Conflicts, []casefile.StaffID{"u7"}; !slices.Equal(got, want) {
		t.Errorf("once one is named: conflicts %v; want %v", got, want)
	}
}

func shutting(staff ...string) with {
	return func(e *casefile.Event) { e.Around.Conflicts = staff }
}

func TestWhetherTheOtherWorksForThePoliceIsAskedOnceOfOneActor(t *testing.T) {
	tests := map[string]struct {
		then         []string
		actor, asked string // as the pair and the report then have it: "no", "yes" or "not asked"
	}{
		"said of the person":      {[]string{"PersonDetailed", "o1", `{"person":"s1","details":{"works_for_police":false}}`}, "no", "no"},
		"said with the report":    {[]string{"ReportReceived", "rep2", `{"other_works_for_police":false}`}, "no", "no"},
		"not known":               {[]string{"PersonDetailed", "o1", `{"person":"s1","details":{"works_for_police":{"s":"asked_not_known"}}}`}, "not asked", "not asked"},
		"each has its own answer": {[]string{"PersonDetailed", "o1", `{"person":"s1","details":{"works_for_police":true}}`, "ReportReceived", "rep2", `{"other_works_for_police":false}`}, "yes", "no"},
		"two actors are two questions": {[]string{"PersonDetailed", "o1", `{"person":"s1","details":{"works_for_police":false}}`,
			"PairRecorded", "p2", `{"victim":"v1","label":"unknown person 1"}`}, "no", "not asked"},
	}
	said := func(f interface{ Given() bool }, v bool) string {
		switch {
		case !f.Given():
			return "not asked"
		case v:
			return "yes"
		}
		return "no"
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			for i := 0; i < len(tt.then); i += 3 {
				var more []with
				if tt.then[i] == "ReportReceived" {
					more = append(more, corrects("rep"))
				}
				h.add(tt.then[i], tt.then[i+1], tt.then[i+2], more...)
			}
			c := h.whole()
			actor := c.Pair("p1").Actor.PoliceWorker
			if got := said(actor, actor.Value); got != tt.actor {
				t.Errorf("of the actor: %s, want %s", got, tt.actor)
			}
			if got := said(c.PoliceLink, c.PoliceLink.Value); got != tt.asked {
				t.Errorf("of the report: %s, want %s", got, tt.asked)
			}
			if c.PoliceLink.Given() && c.PoliceLink.Source == "" {
				t.Error("an answer without the entry it came from")
			}
		})
	}
}
