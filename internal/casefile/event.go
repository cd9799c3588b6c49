package casefile

import (
	"encoding/json"
	"fmt"
	"time"

	"foursight/internal/calendar"
)

// Event is one recorded act, as it comes back out of the journal.
//
// The header fields (ID to Suspect) are what the journal keeps in clear; Body is
// what it seals.
type Event struct {
	ID       string // 128 random bits; also the id of whatever the act creates
	Stream   string // "case/<id>"
	Seq      int64  // position in the stream, from 1; 0 before it is appended
	Kind     string
	Version  int
	Recorded time.Time // when the record says it was written: never decreases
	Clock    time.Time // the raw clock reading; deadlines use it when Suspect
	Suspect  bool      // the clock stepped by more than 60 s
	Actor    string    // staff id, "system", or Public
	Body

	prepared any // Data decoded by Prepare; read only
}

// Prepare decodes an event's data once, for a case that will be folded again and
// again as it grows. Folding gives the same with or without it; what cannot be
// decoded is left for Fold to say.
func Prepare(e Event) Event {
	if k, ok := KindOf(e.Kind); ok && e.prepared == nil && !e.Withdraw {
		if data, err := k.Decode(e.Data); err == nil {
			e.prepared = data
		}
	}
	return e
}

// decoded is an event's data, decoded now unless it was prepared.
func (e *Event) decoded(k *Kind) (any, error) {
	if e.prepared != nil {
		return e.prepared, nil
	}
	return k.Decode(e.Data)
}

// Decoded is an event's data as a pointer to its kind's type, read only; decoded
// now unless the event was prepared.
func (e Event) Decoded() (any, error) {
	k, ok := KindOf(e.Kind)
	if !ok {
		return nil, fmt.Errorf("kind %q is not defined", e.Kind)
	}
	return e.decoded(k)
}

// Body is the sealed part of an event, stored as the JSON written here.
type Body struct {
	Occurred calendar.Interval `json:"occurred,omitzero"` // when it happened, as well as known
	Known    time.Time         `json:"known,omitzero"`    // when police first knew; zero means when recorded
	Admitted time.Time         `json:"admitted,omitzero"` // the raw clock when the act was admitted; duties are reckoned from it
	Role     Role              `json:"role,omitempty"`    // role the actor acted in
	Unit     string            `json:"unit,omitempty"`    // unit the actor acted for
	Basis    string            `json:"basis,omitempty"`   // basis of access the server derived
	Source   Source            `json:"source,omitempty"`  // form, import, script, system
	Cause    string            `json:"cause,omitempty"`   // id of the event that led to this one
	Corrects string            `json:"corrects,omitempty"`
	Reason   string            `json:"reason,omitempty"`    // why corrected or withdrawn
	Withdraw bool              `json:"withdrawn,omitempty"` // with Corrects: the original was not so
	Around   Around            `json:"around,omitzero"`
	Data     json.RawMessage   `json:"data,omitempty"`
}

// Source says by which door an event came in.
type Source string

const (
	FromForm   Source = "form"
	FromImport Source = "import"
	FromScript Source = "script"
	FromPublic Source = "public"
	FromSystem Source = "system"
	FromSynth  Source = "synth"
)

// Public is the actor of what came by the public's own report form: nobody signed in.
const Public = "public"

// Around is what an act needed from outside its case, looked up by casework when
// it was recorded and kept with it.
type Around struct {
	Roles     []Role   `json:"roles,omitempty"`     // every role the actor held that day
	Acting    bool     `json:"acting,omitempty"`    // held by acting or temporary rank
	Allocated bool     `json:"allocated,omitempty"` // the actor owned the case
	Conflicts []string `json:"conflicts,omitempty"` // staff ids shut out because of this act
	Proposed  []string `json:"proposed,omitempty"`  // clauses that made this a proposal
	Advised   string   `json:"advised,omitempty"`   // id of the advice event shown to the actor
	Unshown   bool     `json:"unshown,omitempty"`   // of a safe contact: the actor could not see an earlier one
}

// KnownAt is when police first knew what the event tells: Known, or else when it
// was admitted, or else (scripts) recorded. Being a raw clock reading kept in the
// body, it does not depend on what else was being recorded at the time.
func (e Event) KnownAt() time.Time {
	switch {
	case !e.Known.IsZero():
		return e.Known
	case !e.Admitted.IsZero():
		return e.Admitted
	case e.Suspect && !e.Clock.IsZero():
		return e.Clock
	}
	return e.Recorded
}

// ActedAt is when the act was admitted, or for scripts recorded: the instant at
// which its duties were worked out.
func (e Event) ActedAt() time.Time {
	if !e.Admitted.IsZero() {
		return e.Admitted
	}
	return e.Recorded
}

// Root is the id of the act this event is about: its own, or the one it corrects.
func (e Event) Root() string {
	if e.Corrects != "" {
		return e.Corrects
	}
	return e.ID
}

// before reports whether e was recorded before other; position settles a tie.
func (e Event) before(other Event) bool {
	if !e.Recorded.Equal(other.Recorded) {
		return e.Recorded.Before(other.Recorded)
	}
	return e.Seq < other.Seq
}

// Role is a kind of work a member of staff does (DESIGN 5). Acting rank is a role
// held between dates.
type Role string

const (
	CallHandler   Role = "call_handler"
	Responder     Role = "responder" // special constables and volunteers too
	Investigator  Role = "investigator"
	Supervisor    Role = "supervisor"
	DutyInspector Role = "duty_inspector"
	SPOC          Role = "spoc" // specialist single point of contact for stalking, APP 3.5
	Registrar     Role = "registrar"
	Superintend   Role = "superintendent"
	OrderManager  Role = "order_manager"
	ForceLead     Role = "force_lead"
	Analyst       Role = "analyst"
	Standards     Role = "professional_standards"
	Disclosure    Role = "disclosure"
	Custody       Role = "custody" // custody and witness care
	Advocate      Role = "partner_advocate"
	Administrator Role = "administrator"
)

// Codes lists every role, in the order DESIGN 5 names them.
func (Role) Codes() []string {
	return codesOf(CallHandler, Responder, Investigator, Supervisor, DutyInspector, SPOC, Registrar,
		Superintend, OrderManager, ForceLead, Analyst, Standards, Disclosure, Custody, Advocate, Administrator)
}

// Police are the roles that work cases.
var Police = []Role{CallHandler, Responder, Investigator, Supervisor, DutyInspector, SPOC, Registrar,
	Superintend, OrderManager, ForceLead, Standards, Custody}

// LogKind is one of the six kinds of processing that section 62 of the Data
// Protection Act 2018 requires a log of.
type LogKind string

const (
	Collection   LogKind = "collection"
	Alteration   LogKind = "alteration"
	Consultation LogKind = "consultation"
	DisclosureOf LogKind = "disclosure"
	Combination  LogKind = "combination"
	Erasure      LogKind = "erasure"
)

// Problem is something about a case or a proposed act that a person can put
// right. Field is the path in the event's data, empty for the act as a whole.
type Problem struct {
	Event string // id of the event, empty for one not yet recorded
	Field string
	Code  string // stable: "unknown_person", "reason_missing", ...
	What  string // a sentence for the person who sees it
}
