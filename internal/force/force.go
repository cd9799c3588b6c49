// Package force holds what the product knows of the force itself: its staff,
// their units and roles by dates, and which edition of the guidance it has
// adopted. It is folded from the streams "staff/<id>" and "force".
//
// Boundary: pure. It says who held which role on a day; what a role may do is
// access's business. Threat: a role kept past its day, so every question about a
// role names the day.
package force

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// Kinds of entry of the staff and force streams.
const (
	KindStaffRecorded  = "StaffRecorded"  // somebody joined, moved, changed role or left
	KindEditionAdopted = "EditionAdopted" // the force adopted an edition and overlay, kept whole
	KindCodeGiven      = "CodeGiven"      // an administrator gave somebody a one-time code to sign in with
	KindGlassBroken    = "GlassBroken"    // somebody opened a case by break-glass
)

// Held is one role held between dates; Until is the first day it is no longer
// held, zero while it has no end.
type Held struct {
	Role   casefile.Role `json:"role"`
	From   calendar.Date `json:"from,omitzero"`
	Until  calendar.Date `json:"until,omitzero"`
	Acting bool          `json:"acting,omitempty"`
}

// CodeGiven says why somebody was given a one-time code; the code itself is nowhere.
// The entry's stream says to whom and its actor by whom.
type CodeGiven struct {
	Lost   string `json:"lost,omitempty"`   // "password", "authenticator" or "both"; empty for a new account
	Agreed string `json:"agreed,omitempty"` // staff id of whoever agreed, where both were lost
}

// Staff is one member of staff, or one person of a partner agency.
type Staff struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Title      string   `json:"title,omitempty"` // "PC", "DS"; shown before the name
	Unit       string   `json:"unit,omitempty"`
	Supervises []string `json:"supervises,omitempty"` // units
	Roles      []Held   `json:"roles,omitempty"`
	Partner    string   `json:"partner,omitempty"` // agency, for partner advocates
	Left       bool     `json:"left,omitempty"`    // account disabled
	Demo       bool     `json:"demo,omitempty"`    // demonstration account; serve refuses the data folder
}

// RolesOn lists the roles held on a day, most usual first; none once they left.
func (s Staff) RolesOn(d calendar.Date) []casefile.Role {
	if s.Left {
		return nil
	}
	var out []casefile.Role
	for _, h := range s.Roles {
		if (h.From.IsZero() || !d.Before(h.From)) && (h.Until.IsZero() || d.Before(h.Until)) {
			out = append(out, h.Role)
		}
	}
	return out
}

// Known is "DC Amara Example" for pages and papers.
func (s Staff) Known() string {
	if s.Title == "" {
		return s.Name
	}
	return s.Title + " " + s.Name
}

// EditionAdopted is the data of the adoption event. Files holds the whole edition
// and overlay by path, so that a replay in ten years has the bytes.
type EditionAdopted struct {
	Edition string            `json:"edition"`
	Hash    string            `json:"hash"`
	Files   map[string]string `json:"files,omitempty"`
	Changed []string          `json:"changed,omitempty"` // clauses added, or altered otherwise than in words, since the adoption before; by key
}

// Register is the force as folded.
type Register struct {
	staff    map[string]Staff
	Adopted  EditionAdopted
	Versions map[string]int64 // last sequence by stream
}

// NewRegister returns an empty register.
func NewRegister() *Register {
	return &Register{staff: map[string]Staff{}, Versions: map[string]int64{}}
}

// Apply folds one entry; data of kinds the register does not hold is ignored.
func (r *Register) Apply(stream, kind string, seq int64, data json.RawMessage) error {
	r.Versions[stream] = max(r.Versions[stream], seq)
	switch kind {
	case KindStaffRecorded:
		var s Staff
		if err := json.Unmarshal(data, &s); err != nil {
			return fmt.Errorf("fold %s of %s: %w", kind, stream, err)
		}
		r.staff[s.ID] = s
	case KindEditionAdopted:
		var a EditionAdopted
		if err := json.Unmarshal(data, &a); err != nil {
			return fmt.Errorf("fold %s: %w", kind, err)
		}
		r.Adopted = a
	}
	return nil
}

// Staff finds somebody by id.
func (r *Register) Staff(id string) (Staff, bool) {
	s, ok := r.staff[id]
	return s, ok
}

// All lists everybody by id.
func (r *Register) All() []Staff {
	out := make([]Staff, 0, len(r.staff))
	for _, s := range r.staff {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Staff) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Clone copies the register, so that readers keep theirs while an entry is
// applied.
func (r *Register) Clone() *Register {
	c := NewRegister()
	c.Adopted = r.Adopted
	for k, v := range r.staff {
		c.staff[k] = v
	}
	for k, v := range r.Versions {
		c.Versions[k] = v
	}
	return c
}
