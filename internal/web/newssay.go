package web

import (
	"slices"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// What a victim who asks for news was last told, and what may be told now.

// lastContact is what was last said to the victim and when, and what waits.
func (n *news) lastContact() ui.Component {
	type line struct{ What, Text string }
	var lines []line
	if k := n.lastSpoken(); k != nil {
		text := when(k.At) + ", " + n.staffName(k.By) + givenWords(k.Data.Channel, func(c casefile.ContactChannel) string { return ", " + lower(code(n.srv, "ContactChannel", c)) })
		if told := n.topics(k.Topics); told != "" {
			text += ". Covered: " + told
		}
		if k.Data.Note != "" {
			text += ". " + strings.TrimSuffix(string(k.Data.Note), ".")
		}
		lines = append(lines, line{n.whose(k.Person, "Last spoken with"), text + "."})
	} else {
		lines = append(lines, line{"Last spoken with", "nobody has recorded that anybody spoke with them."})
	}
	if missed := n.missedSince(); missed != "" {
		lines = append(lines, line{"Tried since", missed})
	}
	for _, k := range n.Contacts {
		if k.Outcome.Given() && k.Outcome.Value == "not_them" {
			text := when(k.At) + ", taken by " + n.staffName(k.By) + "."
			if k.Data.Note != "" {
				text += " " + string(k.Data.Note)
			}
			lines = append(lines, line{"Somebody rang who was not them, or may not have been", text})
		}
	}
	lines = append(lines, line{"Next contact", n.nextWords()})
	return draw("news-last", lines)
}

// nextWords is the day of the next contact as agreed with a victim, or that there is
// none.
func (c *caseView) nextWords() string {
	d := c.agreed()
	switch {
	case d.IsZero():
		return "no day is agreed."
	case d.Before(calendar.DateOf(c.At)):
		return d.Short() + ", as agreed, which has passed."
	}
	return d.Short() + ", as agreed."
}

func (n *news) lastSpoken() *casefile.Contact {
	var last *casefile.Contact
	for i := range n.Contacts {
		k := &n.Contacts[i]
		if k.Reached() && (last == nil || !k.At.Before(last.At)) {
			last = k
		}
	}
	return last
}

func (n *news) missedSince() string {
	last, tries := n.lastSpoken(), 0
	for _, k := range n.Contacts {
		if k.Outcome.Given() && (k.Outcome.Value == "no_answer" || k.Outcome.Value == "not_safe_to_speak") && (last == nil || k.At.After(last.At)) {
			tries++
		}
	}
	if tries == 0 {
		return ""
	}
	return times(tries) + ", not reached or not safe to speak."
}

func (n *news) topics(codes []casefile.Topic) string {
	var out []string
	for _, t := range codes {
		out = append(out, lower(code(n.srv, "Topic", t)))
	}
	return strings.Join(out, ", ")
}

// givenWords is an answer in words where one was given, else nothing.
func givenWords[T any](a fact.Answer[T], words func(T) string) string {
	if !a.Given() {
		return ""
	}
	return words(a.Value)
}

// maySay is what may be said now: who the officer is, what is still to be told, and
// what was told before. It is made from the case's own facts; nothing of checks or
// intelligence is in it.
func (n *news) maySay() ui.Component {
	type line struct {
		Say    string
		Source ui.Component
	}
	data := struct {
		Owner  string
		Taker  string // who took the report and holds it, where that is no officer
		Untold []line
		Told   []string
	}{Owner: n.officer(), Taker: n.takenBy()}
	for _, f := range n.untold() {
		data.Untold = append(data.Untold, line{say(n.clause(f), f), sourceOf(n.clause(f))})
	}
	for _, k := range slices.Backward(n.Contacts) {
		if told := n.topics(k.Topics); told != "" && k.Reached() {
			data.Told = append(data.Told, calendar.DateOf(k.At).Short()+": "+told+".")
		}
	}
	return draw("news-say", data)
}

// untold are the open duties that word with the victim, or an answer to them,
// settles.
func (n *news) untold() []guidance.Finding {
	var out []guidance.Finding
	for _, f := range n.Findings.Obligations {
		if c := n.clause(f); c != nil && f.State == guidance.Outstanding &&
			(slices.Contains(c.SatisfyWith, "VictimContacted") || slices.Contains(c.SatisfyWith, "MessageAnswered")) {
			out = append(out, f)
		}
	}
	return out
}

// contactLines say after logging a contact when the next is, and that a log which
// says nothing is no news.
func (c *caseView) contactLines(e casefile.Event) []string {
	var out []string
	if c.wasNotThem(e) {
		return []string{"It counts as no contact with them. The officer sees it among what has changed."}
	}
	for i := range c.Contacts {
		if k := &c.Contacts[i]; k.ID == e.Root() && !k.Outcome.Given() && len(k.Topics) == 0 && k.Data.Note == "" {
			out = append(out, "Nothing is ticked or written, so it does not count as news: what they are to be told is still due.")
		}
	}
	if c.wordUnasked(e) {
		out = append(out, "A word is agreed with them and was not asked on this call: nothing says that it was them who rang. If you are not sure, correct the entry to “"+code(c.srv, "Outcome", casefile.Outcome("not_them"))+"”.")
	}
	return append(out, "Next contact: "+c.nextWords())
}

// wordUnasked reports whether a victim rang with whom a word is agreed, and nothing says
// that anybody made sure it was them.
func (c *caseView) wordUnasked(e casefile.Event) bool {
	i := slices.IndexFunc(c.Contacts, func(k casefile.Contact) bool {
		return k.ID == e.Root() && k.Data.Purpose == fact.Of(casefile.Purpose("answer_to_victim")) && !k.Data.Sure.Known()
	})
	if i < 0 {
		return false
	}
	agreed, _, err := c.srv.svc.CallerWord(c.visit.Context(), c.visit.viewer, c.Ref, "")
	return err == nil && slices.Contains(agreed, c.Contacts[i].Person)
}

// wasNotThem reports whether somebody rang as a victim and was not, or may not have been.
func (c *caseView) wasNotThem(e casefile.Event) bool {
	return slices.ContainsFunc(c.Contacts, func(k casefile.Contact) bool {
		return k.ID == e.Root() && k.Outcome.Given() && k.Outcome.Value == "not_them"
	})
}
