package app

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"time"

	"foursight/internal/insight"
	"foursight/internal/logsafe"
	"foursight/internal/selfreport"
	"foursight/internal/web"
	"foursight/internal/web/guard"
)

// usualFiles is how many open files are counted on where the machine does not say.
const usualFiles = 16384

// streams is how many requests one HTTP/2 connection may have under way.
const streams = 64

// server is an http.Server whose connections are bounded.
func (a *App) server(site string, h http.Handler, conns *guard.Conns) *http.Server {
	return &http.Server{Handler: conns.Pass(h), ErrorLog: logsafe.Server(a.log, site), ConnContext: conns.Context, ConnState: conns.State,
		HTTP2: &http.HTTP2Config{MaxConcurrentStreams: streams, SendPingTimeout: 30 * time.Second, PingTimeout: 15 * time.Second}}
}

// HTTP is the server that carries the pages, with the limits that hold off slow
// clients and storms of connections.
func (a *App) HTTP() *http.Server {
	conns := guard.NewConns(a.limits.Connections, 0, nil, a.Insight.Refused)
	a.Insight.Load(insight.Pages, func() map[string]int { return with(a.Web.Load(), conns) })
	srv := a.server(insight.Pages, a.Web, conns)
	srv.ReadHeaderTimeout, srv.ReadTimeout, srv.WriteTimeout, srv.IdleTimeout, srv.MaxHeaderBytes = web.ReadHeaderTimeout, web.ReadTimeout, web.WriteTimeout, web.IdleTimeout, 64<<10
	return srv
}

// PublicHTTP is the server that carries the public's report form: it takes no file,
// so that its limits are tighter. A reverse proxy of our own may have any number of
// connections.
func (a *App) PublicHTTP() *http.Server {
	conns := guard.NewConns(a.limits.PublicConnections, a.limits.PublicPerAddress, a.proxy, a.Insight.Refused)
	a.Insight.Load(insight.Public, func() map[string]int { return with(a.Public.Load(), conns) })
	srv := a.server(insight.Public, a.Public, conns)
	srv.ReadHeaderTimeout, srv.ReadTimeout, srv.WriteTimeout, srv.IdleTimeout, srv.MaxHeaderBytes = selfreport.ReadHeaderTimeout, selfreport.ReadTimeout, selfreport.WriteTimeout, selfreport.IdleTimeout, selfreport.MaxHeaderBytes
	return srv
}

func with(load map[string]int, conns *guard.Conns) map[string]int {
	load["connections"] = conns.Load()
	return load
}

func (a *App) proxy(from netip.Addr) bool {
	for _, p := range a.proxies {
		if p.Contains(from) {
			return true
		}
	}
	return false
}

// Listeners are where a program serves; nil where it does not.
type Listeners struct{ Pages, Public, Insight net.Listener }

// Serve serves the staff's pages on one listener and the public's form on another,
// as ServeOn does.
func (a *App) Serve(ctx context.Context, l, public net.Listener) error {
	return a.ServeOn(ctx, Listeners{Pages: l, Public: public})
}

// ServeOn serves until ctx ends or one listener fails; then it lets what is under
// way finish. The probes say first that it is ending, and end last.
func (a *App) ServeOn(ctx context.Context, on Listeners) error {
	var servers []*http.Server
	failed := make(chan error, 3)
	serve := func(srv *http.Server, l net.Listener) {
		if l != nil {
			servers = append(servers, srv)
			go func() { failed <- srv.Serve(l) }()
		}
	}
	serve(a.HTTP(), on.Pages)
	serve(a.PublicHTTP(), on.Public)
	serve(&http.Server{Handler: a.Insight, ErrorLog: logsafe.Server(a.log, "insight"), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 20 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10}, on.Insight)
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	a.Insight.Stopping()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	for _, srv := range servers {
		err = errors.Join(err, srv.Shutdown(stop))
	}
	return err
}
