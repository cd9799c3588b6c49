package ui

import (
	"cmp"
	"html/template"
	"reflect"
)

// Label names one field. For is filled in by the field it belongs to.
type Label struct {
	Text          string
	Body          Component
	For           string // id of the field
	Classes       string
	Attributes    Attributes
	IsPageHeading bool // wrap it in the page's h1: one question a page
}

// HTML draws the label; nothing when it has no text.
func (l Label) HTML() (template.HTML, error) { return execute("label", l) }

// Hint helps with a field's answer.
type Hint struct {
	ID         string
	Text       string
	Body       Component
	Classes    string
	Attributes Attributes
}

// HTML draws the hint.
func (h Hint) HTML() (template.HTML, error) { return execute("hint", h) }

// ErrorMessage says what to put right in a field.
type ErrorMessage struct {
	ID                 string
	Text               string
	Body               Component
	Classes            string
	Attributes         Attributes
	VisuallyHiddenText string // said before the message; "Error" when empty
}

// HTML draws the message.
func (e ErrorMessage) HTML() (template.HTML, error) {
	e.VisuallyHiddenText = cmp.Or(e.VisuallyHiddenText, "Error")
	return execute("error-message", e)
}

// Legend names a group of fields.
type Legend struct {
	Text          string
	Body          Component
	Classes       string
	IsPageHeading bool
}

// Fieldset groups fields under a legend.
type Fieldset struct {
	Legend      Legend
	DescribedBy string
	Classes     string
	Role        string
	Attributes  Attributes
	Body        Component
}

// HTML draws the group.
func (f Fieldset) HTML() (template.HTML, error) { return execute("fieldset", f) }

// FormGroup is what stands around a field.
type FormGroup struct {
	Classes      string
	Attributes   Attributes
	BeforeInput  Content // fields of one input
	AfterInput   Content
	BeforeInputs Content // groups of inputs
	AfterInputs  Content
}

// given says whether a part of a component was set at all.
func given(part any) bool { return !reflect.ValueOf(part).IsZero() }

// field is what every form field draws alike: group, label, hint and error, and
// the list of ids that describe it, in the order a screen reader should say them.
type field struct {
	ID          string
	DescribedBy string
	Group       FormGroup
	Label       Label
	Hint        Hint
	Error       ErrorMessage
	HasHint     bool
	HasError    bool
	Inner       template.HTML
}

func newField(id, describedBy string, group FormGroup, label Label, hint Hint, problem ErrorMessage) field {
	f := field{ID: id, DescribedBy: describedBy, Group: group, Label: label, Hint: hint, Error: problem,
		HasHint: given(hint), HasError: given(problem)}
	f.Label.For = id
	if f.HasHint {
		f.Hint.ID = id + "-hint"
		f.DescribedBy = join(f.DescribedBy, f.Hint.ID)
	}
	if f.HasError {
		f.Error.ID = id + "-error"
		f.DescribedBy = join(f.DescribedBy, f.Error.ID)
	}
	return f
}

// around draws the group with the named template as its field.
func (f field) around(name string, data any) (template.HTML, error) {
	inner, err := execute(name, data)
	if err != nil {
		return "", err
	}
	f.Inner = inner
	return execute("field", f)
}

// Affix stands before or after an input: a unit, a sign.
type Affix struct {
	Text       string
	Body       Component
	Classes    string
	Attributes Attributes
}

// InputWrapper is around an input that has an affix.
type InputWrapper struct {
	Classes    string
	Attributes Attributes
}

// Input is a one-line field. ID is the name when empty; Type is "text" when empty.
type Input struct {
	ID, Name, Type, Value string
	Label                 Label
	Hint                  Hint
	ErrorMessage          ErrorMessage
	Prefix, Suffix        Affix
	InputWrapper          InputWrapper
	FormGroup             FormGroup
	Classes               string
	DescribedBy           string
	Autocomplete, Pattern string
	Inputmode, Spellcheck string // spellcheck "true" or "false"; empty leaves it to the browser
	Autocapitalize        string
	Disabled              bool
	Attributes            Attributes
}

