package edition

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"foursight/internal/guidance"
)

func TestEveryExampleComesOut(t *testing.T) {
	ed, err := LoadDir("", "")
	if err != nil {
		t.Fatal(err)
	}
	ran, failed, err := guidance.RunExamples(ed)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range failed {
		t.Error(f)
	}
	if ran < 150 {
		t.Errorf("%d examples ran, want every one of more than 150", ran)
	}
}

func TestTheReadmeCountsTheClauses(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	ed, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("%d clauses of the consultation draft", len(ed.Clauses)); !strings.Contains(string(readme), want) {
		t.Errorf("README.md does not say %q", want)
	}
}
