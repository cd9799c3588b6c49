package casefile_test

import (
	"slices"
	"testing"

	"foursight/internal/casefile"
)

// unchecked are the people left out of a system that was checked.
func unchecked(c *casefile.Case, sys casefile.System) []string {
	var out []string
	for _, u := range c.Unchecked {
		if u.System == sys {
			out = append(out, string(u.Person))
		}
	}
	return out
}

// TestACheckClearsWhomItWasMadeOfAndNobodyElse tells the same check in the ways it can
// name somebody, before another suspect is added, and says of whom it stands.
func TestACheckClearsWhomItWasMadeOfAndNobodyElse(t *testing.T) {
	for name, tt := range map[string]struct {
		check   string
		before  bool // the second suspect was there already
		whom    casefile.PersonID
		leftOut []string
	}{
		"names the first suspect":                    {`{"system":"orders","on":"actor","person":"s1"}`, false, "s1", []string{"s2"}},
		"names nobody, one suspect then":             {`{"system":"orders"}`, false, "s1", []string{"s2"}},
		"of the suspect, one suspect then":           {`{"system":"orders","on":"actor"}`, false, "s1", []string{"s2"}},
		"of the suspect by name":                     {`{"system":"orders","on":"actor","subject":"bo invented"}`, false, "s1", []string{"s2"}},
		"of the suspect by a name nobody here bears": {`{"system":"orders","on":"actor","subject":"Cy Imagined"}`, false, "", []string{"s1", "s2"}},
		"names nobody, two suspects then":            {`{"system":"orders"}`, true, "", []string{"s1", "s2"}},
		"names the second":                           {`{"system":"orders","on":"actor","person":"s2"}`, true, "s2", []string{"s1"}},
		"made on the victim":                         {`{"system":"orders","on":"victim","person":"v1"}`, true, "v1", []string{"s1", "s2"}},
		"made on an address":                         {`{"system":"orders","on":"address","subject":"1 Sample Street"}`, true, "", []string{"s1", "s2"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			second := func() {
				h.add("PersonAdded", "s2", `{"details":{"name":"Cal Madeup"}}`)
				h.add("PairRecorded", "p2", `{"victim":"v1","actor":"s2"}`)
			}
			if tt.before {
				second()
			}
			h.add("CheckRequested", "ck", tt.check)
			h.add("CheckCompleted", "res", `{"check":"ck","result":"no_trace"}`)
			if !tt.before {
				second()
			}
			c := h.whole()
			if got := c.Checks[0].Whom; got != tt.whom {
				t.Errorf("made of %q; want %q", got, tt.whom)
			}
			if got := unchecked(c, "orders"); !slices.Equal(got, tt.leftOut) {
				t.Errorf("left out: %q; want %q", got, tt.leftOut)
			}
			if got := unchecked(c, "bail"); len(got) > 0 {
				t.Errorf("nothing of bail is done, and %q are said to be left out of it", got)
			}
		})
	}
}

func TestSomebodyWithoutANameIsCheckedByTheirNumberUntilTheNameIsKnown(t *testing.T) {
	h := told(t)
	h.add("PersonAdded", "u1", `{"details":{"phones":["07700 900123"]}}`)
	h.add("PairRecorded", "p2", `{"victim":"v1","actor":"u1","kind":"unknown"}`)
	h.add("CheckRequested", "c1", `{"system":"pnd","on":"actor","person":"s1"}`)
	h.add("CheckCompleted", "r1", `{"check":"c1","result":"no_trace"}`)
	h.add("CheckRequested", "c2", `{"system":"pnd","on":"number","subject":"07700900123"}`)
	h.add("CheckCompleted", "r2", `{"check":"c2","result":"no_trace"}`)
	if got := unchecked(h.whole(), "pnd"); len(got) > 0 {
		t.Errorf("left out: %q; want nobody", got)
	}
	h.add("PersonDetailed", "d1", `{"person":"u1","details":{"name":"Dov Fictional"}}`)
	if got := unchecked(h.whole(), "pnd"); !slices.Equal(got, []string{"u1"}) {
		t.Errorf("named since, left out: %q; want the one who is named now", got)
	}
}

