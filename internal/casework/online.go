package casework

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/guidance"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// A report by the public's own form is a one-way drop: it begins a case and does
// nothing else. Nobody signed in, so nothing is read, nothing is asked of a case
// that exists, and what is given back is a reference that opens nothing.

// OnlineReport is what somebody sent by the public's own form.
type OnlineReport struct {
	CaseID string            // 128 random bits minted with the form: sent again, it is the same report
	Police fact.Answer[bool] // the other person works for the police
	Duty   fact.Answer[bool] // the duty inspector may be that person, or close to them
	Events []casefile.Event  // kinds that access.FromPublic lets through: id, kind, data and when it occurred
}

// OnlineReceipt is what the sender may be told.
type OnlineReceipt struct {
	Ref string
	At  time.Time // when it was received
	// By is when, by the force's own standard, somebody is to have spoken with them; zero
	// where it has none. It does not say whether anybody did.
	By time.Time
}

// ErrNobodyToTell: nobody on the register could be told of the report. Nothing was
// kept: the sender has to be told to telephone.
var ErrNobodyToTell = errors.New("nobody on the register can be told of a report made online")

// ErrSentOtherwise: the report was received before with other words, which stand.
var ErrSentOtherwise = errors.New("the report was received before with other words")

// OnlineID is the id of one act of a report, the same however often it is sent.
func OnlineID(caseID, part string) string {
	sum := sha256.Sum256([]byte("foursight/online/1\x00" + caseID + "\x00" + part))
	return hex.EncodeToString(sum[:16])
}

// OnlineKey seals the answers that the public's form carries from page to page.
func (s *Service) OnlineKey() [32]byte {
	m := hmac.New(sha256.New, s.workKey[:])
	m.Write([]byte("foursight/online-form/1"))
	return [32]byte(m.Sum(nil))
}

// ReceiveOnline records a report as a new case that nobody holds yet, restricts it
// where the other person may be one of our own, and tells the control room, in one
// commit. A report received before gives its first receipt again, with
// ErrSentOtherwise where other words came.
func (s *Service) ReceiveOnline(ctx context.Context, r OnlineReport) (OnlineReceipt, error) {
	if _, err := journal.ParseID(r.CaseID); err != nil {
		return OnlineReceipt{}, fmt.Errorf("receive online report: %w", err)
	}
	for range tries {
		got, err := s.tryOnline(ctx, r)
		if isConflict(err) || errors.Is(err, journal.ErrIDReused) {
			continue // the same report sent twice at once: look again
		}
		if err != nil {
			return got, fmt.Errorf("receive online report: %w", err)
		}
		return got, nil
	}
	return OnlineReceipt{}, errors.New("receive online report: others kept writing to it")
}

func (s *Service) tryOnline(ctx context.Context, r OnlineReport) (OnlineReceipt, error) {
	before, err := s.peek(ctx, r.CaseID)
	if err != nil {
		return OnlineReceipt{}, err
	}
	if before != nil {
		return s.receivedBefore(before, r)
	}
	now := s.Now()
	ref, err := s.FreeRef(ctx)
	if err != nil {
		return OnlineReceipt{}, err
	}
	acts, wall, err := s.onlineActs(r, ref, now)
	if err != nil {
		return OnlineReceipt{}, err
	}
	return s.receive(ctx, acts, wall, now)
}

// ReceiveInvented takes a report made online for an invented case, under the reference
// and the ids that it was invented with; nobody in the police sent or offered it.
func (s *Service) ReceiveInvented(ctx context.Context, acts Acts) error {
	if s.cfg.InjectedClock == nil {
		return errNotInvented
	}
	acts.Events = slices.Clone(acts.Events)
	for i, e := range acts.Events {
		acts.Events[i].Source = casefile.FromPublic
		if e.Kind == "CaseHandedOver" {
			acts.Events[i].Source = casefile.FromSystem
		}
		k, ok := casefile.KindOf(e.Kind)
		if !ok || !access.FromPublic(k) && k.Name != "ReportReceived" && k.Name != "CaseHandedOver" {
			return fmt.Errorf("%s is not taken from the public: %w", e.Kind, ErrNotAllowed)
		}
	}
	_, err := s.receive(ctx, acts, nil, s.Now())
	return err
}

