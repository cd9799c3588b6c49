package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/lexicon"
	"foursight/internal/web/ui"
)

// What is said comes first, verbatim; once it is kept its words stand, and what
// they point to is asked about openly (practice 1.15).

// mostPrompts is how many open questions stand on the page at once.
const mostPrompts = 5

// Buttons of a prompt: what follows is the code of a behaviour.
const (
	doAsk  = "ask-"
	doDrop = "drop-"
)

// keepAccount keeps the account as it was said, once it is written and its page is left:
// from then on its words stand. What is said after that is an addition, and so is what a
// page from before sends that was never kept. It reports whether the report changed.
func (r *report) keepAccount(step int, do string, sent url.Values) bool {
	words := asTyped(sent.Get(accountWords))
	switch on := reportSteps[step].Name; {
	case words == "" || do == "draft" || on != stepAccount && on != stepCall:
		return false
	case !r.fields.Has(fieldKeptAt):
		if on == stepCall && words == asTyped(r.fields.Get(fieldCarried)) {
			return false
		}
		r.fields.Set(fieldKeptAt, strconv.FormatInt(r.v.now.UnixMilli(), 10))
		return true
	}
	added := strings.TrimSpace(strings.TrimPrefix(words, asTyped(r.fields.Get(accountWords))))
	if sent.Has(accountMore) || added == "" || strings.Contains(asTyped(r.fields.Get(accountMore)), added) {
		return false
	}
	addSaid(r.fields, added)
	return true
}

// asTyped is what was typed into a box of several lines, however a browser ends them.
func asTyped(words string) string {
	return strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n"))
}

// accountStands reports whether an account was kept: from then on it is added to
// and no longer changed.
func (r *report) accountStands() bool { return len(r.accounts()) > 0 }

// keptWords is an account as it stands on a page. By is empty for the visitor's own,
// not recorded yet.
type keptWords struct{ Words, At, By string }

// accounts are those on record, then the one that was kept in this report.
func (r *report) accounts() []keptWords {
	var out []keptWords
	if r.door != nil {
		out = r.door.accounts()
	}
	words := r.fields.Get(accountWords)
	if !r.fields.Has(fieldKeptAt) || strings.TrimSpace(words) == "" {
		return out
	}
	own := keptWords{Words: words}
	if ms, err := strconv.ParseInt(r.fields.Get(fieldKeptAt), 10, 64); err == nil {
		own.At = calendar.ClockTime(time.UnixMilli(ms))
	}
	return append(out, own)
}

// keptAccount shows the words that stand, and a box for what is said after them.
func (r *report) keptAccount() ui.Component {
	var out ui.Stack
	for _, k := range r.accounts() {
		out = append(out, doorPart("account", k))
	}
	return append(out,
		ui.Textarea{ID: "f-a-more", Name: accountMore, Value: r.fields.Get(accountMore), Rows: 4, Spellcheck: "true", Label: ui.Label{Text: "What did they add?", Classes: "govuk-label--s"},
			Hint: ui.Hint{Text: "It is kept beside their first words, as a further account."}})
}

// saidSoFar is all that was said, in the order it was kept.
func (r *report) saidSoFar() []string {
	var out []string
	for _, k := range r.accounts() {
		out = append(out, k.Words)
	}
	return append(out, r.fields.Get(accountMore))
}

// feared stands in place of a behaviour where the teller is afraid of an act that
// nobody is said to have threatened: it is asked about, and ticked nowhere.
const feared = "feared"

// viewOfRisk is where the teller's fear is written: their own view of the risk.
const viewOfRisk = "#f-k-victim-view"

// pointed is a behaviour that what was said points to, and which words do.
type pointed struct {
	Code, Ask, Quote string
	AskValue, Drop   string
	Feared           bool
}

// saidWords are one account's words, or what was added, with what they point to.
type saidWords struct {
	Words string
	Added bool // after the account was kept
	Found []pointed
}

// pointsTo are the behaviours the account points to, by place, that no incident
// has yet and that were not set aside. What somebody says did not happen is no
// reason to ask.
func (r *report) pointsTo() []saidWords {
	var out []saidWords
	seen := map[string]bool{"other": true}
	for _, code := range r.fields[fieldDropped] {
		seen[code] = true
	}
	for n := range incidents(r.fields) {
		for _, code := range r.fields["i"+strconv.Itoa(n+1)+".behaviours"] {
			seen[code] = true
		}
	}
	if r.door != nil {
		for code := range r.door.behaviours() {
			seen[code] = true
		}
	}
	kept := len(r.accounts())
	for i, text := range r.saidSoFar() {
		one := saidWords{Words: text, Added: i >= kept}
		for _, m := range lexicon.English().Behaviours(text) {
			code := string(m.Behaviour)
			if m.Feared {
				code = feared
			}
			if m.Negated || seen[code] {
				continue
			}
			seen[code] = true
			one.Found = append(one.Found, pointed{code, r.srv.words.Code("OpenQuestion", code), lexicon.Quote(text, m.Start, m.End), doAsk + code, doDrop + code, m.Feared})
		}
		slices.SortStableFunc(one.Found, func(a, b pointed) int { return first(a.Feared, b.Feared) })
		if strings.TrimSpace(text) != "" {
			out = append(out, one)
		}
	}
	return out
}

