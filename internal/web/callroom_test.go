package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
)

func TestACallIsToldOfAThreatThatIsRecordedAndOfEveryConditionOfBail(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	act := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"threat_kill"}, What: "I would not see the new year"})
	act.Occurred = calendar.On(calendar.Date{Year: 2026, Month: time.November, Day: 19})
	s.record("responder", r.id, act, s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.BailKind("police_before_charge")),
		Words: []casefile.Line{"Not to go to Fernton Park"}, Terms: []casefile.BailTerm{"not_to_approach_home"}}))
	answered := linesOf(s.signedIn("handler").call("07700 900123"), ".fs-call__live")
	all := strings.Join(answered, "\n")
	for _, want := range []string{"not to go to Fernton Park; not to approach their home", "Threat to kill: Steven Madeup to Ffion Invented, Thu 19 Nov 2026. Nobody has recorded yet whether somebody’s life is in danger."} {
		if !strings.Contains(all, want) {
			t.Errorf("the answer lacks %q:\n%s", want, all)
		}
	}
	page := s.signedIn("responder").get("/case/" + r.ref).text("section[aria-labelledby=custody-title]")
	if !strings.Contains(page, "Not to go to Fernton Park") || !strings.Contains(page, "Not to approach their home") {
		t.Errorf("the case leaves out a condition the call was told: %s", page)
	}
	s.record("responder", r.id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(r.pair), Present: fact.Of(false)}))
	if all := strings.Join(linesOf(s.signedIn("handler").call("07700 900123"), ".fs-call__live"), "\n"); strings.Contains(all, lifeNotAsked) || !strings.Contains(all, "Threat to kill") {
		t.Errorf("considered since, and the answer says %s", all)
	}
}

func TestWhatACallToldIsNotWithheldOnTheCaseRightAfter(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	h := s.signedIn("handler")
	if got := h.get("/case/" + r.ref).text(".fs-safe"); !strings.Contains(got, "withheld from you") {
		t.Fatalf("before any call they read %s", got)
	}
	h.call("07700 900123")
	s.now = s.now.Add(time.Minute)
	p := h.get("/case/" + r.ref)
	if got := p.text(".fs-safe"); strings.Contains(got, "withheld from you") || !strings.Contains(got, "weekdays 9 to 15") || !strings.Contains(got, "Never leave a message") {
		t.Errorf("after the call they read %s", got)
	}
	for _, kept := range []string{"960777", "heron", "her brother"} {
		if strings.Contains(p.body, kept) {
			t.Errorf("the case holds %q, which no call tells", kept)
		}
	}
	if got := s.signedIn("other").get("/case/" + r.ref).text(".fs-safe"); !strings.Contains(got, "withheld from you") {
		t.Errorf("somebody who answered no call reads %s", got)
	}
	s.now = s.now.Add(9 * time.Hour)
	if got := s.signedIn("handler").get("/case/" + r.ref).text(".fs-safe"); !strings.Contains(got, "withheld from you") {
		t.Errorf("on the next shift they read %s", got)
	}
}

func TestWhatAHandlerTookStandsFirstOfTheShiftWithNothingOfTheDoorstep(t *testing.T) {
	s := newSite(t)
	other := s.liveCase()
	h := s.signedIn("handler")
	done := h.onReport(h.onReport(h.get("/report?as=call"), url.Values{"v.details.name": {"Gwen Elsewhere"}}), url.Values{fieldDo: {"record"}})
	if got := done.text("main"); strings.Contains(got, "Safe to leave") || strings.Contains(got, "end of shift") {
		t.Errorf("whoever answers calls is shown the doorstep's list: %s", got)
	}
	leave := h.onReport(h.get("/report"), url.Values{fieldDo: {"to-" + stepLeave}})
	if got := leave.text("main"); strings.Contains(got, "Safe to leave") || !strings.Contains(got, "Record the report") {
		t.Errorf("the last page of a call handler's report says %s", got)
	}
	s.now = s.now.Add(time.Minute)
	h.call("07700 900123")
	first := h.get("/").Find(".fs-shift .fs-call").First().Text()
	if !strings.Contains(first, "Taken by you") || !strings.Contains(first, "Gwen Elsewhere") || strings.Contains(first, other.ref) || !strings.Contains(first, "Nothing in force") {
		t.Errorf("first of the shift stands %s", first)
	}
}

func TestAnyNewsOpensTheOneCaseThatAnswersAndAsksWhoRings(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	h := s.signedIn("handler")
	if got := h.post("/call", url.Values{"q": {"07700 900123"}, fieldFor: {forNews}}); got.status != http.StatusOK || got.path != "/case/"+r.ref+"/news" {
		t.Errorf("one case answers, and the button leads to %s (%d)", got.path, got.status)
	}
	if got := h.post("/call", url.Values{fieldFor: {forNews}}); got.text("h1") != "Any news?" || !strings.Contains(got.text("main"), "Which victim rings for news?") {
		t.Errorf("with nothing typed it leads to %s: %s", got.path, got.text("main"))
	}
	s.report("other", "Mali Elsewhere") // the same number
	if got := h.post("/call", url.Values{"q": {"07700 900123"}, fieldFor: {forNews}}); !strings.HasPrefix(got.path, "/call/") || got.Find(".fs-call").Length() != 2 {
		t.Errorf("two cases answer, and it leads to %s", got.path)
	}
}

// A deadline at midnight is the day before, on every page alike.
func TestADeadlineAtMidnightIsNamedByTheDayBeforeEverywhere(t *testing.T) {
	london := func(d, h int) time.Time { return time.Date(2026, 11, d, h, 0, 0, 0, calendar.London) }
	for at, want := range map[time.Time]string{london(21, 0): "Fri 20 Nov 2026", london(21, 9): "Sat 21 Nov 2026, 09:00"} {
		if got := deadline(at); got != want {
			t.Errorf("%s is named %q, want %q", at, got, want)
		}
		c := &caseView{CasePage: &casework.CasePage{At: london(10, 12)}}
		if got := c.dueWords(at); got != want {
			t.Errorf("on a case %s is named %q, want %q", at, got, want)
		}
		if got, _ := dueWords(at, london(10, 12)); got != "due "+strings.Replace(want, ", ", " ", 1) {
			t.Errorf("on home %s is named %q", at, got)
		}
	}
}

func TestHomeSaysThatItListsWhatOthersChangedAndCountsOnesOwn(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	act := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair)})
	s.record("detective", r.id, act)
	if got := c.get("/").text("main"); !strings.Contains(got, "Nothing has been changed by others on these cases in the last twelve hours. 1 change of your own is not listed.") {
		t.Errorf("right after their own act home says %s", got)
	}
	if got := s.signedIn("sergeant").get("/").text("main"); !strings.Contains(got, "A new incident") {
		t.Errorf("somebody else's home lacks it: %s", got)
	}
}
