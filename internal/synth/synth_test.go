package synth_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/edition"
	"foursight/internal/evidence"
	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
	"foursight/internal/synth"
)

var now = time.Date(2026, 11, 23, 17, 0, 0, 0, time.UTC)

type world struct {
	svc   *casework.Service
	keys  *keyring.Keyring
	clock *synth.Clock
}

func newWorld(t testing.TB) world {
	t.Helper()
	dir := t.TempDir()
	st, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	keys, err := keyring.Create(filepath.Join(dir, "keyring.db"), filepath.Join(dir, "master.txt"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keys.Close() })
	vault, err := evidence.Open(filepath.Join(dir, "evidence"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { vault.Close() })
	ed, err := edition.Load(edition.Fernshire())
	if err != nil {
		t.Fatal(err)
	}
	clock := synth.NewClock(now)
	svc, err := casework.Open(t.Context(), casework.Config{Store: st, Keys: keys, Vault: vault, Edition: ed, Force: "Fernshire Police",
		LogName: "fernshire.example.org/foursight", InjectedClock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { svc.Close() })
	return world{svc, keys, clock}
}

func TestFillMakesAForceInAllStagesAndIsRefusedTwice(t *testing.T) {
	w := newWorld(t)
	start := time.Now()
	made, err := synth.Fill(t.Context(), w.svc, w.keys, w.clock, synth.Options{Seed: 1, Cases: 60, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v in %s", made, time.Since(start))
	if made.Cases != 60 || made.Fresh == "" || made.Chat == "" || made.Shared == "" || len(made.Restricted) != 2 {
		t.Errorf("made %+v: want 60 cases, a fresh one, a chat, something shared, two restricted", made)
	}
	kinds := kindsRecorded(t, w.svc.Store())
	for _, k := range casefile.Kinds() {
		if !made60[k.Name] && kinds[k.Name] == 0 {
			t.Errorf("no %s among the acts", k.Name)
		}
	}
	handler, _ := w.svc.Viewer(t.Context(), "co-bello")
	online, err := w.svc.Cases(t.Context(), handler, casework.Filter{Waits: []string{casework.WaitsOnline}}, "", 50)
	if err != nil || len(online.Items) == 0 {
		t.Errorf("reports made online: %d, %v", len(online.Items), err)
	}
	for _, r := range online.Items {
		offered := slices.ContainsFunc(r.Waiting, func(w casework.Waiting) bool {
			return w.On == casework.WaitsHandover && w.ToUnit == synth.Contact && w.By == casefile.Public
		})
		if !offered || r.Owner != "" {
			t.Errorf("%s was made online: offered to the control room by nobody in it %v, held by %q", r.Ref, offered, r.Owner)
		}
	}
	report, err := journal.Verify(t.Context(), w.svc.Store(), journal.VerifyOptions{Keys: w.keys})
	if err != nil || !report.OK() {
		t.Errorf("verify: %v %v", err, report.Problems)
	}
	_, err = synth.Fill(t.Context(), w.svc, w.keys, w.clock, synth.Options{Seed: 1, Cases: 1, Now: now})
	if !errors.Is(err, synth.ErrNotEmpty) {
		t.Errorf("second fill: got %v, want %v", err, synth.ErrNotEmpty)
	}
}

// made60 are kinds that a small force need not hold: recorded beside decisions by
// the pages alone.
var made60 = map[string]bool{"ClassificationAdvised": true}

func kindsRecorded(t *testing.T, st store.Store) map[string]int {
	t.Helper()
	kinds := map[string]int{}
	err := st.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			kinds[e.Kind]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

func TestOneSeedGivesOnePlan(t *testing.T) {
	acts := func(seed uint64) string {
		var out []any
		for _, s := range synth.Plan(synth.Options{Seed: seed, Cases: 20, Now: now}) {
			for _, turn := range s.Turns {
				out = append(out, turn.At, turn.By, turn.Events, turn.Chat)
			}
		}
		b, err := json.MarshalIndent(out, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if one, two := acts(7), acts(7); one != two {
		t.Errorf("two plans from one seed differ: %d and %d bytes", len(one), len(two))
	}
	if acts(7) == acts(8) {
		t.Error("two seeds gave the same plan")
	}
}

// What the control room reads of somebody in a restricted case gives no sign of one: it
// names nobody who guards such cases, nor where they work.
func TestASafetyCardGivesNoSignOfARestrictedCase(t *testing.T) {
	cards := 0
	for _, s := range synth.Plan(synth.Options{Seed: 1, Cases: 60, Told: 200, Now: time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)}) {
		for _, turn := range s.Turns {
			for _, e := range turn.Events {
				data, err := e.Decoded()
				if err != nil {
					t.Fatal(err)
				}
				card, ok := data.(*casefile.SafetyCardSet)
				if !ok {
					continue
				}
				cards++
				for _, line := range card.Lines {
					for _, no := range []string{"standards", "restricted", "guard", "hale", "quinn"} {
						if strings.Contains(strings.ToLower(string(line)), no) {
							t.Errorf("a card says %q", line)
						}
					}
				}
			}
		}
	}
	if cards == 0 {
		t.Error("no card among the stories")
	}
}
