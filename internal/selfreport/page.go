package selfreport

import (
	"embed"
	"html/template"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casework"
	"foursight/internal/logsafe"
	"foursight/internal/web/ui"
	"foursight/internal/words"
)

//go:embed templates/form.html
var files embed.FS

var templates = template.Must(template.New("selfreport").Funcs(ui.Funcs()).ParseFS(files, "templates/*.html"))

func part(name string, data any) ui.Component { return ui.FromTemplate(templates, name, data) }

func paragraphs(texts ...string) ui.Component { return part("paragraphs", texts) }

// formPart is a form of the page: what it asks and its buttons.
type formPart struct {
	State, Step string
	Parts       ui.Stack
	Buttons     []ui.Button
	Reminds     string // of 999, below what is asked
}

// filled puts values in the places of a text: name, value, name, value.
func filled(text string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

// start is the first page: what to do in danger comes before everything.
func (f *Form) start(w http.ResponseWriter, _ *http.Request) { f.send(w, http.StatusOK, f.startPage()) }

func (f *Form) startPage() ui.Page {
	s := f.says.Start
	return ui.Page{Title: f.says.Title, Heading: f.says.Title, Body: ui.Stack{
		ui.WarningText{Text: s.Danger},
		paragraphs(s.Lines...),
		part("heading", s.How),
		part("list", s.HowLines),
		part("heading", s.Watched),
		part("watched", s),
		part("form", formPart{Buttons: []ui.Button{{Text: f.says.Buttons.Start, Name: fieldDo, Value: "start"}}}),
	}}
}

func (f *Form) back() ui.Button {
	return ui.Button{Text: f.says.Buttons.Back, Name: fieldDo, Value: "back", Classes: "govuk-button--secondary"}
}

func (f *Form) sender() ui.Button {
	return ui.Button{Text: f.says.Buttons.Send, Name: fieldDo, Value: "send", PreventDoubleClick: true}
}

// show draws a step, or the check after the last.
func (at *asking) show(w http.ResponseWriter, n int) {
	if n == len(steps) {
		at.showCheck(w)
		return
	}
	st := steps[n]
	at.draw(w, ui.Page{Title: at.heading(st, at.answers)}, formPart{Step: st.Name, Reminds: at.says.Reminder, Parts: ui.Stack{at.question(st)},
		Buttons: []ui.Button{{Text: at.says.Buttons.Continue, PreventDoubleClick: true},
			{Text: at.says.Buttons.Rather, Name: fieldDo, Value: doRather, Classes: "govuk-button--secondary", PreventDoubleClick: true}, at.back()}})
}

// draw seals the answers into the form and sends the page.
func (at *asking) draw(w http.ResponseWriter, page ui.Page, form formPart) {
	sealed, err := at.seal.close(at.answers, at.browser)
	if err != nil {
		at.opt.Log.Error("public form: answers not sealed", logsafe.Err(err))
		http.Error(w, at.says.NotShown, http.StatusInternalServerError)
		return
	}
	form.State = sealed
	status := http.StatusOK
	if len(at.problems) > 0 {
		status = http.StatusUnprocessableEntity
		page.Errors = &ui.ErrorSummary{}
		for _, p := range at.problems {
			line := ui.Problem{Text: p.text}
			if p.field != "" {
				line.Href = "#" + p.field
			}
			page.Errors.ErrorList = append(page.Errors.ErrorList, line)
		}
	}
	page.Body = part("form", form)
	at.send(w, status, page)
}

// question draws the one question of a page, which is the page's heading.
func (at *asking) question(st step) ui.Component {
	wrong := ui.ErrorMessage{}
	for _, p := range at.problems {
		if p.field == st.Name {
			wrong.Text = p.text
		}
	}
	asks, hint := at.heading(st, at.answers), ui.Hint{Text: at.says.Pages[st.Name].Hint}
	label := ui.Label{Text: asks, Classes: "govuk-label--l", IsPageHeading: true}
	legend := ui.Fieldset{Legend: ui.Legend{Text: asks, Classes: "govuk-fieldset__legend--l", IsPageHeading: true}}
	var offered []ui.Choice
	for _, v := range st.Offers {
		text, more := at.says.Choice(st.Name, v)
		offered = append(offered, ui.Choice{Value: v, Text: text, Hint: ui.Hint{Text: more}})
	}
	switch st.Shape {
	case radios:
		return ui.Radios{Name: st.Name, Value: at.get(st.Name), Items: offered, Fieldset: legend, Hint: hint, ErrorMessage: wrong}
	case boxes:
		return ui.Checkboxes{Name: st.Name, Values: at.Said[st.Name], Items: offered, Fieldset: legend, Hint: hint, ErrorMessage: wrong}
	case text:
		rows := 8
		if st.Lines > 0 {
			rows = 5
		}
		return ui.Textarea{ID: st.Name, Name: st.Name, Value: at.get(st.Name), Rows: rows, Label: label, Hint: hint, ErrorMessage: wrong, Autocomplete: "off"}
	}
	in := ui.Input{ID: st.Name, Name: st.Name, Value: at.get(st.Name), Label: label, Hint: hint, ErrorMessage: wrong, Inputmode: st.Keys, Autocomplete: "off", Spellcheck: "false"}
	if st.Keys == numeric {
		in.Classes = "govuk-input--width-3"
	}
	return in
}

// showDanger stops somebody who is not safe: a report is read, a call is answered.
func (at *asking) showDanger(w http.ResponseWriter) {
	d := at.says.Danger
	at.draw(w, ui.Page{Title: d.Title, Heading: d.Title}, formPart{Step: atDanger, Buttons: []ui.Button{{Text: at.says.Buttons.GoOn}}, Parts: ui.Stack{paragraphs(d.Lines...)}})
}

// checked is what the check shows.
type checked struct {
	Change, NotAnswered string
	Rows                []answered
}

// answered is one line of the check.
type answered struct {
	Asked, Step string
	Said        []string
}

// showCheck shows what was said before it is sent.
func (at *asking) showCheck(w http.ResponseWriter) {
	at.Reviewed = true
	s := at.says.Check
	list := checked{Change: at.says.Buttons.Change, NotAnswered: s.NotAnswered}
	for _, st := range steps {
		if !st.Asked(at.answers) {
			continue
		}
		row := answered{Asked: at.heading(st, at.answers), Step: st.Name}
		for _, v := range at.Said[st.Name] {
			if label, _ := at.says.Choice(st.Name, v); len(st.Offers) > 0 {
				v = label
			}
			row.Said = append(row.Said, strings.Split(v, "\n")...)
		}
		if at.ratherNot(st.Name) {
			row.Said = []string{at.says.Check.Rather}
		}
		list.Rows = append(list.Rows, row)
	}
	parts := ui.Stack{paragraphs(filled(s.Before, "send", at.says.Buttons.Send))}
	if lacksNumber(at.answers) {
		parts = append(parts, ui.WarningText{IconFallbackText: "Important", Text: s.NoWay}, paragraphs(s.AddOne))
	}
	at.draw(w, ui.Page{Title: s.Title, Heading: s.Title}, formPart{Step: atCheck, Reminds: at.says.Reminder, Parts: append(parts, part("check", list)),
		Buttons: []ui.Button{at.sender(), at.back()}})
}

// done is the last page. Its words depend on nothing but what the sender said of
// reaching them, and when it came.
func (f *Form) done(got casework.OnlineReceipt, a answers) ui.Page {
	s := f.says.Done
	lines := []string{s.Told, s.Spoken, s.NothingSent}
	switch how := a.get("how"); {
	case how == "":
		lines[1] = s.NoWay
	case how == "none":
		lines[1] = s.Rather
	case lacksNumber(a): // nothing is promised that cannot be kept
		lines = slices.Insert(lines, 1, f.says.Check.NoWay)
		lines[2] = s.Call
	case !got.By.IsZero():
		lines = slices.Insert(lines, 2, filled(s.Late, "when", got.By.In(calendar.London).Format("15:04 on Monday 2 January")))
	}
	return ui.Page{Title: s.Title, Body: ui.Stack{
		ui.Panel{TitleText: s.Title, Body: part("reference", [2]string{s.Reference, got.Ref})},
		paragraphs(lines...),
		part("heading", s.About),
		paragraphs(s.AboutLines...),
		part("heading", s.Changes),
		paragraphs(s.ChangesLines...),
	}}
}

func (f *Form) sentBefore(ref string) ui.Page {
	return f.notice(f.says.Notices.SentBefore, "ref", ref)
}

// tryAgain keeps what was said for another press of the button.
func (at *asking) tryAgain(w http.ResponseWriter, status int, n words.Notice, pairs ...string) {
	sealed, err := at.seal.close(at.answers, at.browser)
	if err != nil {
		at.opt.Log.Error("public form: answers not sealed", logsafe.Err(err))
	}
	page := at.notice(n, pairs...)
	page.Body = ui.Stack{page.Body, part("form", formPart{State: sealed, Step: atCheck, Buttons: []ui.Button{at.sender()}})}
	at.send(w, status, page)
}

// notice is a page that asks nothing.
func (f *Form) notice(n words.Notice, pairs ...string) ui.Page {
	var lines []string
	for _, l := range n.Lines {
		lines = append(lines, filled(l, pairs...))
	}
	return ui.Page{Title: n.Title, Heading: n.Title, Body: paragraphs(lines...)}
}

// again is a notice that leads to the start.
func (f *Form) again(n words.Notice, pairs ...string) ui.Page {
	p := f.notice(n, pairs...)
	p.Body = ui.Stack{p.Body, ui.Button{Text: f.says.Buttons.ToStart, Href: "/"}}
	return p
}

// tooMany asks somebody to wait: nothing of theirs is lost, it is in their page.
func (f *Form) tooMany(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(seconds(wait)))
	f.sendDrawn(w, http.StatusTooManyRequests, "too many "+f.minutes(wait), func() ui.Page {
		return f.notice(f.says.Notices.TooMany, "wait", f.minutes(wait))
	})
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

func (f *Form) seconds(d time.Duration) string {
	return several(seconds(d), f.says.Wait.Second, f.says.Wait.Seconds)
}

func (f *Form) minutes(d time.Duration) string {
	return several(int(math.Ceil(d.Minutes())), f.says.Wait.Minute, f.says.Wait.Minutes)
}

func several(n int, one, more string) string {
	if n > 1 {
		return filled(more, "n", strconv.Itoa(n))
	}
	return one
}
