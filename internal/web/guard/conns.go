package guard

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"
)

// Conns bounds the connections of one server. Where there is no room, a connection
// that asks for nothing makes way, first of the address that has most: a storm pushes
// out its own, and whoever asks is served.
//
// Both its methods belong on the http.Server, and its Pass before the handler.
type Conns struct {
	most, perAddress int
	exempt           func(netip.Addr) bool // such as our own proxy
	refused          func(what string)

	mu   sync.Mutex
	all  map[net.Conn]*conn
	from map[netip.Addr]int
}

// conn is one connection.
type conn struct {
	net.Conn
	from   netip.Addr
	since  time.Time // of its last request's end, or its opening
	asking int       // requests under way: several over HTTP/2
}

type connKey struct{}

// lookedAt is how many connections are considered for making way: in a storm most
// of them are the storm's.
const lookedAt = 64

// NewConns allows so many connections, and so many from one address: 0 for as many
// as there are. refused is told of each that was closed for want of room.
func NewConns(most, perAddress int, exempt func(netip.Addr) bool, refused func(what string)) *Conns {
	return &Conns{most: most, perAddress: perAddress, exempt: exempt, refused: refused, all: map[net.Conn]*conn{}, from: map[netip.Addr]int{}}
}

// Load is how many there are.
func (c *Conns) Load() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.all)
}

// Context is for http.Server.ConnContext: it takes a connection in, or closes it.
func (c *Conns) Context(ctx context.Context, nc net.Conn) context.Context {
	in := &conn{Conn: nc, from: addressOf(nc), since: time.Now()}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.perAddress > 0 && c.from[in.from] >= c.perAddress && !c.exempt(in.from) {
		c.shut(in, TooManyOfAddress)
		return ctx
	}
	if len(c.all) >= c.most {
		idle := c.idlest()
		if idle == nil {
			c.shut(in, TooManyConnections)
			return ctx
		}
		c.shut(idle, TooManyConnections)
		c.forget(idle.Conn)
	}
	c.all[nc] = in
	c.from[in.from]++
	return context.WithValue(ctx, connKey{}, in)
}

// State is for http.Server.ConnState.
func (c *Conns) State(nc net.Conn, state http.ConnState) {
	if state != http.StateClosed && state != http.StateHijacked {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(nc)
}

// Pass notes which connections have a request under way.
func (c *Conns) Pass(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if in, ok := r.Context().Value(connKey{}).(*conn); ok {
			c.ask(in, 1)
			defer c.ask(in, -1)
		}
		next.ServeHTTP(w, r)
	})
}

func (c *Conns) ask(in *conn, more int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	in.asking += more
	in.since = time.Now()
}

// idlest is a connection with no request under way, of the address that has most and
// of those the one idle for longest; nil where every one has a request.
func (c *Conns) idlest() (out *conn) {
	n := 0
	for _, in := range c.all { // in an order of chance
		if n++; n > lookedAt && out != nil {
			break
		}
		if in.asking > 0 {
			continue
		}
		if out == nil || c.from[in.from] > c.from[out.from] || c.from[in.from] == c.from[out.from] && in.since.Before(out.since) {
			out = in
		}
	}
	return out
}

// shut closes a connection at once. TLS would first say goodbye, which may wait for
// the other side.
func (c *Conns) shut(in *conn, why string) {
	nc := in.Conn
	if t, ok := nc.(*tls.Conn); ok {
		nc = t.NetConn()
	}
	nc.Close() // its server meets the error and ends it
	c.refused(why)
}

func (c *Conns) forget(nc net.Conn) {
	in := c.all[nc]
	if in == nil {
		return
	}
	delete(c.all, nc)
	if c.from[in.from]--; c.from[in.from] <= 0 {
		delete(c.from, in.from)
	}
}

// addressOf is whom a connection counts for: one household of IPv6 has a whole /64.
func addressOf(nc net.Conn) netip.Addr {
	ap, err := netip.ParseAddrPort(nc.RemoteAddr().String())
	if err != nil {
		return netip.Addr{}
	}
	return Household(ap.Addr())
}

// Household is the address somebody is counted under.
func Household(a netip.Addr) netip.Addr {
	if a = a.Unmap().WithZone(""); a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}
