package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/logsafe"
	"foursight/internal/web/guard"
	"foursight/internal/web/ui"
)

// errorAnswer turns an error into a page: the one place where errors get a status
// and words. Absent and hidden are one answer, recorded in one way.
func (s *Server) errorAnswer(v *visit, err error) answer {
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, casework.ErrNoCase):
		a := s.plain(http.StatusNotFound, "Page not found", "If you typed the address or a reference, check it is right. Search by reference, name or number.")
		if v.signedIn() {
			a.looks = append(a.looks, v.look("miss"))
		}
		return a
	case errors.Is(err, casework.ErrNotAllowed):
		why := &refusal{"Your role does not use this page", "If it should, ask an administrator to look at the roles you hold today."}
		if r, ok := errors.AsType[*refusal](err); ok {
			why = r
		}
		a := s.plain(http.StatusForbidden, why.heading, why.text)
		if v.signedIn() {
			a.looks = append(a.looks, v.look("refused"))
		}
		return a
	case errors.As(err, &tooLarge):
		return s.plain(http.StatusRequestEntityTooLarge, "That is too large", "Nothing was kept. Send a smaller file, or import it with the command line.")
	case errors.Is(err, errStale):
		return s.plain(http.StatusConflict, "This page is out of date", "Go back, reload it, and try again. Nothing was recorded.")
	case errors.Is(err, casework.ErrOutcomeUnknown):
		s.log.Error("not known whether a request was recorded", "id", v.number(), "route", v.route.path, logsafe.Err(err))
		return s.unsettled(v, http.StatusInternalServerError, "It is not known whether this was saved",
			"Saving broke off before Foursight heard how it ended. Look before you type anything again.",
			"It is safe to send the same page again. Whatever was saved the first time is not saved twice.")
	case errors.Is(err, casework.ErrFull):
		s.log.Error("no room to record a request", "id", v.number(), "route", v.route.path, logsafe.Err(err))
		v.w.Header().Set("Retry-After", strconv.Itoa(fullWait))
		if v.Method != http.MethodPost {
			return s.unsettled(v, http.StatusServiceUnavailable, "Not shown: the disk is full", "There was no room to make this page. Nothing is lost by it.")
		}
		return s.unsettled(v, http.StatusServiceUnavailable, "Not saved: the disk is full",
			"Nothing you just sent was saved. It can be saved as soon as there is room: wait a little and send it again.", inDanger)
	}
	s.log.Error("request failed", "id", v.number(), "route", v.route.path, logsafe.Err(err))
	return s.plain(http.StatusInternalServerError, "Sorry, something went wrong", "Nothing was recorded. Your draft is kept: go back and try again, or ring the service desk and quote "+v.number()+".")
}

// unsettled is the page of somebody whose act was not acknowledged: what is known of
// it, where to look, and what they sent, to be sent again. A form names what it
// records before it is sent, so that the second sending is recognised.
func (s *Server) unsettled(v *visit, status int, heading string, said ...string) answer {
	body := ui.Stack{}
	for _, text := range said {
		body = append(body, paragraph(text))
	}
	posted := v.Method == http.MethodPost
	if ref := v.PathValue("ref"); ref != "" && posted {
		body = append(body, linkParagraph("Look at the case", localPath("/case/"+ref)))
	}
	switch {
	case !posted:
		body = append(body, paragraph("Open the page again."))
	case strings.HasPrefix(v.Header.Get("Content-Type"), "application/x-www-form-urlencoded") && v.ParseForm() == nil:
		body = append(body, paragraph("This page keeps what you typed."),
			postForm{localPath(v.URL.RequestURI()), ui.Stack{form.Hidden(v.PostForm), ui.Button{Text: "Send it again", PreventDoubleClick: true}}})
	default:
		body = append(body, paragraph("Keep the file. Go back in your browser and send it again."))
	}
	body = append(body, paragraph("Asked for help, quote "+v.number()+"."))
	return answer{status: status, page: &ui.Page{Title: heading, Heading: heading, Body: body}}
}

// number is what a request is found by in the log. It is random and says nothing.
func (v *visit) number() string { return guard.Of(v.Context()).ID }

func (s *Server) plain(status int, heading, text string) answer {
	return answer{status: status, page: &ui.Page{Title: heading, Heading: heading, Body: paragraph(text)}}
}

// nothing answers every address the site does not have, and every method an
// address does not take.
func (s *Server) nothing(v *visit) (answer, error) {
	if takes := s.methods(v.Request); len(takes) > 0 {
		v.w.Header().Set("Allow", strings.Join(takes, ", "))
		return s.plain(http.StatusMethodNotAllowed, "This page does not work that way", "Nothing was recorded. Open it from the home page."), nil
	}
	if !v.signedIn() {
		return s.plain(http.StatusNotFound, "Page not found", "If you typed the address, check it is right."), nil
	}
	return answer{}, casework.ErrNoCase
}

// methods lists the methods that the address of a request takes; none where the
// site has no such address.
func (s *Server) methods(r *http.Request) []string {
	var out []string
	for _, m := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		as := *r
		as.Method = m
		if _, pattern := s.pages.Handler(&as); strings.HasPrefix(pattern, http.MethodGet+" ") || strings.HasPrefix(pattern, http.MethodPost+" ") {
			out = append(out, m)
		}
	}
	return out
}

// crossOrigin answers a request that another site made the browser send.
func (s *Server) crossOrigin(*visit) (answer, error) {
	return s.plain(http.StatusForbidden, "This request came from another site", "Nothing was recorded. Open Foursight yourself and try again."), nil
}
