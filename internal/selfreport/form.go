package selfreport

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"foursight/internal/casework"
	"foursight/internal/web/assets"
	"foursight/internal/web/guard"
	"foursight/internal/web/ui"
)

// Drop takes a report and gives nothing of any other back: casework.Service.
type Drop interface {
	ReceiveOnline(context.Context, casework.OnlineReport) (casework.OnlineReceipt, error)
}

// Options configure a Form. The zero value of all but Force and Key has a use.
type Options struct {
	Force   string           // "Fernshire Police"
	Key     [32]byte         // seals the answers a page carries
	Demo    bool             // marks every page as invented
	Away    string           // the harmless page Exit this page leads to; a weather page when empty
	Proxies []netip.Prefix   // reverse proxies whose X-Forwarded-For is believed
	Pace    Pace             // how much one address may ask for
	Now     func() time.Time // the machine's clock when nil
	Log     *slog.Logger
}

// Form is the public's report form. It is an http.Handler, safe for concurrent use.
type Form struct {
	drop  Drop
	opt   Options
	seal  sealer
	asked *limiter // pages
	sent  *limiter // reports
	busy  chan struct{}
	mux   http.Handler
}

// Largest body taken, in bytes: every answer at its longest, sealed, and once more
// as it is typed.
const maxBody = 256 << 10

// maxBusy is how many requests are answered at once.
const maxBusy = 64

// Timeouts and header size for the http.Server that carries a Form. No file is
// ever sent to it.
const (
	ReadHeaderTimeout = 5 * time.Second
	ReadTimeout       = 20 * time.Second
	WriteTimeout      = 20 * time.Second
	IdleTimeout       = 30 * time.Second
	MaxHeaderBytes    = 16 << 10
)

// New wires the form.
func New(drop Drop, opt Options) (*Form, error) {
	opt.Away = cmp.Or(opt.Away, guard.Harmless)
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if opt.Now == nil {
		opt.Now = time.Now
	}
	opt.Pace = opt.Pace.withDefaults()
	f := &Form{drop: drop, opt: opt, busy: make(chan struct{}, maxBusy),
		asked: newLimiter(opt.Pace.Pages, opt.Pace.PageEvery), sent: newLimiter(opt.Pace.Reports, opt.Pace.ReportEvery)}
	var err error
	if f.seal, err = newSealer(opt.Key); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", f.start)
	mux.HandleFunc("GET /report", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) })
	mux.HandleFunc("POST /report", f.step)
	mux.HandleFunc("GET /leave", f.leave)
	mux.Handle(assets.Prefix, assets.Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { f.send(w, http.StatusNotFound, f.notFound()) })
	elsewhere := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { f.send(w, http.StatusForbidden, f.fromElsewhere()) })
	f.mux = guard.Headers(f.bounded(guard.OwnForms(mux, elsewhere)))
	return f, nil
}

func (f *Form) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.mux.ServeHTTP(w, r) }

// bounded refuses what one address asks too often for, what is too large and what
// comes while too much is under way.
func (f *Form) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait, ok := f.asked.take(f.source(r), f.opt.Now()); !ok {
			f.tooMany(w, wait)
			return
		}
		select {
		case f.busy <- struct{}{}:
			defer func() { <-f.busy }()
		default:
			f.tooMany(w, time.Minute)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r)
	})
}

// browserCookie binds the answers a page carries to the browser they were typed in.
const browserCookie = "__Host-report"

// leave takes the cookie, without which no page of the form can be opened again,
// and leads away. A link must work without script; asked for from another site, it
// only leads away.
func (f *Form) leave(w http.ResponseWriter, r *http.Request) {
	if guard.FromHere(r) {
		http.SetCookie(w, guard.Secret(browserCookie, "", -1))
	}
	http.Redirect(w, r, f.opt.Away, http.StatusSeeOther)
}

// send draws a page whole before any of it is sent.
func (f *Form) send(w http.ResponseWriter, status int, page ui.Page) {
	page.ServiceName, page.Demo, page.Narrow = f.opt.Force, f.opt.Demo, true
	page.Exit = &ui.ExitThisPage{RedirectURL: "/leave"}
	page.Title = cmp.Or(page.Title, page.Heading)
	var body bytes.Buffer
	if err := ui.Render(&body, page); err != nil {
		f.opt.Log.Error("public page could not be drawn", "err", err)
		http.Error(w, "This page could not be shown. In danger now, call 999. Otherwise call 101.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(body.Bytes()) // a browser that went away is not our failure
}
