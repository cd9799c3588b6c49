package guidance

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"foursight/internal/calendar"
)

func (l *loader) readOverlayFile(name string, r *reader, doc *yaml.Node) {
	if name == "overlay.yaml" {
		l.over = &overlayFile{}
		r.decode(doc, l.over)
		return
	}
	from := len(l.ed.Clauses)
	l.readClauses(r, doc)
	for _, c := range l.ed.Clauses[from:] {
		if c.Provenance != "local" {
			r.fault(r.node(c, "provenance"), "local", "clause %s of the force is not the guidance's own", c.Key)
		}
	}
}

// applyOverlay changes the clauses before they are compiled. An overlay may set
// numbers, tighten, add, and switch off what is unverified; it may not weaken.
// Two entries about one clause are a fault: neither wins.
func (l *loader) applyOverlay() {
	r := l.readers["overlay/overlay.yaml"]
	if l.over == nil {
		l.faults.add(Fault{File: "overlay/overlay.yaml", What: "the file is missing", Expected: "force and edition"})
		return
	}
	o := l.over
	if o.Edition != l.man.ID {
		r.fault(r.node(o, "edition"), l.man.ID, "the overlay was written against edition %q", o.Edition)
	}
	touched := map[string]bool{}
	find := func(owner any, key string) *Clause {
		c := l.ed.byKey[key]
		switch {
		case c == nil:
			r.fault(r.node(owner, "key"), didYouMean(key, sortedKeys(l.ed.byKey)), "there is no clause %q", key)
		case touched[key]:
			r.fault(r.node(owner, "key"), "one entry for each clause", "another entry is also about %s", key)
		}
		touched[key] = true
		return c
	}
	for i := range o.Opening {
		x := &o.Opening[i]
		if slices.ContainsFunc(l.ed.Opening, func(have OpeningCode) bool { return have.Points == x.Points }) {
			r.fault(r.node(x, "points_to"), "one code for each", "another code is also for %s", x.Points)
		}
		l.ed.Opening = append(l.ed.Opening, *x)
	}
	for i := range o.Params {
		l.setParam(r, &o.Params[i])
	}
	for i := range o.Tighten {
		if c := find(&o.Tighten[i], o.Tighten[i].Key); c != nil {
			l.tighten(r, c, &o.Tighten[i])
		}
	}
	for i := range o.Departures {
		if find(&o.Departures[i], o.Departures[i].Key) != nil {
			l.ed.Departures = append(l.ed.Departures, o.Departures[i])
		}
	}
	for i := range o.Off {
		c := find(&o.Off[i], o.Off[i].Key)
		switch {
		case c == nil:
		case !c.Unverified():
			r.fault(r.node(&o.Off[i], "key"), "a clause marked verified: false, or a departure", "%s cannot be switched off", c.Key)
		default:
			l.ed.Off = append(l.ed.Off, o.Off[i])
			l.ed.Clauses = slices.DeleteFunc(l.ed.Clauses, func(x *Clause) bool { return x == c })
			delete(l.ed.byKey, c.Key)
		}
	}
}

func (l *loader) setParam(r *reader, v *localValues) {
	p := l.ed.params[v.Key]
	switch {
	case p == nil:
		r.fault(r.node(v, "key"), didYouMean(v.Key, sortedKeys(l.ed.params)), "there is no parameter %q", v.Key)
	case !p.Local:
		r.fault(r.node(v, "key"), "a parameter marked local: true", "%s is not the force's to set", v.Key)
	default:
		l.checkValues(r, v.Key, v.Values)
		p.Values = v.Values
	}
}

func (l *loader) tighten(r *reader, c *Clause, t *tighten) {
	if t.Strength != "" {
		c.Strength, c.Waivable = t.Strength, nil
	}
	if t.Severity != "" {
		if slices.Index(severities, t.Severity) < slices.Index(severities, c.Severity) {
			r.fault(r.node(t, "severity"), "a severity above "+c.Severity, "an overlay may not lower a severity")
		}
		c.Severity = t.Severity
	}
	if t.Add == "" && len(t.Warn) == 0 {
		return
	}
	if c.Due == nil || c.Due.Before && t.Add != "" {
		r.fault(r.node(t, "add"), "a clause with due that is counted on", "%s has no time to shorten", c.Key)
		return
	}
	if t.Add != "" {
		now, errNow := calendar.ParseDue(t.Add, "", "")
		was, errWas := calendar.ParseDue(c.Due.Add, c.Due.Count, c.Due.Day0)
		if errNow != nil || errWas != nil || now.Unit != was.Unit || now.N > was.N {
			r.fault(r.node(t, "add"), "a shorter time in the same unit as "+c.Due.Add, "%q does not tighten %s", t.Add, c.Key)
			return
		}
		c.Due.Add, c.Due.Count = t.Add, ""
	}
	c.Due.Warn = append(c.Due.Warn, t.Warn...)
}
