// Package importer turns files people hand over, such as chat exports and phone
// backups, into one model of communications that every later part of the product
// shares: who wrote what to whom, when as far as the file says, and on which line.
//
// Boundary: it reads and never writes. It asks no database, stores nothing, opens
// no path that a file names, and decides nothing about the people in the file. The
// caller keeps the original by its SHA-256 (package evidence) and asks how the
// material came and whether anyone in it may be under 18 before it is read here.
//
// Source: each format's folder says how its shape was learnt.
//
// Threat: the file's author may be the suspect. Sizes are bounded as declared and
// as measured, archives cannot name places on disk, XML cannot define entities,
// and what is not understood is kept as text with a Problem that names its line.
package importer

import (
	"fmt"
	"slices"
	"strings"

	"foursight/internal/calendar"
)

// Kind says what sort of thing a Record is.
type Kind string

const (
	Message Kind = "message" // somebody wrote or sent something
	Call    Kind = "call"    // a telephone call, answered or not
	Media   Kind = "media"   // a file inside the export that no message names
	System  Kind = "system"  // a line the app wrote itself: joined, left, encrypted
	Unread  Kind = "unread"  // text that could not be understood, kept as it stands
)

// Direction is seen from the phone that made the export.
type Direction string

const (
	In      Direction = "in"
	Out     Direction = "out"
	Unknown Direction = "unknown" // the format does not say whose phone it was
)

// Mark is something the app said about a record, as a code.
type Mark string

const (
	Edited       Mark = "edited"
	Deleted      Mark = "deleted"
	MediaOmitted Mark = "media_omitted" // the export was made without media
	Poll         Mark = "poll"
	Place        Mark = "location"
	Draft        Mark = "draft" // written and not sent
	Outbox       Mark = "outbox"
	Failed       Mark = "failed"
	Queued       Mark = "queued"
	Missed       Mark = "missed"
	Voicemail    Mark = "voicemail"
	Rejected     Mark = "rejected"
	Blocked      Mark = "blocked"
	Elsewhere    Mark = "answered_elsewhere"
	CallNote     Mark = "call" // a chat's own note that a call was made or missed
)

// Party is somebody as the file names them. ID is the number, address or display
// name exactly as written; Name is the contact name beside it, empty if none.
type Party struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Attachment is a file that came with a record. Size is in bytes and SHA256 in
// lower-case hex; both are zero when the file itself is not in the export.
type Attachment struct {
	Name   string `json:"name"` // as the export names it: never a path to open
	Type   string `json:"type,omitempty"`
	Size   int64  `json:"size,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
}

// Position is where in the original a record begins. Line counts from 1 within
// Entry when the original is an archive, and within File otherwise.
type Position struct {
	File  string `json:"file"`
	Entry string `json:"entry,omitempty"`
	Line  int    `json:"line"`
}

func (p Position) String() string {
	if p.Entry != "" {
		return fmt.Sprintf("%s, %s, line %d", p.File, p.Entry, p.Line)
	}
	return fmt.Sprintf("%s, line %d", p.File, p.Line)
}

// Record is one thing in an export.
type Record struct {
	Kind Kind `json:"kind"`
	// At is the time as ISO 8601 to the precision the file gives, with a zone only
	// where the file gives one: 2026-03-12T14:05 or 2026-03-12T14:05:11Z. Empty when
	// the file gives none that can be read.
	At string `json:"at,omitempty"`
	// When is the same as instants. A local time is read in Options.Zone; an hour
	// that the clocks repeat spans both.
	When            calendar.Interval `json:"when,omitzero"`
	Sender          Party             `json:"sender,omitzero"` // empty: the owner of the phone, or nobody
	Recipients      []Party           `json:"recipients,omitempty"`
	Thread          string            `json:"thread,omitempty"` // the conversation as the file keys it
	Direction       Direction         `json:"direction"`
	Subject         string            `json:"subject,omitempty"`
	Text            string            `json:"text,omitempty"` // as written, line breaks as \n
	Marks           []Mark            `json:"marks,omitempty"`
	Attachments     []Attachment      `json:"attachments,omitempty"`
	DurationSeconds int64             `json:"duration_seconds,omitempty"`
	Source          Position          `json:"source"`
}

// Counts reports whether the record is one that "records" in a Summary counts.
func (r *Record) Counts() bool { return r.Kind == Message || r.Kind == Call }

// SearchText is what a search over records looks through: the people, the words
// and the names of files.
func (r *Record) SearchText() string {
	parts := []string{r.Sender.ID, r.Sender.Name, r.Subject, r.Text}
	for _, p := range r.Recipients {
		parts = append(parts, p.ID, p.Name)
	}
	for _, a := range r.Attachments {
		parts = append(parts, a.Name)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}

// Problem is something a person should know about one place in the original. It
// travels in the record stream as an error after which reading goes on; any other
// error in the stream ends it.
type Problem struct {
	Line  int    `json:"line"` // from 1; 0 concerns the file as a whole
	Entry string `json:"entry,omitempty"`
	What  string `json:"what"` // where it is wrong and what was expected
}

func (p *Problem) Error() string {
	switch {
	case p.Line == 0 && p.Entry == "":
		return p.What
	case p.Line == 0:
		return fmt.Sprintf("%s: %s", p.Entry, p.What)
	case p.Entry == "":
		return fmt.Sprintf("line %d: %s", p.Line, p.What)
	}
	return fmt.Sprintf("%s, line %d: %s", p.Entry, p.Line, p.What)
}

// Problemf makes a Problem at a line.
func Problemf(line int, format string, args ...any) *Problem {
	return &Problem{Line: line, What: fmt.Sprintf(format, args...)}
}
