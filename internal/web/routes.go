package web

import (
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
)

// routes is the whole site. Read down, it is the site map.
func (s *Server) routes() []route {
	return slices.Concat(
		s.signInRoutes(),
		s.cardRoutes(),
		s.homeRoutes(),
		s.watchRoutes(),
		s.callRoutes(),
		s.caseRoutes(),
		s.releaseRoutes(),
		s.riskRoutes(),
		s.offenceRoutes(),
		s.checkRoutes(),
		s.newsRoutes(),
		s.safetyRoutes(),
		s.sameRoutes(),
		s.recordRoutes(),
		s.materialRoutes(),
		s.photoRoutes(),
		s.measureRoutes(),
		s.forceRoutes(),
		s.accountRoutes(),
	)
}

// signInRoutes are the way in and out, and home between them.
func (s *Server) signInRoutes() []route {
	out := []route{
		{"GET", "/sign-in", access.Public, onNothing, "", nil, s.signInPage},
		{"POST", "/sign-in", access.Public, onNothing, "", nil, s.signInPassword},
		{"GET", "/sign-in/step", access.Public, onNothing, "", nil, s.signInStep},
		{"POST", "/sign-in/step", access.Public, onNothing, "", nil, s.signInStepDone},
		{"GET", leavePath, access.Public, onSelf, "", nil, s.leave},
		{"POST", "/sign-out", access.Public, onSelf, "", nil, s.signOut},
		{"GET", "/{$}", access.SignedIn, onCases, casefile.Consultation, everyClass, s.home},
		{"POST", "/session/extend", access.SignedIn, onSelf, casefile.Consultation, nil, s.extendSession},
	}
	if s.demo {
		out = append(out, route{"POST", "/sign-in/demonstration", access.Public, onNothing, "", nil, s.signInDemo})
	}
	return out
}
