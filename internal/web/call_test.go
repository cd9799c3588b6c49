package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/force"
)

// call asks the box that answers calls.
func (c *client) call(q string) shown {
	c.t.Helper()
	return c.post("/call", url.Values{"q": {q}})
}

// liveCase is Ffion Invented's case with an order on Steven Madeup, bail, a marker
// and a safe contact.
func (s *site) liveCase() reported {
	s.t.Helper()
	r := s.report("responder", "Ffion Invented")
	x, v := casefile.PersonID(r.actor), casefile.PersonID(r.victim)
	day := func(m time.Month, d int) calendar.Date { return calendar.Date{Year: 2026, Month: m, Day: d} }
	s.record("responder", r.id,
		s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: v, Channel: fact.Of(casefile.ContactChannel("phone")), Number: fact.Of(casefile.Line("01632 960777")), Times: fact.Of(casefile.Line("weekdays 9 to 15")), Message: fact.Of(false),
			Withheld: fact.Of(true), CodeWord: "heron", OthersAtHome: "her brother", Cautions: "He reads her email."}),
		s.event("OrderNoted", casefile.OrderNoted{Person: x, Order: fact.Of(casefile.InterimSPO), Terms: []casefile.Line{"Not to approach within 100 m.", "No contact"}, Served: day(11, 2), Until: day(12, 23)}),
		s.event("BailSet", casefile.BailSet{Person: x, Kind: fact.Of(casefile.BailKind("police_before_charge")), Terms: []casefile.BailTerm{"not_to_approach_home"}, Until: day(12, 1)}),
		s.event("MarkerNoted", casefile.MarkerNoted{Person: x, Kind: fact.Of(casefile.MarkerKind("firearms")), What: "licence under review", Held: "Force records"}))
	return r
}

// linesOf are the items of a list of the first case answered.
func linesOf(p shown, list string) []string {
	var out []string
	p.Find(".fs-call").First().Find(list + " li").Each(func(_ int, li *goquery.Selection) {
		out = append(out, strings.Join(strings.Fields(li.Text()), " "))
	})
	return out
}

