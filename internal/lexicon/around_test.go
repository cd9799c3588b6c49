package lexicon

import (
	"slices"
	"strings"
	"testing"
)

func TestWhatIsNamedStandsBetweenTheSmallWordsOfSpeech(t *testing.T) {
	for line, want := range map[string][]string{
		"my ex Gethin Invented":                                    {"Gethin Invented"},
		"She says Gethin Invented keeps ringing":                   {"Gethin Invented"},
		"My ex, Gethin Invented, he’s outside":                     {"Gethin Invented"},
		"a man called Gethin":                                      {"Gethin"},
		"Ffion Invented says Gethin Madeup keeps calling her":      {"Ffion Invented", "Gethin Madeup"},
		"she says Gethin Invented keeps ringing from 07700 900123": {"Gethin Invented", "07700 900123"},
		"outside 4 Sample Street":                                  {"4 Sample Street"},
		"my ex’s number is 07700 900123":                           {"07700 900123"},
		"Gethin Invented":                                          {"Gethin Invented"},
		"58 The Avenue, Stoke on the Water":                        {"58 The Avenue, Stoke on the Water"},
		"@my_ex":                                                   {"@my_ex"},
		"FS-26-7KQ4M":                                              {"FS-26-7KQ4M"},
		"my ex":                                                    nil,
	} {
		if got := Named(line); !slices.Equal(got, want) {
			t.Errorf("%q holds %q, want %q", line, got, want)
		}
	}
}

// A title says how somebody is called and is minded elsewhere; a list that is not in
// order hides a word that stands in it twice.
func TestTheSmallWordsAreWordsOnce(t *testing.T) {
	all := slices.Concat(around().Words, around().Ends)
	if len(all) < 100 {
		t.Fatalf("%d words", len(all))
	}
	seen := map[string]bool{}
	for _, w := range all {
		if seen[w] || w != strings.ToLower(w) || strings.ContainsAny(w, " ’") || w != plainWord(w) {
			t.Errorf("%q stands twice or cannot be met", w)
		}
		seen[w] = true
	}
	for _, name := range []string{"mr", "mrs", "miss", "guy", "will", "mark", "rob", "may", "rose", "chase", "mate"} {
		if seen[name] {
			t.Errorf("%q may be a name", name)
		}
	}
}
