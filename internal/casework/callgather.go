package casework

import (
	"context"
	"slices"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/lexicon"
	"foursight/internal/linkage"
	"foursight/internal/store"
)

// part is one part of what was typed on a call: a person, or a number beside a name.
type part struct {
	person  int // which of those named it is of
	typed   string
	born    string    // the date of birth typed beside it
	by      []reading // how it is taken; any of them
	hit     bool      // something answers it
	asOne   bool      // and not only between several people
	place   bool      // an address beside a name
	dated   bool      // somebody found is shown as born on that day
	differs bool      // somebody found is shown as born on another
	unheld  bool      // somebody found is shown without a date of birth
	borne   bool      // somebody bears or has all of it
}

// gathering is an answer under way.
type gathering struct {
	s   *Service
	v   access.Viewer
	now time.Time

	parts []part
	tried []reading // every way in which it was looked for
	out   CallAnswer
	files []*casefile.Case // of out.Cases, in their order
	at    map[string]int   // case id -> its place in out.Cases
}

// typed are the parts as they were typed.
func (g *gathering) typed() []string {
	var out []string
	for _, p := range g.parts {
		out = append(out, p.typed)
	}
	return out
}

// ask finds each part of what was typed, then what comes nearest where nothing has it,
// then whoever of those found is in other cases by name. It depends on nothing the
// viewer may not see.
func (g *gathering) ask(ctx context.Context, tx store.Tx, asked string) error {
	for i, parts := range CallPeople(asked) {
		for _, line := range parts {
			for _, p := range apart(line) {
				g.parts = append(g.parts, part{person: i, typed: p.typed, born: p.born, place: p.place, by: []reading{plainly(p.typed)}})
			}
		}
	}
	for i := range g.parts {
		if err := g.find(ctx, tx, &g.parts[i]); err != nil {
			return err
		}
	}
	g.settle()
	if err := g.leaveOut(ctx, tx); err != nil {
		return err
	}
	for i := range g.parts {
		for _, set := range loosened(g.parts[i].typed) {
			if g.parts[i].hit || g.parts[i].place && g.nameBorne(g.parts[i].person) {
				break
			}
			was := g.parts[i].by
			g.parts[i].by = set
			if err := g.find(ctx, tx, &g.parts[i]); err != nil {
				return err
			}
			if g.settle(); !g.parts[i].hit {
				g.parts[i].by = was
			}
		}
	}
	for _, p := range g.parts {
		switch {
		case !p.hit:
			g.out.None = append(g.out.None, p.typed)
		case !p.asOne || !slices.Equal(p.by, []reading{plainly(p.typed)}):
			g.out.Loose = append(g.out.Loose, p.typed)
		}
		switch {
		case p.dated:
		case p.unheld:
			g.out.Uncompared = append(g.out.Uncompared, p.born)
		case p.differs:
			g.out.Loose = append(g.out.Loose, p.born)
		}
	}
	g.drop()
	g.out.Names = g.names()
	for _, name := range g.out.Names {
		if err := g.follow(ctx, tx, name); err != nil {
			return err
		}
	}
	return nil
}

// leaveOut looks again without the small words of speech, for each part that nobody has
// as it was typed: “my ex Gethin Invented” means Gethin Invented, and not whoever else
// has an ex. A part of small words alone is nobody, unless nothing else was typed.
func (g *gathering) leaveOut(ctx context.Context, tx store.Tx) error {
	var out []part
	for _, p := range g.parts {
		names := lexicon.Named(p.typed)
		if p.borne || p.place || slices.Equal(names, []string{p.typed}) {
			out = append(out, p)
			continue
		}
		for i, name := range names[:min(len(names), mostAsked)] {
			next := part{person: p.person, typed: name, born: p.born, by: []reading{plainly(name)}}
			if i > 0 && g.parts[len(g.parts)-1].person == 0 && !isNumber(name) {
				next.person = 1 // two people in one line of speech
			}
			if err := g.find(ctx, tx, &next); err != nil {
				return err
			}
			out, g.out.Meant = append(out, next), append(g.out.Meant, name)
		}
	}
	if len(out) == 0 {
		return nil
	}
	if out[0].person > 0 { // the first of two was small words alone
		for i := range out {
			out[i].person = 0
		}
	}
	g.parts = out
	g.settle()
	return nil
}

// find adds the cases that answer one part.
func (g *gathering) find(ctx context.Context, tx store.Tx, p *part) error {
	for _, r := range p.by {
		g.tried = append(g.tried, r)
		err := g.each(ctx, tx, r, callPage, func(c *casefile.Case) bool { return len(matching(c, r)) > 0 })
		if err != nil {
			return err
		}
	}
	return nil
}

// follow adds the cases of people who bear a name that somebody found bears: nobody
// typed it. A case that answers what was typed says by what, and no more.
func (g *gathering) follow(ctx context.Context, tx store.Tx, name string) error {
	r := reading{text: name}
	g.tried = append(g.tried, r)
	bears := func(p casefile.Person) bool { return nameAnswers(p, r) }
	if err := g.each(ctx, tx, r, namePage, func(c *casefile.Case) bool { return slices.ContainsFunc(c.Persons.Items, bears) }); err != nil {
		return err
	}
	for i, c := range g.files {
		if g.out.Cases[i].rank.tier != tierFollows {
			continue
		}
		for _, p := range c.Persons.Items {
			if id := casefile.PersonID(p.ID); bears(p) && !slices.Contains(g.out.Cases[i].Who(), id) {
				g.out.Cases[i].Matches = append(g.out.Cases[i].Matches, Match{Person: id, Because: []string{byName}, Follows: true})
			}
		}
	}
	return nil
}

