package ui

import (
	"cmp"
	"html/template"
)

// User is who is signed in, as the header shows it.
type User struct {
	Name, Role    string
	SignOutAction string // posted to
}

// Session warns before it ends. The warning's button posts to ExtendAction.
type Session struct {
	WarnAfter    int    // seconds after the page was drawn; 0: no warning
	EndsIn       string // in words: "5 minutes"
	ExtendAction string
}

// Printed is what stands at the head of a print: never a name in a file's title.
type Printed struct {
	Reference string
	By, At    string
}

// Told is one line over the content about something that waits elsewhere.
type Told struct {
	Text, Href string
	Count      string // how many wait, for the tab of an idle page; empty for none
	Unseen     bool   // only for the script of other pages, which asks this page: it says so itself
}

// Watch is where the script asks whether there is something new to tell while a page
// stands idle, and what was told when it was drawn, with how many wait. Without script nothing asks.
type Watch struct{ Href, Said, Count string }

// Page is a whole page. Nothing it draws needs script, and nothing in it is
// inline, so that it works under assets.Policy.
//
// The order is fixed: skip link, banners, header with search, navigation, what
// comes before the content (back link or breadcrumbs), errors, the one h1, the
// content, the footer.
type Page struct {
	Title         string // of the tab: a case's reference, never a person's name
	Heading       string // the h1; empty when Body carries it (one question a page)
	HeadingHidden bool   // the h1 is for who hears the page: what is seen says it already
	Caption       string // above the h1
	Lang          string // "en" when empty
	ServiceName   string // "Foursight" when empty
	HomeURL       string
	Nav           []NavItem
	User          *User
	Search        *SearchBox
	OwnSearch     bool // the content has the search box, and the head has none
	HelpURL       string
	Marking       string // "OFFICIAL-SENSITIVE", shown and printed; empty: none
	Alone         bool   // what prints is the page's own sheet, without marking, reference or name: it goes home with somebody
	Demo          bool   // everything in it is invented, and says so
	Told          Told   // drawn where it has words
	Watch         Watch  // nothing where it has no Href
	Banner        Component
	Exit          *ExitThisPage
	Identity      Component // the bar of a case
	Parts         Component // the case's sub-navigation
	Before        Component // back link or breadcrumbs
	Errors        *ErrorSummary
	Body          Component
	Aside         Component // beside the content, after it on a phone
	Narrow        bool      // a form: lines of reading length
	Foot          Footer
	Session       Session
	Printed       Printed
	NoShortcuts   bool // the person switched single keys off
}

// HTML draws the page, doctype first.
func (p Page) HTML() (template.HTML, error) {
	p.Lang = cmp.Or(p.Lang, "en")
	p.ServiceName = cmp.Or(p.ServiceName, "Foursight")
	p.HomeURL = cmp.Or(p.HomeURL, "/")
	return execute("page", struct {
		Page
		Header     Header
		Navigation ServiceNavigation
		Skip       SkipLink
	}{p,
		Header{LogoText: p.ServiceName, URL: p.HomeURL, Classes: "fs-header__name"},
		ServiceNavigation{Navigation: p.Nav, NavigationLabel: "Main"},
		SkipLink{Text: "Skip to main content", Href: "#main"}})
}
