package casework

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/guidance"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// roomed is a world with a control room and two duty inspectors.
func roomed(t *testing.T, w *world) *world {
	t.Helper()
	held := func(r casefile.Role) []force.Held {
		return []force.Held{{Role: r, From: calendar.Date{Year: 2020, Month: 1, Day: 1}}}
	}
	must(t, w.RecordStaff(t.Context(), "system",
		force.Staff{ID: "suspect", Name: "Simon Tarrant", Title: "PC", Unit: "north", Roles: held(casefile.Responder)},
		force.Staff{ID: "handler", Name: "Hana Example", Unit: "control", Roles: held(casefile.CallHandler)},
		force.Staff{ID: "handler2", Name: "Huw Example", Unit: "control", Roles: held(casefile.CallHandler)},
		force.Staff{ID: "insp-a", Name: "Ayesha Quillfeather", Title: "Insp", Unit: "hq", Roles: held(casefile.DutyInspector)},
		force.Staff{ID: "insp-b", Name: "Bram Oldcastle", Title: "Insp", Unit: "hq", Roles: held(casefile.DutyInspector)}))
	return w
}

// sent is a report as the form makes it: who, in their words, whom it is about.
func (w *world) sent(about string, police fact.Answer[bool]) OnlineReport {
	w.t.Helper()
	r := OnlineReport{CaseID: journal.NewID(), Police: police}
	add := func(part, kind string, data any) string {
		e, err := casefile.NewEvent(OnlineID(r.CaseID, part), "", kind, data)
		must(w.t, err)
		r.Events = append(r.Events, e)
		return e.ID
	}
	victim := casefile.PersonID(add("victim", "PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim, casefile.Reporter},
		Details: casefile.Details{Name: fact.Of(casefile.Line("Tamsin Invented"))}}))
	other := casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{PoliceWorker: police}}
	if about != "" {
		other.Details.Name = fact.Of(casefile.Line(about))
	}
	actor := casefile.PersonID(add("other", "PersonAdded", other))
	add("pair", "PairRecorded", casefile.PairRecorded{Victim: victim, Actor: actor})
	add("account", "AccountRecorded", casefile.AccountRecorded{Person: victim, Words: "He waits outside my work.", Mode: fact.Of(casefile.Mode("online_form"))})
	add("safe", "SafeContactRecorded", casefile.SafeContactRecorded{Person: victim, Channel: fact.Of(casefile.ContactChannel("phone")), Number: fact.Of(casefile.Line("07700 900321"))})
	return r
}

func TestAReportMadeOnlineIsACaseTheControlRoomIsToldOf(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		roomed(t, w)
		r := w.sent("Steven Madeup", fact.Of(false))
		got, err := w.ReceiveOnline(t.Context(), r)
		must(t, err)
		p, err := w.Case(t.Context(), w.as("handler"), r.CaseID)
		must(t, err)
		if p.Ref != got.Ref || p.Channel.Value != casefile.Online || p.Stage != casefile.StageReport || p.Owner != "" || p.Unit != "control" {
			t.Errorf("ref %q, channel %q, stage %q, owner %q, unit %q; receipt %q", p.Ref, p.Channel.Value, p.Stage, p.Owner, p.Unit, got.Ref)
		}
		if p.Safety.Given() || p.Pairs[0].Relation.Given() || len(p.Pairs[0].Incidents.Items) > 0 {
			t.Errorf("what nobody said is known: %+v", p.Safety)
		}
		for _, who := range []string{"handler", "handler2", "insp-a", "insp-b"} {
			list, err := w.Notices(t.Context(), w.as(who), 9)
			must(t, err)
			if len(list) != 1 || list[0].Kind != NoticeOnline || list[0].CaseID != r.CaseID {
				t.Errorf("%s is told %+v", who, list)
			}
		}
		if list, _ := w.Notices(t.Context(), w.as("detective"), 9); len(list) > 0 {
			t.Errorf("the detective is told %+v", list)
		}
		rows, err := w.Cases(t.Context(), w.as("handler"), Filter{Waits: []string{WaitsOnline}}, "", 9)
		must(t, err)
		if len(rows.Items) != 1 || !rows.Items[0].PendingOn(WaitsHandover) {
			t.Fatalf("waiting: %+v", rows.Items)
		}
		var due []string
		for _, f := range p.Findings.Obligations {
			if f.State == guidance.Outstanding {
				due = append(due, f.Clause)
			}
		}
		if slices.Contains(due, "handover.formal") || !slices.Contains(due, onlineFollowup) {
			t.Errorf("due on a report that nobody has taken on: %v; its sender handed nothing over", due)
		}
		offer := p.Offered()
		_, err = w.Record(t.Context(), w.as("handler"), Acts{CaseID: r.CaseID, Events: []casefile.Event{w.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(offer.ID)})}})
		must(t, err)
		w.now = w.now.Add(40 * time.Minute)
		_, err = w.Record(t.Context(), w.as("handler"), Acts{CaseID: r.CaseID, Events: []casefile.Event{w.event("VictimContacted", casefile.VictimContacted{
			Person: casefile.PersonID(r.Events[0].ID), Purpose: fact.Of(casefile.Purpose("first_direct")), Outcome: fact.Of(casefile.Outcome("spoke"))})}})
		must(t, err)
		if rows, err = w.Cases(t.Context(), w.as("handler"), Filter{Waits: []string{WaitsOnline}}, "", 9); err != nil || len(rows.Items) != 0 {
			t.Errorf("still waiting after somebody spoke with them: %+v, %v", rows.Items, err)
		}
		before := w.digest()
		must(t, w.Rebuild(t.Context(), nil))
		if w.digest() != before {
			t.Error("a rebuild gives other rows")
		}
	})
}

