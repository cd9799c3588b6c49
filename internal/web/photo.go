package web

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/evidence"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// photoRoutes take photographs straight from a phone, or those already on it. Whether
// anybody pictured may be under 18 is asked before any can be chosen (practice 1.3).
func (s *Server) photoRoutes() []route {
	return []route{
		{"GET", "/case/{ref}/photo", access.Import, onCase, casefile.Consultation, factsOnly, s.photoAsk},
		{"POST", "/case/{ref}/photo/asked", access.Import, onCase, casefile.Consultation, factsOnly, s.photoAsked},
		{"POST", "/case/{ref}/photo", access.Import, onCase, casefile.Collection, everyClass, s.photoKeep},
		{"GET", "/case/{ref}/material/{id}/picture", access.SeeCase, onCase, casefile.Consultation, everyClass, s.photoShown},
	}
}

const (
	takePhoto     = "Take or choose photographs"
	fieldUnder18  = "may_show_under_18"
	fieldAfter    = "_after" // the first response it belongs to: its last page is still to come
	formatsPhones = "JPEG, PNG, HEIC, WebP or AVIF, up to 64 MB each."
	askedForAll   = "The answer is for all the photographs and screenshots you send with it. Where one of them may show somebody under 18, leave that one where it is and send the others by themselves."
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
	fields = append(fields, paragraph(askedForAll), ui.Button{Text: "Go on"})
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

// camera takes the photographs: on a phone the browser opens its camera for the one, and
// what is kept on the phone for the other, several at once.
func (f *photoForm) camera(status int, problems []casefile.Problem) answer {
	c := f.context(problems)
	c.Only = []string{"origin", "agreement_recorded"}
	message := ui.ErrorMessage{}
	if i := slices.IndexFunc(problems, func(p casefile.Problem) bool { return p.Field == "file" }); i >= 0 {
		message.Text = problems[i].What
	}
	fields := ui.Stack{form.Hidden(url.Values{fieldUnder18: f.values[fieldUnder18], fieldEntry: f.values[fieldEntry], fieldBase: f.values[fieldBase], fieldAfter: {f.values.Get(fieldAfter)}})}
	fields = append(fields, form.Build(importKind(), f.values, c)...)
	fields = append(fields, ui.FileUpload{ID: "f-file", Name: "file", Label: ui.Label{Text: "Take one now", Classes: "govuk-label--s"}, ErrorMessage: message,
		Hint: ui.Hint{Text: "On a phone this opens the camera."}, Attributes: ui.Attributes{"accept": "image/*", "capture": "environment"}},
		ui.FileUpload{ID: "f-files", Name: "file", Multiple: true, Label: ui.Label{Text: "Or choose those already on this phone", Classes: "govuk-label--s"},
			Hint:       ui.Hint{Text: "Photographs and screenshots, up to " + strconv.Itoa(casework.MostPhotos) + " at once. For a screenshot, check it has the date, the account name and the address. Each is kept as it comes, as an entry of its own. " + formatsPhones},
			Attributes: ui.Attributes{"accept": "image/*"}},
		paragraph(sendingSlow), ui.Button{Text: "Keep them", PreventDoubleClick: true})
	return f.page(status, takePhoto, problems, form.Page{Action: casePath(f.p.Ref, "/photo"), Upload: true, Busy: "Sending the photographs…", Body: fields})
}

// photoKeep reads the answers before the files: where one is missing, or somebody may
// be under 18, not a byte of any is read.
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
	return f.keep(file, parts)
}

// photoSent is one photograph of a set and what became of it.
type photoSent struct{ Name, Href, Problem string }

// keep takes in the photographs one after another as they arrive. Each is an entry of its
// own, kept or not by itself: that one fails takes nothing from those before it.
func (f *photoForm) keep(file *multipart.Part, parts *multipart.Reader) (answer, error) {
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
	base := up.EventID
	var sent []photoSent
	for file != nil {
		up.EventID, up.FileName = casework.PhotoEntry(base, len(sent)), file.FileName()
		one := photoSent{Name: evidence.SafeName(up.FileName), Href: casePath(f.p.Ref, "/material/"+up.EventID)}
		problem, err := f.keepOne(up, file, len(sent))
		if err != nil && (len(sent) == 0 || f.v.Context().Err() != nil) {
			return answer{}, err
		}
		if err != nil {
			return f.outcome(append(sent, photoSent{Name: one.Name, Problem: "It did not arrive whole, or could not be kept just now. Nothing of it is recorded."}), false), nil
		}
		if one.Problem = problem; problem != "" {
			one.Href = ""
		}
		sent = append(sent, one)
		if file, err = fileOf(parts, url.Values{}); err != nil {
			return f.outcome(sent, false), nil
		}
	}
	return f.outcome(sent, true), nil
}

// keepOne keeps one photograph of a set; problem says why it was not kept.
func (f *photoForm) keepOne(up casework.Upload, file *multipart.Part, n int) (problem string, err error) {
	if n >= casework.MostPhotos {
		return "Only " + strconv.Itoa(casework.MostPhotos) + " are taken at once. Send it with the next.", nil
	}
	_, err = f.srv.svc.KeepPhoto(f.v.Context(), f.v.viewer, f.p.ID, up, file)
	if bad, ok := errors.AsType[*casework.Unreadable](err); ok && f.v.Context().Err() == nil {
		return "It could not be kept: " + strings.TrimSuffix(bad.Error(), ".") + ". Nothing was recorded.", nil
	}
	if refused, ok := refusalOf(err); ok {
		var says []string
		for _, p := range refused {
			says = append(says, p.What)
		}
		return strings.Join(says, " "), nil
	}
	return "", err
}

