package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/evidence"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/importer"
	"foursight/internal/web/ui"
)

// materialRoutes bring files to a case and read them there.
func (s *Server) materialRoutes() []route {
	return []route{
		{"GET", "/case/{ref}/import", access.Import, onCase, casefile.Consultation, factsOnly, s.importAsk},
		{"POST", "/case/{ref}/import/asked", access.Import, onCase, casefile.Consultation, factsOnly, s.importAsked},
		{"POST", "/case/{ref}/import", access.Import, onCase, casefile.Collection, everyClass, s.importFile},
		{"GET", "/case/{ref}/material/{id}", access.SeeCase, onCase, casefile.Consultation, everyClass, s.materialPage},
		{"POST", "/case/{ref}/material/{id}/search", access.SeeCase, onCase, casefile.Consultation, everyClass, s.materialSearch},
		{"POST", "/case/{ref}/material/{id}/incidents", access.RecordOn, onCase, casefile.Collection, everyClass, s.materialIncidents},
		{"GET", "/case/{ref}/material/{id}/original", access.SeeCase, onCase, casefile.DisclosureOf, everyClass, s.materialOriginal},
	}
}

// importForm is what is asked before a file is opened (practice 1.3, 1.17).
type importForm struct {
	srv    *Server
	v      *visit
	p      *casework.CasePage
	values form.Values
	order  importer.DateOrder
	asked  *importer.Question // the dates can be read in more than one way
	kept   bool               // the file need not be chosen again
}

var importQuestions = []string{"origin", "agreement_recorded", "may_show_under_18"}

func (f *importForm) context(problems []casefile.Problem) form.Context {
	return form.Context{Words: f.srv.words, Now: f.v.now, Only: importQuestions, Problems: problems}
}

func importKind() *casefile.Kind {
	k, _ := casefile.KindOf("MaterialImported")
	return k
}

// mayImport reports whether a case's viewer may bring files to it.
func mayImport(p *casework.CasePage) bool {
	_, ok := access.ToRecord(p.Viewer, p.Permission, importKind(), p.CaseView.Case)
	return ok && access.May(p.Viewer, access.Import)
}

func (s *Server) openImport(v *visit, values url.Values) (*importForm, error) {
	p, err := v.casePage()
	if err != nil {
		return nil, err
	}
	if !mayImport(p) {
		return nil, s.notYours(p, importKind())
	}
	return &importForm{srv: s, v: v, p: p, values: values}, nil
}

func (s *Server) importAsk(v *visit) (answer, error) {
	f, err := s.openImport(v, url.Values{})
	if err != nil {
		return answer{}, err
	}
	return f.askPage(http.StatusOK, nil), nil
}

func (s *Server) importAsked(v *visit) (answer, error) {
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	f, err := s.openImport(v, v.PostForm)
	if err != nil {
		return answer{}, err
	}
	if _, problems := f.answers(); len(problems) > 0 {
		return f.askPage(http.StatusUnprocessableEntity, problems), nil
	}
	f.values.Set(fieldEntry, newEntryID())
	f.values.Set(fieldBase, strconv.FormatInt(f.p.Version, 10))
	return f.filePage(http.StatusOK, nil), nil
}

// answers reads the three questions; how it came and whether anybody may be under
// 18 have to be answered, "not known" being an answer.
func (f *importForm) answers() (casework.Upload, []casefile.Problem) {
	e, problems := form.Parse(importKind(), f.values, f.context(nil), nil)
	data, err := importKind().Decode(e.Data)
	if err != nil {
		return casework.Upload{}, []casefile.Problem{{Code: "unreadable", What: "The answers could not be read. Give them again."}}
	}
	d := data.(*casefile.MaterialImported)
	if !d.Origin.Given() {
		problems = append(problems, casefile.Problem{Field: "origin", Code: "origin_missing", What: "Say how this material came to police before it is opened."})
	}
	if d.Under18.Status == fact.NotAsked {
		problems = append(problems, casefile.Problem{Field: "may_show_under_18", Code: "under_18_not_asked", What: "Say whether anybody in it may be under 18. “Asked, not known” will do: it is then kept sealed."})
	}
	return casework.Upload{Origin: d.Origin, Agreement: d.Agreement, Under18: d.Under18, DateOrder: f.order}, problems
}

