package casework

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// watchedStore notes the statements run for a request and can be made to fail at
// the record of consultations.
type watchedStore struct {
	store.Store
	mu      sync.Mutex
	ran     []string
	noLooks bool
	refuse  string // id of an entry that cannot be kept
}

func (s *watchedStore) Read(ctx context.Context, f func(context.Context, store.Tx) error) error {
	return s.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, &watchedTx{tx, s}) })
}

func (s *watchedStore) Write(ctx context.Context, f func(context.Context, store.Tx) error) error {
	return s.Store.Write(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, &watchedTx{tx, s}) })
}

// note keeps a statement that a request waits for. What runs after the answer
// runs in a context that cannot be cancelled.
func (s *watchedStore) note(ctx context.Context, what string) {
	if ctx.Done() == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ran = append(s.ran, what)
}

// during lists the statements run for what f does.
func (s *watchedStore) during(f func()) []string {
	s.mu.Lock()
	s.ran = nil
	s.mu.Unlock()
	f()
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ran)
}

type watchedTx struct {
	store.Tx
	s *watchedStore
}

func (t *watchedTx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	t.s.note(ctx, q)
	return t.Tx.Exec(ctx, q, args...)
}

func (t *watchedTx) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	t.s.note(ctx, q)
	return t.Tx.Query(ctx, q, args...)
}

func (t *watchedTx) QueryRow(ctx context.Context, q string, args ...any) *sql.Row {
	t.s.note(ctx, q)
	return t.Tx.QueryRow(ctx, q, args...)
}

func (t *watchedTx) StreamSeq(ctx context.Context, stream string) (int64, error) {
	t.s.note(ctx, "StreamSeq")
	return t.Tx.StreamSeq(ctx, stream)
}

func (t *watchedTx) Entries(ctx context.Context, stream string, after int64) iter.Seq2[store.Entry, error] {
	t.s.note(ctx, "Entries")
	return t.Tx.Entries(ctx, stream, after)
}

func (t *watchedTx) InsertEntry(ctx context.Context, e store.Entry) error {
	if t.s.noLooks && e.Kind == kindConsulted {
		return errors.New("the record of consultations is full")
	}
	if e.ID == t.s.refuse {
		return errors.New("the disk is full")
	}
	return t.Tx.InsertEntry(ctx, e)
}

// watchedWorld is a world over a store that is watched.
func watchedWorld(t *testing.T) (*world, *watchedStore) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	s := &watchedStore{Store: st}
	return worldOver(t, s), s
}

// looks reads the record of consultations itself, not its index.
func (w *world) looks() []Look {
	w.t.Helper()
	var out []Look
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		out = nil
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil || e.Kind != kindConsulted {
				if err != nil {
					return err
				}
				continue
			}
			b, err := journal.Open(ctx, w.keys, e)
			if err != nil {
				return err
			}
			var in struct{ Looks []Look }
			if err := json.Unmarshal(b.JSON, &in); err != nil {
				return err
			}
			out = append(out, in.Looks...)
		}
		return nil
	}))
	return out
}

// wall restricts a case to the guardian "standards" and the member "detective".
func (w *world) wall(id string) {
	w.t.Helper()
	_, err := w.Record(w.t.Context(), w.as("sergeant"), Acts{CaseID: id, Events: []casefile.Event{
		w.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"detective"}})}})
	must(w.t, err)
}

// try records one act and gives the error.
func (w *world) try(by, id, kind string, data any) error {
	w.t.Helper()
	_, err := w.Record(w.t.Context(), w.as(by), Acts{CaseID: id, Events: []casefile.Event{w.event(kind, data)}})
	return err
}

