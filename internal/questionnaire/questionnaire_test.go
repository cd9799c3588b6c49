package questionnaire

import (
	"strings"
	"testing"
	"testing/fstest"
)

const loaded = `tool: dash
title: Force DASH
version: "3"
owner: Somebody Else
licence: held under the force's agreement
grades: true
sections:
  - title: One
    questions: [{key: q1, ask: "An invented question?"}]
`

func TestTheHouseChecklistIsThereAndSaysWhatItIsNot(t *testing.T) {
	s, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	q := s.Of("house_checklist")
	if q == nil || q.Validated || q.Grades || !strings.Contains(q.Note, "not been validated") || !strings.Contains(q.Note, "not a national tool") {
		t.Fatalf("house checklist: %+v; want one that is not validated, gives no grade and says so", q)
	}
	if n := len(q.Questions()); n < 15 || n > 30 {
		t.Errorf("%d questions; want what somebody can go through at a door", n)
	}
	if s.Of("dash") != nil || len(s.All()) != 1 {
		t.Error("another tool's questions come with the program")
	}
}

func TestAForcesOwnQuestionnaireFillsItsSlot(t *testing.T) {
	s, err := Load(fstest.MapFS{"dash.yaml": {Data: []byte(loaded)}, "readme.txt": {Data: []byte("not one")}})
	if err != nil {
		t.Fatal(err)
	}
	if q := s.Of("dash"); q == nil || q.Version != "3" || !q.Grades || len(s.All()) != 2 {
		t.Errorf("got %+v and %d in all", q, len(s.All()))
	}
}

func TestAFaultyQuestionnaireIsRefusedWithItsFileAndAllItsFaults(t *testing.T) {
	tests := map[string]struct{ from, to, want string }{
		"no licence":       {"licence: held under the force's agreement\n", "", "no licence"},
		"no version":       {`version: "3"`, `version: ""`, "no version"},
		"unknown tool":     {"tool: dash", "tool: magic", `tool "magic"`},
		"a weight":         {"key: q1,", "key: q1, points: 3,", "points"},
		"key twice":        {`[{key: q1, ask: "An invented question?"}]`, `[{key: q1, ask: "A?"}, {key: q1, ask: "B?"}]`, "used twice"},
		"odd key":          {"key: q1", "key: Q 1", "snake_case"},
		"no question":      {`[{key: q1, ask: "An invented question?"}]`, "[]", "no questions"},
		"unknown act":      {`key: q1,`, `key: q1, recorded: [waving],`, `behaviour "waving"`},
		"house slot taken": {"tool: dash", "tool: house_checklist", "has a questionnaire already"},
	}
	for name, tt := range tests {
		text := strings.Replace(loaded, tt.from, tt.to, 1)
		if text == loaded {
			t.Fatalf("%s: the fixture did not change", name)
		}
		_, err := Load(fstest.MapFS{"tool.yaml": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "tool.yaml") {
			t.Errorf("%s: %v; want the file and %q", name, err, tt.want)
		}
	}
}