// HTML draws the field.
func (i Input) HTML() (template.HTML, error) {
	i.ID = cmp.Or(i.ID, i.Name)
	i.Type = cmp.Or(i.Type, "text")
	f := newField(i.ID, i.DescribedBy, i.FormGroup, i.Label, i.Hint, i.ErrorMessage)
	i.DescribedBy = f.DescribedBy
	f.Group.BeforeInput, f.Group.AfterInput = Content{}, Content{} // drawn inside the wrapper
	return f.around("input", struct {
		Input
		Error, Wrapped, HasPrefix, HasSuffix bool
	}{i, f.HasError, given(i.Prefix) || given(i.Suffix) || i.FormGroup.BeforeInput.given() || i.FormGroup.AfterInput.given(),
		given(i.Prefix), given(i.Suffix)})
}

// Textarea is a field of several lines.
type Textarea struct {
	ID, Name, Value string
	Label           Label
	Hint            Hint
	ErrorMessage    ErrorMessage
	FormGroup       FormGroup
	Rows            int // 5 when 0
	Classes         string
	DescribedBy     string
	Autocomplete    string
	Spellcheck      string
	Disabled        bool
	Attributes      Attributes
}

// HTML draws the field.
func (t Textarea) HTML() (template.HTML, error) {
	t.ID = cmp.Or(t.ID, t.Name)
	t.Rows = cmp.Or(t.Rows, 5)
	f := newField(t.ID, t.DescribedBy, t.FormGroup, t.Label, t.Hint, t.ErrorMessage)
	t.DescribedBy = f.DescribedBy
	return f.around("textarea", struct {
		Textarea
		Error bool
	}{t, f.HasError})
}

// Option is one choice of a Select. NoValue leaves the value out, so that the text is sent.
type Option struct {
	Value, Text        string
	NoValue            bool
	Selected, Disabled bool
	Attributes         Attributes
}

// Select is a drop-down list; Value names the chosen option.
type Select struct {
	ID, Name, Value string
	Items           []Option
	Label           Label
	Hint            Hint
	ErrorMessage    ErrorMessage
	FormGroup       FormGroup
	Classes         string
	DescribedBy     string
	Disabled        bool
	Attributes      Attributes
}

// HTML draws the list.
func (s Select) HTML() (template.HTML, error) {
	s.ID = cmp.Or(s.ID, s.Name)
	items := make([]Option, len(s.Items))
	for n, o := range s.Items {
		value := o.Value
		if o.NoValue {
			value = o.Text
		}
		o.Selected = o.Selected || (s.Value != "" && value == s.Value)
		items[n] = o
	}
	s.Items = items
	f := newField(s.ID, s.DescribedBy, s.FormGroup, s.Label, s.Hint, s.ErrorMessage)
	s.DescribedBy = f.DescribedBy
	return f.around("select", struct {
		Select
		Error bool
	}{s, f.HasError})
}

// FileUpload takes one file, or several with Multiple. It is the browser's own
// control: it works everywhere without script.
type FileUpload struct {
	ID, Name           string
	Label              Label
	Hint               Hint
	ErrorMessage       ErrorMessage
	FormGroup          FormGroup
	Classes            string
	DescribedBy        string
	Disabled, Multiple bool
	Attributes         Attributes
}

// HTML draws the control.
func (u FileUpload) HTML() (template.HTML, error) {
	u.ID = cmp.Or(u.ID, u.Name)
	f := newField(u.ID, u.DescribedBy, u.FormGroup, u.Label, u.Hint, u.ErrorMessage)
	u.DescribedBy = f.DescribedBy
	return f.around("file-upload", struct {
		FileUpload
		Error bool
	}{u, f.HasError})
}
