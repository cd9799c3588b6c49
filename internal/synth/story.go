package synth

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
)

// Turn is what one member of staff records on one case in one sitting.
type Turn struct {
	Case             *Story
	At               time.Time
	By               string
	Events           []casefile.Event
	Chat             string // an exported chat to import instead
	ChatID, ChatName string
}

// Story is one invented case as it would go if nobody looked at the date.
type Story struct {
	ID, Ref string
	Fresh   bool
	Held    bool // the suspect is in custody at the story's present
	Turns   []*Turn

	r         *rand.Rand
	kind      theme
	at        time.Time // of the turn being written
	now       time.Time
	owner     string
	sergeant  string
	victim    someone
	actor     someone
	actorName string
	victimID  casefile.PersonID
	actorID   casefile.PersonID
	pair      casefile.PairID
	rel       casefile.Relationship
	incidents []string
	checks    []check                 // asked for and not settled
	channel   casefile.ContactChannel // the safe way of reaching the victim; empty before it is known
	otherPair casefile.PairID         // pair of a second victim, where there is one

	otherVictim casefile.PersonID
	planned     []casefile.PersonID  // who has a safety plan
	undone      []casefile.MeasureID // steps of it that nobody has done yet
	days        []calendar.Date      // still to come, after which risk is judged again
	lapsed      map[lapse]bool
	weapons     bool // one was there at the first visit
	consulted   bool // public protection was asked
	arrested    bool
	crime       bool           // an offence is recorded
	usedOthers  bool           // who passed something on is recorded
	stated      bool           // a witness statement was taken
	allFour     bool           // all four marks were found
	grade       casefile.Grade // of risk to the first victim, as it is in force
	lowering    lowering       // what waits for the sergeant to confirm it
	quiet       bool           // nothing new happens once it has been looked into
	shareable   string         // an entry fit to be shared with the advocate
	unit        string
	district    int // of a large force; 0 is the one every force has
}

// check is one asked for, of one system.
type check struct {
	id casefile.CheckID
	casefile.CheckRequested
}

// theme is what is special about a story.
type theme string

const (
	plain      theme = ""
	fresh      theme = "an hour old"
	online     theme = "an online report nobody has followed up"
	staffCase  theme = "restricted: the suspect works for the force"
	walled     theme = "restricted: the victim works for the force"
	chatty     theme = "a chat is imported"
	unknownOne theme = "nobody knows who it is until later"
	several    theme = "several victims of one actor"
	ruled      theme = "harassment of a former partner, ruled on"
	asked      theme = "harassment of a former partner, put to the registrar days ago"
	held       theme = "the suspect is in custody and to be released in hours"
	again      theme = "the same two people as in an earlier report"
	short      theme = "an ordinary case of a large force, with little written down"
)

// themes are dealt to the first stories; the rest are plain.
var themes = []theme{fresh, online, staffCase, walled, chatty, several, ruled, unknownOne, ruled, several, unknownOne, asked, asked, asked, held, again}

// Plan writes the stories of a force from a seed: of a large force the first ones,
// which tell most; largeStory writes the others.
func Plan(opts Options) []*Story {
	n := min(opts.Cases, cmp.Or(opts.Told, told))
	out := make([]*Story, 0, n)
	for i := range n {
		s := newStory(opts, i)
		if i < len(themes) {
			s.kind = themes[i]
		}
		s.begin()
		if s.kind == again {
			s.again(out[earlierStory])
		}
		s.finish()
		out = append(out, s)
	}
	joinCases(out)
	return out
}

func newStory(opts Options, i int) *Story {
	return &Story{r: rand.New(rand.NewPCG(opts.Seed, uint64(i))), now: opts.Now}
}

func (s *Story) finish() {
	s.write()
	s.Turns = slices.DeleteFunc(s.Turns, func(t *Turn) bool { return len(t.Events) == 0 && t.Chat == "" }) // nothing came of the sitting
}

// recent is how far back most cases were reported.
const recent = 120 * 24 * time.Hour

