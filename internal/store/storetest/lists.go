package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"foursight/internal/store"

	"github.com/google/go-cmp/cmp"
)

func paging(t *testing.T, m Maker) {
	s := m.Open(t)
	const n = 57
	numbered := func(prefix string, i int) store.CaseRows {
		rows := caseRows(fmt.Sprintf("%s%02d", prefix, i))
		due := int64(now + i/5*100) // five at a time share a due instant
		if i%7 == 0 {
			due = 0
		}
		rows.Case.NextDue, rows.Obligations[0].Due = due, due
		return rows
	}
	var fixtures []store.CaseRows
	for i := range n {
		fixtures = append(fixtures, numbered("m", i))
	}
	replace(t, s, fixtures...)
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		for i := range n {
			if err := store.InsertConsulted(ctx, tx, store.Consulted{EntryID: fmt.Sprintf("e%02d", i), CaseID: "m00", At: now + int64(i/5), Staff: "amara"}); err != nil {
				return err
			}
			if err := store.PutNotice(ctx, tx, store.Notice{ID: fmt.Sprintf("e%02d", i), At: now + int64(i/5), ToStaff: "officer"}); err != nil {
				return err
			}
		}
		return nil
	})
	// walk pages through a list; between two pages new rows arrive before and
	// behind the place reached.
	arrived := n
	walk := func(name string, page func(ctx context.Context, tx store.Tx, at store.Cursor) (ids []string, more bool, next store.Cursor, err error)) []string {
		var seen []string
		var at store.Cursor
		for {
			var ids []string
			var more bool
			read(t, s, func(ctx context.Context, tx store.Tx) (err error) {
				ids, more, at, err = page(ctx, tx, at)
				return err
			})
			if len(ids) > 10 || more && len(ids) != 10 {
				t.Fatalf("%s: page of %d, more %v", name, len(ids), more)
			}
			seen = append(seen, ids...)
			if !more {
				return seen
			}
			text := at.String()
			back, err := store.ParseCursor(text)
			if err != nil || back != at {
				t.Fatalf("cursor %v reads back as %v, %v", at, back, err)
			}
			replace(t, s, numbered("a", arrived), numbered("z", arrived))
			arrived++
		}
	}
	var wantDue []string
	for _, rows := range fixtures {
		wantDue = append(wantDue, rows.Case.CaseID)
	}
	slices.SortStableFunc(wantDue, func(a, b string) int {
		undated := func(id string) int {
			var i int
			fmt.Sscanf(id, "m%d", &i)
			if i%7 == 0 {
				return 1
			}
			return 0
		}
		return undated(a) - undated(b)
	})
	original := func(ids []string) []string {
		return slices.DeleteFunc(ids, func(id string) bool { return id[0] != 'm' && id[0] != 'e' })
	}
	compare := func(name string, want, got []string) {
		t.Helper()
		if diff := cmp.Diff(want, original(got)); diff != "" {
			t.Errorf("%s walked (-want +got):\n%s", name, diff)
		}
	}
	compare("queue", wantDue, walk("queue", func(ctx context.Context, tx store.Tx, at store.Cursor) ([]string, bool, store.Cursor, error) {
		p, err := store.Queue(ctx, tx, officer, store.QueueFilter{}, at, 10)
		return caseIDs(p.Items), p.More, p.Next, err
	}))
	for _, f := range []store.DutyFilter{{}, {Owner: "amara"}, {Actor: "investigator"}} {
		compare("duties", wantDue, walk("duties", func(ctx context.Context, tx store.Tx, at store.Cursor) (ids []string, more bool, next store.Cursor, err error) {
			p, err := store.Duties(ctx, tx, officer, f, at, 10)
			for _, d := range p.Items {
				ids = append(ids, d.CaseID)
			}
			return ids, p.More, p.Next, err
		}))
	}
	byID := slices.Sorted(slices.Values(wantDue))
	compare("search", byID, walk("search", func(ctx context.Context, tx store.Tx, at store.Cursor) ([]string, bool, store.Cursor, error) {
		p, err := store.SearchTokens(ctx, tx, officer, [][]store.TokenRef{{{Class: "stem", Token: -5}, {Class: "phone", Token: 1 << 62}}}, at, 10)
		return caseIDs(p.Items), p.More, p.Next, err
	}))
	var latest []string
	for i := range n {
		latest = append(latest, fmt.Sprintf("e%02d", n-1-i))
	}
	compare("consultations", latest, walk("consultations", func(ctx context.Context, tx store.Tx, at store.Cursor) (ids []string, more bool, next store.Cursor, err error) {
		p, err := store.Consultations(ctx, tx, officer, "m00", at, 10)
		for _, k := range p.Items {
			ids = append(ids, k.EntryID)
		}
		return ids, p.More, p.Next, err
	}))
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		const newest = now + (n-1)/5
		for _, look := range []struct {
			find func(context.Context, store.Tx, string, int64) (int64, error)
			near int64
			want int64
		}{{store.FirstLook, 0, now}, {store.FirstLook, now, now + 1}, {store.FirstLook, newest, 0},
			{store.LastLook, newest + 9, newest}, {store.LastLook, now + 1, now + 1}, {store.LastLook, now - 1, 0}} {
			if got, err := look.find(ctx, tx, "amara", look.near); err != nil || got != look.want {
				t.Errorf("a look near %d: %d, %v; want %d", look.near, got, err, look.want)
			}
		}
		return nil
	})
	compare("notices", latest, walk("notices", func(ctx context.Context, tx store.Tx, at store.Cursor) (ids []string, more bool, next store.Cursor, err error) {
		p, err := store.Notices(ctx, tx, officer, at, 10)
		for _, k := range p.Items {
			ids = append(ids, k.ID)
		}
		return ids, p.More, p.Next, err
	}))
	if _, err := store.ParseCursor("%%"); err == nil {
		t.Error("nonsense read as a page position")
	}
	refused(t, "a page of none", s.Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		_, err := store.Queue(ctx, tx, officer, store.QueueFilter{}, store.Cursor{}, 0)
		return err
	}), "page of 0")
}

