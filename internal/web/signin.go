package web

import (
	"errors"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/logsafe"
	"foursight/internal/signin"
	"foursight/internal/web/ui"
)

// signInPage asks for name and password, or with ?with=code for name and the
// one-time code an administrator gave. In a demonstration it offers the people
// to be instead.
func (s *Server) signInPage(v *visit) (answer, error) {
	if v.signedIn() {
		return answer{goTo: "/"}, nil
	}
	return answer{page: s.signInForm(v, "", nil)}, nil
}

// signInForm is the page, with the name as typed and what was wrong, if anything.
func (s *Server) signInForm(v *visit, name string, wrong error) *ui.Page {
	withCode := v.FormValue("with") == "code"
	p := &ui.Page{Title: "Sign in", Heading: "Sign in", Narrow: true, Banner: v.whyLapsed()}
	if withCode {
		p.Heading, p.Before = "Sign in with a one-time code", ui.BackLink{Text: "Sign in with a password", Href: "/sign-in"}
	}
	if wrong != nil {
		p.Errors = &ui.ErrorSummary{ErrorList: []ui.Problem{{Text: sentence(wrong.Error()), Href: "#name"}}}
	}
	fields := ui.Stack{
		ui.Input{Name: "name", Value: name, Label: ui.Label{Text: "Sign-in name"}, Autocomplete: "username", Spellcheck: "false", Autocapitalize: "none"},
	}
	if withCode {
		fields = append(fields,
			ui.Input{Name: "code", Label: ui.Label{Text: "One-time code"}, Hint: ui.Hint{Text: "The letters and digits an administrator gave you. Spaces and hyphens do not matter."},
				Autocomplete: "one-time-code", Spellcheck: "false", Autocapitalize: "characters"},
			hiddenField{"with", "code"})
	} else {
		fields = append(fields, ui.Input{Name: "password", Type: "password", Label: ui.Label{Text: "Password"}, Autocomplete: "current-password", Spellcheck: "false"})
	}
	fields = append(fields, ui.Button{Text: "Continue", PreventDoubleClick: true})
	body := ui.Stack{postForm{"/sign-in", fields}}
	if !withCode {
		body = append(body, ui.Details{SummaryText: "First time here, or lost your password or authenticator",
			Body: prose{{text: "An administrator gives you a one-time code. If you still have your password, use that first and the code after it. Otherwise "},
				{text: "sign in with the code", href: "/sign-in?with=code"}, {text: "."}}})
	}
	if s.demo && !withCode {
		body = append(ui.Stack{s.demonstrationPeople()}, ui.Details{SummaryText: "Sign in as in a live service", Body: body, Open: wrong != nil})
		p.Heading, p.Narrow = "Choose who to be", false
	}
	p.Body = body
	return p
}

// demonstrationPeople lists the invented people by role, one button each.
func (s *Server) demonstrationPeople() ui.Component {
	type person struct{ ID, Name, Unit string }
	type group struct {
		Role   string
		People []person
	}
	var groups []group
	for _, code := range casefile.Role("").Codes() {
		g := group{Role: s.words.Code("Role", code)}
		for _, st := range s.svc.Register().All() {
			if roles := st.RolesOn(calendar.DateOf(s.svc.Now())); st.Demo && len(roles) > 0 && string(roles[0]) == code {
				g.People = append(g.People, person{st.ID, st.Known(), st.Unit})
			}
		}
		if g.People != nil {
			groups = append(groups, g)
		}
	}
	return bodyOf("demonstration", groups)
}

// signInPassword takes the first step. Unknown names, disabled accounts and wrong
// passwords get one answer, byte for byte but for the name as typed.
func (s *Server) signInPassword(v *visit) (answer, error) {
	name := v.PostFormValue("name")
	var p signin.Progress
	var err error
	if v.PostFormValue("with") == "code" {
		p, err = s.ids.Recovery(v.Context(), v.from(), name, v.PostFormValue("code"), v.now)
	} else {
		p, err = s.ids.Password(v.Context(), v.from(), name, v.PostFormValue("password"), v.now)
	}
	return s.progress(v, p, err, func(wrong error) *ui.Page { return s.signInForm(v, name, wrong) })
}

