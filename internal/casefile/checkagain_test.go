package casefile_test

import (
	"testing"
)

// TestTwoChecksAreAlikeWhenTheyAreOfTheSamePersonOrThing tells a second check beside a
// first one and says whether both are of the same.
func TestTwoChecksAreAlikeWhenTheyAreOfTheSamePersonOrThing(t *testing.T) {
	const number = `{"system":"pnd","on":"number","subject":"07700 900123"}`
	for name, tt := range map[string]struct {
		first, second string
		alike         bool
	}{
		"the same number, spaced otherwise":        {number, `{"system":"pnd","on":"number","subject":"07700900123"}`, true},
		"another number":                           {number, `{"system":"pnd","on":"number","subject":"07700 900124"}`, false},
		"the same number, said to be somebody's":   {number, `{"system":"pnd","on":"number","person":"s1","subject":"07700 900123"}`, true},
		"two numbers of one person":                {`{"system":"pnd","on":"number","person":"s1","subject":"07700 900123"}`, `{"system":"pnd","on":"number","person":"s1","subject":"07700 900124"}`, false},
		"the same words on another kind of thing":  {number, `{"system":"pnd","on":"handle","subject":"07700 900123"}`, false},
		"the same number in another system":        {number, `{"system":"orders","on":"number","subject":"07700 900123"}`, true},
		"the suspect, and the only one there is":   {`{"system":"pnd","on":"actor","person":"s1"}`, `{"system":"pnd"}`, true},
		"the suspect, and the suspect by name":     {`{"system":"pnd","on":"actor","person":"s1"}`, `{"system":"pnd","on":"actor","subject":"Bo Invented"}`, true},
		"the suspect and the victim":               {`{"system":"pnd","on":"actor","person":"s1"}`, `{"system":"pnd","on":"victim","person":"v1"}`, false},
		"the suspect and a number of the suspect":  {`{"system":"pnd","on":"actor","person":"s1"}`, `{"system":"pnd","on":"number","person":"s1","subject":"07700 900123"}`, false},
		"a number, and a number nobody wrote down": {number, `{"system":"pnd","on":"number"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			h.add("CheckRequested", "k1", tt.first)
			h.add("CheckRequested", "k2", tt.second)
			c := h.whole()
			if got := c.Checks[0].Alike; got != "k1" {
				t.Errorf("the first is alike to %q; want itself", got)
			}
			want := "k2"
			if tt.alike {
				want = "k1"
			}
			if got := c.Checks[1].Alike; got != want {
				t.Errorf("the second is alike to %q; want %q", got, want)
			}
		})
	}
}

func TestACheckIsOfASuspectWhenItWasMadeOfThemAsOne(t *testing.T) {
	for name, tt := range map[string]struct {
		check string
		both  bool // the suspect is a victim of the case too
		want  bool
	}{
		"of the suspect":                                   {`{"system":"orders","on":"actor","person":"s1"}`, false, true},
		"of somebody who is a suspect":                     {`{"system":"orders","person":"s1"}`, false, true},
		"of a number of the suspect":                       {`{"system":"orders","on":"number","person":"s1","subject":"07700 900123"}`, false, true},
		"of the victim":                                    {`{"system":"orders","on":"victim","person":"v1"}`, false, false},
		"of a number that is nobody's":                     {`{"system":"orders","on":"number","subject":"07700 900123"}`, false, false},
		"of a suspect who is not named":                    {`{"system":"orders","on":"actor","subject":"Cy Imagined"}`, false, false},
		"of somebody who is both, and not said as what":    {`{"system":"orders","person":"s1"}`, true, false},
		"of somebody who is both, as a suspect":            {`{"system":"orders","on":"actor","person":"s1"}`, true, true},
		"of somebody who is both, and checked as a victim": {`{"system":"orders","on":"victim","person":"s1"}`, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			if tt.both {
				h.add("PairRecorded", "p2", `{"victim":"s1","actor":"v1"}`)
			}
			h.add("CheckRequested", "k1", tt.check)
			if got := h.whole().Checks[0].OfSuspect; got != tt.want {
				t.Errorf("of a suspect: %v; want %v", got, tt.want)
			}
		})
	}
}