// doors is every way of the service into one case, by id or reference; each gives
// what came out as text, and the error.
func (w *world) doors(key string) map[string]func(v access.Viewer) (any, error) {
	ctx := w.t.Context()
	return map[string]func(v access.Viewer) (any, error){
		"case":          func(v access.Viewer) (any, error) { return w.Case(ctx, v, key) },
		"case as known": func(v access.Viewer) (any, error) { return w.CaseAsKnown(ctx, v, key, w.now.Add(-time.Minute)) },
		"call about":    func(v access.Viewer) (any, error) { return w.CaseForCall(ctx, v, key) },
		"caller's word": func(v access.Viewer) (any, error) {
			agreed, _, err := w.CallerWord(ctx, v, key, "x")
			return agreed, err
		},
		"break-glass": func(v access.Viewer) (any, error) { return nil, w.BreakGlass(ctx, v, key, "a reason long enough") },
		"export": func(v access.Viewer) (any, error) {
			var out strings.Builder
			err := w.ExportCase(ctx, v, key, &out)
			if errors.Is(err, ErrNotAllowed) {
				err = ErrNoCase // refused by role, before any case is looked for
			}
			return out.String(), err
		},
		"import": func(v access.Viewer) (any, error) {
			r, _, err := w.ImportMaterial(ctx, v, key, Upload{FileName: "chat.txt"}, strings.NewReader("x"))
			return r, err
		},
		"photograph": func(v access.Viewer) (any, error) {
			return w.KeepPhoto(ctx, v, key, Upload{EventID: journal.NewID(), FileName: "IMG_1.jpg"}, strings.NewReader("x"))
		},
		"record": func(v access.Viewer) (any, error) {
			return w.Record(ctx, v, Acts{CaseID: key, Events: []casefile.Event{w.event("CaseOpened", casefile.CaseOpened{})}})
		},
		"correct": func(v access.Viewer) (any, error) {
			e := w.event("CaseOpened", casefile.CaseOpened{})
			e.Corrects = journal.NewID()
			return w.Record(ctx, v, Acts{CaseID: key, Base: 3, Events: []casefile.Event{e}})
		},
	}
}

func TestEachDoorToAHiddenCaseAnswersLikeOneToNoCaseWithTheSameStatements(t *testing.T) {
	t.Parallel()
	w, st := watchedWorld(t)
	id, victim, suspect, pair := w.report("responder")
	ref := mustRef(t, w, id)
	must(t, w.try("responder", id, "SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(pair), Person: casefile.PersonID(suspect), Staff: "suspect"}))
	must(t, w.try("sergeant", id, "ItemShared", casefile.ItemShared{Partner: "harbour", Item: casefile.Line(victim), Expires: calendar.DateOf(w.now).AddDays(30)}))
	w.wall(id)
	absentRef := NewRef(w.now)
	for _, who := range testStaff() {
		if who.ID == "standards" || who.ID == "detective" {
			continue
		}
		v := w.as(who.ID)
		for hidden, absent := range map[string]string{id: journal.NewID(), ref: absentRef} {
			for name, door := range w.doors(hidden) {
				var errHidden, errAbsent error
				var outHidden, outAbsent any
				w.cases.drop(id)
				cold := st.during(func() { outHidden, errHidden = door(v) })
				warm := st.during(func() { outHidden, errHidden = door(v) })
				none := st.during(func() { outAbsent, errAbsent = w.doors(absent)[name](v) })
				if !errors.Is(errHidden, ErrNoCase) || !errors.Is(errAbsent, ErrNoCase) {
					t.Errorf("%s, %s: hidden %v, absent %v; want no case for both", who.ID, name, errHidden, errAbsent)
				}
				if fmt.Sprint(outHidden) != fmt.Sprint(outAbsent) {
					t.Errorf("%s, %s: gives %v of a hidden case, %v of none", who.ID, name, outHidden, outAbsent)
				}
				if !slices.Equal(cold, none) || !slices.Equal(warm, none) {
					t.Errorf("%s, %s: statements differ\nhidden, cold: %q\nhidden, warm: %q\nabsent: %q", who.ID, name, cold, warm, none)
				}
			}
		}
	}
}

func TestAReportCannotBeginOnAHiddenCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, _ := w.report("responder")
	w.wall(id)
	err := w.try("other", id, "ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now)), Unit: "south"})
	if !errors.Is(err, ErrNoCase) {
		t.Errorf("err = %v, want no case", err)
	}
}

func TestAnIDThatAnotherCaseHoldsIsRefusedWithoutNamingTheCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hidden, victim, _, _ := w.report("responder")
	own, _, _, _ := w.report("responder")
	w.wall(hidden)
	for _, id := range []string{victim, hidden} {
		e := w.event("PersonAdded", casefile.PersonAdded{})
		e.ID = id
		_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: own, Events: []casefile.Event{e}})
		if id == hidden {
			must(t, err) // the id of a case is not the id of an entry
			continue
		}
		var refused *Refused
		if !errors.As(err, &refused) || refused.Problems[0].Code != "already_recorded" {
			t.Errorf("err = %v, want the answer to a form sent twice", err)
		}
		if err != nil && strings.Contains(err.Error(), hidden) {
			t.Errorf("the refusal names the hidden case: %v", err)
		}
	}
}