func filters(t *testing.T, m Maker) {
	s := m.Open(t)
	a, b, c := caseRows("a"), caseRows("b"), caseRows("c")
	b.Case.Owner, b.Case.Unit, b.Case.Stage, b.Case.Grade = "bryn", "south", "report", 1
	b.Obligations[0].Actor, b.Obligations[0].Due = "supervisor", now+500
	c.Case.Closed, c.Obligations[0].State = now-1, "ended"
	a.Case.Pending, b.Case.Pending, c.Case.Pending = "supervisor by_amara", "order supervisor by_bryn", "supervisor"
	a.DutyOn = []store.DutyOn{{Staff: "officer", Until: now}}
	b.DutyOn = []store.DutyOn{{Staff: "officer", Until: now + 1}, {Staff: "bryn"}}
	replace(t, s, a, b, c)
	inSouth := officer
	inSouth.Units = []string{"east", "south"}
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, list := range []struct {
			v    store.Viewer
			f    store.QueueFilter
			want []string
		}{
			{officer, store.QueueFilter{}, []string{"a", "b"}},
			{officer, store.QueueFilter{Owner: "bryn"}, []string{"b"}},
			{officer, store.QueueFilter{Unit: "north"}, []string{"a"}},
			{inSouth, store.QueueFilter{OwnUnits: true}, []string{"b"}},
			{officer, store.QueueFilter{OwnUnits: true}, nil},
			{officer, store.QueueFilter{Stage: "report"}, []string{"b"}},
			{officer, store.QueueFilter{Grade: 2}, []string{"a"}},
			{officer, store.QueueFilter{OnDuty: []string{"nobody", "bryn"}}, []string{"b"}},
			{officer, store.QueueFilter{OnDuty: []string{"officer"}}, nil},
			{officer, store.QueueFilter{Closed: true}, []string{"c"}},
			{officer, store.QueueFilter{Pending: []string{"supervisor"}}, []string{"a", "b"}},
			{officer, store.QueueFilter{Pending: []string{"order", "registrar"}}, []string{"b"}},
			{officer, store.QueueFilter{Pending: []string{"order", "supervisor", "by_bryn"}}, []string{"a", "b"}}, // each once
			{officer, store.QueueFilter{Pending: []string{"super", "by_amar_", "%"}}, nil},
			{officer, store.QueueFilter{Pending: []string{"supervisor"}, Owner: "bryn"}, []string{"b"}},
			{officer, store.QueueFilter{Pending: []string{"supervisor"}, Supervisor: "bryn", Unit: "north"}, []string{"a"}},
			{inSouth, store.QueueFilter{Pending: []string{"supervisor"}, OwnUnits: true}, []string{"b"}},
			{officer, store.QueueFilter{Pending: []string{"supervisor"}, Stage: "report", Grade: 1}, []string{"b"}},
			{officer, store.QueueFilter{Pending: []string{"supervisor"}, OnDuty: []string{"bryn"}}, []string{"b"}},
			{officer, store.QueueFilter{Pending: []string{"supervisor"}, Closed: true}, []string{"c"}},
			{officer, store.QueueFilter{Closed: true, Owner: "bryn"}, nil},
		} {
			page, err := store.Queue(ctx, tx, list.v, list.f, store.Cursor{}, 10)
			if diff := cmp.Diff(list.want, caseIDs(page.Items)); err != nil || diff != "" {
				t.Errorf("queue %+v %v (-want +got):\n%s", list.f, err, diff)
			}
		}
		for _, list := range []struct {
			f    store.DutyFilter
			want []string
		}{
			{store.DutyFilter{}, []string{"a risk.review", "b risk.review"}},
			{store.DutyFilter{Actor: "supervisor"}, []string{"b risk.review"}},
			{store.DutyFilter{Owner: "bryn"}, []string{"b risk.review"}},
			{store.DutyFilter{State: "decided", Owner: "amara"}, []string{"a spo.consider", "c spo.consider"}},
			{store.DutyFilter{State: "ended"}, []string{"c risk.review"}},
			{store.DutyFilter{DueBefore: now + 500}, []string{"a risk.review"}},
		} {
			page, err := store.Duties(ctx, tx, officer, list.f, store.Cursor{}, 10)
			var got []string
			for _, d := range page.Items {
				got = append(got, d.CaseID+" "+d.Clause)
			}
			if diff := cmp.Diff(list.want, got); err != nil || diff != "" {
				t.Errorf("duties %+v %v (-want +got):\n%s", list.f, err, diff)
			}
		}
		for _, duty := range []struct {
			staff, id string
			want      bool
		}{{"officer", "a", false}, {"officer", "b", true}, {"bryn", "b", true}, {"bryn", "a", false}} {
			got, err := store.OnDuty(ctx, tx, store.Viewer{Staff: duty.staff, Content: true, Now: now}, duty.id)
			if err != nil || got != duty.want {
				t.Errorf("OnDuty(%s, %s) = %v, %v; want %v", duty.staff, duty.id, got, err, duty.want)
			}
		}
		for since, want := range map[int64][]string{0: {"a", "b", "c"}, now: {"a", "b", "c"}, now + 1: {"b", "c"}, now + 2: nil} {
			got, err := store.OnDutySince(ctx, tx, officer, since)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("on duty since %d: %v (-want +got):\n%s", since, err, diff)
			}
		}
		return nil
	})
}

