package guidance

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"foursight/internal/calendar"
)

func testEdition(t testing.TB) *Edition {
	t.Helper()
	ed, err := Load(os.DirFS("testdata/edition"), nil, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	return ed
}

func TestExamplesOfTheEditionComeOut(t *testing.T) {
	ed := testEdition(t)
	ran, failed, err := RunExamples(ed)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range failed {
		t.Error(f)
	}
	if ran < 15 {
		t.Errorf("ran %d examples, want every one", ran)
	}
}

// edited is the test edition with one file replaced, or one piece of it.
func edited(t testing.TB, file, old, repl string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	entries, err := os.ReadDir("testdata/edition")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile("testdata/edition/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if e.Name() == file {
			if strings.Count(string(b), old) == 0 {
				t.Fatalf("%s does not hold %q", file, old)
			}
			b = []byte(strings.Replace(string(b), old, repl, 1))
		}
		out[e.Name()] = &fstest.MapFile{Data: b}
	}
	return out
}

func TestFaultsSayWhereAndWhatWasExpected(t *testing.T) {
	tests := []struct {
		name, file, old, repl string
		want                  []string
	}{
		{"misspelt fact", "clauses.yaml", "when: case.online\n", "when: case.onlin\n", []string{"clauses.yaml:7:", "undefined field", `did you mean "online"?`}},
		{"misspelt code", "clauses.yaml", "system.orders", "system.ordres", []string{"clauses.yaml:8:", `"ordres" is not a code of system`, `did you mean "orders"?`}},
		{"code of another list", "clauses.yaml", "system.orders", "channel.phone", []string{"clauses.yaml:8:", "no matching overload"}},
		{"text where a code belongs", "clauses.yaml", "system.orders", `"orders"`, []string{"clauses.yaml:8:", "no matching overload"}},
		{"not a condition", "clauses.yaml", "when: case.online\n", "when: case.risk.tool\n", []string{"clauses.yaml:7:", "expected true or false"}},
		{"filter", "clauses.yaml", "when: case.online\n", "when: case.incidents.filter(i, i.unwanted).size() > 1\n", []string{"filter is not allowed"}},
		{"exists_one", "clauses.yaml", "when: case.online\n", "when: case.incidents.exists_one(i, i.unwanted)\n", []string{"exists_one is not allowed"}},
		{"has", "clauses.yaml", "when: case.online\n", "when: has(case.online)\n", []string{"known(...)"}},
		{"float", "clauses.yaml", "when: case.online\n", "when: case.risk.tool > 1.5\n", []string{"clauses.yaml:7:"}},
		{"arithmetic", "clauses.yaml", "when: case.online\n", "when: case.risk.tool + 1 > 2\n", []string{"not part of the condition language"}},
		{"raw now", "clauses.yaml", "when: case.online\n", "when: case.reported_at < now\n", []string{"undeclared reference to 'now'"}},
		{"unchosen end of a rough time", "clauses.yaml", "from: case.last_act.earliest", "from: case.last_act", []string{".earliest"}},
		{"unknown key", "clauses.yaml", "  severity: high\n", "  severty: high\n", []string{`unknown key "severty"`, `did you mean "severity"?`}},
		{"repeated key", "clauses.yaml", "  severity: high\n", "  severity: high\n  severity: low\n", []string{"is repeated"}},
		{"anchor", "clauses.yaml", "  actor: {role: responder, fallback: supervisor}", "  actor: &a {role: responder}", []string{"anchors"}},
		{"merge", "clauses.yaml", "  severity: high\n", "  severity: high\n  <<: {tags: [x]}\n", []string{"merge keys"}},
		{"word that reads as no", "clauses.yaml", "  satisfy_with: [CheckCompleted]", "  not_for: no", []string{"in quotes"}},
		{"no citation", "clauses.yaml", `  cite: {instrument: guide, section: "1.1", para: 2}` + "\n", "", []string{`"cite" is missing`}},
		{"unknown instrument", "clauses.yaml", `instrument: guide, section: "1.1", para: 2`, `instrument: gide, section: "1.1"`, []string{`did you mean "guide"?`}},
		{"unknown section", "clauses.yaml", `section: "1.1", para: 2`, `section: "1.7"`, []string{"guide has no section 1.7"}},
		{"unknown paragraph", "clauses.yaml", `section: "1.1", para: 2`, `section: "1.1", para: 9`, []string{"has no paragraph 9", "1 to 2"}},
		{"unset parameter", "clauses.yaml", "param:order.prepare", "param:order.prepar", []string{`parameter "order.prepar"`, `did you mean "order.prepare"?`}},
		{"waivable must", "clauses.yaml", "strength: should\n", "strength: must\n", []string{"a must cannot be waived"}},
		{"unverified without a fact", "clauses.yaml", "  fact: SPO-19\n", "", []string{"does not say which"}},
		{"nothing expected", "clauses.yaml", "  expects: it.state == order_state.considered\n", "", []string{"needs expects"}},
		{"months without their rule", "clauses.yaml", ", rule: corresponding_date", "", []string{"rule: corresponding_date"}},
		{"long sentence", "clauses.yaml", "say: Speak to", "say: " + strings.Repeat("Speak to ", 40), []string{"at most 240"}},
		{"blaming words", "clauses.yaml", "say: Speak to", "say: You failed to. Speak to", []string{"blames"}},
		{"why of no fact", "clauses.yaml", "{{case.online}}", "{{case.offline}}", []string{"{{case.offline}}", "did you mean"}},
		{"no file of its own", "edition.yaml", "format: 1", "format: 2", []string{"edition.yaml:4:", "format 2"}},
		{"circle", "definitions.yaml", "expr: case.incidents", "expr: coc.present && case.incidents", []string{"depends on itself"}},
		{"unused definition", "definitions.yaml", "- key: coc.present", "- {key: spare, cite: {instrument: guide, section: '2'}, expr: case.online, text: spare}\n- key: coc.present", []string{"definition spare is not used"}},
		{"pair definition outside pairs", "clauses.yaml", "when: case.online\n", "when: coc.present\n", []string{"is defined for a pair"}},
		{"phrase for no fact", "phrases.yaml", "online:", "onlin:", []string{"phrases.yaml", "is no fact path"}},
		{"broken YAML", "params.yaml", "- key: notify", "- key: [notify", []string{"params.yaml:"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(edited(t, tt.file, tt.old, tt.repl), nil, testOptions(t))
			if _, ok := errors.AsType[*Faults](err); !ok {
				t.Fatalf("want faults, got %v", err)
			}
			for _, w := range tt.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("fault does not say %q:\n%v", w, err)
				}
			}
		})
	}
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	fsys := edited(t, "clauses.yaml", "when: case.online\n", "when: case.onlin\n")
	fsys["phrases.yaml"].Data = []byte("nothing: at all\n")
	_, err := Load(fsys, nil, testOptions(t))
	faults, ok := errors.AsType[*Faults](err)
	if !ok || len(faults.Faults) != 2 {
		t.Fatalf("want two faults, got %v", err)
	}
}

