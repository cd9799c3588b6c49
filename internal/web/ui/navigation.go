package ui

import (
	"cmp"
	"html/template"
	"slices"
	"strings"
)

func hasClass(classes, class string) bool { return slices.Contains(strings.Fields(classes), class) }

// Crumb is one step of the way to this page; the page itself has no Href.
type Crumb struct {
	Text       string
	Body       Component
	Href       string
	Attributes Attributes
}

// Breadcrumbs is the way to this page.
type Breadcrumbs struct {
	Items            []Crumb
	LabelText        string // "Breadcrumb" when empty
	CollapseOnMobile bool
	Classes          string
	Attributes       Attributes
}

// HTML draws the way.
func (b Breadcrumbs) HTML() (template.HTML, error) {
	b.LabelText = cmp.Or(b.LabelText, "Breadcrumb")
	return execute("breadcrumbs", b)
}

// BackLink leads to the page before in a journey.
type BackLink struct {
	Text       string // "Back" when empty
	Body       Component
	Href       string // "#" when empty
	Classes    string
	Attributes Attributes
}

// HTML draws the link.
func (b BackLink) HTML() (template.HTML, error) {
	b.Text, b.Href = cmp.Or(b.Text, "Back"), cmp.Or(b.Href, "#")
	return execute("back-link", b)
}

// SkipLink is the first thing in a page and leads past everything before its content.
type SkipLink struct {
	Text       string
	Body       Component
	Href       string // "#content" when empty
	Classes    string
	Attributes Attributes
}

// HTML draws the link.
func (s SkipLink) HTML() (template.HTML, error) {
	s.Href = cmp.Or(s.Href, "#content")
	return execute("skip-link", s)
}

// Header carries the product's name. It is the generic header: no crown, no
// gov.uk, because Foursight is neither.
type Header struct {
	LogoText         string
	LogoBody         Component
	URL              string // "/" when empty
	ContainerClasses string
	Classes          string
	Attributes       Attributes
}

// HTML draws the header.
func (h Header) HTML() (template.HTML, error) {
	h.URL = cmp.Or(h.URL, "/")
	h.ContainerClasses = cmp.Or(h.ContainerClasses, "govuk-width-container")
	return execute("header", h)
}

// NavItem is one entry of a navigation. Current is this very page, Active the
// part of the service this page belongs to.
type NavItem struct {
	Text            string
	Body            Component
	Href            string
	Current, Active bool
	Attributes      Attributes
}

// ServiceNavigation is the row of the service's main parts.
type ServiceNavigation struct {
	ServiceName, ServiceURL string
	Navigation              []NavItem
	NavigationID            string // "navigation" when empty
	NavigationLabel         string
	NavigationClasses       string
	MenuButtonText          string // "Menu" when empty
	MenuButtonLabel         string
	AriaLabel               string // "Service information" when empty
	// CollapseNavigationOnMobile folds the row on a phone; nil folds it when it has several entries.
	CollapseNavigationOnMobile *bool
	Classes                    string
	Attributes                 Attributes
}

// HTML draws the row.
func (s ServiceNavigation) HTML() (template.HTML, error) {
	s.NavigationID = cmp.Or(s.NavigationID, "navigation")
	s.MenuButtonText = cmp.Or(s.MenuButtonText, "Menu")
	s.NavigationLabel = cmp.Or(s.NavigationLabel, s.MenuButtonText)
	s.AriaLabel = cmp.Or(s.AriaLabel, "Service information")
	if s.MenuButtonLabel == s.MenuButtonText {
		s.MenuButtonLabel = ""
	}
	folds := len(s.Navigation) > 1
	if s.CollapseNavigationOnMobile != nil {
		folds = *s.CollapseNavigationOnMobile
	}
	return execute("service-navigation", struct {
		ServiceNavigation
		Folds bool
	}{s, folds})
}

// Footer ends every page: where help is, which build this is and which guidance
// edition it works from.
type Footer struct {
	Links   []NavItem
	Build   string // version of the program
	Edition string // guidance edition in force, in words
}

// HTML draws the footer.
func (f Footer) HTML() (template.HTML, error) { return execute("footer", f) }

// Tabs leads between views of one thing. They are links to pages, so they work
// without script and each view has an address.
type Tabs struct {
	Title string // names the list for screen readers; "Views" when empty
	Items []NavItem
}

// HTML draws the links.
func (t Tabs) HTML() (template.HTML, error) {
	t.Title = cmp.Or(t.Title, "Views")
	return execute("tabs", t)
}

// ExitThisPage leaves at once for a harmless page. It belongs on every page a
// victim or an advocate may open, and on no page only police see.
type ExitThisPage struct {
	ID                    string
	Text                  string // "Emergency: Exit this page" when empty
	Body                  Component
	RedirectURL           string // a weather page when empty
	ActivatedText         string
	TimedOutText          string
	PressTwoMoreTimesText string
	PressOneMoreTimeText  string
	Classes               string
	Attributes            Attributes
}

// HTML draws the button.
func (e ExitThisPage) HTML() (template.HTML, error) {
	b := Button{Text: e.Text, Body: e.Body, Href: cmp.Or(e.RedirectURL, "https://www.bbc.co.uk/weather"),
		Classes:    "govuk-button--warning govuk-exit-this-page__button govuk-js-exit-this-page-button",
		Attributes: Attributes{"rel": "nofollow noreferrer"}}
	if b.Text == "" && b.Body == nil {
		words, err := execute("exit-words", nil)
		if err != nil {
			return "", err
		}
		b.Body = drawn(words)
	}
	own := Attributes{}
	for name, text := range map[string]string{"activated": e.ActivatedText, "timed-out": e.TimedOutText,
		"press-two-more-times": e.PressTwoMoreTimesText, "press-one-more-time": e.PressOneMoreTimeText} {
		if text != "" {
			own["data-i18n."+name] = text
		}
	}
	return execute("exit-this-page", struct {
		ExitThisPage
		Words  Attributes
		Button Button
	}{e, own, b})
}
