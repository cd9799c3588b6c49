package web

import (
	"net/http"

	"foursight/internal/access"
	"foursight/internal/casework"
	"foursight/internal/logsafe"
	"foursight/internal/signin"
	"foursight/internal/web/ui"
)

// lapse notes whose session has run out, so that what they were typing can be
// kept for them. A session that was ended on purpose (signed out, revoked, account
// disabled) leaves nobody.
func (v *visit) lapse(r *signin.Refused) {
	switch r.Reason {
	case signin.IdleTooLong, signin.Expired, signin.Replaced:
		v.lapsed = r
	}
}

// keptAsDraft on the address of the sign-in page says that a form was kept.
const keptAsDraft = "kept=draft"

// whyLapsed tells whoever is sent to sign in again why, and what became of what they
// sent: a session that ends without a word reads as a fault, or as somebody's doing.
func (v *visit) whyLapsed() ui.Component {
	if v.lapsed == nil {
		return nil
	}
	a := ui.Alert{Variant: "information", Title: "You were signed out", Text: sentence(v.lapsed.Error())}
	if v.lapsed.Reason == signin.Replaced {
		a.Variant = "warning"
		a.Text += " If that was not you, tell the service desk now."
	}
	if v.URL.RawQuery == keptAsDraft {
		a.Text += " What you sent is kept as a draft and is not recorded yet: sign in and open it under Drafts."
	}
	return a
}

// rescue keeps a form that was sent after its sender's session had run out, as
// their draft: nothing is recorded, and only they find it when they have signed in
// again (U14). It reports whether there is such a draft now.
func (s *Server) rescue(v *visit) bool {
	if v.Method != http.MethodPost || v.lapsed == nil || v.ParseForm() != nil {
		return false
	}
	viewer, ok := s.svc.Viewer(v.Context(), v.lapsed.Account)
	if !ok {
		return false
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
	return err == nil
}
