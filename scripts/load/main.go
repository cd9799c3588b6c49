// Load signs in the invented people of a demonstration and has them work: read their
// home page, lists, cases and searches, take calls, and record contact with victims,
// each with pauses for thought. Told that the service is busy, they come back. It reports how long pages took by route, what was
// refused, and what the server holds in memory; and at the end reads back every
// contact whose saving was acknowledged, which must be there, once.
//
//	foursight demo --data FORCE --listen 127.0.0.1:8740 &
//	go run ./scripts/load --url http://127.0.0.1:8740 --pid $! --users 500 --think 10s --for 15m
//
// Boundary: it knows the program by its pages alone, as a browser does. It exits 0
// only when nothing failed and nothing acknowledged was lost.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"
)

// plan is what a run is to be.
type plan struct {
	url    string
	users  int
	think  time.Duration // mean pause between two things somebody does
	length time.Duration // 0: until steps
	steps  int           // things each person does; 0: as many as length allows
	writes int           // of a hundred things done, how many record something
	pid    int           // of the server, whose memory is read; 0 for none
	every  time.Duration // between readings of memory
	seed   uint64
}

func main() {
	var p plan
	flag.StringVar(&p.url, "url", "http://127.0.0.1:8080", "where the demonstration is served")
	flag.IntVar(&p.users, "users", 500, "how many people work at once")
	flag.DurationVar(&p.think, "think", 10*time.Second, "mean pause between two things somebody does")
	flag.DurationVar(&p.length, "for", 5*time.Minute, "how long they work")
	flag.IntVar(&p.steps, "steps", 0, "how many things each does at most; 0 for as many as there is time for")
	flag.IntVar(&p.writes, "writes", 10, "of a hundred things done, how many record something")
	flag.IntVar(&p.pid, "pid", 0, "process of the server, whose memory is reported")
	flag.DurationVar(&p.every, "every", 30*time.Second, "how often memory is read")
	flag.Uint64Var(&p.seed, "seed", 1, "the same seed draws the same people and pauses")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, p, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "load: %v\n", err)
		os.Exit(1)
	}
}

// errFailed: something went wrong that the report names.
var errFailed = errors.New("not everything held; see the report")

// run carries out the plan and writes its report.
func run(ctx context.Context, p plan, out io.Writer) error {
	staff, err := people(ctx, p.url)
	if err != nil {
		return err
	}
	m := newMeter()
	mem := watch(ctx, p.pid, p.every)
	began := time.Now()
	crowd := work(ctx, p, staff, m)
	took := time.Since(began)
	rss := mem.stop()
	lost, checked := readBack(ctx, crowd, m)
	fmt.Fprintf(out, "%d people of %d roles, mean pause %s, %s; %.1f requests/s\n\n", p.users, rolesOf(crowd), p.think, took.Round(time.Second), float64(m.count())/took.Seconds())
	m.report(out)
	rss.report(out)
	fmt.Fprintf(out, "\n%d contacts acknowledged and read back, %d sent twice; missing or doubled: %d\n", checked, twice(crowd), len(lost))
	for _, l := range lost {
		fmt.Fprintln(out, "  "+l)
	}
	failures := m.failures()
	for _, f := range failures[:min(len(failures), 20)] {
		fmt.Fprintln(out, "  failed: "+f)
	}
	if len(lost) > 0 || len(failures) > 0 {
		return errFailed
	}
	return nil
}
