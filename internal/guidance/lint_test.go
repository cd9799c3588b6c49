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

func TestLintAsksNoExampleOfWhatCannotBe(t *testing.T) {
	with := func(extra string) string {
		fsys := edited(t, "edition.yaml", "format: 1", "format: 1")
		fsys["more.yaml"] = &fstest.MapFile{Data: []byte(`
- key: always.owed
  cite: {instrument: guide, section: "2"}
  kind: duty
  strength: should
  provenance: app
  actor: {role: responder}
  severity: high
  say: Do it.
  expects: case.online
` + extra + `
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
