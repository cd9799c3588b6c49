package selfreport

import (
	"cmp"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"foursight/internal/web/guard"
)

// Pace is how much one address may ask for: so much at once, and one more with
// each interval. Many people may share an address: a refuge, a library, a works.
type Pace struct {
	Pages       int           // 240 when 0
	PageEvery   time.Duration // a second when 0
	Reports     int           // 12 when 0
	ReportEvery time.Duration // five minutes when 0
}

func (p Pace) withDefaults() Pace {
	return Pace{cmp.Or(p.Pages, 240), cmp.Or(p.PageEvery, time.Second), cmp.Or(p.Reports, 12), cmp.Or(p.ReportEvery, 5*time.Minute)}
}

// maxSources bounds how many addresses are remembered at a time.
const maxSources = 20_000

// limiter counts what each address asks for. It remembers no address for longer
// than it takes to earn everything back.
type limiter struct {
	most  int
	every time.Duration
	mu    sync.Mutex
	full  map[netip.Addr]time.Time // when the address will have all of it again
}

func newLimiter(most int, every time.Duration) *limiter {
	return &limiter{most: most, every: every, full: map[netip.Addr]time.Time{}}
}

// take uses one; where none is left it says for how long.
func (l *limiter) take(from netip.Addr, now time.Time) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at, all := l.full[from], time.Duration(l.most)*l.every
	if at.Before(now) || at.Sub(now) > all { // the latter where the clock was put back
		at = now
	}
	at = at.Add(l.every)
	if over := at.Sub(now) - all; over > 0 {
		return over, false
	}
	if _, known := l.full[from]; !known && len(l.full) >= maxSources {
		l.forget(now)
	}
	l.full[from] = at
	return 0, true
}

// forget drops the addresses that have earned everything back, or, in a flood from
// more addresses than are remembered, all: what is bounded then is memory.
func (l *limiter) forget(now time.Time) {
	for from, at := range l.full {
		if !at.After(now) {
			delete(l.full, from)
		}
	}
	if len(l.full) >= maxSources {
		clear(l.full)
	}
}

// source is the address a request counts for: the peer, or, where that is one of
// our own proxies, the nearest address it names that is not. One household of IPv6
// has a whole /64.
func (f *Form) source(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	from, _ := netip.ParseAddr(host)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && f.proxy(from); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		from = hop
	}
	return guard.Household(from)
}

func (f *Form) proxy(a netip.Addr) bool {
	for _, p := range f.opt.Proxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}
