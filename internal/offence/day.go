package offence

import "foursight/internal/calendar"

// Day is a day on which the law changed, and how sure the table is of it. A day with
// neither a fact nor the mark is refused: nothing rests on a day by accident.
type Day struct {
	On         calendar.Date `yaml:"on"`
	Fact       string        `yaml:"fact"`       // id of the project's table of law, where that gives the day as certain
	Unverified bool          `yaml:"unverified"` // general knowledge: not confirmed by a lawyer
}

// IsZero reports whether there is no such day.
func (d Day) IsZero() bool { return d == Day{} }

// Words is the day as a page says it: one that is not confirmed says so wherever it
// stands.
func (d Day) Words() string { return d.On.Long() + d.mark() }

func (d Day) mark() string {
	if d.Unverified {
		return " (day not confirmed)"
	}
	return ""
}

// day checks a day that is given.
func (c *checker) day(where string, d Day) {
	switch {
	case d.IsZero():
	case d.On.IsZero():
		c.fault("%s: no day is given", where)
	case d.Unverified == (d.Fact != ""):
		c.fault("%s: the day %s needs either the fact that makes it certain or the mark that it is unverified", where, d.On)
	}
}

// window checks two days that bound a time.
func (c *checker) window(where string, from, until Day) {
	c.day(where+" from", from)
	c.day(where+" until", until)
	if !from.IsZero() && !until.IsZero() && !from.On.Before(until.On) {
		c.fault("%s: it ends on %s and begins on %s", where, until.On, from.On)
	}
}
