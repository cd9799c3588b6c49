package casework

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/guidance"
)

// editionA and editionB differ in every way that matters to an open case.
func editionA() fstest.MapFS {
	return files("a",
		rule{"is.kept", always, never, `{from: case.reported_at, add: 10d}`},
		rule{"is.shortened", always, never, `{from: case.reported_at, add: 7d}`},
		rule{"is.lengthened", always, never, `{from: case.reported_at, add: 2d}`},
		rule{"asks.more", always, advised, `{from: case.reported_at, add: 1d}`},
		rule{"asks.less", always, contacted, `{from: case.reported_at, add: 1d}`},
		rule{"is.narrowed", always, never, ""},
		rule{"is.dropped", always, never, `{from: case.reported_at, add: 1d}`},
		rule{"is.later", `older_than(case.reported_at, "20d")`, never, ""},
	)
}

func editionB() fstest.MapFS {
	return files("b",
		rule{"is.kept", always, never, `{from: case.reported_at, add: 10d}`},
		rule{"is.shortened", always, never, `{from: case.reported_at, add: 1d}`},
		rule{"is.lengthened", always, never, `{from: case.reported_at, add: 30d}`},
		rule{"asks.more", always, advised + " && " + contacted, `{from: case.reported_at, add: 1d}`},
		rule{"asks.less", always, "case.stage == case_stage.report", `{from: case.reported_at, add: 1d}`},
		rule{"is.narrowed", "case.stage == case_stage.closed", never, ""},
		rule{"is.new", always, never, `{from: case.reported_at, add: 1d}`},
		rule{"new.asked", contacted, never, `{from: case.reported_at, add: 1d}`},
		rule{"is.later", `older_than(case.reported_at, "20d")`, never, ""},
	)
}

func contact() casefile.VictimContacted {
	return casefile.VictimContacted{Outcome: fact.Of(casefile.Outcome("spoke"))}
}

func TestEachStretchOfTimeIsJudgedUnderTheEditionAdoptedThen(t *testing.T) {
	t.Parallel()
	onEachStore(t, eachStretchOfTime)
}

func eachStretchOfTime(t *testing.T, w *world) {
	w.adopt(editionA())
	id := w.opened() // at 22:00 on 20 November
	w.advise(id)
	underA := w.duties(id)["is.kept"].Edition
	w.now = at("2026-11-25T10:00:00Z")
	w.adopt(editionB())
	underB := short(hashOf(w.Edition()))
	if underA == underB {
		t.Fatal("both editions have one hash")
	}
	if e := w.duties(id)["is.kept"]; e.Edition != underA {
		t.Errorf("kept is said to have arisen under %s", e.Edition)
	}
	w.now = w.now.Add(time.Minute)
	if n := w.wake(); n != 1 {
		t.Errorf("woke %d cases after the adoption, want 1", n)
	}
	const adopted = "2026-11-25T10:00:00.001"
	check := func(clause, edition, want string) {
		t.Helper()
		o := w.duties(id)[clause]
		if got := instants(o); got != want || o.Edition != edition {
			t.Errorf("%s under %s: %s\nwant under %s: %s", clause, o.Edition, got, edition, want)
		}
	}
	began := "arose 2026-11-20T22:00:00.000"
	check("is.kept", underA, "outstanding "+began+" due 2026-12-01T00:00:00.000 warn - ended -")
	check("is.shortened", underA, "outstanding "+began+" due 2026-11-28T00:00:00.000 warn - ended -")
	check("is.lengthened", underA, "outstanding "+began+" due 2026-11-23T00:00:00.000 warn - ended -")
	check("asks.more", underB, "outstanding arose "+adopted+" due 2026-11-27T00:00:00.000 warn - ended -")
	check("asks.less", underA, "satisfied "+began+" due - warn - ended -")
	check("is.narrowed", underA, "ended "+began+" due - warn - ended "+adopted)
	check("is.dropped", underA, "ended "+began+" due 2026-11-22T00:00:00.000 warn - ended "+adopted)
	check("is.new", underB, "outstanding arose "+adopted+" due 2026-11-27T00:00:00.000 warn - ended -")
	for _, clause := range []string{"is.dropped", "is.narrowed"} {
		p, err := w.Case(t.Context(), w.as("responder"), id)
		must(t, err)
		if e, _ := p.Ledger.Get(guidance.Key{Clause: clause}); e.Reason != guidance.EndedByEdition {
			t.Errorf("%s ended because %q", clause, e.Reason)
		}
	}
	kept := w.kept()
	must(t, w.EnsureAdopted(t.Context(), "admin", editionB(), nil))
	if n := w.wake(); n != 0 || w.kept() != kept {
		t.Errorf("adopting and waking again woke %d and changed what is kept", n)
	}

	w.now = at("2026-11-26T09:00:00Z")
	w.record(id, "VictimContacted", contact())
	check("new.asked", underB, "outstanding arose 2026-11-26T09:00:00.000 due 2026-11-27T00:00:00.000 warn - ended -")
	check("asks.more", underB, "satisfied arose "+adopted+" due - warn - ended -")
	w.now = at("2026-12-20T09:00:00Z")
	w.wake()
	check("is.later", underB, "outstanding arose 2026-12-11T00:00:00.000 due - warn - ended -")
	w.rebuilt()

	then, err := w.CaseAsKnown(t.Context(), w.as("responder"), id, at("2026-11-24T00:00:00Z"))
	must(t, err)
	if then.Edition.ID != "a" || w.Edition().ID != "b" {
		t.Errorf("the case before the adoption is shown under %q", then.Edition.ID)
	}
	if _, err := w.Why(then, guidance.Key{Clause: "is.dropped"}); err != nil {
		t.Errorf("a duty of then cannot be explained: %v", err)
	}
}

