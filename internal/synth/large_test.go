package synth_test

import (
	"context"
	"testing"

	"foursight/internal/casework"
	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/synth"
)

func digest(t *testing.T, svc *casework.Service) (d [32]byte) {
	t.Helper()
	err := svc.Store().Read(t.Context(), func(ctx context.Context, tx store.Tx) (err error) {
		d, err = store.RowsDigest(ctx, tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The further cases of a large force do not come by casework's ordinary door. What
// they leave must be what that door would have left: entries in order of time that
// verify, and rows that a rebuild makes again.
func TestALargeForceIsAsIfItHadBeenRecordedActByAct(t *testing.T) {
	w := newWorld(t)
	made, err := synth.Fill(t.Context(), w.svc, w.keys, w.clock, synth.Options{Seed: 1, Cases: 90, Told: 16, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	if made.Cases != 90 {
		t.Errorf("made %d cases; want 90", made.Cases)
	}
	report, err := journal.Verify(t.Context(), w.svc.Store(), journal.VerifyOptions{Keys: w.keys})
	if err != nil || !report.OK() {
		t.Errorf("verify: %v %v", err, report.Problems)
	}
	v, _ := w.svc.Viewer(t.Context(), "ds-amari")
	var acts, cases, closed, suspect int
	err = w.svc.Store().Read(t.Context(), func(ctx context.Context, tx store.Tx) error {
		last := int64(0)
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			h, err := journal.ParseHeader(e.Header)
			if err != nil {
				return err
			}
			if h.Suspect {
				suspect++
			}
			if e.Recorded < last {
				t.Errorf("entry %s was recorded before the one in front of it", e.ID)
			}
			last = e.Recorded
			if e.Stream[:5] == "case/" {
				acts++
			}
		}
		return tx.QueryRow(ctx, `select count(*), sum(case when stage = 'closed' then 1 else 0 end) from case_row`).Scan(&cases, &closed)
	})
	if err != nil || cases != 90 || closed < 30 || suspect > 0 {
		t.Errorf("%d cases, %d closed, %d entries whose clock is in doubt, %v; want 90, most of them closed, none", cases, closed, suspect, err)
	}
	if acts < made.Acts || acts > made.Acts+90 { // what the server adds to the first ones is not counted
		t.Errorf("%d entries on cases; said to be %d", acts, made.Acts)
	}
	if list, err := w.svc.Cases(t.Context(), v, casework.Filter{}, "", 50); err != nil || len(list.Items) < 20 {
		t.Errorf("a list of the force's cases: %d, %v", len(list.Items), err)
	}
	before := digest(t, w.svc)
	if err := w.svc.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if after := digest(t, w.svc); after != before {
		t.Error("a rebuild gives other rows than the making of the force left")
	}
}

// Districts are staffed like the first, under names no victim or suspect bears.
func TestDistrictsHaveTheirOwnStaff(t *testing.T) {
	if extra := synth.Districts(200); extra != nil {
		t.Errorf("a force of 200 cases has %d staff more; want none", len(extra))
	}
	seen, names := map[string]bool{}, map[string]bool{}
	for _, st := range synth.Staff() {
		seen[st.ID], names[st.Name] = true, true
	}
	extra := synth.Districts(50_000)
	if len(extra) < 500 {
		t.Errorf("a force of 50,000 cases has %d staff more; want 500 or more", len(extra))
	}
	for _, st := range extra {
		if seen[st.ID] || names[st.Name] {
			t.Errorf("%s, %s, is there twice", st.ID, st.Name)
		}
		seen[st.ID] = true
		if st.Unit == "Response North" || len(st.Supervises) > 0 && st.Supervises[0] != st.Unit {
			t.Errorf("%s is of %q and supervises %q", st.ID, st.Unit, st.Supervises)
		}
	}
}
