package casework

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/linkage"
	"foursight/internal/store"
)

// What stands beside a name on one line is of the same person: a reference, a date of
// birth or an address. How a line is taken apart depends on nothing but the line.
// Letters apart from the number are of it only where they say what it is: they may be
// somebody's surname.
var (
	refBeside     = regexp.MustCompile(`(?i)\bFS[- ]\d\d[- ][A-Z0-9]{7}\b|(?:\b(?:INC|CAD|LOG|REF|CRN|CR|CRIME|INCIDENT)[ -])?\b\d{6,8}[-/]\d{2,6}\b|\b[A-Z]{2,5}-\d{2,8}[-/]\d{2,6}\b`)
	dateBeside    = regexp.MustCompile(`(?i)\b\d{1,2}([-/.])\d{1,2}[-/.](?:\d{4}|\d\d)\b|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\pL* \d{4}\b`)
	addressBeside = regexp.MustCompile(`^(\pL[\pL'’-]*(?: \pL[\pL'’-]*){1,3})[ ,]+(\d{1,4}\pL? \pL.*)$`)
)

// piece is one piece of a line about one person.
type piece struct {
	typed string
	born  string // the date of birth typed beside it; only a name has one
	place bool   // an address beside a name
}

// apart splits a line about one person into what names one case, the name and the
// address beside it.
func apart(line string) []piece {
	var out []piece
	rest := line
	if ref := refOf(rest); ref != "" && lineWithout(rest, ref) != "" {
		out, rest = append(out, piece{typed: ref}), lineWithout(rest, ref)
	}
	born := ""
	if d := dateBeside.FindString(rest); d != "" && bornOn(d, time.Time{}) != (calendar.Date{}) {
		if left := lineWithout(rest, d); Spells(left) || addressBeside.MatchString(left) {
			born, rest = d, left
		}
	}
	if m := addressBeside.FindStringSubmatch(rest); m != nil && len(linkage.Words(m[2])) >= 2 {
		return append(out, piece{typed: m[1], born: born}, piece{typed: m[2], place: true})
	}
	return append(out, piece{typed: rest, born: born})
}

// refOf is the reference or incident number in a line; empty where there is none. The
// last signs of a reference of ours, with a digit among them, are one too.
func refOf(line string) string {
	if ref := refBeside.FindString(line); ref != "" {
		return ref
	}
	for _, w := range strings.Fields(line) {
		if linkage.Digits(w) != "" && len(fullRefs(w)) > 0 {
			return w
		}
	}
	return ""
}

// lineWithout is a line without one piece of it.
func lineWithout(line, piece string) string {
	return strings.Trim(strings.Join(strings.Fields(strings.Replace(line, piece, " ", 1)), " "), " ,")
}

// bornOn is a date as it is said, the day first; a year of two digits is the last such
// year that is past. Zero where it is no date.
func bornOn(said string, now time.Time) calendar.Date {
	said = strings.ToLower(strings.NewReplacer(".", "/", "-", "/").Replace(said))
	for _, layout := range []string{"2/1/2006", "2/1/06", "2 Jan 2006", "2 January 2006"} {
		if t, err := time.Parse(layout, said); err == nil {
			if layout == "2/1/06" && t.After(now) {
				t = t.AddDate(-100, 0, 0)
			}
			return calendar.DateOf(t)
		}
	}
	return calendar.Date{}
}

// compareBorn holds a date that was typed against what the viewer is shown of somebody.
// Where that holds no date of birth, because none is known or because it is withheld, it
// is not compared: neither the order nor the words may tell which. An age decides nothing.
func (p *part) compareBorn(shown *casefile.Person, now time.Time) (same bool) {
	switch {
	case p.born == "":
	case shown == nil || !shown.Born.Given():
		p.unheld = true
	case shown.Born.Value == bornOn(p.born, now):
		p.dated, same = true, true
	default:
		p.differs = true
	}
	return same
}

// wholeName is what the whole name counts against all that may stand beside it.
const wholeName = 10

