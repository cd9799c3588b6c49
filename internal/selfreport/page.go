package selfreport

import (
	"embed"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"foursight/internal/logsafe"
	"foursight/internal/web/ui"
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
	Reminds     bool // of 999, below what is asked
}

const title = "Report stalking or harassment"

// start is the first page: what to do in danger comes before everything.
func (f *Form) start(w http.ResponseWriter, _ *http.Request) { f.send(w, http.StatusOK, f.startPage()) }

func (f *Form) startPage() ui.Page {
	return ui.Page{Title: title, Heading: title, Body: ui.Stack{
		ui.WarningText{Text: "In danger now? Call 999. If you cannot speak, listen, then press 55 on a mobile phone when you are asked to."},
		paragraphs("If you cannot hear or speak on the phone, call 18000 by textphone or the Relay UK app.",
			"You can also call 101 at any hour, or go to a police station. A report made here counts as much as a call."),
		part("heading", "How it works"),
		part("list", []string{"You can leave out any question.", "The police control room is told as soon as you send your report.",
			"An officer speaks with you in the way you say is safe.", "We send you nothing: no e-mail, no text message, no letter."}),
		part("heading", "If somebody may look at your phone or computer"),
		part("watched", nil),
		part("form", formPart{Buttons: []ui.Button{{Text: "Start", Name: fieldDo, Value: "start"}}}),
	}}
}

// show draws a step, or the check after the last.
func (at *asking) show(w http.ResponseWriter, n int) {
	if n == len(steps) {
		at.showCheck(w)
		return
	}
	st := steps[n]
	form := formPart{Step: st.Name, Reminds: true, Buttons: []ui.Button{{Text: "Continue", PreventDoubleClick: true},
		{Text: "Back", Name: fieldDo, Value: "back", Classes: "govuk-button--secondary"}}}
	page := ui.Page{Title: st.heading(at.answers), Caption: ""}
	alone := len(st.Fields) == 1
	if !alone {
		page.Heading = page.Title
		if st.Intro != "" {
			form.Parts = append(form.Parts, paragraphs(st.Intro))
		}
	}
	for _, fd := range st.Fields {
		if alone {
			fd.Label, fd.Hint = page.Title, strings.TrimSpace(st.Intro+" "+fd.Hint)
		}
		form.Parts = append(form.Parts, at.field(fd, alone))
	}
	at.draw(w, page, form)
}