// outcome is what came of what was sent: one by itself leads on or back to the camera;
// of several each is named with what became of it.
func (f *photoForm) outcome(sent []photoSent, whole bool) answer {
	if len(sent) == 1 && whole {
		if sent[0].Problem != "" {
			return f.camera(http.StatusUnprocessableEntity, []casefile.Problem{{Field: "file", Code: "not_kept", What: sent[0].Problem}})
		}
		if last := f.lastPage(); last != "" {
			return answer{goTo: last}
		}
		return answer{goTo: sent[0].Href}
	}
	kept := 0
	for _, x := range sent {
		if x.Problem == "" {
			kept++
		}
	}
	status, heading := http.StatusOK, "All "+strconv.Itoa(kept)+" are kept"
	if kept < len(sent) || !whole {
		heading = "Not all are kept: " + strconv.Itoa(kept) + " of " + strconv.Itoa(len(sent))
	}
	if kept == 0 {
		status, heading = http.StatusUnprocessableEntity, "None is kept"
	}
	again := casePath(f.p.Ref, "/photo")
	if after := f.values.Get(fieldAfter); isEntryID(after) {
		again += "?after=" + after
	}
	ways := ui.Stack{ui.Button{Text: "Back to the case", Href: casePath(f.p.Ref, ""), Classes: "govuk-button--secondary"}, ui.Button{Text: "Take or choose more", Href: again, Classes: "govuk-button--secondary"}}
	if last := f.lastPage(); last != "" {
		ways[0] = ui.Button{Text: "Go on: what is recorded, and what is left", Href: last}
	}
	body := ui.Stack{recordPart("photos-sent", sent)}
	if !whole {
		body = append(body, ui.WarningText{Text: "What you chose after these did not arrive. It is still on the phone: send it again."})
	}
	return f.page(status, heading, nil, append(body, buttonGroup(ways)))
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

// photograph is the page of a photograph that was kept: what is known of it and, for those
// who may see it, the original as a download, and as a picture where they ask for it.
func (m *materialView) photograph(body ui.Stack) answer {
	note := "The photograph is kept as it came, not made smaller or changed."
	switch sees := m.p.Can(casefile.ClassContact); {
	case !sees:
		note = "The photograph is withheld from you: it is for those allocated to the case, supervising it or on duty for it."
	case sealedOnly(m.data):
		note += " It is not shown here, because somebody pictured may be under 18. Ask a digital media investigator."
	case m.v.URL.Query().Get("show") == "yes":
		body = append(ui.Stack{recordPart("photo", m.path("/picture"))}, body...)
	default:
		body = append(ui.Stack{linkParagraph("Show the photograph", m.path("?show=yes"))}, body...)
		note += " Whoever looks at it is recorded."
	}
	c := &caseView{CasePage: m.p, srv: m.srv, visit: m.v}
	body = append(ui.Stack{paragraph(note)}, body...)
	if mayImport(m.p) && !c.then {
		body = append(body, buttonGroup(ui.Stack{ui.Button{Text: "Take or choose more", Href: c.path("/photo")},
			ui.Button{Text: "Back to the case", Href: c.path(""), Classes: "govuk-button--secondary"}}))
	}
	return m.answer(http.StatusOK, "Photograph", nil, body)
}

// shownAs are the pictures that a browser may be given to show, by how the file begins:
// the name it came with and whatever else is in it say nothing. A drawing that can carry
// script is none of them; one of a kind that few browsers show is a download.
var shownAs = map[string]string{"jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "heif": "image/heic"}

// photoShown sends a photograph as it came to those who see the contact class, where it
// was answered that nobody pictured is under 18. Whatever else it may be is not there.
func (s *Server) photoShown(v *visit) (answer, error) {
	p, err := v.casePage()
	if err != nil {
		return answer{}, err
	}
	m := p.Material(casefile.MaterialID(v.PathValue("id")))
	if m == nil || m.Imported == nil || m.Imported.Format != casefile.FormatPhotograph || !p.Can(casefile.ClassContact) || sealedOnly(m.Imported) {
		return answer{}, casework.ErrNoCase
	}
	blob := originalOf(m.Imported)
	head, err := s.headOf(blob)
	if err != nil {
		return answer{}, err
	}
	as := shownAs[evidence.ImageType(head)]
	if as == "" {
		return answer{}, casework.ErrNoCase
	}
	a := v.shown(p, ui.Page{})
	a.page = nil
	a.file = &file{name: originalName(p.Ref, m), contentType: as, inline: true, write: s.writeOriginal(blob)}
	return a, nil
}

// headOf is how a file that is kept begins.
func (s *Server) headOf(blob evidence.Blob) ([]byte, error) {
	r, err := s.svc.Vault().OpenBlob(blob)
	if err != nil {
		return nil, err
	}
	head := make([]byte, evidence.ImageHead)
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], errors.Join(err, r.Close())
}
