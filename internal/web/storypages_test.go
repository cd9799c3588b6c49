package web

import (
	"net/http"
	"net/url"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
)

// The pages of their own through which a story is told: the hand-over and its acceptance
// from the home page, checks, risk, safety, and a call for news. Reports are told in
// storyreport_test.go, what else a story tells in one go in storytold_test.go.

// toldByPage tells the first of some entries through a page of its own, and how many
// that page recorded; none where the form tells it.
func (w *walker) toldByPage(events []casefile.Event, data any) int {
	w.t.Helper()
	e := events[0]
	if tap, ok := w.release[e.ID]; ok {
		w.releases(e, data, tap)
		return 1
	}
	switch d := data.(type) {
	case *casefile.MatchDecided:
		w.joins(e, d)
	case *casefile.CaseHandedOver:
		w.handsOver(e, d)
	case *casefile.HandoverAccepted:
		w.accepts(e)
	case *casefile.CheckRequested:
		w.asks(e, d)
	case *casefile.CheckCompleted:
		w.answers(e, d.Check, string(d.Result), d.Summary)
	case *casefile.CheckFailed:
		w.answers(e, d.Check, "failed", d.Why)
	case *casefile.RiskAssessed:
		w.judges(e, d)
	case *casefile.SafetyMeasureSettled:
		w.taps("safety", e, `input[name="step"][value="`+string(d.Step)+`"]`, "step-"+string(d.Outcome.Value), url.Values{fieldText: {string(d.Words)}})
	case *casefile.SafetyPlanReviewed:
		w.reviews(e, d)
	case *casefile.VictimContacted:
		if d.Purpose.Value != "answer_to_victim" || len(events) < 2 || events[1].Kind != "MessageAnswered" {
			return 0
		}
		w.news(e, events[1], d)
		return 2
	default:
		return 0
	}
	return 1
}

// handsOver keeps what the page worked out from the record and adds who and why.
func (w *walker) handsOver(e casefile.Event, d *casefile.CaseHandedOver) {
	w.t.Helper()
	c := w.at(e.Actor)
	p := c.get("/case/" + w.ref + "/record/CaseHandedOver")
	fields := filled(p.Find(entryFormSelector))
	if strings.TrimSpace(fields.Get("done")) == "" || strings.TrimSpace(fields.Get("not_done")) == "" {
		w.t.Errorf("%s: the page works out neither what is done nor what is not: %q, %q", e.ID, fields.Get("done"), fields.Get("not_done"))
	}
	fields.Set("to", string(d.To))
	fields.Set("why_not", string(d.WhyNot))
	if sent := c.post("/case/"+w.ref+"/record/CaseHandedOver", fields); sent.status != http.StatusOK {
		w.t.Fatalf("%s: handed over, it answers %d: %s", e.ID, sent.status, sent.text("main"))
	}
	w.note(e, fields.Get(fieldEntry))
	w.pages["hand-over"]++
}

// accepts finds the offer on the receiver's own home and takes it on by one tap.
func (w *walker) accepts(e casefile.Event) {
	w.t.Helper()
	c := w.at(e.Actor)
	home := c.get("/")
	way := home.Find(`main a[href^="/case/` + w.ref + `"]`)
	if way.Length() == 0 {
		w.t.Fatalf("%s: the home of %s shows no way to what was offered: %s", e.ID, e.Actor, home.text("main"))
	}
	p := c.get(way.First().AttrOr("href", ""))
	const tap = `form[action$="/record/HandoverAccepted"]`
	entry := p.Find(tap+` input[name="`+fieldEntry+`"]`).AttrOr("value", "")
	after := c.submit(p, tap, nil)
	if now := w.caseAs(e.Actor); after.status != http.StatusOK || string(now.Owner) != e.Actor {
		w.t.Fatalf("%s: accepted, it answers %d, and the case is held by %q", e.ID, after.status, now.Owner)
	}
	w.note(e, entry)
	w.pages["home"]++
}

// caseAs is the case as somebody of the story may see it.
func (w *walker) caseAs(staff string) *casework.CasePage {
	w.t.Helper()
	p, err := w.Case(w.t.Context(), w.as(staff), w.id)
	must(w.t, err)
	return p
}