func TestRestrictingCutsOffWhatOthersHadOpenAndTellsTheGuardian(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, _ := w.report("responder")
	must(t, w.SaveDraft(t.Context(), "responder", Draft{ID: "d1", CaseID: id, Kind: "AccountRecorded", Fields: map[string][]string{"words": {"half said"}}}))
	must(t, w.BreakGlass(t.Context(), w.as("other"), id, "calling the victim back now"))
	if v := w.as("other"); v.Broken[id].IsZero() {
		t.Fatal("break-glass did not open: the test would prove nothing")
	}
	page, err := w.Case(t.Context(), w.as("responder"), id) // an open tab
	must(t, err)
	w.wall(id)
	if _, ok, err := w.LoadDraft(t.Context(), "responder", "d1"); ok || err != nil {
		t.Errorf("the draft of a colleague now outside is still there (%v)", err)
	}
	if v := w.as("other"); !v.Broken[id].IsZero() {
		t.Error("break-glass outlives the restriction")
	}
	_, err = w.Record(t.Context(), page.Viewer, Acts{CaseID: id, Base: page.Version, Events: []casefile.Event{w.event("CaseOpened", casefile.CaseOpened{})}})
	if !errors.Is(err, ErrNoCase) {
		t.Errorf("a form from before the restriction records: %v", err)
	}
	if _, err := w.WhoLooked(t.Context(), page, "", 10); err != nil {
		t.Fatal(err)
	}
	if got, _ := w.WhoLooked(t.Context(), page, "", 10); len(got.Items) > 0 {
		t.Errorf("who looked is still told to somebody outside: %v", got.Items)
	}
	notices, err := w.Notices(t.Context(), w.as("standards"), 10)
	must(t, err)
	if !slices.ContainsFunc(notices, func(n store.Notice) bool { return n.Kind == NoticeGuardian && n.CaseID == id }) {
		t.Errorf("the guardian was told %v, want that they now guard it", notices)
	}
	if notices, err := w.Notices(t.Context(), w.as("responder"), 10); err != nil || len(notices) > 0 {
		t.Errorf("somebody outside still has notices of it: %v %v", notices, err)
	}
}

