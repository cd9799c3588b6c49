package web

import (
	"strings"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/journal"
)

// reportOf is a case of two people as told, by who takes it; either may be without a name.
func (s *site) reportOf(by string, victim, actor casefile.Details) reported {
	s.t.Helper()
	v := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: victim})
	x := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: actor})
	p := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(x.ID)})
	r := reported{id: journal.NewID(), ref: casework.NewRef(s.now), victim: v.ID, actor: x.ID, pair: p.ID}
	s.record(by, r.id, s.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(r.ref), Channel: fact.Of(casefile.Call101), Unit: "north"}), v, x, p)
	return r
}

func calledOnly(name string) casefile.Details {
	return casefile.Details{Name: fact.Of(casefile.Line(name))}
}

const reportsPart = `section[aria-labelledby="reports-title"]`

func TestEarlierReportsAreJoinedHoweverSomebodyIsWritten(t *testing.T) {
	s := newSite(t)
	with := func(d casefile.Details, more casefile.Details) casefile.Details {
		d.Phones, d.Handles, d.Born = more.Phones, more.Handles, more.Born
		return d
	}
	number := casefile.Details{Phones: []casefile.Line{"07700 900471"}}
	first := s.reportOf("responder", with(calledOnly("Sian Pretend"), number), calledOnly("Steven Madeup"))
	spelt := s.reportOf("other", with(calledOnly("Siân Pretend"), casefile.Details{Phones: []casefile.Line{"+44 7700 900471"}}), calledOnly("Bo Sample"))
	nameless := s.reportOf("other", number, calledOnly("Cai Sample"))
	another := s.reportOf("other", with(calledOnly("Mali Nobody"), number), calledOnly("Dai Sample"))
	short := s.reportOf("other", calledOnly("Nia Elsewhere"), calledOnly("Steve Madeup"))
	p := s.signedIn("handler").call("07700 900471")
	says := p.text(reportsPart)
	for _, want := range []string{
		"As victim, of Steven Madeup: " + first.ref, "As victim, of Bo Sample: " + spelt.ref, // one spelling, and a number
		"May be the same: name not known (the same telephone number), as victim, of Cai Sample: " + nameless.ref,
		"May be the same: Mali Nobody (the same telephone number; against it, another name), as victim, of Dai Sample: " + another.ref,
	} {
		if !strings.Contains(says, want) {
			t.Errorf("earlier reports lack %q: %s", want, says)
		}
	}
	if n := p.Find(reportsPart + " h3").Length(); n != 1 {
		t.Errorf("one number heads %d people: %s", n, says)
	}
	if log := p.Find("#call-log").Text(); !strings.Contains(log, "May be the same: name not known (the same telephone number), as victim, of Cai Sample: "+nameless.ref) || strings.Contains(log, "900471") {
		t.Errorf("the log says %s", log)
	}
	two := s.signedIn("handler").call("Steven Madeup and Steve Madeup").text(reportsPart)
	one := "May be the same: Steve Madeup (a name that sounds alike or is a short form), as suspect, towards Nia Elsewhere: " + short.ref
	other := "May be the same: Steven Madeup (a name that sounds alike or is a short form), as suspect, towards Sian Pretend: " + first.ref
	if strings.Contains(two, one) == strings.Contains(two, other) { // whichever case stands first heads them both
		t.Errorf("of a short name: %s", two)
	}
}

// Nobody without a name is left out: they are headed by what they were found by.
func TestSomebodyWithoutANameHasEarlierReports(t *testing.T) {
	s := newSite(t)
	number := casefile.Details{Phones: []casefile.Line{"07700 900472"}}
	one, two := s.reportOf("responder", number, calledOnly("Steven Madeup")), s.reportOf("other", number, calledOnly("Bo Sample"))
	p := s.signedIn("handler").call("07700 900472")
	if got := p.text(reportsPart); !strings.Contains(got, "Name not known, found by number") || !strings.Contains(got, one.ref) || !strings.Contains(got, two.ref) || !strings.Contains(got, "May be the same") {
		t.Errorf("earlier reports: %s", got)
	}
}

// A name alone is somebody else's as often as not: the reports that rest on it are said,
// and so is a difference, where the viewer is shown what differs.
func TestWhatRestsOnANameAloneIsSaid(t *testing.T) {
	s := newSite(t)
	born := func(d casefile.Details, year int) casefile.Details {
		d.Born = fact.Of(calendar.Date{Year: year, Month: 3, Day: 4})
		return d
	}
	first := s.reportOf("responder", calledOnly("Ffion Invented"), born(calledOnly("Steven Madeup"), 1990))
	alone := s.reportOf("responder", calledOnly("Nia Elsewhere"), calledOnly("Steven Madeup"))
	other := s.reportOf("responder", calledOnly("Gwen Sample"), born(calledOnly("Steven Madeup"), 1961))
	says := s.signedIn("responder").call("Steven Madeup").text(reportsPart)
	if !strings.Contains(says, "By the same name alone, so that it may be somebody else: FS-") || !strings.Contains(says, alone.ref) {
		t.Errorf("what rests on a name alone: %s", says)
	}
	if !strings.Contains(says, "against it, another date of birth") {
		t.Errorf("two dates of birth, %s and %s: %s", first.ref, other.ref, says)
	}
	if says := s.signedIn("handler").call("Steven Madeup").text(reportsPart); strings.Contains(says, "date of birth)") {
		t.Errorf("who is shown no date of birth learns of two: %s", says)
	}
}

// A restricted case is in nobody's earlier reports.
func TestEarlierReportsTellNothingOfARestrictedCase(t *testing.T) {
	s := newSite(t)
	number := casefile.Details{Phones: []casefile.Line{"07700 900473"}}
	s.reportOf("responder", number, calledOnly("Steven Madeup"))
	hidden := s.reportOf("responder", number, calledOnly("Bo Sample"))
	s.record("sergeant", hidden.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"standards"}}))
	if got := s.signedIn("handler").call("07700 900473").text("main"); strings.Contains(got, hidden.ref) || strings.Contains(got, "Bo Sample") || strings.Contains(got, "May be the same") {
		t.Errorf("a restricted case shows: %s", got)
	}
}

// What somebody decided of two cases stands: they are not offered as one again.
func TestDecidedApartIsNotJoinedAtACall(t *testing.T) {
	s := newSite(t)
	number := casefile.Details{Phones: []casefile.Line{"07700 900474"}}
	first, second := s.reportOf("detective", number, calledOnly("Steven Madeup")), s.reportOf("detective", number, calledOnly("Bo Sample"))
	must(t, s.DecideMatch(t.Context(), s.as("detective"), casework.Decision{ID: newEntryID(), CaseID: first.id,
		MatchDecided: casefile.MatchDecided{Other: casefile.Line(second.id), Same: fact.Of(false), Basis: "Two tenants of one shared phone"}}))
	p := s.signedIn("handler").call("07700 900474")
	if n := p.Find(reportsPart + " h3").Length(); n != 2 || strings.Contains(p.text(reportsPart), "May be the same") {
		t.Errorf("%d people: %s", n, p.text(reportsPart))
	}
}