func TestACallIsAnsweredInWordsWithNoFormBeforeIt(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	h := s.signedIn("handler")
	if action := h.get("/cases").Find("header form.fs-search__form").AttrOr("action", ""); action != "/call" {
		t.Errorf("the box at the top of a call handler's pages asks %s", action)
	}
	p := h.call("07700 900123")
	want := []string{
		"Live interim SPO on Steven Madeup: not to approach within 100 m; no contact, until Wed 23 Dec 2026. Breach: a crime, one act is enough. Arrest.",
		"Live police bail before charge on Steven Madeup: not to approach their home, until Tue 1 Dec 2026. Breach: arrest is possible; by itself it is no crime.",
		"Marker: firearms, Steven Madeup, held in Force records.",
	}
	if got := linesOf(p, ".fs-call__live"); !slices.Equal(got, want) {
		t.Errorf("in force:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	want = []string{"Safe contact for Ffion Invented: Phone, weekdays 9 to 15. Never leave a message. A withheld number frightens them: show ours. He reads her email."}
	if got := linesOf(p, ".fs-call__safe"); !slices.Equal(got, want) {
		t.Errorf("safe contact: %v, want %v", got, want)
	}
	for _, kept := range []string{"01632", "960777", "heron", "brother", "licence under review", "Sample Street", "steve_m"} {
		if strings.Contains(p.body, kept) {
			t.Errorf("the answer holds %q", kept)
		}
	}
	if strings.Contains(p.path, "7700") || strings.Count(p.body, "900123") != 1 {
		t.Errorf("the number stands in %s, and %d times on the page; want only what was typed", p.path, strings.Count(p.body, "900123"))
	}
	log := p.text("#call-log")
	if !strings.Contains(log, "by Hana Example, call handler.") {
		t.Errorf("the text for the log does not say who searched: %s", log)
	}
	for _, line := range append(linesOf(p, ".fs-call__live"), linesOf(p, ".fs-call__safe")...) {
		if !strings.Contains(log, line) {
			t.Errorf("the text for the log lacks %q", line)
		}
	}
	if send := p.Find(".fs-call__ways a").Last(); !strings.HasSuffix(send.AttrOr("href", ""), "/case/"+r.ref+"/record/RespondersSent") {
		t.Errorf("no way to send responders: %s", send.AttrOr("href", ""))
	}
}

func TestWhatWasNeverCheckedIsSaidAndAFailedCheckNeverLooksClear(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	h := s.signedIn("handler")
	open := func() map[string]string {
		out := map[string]string{}
		for _, l := range linesOf(h.call("Ffion Invented"), ".fs-call__open") {
			lead, text, _ := strings.Cut(l, ": ")
			out[lead] = text
		}
		return out
	}
	for _, lead := range []string{"Orders", "Bail", "Markers and MARAC", "Earlier reports"} {
		if got := open()[lead]; got != "not checked on this case." {
			t.Errorf("%s: %q", lead, got)
		}
	}
	if got := open()["Custody"]; got != "no arrest is recorded on this case." {
		t.Errorf("custody: %q", got)
	}
	ask := func(sys casefile.System, on casefile.SubjectKind) casefile.CheckID {
		e := s.event("CheckRequested", casefile.CheckRequested{System: sys, On: on})
		s.record("responder", r.id, e)
		return casefile.CheckID(e.ID)
	}
	orders, bail, markers := ask("orders", "actor"), ask("bail", "actor"), ask("markers_marac", "actor")
	if got := open()["Orders"]; !strings.HasPrefix(got, "asked of the bureau Fri 20 Nov 2026, 14:00, no answer yet") {
		t.Errorf("asked: %q", got)
	}
	s.record("responder", r.id, s.event("CheckFailed", casefile.CheckFailed{Check: orders, Why: "line down"}), s.event("CheckCompleted", casefile.CheckCompleted{Check: bail, Result: casefile.NoTrace}),
		s.event("CheckCompleted", casefile.CheckCompleted{Check: markers, Result: casefile.Trace, Summary: "held a shotgun"}))
	ask("previous_reports", "victim")
	got := open()
	for lead, want := range map[string]string{"Orders": "the check failed Fri 20 Nov 2026, 14:00: not known either way.", "Bail": "checked Fri 20 Nov 2026, 14:00, nothing found then.",
		"Markers and MARAC": "checked Fri 20 Nov 2026, 14:00, something found, see the case. Not checked on Ffion Invented.", "Earlier reports": "not checked on the suspect; on the victim, asked of the bureau Fri 20 Nov 2026, 14:00, no answer yet."} {
		if got[lead] != want {
			t.Errorf("%s: %q, want %q", lead, got[lead], want)
		}
	}
	miss := h.call("Zoe Nowhere").text("main")
	if !strings.Contains(miss, "It does not mean that there is no order") {
		t.Errorf("a miss says %q", miss)
	}
}

func TestCustodyIsSaidWithTheReleaseAsFarAsItIsKnown(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	arrest := s.event("SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(r.actor), Station: "Fernham"})
	s.record("responder", r.id, arrest)
	h := s.signedIn("handler")
	says := func() string { return linesOf(h.call("Steven Madeup"), ".fs-call__live")[0] }
	const held = "In custody: Steven Madeup, arrested Fri 20 Nov 2026, 14:00 at Fernham; "
	if got := says(); got != held+"nobody has asked when they leave." {
		t.Error(got)
	}
	plan := func(at fact.Answer[calendar.Interval]) {
		s.record("responder", r.id, s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest.ID), At: at, How: fact.Of(casefile.ReleaseKind("bail_with_conditions"))}))
	}
	plan(fact.Answer[calendar.Interval]{Status: fact.AskedNotKnown})
	if got := says(); got != held+"when they leave was asked and is not known, on bail with conditions." {
		t.Error(got)
	}
	plan(fact.Of(calendar.At(s.now.Add(2 * time.Hour))))
	if got := says(); got != held+"release planned Fri 20 Nov 2026, 16:00, on bail with conditions." {
		t.Error(got)
	}
	s.now = s.now.Add(3 * time.Hour)
	h = s.signedIn("handler")
	if got := says(); got != held+"release was planned for Fri 20 Nov 2026, 16:00, on bail with conditions, and none is recorded." {
		t.Error(got)
	}
	s.record("responder", r.id, s.event("SuspectReleased", casefile.SuspectReleased{Arrest: casefile.ArrestID(arrest.ID), How: fact.Of(casefile.ReleaseKind("under_investigation"))}))
	p := h.call("Steven Madeup")
	if live, open := linesOf(p, ".fs-call__live"), linesOf(p, ".fs-call__open"); len(live) > 0 || open[4] != "Custody: Steven Madeup left custody Fri 20 Nov 2026, 17:00, released under investigation." {
		t.Errorf("released: %v, %v", live, open)
	}
}