func TestListsAndCountsAreTheSameWithAHiddenCaseAsWithout(t *testing.T) {
	t.Parallel()
	for _, who := range []string{"responder", "other", "sergeant", "registrar", "suspect", "advocate"} {
		t.Run(who, func(t *testing.T) {
			var text [2]string
			var ran [2][]string
			for i, hidden := range []bool{false, true} {
				w, st := watchedWorld(t)
				if hidden {
					id, victim, suspect, pair := w.report("detective")
					must(t, w.try("detective", id, "SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(pair), Person: casefile.PersonID(suspect), Staff: "suspect"}))
					must(t, w.try("sergeant", id, "ItemShared", casefile.ItemShared{Partner: "harbour", Item: casefile.Line(victim), Expires: calendar.DateOf(w.now).AddDays(30)}))
					must(t, w.try("detective", id, "RegistrarAsked", casefile.RegistrarAsked{Pair: casefile.PairID(pair)}))
					w.wall(id)
				}
				ran[i] = st.during(func() { text[i] = w.lists(who) })
			}
			if text[0] != text[1] {
				t.Errorf("without: %s\nwith:    %s", text[0], text[1])
			}
			if !slices.Equal(ran[0], ran[1]) {
				t.Error(firstDifference(ran[0], ran[1]))
			}
			if text[0] == "" || len(ran[0]) == 0 {
				t.Error("nothing was listed and nothing ran: the test proves nothing")
			}
		})
	}
}

// What a list opens is what it names, and a case restricted from the visitor is in
// neither.
func TestAListOpensTheCasesItNames(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, _, _, _ := w.report("responder")
	hidden, _, _, _ := w.report("detective")
	second, _, _, _ := w.report("other")
	w.wall(hidden)
	list, open, err := w.OpenCases(t.Context(), w.as("responder"), Filter{}, 10)
	must(t, err)
	var named, opened []string
	for _, r := range list.Items {
		named = append(named, r.ID)
	}
	for _, p := range open {
		opened = append(opened, p.ID)
		if whole, err := w.Case(t.Context(), w.as("responder"), p.ID); err != nil || whole.Version != p.Version || whole.Permission.Basis != p.Permission.Basis || len(whole.Findings.Obligations) != len(p.Findings.Obligations) {
			t.Errorf("opened by a list and by itself case %s differs: %v", p.ID, err)
		}
	}
	if !slices.Equal(named, opened) || len(named) != 2 || !slices.Contains(named, first) || !slices.Contains(named, second) {
		t.Errorf("names %v, opens %v; want %s and %s", named, opened, first, second)
	}
}

// firstDifference says where two lists of statements part.
func firstDifference(a, b []string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("statement %d differs\nwithout: %s\nwith:    %s", i, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d statements without, %d with", len(a), len(b))
}

// lists is everything the service lists for somebody, as text.
func (w *world) lists(who string) string {
	w.t.Helper()
	ctx, v := w.t.Context(), w.as(who)
	var out strings.Builder
	put := func(what any, err error) { fmt.Fprintf(&out, "%+v %v\n", what, err) }
	for _, f := range []Filter{{}, {Mine: true}, {MyUnits: true}, {Unit: "north"}, {Owner: "detective"}, {Stage: "report"}, {Grade: casefile.High}, {Closed: true}} {
		list, err := w.Cases(ctx, v, f, "", 25)
		put(list, err)
		same, open, err := w.OpenCases(ctx, v, f, 25)
		put(same, err)
		put(len(open), nil)
	}
	put(w.Duties(ctx, v, store.DutyFilter{}, "", 25))
	put(w.FoundSince(ctx, v, w.now.AddDate(-1, 0, 0), []string{"GET /case/{ref}"}, 25))
	put(w.Notices(ctx, v, 25))
	put(w.Drafts(ctx, who, ""))
	for _, q := range hiddenAttributes {
		put(w.Search(ctx, v, q))
		put(w.SafetyCards(ctx, v, q))
	}
	return out.String()
}

// hiddenAttributes is everything a report of world can be found by, and near
// misses, wildcards and what a database might take for its own.
var hiddenAttributes = []string{"Ffion Invented", "Fion Invented", "Ffion", "ffion*", "Ff%", "Invented", "Steven Madeup", "Stephen Madeup", "900123", "07700 900123", "+447700900123", "0012",
	"@steve_m_1", "steve_m", "FE1 2AB", "fe12ab", "Sample Street", "sample", "FS-26-ZZZZZZZ", "\"Ffion\"", "Ffion OR 1=1", "Ffion' or '1'='1", "NEAR(Ffion Invented)", "Ffion\x00Invented", "𝐅𝐟𝐢𝐨𝐧", "Ffion Invented Steven Madeup", "following Ffion"}

func TestAPartnerIsGivenTheItemsSharedAndNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, pair := w.report("responder")
	incident := w.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(pair), What: "waited by the gate"})
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{incident}})
	must(t, err)
	until := calendar.DateOf(w.now).AddDays(2)
	must(t, w.try("sergeant", id, "ItemShared", casefile.ItemShared{Partner: "harbour", Item: casefile.Line(incident.ID), Expires: until}))
	p, err := w.Case(t.Context(), w.as("advocate"), id)
	must(t, err)
	if len(p.History) != 1 || p.History[0].ID != incident.ID {
		t.Errorf("history = %+v, want the incident alone", p.History)
	}
	if len(p.Findings.Obligations)+len(p.Findings.Advice)+len(p.Findings.Clocks) > 0 || len(p.Persons.Items)+len(p.Pairs) > 0 {
		t.Errorf("a partner is given findings or people: %+v", p)
	}
	list, err := w.Cases(t.Context(), w.as("advocate"), Filter{}, "", 10)
	must(t, err)
	if len(list.Items) != 1 || list.Items[0].Victims != nil || list.Items[0].Actors != nil || list.Items[0].Owner != "" {
		t.Errorf("list = %+v, want one reference and nothing of its case", list.Items)
	}
	if _, err := w.Duties(t.Context(), w.as("advocate"), store.DutyFilter{}, "", 10); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a partner lists duties: %v", err)
	}
	if _, err := w.Search(t.Context(), w.as("advocate"), "Ffion"); !errors.Is(err, ErrNotAllowed) {
		t.Errorf("a partner searches: %v", err)
	}
	w.now = until.Start()
	if _, err := w.Case(t.Context(), w.as("advocate"), id); !errors.Is(err, ErrNoCase) {
		t.Errorf("on the day the share ends: %v", err)
	}
	if _, err := w.Case(t.Context(), p.Viewer, id); err != nil {
		t.Errorf("a viewer is judged at their own time, not the clock's: %v", err)
	}
}

