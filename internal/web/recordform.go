package web

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// Fields of the form itself. The mark before each keeps them apart from fields of
// kinds, whose names begin with a letter.
const (
	fieldEntry    = "_entry"    // id the act will have, minted with the form
	fieldBase     = "_base"     // version of the case the form was based on
	fieldOpened   = "_opened"   // when, in milliseconds: "last night" is said of then
	fieldCorrects = "_corrects" // entry being corrected
	fieldWithdraw = "_withdraw" // it is withdrawn altogether
	fieldReason   = "_reason"   // why
	fieldSeen     = "_seen"     // the caution has been read
	fieldDo       = "_do"       // which button: record when empty
	fieldCase     = "_case"     // for drafts: id of the case
	fieldKind     = "_kind"     // for drafts: the kind
	fieldAbout    = "_about"    // id of what the form is about, where no field says so
	fieldTell     = "_tell"     // code of what was to be told
)

// entryForm is one form for one entry on one case.
type entryForm struct {
	srv     *Server
	v       *visit
	p       *casework.CasePage
	kind    *casefile.Kind
	id      string
	base    int64
	opened  time.Time
	earlier *casefile.Event // the entry being corrected, as it stands; nil for a new one
	root    string          // id of the entry being corrected
	reason  string
	values  form.Values
	ctx     form.Context
	notice  ui.Component // above the form: a draft saved, drafts found
	// withdraw says that the earlier entry is taken back and not replaced.
	withdraw bool
	about    string // id of what it is about, where no field says so
	tell     string // code of what was to be told of it
}

// newEntryID mints the id of an act: 128 random bits, as the journal has them.
func newEntryID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(b[:])
}

func isEntryID(s string) bool { return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == "" }

// sentID reads the form that was sent and gives the id it was minted with; errStale
// where that is none.
func (v *visit) sentID(field string) (string, error) {
	if err := v.ParseForm(); err != nil {
		return "", err
	}
	id := v.PostForm.Get(field)
	if !isEntryID(id) {
		return "", errStale
	}
	return id, nil
}

// newEntry checks that the kind exists, that the visitor may record it here, and
// that what is to be corrected is there.
func (s *Server) newEntry(v *visit, p *casework.CasePage, corrects string) (*entryForm, error) {
	k, ok := casefile.KindOf(v.PathValue("kind"))
	if !ok {
		return nil, casework.ErrNoCase
	}
	f := &entryForm{srv: s, v: v, p: p, kind: k, opened: v.now, values: form.Values{}}
	if corrects != "" {
		f.earlier, f.root = asItStands(p.History, corrects)
		if f.earlier == nil || f.earlier.Kind != k.Name {
			return nil, casework.ErrNoCase
		}
	}
	if f.earlier == nil && (k.Name == "ReportReceived" || k.Hidden && k.Name != "MaterialImported") {
		return nil, casework.ErrNoCase
	}
	if _, ok := access.ToRecord(v.viewer, p.Permission, k, p.CaseView.Case); !ok {
		return nil, s.notYours(p, k)
	}
	f.ctx = s.entryContext(p, k)
	if f.earlier != nil {
		delete(f.ctx.Choices, "SuspectIdentified/pair") // the one it says is known since
		f.ctx.Told = toldAt(p.History, f.root)
		f.ctx.Withheld = func(x casefile.Field) bool { return p.Withholds(f.earlier, x) }
	}
	return f, nil
}

// asItStands is an entry as its latest correction has it, and the id it began with.
func asItStands(history []casefile.Event, id string) (*casefile.Event, string) {
	root := ""
	for _, e := range history {
		if e.ID == id {
			root = e.Root()
		}
	}
	var now *casefile.Event
	for i, e := range history {
		if root != "" && e.Root() == root && !e.Withdraw {
			now = &history[i]
		}
	}
	return now, root
}

// toldAt is when an entry was first told: "last Friday" is said of then, however late
// it is corrected.
func toldAt(history []casefile.Event, root string) time.Time {
	i := slices.IndexFunc(history, func(e casefile.Event) bool { return e.ID == root })
	if i < 0 {
		return time.Time{}
	}
	if known := history[i].Known; !known.IsZero() {
		return known
	}
	return history[i].Recorded
}