func (f *importForm) page(status int, heading string, problems []casefile.Problem, body ui.Component) answer {
	page := ui.Page{Title: f.p.Ref, Caption: f.p.Ref, Heading: heading, Narrow: true, Body: body,
		Before: ui.BackLink{Text: "Back to the case", Href: casePath(f.p.Ref, "")}}
	if len(problems) > 0 {
		page.Errors = problemSummary(problems, func(p casefile.Problem) string {
			switch {
			case p.Field == "file":
				return "#f-file"
			case slices.Contains(importQuestions, p.Field):
				return "#" + f.context(nil).ID(p.Field)
			}
			return ""
		})
	}
	a := f.v.shown(f.p, page)
	a.status = status
	return a
}

func (f *importForm) askPage(status int, problems []casefile.Problem) answer {
	fields := ui.Stack(form.Build(importKind(), f.values, f.context(problems)))
	fields = append(fields, ui.Button{Text: "Go on to choose the file"})
	return f.page(status, "Bring messages to this case", problems, ui.Stack{
		paragraph("Before the file is opened, three things have to be clear. The original is kept whole and unchanged."),
		form.Page{Action: casePath(f.p.Ref, "/import/asked"), Body: fields}})
}

// fieldKept says that the file was kept while its question is answered.
const fieldKept = "_kept"

// filePage takes the file. A browser does not keep a chosen file, so after a
// question about its dates the file is kept here for an hour; one too large for
// that is chosen again. The answers are kept either way.
func (f *importForm) filePage(status int, problems []casefile.Problem) answer {
	up, _ := f.answers()
	body := ui.Stack{}
	sealed := !(up.Under18.Known() && !up.Under18.Value)
	before := ui.Stack{}
	if sealed {
		before = f.keepOnDevice()
	}
	if f.asked != nil {
		body = append(body, f.dateQuestion())
	}
	message := ui.ErrorMessage{}
	for _, p := range problems {
		if p.Field == "file" {
			message.Text = p.What
		}
	}
	fields := ui.Stack{form.Hidden(f.values, fieldDo, fieldKept, "date_order"), body}
	if f.kept {
		fields = append(fields, form.Hidden(form.Values{fieldKept: {"yes"}}), ui.Button{Text: "Read it into the case", PreventDoubleClick: true})
		return f.page(status, "Which way round are the dates?", problems, form.Page{Action: casePath(f.p.Ref, "/import"), Upload: true, Body: fields})
	}
	hint := "WhatsApp: the chat exported as .txt or .zip. Android: the .xml file of SMS Backup & Restore. Up to 512 MB."
	if sealed {
		hint = "Any file, up to 512 MB. It goes in unopened."
	}
	fields = append(fields, ui.FileUpload{ID: "f-file", Name: "file", Label: ui.Label{Text: "The file", Classes: "govuk-label--s"}, Hint: ui.Hint{Text: hint}, ErrorMessage: message})
	text := "Read it into the case"
	if sealed {
		text = "Keep it sealed"
	}
	fields = append(fields, paragraph(sendingSlow), ui.Button{Text: text, PreventDoubleClick: true})
	heading := "Choose the file"
	if f.asked != nil {
		heading = "Which way round are the dates?"
	}
	send := form.Page{Action: casePath(f.p.Ref, "/import"), Upload: true, Busy: "Sending the file…", Body: fields}
	if !sealed {
		return f.page(status, heading, problems, send)
	}
	return f.page(status, "Keep pictures out of here", problems, append(before, ui.Details{SummaryText: wordsOnly, Open: len(problems) > 0,
		Body: ui.Stack{paragraph("Then it can be kept here, sealed as it is: nothing is read from it, shown or made smaller."), send}}))
}

