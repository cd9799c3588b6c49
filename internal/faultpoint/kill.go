//go:build faults && unix

package faultpoint

import (
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
)

// Env names the point and, after "#", which time it is passed: "store: before the
// commit#3". Without a number it is the first.
const Env = "FOURSIGHT_KILL_AT"

var (
	wanted, nth = asked(os.Getenv(Env))
	passed      atomic.Int64
)

func asked(s string) (Point, int64) {
	name, n, _ := strings.Cut(s, "#")
	times, err := strconv.ParseInt(n, 10, 64)
	if err != nil {
		times = 1
	}
	return Point(name), times
}

// At ends the process as a power cut would, without a word, where it was asked to.
func At(p Point) {
	if p == wanted && passed.Add(1) == nth {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {} // nothing more happens here while the signal travels
	}
}
