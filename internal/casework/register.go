package casework

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/force"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Register is the force as it stands: staff, units, roles by dates.
func (s *Service) Register() *force.Register { return s.register.Load() }

// Viewer makes a viewer of a member of staff, now.
func (s *Service) Viewer(ctx context.Context, staffID string) (access.Viewer, bool) {
	st, ok := s.Register().Staff(staffID)
	if !ok || st.Left {
		return access.Viewer{}, false
	}
	v := access.NewViewer(st, s.Now())
	v.Broken = s.brokenGlass(ctx, staffID)
	return v, true
}

// loadRegister folds the force's own streams from the whole journal; they are
// few among many, so the pass opens only theirs.
func (s *Service) loadRegister(ctx context.Context) error {
	reg := force.NewRegister()
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		streams, err := store.StreamsLike(ctx, tx, "staff/", "force")
		if err != nil {
			return err
		}
		for _, stream := range streams {
			for entry, err := range tx.Entries(ctx, stream, 0) {
				if err != nil {
					return err
				}
				if err := s.applyRegister(ctx, reg, entry); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("load force register: %w", err)
	}
	s.register.Store(reg)
	return nil
}

func (s *Service) applyRegister(ctx context.Context, reg *force.Register, entry store.Entry) error {
	b, err := journal.Open(ctx, s.keys, entry)
	if errors.Is(err, journal.ErrDisposed) {
		return nil
	}
	if err != nil {
		return err
	}
	var body casefile.Body
	if err := json.Unmarshal(b.JSON, &body); err != nil {
		return err
	}
	return reg.Apply(b.Header.Stream, b.Header.Kind, b.Header.Seq, body.Data)
}

// RecordStaff records who somebody is and what they do. by is the actor's staff
// id: an administrator, or "system" while a force is set up.
func (s *Service) RecordStaff(ctx context.Context, by string, staff ...force.Staff) error {
	if by != "system" {
		v, ok := s.Viewer(ctx, by)
		if !ok || !v.Is(casefile.Administrator) {
			return ErrNotAllowed
		}
	}
	var entries []registerEntry
	for _, st := range staff {
		if st.ID == "system" || st.ID == casefile.Public {
			return fmt.Errorf("record staff: id %q names what is done by nobody on the register", st.ID)
		}
		if st.ID == "" || strings.ContainsAny(st.ID, "/ \n") {
			return fmt.Errorf("record staff: id %q: expected letters, digits, dots or dashes", st.ID)
		}
		entries = append(entries, registerEntry{"staff/" + st.ID, force.KindStaffRecorded, st})
	}
	return s.recordRegister(ctx, by, entries...)
}

type registerEntry struct {
	stream, kind string
	data         any
}

func (s *Service) recordRegister(ctx context.Context, by string, entries ...registerEntry) error {
	s.regMu.Lock()
	defer s.regMu.Unlock()
	next := s.Register().Clone()
	var drafts []journal.Draft
	for _, e := range entries {
		raw, err := json.Marshal(e.data)
		if err != nil {
			return fmt.Errorf("record %s: %w", e.kind, err)
		}
		body, err := json.Marshal(casefile.Body{Source: casefile.FromSystem, Data: raw})
		if err != nil {
			return fmt.Errorf("record %s: %w", e.kind, err)
		}
		seq := next.Versions[e.stream] + 1
		drafts = append(drafts, journal.Draft{ID: journal.NewID(), Stream: e.stream, Seq: seq, Kind: e.kind, Version: 1, Actor: by, Body: body})
		if err := next.Apply(e.stream, e.kind, seq, raw); err != nil {
			return err
		}
	}
	if _, err := s.writer.Append(ctx, journal.Request{Drafts: drafts}); err != nil {
		return fmt.Errorf("record in the force register: %w", err)
	}
	s.register.Store(next)
	return nil
}

func isConflict(err error) bool {
	var moved *journal.ConflictError
	return errors.As(err, &moved)
}
