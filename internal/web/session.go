package web

import (
	"errors"
	"net"
	"net/http"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/signin"
	"foursight/internal/web/guard"
)

// Cookie names. The __Host- prefix makes browsers refuse them without Secure and
// a path of "/"; browsers count localhost as secure.
const (
	sessionCookie = "__Host-foursight"
	ticketCookie  = "__Host-foursight-step"
	deviceCookie  = "__Host-foursight-device"
)

// identify finds out who is asking, from the session cookie and the database as
// it is now: never from anything the session itself remembers of roles.
func (s *Server) identify(v *visit) error {
	c, err := v.Cookie(sessionCookie)
	if err != nil {
		return nil
	}
	sess, err := s.ids.Look(v.Context(), c.Value, v.now)
	var refused *signin.Refused
	switch {
	case errors.As(err, &refused):
		v.lapse(refused)
		return nil
	case err != nil:
		return err
	}
	// Activity is written at most once a minute: looking is not worth a write each.
	if !quiet(v.route) && sess.IdleEnds.Sub(v.now) < 19*time.Minute {
		if sess, err = s.ids.Resume(v.Context(), c.Value, v.now); err != nil {
			return nil
		}
	}
	viewer, ok := s.svc.Viewer(v.Context(), sess.Account)
	if !ok {
		return nil
	}
	v.viewer, v.session = viewer, sess
	guard.Of(v.Context()).Class = readerOf(viewer)
	return nil
}

func (v *visit) from() signin.From {
	host, _, err := net.SplitHostPort(v.RemoteAddr)
	if err != nil {
		host = v.RemoteAddr
	}
	f := signin.From{Source: host}
	if c, err := v.Cookie(deviceCookie); err == nil {
		f.Device = c.Value
	}
	return f
}

func secret(name, value string, maxAge int) *http.Cookie { return guard.Secret(name, value, maxAge) }

// started answers with a fresh session.
func started(sess *signin.Session, goTo string) answer {
	a := answer{goTo: goTo, cookies: []*http.Cookie{secret(sessionCookie, sess.Token, 0), secret(ticketCookie, "", -1)}}
	if sess.Device != "" {
		a.cookies = append(a.cookies, secret(deviceCookie, sess.Device, 90*24*3600))
	}
	return a
}

// readerOf is the class of reader a request is counted under. Roles that one person
// may hold alone, such as standards, are not told apart.
func readerOf(v access.Viewer) string {
	switch {
	case v.Is(casefile.Administrator):
		return "administrator"
	case v.Is(casefile.Advocate):
		return "partner"
	}
	return "police"
}
