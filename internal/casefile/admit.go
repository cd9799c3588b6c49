package casefile

import (
	"fmt"
	"time"
)

// Admit says whether an event can be folded into the case as it stands: nothing,
// or everything a person can put right. It refuses what would not fold, never
// what is merely incomplete (DESIGN 1.3). now is the server's clock.
func Admit(c *Case, e Event, now time.Time) []Problem {
	k, ok := KindOf(e.Kind)
	if !ok {
		return one("", "unknown_kind", fmt.Sprintf("%s is not a kind of entry this release knows.", e.Kind))
	}
	data, err := e.decoded(k)
	if err != nil {
		return one("", "unreadable", fmt.Sprintf("The entry could not be read: %v.", err))
	}
	out := codeProblems(k.Fields, data)
	if e.Role != "" && !k.MayRecord(e.Role) {
		out = append(out, Problem{Code: "role_may_not", What: "Your role does not record this."})
	}
	if e.Withdraw && e.Corrects == "" {
		out = append(out, Problem{Field: "corrects", Code: "nothing_to_correct", What: "Say which earlier entry is withdrawn."})
	}
	if e.Corrects != "" && e.Reason == "" {
		out = append(out, Problem{Field: "reason", Code: "reason_missing", What: "Say why the earlier entry is being corrected."})
	}
	if !e.Known.IsZero() && e.Known.After(now.Add(time.Minute)) {
		out = append(out, Problem{Field: "known", Code: "in_the_future", What: "Police cannot have known this later than now."})
	}
	if !e.Occurred.From.IsZero() && e.Occurred.From.After(now.Add(time.Minute)) {
		out = append(out, Problem{Field: "occurred", Code: "in_the_future", What: "This is given a time that has not come yet."})
	}
	if e.Kind == "ReportReceived" {
		if c.ReportID != "" && e.Corrects == "" {
			out = append(out, Problem{Code: "second_report", What: "This case already began with a report."})
		}
	} else if c.ReportID == "" {
		out = append(out, Problem{Code: "no_report", What: "A case begins with a report."})
	}
	if e.Withdraw {
		if k.keeps != nil {
			out = append(out, k.keeps(c, e)...)
		}
		return out
	}
	if k.check != nil {
		out = append(out, k.check(c, e, data)...)
	}
	return out
}
