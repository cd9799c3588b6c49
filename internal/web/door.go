package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// A report that a call handler recorded is gone on with at the door by whoever is
// sent (practice 1.12): the same pages, which show what was answered, by whom and
// when, and ask the rest. Who may is who is given every class of the case: sent to
// its live incident, holding or supervising it, within its restriction, or by an
// emergency opening. A report still being typed is its author's alone.

// doorRoutes go on with a report that is on record.
func (s *Server) doorRoutes() []route {
	return []route{
		{"GET", "/case/{ref}/door", access.RecordOn, onCase, casefile.Consultation, everyClass, s.doorStart},
		{"GET", "/case/{ref}/door/{id}/{step}", access.RecordOn, onCase, casefile.Consultation, everyClass, s.doorPage},
		{"POST", "/case/{ref}/door/{id}/{step}", access.RecordOn, onCase, casefile.Collection, everyClass, s.doorSave},
	}
}

// atDoor is how the journey is called; goOnAtDoor the way to it.
const (
	atDoor     = "At the door"
	goOnAtDoor = "Go on at the door"
)

// questions is the id of a report's form: whoever is at the door goes there past what
// was read on the way.
const questions = "questions"

// fieldPair is the pair that a report at the door is about, in its address and its
// draft; empty in the draft of a case that had no more than one.
const fieldPair = "pair"

func doorPath(ref, id, step string) string { return casePath(ref, "/door/"+id+"/"+step) }

// doorstep is the case a report is gone on with.
type doorstep struct {
	*caseView
	pair   *casefile.Pair    // that the visitor is there about: the first, until they choose; nil for none
	victim casefile.PersonID // empty for nobody yet
	other  casefile.PersonID // the suspect; empty while unknown
	stands []casefile.Event  // every entry as it stands, in the order they were first made
}

func newDoorstep(c *caseView) *doorstep {
	d := &doorstep{caseView: c, stands: asTheyStand(c.History)}
	if len(c.Pairs) > 0 {
		d.about(&c.Pairs[0])
	} else if v := c.victims(); len(v) > 0 {
		d.victim = casefile.PersonID(v[0].ID)
	}
	return d
}

func (d *doorstep) about(p *casefile.Pair) {
	d.pair, d.victim, d.other = p, p.VictimID, p.ActorID
}

// choose takes the pair a report is about. False for one the case does not have, or
// has no more; none named is the first.
func (d *doorstep) choose(pair string) bool {
	if pair == "" {
		return true
	}
	p := d.Pair(casefile.PairID(pair))
	if p != nil {
		d.about(p)
	}
	return p != nil
}

// asTheyStand are entries as their latest corrections have them, without those taken
// back.
func asTheyStand(history []casefile.Event) []casefile.Event {
	var out []casefile.Event
	at := map[string]int{}
	for _, e := range history {
		if n, have := at[e.Root()]; have {
			out[n] = e
			continue
		}
		at[e.Root()] = len(out)
		out = append(out, e)
	}
	return slices.DeleteFunc(out, func(e casefile.Event) bool { return e.Withdraw })
}

// mayGoOn reports whether the visitor may go on with the report at the door: they
// see where to go and whom to reach, and may record it.
func (c *caseView) mayGoOn() bool {
	return c.Stage != casefile.StageClosed && c.Can(casefile.ClassContact) && c.form("ImmediateSafetyRecorded") != ""
}

// goOn leads a responder to the doorstep from the case itself; nil where they are not
// on their way to it and its report has been taken on.
func (c *caseView) goOn() ui.Component {
	sent := c.Permission.Basis == access.OnDuty
	if !c.mayGoOn() || !c.Viewer.Is(casefile.Responder) || !sent && c.Stage != casefile.StageReport {
		return nil
	}
	return ui.Button{Text: goOnAtDoor, Href: c.path("/door")}
}

