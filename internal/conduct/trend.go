package conduct

import (
	"math"
	"time"

	"foursight/internal/casefile"
)

// leastForTrend is how many incidents after the first the trend test needs: with
// fewer, its normal approximation is too rough to speak on.
const leastForTrend = 4

// fires is the one-sided five per cent point of the normal distribution.
const fires = 1.645

// moreFrequent is the Laplace trend test: it fires when the mean time of the
// incidents after the first lies further past the middle of the time since the
// first than chance would put it. Every doubt counts against firing: the window
// opens at the latest the first incident can have been, and the others count at
// their earliest.
//
// False says nothing. In simulation the test sees a fourfold rise in the last
// quarter in a third of series of four incidents and half of series of eight, so
// not firing is no sign of calm and is never shown as one.
func moreFrequent(dated []casefile.Incident, now time.Time) bool {
	n := len(dated) - 1
	if n < leastForTrend {
		return false
	}
	start := end(dated[0].Occurred)
	window := now.Sub(start).Seconds()
	if window <= 0 {
		return false
	}
	var sum float64
	for _, i := range dated[1:] {
		sum += min(max(0, i.Occurred.From.Sub(start).Seconds()), window)
	}
	u := (sum/float64(n) - window/2) / (window * math.Sqrt(1/(12*float64(n))))
	return u > fires
}
