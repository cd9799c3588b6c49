package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"foursight/internal/browsertest"
)

func TestMain(m *testing.M) {
	testscript.Main(browsing{m}, map[string]func(){"foursight": main})
}

// browsing runs the tests and ends the browser they shared.
type browsing struct{ m *testing.M }

func (b browsing) Run() int { return browsertest.Main(b.m) }

// Each script is one command as a person uses it: what it writes, where it
// writes it, and how it ends.
func TestScripts(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("EDITION", root+"/../../internal/edition")
			return nil
		},
	})
}
