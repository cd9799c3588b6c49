package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
)

// firstLine is what home says to do next, in words.
func firstLine(p shown) string { return p.text(".fs-next") }

// busySite has a case for each role to act on.
func busySite(t *testing.T) (s *site, taken, held, asked, walled reported, item string) {
	t.Helper()
	s = newSite(t)
	taken = s.report("responder", "Ffion Invented")
	held = s.report("detective", "Gwen Invented")
	asked = s.report("detective", "Mali Invented")
	s.record("detective", asked.id, s.event("RegistrarAsked", casefile.RegistrarAsked{Pair: casefile.PairID(asked.pair)}))
	walled = s.report("responder", "Nia Invented")
	s.record("responder", walled.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	advice := s.event("AdviceGiven", casefile.AdviceGiven{Codes: []casefile.AdviceCode{"keep_log"}})
	s.record("detective", held.id, advice)
	s.record("detective", held.id, s.event("ItemShared", casefile.ItemShared{Partner: "harbour", Item: casefile.Line(advice.ID),
		Purpose: "to plan her safety", Expires: calendar.Date{Year: 2026, Month: 12, Day: 1}}))
	return s, taken, held, asked, walled, advice.ID
}

func TestTheFirstLineOfHomeIsTheNextThingToDoForEachRole(t *testing.T) {
	s, taken, held, asked, walled, _ := busySite(t)
	unitRef := map[string]bool{taken.ref: true, held.ref: true, asked.ref: true}
	tests := []struct {
		who, href string
		want      []string
	}{
		{"responder", "/record/ImmediateSafetyRecorded", []string{"safe and well", taken.ref, "Ffion Invented", "APP", "4.1", "Why?", "now"}},
		{"detective", "/record/ImmediateSafetyRecorded", []string{"safe and well", "Invented", "APP", "Why?"}},
		{"sergeant", "/case/", []string{"See that the risk is judged", "Invented", "held by", "APP", "4.2", "Why?"}},
		{"registrar", "/record/RegistrarRuled?pair=" + asked.pair, []string{"Ruling", "asked by DC Dilys Example", asked.ref, "Mali Invented", "1.3"}},
		{"standards", walled.ref + "/looks", []string{"restricted case", walled.ref, "Nia Invented"}},
		{"admin", "/staff", []string{"Look after staff"}},
		{"advocate", "/shared", []string{"shared with you", held.ref, "until Mon 30 Nov 2026"}},
	}
	for _, tt := range tests {
		p := s.signedIn(tt.who).get("/")
		got := firstLine(p)
		for _, w := range tt.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: first line %q, want it to say %q", tt.who, got, w)
			}
		}
		if href, _ := p.Find(".fs-next__do").Attr("href"); !strings.Contains(href, tt.href) {
			t.Errorf("%s: the way to do it is %q, want %q in it", tt.who, href, tt.href)
		}
		if p.Find("main h1").Length() != 1 || p.Find("main h1").NextAll().First().HasClass("fs-next") == false {
			t.Errorf("%s: the next thing to do does not come first", tt.who)
		}
	}
	if got := firstLine(s.signedIn("sergeant").get("/")); !unitRef[regexp.MustCompile(`FS-\d\d-\w+`).FindString(got)] {
		t.Errorf("the supervisor's first case is not of the unit: %q", got)
	}
}

func TestHomeWithNothingToDoSaysSo(t *testing.T) {
	s := newSite(t)
	for who, want := range map[string]string{
		"responder": "Nothing is due on your cases", "detective": "Nothing is due on your cases", "sergeant": "Nothing in your units needs you now",
		"registrar": "No ruling is waiting", "standards": "No restricted case names you", "admin": "Look after staff", "advocate": "Nothing is shared",
	} {
		if got := firstLine(s.signedIn(who).get("/")); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", who, got, want)
		}
	}
}

func TestWhatIsDoneLeavesTheFirstLine(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	s.record("responder", r.id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{SafeNow: fact.Of(true)}))
	got := firstLine(c.get("/"))
	if strings.Contains(got, "safe and well") || got == "" {
		t.Errorf("after the victim was recorded safe: %q", got)
	}
}

func TestTheChecksOfOneCaseAreOneLine(t *testing.T) {
	s := newSite(t)
	s.report("responder", "Ffion Invented")
	p := s.signedIn("responder").get("/")
	if n := strings.Count(p.Find(".fs-todo__say").Text(), "background checks that are still to do"); n != 1 {
		t.Errorf("%d lines of checks, want 1", n)
	}
	if n := p.Find(".fs-duties--now li").Length(); n > deskLines {
		t.Errorf("%d lines under Now", n)
	}
}

