package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/casework"
	"foursight/internal/logsafe"
	"foursight/internal/signin"
	"foursight/internal/web/ui"
)

// visit is one request with who is asking and what they may do.
type visit struct {
	*http.Request
	w       http.ResponseWriter
	srv     *Server
	route   route
	viewer  access.Viewer
	session signin.Session  // zero before sign-in
	lapsed  *signin.Refused // why the sender's session has ended by itself; nil for others
	now     time.Time
}

// signedIn reports whether somebody is.
func (v *visit) signedIn() bool { return v.session.Account != "" }

// answer is what a handler gives back: exactly one of a page, a redirect or a
// file, with the looks that must be durable before it is sent.
type answer struct {
	status  int // 200 where zero
	page    *ui.Page
	goTo    string // local path, after a POST
	away    string // another site's address, which the program alone sets
	file    *file
	looks   []casework.Look
	cookies []*http.Cookie
	// pressing is shown instead while the record has no room for the looks: what hides no
	// live order and no safety card from whoever answers a call (practice 1.13). nil for
	// everything else, which is then refused.
	pressing *answer
	// kept is set on a page that is the same for everybody and holds nothing about
	// anybody: it is drawn without who is signed in, and how long a browser may keep
	// it stands here. Every other page is not kept at all.
	kept string
}

// file is a download: an attachment, but for a picture that its route has found to be one.
// Neither runs anything: it is sandboxed and loads nothing.
type file struct {
	name, contentType string
	inline            bool // a picture of a known kind, by its bytes
	write             func(context.Context, http.ResponseWriter) error
}

// serve wraps a route: who is it, may they, what came of it, is the look kept.
func (s *Server) serve(r route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		v := &visit{Request: req, w: w, srv: s, route: r, now: s.svc.Now()}
		a, err := s.run(v)
		if err != nil {
			a = s.errorAnswer(v, err)
		}
		s.send(v, a)
	})
}

func (s *Server) run(v *visit) (answer, error) {
	if err := s.identify(v); err != nil {
		return answer{}, err
	}
	if v.route.action != access.Public && v.route.action != "" {
		if !v.signedIn() {
			if s.rescue(v) {
				return answer{goTo: "/sign-in?" + keptAsDraft}, nil
			}
			return answer{goTo: "/sign-in"}, nil
		}
		if !access.May(v.viewer, v.route.action) {
			if v.route.action == access.Export {
				return answer{}, v.notExported()
			}
			if v.route.object == onCase {
				return answer{}, casework.ErrNoCase // the same answer as for a case that is not there
			}
			return answer{}, casework.ErrNotAllowed
		}
	}
	return v.route.handle(v)
}

// send draws the page, makes its looks durable, and only then writes anything.
func (s *Server) send(v *visit, a answer) {
	for _, c := range a.cookies {
		http.SetCookie(v.w, c)
	}
	if a.kept != "" {
		v.w.Header().Set("Cache-Control", a.kept)
		v = &visit{Request: v.Request, w: v.w, srv: s, route: v.route, now: v.now}
	}
	body, err := s.settled(v, a)
	if errors.Is(err, casework.ErrFull) && a.pressing != nil {
		a = *a.pressing
		body, err = s.settled(v, a)
	}
	if errors.Is(err, casework.ErrFull) {
		s.log.Error("no room to record a look, page withheld", "id", v.number(), "route", v.route.path, logsafe.Err(err))
		a = s.recordFull(v, a)
		body, err = s.settled(v, a)
	}
	if err != nil {
		s.broken(v, err)
		return
	}
	switch {
	case a.away != "":
		http.Redirect(v.w, v.Request, a.away, http.StatusSeeOther)
	case a.goTo != "":
		http.Redirect(v.w, v.Request, localPath(a.goTo), http.StatusSeeOther)
	case a.file != nil:
		v.w.Header().Set("Content-Type", a.file.contentType)
		how := "attachment"
		if a.file.inline {
			how = "inline"
		}
		v.w.Header().Set("Content-Disposition", how+`; filename="`+asciiName(a.file.name)+`"`)
		v.w.Header().Set("Content-Security-Policy", "sandbox; default-src 'none'")
		if err := a.file.write(v.Context(), v.w); err != nil {
			s.log.Error("download broke off", "id", v.number(), "route", v.route.path, logsafe.Err(err))
		}
	default:
		v.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		body = v.squeezed(readAsWritten(body))
		if a.status != 0 {
			v.w.WriteHeader(a.status)
		}
		v.w.Write(body)
	}
}

