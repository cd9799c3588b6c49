package app_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"foursight/internal/app"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/journal"
	"foursight/internal/store"
)

const childEnv = "FOURSIGHT_TEST_CHILD"

func TestMain(m *testing.M) {
	if at := os.Getenv(childEnv); at != "" {
		if err := appendUntilKilled(at); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

const writers = 64

// caseOf is the case a writer works on, in every life of the child.
func caseOf(writer int) string { return fmt.Sprintf("%032x", writer+1) }

// appendUntilKilled is the child: 64 writers record through casework and print
// each acknowledged id. It says "ready" and how long opening took.
func appendUntilKilled(at string) error {
	folders := strings.Split(at, "|")
	start := time.Now()
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Data: folders[0], Keys: folders[1], Master: folders[2], Force: "Westmarch Police"})
	if err != nil {
		return err
	}
	fmt.Println("ready", time.Since(start).Milliseconds())
	v, _ := a.Service.Viewer(ctx, "pc-marsh")
	var all sync.WaitGroup
	failed := make(chan error, writers)
	for w := range writers {
		all.Go(func() {
			if _, err := a.Service.Case(ctx, v, caseOf(w)); err != nil {
				if err := report(ctx, a.Service, v, caseOf(w), casework.NewRef(time.Now()), "Ines Larkhill", "It keeps happening."); err != nil {
					failed <- err
					return
				}
			}
			for {
				e, err := event("AccountRecorded", casefile.AccountRecorded{Words: "And again today."})
				if err == nil {
					_, err = a.Service.Record(ctx, v, casework.Acts{CaseID: caseOf(w), Events: []casefile.Event{e}})
				}
				if err != nil {
					failed <- err
					return
				}
				os.Stdout.WriteString("ack " + e.ID + "\n")
			}
		})
	}
	return <-failed
}

// Killed at any moment under 64 writers, the record holds every acknowledged act
// once, verifies, and its rows are those a rebuild makes.
func TestKilledAtAnyMomentNothingAcknowledgedIsLostOrDoubled(t *testing.T) {
	cycles := 5
	if os.Getenv("FOURSIGHT_LONG") != "" {
		cycles = 50
	}
	cfg := live(t)
	var acked []string
	var ready []time.Duration
	for range cycles {
		opened, ids := oneLife(t, cfg)
		ready, acked = append(ready, opened), append(acked, ids...)
	}
	slices.Sort(ready)
	if usual := ready[len(ready)/2]; usual >= 2*time.Second {
		t.Errorf("ready again after %s (median of %d), want less than 2 s", usual, cycles)
	}
	if len(acked) < cycles {
		t.Fatalf("only %d acts were acknowledged in %d lives", len(acked), cycles)
	}
	a := open(t, cfg)
	defer a.Close()
	report, err := journal.Verify(t.Context(), a.Store, journal.VerifyOptions{Keys: a.Keys})
	if err != nil || !report.OK() {
		t.Fatalf("verify: %v, problems %v", err, report.Problems)
	}
	times := map[string]int{}
	err = a.Store.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			times[e.ID]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range acked {
		if times[id] != 1 {
			t.Errorf("acknowledged act %s is recorded %d times, want once", id, times[id])
		}
	}
	before := derived(t, a.Store)
	if err := a.Store.Write(t.Context(), store.ClearRows); err != nil {
		t.Fatal(err)
	}
	if err := a.Service.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(before, derived(t, a.Store)); d != "" {
		t.Errorf("rows made again differ:\n%s", d)
	}
	t.Logf("%d lives, %d acts acknowledged, %d entries", cycles, len(acked), report.Entries)
}

// oneLife runs the child for a random while, kills it, and returns how long it took
// to open and what it had acknowledged.
func oneLife(t *testing.T, cfg app.Config) (ready time.Duration, acked []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childEnv+"="+strings.Join([]string{cfg.Data, cfg.Keys, cfg.Master}, "|"))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "ready":
			if ready, err = time.ParseDuration(rest + "ms"); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(300*time.Millisecond+rand.N(900*time.Millisecond), func() { child.Process.Kill() })
		case "ack":
			if len(rest) == 32 { // the last line may be cut by the kill
				acked = append(acked, rest)
			}
		}
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the child ended by itself")
	}
	return ready, acked
}

// derived lists what the rows say: cases, duties with their states, search words.
// Instants are left out: a row's are taken when the act is judged, a rebuilt row's
// when the journal recorded it, some milliseconds later.
func derived(t *testing.T, st store.Store) (out []string) {
	t.Helper()
	err := st.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		out = nil
		for _, query := range []string{
			`select case_id, ref, stage, owner, unit, version from case_row order by case_id`,
			`select case_id, clause, scope, occurrence, state, edition from obligation order by case_id, clause, scope, occurrence`,
			`select case_id, path, weight, clause, '', '' from question order by case_id, path, clause`,
			`select case_id, class, token, '', '', '' from token order by case_id, class, token`,
		} {
			rows, err := tx.Query(ctx, query)
			if err != nil {
				return err
			}
			for rows.Next() {
				var c [6]any
				if err := rows.Scan(&c[0], &c[1], &c[2], &c[3], &c[4], &c[5]); err != nil {
					return errors.Join(err, rows.Close())
				}
				out = append(out, fmt.Sprint(c[:]...))
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < writers {
		t.Fatalf("%d rows for %d cases", len(out), writers)
	}
	return out
}
