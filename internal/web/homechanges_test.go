package web

import (
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

func TestAnInstantNearNowIsSaidByItsDay(t *testing.T) {
	now := time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC)
	for hours, want := range map[int]string{-1: "today 21:00", -23: "yesterday 23:00", 2: "midnight tonight", 3: "tomorrow 01:00", 26: "Sun 22 Nov 2026, 00:00", -22: "today 00:00"} {
		if got := clockOf(now.Add(time.Duration(hours)*time.Hour), now); got != want {
			t.Errorf("%d hours from 22:00 is %q, want %q", hours, got, want)
		}
	}
}

func TestWhatChangedSinceTheLastShiftStandsFirst(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	quiet := s.report("responder", "Gwen Invented")
	s.record("sergeant", quiet.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "detective", Unit: "north"}))
	before := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), What: "Seen before the shift ended."})
	s.record("responder", r.id, before)
	c.get("/") // the last look of the shift
	ended := s.now
	s.now = s.now.Add(14 * time.Hour)
	own := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(quiet.pair)})
	s.record("responder", r.id, s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair)}),
		s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("no_answer"))}),
		s.event("BreachReported", casefile.BreachReported{Pair: casefile.PairID(r.pair)}))
	s.record("detective", quiet.id, own) // their own, and so no news
	s.now = s.now.Add(time.Hour)
	p := s.signedIn("detective").get("/")
	list := p.Find("section.fs-duties").First()
	heading := list.Find("h2").Text()
	if !strings.Contains(heading, "Changed by others since your last shift ended, yesterday "+calendar.ClockTime(ended)) {
		t.Errorf("the first list is %q", heading)
	}
	lines := list.Find(".fs-todo")
	got := strings.Join(strings.Fields(lines.Text()), " ")
	if lines.Length() != 1 || !strings.Contains(got, "Breach recorded") || !strings.Contains(got, "2 other changes") || !strings.Contains(got, r.ref) {
		t.Errorf("%d lines: %q; want one for the case, the breach first, the incident and the missed call counted", lines.Length(), got)
	}
	if strings.Contains(got, quiet.ref) {
		t.Error("what the visitor recorded themselves is news to them")
	}
	if sup := s.signedIn("sergeant").get("/").Find("section.fs-duties").First().Text(); !strings.Contains(sup, "Breach recorded") {
		t.Errorf("the supervisor's first list says %q", sup)
	}
}

func TestSomebodyInCustodyIsTheFirstLineOfHome(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	for _, who := range []string{"detective", "sergeant"} {
		p := s.signedIn(who).get("/")
		if got := firstLine(p); !strings.Contains(got, "In custody") || !strings.Contains(got, "release planned") || !strings.Contains(got, r.ref) {
			t.Errorf("%s: first line %q", who, got)
		}
		if href := p.Find(".fs-next__do").AttrOr("href", ""); href != "/case/"+r.ref+"/release/"+arrest {
			t.Errorf("%s: it leads to %q", who, href)
		}
	}
	s.record("detective", r.id, s.event("SuspectReleased", casefile.SuspectReleased{Arrest: casefile.ArrestID(arrest)}))
	if got := firstLine(s.signedIn("detective").get("/")); strings.Contains(got, "In custody") {
		t.Errorf("after the release the first line is %q", got)
	}
}

// What was recorded before and is put right is no new incident.
func TestACorrectionIsNotAnnouncedAsSomethingNew(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	act := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), What: "He stood outside."})
	s.record("responder", r.id, act)
	c.get("/")
	s.now = s.now.Add(14 * time.Hour)
	fix := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), What: "He stood outside the school."})
	fix.Corrects, fix.Reason = act.ID, "Misheard."
	s.record("responder", r.id, fix)
	s.now = s.now.Add(time.Hour)
	if got := s.signedIn("detective").get("/").Find("section.fs-duties").First().Text(); !strings.Contains(got, "An incident was corrected") || strings.Contains(got, "A new incident") {
		t.Errorf("the correction is announced as %q", strings.Join(strings.Fields(got), " "))
	}
}

