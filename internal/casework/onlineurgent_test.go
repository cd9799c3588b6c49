package casework

import (
	"context"
	"slices"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/store"
)

// Whoever is not safe and reports one of our own reaches somebody at once, at any hour,
// who may see it; and nobody who could be the other person, by any word that was said.
func TestAnUrgentReportOfOneOfOurOwnReachesSomebodyAtOnceAndNeverWhoMayBeMeant(t *testing.T) {
	t.Parallel()
	yes, no, unsure, passed := fact.Of(true), fact.Of(false), fact.Answer[bool]{Status: fact.AskedNotKnown}, fact.Answer[bool]{}
	inspectors, above := []string{"insp-a", "insp-b"}, []string{"standards2", "super"}
	for name, c := range map[string]struct {
		about      string
		duty, safe fact.Answer[bool]
		without    []string // who has left
		inside     []string // beside the guardian, professional standards
	}{
		"half a name":                       {"Simon", passed, no, nil, append(above, inspectors...)},
		"half a name, and cannot tell":      {"Simon", passed, unsure, nil, append(above, inspectors...)},
		"half a name, of an inspector":      {"Aisha", passed, no, nil, append(above, "insp-b")},
		"half a name, of a superintendent":  {"Sunita", passed, no, nil, []string{"standards2", "insp-a", "insp-b"}},
		"half a name, of standards":         {"Prosper", passed, no, nil, append([]string{"super"}, inspectors...)},
		"half a name, but safe":             {"Simon", passed, yes, nil, nil},
		"half a name, nobody asked of it":   {"Simon", passed, passed, nil, nil},
		"half a name, perhaps an inspector": {"Simon", unsure, no, nil, above},
		"in full, perhaps an inspector":     {"Simon Tarrant", unsure, no, nil, append(above, inspectors...)},
		"in full":                           {"Simon Tarrant", passed, no, nil, inspectors},
		"no name":                           {"", passed, no, nil, above},
		"no name, and no superintendent":    {"", passed, no, []string{"super"}, append([]string{"standards2"}, inspectors...)},
		"kept from the inspectors":          {"Simon", yes, no, nil, above},
		"kept, and no superintendent":       {"Simon", yes, no, []string{"super"}, []string{"standards2"}},
		"inspectors may know":               {"Simon", no, no, nil, inspectors},
	} {
		t.Run(name, func(t *testing.T) {
			w := roomed(t, newWorld(t))
			held := func(roles ...casefile.Role) (out []force.Held) {
				for _, r := range roles {
					out = append(out, force.Held{Role: r, From: calendar.Date{Year: 2020, Month: 1, Day: 1}})
				}
				return out
			}
			must(t, w.RecordStaff(t.Context(), "system",
				force.Staff{ID: "super", Name: "Sunita Gladstone", Title: "Supt", Unit: "hq", Roles: held(casefile.Superintend)},
				force.Staff{ID: "super2", Name: "Ulric Blackwater", Title: "Supt", Unit: "hq", Roles: held(casefile.Superintend, casefile.DutyInspector), Left: true},
				force.Staff{ID: "standards2", Name: "Prosper Winterbourne", Unit: "psd", Roles: held(casefile.Standards)}))
			for _, id := range c.without {
				st, _ := w.Register().Staff(id)
				st.Left = true
				must(t, w.RecordStaff(t.Context(), "system", st))
			}
			r := w.sent(c.about, yes)
			r.Duty = c.duty
			if c.safe != passed {
				e, err := casefile.NewEvent(OnlineID(r.CaseID, "now"), "", "ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(r.Events[0].ID), SafeNow: c.safe})
				must(t, err)
				r.Events = append(r.Events, e)
			}
			_, err := w.ReceiveOnline(t.Context(), r)
			must(t, err)
			want := append([]string{"standards"}, c.inside...)
			for _, st := range w.Register().All() {
				if st.Left {
					continue
				}
				v := w.as(st.ID)
				_, err := w.Case(t.Context(), v, r.CaseID)
				told, _ := w.Notices(t.Context(), v, 9)
				waits, werr := w.OnlineWaiting(t.Context(), v, !v.Is(casefile.CallHandler, casefile.DutyInspector), w.now.Add(-1))
				must(t, werr)
				if in := slices.Contains(want, st.ID); (err == nil) != in || (len(told) > 0) != in || v.Police() && (waits.Waiting > 0) != in {
					t.Errorf("%s: the case answers %v, told %d times, %d wait; inside: %v", st.ID, err, len(told), waits.Waiting, in)
				}
			}
		})
	}
}

// A superintendent who is a duty inspector too is kept from what is kept from those.
func TestWhoIsKeptFromAsOneIsNotToldAsAnother(t *testing.T) {
	t.Parallel()
	w := roomed(t, newWorld(t))
	both := []force.Held{{Role: casefile.Superintend, From: calendar.Date{Year: 2020, Month: 1, Day: 1}}, {Role: casefile.DutyInspector, From: calendar.Date{Year: 2020, Month: 1, Day: 1}}}
	must(t, w.RecordStaff(t.Context(), "system", force.Staff{ID: "both", Name: "Ulric Blackwater", Title: "Supt", Unit: "hq", Roles: both}))
	r := w.sent("", fact.Of(true))
	r.Duty = fact.Of(true)
	e, err := casefile.NewEvent(OnlineID(r.CaseID, "now"), "", "ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: casefile.PersonID(r.Events[0].ID), SafeNow: fact.Of(false)})
	must(t, err)
	r.Events = append(r.Events, e)
	_, err = w.ReceiveOnline(t.Context(), r)
	must(t, err)
	if _, err := w.Case(t.Context(), w.as("both"), r.CaseID); err == nil {
		t.Error("a duty inspector reads what is kept from duty inspectors")
	}
}

// How many reports made online nobody has seen, restricted ones among them, and since when
// the oldest waits: until somebody's home has shown one, or somebody holds it.
func TestWhatNobodyHasSeenOfReportsMadeOnlineIsCounted(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		roomed(t, w)
		stands := func(n int, since time.Time) {
			t.Helper()
			got, err := w.Standing(t.Context())
			if err != nil || got.Unseen != n || !got.UnseenSince.Equal(since) {
				t.Errorf("%d unseen since %v, %v; want %d since %v", got.Unseen, got.UnseenSince, err, n, since)
			}
		}
		seen := func(who string) {
			t.Helper()
			must(t, w.store.Write(t.Context(), func(ctx context.Context, tx store.Tx) error { return store.MarkSent(ctx, tx, who, millis(w.now)) }))
		}
		stands(0, time.Time{})
		first := w.now
		open := w.sent("Steven Madeup", fact.Of(false))
		_, err := w.ReceiveOnline(t.Context(), open)
		must(t, err)
		w.now = w.now.Add(10 * time.Minute)
		walled := w.now
		_, err = w.ReceiveOnline(t.Context(), w.sent("Simon Tarrant", fact.Of(true)))
		must(t, err)
		stands(2, first)
		seen("handler")
		stands(1, walled)
		w.now = w.now.Add(10 * time.Minute)
		later := w.sent("Steven Madeup", fact.Of(false))
		_, err = w.ReceiveOnline(t.Context(), later)
		must(t, err)
		stands(2, walled)
		seen("insp-a")
		stands(0, time.Time{})
	})
}