// begin draws who, when and where.
func (s *Story) begin() {
	r := s.r
	s.ID = id(r)
	s.at = s.now.Add(-time.Duration(r.Int64N(int64(recent))))
	if chance(r, 20) {
		s.at = s.now.Add(-recent - time.Duration(r.Int64N(int64(s.now.Add(-recent).Sub(begins(s.now))))))
	}
	switch s.kind {
	case fresh:
		s.at, s.Fresh = s.now.Add(-time.Hour), true
	case online:
		s.at = s.now.Add(-time.Duration(20+r.IntN(20)) * time.Hour)
	case held:
		s.at, s.Held = s.now.AddDate(0, 0, -3), true
	case again:
		s.at = s.now.AddDate(0, 0, -10-r.IntN(5))
	case asked:
		s.at = s.now.AddDate(0, 0, -9-r.IntN(6))
	case staffCase, walled, chatty, several, ruled, unknownOne:
		s.at = s.now.AddDate(0, 0, -20-r.IntN(60))
	}
	s.at = s.at.Truncate(time.Minute)
	var raw [6]byte
	for i := range raw {
		raw[i] = byte(r.IntN(256))
	}
	s.Ref = casework.RefFrom(s.at, raw)
	s.rel = relationship(r)
	today := calendar.DateOf(s.at)
	s.victim = invent(r, 75, 17, 68, today)
	s.actor = invent(r, 20, 18, 66, today)
	switch s.kind {
	case unknownOne:
		s.rel = casefile.NotKnown
	case fresh, ruled, asked, chatty, held:
		s.rel = casefile.FormerPartner
	case staffCase:
		s.rel = casefile.FormerPartner
		s.actor.First, s.actor.Last = "Callum", "Thorne"
		s.actor.Details.Name = fact.Of(casefile.Line("Callum Thorne"))
	}
	s.actorName = s.actor.First
	if s.rel == casefile.NotKnown {
		s.actorName = nobody
	}
	s.unit = pick(r, []string{Contact, North, North, South, South})
	if s.kind == fresh {
		s.unit = North
	}
	s.drawLapses()
	s.quiet = chance(r, 75)
}

// relationship draws by the shares of STA-09: former partner 50, acquaintance 25,
// family, neighbour or colleague 10, stranger 10, unknown 5.
func relationship(r *rand.Rand) casefile.Relationship {
	switch n := r.IntN(100); {
	case n < 50:
		return casefile.FormerPartner
	case n < 75:
		return pick(r, []casefile.Relationship{casefile.Acquaintance, casefile.Friend, casefile.FellowStudent, casefile.Dated})
	case n < 85:
		return pick(r, []casefile.Relationship{casefile.FamilyMember, casefile.Neighbour, casefile.Colleague})
	case n < 95:
		return casefile.Stranger
	}
	return casefile.NotKnown
}

// turn begins somebody's sitting at the story's present time.
func (s *Story) turn(by string) *Turn {
	t := &Turn{Case: s, At: s.at, By: by}
	s.Turns = append(s.Turns, t)
	return t
}

// later moves the story on by some days and part of one.
func (s *Story) later(leastDays, mostDays int) {
	s.confirm()
	s.at = s.at.AddDate(0, 0, leastDays+s.r.IntN(mostDays-leastDays+1)).Add(time.Duration(s.r.IntN(300)) * time.Minute)
}

func (s *Story) soon(leastMinutes, mostMinutes int) {
	s.at = s.at.Add(time.Duration(leastMinutes+s.r.IntN(mostMinutes-leastMinutes+1)) * time.Minute)
}

// act writes one act into the sitting and returns its id.
func (s *Story) act(t *Turn, data any) string {
	return s.acts(t, data, func(*casefile.Event) {})
}

// acts writes one act, with more said of it than its data.
func (s *Story) acts(t *Turn, data any, more func(*casefile.Event)) string {
	kind := fmt.Sprintf("%T", data)[len("casefile."):]
	e, err := casefile.NewEvent(id(s.r), "", kind, data)
	if err != nil {
		panic(fmt.Sprintf("synth: %v", err)) // the data's type is one of casefile's kinds, which this file names
	}
	e.Source = casefile.FromSynth
	more(&e)
	t.Events = append(t.Events, e)
	return e.ID
}

// when is a time for something that happened some days before the story's
// present, as well as its teller remembers.
func (s *Story) when(daysBefore int) calendar.Interval {
	r := s.r
	day := calendar.DateOf(s.at).AddDays(-daysBefore)
	switch n := r.IntN(10); {
	case n < 4:
		at := day.Start().Add(time.Duration(7*60+r.IntN(16*60)) * time.Minute)
		if at.After(s.at) {
			at = s.at.Add(-10 * time.Minute)
		}
		return calendar.At(at)
	case n < 7 && daysBefore > 0:
		return calendar.On(day)
	case daysBefore > 3:
		i := calendar.Between(day.AddDays(-2), day.AddDays(1))
		i.Precision, i.Said = calendar.Approx, pick(r, saidTimes)
		return i
	}
	return calendar.At(s.at.Add(-20 * time.Minute))
}
