package faults_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"foursight/internal/faultpoint"
)

// Killed at any moment under 64 writers, the record holds every acknowledged act
// once, verifies, is ready again within two seconds, and its rows are those a rebuild
// makes (fault R1).
func TestKilledAtAnyMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		var ready []time.Duration
		// So many lives, and as many more as it takes until enough was at stake: on a busy
		// machine a life may end before it has recorded anything.
		const atStake, mostLives = 100, 400
		for lives := 0; lives < times(4, 200) || len(w.acked) < atStake && lives < mostLives; lives++ {
			l := w.run(exec.Command(childPath, w.args("-photos", "write")...), func(p *os.Process) {
				time.AfterFunc(50*time.Millisecond+rand.N(900*time.Millisecond), func() { p.Kill() })
			})
			if !l.killed {
				t.Fatalf("the child ended by itself: %s", l.stderr)
			}
			ready = append(ready, l.ready)
		}
		if len(w.acked) < atStake {
			t.Errorf("only %d acts were acknowledged in %d lives", len(w.acked), len(ready))
		}
		slices.Sort(ready)
		if usual := ready[len(ready)/2]; usual >= 2*time.Second {
			t.Errorf("ready again after %s (median of %d), want less than 2 s", usual, len(ready))
		}
		w.whole()
		t.Logf("%d lives, %d acts acknowledged", len(ready), len(w.acked))
	})
}

// Killed at each named point of the write path, the same (fault R2).
func TestKilledAtEachPointOfTheWritePath(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		// Photographs and looks need a case that is there.
		if l := w.child("", "-writers", "4", "-acts", "2", "write"); l.code != 0 {
			t.Fatal(l.stderr)
		}
		writers, life := 8, 0
		for _, point := range faultpoint.WritePath {
			kills := times(1, 20)
			for n := range kills {
				// A case is gone on with in some lives, and is not written to for ever.
				life++
				cases := fmt.Sprint(life / 5)
				nth := 1 + rand.IntN(12)
				if point == faultpoint.KeyMade {
					nth = 1 // a key is made once a stream: each life opens one more, or others
					writers++
				}
				l := w.child(fmt.Sprintf("%s#%d", point, nth), "-cases", cases, "-writers", fmt.Sprint(writers), "-photos", "write")
				if !l.killed {
					t.Fatalf("%q was not reached %d times: %s", point, nth, l.stderr)
				}
				// What is lost stays lost and what is wrong stays wrong, so not every life
				// is looked at from without; each opens what the one before left.
				if n%5 == 4 || n == kills-1 {
					w.present()
				}
				if t.Failed() {
					t.Fatalf("after a kill at %q", point)
				}
			}
		}
		w.whole()
	})
}
