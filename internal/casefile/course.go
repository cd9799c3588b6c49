package casefile

import "foursight/internal/fact"

// CourseOfConduct says whether two or more unwanted acts by the actor towards the
// victim are recorded, or, where they are not, whether that is unknown: acts
// nobody has asked about, a spell whose acts may be one occasion, or a list that
// may have more. It is the edition's coc_present in Go, for what is decided while
// a case folds; a test of package edition holds the two together.
//
// An entry that says "at least five times" is several acts once they are known to
// lie on more than one day; a burst within a day may be one occasion.
//
// Source: Protection from Harassment Act 1997 s.7(3); APP 1.1.3; reading R-08.
func (p *Pair) CourseOfConduct() (yes, unknown bool) {
	yes, possible := p.recordedCourse()
	return yes, !yes && (possible || !p.Incidents.Complete)
}

// recordedCourse is CourseOfConduct by the acts on record alone: possible is
// whether they could be a course once everything about them is known.
func (p *Pair) recordedCourse() (yes, possible bool) {
	sure, perhaps := 0, 0
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i]
		wanted := x.Unwanted.Known() && !x.Unwanted.Value || x.Unwanted.Status == fact.NotApplicable
		if wanted {
			continue
		}
		perhaps++
		several, open := x.several()
		possible = possible || several || open
		if x.Unwanted.Known() {
			sure++
			yes = yes || several
		}
	}
	return yes || sure >= 2, possible || perhaps >= 2
}

// several reports whether one entry holds two or more acts on separate days, and
// otherwise whether it may.
func (i *Incident) several() (yes, unknown bool) {
	if i.Repeats.Status == fact.NotAsked || i.Repeats.Known() && i.Repeats.Value < 2 {
		return false, false
	}
	yes = i.Repeats.Known() && i.SeveralDays.Known()
	return yes, !yes
}

// spell puts what an entry says of how often it happened: nothing where it tells
// of one act, asked and not known where somebody said only "most evenings".
func (i *Incident) spell(f *folder) {
	switch r := i.Data.Repeats; {
	case r.Least > 1:
		set(f, &i.Repeats, r.Least)
	case r.Most > 1 || r.Words != "":
		put(f, &i.Repeats, fact.Is[int](fact.AskedNotKnown))
	case r.Least == 1:
		set(f, &i.Repeats, 1)
	}
	if i.Occurred.Earliest() != i.Occurred.Latest() {
		set(f, &i.SeveralDays, true)
	}
}
