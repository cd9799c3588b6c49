// Package ui is the kit that every page is made of: one Go struct for each
// component, drawn by html/template.
//
// Purpose: a page is a typed value. What it says is decided before it is drawn,
// so templates hold no decisions and a test can read the value instead of the page.
//
// Boundary: no requests, no cases, no permissions, no clock. A component draws
// what it is given; masking, withholding and wording are done before.
//
// Source: the components named as on GOV.UK and in the Ministry of Justice's
// library give the markup those libraries give (fixtures_test.go compares them with
// govuk-frontend's own fixtures); the others are Foursight's.
//
// Threat: text from a victim, a suspect or a file that turns into markup. Text
// fields are escaped for where they stand; markup enters only as a Component, and
// a Component's markup comes from a template of the program's own.
package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"foursight/internal/web/assets"
)

// Component is anything that can be drawn. HTML returns finished markup in which
// every value that came from outside the program has been escaped.
type Component interface {
	HTML() (template.HTML, error)
}

// Render draws c to w. Nothing is written when drawing fails, so a handler can
// still answer with an error page.
func Render(w io.Writer, c Component) error {
	markup, err := c.HTML()
	if err != nil {
		return fmt.Errorf("render %T: %w", c, err)
	}
	if _, err := io.WriteString(w, string(markup)); err != nil {
		return fmt.Errorf("render %T: %w", c, err)
	}
	return nil
}

// Funcs returns the functions page templates draw components with:
//
//	component C   the markup of a component; nothing for none
//	asset NAME    the address of a style sheet, script or image of the kit
func Funcs() template.FuncMap {
	return template.FuncMap{"component": component, "asset": assets.Path}
}

// FromTemplate makes a Component of a page's own template: name in t, run with data.
func FromTemplate(t *template.Template, name string, data any) Component {
	return fromTemplate{t, name, data}
}

type fromTemplate struct {
	t    *template.Template
	name string
	data any
}

func (f fromTemplate) HTML() (template.HTML, error) { return run(f.t, f.name, f.data) }

// Content is text, or a component in its place. Body wins when both are given.
type Content struct {
	Text string
	Body Component
}

// HTML returns the body, or the escaped text.
func (c Content) HTML() (template.HTML, error) { return content(c.Text, c.Body) }

func (c Content) given() bool { return c.Text != "" || c.Body != nil }

// Text is a component of plain text, escaped.
type Text string

// HTML returns the escaped text.
func (t Text) HTML() (template.HTML, error) {
	return template.HTML(template.HTMLEscapeString(string(t))), nil
}

// Stack is components one after another.
type Stack []Component

// HTML draws each in order; a nil one draws nothing.
func (s Stack) HTML() (template.HTML, error) {
	var all strings.Builder
	for _, c := range s {
		markup, err := component(c)
		if err != nil {
			return "", err
		}
		all.WriteString(string(markup))
		all.WriteByte('\n')
	}
	return template.HTML(all.String()), nil
}

// Attributes are further attributes of a component's outer element, by name.
// Names that could run script, style or send the page elsewhere are refused.
type Attributes map[string]string

//go:embed templates/*.html
var templateFiles embed.FS

var templates = sync.OnceValue(func() *template.Template {
	funcs := Funcs()
	funcs["content"] = content
	funcs["attrs"] = attrs
	funcs["heading"] = heading
	return template.Must(template.New("ui").Funcs(funcs).ParseFS(templateFiles, "templates/*.html"))
})

func execute(name string, data any) (template.HTML, error) { return run(templates(), name, data) }

func run(t *template.Template, name string, data any) (template.HTML, error) {
	var out bytes.Buffer
	if err := t.ExecuteTemplate(&out, name, data); err != nil {
		return "", fmt.Errorf("draw %s: %w", name, err)
	}
	return template.HTML(out.String()), nil
}

func component(c Component) (template.HTML, error) {
	if c == nil {
		return "", nil
	}
	return c.HTML()
}

func content(text string, body Component) (template.HTML, error) {
	if body != nil {
		return body.HTML()
	}
	return Text(text).HTML()
}

var attributeName = regexp.MustCompile(`^[a-z][a-z0-9.:-]*$`)

// refused are attribute names that would carry an address, a document or a style.
var refused = []string{"style", "href", "src", "srcdoc", "action", "formaction", "class"}

func attrs(a Attributes) (template.HTMLAttr, error) {
	names := make([]string, 0, len(a))
	for name := range a {
		if !attributeName.MatchString(name) || strings.HasPrefix(name, "on") || slices.Contains(refused, name) {
			return "", fmt.Errorf("attribute %q may not be set this way", name)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	var out strings.Builder
	for _, name := range names {
		fmt.Fprintf(&out, ` %s="%s"`, name, template.HTMLEscapeString(a[name]))
	}
	return template.HTMLAttr(out.String()), nil
}

// heading draws a heading of a level that is only known when the page is drawn,
// which html/template cannot express.
func heading(level int, classes, id string, inner template.HTML) (template.HTML, error) {
	if level < 1 || level > 6 {
		return "", fmt.Errorf("heading level %d: expected 1 to 6", level)
	}
	var anchor string
	if id != "" {
		anchor = fmt.Sprintf(` id="%s"`, template.HTMLEscapeString(id))
	}
	return template.HTML(fmt.Sprintf(`<h%d class="%s"%s>%s</h%d>`,
		level, template.HTMLEscapeString(classes), anchor, inner, level)), nil
}

// join puts the words that are not empty after one another: classes, ids.
func join(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}