// wordsOnly is what has to be so before a file in which somebody may be under 18 is
// taken in: an image of a child is copied by nobody but an investigator of such media
// (practice 1.3).
const wordsOnly = "It holds words only, no picture and no video"

// keepOnDevice says what to do with pictures of somebody who may be under 18, and the
// ways on: no picture is sent from there.
func (f *importForm) keepOnDevice() ui.Stack {
	c := &caseView{CasePage: f.p, srv: f.srv, visit: f.v}
	var ways ui.Stack
	for _, w := range []struct{ text, href string }{
		{"Ask a digital media investigator", c.form("SpecialistAsked", "of", "digital")},
		{"Record the device that is kept", c.form("EvidenceAdded", "kind", "device")},
	} {
		if w.href != "" {
			ways = append(ways, ui.Button{Text: w.text, Href: w.href, Classes: "govuk-button--secondary"})
		}
	}
	images := f.srv.words.Doorstep().Images
	out := ui.Stack{ui.WarningText{Text: "Somebody under 18 may be in it."}, recordPart("list", images.Lines), doorPart("hint", images.Cite)}
	if len(ways) > 0 {
		out = append(out, buttonGroup(ways))
	}
	return out
}

var orderWords = map[importer.DateOrder]string{importer.DMY: "Day first", importer.MDY: "Month first", importer.YMD: "Year first"}

func (f *importForm) dateQuestion() ui.Component {
	r := ui.Radios{IDPrefix: "f-order", Name: "date_order", Fieldset: ui.Fieldset{Legend: ui.Legend{Text: f.asked.Ask, Classes: "govuk-fieldset__legend--s"}},
		Hint: ui.Hint{Text: "Nothing is recorded yet. Say which is right, then choose the same file again."}}
	if f.kept {
		r.Hint.Text = "Nothing is recorded yet. The file is kept for an hour: say which is right."
	}
	for _, d := range f.asked.Readings {
		hint := "It would run from " + d.First + " to " + d.Last + "."
		if d.Against > 0 {
			hint += " Line " + strconv.Itoa(d.Against) + " cannot be read so."
		}
		r.Items = append(r.Items, ui.Choice{Value: string(d.Order), Text: orderWords[d.Order], Hint: ui.Hint{Text: hint}})
	}
	return r
}

// importFile takes the form apart as it streams in: nothing of the file is kept
// anywhere but where casework puts it.
func (s *Server) importFile(v *visit) (answer, error) {
	parts, err := v.MultipartReader()
	if err != nil {
		return answer{}, errStale
	}
	values := url.Values{}
	file, err := fileOf(parts, values)
	if err != nil {
		return answer{}, err
	}
	f, err := s.openImport(v, values)
	if err != nil {
		return answer{}, err
	}
	f.order = importer.DateOrder(values.Get("date_order"))
	up, problems := f.answers()
	if len(problems) > 0 {
		return f.askPage(http.StatusUnprocessableEntity, problems), nil
	}
	if up.EventID = values.Get(fieldEntry); !isEntryID(up.EventID) {
		return answer{}, errStale
	}
	up.Base, _ = strconv.ParseInt(values.Get(fieldBase), 10, 64) // it only adds: without one nothing can clash
	if file == nil && values.Get(fieldKept) != "" {
		_, _, err = s.svc.ImportKept(v.Context(), v.viewer, f.p.ID, up)
		return f.imported(up, err)
	}
	if file == nil {
		return f.filePage(http.StatusUnprocessableEntity, []casefile.Problem{{Field: "file", Code: "file_missing", What: "Choose a file."}}), nil
	}
	up.FileName = file.FileName()
	_, _, err = s.svc.ImportMaterial(v.Context(), v.viewer, f.p.ID, up, file)
	return f.imported(up, err)
}