func consultedCases(t *testing.T, m Maker) {
	s := m.Open(t)
	replace(t, s, caseRows("a"), caseRows("b"), caseRows("c"))
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		return store.InsertConsulted(ctx, tx,
			store.Consulted{EntryID: "e1", CaseID: "a", At: now, Staff: "amara", Route: "call"},
			store.Consulted{EntryID: "e2", CaseID: "b", At: now + 1, Staff: "amara", Route: "call"},
			store.Consulted{EntryID: "e3", CaseID: "a", At: now + 2, Staff: "amara", Route: "case"},
			store.Consulted{EntryID: "e4", CaseID: "", At: now + 3, Staff: "amara", Route: "call"},
			store.Consulted{EntryID: "e5", CaseID: "c", At: now + 4, Staff: "amara", Route: "home"},
			store.Consulted{EntryID: "e6", CaseID: "c", At: now + 5, Staff: "bryn", Route: "call"})
	})
	for _, look := range []struct {
		since  int64
		routes []string
		limit  int
		want   []string
	}{
		{now - 1, []string{"call", "case"}, 10, []string{"a", "b"}},
		{now - 1, []string{"call"}, 10, []string{"b", "a"}},
		{now, []string{"call"}, 10, []string{"b"}},
		{now - 1, []string{"call", "case"}, 1, []string{"a"}},
		{now + 2, []string{"call", "case"}, 10, nil},
		{now - 1, nil, 10, nil},
	} {
		read(t, s, func(ctx context.Context, tx store.Tx) error {
			rows, err := store.CasesConsulted(ctx, tx, officer, "amara", look.since, look.routes, look.limit)
			if diff := cmp.Diff(look.want, caseIDs(rows)); err != nil || diff != "" {
				t.Errorf("consulted %+v %v (-want +got):\n%s", look, err, diff)
			}
			return nil
		})
	}
}

