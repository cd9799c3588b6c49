package edition

import (
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
