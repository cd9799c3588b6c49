package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// A call that is no emergency takes ninety seconds (practice 3.2): six questions in
// the order of speech, then what to record it as and the words for the incident
// log. The page is one of the report's own, so nothing is typed twice.

// keyed draws a question of which every answer stands open and has one key; often
// asks how often, which no field of an incident asks in one word; logNumber asks for
// the one number of another system that matters on a call.
const (
	keyed     ownPart = "keyed"
	often     ownPart = "often"
	logNumber ownPart = "log-number"
)

// fieldOften is how often it happened, as it is said on a call.
const (
	fieldOften   = "i1.often"
	oftenOnce    = "once"
	oftenSeveral = "several_days"
)

var callStep = reportStep{Name: stepCall, Heading: "Six questions", Short: "The call", Aside: true, Intro: "Leave anything you do not know. Saving tells you what to record it as.", Parts: []reportPart{
	{Prefix: "s.", Own: keyed, Kind: "ImmediateSafetyRecorded", Only: []string{"safe_to_speak"}},
	{Prefix: "s.", Own: keyed, Kind: "ImmediateSafetyRecorded", Only: []string{"safe_now"}},
	{Prefix: "l.", Own: keyed, Kind: "RelationshipRecorded", Only: []string{"relationship"}},
	{Prefix: "i1.", Own: keyed, Kind: "IncidentRecorded", Only: []string{"channel"}},
	{Prefix: "i1.", Own: often, Kind: "IncidentRecorded"},
	{Prefix: "i1.", Own: keyed, Kind: "IncidentRecorded", Only: []string{"unwanted"}},
	{Prefix: "a.", Own: account, Kind: "AccountRecorded", Only: []string{"words"}, Fold: "Their own words"},
	{Prefix: "v.", Kind: "PersonAdded", Only: []string{"details.name", "details.phones"}, Fold: "Their name and number"},
	{Prefix: "x.", Kind: "PersonAdded", Only: []string{"details.name"}, Fold: "The other person’s name"},
	{Prefix: "o.", Kind: "ResponseGraded", Only: []string{"opening_code"}, Fold: "Opening code"},
	{Prefix: "r.", Own: logNumber, Kind: "ReportReceived", Fold: "Incident number"},
	{Prefix: "r.", Kind: "ReportReceived", Only: []string{"channel"}, Fold: "How it reached us, if not by 101"}}}

// preset101 offers 101 as how a report came that begins with the six questions: they
// are for a call that is no emergency (practice 3.2). It is changed under its fold.
func preset101(fields url.Values) { fields.Set("r.channel", string(casefile.Call101)) }

// isPreset101 reports whether a field holds what preset101 put there.
func (r *report) isPreset101(name string) bool {
	return name == "r.channel" && r.fields.Get(name) == string(casefile.Call101)
}

// sixQuestions are the parts of the page that make it: each has an answer by one key.
var sixQuestions = callStep.Parts[:6]

// askOften is that question, and oftenDeclined what is kept where they would rather not
// answer it.
const (
	askOften                    = "How often did it happen?"
	oftenDeclined casefile.Line = "Asked how often, and they would rather not say."
)

// asksOften are the answers to how often. What is no number is kept in words.
func (r *report) asksOften() ui.Component {
	status := func(code string) string { return r.srv.words.Code("Status", code) }
	return ui.Radios{IDPrefix: "f-i1-often", Name: fieldOften, Value: r.fields.Get(fieldOften), Classes: keyedClasses,
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: askOften, Classes: "govuk-fieldset__legend--s"}},
		Items: []ui.Choice{{Value: oftenOnce, Text: "Once"}, {Value: oftenSeveral, Text: "More than once, on different days"},
			{Value: "asked_not_known", Text: status("asked_not_known")}, {Value: "declined", Text: status("declined")}, {Text: status("not_asked")}}}
}

// fieldLogNumber is the number of the incident log, the first of other systems'.
const fieldLogNumber = "r.external[0].number"

const (
	fieldLogSystem = "r.external[0].system"
	incidentLog    = "Incident log"
)

// nameLog says which system a number from a call is of, where nobody said; it reports
// whether that changed anything.
func nameLog(fields url.Values) bool {
	number, system := strings.TrimSpace(fields.Get(fieldLogNumber)), strings.TrimSpace(fields.Get(fieldLogSystem))
	switch {
	case number != "" && system == "":
		fields.Set(fieldLogSystem, incidentLog)
	case number == "" && system == incidentLog:
		fields.Del(fieldLogSystem)
	default:
		return false
	}
	return true
}

