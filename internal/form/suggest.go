package form

import (
	"html/template"
	"strings"

	"foursight/internal/web/ui"
)

// mostSuggestions is how many are put into a page; typing a name works for everybody else too.
const mostSuggestions = 300

var suggestTemplate = template.Must(template.New("suggestions").Parse(
	`<datalist id="{{.ID}}">{{range .List}}<option value="{{.Label}}"></option>{{end}}</datalist>`))

// suggestions is the browser's own list under a box.
func suggestions(id string, list []Choice) ui.Component {
	return ui.FromTemplate(suggestTemplate, "suggestions", struct {
		ID   string
		List []Choice
	}{id, list[:min(len(list), mostSuggestions)]})
}

// Suggestions puts lines forward as they are typed in the box that names the list.
func Suggestions(id string, lines []string) ui.Component {
	var list []Choice
	for _, l := range lines {
		list = append(list, Choice{Label: l})
	}
	return suggestions(id, list)
}

var hiddenTemplate = template.Must(template.New("hidden").Parse(
	`{{range .}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">{{end}}`))

// Hidden carries values through a page that does not show them.
func Hidden(v Values, leaveOut ...string) ui.Component {
	type pair struct{ Name, Value string }
	var all []pair
	for _, name := range sortedNames(v) {
		if contains(leaveOut, name) {
			continue
		}
		for _, value := range v[name] {
			all = append(all, pair{name, value})
		}
	}
	return ui.FromTemplate(hiddenTemplate, "hidden", all)
}

var formTemplate = template.Must(template.New("form").Funcs(ui.Funcs()).Parse(
	`<form class="fs-form{{with .Class}} {{.}}{{end}}"{{with .ID}} id="{{.}}"{{end}} method="post" action="{{.Action}}"{{with .Draft}} data-draft="{{.}}"{{end}}{{if .Upload}} enctype="multipart/form-data"{{with .Busy}} data-busy="{{.}}"{{end}}{{end}} novalidate>
{{component .Body}}
{{if .Draft}}<p class="govuk-hint" data-draft-status role="status"></p>{{end}}
</form>`))

// Page is a form element around components.
type Page struct {
	Action string
	Draft  string // where the script saves what is typed; empty for nowhere
	Class  string
	ID     string // what a link leads to it by; empty for none
	Upload bool   // it carries files
	Busy   string // what its button says while a file is sent
	Body   ui.Component
}

// HTML draws the form.
func (p Page) HTML() (template.HTML, error) { return ui.FromTemplate(formTemplate, "form", p).HTML() }

// trimmed is a line without the spaces around it, line breaks made spaces.
func trimmed(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\r", " ", "\n", " ").Replace(s)), " ")
}
