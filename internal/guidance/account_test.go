package guidance

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// accounted is the test edition with a file of rows beside it.
func accounted(t *testing.T, rows string) (*Edition, error) {
	t.Helper()
	fsys := edited(t, "edition.yaml", "format: 1", "format: 1")
	fsys["accounting-9.yaml"] = &fstest.MapFile{Data: []byte(rows)}
	opt := testOptions(t)
	opt.Kinds = []string{"VictimContacted", "OrderConsidered"}
	return Load(fsys, nil, opt)
}

func TestARowHasToBeAnsweredByWhatExists(t *testing.T) {
	for name, tt := range map[string]struct{ rows, want string }{
		"no answer":             {"- {row: GUIDE-2-01}", "accounting-9.yaml:1:3: row GUIDE-2-01: nothing answers it"},
		"no number":             {"- {row: '2-01', content: shown}", "this names no row"},
		"no such clause":        {"- {row: GUIDE-2-01, clauses: [victim.online_folowup]}", `there is no clause "victim.online_folowup": did you mean "victim.online_followup"?`},
		"no such kind":          {"- {row: GUIDE-2-01, kinds: [VictimContact]}", `"VictimContact" is no kind of event: did you mean "VictimContacted"?`},
		"no such list":          {"- {row: GUIDE-2-01, codes: [chanel.phone]}", `"chanel" names no list of codes: did you mean "channel"?`},
		"no such code":          {"- {row: GUIDE-2-01, codes: [channel.fone]}", `"fone" is not a code of channel: did you mean "phone"?`},
		"twice":                 {"- {row: GUIDE-2-01, content: a}\n- {row: GUIDE-2-01, content: b}", "accounting-9.yaml:2: row GUIDE-2-01: it is already at accounting-9.yaml:1"},
		"answered, and why not": {"- {row: GUIDE-2-01, kinds: [VictimContacted], not_computable: a judgement}", "answered and said not to be computable"},
		"a measure of nothing":  {"- {row: GUIDE-2-01, measure: how long it takes}", "a measure of nothing"},
		"an unknown key":        {"- {row: GUIDE-2-01, clause: x.y}", `unknown key "clause": did you mean "clauses"?`},
	} {
		_, err := accounted(t, tt.rows)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error is %v, want one that says %q", name, err, tt.want)
		}
	}
}

func TestCoverageCountsRowsBySectionAndWay(t *testing.T) {
	ed, err := accounted(t, `
- {row: GUIDE-10-01, not_computable: a judgement of people}
- {row: GUIDE-2.1-01, kinds: [VictimContacted], codes: [channel.phone], measure: how long it takes}
- {row: GUIDE-2-02, content: shown}
- {row: GUIDE-2-01, clauses: [victim.online_followup], pages: ["GET /x"]}
`)
	if err != nil {
		t.Fatal(err)
	}
	c := Covered(ed)
	var got []string
	for _, s := range c.Sections {
		for _, a := range s.Rows {
			got = append(got, s.Section+" "+a.Row+" "+strings.Join(a.Ways(), "+"))
		}
	}
	want := []string{"2 GUIDE-2-01 clause+content", "2 GUIDE-2-02 content", "2.1 GUIDE-2.1-01 kind+content+measure", "10 GUIDE-10-01 not computable"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"clause": 1, "kind": 1, "content": 3, "measure": 1, "not computable": 1}, c.Total().By); diff != "" {
		t.Errorf("total (-want +got):\n%s", diff)
	}
	var unnamed []string
	for _, x := range c.Unnamed {
		unnamed = append(unnamed, x.Key)
		if x.Cite[0].Section != "2" && x.Cite[0].Section != "2.1" && x.Cite[0].Section != "10" {
			t.Errorf("%s is of section %s, which is not accounted for", x.Key, x.Cite[0].Section)
		}
	}
	if slices.Contains(unnamed, "victim.online_followup") || len(unnamed) == 0 {
		t.Errorf("unnamed are %v, want the clauses of section 2 but the one a row names", unnamed)
	}
	missing, strange := c.Against([]string{"GUIDE-2-01", "GUIDE-2-03", "GUIDE-2-02", "GUIDE-3-01", "GUIDE-10-01"})
	if diff := cmp.Diff([]string{"GUIDE-2-03"}, missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"GUIDE-2.1-01"}, strange); diff != "" {
		t.Errorf("strange (-want +got):\n%s", diff)
	}
}

func TestLintNamesAClauseThatAnswersNothing(t *testing.T) {
	ed, err := accounted(t, "- {row: GUIDE-2-01, content: shown}")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range Lint(ed) {
		if strings.Contains(f.What, "is named by no row") && strings.Contains(f.File, "clauses.yaml") {
			n++
		}
	}
	if n != len(ed.Unnamed()) || n == 0 {
		t.Errorf("lint names %d clauses, want %d", n, len(ed.Unnamed()))
	}
}
