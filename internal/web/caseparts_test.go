package web

import "testing"

func TestAStretchInsideASentenceBeginsSmallUnlessItsWordHasOtherCapitals(t *testing.T) {
	for s, want := range map[string]string{
		"":                        "",
		"A":                       "A",
		"Checked":                 "checked",
		"Markers and MARAC":       "markers and MARAC",
		"PNC":                     "PNC",
		"ViSOR":                   "ViSOR",
		"LEDS or PNC":             "LEDS or PNC",
		"\u201cShe said\u201d so": "\u201cShe said\u201d so",
		"\u00c9lodie is told":     "\u00e9lodie is told",
	} {
		if got := lower(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
