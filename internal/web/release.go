package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// releaseRoutes are the page of one arrest: what is to be done before the person
// leaves custody, each step one tap (practice 1.4 and moment 4).
func (s *Server) releaseRoutes() []route {
	return []route{
		{"GET", "/case/{ref}/release/{arrest}", access.SeeCase, onCase, casefile.Consultation, everyClass, s.releasePage},
		{"POST", "/case/{ref}/release/{arrest}", access.RecordOn, onCase, casefile.Collection, everyClass, s.releaseStep},
	}
}

// release is one arrest as its case's visitor sees it.
type release struct {
	*caseView
	a     *casefile.Arrest
	pairs []*casefile.Pair // whose actor was arrested
}

func (s *Server) openRelease(v *visit) (*release, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return nil, err
	}
	return c.release(v.PathValue("arrest"))
}

// arrest is an arrest of the case; nil for none.
func (c *caseView) arrest(id string) *casefile.Arrest {
	for i := range c.Arrests {
		if c.Arrests[i].ID == id {
			return &c.Arrests[i]
		}
	}
	return nil
}

// release is the page of one arrest of the case.
func (c *caseView) release(arrest string) (*release, error) {
	r := &release{caseView: c, a: c.arrest(arrest)}
	if r.a == nil {
		return nil, casework.ErrNoCase
	}
	for i := range c.Pairs {
		if c.Pairs[i].ActorID == r.a.PersonID && r.a.PersonID != "" {
			r.pairs = append(r.pairs, &c.Pairs[i])
		}
	}
	return r, nil
}

// releaseTap is one thing that one tap records.
type releaseTap struct {
	Do, Text  string
	Secondary bool
}

// releaseTask is one step of the set: what, whether it is done, and how to do it.
type releaseTask struct {
	ID, What string
	Entry    string // id of the entry a tap makes, so that a tap sent twice is one
	Done     string // in words, empty while it is not
	Lacks    string // what of it is not said yet, though it is done
	Add      string // the form that says it
	Theirs   string // who records it, where the visitor does not
	Wants    []option
	Taps     []releaseTap
	More     string // the whole form
	MoreText string
}

// option is one box to tick.
type option struct{ Value, Text string }

func (s *Server) releasePage(v *visit) (answer, error) {
	r, err := s.openRelease(v)
	if err != nil {
		return answer{}, err
	}
	return r.page()
}

func (r *release) page() (answer, error) {
	body := ui.Stack{r.clockPanel()}
	for n, p := range r.pairs {
		if who := r.Person(p.VictimID); who != nil {
			body = append(body, r.safeContact(who))
		}
		if n == 0 { // an address stands in it, and how to reach somebody safely before any
			body = append(body, r.planned())
		}
		body = append(body, r.tasks(p))
	}
	if len(r.pairs) == 0 {
		body = append(body, r.planned())
		body = append(body, empty("Nobody’s conduct towards anybody is recorded for the person arrested. Record whose conduct it is first."), optional(r.form("PairRecorded"), r.srv.words.Kind("PairRecorded").Title))
	}
	return r.answer(r.title(), body...)
}

// title says on which side of the release the page is read.
func (r *release) title() string {
	switch {
	case r.a.Out():
		return "After the release"
	case r.a.Released:
		return "Kept in custody"
	}
	return "Before the release"
}