// progress answers a step of signing in: the next step, a session, or a refusal
// drawn by again. A refusal that leaves nothing to go on with begins afresh.
func (s *Server) progress(v *visit, p signin.Progress, err error, again func(error) *ui.Page) (answer, error) {
	if err == nil && p.Session == nil {
		return answer{goTo: "/sign-in/step", cookies: []*http.Cookie{secret(ticketCookie, p.Ticket+"."+string(p.Next), 0)}}, nil
	}
	if err == nil {
		return s.finished(v, p.Session)
	}
	refused, is := errors.AsType[*signin.Refused](err)
	var unfit *signin.Unfit
	switch {
	case errors.As(err, &unfit):
		return answer{status: http.StatusUnprocessableEntity, page: again(unfit)}, nil
	case !is:
		return answer{}, err
	}
	s.log.Info("sign-in refused", "id", v.number(), "reason", refused.Reason)
	if refused.Account != "" && refused.Reason != signin.Throttled && refused.Reason != signin.CodesStopped { // a guesser fills no disk
		s.svc.RefusedSignIn(v.Context(), refused.Account, v.route.method+" "+v.route.path, string(refused.Reason))
	}
	switch refused.Reason {
	case signin.Throttled:
		return answer{status: http.StatusTooManyRequests, page: again(tooMany(refused.RetryAfter))}, nil
	case signin.CodesStopped:
		return answer{status: http.StatusTooManyRequests, page: s.signInForm(v, "", tooMany(refused.RetryAfter)), cookies: []*http.Cookie{secret(ticketCookie, "", -1)}}, nil
	case signin.BadCredentials, signin.NoSuchName, signin.WrongCode, signin.CodeReplayed:
		return answer{status: http.StatusUnprocessableEntity, page: again(refused)}, nil
	case signin.IsDisabled:
		if _, ticket := v.ticket(); ticket == "" { // at the first step nothing may tell a disabled account from none
			return answer{status: http.StatusUnprocessableEntity, page: again(refused)}, nil
		}
	}
	return answer{status: http.StatusUnprocessableEntity, page: s.signInForm(v, "", refused), cookies: []*http.Cookie{secret(ticketCookie, "", -1)}}, nil
}

// tooMany says how long to wait, in whole minutes from one on.
func tooMany(wait time.Duration) error {
	if wait < time.Minute {
		return fmt.Errorf("too many tries: wait %d seconds and try again", int(math.Ceil(wait.Seconds())))
	}
	n := int(math.Ceil(wait.Minutes()))
	if n == 1 {
		return errors.New("too many tries: wait a minute and try again")
	}
	return fmt.Errorf("too many tries: wait %d minutes and try again", n)
}

// finished gives the browser its session. One that it brought along ends first,
// so that no session id from before a sign-in lives on after it.
func (s *Server) finished(v *visit, sess *signin.Session) (answer, error) {
	if old, err := v.Cookie(sessionCookie); err == nil {
		if err := s.ids.SignOut(v.Context(), old.Value, v.now); err != nil {
			return answer{}, err
		}
	}
	goTo := "/"
	if sess.EndedOthers > 0 {
		goTo = "/?ended=others"
	}
	return started(sess, goTo), nil
}

// ticket is the half-finished sign-in the browser holds. The step in the cookie
// only chooses the form: the service knows which one is due.
func (v *visit) ticket() (step signin.Step, token string) {
	c, err := v.Cookie(ticketCookie)
	if err != nil {
		return "", ""
	}
	token, rest, _ := strings.Cut(c.Value, ".")
	return signin.Step(rest), token
}

// signInStep shows the step that is due.
func (s *Server) signInStep(v *visit) (answer, error) {
	step, token := v.ticket()
	if token == "" {
		return answer{goTo: "/sign-in"}, nil
	}
	page, err := s.stepForm(v, step, token, nil)
	if err != nil {
		return s.progress(v, signin.Progress{}, err, nil)
	}
	if page == nil {
		return answer{goTo: "/sign-in", cookies: []*http.Cookie{secret(ticketCookie, "", -1)}}, nil
	}
	return answer{page: page}, nil
}

