package access

import (
	"testing"
	"time"

	"foursight/internal/casefile"
)

// BenchmarkView copies a case of 100 incidents and 5 people for one viewer, which
// every page does for each case it shows.
func BenchmarkView(b *testing.B) {
	c := &casefile.Case{ID: "c1", Owner: "owner", ReportedAt: time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC)}
	for range 5 {
		c.Persons.Items = append(c.Persons.Items, casefile.Person{Phones: []casefile.Line{"07700 900123"}})
	}
	c.Pairs = make([]casefile.Pair, 1)
	for range 100 {
		c.Pairs[0].Incidents.Items = append(c.Pairs[0].Incidents.Items, casefile.Incident{})
	}
	v := NewViewer(who("owner", casefile.Investigator), now)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := View(c, v); !ok {
			b.Fatal("the owner may not see the case")
		}
	}
}
