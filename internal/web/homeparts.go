package web

import (
	"embed"
	"html/template"
	"strings"

	"foursight/internal/web/ui"
)

// homeFiles are the templates of the pages that are not about one case.
//
//go:embed templates/signin.html templates/home.html templates/guidance.html
var homeFiles embed.FS

var homeTemplates = template.Must(template.New("home").Funcs(ui.Funcs()).ParseFS(homeFiles, "templates/*.html"))

// bodyOf draws one of them.
func bodyOf(name string, data any) ui.Component { return ui.FromTemplate(homeTemplates, name, data) }

// postForm is a form that works without script.
type postForm struct {
	action string
	body   ui.Component
}

func (f postForm) HTML() (template.HTML, error) {
	inner, err := f.body.HTML()
	if err != nil {
		return "", err
	}
	return template.HTML(`<form method="post" action="` + template.HTMLEscapeString(f.action) + `" novalidate>` + string(inner) + `</form>`), nil
}

// hiddenField carries a value the server gave through a form.
type hiddenField struct{ name, value string }

func (h hiddenField) HTML() (template.HTML, error) {
	return template.HTML(`<input type="hidden" name="` + template.HTMLEscapeString(h.name) + `" value="` + template.HTMLEscapeString(h.value) + `">`), nil
}

// span is a stretch of a sentence, a link where href is given. Addresses are
// local: they come from this package.
type span struct{ text, href string }

func (s span) HTML() (template.HTML, error) {
	text := template.HTMLEscapeString(s.text)
	if s.href == "" {
		return template.HTML(text), nil
	}
	return template.HTML(`<a class="govuk-link govuk-link--no-visited-state" href="` + template.HTMLEscapeString(s.href) + `">` + text + `</a>`), nil
}

// prose is a paragraph with links in it.
type prose []span

func (p prose) HTML() (template.HTML, error) {
	var b strings.Builder
	for _, s := range p {
		part, err := s.HTML()
		if err != nil {
			return "", err
		}
		b.WriteString(string(part))
	}
	return template.HTML(`<p class="govuk-body">` + b.String() + `</p>`), nil
}