func (s *Server) openDoor(v *visit) (*doorstep, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return nil, err
	}
	if c.then {
		return nil, casework.ErrNoCase
	}
	return newDoorstep(c), nil
}

// doorStart begins at the first page, or where the visitor left off.
func (s *Server) doorStart(v *visit) (answer, error) {
	d, err := s.openDoor(v)
	if err != nil {
		return answer{}, err
	}
	if !d.mayGoOn() {
		return d.notSent()
	}
	drafts, err := s.svc.Drafts(v.Context(), v.viewer.Staff.ID, d.ID)
	if err != nil {
		return answer{}, err
	}
	begun := map[string]string{} // the draft of each pair, by the pair's id
	for _, x := range drafts {
		if about := d.aboutOf(url.Values(x.Fields)); x.Kind == draftDoor && begun[about] == "" {
			begun[about] = x.ID
		}
	}
	pair := v.URL.Query().Get(fieldPair)
	if len(d.Pairs) > 1 && pair == "" {
		return d.whoWith(begun)
	}
	if !d.choose(pair) {
		return answer{}, casework.ErrNoCase
	}
	if id := begun[d.aboutOf(url.Values{fieldPair: {pair}})]; id != "" {
		return answer{goTo: doorPath(d.Ref, id, stepSafe), looks: []casework.Look{d.Looked(v.route.method + " " + v.route.path)}}, nil
	}
	r := &report{srv: s, v: v, id: newEntryID(), door: d, fields: url.Values{fieldCase: {d.ID}, fieldBase: {strconv.FormatInt(d.Version, 10)},
		fieldOpened: {strconv.FormatInt(v.now.UnixMilli(), 10)}}}
	if pair != "" {
		r.fields.Set(fieldPair, pair)
	}
	return r.page(0, http.StatusOK, nil)
}

// aboutOf is the pair that a draft is about; empty where the case has none.
func (d *doorstep) aboutOf(fields url.Values) string {
	if about := fields.Get(fieldPair); about != "" || len(d.Pairs) == 0 {
		return about
	}
	return d.Pairs[0].ID
}

// whoWith asks whose account is gone on with, where the case has several pairs: the
// pages ask about one, and what is asked of one victim is not answered by another.
func (d *doorstep) whoWith(begun map[string]string) (answer, error) {
	var ways ui.Stack
	for i := range d.Pairs {
		p := &d.Pairs[i]
		text := d.victimPart(p) + ", about " + d.actorName(p)
		if begun[p.ID] != "" {
			text += ": begun"
		}
		ways = append(ways, ui.Button{Text: text, Href: d.pathWith("/door", fieldPair, p.ID)})
	}
	return d.answer(atDoor, paragraph("Whom are you with? Each time the pages ask about one victim and what one person does to them. Come back here for the next."),
		buttonGroup(ways), linkParagraph("Back to the case", d.path("")))
}

func (s *Server) doorPage(v *visit) (answer, error) {
	r, err := s.atTheDoor(v)
	if err != nil {
		return answer{}, err
	}
	a, err := r.kept()
	if errors.Is(err, casework.ErrNoCase) && r.stepAt(v.PathValue("step")) >= 0 { // recorded since, or thrown away
		return answer{goTo: r.door.path("/door"), looks: []casework.Look{r.door.Looked(v.route.method + " " + v.route.path)}}, nil
	}
	return a, err
}

func (s *Server) doorSave(v *visit) (answer, error) {
	r, err := s.atTheDoor(v)
	if err != nil {
		return answer{}, err
	}
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	if v.PostForm.Get(fieldCase) != r.door.ID {
		return answer{}, errStale
	}
	return r.save(v.PostForm)
}

// atTheDoor is the report of the address, for whoever may go on with it.
func (s *Server) atTheDoor(v *visit) (*report, error) {
	d, err := s.openDoor(v)
	if err != nil {
		return nil, err
	}
	if !d.mayGoOn() {
		return nil, casework.ErrNotAllowed
	}
	return &report{srv: s, v: v, id: v.PathValue("id"), door: d}, nil
}