// receive records what the public sent and tells whoever is to know.
func (s *Service) receive(ctx context.Context, acts Acts, wall *casefile.AccessRestricted, now time.Time) (OnlineReceipt, error) {
	v := access.Viewer{Staff: force.Staff{ID: casefile.Public}, At: now} // holds no role: sees and decides nothing
	next, drafts, err := s.admitAll(v, access.Permission{Basis: access.Reporting}, &loaded{c: casefile.Fold(acts.CaseID, nil)}, acts, now)
	if err != nil {
		return OnlineReceipt{}, err
	}
	rows, err := s.rowsOf(next)
	if err != nil {
		return OnlineReceipt{}, err
	}
	notices := s.onlineNotices(next.c, wall)
	if len(notices) == 0 {
		return OnlineReceipt{}, ErrNobodyToTell
	}
	receipt, err := s.writer.Append(ctx, journal.Request{Drafts: drafts, Rows: func(ctx context.Context, tx store.Tx, _ []store.Entry) error {
		if err := store.ReplaceCaseRows(ctx, tx, rows); err != nil {
			return err
		}
		return s.putNotices(ctx, tx, notices)
	}})
	switch {
	case err != nil:
		return OnlineReceipt{}, err
	case receipt.Duplicate: // recorded between our look and our turn, under its own reference
		return OnlineReceipt{}, &journal.ConflictError{}
	}
	s.trip(ctx, v, acts.CaseID, ByPeople, peopleIn(acts.Events)...)
	if _, err := s.recorded(ctx, acts, next, receipt); err != nil {
		return OnlineReceipt{}, err
	}
	return OnlineReceipt{Ref: next.c.Ref, At: next.c.ReportedAt, By: spokenBy(next)}, nil
}

// spokenBy is when somebody is to have spoken with whoever sent a report that has just
// come: once somebody has, nothing is due any more.
func spokenBy(l *loaded) time.Time {
	e, _ := l.ledger.Get(guidance.Key{Clause: onlineFollowup})
	return e.Due
}

// receivedBefore is the receipt of a report that stands in the record.
func (s *Service) receivedBefore(before *loaded, r OnlineReport) (OnlineReceipt, error) {
	if e := before.events[0]; e.Actor != casefile.Public || e.ID != OnlineID(r.CaseID, "report") {
		return OnlineReceipt{}, errors.New("the id is another case's")
	}
	first, err := s.asKnown(before, before.events[0].Recorded)
	if err != nil {
		return OnlineReceipt{}, err
	}
	got := OnlineReceipt{Ref: before.c.Ref, At: before.events[0].ActedAt(), By: spokenBy(first)}
	kept := map[string]casefile.Event{}
	for _, e := range before.events {
		if _, adds := kept[e.ID]; !adds && e.Source == casefile.FromPublic && e.Kind != "ReportReceived" {
			kept[e.ID] = e
		}
	}
	for _, e := range r.Events {
		if was, ok := kept[e.ID]; !ok || was.Kind != e.Kind || !sameJSON(was.Data, e.Data) || was.Occurred.Words() != e.Occurred.Words() {
			return got, ErrSentOtherwise
		}
	}
	if len(kept) != len(r.Events) {
		return got, ErrSentOtherwise
	}
	return got, nil
}

// onlineActs are the report, what its sender told and, where it needs one, the
// wall; otherwise it is offered to the control room, where anybody may take it on.
// Of what was sent only what the form can say is taken.
func (s *Service) onlineActs(r OnlineReport, ref string, now time.Time) (Acts, *casefile.AccessRestricted, error) {
	acts := Acts{CaseID: r.CaseID}
	var told []casefile.Event
	var said []string // names of who it is about
	urgent := false   // they are not safe now, or cannot tell
	for _, e := range r.Events {
		k, ok := casefile.KindOf(e.Kind)
		if !ok || !access.FromPublic(k) {
			return acts, nil, fmt.Errorf("%s is not taken from the public: %w", e.Kind, ErrNotAllowed)
		}
		e = casefile.Prepare(casefile.Event{ID: e.ID, Kind: e.Kind, Body: casefile.Body{Source: casefile.FromPublic, Occurred: e.Occurred, Data: e.Data}})
		told = append(told, e)
		if data, err := e.Decoded(); err == nil {
			switch d := data.(type) {
			case *casefile.PersonAdded:
				if slices.Contains(d.Roles, casefile.Suspect) {
					said = append(said, string(d.Details.Name.Value))
				}
			case *casefile.ImmediateSafetyRecorded:
				urgent = urgent || d.SafeNow.Given() && !d.SafeNow.Value || d.SafeNow.Status == fact.AskedNotKnown
			}
		}
	}
	wall, err := s.onlineWall(r, said, urgent)
	if err != nil {
		return acts, nil, err
	}
	unit := s.controlRoom()
	if wall != nil {
		guardian, _ := s.Register().Staff(string(wall.Guardian))
		unit = guardian.Unit
	}
	var failed error
	add := func(part, kind string, source casefile.Source, data any) {
		e, err := casefile.NewEvent(OnlineID(r.CaseID, part), "", kind, data)
		e.Source = source
		acts.Events, failed = append(acts.Events, e), errors.Join(failed, err)
	}
	add("report", "ReportReceived", casefile.FromPublic, casefile.ReportReceived{Ref: casefile.Line(ref), Channel: fact.Of(casefile.Online), PoliceLink: r.Police, Unit: casefile.Line(unit)})
	if wall != nil {
		add("wall", "AccessRestricted", casefile.FromSystem, *wall)
	}
	acts.Events = append(acts.Events, told...)
	if wall == nil && unit != "" {
		add("offer", "CaseHandedOver", casefile.FromSystem, casefile.CaseHandedOver{ToUnit: casefile.Line(unit)})
	}
	return acts, wall, failed
}

