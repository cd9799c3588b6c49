package casework

import (
	"cmp"
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// callRank is what of a case decides where it stands in the answer to a call. It is
// taken from the case itself and not from what one viewer is shown of it: the order
// is the same for everybody who asks the same. A date of birth typed beside a name alone
// counts only for whoever is shown one (compareBorn).
type callRank struct {
	both bool // every person asked for is in it
	tier int  // how what was typed answers (answerTier); 0 where it only follows from what was found
	fits int  // how much of what was typed beside a name one person of it has

	life     bool // the newest decision is that a life is threatened
	unsafe   bool // somebody was last said not to be safe, and the case is open
	held     bool // somebody is in custody, and so may be released
	served   bool // an order that is recorded as served binds
	bail     bool // bail or a licence binds
	unserved bool // an order binds that is not recorded as served
	threat   bool // somebody threatened to kill, with a weapon, or with violence
	marker   bool // a marker stands
	open     bool // nobody has closed it

	grade    int       // the highest of its risks: high 3, medium 2, not judged 1, standard 0
	reported time.Time // when it was reported; what was written since moves nothing
}

// callOrder are the reasons one case stands before another: it is about both people
// asked for, then how nearly it is what was typed, then what is live now, the gravest
// first, then open before closed, then the grade of risk. Each is compared only where
// all before it are alike (APP 5.4, 5.7; practice 3.1). A threat to life decided on a
// case that was closed since is said on it, and is not what is live now.
var callOrder = []func(callRank) int{
	func(r callRank) int { return one(r.both) },
	func(r callRank) int { return r.tier },
	func(r callRank) int { return r.fits },
	func(r callRank) int { return one(r.life && r.open) },
	func(r callRank) int { return one(r.unsafe) },
	func(r callRank) int { return one(r.held) },
	func(r callRank) int { return one(r.served) },
	func(r callRank) int { return one(r.bail) },
	func(r callRank) int { return one(r.unserved) },
	func(r callRank) int { return one(r.threat && r.open) },
	func(r callRank) int { return one(r.marker) },
	func(r callRank) int { return one(r.open) },
	func(r callRank) int { return one(r.life) },
	func(r callRank) int { return r.grade },
}

// How nearly a case is what was typed. Whoever types a number means whose number it
// is, however grave a case of their namesake.
const (
	tierFollows = iota // not typed: somebody found bears the name of somebody in it
	tierSaid           // the words stand in it
	tierSpread         // they are the names of several of its people between them
	tierNamed          // somebody's name, their address, or part of a number or account
	tierOwn            // a reference, number, account or plate, whole
)

// answerTier is the nearest that what answered comes to what was typed.
func answerTier(found []Match) int {
	tier := tierFollows
	for _, m := range found {
		switch {
		case m.Whole:
			tier = max(tier, tierOwn)
		case m.Spread:
			tier = max(tier, tierSpread)
		case !slices.ContainsFunc(m.Because, func(by string) bool { return by != byWords }):
			tier = max(tier, tierSaid)
		default:
			tier = max(tier, tierNamed)
		}
	}
	return tier
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// sortCall puts the cases in callOrder; of those alike in all reasons the one last
// reported comes first.
func sortCall(cases []CallCase) {
	slices.SortFunc(cases, func(a, b CallCase) int {
		for _, of := range callOrder {
			if n := cmp.Compare(of(b.rank), of(a.rank)); n != 0 {
				return n
			}
		}
		return cmp.Or(b.rank.reported.Compare(a.rank.reported), cmp.Compare(a.ID, b.ID))
	})
}

// rankOf is what of a case decides its place, on the day of asking.
func rankOf(c *casefile.Case, now time.Time) callRank {
	on, open := calendar.DateOf(now), c.Stage != casefile.StageClosed
	r := callRank{open: open, unsafe: open && c.Safety.Known() && !c.Safety.Value, reported: c.ReportedAt}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		r.life = r.life || p.LifeThreatened() != nil
		r.threat = r.threat || slices.ContainsFunc(p.Incidents.Items, func(x casefile.Incident) bool { return x.Threatens() })
		r.grade = max(r.grade, gradeRank(p))
	}
	for i := range c.Persons.Items {
		id := casefile.PersonID(c.Persons.Items[i].ID)
		for _, o := range c.LiveOrders(id, on) {
			r.served, r.unserved = r.served || o.Served, r.unserved || !o.Served
		}
		r.bail = r.bail || len(c.LiveBail(id, on)) > 0
		r.held = r.held || c.InCustody(id) != nil
	}
	r.marker = slices.ContainsFunc(c.Markers, func(m casefile.Marker) bool { return m.Stands(on) })
	return r
}

// gradeRank places a risk that nobody has judged above standard: it may be more.
func gradeRank(p *casefile.Pair) int {
	switch {
	case !p.Grade.Given():
		return 1
	case p.Grade.Value == casefile.Standard:
		return 0
	}
	return p.Grade.Value.Level()
}

// live reports whether something stands that whoever answers has to know at once.
func (r callRank) live() bool {
	return r.life || r.unsafe || r.held || r.served || r.bail || r.unserved || r.threat || r.marker
}
