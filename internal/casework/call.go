package casework

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

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
	mostNames = 3  // names followed from what was found
	callPage  = 25 // cases gone through for what was typed
	namePage  = 12 // cases gone through for each name followed
)

// CallAnswer is what somebody on a call is answered with.
type CallAnswer struct {
	Cases []CallCase // most dangerous first (callOrder)
	Cards []SafetyCard
	Names []string   // names followed beyond what was typed
	More  bool       // more cases answer than were gone through
	Looks []LookedAt // every case above, once
	Shown []LookedAt // the cases the cards hang from
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
	people := callPeople(asked)
	parts := slices.Concat(people...)
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		g := gathering{s: s, v: v, now: s.Now(), people: people, at: map[string]int{}}
		for _, q := range parts {
			if err := g.take(ctx, tx, q, false); err != nil {
				return err
			}
		}
		g.out.Names = g.names(parts)
		for _, name := range g.out.Names {
			if err := g.take(ctx, tx, name, true); err != nil {
				return err
			}
		}
		out = g.out
		return nil
	})
	if err != nil {
		return CallAnswer{}, fmt.Errorf("answer a call: %w", err)
	}
	sortCall(out.Cases)
	all := slices.Concat(parts, out.Names)
	for _, q := range all {
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
	s.trip(ctx, v, "", BySearch, all...)
	return out, nil
}

// CallParts are the parts of what was typed: the two people it names, and of each a
// number apart from a name beside it.
func CallParts(asked string) []string { return slices.Concat(callPeople(asked)...) }

// callPeople splits what was typed where it names two people. A line that is one
// thing stays one: only " and ", "&" and ";" part people, never a comma.
func callPeople(asked string) [][]string {
	var out [][]string
	var seen []string
	rest := strings.NewReplacer(" and ", "\x00", " AND ", "\x00", " And ", "\x00", "&", "\x00", ";", "\x00").Replace(asked)
	for part := range strings.SplitSeq(rest, "\x00") {
		if part = strings.TrimSpace(part); part != "" && len(out) < mostAsked && !slices.Contains(seen, part) {
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
	if n := len(linkage.Digits(number)); n < 9 || n > 15 {
		return []string{part}
	}
	return []string{number, name}
}

// gathering is an answer under way.
type gathering struct {
	s   *Service
	v   access.Viewer
	now time.Time

	people [][]string // what was typed, in its parts, for each person named
	out    CallAnswer
	at     map[string]int // case id -> its place in out.Cases
}

// take adds the cases that answer one search. byName admits only people who bear
// that name: it follows somebody who was found.
func (g *gathering) take(ctx context.Context, tx store.Tx, q string, byName bool) error {
	most := callPage
	if byName {
		most = namePage
	}
	page, err := store.SearchTokens(ctx, tx, storeViewer(g.v), g.s.blind.queryGroups(q), store.Cursor{}, most)
	if err != nil {
		return err
	}
	g.out.More = g.out.More || page.More
	for _, r := range page.Items {
		if _, have := g.at[r.CaseID]; have && !byName {
			continue // it was asked of every part when it was found
		}
		l, err := g.s.load(ctx, tx, r.CaseID)
		if err != nil {
			return err
		}
		if l == nil {
			continue
		}
		found, both := g.answered(l.c)
		if byName {
			found = slices.DeleteFunc(matching(l.c, q), func(m Match) bool { return m.Person == "" || !slices.Contains(m.Because, "name") })
		}
		if len(found) == 0 {
			continue
		}
		i, have := g.at[r.CaseID]
		if !have {
			view, told, ok := access.ForCall(l.c, g.v)
			if !ok {
				continue
			}
			page, err := g.s.pageOf(l, view, g.now)
			if err != nil {
				return err
			}
			i, g.at[r.CaseID] = len(g.out.Cases), len(g.out.Cases)
			g.out.Looks = append(g.out.Looks, LookedAt{ID: r.CaseID, Version: r.Version})
			rank := rankOf(l.c, g.now)
			rank.both = both
			g.out.Cases = append(g.out.Cases, CallCase{Told: told, Live: rank.live(), CasePage: page, rank: rank})
		}
		g.out.Cases[i].Matches = append(g.out.Cases[i].Matches, found...)
	}
	return nil
}

// answered is who and what in a case answers each part of what was typed, and
// whether it is about both people asked for: each of them is found, and not as one
// and the same person. A part is looked for in every case found by the other,
// however many answer it elsewhere.
func (g *gathering) answered(c *casefile.Case) (found []Match, both bool) {
	both = len(g.people) > 1
	for _, parts := range g.people {
		n := len(found)
		for _, q := range parts {
			found = append(found, matching(c, q)...)
		}
		both = both && len(found) > n
	}
	alone := !slices.ContainsFunc(found, func(m Match) bool { return m.Person != found[0].Person })
	return found, both && !alone
}

// names are those of the people found so far that were not typed themselves. A
// case found as a case, by its number or by words, is found with all its parties.
func (g *gathering) names(asked []string) []string {
	var out []string
	add := func(p *casefile.Person) {
		if p == nil || !p.Name.Given() || len(out) == mostNames {
			return
		}
		name := string(p.Name.Value)
		same := func(q string) bool { return slices.Equal(linkage.Words(q), linkage.Words(name)) }
		if len(linkage.Words(name)) >= 2 && !slices.ContainsFunc(out, same) && !slices.ContainsFunc(asked, same) {
			out = append(out, name)
		}
	}
	for i := range g.out.Cases {
		c := &g.out.Cases[i]
		for _, id := range c.Who() {
			add(c.Person(id))
		}
		if slices.ContainsFunc(c.Matches, func(m Match) bool { return m.Person == "" && !slices.Contains(m.Because, "words") }) {
			for j := range c.Pairs {
				add(c.Person(c.Pairs[j].VictimID))
				add(c.Person(c.Pairs[j].ActorID))
			}
		}
	}
	return out
}

// CaseForCall is one case as whoever answers a call about it is given it: what a
// call's answer says of it, by its reference.
func (s *Service) CaseForCall(ctx context.Context, v access.Viewer, ref string) (CallCase, error) {
	l, err := s.named(ctx, v, ref)
	if err != nil {
		return CallCase{}, err
	}
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
