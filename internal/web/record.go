package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
)

// recordRoutes are the forms that record things, drafts of them, and new reports.
func (s *Server) recordRoutes() []route {
	return slices.Concat([]route{
		{"GET", "/case/{ref}/record/{kind}", access.RecordOn, onCase, casefile.Consultation, everyClass, s.recordPage},
		{"POST", "/case/{ref}/record/{kind}", access.RecordOn, onCase, casefile.Alteration, everyClass, s.recordSave},
		{"GET", "/drafts", access.SignedIn, onSelf, casefile.Consultation, nil, s.draftList},
		{"POST", "/draft/{id}", access.SignedIn, onSelf, casefile.Collection, nil, s.draftSave},
		{"POST", "/draft/{id}/drop", access.SignedIn, onSelf, casefile.Erasure, nil, s.draftDrop},
	}, s.reportRoutes(), s.doorRoutes())
}

// recordPage is the form for one kind: empty, with what is already known, with
// the earlier entry being corrected, or with a draft.
func (s *Server) recordPage(v *visit) (answer, error) {
	f, err := s.openEntry(v)
	if err != nil {
		return answer{}, err
	}
	if f.kind.Name == "MaterialImported" && f.earlier == nil {
		return answer{goTo: casePath(f.p.Ref, "/import")}, nil
	}
	if id := v.URL.Query().Get("draft"); id != "" {
		d, ok, err := s.svc.LoadDraft(v.Context(), v.viewer.Staff.ID, id)
		if err != nil {
			return answer{}, err
		}
		if ok && d.CaseID == f.p.ID && d.Kind == f.kind.Name {
			if f, err = s.entryFrom(v, f.p, url.Values(d.Fields)); err != nil {
				return answer{}, err
			}
			return f.page(http.StatusOK, nil)
		}
	}
	if err := f.offerDrafts(); err != nil {
		return answer{}, err
	}
	return f.page(http.StatusOK, nil)
}

// recordSave records what was typed, or keeps it as a draft, or shows it again
// with what to put right. Nothing typed is lost on any way out.
func (s *Server) recordSave(v *visit) (answer, error) {
	p, err := v.casePage()
	if err != nil {
		return answer{}, err
	}
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	f, err := s.entryFrom(v, p, v.PostForm)
	if err != nil {
		return answer{}, err
	}
	switch v.PostForm.Get(fieldDo) {
	case "draft":
		return f.keepDraft()
	case "edit":
		return f.page(http.StatusOK, nil)
	}
	e, problems := f.event()
	if len(problems) > 0 {
		return f.page(http.StatusUnprocessableEntity, problems)
	}
	if f.cautions(e) && v.PostForm.Get(fieldSeen) == "" {
		return f.cautionPage(e), nil
	}
	events, err := f.recordedTogether(e)
	if err != nil {
		return answer{}, err
	}
	_, err = s.svc.Record(v.Context(), v.viewer, casework.Acts{CaseID: p.ID, Base: f.base, Events: events})
	if refused, ok := errors.AsType[*casework.Refused](err); ok {
		return f.page(http.StatusUnprocessableEntity, refused.Problems)
	}
	if conflict, ok := errors.AsType[*casework.Conflict](err); ok {
		return f.conflictPage(conflict)
	}
	if err != nil {
		return answer{}, err
	}
	return s.afterSaving(v, p, e.ID)
}

// afterSaving goes back to the case, or says that it can no longer be seen: who
// restricts a case, or names a colleague as its suspect, may shut themselves out.
func (s *Server) afterSaving(v *visit, p *casework.CasePage, entry string) (answer, error) {
	_, err := s.svc.Case(v.Context(), v.viewer, p.ID)
	if errors.Is(err, casework.ErrNoCase) {
		a := s.plain(http.StatusOK, "Recorded", "It is on the record. You no longer see this case.")
		a.looks = append(a.looks, v.look("recorded"))
		return a, nil
	}
	if err != nil {
		return answer{}, err
	}
	return answer{goTo: casePath(p.Ref, "?done="+entry)}, nil
}

// casePath is an address within a case: the reference, and nothing that names
// anybody.
func casePath(ref, rest string) string { return "/case/" + url.PathEscape(ref) + rest }

// openEntry begins the form the address asks for.
func (s *Server) openEntry(v *visit) (*entryForm, error) {
	p, err := v.casePage()
	if err != nil {
		return nil, err
	}
	q := v.URL.Query()
	f, err := s.newEntry(v, p, q.Get("corrects"))
	if err != nil {
		return nil, err
	}
	f.id, f.base, f.withdraw = newEntryID(), p.Version, q.Get("withdraw") == "yes"
	f.ctx.Asked = q["ask"]
	if f.earlier != nil {
		return f, f.fillEarlier()
	}
	f.offerNewAct()
	f.readAbout(q.Get("about"), q.Get("tell"))
	f.fillAsked(q)
	return f, f.fillKnown()
}

// entryFrom is a form as it came back from a browser or out of a draft.
func (s *Server) entryFrom(v *visit, p *casework.CasePage, sent url.Values) (*entryForm, error) {
	f, err := s.newEntry(v, p, sent.Get(fieldCorrects))
	if err != nil {
		return nil, err
	}
	if err := f.readHidden(sent); err != nil {
		return nil, err
	}
	f.offerNewAct()
	f.values = form.Values{}
	for name, values := range sent {
		if name[:min(1, len(name))] != "_" {
			f.values[name] = values
		}
	}
	return f, nil
}