func TestStepsThatTakeASecondPersonOrARankAreRefusedToOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, pair := w.report("responder")
	must(t, w.try("responder", id, "CaseOpened", casefile.CaseOpened{}))
	closing := w.event("CaseClosed", casefile.CaseClosed{Why: "no further line of enquiry"})
	_, err := w.Record(t.Context(), w.as("sergeant"), Acts{CaseID: id, Events: []casefile.Event{closing}})
	must(t, err)
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	if p.Stage != casefile.StageClosing {
		t.Fatalf("stage = %s, want closing, proposed", p.Stage)
	}
	tests := map[string]struct {
		by, kind string
		data     any
	}{
		"a constable confirms":                       {"responder", "ProposalDecided", casefile.ProposalDecided{Proposal: casefile.ProposalID(closing.ID), Accept: fact.Of(true)}},
		"the proposer confirms their own":            {"sergeant", "ProposalDecided", casefile.ProposalDecided{Proposal: casefile.ProposalID(closing.ID), Accept: fact.Of(true)}},
		"a constable rules for the registrar":        {"responder", "RegistrarRuled", casefile.RegistrarRuled{Pair: casefile.PairID(pair), Ruling: casefile.RuledHarassmentOnly}},
		"a colleague of elsewhere records":           {"other", "CaseOpened", casefile.CaseOpened{}},
		"a constable shares with a partner":          {"responder", "ItemShared", casefile.ItemShared{Partner: "harbour", Item: "x", Expires: calendar.DateOf(w.now).AddDays(1)}},
		"an administrator records":                   {"admin", "CaseOpened", casefile.CaseOpened{}},
		"an advocate records":                        {"advocate", "VictimContacted", casefile.VictimContacted{}},
		"a grant where there is no wall":             {"sergeant", "AccessGranted", casefile.AccessGranted{Staff: []casefile.StaffID{"other"}, Until: calendar.At(w.now.Add(time.Hour))}},
		"a classification of a pair of another case": {"responder", "ClassificationDecided", casefile.ClassificationDecided{Pair: "not of this case", As: casefile.Stalking2A}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var refused *Refused
			if err := w.try(tt.by, id, tt.kind, tt.data); !errors.As(err, &refused) && !errors.Is(err, ErrNoCase) {
				t.Errorf("err = %v, want a refusal", err)
			}
		})
	}
	p, err = w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	if p.Stage != casefile.StageClosing || len(p.Shared)+len(p.Grants) > 0 {
		t.Errorf("after the refusals: stage %s, shared %v, grants %v", p.Stage, p.Shared, p.Grants)
	}
}

