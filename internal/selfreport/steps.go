package selfreport

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"foursight/internal/casefile"
	"foursight/internal/words"
)

// step is one page of the form: one question. What it says is in package words.
type step struct {
	Name   string // of the page, and of its answer
	Shape  shape
	Most   int      // characters; for what is typed
	Lines  int      // most lines; 0 for no bound
	Offers []string // values of the choices, as they are listed
	Keys   string   // what a phone's keyboard offers: "numeric", "tel", "email"
	Asked  func(answers) bool
}

type shape int

const (
	radios shape = iota
	boxes
	line
	text
)

const (
	mostText = 10_000
	mostLine = 200
)

var (
	yesNo       = []string{"yes", "no"}
	yesNoUnsure = []string{"yes", "no", "unsure"}
)

func always(answers) bool            { return true }
func forSomebodyElse(a answers) bool { return a.get("who") == "other" }
func forThemselves(a answers) bool   { return !forSomebodyElse(a) }
func mayBeReached(a answers) bool    { how := a.get("how"); return how != "" && how != "none" }
func saysHow(a answers) bool         { return a.get("how") != "" }
func saysPolice(a answers) bool      { return a.get("police") == "yes" }
func knowsWho(a answers) bool        { return a.get("known") == "yes" || a.get("known") == "unsure" }

// reachedBy asks where somebody is reached in one of some ways.
func reachedBy(ways ...string) func(answers) bool {
	return func(a answers) bool { return slices.Contains(ways, a.get("how")) }
}

// Ways to reach somebody, as casefile.ContactChannel has them; "none" is not one.
const (
	byPhone = "phone"
	byText  = "text"
	byEmail = "email"
	through = "through_trusted_person"
)

// steps are the pages in the order they are asked. None has to be answered; what an
// answer makes needless is not asked.
var steps = []step{
	{Name: "who", Offers: []string{"me", "other"}, Asked: always},
	{Name: "safe", Offers: yesNoUnsure, Asked: always},
	{Name: "account", Shape: text, Most: mostText, Asked: always},
	{Name: "acts", Shape: boxes, Offers: acts, Asked: always},
	{Name: "last", Shape: line, Most: mostLine, Asked: always},
	{Name: "often", Shape: line, Most: mostLine, Asked: always},
	{Name: "effect", Shape: text, Most: mostText, Asked: always},
	{Name: "known", Offers: yesNoUnsure, Asked: always},
	{Name: "name", Shape: line, Most: mostLine, Asked: knowsWho},
	{Name: "relation", Offers: relations, Asked: knowsWho},
	{Name: "traces", Shape: text, Most: 2000, Lines: 20, Asked: always},
	{Name: "police", Offers: yesNoUnsure, Asked: always},
	{Name: "keep", Offers: []string{"no", "yes", "unsure"}, Asked: saysPolice},
	{Name: "me", Shape: line, Most: mostLine, Asked: always},
	{Name: "age", Shape: line, Most: 3, Keys: numeric, Asked: forThemselves},
	{Name: "them", Shape: line, Most: mostLine, Asked: forSomebodyElse},
	{Name: "their_age", Shape: line, Most: 3, Keys: numeric, Asked: forSomebodyElse},
	{Name: "how", Offers: []string{byPhone, byText, byEmail, through, "none"}, Asked: always},
	{Name: "number", Shape: line, Most: mostLine, Keys: "tel", Asked: reachedBy(byPhone, byText)},
	{Name: "email", Shape: line, Most: mostLine, Keys: "email", Asked: reachedBy(byEmail)},
	{Name: "trusted", Shape: line, Most: mostLine, Asked: reachedBy(through)},
	{Name: "times", Shape: line, Most: mostLine, Asked: mayBeReached},
	{Name: "message", Offers: yesNo, Asked: reachedBy(byPhone, through)},
	{Name: "withheld", Offers: yesNo, Asked: reachedBy(byPhone)},
	{Name: "sees", Shape: line, Most: mostLine, Asked: mayBeReached},
	{Name: "help", Shape: line, Most: mostLine, Asked: saysHow},
}