// each admits the cases that a reading meets, that answers holds of and that the viewer
// may be answered with.
func (g *gathering) each(ctx context.Context, tx store.Tx, r reading, most int, answers func(*casefile.Case) bool) error {
	page, err := store.SearchTokens(ctx, tx, storeViewer(g.v), g.s.blind.queryGroups(r), store.Cursor{}, most)
	if err != nil {
		return err
	}
	g.out.More = g.out.More || page.More
	for _, row := range page.Items {
		if _, have := g.at[row.CaseID]; have {
			continue
		}
		l, err := g.s.load(ctx, tx, row.CaseID)
		if err != nil {
			return err
		}
		if l == nil || !answers(l.c) {
			continue
		}
		view, told, ok := access.ForCall(l.c, g.v)
		if !ok {
			continue
		}
		page, err := g.s.pageOf(l, view, g.now)
		if err != nil {
			return err
		}
		g.at[row.CaseID] = len(g.out.Cases)
		g.out.Looks = append(g.out.Looks, LookedAt{ID: row.CaseID, Version: row.Version})
		rank := rankOf(l.c, g.now)
		g.out.Cases = append(g.out.Cases, CallCase{Told: told, Live: rank.live(), CasePage: page, rank: rank})
		g.files = append(g.files, l.c)
	}
	return nil
}

// settle says of every case found so far who and what answers each part of what was
// typed, and whether it is about both people asked for: each of them is found, and not
// as one and the same person. A part is looked for in every case found by the other,
// however many answer it elsewhere.
func (g *gathering) settle() {
	answers := make([][][]Match, len(g.files)) // of each case, of each part
	for n, c := range g.files {
		answers[n] = make([][]Match, len(g.parts))
		for i := range g.parts {
			p := &g.parts[i]
			for _, r := range p.by {
				answers[n][i] = append(answers[n][i], matching(c, r)...)
			}
			p.hit = p.hit || len(answers[n][i]) > 0
			p.asOne = p.asOne || slices.ContainsFunc(answers[n][i], func(m Match) bool { return !m.Spread })
			p.borne = p.borne || slices.ContainsFunc(answers[n][i], func(m Match) bool { return !m.Spread && m.Person != "" })
		}
	}
	for n := range g.files {
		var found []Match
		people := map[int]bool{}
		for i, p := range g.parts {
			own := answers[n][i]
			if p.borne { // who has the name need not be made up of two who do not
				own = slices.DeleteFunc(own, func(m Match) bool { return m.Spread })
			}
			if len(own) > 0 {
				found = append(found, own...)
				if !p.place || !g.nameBorne(p.person) { // a stranger at the address is not who was asked for
					people[p.person] = true
				}
			}
		}
		asked := g.parts[len(g.parts)-1].person + 1
		alone := !slices.ContainsFunc(found, func(m Match) bool { return m.Person != found[0].Person })
		at := &g.out.Cases[n]
		at.rank.fits = g.fits(n, answers[n])
		at.Matches, at.rank.tier, at.rank.both = found, answerTier(found), asked > 1 && len(people) == asked && !alone
	}
}

// drop leaves out the cases in which nothing answers any more.
func (g *gathering) drop() {
	was := g.out
	g.out.Cases, g.out.Looks, g.files, g.at = nil, nil, slices.Clone(g.files), map[string]int{}
	files := g.files[:0]
	for n, c := range was.Cases {
		if len(c.Matches) > 0 {
			g.at[c.ID] = len(g.out.Cases)
			g.out.Cases, g.out.Looks, files = append(g.out.Cases, c), append(g.out.Looks, was.Looks[n]), append(files, g.files[n])
		}
	}
	g.files = files
}

// names are those of the people found so far that were not typed themselves. A
// case found as a case, by its number or by words, is found with all its parties, and
// one found by its victim with whom she reports: what binds him elsewhere must not
// depend on whose name was typed.
func (g *gathering) names() []string {
	var out []string
	add := func(p *casefile.Person) {
		if p == nil || !p.Name.Given() || len(out) == mostNames {
			return
		}
		name := string(p.Name.Value)
		same := func(q string) bool { return slices.Equal(linkage.NameWords(q), linkage.NameWords(name)) }
		if len(linkage.Words(name)) >= 2 && !slices.ContainsFunc(out, same) && !slices.ContainsFunc(g.typed(), same) {
			out = append(out, name)
		}
	}
	for i := range g.out.Cases {
		c := &g.out.Cases[i]
		for _, id := range c.Who() {
			add(c.Person(id))
		}
		if slices.ContainsFunc(c.Matches, func(m Match) bool { return m.Person == "" && !slices.Contains(m.Because, byWords) }) {
			for j := range c.Pairs {
				add(c.Person(c.Pairs[j].VictimID))
				add(c.Person(c.Pairs[j].ActorID))
			}
		}
	}
	if n := len(g.parts); n > 0 && g.parts[n-1].person > 0 {
		return out // two people were named: what binds either is looked for already
	}
	for i := range g.out.Cases {
		c := &g.out.Cases[i]
		who := c.Who()
		for j := range c.Pairs {
			if p := &c.Pairs[j]; slices.Contains(who, p.VictimID) && !slices.ContainsFunc(c.Matches, func(m Match) bool { return m.Spread }) {
				add(c.Person(p.ActorID))
			}
		}
	}
	return out
}
