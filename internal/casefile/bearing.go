package casefile

// deriveBearing gives each pair the evidence and the lines of enquiry that bear on it:
// with two victims, what shows the fear of one shows nothing of the other's (APP 1.1.2).
func (c *Case) deriveBearing() {
	for i := range c.Pairs {
		c.Pairs[i].Evidence, c.Pairs[i].Enquiries = nil, nil
	}
	for i := range c.Materials {
		m := &c.Materials[i]
		if m.Evidence == nil {
			continue
		}
		said := c.shownBy(m.Evidence)
		for j := range c.Pairs {
			if p := &c.Pairs[j]; c.bears(said, p) {
				p.Evidence = append(p.Evidence, m.ID)
			}
		}
	}
	for i := range c.Enquiries {
		x := &c.Enquiries[i]
		for j := range c.Pairs {
			if p := &c.Pairs[j]; c.bears(x.Data.Pair, p) {
				p.Enquiries = append(p.Enquiries, x.ID)
			}
		}
	}
}

// shownBy is the pair a piece of evidence was said to show the conduct in, or that its
// incident belongs to; empty where neither is said.
func (c *Case) shownBy(d *EvidenceAdded) PairID {
	if d.Pair == "" && d.Incident != "" {
		if p, _ := c.Incident(d.Incident); p != nil {
			return PairID(p.ID)
		}
	}
	return d.Pair
}

// bears reports whether what is said to be about one pair bears on another. What names
// none bears on each pair of the one victim, and on none where there are several.
func (c *Case) bears(said PairID, p *Pair) bool {
	if said != "" {
		return said == PairID(p.ID)
	}
	return c.alone(p)
}

// alone reports whether the victim of a pair is the only one of the case, so that what
// names nobody is theirs.
func (c *Case) alone(p *Pair) bool {
	return len(c.Victims) == 1 && c.victim(p.VictimID) != nil
}
