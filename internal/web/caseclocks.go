package web

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/conduct"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// clockLine is one period that runs whoever acts.
type clockLine struct {
	Day, Left    string // the last day in words, and how far away it is
	Say, Pair    string
	Rests        string // what it is counted from
	RestsHref    string
	Note         string // why it may be earlier, or why there is no date
	Source       ui.Source
	Unverified   bool
	Ask          []questionLine
	Passed, Sure bool
}

// clocks shows each period with the cautious date and what it rests on.
func (c *caseView) clocks() ui.Component {
	var lines []clockLine
	for _, k := range c.Findings.Clocks {
		clause := c.Edition.Clause(k.Clause)
		if clause == nil {
			continue
		}
		l := clockLine{Say: capital(strings.TrimSpace(clause.Say)), Pair: c.forPair(k.Pair), Note: k.Note, Sure: k.Certain,
			Source: sourceOf(clause), Unverified: clause.Unverified(), Ask: c.questionLines(k.Ask)}
		if strings.TrimSpace(l.Note) == strings.TrimSpace(clause.Say) {
			l.Note = ""
		}
		if !k.LastDay.IsZero() {
			l.Day, l.Left = k.LastDay.Long(), c.daysTo(k.LastDay)
			l.Passed = l.Left == "passed"
			l.Rests, l.RestsHref = c.restsOn(k)
		}
		lines = append(lines, l)
	}
	return ui.Details{SummaryText: counted("Limits", len(lines)), Classes: "fs-fold", Body: draw("clocks", lines)}
}

// restsOn is the incident a clock is counted from. Where its date is rough the
// clock takes the earliest day, so that nobody relies on time there may not be.
func (c *caseView) restsOn(k guidance.Clock) (words, href string) {
	p := c.Pair(casefile.PairID(k.Pair))
	if p == nil {
		return "", ""
	}
	for i := range p.Incidents.Items {
		x := &p.Incidents.Items[i]
		if x.Occurred == p.LastAct && !x.Occurred.IsZero() {
			return "the last act recorded, " + x.Occurred.Words(), c.entryHref(x.ID)
		}
	}
	return "", ""
}

// nearestClock is the limit for the bar at the top: its day and what is left.
func (c *caseView) nearestClock() string {
	var near *guidance.Clock
	for i := range c.Findings.Clocks {
		k := &c.Findings.Clocks[i]
		if !k.LastDay.IsZero() && (near == nil || k.LastDay.Before(near.LastDay)) {
			near = k
		}
	}
	if near == nil {
		return ""
	}
	left := c.daysTo(near.LastDay)
	if left == "passed" {
		return "Limit for s2 or s2A passed " + near.LastDay.Short()
	}
	return "Limit for s2 or s2A: " + near.LastDay.Short() + ", " + left
}

// adviceLine is one reason for or against.
type adviceLine struct {
	Text, Strength string
	Source         ui.Source
	Displaced      bool
}

// adviceSide is the reasons on one side of a question.
type adviceSide struct {
	Name  string
	Lines []adviceLine
}

// questionWords head the questions of judgement of the edition that ships.
var questionWords = map[string]string{"category": "A course of conduct, or another offence?", "classification": "Is the conduct stalking, or harassment alone?"}

// advice is what the guidance says on questions of judgement: for, against and
// missing. It is never a verdict; the officer decides.
func (c *caseView) advice() ui.Component {
	type panel struct {
		Question, Pair, PointsTo string
		Reasons                  bool
		Sides                    []adviceSide
		Missing                  []questionLine
		Decide, Offences         string
	}
	var panels []panel
	for _, a := range c.Findings.Advice {
		panels = append(panels, panel{Question: orNot(questionWords[a.Question], capital(spaced(a.Question))), Pair: c.forPair(a.Pair), PointsTo: spaced(a.PointsTo),
			Reasons: len(a.For)+len(a.Against) > 0, Sides: c.sides(a), Missing: runTogether(c.questionLines(a.Missing)),
			Decide: c.form("ClassificationDecided", "pair", a.Pair), Offences: c.path("/offences")})
	}
	return draw("advice", panels)
}