// lastConsulted asks in one query of several people and cases.
func lastConsulted(t *testing.T, m Maker) {
	s := m.Open(t)
	replace(t, s, caseRows("a"), caseRows("b"), caseRows("c"))
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		return store.InsertConsulted(ctx, tx,
			store.Consulted{EntryID: "e1", CaseID: "a", At: now, Staff: "amara", Route: "case"},
			store.Consulted{EntryID: "e2", CaseID: "a", At: now + 2, Staff: "amara", Route: "risk"},
			store.Consulted{EntryID: "e3", CaseID: "a", At: now + 4, Staff: "amara", Route: "home"},
			store.Consulted{EntryID: "e4", CaseID: "b", At: now + 1, Staff: "bryn", Route: "case"},
			store.Consulted{EntryID: "e5", CaseID: "c", At: now + 1, Staff: "cai", Route: "case"})
	})
	for _, look := range []struct {
		staff, cases, routes []string
		since                int64
		want                 []store.Consulted
	}{
		{[]string{"amara", "bryn"}, []string{"a", "b", "c"}, []string{"case", "risk"}, now - 1,
			[]store.Consulted{{CaseID: "a", Staff: "amara", At: now + 2}, {CaseID: "b", Staff: "bryn", At: now + 1}}},
		{[]string{"amara", "bryn"}, []string{"a", "b", "c"}, []string{"case"}, now - 1,
			[]store.Consulted{{CaseID: "a", Staff: "amara", At: now}, {CaseID: "b", Staff: "bryn", At: now + 1}}},
		{[]string{"amara", "bryn"}, []string{"a", "b"}, []string{"case", "risk"}, now + 1, []store.Consulted{{CaseID: "a", Staff: "amara", At: now + 2}}},
		{[]string{"amara"}, []string{"b"}, []string{"case"}, now - 1, nil},
		{nil, []string{"a"}, []string{"case"}, now - 1, nil},
		{[]string{"amara"}, nil, []string{"case"}, now - 1, nil},
		{[]string{"amara"}, []string{"a"}, nil, now - 1, nil},
	} {
		read(t, s, func(ctx context.Context, tx store.Tx) error {
			got, err := store.LastConsulted(ctx, tx, officer, look.staff, look.cases, look.since, look.routes)
			if diff := cmp.Diff(look.want, got); err != nil || diff != "" {
				t.Errorf("last consulted %+v %v (-want +got):\n%s", look, err, diff)
			}
			return nil
		})
	}
}

