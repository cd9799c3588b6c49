package guidance

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestLintAsksForTheExamplesAKindNeeds(t *testing.T) {
	var all []string
	for _, f := range Lint(testEdition(t)) {
		all = append(all, f.String())
	}
	text := strings.Join(all, "\n")
	for _, want := range []string{"advice.avoid_gifts lacks an example: expected one whose expect has contrary", "spo.consider lacks"} {
		if !strings.Contains(text, want) {
			t.Errorf("lint does not say %q:\n%s", want, text)
		}
	}
	for _, whole := range []string{"victim.online_followup", "order.gate", "clock.summary"} {
		if strings.Contains(text, whole) {
			t.Errorf("lint faults %s, whose examples show every outcome:\n%s", whole, text)
		}
	}
}

// owed is a duty called so, with the fields given after those that every duty has.
func owed(key, fields string) string {
	return "\n- key: " + key + `
  cite: {instrument: guide, section: "2"}
  kind: duty
  strength: should
  provenance: app
  actor: {role: responder}
  severity: high
  say: Do it.
` + fields
}

func TestLintAsksNoExampleOfWhatCannotBe(t *testing.T) {
	with := func(extra string) string {
		fsys := edited(t, "edition.yaml", "format: 1", "format: 1")
		fsys["more.yaml"] = &fstest.MapFile{Data: []byte(owed("always.owed", "  expects: case.online\n") + extra + `
  examples:
    - {name: not done, given: {}, at: 2026-11-21, expect: {outstanding: [case]}}
    - {name: done, given: {online: true}, at: 2026-11-21, expect: {satisfied: [case]}}
`)}
		ed, err := Load(fsys, nil, testOptions(t))
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, f := range Lint(ed) {
			if strings.Contains(f.What, "always.owed") {
				out = append(out, f.String())
			}
		}
		return strings.Join(out, "\n")
	}
	if got := with(""); got != "" {
		t.Errorf("of a duty that always applies: %s", got)
	}
	if got := with("  when: case.risk.tool > 1"); !strings.Contains(got, "not_applicable or undetermined") {
		t.Errorf("of a duty that need not apply: %q, want the example for that", got)
	}
}

// With two victims, a clause that looks through what the case holds of anybody is settled
// for one of them by what was done for the other.
func TestLintFindsWhatIsSettledForOneByWhatWasDoneForAnother(t *testing.T) {
	tests := []struct {
		name, asked, expects string
		loose                string // empty: nothing is
	}{
		{"an act that names the pair", "scope: pairs", "case.incidents.exists(i, i.pair == pair.id && i.unwanted)", ""},
		{"an act of anybody", "scope: pairs", "case.incidents.exists(i, i.unwanted)", "case.incidents"},
		{"a check that shares only its system", "for_each: case.checks", "case.checks.exists(k, k.system == it.system && known(k.done_at))", "case.checks"},
		{"a check finished after it", "for_each: case.checks", "case.checks.exists(k, k.system == it.system && k.done_at >= it.done_at)", ""},
		{"a later check of nobody in particular", "{scope: pairs, for_each: case.checks}", "case.checks.exists(k, k.done_at >= it.done_at)", "case.checks"},
		{"one that names the pair and one that does not", "scope: pairs", "case.incidents.exists(i, i.pair == pair.id) && case.checks.exists(k, known(k.done_at))", "case.checks"},
		{"a fact of the whole case", "scope: pairs", "case.online", "case.online"},
		{"how many there are", "scope: pairs", "case.checks.size() > 0", "case.checks"},
		{"a fact of the whole case beside the pair, of one act", "scope: pairs", "case.incidents.exists(i, i.pair == pair.id || case.checks.size() < 2)", ""},
		{"of another that is named by the pair", "scope: pairs", "case.incidents.exists(i, i.pair == pair.id && case.incidents.exists(j, j.pair == i.pair && j.unwanted))", ""},
		{"of another that nothing names", "scope: pairs", "case.incidents.exists(i, i.pair == pair.id && case.incidents.exists(j, j.unwanted))", "case.incidents"},
		{"through a definition", "scope: pairs", "anybody.checked", "case.checks"},
		{"the whole case asked once", "scope: case", "case.incidents.exists(i, i.unwanted)", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := edited(t, "definitions.yaml", "- key: coc.present", `- key: anybody.checked
  cite: {instrument: guide, section: "2"}
  expr: case.checks.exists(k, known(k.done_at))
  text: Somebody was checked.
- key: coc.present`)
			asked := "  " + strings.NewReplacer("{", "", "}", "", ", ", "\n  ").Replace(tt.asked)
			fsys["more.yaml"] = &fstest.MapFile{Data: []byte(`
- key: uses.definition
  cite: {instrument: guide, section: "2"}
  kind: prompt
  provenance: app
  when: anybody.checked
  say: Go on.
` + owed("owed.to_each", asked+"\n  expects: "+tt.expects+"\n"))}
			ed, err := Load(fsys, nil, testOptions(t))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range Lint(ed) {
				if strings.Contains(f.What, "owed.to_each is settled for one") {
					_, name, _ := strings.Cut(f.What, "another: ")
					got = append(got, strings.TrimSuffix(name, " is read of anybody"))
				}
			}
			if strings.Join(got, " ") != tt.loose {
				t.Errorf("lint says %q is loose, want %q", got, tt.loose)
			}
		})
	}
}