// Attack 87: the same form sent again, one after another and at once.
func TestTheSameOnlineReportSentAgainIsOneReport(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		roomed(t, w)
		r := w.sent("Steven Madeup", fact.Of(false))
		refs := make([]string, 8)
		var all sync.WaitGroup
		for i := range refs {
			all.Go(func() {
				got, err := w.ReceiveOnline(context.WithoutCancel(t.Context()), r)
				if err != nil {
					t.Error(err)
				}
				refs[i] = got.Ref
			})
		}
		all.Wait()
		if slices.Sort(refs); refs[0] == "" || refs[0] != refs[7] {
			t.Fatalf("one report has references %v", refs)
		}
		if list, _ := w.Notices(t.Context(), w.as("handler"), 9); len(list) != 1 {
			t.Errorf("the control room is told %d times", len(list))
		}
		for i := range r.Events {
			if r.Events[i].Kind == "AccountRecorded" {
				r.Events[i].Data = []byte(`{"words":"Something else."}`)
			}
		}
		if got, err := w.ReceiveOnline(t.Context(), r); !errors.Is(err, ErrSentOtherwise) || got.Ref != refs[0] {
			t.Errorf("other words under the same report: %+v, %v", got, err)
		}
		fewer := r
		fewer.Events = slices.DeleteFunc(slices.Clone(r.Events), func(e casefile.Event) bool { return e.Kind == "AccountRecorded" })
		if _, err := w.ReceiveOnline(t.Context(), fewer); !errors.Is(err, ErrSentOtherwise) {
			t.Errorf("fewer words under the same report: %v", err)
		}
		if p, err := w.Case(t.Context(), w.as("handler"), r.CaseID); err != nil || p.Accounts[0].Data.Words != "He waits outside my work." {
			t.Errorf("what was kept: %v, %v", p.Accounts, err)
		}
	})
}

// Whoever sent a report is told by when the force means to speak with them, where it has a
// standard; told again as it was, whether or not anybody has, so that whoever gets hold of
// the page learns nothing from it.
func TestByWhenTheSenderIsToBeSpokenWith(t *testing.T) {
	t.Parallel()
	w := roomed(t, newWorld(t))
	without, err := w.ReceiveOnline(t.Context(), w.sent("Steven Madeup", fact.Of(false)))
	if err != nil || !without.By.IsZero() {
		t.Errorf("without a standard: by %v, %v", without.By, err)
	}
	w.restart(loadFiles(t, edition.Files(), edition.Fernshire()))
	r := w.sent("Steven Madeup", fact.Of(false))
	first, err := w.ReceiveOnline(t.Context(), r)
	if err != nil || !first.By.Equal(first.At.Add(time.Hour)) {
		t.Errorf("received %v, to be spoken with by %v: %v", first.At, first.By, err)
	}
	w.now = w.now.Add(20 * time.Minute)
	_, err = w.Record(t.Context(), w.as("handler"), Acts{CaseID: r.CaseID, Events: []casefile.Event{w.event("VictimContacted", casefile.VictimContacted{
		Person: casefile.PersonID(r.Events[0].ID), Purpose: fact.Of(casefile.Purpose("first_direct")), Outcome: fact.Of(casefile.Outcome("spoke"))})}})
	must(t, err)
	again, err := w.ReceiveOnline(t.Context(), r)
	if err != nil || again.Ref != first.Ref || !again.At.Equal(first.At) || !again.By.Equal(first.By) {
		t.Errorf("spoken with, and sent again: %+v, %v; want %+v", again, err, first)
	}
}

