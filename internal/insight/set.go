package insight

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/web/guard"
)

// Set is all that is known of one running program. Its methods are given to the
// parts that are watched, and it answers on its own listener as an http.Handler.
// It is safe for concurrent use.
type Set struct {
	svc      Service
	metrics  *metrics
	registry *prometheus.Registry
	syncs    recent
	lastShed atomic.Int64 // nanoseconds since 1970; 0 for never
	stopping atomic.Bool
	probes   prober
	hung     hanging
	loads    sync.Map // of a site, func() map[string]int
	mux      http.Handler
}

// New makes the metrics of a build. Watch names the service before anything is
// served.
func New(build string) *Set {
	s := &Set{registry: prometheus.NewRegistry()}
	s.metrics = newMetrics(s.registry, build)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health/live", func(w http.ResponseWriter, r *http.Request) {
		sendJSON(w, http.StatusOK, map[string]bool{"live": true})
	})
	mux.HandleFunc("GET /health/ready", s.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4, Timeout: 10 * time.Second}))
	s.mux = guard.Headers(mux)
	return s
}

// Watch says whose standing is asked for.
func (s *Set) Watch(svc Service) {
	s.svc = svc
	s.registry.MustRegister(s)
}

// ServeHTTP serves the probes and the metrics, and nothing else.
func (s *Set) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Stopping makes the service not ready: it answers what it has begun and ends.
func (s *Set) Stopping() {
	s.stopping.Store(true)
	s.probes.mu.Lock()
	s.probes.till = time.Time{}
	s.probes.mu.Unlock()
}

func (s *Set) ready(w http.ResponseWriter, r *http.Request) {
	is, status := s.Probe(r.Context()), http.StatusOK
	if !is.Ready {
		status = http.StatusServiceUnavailable
	}
	sendJSON(w, status, is)
}

func sendJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // a probe that went away is not our failure
}

// Answered counts a request of a site.
func (s *Set) Answered(site string) func(guard.Answered) {
	return func(a guard.Answered) {
		s.metrics.answered(site, a)
		if a.Shed != "" {
			s.lastShed.Store(time.Now().UnixNano())
		}
	}
}

// Refused counts connections that were turned away.
func (s *Set) Refused(what string) {
	s.metrics.shed.WithLabelValues(what).Inc()
	s.lastShed.Store(time.Now().UnixNano())
}

// Load says how to ask what a site has under way.
func (s *Set) Load(site string, load func() map[string]int) { s.loads.Store(site, load) }

func (s *Set) shedLately(within time.Duration) bool {
	at := s.lastShed.Load()
	return at != 0 && time.Since(time.Unix(0, at)) < within
}

// Committed is told of the journal's commits.
func (s *Set) Committed(c journal.Commit) { s.metrics.committed(c) }

// Looked is told of consultations.
func (s *Set) Looked(outcome string, err error) { s.metrics.looked(outcome, err) }

// Began implements store.Watcher.
func (s *Set) Began(write bool) { s.metrics.Began(write) }

// Ended implements store.Watcher.
func (s *Set) Ended(t store.Timing) {
	s.metrics.Ended(t)
	if t.Write && t.Err == nil {
		s.syncs.add(t.Committed)
	}
}

// recent is the last durations of something.
type recent struct {
	mu   sync.Mutex
	last []time.Duration
	next int
}

// recentMost is how many commits are looked at: few, so that a disk that takes seconds for
// each is told of within seconds, and enough that one slow commit is nothing.
const recentMost = 9

func (r *recent) add(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.last) < recentMost {
		r.last = append(r.last, d)
		return
	}
	r.last[r.next] = d
	r.next = (r.next + 1) % recentMost
}

// middle is the median; 0 before there are a few.
func (r *recent) middle() time.Duration {
	r.mu.Lock()
	sorted := slices.Clone(r.last)
	r.mu.Unlock()
	if len(sorted) < 5 {
		return 0
	}
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}
