package synth

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/force"
)

// A large force is the demonstration's and many districts like it. Most of its cases
// are short, as in a real one: something is reported, somebody looks at it, it is
// closed. One in richEvery is as full as the demonstration's.

// told is how many cases are told act by act, whatever the size of the force.
const told = 200

// perDistrict is how many cases one district has. With the share of them that is
// open it gives an investigator some fifty.
const perDistrict = 1000

// richEvery is how seldom a further case is as full as the first.
const richEvery = 100

// districts is how many a force of so many cases has beside the first.
func districts(cases int) int {
	if cases <= told {
		return 0
	}
	return (cases - told) / perDistrict
}

// suffix tells what belongs to a district from the same in the first.
func suffix(district int) string {
	if district == 0 {
		return ""
	}
	return fmt.Sprintf("-%d", district+1)
}

// place is a unit as the story's district calls it.
func (s *Story) place(unit string) casefile.Line { return casefile.Line(unitOf(unit, s.district)) }

func unitOf(unit string, district int) string {
	if district == 0 || unit == "" {
		return unit
	}
	return fmt.Sprintf("%s %d", unit, district+1)
}

// local is whoever has somebody's place in the story's district.
func (s *Story) local(staff string) string { return staff + suffix(s.district) }

func (s *Story) locals(staff []string) []string {
	if s.district == 0 {
		return staff
	}
	out := make([]string, len(staff))
	for i, id := range staff {
		out[i] = s.local(id)
	}
	return out
}

// families are the names of those who work in the districts. No victim or actor
// bears one, so that no case is taken to be about somebody of the force.
var families = strings.Fields("Aldworth Birtwhistle Coverdale Danforth Ecclestone Featherby Gillespie Holbeck Ingleton Jarrold Kettlewell Langstroth Merriden Northgate Osbaldwick Pickersgill Quayle Rawcliffe Stainforth Thackray Ullathorne Vickerman Whitwell Yelland")

// Districts are the staff a force of so many cases has beside the first forty-odd:
// for each district, one more of everybody who takes reports, investigates or
// supervises either.
func Districts(cases int) []force.Staff {
	var out []force.Staff
	for d := 1; d <= districts(cases); d++ {
		for i, st := range Staff() {
			if !inDistrict(st.Unit) {
				continue
			}
			first, _, _ := strings.Cut(st.Name, " ")
			st.ID, st.Unit = st.ID+suffix(d), unitOf(st.Unit, d)
			st.Name = first + " " + families[(i+7*d)%len(families)]
			supervises := make([]string, len(st.Supervises))
			for j, u := range st.Supervises {
				supervises[j] = unitOf(u, d)
			}
			st.Supervises = supervises
			out = append(out, st)
		}
	}
	return out
}

func inDistrict(unit string) bool {
	switch unit {
	case Contact, North, South, Abuse, Stalking, CID:
		return true
	}
	return false
}

// largeStory writes one of the cases of a large force, from the number told on.
// taken are the references of the others.
func largeStory(opts Options, i int, taken map[string]bool) *Story {
	s := newStory(opts, i)
	if i%richEvery != 0 {
		s.kind = short
	}
	s.begin()
	for n := i; n == i || taken[s.Ref]; n += opts.Cases {
		s.Ref = casework.RefFrom(s.at, signs(uint64(n)))
	}
	s.victim.apart(s.r, i)
	s.actor.apart(s.r, i)
	if n := districts(opts.Cases); n > 0 {
		s.district = s.r.IntN(n + 1)
	}
	s.finish()
	return s
}

// apart gives somebody of a large force what is more their own than a demonstration
// needs: few of a hundred thousand people share a name or a number with another.
func (p *someone) apart(r *rand.Rand, i int) {
	if chance(r, 70) {
		p.Last += "-" + pick(r, surnames)
		p.Details.Name = fact.Of(casefile.Line(p.First + " " + p.Last))
	}
	p.Details.Phones = []casefile.Line{casefile.Line(fmt.Sprintf("%s%03d", pick(r, numbers), r.IntN(1000)))}
	slug := strings.ToLower(fmt.Sprintf("%s.%s%d", p.First, p.Last, i))
	if len(p.Details.Emails) > 0 {
		p.Details.Emails = []casefile.Line{casefile.Line(slug + "@example.org")}
	}
	if len(p.Details.Handles) > 0 {
		p.Details.Handles = []casefile.Line{casefile.Line("@" + slug)}
	}
}

// numbers are how the numbers begin that Ofcom sets aside for drama, each with a
// thousand.
var numbers = []string{"07700 900", "01632 960", "0113 496 0", "0114 496 0", "0115 496 0", "0116 496 0", "0117 496 0", "0118 496 0", "0121 496 0", "0131 496 0",
	"0141 496 0", "0151 496 0", "0161 496 0", "020 7946 0", "0191 498 0", "028 9649 6", "029 2018 0"}

// signs are those of a story's reference. Drawn blindly, two in fifty thousand would
// be alike; these are scattered too, and no two numbers have the same.
func signs(n uint64) (raw [6]byte) {
	const all, step = 30 * 30 * 30 * 30 * 30 * 30, 433494437 // which have no factor in common
	n = n * step % all
	for i := range raw {
		raw[i] = byte(n % 30)
		n /= 30
	}
	return raw
}

// brief is what is written down of an ordinary case after its report.
func (s *Story) brief() {
	r := s.r
	s.soon(40, 360)
	t := s.turn(s.owner)
	s.act(t, casefile.CaseOpened{Unit: s.place(s.unit)})
	s.advise(t)
	grade := pick(r, []casefile.Grade{casefile.Standard, casefile.Standard, casefile.Medium})
	s.act(t, casefile.RiskAssessed{Pair: s.pair, Tool: fact.Of(casefile.Tool("force_screening_tool")), ToolGrade: fact.Of(grade), Judgement: fact.Of(grade),
		Reasons: s.say(riskReasons[grade]), VictimAsked: fact.Of(true)})
	s.grade = grade
	s.passOn()
	s.later(0, 4)
	t = s.turn(s.owner)
	s.told(t)
	s.act(t, casefile.ClassificationDecided{Pair: s.pair, As: casefile.Stalking2A, Why: "From the incidents taken together."})
	s.recordOffence(t, s.pair, casefile.Stalking2A)
	if chance(r, 12) { // still worked on: told how it goes until today
		for s.at.Before(s.now) {
			s.later(20, 40)
			s.contact(s.turn(s.owner), "update")
		}
		return
	}
	s.close()
}
