package offence

import (
	"slices"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// finders are the ways of looking that a table cannot say: each adds what it finds
// to what an element has.
var finders map[string]func(*weigher, *Weighed)

func init() {
	finders = map[string]func(*weigher, *Weighed){
		"course": course, "several": several, "told": told, "changes": changes, "hostility": hostility, "connected": connected,
		"coercion": coercion, "order": order, "breach": breach,
	}
}

// course looks for two or more acts on separate occasions, and what ties them.
func course(w *weigher, out *Weighed) {
	unwelcome := w.which(func(x *casefile.Incident) bool { return !refused(x.Unwanted) })
	sure := w.which(func(x *casefile.Incident) bool { return x.Unwanted.Known() && x.Unwanted.Value })
	yes, _ := w.p.CourseOfConduct()
	switch {
	case len(sure) > 1 || yes && len(sure) > 0:
		out.For = append(out.For, Point{Says: "Acts recorded as unwanted", Acts: sure})
	case len(unwelcome) > 0:
		out.For = append(out.For, Point{Says: "Acts recorded so far", Acts: unwelcome})
	}
	if w.oneDay(unwelcome) {
		out.Missing = append(out.Missing, Question{Words: "All these acts are of one day: were they separate occasions? A burst of messages may be one."})
	}
	if welcome := w.which(func(x *casefile.Incident) bool { return refused(x.Unwanted) }); len(welcome) > 0 {
		out.Against = append(out.Against, Point{Says: notUnwanted, Acts: welcome})
	}
	if len(unwelcome) < 2 && !yes && w.p.Incidents.Complete {
		out.Against = append(out.Against, Point{Says: "Asked, and there were no other acts", Source: w.p.Incidents.Source})
	}
	switch {
	case w.p.Connected:
		out.For = append(out.For, Point{Says: "It is put in words what ties the acts together", Source: w.p.ConnectedBy})
	case w.p.Sparse:
		out.Against = append(out.Against, Point{Says: "The acts are few and far apart, or come round on one day, and nothing says yet what ties them together"})
		out.Missing = append(out.Missing, Question{Path: w.path("connection_explained")})
	}
	for _, x := range w.acts {
		if !x.Unwanted.Known() {
			out.ask(w.actPath(x, "unwanted"), x.Unwanted.Status)
		}
	}
	if !w.p.Incidents.Complete {
		out.Missing = append(out.Missing, Question{Path: w.path("incidents")})
	}
}

// several looks for an act towards each of two or more people by the same actor, of this
// pair and of the others of the case (LAW-05).
func several(w *weigher, out *Weighed) {
	welcome := func(x *casefile.Incident) bool { return refused(x.Unwanted) }
	own := w.which(func(x *casefile.Incident) bool { return !welcome(x) })
	others := map[casefile.PersonID]bool{}
	for i := range w.c.Pairs {
		p := &w.c.Pairs[i]
		if p.ID == w.p.ID || w.p.ActorID == "" || p.ActorID != w.p.ActorID || p.VictimID == w.p.VictimID {
			continue
		}
		for j := range p.Incidents.Items {
			if x := &p.Incidents.Items[j]; !welcome(x) && !others[p.VictimID] {
				others[p.VictimID] = true
				out.For = append(out.For, Point{Says: "An act of theirs towards another victim of this case", Source: x.ID})
			}
		}
	}
	if len(own) == 0 || len(others) == 0 {
		out.For = nil
		out.Missing = append(out.Missing, Question{Words: "Have they done anything to two or more people, with the same aim?"})
		return
	}
	out.For = append([]Point{{Says: "Acts towards this victim", Acts: own}}, out.For...)
}

// oneDay reports whether several acts are all known to be of one civil day: two
// occasions are needed, and a burst may be one (reading R-08).
func (w *weigher) oneDay(ids []string) bool {
	var day calendar.Date
	for _, x := range w.acts {
		if !slices.Contains(ids, x.ID) {
			continue
		}
		from := x.Occurred.Earliest()
		if x.Occurred.IsZero() || from != x.Occurred.Latest() || !day.IsZero() && day != from {
			return false
		}
		day = from
	}
	return len(ids) > 1
}

func refused(f fact.Fact[bool]) bool {
	return f.Known() && !f.Value || f.Status == fact.NotApplicable
}

// told looks for what made plain to the suspect that contact is unwanted.
func told(w *weigher, out *Weighed) {
	for i := range w.p.Told {
		out.For = append(out.For, Point{Says: "They were told that contact is unwanted", Source: w.p.Told[i].ID})
	}
	if w.p.ActorID != "" {
		for i := range w.c.KnownOrders {
			if o := &w.c.KnownOrders[i]; o.PersonID == w.p.ActorID && o.Served {
				out.For = append(out.For, Point{Says: "An order was served on them", Source: o.ID})
			}
		}
		for i := range w.c.Bails {
			if b := &w.c.Bails[i]; b.PersonID == w.p.ActorID {
				out.For = append(out.For, Point{Says: "They were bound by conditions", Source: b.ID})
			}
		}
	}
	if acts := w.which(func(x *casefile.Incident) bool { return x.Data.Response != "" }); len(acts) > 0 {
		out.For = append(out.For, Point{Says: "What the victim said or did then is recorded", Acts: acts})
	}
	if len(w.p.Told) == 0 {
		out.Missing = append(out.Missing, Question{Path: w.path("told_to_stop")})
	}
}

// changes looks for what has changed in the victim's daily life (LAW-12).
func changes(w *weigher, out *Weighed) {
	list := &w.p.Impact.Changes
	switch {
	case len(list.Items) > 0:
		out.For = append(out.For, Point{Says: "Changes in the victim's daily life are recorded"})
	case list.Complete:
		out.Against = append(out.Against, Point{Says: "Asked, and nothing has changed in the victim's daily life", Source: list.Source})
	default:
		out.Missing = append(out.Missing, Question{Path: w.path("impact.changes")})
	}
}

// hostility looks for hostility of the strands an element names.
func hostility(w *weigher, out *Weighed) {
	h := &w.p.Hostility
	found := slices.ContainsFunc(h.Strands.Items, func(s casefile.Strand) bool { return slices.Contains(out.Strands, s) })
	switch {
	case found:
		out.For = append(out.For, Point{Says: "Such hostility is recorded", Source: h.ID})
	case h.Strands.Complete:
		out.Against = append(out.Against, Point{Says: "It was asked, and no such hostility was found", Source: h.Strands.Source})
	default:
		out.Missing = append(out.Missing, Question{Path: w.path("hostility.strands")})
	}
	if acts := w.which(func(x *casefile.Incident) bool {
		return slices.Contains(x.Behaviours, "hate_language") || slices.Contains(x.Kinds, "discriminatory")
	}); len(acts) > 0 {
		out.For = append(out.For, Point{Says: "Hate language or discrimination, of whatever kind", Acts: acts})
	}
}

// connected looks at how the two know each other, by the days of the acts: from one
// day on former partners, and relatives who live apart, are personally connected for
// all purposes of s76 (OFF-N4: DA Act 2021 s68).
func connected(w *weigher, out *Weighed) {
	r := w.p.Relation
	if !r.Known() {
		out.ask(w.path("relationship"), r.Status)
		return
	}
	switch r.Value {
	case casefile.CurrentPartner:
		out.For = append(out.For, Point{Says: "They are partners", Source: r.Source})
	case casefile.Dated:
		out.For = append(out.For, Point{Says: "They have dated", Source: r.Source})
		out.Missing = append(out.Missing, Question{Words: "Was it an intimate personal relationship?"})
	case casefile.FormerPartner, casefile.FamilyMember:
		says := map[casefile.Relationship]string{casefile.FormerPartner: "They were partners", casefile.FamilyMember: "They are family"}[r.Value]
		out.For = append(out.For, Point{Says: says, Source: r.Source})
		if early := w.which(func(x *casefile.Incident) bool {
			return !x.Occurred.IsZero() && x.Occurred.Earliest().Before(out.Wider.On)
		}); len(early) > 0 {
			out.Against = append(out.Against, Point{Says: "Acts before " + out.Wider.Words() + ", which count only if they lived together then", Acts: early})
		}
	case casefile.NotKnown:
		out.Missing = append(out.Missing, Question{Path: w.path("relationship")})
	default:
		out.Against = append(out.Against, Point{Says: "They are recorded as neither partners, nor former partners, nor family", Source: r.Source})
	}
}

// coercion looks at whether overlap with controlling or coercive behaviour was
// considered.
func coercion(w *weigher, out *Weighed) {
	d := w.p.Coercion
	switch {
	case d.Known() && d.Value == casefile.DecideYes:
		out.For = append(out.For, Point{Says: "It was considered, and there is coercive control too", Source: d.Source})
	case d.Known() && d.Value == casefile.DecideNo:
		out.Against = append(out.Against, Point{Says: "It was considered, and none was found", Source: d.Source})
	default:
		out.ask(w.path("coercive_control_overlap"), d.Status)
	}
}

// order looks for an order of the kinds an element names that bound the suspect.
func order(w *weigher, out *Weighed) {
	for i := range w.c.KnownOrders {
		o := &w.c.KnownOrders[i]
		if w.p.ActorID == "" || o.PersonID != w.p.ActorID || !o.Kind.Given() || !slices.Contains(out.Orders, o.Kind.Value) {
			continue
		}
		if o.Served {
			out.For = append(out.For, Point{Says: "Such an order is recorded, and was served", Source: o.ID})
		} else {
			out.For = append(out.For, Point{Says: "Such an order is recorded; its service is not", Source: o.ID})
		}
	}
}

// breach looks for breaches reported of the kinds an element names, and for acts that
// break an order or bail of which nobody has said which: what is said to break
// something else bears on that alone.
func breach(w *weigher, out *Weighed) {
	said := map[string]bool{}
	for i := range w.c.Breaches {
		b := &w.c.Breaches[i]
		if string(b.PairID) != w.p.ID || !b.Of.Given() {
			continue
		}
		said[string(b.Incident)] = true
		if slices.Contains(out.Orders, casefile.OrderKind(b.Of.Value)) {
			pt := Point{Says: "A breach is reported", Source: b.ID}
			if b.Incident != "" {
				pt.Acts = []string{string(b.Incident)}
			}
			out.For = append(out.For, pt)
		}
	}
	open := w.which(func(x *casefile.Incident) bool { return x.Breach.Known() && x.Breach.Value && !said[x.ID] })
	if len(open) > 0 {
		out.For = append(out.For, Point{Says: "Recorded as breaching an order or bail; which is not said", Acts: open})
	}
}