func TestACheckOfTheSuspectIsNotOfSomebodyWhoBecameASuspectLater(t *testing.T) {
	h := told(t)
	h.add("PersonAdded", "w1", `{"roles":["witness"],"details":{"name":"Wyn Sample"}}`)
	h.add("CheckRequested", "ck", `{"system":"bail"}`)
	h.add("CheckCompleted", "res", `{"check":"ck","result":"no_trace"}`)
	h.add("PairRecorded", "p2", `{"victim":"v1","actor":"w1"}`)
	c := h.whole()
	if got := c.Checks[0].Whom; got != "s1" {
		t.Errorf("the check is of %q; want the only suspect there was", got)
	}
	if got := unchecked(c, "bail"); !slices.Equal(got, []string{"w1"}) {
		t.Errorf("left out: %q; want the witness who is a suspect now", got)
	}
}

// TestWhatIsHeldOfAVictimIsCheckedOfEachOfThem tells that a MARAC or a child at risk is
// held by the victim's name: a check of whom they report, or of another victim, is none
// of theirs.
func TestWhatIsHeldOfAVictimIsCheckedOfEachOfThem(t *testing.T) {
	for _, sys := range []casefile.System{"markers_marac", "child_protection"} {
		h := told(t)
		done := func(id, of string) {
			h.add("CheckRequested", id, `{"system":"`+string(sys)+`",`+of+`}`)
			h.add("CheckCompleted", "r"+id, `{"check":"`+id+`","result":"no_trace"}`)
		}
		leftOut := func(want ...string) {
			t.Helper()
			if got := unchecked(h.whole(), sys); !slices.Equal(got, want) {
				t.Errorf("%s: left out %q; want %q", sys, got, want)
			}
		}
		done("c1", `"on":"actor","person":"s1"`)
		leftOut("v1")
		done("c2", `"on":"victim","person":"v1"`)
		leftOut()
		h.add("PersonAdded", "v2", `{"details":{"name":"Noor Imagined"}}`)
		h.add("PairRecorded", "p2", `{"victim":"v2","actor":"s1"}`)
		leftOut("v2")
		done("c3", `"on":"victim","person":"v2"`)
		h.add("PersonAdded", "v3", `{"roles":["victim"]}`)
		leftOut() // nothing is known of them that could be searched by
		h.add("PersonDetailed", "d3", `{"person":"v3","details":{"phones":["07700 900456"]}}`)
		leftOut("v3")
		done("c4", `"on":"number","subject":"07700 900456"`)
		leftOut()
	}
}

// TestEachThingRecordedOfSomebodyUnnamedIsToBeChecked gives an unknown person a number
// and an account and checks one after the other.
func TestEachThingRecordedOfSomebodyUnnamedIsToBeChecked(t *testing.T) {
	h := told(t)
	left := func(want bool) {
		t.Helper()
		if got := h.whole().Pair("p2").ThingsLeft; got != want {
			t.Errorf("after %d entries something is left: %v; want %v", len(h.events), got, want)
		}
	}
	h.add("PersonAdded", "u1", `{"details":{"phones":["07700 900123"],"handles":["@nobody.example"]}}`)
	h.add("PairRecorded", "p2", `{"victim":"v1","actor":"u1","kind":"unknown"}`)
	left(true)
	h.add("CheckRequested", "c1", `{"system":"pnd","on":"number","subject":"07700900123"}`)
	h.add("CheckCompleted", "r1", `{"check":"c1","result":"no_trace"}`)
	left(true)
	h.add("CheckRequested", "c2", `{"system":"force_records","on":"handle","subject":"@nobody.example"}`)
	left(true)
	h.add("CheckFailed", "f2", `{"check":"c2","why":"System down."}`)
	left(true)
	h.add("CheckRequested", "c3", `{"system":"force_records","on":"handle","subject":"@nobody.example"}`)
	h.add("CheckCompleted", "r3", `{"check":"c3","result":"trace"}`)
	left(false)
	h.add("PersonDetailed", "d1", `{"person":"u1","details":{"vehicles":["AB12 CDE"]}}`)
	left(true)
	h.add("PersonDetailed", "d2", `{"person":"u1","details":{"name":"Dov Fictional"}}`)
	left(false) // a name is checked by name
}