const numeric = "numeric"

// acts are the behaviours that whoever they happen to is asked about.
var acts = []string{"messages", "following", "watching", "turning_up", "gifts", "threat_violence", "assault", "damage", "entry_to_home",
	"tracking", "account_access", "posting", "intimate_images", "contacting_family", "impersonation", "other"}

var relations = []string{string(casefile.FormerPartner), string(casefile.CurrentPartner), string(casefile.Dated), string(casefile.FamilyMember),
	string(casefile.Friend), string(casefile.Neighbour), string(casefile.Colleague), string(casefile.FellowStudent), string(casefile.Professional),
	string(casefile.Acquaintance), string(casefile.Stranger)}

// worded reports every page and choice that has no words, and words of no page.
func worded(says words.SelfReport) error {
	var errs []error
	for _, st := range steps {
		if says.Pages[st.Name].Asks == "" {
			errs = append(errs, fmt.Errorf("report form: page %s has no words", st.Name))
		}
		for _, v := range st.Offers {
			if label, _ := says.Choice(st.Name, v); label == "" {
				errs = append(errs, fmt.Errorf("report form: choice %s of page %s has no words", v, st.Name))
			}
		}
		for v := range says.Pages[st.Name].Choices {
			if !slices.Contains(st.Offers, v) {
				errs = append(errs, fmt.Errorf("report form: page %s has words for %s, which it does not offer", st.Name, v))
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(says.Pages)) {
		if stepAt(name) < 0 {
			errs = append(errs, fmt.Errorf("report form: %s has words but is no page", name))
		}
	}
	return errors.Join(errs...)
}

func stepAt(name string) int {
	return slices.IndexFunc(steps, func(s step) bool { return s.Name == name })
}

// heading is what a page asks.
func (f *Form) heading(st step, a answers) string {
	if w := f.says.Pages[st.Name]; w.Them != "" && forSomebodyElse(a) {
		return w.Them
	}
	return f.says.Pages[st.Name].Asks
}

// standing are the answers to what is asked, without those to a question that a later
// answer took away: they stay in the form, for whoever changes their mind again.
func (a answers) standing() answers {
	all := a.Said
	a.Said = url.Values{}
	for _, st := range steps {
		if said := all[st.Name]; len(said) > 0 && st.Asked(a) {
			a.Said[st.Name] = said
		}
	}
	a.Rather = slices.DeleteFunc(slices.Clone(a.Rather), func(name string) bool {
		n := stepAt(name)
		return n < 0 || !steps[n].Asked(a) || len(a.Said[name]) > 0
	})
	return a
}

// wayAsked is the page that asks for it.
func wayAsked(a answers) string {
	switch a.get("how") {
	case byPhone, byText:
		return "number"
	case byEmail:
		return "email"
	case through:
		return "trusted"
	}
	return ""
}

// wayToReach is the number or address they gave for the way they want to be reached.
func wayToReach(a answers) string {
	return a.get(wayAsked(a))
}

func lacksNumber(a answers) bool { return mayBeReached(a) && wayToReach(a) == "" }

// next is the page after one: the check, len(steps), where all was asked. Somebody who
// came back from it to change an answer is asked what that answer raised, and no more.
func next(now int, a answers) int {
	for n := now + 1; n < len(steps) && !a.Reviewed; n++ {
		if steps[n].Asked(a) {
			return n
		}
	}
	for n, st := range steps {
		if a.Reviewed && slices.Contains(a.Raised, st.Name) {
			return n
		}
	}
	return len(steps)
}

// before is the page before one, or -1: the start.
func before(now int, a answers) int {
	for n := now - 1; n >= 0; n-- {
		if steps[n].Asked(a) {
			return n
		}
	}
	return -1
}
