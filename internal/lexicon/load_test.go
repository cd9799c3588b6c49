package lexicon

import (
	"strings"
	"testing"
)

const small = `version: t
negation: {window: 3, words: [not], ends: [but], undo: [only]}
sets: {me: [me]}
behaviours: {gifts: [gift, "send $me =flowers"]}
`

func cautionsOf(file string) string {
	out := "cautions:\n"
	for _, c := range Caution("").Codes() {
		out += "  " + c + ": {cite: APP 4.1, say: [" + strings.ReplaceAll(c, "_", " ") + "]}\n"
	}
	return file + out
}

func TestAFileIsRefusedWithEveryFault(t *testing.T) {
	good := cautionsOf(small)
	l, err := Load([]byte(good))
	if err != nil {
		t.Fatalf("a whole file: %v", err)
	}
	if got := l.Behaviours("not only gifts"); len(got) != 1 || got[0].Negated || l.Version() != "t" {
		t.Errorf("found %+v in version %q", got, l.Version())
	}
	for name, x := range map[string]struct{ from, to, want string }{
		"a behaviour nobody knows":         {"gifts:", "presents:", `"presents" is no behaviour`},
		"a set that is not there":          {"$me", "$us", `no set "us"`},
		"a gap at the end":                 {"=flowers", "..3", "end with a word"},
		"a gap too wide":                   {"$me =flowers", "..20 =flowers", "no gap of 1 to 9"},
		"an optional beginning":            {"send", "send?", "begin with a word"},
		"capitals":                         {"=flowers", "=Flowers", `"=Flowers" is not one word`},
		"a hyphen, where texts are parted": {"=flowers", "=hot-house", `"=hot-house" is not one word`},
		"the same rule twice":              {"[gift,", "[gift, gift,", "stands twice"},
		"no version":                       {"version: t", "version: ''", "version and negation.window"},
		"an unknown key":                   {"sets:", "set:", "field set not found"},
		"a caution without rules":          {"block: {cite: APP 4.1, say: [block]}", "block: {cite: APP 4.1}", "caution block needs"},
	} {
		bad := strings.Replace(good, x.from, x.to, 1)
		if bad == good {
			t.Fatalf("%s: nothing was changed", name)
		}
		if _, err := Load([]byte(bad)); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v; want %q", name, err, x.want)
		}
	}
}

func TestWordsTakeTheirRegularForms(t *testing.T) {
	for word, want := range map[string]string{"follow": "follow follows followed following", "stop": "stop stops stoped stoping stopped stopping",
		"choke": "choke chokes choked choking choker chokers", "spy": "spy spies spied spying", "punch": "punch punches punched punching", "me": "me"} {
		if got := strings.Join(forms(word), " "); got != want {
			t.Errorf("%s: %s; want %s", word, got, want)
		}
	}
}