func TestThePublicMayBeginACaseAndNothingElse(t *testing.T) {
	t.Parallel()
	w := roomed(t, newWorld(t))
	taken, _, _, pair := w.report("responder")
	for name, change := range map[string]func(*OnlineReport){
		"a case that exists":       func(r *OnlineReport) { r.CaseID = taken },
		"no id":                    func(r *OnlineReport) { r.CaseID = "1" },
		"a kind the police record": func(r *OnlineReport) { r.Events = append(r.Events, w.event("CaseClosed", casefile.CaseClosed{})) },
		"a restriction of their own": func(r *OnlineReport) {
			r.Events = append(r.Events, w.event("AccessRestricted", casefile.AccessRestricted{Guardian: "handler"}))
		},
		"a report of their own": func(r *OnlineReport) {
			r.Events = append(r.Events, w.event("ReportReceived", casefile.ReportReceived{}))
		},
		"somebody else's pair": func(r *OnlineReport) {
			r.Events = append(r.Events, w.event("ImpactRecorded", casefile.ImpactRecorded{Pair: casefile.PairID(pair)}))
		},
		"an id that is in use": func(r *OnlineReport) { r.Events[3].ID = pair },
	} {
		r := w.sent("Steven Madeup", fact.Of(false))
		change(&r)
		if got, err := w.ReceiveOnline(t.Context(), r); err == nil {
			t.Errorf("%s: taken as %s", name, got.Ref)
		}
	}
	v := access.Viewer{Staff: force.Staff{ID: casefile.Public}, At: w.now}
	if _, err := w.Record(t.Context(), v, Acts{CaseID: journal.NewID(), Events: []casefile.Event{w.event("ReportReceived", casefile.ReportReceived{})}}); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("the police's own door answers the public: %v", err)
	}
	if err := w.RecordStaff(t.Context(), "system", force.Staff{ID: casefile.Public, Name: "Nobody"}); err == nil {
		t.Error("somebody may be called the public")
	}
	if list, _ := w.Notices(t.Context(), w.as("handler"), 9); len(list) != 0 {
		t.Errorf("refused reports were announced: %+v", list)
	}
}

