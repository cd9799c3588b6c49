package casework

import (
	"cmp"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
)

// WaitsInspector is a release that is near, or past, of which a victim has not been
// reached and no duty inspector told: while the duty to tell one stands, so that the
// page of the release and the homes of inspectors say the same (APP 4.2).
const WaitsInspector = "near"

// inspectorTold is that duty.
const inspectorTold = "release.inspector_told"

// WaitsAdvice is the code of what waits for a specialist's answer.
func WaitsAdvice(of casefile.Specialist) string { return "asked_" + cmp.Or(string(of), "other") }

// AskedBy is the code of what somebody asked, proposed or offered and nobody has settled,
// whoever holds the case, and of what came back to them.
func AskedBy(staff string) string { return "by_" + staff }

// AllAdvice are the codes of what waits for anybody's advice.
func AllAdvice() []string {
	var out []string
	for _, of := range casefile.Specialist("").Codes() {
		out = append(out, WaitsAdvice(casefile.Specialist(of)))
	}
	return out
}

// releasesNear are the releases of which a duty inspector is to be told, each once.
func releasesNear(l *loaded) []Waiting {
	if l.c.Stage == casefile.StageClosed {
		return nil
	}
	var out []Waiting
	had := map[string]bool{}
	for _, e := range l.ledger.Entries() {
		if e.Clause != inspectorTold || e.State != guidance.Outstanding || had[e.Occurrence] {
			continue
		}
		for i := range l.c.Arrests {
			if a := &l.c.Arrests[i]; a.ID == e.Occurrence {
				had[a.ID] = true
				out = append(out, Waiting{On: WaitsInspector, ID: a.ID, Kind: "SuspectArrested", Pair: e.Pair, At: e.Arose, Due: a.PlannedAt})
			}
		}
	}
	return out
}

// adviceWaiting is what specialists were asked and have not answered, and what another
// noted as the answer of a duty inspector: one of them has to look at what is said in
// their name.
func adviceWaiting(c *casefile.Case) []Waiting {
	var out []Waiting
	for _, x := range c.Unanswered() {
		w := Waiting{ID: x.ID, Kind: "SpecialistAsked", Pair: string(x.PairID), By: x.By, At: x.Recorded, Of: "other", Taken: x.Data.Whom != "", Back: x.BackAt, BackBy: x.Back}
		if x.Of.Given() {
			w.Of = x.Of.Value
		}
		w.On = WaitsAdvice(w.Of)
		out = append(out, w)
	}
	if c.Stage == casefile.StageClosed {
		return out
	}
	for i := range c.Specialists {
		if x := &c.Specialists[i]; x.Noted != nil && x.Role() == casefile.DutyInspector {
			out = append(out, Waiting{On: WaitsAdvice(x.Of.Value), ID: x.Noted.ID, Kind: "SpecialistAnswered", Pair: string(x.PairID), By: x.Noted.By, At: x.Noted.At,
				Of: x.Of.Value, To: x.Noted.Staff, Asker: x.By})
		}
	}
	return out
}