// readHidden takes what the form carried with it. An id that is none of ours is
// refused rather than replaced: a new one would record the same act twice.
func (f *entryForm) readHidden(sent url.Values) error {
	f.id = sent.Get(fieldEntry)
	if !isEntryID(f.id) {
		return errStale
	}
	base, err := strconv.ParseInt(sent.Get(fieldBase), 10, 64)
	if err != nil || base < 1 {
		return errStale
	}
	f.base, f.withdraw, f.reason = base, sent.Get(fieldWithdraw) == "yes", strings.TrimSpace(sent.Get(fieldReason))
	f.opened = openedAt(sent, f.v.now)
	f.ctx.Now = f.opened
	f.readAbout(sent.Get(fieldAbout), sent.Get(fieldTell))
	return nil
}

// openedAt is when a form was opened, as far as that can be believed.
func openedAt(sent url.Values, now time.Time) time.Time {
	ms, err := strconv.ParseInt(sent.Get(fieldOpened), 10, 64)
	at := time.UnixMilli(ms).UTC()
	if err != nil || at.After(now) || now.Sub(at) > 7*24*time.Hour {
		return now
	}
	return at
}

func (f *entryForm) hidden() url.Values {
	v := url.Values{fieldEntry: {f.id}, fieldBase: {strconv.FormatInt(f.base, 10)}, fieldOpened: {strconv.FormatInt(f.opened.UnixMilli(), 10)},
		fieldCase: {f.p.ID}, fieldKind: {f.kind.Name}}
	if f.root != "" {
		v.Set(fieldCorrects, f.root)
	}
	if f.withdraw {
		v.Set(fieldWithdraw, "yes")
	}
	if f.about != "" {
		v.Set(fieldAbout, f.about)
	}
	if f.tell != "" {
		v.Set(fieldTell, f.tell)
	}
	return v
}

// readAbout takes what a form is about: something of this case that the visitor sees.
func (f *entryForm) readAbout(id, tell string) {
	if isEntryID(id) && f.srv.aboutWords(f.p, f.ctx, id) != "" {
		f.about = id
	}
	if slices.Contains(casefile.Topic("").Codes(), tell) {
		f.tell = tell
	}
}

// event reads the form; the problems are those that can be seen without the case.
func (f *entryForm) event() (casefile.Event, []casefile.Problem) {
	var raw []byte
	if f.earlier != nil {
		raw = f.earlier.Data
	}
	e := casefile.Event{ID: f.id, Kind: f.kind.Name, Version: f.kind.Version}
	e.Corrects, e.Reason, e.Withdraw = f.root, f.reason, f.withdraw
	if f.withdraw {
		e.Data, e.Occurred = f.earlier.Data, f.earlier.Occurred
	} else {
		if f.earlier != nil {
			form.Reworded(f.values, f.ctx, f.earlier.Occurred)
		}
		entry, problems := form.Parse(f.kind, f.values, f.ctx, raw)
		problems = append(problems, f.decisionProblems()...)
		problems = append(problems, f.newPersonProblems()...)
		if len(problems) > 0 {
			return e, problems
		}
		e.Occurred, e.Known = entry.Occurred, entry.Known
		if f.earlier != nil && f.values.Get(f.ctx.Name("occurred", "which")) == "" && form.SameTime(f.values, f.ctx, f.earlier.Occurred) {
			e.Occurred = f.earlier.Occurred // as exact as it was: nobody touched it
		}
		if e.Data, problems = f.withAnswers(f.tool(), entry.Data); len(problems) > 0 {
			return e, problems
		}
	}
	if f.root != "" && e.Reason == "" {
		return e, []casefile.Problem{{Field: fieldReason, Code: "reason_missing", What: "Say why the earlier entry is being changed."}}
	}
	return e, nil
}

func (f *entryForm) action() string { return casePath(f.p.Ref, "/record/"+f.kind.Name) }