// asksLogNumber asks what whoever is sent finds the report by (practice 1.12).
func (r *report) asksLogNumber() ui.Component {
	return ui.Input{ID: "f-r-log-number", Name: fieldLogNumber, Value: r.fields.Get(fieldLogNumber), Autocomplete: "off", Classes: "govuk-input--width-20",
		Label: ui.Label{Text: "Incident number", Classes: "govuk-label--s"}, Hint: ui.Hint{Text: "Whoever is sent opens the report by it, once it is recorded."}}
}

// doSend records a report and goes on to who is sent: from then on they may open it
// and go on with it. Until it is recorded, a report is its author's alone. doPhoto
// records it and goes on to a photograph, which has to belong to a case: whether
// somebody pictured may be under 18 is asked there first (practice 1.3).
const (
	doSend  = "send"
	doPhoto = "photo"
)

// sends offers that: the first to whoever may say who is sent, the second to whoever
// goes to people.
func (r *report) sends() ui.Stack {
	var out ui.Stack
	k, _ := casefile.KindOf("RespondersSent")
	if r.door == nil && slices.ContainsFunc(r.v.viewer.Roles, k.MayRecord) {
		out = append(out, ui.Button{Text: "Record and send responders", Name: fieldDo, Value: doSend, Classes: "govuk-button--secondary", PreventDoubleClick: true})
	}
	if r.v.viewer.Is(casefile.Responder) {
		out = append(out, ui.Button{Text: "Record it, then take a photograph", Name: fieldDo, Value: doPhoto, Classes: "govuk-button--secondary", PreventDoubleClick: true})
	}
	return out
}

// keyedClasses set the answers of a question close together, so that six questions
// are a short page on a phone.
const keyedClasses = "govuk-radios--small fs-keyed"

// keyed draws one question with all its answers open. The caret starts in the first
// question of a call that has just begun.
func (r *report) keyed(p reportPart) ui.Component {
	path := p.Only[0]
	name := p.Prefix + path
	out := ui.Radios{IDPrefix: "f-" + strings.NewReplacer(".", "-", "_", "-").Replace(name), Name: name, Value: r.fields.Get(name), Classes: keyedClasses,
		Fieldset: ui.Fieldset{Legend: ui.Legend{Text: r.srv.words.Field(p.Kind, path).Label, Classes: "govuk-fieldset__legend--s"}}}
	casefile.Walk(p.kind().Fields, func(f casefile.Field) {
		switch {
		case f.Path != path:
		case f.Shape == casefile.ShapeBool:
			out.Classes += " fs-keyed--few"
			out.Items = []ui.Choice{{Value: "true", Text: "Yes"}, {Value: "false", Text: "No"}}
		default:
			for _, c := range f.Codes {
				out.Items = append(out.Items, ui.Choice{Value: c, Text: r.srv.words.Code(f.Family, c)})
			}
		}
	})
	for _, st := range []string{"asked_not_known", "declined"} {
		out.Items = append(out.Items, ui.Choice{Value: "s:" + st, Text: r.srv.words.Code("Status", st)})
	}
	out.Items = append(out.Items, ui.Choice{Text: r.srv.words.Code("Status", "not_asked")})
	if r.caret && p.Only[0] == sixQuestions[0].Only[0] {
		out.Items[0].Attributes = ui.Attributes{"autofocus": ""}
	}
	return out
}

// anySix reports whether any of the six has an answer, be it that there is none.
func (r *report) anySix() bool {
	return slices.ContainsFunc(sixQuestions, func(p reportPart) bool {
		return p.Own == often && r.fields.Get(fieldOften) != "" || p.Own == keyed && r.answered(p.Prefix+p.Only[0])
	})
}

// noneOfSix reports whether nobody has answered any of the six yet: how they know each
// other may have come from a case on record with who is called about.
func (r *report) noneOfSix() bool {
	carried := r.fields.Has(fieldBegun) || r.fields.Has(fieldRecord)
	return !slices.ContainsFunc(sixQuestions, func(p reportPart) bool {
		return p.Own == often && r.fields.Get(fieldOften) != "" || p.Own == keyed && !(carried && p.Kind == "RelationshipRecorded") && r.answered(p.Prefix+p.Only[0])
	})
}

