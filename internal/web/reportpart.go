package web

import (
	"slices"
	"strconv"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/form"
)

// reportPart is what one page asks of one kind. Prefix keeps the kinds of a report
// apart; the same prefix on another page is the same act. A part with Many is asked
// as often as there are incidents. Legend stands over a part that needs a heading
// of its own, Fold before one that is seldom needed. Own draws what no form of a
// kind can. First are its fields that are asked before its others; Service is the one an
// offer is of, where the part itself says it.
type reportPart struct {
	Prefix, Kind       string
	Only               []string
	Timed, Many        bool
	Legend, Hint, Fold string
	Own                ownPart
	First              []string
	Service            casefile.Service
}

// ownPart names a part that is drawn by itself.
type ownPart string

const (
	cameraOff ownPart = "camera-off"
	account   ownPart = "account"
	prompts   ownPart = "prompts"
	measures  ownPart = "measures"
	advise    ownPart = "advise"
	breaks    ownPart = "breaks"
)

// owns are the fields of such parts beside those of their kind, without prefix.
var owns = map[ownPart][]string{cameraOff: {"off"}, account: {"more"}, measures: {"steps"}, advise: {"codes"}, breaks: {fieldBreaks, fieldTerm}, often: {"often"}, logNumber: {"external[0].number"}, toolAsks: casefile.Tool("").Codes()}

// Fields of a report that an act is made of by itself.
const (
	fieldCameraOff = "b.off"
	fieldMeasures  = "g.steps"
	fieldAdvice    = "d.codes"
)

// accountWords holds what was said; accountMore what was said after it was kept.
const (
	accountWords = "a.words"
	accountMore  = "a.more"
)

func (p reportPart) kind() *casefile.Kind {
	k, _ := casefile.KindOf(p.Kind)
	return k
}

// asks reports whether a field belongs to the step.
func (r reportStep) asks(name string) bool {
	return slices.ContainsFunc(r.Parts, func(p reportPart) bool { return p.asks(name) })
}

func (p reportPart) asks(name string) bool {
	rest, ok := strings.CutPrefix(name, p.Prefix)
	if !ok || p.Prefix == "" {
		return false
	}
	if p.Many {
		n, path, cut := strings.Cut(rest, ".")
		if _, err := strconv.Atoi(n); err != nil || !cut {
			return false
		}
		rest = path
	}
	belongs := func(path string) bool {
		after, ok := strings.CutPrefix(rest, path)
		return ok && (after == "" || strings.ContainsRune("-.[", rune(after[0])))
	}
	return slices.ContainsFunc(p.Only, belongs) || slices.ContainsFunc(owns[p.Own], belongs) || p.Timed && (belongs("occurred") || belongs("known"))
}

// whole is every part with a prefix as one: what the pages ask of one act together.
func whole(prefix string) reportPart {
	var out reportPart
	for _, st := range reportSteps {
		for _, p := range st.Parts {
			if p.Prefix == prefix || p.Many && strings.HasPrefix(prefix, p.Prefix) && prefix != p.Prefix {
				out.Prefix, out.Kind, out.Timed = prefix, p.Kind, out.Timed || p.Timed
				for _, path := range p.Only {
					if !slices.Contains(out.Only, path) {
						out.Only = append(out.Only, path)
					}
				}
			}
		}
	}
	return out
}

// prefixes are the field prefixes of a part: one, or one for each incident; none
// for what asks nothing of a kind.
func (r *report) prefixes(p reportPart) []string {
	switch {
	case p.Kind == "", p.Own == often, p.Own == logNumber:
		return nil
	case !p.Many:
		return []string{p.Prefix}
	}
	var out []string
	for n := range incidents(r.fields) {
		out = append(out, p.Prefix+strconv.Itoa(n+1)+".")
	}
	return out
}

// read reads one part back. A time that cannot be read never stops a report: it is
// kept as it was typed, not placed in time (DESIGN 1.3), and the last page says so.
func (r *report) read(p reportPart, prefix string) (form.Entry, []casefile.Problem) {
	c := r.context(p, prefix)
	e, problems := form.Parse(p.kind(), r.fields, c, nil)
	keep := problems[:0]
	for _, x := range problems {
		if x.Field == "occurred" {
			e.Occurred, e.Empty = calendar.Interval{Said: typedWhen(r, c)}, false
			continue
		}
		keep = append(keep, x)
	}
	return e, keep
}

// typedWhen is all that was typed of when something was, as one line.
func typedWhen(r *report, c form.Context) string {
	var out []string
	for _, box := range []string{"said", "from-day", "from-month", "from-year", "from-time", "to-day", "to-month", "to-year", "to-time"} {
		typed := strings.TrimSpace(r.fields.Get(c.Name("occurred", box)))
		if typed != "" && strings.HasPrefix(box, "to-") && !slices.Contains(out, "to") {
			out = append(out, "to")
		}
		if typed != "" {
			out = append(out, typed)
		}
	}
	return strings.Join(out, " ")
}
