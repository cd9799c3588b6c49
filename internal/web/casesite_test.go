package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"foursight/internal/browsertest"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
)

// Values that stand in one class of field each: where one turns up in a page, that
// class was shown.
const (
	canaryContact   = "01632 960777"
	canaryPlace     = "9 Canary Wharf Row"
	canaryIntel     = "intel-canary: markers at two addresses"
	canarySensitive = "sensitive-canary: she sleeps in her clothes"
)

func londonDay(t testing.TB, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	must(t, err)
	return d
}

// rich records a case with something of everything: conduct with rough and late
// dates, a risk judged below the tool, checks in all states, advice the guidance
// cautions against, a correction, a proposal.
func (s *site) rich() reported {
	s.t.Helper()
	r := s.report("responder", "Ffion Invented")
	pair, victim := casefile.PairID(r.pair), casefile.PersonID(r.victim)
	incident := func(from, to string, ch casefile.Channel, what string, b ...casefile.Behaviour) casefile.Event {
		e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair, Behaviours: b, Channel: fact.Of(ch), Unwanted: fact.Of(true), What: casefile.Text(what), Place: canaryPlace})
		e.Occurred = calendar.Between(londonDay(s.t, from), londonDay(s.t, to))
		return e
	}
	late := incident("2026-10-12", "2026-10-12", casefile.ChanGift, "Flowers left at work with a note.", "gifts", "contacting_work")
	late.Known = s.now.Add(-72 * time.Hour)
	wrong := incident("2026-11-02", "2026-11-02", casefile.ChanInPerson, "Waited outside the library.", "loitering")
	asked := s.event("CheckRequested", casefile.CheckRequested{System: "pnd", On: "actor", Person: casefile.PersonID(r.actor), Asked: "Intelligence bureau", Due: londonDay(s.t, "2026-11-21")})
	orders := s.event("CheckRequested", casefile.CheckRequested{System: "orders", On: "actor"})
	markers := s.event("CheckRequested", casefile.CheckRequested{System: "markers_marac", On: "victim", Person: victim})
	visor := s.event("CheckRequested", casefile.CheckRequested{System: "visor", On: "actor"})
	s.record("responder", r.id,
		s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: victim, SafeNow: fact.Of(true), Where: fact.Of(casefile.Line(canaryPlace))}),
		s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: victim, Channel: fact.Of(casefile.ContactChannel("phone")), Number: fact.Of(casefile.Line(canaryContact)),
			Times: fact.Of(casefile.Line("weekdays 9 to 3")), Message: fact.Of(false), Withheld: fact.Of(true), SuspectSees: "her old e-mail"}),
		s.event("AccountRecorded", casefile.AccountRecorded{Person: victim, Words: "He will not leave me alone. Every day there is something: a message, a call, his car outside. I have stopped going to the pool because he was always there. I don’t want a fuss, I only want it to stop.", Mode: fact.Of(casefile.Mode("in_person"))}),
		incident("2026-09-01", "2026-09-20", casefile.ChanApp, "Messages most evenings after she ended it.", "messages", "contact"), late, wrong,
		incident("2026-11-12", "2026-11-12", casefile.ChanApp, "Eleven messages in one night.", "messages"),
		incident("2026-11-18", "2026-11-19", casefile.ChanInPerson, "Followed her home from the bus.", "following"),
		s.event("AdviceGiven", casefile.AdviceGiven{Person: victim, Codes: []casefile.AdviceCode{casefile.AdvBlock}, ByPolice: fact.Of(true)}),
		asked, orders, markers, visor,
		s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(orders.ID), Result: casefile.NoTrace}),
		s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(markers.ID), Result: casefile.Trace, Summary: canaryIntel}),
		s.event("CheckFailed", casefile.CheckFailed{Check: casefile.CheckID(visor.ID), Why: "The service did not answer."}),
		s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Tool: fact.Of(casefile.Tool("dash")), ToolGrade: fact.Of(casefile.High), Judgement: fact.Of(casefile.Medium),
			Reasons: canarySensitive, VictimAsked: fact.Of(true), VictimView: canarySensitive}),
	)
	s.now = s.now.Add(time.Hour)
	fix := incident("2026-11-03", "2026-11-03", casefile.ChanInPerson, "Waited outside the library.", "loitering")
	fix.Corrects, fix.Reason = wrong.ID, "date misheard"
	s.record("responder", r.id, fix)
	return r
}

// tab is a browser's tab signed in as somebody, and the address of the site.
func (s *site) tab(b *browsertest.Browser, who string, width, height int) (p *browsertest.Page, site string) {
	s.t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/", s.web)
	mux.HandleFunc("GET /test/sign-in", func(w http.ResponseWriter, r *http.Request) {
		sess, err := s.ids.Demonstrate(r.Context(), who, s.now)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		http.SetCookie(w, secret(sessionCookie, sess.Token, 0))
		http.Redirect(w, r, "/", http.StatusSeeOther)
	})
	srv := httptest.NewServer(mux)
	s.t.Cleanup(srv.Close)
	p = b.Page(width, height)
	p.Open(srv.URL + "/test/sign-in")
	return p, srv.URL
}

// casePaths are the pages of a case that everybody who works it opens.
func casePaths(c *client, r reported) []string {
	paths := []string{"", "/people", "/course", "/course?lanes=behaviour", "/checks", "/safety", "/safety/" + r.victim + "/sheet", "/same", "/news", "/offences", "/duties", "/ask", "/history", "/looks", "/glass", "/log-text", "/export", "?as-known=2026-11-20T14:30"}
	for i, p := range paths {
		paths[i] = "/case/" + r.ref + p
	}
	if href, ok := c.get("/case/" + r.ref + "/duties").Find(".fs-why__more a").First().Attr("href"); ok {
		paths = append(paths, href)
	}
	if href, ok := c.get("/case/" + r.ref + "/history").Find(".fs-entry-line a").First().Attr("href"); ok {
		paths = append(paths, href)
	}
	return paths
}

// page is a case as somebody sees it now.
func (s *site) page(who, id string) *casework.CasePage {
	s.t.Helper()
	p, err := s.Case(s.t.Context(), s.as(who), id)
	must(s.t, err)
	return p
}

// entries are every entry of a case, oldest first.
func (s *site) entries(who, id string) []casefile.Event {
	s.t.Helper()
	return s.page(who, id).History
}
