package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/web/guard"
	"foursight/internal/web/ui"
)

// urgent are the pages used while a caller waits or an officer stands at a door.
// Their places are their own: no number of other requests takes one.
var urgent = []string{
	"GET /call", "POST /call", "GET /call/{id}", "POST /call/{id}/report",
	"GET /report", "GET /report/{id}/{step}", "POST /report/{id}/{step}",
	"GET /case/{ref}/news", "POST /case/{ref}/news",
	"GET /case/{ref}/door", "GET /case/{ref}/door/{id}/{step}", "POST /case/{ref}/door/{id}/{step}",
	"GET /case/{ref}/safety", "POST /case/{ref}/safety",
	"GET /prompt-card",
}

// downloads are sent while their place is held.
var downloads = []string{"POST /case/{ref}/export", "GET /case/{ref}/material/{id}/original"}

// uploads are received while their place is held.
var uploads = []string{"POST /case/{ref}/import", "POST /case/{ref}/photo"}

// placeOf is the class a route's requests pass the gate in.
func placeOf(r route) guard.Class {
	pattern := r.method + " " + r.path
	switch {
	case slices.Contains(urgent, pattern):
		return guard.Urgent
	case slices.Contains(downloads, pattern):
		return guard.Download
	case slices.Contains(uploads, pattern):
		return guard.Upload
	case strings.HasPrefix(r.path, "/sign-in"), r.path == "/sign-out", r.path == leavePath:
		return guard.SignIn
	case r.method == http.MethodPost && r.log != casefile.Consultation: // a search is posted and reads
		return guard.Write
	}
	return guard.Read
}

// urgentAreRoutes fails where a list above names a route there is not.
func (s *Server) urgentAreRoutes() error {
	for _, pattern := range slices.Concat(urgent, downloads, uploads) {
		if _, ok := s.class[pattern]; !ok {
			return fmt.Errorf("%q has places of its own and is no route", pattern)
		}
	}
	return nil
}

// planned is what a request asks of the gate.
func (s *Server) planned(r *http.Request) guard.Planned {
	_, pattern := s.pages.Handler(r)
	class, known := s.class[pattern]
	if !known {
		class = guard.Read // a page that says there is none
	}
	p := guard.Planned{Class: class, Route: pattern, Body: maxForm}
	if c, err := r.Cookie(sessionCookie); err == nil {
		p.Person = c.Value
	}
	if class == guard.Upload && isUpload(r) {
		p.Body = maxUpload
	}
	return p
}

const inDanger = "If somebody is in danger now, do not wait for this page. Use your radio or ring the control room. " +
	"In the control room, carry on in the incident log and record it here afterwards."

// turned is the page of somebody there was no room for: what was not saved, how what
// they typed is still theirs, and what to do meanwhile. It asks nothing of the
// database, and is the same for everybody but for what they sent themselves.
func (s *Server) turned(w http.ResponseWriter, r *http.Request, t guard.Turned) {
	wait := fmt.Sprintf("%d seconds", int(t.Wait/time.Second))
	page := ui.Page{Heading: "Foursight is busy: this page did not open", Narrow: true}
	again := ui.Component(ui.Button{Text: "Try again", Href: localPath(r.URL.RequestURI())})
	said := "Nothing you saved before is lost. Wait " + wait + " and try again."
	sent, err := url.ParseQuery(string(t.Form))
	kept := t.Form != nil && err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
	switch {
	case t.Class == guard.SignIn:
		page.Heading, again = "Foursight is busy: you have not been signed in or out", ui.Button{Text: "Try again", Href: "/sign-in"}
	case r.Method != http.MethodPost:
	case t.Class == guard.Upload:
		page.Heading, again = "Foursight is busy: the file was not kept", nil
		said = "Nothing was saved. Keep the file. Wait " + wait + ", go back in your browser, and send it again."
	case kept:
		page.Heading = "Foursight is busy: not saved yet"
		said = "Nothing you just sent was saved. This page keeps what you typed: wait " + wait + " and press the button. Going back shows it again too, in most browsers."
		again = postForm{localPath(r.URL.RequestURI()), ui.Stack{form.Hidden(sent), ui.Button{Text: "Send it again", PreventDoubleClick: true}}}
	default:
		page.Heading, again = "Foursight is busy: not saved", nil
		said = "Nothing you just sent was saved. Wait " + wait + ", go back in your browser, where most keep what you typed, and send it again."
	}
	body := ui.Stack{paragraph(said)}
	if again != nil {
		body = append(body, again)
	}
	page.Body = append(body, ui.InsetText{Text: inDanger})
	s.send(&visit{Request: r, w: w, srv: s, now: s.svc.Now()}, answer{status: http.StatusServiceUnavailable, page: &page})
}