// draw seals the answers into the form and sends the page.
func (at *asking) draw(w http.ResponseWriter, page ui.Page, form formPart) {
	sealed, err := at.seal.close(at.answers, at.browser)
	if err != nil {
		at.opt.Log.Error("public form: answers not sealed", logsafe.Err(err))
		http.Error(w, notShown, http.StatusInternalServerError)
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

// field draws one question. Alone on its page, it is the page's heading.
func (at *asking) field(fd field, alone bool) ui.Component {
	wrong := ui.ErrorMessage{}
	for _, p := range at.problems {
		if p.field == fd.Name {
			wrong.Text = p.text
		}
	}
	label := ui.Label{Text: fd.Label, Classes: "govuk-label--s", IsPageHeading: alone}
	legend := ui.Fieldset{Legend: ui.Legend{Text: fd.Label, Classes: "govuk-fieldset__legend--s", IsPageHeading: alone}}
	if alone {
		label.Classes, legend.Legend.Classes = "govuk-label--l", "govuk-fieldset__legend--l"
	}
	var offered []ui.Choice
	for _, c := range fd.Choices {
		offered = append(offered, ui.Choice{Value: c.Value, Text: c.Text, Hint: ui.Hint{Text: c.Hint}})
	}
	hint := ui.Hint{Text: fd.Hint}
	switch fd.Shape {
	case radios:
		return ui.Radios{Name: fd.Name, Value: at.get(fd.Name), Items: offered, Fieldset: legend, Hint: hint, ErrorMessage: wrong}
	case boxes:
		return ui.Checkboxes{Name: fd.Name, Values: at.Said[fd.Name], Items: offered, Fieldset: legend, Hint: hint, ErrorMessage: wrong}
	case text:
		rows := 8
		if fd.Lines > 0 {
			rows = 5
		}
		return ui.Textarea{ID: fd.Name, Name: fd.Name, Value: at.get(fd.Name), Rows: rows, Label: label, Hint: hint, ErrorMessage: wrong, Autocomplete: "off"}
	}
	in := ui.Input{ID: fd.Name, Name: fd.Name, Value: at.get(fd.Name), Label: label, Hint: hint, ErrorMessage: wrong, Autocomplete: "off", Spellcheck: "false"}
	if fd.Numeric {
		in.Inputmode, in.Classes = "numeric", "govuk-input--width-3"
	}
	return in
}

// showDanger stops somebody who is not safe: a report is read, a call is answered.
func (at *asking) showDanger(w http.ResponseWriter) {
	at.draw(w, ui.Page{Title: "Call 999 now if you can"}, formPart{Step: atDanger, Buttons: []ui.Button{{Text: "Go on with the report"}}, Parts: ui.Stack{
		part("danger", nil)}})
}

// answered is one line of the check.
type answered struct {
	Asked, Step string
	Said        []string
}

// showCheck shows what was said before it is sent.
func (at *asking) showCheck(w http.ResponseWriter) {
	at.Reviewed = true
	var rows []answered
	for _, st := range steps {
		if !st.asked(at.answers) {
			continue
		}
		for _, fd := range st.Fields {
			row := answered{Asked: fd.Label, Step: st.Name}
			if len(st.Fields) == 1 {
				row.Asked = st.heading(at.answers)
			}
			for _, v := range at.Said[fd.Name] {
				row.Said = append(row.Said, strings.Split(fd.words(v), "\n")...)
			}
			rows = append(rows, row)
		}
	}
	parts := ui.Stack{part("sendfirst", nil)}
	if lacksNumber(at.answers) {
		parts = append(parts, ui.WarningText{IconFallbackText: "Important", Text: noNumber + " Add one below, or call 101 yourself."})
	}
	at.draw(w, ui.Page{Title: "Check what you have said", Heading: "Check what you have said"}, formPart{Step: atCheck, Reminds: true, Parts: append(parts, part("check", rows)), Buttons: []ui.Button{{Text: "Send the report", Name: fieldDo, Value: "send", PreventDoubleClick: true},
		{Text: "Back", Name: fieldDo, Value: "back", Classes: "govuk-button--secondary"}}})
}

func (fd field) words(v string) string {
	for _, c := range fd.Choices {
		if c.Value == v {
			return c.Text
		}
	}
	return v
}

// noNumber is said where somebody wants to be reached and gave nothing to reach them by.
const noNumber = "You said how an officer may reach you, and gave no number or address: we cannot reach you."

// done is the last page. Its words depend on nothing but what the sender said of
// reaching them.
func (f *Form) done(ref string, a answers) ui.Page {
	contact := "An officer will speak with you in the way you said is safe."
	switch a.get("how") {
	case "":
		contact = "You gave no way to reach you. If you want to speak with an officer, call 101 and give the reference."
	case "none":
		contact = "You would rather contact us. Call 101, at any hour, and give the reference."
	default:
		if lacksNumber(a) { // nothing is promised that cannot be kept
			contact = noNumber + " Call 101, at any hour, and give the reference."
		}
	}
	return ui.Page{Title: "Report sent", Body: ui.Stack{
		ui.Panel{TitleText: "Report sent", Body: part("reference", ref)},
		paragraphs("The police control room has been told.", contact, "We send you nothing: no e-mail, no text message, no letter."),
		part("heading", "The reference"),
		paragraphs("It opens nothing, and tells nobody who finds it what you reported. Write it down only where that is safe."),
		part("heading", "If anything changes"),
		paragraphs("In danger now, call 999. If you cannot speak, press 55 when you are asked to. To tell us more, call 101.",
			"This page cannot be opened again. It may still stand in the history of your browser."),
	}}
}

func (f *Form) sentBefore(ref string) ui.Page {
	return f.plain("This report was sent before", "What you sent first was kept under the reference "+ref+".", "To tell us more, call 101 and give the reference, or start another report.")
}

// tryAgain keeps what was said for another press of the button.
func (at *asking) tryAgain(w http.ResponseWriter, status int, heading, text string) {
	sealed, err := at.seal.close(at.answers, at.browser)
	if err != nil {
		at.opt.Log.Error("public form: answers not sealed", logsafe.Err(err))
	}
	page := at.plain(heading, text, "In danger now, call 999. If you cannot speak, press 55 when you are asked to.")
	page.Body = ui.Stack{page.Body, part("form", formPart{State: sealed, Step: atCheck, Buttons: []ui.Button{{Text: "Send the report", Name: fieldDo, Value: "send", PreventDoubleClick: true}}})}
	at.send(w, status, page)
}

func (f *Form) plain(heading string, texts ...string) ui.Page {
	return ui.Page{Title: heading, Heading: heading, Body: paragraphs(texts...)}
}

func (f *Form) closed() ui.Page {
	return again(f.plain("This form has been closed", "What was typed in it cannot be opened again. If you saw a reference, your report was sent.",
		"If you did not, start again, or call 101. In danger now, call 999."))
}

func (f *Form) tooLarge() ui.Page {
	return again(f.plain("That is too much for this form", "Nothing was sent. Start again and say it in fewer words, or call 101."))
}

func (f *Form) notFound() ui.Page {
	return again(f.plain("Page not found", "There is no such page here. In danger now, call 999."))
}

func (f *Form) fromElsewhere() ui.Page {
	return again(f.plain("This request came from another site", "Nothing was sent. Open the form yourself and try again."))
}

// again leads to the start.
func again(p ui.Page) ui.Page {
	p.Body = ui.Stack{p.Body, ui.Button{Text: "Go to the start", Href: "/"}}
	return p
}

// tooMany asks somebody to wait: nothing of theirs is lost, it is in their page.
func (f *Form) tooMany(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(seconds(wait)))
	f.sendDrawn(w, http.StatusTooManyRequests, "too many "+minutes(wait), func() ui.Page {
		return f.plain("Please wait", "Too much is being asked from this connection. Wait "+minutes(wait)+", then reload this page.",
			"In danger now, call 999. Otherwise you can call 101 at any hour.")
	})
}

func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

func minutes(d time.Duration) string {
	if n := int(math.Ceil(d.Minutes())); n > 1 {
		return fmt.Sprintf("%d minutes", n)
	}
	return "a minute"
}
