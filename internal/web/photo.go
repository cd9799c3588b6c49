package web

import (
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// photoRoutes take a photograph straight from a phone. Whether anybody pictured may
// be under 18 is asked before the camera is offered (practice 1.3).
func (s *Server) photoRoutes() []route {
	return []route{
		{"GET", "/case/{ref}/photo", access.Import, onCase, casefile.Consultation, factsOnly, s.photoAsk},
		{"POST", "/case/{ref}/photo/asked", access.Import, onCase, casefile.Consultation, factsOnly, s.photoAsked},
		{"POST", "/case/{ref}/photo", access.Import, onCase, casefile.Collection, everyClass, s.photoKeep},
	}
}

const (
	takePhoto     = "Take a photograph"
	fieldUnder18  = "may_show_under_18"
	fieldAfter    = "_after" // the first response it belongs to: its last page is still to come
	formatsPhones = "JPEG, PNG, HEIC, WebP or AVIF, up to 64 MB."
)

// sendingSlow stands before the button that sends a file, for where no script says so.
const sendingSlow = "Sending can take a minute or more on a slow line. Stay on this page: the next one says that it is kept."

// photoForm is a photograph to be taken.
type photoForm struct{ *importForm }

func (s *Server) openPhoto(v *visit, values url.Values) (*photoForm, error) {
	f, err := s.openImport(v, values)
	if err != nil {
		return nil, err
	}
	return &photoForm{f}, nil
}

func (s *Server) photoAsk(v *visit) (answer, error) {
	f, err := s.openPhoto(v, url.Values{fieldAfter: {v.URL.Query().Get("after")}})
	if err != nil {
		return answer{}, err
	}
	return f.ask(http.StatusOK, nil), nil
}

// ask is the one question that comes before anything else.
func (f *photoForm) ask(status int, problems []casefile.Problem) answer {
	c := f.context(problems)
	c.Only = []string{fieldUnder18}
	fields := append(ui.Stack{form.Hidden(url.Values{fieldAfter: {f.values.Get(fieldAfter)}})}, form.Build(importKind(), f.values, c)...)
	fields = append(fields, ui.Button{Text: "Go on"})
	return f.page(status, takePhoto, problems, form.Page{Action: casePath(f.p.Ref, "/photo/asked"), Body: fields})
}

func (s *Server) photoAsked(v *visit) (answer, error) {
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	f, err := s.openPhoto(v, v.PostForm)
	if err != nil {
		return answer{}, err
	}
	f.values.Set(fieldEntry, newEntryID())
	f.values.Set(fieldBase, strconv.FormatInt(f.p.Version, 10))
	return f.next(http.StatusOK, nil), nil
}

// next is the page that the answer leads to: the camera only where nobody pictured
// is under 18.
func (f *photoForm) next(status int, problems []casefile.Problem) answer {
	up, asked := f.answers()
	for _, p := range asked {
		if p.Field == fieldUnder18 {
			return f.ask(http.StatusUnprocessableEntity, []casefile.Problem{p})
		}
	}
	if sealedOnly(&casefile.MaterialImported{Under18: up.Under18}) {
		return f.keepOut()
	}
	return f.camera(status, problems)
}

// keepOut says what to do with an image that stays where it is. There is no way to
// bring it in.
func (f *photoForm) keepOut() answer {
	c := &caseView{CasePage: f.p, srv: f.srv, visit: f.v}
	images := f.srv.words.Doorstep().Images
	var ways ui.Stack
	for _, w := range []struct{ text, href string }{
		{"Go on without it: what is recorded, and what is left", f.lastPage()},
		{"Ask a digital media investigator", c.form("SpecialistAsked", "of", "digital")},
		{"Record the device that is kept", c.form("EvidenceAdded", "kind", "device")},
	} {
		if w.href != "" {
			ways = append(ways, ui.Button{Text: w.text, Href: w.href, Classes: "govuk-button--secondary"})
		}
	}
	return f.page(http.StatusOK, "Keep it out of here", nil, ui.Stack{ui.WarningText{Text: "Somebody pictured may be under 18."},
		recordPart("list", images.Lines), doorPart("hint", images.Cite), buttonGroup(ways)})
}

// camera takes the photograph: on a phone the browser opens its camera.
func (f *photoForm) camera(status int, problems []casefile.Problem) answer {
	c := f.context(problems)
	c.Only = []string{"origin", "agreement_recorded"}
	message := ui.ErrorMessage{}
	if i := slices.IndexFunc(problems, func(p casefile.Problem) bool { return p.Field == "file" }); i >= 0 {
		message.Text = problems[i].What
	}
	fields := ui.Stack{form.Hidden(url.Values{fieldUnder18: f.values[fieldUnder18], fieldEntry: f.values[fieldEntry], fieldBase: f.values[fieldBase], fieldAfter: {f.values.Get(fieldAfter)}})}
	fields = append(fields, form.Build(importKind(), f.values, c)...)
	fields = append(fields, ui.FileUpload{ID: "f-file", Name: "file", Label: ui.Label{Text: "The photograph", Classes: "govuk-label--s"}, ErrorMessage: message,
		Hint:       ui.Hint{Text: "It is kept as it comes and is not shown here. For a screenshot, check it has the date, the account name and the address. " + formatsPhones},
		Attributes: ui.Attributes{"accept": "image/*", "capture": "environment"}}, paragraph(sendingSlow), ui.Button{Text: "Keep the photograph", PreventDoubleClick: true})
	return f.page(status, takePhoto, problems, form.Page{Action: casePath(f.p.Ref, "/photo"), Upload: true, Busy: "Sending the photograph…", Body: fields})
}

// photoKeep reads the answers before the file: where one is missing, or somebody may
// be under 18, not a byte of it is read.
func (s *Server) photoKeep(v *visit) (answer, error) {
	f, err := s.openPhoto(v, url.Values{})
	if err != nil {
		return answer{}, err
	}
	parts, err := v.MultipartReader()
	if err != nil {
		return answer{}, errStale
	}
	file, err := fileOf(parts, f.values)
	if err != nil {
		return answer{}, err
	}
	return f.keep(file)
}

func (f *photoForm) keep(file *multipart.Part) (answer, error) {
	up, problems := f.answers()
	if up.EventID = f.values.Get(fieldEntry); !isEntryID(up.EventID) {
		return answer{}, errStale
	}
	if len(problems) > 0 || sealedOnly(&casefile.MaterialImported{Under18: up.Under18}) {
		return f.next(http.StatusUnprocessableEntity, problems), nil
	}
	if file == nil {
		return f.camera(http.StatusUnprocessableEntity, []casefile.Problem{{Field: "file", Code: "file_missing", What: "Take or choose a photograph."}}), nil
	}
	up.Base, _ = strconv.ParseInt(f.values.Get(fieldBase), 10, 64) // it only adds: without one nothing can clash
	up.FileName = file.FileName()
	_, err := f.srv.svc.KeepPhoto(f.v.Context(), f.v.viewer, f.p.ID, up, file)
	if bad, ok := errors.AsType[*casework.Unreadable](err); ok && f.v.Context().Err() == nil {
		what := "It could not be kept: " + strings.TrimSuffix(bad.Error(), ".") + ". Nothing was recorded."
		return f.camera(http.StatusUnprocessableEntity, []casefile.Problem{{Field: "file", Code: "not_readable", What: what}}), nil
	}
	if refused, ok := refusalOf(err); ok {
		return f.camera(http.StatusUnprocessableEntity, refused), nil
	}
	if err != nil {
		return answer{}, err
	}
	if last := f.lastPage(); last != "" {
		return answer{goTo: last}, nil
	}
	return answer{goTo: casePath(f.p.Ref, "/material/"+up.EventID)}, nil
}

// lastPage is the last page of the first response a photograph was taken in: what was
// recorded, and what is left before leaving and before the end of the shift. Empty
// where the photograph was taken by itself.
func (f *photoForm) lastPage() string {
	after := f.values.Get(fieldAfter)
	i := slices.IndexFunc(f.p.History, func(e casefile.Event) bool { return e.ID == after })
	switch {
	case i < 0 || f.p.History[i].Actor != f.v.viewer.Staff.ID:
		return ""
	case f.p.History[i].Kind == "ReportReceived" && f.p.History[i].Corrects == "":
		return casePath(f.p.Ref, "?done="+after)
	}
	return casePath(f.p.Ref, "?at=door&done="+after)
}

// photograph is the page of a photograph that was kept: what is known of it, and
// the original as a download for those who may see it. It is not shown.
func (m *materialView) photograph(body ui.Stack) answer {
	note := "The photograph is kept as it came. It is not shown here, made smaller or changed."
	if !m.p.Can(casefile.ClassContact) {
		note = "The photograph is withheld from you: it is for those allocated to the case, supervising it or on duty for it."
	}
	c := &caseView{CasePage: m.p, srv: m.srv, visit: m.v}
	body = append(ui.Stack{paragraph(note)}, body...)
	if mayImport(m.p) && !c.then {
		body = append(body, buttonGroup(ui.Stack{ui.Button{Text: "Take another", Href: c.path("/photo")},
			ui.Button{Text: "Back to the case", Href: c.path(""), Classes: "govuk-button--secondary"}}))
	}
	return m.answer(http.StatusOK, "Photograph", nil, body)
}
