package web

import (
	"errors"
	"net/http"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/signin"
	"foursight/internal/web/ui"
)

// accountRoutes are somebody's own account: their password and their sessions.
func (s *Server) accountRoutes() []route {
	return []route{
		{"GET", "/account", access.SignedIn, onSelf, casefile.Consultation, nil, s.accountPage},
		{"POST", "/account", access.SignedIn, onSelf, casefile.Alteration, nil, s.passwordChanged},
		{"POST", "/account/sessions", access.SignedIn, onSelf, casefile.Alteration, nil, s.sessionsEnded},
	}
}

// accountPage is where somebody changes their own password and sees when their
// session ends.
func (s *Server) accountPage(v *visit) (answer, error) {
	page := s.accountForm(v, nil, nil)
	if v.FormValue("changed") == "1" {
		page.Banner = ui.Alert{Variant: "success", Title: "Your password has been changed", Text: "Every other session of yours has been ended."}
	}
	if v.FormValue("ended") == endOthers {
		page.Banner = ui.Alert{Variant: "success", Title: "You are signed out everywhere else", Text: "Every other session of yours has been ended. This one goes on."}
	}
	return answer{page: page, looks: []casework.Look{v.look("shown")}}, nil
}

// accountForm is the page, with what was wrong with the password in use or with
// the one chosen, if anything. What was typed is never sent back.
func (s *Server) accountForm(v *visit, wrongOld, wrongNew error) *ui.Page {
	page := &ui.Page{Title: "Your account", Heading: "Your account", Narrow: true}
	old := ui.Input{Name: "old", Type: "password", Label: ui.Label{Text: "Password in use"}, Autocomplete: "current-password", Spellcheck: "false"}
	chosen := ui.Input{Name: "password", Type: "password", Label: ui.Label{Text: "New password"}, Autocomplete: "new-password", Spellcheck: "false",
		Hint: ui.Hint{Text: "Longer is better than complicated: several unrelated words. Spaces are fine."}}
	var wrong []ui.Problem
	mark := func(field *ui.Input, err error) {
		if err != nil {
			field.ErrorMessage.Text = sentence(err.Error())
			wrong = append(wrong, ui.Problem{Text: field.ErrorMessage.Text, Href: "#" + field.Name})
		}
	}
	mark(&old, wrongOld)
	mark(&chosen, wrongNew)
	if wrong != nil {
		page.Errors = &ui.ErrorSummary{ErrorList: wrong}
	}
	body := ui.Stack{subheading("Your session"), ui.SummaryList{Rows: []ui.SummaryRow{
		textRow("Signed in as", v.viewer.Staff.Known()+", "+s.roleWords(v.viewer)),
		textRow("Signed in", when(v.session.Started)),
		textRow("Ends without activity", when(v.session.IdleEnds)),
		textRow("Ends in any case", when(v.session.Ends)),
	}}}
	if s.demo {
		page.Body = append(body, paragraph("This is a demonstration: everybody in it is invented and signs in without a password."))
		return page
	}
	page.Body = append(body, subheading("Change your password"), paragraph("Every other session of yours ends. This one goes on."),
		postForm{"/account", ui.Stack{old, chosen, ui.Button{Text: "Change password", PreventDoubleClick: true}}},
		subheading("Lost a device, or left one signed in?"),
		paragraph("Every other session of yours ends at once. You stay signed in here."),
		postForm{"/account/sessions", ui.Button{Text: "Sign out everywhere else", Name: "end", Value: endOthers, PreventDoubleClick: true}},
		paragraph("Every session of yours ends at once, this one too. To go on, sign in again."),
		postForm{"/account/sessions", ui.Button{Text: "Sign out everywhere, here too", Name: "end", Value: "all", Classes: "govuk-button--warning", PreventDoubleClick: true}})
	return page
}

// passwordChanged takes a new password. The session goes on under a new id; every
// other one ends.
func (s *Server) passwordChanged(v *visit) (answer, error) {
	c, err := v.Cookie(sessionCookie)
	if err != nil {
		return answer{goTo: "/sign-in"}, nil
	}
	sess, err := s.ids.ChangePassword(v.Context(), v.from(), c.Value, v.PostFormValue("old"), v.PostFormValue("password"), v.now)
	if err == nil {
		return started(&sess, "/account?changed=1"), nil
	}
	var unfit *signin.Unfit
	if errors.As(err, &unfit) {
		return s.notChanged(v, http.StatusUnprocessableEntity, nil, unfit), nil
	}
	refused, is := errors.AsType[*signin.Refused](err)
	switch {
	case !is:
		return answer{}, err
	case refused.Reason == signin.Throttled:
		return s.notChanged(v, http.StatusTooManyRequests, tooMany(refused.RetryAfter), nil), nil
	case refused.Reason == signin.BadCredentials:
		return s.notChanged(v, http.StatusUnprocessableEntity, errors.New("that is not the password in use"), nil), nil
	}
	return answer{goTo: "/sign-in"}, nil
}

func (s *Server) notChanged(v *visit, status int, wrongOld, wrongNew error) answer {
	return answer{status: status, page: s.accountForm(v, wrongOld, wrongNew), looks: []casework.Look{v.look("refused")}}
}

// endOthers is what the button says that keeps this session.
const endOthers = "others"

// sessionsEnded ends every session of the visitor's account: all but this one
// where they chose so, which goes on under a new id, and otherwise this one too.
func (s *Server) sessionsEnded(v *visit) (answer, error) {
	if s.demo {
		return answer{goTo: "/account"}, nil
	}
	if v.PostFormValue("end") == endOthers {
		c, err := v.Cookie(sessionCookie)
		if err != nil {
			return answer{goTo: "/sign-in"}, nil
		}
		sess, err := s.ids.EndOthers(v.Context(), c.Value, v.now)
		if _, is := errors.AsType[*signin.Refused](err); is {
			return answer{goTo: "/sign-in"}, nil // ended from elsewhere between the two
		}
		if err != nil {
			return answer{}, err
		}
		return started(&sess, "/account?ended=others"), nil
	}
	if err := s.ids.RevokeAll(v.Context(), v.session.Account); err != nil {
		return answer{}, err
	}
	return answer{goTo: "/sign-in", cookies: []*http.Cookie{secret(sessionCookie, "", -1)}}, nil
}