// An adoption governs from the millisecond after it: a case opened in its own still
// begins under the edition before, one opened in the next knows nothing of that.
func TestACaseBeginsUnderTheEditionOfItsMillisecond(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.adopt(editionA())
	w.now = at("2026-11-25T10:00:00Z")
	w.adopt(editionB())
	before := w.opened()
	w.now = w.now.Add(time.Millisecond)
	after := w.opened()
	w.wake()
	for id, want := range map[string]bool{before: true, after: false} {
		if o, had := w.duties(id)["is.dropped"]; had != want || had && o.State != "ended" {
			t.Errorf("what only the edition before asked: there %v, %s; want there %v, and ended", had, o.State, want)
		}
	}
	w.rebuilt()
}

// What arose under an edition keeps its time through later ones, whatever is put
// right meanwhile, and a service that starts anew knows it as well.
func TestACorrectionMovesATimeByTheRuleItAroseUnder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	rules := func(id, add string) fs.FS {
		return files(id, rule{"is.back", advised, contacted, `{from: [case.reported_at, case.opened_at], add: ` + add + `}`})
	}
	w.adopt(rules("a", "5d"))
	id := w.opened()
	w.advise(id)
	w.now = w.now.Add(24 * time.Hour)
	w.adopt(rules("b", "1d"))
	w.now = w.now.Add(time.Hour)
	w.wake()
	w.adopt(rules("c", "9d"))
	w.now = w.now.Add(time.Hour)
	w.adopt(rules("d", "9d")) // as in c
	w.now = w.now.Add(time.Hour)
	w.wake()
	w.restart(nil)
	w.record(id, "CaseOpened", casefile.CaseOpened{}) // on 22 November, London time still the 22nd
	if got, want := instants(w.duties(id)["is.back"]), "outstanding arose 2026-11-20T22:00:00.000 due 2026-11-28T00:00:00.000 warn - ended -"; got != want {
		t.Errorf("%s\nwant %s: five days from when it was opened", got, want)
	}
	w.rebuilt()
}

// A case to which nobody came while two editions followed each other is carried
// over each of them.
func TestACaseAsleepOverTwoAdoptionsGoesThroughBoth(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.adopt(files("a", rule{"is.one", always, never, ""}))
	id := w.opened()
	w.now = at("2026-11-21T10:00:00Z")
	w.adopt(files("b", rule{"is.two", always, never, ""}, rule{"day.two", `older_than(case.reported_at, "2d")`, never, ""}))
	w.now = at("2026-11-25T10:00:00Z")
	w.adopt(files("c", rule{"is.one", always, never, ""}, rule{"is.three", always, never, ""}))
	w.now = at("2026-11-30T10:00:00Z")
	w.wake()
	for clause, want := range map[string]string{
		"is.one":   "outstanding arose 2026-11-25T10:00:00.001 due - warn - ended -",
		"is.two":   "ended arose 2026-11-21T10:00:00.001 due - warn - ended 2026-11-25T10:00:00.001",
		"day.two":  "ended arose 2026-11-23T00:00:00.000 due - warn - ended 2026-11-25T10:00:00.001",
		"is.three": "outstanding arose 2026-11-25T10:00:00.001 due - warn - ended -",
	} {
		if got := instants(w.duties(id)[clause]); got != want {
			t.Errorf("%s: %s\nwant %s", clause, got, want)
		}
	}
	w.rebuilt()
}

