// Package casefile says what may be recorded about a case and what a case is.
//
// An act is an Event of some Kind. Each Kind has one definition: a Go struct
// for its data, and one literal that says who may record it, which part of the
// case it touches, which facts it can change, and how it folds. Fold turns a
// case's events into a Case; Admit says whether one more could be folded.
//
// Boundary: pure. Nothing here reads a clock, a database or another case; what
// an act needs from outside (roles that day, rank, conflicts) is stamped into
// the event as Around before it is stored, so folding never looks elsewhere and
// gives the same Case in ten years.
//
// Threat: an event from an old release, an import or a hostile hand. Fold is
// total: what does not fit becomes a Problem shown on the case, never a failure.
package casefile
