package casework

import (
	"cmp"
	"slices"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/store"
)

// summary is what a list shows of a case. It is sealed in the case's row.
type summary struct {
	Victims  []string  `json:"victims,omitempty"`
	Actors   []string  `json:"actors,omitempty"`
	Relation string    `json:"relation,omitempty"`
	Class    string    `json:"class,omitempty"`
	Proposed string    `json:"proposed,omitempty"`
	Grade    string    `json:"grade,omitempty"`
	Waiting  []Waiting `json:"waiting,omitempty"`
	Changes  []Change  `json:"changes,omitempty"`
	Held     *Held     `json:"held,omitempty"`
	Gaps     *Gaps     `json:"gaps,omitempty"` // nil of a closed case, and in a row that an earlier release wrote
	Next     []nextDue `json:"next,omitempty"`
}

// severities orders the words of an edition for lists.
var severities = map[string]int{"low": 1, "medium": 2, "high": 3, "safety": 4}

// rowsOf derives everything the read models hold of a case. Rebuild gives the
// same rows again.
func (s *Service) rowsOf(l *loaded) (store.CaseRows, error) {
	c := l.c
	ed, err := s.allTerms().of(l.term).edition()
	if err != nil {
		return store.CaseRows{}, err
	}
	sum := summarise(l, ed)
	sealed, err := sealJSON(s.rowsKey, "case_row/"+c.ID, sum)
	if err != nil {
		return store.CaseRows{}, err
	}
	rows := store.CaseRows{Case: store.CaseRow{
		CaseID: c.ID, Ref: c.Ref, Stage: string(c.Stage), Opened: millis(c.ReportedAt), Owner: string(c.Owner), Supervisor: string(c.Supervisor),
		Unit: c.Unit, Pending: codesOf(sum.Waiting), Version: l.version,
		Wake: wakeMillis(l.flip), Adopted: l.term, Summary: sealed,
	}}
	if rows.Ledger, err = s.sealReach(c.ID, l.reach); err != nil {
		return store.CaseRows{}, err
	}
	rows.Case.Updated = millis(lastActed(l.events))
	if c.Stage == casefile.StageClosed {
		rows.Case.Closed = millis(c.Closing.At)
	}
	first := firstContactOf(c)
	rows.Case.Channel, rows.Case.Spoke = string(first.Channel), millis(first.Spoke)
	gradeRow(&rows.Case, c)
	if c.Restricted != nil {
		rows.Case.Walled, rows.Case.Guardian = true, string(c.Restricted.Guardian)
		for _, m := range c.Restricted.Members {
			rows.Wall = append(rows.Wall, string(m))
		}
		for _, g := range c.Grants {
			for _, m := range g.Staff {
				rows.Granted = append(rows.Granted, store.DutyOn{Staff: string(m), Until: millis(g.Until)})
			}
		}
	}
	for _, x := range c.Conflicts {
		rows.Conflicts = append(rows.Conflicts, string(x))
	}
	for _, x := range c.Shared {
		rows.Shares = append(rows.Shares, store.Share{Partner: string(x.Data.Partner), Item: string(x.Data.Item), Expires: millis(x.Data.Expires.Start())})
	}
	rows.DutyOn = sentTo(c)
	if h := c.Offered(); h != nil && h.ForUnit() != "" {
		rows.DutyOn = append(rows.DutyOn, store.DutyOn{Staff: dutyUnit(h.ForUnit())})
	}
	dutyRows(&rows, l, ed)
	rows.Tokens = s.blind.tokensOf(c)
	if rows.Cards, err = s.cardRows(c); err != nil {
		return store.CaseRows{}, err
	}
	return rows, nil
}

// sentTo are those sent to a case, each once: sent again, until the latest they are sent for.
func sentTo(c *casefile.Case) []store.DutyOn {
	var out []store.DutyOn
	for _, g := range c.Sent {
		for _, m := range g.Staff {
			i := slices.IndexFunc(out, func(d store.DutyOn) bool { return d.Staff == string(m) })
			if i < 0 {
				i, out = len(out), append(out, store.DutyOn{Staff: string(m)})
			}
			out[i].Until = max(out[i].Until, millis(g.Until))
		}
	}
	return out
}

// lastActed is when something was last done on a case. What joins it to others does
// not count: it would tell of a case restricted later.
func lastActed(events []casefile.Event) time.Time {
	for _, e := range slices.Backward(events) {
		if e.Kind != "MatchDecided" && e.Kind != "MatchUndone" {
			return e.ActedAt()
		}
	}
	return time.Time{}
}

// dutyUnit stands for a whole unit where rows hold who is on duty for a case.
func dutyUnit(unit string) string { return "unit:" + casefile.UnitKey(unit) }