// saidOften puts how often it happened into the first incident. Acts on different
// days lie at some time up to the call: when the first was, nobody has said.
func (r *report) saidOften(x *incidentEntry) bool {
	switch r.fields.Get(fieldOften) {
	case oftenOnce:
		x.data.Repeats.Least = max(x.data.Repeats.Least, 1)
	case oftenSeveral:
		if ownDay(x) { // said of the conduct, not of this one act: it is an entry of its own (oftenEntry)
			return false
		}
		x.data.Repeats.Least = max(x.data.Repeats.Least, 2)
		if x.entry.Occurred.IsZero() && x.entry.Occurred.Said == "" {
			x.entry.Occurred = r.onDifferentDays()
		}
	case "asked_not_known":
		x.data.Repeats.Words = orLine(x.data.Repeats.Words, "Asked how often, and not known.")
	case "declined":
		x.data.Repeats.Words = orLine(x.data.Repeats.Words, oftenDeclined)
	default:
		return false
	}
	return true
}

// onDifferentDays is when acts were of which a call says only that.
func (r *report) onDifferentDays() calendar.Interval {
	return calendar.Interval{To: openedAt(r.fields, r.v.now).UTC().Truncate(time.Second), Precision: calendar.Day, Said: "more than once, on different days"}
}

// ownDay reports whether an incident is one act of a day of its own: how often the
// conduct happened was then not said of it.
func ownDay(x *incidentEntry) bool {
	when := x.entry.Occurred
	return x.data.Repeats == (casefile.Repeats{}) && !when.From.IsZero() && when.Earliest().DaysUntil(when.Latest()) <= 1
}

// oftenEntry is what a call said of how often, where the first incident has since become
// one act of its own day and no other was written down: the rest of the acts, known to
// be one at the least. False where the incidents say it.
func (r *report) oftenEntry(acts []incidentEntry) (incidentEntry, bool) {
	if r.fields.Get(fieldOften) != oftenSeveral || len(acts) != 1 || !ownDay(&acts[0]) {
		return incidentEntry{}, false
	}
	first := acts[0].data
	x := incidentEntry{prefix: "often.", data: casefile.IncidentRecorded{Channel: first.Channel, Unwanted: first.Unwanted, Repeats: casefile.Repeats{Least: 1}, What: "More acts on other days, as said on the call. What they were is not said yet."}}
	x.entry.Occurred = r.onDifferentDays()
	return x, true
}

func orLine(have, otherwise casefile.Line) casefile.Line {
	if have != "" {
		return have
	}
	return otherwise
}

// presumed is the rule that a former partner's repeated conduct counts as stalking.
const presumed = "class.former_partner.presume_stalking"

// callAnswers are what a call comes to, were it recorded now: the six answers, and what
// was said and not asked about, before the text is copied.
func (r *report) callAnswers(from []callCase) ui.Component {
	view := struct {
		Danger           string // not safe now; empty otherwise
		Stalking         bool
		Say, Cite, Href  string
		Why              string
		Opening, Problem string
		Asks, Log        ui.Component
	}{Opening: noOpeningCode, Asks: r.callPrompts()}
	p, err := r.preview()
	if err != nil {
		view.Problem = "What was typed cannot be read as a report yet. Nothing is lost."
		return doorPart("call", view)
	}
	c := &caseView{CasePage: p, srv: r.srv, visit: r.v}
	if cl := c.presumedStalking(); cl != nil {
		view.Stalking, view.Say, view.Why, view.Cite, view.Href = true, say(cl, guidance.Finding{}), whyPresumed, atTheDoor(cl), "/guidance/"+cl.Key
	}
	if c.notSafe() != "" {
		view.Danger = "They are not safe now: send responders before anything else."
	}
	view.Opening = orNot(c.openingCode(), noOpeningCode)
	view.Log = ui.CopyText{ID: "call-log", Label: "For the incident log", Text: c.callText(false, from), Rows: 9}
	return doorPart("call", view)
}

// presumedStalking is the rule by which the case is recorded as stalking; nil where
// its conditions are not met, or not known to be.
func (c *caseView) presumedStalking() *guidance.Clause {
	if !slices.ContainsFunc(c.Findings.Advice, func(a guidance.Advice) bool {
		return slices.ContainsFunc(a.For, func(x guidance.Reason) bool { return x.Clause == presumed })
	}) {
		return nil
	}
	return c.Edition.Clause(presumed)
}

