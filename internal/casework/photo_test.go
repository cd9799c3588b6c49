package casework

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/journal"
)

// untouched fails the test when anything is read of it.
type untouched struct{ t *testing.T }

func (u untouched) Read([]byte) (int, error) {
	u.t.Error("something of an image that may show somebody under 18 was read")
	return 0, io.EOF
}

// Practice 1.3: only a no lets an image in; of all others not a byte is read.
func TestOnlyWhereNobodyPicturedIsUnder18IsAPhotographRead(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		id, _, _, _ := w.report("responder")
		up := Upload{EventID: journal.NewID(), FileName: "IMG_1.jpg", Origin: fact.Of(casefile.MaterialOrigin("police_photograph"))}
		for said, answer := range map[string]fact.Answer[bool]{"yes": fact.Of(true), "not known": {Status: fact.AskedNotKnown}, "declined": {Status: fact.Declined}, "not asked": {}} {
			up.Under18 = answer
			_, err := w.KeepPhoto(t.Context(), w.as("responder"), id, up, untouched{t})
			refused, ok := errors.AsType[*Refused](err)
			if !ok || !slices.ContainsFunc(refused.Problems, func(p casefile.Problem) bool { return p.Field == "may_show_under_18" }) {
				t.Errorf("%s: %v", said, err)
			}
		}
		up.Under18 = fact.Of(false)
		if _, err := w.KeepPhoto(t.Context(), w.as("responder"), id, up, strings.NewReader("\xff\xd8\xff\xe0 and so on")); err != nil {
			t.Fatal(err)
		}
		names, err := w.Vault().Names()
		if p, errCase := w.Case(t.Context(), w.as("responder"), id); err != nil || errCase != nil || len(names) != 1 || len(p.Materials) != 1 {
			t.Errorf("%d files are kept (%v, %v)", len(names), err, errCase)
		}
	})
}

// What the page before leaving works out is what saving then gives, and leaves no trace.
func TestAPreviewIsWhatRecordingWouldGive(t *testing.T) {
	t.Parallel()
	onEachStore(t, func(t *testing.T, w *world) {
		acts := Acts{CaseID: journal.NewID(), Events: []casefile.Event{w.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(NewRef(w.now))}),
			w.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}})}}
		acts.Events = append(acts.Events, w.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(acts.Events[1].ID), Kind: casefile.ActorUnknown, Label: "Unknown person 1"}))
		open := func(p *CasePage) (out []string) {
			for _, f := range p.Findings.Obligations {
				out = append(out, f.Clause+" "+string(f.State))
			}
			slices.Sort(out)
			return out
		}
		before, err := w.Preview(t.Context(), w.as("responder"), acts)
		must(t, err)
		if _, err := w.Case(t.Context(), w.as("responder"), acts.CaseID); !errors.Is(err, ErrNoCase) {
			t.Fatalf("after a preview the case answers %v", err)
		}
		_, err = w.Record(t.Context(), w.as("responder"), acts)
		must(t, err)
		after, err := w.Case(t.Context(), w.as("responder"), acts.CaseID)
		must(t, err)
		if a, b := open(before), open(after); len(a) == 0 || !slices.Equal(a, b) {
			t.Errorf("foreseen %q\nrecorded %q", a, b)
		}
		if _, err := w.Preview(t.Context(), w.as("responder"), acts); !errors.Is(err, ErrNoCase) {
			t.Errorf("a case that is there already is previewed: %v", err)
		}
		// Gone on with, it is foreseen on top of what is on record, for whoever may record on it.
		more := Acts{CaseID: acts.CaseID, Events: []casefile.Event{w.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{SafeNow: fact.Of(false)})}}
		ahead, err := w.Preview(t.Context(), w.as("responder"), more)
		must(t, err)
		now, err := w.Case(t.Context(), w.as("responder"), acts.CaseID)
		must(t, err)
		if len(ahead.Persons.Items) != 1 || !ahead.Safety.Known() || now.Safety.Known() || now.Version != after.Version {
			t.Errorf("foreseen with %d people, safe %v; on record safe %v, version %d", len(ahead.Persons.Items), ahead.Safety, now.Safety, now.Version)
		}
		if _, err := w.Preview(t.Context(), w.as("other"), more); err == nil {
			t.Error("somebody who may not record on it foresees it")
		}
	})
}
