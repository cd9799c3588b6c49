package web

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/browsertest"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// laden is a case with all that the first page can hold: a threat, a marker, an order,
// bail, a hand-over on offer, and something that happened since the risk was judged.
func laden(s *site) reported {
	r := s.rich()
	pair, actor := casefile.PairID(r.pair), casefile.PersonID(r.actor)
	s.record("responder", r.id,
		s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: pair, Present: fact.Of(true), Decision: "Patrol hourly."}),
		s.event("MarkerNoted", casefile.MarkerNoted{Person: actor, Kind: fact.Of(casefile.MarkerKind("firearms"))}),
		s.event("OrderNoted", casefile.OrderNoted{Person: actor, Order: fact.Of(casefile.OrderKind("non_molestation")), Terms: []casefile.Line{"Not to go within 100 metres of her home."}}),
		s.event("BailSet", casefile.BailSet{Person: actor, Kind: fact.Of(casefile.BailKind("police_before_charge"))}),
		s.event("CaseHandedOver", casefile.CaseHandedOver{ToUnit: "north", Done: "Account taken.", NotDone: "See the neighbour.", WhyNot: "Nobody at home."}))
	return r
}

func TestTheFirstPageOfACaseStandsInTheOrderSomebodyAsks(t *testing.T) {
	s := newSite(t)
	r := laden(s)
	p := s.signedIn("sergeant").get("/case/" + r.ref)
	last := -1
	for _, mark := range []string{`class="moj-identity-bar `, `id="safe-` + r.victim + `-title"`, `class="fs-masked`, `id="custody-title"`, `id="risk-` + r.pair + `"`, `id="happened-title"`, `id="due-now"`, `id="ask-title"`, `id="record-title"`} {
		at := strings.Index(p.body, mark)
		if at <= last {
			t.Errorf("%s stands at %d, want after what comes before it at %d", mark, at, last)
		}
		last = at
	}
}

// What may save a life is read without opening anything.
func TestNothingThatProtectsLifeIsFoldedAway(t *testing.T) {
	s := newSite(t)
	r := laden(s)
	p := s.signedIn("sergeant").get("/case/" + r.ref)
	main := p.Find("main").Clone()
	main.Find("details > :not(summary)").Remove()
	open := strings.Join(strings.Fields(main.Text()), " ")
	for _, want := range []string{"There is a threat to life", "Duty inspector told: nobody is recorded as told", "Decided: Patrol hourly", "Marker: ", "Non-molestation order", "Not to go within 100 metres", "Never leave a message", "A withheld number frightens",
		"Since then: ", "Officer’s judgement", "Until it is accepted, what is due stays with PC Rhian Example", "Nobody at home", "See the neighbour", "Account taken"} {
		if !strings.Contains(open, want) {
			t.Errorf("folded away or missing: %q", want)
		}
	}
	view := caseView{CasePage: s.page("sergeant", r.id), srv: s.web}
	for _, x := range view.Findings.Prompts {
		if k := view.Edition.Clause(x.Clause); k.Severity == "high" && !x.Caution && !strings.Contains(open, strings.Join(strings.Fields(capital(k.Say)), " ")) {
			t.Errorf("%s is held high and folded away", x.Clause)
		}
	}
}

// A line is a paragraph or an item of a list as it stands open. Names, dates and
// the words of links come again; a whole line does not.
func TestTheFirstPageSaysNoLineTwice(t *testing.T) {
	s := newSite(t)
	r := laden(s)
	p := s.signedIn("sergeant").get("/case/" + r.ref)
	seen := map[string]bool{}
	p.Find("details > :not(summary), .govuk-visually-hidden, .fs-duty__facts").Remove()
	p.Find("main p, main li, main dd, main h2, main h3, main summary, .fs-identity__fact").Each(func(_ int, x *goquery.Selection) {
		if x.Find("p, li").Length() > 0 {
			return
		}
		line := strings.Join(strings.Fields(x.Text()), " ")
		if len(line) > 20 && seen[line] {
			t.Errorf("said twice: %q", line)
		}
		seen[line] = true
	})
	if len(seen) < 30 {
		t.Errorf("only %d lines were compared: this proves little", len(seen))
	}
}