func TestWhatTheServerKnowsNoClientSets(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, _ := w.report("responder")
	e := w.event("AdviceGiven", casefile.AdviceGiven{Codes: []casefile.AdviceCode{"keep_log"}})
	e.Actor, e.Role, e.Unit, e.Basis = "sergeant", casefile.Superintend, "psd", "guardian"
	e.Recorded, e.Clock = w.now.AddDate(-1, 0, 0), w.now.AddDate(-1, 0, 0)
	e.Around = casefile.Around{Roles: []casefile.Role{casefile.Superintend}, Allocated: true}
	e.Stream, e.Seq, e.Version = "case/other", 99, 99
	e.Known = w.now.AddDate(0, 0, -3)
	_, err := w.Record(t.Context(), w.as("sergeant"), Acts{CaseID: id, Events: []casefile.Event{e}})
	must(t, err)
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	got := p.History[len(p.History)-1]
	want := got
	want.Actor, want.Role, want.Unit, want.Basis = "sergeant", casefile.Supervisor, "north", string(access.Supervises)
	want.Recorded, want.Clock, want.Stream, want.Seq, want.Version = w.now, w.now, "case/"+id, p.Version, 1
	want.Around = casefile.Around{Roles: []casefile.Role{casefile.Supervisor}}
	if g, x := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != x {
		t.Errorf("recorded\n%s, want\n%s", g, x)
	}
	// A time police knew may lie in the past: it is shown beside the time of recording (attack 96).
	if !got.Known.Equal(e.Known) || !got.Recorded.Equal(w.now) {
		t.Errorf("known %v, recorded %v; want %v beside %v", got.Known, got.Recorded, e.Known, w.now)
	}
}

func TestFindingsGiveNothingOfAWithheldClass(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, victim, _, pair := w.report("responder")
	check := w.event("CheckRequested", casefile.CheckRequested{System: "pnd", On: "actor"})
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{check,
		w.event("CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(check.ID), Result: casefile.Trace, Summary: "canary-intel known to carry a hook"}),
		w.event("ImpactRecorded", casefile.ImpactRecorded{Pair: casefile.PairID(pair), Words: "canary-sensitive panic at night"}),
		w.event("PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(victim), Details: casefile.Details{Phones: []casefile.Line{"canary-contact 07700 900999"}}}),
		w.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(pair), Judgement: fact.Of(casefile.High)}),
	}})
	must(t, err)
	for who, wants := range map[string]bool{"responder": true, "other": false, "suspect": false} {
		p, err := w.Case(t.Context(), w.as(who), id)
		must(t, err)
		var all strings.Builder
		fmt.Fprintf(&all, "%+v", p.Findings)
		for _, f := range p.Findings.Obligations {
			x, err := w.Why(p, f.Key)
			must(t, err)
			fmt.Fprintf(&all, "%+v", x)
		}
		if strings.Contains(all.String(), "canary-") {
			t.Errorf("%s: findings or explanations hold a withheld value", who)
		}
		var history strings.Builder
		for _, e := range p.History {
			d, err := p.DataOf(e)
			must(t, err)
			raw, err := json.Marshal(d)
			must(t, err)
			history.Write(raw)
		}
		for _, class := range []string{"canary-intel", "canary-sensitive", "canary-contact"} {
			if got := strings.Contains(history.String(), class); got != wants {
				t.Errorf("%s: history holds %s: %v, want %v", who, class, got, wants)
			}
		}
	}
}