func TestWhatWaitsIsShownToBothSides(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective", NotDone: "see the neighbour"}))
	if got := s.signedIn("responder").get("/").text("main"); !strings.Contains(got, "waits for DC Dilys Example to accept it") {
		t.Errorf("the one who handed over is not told that it waits: %s", got)
	}
	if p := s.signedIn("responder").get("/"); p.Find("main a[href*='/record/HandoverAccepted']").Length() != 0 {
		t.Error("the one who handed over is offered a form only the other can use")
	}
	s.report("detective", "Mali Invented") // a duty of safety, which the hand-over stands above
	p := s.signedIn("detective").get("/")
	if got := firstLine(p); !strings.Contains(got, "Accept the case handed over to you by PC Rhian Example") || !strings.Contains(got, "left to do: see the neighbour") {
		t.Errorf("the first line of the one it was handed to is %q", got)
	}
	if href, _ := p.Find(".fs-next__do").Attr("href"); p.text(".fs-next__do") != "Accept" || !strings.Contains(href, "/record/HandoverAccepted?handover=") {
		t.Errorf("the way to accept is %q", href)
	}
	s.report("detective", "Gwen Invented") // no risk judged: less than what waits for a decision
	s.record("responder", r.id, s.event("CaseClosed", casefile.CaseClosed{Outcome: fact.Of(casefile.CloseOutcome("duplicate"))}))
	if got := firstLine(s.signedIn("sergeant").get("/")); !strings.Contains(got, "confirm or return") || !strings.Contains(got, "Closing: already held as another case, proposed by PC Rhian Example") || !strings.Contains(got, r.ref) {
		t.Errorf("the supervisor's first line is %q", got)
	}
}

func TestALimitWithinThirtyDaysStandsOnHome(t *testing.T) {
	s := newSite(t)
	r := s.report("detective", "Ffion Invented")
	e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Unwanted: fact.Of(true)})
	e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 6, Day: 10})
	s.record("detective", r.id, e)
	if got := s.signedIn("detective").get("/").text("main"); !strings.Contains(got, "Thu 10 Dec 2026") || !strings.Contains(got, "20 days left") {
		t.Errorf("home does not show the limit of 10 December: %s", got)
	}
}

// What somebody is told waits until their own home page is shown to them, and what
// comes after waits again.
func TestANoticeWaitsUntilItsReaderOpensHome(t *testing.T) {
	s := newSite(t)
	waiting := func(want int, when string) {
		t.Helper()
		st, err := s.Standing(t.Context())
		must(t, err)
		if st.Notices != want {
			t.Errorf("%s %d notices wait, want %d", when, st.Notices, want)
		}
	}
	guarded := func() {
		r := s.report("responder", "Nia Invented")
		s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	}
	waiting(0, "before anything")
	guarded()
	st, err := s.Standing(t.Context())
	must(t, err)
	if st.Notices == 0 {
		t.Fatal("a guardian was told nothing: the test would prove nothing")
	}
	n := st.Notices
	s.signedIn("responder").get("/")
	waiting(n, "after another's home page")
	s.signedIn("standards").get("/")
	waiting(0, "after the guardian's home page")
	guarded()
	waiting(n, "after another case")
}

func TestADraftIsOfferedAgain(t *testing.T) {
	s := newSite(t)
	r := s.report("detective", "Ffion Invented")
	must(t, s.SaveDraft(t.Context(), "detective", casework.Draft{ID: "00112233445566778899aabbccddeeff", CaseID: r.id, Kind: "RiskAssessed"}))
	p := s.signedIn("detective").get("/")
	if got := p.text("main"); !strings.Contains(got, "Carry on where you left off (1)") {
		t.Errorf("no draft offered: %s", got)
	}
	if p.Find("main a[href='/case/"+r.ref+"/record/RiskAssessed?draft=00112233445566778899aabbccddeeff']").Length() != 1 {
		t.Error("the draft does not lead back to its form")
	}
}

func TestAGuardianOfAnotherRoleIsToldToo(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Nia Invented")
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "sergeant"}))
	if got := s.signedIn("sergeant").get("/").text("main"); !strings.Contains(got, guardedHeading+" (1)") || !strings.Contains(got, r.ref) {
		t.Errorf("a supervisor who guards a case does not see it: %s", got)
	}
	if got := s.signedIn("responder").get("/").body; strings.Contains(got, r.ref) {
		t.Error("the one who took the report, now outside, still sees it on home")
	}
}

