package casework

import (
	"errors"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

func TestARestrictedCaseIsOfferedOnlyToThoseInside(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, _ := w.report("responder")
	wall := w.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"responder"}})
	_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{wall}})
	must(t, err)
	offer := func(d casefile.CaseHandedOver) error {
		_, err := w.Record(t.Context(), w.as("responder"), Acts{CaseID: id, Events: []casefile.Event{w.event("CaseHandedOver", d)}})
		return err
	}
	for name, d := range map[string]casefile.CaseHandedOver{"nobody": {}, "a colleague outside": {To: "detective"}, "a unit with nobody inside": {ToUnit: "south"}} {
		refused, ok := errors.AsType[*Refused](offer(d))
		if !ok || len(refused.Problems) != 1 || !strings.Contains(refused.Problems[0].What, "Only those inside the restriction can accept it: ") {
			t.Errorf("%s: %v", name, refused)
		}
	}
	must(t, offer(casefile.CaseHandedOver{To: "standards"}))
}