// fits is how much of what was typed beside a name one person of a case has: the whole
// name before all else. A line of one piece tells nobody apart.
func (g *gathering) fits(n int, answers [][]Match) int {
	has := map[casefile.PersonID]int{}
	best := 0
	for i := range g.parts {
		p, beside := &g.parts[i], g.parts[i].born != ""
		for j := range g.parts {
			beside = beside || j != i && g.parts[j].person == p.person
		}
		seen := map[casefile.PersonID]bool{}
		for _, m := range answers[i] {
			if !beside || m.Person == "" || m.Spread || seen[m.Person] {
				continue
			}
			seen[m.Person] = true
			has[m.Person]++
			if slices.Contains(m.Because, byName) {
				if nameAnswers(*g.files[n].Person(m.Person), plainly(p.typed)) {
					has[m.Person] += wholeName
				}
				if p.compareBorn(g.out.Cases[n].Person(m.Person), g.now) {
					has[m.Person]++
				}
			}
			best = max(best, has[m.Person])
		}
	}
	return best
}

// nameBorne reports whether somebody found bears the name typed of one of those asked for.
func (g *gathering) nameBorne(person int) bool {
	return slices.ContainsFunc(g.parts, func(p part) bool { return p.person == person && p.borne && Spells(p.typed) })
}

// piecesOf are the pieces of a line in which something stands beside a name; nil where
// nothing does.
func piecesOf(line string) []piece {
	var out []piece
	beside := false
	for _, parts := range CallPeople(line) {
		for _, l := range parts {
			pieces := apart(l)
			beside = beside || len(parts) > 1 || len(pieces) > 1 || pieces[0].born != ""
			out = append(out, pieces...)
		}
	}
	if !beside {
		return nil
	}
	return out
}

// searchPieces searches for the name and for what stands beside it, each alone: the case
// of the number first, and whoever has the whole name before a stranger at the address.
// A date of birth is not compared, so that no list can tell one: what was typed with one
// is never all found. It answers with every reading it tried, for the tripwire.
func (s *Service) searchPieces(ctx context.Context, tx store.Tx, v access.Viewer, pieces []piece, out *List[Found]) ([]reading, error) {
	var tried []reading
	weight, has := map[string]int{}, map[string]int{} // of each case: by what it is found, and by how many pieces
	for _, p := range pieces {
		hit := false
		for i, set := range slices.Concat([][]reading{{plainly(p.typed)}}, loosened(p.typed)) {
			if hit || i > 0 && p.place {
				break
			}
			tried = append(tried, set...)
			var found List[Found]
			for _, r := range set {
				if err := s.searchBy(ctx, tx, v, r, i > 0, &found); err != nil {
					return tried, err
				}
			}
			for j, f := range found.Items {
				hit = true
				if !slices.ContainsFunc(out.Looks, func(l LookedAt) bool { return l.ID == f.ID }) {
					out.Items, out.Looks = append(out.Items, f), append(out.Looks, found.Looks[j])
				}
				if !f.Loose {
					weight[f.ID] += weightOf(f.Because)
					if p.born == "" {
						has[f.ID]++
					}
				}
			}
			out.Next = cmp.Or(found.Next, out.Next)
		}
	}
	for i := range out.Items {
		f := &out.Items[i]
		f.Loose = has[f.ID] < len(pieces)
	}
	slices.SortStableFunc(out.Items, func(a, b Found) int { return weight[b.ID] - weight[a.ID] })
	slices.SortStableFunc(out.Looks, func(a, b LookedAt) int { return weight[b.ID] - weight[a.ID] })
	return tried, nil
}

// weightOf is how much of a line what it found a case by tells of it.
func weightOf(because []string) int {
	switch {
	case slices.ContainsFunc(because, func(by string) bool { return slices.Contains(OwnNumbers, by) }):
		return wholeName * wholeName
	case slices.Contains(because, "number"):
		return wholeName + 1
	case slices.Contains(because, byName):
		return wholeName
	}
	return 1
}
