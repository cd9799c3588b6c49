package offence

import (
	"slices"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// View is one offence beside one pair of a case.
type View struct {
	*Option
	Elements []Weighed
	Notes    []Note
	Inside   *Note         // of an offence of one message: that it lies within a course of conduct, or may
	Earlier  []string      // acts from before it was an offence: they cannot be part of it
	Later    []string      // acts from after another took its place: nor can these
	Undated  []string      // acts that may be, and nobody has said when they were
	Max      Maximum       // on indictment for the latest act; of no years where none is known
	LastDay  calendar.Date // of the limit that runs, taken cautiously; zero where none runs or no act is dated
	Sure     bool          // LastDay rests on an act whose day is certain
	Points   bool          // something recorded bears on what is at its heart
	Recorded []string      // crime records of it, by entry
}

// Weighed is one thing an offence needs, and what the case says of it.
type Weighed struct {
	*Element
	Key     string
	For     []Point
	Against []Point
	Missing []Question
}

// Point is something recorded that bears on an element: acts, or one entry.
type Point struct {
	Says   string
	Acts   []string // ids of incidents, in order of time
	Source string   // id of the entry that says so, where it is no act
}

// Question is what is not known: a fact of the case by its path, or in words where
// no fact holds it.
type Question struct {
	Path   string
	Status fact.Status // of the fact: not asked, or asked and not known
	Words  string
}

// Weigh sets every offence beside the conduct of one pair, in the order of the
// table. Law that was replaced stands among them only where an act may be of its time
// or a crime is recorded under it. Nothing in the answer says that an offence is or is
// not made out.
func (l *Law) Weigh(c *casefile.Case, p *casefile.Pair) []View {
	var out []View
	for i := range l.Offences {
		o := &l.Offences[i]
		if v, acts := l.view(c, p, o); o.Until.IsZero() || acts > 0 || len(v.Recorded) > 0 {
			out = append(out, v)
		}
	}
	return out
}

// view is one offence beside one pair, and how many acts may be of its time.
func (l *Law) view(c *casefile.Case, p *casefile.Pair, o *Option) (View, int) {
	v := View{Option: o}
	w := weigher{c: c, p: p, o: o}
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i]
		switch {
		case !o.From.IsZero() && !x.Occurred.IsZero() && x.Occurred.Latest().Before(o.From.On):
			v.Earlier = append(v.Earlier, x.ID)
			continue
		case !o.Until.IsZero() && !x.Occurred.IsZero() && !x.Occurred.Earliest().Before(o.Until.On):
			v.Later = append(v.Later, x.ID)
			continue
		case !o.From.IsZero() && (x.Occurred.IsZero() || x.Occurred.Earliest().Before(o.From.On)),
			!o.Until.IsZero() && (x.Occurred.IsZero() || !x.Occurred.Latest().Before(o.Until.On)):
			v.Undated = append(v.Undated, x.ID)
		}
		w.acts = append(w.acts, x)
	}
	for _, key := range o.Needs {
		e := w.element(key, l.Elements[key])
		v.Elements = append(v.Elements, e)
		if len(e.For) > 0 && (len(o.Heart) == 0 || slices.Contains(o.Heart, key)) {
			v.Points = true
		}
	}
	v.dates(w.relied(v.Elements))
	v.Notes, v.Inside = w.notes(l), w.inside(l)
	for i := range p.Offences {
		if r := &p.Offences[i]; r.Offence.Given() && r.Offence.Value == o.Code {
			v.Recorded = append(v.Recorded, r.ID)
		}
	}
	return v, len(w.acts)
}

