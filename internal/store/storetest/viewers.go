package storetest

import (
	"context"
	"maps"
	"slices"
	"testing"

	"foursight/internal/store"

	"github.com/google/go-cmp/cmp"
)

// ask runs one query as a viewer and returns the ids of the cases in its answer.
type ask func(ctx context.Context, tx store.Tx, v store.Viewer) ([]string, error)

// everyCase are the ids of the suite's hidden-case fixtures.
var everyCase = []string{"conflicted", "open", "shared", "walled"}

// queries asks every query that takes a viewer, in each of its shapes. The key
// starts with the function's name; a test of package store checks that none is
// missing.
var queries = map[string]ask{
	"CaseByID": eachCase(func(ctx context.Context, tx store.Tx, v store.Viewer, id string) (bool, error) {
		_, found, err := store.CaseByID(ctx, tx, v, id)
		return found, err
	}),
	"CaseByRef": eachCase(func(ctx context.Context, tx store.Tx, v store.Viewer, id string) (bool, error) {
		_, found, err := store.CaseByRef(ctx, tx, v, "FS-26-"+id)
		return found, err
	}),
	"Obligations": eachCase(func(ctx context.Context, tx store.Tx, v store.Viewer, id string) (bool, error) {
		list, err := store.Obligations(ctx, tx, v, id)
		return len(list) > 0, err
	}),
	"Questions": eachCase(func(ctx context.Context, tx store.Tx, v store.Viewer, id string) (bool, error) {
		list, err := store.Questions(ctx, tx, v, id)
		return len(list) > 0, err
	}),
	"Consultations": eachCase(func(ctx context.Context, tx store.Tx, v store.Viewer, id string) (bool, error) {
		list, err := store.Consultations(ctx, tx, v, id, store.Cursor{}, 50)
		return len(list.Items) > 0, err
	}),
	"Queue":          queue(store.QueueFilter{}),
	"Queue by owner": queue(store.QueueFilter{Owner: "amara"}),
	"Queue by duty":  queue(store.QueueFilter{OnDuty: []string{"officer"}}),
	"Queue by waits": queue(store.QueueFilter{Pending: []string{"supervisor", "order"}}),
	"Queue by all":   queue(store.QueueFilter{Unit: "north", Stage: "investigation", Grade: 2}),
	"SeenAmong": func(ctx context.Context, tx store.Tx, v store.Viewer) ([]string, error) {
		asked := append([]string{"c-none", "d-none", "e-none", "f-none", "g-none", "h-none", "i-none"}, everyCase...) // more than are asked for at once
		seen, err := store.SeenAmong(ctx, tx, v, asked)
		return slices.Sorted(maps.Keys(seen)), err
	},
	"CasesAmong": func(ctx context.Context, tx store.Tx, v store.Viewer) ([]string, error) {
		rows, err := store.CasesAmong(ctx, tx, v, append([]string{"b-none", "c-none", "d-none", "e-none", "f-none", "g-none", "h-none", "i-none"}, everyCase...))
		return caseIDs(rows), err
	},
	"ReportedSince": func(ctx context.Context, tx store.Tx, v store.Viewer) (ids []string, err error) {
		list, err := store.ReportedSince(ctx, tx, v, 0)
		for _, r := range list {
			ids = append(ids, r.Channel) // the fixtures came by ways named like themselves
		}
		return ids, err
	},
	"Duties":       duties(store.DutyFilter{}),
	"Duties owner": duties(store.DutyFilter{Owner: "amara"}),
	"Duties all":   duties(store.DutyFilter{Actor: "investigator", State: "outstanding", DueBefore: now + 1000}),
	"SearchTokens": searching([][]store.TokenRef{{{Class: "stem", Token: -5}}}),
	"SearchTokens of two": searching([][]store.TokenRef{
		{{Class: "stem", Token: -5}, {Class: "stem", Token: 1}}, {{Class: "phone", Token: 1 << 62}}}),
	"ConsultationsBy": func(ctx context.Context, tx store.Tx, v store.Viewer) (ids []string, err error) {
		page, err := store.ConsultationsBy(ctx, tx, v, "amara", store.Cursor{}, 50)
		for _, k := range page.Items {
			ids = append(ids, k.CaseID)
		}
		return ids, err
	},
	"CasesConsulted": func(ctx context.Context, tx store.Tx, v store.Viewer) ([]string, error) {
		rows, err := store.CasesConsulted(ctx, tx, v, "amara", 0, []string{"", "GET /case/{ref}"}, 50)
		return caseIDs(rows), err
	},
	"LastConsulted": func(ctx context.Context, tx store.Tx, v store.Viewer) (ids []string, err error) {
		list, err := store.LastConsulted(ctx, tx, v, []string{"amara"}, everyCase, 0, []string{"", "GET /case/{ref}"})
		for _, k := range list {
			ids = append(ids, k.CaseID)
		}
		return ids, err
	},
	"Notices": func(ctx context.Context, tx store.Tx, v store.Viewer) (ids []string, err error) {
		page, err := store.Notices(ctx, tx, v, store.Cursor{}, 50)
		for _, n := range page.Items {
			ids = append(ids, n.CaseID)
		}
		return ids, err
	},
	"NoticesOf": eachCase(func(ctx context.Context, tx store.Tx, v store.Viewer, id string) (bool, error) {
		page, err := store.NoticesOf(ctx, tx, v, id, "", store.Cursor{}, 50)
		return len(page.Items) > 0, err
	}),
	"OnDuty": eachCase(store.OnDuty),
	"OnDutySince": func(ctx context.Context, tx store.Tx, v store.Viewer) ([]string, error) {
		return store.OnDutySince(ctx, tx, v, now)
	},
	"SharedItems": eachCase(func(ctx context.Context, tx store.Tx, v store.Viewer, id string) (bool, error) {
		list, err := store.SharedItems(ctx, tx, v, id)
		return len(list) > 0, err
	}),
}