// pointsToStalking says for the log what the answers point to, and whether anybody has
// decided; empty where they do not, or a classification is recorded.
func (c *caseView) pointsToStalking() string {
	cl := c.presumedStalking()
	if cl == nil || slices.ContainsFunc(c.Pairs, func(p casefile.Pair) bool { return p.Class.Given() }) {
		return ""
	}
	return fmt.Sprintf("The answers point to stalking: %s (%s). Nobody has decided the classification yet.", whyPresumed, atTheDoor(cl))
}

// noOpeningCode stands where neither a handler nor the force's own table gives one.
const noOpeningCode = "not typed yet, and the force has set none for these answers"

// openingCode is the code under which the incident is opened: what was typed, or what
// the force's own table gives for what the answers come to, named as local. Empty where
// there is neither.
func (c *caseView) openingCode() string {
	var typed []string
	for _, g := range c.Gradings {
		if g.Data.Opening != "" {
			typed = append(typed, string(g.Data.Opening))
		}
	}
	if len(typed) > 0 {
		return strings.Join(typed, ", then ")
	}
	points := c.callPoints()
	for _, x := range c.Edition.Opening {
		if x.Points == points {
			return x.Code + " (local: " + x.Reference + ")"
		}
	}
	return ""
}

// callPoints is what a case comes to for the force's table of opening codes; empty
// where no unwanted act is known, or nobody knows whether there were more. An act that
// was wanted does not count, and one of which nobody knows leaves it open.
func (c *caseView) callPoints() string {
	acts, once := 0, true
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if p.Class.Given() && p.Class.Value.Stalking() {
			return "stalking"
		}
		for k := range p.Incidents.Items {
			d := &p.Incidents.Items[k].Data
			switch often := d.Repeats; {
			case !d.Unwanted.Known():
				once = false
			case d.Unwanted.Value:
				acts, once = acts+often.AtLeast(), once && (often.Least == 1 || often.Most == 1)
			}
		}
	}
	switch {
	case c.presumedStalking() != nil:
		return "stalking"
	case acts > 1:
		return "several_acts"
	case acts == 1 && once:
		return "one_act"
	}
	return ""
}

// whyPresumed is what the rule rests on, in the words of a call.
const whyPresumed = "former partner, more than one unwanted act"

// callText is a call for the incident log. Before the report is recorded it says
// where its reference will stand; afterwards the same words have it.
func (c *caseView) callText(recorded bool, from []callCase) string {
	text := c.logText()
	if !recorded {
		text = strings.Replace(text, c.Ref+", as at", "Reference: none yet. Recording the report gives one, with this text again.\nAs at", 1)
		text = strings.ReplaceAll(text, " in "+c.Ref, "")
	}
	for _, p := range c.reached() {
		if ref := safeElsewhere(p, from); ref != "" && !p.HasSafe {
			text = strings.Replace(text, safeNotRecorded(p), "Safe contact for "+theVictim(p)+" was not asked this time: what "+ref+" says of it stands above. Confirm it before any call or visit.\n", 1)
		}
	}
	first := ""
	if points := c.pointsToStalking(); points != "" {
		first += points + "\n"
	}
	first += c.logNumbers()
	if opening := c.openingCode(); opening != "" {
		first += "Opening code: " + opening + ".\n"
	}
	head, rest, _ := strings.Cut(text, "\n") // what it comes to stands before who it is about
	if !recorded {
		line, more, _ := strings.Cut(rest, "\n")
		head, rest = head+"\n"+line, more
	}
	return head + "\n" + first + begunText(from) + rest
}

// safeElsewhere is the case a report was begun from that says how somebody of the same
// name is reached safely; empty for none.
func safeElsewhere(p *casefile.Person, from []callCase) string {
	for _, x := range from {
		for i := range x.Persons.Items {
			if q := &x.Persons.Items[i]; q.HasSafe && p.Name.Given() && q.Name.Given() && p.Name.Value == q.Name.Value {
				return x.Ref
			}
		}
	}
	return ""
}

// callButtons end the page: saving answers, recording files.
func (r *report) callButtons() ui.Component {
	group := ui.Stack{
		ui.Button{ID: "call-save", Text: "Save and see", PreventDoubleClick: true},
		ui.Button{Text: "Record the report", Name: fieldDo, Value: "record", Classes: "govuk-button--secondary", PreventDoubleClick: true}}
	group = append(group, r.sends()...)
	return buttonGroup(append(group, ui.Button{Text: "Save draft", Name: fieldDo, Value: "draft", Classes: "govuk-button--secondary"}))
}