// imported says what came of an import.
func (f *importForm) imported(up casework.Upload, err error) (answer, error) {
	if needs, ok := errors.AsType[*casework.NeedsAnswer](err); ok {
		f.asked, f.kept = &needs.Question, needs.Kept
		return f.filePage(http.StatusUnprocessableEntity, nil), nil
	}
	if errors.Is(err, casework.ErrNotKept) {
		return f.filePage(http.StatusUnprocessableEntity, []casefile.Problem{{Field: "file", Code: "not_kept", What: "A file is kept for an hour only. Choose it again."}}), nil
	}
	if refused, ok := errors.AsType[*casework.Refused](err); ok {
		return f.filePage(http.StatusUnprocessableEntity, refused.Problems), nil
	}
	if bad, ok := errors.AsType[*casework.Unreadable](err); ok && f.v.Context().Err() == nil {
		what := "The file could not be read: " + strings.TrimSuffix(bad.Error(), ".") + ". Nothing was recorded."
		return f.filePage(http.StatusUnprocessableEntity, []casefile.Problem{{Field: "file", Code: "not_readable", What: what}}), nil
	}
	if err != nil {
		return answer{}, err
	}
	return answer{goTo: casePath(f.p.Ref, "/material/"+up.EventID)}, nil
}

// fileOf reads the form's fields and stops at the next file; files come last. A control
// in which none was chosen sends one without a name.
func fileOf(parts *multipart.Reader, into url.Values) (*multipart.Part, error) {
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if part.FormName() == "file" {
			if part.FileName() == "" {
				continue
			}
			return part, nil
		}
		value, err := io.ReadAll(io.LimitReader(part, maxForm))
		if err != nil {
			return nil, err
		}
		into.Add(part.FormName(), string(value))
	}
}

// materialOriginal hands out the file as it came, to those who see the contact
// class. What may show somebody under 18 is not handed out here at all.
func (s *Server) materialOriginal(v *visit) (answer, error) {
	p, err := v.casePage()
	if err != nil {
		return answer{}, err
	}
	m := p.Material(casefile.MaterialID(v.PathValue("id")))
	if m == nil || m.Imported == nil || !p.Can(casefile.ClassContact) || sealedOnly(m.Imported) {
		return answer{}, casework.ErrNoCase
	}
	a := v.shown(p, ui.Page{})
	a.page = nil
	a.file = &file{name: originalName(p.Ref, m), contentType: "application/octet-stream", write: s.writeOriginal(originalOf(m.Imported))}
	return a, nil
}

func originalOf(d *casefile.MaterialImported) evidence.Blob {
	return evidence.Blob{Name: string(d.Blob), SHA256: string(d.SHA256), Size: d.Size, Key: evidence.Key(d.Key)}
}

func (s *Server) writeOriginal(blob evidence.Blob) func(context.Context, http.ResponseWriter) error {
	return func(_ context.Context, w http.ResponseWriter) error {
		r, err := s.svc.Vault().OpenBlob(blob)
		if err != nil {
			return err
		}
		_, err = io.Copy(w, r)
		return errors.Join(err, r.Close())
	}
}

// fileSorts are the endings of file names that programs know.
var fileSorts = strings.Fields(".txt .csv .tsv .json .jsonl .xml .html .htm .pdf .docx .xlsx .eml .mbox .msg .vcf .ics .zip .db .jpg .jpeg .png .gif .heic .webp .avif .mp3 .m4a .wav .opus .ogg .mp4 .mov")

// originalName is what an original is saved as: the case's reference, which material it
// is, and what sort of file by its name. The name it came with may be a person's, and is
// on the page.
func originalName(ref string, m *casefile.Material) string {
	sort := strings.ToLower(path.Ext(string(m.Imported.FileName)))
	if !slices.Contains(fileSorts, sort) { // what stands after a dot may be a name too
		sort = ""
	}
	return ref + "-" + string(m.ID)[:8] + sort
}

// sealedOnly reports whether somebody in it may be under 18, or nobody knows.
func sealedOnly(d *casefile.MaterialImported) bool { return !d.Under18.Known() || d.Under18.Value }
