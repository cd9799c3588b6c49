package web

import (
	"html/template"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/logsafe"
	"foursight/internal/web/assets"
	"foursight/internal/web/ui"
)

// frame fills in what every page has: who is signed in, where they can go, the
// search box, the marking, when the session ends.
func (s *Server) frame(v *visit, p *ui.Page) {
	p.ServiceName = "Foursight"
	p.Demo = s.demo
	p.Foot = ui.Footer{Edition: s.svc.Edition().Title}
	if p.Title == "" {
		p.Title = p.Heading
	}
	if !v.signedIn() || access.May(v.viewer, access.TakeReport) { // and their browser keeps it for where there is no signal
		p.Foot.Links = []ui.NavItem{{Text: "Prompt card for the door", Href: assets.CardPath, Attributes: ui.Attributes{"data-offline": assets.Path("card-worker.js")}}}
	}
	if !v.signedIn() {
		return
	}
	if leavesAtOnce(v) {
		p.Exit = &ui.ExitThisPage{RedirectURL: leavePath}
	}
	p.Foot.Build = s.build // which version runs is nobody's business before that
	p.Marking = "OFFICIAL-SENSITIVE"
	p.User = &ui.User{Name: v.viewer.Staff.Known(), Role: s.roleWords(v.viewer), SignOutAction: "/sign-out"}
	if access.May(v.viewer, access.Seek) && !p.OwnSearch {
		p.Search = &ui.SearchBox{Action: "/search", Label: "Find a case", Hint: "Reference, name, part of a number, account, vehicle, postcode or words"}
		if answersCalls(v.viewer) {
			box := callBox("", "")
			p.Search = &box
		}
	}
	p.Nav = s.nav(v)
	w, err := s.onlineWait(v, v.now.Add(-toldFor))
	if err != nil { // the page itself can do without
		s.log.Error("reports made online not counted", "id", v.number(), "route", v.route.path, logsafe.Err(err))
	}
	p.Told = ui.Told{Text: onlineTold(w, " in the last day"), Href: "/", Count: onlineCount(w), Unseen: v.route.path == watchPath}
	if toldOnline(v.viewer) && v.route.path != watchPath {
		p.Watch = ui.Watch{Href: watchPath, Said: p.Told.Text, Count: p.Told.Count}
	}
	if v.URL.Path == "/" {
		p.Told = ui.Told{} // home lists them
	}
	if warn := v.session.WarnFrom.Sub(v.now); warn > 0 {
		p.Session = ui.Session{WarnAfter: int(warn.Seconds()), EndsIn: "5 minutes", ExtendAction: "/session/extend"}
	}
	p.Printed = ui.Printed{Reference: p.Title, By: v.viewer.Staff.Known(), At: when(v.now)}
}

func (s *Server) nav(v *visit) []ui.NavItem {
	items := []struct {
		text, href string
		action     access.Action
	}{
		{"Home", "/", access.SignedIn}, {"Cases", "/cases", access.ListCases}, {"New report", "/report", access.TakeReport},
		{"Shared with me", "/shared", access.SeeShared}, {"Guidance", "/guidance", access.ReadRules}, {"Staff", "/staff", access.KeepStaff},
	}
	var out []ui.NavItem
	for _, i := range items {
		if access.May(v.viewer, i.action) {
			current := v.URL.Path == i.href || i.href != "/" && strings.HasPrefix(v.URL.Path, i.href)
			out = append(out, ui.NavItem{Text: i.text, Href: i.href, Active: current})
		}
	}
	return out
}

func (s *Server) roleWords(v access.Viewer) string {
	var out []string
	for _, r := range v.Roles {
		out = append(out, s.words.Code("Role", string(r)))
	}
	return strings.Join(out, ", ")
}

// when writes an instant as people say it: "Fri 20 Nov 2026, 22:10".
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return calendar.DateOf(t).Short() + ", " + calendar.ClockTime(t)
}

// paragraph is a plain paragraph.
func paragraph(text string) ui.Component { return element{"p", "govuk-body", text} }

// subheading is an h2.
func subheading(text string) ui.Component { return element{"h2", "govuk-heading-m", text} }

// element is one HTML element of plain text; tag and class come from this package.
type element struct{ tag, class, text string }

func (e element) HTML() (template.HTML, error) {
	return template.HTML("<" + e.tag + ` class="` + e.class + `">` + template.HTMLEscapeString(e.text) + "</" + e.tag + ">"), nil
}

// code is the wording of a coded answer.
func code[T ~string](s *Server, family string, c T) string {
	if c == "" {
		return ""
	}
	return s.words.Code(family, string(c))
}
