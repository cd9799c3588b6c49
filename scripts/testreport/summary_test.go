package main

import (
	"strings"
	"testing"
)

func TestSummaryCountsTestsAndSubtests(t *testing.T) {
	tests := []struct {
		name           string
		events         string
		passed, failed int
		prints         []string
	}{
		{
			name: "a pass counts each test and subtest, not the package",
			events: `{"Action":"pass","Package":"p","Test":"TestA/one"}
{"Action":"pass","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p"}`,
			passed: 2,
			prints: []string{"2 passed, 0 failed"},
		},
		{
			name: "a failed test is printed in full and its package not counted again",
			events: `{"Action":"output","Package":"p","Test":"TestA","Output":"got 1\n"}
{"Action":"output","Package":"p","Test":"TestA","Output":"want 2\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"fail","Package":"p"}`,
			failed: 1,
			prints: []string{"--- FAILED p TestA\ngot 1\nwant 2\n", "0 passed, 1 failed"},
		},
		{
			name: "a package that failed outside its tests counts once",
			events: `{"Action":"output","Package":"p","Output":"panic: boom\n"}
{"Action":"fail","Package":"p"}`,
			failed: 1,
			prints: []string{"panic: boom", "0 passed, 1 failed"},
		},
		{
			name: "a package that did not build shows what the compiler said",
			events: `{"Action":"build-output","ImportPath":"p [p.test]","Output":"undefined: x\n"}
{"Action":"build-fail","ImportPath":"p [p.test]"}
{"Action":"fail","Package":"p","FailedBuild":"p [p.test]"}`,
			failed: 2,
			prints: []string{"undefined: x"},
		},
		{
			name: "a skipped test is named",
			events: `{"Action":"skip","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p"}`,
			prints: []string{"skipped: p TestA", "0 passed, 0 failed"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var s summary
			if err := s.add(strings.NewReader(tt.events)); err != nil {
				t.Fatal(err)
			}
			if s.passed != tt.passed || s.failed != tt.failed {
				t.Errorf("got %d passed, %d failed; want %d, %d", s.passed, s.failed, tt.passed, tt.failed)
			}
			var out strings.Builder
			s.print(&out)
			for _, want := range tt.prints {
				if !strings.Contains(out.String(), want) {
					t.Errorf("printed %q; want it to contain %q", out.String(), want)
				}
			}
		})
	}
}

func TestRunThatDiedEarlyIsAnError(t *testing.T) {
	for name, events := range map[string]string{
		"nothing at all":      "",
		"no package finished": `{"Action":"run","Package":"p","Test":"TestA"}`,
		"not events":          "go: cannot find main module\n",
	} {
		t.Run(name, func(t *testing.T) {
			var s summary
			if err := s.add(strings.NewReader(events)); err == nil {
				t.Error("got no error; want one, so that the run cannot read as a pass")
			}
		})
	}
}
