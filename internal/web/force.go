package web

import (
	"foursight/internal/access"
	"foursight/internal/casefile"
)

// forceRoutes are the pages about the force itself: the guidance it works by and
// the people who work by it. No case content is on any of them.
func (s *Server) forceRoutes() []route {
	return []route{
		{"GET", "/guidance", access.ReadRules, onForce, casefile.Consultation, nil, s.guidanceDocument},
		{"GET", "/guidance/readings", access.ReadRules, onForce, casefile.Consultation, nil, s.guidanceReadings},
		{"GET", "/guidance/{key}", access.ReadRules, onForce, casefile.Consultation, nil, s.guidanceClause},
		{"GET", "/staff", access.KeepStaff, onForce, casefile.Consultation, nil, s.staffList},
		{"GET", "/staff/new", access.KeepStaff, onForce, casefile.Consultation, nil, s.staffNew},
		{"POST", "/staff/new", access.KeepStaff, onForce, casefile.Alteration, nil, s.staffAdded},
		{"GET", "/staff/{id}", access.KeepStaff, onForce, casefile.Consultation, nil, s.staffPage},
		{"POST", "/staff/{id}", access.KeepStaff, onForce, casefile.Alteration, nil, s.staffSaved},
		{"POST", "/staff/{id}/code", access.KeepStaff, onForce, casefile.Alteration, nil, s.staffCode},
		{"POST", "/staff/{id}/standing", access.KeepStaff, onForce, casefile.Alteration, nil, s.staffStanding},
	}
}