// clockPanel says when the release is and what is asked by then.
func (r *release) clockPanel() ui.Component {
	b := r.custodyBinding(r.a)
	data := struct {
		binding
		Who, Released, Lawful string
		Again, AgainText      string // a court kept them in: the form for a release planned since
		Unbound, Bail         string // nobody recorded what binds them, and the form for it
		ID, Action            string
		NotKnown, AskedID     string // one tap: custody was asked and does not know
		MayRelease            bool
	}{binding: b, Who: r.nameOf(r.a.PersonID), ID: newEntryID(), Action: r.path("/release/" + r.a.ID), AskedID: newEntryID()}
	if r.a.Released {
		data.Released = r.leftLine(r.a)
	}
	if r.a.Released && !r.a.Out() {
		data.Again, data.AgainText = r.form("ReleasePlanned", "arrest", r.a.ID), r.srv.words.Kind("ReleasePlanned").Title
	}
	if r.bailUnrecorded(r.a.PersonID) {
		data.Unbound, data.Bail = bailNotRecorded, r.form("BailSet", "person", string(r.a.PersonID))
	}
	data.MayRelease = !r.a.Released && r.form("SuspectReleased") != ""
	switch {
	case r.a.Released || b.Do == "":
	case r.a.NotKnownAt.IsZero():
		data.NotKnown = "Asked: custody does not know yet"
	default:
		data.NotKnown = "Asked again: still not known"
	}
	return draw("release-clock", data)
}

// planned is where they are going, what custody said beside it, and what is to bind them:
// what the victim asks first, and what the safety plan is made for. What nobody recorded
// is said to be so. After the release it is past.
func (r *release) planned() ui.Component {
	if r.a.Released {
		return ui.Stack{}
	}
	w := r.srv.words
	label := func(path string) string { return w.Field("ReleasePlanned", path).Label }
	to := ui.Component(ui.Text("Not recorded yet"))
	switch plan := r.a.Plan; {
	case !r.Can(casefile.ClassContact):
		to = r.withheld(label("going_to"))
	case plan.To != "":
		to = draw("line", r.masked(goingTo(r.a), lower(label("going_to")), string(plan.To)))
	}
	rows := []ui.SummaryRow{fieldRow(label("going_to"), to)}
	if note := strings.TrimSpace(string(r.a.Plan.Note)); note != "" {
		rows = append(rows, fieldRow(label("note"), ui.Text(note)))
	}
	today := calendar.DateOf(r.At)
	var binds []binding
	for _, o := range r.LiveOrders(r.a.PersonID, today) {
		binds = append(binds, r.orderBinding(&o))
	}
	for _, b := range r.LiveBail(r.a.PersonID, today) {
		binds = append(binds, r.bailBinding(&b))
	}
	rows = append(rows, fieldRow("What is to bind them", draw("release-binds", struct {
		Binds []binding
		Set   string
	}{binds, r.form("BailSet", "person", string(r.a.PersonID))})))
	return draw("release-plan", ui.SummaryList{Rows: rows})
}

// goingTo is the key of where somebody is going when they leave custody.
func goingTo(a *casefile.Arrest) string { return "release/" + a.ID + "/going_to/0" }

// after reports whether an act belongs to this release: police knew of it since the
// arrest, or since a release was planned after a court had kept them in.
func (r *release) after(at time.Time) bool { return !at.Before(r.a.At) && !at.Before(r.a.HeldFrom) }

// tasks are the set for one victim.
func (r *release) tasks(p *casefile.Pair) ui.Component {
	if r.then {
		return nil
	}
	list := r.set(p)
	data := struct {
		Victim, Pair, Action string
		Left                 int
		Tasks                []releaseTask
	}{r.victimName(p), p.ID, "/case/" + url.PathEscape(r.Ref) + "/release/" + r.a.ID, 0, list}
	for n := range data.Tasks {
		if data.Tasks[n].More == "" { // somebody else records it
			data.Tasks[n].Taps, data.Tasks[n].Wants, data.Tasks[n].Theirs = nil, nil, r.recorder()
		}
		data.Tasks[n].Entry = newEntryID()
		data.Tasks[n].ID = "task-" + p.ID + "-" + data.Tasks[n].ID
		if data.Tasks[n].Done == "" {
			data.Left++
		}
	}
	return draw("release-tasks", data)
}

// set are the steps asked for a victim.
func (r *release) set(p *casefile.Pair) []releaseTask {
	list := []releaseTask{r.reach(p)}
	custody, tried := r.custody(p, list[0])
	if tried { // who could not be reached is told of before anything else is done
		list = append(list, custody, r.inspector(p))
	}
	if t, asked := r.life(p); asked {
		list = append(list, t)
	}
	list = append(list, r.views(p), r.judge(p), r.plan(p), r.patrol(p))
	if !tried {
		list = append(list, r.inspector(p))
	}
	return list
}