func TestTwoVictimsAreToldApartAtTheTopAndSoIsWhoWorksForThePolice(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	second := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{
		Name: fact.Of(casefile.Line("Gwen Invented")), Age: fact.Of(15), PoliceWorker: fact.Of(false)}})
	pair := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(second.ID), Label: "The caller at night"})
	s.record("responder", r.id, second, pair,
		s.event("PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(r.actor), Details: casefile.Details{PoliceWorker: fact.Of(true)}}))
	p := s.signedIn("responder").get("/case/" + r.ref)
	bar := p.text(".fs-identity")
	if n := strings.Count(bar, "No classification decided yet"); n != 1 {
		t.Errorf("that nothing is decided is said %d times: %s", n, bar)
	}
	for _, want := range []string{"Steven Madeup (suspect, works for the police) towards Ffion Invented (victim): former partner",
		"The caller at night towards Gwen Invented (victim, aged 15): relationship not asked yet"} {
		if !strings.Contains(bar, want) {
			t.Errorf("the bar does not say %q: %s", want, bar)
		}
	}
	for _, name := range []string{"Ffion Invented", "Gwen Invented", "Steven Madeup", "The caller at night"} {
		if n := strings.Count(bar, name); n != 1 {
			t.Errorf("%s stands in the bar %d times: %s", name, n, bar)
		}
	}
	live := p.text(`section[aria-labelledby="custody-title"]`)
	if !strings.Contains(live, "The caller at nightNot identified, so nothing can be tied to them yet. No custody, bail or order recorded here: orders not checked yet; bail not checked yet.") {
		t.Errorf("of somebody unknown the page says %q", live)
	}
	if n := p.Find(".fs-risk").Length(); n != 2 {
		t.Errorf("%d panels of risk for two pairs", n)
	}
}

func TestWhatCanBeRecordedIsFoldedUnderTheFewThatComeNext(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	next := func(who string) []string {
		return s.signedIn(who).get("/case/" + r.ref).Find(".fs-moment__list--next a").Map(func(_ int, a *goquery.Selection) string { return a.Text() })
	}
	title := func(kind string) string { return s.web.words.Kind(kind).Title }
	if got, want := next("responder"), []string{title("IncidentRecorded"), title("SuspectArrested"), takePhoto, title("CaseHandedOver")}; !slices.Equal(got, want) {
		t.Errorf("a fresh case offers its holder %q, want %q", got, want)
	}
	s.record("responder", r.id, s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor)}))
	if got := next("sergeant"); !slices.Contains(got, title("BreachReported")) || slices.Contains(got, title("SuspectArrested")) || slices.Contains(got, title("CaseHandedOver")) {
		t.Errorf("somebody is on bail and a supervisor is offered %q", got)
	}
	p := s.signedIn("responder").get("/case/" + r.ref)
	groups := p.Find("details.fs-moment")
	if open := p.Find("details.fs-moment[open]").Length(); groups.Length() != len(moments) || open != 0 {
		t.Errorf("%d groups, %d of them open; want %d and none", groups.Length(), open, len(moments))
	}
	for _, kind := range []string{"SafetyPlanMade", "ToldToStop", "AccessRestricted"} {
		if groups.Find(`a[href$="/record/`+kind+`"]`).Length() != 1 {
			t.Errorf("%s cannot be reached", kind)
		}
	}
}

// A sergeant who does not know the case has the answers on the first two screens of
// a phone, and the whole page is a few thumbs long.
func TestTheFirstPageAnswersOnTwoScreensOfAPhone(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	s.now = s.now.Add(time.Hour)
	const screen = 844
	p, site := s.tab(browsertest.New(t), "sergeant", 390, screen)
	p.Open(site + "/case/" + r.ref)
	for what, selector := range map[string]string{"who": ".fs-identity", "how to reach her": "#safe-" + r.victim + "-title", "what is live": "#custody-title", "how dangerous": ".fs-risk__grade",
		"what happened": "#happened-title", "what is due": "#due-now"} {
		if at := p.Bottom(selector); at > 2*screen {
			t.Errorf("%s ends %v px down, want within two screens (%d)", what, at, 2*screen)
		}
	}
	if at := p.Bottom(".fs-footer"); at > 5000 {
		t.Errorf("the page is %v px long, want at most 5000", at)
	}
}

