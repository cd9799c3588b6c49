package web

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// between is a store in which something happens before the n-th read from now on.
type between struct {
	store.Store
	left atomic.Int64
	does func()
}

func (s *between) Read(ctx context.Context, f func(context.Context, store.Tx) error) error {
	if s.left.Add(-1) == 0 {
		s.does()
	}
	return s.Store.Read(ctx, f)
}

// A case that somebody accepts while their home is put together stands on it as offered
// or as theirs, wherever in the reading that falls: never both, never neither.
func TestAHomeIsOfOneMoment(t *testing.T) {
	for n := int64(1); ; n++ {
		st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
		must(t, err)
		b := &between{Store: st}
		s := siteOver(t, Options{Demo: true}, b)
		ref := s.taken("FN/0078", nil)
		id := s.caseNow(ref).ID
		s.record("handler", id, s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective", NotDone: "Ask about the van."}))
		offer := s.caseNow(ref).Offered().ID
		c := s.signedIn("detective")
		b.does = func() {
			s.record("detective", id, s.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(offer)}))
		}
		b.left.Store(n)
		home := c.get("/").text("main")
		if b.left.Load() > 0 { // it reads no more often
			if n < 3 {
				t.Errorf("a home of %d reads: the test does not reach its lists", n-1)
			}
			return
		}
		offered := strings.Contains(home, "Accept the case handed over to you")
		theirs := strings.Contains(home, "Judge the risk now")
		if offered == theirs {
			t.Errorf("accepted before read %d: offered %v, theirs %v: %s", n, offered, theirs, home)
		}
	}
}