// stepForm is the form of one step; nil for a step there is not.
func (s *Server) stepForm(v *visit, step signin.Step, token string, wrong error) (*ui.Page, error) {
	p := &ui.Page{Narrow: true, Before: ui.BackLink{Text: "Start again", Href: "/sign-in"}}
	field := ui.Input{Name: "code", Label: ui.Label{Text: "Code"}, Inputmode: "numeric", Autocomplete: "one-time-code", Spellcheck: "false", Classes: "govuk-input--width-10"}
	var before ui.Stack
	switch step {
	case signin.StepCode:
		p.Heading = "Enter the code from your authenticator"
		field.Hint.Text = "Six digits. A code can be used once."
	case signin.StepRecoveryCode:
		p.Heading = "Enter your one-time code"
		field.Hint.Text = "The letters and digits an administrator gave you."
		field.Inputmode, field.Classes = "", ""
	case signin.StepNewPassword:
		p.Heading = "Choose a password"
		field = ui.Input{Name: "password", Type: "password", Label: ui.Label{Text: "New password"}, Autocomplete: "new-password", Spellcheck: "false",
			Hint: ui.Hint{Text: "Longer is better than complicated: several unrelated words. Spaces are fine."}}
	case signin.StepEnrol:
		e, err := s.ids.Enrolment(v.Context(), token, v.now)
		if err != nil {
			return nil, err
		}
		p.Heading = "Set up your authenticator"
		before = ui.Stack{bodyOf("enrol", struct {
			Secret string
			URI    template.URL // made by signin of its own parts, each escaped
		}{e.Secret, template.URL(e.URI)})}
		field.Label.Text, field.Hint.Text = "Code from the authenticator", "Six digits, shown once the key is in."
	default:
		return nil, nil
	}
	if wrong != nil {
		field.ErrorMessage.Text = sentence(wrong.Error())
		p.Errors = &ui.ErrorSummary{ErrorList: []ui.Problem{{Text: field.ErrorMessage.Text, Href: "#" + field.Name}}}
	}
	p.Body = append(before, postForm{"/sign-in/step", ui.Stack{field, ui.Button{Text: "Continue", PreventDoubleClick: true}}})
	return p, nil
}

// signInStepDone takes a step. Which one is due is the ticket's to say: a step
// skipped or repeated is refused.
func (s *Server) signInStepDone(v *visit) (answer, error) {
	step, token := v.ticket()
	if token == "" {
		return answer{goTo: "/sign-in"}, nil
	}
	var p signin.Progress
	var err error
	code := v.PostFormValue("code")
	switch step {
	case signin.StepCode:
		p, err = s.ids.Code(v.Context(), token, code, v.now)
	case signin.StepRecoveryCode:
		p, err = s.ids.RecoveryCode(v.Context(), token, code, v.now)
	case signin.StepNewPassword:
		p, err = s.ids.NewPassword(v.Context(), token, v.PostFormValue("password"), v.now)
	case signin.StepEnrol:
		p, err = s.ids.ConfirmEnrolment(v.Context(), token, code, v.now)
	default:
		return answer{goTo: "/sign-in", cookies: []*http.Cookie{secret(ticketCookie, "", -1)}}, nil
	}
	var failed error
	a, err := s.progress(v, p, err, func(wrong error) *ui.Page {
		page, err := s.stepForm(v, step, token, wrong)
		failed = err
		return page
	})
	return a, errors.Join(err, failed)
}

// signInDemo makes the visitor one of the invented people. The route exists only
// in a demonstration, and only for those marked as invented.
func (s *Server) signInDemo(v *visit) (answer, error) {
	st, ok := s.svc.Register().Staff(v.PostFormValue("staff"))
	if !ok || !st.Demo || st.Left {
		return s.plain(http.StatusUnprocessableEntity, "Choose one of the people listed", "Go back and choose again."), nil
	}
	sess, err := s.ids.Demonstrate(v.Context(), st.ID, v.now)
	if err != nil {
		return answer{}, fmt.Errorf("sign in for demonstration: %w", err)
	}
	return s.finished(v, &sess)
}

// signOut ends the session at once, here and in the browser's stores.
func (s *Server) signOut(v *visit) (answer, error) {
	if c, err := v.Cookie(sessionCookie); err == nil {
		if err := s.ids.SignOut(v.Context(), c.Value, v.now); err != nil {
			// It has ended all the same, and nobody leaves a machine signed in for want of room.
			s.log.Error("that somebody signed out is not stored", "id", v.number(), logsafe.Err(err))
		}
	}
	v.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
	return answer{goTo: "/sign-in", cookies: []*http.Cookie{secret(sessionCookie, "", -1), secret(ticketCookie, "", -1)}}, nil
}

// extendSession counts as activity, which is all that keeps a session alive.
func (s *Server) extendSession(v *visit) (answer, error) {
	c, err := v.Cookie(sessionCookie)
	if err != nil {
		return answer{goTo: "/sign-in"}, nil
	}
	if _, err := s.ids.Resume(v.Context(), c.Value, v.now); err != nil {
		if _, refused := errors.AsType[*signin.Refused](err); refused {
			return answer{goTo: "/sign-in"}, nil
		}
		return answer{}, err
	}
	return answer{goTo: "/"}, nil
}

// sentence begins with a capital and ends with a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !slices.Contains([]byte(".?!"), text[len(text)-1]) {
		text += "."
	}
	return text
}