// asks ticks one check on the page of checks, on somebody of the case or on a thing.
func (w *walker) asks(e casefile.Event, d *casefile.CheckRequested) {
	w.t.Helper()
	c, path := w.at(e.Actor), "/case/"+w.ref+"/checks"
	p := c.get(path)
	fields := url.Values{"_id": {p.Find("#ask").Closest("form").Find(`input[name="_id"]`).AttrOr("value", "")}, fieldDo: {"ask"}}
	place := string(d.Person)
	if place == "" {
		place = otherPlace
		fields.Set(fieldOther, string(d.Subject))
		fields.Set(fieldOn, string(d.On))
	}
	tick := place + "/" + string(d.System)
	if p.Find(`input[name="tick"][value="`+tick+`"]`).Length() != 1 {
		w.t.Fatalf("%s: the page offers no check of %s on %s", e.ID, d.System, d.On)
	}
	fields[fieldTick] = []string{tick}
	k, _ := casefile.KindOf(e.Kind)
	values, err := form.ValuesOf(k, &casefile.CheckRequested{Asked: d.Asked, Due: d.Due}, form.Context{Only: []string{"asked_of", "answer_due"}})
	must(w.t, err)
	for _, name := range []string{"asked_of", "answer_due-day", "answer_due-month", "answer_due-year"} {
		fields[name] = values[name]
	}
	if sent := c.post(path, fields); sent.status != http.StatusOK {
		w.t.Fatalf("%s: asked, it answers %d: %s", e.ID, sent.status, sent.text(".govuk-error-summary"))
	}
	w.note(e, derivedID(fields.Get("_id"), place, string(d.System)))
	w.pages["checks"]++
}

// answers says what came of a check, by the tap beside it.
func (w *walker) answers(e casefile.Event, check casefile.CheckID, tap string, words casefile.Text) {
	w.t.Helper()
	w.taps("checks", e, `input[name="check"][value="`+string(check)+`"]`, tap, url.Values{fieldText: {string(words)}})
}

// taps presses a button of the one form on a page that holds a field.
func (w *walker) taps(page string, e casefile.Event, holds, tap string, change url.Values) {
	w.t.Helper()
	c, path := w.at(e.Actor), "/case/"+w.ref+"/"+page
	at := c.get(path).Find(holds).Closest("form")
	if at.Find(`button[value="`+tap+`"]`).Length() != 1 {
		w.t.Fatalf("%s: no form of %s with %s has a button %s", e.ID, page, holds, tap)
	}
	fields := filled(at)
	fields.Set(fieldDo, tap)
	for name, v := range change {
		fields[name] = v
	}
	if sent := c.post(path, fields); sent.status != http.StatusOK {
		w.t.Fatalf("%s: %s answers %d: %s", e.ID, page, sent.status, sent.text(".govuk-error-summary"))
	}
	w.note(e, fields.Get("_id"))
	w.pages[page]++
}

// judges goes to the form by the page of risk.
func (w *walker) judges(e casefile.Event, d *casefile.RiskAssessed) {
	w.t.Helper()
	p := w.at(e.Actor).get("/case/" + w.ref + "/risk")
	way := p.Find(`main a[href*="/record/RiskAssessed"][href*="` + string(d.Pair) + `"]`)
	if way.Length() == 0 {
		w.t.Fatalf("%s: the page of risk offers %s no judgement: %s", e.ID, e.Actor, p.text("main"))
	}
	k, _ := casefile.KindOf(e.Kind)
	w.typed(way.First().AttrOr("href", ""), k, e, d)
	w.pages["risk"]++
}

// reviews goes through a safety plan again on the page of safety.
func (w *walker) reviews(e casefile.Event, d *casefile.SafetyPlanReviewed) {
	w.t.Helper()
	k, _ := casefile.KindOf(e.Kind)
	values, err := form.ValuesOf(k, &casefile.SafetyPlanReviewed{Changed: d.Changed, Next: d.Next}, form.Context{})
	must(w.t, err)
	change, prefix := url.Values{}, "review-"+string(d.Person)+"."
	for name, v := range values {
		change[prefix+name] = v
	}
	w.taps("safety", e, `input[name^="`+prefix+`next_review"]`, "reviewed", change)
}

// news logs the victim's call and the message it answers.
func (w *walker) news(e, answer casefile.Event, d *casefile.VictimContacted) {
	w.t.Helper()
	c := w.at(e.Actor)
	_, fields := c.news(w.ref)
	fields["topics"] = nil
	for _, t := range d.Topics {
		fields.Add("topics", string(t))
	}
	k, _ := casefile.KindOf(answer.Kind)
	decoded, err := k.Decode(w.mapped(k, answer.Data))
	must(w.t, err)
	message := string(decoded.(*casefile.MessageAnswered).Message)
	fields.Set(fieldAnswers, message)
	fields.Set("note", string(d.Note))
	if !d.Next.IsZero() {
		fields.Set(fieldNext, d.Next.String())
	}
	if sent := c.post("/case/"+w.ref+"/news", fields); sent.status != http.StatusOK {
		w.t.Fatalf("%s: the call answers %d: %s", e.ID, sent.status, sent.text(".govuk-error-summary"))
	}
	entry := fields.Get(fieldEntry)
	w.note(e, entry)
	w.note(answer, derivedID("foursight/news/1", entry, "answer "+message))
	w.pages["news"]++
}
