package lexicon

import (
	"slices"
	"testing"

	"foursight/internal/casefile"
)

// What the teller fears is told apart from what somebody threatened or did, both ways.
func TestAFearIsNoThreatAndAThreatIsNoFear(t *testing.T) {
	for text, want := range map[string]struct {
		code   casefile.Behaviour
		feared bool
	}{
		"I think he'll kill me":                               {"threat_kill", true},
		"I'm scared he is going to kill me":                   {"threat_kill", true},
		"He might kill me one day":                            {"threat_kill", true},
		"I told the school that I think he will kill me":      {"threat_kill", true},
		"She said she thinks he'll kill her":                  {"threat_kill", true},
		"I am afraid he'll hurt me":                           {"threat_violence", true},
		"He said he'd hurt me and I'm afraid he will kill me": {"threat_kill", true},
		"He said he will kill me":                             {"threat_kill", false},
		"He told my sister he'll kill me":                     {"threat_kill", false},
		"I'm scared because he said he is going to kill me":   {"threat_kill", false},
		"I think he said he would kill me":                    {"threat_kill", false},
		"He threatened to kill me":                            {"threat_kill", false},
		"He'll kill me, he says":                              {"threat_kill", false},
		"“I'll kill you,” he wrote":                           {"threat_kill", false},
		"He hit me and I think it was on Sunday":              {"assault", false},
		"I thought it was over. He punched me in the face":    {"assault", false},
		"He strangled me":                                     {"strangulation", false},
	} {
		found := English().Behaviours(text)
		i := slices.IndexFunc(found, func(m Match) bool { return m.Behaviour == want.code })
		if i < 0 {
			t.Errorf("%q: no %s in %+v", text, want.code, found)
			continue
		}
		if m := found[i]; m.Feared != want.feared || m.Negated {
			t.Errorf("%q: feared %v, negated %v (%s), want feared %v", text, m.Feared, m.Negated, m.Rule, want.feared)
		}
	}
	if m := English().Behaviours("I can't believe he punched me"); len(m) != 1 || m[0].Negated || m[0].Feared {
		t.Errorf("an act that is hard to believe: %+v", m)
	}
	if m := English().Behaviours("I don't think he'll kill me"); len(m) != 1 || !m[0].Negated {
		t.Errorf("a fear that is denied: %+v", m)
	}
}