// QueryNames are the names of the queries the suite tries with hidden cases.
func QueryNames() []string { return slices.Sorted(maps.Keys(queries)) }

func eachCase(has func(ctx context.Context, tx store.Tx, v store.Viewer, id string) (bool, error)) ask {
	return func(ctx context.Context, tx store.Tx, v store.Viewer) (ids []string, err error) {
		for _, id := range everyCase {
			found, err := has(ctx, tx, v, id)
			if err != nil {
				return nil, err
			}
			if found {
				ids = append(ids, id)
			}
		}
		return ids, nil
	}
}

func queue(f store.QueueFilter) ask {
	return func(ctx context.Context, tx store.Tx, v store.Viewer) ([]string, error) {
		page, err := store.Queue(ctx, tx, v, f, store.Cursor{}, 50)
		return caseIDs(page.Items), err
	}
}

func duties(f store.DutyFilter) ask {
	return func(ctx context.Context, tx store.Tx, v store.Viewer) (ids []string, err error) {
		page, err := store.Duties(ctx, tx, v, f, store.Cursor{}, 50)
		for _, d := range page.Items {
			ids = append(ids, d.CaseID)
		}
		return ids, err
	}
}

func searching(groups [][]store.TokenRef) ask {
	return func(ctx context.Context, tx store.Tx, v store.Viewer) ([]string, error) {
		page, err := store.SearchTokens(ctx, tx, v, groups, store.Cursor{}, 50)
		return caseIDs(page.Items), err
	}
}

func caseIDs(rows []store.CaseRow) (ids []string) {
	for _, r := range rows {
		ids = append(ids, r.CaseID)
	}
	return ids
}

func hiddenCases(t *testing.T, m Maker) {
	s := m.Open(t)
	var fixtures []store.CaseRows
	for _, id := range everyCase {
		rows := caseRows(id)
		rows.DutyOn = nil
		rows.Case.Channel, rows.Case.Pending = id, "supervisor"
		for _, staff := range []string{"officer", "insider", "named", "admin"} {
			rows.DutyOn = append(rows.DutyOn, store.DutyOn{Staff: staff})
		}
		fixtures = append(fixtures, rows)
	}
	fixtures[0].Conflicts = []string{"named", "insider"}
	fixtures[2].Shares = []store.Share{{Partner: "refuge", Item: "plan", Expires: now + 1}}
	fixtures[3].Case.Walled = true
	fixtures[3].Wall = []string{"insider", "named"}
	fixtures[3].Conflicts = []string{"named"}
	fixtures[3].Shares = []store.Share{{Partner: "refuge", Item: "plan", Expires: now + 1}}
	open := slices.Clone(fixtures)
	open[3].Case.Walled = false
	replace(t, s, open...) // it was not restricted from the first
	replace(t, s, fixtures...)
	write(t, s, func(ctx context.Context, tx store.Tx) error {
		for _, id := range everyCase {
			if err := store.InsertConsulted(ctx, tx, store.Consulted{EntryID: "e-" + id, CaseID: id, At: now, Staff: "amara"}); err != nil {
				return err
			}
			for _, staff := range []string{"officer", "insider", "named", "admin", "advocate", ""} {
				if err := store.PutNotice(ctx, tx, store.Notice{ID: id + staff, At: now, ToStaff: staff, CaseID: id}); err != nil {
					return err
				}
			}
		}
		return nil
	})

	for _, viewer := range []struct {
		who  string
		v    store.Viewer
		want []string
	}{
		{"an officer outside the wall", officer, []string{"conflicted", "open", "shared"}},
		{"a wall member with a conflict elsewhere", store.Viewer{Staff: "insider", Content: true, Now: now}, []string{"open", "shared", "walled"}},
		{"a wall member with a conflict here too", store.Viewer{Staff: "named", Content: true, Now: now}, []string{"open", "shared"}},
		{"an administrator", store.Viewer{Staff: "admin", Now: now}, nil},
		{"a partner", store.Viewer{Staff: "advocate", Partner: "refuge", Content: true, Now: now}, []string{"shared"}},
		{"another partner", store.Viewer{Staff: "advocate", Partner: "other", Content: true, Now: now}, nil},
		{"nobody", store.Viewer{Content: true, Now: now}, nil},
		{"the zero viewer", store.Viewer{}, nil},
	} {
		for _, name := range QueryNames() {
			want := viewer.want
			switch {
			case name == "SharedItems" && viewer.v.Partner == "":
				want = nil // only a partner holds shares
			case (name == "OnDuty" || name == "OnDutySince") && viewer.v.Staff == "advocate":
				want = nil // and a partner is on nobody's duty list
			}
			read(t, s, func(ctx context.Context, tx store.Tx) error {
				got, err := queries[name](ctx, tx, viewer.v)
				if err != nil {
					return err
				}
				slices.Sort(got)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s asks %s (-want +got):\n%s", viewer.who, name, diff)
				}
				return nil
			})
		}
	}
	read(t, s, func(ctx context.Context, tx store.Tx) error {
		page, err := store.Queue(ctx, tx, officer, store.QueueFilter{}, store.Cursor{}, 3)
		if page.More {
			t.Error("a hidden case shows as a further page")
		}
		return err
	})
}

