package web

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/importer"
	"foursight/internal/store/sqlite"
	"foursight/internal/web/assets"
	"foursight/internal/web/guard"
)

// proof is a site whose statements and log lines are kept, with cases in every
// relation to its staff. Ids and references are made from labels, so that two
// proofs of one making differ only in what was left out.
type proof struct {
	*site
	st    *watched
	log   *lockedBuffer
	cases map[string]*planted
	mu    sync.Mutex
	keys  map[string]string // session by staff id
	seen  map[string]map[string]access.Classes
	read  int64 // journal position up to which looks were read
}

// planted is a case with a canary of its own for each class of field.
type planted struct {
	reported
	label        string
	entry, check string // an incident, and a check
	material     string
	duty         string // path of one duty
}

// canary is the word planted in a case's fields of a class: in names and texts, in
// account names and addresses.
func (c *planted) canary(class casefile.FieldClass) string { return canaryOf(c.label, class) }

func canaryOf(label string, class casefile.FieldClass) string { return "zq" + label + string(class) }

// protects is the canary of the terms that were served. They are of class contact;
// on a call the control room is told them (access.ForCall).
const protects casefile.FieldClass = "protects"

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// everyRole is one member of staff for each role, all of unit north where police
// have units, besides those of siteStaff.
func everyRole() []force.Staff {
	var out []force.Staff
	for _, r := range casefile.Role("").Codes() {
		st := force.Staff{ID: "r-" + r, Name: "Ro " + r, Unit: "north", Demo: true,
			Roles: []force.Held{{Role: casefile.Role(r), From: calendar.Date{Year: 2020, Month: 1, Day: 1}}}}
		switch casefile.Role(r) {
		case casefile.Advocate:
			st.Unit, st.Partner = "", "harbour"
		case casefile.Administrator:
			st.Unit = ""
		}
		out = append(out, st)
	}
	return out
}

func newProof(t *testing.T) *proof {
	t.Helper()
	return newProofWith(t, Options{})
}

