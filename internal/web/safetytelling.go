package web

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"foursight/internal/casefile"
)

// What a plan on paper would tell whoever finds it: that police are involved, whom it
// is about, and where somebody has gone. It is looked for before the paper is shown,
// and what the screen says of the paper is what was found.

// telling are the words typed that would tell a finder something nobody chose that it
// may.
func (a *sheetAsked) telling(sheet sheetView) []string {
	var found []string
	if a.sent.Get(fieldFrom) != "yes" {
		found = a.tellsPolice(sheet)
	}
	if a.sent.Get(fieldNames) != "yes" {
		found = append(found, a.tellsWhom(sheet)...)
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// tellsPolice are the words that say police are involved, and the case's reference.
func (a *sheetAsked) tellsPolice(sheet sheetView) []string {
	text := strings.Join(sheet.typed, "\n")
	found := beginnings(a.srv.words.Advice().Sheet.Telling, text)
	if strings.Contains(text, a.Ref) {
		found = append(found, a.Ref)
	}
	return found
}

// shortName is how long a part of a name must be to be looked for by itself.
const shortName = 3

// tellsWhom are the names of people of the case and of staff, the addresses and numbers
// on record, and words that say where somebody has gone.
func (a *sheetAsked) tellsWhom(sheet sheetView) []string {
	text := strings.Join(sheet.typed, "\n")
	low := strings.ToLower(text)
	found := beginnings(a.srv.words.Advice().Sheet.Hiding, text)
	has := func(what string) {
		if what = strings.TrimSpace(what); len(what) > shortName && strings.Contains(low, strings.ToLower(what)) {
			found = append(found, what)
		}
	}
	name := func(whole string) {
		if len(whole) >= shortName && strings.Contains(low, strings.ToLower(whole)) {
			found = append(found, whole)
			return
		}
		for part := range strings.FieldsSeq(whole) { // "May" is a name and "may" is not
			if len(part) >= shortName && regexp.MustCompile(`\b`+regexp.QuoteMeta(part)+`\b`).MatchString(text) {
				found = append(found, part)
			}
		}
	}
	for i := range a.Persons.Items {
		p := &a.Persons.Items[i]
		name(string(p.Name.Value))
		for _, list := range reachFields(p) {
			for _, value := range list.values {
				street, _, _ := strings.Cut(string(value), ",")
				has(street)
			}
		}
	}
	for i := range a.Measures {
		for _, id := range []casefile.StaffID{a.Measures[i].Data.Owner, a.Owner} {
			if st, ok := a.srv.svc.Register().Staff(string(id)); ok {
				name(st.Name)
			}
		}
	}
	for i := range a.Immediate {
		has(string(a.Immediate[i].Data.Where.Value))
	}
	return found
}

// says is what the paper says and does not say, as it was looked for.
func (a *sheetAsked) says(sheet sheetView) string {
	var out []string
	if a.sent.Get(fieldFrom) == "yes" {
		out = append(out, "It says that it is from the police, because they chose it.")
	}
	if whom := a.tellsWhom(sheet); len(whom) > 0 {
		slices.Sort(whom)
		out = append(out, "It says, because they chose it: "+strings.Join(slices.Compact(whom), ", ")+".")
	}
	return cmp.Or(strings.Join(out, " "), "No police, no case, nobody on record and no address of theirs was found on it. Read it through: a plan still says what is feared, and other names and places are not known here.")
}

// beginnings are the words of a text that begin like one of these.
func beginnings(of []string, text string) []string {
	quoted := make([]string, len(of))
	for n, t := range of {
		quoted[n] = regexp.QuoteMeta(t)
	}
	return regexp.MustCompile(`(?i)\b(`+strings.Join(quoted, "|")+`)[\pL’'-]*`).FindAllString(text, -1)
}
