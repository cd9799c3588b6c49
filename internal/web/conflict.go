package web

import (
	"net/http"
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// conflictPage shows what somebody else recorded meanwhile beside what was typed.
// Neither is lost: mine is kept as a draft until one of the two is chosen.
func (f *entryForm) conflictPage(c *casework.Conflict) (answer, error) {
	if _, err := f.keepDraft(); err != nil {
		return answer{}, err
	}
	theirs := c.Theirs[len(c.Theirs)-1]
	them, err := f.rowsOf(theirs)
	if err != nil {
		return answer{}, err
	}
	me, err := f.rowsOf(c.Mine)
	if err != nil {
		return answer{}, err
	}
	table := struct {
		By   string
		Rows []versionRow
	}{f.srv.staffName(theirs.Actor), sideBySide(them, me)}
	f.base = f.p.Version // mine, sent again, is based on having seen theirs
	body := ui.Stack{
		paragraph(f.srv.staffName(theirs.Actor) + " changed the same thing at " + when(theirs.Recorded) + ", while you were typing. What you typed is kept. Nothing of yours is recorded yet."),
		recordPart("versions", table),
		form.Page{Action: f.action(), Body: ui.Stack{f.carried(), buttonGroup(ui.Stack{
			ui.Button{Text: "Record mine on top", PreventDoubleClick: true},
			ui.Button{Text: "Change mine first", Name: fieldDo, Value: "edit", Classes: "govuk-button--secondary"}})}},
		form.Page{Action: "/draft/" + f.id + "/drop", Body: ui.Stack{form.Hidden(form.Values{"_ref": {f.p.Ref}}),
			ui.Button{Text: "Leave theirs and throw mine away", Classes: "govuk-button--secondary"}}},
	}
	a := f.v.shown(f.p, ui.Page{Title: f.p.Ref, Caption: f.p.Ref, Heading: "Somebody else changed this while you were typing", Body: body})
	a.status = http.StatusConflict
	return a, nil
}

type versionRow struct {
	Label, Theirs, Mine string
	Differs             bool
}

// sideBySide puts two sets of answers beside one another, in the order of the
// form as far as both have it.
func sideBySide(theirs, mine []form.Row) []versionRow {
	var out []versionRow
	for _, t := range theirs {
		m := slices.IndexFunc(mine, func(r form.Row) bool { return r.Path == t.Path })
		row := versionRow{Label: t.Label, Theirs: t.Value}
		if m >= 0 {
			row.Mine = mine[m].Value
		}
		out = append(out, row)
	}
	for _, m := range mine {
		if !slices.ContainsFunc(theirs, func(r form.Row) bool { return r.Path == m.Path }) {
			out = append(out, versionRow{Label: m.Label, Mine: m.Value})
		}
	}
	for i := range out {
		out[i].Differs = out[i].Theirs != out[i].Mine
	}
	return out
}

// cautioned says which clause of the APP cautions against a piece of advice.
var cautioned = map[casefile.AdviceCode]string{
	casefile.AdvTellToStop: "avoid.tell_to_stop", casefile.AdvBlock: "avoid.block",
	casefile.AdvLeaveSocial: "avoid.leave_social_media", casefile.AdvChangeNumber: "avoid.change_number",
}

// cautions reports whether an entry holds advice the guidance cautions against
// and does not already say that it has been put right.
func (f *entryForm) cautions(e casefile.Event) bool { return len(f.cautionTexts(e)) > 0 }

func (f *entryForm) cautionTexts(e casefile.Event) []string {
	data, err := f.kind.Decode(e.Data)
	if err != nil {
		return nil
	}
	d, ok := data.(*casefile.AdviceGiven)
	if !ok || e.Withdraw || d.PutRight == fact.Of(true) {
		return nil
	}
	var out []string
	for _, code := range d.Codes {
		if cl := f.srv.svc.Edition().Clause(cautioned[code]); cl != nil {
			out = append(out, strings.TrimSpace(cl.Say)+" (APP "+citeWords(cl.Cite[0])+")")
		}
	}
	return out
}

// cautionPage stops once before advice is recorded that the guidance cautions
// against. It can be recorded: what has happened always can.
func (f *entryForm) cautionPage(e casefile.Event) answer {
	body := ui.Stack{
		recordPart("list", f.cautionTexts(e)),
		paragraph("If it has been given, record it as given. Nobody is blamed for it; what matters is what the victim has done since and what is safe now. Do not simply advise the opposite."),
	}
	goOn := form.Page{Action: f.action(), Body: ui.Stack{f.carried(), form.Hidden(form.Values{fieldSeen: {"yes"}}),
		buttonGroup(ui.Stack{ui.Button{Text: "Record it as already given", PreventDoubleClick: true, Classes: "govuk-button--inverse"},
			ui.Button{Text: "Change what I typed", Name: fieldDo, Value: "edit", Classes: "govuk-button--inverse"}})}}
	page := ui.Page{Title: f.p.Ref, Body: ui.InterruptionCard{Heading: "The guidance cautions against this advice", Body: body, Continue: goOn,
		BackText: "Back to the case without recording", BackHref: casePath(f.p.Ref, "")}}
	return f.v.shown(f.p, page)
}