func TestEarlierReportsAreSaidInBothDirectionsAndBothRoles(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented") // of Steven Madeup
	again := s.report("other", "Ffion Invented")
	reverse := s.between("other", "Steven Madeup", "Ffion Invented")
	third := s.between("other", "Nia Elsewhere", "Steven Madeup")
	p := s.signedIn("handler").call("07700 900123")
	says := p.text(`section[aria-labelledby="reports-title"]`)
	for _, want := range []string{"As victim, of Steven Madeup (former partner), 2 reports:", "As suspect, towards Steven Madeup: " + reverse.ref, "Reports go both ways between Ffion Invented and Steven Madeup."} {
		if !strings.Contains(says, want) {
			t.Errorf("earlier reports lack %q: %s", want, says)
		}
	}
	if !strings.Contains(says, r.ref) || !strings.Contains(says, again.ref) || !strings.Contains(says, "As suspect, towards Nia Elsewhere: "+third.ref) {
		t.Errorf("earlier reports of Ffion: %s; want %s and %s, and of Steven %s", says, r.ref, again.ref, third.ref)
	}
	two := s.signedIn("handler").call("Ffion Invented and Steven Madeup").text(`section[aria-labelledby="reports-title"]`)
	if !strings.Contains(two, "As suspect, towards Nia Elsewhere: "+third.ref) || strings.Count(two, reverse.ref) != 1 {
		t.Errorf("of both: %s; want the third report, and each between them once", two)
	}
}

// between records one person's report of another.
func (s *site) between(by, victim, actor string) reported {
	s.t.Helper()
	person := func(name string, role casefile.PersonRole) casefile.Event {
		return s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{role}, Details: casefile.Details{Name: fact.Of(casefile.Line(name))}})
	}
	v, x := person(victim, casefile.Victim), person(actor, casefile.Suspect)
	r := reported{id: newEntryID(), ref: casework.NewRef(s.now), victim: v.ID, actor: x.ID}
	p := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(x.ID)})
	r.pair = p.ID
	s.record(by, r.id, s.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(r.ref), Unit: "south"}), v, x, p)
	return r
}

func TestAnInvestigatorElsewhereIsToldThatTermsAreWithheld(t *testing.T) {
	s := newSite(t)
	s.liveCase()
	s.report("other", "Somebody Else")
	must(t, s.RecordStaff(t.Context(), "system", elsewhere()))
	_, err := s.ids.Create(t.Context(), "elsewhere", "elsewhere@fernshire.example.org", s.now)
	must(t, err)
	p := s.signedIn("elsewhere").call("07700 900123")
	live, safe := strings.Join(linesOf(p, ".fs-call__live"), " "), strings.Join(linesOf(p, ".fs-call__safe"), " ")
	if !strings.Contains(live, "Live interim SPO on Steven Madeup: terms withheld from you, until") || strings.Contains(p.body, "100 m") || !strings.Contains(safe, "recorded, and withheld from you") {
		t.Errorf("in force %s, safe contact %s", live, safe)
	}
}

func TestOneLookNamesEveryCaseOfAnAnswer(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.world()
	p.looks()
	to := p.ask("r-call_handler", "POST", "/call", url.Values{"q": {"FE1 2AB"}}).header.Get("Location")
	p.looks()
	p.ask("r-call_handler", "GET", to, nil)
	got := p.looks()
	if len(got) != 1 || len(got[0].Cases) != 5 || got[0].Outcome != "shown" || got[0].Route != "GET /call/{id}" || got[0].Reason == "" {
		t.Errorf("looks %+v, want one that names the five cases open to the force", got)
	}
}

// What is told beyond the facts of a case is told by a look that says so, on the page
// of a call for news and on home alike.
func TestALookAtWhatTheControlRoomIsToldSaysWhy(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	far := p.plant("far", "south", "other")
	p.ask("r-call_handler", "GET", "/", nil)
	if got := p.looks(); len(got) == 0 || got[len(got)-1].Reason != "" {
		t.Errorf("before anything was found the look at home is %+v", got)
	}
	p.ask("r-call_handler", "GET", "/case/"+far.ref+"/news", nil)
	p.ask("r-call_handler", "GET", "/", nil)
	got := p.looks()
	for _, l := range got {
		if l.Reason != toldOnCall || !slices.ContainsFunc(l.Cases, func(c casework.LookedAt) bool { return c.ID == far.id && c.Version > 0 }) {
			t.Errorf("%s: reason %q, cases %v", l.Route, l.Reason, l.Cases)
		}
	}
	if len(got) != 2 {
		t.Errorf("%d looks, want the page for news and home", len(got))
	}
}

