package web

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/force"
	"foursight/internal/signin"
	"foursight/internal/web/ui"
)

func staffHref(id string) string { return "/staff/" + url.PathEscape(id) }

// staffList is who there is, what they do today, and whether they can sign in.
func (s *Server) staffList(v *visit) (answer, error) {
	t := ui.Table{Classes: "fs-table fs-list", FirstCellIsHeader: true, Head: []ui.Cell{{Text: "Name"}, {Text: "Unit"}, {Text: "Roles today"}, {Text: "Sign-in"}}}
	for _, st := range s.svc.Register().All() {
		standing, err := s.standing(v, st)
		if err != nil {
			return answer{}, err
		}
		t.Rows = append(t.Rows, []ui.Cell{{Body: span{st.Known(), staffHref(st.ID)}}, {Text: cmp.Or(st.Unit, st.Partner), Attributes: label("Unit")},
			{Text: cmp.Or(s.rolesToday(st), "None"), Attributes: label("Roles")}, {Text: standing.words, Attributes: label("Sign-in")}})
	}
	page := &ui.Page{Title: "Staff", Heading: "Staff", Body: ui.Stack{ui.Button{Text: "Add somebody", Href: "/staff/new"}, t}}
	return answer{page: page, looks: []casework.Look{v.look("shown")}}, nil
}

// standing is whether somebody can sign in.
type standing struct {
	words    string
	account  bool
	disabled bool
	enrolled bool
}

func (s *Server) standing(v *visit, st force.Staff) (standing, error) {
	a, err := s.ids.Show(v.Context(), st.ID)
	switch {
	case errors.Is(err, signin.ErrNoAccount):
		return standing{words: "No account yet"}, nil
	case err != nil:
		return standing{}, err
	case a.Disabled || st.Left:
		return standing{"Disabled", true, true, a.HasCode}, nil
	case a.Recovering:
		return standing{"One-time code given, not used yet", true, false, a.HasCode}, nil
	}
	return standing{"Can sign in", true, false, a.HasCode}, nil
}

func (s *Server) rolesToday(st force.Staff) string {
	var out []string
	for _, r := range st.RolesOn(calendar.DateOf(s.svc.Now())) {
		out = append(out, s.words.Code("Role", string(r)))
	}
	return strings.Join(out, ", ")
}

// withoutAccount lists those who hold a role today and cannot sign in.
func (s *Server) withoutAccount(v *visit) ([]force.Staff, error) {
	var out []force.Staff
	for _, st := range s.svc.Register().All() {
		if len(st.RolesOn(calendar.DateOf(v.now))) == 0 {
			continue
		}
		now, err := s.standing(v, st)
		if err != nil {
			return nil, err
		}
		if !now.account {
			out = append(out, st)
		}
	}
	return out, nil
}

// spareRoles is how many empty places the form has for further roles.
const spareRoles = 1

func (s *Server) staffNew(v *visit) (answer, error) {
	page := s.staffForm("/staff/new", force.Staff{Roles: []force.Held{{From: calendar.DateOf(v.now)}}}, true, nil)
	page.Title, page.Heading = "Add somebody", "Add somebody"
	return answer{page: page}, nil
}

// staffForm asks who somebody is and which roles they hold, from when until when.
func (s *Server) staffForm(action string, st force.Staff, isNew bool, wrong []ui.Problem) *ui.Page {
	said := func(field string) ui.ErrorMessage {
		for _, p := range wrong {
			if p.Href == "#"+field {
				return ui.ErrorMessage{Text: p.Text}
			}
		}
		return ui.ErrorMessage{}
	}
	line := func(name, text, hint, value string) ui.Component {
		return ui.Input{Name: name, Value: value, Label: ui.Label{Text: text}, Hint: ui.Hint{Text: hint}, ErrorMessage: said(name), Autocomplete: "off", Spellcheck: "false"}
	}
	fields := ui.Stack{}
	if isNew {
		fields = append(fields, line("id", "Staff or collar number", "Letters, digits, dots or dashes. It cannot be changed later.", st.ID))
	}
	fields = append(fields, line("title", "Rank or title", "Shown before the name: PC, DS.", st.Title), line("name", "Name", "", st.Name), line("unit", "Unit", "", st.Unit),
		line("supervises", "Units they supervise", "One after another, with commas.", strings.Join(st.Supervises, ", ")),
		line("partner", "Partner agency", "Only for people of a partner agency.", st.Partner))
	for n := range len(st.Roles) + spareRoles {
		var h force.Held
		if n < len(st.Roles) {
			h = st.Roles[n]
		}
		fields = append(fields, s.roleFields(n, h, said))
	}
	fields = append(fields, ui.Button{Text: "Save", PreventDoubleClick: true})
	page := &ui.Page{Narrow: true, Before: ui.BackLink{Text: "Staff", Href: "/staff"}, Body: postForm{action, fields}}
	if wrong != nil {
		page.Errors = &ui.ErrorSummary{ErrorList: wrong}
	}
	return page
}

