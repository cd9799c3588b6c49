package web

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
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
var downloads = []string{"POST /case/{ref}/export", "GET /case/{ref}/material/{id}/original", "GET /case/{ref}/material/{id}/picture"}

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

// turnedKind is what somebody who is turned away was about.
type turnedKind int

const (
	toRead turnedKind = iota
	toSignIn
	toBring // a file
	toSend  // a form that is given back
	toSendLost
	turnedKinds
)

// Marks stand in a page drawn beforehand for what differs.
var (
	markWait  = rand.Text() // how long to wait
	markAgain = rand.Text() // the address to try again
	markKept  = rand.Text() // what was sent, as hidden fields
)

// drawnBefore is a page in pieces, between which stands what differs. There may be
// thousands to turn away at once, who must not take the time of those who are served.
type drawnBefore []struct{ text, mark string }

// turnedPages draws the page of each kind: what was not saved, how what somebody typed
// is still theirs, and what to do meanwhile.
func (s *Server) turnedPages() (out [turnedKinds]drawnBefore, err error) {
	wait := markWait + " seconds"
	button := func(href string) ui.Component { return ui.Button{Text: "Try again", Href: href} }
	for kind, p := range [turnedKinds]struct {
		heading, said string
		again         ui.Component
	}{
		toRead:     {"this page did not open", "Nothing you saved before is lost. Wait " + wait + " and try again.", button(markAgain)},
		toSignIn:   {"you have not been signed in or out", "Wait " + wait + " and try again.", button("/sign-in")},
		toBring:    {"the file was not kept", "Nothing was saved. Keep the file. Wait " + wait + ", go back in your browser, and send it again.", nil},
		toSendLost: {"not saved", "Nothing you just sent was saved. Wait " + wait + ", go back in your browser, where most keep what you typed, and send it again.", nil},
		toSend: {"not saved yet", "Nothing you just sent was saved. This page keeps what you typed: wait " + wait + " and press the button.",
			postForm{markAgain, ui.Stack{element{"span", "", markKept}, ui.Button{Text: "Send it again", PreventDoubleClick: true}}}},
	} {
		body := ui.Stack{paragraph(p.said)}
		if p.again != nil {
			body = append(body, p.again)
		}
		page := ui.Page{Heading: "Foursight is busy: " + p.heading, Narrow: true, Body: append(body, ui.InsetText{Text: inDanger})}
		s.frame(&visit{srv: s}, &page)
		var drawn strings.Builder
		if err := ui.Render(&drawn, page); err != nil {
			return out, err
		}
		marks := regexp.MustCompile(markWait + "|" + markAgain + "|" + markKept)
		rest, at := drawn.String(), 0
		for _, m := range marks.FindAllStringIndex(rest, -1) {
			out[kind] = append(out[kind], struct{ text, mark string }{rest[at:m[0]], rest[m[0]:m[1]]})
			at = m[1]
		}
		out[kind] = append(out[kind], struct{ text, mark string }{rest[at:], ""})
	}
	return out, nil
}

// turned is the page of somebody there was no room for. It asks nothing of the
// database, and is the same for everybody but for what they sent themselves.
func (s *Server) turned(w http.ResponseWriter, r *http.Request, t guard.Turned) {
	kind := toRead
	sent, err := url.ParseQuery(string(t.Form))
	switch {
	case t.Class == guard.SignIn:
		kind = toSignIn
	case r.Method != http.MethodPost:
	case t.Class == guard.Upload:
		kind = toBring
	case t.Form != nil && err == nil && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		kind = toSend
	default:
		kind = toSendLost
	}
	differs := map[string]string{markWait: strconv.Itoa(int(t.Wait / time.Second)), markAgain: template.HTMLEscapeString(localPath(r.URL.RequestURI()))}
	if kind == toSend {
		hidden, err := form.Hidden(sent).HTML()
		if err != nil {
			kind = toSendLost
		}
		differs[markKept] = string(hidden)
	}
	var page bytes.Buffer
	for _, p := range s.busy[kind] {
		page.WriteString(p.text)
		page.WriteString(differs[p.mark])
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	w.Write(readAsWritten(page.Bytes())) // a browser that went away is not our failure
}
