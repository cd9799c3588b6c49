package casework

import (
	"context"
	"errors"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// standardised is a world whose force has set an hour for its first words, with a
// lead who may see how it does.
func standardised(t *testing.T, w *world) *world {
	t.Helper()
	w.restart(loadFiles(t, edition.Files(), edition.Fernshire()))
	lead := force.Staff{ID: "lead", Name: "Lowri Example", Unit: "hq", Roles: []force.Held{{Role: casefile.ForceLead, From: calendar.Date{Year: 2020, Month: 1, Day: 1}}}}
	must(t, w.RecordStaff(t.Context(), "system", lead))
	return roomed(t, w)
}

// came records a report by one way in, and, where after is not negative, that an
// officer spoke with the victim so long afterwards.
func (w *world) came(channel fact.Answer[casefile.Intake], after time.Duration) (id, victim string) {
	w.t.Helper()
	id = journal.NewID()
	v := w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}})
	_, err := w.Record(w.t.Context(), w.as("handler"), Acts{CaseID: id, Events: []casefile.Event{
		w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now)), Channel: channel, Unit: "north"}), v}})
	must(w.t, err)
	if after >= 0 {
		began := w.now
		w.now = w.now.Add(after)
		w.says("handler", id, "VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(v.ID), Outcome: fact.Of(casefile.Outcome("spoke"))})
		w.now = began
	}
	return id, v.ID
}

func (w *world) says(who, id, kind string, data any) {
	w.t.Helper()
	_, err := w.Record(w.t.Context(), w.as(who), Acts{CaseID: id, Events: []casefile.Event{w.event(kind, data)}})
	must(w.t, err)
}

func (w *world) measured(who string, since time.Time) map[casefile.Intake]ChannelMeasure {
	w.t.Helper()
	m, err := w.FirstContacts(w.t.Context(), w.as(who), since)
	must(w.t, err)
	if !m.Set || m.Standard.Words() != "1 hour" {
		w.t.Fatalf("measured against %q, set %v", m.Standard.Words(), m.Set)
	}
	out := map[casefile.Intake]ChannelMeasure{}
	for _, c := range m.Channels {
		if c.InTime+c.Late+c.Waiting+c.Unrecorded != c.Reports || c.InTime+c.Late != c.Spoken {
			w.t.Errorf("%q: its parts are not the whole: %+v", c.Channel, c)
		}
		if c.Reports > 0 {
			out[c.Channel] = c
		}
	}
	return out
}

func TestHowSoonSomebodySpokeIsCountedByHowTheReportCame(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		standardised(t, w)
		since := w.now.Add(-time.Minute)
		online, call := fact.Of(casefile.Online), fact.Of(casefile.Call101)
		w.now = since.Add(-time.Hour)
		w.came(call, 0) // before what is measured
		w.now = since.Add(time.Minute)
		for _, after := range []time.Duration{20 * time.Minute, 30 * time.Minute, 40 * time.Minute, 59 * time.Minute, 3 * time.Hour} {
			w.came(call, after)
		}
		w.came(call, -1)
		w.came(fact.Answer[casefile.Intake]{}, 5*time.Minute)
		w.came(fact.Answer[casefile.Intake]{Status: fact.AskedNotKnown}, -1)
		for _, r := range []OnlineReport{w.sent("Steven Madeup", fact.Of(false)), w.sent("Steven Madeup", fact.Of(false))} {
			_, err := w.ReceiveOnline(t.Context(), r)
			must(t, err)
		}
		id, victim := w.came(online, -1)
		w.now = w.now.Add(10 * time.Minute)
		w.says("handler", id, "VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(victim), Outcome: fact.Of(casefile.Outcome("no_answer"))})
		w.says("handler", id, "AccountRecorded", casefile.AccountRecorded{Words: "By letter.", Mode: fact.Of(casefile.Mode("written"))})
		got := w.measured("lead", since)
		if c := got[casefile.Call101]; c.Reports != 6 || c.Spoken != 5 || c.InTime != 4 || c.Late != 1 || c.Waiting != 1 || c.Half != 40*time.Minute || c.Most != 3*time.Hour {
			t.Errorf("calls: %+v", c)
		}
		if c := got[casefile.Online]; c.Reports != 3 || c.Spoken != 0 || c.Waiting != 3 || c.Half != 0 {
			t.Errorf("online: %+v", c)
		}
		if c := got[""]; c.Reports != 2 || c.Spoken != 1 || c.Waiting != 1 {
			t.Errorf("not recorded how: %+v", c)
		}
		w.now = w.now.Add(time.Hour)
		w.says("handler", id, "AccountRecorded", casefile.AccountRecorded{Words: "At the door.", Mode: fact.Of(casefile.Mode("body_worn_video"))})
		if c := w.measured("lead", since)[casefile.Online]; c.Spoken != 0 {
			t.Errorf("online, with an account of nobody named: %+v", c)
		}
		w.says("handler", id, "AccountRecorded", casefile.AccountRecorded{Person: casefile.PersonID(victim), Words: "At the door.", Mode: fact.Of(casefile.Mode("body_worn_video"))})
		if c := w.measured("lead", since)[casefile.Online]; c.Late != 1 || c.Unrecorded != 2 || c.Waiting != 0 || c.Half != 70*time.Minute {
			t.Errorf("online, an hour later: %+v", c)
		}
		before := w.measured("lead", since)
		must(t, w.Rebuild(t.Context(), nil))
		for channel, c := range w.measured("lead", since) {
			if c != before[channel] {
				t.Errorf("a rebuild counts %+v, before %+v", c, before[channel])
			}
		}
	})
}