func shares(t *testing.T, m Maker) {
	s := m.Open(t)
	rows := caseRows("c1")
	rows.Shares = []store.Share{
		{Partner: "refuge", Item: "plan", Expires: now + 10},
		{Partner: "refuge", Item: "letter", Expires: now + 5},
		{Partner: "refuge", Item: "endless", Expires: 0},
		{Partner: "court", Item: "order", Expires: 0},
	}
	replace(t, s, rows)
	for _, look := range []struct {
		partner string
		at      int64
		want    []string
	}{
		{"refuge", now, []string{"letter", "plan"}},
		{"refuge", now + 5, []string{"plan"}},
		{"refuge", now + 10, nil},
		{"court", now, nil},
	} {
		v := store.Viewer{Staff: "advocate", Partner: look.partner, Content: true, Now: look.at}
		read(t, s, func(ctx context.Context, tx store.Tx) error {
			list, err := store.SharedItems(ctx, tx, v, "c1")
			if err != nil {
				return err
			}
			var items []string
			for _, item := range list {
				items = append(items, item.Item)
			}
			if diff := cmp.Diff(look.want, items); diff != "" {
				t.Errorf("%s at now+%d (-want +got):\n%s", look.partner, look.at-now, diff)
			}
			_, found, err := store.CaseByID(ctx, tx, v, "c1")
			if found != (look.want != nil) {
				t.Errorf("%s at now+%d: case found %v", look.partner, look.at-now, found)
			}
			return err
		})
	}
}

// A grant opens a wall until it ends, and a conflict still closes the case.
func grants(t *testing.T, m Maker) {
	s := m.Open(t)
	rows := caseRows("c1")
	rows.Case.Walled, rows.Wall = true, []string{"insider"}
	rows.Granted = []store.DutyOn{{Staff: "officer", Until: now + 5}, {Staff: "endless"}, {Staff: "named", Until: now + 5}}
	rows.Conflicts = []string{"named"}
	replace(t, s, rows)
	for _, look := range []struct {
		staff string
		at    int64
		want  bool
	}{
		{"insider", now + 99, true}, {"officer", now, true}, {"officer", now + 5, false}, {"endless", now, false}, {"named", now, false},
	} {
		read(t, s, func(ctx context.Context, tx store.Tx) error {
			_, found, err := store.CaseByID(ctx, tx, store.Viewer{Staff: look.staff, Content: true, Now: look.at}, "c1")
			if found != look.want {
				t.Errorf("%s at now+%d: found %v, want %v", look.staff, look.at-now, found, look.want)
			}
			return err
		})
	}
}

// A card of a walled case reaches anybody but staff in conflict with the case.
func cards(t *testing.T, m Maker) {
	s := m.Open(t)
	rows := caseRows("c1")
	rows.Case.Walled, rows.Wall, rows.Conflicts = true, []string{"insider"}, []string{"named"}
	rows.Cards = []store.Card{{ID: "k1", Sealed: []byte("card"), Tokens: []store.TokenRef{{Class: "phone", Token: 3}}}}
	replace(t, s, rows)
	for _, look := range []struct {
		staff string
		token int64
		want  int
	}{{"officer", 3, 1}, {"named", 3, 0}, {"officer", 4, 0}} {
		read(t, s, func(ctx context.Context, tx store.Tx) error {
			hits, err := store.CardsHolding(ctx, tx, look.staff, [][]store.TokenRef{{{Class: "phone", Token: look.token}}}, 10)
			if len(hits) != look.want {
				t.Errorf("%s looking for %d: %d cards, want %d", look.staff, look.token, len(hits), look.want)
			}
			return err
		})
	}
}
