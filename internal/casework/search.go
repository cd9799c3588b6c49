package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/journal"
	"foursight/internal/linkage"
	"foursight/internal/store"
)

// Found is one search hit and what in the case answered the search.
type Found struct {
	Row
	Because []string // "name", "number", "words" ...: never the value itself
}

// searchPage bounds how many rows are opened to confirm one page of hits.
const searchPage = 25

// Search finds cases by reference, other systems' numbers, name as written or as
// it sounds, part of a number, account, vehicle, postcode, or words. Blind
// tokens narrow in the database; the opened text confirms. Names and numbers are
// never put in an address: the web keeps results under an opaque id.
func (s *Service) Search(ctx context.Context, v access.Viewer, query string) (List[Found], error) {
	if !v.Police() {
		return List[Found]{}, ErrNotAllowed
	}
	groups := s.blind.queryGroups(query)
	var out List[Found]
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		out = List[Found]{}
		page, err := store.SearchTokens(ctx, tx, storeViewer(v), groups, store.Cursor{}, searchPage)
		if err != nil {
			return err
		}
		for _, r := range page.Items {
			l, err := s.load(ctx, tx, r.CaseID)
			if err != nil {
				return err
			}
			if l == nil {
				continue
			}
			if _, ok := access.ToCase(v, l.c); !ok {
				continue
			}
			because := confirms(l.c, query)
			if len(because) == 0 {
				continue
			}
			row, err := s.row(r)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, Found{Row: row, Because: because})
			out.Looks = append(out.Looks, LookedAt{ID: r.CaseID, Version: r.Version})
		}
		if page.More {
			out.Next = page.Next.String()
		}
		return nil
	})
	if err != nil {
		return List[Found]{}, fmt.Errorf("search: %w", err)
	}
	// The same look-up runs after every search, hit or miss, and nobody waits
	// for it: a restricted case that would have answered pages its guardian.
	s.trip(ctx, v, "", BySearch, query)
	return out, nil
}

// confirms says what in a case answers a search, on its opened text.
func confirms(c *casefile.Case, query string) []string {
	var out []string
	for _, m := range matching(c, query) {
		out = append(out, m.Because...)
	}
	return compact(out)
}

// OwnNumbers are how a search is answered by a number that names one whole case.
var OwnNumbers = []string{"reference", "another system's number"}

// Match is somebody of a case and what of theirs answered a search; Person is
// empty for what belongs to the case itself.
type Match struct {
	Person  casefile.PersonID
	Because []string // "name", "number", "reference" ...: never the value itself
}

// matching lists who and what in a case answers a search: the case's own numbers,
// then its people, then what was said.
func matching(c *casefile.Case, query string) []Match {
	var out []Match
	at := Match{}
	say := func(ok bool, what string) {
		if ok {
			at.Because = append(at.Because, what)
		}
	}
	done := func(next casefile.PersonID) {
		if len(at.Because) > 0 {
			at.Because = compact(at.Because)
			out = append(out, at)
		}
		at = Match{Person: next}
	}
	ref, d := linkage.Plain(query), linkage.Digits(query)
	number := len(d) >= 4 && len(d)*2 >= len(strings.TrimSpace(query))
	say(ref != "" && linkage.Plain(c.Ref) == ref || slices.Contains(fullRefs(query), c.Ref), OwnNumbers[0])
	for _, x := range c.External {
		say(ref != "" && linkage.Plain(string(x.Number)) == ref, OwnNumbers[1])
	}
	for _, p := range c.Persons.Items {
		done(casefile.PersonID(p.ID))
		say(nameAnswers(p, query), "name")
		say(number && anyLine(phonesOf(p), func(n string) bool { return strings.Contains(linkage.Number(n), linkage.Number(query)) }), "number")
		h := linkage.Account(query)
		say(len(h) >= 3 && anyLine(accountsOf(p), func(n string) bool { return strings.Contains(linkage.Account(n), h) }), "account")
		say(ref != "" && anyLine(p.Vehicles, func(n string) bool { return linkage.Plain(n) == ref }), "vehicle")
		say(anyLine(p.Addresses, func(a string) bool { return addressAnswers(a, query) }), "address")
	}
	done("")
	say(!number && textAnswers(c, query), "words")
	done("")
	return out
}