// runTogether leaves the form's link only on the last of several questions that
// one form takes.
func runTogether(lines []questionLine) []questionLine {
	for i := range lines[:max(0, len(lines)-1)] {
		if lines[i].Href == lines[i+1].Href {
			lines[i].Href = ""
		}
	}
	return lines
}

// sides sorts reasons by what each itself speaks for or against: one for harassment
// is neither for stalking nor against harassment, whatever the facts point to.
func (c *caseView) sides(a guidance.Advice) []adviceSide {
	var order []string
	by := map[string][]guidance.Reason{}
	other := map[string]string{} // the same candidate, the other way
	for _, r := range slices.Concat(a.For, a.Against) {
		name, opposite := "Speaks for "+spaced(r.Candidate), "Speaks against "+spaced(r.Candidate)
		if r.Against {
			name, opposite = opposite, name
		}
		if by[name] == nil {
			order = append(order, name)
		}
		by[name], other[name] = append(by[name], r), opposite
	}
	if len(order) == 1 {
		order = append(order, other[order[0]]) // the empty side is shown as empty
	}
	slices.SortStableFunc(order, func(x, y string) int {
		return first(strings.HasPrefix(x, "Speaks for"), strings.HasPrefix(y, "Speaks for"))
	})
	var out []adviceSide
	for _, name := range order {
		out = append(out, adviceSide{name, c.reasons(by[name])})
	}
	if len(out) == 0 {
		out = []adviceSide{{Name: "Speaks for"}, {Name: "Speaks against"}}
	}
	return out
}

func (c *caseView) reasons(list []guidance.Reason) []adviceLine {
	var out []adviceLine
	for _, r := range list {
		clause := c.Edition.Clause(r.Clause)
		if clause == nil {
			continue
		}
		out = append(out, adviceLine{Text: r.Text, Strength: strengthWords[r.Strength], Source: sourceOf(clause), Displaced: r.Displaced})
	}
	return out
}

// strengthWords say how much a reason weighs, as one would say it aloud.
var strengthWords = map[string]string{"presumption": "taken as so unless something speaks against it", "strong": "weighs heavily",
	"some": "one reason among others", "weak": "says little by itself"}

// alone is the key of a prompt with its pair only where it is of no other pair besides:
// said once for several, it does not choose one of them.
func (c *caseView) alone(k guidance.Key) guidance.Key {
	for _, p := range c.Findings.Prompts {
		if p.Clause == k.Clause && p.Pair != k.Pair {
			return guidance.Key{Clause: k.Clause}
		}
	}
	return k
}

// prompts are things worth having in mind, and cautions before an act; no ticks.
// What the edition holds high stands open, the rest is folded.
func (c *caseView) prompts() (high, folded ui.Component) {
	type line struct {
		Say    string
		Source ui.Source
		Do     recordLink // by which what it asks is recorded; empty where it asks nothing, or the visitor may not
	}
	var grave, others, cautions []line
	seen := map[string]bool{}
	for _, p := range c.Findings.Prompts {
		clause := c.Edition.Clause(p.Clause)
		if clause == nil || seen[p.Clause] {
			continue
		}
		seen[p.Clause] = true
		l := line{Say: capital(strings.TrimSpace(clause.Say)), Source: sourceOf(clause)}
		l.Do.Text, l.Do.Href = c.do(clause, guidance.Finding{Key: c.alone(p.Key)})
		switch {
		case p.Caution:
			cautions = append(cautions, l)
		case severityRank[clause.Severity] <= severityRank["high"]:
			grave = append(grave, l)
		default:
			others = append(others, l)
		}
	}
	if len(grave) > 0 {
		high = draw("prompts", grave)
	}
	var out ui.Stack
	if len(others) > 0 {
		out = append(out, ui.Details{SummaryText: counted("Worth knowing besides", len(others)), Classes: "fs-fold", Body: draw("prompt-list", others)})
	}
	if len(cautions) > 0 {
		out = append(out, ui.Details{SummaryText: "Before you give advice: what the guidance cautions against", Classes: "fs-fold", Body: draw("prompt-list", cautions)})
	}
	if len(out) > 0 {
		folded = out
	}
	return high, folded
}

func plural(n int, noun string) string { return conduct.Plural(n, noun) }
