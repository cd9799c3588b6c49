package insight

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/web/guard"
)

// prefix begins the name of every metric that is the program's own.
const prefix = "foursight_"

// Seconds from a page out of memory to one that nobody waits for.
var seconds = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

type metrics struct {
	requests *prometheus.CounterVec
	latency  *prometheus.HistogramVec
	shed     *prometheus.CounterVec

	commits *prometheus.CounterVec
	acts    prometheus.Histogram
	commit  prometheus.Histogram
	entries prometheus.Counter
	sync    prometheus.Histogram

	reading prometheus.Gauge
	waited  *prometheus.HistogramVec
	read    prometheus.Histogram
	failed  *prometheus.CounterVec

	looks *prometheus.CounterVec
}

func counter(name, help string) prometheus.CounterOpts {
	return prometheus.CounterOpts{Name: prefix + name, Help: help}
}

func histogram(name, help string, buckets []float64) prometheus.HistogramOpts {
	return prometheus.HistogramOpts{Name: prefix + name, Help: help, Buckets: buckets}
}

// newMetrics is the one place where metrics are made; docs/operations.md says what
// each means and what to do.
func newMetrics(reg *prometheus.Registry, build string) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(counter("requests_total", "Requests answered, by route, status and class of reader."), []string{"site", "route", "status", "class"}),
		latency:  prometheus.NewHistogramVec(histogram("request_seconds", "Time to answer, until the last byte was handed over.", seconds), []string{"site", "route"}),
		shed:     prometheus.NewCounterVec(counter("shed_total", "Requests and connections turned away because too many came at once."), []string{"what"}),
		commits:  prometheus.NewCounterVec(counter("journal_commits_total", "Commits of the journal, by outcome."), []string{"outcome"}),
		acts:     prometheus.NewHistogram(histogram("journal_batch_acts", "Acts recorded in one commit.", []float64{1, 2, 4, 8, 16, 32, 64})),
		commit:   prometheus.NewHistogram(histogram("journal_commit_seconds", "Time of one commit of the journal, until durable.", seconds)),
		entries:  prometheus.NewCounter(counter("journal_entries_total", "Entries recorded since the program began.")),
		sync:     prometheus.NewHistogram(histogram("store_sync_seconds", "Time to make one write durable.", seconds)),
		reading:  prometheus.NewGauge(prometheus.GaugeOpts{Name: prefix + "store_reads", Help: "Reads under way or waiting for a session of the pool."}),
		waited:   prometheus.NewHistogramVec(histogram("store_wait_seconds", "Time waited for a session of the pool, or for the one writer.", seconds), []string{"what"}),
		read:     prometheus.NewHistogram(histogram("store_read_seconds", "Time of one read, from its first statement to its last.", seconds)),
		failed:   prometheus.NewCounterVec(counter("store_failed_total", "Reads and writes that failed, or were given up by whoever asked."), []string{"what"}),
		looks:    prometheus.NewCounterVec(counter("looks_total", "Consultations to be recorded, by outcome and whether they were."), []string{"outcome", "recorded"}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{Name: prefix + "build_info", Help: "Always 1; the label is the build.", ConstLabels: prometheus.Labels{"build": build}})
	info.Set(1)
	reg.MustRegister(m.requests, m.latency, m.shed, m.commits, m.acts, m.commit, m.entries, m.sync, m.reading, m.waited, m.read, m.failed, m.looks, info,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// known gives a label that is on its list, and "other" for what is not: a label's
// values are bounded whatever is asked for.
func known(value string, list ...string) string {
	for _, k := range list {
		if k == value {
			return value
		}
	}
	return "other"
}

// Sites whose requests are counted.
const (
	Pages  = "pages"
	Public = "public"
)

func (m *metrics) answered(site string, a guard.Answered) {
	m.requests.WithLabelValues(site, a.Route, strconv.Itoa(a.Status), a.Class).Inc()
	m.latency.WithLabelValues(site, a.Route).Observe(a.Took.Seconds())
	if a.Shed != "" {
		m.shed.WithLabelValues(a.Shed).Inc()
	}
}

func (m *metrics) committed(c journal.Commit) {
	outcome := "recorded"
	if c.Err != nil {
		outcome = "failed"
	}
	m.commits.WithLabelValues(outcome).Inc()
	m.commit.Observe(c.Took.Seconds())
	m.acts.Observe(float64(c.Requests))
	m.entries.Add(float64(c.Entries))
}

func (m *metrics) looked(outcome string, err error) {
	m.looks.WithLabelValues(known(outcome, "shown", "miss", "refused", "exported"), strconv.FormatBool(err == nil)).Inc()
}

// Began implements store.Watcher.
func (m *metrics) Began(write bool) {
	if !write {
		m.reading.Inc()
	}
}

// Ended implements store.Watcher.
func (m *metrics) Ended(t store.Timing) {
	what := "read"
	if t.Write {
		what = "write"
	} else {
		m.reading.Dec()
	}
	m.waited.WithLabelValues(what).Observe(t.Waited.Seconds())
	switch {
	case t.Err != nil && !errors.Is(t.Err, context.Canceled):
		m.failed.WithLabelValues(what).Inc()
	case t.Write:
		m.sync.Observe(t.Committed.Seconds())
	default:
		m.read.Observe(t.Worked.Seconds())
	}
}

func gauge(name, help string) *prometheus.Desc {
	return prometheus.NewDesc(prefix+name, help, nil, nil)
}

// standing is what is asked for when somebody reads the metrics.
var (
	descQueue   = gauge("journal_queue", "Acts that no commit has taken up yet.")
	descSize    = gauge("journal_size", "Entries that the newest checkpoint covers.")
	descAsleep  = gauge("wakes_behind", "Cases with an instant behind them that nobody has carried them through yet; counted to 10,000.")
	descOldest  = gauge("wake_lag_seconds", "How long the first of those has waited.")
	descNotices = gauge("notices_waiting", "Notices whose reader has not opened their home page since, those of searches that met a restricted case left out; counted to 10,000.")
	descUnseen  = gauge("online_unseen", "Reports made online that nobody holds and of which no notice has reached anybody; counted to 10,000.")
	descUnseenS = gauge("online_unseen_seconds", "How long the oldest of those has waited.")
	descBeside  = gauge("looks_beside", "Entries of looks kept in the second place until the record has room for them.")
	descReady   = gauge("ready", "1 while the service is ready, as its readiness probe says.")
	descLoad    = prometheus.NewDesc(prefix+"under_way", "Requests of each class under way and connections open, by site.", []string{"site", "what"}, nil)
	descCheck   = prometheus.NewDesc(prefix+"check_ok", "1 for each check of the readiness probe that holds.", []string{"check"}, nil)
)

// Describe implements prometheus.Collector.
func (s *Set) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{descQueue, descSize, descAsleep, descOldest, descNotices, descUnseen, descUnseenS, descBeside, descReady, descCheck, descLoad} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (s *Set) Collect(out chan<- prometheus.Metric) {
	r := s.Probe(context.Background())
	set := func(d *prometheus.Desc, v float64, label ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, label...)
	}
	is := map[bool]float64{true: 1}
	set(descReady, is[r.Ready])
	for name, state := range r.Checks {
		set(descCheck, is[state == holds], name)
	}
	s.loads.Range(func(site, load any) bool {
		for what, n := range load.(func() map[string]int)() {
			set(descLoad, float64(n), site.(string), what)
		}
		return true
	})
	set(descQueue, float64(r.standing.Writer.Waiting))
	set(descBeside, float64(r.standing.Beside))
	if r.Checks[checkRead] != holds {
		return // the rest is not known: no number is better than a wrong one
	}
	set(descSize, float64(r.standing.Entries))
	set(descAsleep, float64(r.standing.Asleep))
	waited := func(since time.Time) float64 {
		if since.IsZero() {
			return 0
		}
		return max(0, r.at.Sub(since)).Seconds()
	}
	set(descOldest, waited(r.standing.AsleepSince))
	set(descNotices, float64(r.standing.Notices))
	set(descUnseen, float64(r.standing.Unseen))
	set(descUnseenS, waited(r.standing.UnseenSince))
}
