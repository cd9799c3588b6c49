package synth

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

var women = strings.Fields("Amara Bethany Chloe Deepika Eleanor Farah Gemma Hannah Ines Jasmine Keisha Lowri Megan Nadia Olivia Priya Rosalind Sadia Tegan Uma Violet Winnie Ximena Yasmin Zara Aoife Blessing Catrin Dorota Elif")
var men = strings.Fields("Adam Bilal Craig Dylan Ethan Femi Gareth Hassan Ivan Jerome Kieran Liam Mateusz Nathan Oscar Pavel Rhys Samuel Tariq Umar Victor Wayne Xavier Yaw Zain Angus Benedict Curtis Darragh Emre")
var surnames = strings.Fields("Abbey Barrowclough Castellan Dunmore Ellerby Fairweather Garside Hathersage Ibekwe Jesmond Kirkbride Larkhill Mossop Netherby Oduya Penhallow Quarrington Ravensworth Sowerby Tamworthy Underhill Vasquez Wetherall Yarwood Zielinski Bhandari Chowdhury Delacroix Eastwick Farahani Goncalves Hallworth Jaffrey Kaminska Lonsdale Mbeki Nakamura Ormondroyd Pendry Rutherglen")
var towns = []string{"Alderwick", "Thornby Cross", "Marlford", "Pendle Quay", "Great Saxholme", "Wexmoor", "Little Harrowby", "Cinderbridge"}
var streets = []string{"Lime Walk", "Cooper's Row", "Quarry Bank", "Meadow View", "Station Approach", "Tanyard Lane", "Beech Crescent", "Old Mill Road", "Chapel Rise", "Rosemary Gardens", "Weir Street", "Kiln Close"}
var jobs = []string{"nurse", "teacher", "delivery driver", "student", "shop manager", "accounts clerk", "care worker", "electrician", "chef", "software tester", "bus driver", "hairdresser", "librarian", "unemployed", "retired"}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func chance(r *rand.Rand, inHundred int) bool { return r.IntN(100) < inHundred }

// id mints 128 bits from the seed's own generator.
func id(r *rand.Rand) string { return fmt.Sprintf("%016x%016x", r.Uint64(), r.Uint64()) }

// mobile is a number from the range set aside for drama.
func mobile(r *rand.Rand) casefile.Line {
	return casefile.Line(fmt.Sprintf("07700 900%03d", r.IntN(1000)))
}

// plate begins with Q, which the current style of number plate never does.
func plate(r *rand.Rand) casefile.Line {
	const letters = "ABCDEFGHJKLMNOPRSTUVWXY"
	return casefile.Line(fmt.Sprintf("QQ%02d %c%c%c", r.IntN(100), letters[r.IntN(len(letters))], letters[r.IntN(len(letters))], letters[r.IntN(len(letters))]))
}

func address(r *rand.Rand) casefile.Line {
	return casefile.Line(fmt.Sprintf("%d %s, %s", 1+r.IntN(140), pick(r, streets), pick(r, towns)))
}

// someone is an invented person.
type someone struct {
	First, Last string
	Details     casefile.Details
}

// invent makes a person; femaleIn is how many in a hundred are women.
func invent(r *rand.Rand, femaleIn int, minAge, maxAge int, today calendar.Date) someone {
	p := someone{First: pick(r, men), Last: pick(r, surnames)}
	sex := casefile.Sex("male")
	if chance(r, femaleIn) {
		p.First, sex = pick(r, women), "female"
	}
	age := minAge + r.IntN(maxAge-minAge+1)
	born := calendar.Date{Year: today.Year - age, Month: today.Month, Day: 1}.AddDays(-r.IntN(330)) // their last birthday is past
	p.Details = casefile.Details{Name: fact.Of(casefile.Line(p.First + " " + p.Last)), Sex: fact.Of(sex),
		Born: fact.Of(born), Age: fact.Of(age), Phones: []casefile.Line{mobile(r)}, Addresses: []casefile.Line{address(r)}}
	if chance(r, 70) {
		p.Details.Occupation = fact.Of(casefile.Line(pick(r, jobs)))
	}
	slug := strings.ToLower(p.First + "." + p.Last)
	if chance(r, 60) {
		p.Details.Emails = []casefile.Line{casefile.Line(slug + "@example.org")}
	}
	if chance(r, 40) {
		p.Details.Handles = []casefile.Line{casefile.Line(fmt.Sprintf("@%s_%02d", strings.ToLower(p.First), r.IntN(100)))}
	}
	return p
}