// Whatever comes in whatever order, what is kept is what a replay gives.
func TestWhateverHappensARebuildGivesTheSame(t *testing.T) {
	t.Parallel()
	onEachStore(t, whateverHappens)
}

func whateverHappens(t *testing.T, w *world) {
	draw := rand.New(rand.NewPCG(4, 6))
	editions := []fstest.MapFS{editionA(), editionB(), files("c", append(timely(), rule{"is.kept", always, never, ""})...)}
	w.adopt(editions[0])
	var cases []string
	some := func() string { return cases[draw.IntN(len(cases))] }
	for range 3 {
		cases = append(cases, w.opened())
	}
	done := map[int]int{}
	for range 90 {
		what := draw.IntN(8)
		done[what]++
		switch what {
		case 0:
			w.advise(some())
		case 1:
			w.record(some(), "VictimContacted", contact())
		case 2:
			mark := casefile.DutyMarked{Clause: "is.shortened", Mark: "waived", Why: "invented"}
			if draw.IntN(2) == 0 {
				mark.Mark, mark.Until = "cannot_comply", calendar.DateOf(w.now.Add(50*time.Hour))
			}
			w.record(some(), "DutyMarked", mark)
		case 3:
			w.adopt(editions[draw.IntN(len(editions))])
		case 4:
			w.wake()
		case 5:
			w.restart(nil)
		case 6:
			_, err := w.Case(t.Context(), w.as("responder"), some())
			must(t, err)
		case 7:
			w.now = w.now.Add(time.Duration(draw.IntN(60)) * time.Hour)
		}
		if draw.IntN(2) == 0 { // half of all that happens happens in one millisecond
			w.now = w.now.Add(time.Duration(draw.IntN(3)) * time.Millisecond)
		}
	}
	if len(done) != 8 {
		t.Fatalf("only %v happened", done)
	}
	w.now = w.now.Add(time.Minute)
	w.wake()
	w.rebuilt()
}

// While people record, an edition is adopted and the cases are carried over to it:
// nobody is refused, and what is kept is what a replay gives.
func TestAdoptingWhilePeopleRecordHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	onEachStore(t, adoptingWhilePeopleRecord)
}

func adoptingWhilePeopleRecord(t *testing.T, w *world) {
	w.adopt(editionA())
	start, began := time.Now(), w.now.Add(24*time.Hour)
	w.ticks = func() time.Time { return began.Add(time.Since(start)) }
	w.restart(loadFiles(t, editionB(), nil)) // not adopted yet
	var wg sync.WaitGroup
	half, done := make(chan struct{}, 8), make(chan struct{})
	for range 8 {
		wg.Go(func() {
			told := sync.OnceFunc(func() { half <- struct{}{} })
			defer told() // also where it fails, so that the failure is told and nobody waits
			id := w.opened()
			for i := range 12 {
				w.advise(id)
				if i == 3 {
					told()
				}
			}
		})
	}
	for range 8 {
		<-half
	}
	must(t, w.EnsureAdopted(t.Context(), "admin", editionB(), nil))
	go func() { wg.Wait(); close(done) }()
	for woken := true; woken; {
		if _, err := w.Wake(t.Context()); err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
			woken = false
		default:
		}
	}
	stopped := w.Now().Add(time.Minute)
	w.ticks = func() time.Time { return stopped }
	w.wake()
	w.rebuilt()
}

func TestAnAdoptionWhoseFilesCannotBeUsedIsNamed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(*force.EditionAdopted)
		want  string
	}{
		"bytes altered":  {func(a *force.EditionAdopted) { a.Files["edition/clauses.yaml"] += "\n" }, "its files have hash"},
		"another hash":   {func(a *force.EditionAdopted) { a.Hash = strings.Repeat("0", 64) }, "it says 000"},
		"not to be read": {func(a *force.EditionAdopted) { a.Files["edition/clauses.yaml"] = "- key: [" }, "clauses.yaml"},
		"a fact unknown": {func(a *force.EditionAdopted) {
			a.Files["edition/clauses.yaml"] = strings.ReplaceAll(a.Files["edition/clauses.yaml"], "case.advice", "case.nonsense")
		}, "nonsense"},
		"nothing kept": {func(a *force.EditionAdopted) { a.Files = nil }, "edition a"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			fsys := editionA()
			w.restart(loadFiles(t, fsys, nil))
			a := force.EditionAdopted{Edition: "edition a", Hash: hashOf(w.Edition()), Files: map[string]string{}}
			must(t, gather(a.Files, editionPrefix, fsys))
			tt.spoil(&a)
			receipt, err := w.recordRegister(t.Context(), "system", registerEntry{"force", force.KindEditionAdopted, a})
			must(t, err)
			id := receipt.Entries[0].ID
			w.restart(loadFiles(t, editionB(), nil))
			check := func(what string, err error) {
				t.Helper()
				if !errors.Is(err, ErrAdoption) || !strings.Contains(err.Error(), id) || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%s: %v\nwant one that names %s and says %q", what, err, id, tt.want)
				}
			}
			check("rebuild", w.Rebuild(t.Context(), nil))
			check("adopting another", w.EnsureAdopted(t.Context(), "admin", editionB(), nil))
			_, err = w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{
				w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now))})}})
			check("recording under it", err)
		})
	}
}

