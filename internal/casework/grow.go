package casework

import (
	"fmt"
	"slices"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/guidance"
)

// growing is a case while acts are recorded on it together. Each act is folded,
// evaluated and carried to the ledger by itself, as if it had come alone, but
// only what it can have changed is worked out: a hundred acts cost little more
// for each than for what each says.
type growing struct {
	s       *Service
	ed      *guidance.Edition // that the case stands under
	ctx     guidance.Context  // of every evaluation, but for the decisions of each
	now     time.Time         // when the acts are admitted
	c       *casefile.Case    // with the acts kept so far
	with    *casefile.Case    // with the act being tried
	version int64
	before  *loaded
	fold    *casefile.Folding
	kinds   map[string]string // of the entries, by id; made when first asked for
	frame   *guidance.Frame   // of c; nil before the first act is kept
	tried   *guidance.Frame   // of with; nil until it is asked for
	series  *guidance.Series
}

// grow begins with a case as loaded, its ledger carried on to now.
func (s *Service) grow(id string, l *loaded, now time.Time) (*growing, error) {
	now = admittedAt(l, now)
	before, err := s.caughtUp(l, now)
	if err != nil {
		return nil, err
	}
	if before.at.IsZero() {
		before = new(*before)
		before.term = s.allTerms().at(now).seq
	}
	ed, ctx, err := s.rules(before, before.c, now)
	if err != nil {
		return nil, err
	}
	return &growing{s: s, ed: ed, ctx: ctx, now: now, c: before.c, version: before.version, before: before,
		fold: casefile.Resume(id, before.events), series: guidance.NewSeries(ed, &before.found, before.ledger)}, nil
}

// try folds an act, and stamps it with the staff it shuts out. It is kept or
// dropped before the next is tried.
func (g *growing) try(e *casefile.Event) {
	g.with, g.tried = g.fold.Add(*e), nil
	if g.s.shutNamesakes(e, g.with) {
		g.fold.Undo()
		g.with = g.fold.Add(*e)
	}
}

// drop takes the act being tried back.
func (g *growing) drop() {
	g.c = g.fold.Undo()
	g.with, g.tried = nil, nil
}

// keep carries the ledger over the act being tried.
func (g *growing) keep(e casefile.Event) {
	f := g.laidOut(e)
	changed := changedBy(e)
	if g.version == 0 {
		changed = nil
	}
	g.version = e.Seq
	g.with.Version = e.Seq
	ctx := g.ctx
	ctx.Decisions = edition.Decisions(g.with)
	g.series.Step(f, ctx, changed)
	g.c, g.frame = g.with, f
	if g.kinds != nil {
		g.kinds[e.ID] = e.Kind
	}
}

// laidOut is the case with the act being tried, laid out for evaluation.
func (g *growing) laidOut(e casefile.Event) *guidance.Frame {
	switch {
	case g.tried != nil:
	case g.frame == nil:
		g.tried = guidance.Flatten(g.s.schema, g.with)
	default:
		g.tried = guidance.Reflatten(g.frame, g.with, changedBy(e), g.fold.Grew())
	}
	return g.tried
}

// ledger is as it stands after the acts kept so far.
func (g *growing) ledger() guidance.Ledger { return g.series.Ledger() }

// unguarded refuses an act after which the guardian of a restricted case would be
// shut out of it, so that it would exist for nobody who answers for it. What is to
// be said of them can be said as soon as somebody else guards.
func (g *growing) unguarded(e casefile.Event) []casefile.Problem {
	r := g.with.Restricted
	if r == nil {
		return nil
	}
	shut := func(c *casefile.Case, id casefile.StaffID) bool { return slices.Contains(c.Conflicts, id) }
	if e.Kind == "AccessRestricted" {
		var out []casefile.Problem
		if shut(g.with, r.Guardian) {
			out = append(out, casefile.Problem{Field: "guardian", Code: "guardian_shut_out",
				What: "This case is about the guardian you name, or about somebody of that name. It must not be theirs to see: name somebody else."})
		}
		for i, m := range r.Members {
			if m != r.Guardian && shut(g.with, m) {
				out = append(out, casefile.Problem{Field: fmt.Sprintf("members[%d]", i), Code: "member_shut_out",
					What: "This case is about somebody you let see it, or about somebody of that name. Leave them out."})
			}
		}
		return out
	}
	if was := g.c.Restricted; shut(g.with, r.Guardian) && (was == nil || !shut(g.c, was.Guardian)) {
		return []casefile.Problem{{Code: "guardian_shut_out",
			What: "This would shut out the guardian of this restricted case, and nobody would be left to answer for it. Restrict it again with another guardian first, then record this."}}
	}
	return nil
}

// correctionProblems checks that what a correction names is an entry of the case,
// of the same kind.
func (g *growing) correctionProblems(e casefile.Event) []casefile.Problem {
	if e.Corrects == "" {
		return nil
	}
	if g.kinds == nil {
		g.kinds = map[string]string{}
		for _, x := range g.fold.Events() {
			g.kinds[x.ID] = x.Kind
		}
	}
	switch kind, ok := g.kinds[e.Corrects]; {
	case !ok:
		return []casefile.Problem{{Field: "corrects", Code: "nothing_to_correct", What: "The entry to be corrected is not in this case."}}
	case kind != e.Kind:
		return []casefile.Problem{{Field: "corrects", Code: "wrong_kind", What: "A correction is of the same kind as the entry it corrects."}}
	}
	return nil
}

// grown is the case with every act kept.
func (g *growing) grown() *loaded {
	found, ledger := g.series.End()
	return &loaded{events: g.fold.Events(), c: g.c, found: *found, foundAt: millis(g.now), version: g.version,
		reach: reach{ledger: ledger, at: g.now, term: g.before.term, flip: found.NextFlip}}
}