func TestHashFollowsBytesAndNames(t *testing.T) {
	a := testEdition(t)
	b, err := Load(edited(t, "edition.yaml", "format: 1", "format:  1"), nil, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	if a.Hash == b.Hash || len(a.Hash) != 64 || a.Hash != testEdition(t).Hash {
		t.Errorf("hashes %s and %s", a.Hash, b.Hash)
	}
}

func TestOverlaySetsTightensAddsAndSwitchesOff(t *testing.T) {
	ed, err := Load(os.DirFS("testdata/edition"), os.DirFS("testdata/overlay"), testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	if ed.Clause("order.renew") != nil || len(ed.Off) != 1 {
		t.Error("want the unverified clause switched off and listed")
	}
	if c := ed.Clause("victim.online_followup"); c.Severity != "safety" {
		t.Errorf("severity %s, want safety", c.Severity)
	}
	if len(ed.Opening) != 2 || ed.Opening[0] != (OpeningCode{"stalking", "S1", "Fernshire contact policy 1"}) {
		t.Errorf("opening codes %+v", ed.Opening)
	}
	if ed.Clause("local.online.callback") == nil || ed.OverlayHash == "" {
		t.Error("want the force's own clause and the overlay's hash")
	}
	if n := len(ed.LocalUnset(calendar.Date{Year: 2026, Month: 8, Day: 1})); n != 0 {
		t.Errorf("%d numbers unset, want none", n)
	}
	if n := len(ed.LocalUnset(calendar.Date{Year: 2026, Month: 6, Day: 30})); n != 1 {
		t.Errorf("%d numbers unset the day before the local standard, want one", n)
	}
}

func TestOverlayMayNotWeakenOrSpeakTwice(t *testing.T) {
	b, err := os.ReadFile("testdata/overlay/overlay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string][3]string{
		"another edition":    {"edition: test-2026", "edition: test-2025", "was written against"},
		"lower severity":     {"severity: safety", "severity: medium", "may not lower"},
		"verified clause":    {"key: order.renew", "key: advice.avoid_gifts", "cannot be switched off"},
		"two entries":        {"key: risk.difference", "key: victim.online_followup", "another entry"},
		"no such clause":     {"key: risk.difference", "key: risk.diference", `did you mean "risk.difference"?`},
		"two codes":          {"points_to: one_act", "points_to: stalking", "another code"},
		"no such answer":     {"points_to: one_act", "points_to: bother", "one_act"},
		"a legal number":     {"key: order.prepare", "key: notify", "is not the force's to set"},
		"a longer time":      {"severity: safety", "add: 2wd", "does not tighten"},
		"nothing to shorten": {"key: victim.online_followup, severity: safety", "key: advice.avoid_gifts, add: 1d", "has no time to shorten"},
	} {
		text := strings.Replace(string(b), tt[0], tt[1], 1)
		_, err := Load(os.DirFS("testdata/edition"), fstest.MapFS{"overlay.yaml": {Data: []byte(text)}}, testOptions(t))
		if err == nil || !strings.Contains(err.Error(), tt[2]) {
			t.Errorf("%s: got %v, want a fault saying %q", name, err, tt[2])
		}
	}
}

func TestDiffNamesWhatChanged(t *testing.T) {
	a := testEdition(t)
	fsys := edited(t, "clauses.yaml", "Do not advise sending", "Do not suggest sending")
	fsys["clauses.yaml"].Data = []byte(strings.Replace(string(fsys["clauses.yaml"].Data), "upcoming(it.ends, \"28d\")", "upcoming(it.ends, \"42d\")", 1))
	fsys["definitions.yaml"].Data = []byte(strings.Replace(string(fsys["definitions.yaml"].Data), "atLeast(2", "atLeast(3", 1))
	b, err := Load(fsys, nil, testOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Change{}
	for _, c := range Diff(a, b) {
		got[c.Key] = c
	}
	if c := got["advice.avoid_gifts"]; c.What != Reworded {
		t.Errorf("wording: got %+v", c)
	}
	if c := got["order.renew"]; c.What != Altered || !slices.Contains(c.Fields, "when") {
		t.Errorf("condition: got %+v", c)
	}
	if c := got["spo.consider"]; c.What != Altered || !slices.Contains(c.Fields, "definitions") {
		t.Errorf("definition: got %+v", c)
	}
	if c, ok := got["org.spoc"]; ok {
		t.Errorf("unchanged clause listed: %+v", c)
	}
}
