package web

import (
	"net/http"

	"foursight/internal/access"
	"foursight/internal/casework"
	"foursight/internal/logsafe"
	"foursight/internal/signin"
)

// lapse notes whose session has run out, so that what they were typing can be
// kept for them. A session that was ended on purpose (signed out, revoked, account
// disabled) leaves nobody.
func (v *visit) lapse(r *signin.Refused) {
	switch r.Reason {
	case signin.IdleTooLong, signin.Expired, signin.Replaced:
		v.lapsed = r.Account
	}
}

// rescue keeps a form that was sent after its sender's session had run out, as
// their draft: nothing is recorded, and only they find it when they have signed in
// again (U14).
func (s *Server) rescue(v *visit) {
	if v.Method != http.MethodPost || v.lapsed == "" || v.ParseForm() != nil {
		return
	}
	viewer, ok := s.svc.Viewer(v.Context(), v.lapsed)
	if !ok {
		return
	}
	id := v.PostForm.Get(fieldEntry)
	if id == "" {
		id = v.PathValue("id") // a page of a new report
	}
	if v.route.path == "/report/{id}/{step}" {
		v.PostForm.Set(fieldKind, draftReport)
		v.PostForm.Set("_step", v.PathValue("step"))
	}
	v.SetPathValue("id", id)
	v.viewer = viewer
	_, err := s.draftSave(v)
	v.viewer = access.Viewer{} // nobody is signed in: the page that follows is for anybody
	if err != nil && err != errStale && err != casework.ErrNoCase {
		s.log.Error("a form sent after the session ended was not kept", "id", v.number(), "route", v.route.path, logsafe.Err(err))
	}
}