// controlRoom is the unit that most call handlers work in; empty where there are
// none.
func (s *Service) controlRoom() string {
	n := map[string]int{}
	best := ""
	for _, st := range s.Register().All() {
		if st.Unit == "" || st.Left || !slices.Contains(s.rolesNow(st), casefile.CallHandler) {
			continue
		}
		if n[st.Unit]++; best == "" || n[st.Unit] > n[best] || n[st.Unit] == n[best] && st.Unit < best {
			best = st.Unit
		}
	}
	return best
}

// onlineNotices tell everybody in the control room, or those inside the wall. Who
// the report shuts out is told nothing.
func (s *Service) onlineNotices(c *casefile.Case, wall *casefile.AccessRestricted) []Notice {
	var out []Notice
	tell := func(id string) {
		n := Notice{To: id, CaseID: c.ID, Kind: NoticeOnline}
		if !slices.Contains(c.Conflicts, casefile.StaffID(id)) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if wall != nil {
		tell(string(wall.Guardian))
		for _, m := range wall.Members {
			tell(string(m))
		}
		return out
	}
	for _, st := range s.Register().All() {
		if roles := s.rolesNow(st); !st.Left && (slices.Contains(roles, casefile.CallHandler) || slices.Contains(roles, casefile.DutyInspector)) {
			tell(st.ID)
		}
	}
	return out
}

// OnlineWait are the reports made online with whose victim nobody is recorded to have
// spoken: how many, since when the oldest waits, and of how many it was said that they
// are not safe.
type OnlineWait struct {
	Waiting, Unsafe int
	Oldest          time.Time
	More            bool         // more wait than were gone through
	Cases           []OnlineCase // each of them, whoever is not safe first and then the oldest
}

// OnlineCase is one report that waits.
type OnlineCase struct {
	Waiting
	Row Row
}

// OnlineWaiting are the reports made online that wait for a first word, of those the
// viewer may see; of restricted ones, where those are all they are told of. All made since an
// instant are counted; with none, all however old. Every page that counts or lists
// them asks this.
func (s *Service) OnlineWaiting(ctx context.Context, v access.Viewer, walled bool, since time.Time) (out OnlineWait, err error) {
	q, _ := queueFilter(v, Filter{Walled: walled, Waits: []string{WaitsOnline}})
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		page, err := store.Queue(ctx, tx, storeViewer(v), q, store.Cursor{}, maxOnline)
		if err != nil {
			return err
		}
		out = OnlineWait{More: page.More}
		for _, r := range page.Items {
			row, err := s.row(r)
			if err != nil {
				return err
			}
			for _, w := range row.Waiting {
				if w.On != WaitsOnline || w.At.Before(since) {
					continue
				}
				out.Cases = append(out.Cases, OnlineCase{w, row})
				if out.Waiting++; w.Unsafe {
					out.Unsafe++
				}
				if out.Oldest.IsZero() || w.At.Before(out.Oldest) {
					out.Oldest = w.At
				}
			}
		}
		return nil
	})
	if err != nil {
		return OnlineWait{}, fmt.Errorf("reports made online: %w", err)
	}
	slices.SortStableFunc(out.Cases, func(a, b OnlineCase) int {
		if a.Unsafe != b.Unsafe {
			return map[bool]int{true: -1, false: 1}[a.Unsafe]
		}
		return a.At.Compare(b.At)
	})
	return out, nil
}

// maxOnline is how many of them are gone through.
const maxOnline = 200

// onlineFollowup is the clause that asks for direct contact (APP 4.1), as soon as
// after a call by the force's own standard.
const onlineFollowup = "victim.online_followup"

// onlineWaiting is a report made online while nobody is recorded to have spoken
// with its victim, whatever an edition adopted earlier makes of that.
func onlineWaiting(l *loaded) []Waiting {
	e, ok := l.ledger.Get(guidance.Key{Clause: onlineFollowup})
	if !ok || e.State != guidance.Outstanding || l.c.Stage == casefile.StageClosed || l.c.SpokenWith {
		return nil
	}
	return []Waiting{{On: WaitsOnline, ID: l.c.ReportID, Kind: "ReportReceived", At: l.c.ReportedAt, Due: e.Due,
		Unsafe: l.c.Safety.Given() && !l.c.Safety.Value}}
}
