package guidance

import (
	"cmp"
	"slices"
)

// Coverage is how much of a catalogue an edition accounts for.
type Coverage struct {
	Sections []SectionCoverage
	Unnamed  []*Clause // clauses of these sections that no row names
}

// SectionCoverage is one section: its rows, and by how many of them each way of
// AccountWays is used. A row may be answered in more than one way.
type SectionCoverage struct {
	Section string
	Rows    []Accounted
	By      map[string]int
}

// Covered counts what an edition accounts for, section by section.
func Covered(ed *Edition) Coverage {
	out := Coverage{Unnamed: ed.Unnamed()}
	for _, a := range ed.accounting {
		i := slices.IndexFunc(out.Sections, func(s SectionCoverage) bool { return s.Section == a.Section() })
		if i < 0 {
			i = len(out.Sections)
			out.Sections = append(out.Sections, SectionCoverage{Section: a.Section(), By: map[string]int{}})
		}
		s := &out.Sections[i]
		s.Rows = append(s.Rows, a)
		for _, way := range a.Ways() {
			s.By[way]++
		}
	}
	return out
}

// Total adds the sections up.
func (c Coverage) Total() SectionCoverage {
	out := SectionCoverage{By: map[string]int{}}
	for _, s := range c.Sections {
		out.Rows = append(out.Rows, s.Rows...)
		for way, n := range s.By {
			out.By[way] += n
		}
	}
	return out
}

// Against compares with the rows of a catalogue. Missing are those of the sections
// accounted for that nothing here names; strange are rows named here that the
// catalogue does not have. Rows of other sections are left aside.
func (c Coverage) Against(rows []string) (missing, strange []string) {
	have := map[string]bool{}
	for _, r := range rows {
		have[r] = true
	}
	named, sections := map[string]bool{}, map[string]bool{}
	for _, s := range c.Sections {
		sections[s.Section] = true
		for _, a := range s.Rows {
			if named[a.Row] = true; !have[a.Row] {
				strange = append(strange, a.Row)
			}
		}
	}
	for _, r := range rows {
		if a := (Accounted{Row: r}); sections[a.Section()] && !named[r] {
			missing = append(missing, r)
		}
	}
	byPlace := func(a, b string) int {
		return cmp.Or(CompareSections((&Accounted{Row: a}).Section(), (&Accounted{Row: b}).Section()), cmp.Compare(a, b))
	}
	slices.SortFunc(missing, byPlace)
	slices.SortFunc(strange, byPlace)
	return missing, strange
}