func summarise(l *loaded, ed *guidance.Edition) summary {
	sum := summary{Waiting: waitingOn(l), Next: nextDuties(l, ed), Changes: changesOf(l), Held: heldWith(l), Gaps: gapsOf(l)}
	for _, p := range l.c.Persons.Items {
		if p.Has(casefile.Victim) {
			sum.Victims = append(sum.Victims, nameOf(p))
		}
	}
	var top casefile.Grade
	for i := range l.c.Pairs {
		p := &l.c.Pairs[i]
		if name := actorName(p); !slices.Contains(sum.Actors, name) { // one person may act towards several
			sum.Actors = append(sum.Actors, name)
		}
		if p.Relation.Given() && sum.Relation == "" {
			sum.Relation = string(p.Relation.Value)
		}
		if p.Class.Given() {
			sum.Class = string(p.Class.Value)
		}
		if p.ProposedAs.Given() {
			sum.Proposed = string(p.ProposedAs.Value)
		}
		if p.Grade.Given() && p.Grade.Value.Level() > top.Level() {
			top = p.Grade.Value
		}
	}
	sum.Grade = string(top)
	return sum
}

func gradeRow(r *store.CaseRow, c *casefile.Case) {
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if p.Grade.Given() && p.Grade.Value.Level() > r.Grade {
			r.Grade = p.Grade.Value.Level()
		}
		if n := len(p.Risks); n > 0 {
			r.Judged = max(r.Judged, millis(p.Risks[n-1].At))
		}
	}
}

func nameOf(p casefile.Person) string {
	if p.Name.Given() && p.Name.Value != "" {
		return string(p.Name.Value)
	}
	return "Name not known"
}

func actorName(p *casefile.Pair) string {
	switch {
	case p.ActorID != "" && (p.ActorKind == casefile.ActorPerson || p.Actor.Name.Given()):
		return nameOf(p.Actor)
	case p.Label != "":
		return string(p.Label)
	}
	return "Unknown person"
}

func dutyRows(rows *store.CaseRows, l *loaded, ed *guidance.Edition) {
	found := map[guidance.Key]guidance.Finding{}
	for _, f := range l.found.Obligations {
		found[f.Key] = f
	}
	for _, e := range l.ledger.Entries() {
		o := store.Obligation{CaseID: l.c.ID, Clause: e.Clause, Scope: e.Pair, Occurrence: e.Occurrence, State: string(e.State),
			Arose: millis(e.Arose), Due: millis(e.Due), Warn: millis(e.Warn), NextFlip: wakeMillis(e.NextFlip), Edition: short(e.Edition), Source: e.Source, Ended: millis(e.Ended)}
		if c := ed.Clause(e.Clause); c != nil {
			o.Kind, o.Strength, o.Severity, o.Actor, o.Provenance = c.Kind, c.Strength, severities[c.Severity], c.Actor.Role, c.Provenance
		}
		if f, ok := found[e.Key]; ok {
			o.Marks = marks(f)
		}
		rows.Obligations = append(rows.Obligations, o)
		if e.State == guidance.Outstanding && l.c.Stage != casefile.StageClosed {
			placeInQueue(&rows.Case, o)
		}
	}
	seen := map[string]bool{}
	for _, q := range l.found.Questions {
		if seen[q.Path] {
			continue
		}
		seen[q.Path] = true
		weight := severities[q.Severity]*100 + len(q.Clauses)
		rows.Questions = append(rows.Questions, store.Question{Path: q.Path, Weight: weight, Clause: q.Clauses[0]})
	}
	slices.SortFunc(rows.Questions, func(a, b store.Question) int { return cmp.Compare(a.Path, b.Path) })
}

// nextDuties are what is outstanding on an open case, as far as a list shows it.
func nextDuties(l *loaded, ed *guidance.Edition) []nextDue {
	if l.c.Stage == casefile.StageClosed {
		return nil
	}
	var out []nextDue
	for _, e := range l.ledger.Entries() {
		if c := ed.Clause(e.Clause); c != nil && e.State == guidance.Outstanding {
			out = keepNext(out, nextDue{Clause: e.Clause, Due: e.Due, Severity: WeightOf(c)})
		}
	}
	return out
}

// placeInQueue keeps by what a case stands in the queue: the earliest due, and
// before that what keeps somebody safe and has no time, from when it arose.
func placeInQueue(r *store.CaseRow, o store.Obligation) {
	due := o.Due
	if due == 0 && o.Severity >= SafetyWeight {
		due = o.Arose
	}
	sooner := due != 0 && (r.NextDue == 0 || due < r.NextDue)
	graver := due == r.NextDue && o.Severity > r.NextSeverity
	if r.NextClause == "" || sooner || graver {
		r.NextDue, r.NextClause, r.NextSeverity = due, o.Clause, o.Severity
	}
}

// short keeps a hash recognisable in a row; the event that adopted the edition
// holds it whole.
func short(hash string) string { return hash[:min(16, len(hash))] }

func marks(f guidance.Finding) string {
	switch {
	case f.CannotComply && f.Disputed:
		return "cannot_comply disputed"
	case f.CannotComply:
		return "cannot_comply"
	case f.Disputed:
		return "disputed"
	}
	return ""
}
