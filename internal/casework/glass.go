package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/force"
	"foursight/internal/journal"
	"foursight/internal/logsafe"
	"foursight/internal/store"
)

// glassLife is how long a break-glass view lasts (DESIGN 5).
const glassLife = 4 * time.Hour

// GlassBroken is the data of the entry that opening by break-glass makes.
type GlassBroken struct {
	Case   string    `json:"case"`
	Until  time.Time `json:"until"`
	Reason string    `json:"reason"`
}

// BreakGlass opens the closer fields of a case the viewer can see for four hours.
// It gives a reason, tells those who answer for the case at once, and is reviewed.
// It does not open a restricted case: for those outside, there is none.
func (s *Service) BreakGlass(ctx context.Context, v access.Viewer, ref, reason string) error {
	p, err := s.Case(ctx, v, ref)
	if err != nil {
		return err
	}
	if !v.Is(casefile.Police...) {
		return ErrNotAllowed
	}
	if len(strings.TrimSpace(reason)) < 10 {
		return &Refused{Problems: []casefile.Problem{{Field: "reason", Code: "reason_missing", What: "Say why you need this now. It is read by the case's owner and reviewed."}}}
	}
	until := s.Now().Add(glassLife)
	raw, err := json.Marshal(GlassBroken{Case: p.ID, Until: until, Reason: reason})
	if err != nil {
		return fmt.Errorf("break glass: %w", err)
	}
	body, err := json.Marshal(casefile.Body{Source: casefile.FromForm, Role: v.Roles[0], Data: raw})
	if err != nil {
		return fmt.Errorf("break glass: %w", err)
	}
	stream := "glass/" + v.Staff.ID
	for range tries {
		var last int64
		err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
			last, err = tx.StreamSeq(ctx, stream)
			return err
		})
		if err != nil {
			return fmt.Errorf("break glass: %w", err)
		}
		id := journal.NewID()
		_, err = s.writer.Append(ctx, journal.Request{
			Drafts: []journal.Draft{{ID: id, Stream: stream, Seq: last + 1, Kind: force.KindGlassBroken, Version: 1, Actor: v.Staff.ID, Body: body}},
			Rows: func(ctx context.Context, tx store.Tx, _ []store.Entry) error {
				key := v.Staff.ID + "/" + p.ID
				sealed, err := sealBytes(s.workKey, "working/glass/"+key, raw)
				if err != nil {
					return err
				}
				if err := store.PutWorking(ctx, tx, store.Working{Kind: "glass", Key: key, Owner: v.Staff.ID, CaseID: p.ID, Expires: millis(until), Sealed: sealed}); err != nil {
					return err
				}
				for _, to := range append([]string{string(p.Owner)}, s.supervisorsOf(p.CaseView.Case)...) {
					if to == "" {
						continue
					}
					if err := store.PutNotice(ctx, tx, store.Notice{ID: journal.NewID(), At: millis(s.Now()), ToStaff: to, CaseID: p.ID, Kind: "glass_broken"}); err != nil {
						return err
					}
				}
				return nil
			},
		})
		if !isConflict(err) {
			return err
		}
	}
	return err
}

// brokenGlass lists, by staff id, the cases that any of them has open by break-glass.
func (s *Service) brokenGlass(ctx context.Context, staff ...string) map[string]map[string]time.Time {
	items, err := s.listWorking(ctx, "glass", staff...)
	if err != nil {
		s.cfg.Log.Error("break-glass look-up failed", logsafe.Err(err))
		return nil
	}
	out := map[string]map[string]time.Time{}
	for _, w := range items {
		if out[w.Owner] == nil {
			out[w.Owner] = map[string]time.Time{}
		}
		out[w.Owner][w.CaseID] = w.Expires
	}
	return out
}
