package web

import (
	"errors"
	"slices"

	"foursight/internal/access"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// glassForm asks for the reason to open what is withheld on this case.
func (s *Server) glassForm(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	return c.glassPage("", nil)
}

func (c *caseView) glassPage(reason string, wrong []string) (answer, error) {
	field := ui.Textarea{ID: "reason", Name: "reason", Value: reason, Rows: 3,
		Label: ui.Label{Text: "Why do you need this now?"}, Hint: ui.Hint{Text: "The case’s owner and supervisor read it, and it is reviewed."}}
	var errs *ui.ErrorSummary
	if len(wrong) > 0 {
		field.ErrorMessage = ui.ErrorMessage{Text: wrong[0]}
		errs = &ui.ErrorSummary{}
		for _, w := range wrong {
			errs.ErrorList = append(errs.ErrorList, ui.Problem{Text: w, Href: "#reason"})
		}
	}
	a, err := c.answer("See what is withheld", draw("glass", struct {
		Open   bool
		Action string
		Field  ui.Component
		Back   string
	}{!slices.Contains([]access.Basis{access.Searched, access.SameUnit, access.Asked}, c.Permission.Basis), "/case/" + c.Ref + "/glass", field, c.path("")}))
	if err == nil {
		a.page.Errors = errs
	}
	return a, err
}

// glassBreak opens what is withheld for four hours.
func (s *Server) glassBreak(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	reason := v.PostFormValue("reason")
	err = s.svc.BreakGlass(v.Context(), v.viewer, v.PathValue("ref"), reason)
	var refused *casework.Refused
	if errors.As(err, &refused) {
		var wrong []string
		for _, p := range refused.Problems {
			wrong = append(wrong, p.What)
		}
		return c.glassPage(reason, wrong)
	}
	if err != nil {
		return answer{}, err
	}
	return answer{goTo: "/case/" + c.Ref, looks: []casework.Look{c.Looked(v.route.method + " " + v.route.path)}}, nil
}