func search(t *testing.T, m Maker) {
	s := m.Open(t)
	stem := func(n int64) store.TokenRef { return store.TokenRef{Class: "stem", Token: n} }
	with := func(id string, tokens ...store.TokenRef) store.CaseRows {
		rows := caseRows(id)
		rows.Tokens = tokens
		return rows
	}
	replace(t, s, with("a", stem(1), stem(2)), with("b", stem(2), stem(3)), with("c", stem(1), stem(3), store.TokenRef{Class: "sound", Token: 2}))
	for _, look := range []struct {
		groups [][]store.TokenRef
		want   []string
	}{
		{[][]store.TokenRef{{stem(1)}}, []string{"a", "c"}},
		{[][]store.TokenRef{{stem(1)}, {stem(2)}}, []string{"a"}},
		{[][]store.TokenRef{{stem(1), stem(2)}}, []string{"a", "b", "c"}},
		{[][]store.TokenRef{{stem(2), stem(3)}, {stem(3), stem(1)}, {stem(1), {Class: "sound", Token: 2}}}, []string{"a", "c"}},
		{[][]store.TokenRef{{stem(1)}, {stem(99)}}, nil},
		{[][]store.TokenRef{{stem(1)}, {}}, nil},
		{nil, nil},
	} {
		read(t, s, func(ctx context.Context, tx store.Tx) error {
			page, err := store.SearchTokens(ctx, tx, officer, look.groups, store.Cursor{}, 10)
			if diff := cmp.Diff(look.want, caseIDs(page.Items)); err != nil || diff != "" {
				t.Errorf("search %v %v (-want +got):\n%s", look.groups, err, diff)
			}
			return nil
		})
	}
}

func wakes(t *testing.T, m Maker) {
	s := m.Open(t)
	asleep := func(id string, wake, adopted int64) store.CaseRows {
		rows := caseRows(id)
		rows.Case.Wake, rows.Case.Adopted = wake, adopted
		return rows
	}
	replace(t, s, asleep("a", 20, 7), asleep("b", 10, 7), asleep("c", 0, 7), asleep("d", 41, 7), asleep("e", 20, 7), asleep("f", 0, 3), asleep("g", 40, 0), asleep("h", 90, 3))
	check := func(adopted int64, limit int, want ...store.Wake) {
		t.Helper()
		read(t, s, func(ctx context.Context, tx store.Tx) error {
			got, err := store.WakeDue(ctx, tx, 40, adopted, limit)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("to wake at 40 under adoption %d, at most %d: %v (-want +got):\n%s", adopted, limit, err, diff)
			}
			return nil
		})
	}
	a, b, e, f, g, h := store.Wake{CaseID: "a", At: 20}, store.Wake{CaseID: "b", At: 10}, store.Wake{CaseID: "e", At: 20},
		store.Wake{CaseID: "f"}, store.Wake{CaseID: "g", At: 40}, store.Wake{CaseID: "h", At: 90}
	check(0, 10, b, a, e, g)
	check(0, 1, b)
	check(3, 10, b, a, e, g)
	check(7, 10, f, b, a, e, g, h)
	check(7, 2, f, b, a, g)
}

func walledHolding(t *testing.T, m Maker) {
	s := m.Open(t)
	walled, open := caseRows("walled"), caseRows("open")
	walled.Case.Walled, walled.Case.Guardian, walled.Wall = true, "cerys", []string{"cerys"}
	replace(t, s, walled, open)
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		held := [][]store.TokenRef{{{Class: "stem", Token: -5}}, {{Class: "phone", Token: 1 << 62}, {Class: "stem", Token: 7}}}
		rows, err := store.WalledHolding(ctx, tx, held, 10)
		if err != nil || len(rows) != 1 || rows[0].Guardian != "cerys" {
			t.Errorf("restricted cases holding %v: %v, %v; want the one cerys guards", held, rows, err)
		}
		for _, none := range [][][]store.TokenRef{nil, {{}}, {held[0], {{Class: "stem", Token: 7}}}} {
			if rows, err := store.WalledHolding(ctx, tx, none, 10); err != nil || len(rows) != 0 {
				t.Errorf("restricted cases holding %v: %v, %v; want none", none, rows, err)
			}
		}
		return nil
	})
}