// dates takes the maximum and the limit from the latest act relied on.
func (v *View) dates(relied []*casefile.Incident) {
	var last *casefile.Incident
	for _, x := range relied {
		if !x.Occurred.IsZero() && (last == nil || last.Occurred.From.Before(x.Occurred.From)) {
			last = x
		}
	}
	if last == nil {
		v.Max = v.MaxFor(calendar.Date{Year: 9999, Month: 12, Day: 31})
		return
	}
	v.Max = v.MaxFor(last.Occurred.Latest())
	switch v.Limit {
	case SixMonths:
		v.LastDay, v.Sure = calendar.LastDay(last.Occurred, sixMonths)
	case Special:
		v.LastDay, v.Sure = calendar.LastDay(last.Occurred, threeYears)
	}
}

// weigher looks at one pair for one offence.
type weigher struct {
	c    *casefile.Case
	p    *casefile.Pair
	o    *Option
	acts []*casefile.Incident // that may be part of it, by their dates
}

// element gathers what the case says of one need.
func (w *weigher) element(key string, e *Element) Weighed {
	out := Weighed{Element: e, Key: key}
	if find := finders[e.Find]; find != nil {
		find(w, &out)
	}
	for _, r := range e.Acts {
		if acts := w.which(func(x *casefile.Incident) bool { return r.fits(x) && !refused(x.Unwanted) }); len(acts) > 0 {
			out.For = append(out.For, Point{Says: r.Says + r.Until.mark(), Acts: acts})
		}
	}
	if acts := w.which(func(x *casefile.Incident) bool { return refused(x.Unwanted) && e.names(x) }); len(acts) > 0 && !w.o.Course {
		out.Against = append(out.Against, Point{Says: notUnwanted, Acts: acts})
	}
	for _, r := range e.Facts {
		f, _ := pairFact(w.p, r.Path)
		out.fact(r.Yes, r.No, f, "pairs["+w.p.ID+"]."+r.Path)
	}
	for _, r := range e.Each {
		w.each(&out, r)
	}
	for _, of := range e.Ask {
		for _, x := range w.acts {
			switch {
			case of == "behaviours" && len(x.Behaviours) == 0:
				out.Missing = append(out.Missing, Question{Path: w.actPath(x, of)})
			case of == "channel" && !x.Channel.Given():
				out.ask(w.actPath(x, of), x.Channel.Status)
			}
		}
	}
	if len(w.acts) == 0 && len(e.Acts)+len(e.Each) > 0 && !w.p.Incidents.Complete {
		out.Missing = append(out.Missing, Question{Path: w.path("incidents")})
	}
	if e.Question != "" {
		out.Missing = append(out.Missing, Question{Words: e.Question})
	}
	return out
}

// notUnwanted is said of acts somebody said were not unwanted.
const notUnwanted = "Recorded as not unwanted"

// names reports whether an act is one that an element's rules name.
func (e *Element) names(x *casefile.Incident) bool {
	return slices.ContainsFunc(e.Acts, func(r ActRule) bool { return r.fits(x) })
}

// ask puts a question about a fact that has no value; one that does not arise is none.
func (out *Weighed) ask(path string, st fact.Status) {
	if st != fact.NotApplicable {
		out.Missing = append(out.Missing, Question{Path: path, Status: st})
	}
}

// fact says what an answer tells; without an answer it is a question.
func (out *Weighed) fact(yes, no string, f fact.Fact[bool], path string) {
	switch {
	case !f.Known():
		out.ask(path, f.Status)
	case f.Value && yes != "":
		out.For = append(out.For, Point{Says: yes, Source: f.Source})
	case !f.Value && no != "":
		out.Against = append(out.Against, Point{Says: no, Source: f.Source})
	}
}

// each sorts the acts by their answer to one question.
func (w *weigher) each(out *Weighed, r EachRule) {
	answered := func(value bool) []string {
		return w.which(func(x *casefile.Incident) bool {
			f, _ := actFact(x, r.Of)
			return f.Known() && f.Value == value
		})
	}
	if acts := answered(true); len(acts) > 0 && r.Yes != "" {
		out.For = append(out.For, Point{Says: r.Yes, Acts: acts})
	}
	if acts := answered(false); len(acts) > 0 && r.No != "" {
		out.Against = append(out.Against, Point{Says: r.No, Acts: acts})
	}
	for _, x := range w.acts {
		if f, _ := actFact(x, r.Of); !f.Known() {
			out.ask(w.actPath(x, r.Of), f.Status)
		}
	}
}

