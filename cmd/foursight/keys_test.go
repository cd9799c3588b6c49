package main

import (
	"path/filepath"
	"strings"
	"testing"

	"foursight/internal/app"
)

// The keyring's file belongs to the service while that runs.
func TestKeysRotateRefusesWhileAServiceHoldsTheDataFolder(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "synth", "--data", data, "--cases", "1")
	a, err := app.Open(t.Context(), settings{Data: data}.config())
	if err != nil {
		t.Fatal(err)
	}
	code, _, said := do(t, "keys", "rotate", "--data", data)
	if code != 1 || !strings.Contains(said, "in use by another process") {
		t.Errorf("beside a service: exit %d, want 1; said %s", code, said)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	must(t, "keys", "rotate", "--data", data)
	must(t, "journal", "verify", "--data", data)
}
