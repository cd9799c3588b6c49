package web

import (
	"encoding/json"
	"fmt"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/form"
)

// A breach is mostly told as an act that nobody has recorded yet: he drove past. It
// belongs to the course of conduct, so the form of a breach records the incident too,
// from what is written there, and nothing is typed twice (APP 1.1.2, 4.3.1). A breach
// need be no act towards the victim: then there is none.

// newAct is the id that the incident of a breach's form would have.
func (f *entryForm) newAct() string { return derivedID("foursight/breach/1", f.id) }

// offerNewAct puts the act that is not recorded yet before those that are. It is what
// a new form begins with, unless a link named an incident.
func (f *entryForm) offerNewAct() {
	incident, _ := casefile.KindOf("IncidentRecorded")
	if f.kind.Name != "BreachReported" || f.earlier != nil {
		return
	}
	if _, may := access.ToRecord(f.v.viewer, f.p.Permission, incident, f.p.CaseView.Case); !may {
		return
	}
	const path = "BreachReported/incident"
	list := []form.Choice{{Value: f.newAct(), Label: "An act that is not recorded yet", Hint: "It is recorded as an incident too, with what you write here."}}
	f.ctx.Choices[path] = append(list, f.ctx.Choices["incident"]...)
}

// recordedTogether is what one form records: before the entry it is for, whatever that
// points at and is new.
func (f *entryForm) recordedTogether(e casefile.Event) ([]casefile.Event, error) {
	if f.kind.Name == "ProxyRecorded" {
		return f.withNewPerson(e)
	}
	return f.withNewAct(e)
}

// withNewAct is what is recorded with a breach: before it the act, where it is new.
func (f *entryForm) withNewAct(e casefile.Event) ([]casefile.Event, error) {
	var b casefile.BreachReported
	if f.kind.Name != "BreachReported" || f.earlier != nil {
		return []casefile.Event{e}, nil
	}
	if err := json.Unmarshal(e.Data, &b); err != nil {
		return nil, fmt.Errorf("read the breach that was typed: %w", err)
	}
	if string(b.Incident) != f.newAct() {
		return []casefile.Event{e}, nil
	}
	act, err := casefile.NewEvent(f.newAct(), "", "IncidentRecorded", casefile.IncidentRecorded{Pair: b.Pair, What: b.What, Breach: fact.Of(true)})
	if err != nil {
		return nil, fmt.Errorf("make the act of a breach: %w", err)
	}
	act.Occurred, act.Known = e.Occurred, e.Known
	return []casefile.Event{act, e}, nil
}
