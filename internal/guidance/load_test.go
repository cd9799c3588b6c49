package guidance

import (
	"os"
	"testing"
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