// page is the form with what is typed and, above it, everything to put right.
func (f *entryForm) page(status int, problems []casefile.Problem) (answer, error) {
	f.ctx.Problems = problems
	w := f.srv.words.Kind(f.kind.Name)
	body := ui.Stack{f.notice}
	fields := ui.Stack{form.Hidden(f.hidden())}
	if f.root != "" {
		fields = append(fields, f.correction()...)
	} else if about := f.aboutLine(); about != nil {
		fields = append(fields, about)
	}
	m, err := f.matter()
	if err != nil {
		return answer{}, err
	}
	if !f.withdraw {
		fields = append(fields, f.asked(m)...)
	}
	if w.Intro != "" && f.root == "" {
		body = append(body, paragraph(w.Intro))
	}
	if w.Why != "" && f.root == "" {
		body = append(body, ui.Details{SummaryText: "Why this is asked", Text: w.Why})
	}
	fields = append(fields, f.buttons())
	if m != nil {
		body = append(body, m.shown)
		w.Title = cmp.Or(m.title, w.Title)
	}
	page := ui.Page{Title: f.p.Ref, Heading: f.heading(w.Title), Caption: f.p.Ref, Narrow: true,
		Before: ui.BackLink{Text: "Back to the case", Href: casePath(f.p.Ref, "")}}
	page.Banner = f.reportBanner()
	if len(problems) > 0 {
		page.Errors = f.summary(problems)
	}
	if m == nil || m.open || len(problems) > 0 {
		body = append(body, form.Page{Action: f.action(), Draft: "/draft/" + f.id, Body: fields})
	}
	page.Body = body
	a := f.v.shown(f.p, page)
	a.status = status
	return a, nil
}

// asked are the kind's fields. What a decision is about stands above them and is
// carried, not asked again; the advice on a classification stands by its choices.
func (f *entryForm) asked(m *matter) []ui.Component {
	ctx := f.ctx
	if below := f.newPersonBelow(); below != nil {
		ctx.Below = map[string]ui.Component{"person": below}
	}
	var out []ui.Component
	if m != nil && m.id != "" {
		ctx.Hide = append(slices.Clone(ctx.Hide), m.path)
		out = append(out, form.Hidden(form.Values{ctx.Name(m.path): {m.id}}))
	}
	built := f.withTool(form.Build(f.kind, f.values, f.withoutTool(ctx)))
	if f.kind.Name == "ClassificationDecided" && f.earlier == nil {
		built = slices.Insert(built, 1, f.adviceOn(f.one("pair", "pair")))
	}
	if f.kind.Name == "ClassificationDecided" {
		out = append(out, f.view().beforeDeciding(f.one("pair", "pair")))
	}
	if f.kind.Name == "OffenceRecorded" {
		out = append(out, linkParagraph("What each offence needs", casePath(f.p.Ref, "/offences")))
	}
	if f.kind.Name == "FourAssessed" {
		out = append(out, f.fourSoFar())
	}
	if f.kind.Name == "SafeContactRecorded" && f.earlier == nil {
		out = append(out, f.notShown())
	}
	return append(out, built...)
}

// notShown says that a safe contact is there which this form does not begin with.
func (f *entryForm) notShown() ui.Component {
	if f.p.Can(casefile.ClassContact) {
		return nil
	}
	about := f.one("person", "person")
	var names []string
	for i := range f.p.Persons.Items {
		if p := &f.p.Persons.Items[i]; p.HasSafe && (about == "" || p.ID == about) {
			names = append(names, f.view().called(p))
		}
	}
	if len(names) == 0 {
		return nil
	}
	return ui.InsetText{Text: "A way to reach " + strings.Join(names, ", ") + " is recorded and not shown to you. What you leave empty stays as it is recorded; what you write takes its place."}
}

func (f *entryForm) heading(title string) string {
	switch {
	case f.withdraw:
		return "Withdraw an entry: " + f.srv.words.Kind(f.kind.Name).Done
	case f.root != "":
		return "Correct an entry: " + f.srv.words.Kind(f.kind.Name).Done
	}
	return title
}

