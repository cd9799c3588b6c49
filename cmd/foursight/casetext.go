package main

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"foursight/internal/casescript"
)

// page is a text being written; width is for reading on a terminal.
type page struct{ bytes.Buffer }

const width = 96

func (p *page) line(format string, a ...any) { fmt.Fprintf(p, format+"\n", a...) }

// block writes words under an indent, broken between words.
func (p *page) block(indent, words string) {
	at := 0
	for i, w := range strings.Fields(words) {
		switch {
		case i == 0:
			p.WriteString(indent)
			at = len(indent)
		case at+1+len(w) > width:
			p.WriteString("\n" + indent)
			at = len(indent)
		default:
			p.WriteByte(' ')
			at++
		}
		p.WriteString(w)
		at += len(w)
	}
	p.WriteByte('\n')
}

// writeReport writes a report for a person: what is to be done first, then what
// has to be known, then what is settled. No number stands for a judgement.
func writeReport(w io.Writer, r *casescript.Report) error {
	p := &page{}
	p.line("%s as known at %s, under %s", r.Case, r.At.Format("2006-01-02T15:04:05Z"), r.Edition)
	if r.OverlayHash == "" {
		p.line("No force's overlay: times that the guidance leaves open are not set.")
	}
	obligations(p, "To do", r, "outstanding")
	obligations(p, "Advice recorded that the guidance cautions against", r, "contrary")
	advice(p, r)
	clocks(p, r)
	prompts(p, r)
	questions(p, r)
	settled(p, r)
	for i, x := range r.Problems {
		if i == 0 {
			p.line("\nEntries that do not fit")
		}
		p.block("  ", x.Entry+": "+x.What)
	}
	_, err := p.WriteTo(w)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

var severities = []string{"safety", "high", "medium", "low"}

func obligations(p *page, heading string, r *casescript.Report, state string) {
	var list []casescript.Obligation
	for _, x := range r.Obligations {
		if x.State == state {
			list = append(list, x)
		}
	}
	if len(list) == 0 {
		return
	}
	slices.SortStableFunc(list, func(a, b casescript.Obligation) int {
		return slices.Index(severities, a.Severity) - slices.Index(severities, b.Severity)
	})
	p.line("\n%s", heading)
	for _, x := range asOne(list) {
		p.line("  %s (%s) %s, %s", x.Clause, x.Scope, x.Strength, strings.ReplaceAll(x.Actor, "_", " "))
		p.block("    ", x.Say)
		p.block("    ", "Why: "+strings.Join(x.Why, " "))
		p.block("    ", "Source: "+x.Cite+", "+provenance(x.Provenance, x.Reading, x.Unverified))
		if text := due(x); text != "" {
			p.block("    ", text)
		}
		if state == "contrary" {
			p.block("    ", "What now: "+strings.Join(x.Settle, "; "))
		} else {
			p.block("    ", "Settled by: "+strings.Join(x.Settle, ", "))
		}
	}
}

// asOne takes the background checks of one case that are due together as one
// thing to do, so that nine lines do not hide the rest.
func asOne(list []casescript.Obligation) []casescript.Obligation {
	var out []casescript.Obligation
	at := map[string]int{}
	for _, x := range list {
		if !slices.Contains(x.Tags, "checks") {
			out = append(out, x)
			continue
		}
		system := strings.ReplaceAll(strings.TrimPrefix(x.Clause, "check."), "_", " ")
		key := fmt.Sprint(x.State, x.Scope, x.DueWords, x.CannotComply, x.Disputed)
		i, begun := at[key]
		if !begun {
			i = len(out)
			at[key] = i
			x.Clause, x.Why = "check.*", []string{"Not finished: " + system}
			x.Say = "Make these background checks. They need not wait for a name; a check that failed is not a check that found nothing."
			out = append(out, x)
			continue
		}
		out[i].Why[0] += ", " + system
	}
	return out
}

func provenance(code, reading string, unverified bool) string {
	words := map[string]string{"law": "law", "app": "guidance", "local": "local standard", "reading": "a reading of the guidance"}[code]
	if reading != "" {
		words += ", reading " + reading
	}
	if unverified {
		words += ", rests on a fact nobody has confirmed"
	}
	return words
}

func due(x casescript.Obligation) string {
	var parts []string
	switch {
	case x.DueWords != "":
		parts = append(parts, "Due "+x.DueWords)
		if x.DueLocal {
			parts = append(parts, "a local standard, not the guidance's")
		}
	case x.NoDue != "":
		parts = append(parts, "Due: "+x.NoDue)
	}
	for _, m := range []struct {
		on   bool
		text string
	}{{x.Overdue, "that time has passed"}, {x.Reopened, "asked again because what the decision rested on has changed"},
		{x.CannotComply, "recorded as not possible for now"}, {x.Disputed, "disputed"}} {
		if m.on {
			parts = append(parts, m.text)
		}
	}
	return strings.Join(parts, "; ")
}

func advice(p *page, r *casescript.Report) {
	for i, a := range r.Advice {
		if i == 0 {
			p.line("\nAdvice: the officer decides")
		}
		points := "the reasons do not settle it"
		if a.PointsTo != "" {
			points = "the guidance points to " + strings.ReplaceAll(a.PointsTo, "_", " ")
		}
		p.line("  %s (%s): %s", a.Question, a.Pair, points)
		for _, part := range []struct {
			word string
			list []string
		}{{"for, ", a.For}, {"against, ", a.Against}, {"overtaken, ", a.Displaced}} {
			for _, text := range part.list {
				p.block("    ", part.word+text)
			}
		}
		if len(a.Missing) > 0 {
			p.block("    ", "not known: "+strings.Join(a.Missing, ", "))
		}
	}
}

func clocks(p *page, r *casescript.Report) {
	for i, k := range r.Clocks {
		if i == 0 {
			p.line("\nClocks")
		}
		head := fmt.Sprintf("  %s (%s): ", k.Clause, k.Scope)
		switch {
		case k.LastDay == "":
			p.line("%sno day can be given yet", head)
		case k.Certain:
			p.line("%slast day %s, from %s", head, k.LastDay, k.From)
		default:
			p.line("%slast day %s at the earliest, from %s; not certain", head, k.LastDay, k.From)
		}
		p.block("    ", k.Note)
		p.block("    ", "Source: "+k.Cite+", "+provenance(k.Provenance, "", k.Unverified))
	}
}

func prompts(p *page, r *casescript.Report) {
	said := false
	for _, x := range r.Prompts {
		if !said {
			p.line("\nTo have in mind")
			said = true
		}
		p.block("  ", fmt.Sprintf("%s (%s, %s)", x.Say, x.Cite, x.Scope))
	}
}

func questions(p *page, r *casescript.Report) {
	for i, q := range r.Questions {
		if i == 0 {
			p.line("\nNot known yet")
		}
		status := ""
		if q.Status != "not_asked" {
			status = ", " + strings.ReplaceAll(q.Status, "_", " ")
		}
		p.block("  ", q.Path+status+": decides "+strings.Join(q.Clauses, ", "))
	}
}

func settled(p *page, r *casescript.Report) {
	said := false
	for _, x := range r.Obligations {
		if slices.Contains([]string{"outstanding", "contrary", "undetermined"}, x.State) {
			continue
		}
		if !said {
			p.line("\nSettled")
			said = true
		}
		p.line("  %s (%s): %s", x.Clause, x.Scope, x.State)
	}
}
