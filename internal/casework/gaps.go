package casework

import (
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/guidance"
)

// Gaps is what a supervisor asks of an open case before all else: whether the risk
// is older than a breach, whether anybody spoke with the victim, who lowered the
// risk, whether somebody said where the case goes (practice moment 6). It holds
// codes, times and staff ids only, for it stands in lists; pages put it in words.
type Gaps struct {
	Breach     time.Time     `json:"breach,omitzero"`      // newest breach of a pair whose risk nobody has judged since; zero: none
	Spoke      time.Time     `json:"spoke,omitzero"`       // when somebody last spoke with a victim; zero: nobody is recorded to have
	Promised   calendar.Date `json:"promised,omitzero"`    // day the next contact was agreed for; zero: none was
	Undirected bool          `json:"undirected,omitzero"`  // somebody holds it; no line of enquiry is set and no next step decided
	NoOrder    bool          `json:"no_order,omitzero"`    // whether to seek an SPO is outstanding
	LifeUntold time.Time     `json:"life_untold,omitzero"` // when somebody's life was last judged to be in danger with no inspector told; zero: not so
	Lowered    *Lowered      `json:"lowered,omitzero"`     // nil where the grade in force was not lowered
}

// Lowered is who brought the grade in force down, and who confirmed it.
type Lowered struct {
	From, To  casefile.Grade
	By        string
	Confirmed string
	At        time.Time
}

// spoConsider is the duty to consider an SPO at the start (APP 5).
const spoConsider = "spo.consider"

// gapsOf are the gaps of a case; nil for one that is closed.
func gapsOf(l *loaded) *Gaps {
	c := l.c
	if c.Stage == casefile.StageClosed {
		return nil
	}
	g := &Gaps{Undirected: c.HasOwner && len(c.Enquiries) == 0 && len(c.Steps) == 0}
	for _, e := range l.ledger.Entries() {
		g.NoOrder = g.NoOrder || e.Clause == spoConsider && e.State == guidance.Outstanding
	}
	g.Spoke = firstContactOf(c).Spoke
	for i := range c.Contacts {
		k := &c.Contacts[i]
		if c.Spoke(k) && k.At.After(g.Spoke) {
			g.Spoke = k.At
		}
		g.Promised = k.Data.Next
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		for _, t := range p.Triggers {
			if t.Kind == "breach" && t.At.After(lastJudged(p)) && t.At.After(g.Breach) {
				g.Breach = t.At
			}
		}
		if x := p.LifeThreatened(); x != nil && !x.InspectorTold && x.ByRole != casefile.DutyInspector && x.At.After(g.LifeUntold) {
			g.LifeUntold = x.At
		}
		if low := loweredOf(c, p); low != nil && (g.Lowered == nil || low.At.After(g.Lowered.At)) {
			g.Lowered = low
		}
	}
	return g
}

func lastJudged(p *casefile.Pair) time.Time {
	var at time.Time
	for i := range p.Risks {
		if p.Risks[i].At.After(at) {
			at = p.Risks[i].At
		}
	}
	return at
}

// loweredOf is the assessment that brought a pair's grade down to what is in force,
// as a supervisor confirmed (APP 4.2). nil where the newest change was no lowering.
func loweredOf(c *casefile.Case, p *casefile.Pair) *Lowered {
	var out *Lowered
	var before casefile.Grade
	for i := range p.Risks {
		r := &p.Risks[i]
		switch {
		case r.Lowered && r.Confirmed:
			out = &Lowered{From: r.From, To: r.Then, By: r.By, At: r.At}
			if w := c.Proposal(casefile.ProposalID(r.ID)); w != nil {
				out.Confirmed = w.Decider
			}
		case r.Then.Level() > before.Level():
			out = nil
		}
		before = r.Then
	}
	return out
}
