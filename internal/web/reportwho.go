package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// Two people typed with "and" are a pair, and the order they were typed in says
// nothing of who is the victim. A case between them that the visitor sees may say;
// else it is asked, on every page until it is answered. Until then they are kept
// apart from both parts, and recorded, should nobody answer, as people of the case
// without a part.

const (
	fieldVictim = "_victim" // the answer: the name of the victim, as the page had it
	fieldDrawn  = "_drawn." // and "v" or "x": the name a page was drawn with
	fieldWas    = "_was."   // and "v" or "x": the name that gave way to the other's
	fieldRecord = "_placed" // a case on record said who is the victim
	doOther     = "was-"    // and "v" or "x": put that name back, as the other person's
	detailName  = "details.name"
	mostNamed   = 2
	samePersons = " is named as the victim and as the other person. If that is one person, change one of the names."
)

// namedPrefix stands before what was typed of one of two people.
func namedPrefix(n int) string { return "_n" + strconv.Itoa(n) + "." }

func isNamed(field string) bool {
	return strings.HasPrefix(field, namedPrefix(1)) || strings.HasPrefix(field, namedPrefix(2))
}

// notKept reports whether a page sends a field that says something of the moment, or
// that no page may set.
func notKept(name string) bool {
	return isNamed(name) || name == fieldVictim || name == fieldRecord || strings.HasPrefix(name, fieldDrawn) || strings.HasPrefix(name, fieldWas)
}

// twoPeople reports whether what was typed names two people: something that both
// have one of, a name or a number.
func twoPeople(people [][]string) bool {
	if len(people) != mostNamed {
		return false
	}
	return slices.ContainsFunc(people[0], func(part string) bool {
		field := typedAs(part)
		return strings.HasPrefix(field, "v.") && slices.ContainsFunc(people[1], func(p string) bool { return typedAs(p) == field })
	})
}

// keepApart keeps what was typed of each of two people till somebody says which is
// the victim; it gives back what is no detail of either.
func keepApart(fields url.Values, people [][]string) (rest []string) {
	for n, parts := range people {
		for _, part := range parts {
			detail, is := strings.CutPrefix(typedAs(part), "v.")
			if name := namedPrefix(n+1) + detail; is && fields.Get(name) == "" {
				fields.Set(name, part)
				continue
			}
			rest = append(rest, part)
		}
	}
	return rest
}

// unplaced are the two people, as they are called on a page; nil where nobody is.
func (r *report) unplaced() []string {
	var out []string
	for n := 1; n <= mostNamed; n++ {
		if label := labelOf(r.fields, namedPrefix(n)); label != "" {
			out = append(out, label)
		}
	}
	return out
}

// labelOf is what somebody is called: their name, else the number or place they gave.
func labelOf(fields url.Values, prefix string) string {
	for _, detail := range append([]string{detailName}, sharedDetails()...) {
		if typed := strings.TrimSpace(fields.Get(prefix + detail)); typed != "" {
			return typed
		}
	}
	return ""
}

// sharedDetails are the details a report asks of both: they go with the name.
func sharedDetails() []string {
	var out []string
	for _, detail := range whole("v.").Only {
		if detail == detailName || slices.Contains(whole("x.").Only, detail) {
			out = append(out, detail)
		}
	}
	return out
}

// place makes the n-th of two people the victim, and the other the other person.
// What somebody typed there meanwhile gives way and is kept with what was said.
func place(fields url.Values, n int) {
	for i, prefix := range map[int]string{n: "v.", mostNamed + 1 - n: "x."} {
		for name, typed := range fields {
			detail, theirs := strings.CutPrefix(name, namedPrefix(i))
			if !theirs {
				continue
			}
			to := prefix + detail
			if !reportAsks(prefix, detail) {
				to = accountPlace(fields)
			}
			if have := strings.TrimSpace(fields.Get(to)); to == accountPlace(fields) && have != "" {
				typed = []string{have + "\n" + typed[0]}
			} else if have != "" && !sameName(have, typed[0]) {
				addSaid(fields, have)
			}
			fields[to] = typed
		}
	}
	forgetNamed(fields)
}

func forgetNamed(fields url.Values) {
	for name := range fields {
		if isNamed(name) {
			delete(fields, name)
		}
	}
}

// accountPlace is where words go that have no other place: an account that was kept
// stands, and is added to.
func accountPlace(fields url.Values) string {
	if fields.Has(fieldKeptAt) {
		return accountMore
	}
	return accountWords
}

func addSaid(fields url.Values, words string) {
	to := accountPlace(fields)
	fields.Set(to, strings.TrimSpace(fields.Get(to)+"\n"+words))
}

// settleNames takes what a page said of who is who: sent is what came from it. It
// reports whether the report changed.
func (r *report) settleNames(sent url.Values, do string) bool {
	f := r.fields
	victim, other := f.Get("v."+detailName), f.Get("x."+detailName)
	chosen := strings.TrimSpace(sent.Get(fieldVictim))
	if two := r.unplaced(); len(two) == mostNamed {
		for n, label := range two {
			is := chosen != "" && sameName(chosen, label) || chosen == "" && (sameName(victim, label) || sameName(other, two[1-n]))
			if is {
				place(f, n+1)
				return true
			}
		}
		return false
	}
	was := f.Get(fieldWas+"v") + f.Get(fieldWas+"x")
	if back, ok := strings.CutPrefix(do, doOther); ok && (back == "v" || back == "x") && f.Get(fieldWas+back) != "" {
		to := map[string]string{"v": "x.", "x": "v."}[back] // who was the victim is the other person, and the other way
		f.Set(to+detailName, f.Get(fieldWas+back))
	} else if chosen != "" && chosen == sent.Get(fieldDrawn+"x") && chosen != sent.Get(fieldDrawn+"v") {
		for _, detail := range sharedDetails() {
			a, b := "v."+detail, "x."+detail
			f[a], f[b] = f[b], f[a]
		}
		return true
	}
	for _, who := range []string{"v", "x"} {
		drawn, now := sent.Get(fieldDrawn+who), f.Get(who+"."+detailName)
		switch {
		case !r.sameTwice():
			f.Del(fieldWas + who)
		case drawn != "" && !sameName(drawn, now):
			f.Set(fieldWas+who, drawn)
		}
	}
	return was != f.Get(fieldWas+"v")+f.Get(fieldWas+"x") || strings.HasPrefix(do, doOther)
}