// wordsAMinute is how many words of plain English an adult reads silently in a minute
// (Brysbaert 2019, mean over 190 studies).
const wordsAMinute = 238

// handedOver takes a case on as the detective and leaves it an hour.
func handedOver(s *site, r reported) {
	offer := s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective", Done: "Account, safe contact and advice.", NotDone: "House-to-house.", WhyNot: "Nobody was up."})
	s.record("responder", r.id, offer)
	s.now = s.now.Add(time.Hour)
	s.record("detective", r.id, s.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(offer.ID)}))
	s.now = s.now.Add(time.Hour)
}

// A sergeant who opens a case that was handed over at night knows within a minute who it
// is about, how to reach them safely, what is live, how dangerous it is, what happened and
// what is due first: all of it stands open, in no more words than a minute holds, with two
// victims or two suspects too. Of one pair a minute holds all that is due now.
func TestASergeantReadsAHandedOverCaseWithinAMinute(t *testing.T) {
	b := browsertest.New(t)
	for name, is := range map[string]struct {
		record func(*site, reported)
		live   string
		acts   string
		reach  []string
		risks  int
		first  int     // words at most, with what is due first
		all    int     // and with all that is due now
		screen float64 // of a phone by the end of which what is due first stands
	}{
		"one victim": {func(*site, reported) {}, "No custody, bail or order recorded", "He will not leave me alone", []string{"A withheld number frightens them"}, 1, wordsAMinute, wordsAMinute, 3},
		"two victims, and the suspect held": {func(s *site, r reported) {
			second := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gwen Invented"))}})
			pair := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(second.ID), Actor: casefile.PersonID(r.actor)})
			arrest := s.event("SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(r.actor), Station: "Fernham"})
			s.record("responder", r.id, second, pair, arrest,
				s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(second.ID), Channel: fact.Of(casefile.ContactChannel("text")), Times: fact.Of(casefile.Line("after four"))}),
				s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(second.ID), SafeNow: fact.Of(true)}),
				s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(pair.ID), Judgement: fact.Of(casefile.Standard), VictimAsked: fact.Of(true), VictimView: "She is not afraid."}),
				s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest.ID), At: fact.Of(calendar.At(s.now.Add(5 * time.Hour)))}))
		}, "In custody", "Latest: following, between Wed 18 and Thu 19 Nov 2026", []string{"A withheld number frightens them", "after four"}, 2, wordsAMinute, wordsAMinute * 3 / 2, 3},
		"two suspects, and one of them held": {func(s *site, r reported) {
			second := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gareth Madeup"))}})
			pair := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(r.victim), Actor: casefile.PersonID(second.ID)})
			arrest := s.event("SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(r.actor), Station: "Fernham"})
			s.record("responder", r.id, second, pair, arrest,
				s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(pair.ID), Judgement: fact.Of(casefile.Standard), VictimAsked: fact.Of(true), VictimView: "She is not afraid of him."}),
				s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest.ID), At: fact.Of(calendar.At(s.now.Add(5 * time.Hour)))}))
		}, "In custody", "Latest: following, between Wed 18 and Thu 19 Nov 2026", []string{"A withheld number frightens them"}, 2, wordsAMinute, wordsAMinute * 3 / 2, 3},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			r := s.rich()
			is.record(s, r)
			handedOver(s, r)
			const screen = 844
			p, site := s.tab(b, "sergeant", 390, screen)
			p.Open(site + "/case/" + r.ref)
			page, words := s.signedIn("sergeant").get("/case/"+r.ref), 0
			var took []string
			read := func(what string, seen *goquery.Selection, says ...string) int {
				seen.Find("p, li, dt, dd, h2, div, span, strong, a").AppendHtml(" ")
				lines := strings.Join(strings.Fields(seen.Clone().Find("h2").Remove().End().Text()), " ")
				for _, want := range says {
					if !strings.Contains(lines, want) {
						t.Errorf("%s reads %q, which lacks %q", what, lines, want)
					}
				}
				n := len(strings.Fields(seen.Text()))
				took = append(took, what+" "+strconv.Itoa(n))
				return n
			}
			for _, part := range []struct {
				what, selector string
				says           []string
				times          int
			}{
				{"who", ".fs-identity", []string{"Ffion Invented"}, 1},
				{"how to reach them", `section[aria-labelledby^="safe-"]`, is.reach, len(is.reach)},
				{"what is live", `section[aria-labelledby="custody-title"]`, []string{is.live}, 1},
				{"how dangerous", ".fs-risk", []string{"High", "Medium proposed", "markers at two addresses"}, is.risks},
				{"what happened", `section[aria-labelledby="happened-title"]`, []string{is.acts}, 1},
			} {
				seen := page.Find(part.selector)
				if seen.Length() != part.times {
					t.Errorf("%s stands in %d places, want %d", part.what, seen.Length(), part.times)
				}
				seen.Find("a, summary, button, .govuk-visually-hidden, details:not([open]) > :not(summary)").Remove() // ways on are not read to know
				words += read(part.what, seen, part.says...)
				if end := p.Bottom(part.selector); end > 3*screen {
					t.Errorf("%s ends %v px down, want within three screens (%d)", part.what, end, 3*screen)
				}
			}
			due := page.Find(".fs-duties--now > ol > li > .fs-duty")
			due.Find(".fs-duty__rest, .govuk-visually-hidden, details").Remove()
			due.Find(".fs-duty__facts > :not(.fs-duty__due, .fs-duty__whom)").Remove() // whose it is and where it comes from
			if due.Length() < 3 {
				t.Errorf("only %d things are due: this proves little", due.Length())
			}
			first := words + read("what is due first", due.First(), "Due")
			if end := p.Bottom(".fs-duties--now .fs-duties__item"); end > is.screen*screen {
				t.Errorf("what is due first ends %v px down, want within %v screens (%v)", end, is.screen, is.screen*screen)
			}
			took = took[:len(took)-1]
			all := words + read("all that is due", due, "Due")
			if first > is.first || all > is.all {
				t.Errorf("with what is due first it takes %d words, want at most %d, and with all of it %d, want at most %d: %s", first, is.first, all, is.all, strings.Join(took, ", "))
			}
			t.Logf("%d words with what is due first, %d with all of it", first, all)
		})
	}
}

