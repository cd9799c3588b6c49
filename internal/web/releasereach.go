package web

import (
	"slices"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// reach is telling the victim: before the release that it is coming, after it that they
// are out and what binds them. Nothing said before what it tells settles it.
func (r *release) reach(p *casefile.Pair) releaseTask {
	says := "say that they are to be released and when"
	if isOut(r.a) {
		says = "say that they are out, and what binds them"
	}
	t := releaseTask{ID: "reach", What: "Reach " + r.victimName(p) + " by the safe route, and " + says,
		Taps: []releaseTap{{"reached", "Spoke with them", false}, {"no-answer", "Tried: no answer", true}, {"not-safe", "Not safe to speak", true}},
		More: r.form("VictimContacted", "person", string(p.VictimID)), MoreText: "Record more of it"}
	topics := []casefile.Topic{"release"}
	if r.bound() {
		topics = append(topics, "bail_conditions")
	}
	t.Ticks = fieldTold
	for _, x := range topics {
		t.Wants = append(t.Wants, option{string(x), code(r.srv, "Topic", x)})
	}
	tried, spoke, since := 0, 0, "the arrest"
	if isOut(r.a) {
		since = "the release"
	}
	untold := topics
	for _, k := range r.Contacts {
		switch {
		case k.Person != p.VictimID || !r.tellable(k.MadeAt):
		case k.Outcome.Known() && (k.Outcome.Value == "spoke" || k.Outcome.Value == "message_replied"):
			spoke++
			untold = slices.DeleteFunc(slices.Clone(untold), func(x casefile.Topic) bool {
				return slices.Contains(k.Topics, x) && (x != "bail_conditions" || !k.MadeAt.Before(r.boundAt()))
			})
			if len(untold) == 0 && t.Done == "" {
				t.Done = "Spoke with them " + r.nearTime(k.MadeAt) + ", " + r.staffName(k.By)
			}
		default:
			tried++
		}
	}
	if t.Done == "" && tried > 0 {
		t.What += ". Tried " + plural(tried, "time") + " since " + since
	}
	if t.Done == "" && spoke > 0 {
		t.What += ". Spoken to since " + since + "; not recorded that they were told: " + lower(r.topicWords(untold))
	}
	return t
}

// tellable reports whether a contact can have told what is to be told now: before the
// release that somebody was arrested, after it that they are out.
func (r *release) tellable(at time.Time) bool {
	if isOut(r.a) {
		return !at.Before(r.a.ReleasedAt)
	}
	return !at.Before(r.a.ArrestedAt)
}

// bound reports whether conditions are recorded that bind whoever was released.
func (r *release) bound() bool { return !r.boundAt().IsZero() }

// boundAt is when police knew of the newest conditions that bind them; zero while they
// are held or nothing binds them.
func (r *release) boundAt() time.Time {
	var out time.Time
	if !isOut(r.a) {
		return out
	}
	for _, b := range r.LiveBail(r.a.PersonID, calendar.DateOf(r.At)) {
		if b.At.After(out) {
			out = b.At
		}
	}
	return out
}

func (r *release) topicWords(list []casefile.Topic) string {
	var words []string
	for _, x := range list {
		words = append(words, code(r.srv, "Topic", x))
	}
	return strings.Join(words, ", ")
}
