package ui

import (
	"cmp"
	"html/template"
	"strconv"
)

// Button sends a form, or with Href is a link that looks like a button.
type Button struct {
	Text               string
	Body               Component
	ID, Name, Value    string
	Type               string // "submit" when empty
	Href               string
	SendTo             string // another address of this site that its form is sent to
	Classes            string
	Disabled           bool
	PreventDoubleClick bool
	IsStartButton      bool
	Attributes         Attributes
}

// HTML draws the button.
func (b Button) HTML() (template.HTML, error) {
	b.Type = cmp.Or(b.Type, "submit")
	return execute("button", b)
}

// Problem is one line of an error summary; Href leads to the field ("#id").
type Problem struct {
	Text       string
	Body       Component
	Href       string
	Attributes Attributes
}

// ErrorSummary lists everything to put right, at the top of the page.
type ErrorSummary struct {
	TitleText        string // "There is a problem" when empty
	TitleBody        Component
	DescriptionText  string
	DescriptionBody  Component
	ErrorList        []Problem
	Classes          string
	DisableAutoFocus *bool // nil leaves it to the script: the summary takes the focus
	Attributes       Attributes
}

// HTML draws the summary.
func (e ErrorSummary) HTML() (template.HTML, error) {
	e.TitleText = cmp.Or(e.TitleText, "There is a problem")
	return execute("error-summary", struct {
		ErrorSummary
		Focus string
	}{e, said(e.DisableAutoFocus)})
}

// said is a yes or no for an attribute, or nothing when it was left open.
func said(b *bool) string {
	if b == nil {
		return ""
	}
	return strconv.FormatBool(*b)
}

// Tag is a state in a word or two.
type Tag struct {
	Text       string
	Body       Component
	Classes    string
	Attributes Attributes
}

// HTML draws the tag.
func (t Tag) HTML() (template.HTML, error) { return execute("tag", t) }

// InsetText sets a passage apart.
type InsetText struct {
	ID         string
	Text       string
	Body       Component
	Classes    string
	Attributes Attributes
}

// HTML draws the passage.
func (i InsetText) HTML() (template.HTML, error) { return execute("inset-text", i) }

// WarningText is the kit's one urgent style; a page has at most one.
type WarningText struct {
	Text             string
	Body             Component
	IconFallbackText string // said before the text; "Warning" when empty
	Classes          string
	Attributes       Attributes
}

// HTML draws the warning.
func (w WarningText) HTML() (template.HTML, error) {
	w.IconFallbackText = cmp.Or(w.IconFallbackText, "Warning")
	return execute("warning-text", w)
}

// NotificationBanner tells of something outside the page's own subject, or with
// Type "success" that an act was recorded.
type NotificationBanner struct {
	Text              string
	Body              Component
	TitleText         string // "Success" or "Important" when empty
	TitleBody         Component
	TitleHeadingLevel int // 2 when 0
	TitleID           string
	Type              string // "success", or empty
	Role              string // "alert" for success, else "region"
	DisableAutoFocus  *bool
	Classes           string
	Attributes        Attributes
}

// HTML draws the banner.
func (n NotificationBanner) HTML() (template.HTML, error) {
	n.TitleHeadingLevel = cmp.Or(n.TitleHeadingLevel, 2)
	n.TitleID = cmp.Or(n.TitleID, "govuk-notification-banner-title")
	if n.Type == "success" {
		n.Role, n.TitleText = cmp.Or(n.Role, "alert"), cmp.Or(n.TitleText, "Success")
		n.Classes = join("govuk-notification-banner--success", n.Classes)
	}
	n.Role, n.TitleText = cmp.Or(n.Role, "region"), cmp.Or(n.TitleText, "Important")
	return execute("notification-banner", struct {
		NotificationBanner
		Focus string
	}{n, said(n.DisableAutoFocus)})
}

// Details folds a passage under its summary.
type Details struct {
	ID          string
	SummaryText string
	SummaryBody Component
	Text        string
	Body        Component
	Open        bool
	Classes     string
	Attributes  Attributes
}

// HTML draws the passage.
func (d Details) HTML() (template.HTML, error) { return execute("details", d) }

// Panel says that something was done; with the class govuk-panel--interruption it
// stops a person to think and offers Actions.
type Panel struct {
	TitleText    string
	TitleBody    Component
	Text         string
	Body         Component
	HeadingLevel int // 1 when 0
	Actions      PanelActions
	Classes      string
	Attributes   Attributes
}

// PanelActions are the ways on from an interruption.
type PanelActions struct {
	Items      []PanelAction
	Classes    string
	Attributes Attributes
}

// PanelAction is a button, or a link when it has an Href and is not of type "button".
type PanelAction struct {
	Text, Type, Href, Classes string
	Attributes                Attributes
}

// HTML draws the panel.
func (p Panel) HTML() (template.HTML, error) {
	p.HeadingLevel = cmp.Or(p.HeadingLevel, 1)
	interrupts := hasClass(p.Classes, "govuk-panel--interruption")
	if !interrupts {
		p.Classes = join("govuk-panel--confirmation", p.Classes)
	}
	title, err := content(p.TitleText, p.TitleBody)
	if err != nil {
		return "", err
	}
	return execute("panel", struct {
		Panel
		Interrupts, HasActions bool
		Title                  template.HTML
	}{p, interrupts, given(p.Actions), title})
}

// HTML draws one way on.
func (a PanelAction) HTML() (template.HTML, error) {
	if a.Href == "" || a.Type == "button" {
		return Button{Text: a.Text, Type: cmp.Or(a.Type, "button"), Href: a.Href,
			Classes: join("govuk-button--inverse", a.Classes), Attributes: a.Attributes}.HTML()
	}
	return execute("panel-link", a)
}

// AccordionSection is one part of an Accordion.
type AccordionSection struct {
	Heading, Summary, Content Content
	Expanded                  bool
}

// Accordion is several passages that fold; without script all are open.
type Accordion struct {
	ID           string
	HeadingLevel int // 2 when 0
	Items        []AccordionSection
	Classes      string
	Attributes   Attributes
}

// HTML draws the passages.
func (a Accordion) HTML() (template.HTML, error) {
	a.HeadingLevel = cmp.Or(a.HeadingLevel, 2)
	type section struct {
		AccordionSection
		N       int
		Heading template.HTML
	}
	sections := make([]section, len(a.Items))
	for n, item := range a.Items {
		inner, err := execute("accordion-heading", struct {
			ID string
			N  int
			Content
		}{a.ID, n + 1, item.Heading})
		if err != nil {
			return "", err
		}
		h, err := heading(a.HeadingLevel, "govuk-accordion__section-heading", "", inner)
		if err != nil {
			return "", err
		}
		sections[n] = section{item, n + 1, h}
	}
	return execute("accordion", struct {
		Accordion
		Sections []section
	}{a, sections})
}

// PhaseBanner says under the header what kind of service this is, such as a demonstration.
type PhaseBanner struct {
	Tag        Tag
	Text       string
	Body       Component
	Classes    string
	Attributes Attributes
}

// HTML draws the banner.
func (p PhaseBanner) HTML() (template.HTML, error) {
	p.Tag.Classes = join("govuk-phase-banner__content__tag", p.Tag.Classes)
	return execute("phase-banner", p)
}
