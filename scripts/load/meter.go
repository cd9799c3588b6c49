package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// meter is how long everything took, by route.
type meter struct {
	mu     sync.Mutex
	took   map[string][]time.Duration // by "GET /case/{ref}"
	status map[int]int
	failed []string
	away   int // answers that said when to come back
}

func newMeter() *meter {
	return &meter{took: map[string][]time.Duration{}, status: map[int]int{}}
}

var (
	aRef   = regexp.MustCompile(`FS-[0-9]{2}-[0-9A-Z]{7}`)
	anID   = regexp.MustCompile(`/[0-9a-f]{16,}`)
	aQuery = regexp.MustCompile(`\?.*`)
)

// route is a path without what names one case, search or page.
func route(method, path string) string {
	deep := strings.Contains(path, "after=")
	path = anID.ReplaceAllString(aRef.ReplaceAllString(aQuery.ReplaceAllString(path, ""), "{ref}"), "/{id}")
	if deep {
		path += " (a further page)"
	}
	return method + " " + path
}

// add notes one answer; wrong is why it is no good, empty where it is.
func (m *meter) add(method, path string, status int, took time.Duration, wrong string) {
	r := route(method, path)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.took[r] = append(m.took[r], took)
	m.status[status]++
	if wrong != "" {
		m.failed = append(m.failed, fmt.Sprintf("%s: %d %s", r, status, wrong))
	}
}

// turnedAway notes an answer that said when to come back.
func (m *meter) turnedAway() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.away++
	m.status[503]++
}

// wrong notes that an answer was not what it should have been.
func (m *meter) wrong(path, what string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.failed = append(m.failed, route("POST", path)+": "+what)
}

func (m *meter) failures() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.failed)
}

func (m *meter) count() (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.took {
		n += len(t)
	}
	return n
}

// isWrite tells a route that records from one that only asks.
func isWrite(route string) bool { return strings.HasPrefix(route, "POST /case/") }

// report writes a line for each route and one for all that read and all that record.
func (m *meter) report(out io.Writer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var reads, writes []time.Duration
	fmt.Fprintf(out, "| route | requests | p50 ms | p95 ms | p99 ms | most ms |\n|---|---|---|---|---|---|\n")
	for _, r := range slices.Sorted(maps.Keys(m.took)) {
		line(out, r, m.took[r])
		if isWrite(r) {
			writes = append(writes, m.took[r]...)
		} else {
			reads = append(reads, m.took[r]...)
		}
	}
	line(out, "**all that read**", reads)
	line(out, "**all that record**", writes)
	fmt.Fprintf(out, "\nanswers:")
	for _, s := range slices.Sorted(maps.Keys(m.status)) {
		fmt.Fprintf(out, " %d of status %d;", m.status[s], s)
	}
	fmt.Fprintf(out, " told to come back: %d; failed: %d\n", m.away, len(m.failed))
}

func line(out io.Writer, what string, took []time.Duration) {
	if len(took) == 0 {
		return
	}
	t := slices.Sorted(slices.Values(took))
	at := func(inHundred int) float64 {
		return float64(t[min(len(t)*inHundred/100, len(t)-1)].Microseconds()) / 1000
	}
	fmt.Fprintf(out, "| %s | %d | %.1f | %.1f | %.1f | %.1f |\n", what, len(t), at(50), at(95), at(99), at(100))
}

// memory is what the server's process held, reading by reading.
type memory struct {
	mb   []float64
	done chan struct{}
	end  context.CancelFunc
}

// watch reads a process's memory at intervals until it is stopped; of no process
// where pid is 0.
func watch(ctx context.Context, pid int, every time.Duration) *memory {
	m := &memory{done: make(chan struct{})}
	ctx, m.end = context.WithCancel(ctx)
	go func() {
		defer close(m.done)
		if pid == 0 {
			return
		}
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			if mb, ok := resident(pid); ok {
				m.mb = append(m.mb, mb)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	}()
	return m
}

func (m *memory) stop() *memory {
	m.end()
	<-m.done
	return m
}

// resident is what the kernel says a process holds, in MB.
func resident(pid int) (float64, bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(status)) {
		if kb, found := strings.CutPrefix(line, "VmRSS:"); found {
			n, err := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			return n * 1024 / 1e6, err == nil
		}
	}
	return 0, false
}

func (m *memory) report(out io.Writer) {
	if len(m.mb) == 0 {
		return
	}
	fmt.Fprintf(out, "\nmemory of the server in MB:")
	for _, mb := range m.mb {
		fmt.Fprintf(out, " %.0f", mb)
	}
	fmt.Fprintln(out)
}
