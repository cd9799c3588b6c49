package edition

import (
	"fmt"
	"sync"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
)

var schema = sync.OnceValue(func() *guidance.Schema {
	s, err := guidance.SchemaOf[casefile.Case]()
	if err != nil {
		panic(fmt.Sprintf("edition: the case cannot be read by conditions: %v", err)) // a fault of the program: the tests load it
	}
	return s
})

// Schema is what conditions may say of a case: the fields of casefile.Case with a
// cel tag. It is reflected once and shared.
func Schema() *guidance.Schema { return schema() }

// Decisions lists what somebody recorded of duties other than by meeting them, as
// the engine takes it. Scope is the pair, and a day named as the end of a waiver is
// its last: it lapses when that day is over.
func Decisions(c *casefile.Case) []guidance.DutyDecision {
	var out []guidance.DutyDecision
	for _, d := range c.Decisions {
		x := guidance.DutyDecision{
			Key:  guidance.Key{Clause: string(d.Data.Clause), Pair: string(d.Data.Scope), Occurrence: string(d.Data.Occurrence)},
			Kind: guidance.DecisionKind(d.Data.Mark), Reason: string(d.Data.Why), Source: d.ID,
		}
		if !d.Data.Until.IsZero() {
			x.Until = d.Data.Until.End()
		}
		out = append(out, x)
	}
	return out
}