// A case with work left never says that nothing is due: the checks are one line with
// their earliest time, and what is owed without a time is counted (practice 1.26).
func TestTheFirstPageAndTheDutiesPageSayWhatIsOwed(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(r.victim), SafeNow: fact.Of(true)}),
		s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.Medium), VictimView: "Afraid."}))
	view := caseView{CasePage: s.page("responder", r.id), srv: s.web}
	g := view.duties()
	if len(g.first) < 5 {
		t.Fatalf("only %d duties without a time: this proves little", len(g.first))
	}
	c := s.signedIn("responder")
	overview, duties := c.get("/case/"+r.ref), c.get("/case/"+r.ref+"/duties")
	for at, p := range map[string]string{"overview": overview.text(".fs-duties--now"), "duties": duties.text(".fs-duties--now")} {
		if strings.Contains(p, "Nothing") || !strings.Contains(p, "Make the background checks that are left, in 9 systems.") || !strings.Contains(p, "Due today, 18:00") || !strings.Contains(p, "4.3.1") {
			t.Errorf("%s says of now: %s", at, p)
		}
	}
	if want := strconv.Itoa(linesNow(g.first)) + " more, no time set: owed at first response"; !strings.Contains(overview.text(".fs-duties__more"), want) {
		t.Errorf("%q is not said: %s", want, overview.text(".fs-duties__more"))
	}
	if got := duties.Find("#first ~ .fs-duties__list > li").Length(); got != linesNow(g.first) {
		t.Errorf("%d lines are owed at first response, want %d", got, linesNow(g.first))
	}
	if n, lines := overview.text(".moj-sub-navigation"), overview.Find("#due-now ~ .fs-duties__list > li").Length(); !strings.Contains(n, "Duties "+strconv.Itoa(lines)) && !strings.Contains(n, "Duties"+strconv.Itoa(lines)) {
		t.Errorf("the tab counts %q, the page lists %d", n, lines)
	}
	view.grouped = &grouped{soon: g.first[:1]}
	if got := view.nothingNow(view.duties()); strings.Contains(got, "Nothing is due") {
		t.Errorf("something is owed, and the page says %q", got)
	}
}