func TestOnlyTheFilesOfTheEditionInUseAreAdopted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.restart(loadFiles(t, editionA(), nil))
	if err := w.EnsureAdopted(t.Context(), "", editionB(), nil); !errors.Is(err, ErrAdoption) {
		t.Errorf("other files were adopted: %v", err)
	}
	must(t, w.EnsureAdopted(t.Context(), "", editionA(), nil))
	w.restart(loadFiles(t, editionB(), nil))
	if err := w.EnsureAdopted(t.Context(), "", editionB(), nil); !errors.Is(err, ErrNotAdopted) {
		t.Errorf("adopted without anybody saying so: %v", err)
	}
	id := w.opened()
	if got := w.duties(id)["is.dropped"]; got.Kind != "duty" || got.Edition != short(hashOf(loadFiles(t, editionA(), nil))) {
		t.Errorf("meanwhile a case stands under %+v, want the edition adopted", got)
	}
}

// An overlay is adopted with its edition: a number the force sets makes times from
// then on, and another number another adoption.
func TestAnOverlayIsAdoptedWithItsEdition(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fsys := files("a", rule{"is.local", advised, never, `{from: arose, add: "param:standard"}`}, rule{"is.other", advised, never, `{from: arose, add: 3d}`})
	fsys["params.yaml"] = &fstest.MapFile{Data: []byte(`[{key: standard, word: soon, local: true, cite: {instrument: guide, section: "1"}}]`)}
	overlay := func(value string) fs.FS {
		return fstest.MapFS{"overlay.yaml": {Data: []byte("force: Fernshire Police\nedition: a\nparams: [{key: standard, values: [{from: 2026-01-01, value: " + value + ", reference: invented}]}]\n")}}
	}
	w.restart(loadFiles(t, fsys, overlay("5d")))
	must(t, w.EnsureAdopted(t.Context(), "", fsys, overlay("5d")))
	before := w.opened()
	w.advise(before)
	w.restart(loadFiles(t, fsys, overlay("1d")))
	must(t, w.EnsureAdopted(t.Context(), "admin", fsys, overlay("1d")))
	if got := w.Register().Adopted.Changed; len(got) != 1 || got[0] != "is.local" {
		t.Errorf("clauses changed: %v, want the one whose number did", got)
	}
	w.now = w.now.Add(time.Hour)
	after := w.opened()
	w.advise(after)
	w.wake()
	due := func(id string) string { return instants(w.duties(id)["is.local"]) }
	if got, want := due(before), "outstanding arose 2026-11-20T22:00:00.000 due 2026-11-26T00:00:00.000 warn - ended -"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if got, want := due(after), "outstanding arose 2026-11-20T23:00:00.000 due 2026-11-22T00:00:00.000 warn - ended -"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	w.rebuilt()
}

// What an edition says of itself is tried before a force adopts it.
func TestAnEditionWhoseExamplesDoNotComeOutIsNotAdopted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	fsys := files("c", rule{"is.owed", always, never, ""})
	fsys["clauses.yaml"].Data = append(fsys["clauses.yaml"].Data, `  examples:
    - {name: a new case, given: {reported_at: 2026-11-20T22:00:00Z}, at: 2026-11-21, expect: {satisfied: [case]}}
`...)
	w.restart(loadFiles(t, fsys, nil))
	err := w.EnsureAdopted(t.Context(), "admin", fsys, nil)
	if !errors.Is(err, ErrAdoption) || !strings.Contains(err.Error(), "is.owed") {
		t.Errorf("adopted: %v; want a refusal that names the clause", err)
	}
	fsys["clauses.yaml"].Data = []byte(strings.ReplaceAll(string(fsys["clauses.yaml"].Data), "satisfied: [case]", "outstanding: [case]"))
	w.adopt(fsys)
}
