package casework

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/linkage"
	"foursight/internal/store"
)

// A call is answered from one line of words: a number, a name, an address, a
// reference, an account, a plate, or two people joined by "and". What it finds is
// followed once: whoever is found is looked for again by name, so that a number in
// one case leads to what the same person is in others (practice 3.1).

const (
	mostAsked = 2  // people in one line
	mostNames = 5  // names followed from what was found
	callPage  = 25 // cases gone through for what was typed
	namePage  = 12 // cases gone through for each name followed
)

// CallAnswer is what somebody on a call is answered with.
type CallAnswer struct {
	Cases      []CallCase // in callOrder
	Cards      []SafetyCard
	Names      []string   // names followed beyond what was typed
	Meant      []string   // what was looked for in place of a line with small words of speech in it
	Loose      []string   // parts of what was typed that no case has as they were typed; what comes nearest is in Cases
	None       []string   // parts of what was typed that nothing at all was found for
	Uncompared []string   // dates of birth that were typed beside a name, where the viewer is shown none of whoever was found by it
	More       bool       // more cases answer than were gone through
	Looks      []LookedAt // every case above, once
	Shown      []LookedAt // the cases the cards hang from

	described map[CallPerson]linkage.Person
	apart     map[[2]string]bool // two of the cases that somebody has decided do not belong together
}

// CallCase is one case as the answer to a call gives it.
type CallCase struct {
	*CasePage
	Told    bool // terms and safe contact are in it; else they are withheld
	Matches []Match
	Live    bool // a threat to life, custody, an order, bail or a marker stands, or somebody was last said not to be safe

	rank callRank
}

// Who are the people of the case that answered, in its own order.
func (c CallCase) Who() []casefile.PersonID {
	var out []casefile.PersonID
	for _, m := range c.Matches {
		if m.Person != "" && !slices.Contains(out, m.Person) {
			out = append(out, m.Person)
		}
	}
	return out
}

// AnswerCall finds what a caller, or the person they speak of, is known for, within
// what the viewer may see. Restricted cases are not there; their safety cards are.
func (s *Service) AnswerCall(ctx context.Context, v access.Viewer, asked string) (CallAnswer, error) {
	if !v.Police() {
		return CallAnswer{}, ErrNotAllowed
	}
	var out CallAnswer
	var parts []string
	var tried []reading
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		g := &gathering{s: s, v: v, now: s.Now(), at: map[string]int{}}
		if err := g.ask(ctx, tx, asked); err != nil {
			return err
		}
		g.describe()
		out, parts, tried = g.out, compact(slices.Concat(CallParts(asked), g.typed())), g.tried
		return nil
	})
	if err != nil {
		return CallAnswer{}, fmt.Errorf("answer a call: %w", err)
	}
	sortCall(out.Cases)
	for _, q := range slices.Concat(parts, out.Names) {
		cards, err := s.SafetyCards(ctx, v, q)
		if err != nil {
			return CallAnswer{}, err
		}
		for i, c := range cards.Items {
			if !slices.ContainsFunc(out.Cards, func(have SafetyCard) bool { return have.ID == c.ID }) {
				out.Cards, out.Shown = append(out.Cards, c), append(out.Shown, cards.Looks[i])
			}
		}
	}
	s.tripBy(ctx, v, "", BySearch, tried...)
	return out, nil
}

// CallParts are the parts of what was typed: the two people it names, and of each a
// number apart from a name beside it.
func CallParts(asked string) []string { return slices.Concat(CallPeople(asked)...) }

// CallPeople splits what was typed where it names two people. A line that is one
// thing stays one: only " and ", "&" and ";" part people, never a comma. A title alone
// is nobody.
func CallPeople(asked string) [][]string {
	var out [][]string
	var seen []string
	rest := strings.NewReplacer(" and ", "\x00", " AND ", "\x00", " And ", "\x00", "&", "\x00", ";", "\x00").Replace(asked)
	for part := range strings.SplitSeq(rest, "\x00") {
		if part = strings.TrimSpace(part); part != "" && len(out) < mostAsked && !linkage.IsTitle(part) && !slices.Contains(seen, part) {
			out, seen = append(out, numberAndName(part)), append(seen, part)
		}
	}
	return out
}

// besideName is a telephone number before or after a name of one to four words.
var besideName = regexp.MustCompile(`^(\+?[\d ()-]{9,})[ ,]+(\pL[\pL'’.-]*(?: \pL[\pL'’.-]*){0,3})$|^(\pL[\pL'’.-]*(?: \pL[\pL'’.-]*){0,3})[ ,]+(\+?[\d ()-]{9,})$`)

// numberAndName splits a telephone number from the name beside it; all else is one.
func numberAndName(part string) []string {
	m := besideName.FindStringSubmatch(part)
	if m == nil {
		return []string{part}
	}
	number, name := strings.TrimSpace(m[1]+m[4]), strings.TrimSpace(m[2]+m[3])
	if n := len(linkage.Digits(number)); n < 9 || n > 15 || number[0] != '0' && number[0] != '+' && n != 10 && n != 11 {
		return []string{part}
	}
	return []string{number, name}
}

// CaseForCall is one case as whoever answers a call about it is given it: what a
// call's answer says of it, by its reference.
func (s *Service) CaseForCall(ctx context.Context, v access.Viewer, ref string) (CallCase, error) {
	l, err := s.named(ctx, v, ref)
	if err != nil {
		return CallCase{}, err
	}
	return s.forCall(ctx, v, l)
}

func (s *Service) forCall(ctx context.Context, v access.Viewer, l *loaded) (CallCase, error) {
	view, told, ok := access.ForCall(l.c, v)
	if !ok || view.Permission.Basis == access.SharedWith {
		return CallCase{}, ErrNoCase
	}
	now := s.Now()
	page, err := s.pageOf(l, view, now)
	if err != nil {
		return CallCase{}, err
	}
	return CallCase{CasePage: page, Told: told, Live: rankOf(l.c, now).live()}, s.hideLinks(ctx, page)
}
