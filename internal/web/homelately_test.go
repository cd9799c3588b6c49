package web

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// openings is a store that counts how often each stream is opened for reading.
type openings struct {
	store.Store
	mu sync.Mutex
	of map[string]int
}

func (s *openings) Read(ctx context.Context, f func(context.Context, store.Tx) error) error {
	return s.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, &openingTx{tx, s}) })
}

type openingTx struct {
	store.Tx
	s *openings
}

func (t *openingTx) StreamSeq(ctx context.Context, stream string) (int64, error) {
	t.s.mu.Lock()
	t.s.of[stream]++
	t.s.mu.Unlock()
	return t.Tx.StreamSeq(ctx, stream)
}

// homeOpening is somebody's home, and how often drawing it opened a case.
func (s *openings) homeOpening(c *client, caseID string) (text string, times int) {
	s.mu.Lock()
	s.of = map[string]int{}
	s.mu.Unlock()
	text = c.get("/").text("main")
	s.mu.Lock()
	defer s.mu.Unlock()
	return text, s.of["case/"+caseID]
}

func openingSite(t *testing.T) (*site, *openings) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	o := &openings{Store: st, of: map[string]int{}}
	return siteOver(t, Options{Demo: true}, o), o
}

// An incident that somebody went to stands on their home while they are sent to it, and
// for a day what they left; after that it is not even opened. Who is sent again is sent
// until the later of the two.
func TestAnIncidentOverForADayIsNotOpenedForHome(t *testing.T) {
	s, o := openingSite(t)
	ref := s.taken("FN/0077", nil)
	id := s.caseNow(ref).ID
	for _, hours := range []time.Duration{8, 4} {
		e := casefile.RespondersSent{Staff: []casefile.StaffID{"other"}}
		e.Until.From, e.Until.To = s.now, s.now.Add(hours*time.Hour)
		s.record("handler", id, s.event("RespondersSent", e))
	}
	s.record("other", id, s.event("AccountRecorded", casefile.AccountRecorded{Words: "He was outside again."}))
	began := s.now
	for _, at := range []struct {
		after  time.Duration
		says   string
		opened bool
	}{
		{0, "You are sent to this incident", true},
		{5 * time.Hour, "You are sent to this incident", true},
		{29 * time.Hour, "Complete before end of shift", true},
		{32*time.Hour - time.Second, "Complete before end of shift", true},
		{32*time.Hour + time.Second, "", false},
		{400 * 24 * time.Hour, "", false},
	} {
		s.now = began.Add(at.after)
		text, times := o.homeOpening(s.signedIn("other"), id)
		if !strings.Contains(text, at.says) || strings.Contains(text, ref) != at.opened || times > 0 != at.opened {
			t.Errorf("after %v the case was opened %d times, and home says %q: want %q", at.after, times, text, at.says)
		}
	}
}

// What was offered to somebody and taken up by another is not opened for their home.
func TestAHandOverTakenUpIsNotOpenedForHome(t *testing.T) {
	s, o := openingSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("responder", r.id, s.event("CaseHandedOver", casefile.CaseHandedOver{To: "other"}))
	if text, times := o.homeOpening(s.signedIn("other"), r.id); !strings.Contains(text, "Accept the case handed over to you") || times == 0 {
		t.Errorf("while it is offered the case was opened %d times, and home says %q", times, text)
	}
	later := s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective"})
	s.record("responder", r.id, later)
	s.record("detective", r.id, s.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(later.ID)}))
	if text, times := o.homeOpening(s.signedIn("other"), r.id); strings.Contains(text, r.ref) || times > 0 {
		t.Errorf("once it is another's the case was opened %d times, and home says %q", times, text)
	}
}
