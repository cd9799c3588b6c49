package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// After a correction every page leads to what stands now, and the entry that was
// corrected says so.
func TestACorrectedEntryLeadsToHowItStandsNow(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	on := func(day int) calendar.Interval {
		d := calendar.Date{Year: 2026, Month: 11, Day: day}
		return calendar.Interval{From: d.Start(), To: d.End().Add(-time.Second), Precision: calendar.Day}
	}
	act := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"following"}})
	act.Occurred = on(3)
	s.record("responder", r.id, act)
	s.now = s.now.Add(time.Hour)
	better := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"following"}})
	better.Occurred, better.Corrects, better.Reason = on(5), act.ID, "Misheard."
	s.record("detective", r.id, better)
	c := s.signedIn("responder")
	course := c.get("/case/" + r.ref + "/course")
	if course.Find(`a[href="/case/`+r.ref+`/entry/`+better.ID+`"]`).Length() == 0 || course.Find(`a[href="/case/`+r.ref+`/entry/`+act.ID+`"]`).Length() > 0 {
		t.Error("the course of conduct leads to the entry as it was")
	}
	old := c.get("/case/" + r.ref + "/entry/" + act.ID)
	line := old.Find(".govuk-inset-text")
	if got := line.Text(); !strings.Contains(got, "Corrected Fri 20 Nov 2026, 15:00 by DC Dilys Example: see how it stands now") || line.Find("a").AttrOr("href", "") != "/case/"+r.ref+"/entry/"+better.ID {
		t.Errorf("the corrected entry says %q", got)
	}
	if got := c.get("/case/" + r.ref + "/entry/" + better.ID); strings.Contains(got.text("main"), "see how it stands now") || got.Find(`a[href="/case/`+r.ref+`/entry/`+act.ID+`"]`).Length() == 0 {
		t.Errorf("the correction says it was corrected, or does not lead back: %s", got.text("main"))
	}
	gone := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair)})
	gone.Corrects, gone.Withdraw, gone.Reason = act.ID, true, "Somebody else's."
	s.record("detective", r.id, gone)
	if got := c.get("/case/" + r.ref + "/entry/" + better.ID).Find(".govuk-inset-text").Text(); !strings.Contains(got, "Withdrawn ") {
		t.Errorf("the withdrawn entry says %q", got)
	}
}

// A message of a chat is known to the minute: its date is corrected by itself, and
// left alone it stays as exact as it was.
func TestTheDateOfAnImportedMessageIsCorrectedInOneGo(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	at := time.Date(2026, 11, 3, 9, 31, 0, 0, time.UTC)
	act := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), What: "Where are you"})
	act.Occurred = calendar.Interval{From: at, To: at.Add(59 * time.Second), Precision: calendar.Exact}
	act.Source = casefile.FromImport
	s.record("responder", r.id, act)
	c := s.signedIn("responder")
	form := "/case/" + r.ref + "/record/IncidentRecorded?corrects=" + act.ID
	same := c.submit(c.get(form), entryFormSelector, url.Values{fieldReason: {"The words."}, "what": {"Where are you?"}})
	if _, i := s.caseNow(r.id).Incident(casefile.IncidentID(act.ID)); same.status != http.StatusOK || i.Occurred != act.Occurred {
		t.Errorf("nobody touched the time, and it is %+v: %s", i.Occurred, same.text(".govuk-error-summary"))
	}
	moved := c.submit(c.get(form), entryFormSelector, url.Values{fieldReason: {"The telephone had the wrong date."}, "occurred-from-day": {"5"}})
	_, i := s.caseNow(r.id).Incident(casefile.IncidentID(act.ID))
	want := at.AddDate(0, 0, 2)
	if moved.status != http.StatusOK || !i.Occurred.From.Equal(want) || i.Occurred.To.Sub(want) > time.Minute {
		t.Errorf("answers %d, and it happened %+v: %s", moved.status, i.Occurred, moved.text(".govuk-error-summary"))
	}
}

// Words for a time are placed anew when they change, from when it was told; what
// cannot be placed is kept as it was said, not at the old days. Days that somebody
// gave stay beside other words.
func TestChangedWordsForATimeDoNotKeepTheOldDays(t *testing.T) {
	s := newSite(t) // Friday 20 November 2026
	r := s.report("responder", "Ffion Invented")
	friday, err := calendar.ParseSaid("last Friday", s.now)
	must(t, err)
	given := friday
	given.Said = "after tea"
	act := func(when calendar.Interval) casefile.IncidentID {
		e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), What: "He stood outside."})
		e.Occurred = when
		s.record("responder", r.id, e)
		return casefile.IncidentID(e.ID)
	}
	worded, dated := act(friday), act(given)
	s.now = s.now.AddDate(0, 0, 12)
	c := s.signedIn("responder")
	correct := func(id casefile.IncidentID, words string) calendar.Interval {
		t.Helper()
		p := c.submit(c.get("/case/"+r.ref+"/record/IncidentRecorded?corrects="+string(id)), entryFormSelector, url.Values{fieldReason: {"Misheard."}, "occurred-said": {words}})
		if p.status != http.StatusOK {
			t.Fatalf("correcting answers %d: %s", p.status, p.text(".govuk-error-summary"))
		}
		_, i := s.caseNow(r.id).Incident(id)
		return i.Occurred
	}
	on := func(d int) calendar.Date { return calendar.Date{Year: 2026, Month: 11, Day: d} }
	if got := correct(worded, "last Sunday"); got.Earliest() != on(8) && got.Earliest() != on(15) || got.Latest() != on(15) || got.Said != "last Sunday" {
		t.Errorf("last Sunday, told on the 20th, is %+v", got)
	}
	if got := correct(worded, "the day the bins went out"); !got.IsZero() || got.Said != "the day the bins went out" {
		t.Errorf("words that cannot be placed stand at %+v", got)
	}
	if got := correct(dated, "before the bins went out"); got.Earliest() != given.Earliest() || got.Latest() != given.Latest() || got.Said != "before the bins went out" {
		t.Errorf("days that were given are lost: %+v", got)
	}
}
