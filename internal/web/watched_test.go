package web

import (
	"net/http"
	"strings"
	"testing"

	"foursight/internal/web/guard"
)

// What is told of a request, and its line in the log, name its route and never its
// address; a handler that panics is answered, without what it panicked with.
func TestARequestIsToldByItsRouteAlone(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	var told []guard.Answered
	served := guard.Watched(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/panics" {
			panic("zqowncontact Street")
		}
		p.web.pages.ServeHTTP(w, r)
	}), p.web.log, func(a guard.Answered) { told = append(told, a) }, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.Error(w, "sorry", 500) }))
	whole := p.web.mux
	p.web.mux = served
	defer func() { p.web.mux = whole }()
	for _, path := range []string{"/case/" + c.ref, "/case/" + c.ref + "?q=zqowncontact", "/no/such/" + c.ref, "/panics"} {
		p.ask("responder", "GET", path, nil)
	}
	want := []struct {
		route, class string
		status       int
	}{{"GET /case/{ref}", "police", 200}, {"GET /case/{ref}", "police", 200}, {"/", "police", 404}, {guard.NoRoute, "nobody", 500}}
	for i, w := range want {
		if i >= len(told) || told[i].Route != w.route || told[i].Class != w.class || told[i].Status != w.status || told[i].ID == "" {
			t.Fatalf("told %+v, want %+v", told, want)
		}
	}
	log := p.log.String()
	if strings.Count(log, "msg=request") != len(want) || !strings.Contains(log, "panicked") {
		t.Errorf("log: %s", log)
	}
	for _, private := range []string{c.ref, c.id, "zqown", "responder"} {
		if strings.Contains(log, private) {
			t.Errorf("the log holds %q", private)
		}
	}
}