// correction asks why, and offers to take the entry back altogether.
func (f *entryForm) correction() ui.Stack {
	w := f.srv.words.Field(f.kind.Name, "reason")
	id := "f-reason"
	reason := ui.Textarea{ID: id, Name: fieldReason, Value: f.reason, Rows: 2, Label: ui.Label{Text: w.Label, Classes: "govuk-label--s"}, Hint: ui.Hint{Text: w.Hint}}
	for _, p := range f.ctx.Problems {
		if p.Field == fieldReason || p.Field == "reason" {
			reason.ErrorMessage.Text = p.What
		}
	}
	when := paragraph(fmt.Sprintf("Recorded %s by %s. It stays in the history.", when(f.earlier.Recorded), f.srv.staffName(f.earlier.Actor)))
	if f.withdraw {
		return ui.Stack{when, f.described(*f.earlier), reason}
	}
	href := f.action() + "?corrects=" + f.root + "&withdraw=yes"
	return ui.Stack{f.whichIncident(), when, linkParagraph("It did not happen, or was recorded in error: withdraw it", href), reason}
}

// whichIncident says which of several is being completed or changed: a question
// leads here without showing it.
func (f *entryForm) whichIncident() ui.Component {
	if _, i := f.p.Incident(casefile.IncidentID(f.root)); i != nil {
		return ui.InsetText{Text: "This incident: " + f.srv.incidentLabel(*i)}
	}
	return nil
}

// described sets out an entry in words, in the visitor's classes.
func (f *entryForm) described(e casefile.Event) ui.Component {
	rows, err := f.rowsOf(e)
	if err != nil {
		return paragraph("What it says cannot be shown here.")
	}
	var list ui.SummaryList
	for _, r := range rows {
		list.Rows = append(list.Rows, ui.SummaryRow{Key: ui.Part{Text: r.Label}, Value: ui.Part{Text: r.Value}})
	}
	return list
}

// rowsOf puts an entry in words, in the visitor's classes.
func (f *entryForm) rowsOf(e casefile.Event) ([]form.Row, error) {
	data, err := f.p.DataOf(e)
	if err != nil {
		return nil, err
	}
	rows, err := form.Describe(f.kind, data, f.ctx)
	if err != nil {
		return nil, err
	}
	if w := e.Occurred.Words(); w != "" {
		rows = append(rows, form.Row{Path: "occurred", Label: f.srv.words.Field(f.kind.Name, "occurred").Label, Value: w})
	}
	return rows, nil
}

func (f *entryForm) buttons() ui.Component {
	text := "Save"
	switch {
	case f.withdraw:
		text = "Withdraw the entry"
	case f.root != "":
		text = "Save the correction"
	}
	group := ui.Stack{ui.Button{Text: text, PreventDoubleClick: true}}
	if !f.withdraw {
		group = append(group, ui.Button{Text: "Save draft", Name: fieldDo, Value: "draft", Classes: "govuk-button--secondary"})
	}
	return buttonGroup(group)
}

// summary lists every problem with a link to its field.
func (f *entryForm) summary(problems []casefile.Problem) *ui.ErrorSummary {
	var known []string
	casefile.Walk(f.kind.Fields, func(x casefile.Field) { known = append(known, x.Path) })
	for _, x := range f.kind.Fields {
		known = append(known, x.Path)
	}
	known = append(known, "occurred", "known")
	return problemSummary(problems, func(p casefile.Problem) string {
		field, _, _ := strings.Cut(p.Field, "[")
		switch {
		case p.Field == fieldReason || p.Field == "reason":
			return "#f-reason"
		case slices.Contains(known, field):
			return "#" + f.ctx.ID(p.Field)
		}
		return ""
	})
}

// problemSummary says everything to put right once, with a link to each field.
func problemSummary(problems []casefile.Problem, href func(casefile.Problem) string) *ui.ErrorSummary {
	sum := &ui.ErrorSummary{}
	for _, p := range problems {
		sum.ErrorList = append(sum.ErrorList, ui.Problem{Text: p.What, Href: href(p)})
	}
	return sum
}