func TestAReportTakenOnACallCarriesTheParties(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	h := s.signedIn("handler")
	take := func(p shown, n int) shown {
		t.Helper()
		f := p.Find(`form[action$="/report"]`).Eq(n)
		next := h.post(f.AttrOr("action", ""), filled(f))
		if next.status != http.StatusOK || !strings.HasPrefix(next.path, "/report/") {
			t.Fatalf("taking a report leads to %s with %d", next.path, next.status)
		}
		for _, said := range []string{"Ffion", "900123", "Nowhere", r.ref} {
			if strings.Contains(next.path, said) {
				t.Errorf("%q stands in the address %s", said, next.path)
			}
		}
		return next
	}
	draft := func(p shown) url.Values {
		d, ok, err := s.LoadDraft(t.Context(), "handler", strings.Split(p.path, "/")[2])
		must(t, err)
		if !ok {
			t.Fatal("no draft")
		}
		return url.Values(d.Fields)
	}
	got := draft(take(h.call("07700 900123"), 0))
	if got.Get("v.details.name") != "Ffion Invented" || got.Get("x.details.name") != "Steven Madeup" || got.Get("v.details.phones") != "07700 900123" || got.Get("l.relationship") != "former_partner" {
		t.Errorf("from a case the report carries %v", got)
	}
	if got := draft(take(h.call("07700 900123"), 1)); got.Get("v.details.name") != "" || got.Get("v.details.phones") != "07700 900123" {
		t.Errorf("of somebody else it carries %v", got)
	}
	if got := draft(take(h.call("@steve_m_1"), 0)); got.Get("x.details.handles") != "@steve_m_1" || got.Get("v.details.handles") != "" {
		t.Errorf("an account goes to whose it is: %v", got)
	}
	for typed, want := range map[string]url.Values{
		"Zoe Nowhere and Ned Nowhere": {"_n1.details.name": {"Zoe Nowhere"}, "_n2.details.name": {"Ned Nowhere"}, "v.details.name": nil, "x.details.name": nil}, "01632 960999": {"v.details.phones": {"01632 960999"}},
		"zoe@example.org": {"v.details.emails": {"zoe@example.org"}}, "AB12 CDE": {"x.details.vehicles": {"AB12 CDE"}}, "9 Nowhere Road": {"v.details.addresses": {"9 Nowhere Road"}},
		"FN/0042": {"r.external[0].number": {"FN/0042"}}, "FPC-2611-9999": {"r.external[0].number": {"FPC-2611-9999"}},
		"07700 900999 Jodie Nowhere":                     {"v.details.phones": {"07700 900999"}, "v.details.name": {"Jodie Nowhere"}, "v.details.addresses": nil, "a.words": nil},
		"Jodie Nowhere, +44 7700 900999 and Ned Nowhere": {"_n1.details.phones": {"+44 7700 900999"}, "_n1.details.name": {"Jodie Nowhere"}, "_n2.details.name": {"Ned Nowhere"}},
		"Flat 2, 9 Nowhere Road FE9 9ZZ":                 {"v.details.addresses": {"Flat 2, 9 Nowhere Road FE9 9ZZ"}},
		"07700 900999 Jodie, seen 2 days ago at 14":      {"a.words": {"07700 900999 Jodie, seen 2 days ago at 14"}, "v.details.addresses": nil, "v.details.name": nil}} {
		got := draft(take(h.call(typed), 0))
		for name, v := range want {
			if !slices.Equal(got[name], v) {
				t.Errorf("%q: %s is %v, want %v", typed, name, got[name], v)
			}
		}
	}
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	to := h.call("Zoe Nowhere").path
	if p := h.post(to+"/report", url.Values{"case": {r.ref}}); p.status != http.StatusNotFound {
		t.Errorf("a report with the parties of a case that is not there: %d", p.status)
	}
	if p := s.signedIn("responder").post(to+"/report", nil); p.status != http.StatusNotFound {
		t.Errorf("a report on another's call: %d", p.status)
	}
}

// elsewhere is an investigator of a unit that holds none of the cases.
func elsewhere() force.Staff {
	return force.Staff{ID: "elsewhere", Name: "Elin Elsewhere", Title: "DC", Unit: "east", Demo: true,
		Roles: []force.Held{{Role: casefile.Investigator, From: calendar.Date{Year: 2020, Month: 1, Day: 1}}}}
}
