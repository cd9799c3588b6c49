package guidance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// storedLedger is a ledger as kept beside a case, so that it need not be built
// again from every event to go on. The hashes of editions stand once each: there
// are few, and they would be most of its length.
type storedLedger struct {
	Editions []string      `json:"editions"`
	Entries  []storedEntry `json:"entries"`
}

// storedEntry is an Entry of it.
type storedEntry struct {
	Clause     string    `json:"c"`
	Pair       string    `json:"p,omitempty"`
	Occurrence string    `json:"o,omitempty"`
	State      State     `json:"s"`
	Arose      time.Time `json:"a"`
	Edition    int       `json:"e"` // index of Editions
	Ended      time.Time `json:"n,omitzero"`
	Reason     string    `json:"r,omitempty"`
	Due        time.Time `json:"d,omitzero"`
	Warn       time.Time `json:"w,omitzero"`
	NextFlip   time.Time `json:"f,omitzero"`
	Decision   string    `json:"x,omitempty"`
	Source     string    `json:"y,omitempty"`
	Basis      string    `json:"b,omitempty"` // 64 bits in base 36: JSON numbers would lose some
	Floor      time.Time `json:"k,omitzero"`
}

// MarshalJSON writes the entries in the order of Entries.
func (l Ledger) MarshalJSON() ([]byte, error) {
	entries := l.Entries()
	out := storedLedger{Editions: []string{}, Entries: make([]storedEntry, 0, len(entries))}
	for _, e := range entries {
		edition := slices.Index(out.Editions, e.Edition)
		if edition < 0 {
			edition = len(out.Editions)
			out.Editions = append(out.Editions, e.Edition)
		}
		s := storedEntry{Clause: e.Clause, Pair: e.Pair, Occurrence: e.Occurrence, State: e.State, Arose: e.Arose, Edition: edition,
			Ended: e.Ended, Reason: e.Reason, Due: e.Due, Warn: e.Warn, NextFlip: e.NextFlip, Decision: e.Decision, Source: e.Source, Floor: e.floor}
		if e.basis != 0 {
			s.Basis = strconv.FormatUint(e.basis, 36)
		}
		out.Entries = append(out.Entries, s)
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (l *Ledger) UnmarshalJSON(b []byte) error {
	var in storedLedger
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	entries := make(map[Key]Entry, len(in.Entries))
	for _, s := range in.Entries {
		if s.Edition < 0 || s.Edition >= len(in.Editions) {
			return fmt.Errorf("ledger: %s names edition %d of %d", s.Clause, s.Edition, len(in.Editions))
		}
		e := Entry{Key: Key{Clause: s.Clause, Pair: s.Pair, Occurrence: s.Occurrence}, State: s.State, Arose: s.Arose, Edition: in.Editions[s.Edition],
			Ended: s.Ended, Reason: s.Reason, Due: s.Due, Warn: s.Warn, NextFlip: s.NextFlip, Decision: s.Decision, Source: s.Source, floor: s.Floor}
		if s.Basis != "" {
			basis, err := strconv.ParseUint(s.Basis, 36, 64)
			if err != nil {
				return err
			}
			e.basis = basis
		}
		entries[e.Key] = e
	}
	l.entries = entries
	return nil
}
