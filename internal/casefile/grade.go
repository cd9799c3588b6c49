package casefile

import "slices"

// deriveGrade goes through the assessments in order. A grade rises at once. It falls
// only when a supervisor has confirmed the fall: below the tool's grade, below the
// grade in force, or by correcting a higher one (RSK-16; APP 4.2). A tool alone, with
// nobody's judgement beside it, brings nothing down.
func (p *Pair) deriveGrade() {
	p.Grade = zeroFact[Grade]()
	for i := range p.Risks {
		r := &p.Risks[i]
		given := higher(r.ToolGrade.Value, r.Corrected)
		floor := higher(p.Grade.Value, given)
		r.Lowered, r.From = false, ""
		switch judged := r.Judgement.Value; {
		case r.Judgement.Given() && judged.Level() < floor.Level():
			r.Lowered, r.From = true, floor
			if r.Confirmed {
				p.Grade.Put(answer(judged), r.ID)
			} else if given == floor {
				p.Grade.Put(answer(floor), r.ID)
			}
		case r.Judgement.Given():
			p.Grade.Put(answer(judged), r.ID)
		case given != "" && given == floor:
			p.Grade.Put(answer(given), r.ID)
		}
		r.Then = p.Grade.Value
	}
}

// higher is the higher of two grades, either of which may be empty.
func higher(a, b Grade) Grade {
	if b.Level() > a.Level() {
		return b
	}
	return a
}

// dropIdleLowerings leaves out what nobody has to decide: a judgement that lowers
// nothing, and one whose place a newer judgement has taken. What was there stays as
// it is, for acts may be laid on it again.
func (c *Case) dropIdleLowerings() {
	var out []*Pending
	for _, w := range c.Proposals {
		if w.Kind == "RiskAssessed" && !w.Decided {
			if p, r := c.Assessment(AssessmentID(w.ID)); r == nil || !r.Lowered || p.lastJudgement() != r {
				continue
			}
		}
		out = append(out, w)
	}
	c.Proposals = out
}

// lastJudgement is the newest assessment in which somebody gave a grade of their own.
func (p *Pair) lastJudgement() *Assessment {
	for i := range slices.Backward(p.Risks) {
		if p.Risks[i].Judgement.Given() {
			return &p.Risks[i]
		}
	}
	return nil
}

// fallWithout is the grade in force and the one that would be, were an assessment
// withdrawn; fell is false where the grade would not fall.
func (c *Case) fallWithout(id AssessmentID) (now, then Grade, fell bool) {
	p, r := c.Assessment(id)
	if r == nil {
		return "", "", false
	}
	q := *p
	q.Risks = slices.DeleteFunc(slices.Clone(p.Risks), func(x Assessment) bool { return x.ID == r.ID })
	q.deriveGrade()
	return p.Grade.Value, q.Grade.Value, q.Grade.Value.Level() < p.Grade.Value.Level()
}

// replaced reports whether an assessment lowered the grade and waits no longer,
// because a newer judgement has taken its place.
func (c *Case) replaced(id AssessmentID) bool {
	_, r := c.Assessment(id)
	return r != nil && r.Lowered && !r.Confirmed
}
