// Package web shows the product to people: routes, pages and forms, drawn on the
// server, working without script.
//
// Boundary: it turns requests into values for casework and values from casework
// into pages. It decides nothing about cases; what a page may contain was settled
// by access.View before it got here.
//
// Threat: a page reaching a browser whose looking was not recorded, or holding
// what its reader may not see. So pages are drawn to a buffer, the look is made
// durable, and only then is anything sent; and every route names its action,
// object, log kind and field classes or the program does not start.
package web

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"foursight/internal/casework"
	"foursight/internal/questionnaire"
	"foursight/internal/signin"
	"foursight/internal/web/assets"
	"foursight/internal/web/guard"
	"foursight/internal/words"
)

// Server is the web face of one service.
type Server struct {
	svc       *casework.Service
	ids       *signin.Service
	words     *words.Book
	tools     questionnaire.Set
	log       *slog.Logger
	demo      bool
	build     string
	away      string         // where Exit this page leads
	mostAsked int            // how many cases with a question to somebody a home goes through
	pages     *http.ServeMux // the routes alone
	gate      *guard.Gate
	busy      [turnedKinds]drawnBefore // pages of those turned away
	class     map[string]guard.Class   // of each route, by its pattern
	mux       http.Handler             // with what every request passes through
}

// Options configure a Server.
type Options struct {
	Demo  bool   // marks every page, allows one-click sign-in
	Build string // version shown in the footer
	Log   *slog.Logger
	Tools questionnaire.Set // risk tools whose questions can be answered here
	// Away is the harmless page that Exit this page leads to; a weather page when
	// empty.
	Away string
	// Answered, when set, is told of every request that was answered.
	Answered func(guard.Answered)
	// Limits are how much is done at once; what is not set follows from the machine.
	Limits guard.Limits
}

// New wires the routes. It fails when a route lacks a declaration.
func New(svc *casework.Service, ids *signin.Service, opt Options) (*Server, error) {
	s := &Server{svc: svc, ids: ids, words: words.For("en"), tools: opt.Tools, log: opt.Log, demo: opt.Demo, build: opt.Build, away: cmp.Or(opt.Away, harmless), mostAsked: askedLimit}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := words.Check(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	mux := http.NewServeMux()
	s.pages, s.class = mux, map[string]guard.Class{}
	for _, r := range s.routes() {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		mux.Handle(r.method+" "+r.path, s.serve(r))
		s.class[r.method+" "+r.path] = placeOf(r)
	}
	if err := s.urgentAreRoutes(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	mux.Handle(assets.Prefix, assets.Handler())
	s.class[assets.Prefix] = guard.Free
	mux.Handle("/", s.serve(route{method: "GET", path: "/", action: "", handle: s.nothing}))
	if opt.Answered == nil {
		opt.Answered = func(guard.Answered) {}
	}
	var err error
	if s.busy, err = s.turnedPages(); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s.gate = guard.NewGate(opt.Limits.For(runtime.GOMAXPROCS(0), 1024), s.turned)
	// What another site made a browser send is not read, and so not given back to be
	// sent again.
	foreign := func(*http.Request) guard.Planned { return guard.Planned{Class: guard.Read, Route: guard.NoRoute} }
	elsewhere := s.gate.Pass(s.serve(route{handle: s.crossOrigin}), foreign)
	pages := guard.Headers(guard.OwnForms(s.gate.Pass(mux, s.planned), elsewhere))
	s.mux = guard.Watched(pages, s.log, opt.Answered, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "Sorry, something went wrong. Nothing you typed is lost: go back and try again, or ring the service desk and quote "+guard.Of(r.Context()).ID+".", http.StatusInternalServerError)
	}))
	return s, nil
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Load is how many requests of each class are under way.
func (s *Server) Load() map[string]int { return s.gate.Load() }

// Timeouts for the http.Server that carries a Server. The gate gives each request
// its own: ReadTimeout is for what does not come as far, WriteTimeout for how long an
// answer may take to begin.
const (
	ReadHeaderTimeout = 10 * time.Second
	ReadTimeout       = 30 * time.Second
	WriteTimeout      = 5 * time.Minute
	IdleTimeout       = 60 * time.Second
)
