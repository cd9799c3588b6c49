package access

import (
	"reflect"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// What is withheld in its field is withheld where free words repeat it, in the view, in
// an entry and in why an entry was corrected; whoever may see the field reads all.
func TestFreeWordsDoNotTellWhatIsWithheld(t *testing.T) {
	tells := map[string]string{
		"I'm staying at my sister's in Norbrook. He does not know.": "I'm staying [withheld]. He does not know.",
		"She has moved back in with her mother, he rang twice":      "She has moved back in [withheld]",
		"The plan is hidden behind the boiler; keys are out":        "The plan is hidden [withheld]; keys are out",
		"He rang from 07700 900456 nine times":                      "He rang from [withheld] nine times",
		"Write to ffion@example.org or FE1 2AB":                     "Write to [withheld] or [withheld]",
		"She sleeps at Harbour House, as a rule":                    "She sleeps [withheld]",
		"ask at harbour house":                                      "ask at [withheld]",
		"He was hiding behind the hedge and moved to the door":      "He was hiding behind the hedge and moved to the door",
		"He waited outside my work on 3 occasions":                  "He waited outside my work on 3 occasions",
		"He keeps messaging me and I keep telling him to stop":      "He keeps messaging me and I keep telling him to stop",
		"I live in fear of him":                                     "I live in fear of him",
	}
	c := &casefile.Case{ID: "c1", Owner: "owner", Unit: "north"}
	c.Immediate = []casefile.Immediate{{Data: casefile.ImmediateSafetyRecorded{Where: fact.Of(casefile.Line("Harbour House"))}}}
	for words := range tells {
		c.Accounts = append(c.Accounts, casefile.Account{Data: casefile.AccountRecorded{Words: casefile.Text(words)}})
	}
	plain, _ := View(c, NewViewer(in(who("x", casefile.Responder), "south"), now))
	whole, _ := View(c, NewViewer(who("owner", casefile.Responder), now))
	for i, a := range c.Accounts {
		words := string(a.Data.Words)
		for where, got := range map[string]string{"the case": string(plain.Accounts[i].Data.Words), "a reason": plain.Words(words),
			"an entry": string(plain.Data(casefile.AccountRecorded{Words: a.Data.Words}).(casefile.AccountRecorded).Words)} {
			if got != tells[words] {
				t.Errorf("%s of %q is %q, want %q", where, words, got, tells[words])
			}
		}
		if got := string(whole.Accounts[i].Data.Words); got != words || whole.Words(words) != words {
			t.Errorf("who holds the case reads %q of %q", got, words)
		}
	}
}

// Two cases that differ in what is withheld alone look the same to a colleague.
func TestTwoCasesThatDifferInWhatIsWithheldLookTheSame(t *testing.T) {
	of := func(place, times string) casefile.Case {
		c := &casefile.Case{ID: "c1", Owner: "owner", Unit: "north"}
		c.Plans = []casefile.SafetyPlan{{Data: casefile.SafetyPlanMade{Words: casefile.Text("Bag at " + place), Copy: casefile.Line(place)}}}
		c.Immediate = []casefile.Immediate{{Data: casefile.ImmediateSafetyRecorded{Where: fact.Of(casefile.Line(place))}}}
		p := casefile.Person{HasSafe: true, SafeContact: &casefile.SafeContact{Data: casefile.SafeContactRecorded{Channel: fact.Of(casefile.ContactChannel("phone")), Times: fact.Of(casefile.Line(times))}}}
		c.Persons.Items = []casefile.Person{p}
		c.Accounts = []casefile.Account{{Data: casefile.AccountRecorded{Words: casefile.Text("We fled to " + place + ". Ring " + times + ".")}}}
		v, ok := View(c, NewViewer(in(who("x", casefile.Responder), "south"), now))
		if !ok {
			t.Fatal("the case is not there")
		}
		return *v.Case
	}
	a, b := texts(of("Lighthouse Cottage", "weekday mornings")), texts(of("the Old Priory", "after nine at night"))
	if a != b || !strings.Contains(a, "We fled to [withheld]. Ring [withheld].") {
		t.Errorf("a colleague can tell them apart:\n%s\n%s", a, b)
	}
}

func texts(c casefile.Case) string {
	var out []string
	textsBelow(reflect.ValueOf(c), func(s string) { out = append(out, s) })
	return strings.Join(out, "|")
}
