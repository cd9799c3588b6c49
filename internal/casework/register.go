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
	if all := s.Viewers(ctx, staffID); len(all) == 1 {
		return all[0], true
	}
	return access.Viewer{}, false
}

// Viewers makes viewers of those of some members of staff who serve, now.
func (s *Service) Viewers(ctx context.Context, staffIDs ...string) []access.Viewer {
	var out []access.Viewer
	for _, id := range staffIDs {
		if st, ok := s.Register().Staff(id); ok && !st.Left {
			out = append(out, access.NewViewer(st, s.Now()))
		}
	}
	if len(out) > 0 {
		broken := s.brokenGlass(ctx, staffIDs...)
		for i := range out {
			out[i].Broken = broken[out[i].Staff.ID]
		}
	}
	return out
}

// loadRegister folds the force's own streams from the whole journal; they are
// few among many, so the pass opens only theirs.
func (s *Service) loadRegister(ctx context.Context) error {
	reg, adopted := force.NewRegister(), s.inUse()
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
				applied, err := s.applyRegister(ctx, reg, entry)
				if err != nil {
					return err
				}
				if applied && entry.Kind == force.KindEditionAdopted {
					adopted = s.begin(adopted, adoption{entry.ID, entry.Seq, fromMillis(entry.Recorded), reg.Adopted})
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("load force register: %w", err)
	}
	s.register.Store(reg)
	s.terms = adopted
	return nil
}

// applyRegister folds one entry; false where it has been disposed of.
func (s *Service) applyRegister(ctx context.Context, reg *force.Register, entry store.Entry) (bool, error) {
	b, err := journal.Open(ctx, s.keys, entry)
	if errors.Is(err, journal.ErrDisposed) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var body casefile.Body
	if err := json.Unmarshal(b.JSON, &body); err != nil {
		return false, err
	}
	return true, reg.Apply(b.Header.Stream, b.Header.Kind, b.Header.Seq, body.Data)
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
	_, err := s.recordRegister(ctx, by, entries...)
	return err
}

// RecordCodeGiven records that an administrator gave a member of staff a one-time code.
func (s *Service) RecordCodeGiven(ctx context.Context, by, staff string, given force.CodeGiven) error {
	if v, ok := s.Viewer(ctx, by); !ok || !v.Is(casefile.Administrator) {
		return ErrNotAllowed
	}
	if _, ok := s.Register().Staff(staff); !ok {
		return fmt.Errorf("record a code given: no staff %q", staff)
	}
	_, err := s.recordRegister(ctx, by, registerEntry{"staff/" + staff, force.KindCodeGiven, given})
	return err
}

type registerEntry struct {
	stream, kind string
	data         any
}

func (s *Service) recordRegister(ctx context.Context, by string, entries ...registerEntry) (journal.Receipt, error) {
	s.regMu.Lock()
	defer s.regMu.Unlock()
	next := s.Register().Clone()
	var drafts []journal.Draft
	for _, e := range entries {
		raw, err := json.Marshal(e.data)
		if err != nil {
			return journal.Receipt{}, fmt.Errorf("record %s: %w", e.kind, err)
		}
		body, err := json.Marshal(casefile.Body{Source: casefile.FromSystem, Data: raw})
		if err != nil {
			return journal.Receipt{}, fmt.Errorf("record %s: %w", e.kind, err)
		}
		seq := next.Versions[e.stream] + 1
		drafts = append(drafts, journal.Draft{ID: journal.NewID(), Stream: e.stream, Seq: seq, Kind: e.kind, Version: 1, Actor: by, Body: body})
		if err := next.Apply(e.stream, e.kind, seq, raw); err != nil {
			return journal.Receipt{}, err
		}
	}
	receipt, err := s.writer.Append(ctx, journal.Request{Drafts: drafts})
	if err != nil {
		return receipt, fmt.Errorf("record in the force register: %w", err)
	}
	s.register.Store(next)
	return receipt, nil
}

// staffProblems checks that members of staff an act names exist and still serve.
func (s *Service) staffProblems(e casefile.Event) []casefile.Problem {
	var out []casefile.Problem
	for field, id := range namedStaff(e) {
		if st, ok := s.Register().Staff(string(id)); !ok || st.Left {
			out = append(out, casefile.Problem{Field: field, Code: "unknown_staff", What: fmt.Sprintf("%q is not a serving member of staff.", id)})
		}
	}
	return out
}

func isConflict(err error) bool {
	var moved *journal.ConflictError
	return errors.As(err, &moved)
}