// unanswered are the prompts that nobody took up or left out: with what the words
// point to beside each, since the prompts themselves stay on their page.
func (r *report) unanswered() []string {
	if !r.accountStands() {
		return nil
	}
	var out []string
	for _, one := range r.pointsTo() {
		for _, x := range one.Found {
			out = append(out, "They said “"+x.Quote+"”: "+lower(x.Ask))
		}
	}
	return out
}

// prompts are open questions about what was said. Before an account is kept there
// are none.
func (r *report) prompts() ui.Component {
	if !r.accountStands() {
		return nil
	}
	view := struct {
		Said  []saidWords
		Found bool
		More  int
	}{Said: r.pointsTo()}
	left := mostPrompts
	for i := range view.Said {
		one := &view.Said[i]
		n := min(len(one.Found), left)
		view.More, left, view.Found = view.More+len(one.Found)-n, left-n, view.Found || n > 0
		one.Found = one.Found[:n]
	}
	return doorPart("prompts", view)
}

// callPrompts are the same on the page of the six questions, where the account stands
// below them: what bears on tonight's danger first. Nil where nothing is to be asked.
func (r *report) callPrompts() ui.Component {
	if !r.accountStands() {
		return nil
	}
	view := struct {
		Found []pointed
		More  int
	}{}
	for _, one := range r.pointsTo() {
		view.Found = append(view.Found, one.Found...)
	}
	if len(view.Found) == 0 {
		return nil
	}
	slices.SortStableFunc(view.Found, func(a, b pointed) int {
		return first(slices.Contains(graveWords, a.Code), slices.Contains(graveWords, b.Code))
	})
	if n := len(view.Found) - mostPrompts; n > 0 {
		view.Found, view.More = view.Found[:mostPrompts], n
	}
	return doorPart("call-prompts", view)
}

func isPrompt(do string) bool {
	_, _, ok := promptOf(do)
	return ok
}

// promptOf reads a prompt's button: the behaviour, and whether it is set aside.
func promptOf(do string) (code string, drop, ok bool) {
	code, ok = strings.CutPrefix(do, doAsk)
	if !ok {
		code, drop = strings.CutPrefix(do, doDrop)
	}
	return code, drop, (ok || drop) && (code == feared || slices.Contains(casefile.Behaviour("").Codes(), code))
}

// answerPrompt takes a question up, in an incident that names the behaviour, or
// sets it aside.
func (r *report) answerPrompt(do string) {
	code, drop, _ := promptOf(do)
	if drop || code == feared {
		r.fields.Add(fieldDropped, code)
		return
	}
	n := incidents(r.fields)
	if r.begun(n) {
		n = min(n+1, mostIncidents)
	}
	r.fields.Set(fieldIncidents, strconv.Itoa(n))
	name := "i" + strconv.Itoa(n) + ".behaviours"
	if !slices.Contains(r.fields[name], code) {
		r.fields.Add(name, code)
	}
}

// begun reports whether anything is said of an incident, counted from 1.
func (r *report) begun(n int) bool {
	prefix := "i" + strconv.Itoa(n) + "."
	for name, values := range r.fields {
		if strings.HasPrefix(name, prefix) && strings.TrimSpace(strings.Join(values, "")) != "" {
			return true
		}
	}
	return false
}

// afterPrompt leads to the incident a question was taken up in, or back to the
// questions that are left.
func (r *report) afterPrompt(step int, do string) answer {
	to := r.path(stepActs)
	switch code, drop, _ := promptOf(do); {
	case drop && reportSteps[step].Name == stepCall:
		return answer{goTo: r.path(stepCall) + "#prompts"}
	case drop:
		return answer{goTo: to + "#prompts"}
	case code == feared:
		return answer{goTo: r.path(stepJudge) + viewOfRisk}
	}
	return answer{goTo: to + "#f-i" + strconv.Itoa(incidents(r.fields)) + "-what"}
}

// officersWords are the boxes that hold the visitor's own words.
var officersWords = []string{"s.action", "f.reasons", "k.reasons", "g.words", "n.words", "u.words"}

// cautioned are the visitor's own words that the guidance cautions against, with
// what to write or do instead. They are theirs to change or to leave.
func (r *report) cautioned() ui.Component {
	type note struct{ Quote, Label, Hint, Cite, Step, Short string }
	var notes []note
	for _, name := range officersWords {
		text := r.fields.Get(name)
		for _, x := range lexicon.English().Cautions(text) {
			st := reportSteps[slices.IndexFunc(reportSteps, func(st reportStep) bool { return st.asks(name) })]
			notes = append(notes, note{lexicon.Quote(text, x.Start, x.End), r.srv.words.Code("Caution", string(x.Caution)), r.srv.words.CodeHint("Caution", string(x.Caution)), x.Cite, st.Name, st.Short})
		}
	}
	if len(notes) == 0 {
		return nil
	}
	return doorPart("cautioned", notes)
}
