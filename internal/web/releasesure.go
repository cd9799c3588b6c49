package web

import (
	"net/url"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// That somebody has left custody is one press, and cannot be pressed by mistake: where
// something is not done yet, or the time planned has not come, it is asked once more,
// with what is left and how early it is. It can be recorded all the same: who is out
// is out, and everybody has to know.

// mostUndone is how many steps the question names, so that its answer stands on the
// first screen of a phone; the page behind it holds all of them.
const mostUndone = 2

// beforeTheyGo is the question before a release is recorded; stop is false where there
// is nothing to say, or it was answered.
func (r *release) beforeTheyGo(data any, sent url.Values) (a answer, stop bool) {
	if _, out := data.(casefile.SuspectReleased); !out || sent.Get(fieldSeen) != "" {
		return answer{}, false
	}
	early, left := r.early(), r.undone()
	if early == "" && len(left) == 0 {
		return answer{}, false
	}
	var body ui.Stack
	if early != "" {
		body = append(body, paragraph(early))
	}
	if n := len(left) - mostUndone; n > 0 {
		left = append(left[:mostUndone], "And "+plural(n, "more step")+".")
	}
	if len(left) > 0 {
		body = append(body, paragraph("Not done yet:"), recordPart("list", left))
	}
	yes := form.Page{Action: r.path("/release/" + r.a.ID), Body: ui.Stack{form.Hidden(form.Values{fieldSeen: {"yes"}, "_id": {sent.Get("_id")}}),
		ui.Button{Text: "Yes, they have left custody", Name: fieldDo, Value: "released", PreventDoubleClick: true, Classes: "govuk-button--inverse"}}}
	page := ui.Page{Title: r.Ref, Body: ui.InterruptionCard{Heading: "Has " + r.nameOf(r.a.PersonID) + " left custody?", Body: body, Continue: yes,
		BackText: "No: back to what is to be done before the release", BackHref: r.path("/release/" + r.a.ID)}}
	return r.visit.shown(r.CasePage, page), true
}

// early says that the planned time has not come; empty where it has or none is known.
func (r *release) early() string {
	if r.a.PlannedAt.IsZero() || !r.At.Before(r.a.PlannedAt) {
		return ""
	}
	return "The release is planned for " + r.nearTime(r.a.PlannedAt) + ", " + howLong(r.a.PlannedAt.Sub(r.At)) + " from now."
}

// undone are the steps left, each victim named where there are several.
func (r *release) undone() []string {
	var out []string
	for _, p := range r.pairs {
		for _, t := range r.set(p) {
			if t.Done != "" {
				continue
			}
			what := strings.TrimSuffix(firstSentence(t.What), ".")
			if len(r.pairs) > 1 {
				what = r.victimName(p) + ": " + lower(what)
			}
			out = append(out, what+".")
		}
	}
	return out
}