// recorder is who records what custody does not: whoever holds the case, by name, for
// the hours before a release are no time to look for them.
func (r *release) recorder() string {
	if r.Owner == "" {
		return "Whoever takes the case on"
	}
	return r.srv.staffName(string(r.Owner))
}

// reach is telling the victim: before the release that it is to come, after it that it
// has happened, and what binds whoever is out. One call may do the first and not the rest.
func (r *release) reach(p *casefile.Pair) releaseTask {
	says, from := "say that they are to be released and when", r.a.TellFrom
	switch {
	case r.a.Out():
		says, from = "say that they are out, and what binds them", r.a.ReleasedAt
	case r.a.PlannedAt.IsZero():
		says = "say that they are to be released, and that nobody knows yet when"
	}
	t := releaseTask{ID: "reach", What: "Reach " + r.victimName(p) + " by the safe route, and " + says, Wants: r.tellings(),
		Taps: []releaseTap{{"reached", "Spoke with them", false}, {"no-answer", "Tried: no answer", true}, {"not-safe", "Not safe to speak", true}},
		More: r.form("VictimContacted", "person", string(p.VictimID)), MoreText: "Record more of it"}
	told, before, tried := "", "", 0
	for _, k := range r.Contacts {
		switch {
		case k.Person != p.VictimID || k.MadeAt.Before(r.a.HeldFrom):
		case !k.MadeAt.Before(from) && k.Told("release"):
			told = "Spoke with them " + r.nearTime(k.At) + ", " + r.staffName(k.By)
		case !r.a.Out() && k.Told("release"):
			before = r.nearTime(k.MadeAt)
		default:
			tried++
		}
	}
	switch {
	case told != "" && (!r.a.Out() || !r.bindsUntold(p)):
		t.Done = told
	case told != "":
		t.What += ". " + told + "; what binds them now is not recorded as told"
	case before != "":
		t.What += ". Told of the release " + before + ", before this time was known"
	case tried > 0:
		t.What += ". In contact or tried " + plural(tried, "time") + " " + r.since() + ", and this is not recorded as told"
	}
	return t
}

// since is from when what was done counts, in words.
func (r *release) since() string {
	if r.a.Kept.ID != "" && !r.a.HeldFrom.Equal(r.a.ArrestedAt) {
		return "since this release was planned"
	}
	return "since the arrest"
}

// bindsUntold reports whether conditions bind whoever is out of which the victim was not
// told since they were recorded.
func (r *release) bindsUntold(p *casefile.Pair) bool {
	for _, b := range r.LiveBail(r.a.PersonID, calendar.DateOf(r.At)) {
		if !slices.ContainsFunc(r.Contacts, func(k casefile.Contact) bool {
			return k.Person == p.VictimID && !k.MadeAt.Before(b.At) && k.Told("bail_conditions")
		}) {
			return true
		}
	}
	return false
}

// tellings are what may be said on that call. Nothing is ticked beforehand: what nobody
// said they told is not recorded as told.
func (r *release) tellings() []option {
	release, bail := "Told: when they are expected out", "Told: what is to bind them"
	switch {
	case r.a.Out():
		release, bail = "Told: they are out", "Told: what binds them"
	case r.a.PlannedAt.IsZero():
		release = "Told: they are to be released, and when is not known yet"
	}
	return []option{{"arrest", "Told: they were arrested"}, {"release", release}, {"bail_conditions", bail}, {"how_to_report_breach", "Told: how to report a breach"}}
}