func TestAContactCountsFromWhenItHappened(t *testing.T) {
	t.Parallel()
	w := standardised(t, newWorld(t))
	since := w.now
	id, victim := w.came(fact.Of(casefile.Online), -1)
	w.now = w.now.Add(2 * time.Hour)
	e := w.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(victim), Outcome: fact.Of(casefile.Outcome("spoke"))})
	e.Occurred = calendar.At(since.Add(30 * time.Minute))
	_, err := w.Record(t.Context(), w.as("handler"), Acts{CaseID: id, Events: []casefile.Event{e}})
	must(t, err)
	if c := w.measured("lead", since)[casefile.Online]; c.Half != 30*time.Minute || c.InTime != 1 {
		t.Errorf("written down later: %+v", c)
	}
	withdrawn := casefile.Event{ID: journal.NewID(), Kind: "VictimContacted", Body: casefile.Body{Corrects: e.ID, Withdraw: true, Reason: "another case"}}
	_, err = w.Record(t.Context(), w.as("handler"), Acts{CaseID: id, Events: []casefile.Event{withdrawn}})
	must(t, err)
	if c := w.measured("lead", since)[casefile.Online]; c.Spoken != 0 || c.Unrecorded != 1 {
		t.Errorf("withdrawn: %+v", c)
	}
}

func TestTheMeasureCountsOnlyWhatItsReaderMaySee(t *testing.T) {
	t.Parallel()
	w := standardised(t, newWorld(t))
	since := w.now
	w.came(fact.Of(casefile.Online), -1)
	_, err := w.ReceiveOnline(t.Context(), w.sent("Simon Tarrant", fact.Of(true)))
	must(t, err)
	if c := w.measured("lead", since)[casefile.Online]; c.Reports != 1 {
		t.Errorf("the lead counts %d", c.Reports)
	}
	if c := w.measured("insp-a", since)[casefile.Online]; c.Reports != 2 {
		t.Errorf("an inspector within the restriction counts %d", c.Reports)
	}
	for _, who := range []string{"handler", "responder", "standards", "admin", "advocate"} {
		if _, err := w.FirstContacts(t.Context(), w.as(who), since); !errors.Is(err, ErrNotAllowed) {
			t.Errorf("%s: %v", who, err)
		}
	}
}

// A row of an earlier release does not say when anybody spoke: that is not "nobody".
func TestARowOfAnEarlierReleaseIsNotCountedAsNobody(t *testing.T) {
	t.Parallel()
	w := standardised(t, newWorld(t))
	since := w.now
	id, _ := w.came(fact.Of(casefile.Online), 5*time.Minute)
	l, err := w.peek(t.Context(), id)
	must(t, err)
	rows, err := w.rowsOf(l)
	must(t, err)
	rows.Case.Channel, rows.Case.Spoke = store.ChannelUnread, 0
	must(t, w.store.Write(t.Context(), func(ctx context.Context, tx store.Tx) error {
		if err := store.DropCase(ctx, tx, id); err != nil {
			return err
		}
		return store.ReplaceCaseRows(ctx, tx, rows)
	}))
	m, err := w.FirstContacts(t.Context(), w.as("lead"), since)
	must(t, err)
	if m.Unread != 1 {
		t.Errorf("not counted: %d", m.Unread)
	}
	for _, c := range m.Channels {
		if c.Reports != 0 {
			t.Errorf("counted: %+v", c)
		}
	}
}

// The numbers are those of the cases themselves, whatever happened since: each is
// folded anew and counted by hand.
func TestTheMeasureEqualsWhatTheCasesSay(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		standardised(t, w)
		since := w.now
		var ids []string
		channels := []fact.Answer[casefile.Intake]{fact.Of(casefile.Online), fact.Of(casefile.Call101), fact.Of(casefile.Call999), {}}
		for n := range 24 {
			w.now = w.now.Add(7 * time.Minute)
			id, _ := w.came(channels[n%len(channels)], time.Duration(n%5-1)*25*time.Minute)
			ids = append(ids, id)
		}
		w.now = w.now.Add(20 * time.Minute)
		want := map[casefile.Intake]*tally{}
		for _, id := range ids {
			l, err := w.peek(t.Context(), id)
			must(t, err)
			f := firstContactOf(l.c)
			if want[f.Channel] == nil {
				want[f.Channel] = &tally{ChannelMeasure: ChannelMeasure{Channel: f.Channel}}
			}
			want[f.Channel].count(f, l.c.ReportedAt, l.c.ReportedAt.Add(time.Hour), w.now)
		}
		got := w.measured("lead", since)
		if len(got) != len(want) {
			t.Errorf("%d ways in, want %d", len(got), len(want))
		}
		for channel, x := range want {
			if got[channel] != x.measure() {
				t.Errorf("%q: %+v, want %+v", channel, got[channel], x.measure())
			}
		}
	})
}
