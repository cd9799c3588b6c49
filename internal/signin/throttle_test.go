package signin_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"foursight/internal/signin"
)

// Attack A1, one source and many names: of ten thousand tries in an hour few are
// even looked at, and an officer at another place does not notice.
func TestSprayingIsSlowed(t *testing.T) {
	w, _ := enrolled(t)
	attacker := signin.From{Source: "198.51.100.7"}
	judged := 0
	for i := range 10_000 {
		w.later(360 * time.Millisecond)
		at := name
		if i%100 != 0 {
			at = fmt.Sprintf("officer%d@fernshire.example.org", i%100)
		}
		if reason(w.password(attacker, at, "Summer2026 winter").err) != signin.Throttled {
			judged++
		}
	}
	const most = 30 + 30 + 10 // free, forgotten in the hour, and one after each wait
	if judged > most {
		t.Errorf("%d of 10,000 guesses were judged, want at most %d", judged, most)
	}
	w.signIn(station)                                                  // known source, no device
	w.signIn(signin.From{Source: attacker.Source, Device: w.device})   // known device, even beside the attacker
	refused(w, w.password(attacker, name, password), signin.Throttled) // the attacker waits on
	refused(w, w.password(attacker, "nobody", "x"), signin.Throttled)  // at any name
}

// Attack A1, many sources and one name: nobody can lock an officer out.
func TestManySourcesCannotLockAnOfficerOut(t *testing.T) {
	w, _ := enrolled(t)
	throttled := 0
	for i := range 500 {
		from := signin.From{Source: fmt.Sprintf("203.0.113.%d", i%250)}
		if reason(w.password(from, name, "Summer2026 winter").err) == signin.Throttled {
			throttled++
		}
	}
	if throttled < 450 {
		t.Errorf("%d of 500 guesses from many places had to wait, want nearly all", throttled)
	}
	refused(w, w.password(signin.From{Source: "198.51.100.99"}, name, password), signin.Throttled) // a new place waits
	w.signIn(station)                                                                              // a known one does not
	w.signIn(signin.From{Source: "198.51.100.98", Device: w.device})                               // nor a known device
	w.later(24 * time.Hour)
	ok(w, w.password(signin.From{Source: "198.51.100.99"}, name, password)) // and it passes
}

func TestWaitingGrowsAndIsForgotten(t *testing.T) {
	w, _ := enrolled(t)
	var waits []time.Duration
	for range 100 {
		if len(waits) == 12 {
			break
		}
		err := w.password(station, name, "not this one at all").err
		if reason(err) == signin.Throttled {
			wait := refused(w, w.password(station, name, password), signin.Throttled).RetryAfter
			waits = append(waits, wait)
			w.later(wait)
		}
	}
	if len(waits) < 12 {
		t.Fatalf("a hundred wrong guesses made somebody wait %d times, want at least 12", len(waits))
	}
	for i := 1; i < len(waits); i++ {
		if waits[i] < waits[i-1] {
			t.Errorf("waits do not grow: %v", waits)
		}
	}
	if waits[0] != time.Second || waits[len(waits)-1] != 15*time.Minute {
		t.Errorf("waits go from %s to %s, want from 1s to 15m", waits[0], waits[len(waits)-1])
	}
	ok(w, w.password(station, name, password))
	for range 5 { // success wiped the slate for this place
		refused(w, w.password(station, name, "not this one at all"), signin.BadCredentials)
	}
}

// Somebody who mistypes a little every day never waits for it.
func TestOldFailuresAreForgotten(t *testing.T) {
	w, _ := enrolled(t)
	for range 4 {
		for range 5 {
			refused(w, w.password(station, name, "not this one at all"), signin.BadCredentials)
		}
		w.later(5 * 15 * time.Minute)
	}
	ok(w, w.password(station, name, password))
}

// Guesses made at the same moment are each counted before any is judged.
func TestGuessesAtOnceAllCount(t *testing.T) {
	w, _ := enrolled(t)
	var mu sync.Mutex
	reasons := map[signin.Reason]int{}
	var wg sync.WaitGroup
	for range 60 {
		wg.Go(func() {
			_, err := w.s.Password(t.Context(), station, name, "not this one at all", w.now)
			mu.Lock()
			defer mu.Unlock()
			reasons[reason(err)]++
		})
	}
	wg.Wait()
	if reasons[signin.BadCredentials] != 6 || reasons[signin.Throttled] != 54 {
		t.Errorf("60 guesses at once: %v, want 6 judged and 54 made to wait", reasons)
	}
}

// One code entered twice at the same moment opens one session.
func TestOneCodeAtOnceOpensOneSession(t *testing.T) {
	w, _ := enrolled(t)
	a, b := ok(w, w.password(station, name, password)), ok(w, w.password(station, name, password))
	code := w.fresh()
	var wg sync.WaitGroup
	results := make([]error, 2)
	for i, ticket := range []string{a.Ticket, b.Ticket} {
		wg.Go(func() { _, results[i] = w.s.Code(t.Context(), ticket, code, w.now) })
	}
	wg.Wait()
	if (results[0] == nil) == (results[1] == nil) {
		t.Errorf("one code twice: %v and %v, want one refused", results[0], results[1])
	}
}
