package casework

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/anishathalye/porcupine"
)

// The model: one case as a clerk would keep it who does one thing at a time. It knows
// accounts, which only add; how the victim is reached, which is one part; corrections
// and withdrawals of accounts; and the rule of conflicts by part (DESIGN 3).

type deed string

const (
	adds      deed = "adds"
	contacts  deed = "contacts"
	corrects  deed = "corrects"
	withdraws deed = "withdraws"
	reads     deed = "reads"
)

// asked is what a client wants done to a case.
type asked struct {
	Case  string
	Start int64 // the case's version before the history
	Do    deed
	ID    string // of the act
	About string // the person reached, or the account corrected
	Words string
	Base  int64 // version the client saw, 0 for none
}

func (a asked) String() string {
	return fmt.Sprintf("%s %.4s of %.4s on %d: %s", a.Do, a.ID, a.About, a.Base, a.Words)
}

type outcome string

const (
	recorded  outcome = "recorded"
	duplicate outcome = "duplicate"
	conflict  outcome = "conflict"
	refused   outcome = "refused" // the id stands with other words
	shown     outcome = "shown"
	unknown   outcome = "unknown"
	nothing   outcome = "nothing" // turned away, and nothing happened: no part of the history
)

// told is what a client was answered.
type told struct {
	How     outcome
	Version int64
	Theirs  string // ids of the entries in conflict, each with a space after it
	Page    string
	// accounts are what Page is made of, for the client alone.
	accounts map[string]string
}

func (o told) String() string { return fmt.Sprintf("%s %d %s%s", o.How, o.Version, o.Theirs, o.Page) }

// page is what somebody reads of a case: how to reach the victim, and the accounts.
func page(contact string, accounts map[string]string) string {
	var b strings.Builder
	b.WriteString("reach " + contact)
	for _, id := range slices.Sorted(maps.Keys(accounts)) {
		b.WriteString("; " + id[:6] + " " + accounts[id])
	}
	return b.String()
}

// kept are the acts on a case in order; never changed in place.
type kept []asked

func (k kept) version(start int64) int64 { return start + int64(len(k)) }

func (k kept) find(id string) int {
	return slices.IndexFunc(k, func(a asked) bool { return a.ID == id })
}

// clash is what the clerk answers somebody whose act touches what others changed since.
func (k kept) clash(in asked) (theirs string) {
	if in.Base == 0 || in.Do == adds {
		return ""
	}
	for i, a := range k {
		switch {
		case in.Start+int64(i)+1 <= in.Base:
		case in.Do == contacts && a.Do == contacts,
			in.Do != contacts && (a.Do == corrects || a.Do == withdraws) && a.About == in.About:
			theirs += a.ID + " "
		}
	}
	return theirs
}

func (k kept) page() string {
	contact, accounts := "", map[string]string{}
	for _, a := range k {
		switch a.Do {
		case adds:
			accounts[a.ID] = a.Words
		case contacts:
			contact = a.Words
		case corrects:
			accounts[a.About] = a.Words
		case withdraws:
			delete(accounts, a.About)
		}
	}
	return page(contact, accounts)
}

// step is whether the clerk could have answered so, and the case afterwards.
func (k kept) step(in asked, out told) (bool, kept) {
	if in.Do == reads {
		return out.How == unknown || out.Version == k.version(in.Start) && out.Page == k.page(), k
	}
	at := k.find(in.ID)
	theirs := ""
	if at < 0 {
		theirs = k.clash(in)
	}
	with := append(slices.Clip(k), in)
	switch out.How {
	case recorded:
		return at < 0 && theirs == "" && out.Version == with.version(in.Start), with
	case duplicate:
		// The version is that of the act or a later one.
		return at >= 0 && k[at].Words == in.Words && out.Version > in.Start+int64(at) && out.Version <= k.version(in.Start), k
	case conflict:
		return at < 0 && theirs != "" && out.Theirs == theirs, k
	case refused:
		return at >= 0 && k[at].Words != in.Words, k
	case unknown: // it took effect here or, put last of all, it might as well not have
		if at < 0 && theirs == "" {
			return true, with
		}
		return true, k
	}
	return false, k
}

var clerk = porcupine.Model{
	Partition: func(all []porcupine.Operation) [][]porcupine.Operation {
		byCase := map[string][]porcupine.Operation{}
		for _, op := range all {
			id := op.Input.(asked).Case
			byCase[id] = append(byCase[id], op)
		}
		return slices.Collect(maps.Values(byCase))
	},
	Init: func() any { return kept(nil) },
	Step: func(state, in, out any) (bool, any) { return state.(kept).step(in.(asked), out.(told)) },
	Equal: func(a, b any) bool {
		return slices.Equal(a.(kept), b.(kept))
	},
	DescribeOperation: func(in, out any) string { return fmt.Sprintf("%s -> %s", in, out) },
	DescribeState:     func(state any) string { return state.(kept).page() },
}

// The model is worth what it refuses.
func TestTheModelRefusesWhatNoOrderExplains(t *testing.T) {
	t.Parallel()
	contact := func(id, words string, base int64) asked {
		return asked{Case: "c", Start: 5, Do: contacts, ID: id + "......", Words: words, Base: base}
	}
	add := func(id string) asked { return asked{Case: "c", Start: 5, Do: adds, ID: id + "......", Words: id} }
	read := asked{Case: "c", Start: 5, Do: reads}
	type op struct {
		in        asked
		out       told
		call, ret int64
	}
	for name, c := range map[string]struct {
		ops  []op
		want porcupine.CheckResult
	}{
		"one after another": {[]op{{contact("a", "one", 5), told{How: recorded, Version: 6}, 0, 1}, {contact("b", "two", 6), told{How: recorded, Version: 7}, 2, 3}}, porcupine.Ok},
		"two of one version both win": {[]op{{contact("a", "one", 5), told{How: recorded, Version: 6}, 0, 9}, {contact("b", "two", 5), told{How: recorded, Version: 7}, 0, 9}},
			porcupine.Illegal},
		"the loser is shown somebody else": {[]op{{contact("a", "one", 5), told{How: recorded, Version: 6}, 0, 1}, {contact("b", "two", 5), told{How: conflict, Theirs: "x...... "}, 2, 3}},
			porcupine.Illegal},
		"two additions of one version": {[]op{{add("a"), told{How: recorded, Version: 6}, 0, 9}, {add("b"), told{How: recorded, Version: 6}, 0, 9}}, porcupine.Illegal},
		"an acknowledged act is not read": {[]op{{add("a"), told{How: recorded, Version: 6}, 0, 1}, {read, told{How: shown, Version: 5, Page: page("", nil)}, 2, 3}},
			porcupine.Illegal},
		"read while it is under way": {[]op{{add("a"), told{How: recorded, Version: 6}, 0, 3}, {read, told{How: shown, Version: 5, Page: page("", nil)}, 1, 2}}, porcupine.Ok},
		"recorded twice":             {[]op{{add("a"), told{How: recorded, Version: 6}, 0, 1}, {add("a"), told{How: recorded, Version: 7}, 2, 3}}, porcupine.Illegal},
		"a duplicate of nothing":     {[]op{{add("a"), told{How: duplicate, Version: 6}, 0, 1}}, porcupine.Illegal},
	} {
		t.Run(name, func(t *testing.T) {
			var ops []porcupine.Operation
			for i, o := range c.ops {
				ops = append(ops, porcupine.Operation{ClientId: i, Input: o.in, Output: o.out, Call: o.call, Return: o.ret})
			}
			if got := porcupine.CheckOperationsTimeout(clerk, ops, 0); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}