func TestALookThatCannotBeKeptIsAnErrorAndOneWhoseReaderLeftIsKept(t *testing.T) {
	t.Parallel()
	w, st := watchedWorld(t)
	id, _, _, _ := w.report("responder")
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	ctx, leave := context.WithCancel(t.Context())
	must(t, w.Look(ctx, p.Looked("GET /case/{ref}")))
	leave()
	looks := w.looks()
	if len(looks) != 1 {
		t.Fatalf("%d looks, want 1", len(looks))
	}
	classes := slices.Sorted(maps.Keys(p.Permission.Classes))
	got := looks[0]
	if got.Staff != "responder" || got.Basis != access.Allocated || got.Route != "GET /case/{ref}" || got.Outcome != "shown" || !got.At.Equal(w.now) ||
		len(got.Cases) != 1 || got.Cases[0] != (LookedAt{ID: id, Version: p.Version}) || len(got.Classes) != len(classes) {
		t.Errorf("look = %+v", got)
	}
	st.noLooks = true
	if err := w.Look(t.Context(), p.Looked("GET /case/{ref}")); err == nil {
		t.Error("a look that could not be kept counts as kept")
	}
	var out strings.Builder
	if err := w.ExportCase(t.Context(), w.as("sergeant"), id, &out); err == nil || out.Len() > 0 {
		t.Errorf("an export whose look could not be kept gave %d bytes and %v", out.Len(), err)
	}
	st.noLooks = false
	must(t, w.Look(t.Context(), p.Looked("GET /case/{ref}")))
	if n := len(w.looks()); n != 2 {
		t.Errorf("%d looks after the record works again, want 2", n)
	}
}

// A restricted case always has somebody who may see it and answer for it: neither
// whoever it is about nor anybody of their name guards it or is let in.
func TestARestrictedCaseIsNeverLeftToWhomItIsAbout(t *testing.T) {
	t.Parallel()
	of := func(err error) (codes []string) {
		if r, ok := errors.AsType[*Refused](err); ok {
			for _, p := range r.Problems {
				codes = append(codes, p.Code)
			}
		}
		return codes
	}
	wall := func(guardian string, members ...casefile.StaffID) casefile.AccessRestricted {
		return casefile.AccessRestricted{Guardian: casefile.StaffID(guardian), Members: members, Why: "Invented."}
	}
	w := newWorld(t)
	id, _, suspect, pair := w.report("detective")
	named := casefile.SuspectIdentified{Pair: casefile.PairID(pair), Person: casefile.PersonID(suspect), Staff: "suspect"}
	must(t, w.try("detective", id, "SuspectIdentified", named))
	if got := of(w.try("sergeant", id, "AccessRestricted", wall("suspect"))); !slices.Contains(got, "guardian_shut_out") {
		t.Errorf("the suspect as guardian: %v", got)
	}
	if got := of(w.try("sergeant", id, "AccessRestricted", wall("standards", "suspect"))); !slices.Contains(got, "member_shut_out") {
		t.Errorf("the suspect let in: %v", got)
	}
	must(t, w.try("sergeant", id, "AccessRestricted", wall("standards", "detective")))

	// Named after the wall was built, by the register or by name alone.
	for how, act := range map[string]func(suspect, pair string) (string, any){
		"from the register": func(suspect, pair string) (string, any) {
			return "SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(pair), Person: casefile.PersonID(suspect), Staff: "standards"}
		},
		"by name": func(suspect, _ string) (string, any) {
			return "PersonDetailed", casefile.PersonDetailed{Person: casefile.PersonID(suspect), Details: casefile.Details{PoliceWorker: fact.Of(true), Name: fact.Of(casefile.Line(w.as("standards").Staff.Name))}}
		},
	} {
		t.Run(how, func(t *testing.T) {
			id, _, suspect, pair := w.report("detective")
			must(t, w.try("sergeant", id, "AccessRestricted", wall("standards", "detective")))
			kind, data := act(suspect, pair)
			if got := of(w.try("detective", id, kind, data)); !slices.Contains(got, "guardian_shut_out") {
				t.Fatalf("about its guardian: %v", got)
			}
			if _, err := w.Case(t.Context(), w.as("standards"), id); err != nil {
				t.Errorf("its guardian: %v", err)
			}
			must(t, w.try("standards", id, "AccessRestricted", wall("sergeant", "detective")))
			must(t, w.try("detective", id, kind, data))
			if _, err := w.Case(t.Context(), w.as("standards"), id); !errors.Is(err, ErrNoCase) {
				t.Errorf("whom it is about: %v", err)
			}
			if _, err := w.Case(t.Context(), w.as("sergeant"), id); err != nil {
				t.Errorf("who guards it now: %v", err)
			}
		})
	}
}