func (r *release) views(p *casefile.Pair) releaseTask {
	ask := "Ask what they want as conditions, before bail is decided"
	if r.a.Released {
		ask = "Ask what they want as conditions, if they were not asked before the release"
	}
	t := releaseTask{ID: "views", What: ask, Taps: []releaseTap{{"views", "Save what they want", false}},
		More: r.form("ConditionViewsRecorded", "pair", p.ID), MoreText: "In their own words, or why they could not be asked"}
	for _, b := range casefile.BailTerm("").Codes() {
		t.Wants = append(t.Wants, option{b, code(r.srv, "BailTerm", casefile.BailTerm(b))})
	}
	for _, x := range r.Views {
		if string(x.PairID) == p.ID && r.after(x.At) && (x.Obtained || x.Reasoned) {
			t.Done = "Asked " + r.nearTime(x.At) + ", " + r.staffName(x.By)
			if !x.Obtained {
				t.Done = "Sought and not obtained, with the reason, " + r.nearTime(x.At)
			}
		}
	}
	return t
}

func (r *release) judge(p *casefile.Pair) releaseTask {
	t := releaseTask{ID: "judge", What: "Judge the risk again, with the release in mind", More: r.form("RiskAssessed", "pair", p.ID), MoreText: "With reasons and the tool"}
	for _, g := range []casefile.Grade{casefile.High, casefile.Medium, casefile.Standard} {
		t.Taps = append(t.Taps, releaseTap{"judge-" + string(g), r.grade(g), g != casefile.High})
	}
	for n := range t.Taps {
		t.Taps[n].Secondary = true // none of the grades is put forward
	}
	var since []*casefile.Assessment
	for i := range p.Risks {
		x := &p.Risks[i]
		if !r.after(x.At) {
			continue
		}
		since = append(since, x)
		if x.Judgement.Given() {
			t.Done = r.grade(x.Judgement.Value) + ", " + r.nearTime(x.At) + ", " + r.staffName(x.By)
			if x.Lowered && !x.Confirmed {
				t.Done = r.grade(x.Judgement.Value) + " proposed, " + r.nearTime(x.At) + ", " + r.staffName(x.By) + ". " + r.grade(p.Grade.Value) + " stands until a supervisor confirms it"
			}
			t.Add = r.addTo(p, x)
		}
	}
	if t.Lacks = capital(lacking(since)); t.Done == "" || t.Lacks == "" {
		t.Lacks, t.Add = "", ""
	}
	return t
}

// life is the threat to life, where a rule asks for it or it was considered since the
// arrest; false where neither is so.
func (r *release) life(p *casefile.Pair) (releaseTask, bool) {
	t := releaseTask{ID: "life", What: "Consider whether somebody’s life is in danger, tell the duty inspector, and record what is decided",
		More: r.form("ThreatToLifeConsidered", "pair", p.ID), MoreText: r.srv.words.Kind("ThreatToLifeConsidered").Title}
	due := slices.ContainsFunc(r.Findings.Obligations, func(f guidance.Finding) bool {
		return f.Pair == p.ID && f.State == guidance.Outstanding && (f.Clause == "release.threat_to_life" || f.Clause == "threat_to_life.act")
	})
	for i := range p.Life {
		if x := &p.Life[i]; !due && r.after(x.At) && x.Present.Known() {
			t.Done = capital(strings.TrimSuffix(r.threatWords(x), ".")) + ", " + r.nearTime(x.At) + ", " + r.staffName(x.By)
		}
	}
	return t, due || t.Done != ""
}

func (r *release) plan(p *casefile.Pair) releaseTask {
	t := releaseTask{ID: "plan", What: "Go through the safety plan for the hours " + r.hours()}
	plan := r.PlanOf(p.VictimID)
	switch {
	case plan == nil:
		t.What = "Make a safety plan for the hours " + r.hours()
		t.More, t.MoreText = r.form("SafetyPlanMade", "person", string(p.VictimID)), r.srv.words.Kind("SafetyPlanMade").Title
	case r.after(plan.At):
		t.Done = "Made " + r.nearTime(plan.At)
	case r.after(plan.Reviewed):
		t.Done = "Gone through " + r.nearTime(plan.Reviewed)
	default:
		t.Taps = []releaseTap{{"plan", "Gone through, it stands", false}}
		t.More, t.MoreText = r.form("SafetyPlanReviewed", "person", string(p.VictimID)), "Something changes"
	}
	return t
}

