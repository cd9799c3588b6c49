package ui

import (
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// fixtureComponents are the components compared with govuk-frontend's own
// fixtures. Tabs and the footer are missing on purpose: ours are links between
// pages, and carry no crown.
var fixtureComponents = map[string]func() Component{
	"accordion":           func() Component { return new(Accordion) },
	"back-link":           func() Component { return new(BackLink) },
	"breadcrumbs":         func() Component { return new(Breadcrumbs) },
	"button":              func() Component { return new(Button) },
	"checkboxes":          func() Component { return new(Checkboxes) },
	"date-input":          func() Component { return new(DateInput) },
	"details":             func() Component { return new(Details) },
	"error-message":       func() Component { return new(ErrorMessage) },
	"error-summary":       func() Component { return new(ErrorSummary) },
	"exit-this-page":      func() Component { return new(ExitThisPage) },
	"fieldset":            func() Component { return new(Fieldset) },
	"file-upload":         func() Component { return new(FileUpload) },
	"generic-header":      func() Component { return new(Header) },
	"hint":                func() Component { return new(Hint) },
	"input":               func() Component { return new(Input) },
	"inset-text":          func() Component { return new(InsetText) },
	"label":               func() Component { return new(Label) },
	"notification-banner": func() Component { return new(NotificationBanner) },
	"pagination":          func() Component { return new(Pagination) },
	"panel":               func() Component { return new(Panel) },
	"phase-banner":        func() Component { return new(PhaseBanner) },
	"radios":              func() Component { return new(Radios) },
	"select":              func() Component { return new(Select) },
	"service-navigation":  func() Component { return new(ServiceNavigation) },
	"skip-link":           func() Component { return new(SkipLink) },
	"summary-list":        func() Component { return new(SummaryList) },
	"table":               func() Component { return new(Table) },
	"tag":                 func() Component { return new(Tag) },
	"task-list":           func() Component { return new(TaskList) },
	"textarea":            func() Component { return new(Textarea) },
	"warning-text":        func() Component { return new(WarningText) },
}

// fixture is one example of govuk-frontend: options in, markup out.
type fixture struct {
	Name    string         `json:"name"`
	Options map[string]any `json:"options"`
	HTML    string         `json:"html"`
}

func TestComponentsDrawWhatGOVUKFrontendDraws(t *testing.T) {
	covered, known := 0, 0
	for name, blank := range fixtureComponents {
		raw, err := os.ReadFile(filepath.Join("testdata", "govuk", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Fixtures []fixture }
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		if len(file.Fixtures) == 0 {
			t.Fatalf("%s has no fixtures", name)
		}
		for _, f := range file.Fixtures {
			reason := notCovered[name][f.Name]
			if reason != "" {
				known++
			} else {
				covered++
			}
			t.Run(name+"/"+f.Name, func(t *testing.T) {
				err := compare(blank(), f)
				switch {
				case err != nil && reason == "":
					t.Error(err)
				case err == nil && reason != "":
					t.Errorf("this fixture passes now: take it off the list (%s)", reason)
				}
			})
		}
		for listed := range notCovered[name] {
			if !slices.ContainsFunc(file.Fixtures, func(f fixture) bool { return f.Name == listed }) {
				t.Errorf("%s has no fixture %q to leave out", name, listed)
			}
		}
	}
	t.Logf("%d components, %d fixtures drawn alike, %d left out with a reason", len(fixtureComponents), covered, known)
}

// compare fills the component from the fixture's options and holds its markup to the fixture's.
func compare(c Component, f fixture) error {
	if err := fill(reflect.ValueOf(c).Elem(), f.Options); err != nil {
		return err
	}
	got, err := c.HTML()
	if err != nil {
		return err
	}
	have, err := tree(string(got))
	if err != nil {
		return err
	}
	want, err := tree(f.HTML)
	if err != nil {
		return err
	}
	if want == "" && f.HTML != "" {
		return fmt.Errorf("the fixture's markup read as nothing: %s", f.HTML)
	}
	if have != want {
		return fmt.Errorf("markup differs\n--- got\n%s\n--- want\n%s", have, want)
	}
	return nil
}

// raw is markup of a fixture's "html" option. Only this test can make one.
type raw string

func (r raw) HTML() (template.HTML, error) { return template.HTML(r), nil }

// fill sets the fields of v that options name; govuk's "html" is our Body. An
// option with no field, or of another type, is an error.
func fill(v reflect.Value, option any) error {
	if option == nil || (option == false && v.Kind() == reflect.Interface) {
		return nil
	}
	switch v.Kind() {
	case reflect.Interface:
		text, ok := option.(string)
		if !ok {
			return fmt.Errorf("markup given as %T", option)
		}
		if text != "" {
			v.Set(reflect.ValueOf(raw(text)))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(v.Elem(), option)
	case reflect.String:
		switch o := option.(type) {
		case string:
			v.SetString(o)
		case float64:
			v.SetString(strconv.FormatFloat(o, 'f', -1, 64))
		case bool:
			v.SetString(strconv.FormatBool(o))
		default:
			return fmt.Errorf("text given as %T", option)
		}
	case reflect.Bool:
		b, ok := option.(bool)
		if !ok {
			return fmt.Errorf("yes or no given as %T", option)
		}
		v.SetBool(b)
	case reflect.Int:
		n, err := strconv.Atoi(fmt.Sprint(option))
		if err != nil {
			return fmt.Errorf("number given as %v", option)
		}
		v.SetInt(int64(n))
	case reflect.Slice:
		return fillSlice(v, option)
	case reflect.Map:
		return fillMap(v, option)
	case reflect.Struct:
		return fillStruct(v, option)
	}
	return nil
}

func fillSlice(v reflect.Value, option any) error {
	list, ok := option.([]any)
	if !ok {
		return fmt.Errorf("list given as %T", option)
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, len(list)))
	for _, o := range list {
		if o == nil || o == false || o == "" {
			continue // govuk-frontend passes over falsy items
		}
		item := reflect.New(v.Type().Elem()).Elem()
		if err := fill(item, o); err != nil {
			return err
		}
		v.Set(reflect.Append(v, item))
	}
	return nil
}

func fillMap(v reflect.Value, option any) error {
	options, ok := option.(map[string]any)
	if !ok {
		return fmt.Errorf("map given as %T", option)
	}
	v.Set(reflect.MakeMap(v.Type()))
	for name, o := range options {
		text := reflect.New(v.Type().Elem()).Elem()
		if err := fill(text, o); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		v.SetMapIndex(reflect.ValueOf(name), text)
	}
	return nil
}

func fillStruct(v reflect.Value, option any) error {
	if option == false || option == "" {
		return nil
	}
	options, ok := option.(map[string]any)
	if !ok {
		return fmt.Errorf("%s given as %T", v.Type().Name(), option)
	}
	if o, ok := v.Addr().Interface().(*Option); ok {
		_, has := options["value"]
		o.NoValue = !has
	}
	for name, o := range options {
		goName := name
		if name == "html" {
			goName = "body"
		} else if stem, isHTML := strings.CutSuffix(name, "Html"); isHTML {
			goName = stem + "Body"
		}
		field := v.FieldByNameFunc(func(n string) bool { return strings.EqualFold(n, goName) })
		if !field.IsValid() {
			return fmt.Errorf("%s has no %s: %w", v.Type().Name(), name, errors.ErrUnsupported)
		}
		if err := fill(field, o); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// tree writes markup one element a line, attributes in order of name, white
// space collapsed: two pieces that a browser cannot tell apart come out equal.
func tree(markup string) (string, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(markup), body)
	if err != nil {
		return "", fmt.Errorf("read markup: %w", err)
	}
	var out strings.Builder
	for _, n := range nodes {
		write(&out, n, 0)
	}
	return out.String(), nil
}

func write(out *strings.Builder, n *html.Node, depth int) {
	indent := strings.Repeat("  ", depth)
	switch n.Type {
	case html.TextNode:
		if text := strings.Join(strings.Fields(n.Data), " "); text != "" {
			fmt.Fprintf(out, "%s%q\n", indent, text)
		}
		return
	case html.ElementNode:
		attributes := make([]string, len(n.Attr))
		for i, a := range n.Attr {
			value := a.Val
			if a.Key == "class" {
				classes := strings.Fields(value)
				slices.Sort(classes)
				value = strings.Join(classes, " ")
			}
			attributes[i] = fmt.Sprintf("%s=%q", a.Key, value)
		}
		slices.Sort(attributes)
		fmt.Fprintf(out, "%s<%s %s>\n", indent, n.Data, strings.Join(attributes, " "))
	}
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		write(out, child, depth+1)
	}
}
