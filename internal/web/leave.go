package web

import (
	"net/http"

	"foursight/internal/casefile"
	"foursight/internal/web/guard"
)

// Exit this page is for whoever may be watched while they read: one press, and a
// harmless page is there; Back does not bring the page back (U19).
const (
	leavePath = "/leave"
	harmless  = guard.Harmless
)

// leavesAtOnce reports whether the visitor's pages carry the button: those of
// partners do, which may be read beside a victim. Police pages do not.
func leavesAtOnce(v *visit) bool { return v.viewer.Is(casefile.Advocate) && !v.viewer.Police() }

// leave takes the session from the browser and leads away. Nothing on the server
// changes: a link must work without script, and a link changes nothing. Without
// its cookie the browser is shown nothing when it goes back, since no page is kept.
// Asked for from another site, it only leads away. Clear-Site-Data would make the
// person wait for it.
func (s *Server) leave(v *visit) (answer, error) {
	a := answer{away: s.away}
	if guard.FromHere(v.Request) {
		a.cookies = []*http.Cookie{secret(sessionCookie, "", -1), secret(ticketCookie, "", -1)}
	}
	return a, nil
}