// hours are those the safety plan is gone through for.
func (r *release) hours() string {
	if r.a.Out() {
		return "to come, now that they are out"
	}
	return "after the release"
}

func (r *release) patrol(p *casefile.Pair) releaseTask {
	t := releaseTask{ID: "patrol", What: "Tell the patrols who cover the victim’s address", Taps: []releaseTap{{"patrol", "Patrols told", false}},
		More: r.form("SafetyMeasureSet", "person", string(p.VictimID)), MoreText: "Another step of the plan"}
	for _, m := range r.Measures {
		if m.Person == p.VictimID && r.after(m.At) && m.Measure.Given() && m.Measure.Value == "patrols" {
			t.Done = "Told " + r.nearTime(m.At) + ", " + r.staffName(m.By)
		}
	}
	return t
}

// custody is word to custody that the victim is not reached: asked for once somebody has
// tried, and kept where it was given.
func (r *release) custody(p *casefile.Pair, reach releaseTask) (t releaseTask, asked bool) {
	t = releaseTask{ID: "custody", What: "Tell custody that " + r.victimName(p) + " is not reached, and go on trying",
		Taps: []releaseTap{{"custody-told", "Custody told", true}}, More: r.form("CustodyTold", "arrest", r.a.ID, "pair", p.ID), MoreText: "With whom, and what they said"}
	for _, w := range r.a.CustodyTold {
		if string(w.PairID) == p.ID {
			t.Done = "Told " + r.nearTime(w.At) + ", " + r.staffName(w.By)
		}
	}
	tried := slices.ContainsFunc(r.a.NotReached, func(w casefile.ReleaseWord) bool { return string(w.PairID) == p.ID })
	return t, t.Done != "" || !r.a.Released && reach.Done == "" && tried
}

func (r *release) inspector(p *casefile.Pair) releaseTask {
	tell := "If they are not reached in good time before the release, tell the duty inspector"
	switch {
	case r.a.Released:
		tell = "If they cannot be reached now, tell the duty inspector"
	case r.a.PlannedAt.IsZero():
		tell = "If they are not reached, tell the duty inspector: the release may come at any hour"
	}
	t := releaseTask{ID: "inspector", What: tell, Taps: []releaseTap{{"inspector", "Duty inspector told", true}},
		More: r.form("SpecialistAsked", "of", "duty_inspector", "pair", p.ID, "arrest", r.a.ID), MoreText: "With a question"}
	for _, w := range r.a.InspectorTold {
		if string(w.PairID) == p.ID {
			t.Done = "Told " + r.nearTime(w.At) + ", " + r.staffName(w.By)
		}
	}
	return t
}

// releaseStep records what one tap says. The entry's id was minted with the page,
// so that a tap sent twice is one entry.
func (s *Server) releaseStep(v *visit) (answer, error) {
	r, err := s.openRelease(v)
	if err != nil {
		return answer{}, err
	}
	if r.form("SuspectReleased") == "" {
		k, _ := casefile.KindOf("SuspectReleased")
		return answer{}, s.notYours(r.CasePage, k)
	}
	id, err := v.sentID("_id")
	if err != nil {
		return answer{}, err
	}
	data := r.tapped(v.PostForm)
	if data == nil {
		return answer{}, errStale
	}
	if k, _ := casefile.KindOf(kindName(data)); r.form(k.Name) == "" {
		return answer{}, s.notYours(r.CasePage, k)
	}
	if a, stop := r.beforeTheyGo(data, v.PostForm); stop {
		return a, nil
	}
	e, err := casefile.NewEvent(id, "", kindName(data), data)
	if err != nil {
		return answer{}, err
	}
	e.Source = casefile.FromForm
	if _, ok := data.(casefile.SuspectReleased); ok {
		e.Occurred = calendar.At(v.now)
	}
	if _, err := s.svc.Record(v.Context(), v.viewer, casework.Acts{CaseID: r.ID, Base: r.Version, Events: []casefile.Event{e}}); err != nil {
		return r.refused(err)
	}
	return answer{goTo: casePath(r.Ref, "/release/"+r.a.ID+"?done="+id)}, nil
}

