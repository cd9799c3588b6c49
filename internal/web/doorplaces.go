package web

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

// Whoever goes to an incident is shown first where to go: being sent is the basis, and
// the look says so (practice 1.14). How to reach the victim safely stands before any
// place, as everywhere.

// whereToGo is why the look at a page with places in it was.
const whereToGo = "where to go, shown to who is sent or holds the case"

// whereabouts are where somebody is, and who said so when.
type whereabouts struct{ Who, Where, By string }

// places are where the victim and the other person are now, as last said, else the
// addresses on record.
func (d *doorstep) places() []whereabouts {
	out := []whereabouts{d.placeOf(d.victim, "The victim")}
	if x := d.lastSaid(func(i casefile.ImmediateSafetyRecorded) bool { return i.Where.Given() }); x != nil {
		out[0].Where, out[0].By = string(x.Data.Where.Value), d.saidBy(x)
	}
	other := d.placeOf(d.other, "The other person")
	near := d.lastSaid(func(i casefile.ImmediateSafetyRecorded) bool { return i.SuspectNear.Status != fact.NotAsked })
	arrest := d.InCustody(d.other)
	switch {
	case arrest != nil:
		other.Where, other.By = "in custody", "arrested "+toldWhen(arrest.Occurred, arrest.ArrestedAt)
		if arrest.Data.Station != "" {
			other.Where += ", " + bare(arrest.Data.Station)
		}
	case near != nil && near.Data.SuspectNear.Known() && near.Data.SuspectNear.Value:
		other.Where, other.By = joinAnd([]string{"near the victim", other.Where}, ". "), d.saidBy(near)
	case near != nil && near.Data.SuspectNear.Known():
		other.Where, other.By = joinAnd([]string{"not near the victim when it was asked", other.Where}, ". "), d.saidBy(near)
	}
	return append(out, other)
}

// placeOf is somebody with the addresses on record of them.
func (d *doorstep) placeOf(id casefile.PersonID, part string) whereabouts {
	p := d.Person(id)
	out := whereabouts{Who: part, Where: "Nobody has asked where they are now"}
	if p == nil {
		return out
	}
	if p.Name.Given() {
		out.Who = personName(p) + " (" + lower(strings.TrimPrefix(part, "The ")) + ")"
	}
	if len(p.Addresses) > 0 {
		out.Where += ". Address on record: " + joined(p.Addresses)
	}
	return out
}

// lastSaid is the latest record of somebody's immediate safety about the victim of
// which something is so; nil for none.
func (d *doorstep) lastSaid(is func(casefile.ImmediateSafetyRecorded) bool) *casefile.Immediate {
	for i := range slices.Backward(d.Immediate) {
		x := &d.Immediate[i]
		if (x.Person == "" || x.Person == d.victim) && is(x.Data) {
			return x
		}
	}
	return nil
}

func (d *doorstep) saidBy(x *casefile.Immediate) string {
	return "told to " + d.staffName(x.By) + ", " + when(x.At)
}

// whereTo is how to reach the victim safely, and where everybody is.
func (d *doorstep) whereTo() ui.Component {
	c := callCase{caseView: d.caseView, found: casework.CallCase{CasePage: d.CasePage, Told: true}}
	return doorPart("places", struct {
		Safe   []callLine
		Places []whereabouts
	}{c.safeLines(), d.places()})
}
