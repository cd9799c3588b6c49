// Package casework is the one way in: it authorises an act, loads the case,
// admits the act, appends it to the journal, changes the case's rows in the same
// transaction and, after commit, tells whoever has to know. It is also the one
// way to look: nothing is shown whose looking has not first been recorded.
//
// Boundary: the shell around the pure middle. It owns the clock, the cache of
// folded cases and the wiring; rules live in casefile, guidance and access.
//
// Threat: somebody outside a restricted case. Each read goes through a query
// that carries the viewer's filter and then through access.View; a case that may
// not be seen and a case that does not exist take the same path and give ErrNoCase.
package casework

import (
	"errors"
	"fmt"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Errors a caller may test for.
var (
	// ErrNoCase: no such case for this viewer. The only answer for absent and hidden.
	ErrNoCase = errors.New("no such case")
	// ErrNotAllowed: the viewer may not do this at all (page, list or report).
	ErrNotAllowed = errors.New("not allowed")
	// ErrOutcomeUnknown: saving broke off, and it is not known whether the act was
	// recorded. The same act sent again is recorded once.
	ErrOutcomeUnknown = journal.ErrOutcomeUnknown
	// ErrFull: there was no room, and nothing was recorded.
	ErrFull = store.ErrFull
)

// Refused says why an act cannot be recorded as it is, all reasons at once.
type Refused struct{ Problems []casefile.Problem }

func (r *Refused) Error() string {
	var what []string
	for _, p := range r.Problems {
		what = append(what, p.What)
	}
	return "refused: " + strings.Join(what, " ")
}

// Conflict says that somebody else changed the same part of the case meanwhile.
// Nothing typed is lost: the caller still holds Mine.
type Conflict struct {
	Theirs []casefile.Event
	Mine   casefile.Event
}

func (c *Conflict) Error() string {
	return fmt.Sprintf("conflict: %d newer entries touch the same part", len(c.Theirs))
}
