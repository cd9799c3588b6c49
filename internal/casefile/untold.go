package casefile

import "slices"

// Untold is somebody who has left custody, and a pair whose victim has not been
// reached about it since (APP 4.2, 4.3; Victims' Code right 6).
type Untold struct {
	Arrest *Arrest
	Pair   *Pair
}

// OutUntold are the victims of an open case who have not been reached since whoever was
// arrested left custody: what was told before does not say that it has happened. A
// message counts once it is answered.
func (c *Case) OutUntold() []Untold {
	if c.Stage == StageClosed {
		return nil
	}
	var list []Untold
	for i := range c.Pairs {
		p := &c.Pairs[i]
		a := c.LastArrest(p.ActorID)
		if p.ActorID == "" || a == nil || !a.Out() {
			continue
		}
		if !slices.ContainsFunc(c.Contacts, func(k Contact) bool {
			return k.Person == p.VictimID && !k.MadeAt.Before(a.ReleasedAt) && k.Told("release")
		}) {
			list = append(list, Untold{a, p})
		}
	}
	return list
}

// Out reports whether somebody arrested has left custody and was not kept in.
func (a *Arrest) Out() bool { return a.Released && !(a.How.Given() && a.How.Value == Remanded) }

// Reached reports whether the words of a contact reached whoever it was for: they were
// spoken with, or answered a message. Where nobody said how it ended nobody knows.
func (k *Contact) Reached() bool {
	return k.Outcome.Given() && (k.Outcome.Value == "spoke" || k.Outcome.Value == "message_replied")
}

// Told reports whether somebody was reached in a contact, and told of a topic.
func (k *Contact) Told(topic Topic) bool { return slices.Contains(k.Topics, topic) && k.Reached() }