// sameTwice reports whether one name stands in both parts: it may be one person put
// in twice, or a father and son. It is said, and stops nothing.
func (r *report) sameTwice() bool {
	victim, other := r.fields.Get("v."+detailName), r.fields.Get("x."+detailName)
	return victim != "" && sameName(victim, other)
}

// whoIsWho asks which of two people is the victim, offers to change it on the page of
// the six questions, and says where one name stands in both parts.
func (r *report) whoIsWho(step int) ui.Component {
	if r.door != nil {
		return nil
	}
	victim, other := r.fields.Get("v."+detailName), r.fields.Get("x."+detailName)
	out := ui.Stack{form.Hidden(url.Values{fieldDrawn + "v": {victim}, fieldDrawn + "x": {other}})}
	two := r.unplaced()
	switch {
	case r.sameTwice():
		return append(out, r.warnSame(victim))
	case len(two) == mostNamed:
		return append(out, r.asksVictim(two, ""))
	case reportSteps[step].Name == stepCall && victim != "" && other != "":
		return append(out, r.asksVictim([]string{victim, other}, victim))
	}
	return out
}

func (r *report) asksVictim(two []string, chosen string) ui.Component {
	q := ui.Radios{IDPrefix: "f-victim", Name: fieldVictim, Value: chosen, Classes: keyedClasses,
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "Which of them is the victim?", Classes: "govuk-fieldset__legend--s"}},
		Items:    []ui.Choice{{Value: two[0], Text: two[0]}, {Value: two[1], Text: two[1]}}}
	switch {
	case chosen == "":
		q.Items = append(q.Items, ui.Choice{Text: "Not known yet"})
		q.Hint.Text = "The order in which they were typed says nothing."
	case r.fields.Has(fieldRecord):
		q.Hint.Text = "As a report on record between them has it. Choose the other if it is the other way this time."
	default:
		q.Hint.Text = "Choosing the other name swaps them."
	}
	if r.caret && chosen == "" {
		r.caret = false
		q.Items[0].Attributes = ui.Attributes{"autofocus": ""}
	}
	return q
}

func (r *report) warnSame(name string) ui.Component {
	out := ui.Stack{doorPart("enter", nil), ui.WarningText{IconFallbackText: "Check", Text: name + samePersons}}
	for _, who := range []struct{ field, button string }{{"v", " is the other person"}, {"x", " is the victim"}} {
		if was := r.fields.Get(fieldWas + who.field); was != "" {
			out = append(out, ui.Button{Text: was + who.button, Name: fieldDo, Value: doOther + who.field, Classes: "govuk-button--secondary"})
		}
	}
	return out
}

// addUnplaced records two people of whom nobody has said which is the victim, without
// a part in the case.
func (g *gathered) addUnplaced() {
	if len(g.unplaced()) != mostNamed {
		return
	}
	for n := 1; n <= mostNamed; n++ {
		p := whole("v.")
		p.Prefix = namedPrefix(n)
		e, _ := g.read(p, p.Prefix)
		data, err := p.kind().Decode(e.Data)
		g.err = errors.Join(g.err, err)
		if err == nil {
			g.add("named "+strconv.Itoa(n), "PersonAdded", data)
		}
	}
}

// placeByRecord makes the victim of two people whoever is the victim in every case
// between them that the visitor sees. Where there is none, or they say different
// things, it is asked. The looks are at the cases that decided.
func (s *Server) placeByRecord(v *visit, fields url.Values, typed string) ([]casework.Look, error) {
	r := &report{srv: s, v: v, fields: fields}
	two := r.unplaced()
	if len(two) != mostNamed {
		return nil, nil
	}
	found, err := s.svc.AnswerCall(v.Context(), v.viewer, typed)
	if err != nil {
		return nil, err
	}
	said := map[int]bool{}
	var looks []casework.Look
	for _, c := range found.Cases {
		for i := range c.Pairs {
			n := victimOf(c.CasePage, &c.Pairs[i], two)
			if n > 0 {
				said[n] = true
				looks = append(looks, c.Looked(v.route.method+" "+v.route.path))
			}
		}
	}
	if len(said) == 1 {
		for n := range said {
			place(fields, n)
		}
		fields.Set(fieldRecord, "yes")
	}
	return looks, nil
}

// victimOf is which of two names is the pair's victim, counted from 1, where the
// other is its actor; 0 where they are not those two.
func victimOf(c *casework.CasePage, pair *casefile.Pair, two []string) int {
	named := func(p *casefile.Person, name string) bool {
		return p != nil && p.Name.Given() && sameName(string(p.Name.Value), name)
	}
	victim, actor := c.Person(pair.VictimID), c.Person(pair.ActorID)
	for n := range two {
		if named(victim, two[n]) && named(actor, two[1-n]) {
			return n + 1
		}
	}
	return 0
}