func TestAnOutsidersSearchReachesTheGuardian(t *testing.T) {
	s, _, _, _, walled, _ := busySite(t)
	p := s.signedIn("other").search("Nia Invented")
	if strings.Contains(p.body, walled.ref) {
		t.Fatal("an outsider finds the restricted case")
	}
	guardian := s.signedIn("standards")
	var got string
	for range 50 { // the alert follows the search; nobody waits for it
		if got = firstLine(guardian.get("/")); strings.Contains(got, "searched for what it holds") {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !strings.Contains(got, "searched for what it holds") || !strings.Contains(got, walled.ref) {
		t.Errorf("the guardian's first line is %q", got)
	}
}

// readable are the addresses of the pages of these files, with who may read them.
func readable(s *site, search string) map[string][]string {
	police := []string{"handler", "responder", "other", "detective", "sergeant", "registrar", "standards"}
	all := append([]string{"admin", "advocate"}, police...)
	return map[string][]string{
		"/": all, "/cases": police, "/cases?show=all": police, "/cases?show=unit&stage=report&grade=high": police, "/cases?show=closed": police,
		"/search": police, search: {"responder"}, "/guidance": all, "/guidance/readings": all, "/guidance/safety.first": all,
		"/shared": {"advocate"}, "/staff": {"admin"}, "/staff/new": {"admin"}, "/staff/responder": {"admin"},
	}
}

func TestEachPageIsForItsRolesAndNamesNobodyInAddressOrTitle(t *testing.T) {
	s, _, _, _, _, _ := busySite(t)
	finder := s.signedIn("responder")
	search := finder.search("Invented").path
	secret := regexp.MustCompile(`(?i)ffion|gwen|mali|nia|steven|madeup|invented|900123|sample street`)
	for path, who := range readable(s, search) {
		allowed := map[string]bool{}
		for _, id := range who {
			allowed[id] = true
		}
		for _, st := range siteStaff() {
			if st.ID == "suspect" {
				continue
			}
			c := finder
			if st.ID != "responder" {
				c = s.signedIn(st.ID)
			}
			p := c.get(path)
			if ok := p.status == 200; ok != allowed[st.ID] {
				t.Errorf("%s as %s: %d", path, st.ID, p.status)
				continue
			}
			if title := p.text("title"); secret.MatchString(title) {
				t.Errorf("%s as %s: title %q names somebody", path, st.ID, title)
			}
			p.Find("[href], [action]").Each(func(_ int, e *goquery.Selection) {
				for _, name := range []string{"href", "action"} {
					if v, _ := e.Attr(name); secret.MatchString(v) {
						t.Errorf("%s as %s: address %q names somebody", path, st.ID, v)
					}
				}
			})
			if regexp.MustCompile(`900123|Sample Street|FE1 2AB`).MatchString(p.body) {
				t.Errorf("%s as %s shows a number or an address", path, st.ID)
			}
		}
	}
}

func TestALookAtEveryListIsRecorded(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("other")
	c.get("/cases?show=all")
	c.search("Ffion")
	page, err := s.Case(t.Context(), s.as("responder"), r.id)
	must(t, err)
	looks, err := s.WhoLooked(t.Context(), page, "", 50)
	must(t, err)
	routes := fmt.Sprint(looks.Items)
	for _, want := range []string{"GET /cases", "GET /search/{id}"} {
		if !strings.Contains(routes, want) {
			t.Errorf("no look at the case on %s: %s", want, routes)
		}
	}
}

func TestWhenSomethingIsDueIsSaidAsPeopleSayIt(t *testing.T) {
	now := time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)
	day := func(d int) time.Time { return calendar.Date{Year: 2026, Month: 11, Day: d}.Start() }
	for _, tt := range []struct {
		at      time.Time
		want    string
		overdue bool
	}{
		{time.Time{}, "", false},
		{now.Add(4 * time.Hour), "due today 18:00", false},
		{day(21), "due today", false}, // the first instant too late is midnight
		{day(22), "due tomorrow", false},
		{now.Add(20 * time.Hour), "due tomorrow 10:00", false},
		{day(25), "due Tue 24 Nov 2026", false},
		{now, "since today 14:00", true},
		{day(20), "since Thu 19 Nov 2026", true},
	} {
		if got, late := dueWords(tt.at, now); got != tt.want || late != tt.overdue {
			t.Errorf("due %v: %q %v, want %q %v", tt.at, got, late, tt.want, tt.overdue)
		}
	}
}

// Professional standards are told at once of a case about one of our own that every
// colleague can see, until it is restricted; whom it is about is told nothing.
func TestStandardsAreToldOfACaseAboutOneOfOursThatEverybodySees(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	home := func() shown { return s.signedIn("standards").get("/") }
	if strings.Contains(firstLine(home()), r.ref) {
		t.Fatal("told before anybody of ours was named")
	}
	s.record("responder", r.id, s.event("SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(r.pair), Person: casefile.PersonID(r.actor), Police: fact.Of(true)}))
	p := home()
	if got := firstLine(p); !strings.Contains(got, "may work for the police") || !strings.Contains(got, r.ref) {
		t.Fatalf("the first line is %q", got)
	}
	if href := p.Find(".fs-next__do").AttrOr("href", ""); !strings.Contains(href, "/case/"+r.ref+"/record/AccessRestricted") {
		t.Errorf("the way to do it is %q", href)
	}
	for _, other := range []string{"sergeant", "detective"} {
		if strings.Contains(s.signedIn(other).get("/").text("main"), "may work for the police, and every colleague") {
			t.Errorf("%s is told too", other)
		}
	}
	s.record("standards", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"responder"}}))
	if strings.Contains(firstLine(home()), "every colleague") {
		t.Error("still asked for once it is restricted")
	}
}