// errNotDrawn: a page could not be drawn.
var errNotDrawn = errors.New("page not drawn")

// settled draws an answer's page and makes its looks durable.
func (s *Server) settled(v *visit, a answer) ([]byte, error) {
	if a.page != nil {
		s.frame(v, a.page)
	}
	// The page is drawn while the disk is waited for, and nothing of it is sent before
	// both are done. One that cannot be drawn is in the record as shown.
	recorded := make(chan error, 1)
	go func() { recorded <- s.looked(v, a.looks) }()
	var body bytes.Buffer
	var undrawn error
	if a.page != nil {
		undrawn = ui.Render(&body, *a.page)
	}
	if err := <-recorded; err != nil {
		return nil, err
	}
	if undrawn != nil {
		return nil, fmt.Errorf("%w: %w", errNotDrawn, undrawn)
	}
	return body.Bytes(), nil
}

// looked records looks, one after another.
func (s *Server) looked(v *visit, looks []casework.Look) error {
	for _, l := range looks {
		if err := s.svc.Look(v.Context(), l); err != nil {
			return err
		}
	}
	return nil
}

// broken says, without a page of the usual kind, that there is none.
func (s *Server) broken(v *visit, err error) {
	if errors.Is(err, errNotDrawn) {
		s.log.Error("page could not be drawn", "id", v.number(), "route", v.route.path, logsafe.Err(err))
		http.Error(v.w, "This page could not be drawn. Nothing you typed is lost: go back and try again. Asked for help, quote "+v.number()+".", http.StatusInternalServerError)
		return
	}
	s.log.Error("look not recorded, page withheld", "id", v.number(), "route", v.route.path, logsafe.Err(err))
	http.Error(v.w, "The record of who looks at what is not being kept, so nothing can be shown. Tell the service desk, and quote "+v.number()+".", http.StatusServiceUnavailable)
}

// readAsWritten shows the two marks that make letters read in another order than
// they stand in (U+202D, U+202E) by name: a name or file name must not pass for
// another. Marks that scripts written from the right need are left alone.
func readAsWritten(page []byte) []byte {
	page = bytes.ReplaceAll(page, []byte("\u202d"), []byte("[U+202D]"))
	return bytes.ReplaceAll(page, []byte("\u202e"), []byte("[U+202E]"))
}

// localPath keeps a redirect on this site. Browsers read a backslash as a slash and
// pass over tabs and line ends, so an address with any of them is not taken.
func localPath(p string) string {
	odd := strings.ContainsFunc(p, func(r rune) bool { return r < 32 || r == 127 || r == '\\' })
	if odd || !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") {
		return "/"
	}
	return p
}

func asciiName(name string) string {
	return strings.Map(func(r rune) rune {
		if r < 32 || r > 126 || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
}

// look is a look of this visitor on this route.
func (v *visit) look(outcome string, cases ...casework.LookedAt) casework.Look {
	return casework.Look{Staff: v.viewer.Staff.ID, Route: v.route.method + " " + v.route.path, Outcome: outcome, Cases: cases}
}

// caseOf loads the case named in the path for the visitor.
func (v *visit) casePage() (*casework.CasePage, error) {
	return v.srv.svc.Case(v.Context(), v.viewer, v.PathValue("ref"))
}

// shown answers with a page about a case and records the look at it.
func (v *visit) shown(p *casework.CasePage, page ui.Page) answer {
	return answer{page: &page, looks: []casework.Look{p.Looked(v.route.method + " " + v.route.path)}}
}

var errStale = errors.New("this page is out of date")