// notSent says how to become somebody who may go on, and what may be read already.
func (d *doorstep) notSent() (answer, error) {
	body := ui.Stack{paragraph("You are not recorded as sent to this incident. Its numbers and addresses stay closed to you, and you cannot add to it.")}
	switch h := d.Offered(); {
	case d.Stage == casefile.StageClosed:
		body = ui.Stack{paragraph("This case is closed, so its report is not gone on with. What is new is recorded on the case.")}
	case h != nil && d.form("HandoverAccepted") != "" && d.srv.notTheirs(d.Viewer, h) == "":
		body = append(body, paragraph("It is offered to you or your unit. Take it on, and go on from there."),
			buttonGroup(ui.Stack{ui.Button{Text: "Take it on", Href: d.form("HandoverAccepted", "handover", h.ID)}}))
	default:
		body = append(body, paragraph("Ask the control room to record that you are sent: they open the report by its number and choose “"+d.srv.words.Kind("RespondersSent").Title+"”. Nothing else is needed, and it is on record."),
			paragraph("If a life is at risk and nobody can, open the case in an emergency. Its guardian or supervisor is told, and looks at it afterwards."),
			buttonGroup(ui.Stack{ui.Button{Text: "Open in an emergency", Href: d.path("/glass"), Classes: "govuk-button--secondary"}}))
	}
	return d.answer(atDoor, append(body, linkParagraph("Back to the case", d.path("")))...)
}

// frame is what every page at the door has around it.
func (d *doorstep) frame(page *ui.Page, st reportStep) {
	page.Title, page.Caption, page.Identity = d.Ref, atDoor+": "+lower(st.Short), d.identity()
	page.Before = ui.BackLink{Text: "Back to the case", Href: d.path("")}
	body, ok := page.Body.(ui.Stack)
	if !ok {
		return
	}
	if st.Name == stepJudge { // what could be said fills the first screen of a phone
		page.Body = append(ui.Stack{linkParagraph("Go to the questions", "#"+questions)}, body...)
	}
	if st.Name != stepSafe {
		return
	}
	said := "What was asked already stands on each page, with who asked it and when. Only the rest is asked."
	if by := d.takenBy(); by != "" {
		said = by + " " + said
	}
	page.Body = append(ui.Stack{linkParagraph("You are with them: go to the questions", "#"+questions), d.whereTo(), paragraph(said)}, body...)
}

// takenBy says who took the report, how and when.
func (d *doorstep) takenBy() string {
	e, by, at, ok := d.find(d.ReportID)
	if !ok {
		return ""
	}
	how := ""
	if d.Channel.Given() {
		how = " (" + lower(d.srv.words.Code("Intake", string(d.Channel.Value))) + ")"
	}
	if e.Actor == casefile.Public {
		return "Reported online " + at + "."
	}
	return "The report was taken by " + by + ", " + at + how + "."
}

// leadsTo is where a page's button leads beside the report's own pages; empty for
// nowhere.
func (d *doorstep) leadsTo(do string) string {
	if do == "people" {
		return d.path("/people")
	}
	if href := d.dutyForm(do); href != "" {
		return href
	}
	id, ok := strings.CutPrefix(do, doAdd)
	if !ok || d.pair == nil || !slices.ContainsFunc(d.pair.Incidents.Items, func(i casefile.Incident) bool { return i.ID == id }) {
		return ""
	}
	return d.form("IncidentRecorded", "corrects", id)
}

// draftKind and path tell a new report from one gone on with.
func (r *report) draftKind() string {
	if r.door != nil {
		return draftDoor
	}
	return draftReport
}

func (r *report) path(step string) string {
	if r.door != nil {
		return doorPath(r.door.Ref, r.id, step)
	}
	return "/report/" + r.id + "/" + step
}