// tapped is the act a tap stands for; nil for none the page offers.
func (r *release) tapped(sent url.Values) any {
	if sent.Get(fieldDo) == "released" {
		return casefile.SuspectReleased{Arrest: casefile.ArrestID(r.a.ID), How: r.a.PlannedHow.Answer}
	}
	if sent.Get(fieldDo) == "not-known" {
		return casefile.ReleasePlanned{Arrest: casefile.ArrestID(r.a.ID), At: fact.Is[calendar.Interval](fact.AskedNotKnown)}
	}
	i := slices.IndexFunc(r.pairs, func(p *casefile.Pair) bool { return p.ID == sent.Get("pair") })
	if i < 0 {
		return nil
	}
	p := r.pairs[i]
	if grade, ok := strings.CutPrefix(sent.Get(fieldDo), "judge-"); ok && slices.Contains(casefile.Grade("").Codes(), grade) {
		return casefile.RiskAssessed{Pair: casefile.PairID(p.ID), Judgement: fact.Of(casefile.Grade(grade)), Trigger: casefile.Line(r.a.ID)}
	}
	switch sent.Get(fieldDo) {
	case "reached":
		var told []casefile.Topic
		for _, o := range r.tellings() {
			if slices.Contains(sent["wanted"], o.Value) {
				told = append(told, casefile.Topic(o.Value))
			}
		}
		return r.contacted(p, "spoke", told...)
	case "no-answer":
		return r.contacted(p, "no_answer")
	case "not-safe":
		return r.contacted(p, "not_safe_to_speak")
	case "views":
		out := casefile.ConditionViewsRecorded{Pair: casefile.PairID(p.ID), Sought: fact.Of(true)}
		for _, w := range sent["wanted"] {
			if slices.Contains(casefile.BailTerm("").Codes(), w) {
				out.Wanted = append(out.Wanted, casefile.BailTerm(w))
			}
		}
		return out
	case "plan":
		return casefile.SafetyPlanReviewed{Person: p.VictimID, Changed: "Gone through for the release; it stands."}
	case "patrol":
		return casefile.SafetyMeasureSet{Person: p.VictimID, Measure: fact.Of(casefile.SafetyMeasure("patrols")), Owner: casefile.StaffID(r.Viewer.Staff.ID),
			What: "Patrols told of the release."}
	case "custody-told":
		return casefile.CustodyTold{Arrest: casefile.ArrestID(r.a.ID), Pair: casefile.PairID(p.ID)}
	case "inspector":
		return casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("duty_inspector")), Pair: casefile.PairID(p.ID), Arrest: casefile.ArrestID(r.a.ID), Question: casefile.Text(map[bool]string{false: "The victim has not been reached before the release.", true: "The victim has not been reached since the release."}[r.a.Released])}
	}
	return nil
}

// contacted is contact, or an attempt at it. By which way it went nobody has said: the
// safe route may be another than the one that was free.
func (r *release) contacted(p *casefile.Pair, outcome casefile.Outcome, topics ...casefile.Topic) casefile.VictimContacted {
	return casefile.VictimContacted{Person: p.VictimID, Purpose: fact.Of(casefile.Purpose("safety")), Outcome: fact.Of(outcome), Topics: topics}
}

// refused shows the page again with what is to be put right.
func (r *release) refused(err error) (answer, error) {
	problems, ok := refusalOf(err)
	if !ok {
		return answer{}, err
	}
	a, pageErr := r.srv.releasePage(r.visit)
	if pageErr != nil {
		return answer{}, pageErr
	}
	a.status = http.StatusUnprocessableEntity
	a.page.Errors = problemSummary(problems, func(casefile.Problem) string { return "" })
	return a, nil
}
