package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/store"
)

// firstContact is when an officer first spoke with the victim, as the record has it.
type firstContact struct {
	Channel casefile.Intake // how it was reported; empty where nobody recorded it
	Spoke   time.Time       // zero where nothing is recorded
	Closed  bool            // and nobody is expected to any more
}

// firstContactOf finds it.
func firstContactOf(c *casefile.Case) firstContact {
	return firstContact{Channel: c.Channel.Value, Closed: c.Stage == casefile.StageClosed, Spoke: c.FirstSpoken()}
}

// ChannelMeasure is how soon after reports of one way in an officer first spoke
// with the victim. Every report is in exactly one of InTime, Late, Waiting and
// Unrecorded; without a local standard none is Late or Waiting.
type ChannelMeasure struct {
	Channel    casefile.Intake // empty: nobody recorded how it came
	Reports    int
	Spoken     int           // an officer is recorded to have spoken with them
	Half       time.Duration // half of those spoken with were spoken with within this long
	Most       time.Duration // nine in ten of them within this long
	InTime     int           // spoken with within the standard
	Late       int           // spoken with after it
	Waiting    int           // nobody recorded to have spoken with them, and the standard has not run out
	Unrecorded int           // nobody recorded to have spoken with them; whether anybody did is not known
}

// ContactMeasure compares ways in (APP 4.1, 7: an online report is followed up as
// soon as a call). Only reports the viewer may see are counted.
type ContactMeasure struct {
	Since    time.Time
	At       time.Time
	Standard calendar.Due // the force's own, in force at At
	Set      bool         // false where it has set none
	Channels []ChannelMeasure
	Unread   int // reports whose rows an earlier release wrote: not counted before a rebuild
}

// onlineStandard is the edition's number for how soon that is.
const onlineStandard = "response.same_as_phone"

// FirstContacts measures how soon after each report that reached the police at or
// after an instant an officer first spoke with the victim, by how it came.
func (s *Service) FirstContacts(ctx context.Context, v access.Viewer, since time.Time) (ContactMeasure, error) {
	if !access.May(v, access.Measure) {
		return ContactMeasure{}, ErrNotAllowed
	}
	m := ContactMeasure{Since: since, At: s.Now()}
	standard := s.edition.Param(onlineStandard)
	if standard != nil {
		m.Standard, m.Set = standard.On(calendar.DateOf(m.At))
	}
	by := map[casefile.Intake]*tally{}
	for _, c := range append(casefile.Intake("").Codes(), "") {
		by[casefile.Intake(c)] = &tally{ChannelMeasure: ChannelMeasure{Channel: casefile.Intake(c)}}
	}
	var reports []store.Reported
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		reports, err = store.ReportedSince(ctx, tx, storeViewer(v), millis(since))
		return err
	})
	if err != nil {
		return ContactMeasure{}, fmt.Errorf("measure first contact: %w", err)
	}
	for _, r := range reports {
		t := by[casefile.Intake(r.Channel)]
		if t == nil { // store.ChannelUnread, or a code this release does not know
			m.Unread++
			continue
		}
		first := firstContact{Spoke: fromMillis(r.Spoke), Closed: r.Stage == string(casefile.StageClosed)}
		reported := fromMillis(r.Opened)
		var due calendar.Due
		set := false
		if standard != nil { // as it stood when the report came
			due, set = standard.On(calendar.DateOf(reported))
		}
		var last time.Time
		if set {
			last = due.From(reported, s.holidays).At
		}
		t.count(first, reported, last, m.At)
	}
	for _, c := range append(casefile.Intake("").Codes(), "") {
		m.Channels = append(m.Channels, by[casefile.Intake(c)].measure())
	}
	return m, nil
}

// tally counts the reports of one way in.
type tally struct {
	ChannelMeasure
	took []time.Duration
}

// count adds a report; last is the first instant too late, zero without a standard.
func (t *tally) count(f firstContact, reported, last, now time.Time) {
	t.Reports++
	if !f.Spoke.IsZero() {
		t.Spoken++
		t.took = append(t.took, f.Spoke.Sub(reported))
	}
	switch {
	case !f.Spoke.IsZero() && !last.IsZero() && !f.Spoke.Before(last):
		t.Late++
	case !f.Spoke.IsZero():
		t.InTime++
	case !f.Closed && !last.IsZero() && now.Before(last):
		t.Waiting++
	default:
		t.Unrecorded++
	}
}

func (t *tally) measure() ChannelMeasure {
	slices.Sort(t.took)
	t.Half, t.Most = share(t.took, 5), share(t.took, 9)
	return t.ChannelMeasure
}

// share is the shortest time within which tenths of ten of them lie.
func share(took []time.Duration, tenths int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	return took[(len(took)*tenths+9)/10-1]
}