// addressAnswers reports whether an address has the postcode searched for, or all
// of two words or more.
func addressAnswers(address, query string) bool {
	if pc := linkage.Postcode(query); pc != "" && len(strings.Fields(query)) <= 2 {
		return linkage.Postcode(address) == pc
	}
	asked, have := linkage.Words(query), linkage.Words(address)
	return len(asked) >= 2 && !slices.ContainsFunc(asked, func(w string) bool { return !slices.Contains(have, w) })
}

// phonesOf and accountsOf are what somebody is reached by, their safe contact
// included: whoever calls from it is found by it.
func phonesOf(p casefile.Person) []casefile.Line {
	if n := safeNumber(p); n != "" && !strings.Contains(n, "@") {
		return append(slices.Clone(p.Phones), casefile.Line(n))
	}
	return p.Phones
}

func accountsOf(p casefile.Person) []casefile.Line {
	out := slices.Concat(p.Handles, p.Emails)
	if n := safeNumber(p); strings.Contains(n, "@") {
		out = append(out, casefile.Line(n))
	}
	return out
}

func safeNumber(p casefile.Person) string {
	if p.SafeContact == nil {
		return ""
	}
	return string(p.SafeContact.Data.Number)
}

func compact(in []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range in {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

func anyLine(lines []casefile.Line, f func(string) bool) bool {
	for _, l := range lines {
		if f(string(l)) {
			return true
		}
	}
	return false
}

func nameAnswers(p casefile.Person, query string) bool {
	asked := linkage.Words(query)
	if len(asked) == 0 {
		return false
	}
	for _, n := range append([]casefile.Line{p.Name.Value}, p.Aliases...) {
		have := map[string]bool{}
		for _, w := range linkage.Words(string(n)) {
			have[w], have["~"+linkage.Sound(w)] = true, true
		}
		all := len(have) > 0
		for _, w := range asked {
			all = all && (have[w] || len(w) >= 3 && have["~"+linkage.Sound(w)])
		}
		if all {
			return true
		}
	}
	return false
}

func textAnswers(c *casefile.Case, query string) bool {
	have := map[string]bool{}
	for _, t := range append(texts(c), addresses(c)...) {
		for _, w := range linkage.Words(t) {
			have[stem(w)] = true
		}
	}
	asked := linkage.Words(query)
	for _, w := range asked {
		if !have[stem(w)] {
			return false
		}
	}
	return len(asked) > 0
}

func addresses(c *casefile.Case) []string {
	var out []string
	for _, p := range c.Persons.Items {
		for _, a := range p.Addresses {
			out = append(out, string(a))
		}
	}
	return out
}

// KeepSearch stores what was searched for under an opaque id of the viewer's own,
// so that no name or number stands in an address.
func (s *Service) KeepSearch(ctx context.Context, v access.Viewer, query string) (string, error) {
	id := journal.NewID()
	b, err := json.Marshal(query)
	if err != nil {
		return "", err
	}
	return id, s.PutWorking(ctx, WorkingItem{Kind: "search", Key: id, Owner: v.Staff.ID, Expires: s.Now().Add(12 * time.Hour), Data: b})
}

// KeptSearch is what was searched for; false for anybody else's id.
func (s *Service) KeptSearch(ctx context.Context, v access.Viewer, id string) (string, bool) {
	item, ok, err := s.GetWorking(ctx, "search", id)
	if err != nil || !ok || item.Owner != v.Staff.ID {
		return "", false
	}
	var q string
	return q, json.Unmarshal(item.Data, &q) == nil
}
