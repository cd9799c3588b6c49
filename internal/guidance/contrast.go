package guidance

import (
	"slices"
	"strings"
)

// Contrast is one question by which the guidance tells two answers apart, worded
// so that somebody can be asked it. Which way an answer points is not said again
// here: it is read off the clauses that argue from it, so that the advice and the
// page that asks can never differ.
type Contrast struct {
	Key      string     `yaml:"key" need:"yes"`
	Cite     []Citation `yaml:"cite" need:"yes"`
	Fact     string     `yaml:"fact" need:"yes" doc:"Path of the yes-or-no fact that holds the answer"`
	Ask      string     `yaml:"ask" need:"yes" doc:"An open question to put to the person"`
	Yes      string     `yaml:"yes" doc:"Clause that argues from a yes"`
	No       string     `yaml:"no" doc:"Clause that argues from a no"`
	Together string     `yaml:"together" doc:"Instead: the clause that argues when this and others are all yes"`

	yes, no, together *Clause
	reversed          bool
}

// Points is what a yes and what a no speak for; nil where the answer says nothing
// by itself.
func (c *Contrast) Points() (yes, no *Argument) {
	if c.yes == nil {
		return nil, nil
	}
	return c.yes.Argue, c.no.Argue
}

// Jointly is what the answer speaks for once the others of its group are yes as
// well; nil where it speaks alone.
func (c *Contrast) Jointly() *Argument {
	if c.together == nil {
		return nil
	}
	return c.together.Argue
}

// Rests is the clause a yes argues through, alone or with others.
func (c *Contrast) Rests() *Clause {
	if c.yes != nil {
		return c.yes
	}
	return c.together
}

// Reversed reports whether a yes speaks for something else than a yes to the first
// question of the list that speaks alone.
func (c *Contrast) Reversed() bool { return c.reversed }

// Contrasts lists the questions by which two answers are told apart, in the order
// of the guidance.
func (e *Edition) Contrasts() []Contrast { return e.contrasts }

// Contrast returns the question that a fact answers, or nil.
func (e *Edition) Contrast(fact string) *Contrast {
	i := slices.IndexFunc(e.contrasts, func(c Contrast) bool { return c.Fact == fact })
	if i < 0 {
		return nil
	}
	return &e.contrasts[i]
}

// checkContrasts joins each question to the clauses that argue from its answer, and
// refuses one whose clause reads something else: the page would then say of an
// answer what the advice does not.
func (l *loader) checkContrasts() {
	r := l.readers["contrasts.yaml"]
	straight := ""
	for i := range l.ed.contrasts {
		c := &l.ed.contrasts[i]
		if r.node(c, "") == nil {
			continue // not a mapping: already a fault
		}
		l.checkCites(r, c, c.Cite)
		if f := l.opt.Case.paths[c.Fact]; f == nil || f.kind != Bool {
			r.fault(r.node(c, "fact"), didYouMean(c.Fact, l.opt.Case.Paths()), "contrast %s: %q is no yes-or-no fact", c.Key, c.Fact)
			continue
		}
		if (c.Together == "") == (c.Yes == "" || c.No == "") {
			r.fault(r.node(c, ""), "both yes and no, or together", "contrast %s does not say which clauses argue from the answer", c.Key)
			continue
		}
		own := strings.Replace(c.Fact, "pairs.", "pair.", 1)
		reads := func(field, key string, does func(*Clause) bool) *Clause {
			k := l.ed.byKey[key]
			switch {
			case k == nil:
				r.fault(r.node(c, field), didYouMean(key, sortedKeys(l.ed.byKey)), "there is no clause %q", key)
			case k.Argue == nil || !does(k):
				r.fault(r.node(c, field), "a clause that argues from "+c.Fact, "%s does not argue from this answer", key)
			default:
				return k
			}
			return nil
		}
		if c.Together != "" {
			c.together = reads("together", c.Together, func(k *Clause) bool { return slices.Contains(k.deps, c.Fact) })
			continue
		}
		yes := reads("yes", c.Yes, func(k *Clause) bool { return strings.TrimSpace(k.When) == own })
		no := reads("no", c.No, func(k *Clause) bool { return strings.TrimSpace(k.When) == "!"+own })
		if yes == nil || no == nil {
			continue
		}
		c.yes, c.no = yes, no
		if straight == "" {
			straight = yes.Argue.For
		}
		c.reversed = yes.Argue.For != straight
	}
}
