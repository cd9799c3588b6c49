package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/store"
)

// The editions of these tests are small: a duty a line, over the facts of a real
// case.

// rule is one duty. Its time, where it has one, is counted from the report.
type rule struct{ key, when, expects, due string }

func files(id string, rules ...rule) fstest.MapFS {
	text := ""
	for _, r := range rules {
		text += fmt.Sprintf(`- key: %s
  cite: {instrument: guide, section: "1"}
  kind: duty
  strength: should
  provenance: app
  actor: {role: responder}
  when: '%s'
  expects: '%s'
  severity: medium
  waivable: {by: [supervisor], needs: rationale}
  say: Do what %s says.
`, r.key, r.when, r.expects, r.key)
		if r.due != "" {
			text += "  due: " + r.due + "\n"
		}
	}
	return fstest.MapFS{
		"edition.yaml": {Data: fmt.Appendf(nil, "id: %s\ntitle: Invented guidance %s\nstatus: draft\nformat: 1\nfrom: 2026-01-01\n"+
			"instruments: [{id: guide, title: An invented guide, from: 2025-01-01}]\n", id, id)},
		"clauses.yaml": {Data: []byte(text)},
	}
}

func loadFiles(t testing.TB, fsys, overlay fs.FS) *guidance.Edition {
	t.Helper()
	ed, err := edition.LoadFiles(fsys, overlay)
	must(t, err)
	return ed
}

const (
	always    = "true"
	advised   = "case.advice.exists(a, true)"
	contacted = "case.contacts.exists(c, true)"
	never     = "case.materials.exists(m, true)"
)

// adopt restarts the service with an edition and has the force adopt it.
func (w *world) adopt(fsys fs.FS) {
	w.t.Helper()
	w.restart(loadFiles(w.t, fsys, nil))
	must(w.t, w.EnsureAdopted(w.t.Context(), "admin", fsys, nil))
}

// opened records a report and returns its case.
func (w *world) opened() string {
	w.t.Helper()
	id, _, _, _ := w.report("responder")
	return id
}

func (w *world) record(id, kind string, data any) {
	w.t.Helper()
	_, err := w.Record(w.t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{w.event(kind, data)}})
	must(w.t, err)
}

func (w *world) advise(id string) {
	w.t.Helper()
	w.record(id, "AdviceGiven", casefile.AdviceGiven{Codes: []casefile.AdviceCode{"keep_log"}, ByPolice: fact.Of(true)})
}

func (w *world) wake() int {
	w.t.Helper()
	n, err := w.Wake(w.t.Context())
	must(w.t, err)
	return n
}

// duties are the rows of a case's duties by clause.
func (w *world) duties(id string) map[string]store.Obligation {
	w.t.Helper()
	out := map[string]store.Obligation{}
	as := storeViewer(w.as("responder"))
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		list, err := store.Obligations(ctx, tx, as, id)
		for _, o := range list {
			out[o.Clause] = o
		}
		return err
	}))
	return out
}

// kept is everything kept of every case but what its row is sealed with: a digest
// of the rows, and what the sealed rows say.
func (w *world) kept() string {
	w.t.Helper()
	out := fmt.Sprintf("rows %x\n", w.digest())
	as := storeViewer(w.as("responder"))
	must(w.t, w.store.Read(w.t.Context(), func(ctx context.Context, tx store.Tx) error {
		page, err := store.Queue(ctx, tx, as, store.QueueFilter{}, store.Cursor{}, 100)
		for _, row := range page.Items {
			sum, err := w.openSummary(row)
			if err != nil {
				return err
			}
			b, err := json.Marshal(sum)
			if err != nil {
				return err
			}
			out += row.Ref + " " + string(b) + "\n"
			r, _, err := w.storedReach(ctx, tx, row.CaseID)
			if err != nil {
				return err
			}
			if b, err = json.Marshal(keptReach{Ledger: r.ledger, At: r.at, Flip: r.flip}); err != nil {
				return err
			}
			out += string(b) + "\n"
		}
		return err
	}))
	return out
}

// rebuilt fails the test unless the rows made again, by a service that remembers
// nothing, are those kept.
func (w *world) rebuilt() {
	w.t.Helper()
	before := w.kept()
	w.restart(nil)
	must(w.t, w.clearRows())
	if w.kept() == before {
		w.t.Fatal("clearing the rows changed nothing: the test would prove nothing")
	}
	must(w.t, w.Rebuild(w.t.Context(), nil))
	if after := w.kept(); after != before {
		w.t.Errorf("rebuilt\n%s\nkept\n%s", after, before)
	}
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

func instants(o store.Obligation) string {
	show := func(ms int64) string {
		if ms == 0 {
			return "-"
		}
		return fromMillis(ms).Format("2006-01-02T15:04:05.000")
	}
	return fmt.Sprintf("%s arose %s due %s warn %s ended %s", o.State, show(o.Arose), show(o.Due), show(o.Warn), show(o.Ended))
}
