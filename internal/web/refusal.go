package web

import (
	"errors"
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// refusal says to somebody who may see a case why this is not theirs to do, and how it
// becomes theirs. Nobody else is answered so: a case that may not be seen is none.
type refusal struct{ heading, text string }

func (r *refusal) Error() string { return r.heading + ": " + r.text }

// Unwrap makes it what it is: not allowed.
func (r *refusal) Unwrap() error { return casework.ErrNotAllowed }

// notYours is why somebody who sees a case may not record a kind on it.
func (s *Server) notYours(p *casework.CasePage, k *casefile.Kind) error {
	if !p.Viewer.Is(k.By...) || p.Permission.Basis != access.Searched && p.Permission.Basis != access.Asked {
		return casework.ErrNotAllowed
	}
	give := "its supervisor"
	if p.Supervisor != "" {
		give = s.staffName(string(p.Supervisor))
	}
	return &refusal{"You are not on this case", "You can read it and not add to it: " + s.heldBy(string(p.Owner)) + ". You come onto it when it is handed over to you or your unit and you accept, when " +
		give + " gives it to you, or when the control room records that you are sent to it. What you know meanwhile goes to whoever holds it."}
}

// notExported is why somebody who sees a case may not take a package of it; nil where
// the case is none to them.
func (v *visit) notExported() error {
	p, err := v.casePage()
	switch {
	case errors.Is(err, casework.ErrNoCase) || err == nil && p.Permission.Basis == access.SharedWith:
		return casework.ErrNoCase
	case err != nil:
		return err
	}
	return v.srv.exportRefusal()
}

func (s *Server) exportRefusal() error {
	var roles []string
	for _, r := range access.RolesFor(access.Export) {
		roles = append(roles, lower(s.words.Code("Role", string(r))))
	}
	slices.Sort(roles)
	return &refusal{"This export is not yours to make", "A package holds all of a case and leaves nothing out. It is made by somebody who holds or supervises it, sees all of it and is one of these: " +
		strings.Join(roles, ", ") + ". Ask one of them, such as the supervisor of the case."}
}
