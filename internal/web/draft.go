package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// draftReport is what a draft of a new report has in place of a kind.
const draftReport = "Report"

// draftDoor is what a draft has of a report gone on with at the door.
const draftDoor = "Door"

// keepDraft saves the form without recording anything.
func (f *entryForm) keepDraft() (answer, error) {
	fields := f.hidden()
	if f.reason != "" {
		fields.Set(fieldReason, f.reason)
	}
	for name, values := range f.values {
		fields[name] = values
	}
	d := casework.Draft{ID: f.id, CaseID: f.p.ID, Kind: f.kind.Name, Base: f.base, Fields: fields}
	if err := f.srv.svc.SaveDraft(f.v.Context(), f.v.viewer.Staff.ID, d); err != nil {
		return answer{}, err
	}
	f.notice = ui.Alert{Variant: "success", Title: "Draft saved", Text: "Nothing is recorded yet. Find it again under this form, or under Drafts on your home page."}
	return f.page(http.StatusOK, nil)
}

// offerDrafts shows, above a new form, what was begun and not finished.
func (f *entryForm) offerDrafts() error {
	drafts, err := f.srv.svc.Drafts(f.v.Context(), f.v.viewer.Staff.ID, f.p.ID)
	if err != nil {
		return err
	}
	type found struct{ Href, When string }
	var list []found
	for _, d := range drafts {
		if d.Kind == f.kind.Name && d.ID != f.id && url.Values(d.Fields).Get(fieldCorrects) == f.root {
			q := url.Values{"draft": {d.ID}}
			if f.root != "" {
				q.Set("corrects", f.root)
			}
			list = append(list, found{f.action() + "?" + q.Encode(), when(d.Saved)})
		}
	}
	if len(list) > 0 {
		f.notice = ui.InsetText{Body: recordPart("drafts-found", list)}
	}
	return nil
}

// draftSave keeps what a form holds, sent by the script while somebody types. A
// case the person may not see takes no draft.
func (s *Server) draftSave(v *visit) (answer, error) {
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	id, sent := v.PathValue("id"), v.PostForm
	if !isEntryID(id) || !isEntryID(sent.Get(fieldCase)) {
		return answer{}, errStale
	}
	d := casework.Draft{ID: id, CaseID: sent.Get(fieldCase), Kind: sent.Get(fieldKind), Fields: map[string][]string{}}
	if d.Kind == draftReport {
		if !access.May(v.viewer, access.TakeReport) {
			return answer{}, casework.ErrNotAllowed
		}
		return answer{status: http.StatusNoContent}, s.saveReportPage(v, draftReport, id, sent)
	}
	if _, err := s.svc.Case(v.Context(), v.viewer, d.CaseID); err != nil {
		return answer{}, err
	}
	if d.Kind == draftDoor {
		return answer{status: http.StatusNoContent}, s.saveReportPage(v, draftDoor, id, sent)
	}
	var err error
	if _, ok := casefile.KindOf(d.Kind); !ok {
		return answer{}, errStale
	}
	if d.Base, err = strconv.ParseInt(sent.Get(fieldBase), 10, 64); err != nil {
		return answer{}, errStale
	}
	for name, values := range sent {
		if name != fieldDo {
			d.Fields[name] = values
		}
	}
	return answer{status: http.StatusNoContent}, s.svc.SaveDraft(v.Context(), v.viewer.Staff.ID, d)
}

// draftDrop throws a draft away. It goes back to the case where the form says so.
func (s *Server) draftDrop(v *visit) (answer, error) {
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	if err := s.svc.DropDraft(v.Context(), v.viewer.Staff.ID, v.PathValue("id")); err != nil {
		return answer{}, err
	}
	if ref := v.PostForm.Get("_ref"); casework.ValidRef(ref) {
		return answer{goTo: casePath(ref, "")}, nil
	}
	return answer{goTo: "/drafts"}, nil
}

// draftList shows somebody's own drafts; those of cases they may no longer see are
// not there.
func (s *Server) draftList(v *visit) (answer, error) {
	drafts, err := s.svc.Drafts(v.Context(), v.viewer.Staff.ID, "")
	if err != nil {
		return answer{}, err
	}
	type row struct{ Href, Title, Where, When, Drop string }
	var rows []row
	var looks []casework.LookedAt
	for _, d := range drafts {
		r := row{When: when(d.Saved), Drop: "/draft/" + d.ID + "/drop", Title: "New report", Where: "Not yet recorded", Href: "/report/" + d.ID + "/" + reportSteps[0].Name}
		if d.Kind != draftReport {
			p, err := s.svc.Case(v.Context(), v.viewer, d.CaseID)
			if errors.Is(err, casework.ErrNoCase) {
				continue
			}
			if err != nil {
				return answer{}, err
			}
			looks = append(looks, casework.LookedAt{ID: p.ID, Version: p.Version})
			q := url.Values{"draft": {d.ID}}
			if root := url.Values(d.Fields).Get(fieldCorrects); root != "" {
				q.Set("corrects", root)
			}
			r.Title, r.Where = s.draftTitle(d.Kind), p.Ref
			r.Href = casePath(p.Ref, "/record/"+d.Kind+"?"+q.Encode())
			if d.Kind == draftDoor {
				r.Href = doorPath(p.Ref, d.ID, stepSafe)
			}
		}
		rows = append(rows, r)
	}
	outcome := "shown"
	if len(looks) == 0 {
		outcome = "miss"
	}
	return answer{page: &ui.Page{Title: "Drafts", Heading: "Drafts", Narrow: true, Body: recordPart("drafts", rows)}, looks: []casework.Look{v.look(outcome, looks...)}}, nil
}

// carried are all fields of a form to be sent again from a page that shows none.
func (f *entryForm) carried() ui.Component {
	all := f.hidden()
	if f.reason != "" {
		all.Set(fieldReason, f.reason)
	}
	for name, values := range f.values {
		if strings.TrimSpace(strings.Join(values, "")) != "" {
			all[name] = values
		}
	}
	return form.Hidden(all)
}

// draftTitle is what a draft on a case is of.
func (s *Server) draftTitle(kind string) string {
	if kind == draftDoor {
		return atDoor
	}
	return s.words.Kind(kind).Title
}