func TestAReportAboutOneOfOurOwnIsRestrictedAtItsFirstSave(t *testing.T) {
	t.Parallel()
	yes, no, unsure := fact.Of(true), fact.Of(false), fact.Answer[bool]{Status: fact.AskedNotKnown}
	for name, c := range map[string]struct {
		about        string
		police, duty fact.Answer[bool]
		guardian     string
		inside       []string
	}{
		"named in full":                   {"Simon Tarrant", yes, fact.Answer[bool]{}, "standards", []string{"insp-a", "insp-b"}},
		"a duty inspector by name":        {"Ayesha Quillfeather", yes, fact.Answer[bool]{}, "standards", []string{"insp-b"}},
		"a duty inspector by half a name": {"somebody called Aisha", yes, no, "standards", []string{"insp-b"}},
		"nobody named":                    {"", yes, fact.Answer[bool]{}, "standards", nil},
		"nobody named, inspectors safe":   {"", yes, no, "standards", []string{"insp-a", "insp-b"}},
		"kept from the inspectors":        {"Simon Tarrant", yes, yes, "standards", nil},
		"only an inspector is left":       {"Petra Example", yes, yes, "insp-a", nil},
		"the head of standards":           {"Petra Example", yes, fact.Answer[bool]{}, "insp-a", []string{"insp-b"}},
		"not sure, a name of ours":        {"simon  tarrant", unsure, fact.Answer[bool]{}, "standards", []string{"insp-a", "insp-b"}},
		"not asked, a name of ours":       {"Simon Tarrant", fact.Answer[bool]{}, fact.Answer[bool]{}, "standards", []string{"insp-a", "insp-b"}},
		"not sure, nobody of ours":        {"Steven Madeup", unsure, fact.Answer[bool]{}, "", nil},
		"no, though the name is ours":     {"Simon Tarrant", no, fact.Answer[bool]{}, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := roomed(t, newWorld(t))
			r := w.sent(c.about, c.police)
			r.Duty = c.duty
			_, err := w.ReceiveOnline(t.Context(), r)
			must(t, err)
			l, err := w.peek(t.Context(), r.CaseID)
			must(t, err)
			if c.guardian == "" {
				if l.c.Restricted != nil {
					t.Fatalf("restricted to %v", l.c.Restricted.Members)
				}
				return
			}
			if l.c.Restricted == nil || string(l.c.Restricted.Guardian) != c.guardian {
				t.Fatalf("restriction: %+v", l.c.Restricted)
			}
			if at := slices.IndexFunc(l.events, func(e casefile.Event) bool { return e.Kind == "AccessRestricted" }); at != 1 {
				t.Errorf("restricted by entry %d, after something was told", at+1)
			}
			if by := l.events[1].Actor; by != "system" || l.events[2].Actor != casefile.Public {
				t.Errorf("restricted by %q, told by %q", by, l.events[2].Actor)
			}
			want := append([]string{c.guardian}, c.inside...)
			for _, st := range w.Register().All() {
				_, err := w.Case(t.Context(), w.as(st.ID), r.CaseID)
				told, _ := w.Notices(t.Context(), w.as(st.ID), 9)
				if in := slices.Contains(want, st.ID); (err == nil) != in || (len(told) > 0) != in {
					t.Errorf("%s: the case answers %v, told %d times; inside: %v", st.ID, err, len(told), in)
				}
			}
		})
	}
}

// What is shown to anybody outside is the same whether the report about one of our
// own came or not.
func TestOutsideTheWallAnOnlineReportChangesNothing(t *testing.T) {
	t.Parallel()
	lists := func(sent bool) string {
		w := roomed(t, newWorld(t))
		if sent {
			_, err := w.ReceiveOnline(t.Context(), w.sent("Simon Tarrant", fact.Of(true)))
			must(t, err)
		}
		var all strings.Builder
		for _, who := range []string{"handler", "responder", "sergeant", "suspect", "registrar"} {
			rows, err := w.Cases(t.Context(), w.as(who), Filter{}, "", 9)
			must(t, err)
			duties, err := w.Duties(t.Context(), w.as(who), store.DutyFilter{}, "", 9)
			must(t, err)
			told, err := w.Notices(t.Context(), w.as(who), 9)
			must(t, err)
			for range len(rows.Items) + len(duties.Items) + len(told) {
				all.WriteString(who + " sees something; ")
			}
		}
		return all.String()
	}
	if with, without := lists(true), lists(false); with != without || with != "" {
		t.Errorf("with it: %q; without: %q", with, without)
	}
}

func TestAReportNobodyCouldBeToldOfIsNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t) // no call handler, no duty inspector
	r := w.sent("Steven Madeup", fact.Of(false))
	if _, err := w.ReceiveOnline(t.Context(), r); !errors.Is(err, ErrNobodyToTell) {
		t.Fatalf("answered %v", err)
	}
	if l, err := w.peek(t.Context(), r.CaseID); l != nil || err != nil {
		t.Errorf("kept: %v, %v", l, err)
	}
}

func TestWhoeverNamesSomebodyOfARestrictedCaseTripsItAndIsToldNothing(t *testing.T) {
	t.Parallel()
	w := roomed(t, newWorld(t))
	id, _, _, _ := w.report("responder")
	w.wall(id)
	got, err := w.ReceiveOnline(t.Context(), w.sent("Steven Madeup", fact.Of(false)))
	must(t, err)
	if got.Ref == "" {
		t.Fatal("no reference")
	}
	w.done.Wait()
	alerts, err := w.SearchAlerts(t.Context(), w.as("standards"), id)
	must(t, err)
	if len(alerts) != 1 || alerts[0].Staff != casefile.Public {
		t.Errorf("the guardian is told %+v", alerts)
	}
}
