package casefile

// deriveClass puts in force the newest decision that is not a mere proposal. For
// a former partner, whatever speaks against stalking waits for the registrar (APP
// 1.3; REC-02).
func (p *Pair) deriveClass() {
	p.Class, p.ProposedAs = zeroFact[Class](), zeroFact[Class]()
	for i := range p.History {
		h := &p.History[i]
		h.Proposed = p.needsRegistrar(h.As) && p.Ruling.Value != RuledHarassmentOnly
		h.InForce = false
		if h.Proposed {
			p.ProposedAs.Put(answer(h.As), h.ID)
			continue
		}
		p.ProposedAs = zeroFact[Class]()
		p.Class.Put(answer(h.As), h.ID)
		p.ClassReason, p.ClassedAt = h.Reason, h.At
	}
	for i := range p.History {
		p.History[i].InForce = p.History[i].ID == p.Class.Source
	}
	if p.Ruling.Known() && p.Ruling.Value == RuledStalking {
		p.ProposedAs = zeroFact[Class]()
	}
}

// needsRegistrar holds back a decision against stalking for a former partner where
// a course of conduct is recorded, or would be if the acts on record that nobody
// has asked about were unwanted: unknown is not no.
func (p *Pair) needsRegistrar(as Class) bool {
	former := p.Relation.Given() && p.Relation.Value == FormerPartner
	if !former || as.Stalking() || as == Undetermined {
		return false
	}
	yes, possible := p.recordedCourse()
	return yes || possible
}

// Held is the newest decision on classification where a ruling of stalking keeps
// it out of force until the registrar rules otherwise; nil for none (APP 1.3).
func (p *Pair) Held() *Classified {
	if n := len(p.History); n > 0 && p.History[n-1].Proposed && p.Ruling.Known() && p.Ruling.Value == RuledStalking {
		return &p.History[n-1]
	}
	return nil
}

// WouldHold reports whether a decision would be saved and not be in force, because
// the registrar ruled stalking (APP 1.3).
func (p *Pair) WouldHold(as Class) bool {
	return p.Ruling.Known() && p.Ruling.Value == RuledStalking && p.needsRegistrar(as)
}