func (w *weigher) actPath(x *casefile.Incident, of string) string {
	return "pairs[" + w.p.ID + "].incidents[" + x.ID + "]." + of
}

func (w *weigher) path(of string) string { return "pairs[" + w.p.ID + "]." + of }

func (w *weigher) which(fits func(*casefile.Incident) bool) []string {
	var out []string
	for _, x := range w.acts {
		if fits(x) {
			out = append(out, x.ID)
		}
	}
	return out
}

// fits reports whether an act is one of those a rule names. An act that may be from
// after the rule's last day is not: it is for somebody to say when it was.
func (r ActRule) fits(x *casefile.Incident) bool {
	if !r.Until.IsZero() && (x.Occurred.IsZero() || !x.Occurred.Latest().Before(r.Until.On)) {
		return false
	}
	done := slices.ContainsFunc(x.Behaviours, func(b casefile.Behaviour) bool { return slices.Contains(r.Behaviours, b) })
	of := slices.ContainsFunc(x.Kinds, func(k casefile.HarassmentKind) bool { return slices.Contains(r.Kinds, k) })
	return done || of || x.Channel.Given() && slices.Contains(r.Channels, x.Channel.Value)
}

// relied are the acts the offence would rest on: of a course of conduct all that
// were not welcome, of any other those that an element points to.
func (w *weigher) relied(elements []Weighed) []*casefile.Incident {
	named := map[string]bool{}
	for _, e := range elements {
		for _, pt := range e.For {
			for _, id := range pt.Acts {
				named[id] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(w.acts), func(x *casefile.Incident) bool {
		return refused(x.Unwanted) || !w.o.Course && !named[x.ID]
	})
}

// inside says of an offence of one message that it lies within a course of conduct,
// which is then what is recorded (APP 1.2.2), or that nobody knows yet.
func (w *weigher) inside(l *Law) *Note {
	if !w.o.Message {
		return nil
	}
	yes, unknown := w.p.CourseOfConduct()
	n := l.Notes["maybe_inside"]
	switch {
	case yes:
		n = l.Notes["inside_course"]
	case !unknown:
		return nil
	}
	return &n
}

// notes are those of the offence that apply to this pair.
func (w *weigher) notes(l *Law) []Note {
	var out []Note
	for _, key := range w.o.Notes {
		if key == "former_partner" && !(w.p.Relation.Given() && w.p.Relation.Value == casefile.FormerPartner) {
			continue
		}
		out = append(out, l.Notes[key])
	}
	return out
}

// pairFact is a yes-or-no fact of a pair by its path; ok is false where there is none.
func pairFact(p *casefile.Pair, path string) (f fact.Fact[bool], ok bool) {
	switch path {
	case "impact.feared_violence_twice":
		return p.Impact.FearViolenceTwice, true
	case "impact.serious_alarm_or_distress":
		return p.Impact.SeriousAlarm, true
	case "impact.substantial_adverse_effect":
		return p.Impact.Substantial, true
	case "four.focus_on_person":
		return p.Four.Focus, true
	}
	return f, false
}

// actFact is a yes-or-no fact of an act.
func actFact(x *casefile.Incident, of string) (f fact.Fact[bool], ok bool) {
	switch of {
	case "unwanted":
		return x.Unwanted, true
	case "feared_violence":
		return x.FearViolence, true
	case "breaches_order_or_bail":
		return x.Breach, true
	case "in_public":
		return x.InPublic, true
	case "because_of_sex":
		return x.BecauseOfSex, true
	}
	return f, false
}
