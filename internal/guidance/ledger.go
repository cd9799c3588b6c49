package guidance

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Ledger is what was found over the life of a case: when each obligation arose,
// under which edition, and how it ended. It is the fold of Advance over every
// event and wake instant, so building it again gives it again. The zero Ledger
// is empty.
type Ledger struct {
	entries map[Key]Entry
}

// Entry is one obligation in the ledger: keys and instants only, no facts.
type Entry struct {
	Key
	State    State
	Arose    time.Time
	Edition  string // hash of the edition and overlay it arose under
	Ended    time.Time
	Reason   string // why it ended
	Due      time.Time
	Warn     time.Time
	NextFlip time.Time
	Decision string
	Source   string // first event relied on
	basis    uint64
	floor    time.Time // its time is not counted from before this
}

// Reasons an entry ends.
const (
	EndedLapsed    = "lapsed"                    // its own until condition came true
	EndedNoLonger  = "no longer applies"         // the facts changed
	EndedByEdition = "no longer in this edition" // the edition adopted dropped the clause, or no longer asks it of this
)

// Entries lists the ledger by clause, pair and occurrence.
func (l Ledger) Entries() []Entry {
	out := slices.Collect(maps.Values(l.entries))
	slices.SortFunc(out, func(a, b Entry) int {
		return cmp.Or(strings.Compare(a.Clause, b.Clause), strings.Compare(a.Pair, b.Pair), strings.Compare(a.Occurrence, b.Occurrence))
	})
	return out
}

// Get returns one entry.
func (l Ledger) Get(k Key) (Entry, bool) {
	e, ok := l.entries[k]
	return e, ok
}

// Earlier lists, by hash, the editions under which open obligations arose whose
// clause has been altered since; since is that of the Context.
func (l Ledger) Earlier(since map[string]time.Time) []string {
	var out []string
	if len(since) == 0 {
		return out
	}
	for k, e := range l.entries {
		if e.State != Ended && e.Arose.Before(since[k.Clause]) && !slices.Contains(out, e.Edition) {
			out = append(out, e.Edition)
		}
	}
	return out
}

// Advance returns the ledger after findings made at a time. The ledger given is
// not changed. An obligation that ended and applies again arises anew.
func Advance(l Ledger, f *Findings, at time.Time) Ledger {
	next := make(map[Key]Entry, len(l.entries)+8)
	seen := make(map[Key]bool, len(f.Obligations))
	for i := range f.Obligations {
		x := &f.Obligations[i]
		seen[x.Key] = true
		was, had := l.entries[x.Key]
		next[x.Key] = entryOf(x, was, had, f, at)
	}
	for k, was := range l.entries {
		if seen[k] {
			continue
		}
		if was.State != Ended {
			reason := EndedNoLonger
			if !f.known[k.Clause] || f.adopting {
				reason = EndedByEdition
			}
			was = was.ended(at, reason)
		}
		next[k] = was
	}
	return Ledger{entries: next}
}

// entryOf is the entry of an obligation as f found it, given the entry it had.
func entryOf(x *Finding, was Entry, had bool, f *Findings, at time.Time) Entry {
	e := Entry{Key: x.Key, State: x.State, Arose: x.Arose, Edition: f.Edition, Due: x.Due.At, Warn: x.WarnFrom,
		NextFlip: x.NextFlip, Decision: x.Decision, basis: x.basis, floor: x.floor}
	if len(x.Sources) > 0 {
		e.Source = x.Sources[0]
	}
	if had && was.Arose.Equal(x.Arose) {
		e.Edition = was.Edition
	}
	if had && was.Decision == x.Decision && was.basis != 0 && !(f.adopting && was.State == Decided) {
		e.basis = was.basis // what the decision rested on when it was first seen
	}
	if x.State == Ended {
		e.Ended, e.Reason = at, EndedLapsed
		if had && was.State == Ended {
			e.Ended, e.Reason = was.Ended, was.Reason
		}
	}
	return e
}

func (e Entry) ended(at time.Time, reason string) Entry {
	e.State, e.Ended, e.Reason, e.NextFlip = Ended, at, reason, time.Time{}
	return e
}