func (s *Server) roleFields(n int, h force.Held, said func(string) ui.ErrorMessage) ui.Component {
	name := func(part string) string { return "role-" + strconv.Itoa(n) + "-" + part }
	items := []ui.Option{{Value: "", Text: "None", Selected: h.Role == ""}}
	for _, c := range casefile.Role("").Codes() {
		items = append(items, ui.Option{Value: c, Text: s.words.Code("Role", c)})
	}
	day := func(part, text, hint string, d calendar.Date) ui.Component {
		value := ""
		if !d.IsZero() {
			value = d.String()
		}
		return ui.Input{Name: name(part), Type: "date", Value: value, Label: ui.Label{Text: text}, Hint: ui.Hint{Text: hint}, ErrorMessage: said(name(part)), Classes: "govuk-input--width-10"}
	}
	return ui.Fieldset{Legend: ui.Legend{Text: "Role " + strconv.Itoa(n+1), Classes: "govuk-fieldset__legend--s"}, Body: ui.Stack{
		ui.Select{Name: name("code"), Value: string(h.Role), Items: items, Label: ui.Label{Text: "Role"}, ErrorMessage: said(name("code"))},
		day("from", "From", "", h.From), day("until", "Until", "The first day it is no longer held. Leave empty while it has no end.", h.Until),
		ui.Checkboxes{Name: name("acting"), Items: []ui.Choice{{Value: "yes", Text: "Acting or temporary", Checked: h.Acting}}}}}
}

