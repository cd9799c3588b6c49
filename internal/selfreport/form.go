package selfreport

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime"
	"sync"
	"time"

	"foursight/internal/casework"
	"foursight/internal/logsafe"
	"foursight/internal/web/assets"
	"foursight/internal/web/guard"
	"foursight/internal/web/ui"
	"foursight/internal/words"
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
	Limits  guard.Limits // how much is done at once; what is not set follows from the machine
	// Answered, when set, is told of every request that was answered.
	Answered func(guard.Answered)
}

// Form is the public's report form. It is an http.Handler, safe for concurrent use.
type Form struct {
	drop  Drop
	opt   Options
	seal  sealer
	says  words.SelfReport
	asked *limiter // pages
	sent  *limiter // reports
	gate  *guard.Gate
	mux   http.Handler
	drawn sync.Map // pages of those turned away, by what they say
}

// Largest body taken, in bytes: every answer at its longest, sealed, and once more
// as it is typed.
const maxBody = 256 << 10

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
	if opt.Answered == nil {
		opt.Answered = func(guard.Answered) {}
	}
	f := &Form{drop: drop, opt: opt, says: words.For("en").SelfReport(),
		asked: newLimiter(opt.Pace.Pages, opt.Pace.PageEvery), sent: newLimiter(opt.Pace.Reports, opt.Pace.ReportEvery)}
	var err error
	if f.seal, err = newSealer(opt.Key); err != nil {
		return nil, err
	}
	if err := worded(f.says); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", f.start)
	mux.HandleFunc("GET /report", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusSeeOther) })
	mux.HandleFunc("POST /report", f.step)
	mux.HandleFunc("GET /leave", f.leave)
	mux.Handle(assets.Prefix, assets.Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		f.send(w, http.StatusNotFound, f.again(f.says.Notices.NotFound))
	})
	elsewhere := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.send(w, http.StatusForbidden, f.again(f.says.Notices.Elsewhere))
	})
	f.gate = guard.NewGate(opt.Limits.For(runtime.GOMAXPROCS(0), 1024), f.turned)
	plan := func(r *http.Request) guard.Planned {
		_, pattern := mux.Handler(r)
		if pattern == assets.Prefix {
			return guard.Planned{Route: pattern}
		}
		return guard.Planned{Class: guard.Public, Route: pattern, Body: maxBody}
	}
	// What another site made a browser send is not read, and so not given back to be
	// sent again.
	foreign := func(*http.Request) guard.Planned { return guard.Planned{Class: guard.Public, Route: guard.NoRoute} }
	pages := guard.Headers(f.bounded(guard.OwnForms(f.gate.Pass(mux, plan), f.gate.Pass(elsewhere, foreign))))
	f.mux = guard.Watched(pages, opt.Log, opt.Answered, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, f.says.NotShown, http.StatusInternalServerError)
	}))
	return f, nil
}

func (f *Form) ServeHTTP(w http.ResponseWriter, r *http.Request) { f.mux.ServeHTTP(w, r) }

// Load is how many requests are under way.
func (f *Form) Load() map[string]int {
	return map[string]int{string(guard.Public): f.gate.Load()[string(guard.Public)]}
}

// bounded refuses what one address asks too often for.
func (f *Form) bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if wait, ok := f.asked.take(f.source(r), f.opt.Now()); !ok {
			f.tooMany(w, wait)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// turned is the page of somebody there was no room for. What they typed goes on in
// it, to be sent again with one press.
func (f *Form) turned(w http.ResponseWriter, r *http.Request, t guard.Turned) {
	wait := f.seconds(t.Wait)
	said, err := url.ParseQuery(string(t.Form))
	if r.Method != http.MethodPost {
		f.sendDrawn(w, http.StatusServiceUnavailable, "busy "+t.Wait.String(), func() ui.Page { return f.again(f.says.Notices.Busy, "wait", wait) })
		return
	}
	page := f.notice(f.says.Notices.Busy, "wait", wait)
	if t.Form != nil && err == nil {
		page.Body = ui.Stack{page.Body, part("resend", resent{said, f.says.Buttons.Again})}
	}
	f.send(w, http.StatusServiceUnavailable, page)
}

// resent is a form that goes out again as it came.
type resent struct {
	Said  url.Values
	Again string
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

// sendDrawn sends a page that is drawn once: there may be thousands to turn away, who
// must not take the time of those who are served. says tells such pages apart; there
// are few of them.
func (f *Form) sendDrawn(w http.ResponseWriter, status int, says string, page func() ui.Page) {
	body, ok := f.drawn.Load(says)
	if !ok {
		text, err := f.drawPage(page())
		if err != nil {
			f.notDrawn(w, err)
			return
		}
		body, _ = f.drawn.LoadOrStore(says, text)
	}
	sendHTML(w, status, body.([]byte))
}

// send draws a page whole before any of it is sent.
func (f *Form) send(w http.ResponseWriter, status int, page ui.Page) {
	body, err := f.drawPage(page)
	if err != nil {
		f.notDrawn(w, err)
		return
	}
	sendHTML(w, status, body)
}

func (f *Form) notDrawn(w http.ResponseWriter, err error) {
	f.opt.Log.Error("public page could not be drawn", logsafe.Err(err))
	http.Error(w, f.says.NotShown, http.StatusInternalServerError)
}

func sendHTML(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(body) // a browser that went away is not our failure
}

func (f *Form) drawPage(page ui.Page) ([]byte, error) {
	page.ServiceName, page.Demo, page.Narrow = f.opt.Force, f.opt.Demo, true
	page.Exit = &ui.ExitThisPage{RedirectURL: "/leave"}
	page.Title = cmp.Or(page.Title, page.Heading)
	var body bytes.Buffer
	err := ui.Render(&body, page)
	return body.Bytes(), err
}