// What changed since the last shift is the first list of every home; before it stands
// at most one thing to do, and for the control room what is in force (decision 19).
func TestWhatChangedIsTheFirstListOfEachHome(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "detective", Unit: "north"}))
	s.report("responder", "Gwen Invented")
	const next = "Do this next | "
	for who, before := range map[string]string{"handler": "In force, of those you found or took this shift | ", "responder": next, "detective": next, "sergeant": next} {
		if got := headings(s.signedIn(who).get("/")); !strings.HasPrefix(got, before+"Changed by others") {
			t.Errorf("%s reads %q first", who, got)
		}
	}
}

// Checks come nine at a press, and each answer is an entry: a breach before them stays
// what the case's line says, and they are counted.
func TestABreachIsSaidThoughManyChecksCameAfterIt(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	c.get("/")
	s.now = s.now.Add(8 * time.Hour)
	s.record("responder", r.id, s.event("BreachReported", casefile.BreachReported{Pair: casefile.PairID(r.pair)}))
	for range 3 {
		s.now = s.now.Add(10 * time.Minute)
		var asked, came []casefile.Event
		for range 9 {
			q := s.event("CheckRequested", casefile.CheckRequested{System: "pnd", Person: casefile.PersonID(r.actor)})
			asked, came = append(asked, q), append(came, s.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(q.ID), Result: "no_trace"}))
		}
		s.record("responder", r.id, asked...)
		s.record("responder", r.id, came...)
	}
	s.now = s.now.Add(time.Hour)
	got := s.signedIn("detective").get("/").Find("section.fs-duties").First().Find(".fs-todo")
	if text := strings.Join(strings.Fields(got.Text()), " "); got.Length() != 1 || !strings.Contains(text, "Breach recorded") || !strings.Contains(text, "and 27 other changes") {
		t.Errorf("%d lines: %s", got.Length(), text)
	}
}

// Whoever is sent holds no case, and neither does whoever went and has not finished:
// what others record there is news to them, and not to whoever is at neither.
func TestWhatChangesAtAnIncidentIsNewsToWhoeverIsSent(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0077", nil)
	s.send(ref, "other")
	id, n := s.caseNow(ref).ID, s.caseNow(ref)
	s.now = s.now.Add(20 * time.Minute)
	s.record("handler", id, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: n.Pairs[0].VictimID, SafeNow: fact.Of(false)}))
	news := func(who string) string {
		t.Helper()
		var out []string
		s.signedIn(who).get("/").Find("section.fs-duties").Each(func(_ int, list *goquery.Selection) {
			if strings.Contains(list.Find("h2").Text(), "Changed by others") {
				out = append(out, strings.Join(strings.Fields(list.Text()), " "))
			}
		})
		return strings.Join(out, " | ")
	}
	if got := news("other"); !strings.Contains(got, "Somebody was recorded as not safe") || !strings.Contains(got, ref) || strings.Count(got, "Changed by others") != 1 {
		t.Errorf("on the way they are told %q", got)
	}
	if got := news("responder"); strings.Contains(got, ref) {
		t.Errorf("a responder who is not sent is told %q", got)
	}
	s.record("other", id, s.event("AccountRecorded", casefile.AccountRecorded{Words: "He was outside again."}))
	offer := s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective"})
	s.record("other", id, offer)
	s.now = s.now.Add(5 * time.Hour) // nobody has accepted, and work is left
	s.record("handler", id, s.event("ThreatToLifeConsidered", casefile.ThreatToLifeConsidered{Pair: casefile.PairID(n.Pairs[0].ID), Present: fact.Of(true)}))
	if got := news("other"); !strings.Contains(got, "Somebody’s life is said to be in danger") {
		t.Errorf("with work left they are told %q", got)
	}
	s.record("detective", id, s.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(offer.ID)}))
	if got := news("other"); strings.Contains(got, ref) {
		t.Errorf("another has accepted, and they are told %q", got)
	}
}