var staffID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$`)

// staffPosted reads the form onto what was known, with everything to put right.
func staffPosted(v *visit, st force.Staff) (force.Staff, []ui.Problem) {
	var wrong []ui.Problem
	say := func(field, text string) { wrong = append(wrong, ui.Problem{Text: text, Href: "#" + field}) }
	line := func(name string) string { return strings.Join(strings.Fields(v.PostFormValue(name)), " ") }
	st.Title, st.Name, st.Unit, st.Partner = line("title"), line("name"), line("unit"), line("partner")
	if st.Name == "" {
		say("name", "Enter a name.")
	}
	st.Supervises = nil
	for _, u := range strings.Split(v.PostFormValue("supervises"), ",") {
		if u = strings.TrimSpace(u); u != "" {
			st.Supervises = append(st.Supervises, u)
		}
	}
	st.Roles = nil
	for n := 0; ; n++ {
		prefix := "role-" + strconv.Itoa(n) + "-"
		if _, sent := v.PostForm[prefix+"code"]; !sent {
			break
		}
		h := force.Held{Role: casefile.Role(v.PostFormValue(prefix + "code")), Acting: v.PostFormValue(prefix+"acting") == "yes"}
		for _, d := range []struct {
			part string
			into *calendar.Date
		}{{"from", &h.From}, {"until", &h.Until}} {
			if text := v.PostFormValue(prefix + d.part); text != "" {
				var err error
				if *d.into, err = calendar.ParseDate(text); err != nil {
					say(prefix+d.part, "Enter a date as year, month and day, such as 2026-11-20.")
				}
			}
		}
		if h.Role == "" {
			continue
		}
		if !slices.Contains(casefile.Role("").Codes(), string(h.Role)) {
			say(prefix+"code", "Choose one of the roles listed.")
		}
		if !h.Until.IsZero() && !h.From.IsZero() && !h.From.Before(h.Until) {
			say(prefix+"until", "The role must end after it begins.")
		}
		if h.Role == casefile.Advocate && st.Partner == "" {
			say("partner", "Name the agency of a partner advocate.")
		}
		st.Roles = append(st.Roles, h)
	}
	return st, wrong
}

// staffAdded records somebody new.
func (s *Server) staffAdded(v *visit) (answer, error) {
	st, wrong := staffPosted(v, force.Staff{ID: strings.TrimSpace(v.PostFormValue("id"))})
	if !staffID.MatchString(st.ID) {
		wrong = append([]ui.Problem{{Text: "Enter a staff or collar number: letters, digits, dots or dashes.", Href: "#id"}}, wrong...)
	} else if _, taken := s.svc.Register().Staff(st.ID); taken {
		wrong = append([]ui.Problem{{Text: "There is already somebody with this number.", Href: "#id"}}, wrong...)
	}
	if wrong != nil {
		page := s.staffForm("/staff/new", st, true, wrong)
		page.Title, page.Heading = "Add somebody", "Add somebody"
		return answer{status: http.StatusUnprocessableEntity, page: page}, nil
	}
	if err := s.svc.RecordStaff(v.Context(), v.viewer.Staff.ID, st); err != nil {
		return answer{}, err
	}
	return answer{goTo: staffHref(st.ID) + "?saved=yes"}, nil
}

// member finds who the address names.
func (s *Server) member(v *visit) (force.Staff, error) {
	st, ok := s.svc.Register().Staff(v.PathValue("id"))
	if !ok {
		return st, casework.ErrNoCase
	}
	return st, nil
}

// staffPage is one member of staff: what they do, and their way in.
func (s *Server) staffPage(v *visit) (answer, error) {
	st, err := s.member(v)
	if err != nil {
		return answer{}, err
	}
	page, err := s.memberPage(v, st, nil)
	if err != nil {
		return answer{}, err
	}
	if v.FormValue("saved") == "yes" {
		page.Banner = ui.Alert{Variant: "success", Title: "Saved"}
	}
	return answer{page: page, looks: []casework.Look{v.look("shown")}}, nil
}

func (s *Server) memberPage(v *visit, st force.Staff, wrong []ui.Problem) (*ui.Page, error) {
	now, err := s.standing(v, st)
	if err != nil {
		return nil, err
	}
	page := s.staffForm(staffHref(st.ID), st, false, wrong)
	page.Title, page.Heading, page.Caption = "Member of staff", cmp.Or(st.Known(), st.ID), "Staff number "+st.ID
	page.Body = ui.Stack{page.Body, subheading("Sign-in"), paragraph(now.words + "."), s.wayIn(st, now)}
	return page, nil
}

// wayIn is what an administrator can do about somebody's sign-in.
func (s *Server) wayIn(st force.Staff, now standing) ui.Component {
	href := staffHref(st.ID)
	if !now.account {
		return postForm{href + "/code", ui.Stack{
			ui.Input{Name: "sign-in-name", Label: ui.Label{Text: "Sign-in name"}, Hint: ui.Hint{Text: "What they type to sign in, such as their work e-mail address."}, Autocomplete: "off", Spellcheck: "false"},
			ui.Button{Text: "Make an account and a one-time code", PreventDoubleClick: true}}}
	}
	change, text := "disable", "Disable this account"
	if now.disabled {
		change, text = "enable", "Enable this account"
	}
	standing := postForm{href + "/standing", ui.Stack{hiddenField{"change", change}, ui.Button{Text: text, Classes: "govuk-button--warning", PreventDoubleClick: true}}}
	if now.disabled {
		return standing
	}
	lost := []ui.Choice{{Value: string(signin.LostPassword), Text: "Their password"}, {Value: string(signin.LostAuthenticator), Text: "Their authenticator"}}
	if !now.enrolled {
		lost = nil
	}
	lost = append(lost, ui.Choice{Value: string(signin.LostBoth), Text: "Both, or they have never signed in",
		Hint: ui.Hint{Text: "The code is then the only proof of who they are. A second person must agree: say who."}})
	var others []ui.Option
	for _, o := range s.svc.Register().All() {
		if o.ID != st.ID && !o.Left {
			others = append(others, ui.Option{Value: o.ID, Text: o.Known()})
		}
	}
	return ui.Stack{
		postForm{href + "/code", ui.Stack{
			ui.Radios{Name: "lost", Items: lost, Fieldset: ui.Fieldset{Legend: ui.Legend{Text: "What have they lost?", Classes: "govuk-fieldset__legend--s"}}},
			ui.Select{Name: "agreed", Items: append([]ui.Option{{Text: "Nobody"}}, others...), Label: ui.Label{Text: "Who agrees (needed when both are lost)"}},
			ui.Button{Text: "Give a one-time code", Classes: "govuk-button--secondary", PreventDoubleClick: true}}},
		standing}
}

// staffSaved records a change. A change of roles ends the person's sessions.
func (s *Server) staffSaved(v *visit) (answer, error) {
	was, err := s.member(v)
	if err != nil {
		return answer{}, err
	}
	st, wrong := staffPosted(v, was)
	if wrong != nil {
		page, err := s.memberPage(v, st, wrong)
		return answer{status: http.StatusUnprocessableEntity, page: page}, err
	}
	if err := s.svc.RecordStaff(v.Context(), v.viewer.Staff.ID, st); err != nil {
		return answer{}, err
	}
	if !slices.Equal(was.Roles, st.Roles) && st.ID != v.viewer.Staff.ID {
		if err := s.ids.RevokeAll(v.Context(), st.ID); err != nil && !errors.Is(err, signin.ErrNoAccount) {
			return answer{}, err
		}
	}
	return answer{goTo: staffHref(st.ID) + "?saved=yes"}, nil
}

// staffCode makes an account or recovers one, and shows the one-time code this
// once. With both proofs lost the code is the only one, so somebody else than the
// administrator and the owner has to have agreed; who did is in the record.
func (s *Server) staffCode(v *visit) (answer, error) {
	st, err := s.member(v)
	if err != nil {
		return answer{}, err
	}
	refuse := func(field, text string) (answer, error) {
		page, err := s.memberPage(v, st, []ui.Problem{{Text: text, Href: "#" + field}})
		return answer{status: http.StatusUnprocessableEntity, page: page}, err
	}
	now, err := s.standing(v, st)
	if err != nil {
		return answer{}, err
	}
	var code string
	agreed, lost := v.PostFormValue("agreed"), signin.Lost(v.PostFormValue("lost"))
	_, known := s.svc.Register().Staff(agreed)
	switch {
	case !now.account:
		name := strings.TrimSpace(v.PostFormValue("sign-in-name"))
		if name == "" {
			return refuse("sign-in-name", "Enter a sign-in name.")
		}
		if code, err = s.ids.Create(v.Context(), st.ID, name, v.now); err != nil {
			return refuse("sign-in-name", "That sign-in name cannot be used. Choose another.")
		}
	case lost != signin.LostPassword && lost != signin.LostAuthenticator && lost != signin.LostBoth:
		return refuse("lost", "Say what they have lost.")
	case lost == signin.LostBoth && (!known || agreed == st.ID || agreed == v.viewer.Staff.ID):
		return refuse("agreed", "Name a second person who agrees: not you, and not the account’s owner.")
	default:
		code, err = s.ids.IssueRecovery(v.Context(), st.ID, lost, v.now)
		if errors.Is(err, signin.ErrOtherFactorMissing) {
			return refuse("lost", "The other proof is missing as well: choose both.")
		}
		if err != nil {
			return answer{}, err
		}
	}
	if !now.account {
		lost, agreed = "", ""
	}
	if err := s.svc.RecordCodeGiven(v.Context(), v.viewer.Staff.ID, st.ID, force.CodeGiven{Lost: string(lost), Agreed: agreed}); err != nil {
		return answer{}, err // the code was shown to nobody
	}
	page := &ui.Page{Title: "One-time code", Heading: "One-time code for " + st.Known(), Narrow: true, Before: ui.BackLink{Text: "Back to " + st.Known(), Href: staffHref(st.ID)},
		Body: ui.Stack{bodyOf("code", code), paragraph("It is shown only now and works once, within 24 hours. Give it to them in person or on a call you have checked. Tell them that it was made."), ui.Button{Text: "Done", Href: "/staff"}}}
	return answer{page: page, looks: []casework.Look{v.look("shown")}}, nil
}

// staffStanding disables an account, which ends its sessions at once, or enables
// it again.
func (s *Server) staffStanding(v *visit) (answer, error) {
	st, err := s.member(v)
	if err != nil {
		return answer{}, err
	}
	disable := v.PostFormValue("change") == "disable"
	if st.ID == v.viewer.Staff.ID {
		page, err := s.memberPage(v, st, []ui.Problem{{Text: "You cannot disable your own account. Ask another administrator.", Href: "#main"}})
		return answer{status: http.StatusUnprocessableEntity, page: page}, err
	}
	if err := s.ids.SetDisabled(v.Context(), st.ID, disable); err != nil && !errors.Is(err, signin.ErrNoAccount) {
		return answer{}, err
	}
	st.Left = disable
	if err := s.svc.RecordStaff(v.Context(), v.viewer.Staff.ID, st); err != nil {
		return answer{}, err
	}
	return answer{goTo: staffHref(st.ID) + "?saved=yes"}, nil
}