// newProofWith is a proof with options besides those it sets itself.
func newProofWith(t *testing.T, opt Options) *proof {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	p := &proof{st: &watched{Store: st}, log: &lockedBuffer{}, cases: map[string]*planted{}, keys: map[string]string{}, seen: map[string]map[string]access.Classes{}}
	opt.Limits = guard.Limits{PerPerson: 400, Wait: time.Minute} // who is turned away is tried elsewhere
	opt.Demo, opt.Build, opt.Log = true, "test", slog.New(slog.NewTextHandler(p.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	p.site = siteOver(t, opt, p.st)
	must(t, p.RecordStaff(t.Context(), "system", everyRole()...))
	for _, who := range everyRole() {
		_, err := p.ids.Create(t.Context(), who.ID, who.ID+"@fernshire.example.org", p.now)
		must(t, err)
	}
	return p
}

func labelID(label string) string {
	sum := sha256.Sum256([]byte(label))
	return hex.EncodeToString(sum[:16])
}

var refs26 sync.Map // label -> reference, the same for every proof of a run

func labelRef(label string) string {
	ref, _ := refs26.LoadOrStore(label, casework.NewRef(time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)))
	return ref.(string)
}

// act makes an event whose id follows from a label.
func (p *proof) act(label, kind string, data any) casefile.Event {
	p.t.Helper()
	e, err := casefile.NewEvent(labelID(label), "", kind, data)
	must(p.t, err)
	return e
}

// plant records a case of a unit with canaries in every class, an imported chat and a
// photograph.
func (p *proof) plant(label, unit, by string) *planted {
	p.t.Helper()
	c := &planted{label: label, reported: reported{id: labelID(label), ref: labelRef(label), victim: labelID(label + " victim"), actor: labelID(label + " actor"), pair: labelID(label + " pair")},
		entry: labelID(label + " incident"), check: labelID(label + " check"), material: labelID(label + " material")}
	safety := c.canary(casefile.ClassSafety)
	contact, facts, intel, sensitive := c.canary(casefile.ClassContact), c.canary(casefile.ClassCase), c.canary(casefile.ClassIntel), c.canary(casefile.ClassSensitive)
	line := func(s string) []casefile.Line { return []casefile.Line{casefile.Line(s)} }
	pair, victim := casefile.PairID(c.pair), casefile.PersonID(c.victim)
	incident := p.act(label+" incident", "IncidentRecorded", casefile.IncidentRecorded{Pair: pair, Behaviours: []casefile.Behaviour{"following"}, Unwanted: fact.Of(true),
		What: casefile.Text(facts + " followed her home"), Place: casefile.Line(contact + " bus station")})
	incident.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 11, Day: 18})
	p.record(by, c.id,
		p.act(label+" report", "ReportReceived", casefile.ReportReceived{Ref: casefile.Line(c.ref), Channel: fact.Of(casefile.Call101), Unit: casefile.Line(unit),
			External: []casefile.ExternalRef{{System: "incident log", Number: casefile.Line("INC/" + label)}}}),
		p.act(label+" victim", "PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line(facts + " Invented")),
			Phones: line("07700 900123 " + contact), Addresses: line("1 " + contact + " Street, Fernton FE1 2AB"), Emails: line(contact + "@example.org")}}),
		p.act(label+" actor", "PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Name: fact.Of(casefile.Line("Steven " + facts)),
			Handles: line("@" + contact), Vehicles: line("ZQ26 " + contact)}}),
		p.act(label+" pair", "PairRecorded", casefile.PairRecorded{Victim: victim, Actor: casefile.PersonID(c.actor)}),
		p.act(label+" relation", "RelationshipRecorded", casefile.RelationshipRecorded{Pair: pair, Is: fact.Of(casefile.FormerPartner)}),
		p.act(label+" safe", "SafeContactRecorded", casefile.SafeContactRecorded{Person: victim, Cautions: casefile.Text(safety), Number: fact.Of(casefile.Line("01632 960001 " + contact)), CodeWord: casefile.Line(contact + "word"), OthersAtHome: casefile.Text(contact + " brother")}),
		p.act(label+" order", "OrderNoted", casefile.OrderNoted{Person: casefile.PersonID(c.actor), Order: fact.Of(casefile.SPO), Terms: line("Not to enter " + c.canary(protects) + " Street"), Until: calendar.Date{Year: 2027, Month: 11, Day: 1}}),
		p.act(label+" marker", "MarkerNoted", casefile.MarkerNoted{Person: casefile.PersonID(c.actor), Kind: fact.Of(casefile.MarkerKind("violence")), What: casefile.Line(intel)}),
		p.act(label+" safety", "ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{Person: victim, SafeNow: fact.Of(true), Where: fact.Of(casefile.Line(contact + " refuge"))}),
		p.act(label+" plan", "SafetyPlanMade", casefile.SafetyPlanMade{Person: victim, Words: casefile.Text(safety + " a bag is packed"), Copy: casefile.Line(contact + " shed")}),
		p.act(label+" account", "AccountRecorded", casefile.AccountRecorded{Person: victim, Words: casefile.Text("Nobody is to know of the " + contact + " refuge. The plan is in the " + contact + " shed.")}),
		incident,
		p.act(label+" check", "CheckRequested", casefile.CheckRequested{System: "pnd", On: "actor", Subject: casefile.Line(contact)}),
		p.act(label+" checked", "CheckCompleted", casefile.CheckCompleted{Check: casefile.CheckID(labelID(label + " check")), Result: casefile.Trace, Summary: casefile.Text(intel)}),
		p.act(label+" impact", "ImpactRecorded", casefile.ImpactRecorded{Pair: pair, Words: casefile.Text(sensitive)}),
		p.act(label+" risk", "RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(casefile.High), Reasons: casefile.Text(sensitive), VictimView: casefile.Text(sensitive)}),
		p.act(label+" arrest", "SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(c.actor), Station: casefile.Line(facts)}),
		p.act(label+" bail", "BailSet", casefile.BailSet{Person: casefile.PersonID(c.actor), Words: line(c.canary(protects) + " Street is out of bounds")}),
		p.act(label+" evidence", "EvidenceAdded", casefile.EvidenceAdded{What: casefile.Text(facts + " photographs"), FileName: casefile.Line(contact + ".jpg")}))
	chat := "18/11/2026, 21:04 - " + contact + ": are you at home\n18/11/2026, 21:05 - " + contact + ": " + contact + " answer me\n18/11/2026, 21:07 - " + contact + ": " + contact + " outside now\n"
	_, _, err := p.ImportMaterial(p.t.Context(), p.as(by), c.id, casework.Upload{EventID: c.material, FileName: contact + ".txt",
		Origin: fact.Of(casefile.MaterialOrigin("victim_export")), Under18: fact.Of(false), DateOrder: importer.DMY}, strings.NewReader(chat))
	must(p.t, err)
	_, err = p.KeepPhoto(p.t.Context(), p.as(by), c.id, casework.Upload{EventID: labelID(label + " photograph"), FileName: contact + ".jpg",
		Origin: fact.Of(casefile.MaterialOrigin("police_photograph")), Under18: fact.Of(false)}, strings.NewReader("\xff\xd8\xff\xe1 of "+contact+" Street"))
	must(p.t, err)
	page := p.page(by, c.id)
	if len(page.Findings.Obligations) == 0 {
		p.t.Fatalf("case %s has no duties", label)
	}
	k := page.Findings.Obligations[0].Key
	c.duty = strings.TrimPrefix(dutyHref(c.ref, k), "/case/"+c.ref)
	p.cases[label] = c
	return c
}

// walls shuts everybody out of a case but its guardian and the detective.
func (p *proof) wall(c *planted) {
	p.t.Helper()
	p.record("sergeant", c.id, p.act(c.label+" wall", "AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"detective"}}))
}

func (p *proof) close(c *planted) {
	p.t.Helper()
	p.record("responder", c.id, p.act(c.label+" opened", "CaseOpened", casefile.CaseOpened{}), p.act(c.label+" closed", "CaseClosed", casefile.CaseClosed{Why: "no further line of enquiry"}))
	p.record("sergeant", c.id, p.act(c.label+" decided", "ProposalDecided", casefile.ProposalDecided{Proposal: casefile.ProposalID(labelID(c.label + " closed")), Accept: fact.Of(true)}))
}

// key is the session of a member of staff, begun once.
func (p *proof) key(who string) string {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.keys[who] == "" {
		sess, err := p.ids.Demonstrate(p.t.Context(), who, p.now)
		must(p.t, err)
		p.keys[who] = sess.Token
	}
	return p.keys[who]
}

// got is an answer as it was sent.
type got struct {
	status int
	header http.Header
	body   string
}

// ask sends one request as a browser on the site's own page would, without
// following redirects. who is empty for nobody.
func (p *proof) ask(who, method, path string, form url.Values, change ...func(*http.Request)) got {
	p.t.Helper()
	return p.askIn(p.t.Context(), who, method, path, form, change...)
}

func (p *proof) askIn(ctx context.Context, who, method, path string, form url.Values, change ...func(*http.Request)) got {
	p.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(context.WithValue(ctx, asked{}, true), method, "https://foursight.example.org"+path, body)
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who != "" {
		r.AddCookie(&http.Cookie{Name: sessionCookie, Value: p.key(who)})
	}
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	p.web.ServeHTTP(w, r)
	return got{w.Code, w.Header(), w.Body.String()}
}

// world makes the proof's cases: one in each relation to unit north and the
// partner "harbour".
func (p *proof) world() {
	p.t.Helper()
	p.plant("own", "north", "responder")
	p.plant("unit", "north", "responder")
	p.plant("far", "south", "other")
	p.plant("closed", "north", "responder")
	p.close(p.cases["closed"])
	shared := p.plant("shared", "south", "other")
	p.record("r-spoc", shared.id, p.act("shared item", "ItemShared", casefile.ItemShared{Partner: "harbour", Item: casefile.Line(shared.entry), Purpose: "safety planning",
		Expires: calendar.DateOf(p.now).AddDays(30)}))
	p.wall(p.plant("walled", "north", "responder"))
}

// comings are the cases that come to somebody: offered to unit north, to each of them by
// name, and one they are all sent to.
func (p *proof) comings() {
	p.t.Helper()
	offered := p.plant("offered", "south", "other")
	p.record("other", offered.id, p.act("offered to north", "CaseHandedOver", casefile.CaseHandedOver{ToUnit: "north"}))
	p.plant("named", "south", "other")
	sent := casefile.RespondersSent{}
	sent.Until.From, sent.Until.To = p.now, p.now.Add(4*time.Hour)
	for _, st := range everyRole() { // a careless hand names people whom nobody sends: that opens nothing
		sent.Staff = append(sent.Staff, casefile.StaffID(st.ID))
	}
	p.record("handler", p.plant("sent", "south", "other").id, p.act("sent", "RespondersSent", sent))
}

// Relations of a case to the staff of everyRole: "offered" is offered to their unit,
// "named" to them by name, "sent" one they are sent to and on duty for.
var relations = []string{"own", "unit", "far", "closed", "shared", "walled", "offered", "named", "sent"}

// passing are the relations of somebody who sees all of a case and does not answer for
// it yet.
func passing(relation string) bool { return relation == "named" || relation == "sent" }

// seen says which cases which roles may see, written by hand from DESIGN 5: police
// roles see case facts force-wide, a restricted case is not there, an advocate has
// what is shared, an administrator nothing, whoever is named as sent or offered it.
var seen = map[string]string{
	"police":           "own unit far closed shared offered named sent",
	"analyst":          "own unit far closed shared offered named sent",
	"disclosure":       "own unit far closed shared offered named sent",
	"partner_advocate": "shared",
	"administrator":    "",
}

func kindOfRole(r casefile.Role) string {
	if slices.Contains(casefile.Police, r) {
		return "police"
	}
	return string(r)
}

func sees(r casefile.Role, relation string) bool {
	return slices.Contains(strings.Fields(seen[kindOfRole(r)]), relation)
}

// may says who records an ordinary act on a case of a relation: those who hold
// it, work in its unit or one it is offered to, were sent or offered it, or are the
// specialist.
func may(r casefile.Role, relation string) bool {
	return kindOfRole(r) == "police" && (relation == "own" || relation == "unit" || relation == "closed" || relation == "offered" || passing(relation) || r == casefile.SPOC)
}

// expected is the status of a route for somebody who may see the case: whole says
// that they hold it and so see every class. Routes not named give 200.
var expected = map[string]func(r casefile.Role, relation string, whole bool) int{
	"GET /case/{ref}/looks":                    onlyHeld(http.StatusForbidden),
	"POST /case/{ref}/safety/{person}/sheet":   recorded(http.StatusConflict),
	"POST /case/{ref}/reveal":                  onlyWhole(http.StatusNotFound),
	"POST /case/{ref}/export":                  onlyHeld(http.StatusForbidden),
	"GET /case/{ref}/material/{id}/original":   onlyWhole(http.StatusNotFound),
	"GET /case/{ref}/material/{id}/picture":    onlyWhole(http.StatusNotFound),
	"POST /case/{ref}/material/{id}/search":    always(http.StatusSeeOther),            // back to the page, which withholds what it has to
	"POST /case/{ref}/material/{id}/incidents": always(http.StatusUnprocessableEntity), // none chosen
	"GET /case/{ref}/import":                   recorded(http.StatusOK),
	"POST /case/{ref}/import/asked":            recorded(http.StatusUnprocessableEntity),
	"GET /case/{ref}/photo":                    recorded(http.StatusOK),
	"POST /case/{ref}/photo/asked":             recorded(http.StatusUnprocessableEntity),
	"POST /case/{ref}/photo":                   recorded(http.StatusConflict),
	"GET /case/{ref}/record/{kind}":            recorded(http.StatusOK),
	"POST /case/{ref}/record/{kind}":           recorded(http.StatusConflict),     // the form's own id is missing
	"POST /case/{ref}/release/{arrest}":        byCustodyToo(http.StatusConflict), // the entry's id is missing
	"POST /case/{ref}/checks":                  recorded(http.StatusConflict),     // the same
	"POST /case/{ref}/same":                    always(http.StatusConflict),       // the entry's id is missing
	"GET /case/{ref}/door/{id}/{step}":         atDoorstep(http.StatusSeeOther),   // nothing was kept there: it begins
	"POST /case/{ref}/door/{id}/{step}":        atDoorstep(http.StatusConflict),   // the case's id is missing
	"GET /case/{ref}/news":                     byAnyOfficer(http.StatusOK),
	"POST /case/{ref}/news":                    byAnyOfficer(http.StatusConflict), // the entry's id is missing
	"POST /case/{ref}/safety":                  recorded(http.StatusConflict),     // the same
}

// before names routes that refuse what they are sent here before any case is
// looked for: a form that is no upload.
var before = map[string]int{"POST /case/{ref}/import": http.StatusConflict}

// byAnyOfficer is the status for whoever may have the victim's call, whosever the
// case is (practice 3.10).
func byAnyOfficer(status int) func(casefile.Role, string, bool) int {
	return func(r casefile.Role, _ string, _ bool) int {
		if kindOfRole(r) == "police" {
			return status
		}
		return http.StatusForbidden
	}
}

// byCustodyToo is the status for whoever records on a case, and for custody on any case
// that is open to the force: whom they let go may be wanted in another district.
func byCustodyToo(status int) func(casefile.Role, string, bool) int {
	return func(r casefile.Role, relation string, _ bool) int {
		if may(r, relation) || r == casefile.Custody && (relation == "far" || relation == "shared") {
			return status
		}
		return http.StatusForbidden
	}
}

func always(status int) func(casefile.Role, string, bool) int {
	return func(casefile.Role, string, bool) int { return status }
}

func onlyWhole(otherwise int) func(casefile.Role, string, bool) int {
	return func(_ casefile.Role, _ string, whole bool) int {
		if whole {
			return http.StatusOK
		}
		return otherwise
	}
}

// onlyHeld is onlyWhole for what belongs to whoever answers for the case: who is sent to
// it or offered it neither learns who has looked nor takes it away.
func onlyHeld(otherwise int) func(casefile.Role, string, bool) int {
	return func(_ casefile.Role, relation string, whole bool) int {
		if whole && !passing(relation) {
			return http.StatusOK
		}
		return otherwise
	}
}

// atDoorstep is the status for whoever may go on with a report: who sees all of an
// open case and records on it (practice 1.12).
func atDoorstep(status int) func(casefile.Role, string, bool) int {
	return func(r casefile.Role, relation string, whole bool) int {
		if whole && may(r, relation) && relation != "closed" {
			return status
		}
		return http.StatusForbidden
	}
}

func recorded(status int) func(casefile.Role, string, bool) int {
	return func(r casefile.Role, relation string, _ bool) int {
		if may(r, relation) {
			return status
		}
		return http.StatusForbidden
	}
}

// forPartner are the routes that show a partner what was shared; every other page
// of a case is not there for them.
var forPartner = map[string]bool{"GET /case/{ref}": true, "GET /case/{ref}/entry/{id}": true}

// forms are what a route that takes a form is sent.
func formFor(r route, c *planted) url.Values {
	if r.method != "POST" {
		return nil
	}
	if r.path == "/case/{ref}/reveal" {
		return url.Values{"field": {"person/" + c.victim + "/phones/0"}}
	}
	return url.Values{}
}

// address fills in a route's path for a case, by reference.
func address(r route, c *planted) string {
	kind := "AdviceGiven"
	path := strings.NewReplacer("{ref}", c.ref, "{kind}", kind, "{$}", "", "/duties/{clause}/{scope}/{occurrence}", c.duty, "{step}", "account", "{key}", "spo.considered", "{person}", c.victim, "{arrest}", labelID(c.label+" arrest")).Replace(r.path)
	if strings.HasSuffix(r.path, "/picture") {
		return strings.Replace(path, "{id}", labelID(c.label+" photograph"), 1)
	}
	if strings.Contains(r.path, "/material/") {
		return strings.Replace(path, "{id}", c.material, 1)
	}
	return strings.Replace(path, "{id}", c.entry, 1)
}

// checkHeaders holds every answer to the same headers, refusals included.
func checkHeaders(t *testing.T, what string, g got) {
	t.Helper()
	csp := g.header.Get("Content-Security-Policy")
	if csp != assets.Policy && !(g.header.Get("Content-Disposition") != "" && strings.HasPrefix(csp, "sandbox; default-src 'none'")) {
		t.Errorf("%s: content policy %q", what, csp)
	}
	keep := "no-store"
	if strings.HasSuffix(what, assets.CardPath) && g.status == http.StatusOK {
		keep = keepCard
	}
	for name, want := range map[string]string{"Cache-Control": keep, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"} {
		if v := g.header.Get(name); v != want {
			t.Errorf("%s: %s is %q, want %q", what, name, v, want)
		}
	}
	for _, name := range []string{"Etag", "Last-Modified", "Access-Control-Allow-Origin", "Server", "X-Powered-By"} {
		if v := g.header.Get(name); v != "" {
			t.Errorf("%s: sends %s: %s", what, name, v)
		}
	}
}

// checkCanaries looks in an answer for what its reader may not be given.
func (p *proof) checkCanaries(t *testing.T, who, what string, g got) {
	t.Helper()
	all := strings.ToLower(g.body + fmt.Sprint(g.header))
	for label, classes := range p.classes(who) {
		c := p.cases[label]
		onCall := (strings.HasPrefix(what, "call ") || strings.Contains(what, "/news")) && len(classes) > 0 && p.as(who).ControlRoom()
		for _, class := range everyClass {
			if strings.Contains(all, c.canary(class)) && !classes[class] && !(class == casefile.ClassSafety && onCall) {
				t.Errorf("%s as %s: holds the %s canary of the case %q", what, who, class, label)
			}
		}
		if strings.Contains(all, c.canary(protects)) && !classes[casefile.ClassContact] && !onCall {
			t.Errorf("%s as %s: holds the terms of the case %q", what, who, label)
		}
		for _, words := range []string{c.canary(casefile.ClassCase) + " invented", "steven " + c.canary(casefile.ClassCase), c.canary(casefile.ClassCase) + " photographs"} {
			if strings.Contains(who, "advocate") && strings.Contains(all, words) {
				t.Errorf("%s as %s: holds %q, which was not shared", what, who, words)
			}
		}
		if len(classes) == 0 && (strings.Contains(all, strings.ToLower(c.ref)) || strings.Contains(all, c.id)) && !strings.Contains(what, c.ref) && !strings.Contains(what, c.id) {
			t.Errorf("%s as %s: names the case %q", what, who, label)
		}
	}
}

// opens is what each basis opens, written by hand from DESIGN 5.
var opens = func() map[access.Basis]access.Classes {
	all, facts := access.Classes{}, access.Classes{casefile.ClassCase: true}
	for _, class := range everyClass {
		all[class] = true
	}
	return map[access.Basis]access.Classes{access.Allocated: all, access.Supervises: all, access.OnDuty: all, access.BreakGlass: all, access.Guardian: all, access.Member: all, access.Granted: all,
		access.SameUnit: facts, access.Searched: facts, access.SharedWith: {casefile.ClassCase: true, casefile.ClassSafety: true}}
}()

// offeredOpens is what an officer of the unit a case is offered to reads besides, for they
// may be on the way before they accept: how people are kept safe, and no number.
var offeredOpens = access.Classes{casefile.ClassCase: true, casefile.ClassSafety: true}

// classes are what somebody may see of each case, by the policy; worked out once
// for each until the owner of a case changes.
func (p *proof) classes(who string) map[string]access.Classes {
	p.t.Helper()
	if have, ok := p.seen[who]; ok {
		return have
	}
	out := map[string]access.Classes{}
	for label, c := range p.cases {
		whole := "r-spoc" // sees the facts of any open case
		if label == "walled" {
			whole = "standards"
		}
		page, err := p.Case(p.t.Context(), p.as(whole), c.id)
		must(p.t, err)
		perm, _ := access.ToCase(p.as(who), page.CaseView.Case)
		out[label] = opens[perm.Basis]
		if label == "offered" && perm.Basis == access.SameUnit && p.as(who).Is(casefile.Police...) {
			out[label] = offeredOpens
		}
	}
	p.seen[who] = out
	return out
}

// own gives the case "own" to a member of staff.
func (p *proof) own(who string) {
	p.t.Helper()
	p.record("sergeant", p.cases["own"].id, p.event("OwnerAssigned", casefile.OwnerAssigned{Staff: casefile.StaffID(who)}))
	clear(p.seen)
}

// offer offers the case "named" to a member of staff by name.
func (p *proof) offer(who string) {
	p.t.Helper()
	p.record("other", p.cases["named"].id, p.event("CaseHandedOver", casefile.CaseHandedOver{To: casefile.StaffID(who)}))
	clear(p.seen)
}

// absent stands for the case "absent": nothing was ever recorded under it.
var absent = &planted{label: "absent", reported: reported{id: labelID("absent"), ref: labelRef("absent"), victim: labelID("absent victim"), pair: labelID("absent pair")},
	entry: labelID("absent incident"), material: labelID("absent material"), duty: "/duties/spo.considered/" + labelID("absent pair") + "/1"}

func TestARouteThatDeclaresTooLittleKeepsTheServerFromStarting(t *testing.T) {
	t.Parallel()
	handle := func(*visit) (answer, error) { return answer{}, nil }
	whole := route{"GET", "/case/{ref}/x", access.SeeCase, onCase, casefile.Consultation, everyClass, handle}
	if err := whole.check(); err != nil {
		t.Fatalf("a whole declaration is refused: %v", err)
	}
	for what, change := range map[string]func(*route){
		"action": func(r *route) { r.action = "" }, "an action of the table": func(r *route) { r.action = "anything" }, "object": func(r *route) { r.object = "" },
		"log kind": func(r *route) { r.log = "" }, "classes": func(r *route) { r.classes = nil }, "handler": func(r *route) { r.handle = nil },
	} {
		r := whole
		change(&r)
		if r.check() == nil {
			t.Errorf("a route without %s passes", what)
		}
	}
}

func TestEveryRouteAsEveryRoleOnEveryCase(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.world()
	p.comings()
	routes := p.web.routes()
	p.st.appended()
	for _, method := range []string{"GET", "POST"} {
		for _, role := range casefile.Role("").Codes() {
			role, who := casefile.Role(role), "r-"+role
			if kindOfRole(role) == "police" {
				p.own(who)
			}
			p.offer(who)
			for _, r := range routes {
				if r.method != method || r.action == access.Public || r.path == "/session/extend" {
					continue
				}
				name := r.method + " " + r.path
				if !slices.Contains(access.RolesFor(r.action), role) {
					p.refused(t, r, who)
					continue
				}
				if r.object != onCase {
					g := p.ask(who, r.method, address(r, absent), formFor(r, absent))
					p.check(t, who, name, g)
					if g.status == http.StatusForbidden || g.status >= 500 {
						t.Errorf("%s as %s: %d, though the role may", name, role, g.status)
					}
					continue
				}
				none := p.ask(who, r.method, address(r, absent), formFor(r, absent))
				p.check(t, who, address(r, absent), none)
				for _, relation := range relations {
					c := p.cases[relation]
					g := p.ask(who, r.method, address(r, c), formFor(r, c))
					what := r.method + " " + address(r, c)
					p.check(t, who, what, g)
					want, whole := http.StatusOK, (relation == "own" || passing(relation)) && kindOfRole(role) == "police"
					if f := expected[name]; f != nil {
						want = f(role, relation, whole)
					}
					if !sees(role, relation) || role == casefile.Advocate && !forPartner[name] {
						want = http.StatusNotFound
					}
					want = cmp.Or(before[name], want)
					if g.status != want {
						t.Errorf("%s as %s on %q: %d, want %d", name, role, relation, g.status, want)
					}
					if !sees(role, relation) && (g.body != none.body || fmt.Sprint(g.header) != fmt.Sprint(none.header)) {
						t.Errorf("%s as %s: a hidden case and no case differ:\n%s\n%s", name, role, g.body, none.body)
					}
				}
			}
		}
		if method == "GET" {
			for kind, n := range p.st.appended() {
				if kind != "Consulted" && kind != "OwnerAssigned" && kind != "CaseHandedOver" {
					t.Errorf("GET requests recorded %d entries of kind %s", n, kind)
				}
			}
		}
	}
	p.checkLog(t)
}

// refused checks that a role which may not do an action gets nothing by it: the
// answer to no case where it is about a case, a plain refusal where it is not.
func (p *proof) refused(t *testing.T, r route, who string) {
	t.Helper()
	want := http.StatusForbidden
	if r.object == onCase && !(r.action == access.Export && p.as(who).Police()) { // who sees a case is told who exports it
		want = http.StatusNotFound
	}
	g := p.ask(who, r.method, address(r, p.cases["own"]), formFor(r, p.cases["own"]))
	p.check(t, who, r.method+" "+address(r, p.cases["own"]), g)
	if g.status != want {
		t.Errorf("%s %s as %s, whose role may not: %d, want %d", r.method, r.path, who, g.status, want)
	}
}

// check is what holds for every answer.
func (p *proof) check(t *testing.T, who, what string, g got) {
	t.Helper()
	checkHeaders(t, what+" as "+who, g)
	p.checkCanaries(t, who, what, g)
}

// checkLog holds the program's own log to the same: it names no person, number or
// address of any case.
func (p *proof) checkLog(t *testing.T) {
	t.Helper()
	log := strings.ToLower(p.log.String())
	for label, c := range p.cases {
		for _, class := range everyClass {
			if strings.Contains(log, c.canary(class)) {
				t.Errorf("the log holds the %s canary of the case %q", class, label)
			}
		}
	}
	for _, token := range p.keys {
		if strings.Contains(log, strings.ToLower(token)) {
			t.Error("the log holds a session token")
		}
	}
}
