package web

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/store"
)

// watched is a store that keeps the statements a request waits for, and can fail
// at the record of consultations.
type watched struct {
	store.Store
	mu      sync.Mutex
	ran     []string
	kinds   map[string]int // entries appended, by kind
	noLooks bool
	fail    func() error // what reading and writing meets; nil for nothing
	reading int          // how many reads are under way
	most    int          // how many there were at once
}

// failing has every read and write meet what f gives, until it is called with nil.
func (s *watched) failing(f func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = f
}

// mostReads is how many reads were under way at once since it was last asked.
func (s *watched) mostReads() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	most := s.most
	s.most = 0
	return most
}

func (s *watched) met() error {
	s.mu.Lock()
	f := s.fail
	s.mu.Unlock()
	if f == nil {
		return nil
	}
	return f()
}

func (s *watched) Read(ctx context.Context, f func(context.Context, store.Tx) error) error {
	if err := s.met(); err != nil {
		return err
	}
	s.mu.Lock()
	s.reading++
	s.most = max(s.most, s.reading)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.reading--
		s.mu.Unlock()
	}()
	return s.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, &watchedTx{tx, s}) })
}

func (s *watched) Write(ctx context.Context, f func(context.Context, store.Tx) error) error {
	if err := s.met(); err != nil {
		return err
	}
	return s.Store.Write(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, &watchedTx{tx, s}) })
}

// asked marks the context of a request of the test's own.
type asked struct{}

// note keeps a statement of such a request. What runs after its answer runs in a
// context that nobody cancels; what the service does by itself is not marked.
func (s *watched) note(ctx context.Context, what string) {
	if ctx.Done() == nil || ctx.Value(asked{}) == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ran = append(s.ran, what)
}

func (s *watched) takeStatements() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.ran
	s.ran = nil
	return out
}

// appended is how many entries of each kind were appended since it was last asked.
func (s *watched) appended() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.kinds
	s.kinds = map[string]int{}
	return out
}

func (s *watched) failLooks(fail bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noLooks = fail
}

type watchedTx struct {
	store.Tx
	s *watched
}

func (t *watchedTx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	t.s.note(ctx, q)
	return t.Tx.Exec(ctx, q, args...)
}

func (t *watchedTx) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	t.s.note(ctx, q)
	return t.Tx.Query(ctx, q, args...)
}

func (t *watchedTx) QueryRow(ctx context.Context, q string, args ...any) *sql.Row {
	t.s.note(ctx, q)
	return t.Tx.QueryRow(ctx, q, args...)
}

func (t *watchedTx) StreamSeq(ctx context.Context, stream string) (int64, error) {
	t.s.note(ctx, "StreamSeq")
	return t.Tx.StreamSeq(ctx, stream)
}

func (t *watchedTx) Entries(ctx context.Context, stream string, after int64) iter.Seq2[store.Entry, error] {
	t.s.note(ctx, "Entries")
	return t.Tx.Entries(ctx, stream, after)
}

func (t *watchedTx) InsertEntry(ctx context.Context, e store.Entry) error {
	t.s.mu.Lock()
	fail := t.s.noLooks && e.Kind == "Consulted"
	if t.s.kinds == nil {
		t.s.kinds = map[string]int{}
	}
	t.s.kinds[e.Kind]++
	t.s.mu.Unlock()
	if fail {
		return errors.New("the record of consultations is full")
	}
	return t.Tx.InsertEntry(ctx, e)
}

// joinedBy is the decision that joined the case "unit" to the case "walled", while both
// were open.
const joinedBy = "unit joined to walled"

// twoWorlds are the same force twice, made of the same labels: one has the
// restricted case "walled", whose suspect is the officer "suspect", the other has
// never had it. Both have cases about people of the same names; one of them was
// joined to the restricted case before it was restricted.
func twoWorlds(t *testing.T) (with, without *proof) {
	t.Helper()
	worlds := [2]*proof{newProof(t), newProof(t)}
	for i, p := range worlds {
		if i == 0 {
			c := p.plant("walled", "north", "detective")
			pair := casefile.PairID(c.pair)
			p.record("detective", c.id,
				p.act("walled suspect", "SuspectIdentified", casefile.SuspectIdentified{Pair: pair, Person: casefile.PersonID(c.actor), Staff: "suspect", Police: fact.Of(true)}),
				p.act("walled asked", "RegistrarAsked", casefile.RegistrarAsked{Pair: pair}))
			p.record("r-spoc", c.id, p.act("walled item", "ItemShared", casefile.ItemShared{Partner: "harbour", Item: casefile.Line(c.entry), Expires: londonDay(t, "2027-01-01")}))
		}
		unit := p.plant("unit", "north", "responder")
		p.plant("far", "south", "other")
		if i == 0 {
			c := p.cases["walled"]
			must(t, p.DecideMatch(t.Context(), p.as("responder"), casework.Decision{ID: labelID(joinedBy), CaseID: unit.id, MatchDecided: casefile.MatchDecided{Other: casefile.Line(c.id), Same: fact.Of(true),
				How: fact.Of(casefile.LinkKind("same_parties")), Here: casefile.PersonID(unit.victim), There: casefile.Line(c.victim), Basis: "Both name her flat."}}))
			p.wall(c)
		}
		p.st.takeStatements()
	}
	return worlds[0], worlds[1]
}

// outsiders are those who walk both worlds: one of each role, colleagues of the
// unit, and the suspect.
func outsiders() []string {
	out := []string{"suspect", "responder", "other", "sergeant"}
	for _, r := range casefile.Role("").Codes() {
		out = append(out, "r-"+r)
	}
	return out
}

// masks are what may differ between two worlds, and nothing else: ids minted for
// the request, the places in a list that hold them, and the key of each journal.
var masks = []*regexp.Regexp{regexp.MustCompile(`[0-9a-f]{32}`), regexp.MustCompile(`\?after=[\w-]+`), regexp.MustCompile(`fernshire\.example\.org/foursight&#43;[^<]+`)}

func masked(g got) string {
	text := fmt.Sprint(g.status, g.header, g.body)
	for _, m := range masks {
		text = m.ReplaceAllString(text, "·")
	}
	return text
}

// attributes is everything the hidden case can be found by, and near misses.
func attributes() []string {
	c := &planted{label: "walled"}
	facts, contact := c.canary(casefile.ClassCase), c.canary(casefile.ClassContact)
	return []string{facts, facts + " Invented", "Invented", "Steven " + facts, "Stephen " + facts, "zqwaledcase", facts + "*", "zqwalled%", "07700 900123", "900123", "0012", contact, "@" + contact, contact + "@example.org",
		"ZQ26 " + contact, "FE1 2AB", contact + " Street", "followed home", facts + " followed", "INC/walled", labelRef("walled"), strings.ToLower(labelRef("walled")), labelID("walled"), "zqwalledintel", "zqwalledsensitive", `"` + facts + `"`,
		facts + "' OR '1'='1", "NEAR(" + facts + ")", facts + "\x00", "Simon Example", "nobody at all"}
}

// step is one request of the walk; follow goes where it is sent, then posts the
// step's form to a path under that. Asks is the place, counted from one, of what it asks
// for among the attributes, or by the case's id; zero for any other step.
type step struct {
	name, method, path string
	form               url.Values
	follow             bool
	then               string
	asks               int
}

// takenBy reports whether somebody takes a step: who is named takes all, and of those
// that ask each role takes a third, every third role the same; in long runs all.
func (s step) takenBy(n int, who string) bool {
	return s.asks == 0 || !strings.HasPrefix(who, "r-") || (s.asks+n)%3 == 0 || os.Getenv("FOURSIGHT_LONG") != ""
}

// walk is every request an outsider can make that might tell: home, lists with
// each filter, searches, addresses, forms sent to the case, a report about the
// same people, staff and guidance pages.
func walk() []step {
	hidden := &planted{label: "walled", reported: reported{id: labelID("walled"), ref: labelRef("walled"), victim: labelID("walled victim"), pair: labelID("walled pair")},
		entry: labelID("walled incident"), material: labelID("walled material"), duty: "/duties/spo.considered/" + labelID("walled pair") + "/1"}
	byID := *hidden
	byID.ref = hidden.id
	out := []step{{method: "GET", path: "/"}, {method: "GET", path: "/drafts"}, {method: "GET", path: "/shared"}, {method: "GET", path: "/report"}, {method: "GET", path: "/guidance"}, {method: "GET", path: "/staff"}, {method: "GET", path: "/staff/suspect"}, {method: "GET", path: "/staff/detective"}, {method: "GET", path: "/staff/standards"},
		{method: "GET", path: "/favicon.ico"}, {method: "GET", path: "/case/"}, {method: "GET", path: "/search"}, {method: "GET", path: measurePath}, {method: "GET", path: measurePath + "?days=365"}}
	for _, f := range []string{"", "?show=mine", "?show=units", "?unit=north", "?stage=report", "?stage=open", "?grade=high", "?closed=yes", "?owner=detective", "?after=x", "?show=all&stage=report&unit=north&grade=high"} {
		out = append(out, step{method: "GET", path: "/cases" + f})
	}
	for n, q := range attributes() {
		first := len(out)
		out = append(out, step{name: "search " + q, method: "POST", path: "/search", form: url.Values{"q": {q}}, follow: true},
			step{name: "call " + q, method: "POST", path: "/call", form: url.Values{"q": {q}}, follow: true},
			step{name: "call " + q, method: "POST", path: "/call", form: url.Values{"q": {q + " and Nobody Elsewhere"}}, follow: true},
			step{name: "news on a call " + q, method: "POST", path: "/call", form: url.Values{"q": {q}, fieldFor: {forNews}}, follow: true},
			step{name: "six questions from the box " + q, method: "POST", path: "/call", form: url.Values{"q": {q}, fieldFor: {forSix}}, follow: true},
			step{name: "report on a call " + q, method: "POST", path: "/call", form: url.Values{"q": {q}, "as": {stepCall}}, then: "/report"})
		for i := range out[first:] {
			out[first+i].asks = n + 1
		}
	}
	srv := &Server{}
	for n, r := range srv.routes() {
		if r.object == onCase {
			out = append(out, step{method: r.method, path: address(r, hidden), form: formFor(r, hidden)}, step{method: r.method, path: address(r, &byID), form: formFor(r, &byID), asks: n + 1})
		}
	}
	filled := url.Values{fieldEntry: {labelID("outsider's act")}, fieldBase: {"3"}, "codes": {"keep_log"}, fieldCase: {hidden.id}, fieldKind: {"AdviceGiven"}}
	out = append(out, step{method: "POST", path: "/case/" + hidden.ref + "/record/AdviceGiven", form: filled}, step{method: "POST", path: "/draft/" + labelID("outsider's draft"), form: filled},
		step{method: "GET", path: "/case/" + hidden.ref + "?as-known=2026-11-20T14:30"}, step{method: "HEAD", path: "/case/" + hidden.ref}, step{method: "DELETE", path: "/case/" + hidden.ref},
		step{method: "POST", path: "/case/" + hidden.ref + "/glass", form: url.Values{"reason": {"a reason long enough to be one"}}},
		step{method: "GET", path: "/case/" + labelRef("unit") + "/entry/" + hidden.entry}, step{method: "GET", path: "/case/" + labelRef("unit") + "/material/" + hidden.material},
		step{method: "GET", path: "/case/" + labelRef("unit") + "/record/IncidentRecorded?corrects=" + hidden.entry}, step{method: "GET", path: "/case/" + labelRef("unit") + "/history"}, step{method: "GET", path: "/case/" + labelRef("unit") + "/looks"},
		step{method: "GET", path: "/case/" + labelRef("unit") + "/people"}, step{method: "GET", path: "/case/" + labelRef("unit") + "/offences"}, step{method: "GET", path: "/case/" + labelRef("unit") + "/course"}, step{method: "GET", path: "/case/" + labelRef("unit")})
	return append(append(out, sameReport(hidden)...), sameCases(hidden)...)
}

// sameCases names the hidden case on a case that was joined to it, and the decision
// that joined them, in every form that can; and looks wherever that decision stood.
func sameCases(c *planted) []step {
	at := "/case/" + labelRef("unit")
	var out []step
	for _, to := range []string{at, "/case/" + c.ref, "/case/" + c.id} {
		for _, do := range []string{doJoin, doApart} {
			out = append(out, step{name: do, method: "POST", path: to + "/same", form: url.Values{fieldEntry: {labelID("outsider's decision " + to + do)}, fieldThere: {c.id}, "here": {labelID("unit victim")}, "there": {c.victim},
				fieldHow: {"same_parties"}, fieldWhy: {"Both name her flat."}, fieldDo: {do}}})
		}
		out = append(out, step{name: doUndo, method: "POST", path: to + "/same", form: url.Values{fieldEntry: {labelID("outsider's undoing " + to)}, fieldLink: {labelID(joinedBy)}, fieldWhy: {"Another flat."}, fieldDo: {doUndo}}})
	}
	for _, path := range []string{"", "/same", "/history", "/duties", "/export", "/looks", "/record/AdviceGiven", "/entry/" + labelID(joinedBy), "/record/MatchDecided?corrects=" + labelID(joinedBy), "?as-known=2026-11-20T22:00"} {
		out = append(out, step{method: "GET", path: at + path})
	}
	// The same form again, as it was sent when both were open.
	return append(out, step{name: "again", method: "POST", path: at + "/same", form: url.Values{fieldEntry: {labelID(joinedBy)}, fieldThere: {c.id}, "here": {labelID("unit victim")}, "there": {c.victim}, fieldHow: {"same_parties"}, fieldWhy: {"Both name her flat."}, fieldDo: {doJoin}}},
		step{method: "GET", path: "/cases"}, step{method: "GET", path: "/"})
}

// sameReport takes a first report about the people of the hidden case.
func sameReport(c *planted) []step {
	id, caseID := labelID("outsider's report"), labelID("outsider's case")
	facts, contact := c.canary(casefile.ClassCase), c.canary(casefile.ClassContact)
	at := "/report/" + id + "/"
	keep := func(name string, fields url.Values) step {
		fields.Set(fieldCase, caseID)
		fields.Set(fieldEntry, id)
		fields.Set("_step", name)
		return step{method: "POST", path: at + name, form: fields}
	}
	return []step{
		keep("account", url.Values{"v.details.name": {facts + " Invented"}}),
		keep("acts", url.Values{"x.details.name": {"Steven " + facts}}),
		keep("people", url.Values{"p.kind": {"person"}, "v.details.phones": {"07700 900123 " + contact}, "v.details.addresses": {"1 " + contact + " Street, Fernton FE1 2AB"}, "x.details.handles": {"@" + contact}}),
		keep(stepCall, url.Values{"s.safe_to_speak": {"true"}, "l.relationship": {"former_partner"}, "i1.channel": {"phone"}, "i1.unwanted": {"true"}, fieldOften: {oftenSeveral}, "v.details.name": {facts + " Invented"}, "v.details.phones": {"07700 900123"}}),
		{method: "GET", path: at + stepCall}, {method: "GET", path: at + "leave"}, {method: "GET", path: "/drafts"}, {method: "GET", path: "/"},
	}
}

// take makes one step, a moment after the one before, so that what is listed by
// time has one order.
func (p *proof) take(who string, s step) []got {
	p.t.Helper()
	p.now = p.now.Add(time.Millisecond)
	first := p.ask(who, s.method, s.path, s.form)
	to := first.header.Get("Location")
	switch {
	case to == "":
	case s.follow:
		return []got{first, p.ask(who, "GET", to, nil)}
	case s.then != "":
		out := []got{first, p.ask(who, "POST", to+s.then, url.Values{"case": {labelRef("walled")}}), p.ask(who, "POST", to+s.then, s.form)}
		if on := out[2].header.Get("Location"); on != "" {
			out = append(out, p.ask(who, "GET", on, nil))
		}
		return out
	}
	return []got{first}
}

func TestTwoWorldsWithAndWithoutARestrictedCaseAreOneToOutsiders(t *testing.T) {
	t.Parallel()
	with, without := twoWorlds(t)
	steps := walk()
	for n, who := range outsiders() {
		answered := map[int]int{}
		for _, s := range steps {
			if !s.takenBy(n, who) {
				continue
			}
			with.key(who)
			without.key(who)
			with.st.takeStatements()
			without.st.takeStatements()
			a, b := with.take(who, s), without.take(who, s)
			ranA, ranB := with.st.takeStatements(), without.st.takeStatements()
			what := strings.TrimSpace(s.name + " " + s.method + " " + s.path)
			for i := range min(len(a), len(b)) {
				answered[a[i].status]++
				if masked(a[i]) != masked(b[i]) {
					t.Errorf("%s, %s: with the case\n%s\nwithout it\n%s", who, what, masked(a[i]), masked(b[i]))
				}
				checkHeaders(t, what, a[i])
			}
			if len(a) != len(b) {
				t.Errorf("%s, %s: %d answers with the case, %d without", who, what, len(a), len(b))
			}
			if !slices.Equal(ranA, ranB) {
				t.Errorf("%s, %s: %s", who, what, parted(ranA, ranB))
			}
			if t.Failed() {
				return // one difference makes many more
			}
		}
		if answered[http.StatusOK] < 5 || answered[http.StatusNotFound] < 5 {
			t.Errorf("%s was answered %v: a walk that opens nothing proves nothing", who, answered)
		}
	}
	told := func(p *proof) (n int) {
		for range 500 {
			list, err := p.Notices(t.Context(), p.as("standards"), 100)
			must(t, err)
			n = 0
			for _, x := range list {
				if x.Kind == casework.NoticeTripped {
					n++
				}
			}
			if n > 20 {
				return n
			}
			time.Sleep(2 * time.Millisecond)
		}
		return n
	}
	if a, b := told(with), told(without); a < 20 || b != 0 {
		t.Errorf("the guardian was told %d times with the case, %d without; want many and none", a, b)
	}
}

// A call about the people of a restricted case is taken with six questions, recorded
// and looked back at: whoever takes it is told the same as where there is no such
// case, to the words for the incident log.
func TestASixQuestionCallAboutARestrictedCaseIsOneToWhoeverTakesIt(t *testing.T) {
	t.Parallel()
	with, without := twoWorlds(t)
	const who = "r-call_handler"
	minted := regexp.MustCompile(`FS-26-[2-9A-Z]{7}`)
	c := &planted{label: "walled"}
	steps := sameReport(c)
	answered := steps[slices.IndexFunc(steps, func(s step) bool { return strings.HasSuffix(s.path, "/"+stepCall) })]
	like := func(change url.Values) step {
		out := step{method: "POST", path: answered.path, form: url.Values{}, follow: true}
		for _, fields := range []url.Values{answered.form, change} {
			for name, v := range fields {
				out.form[name] = v
			}
		}
		return out
	}
	// The two of an open case, beside a number and an account of the hidden one: the two
	// open cases are offered as possibly the same.
	open := (&planted{label: "unit"}).canary(casefile.ClassCase)
	both := like(url.Values{"v.details.name": {open + " Invented"}, "x.details.name": {"Steven " + open}})
	steps = append(steps, both, like(url.Values{fieldDo: {"record"}}), step{method: "GET", path: "/"}, step{method: "POST", path: "/call", form: url.Values{"q": {"Steven " + c.canary(casefile.ClassCase)}}, follow: true}, step{method: "GET", path: "/"})
	var last got
	for _, s := range steps {
		a, b := with.take(who, s), without.take(who, s)
		if last = a[len(a)-1]; s.form.Get("x.details.name") == both.form.Get("x.details.name") && s.path == both.path && !strings.Contains(last.body, "2 other reports may be about the same people") {
			t.Fatalf("the open cases are not offered, and the walk proves nothing:\n%s", last.body)
		}
		if len(a) != len(b) || last.status >= http.StatusBadRequest {
			t.Fatalf("%s %s: %d answers with the case, %d without, the last %d", s.method, s.path, len(a), len(b), last.status)
		}
		for i := range a {
			one, two := minted.ReplaceAllString(masked(a[i]), "FS"), minted.ReplaceAllString(masked(b[i]), "FS")
			if one != two {
				t.Fatalf("%s %s: with the case\n%s\nwithout it\n%s", s.method, s.path, one, two)
			}
		}
	}
	if ref := minted.FindString(last.body); ref == "" || ref == labelRef("unit") || ref == labelRef("far") {
		t.Errorf("the report taken is not on home (%q): the walk proves nothing", ref)
	}
}

// parted says where two lists of statements part.
func parted(with, without []string) string {
	for i := range min(len(with), len(without)) {
		if with[i] != without[i] {
			return fmt.Sprintf("statement %d with the case: %s\nwithout it: %s", i, with[i], without[i])
		}
	}
	return fmt.Sprintf("%d statements with the case, %d without", len(with), len(without))
}

// A safety card is the one permitted difference between the two worlds.
func TestASafetyCardIsTheOneDifferenceAndHasNoSignOfACase(t *testing.T) {
	t.Parallel()
	with, without := twoWorlds(t)
	c := with.cases["walled"]
	with.record("standards", c.id, with.act("walled card", "SafetyCardSet", casefile.SafetyCardSet{Person: casefile.PersonID(c.victim), Lines: []casefile.Line{"Non-contact order: must not enter Fernton", "Speak to her alone"}}))
	q := c.canary(casefile.ClassCase) + " Invented"
	// The last leads by a number of an open case to the name on the card.
	byName := []step{{method: "POST", path: "/search", form: url.Values{"q": {q}}, follow: true}, {method: "POST", path: "/call", form: url.Values{"q": {q}}, follow: true},
		{method: "POST", path: "/call", form: url.Values{"q": {"07700 900456"}}, follow: true}}
	for _, p := range []*proof{with, without} {
		p.record("other", p.cases["far"].id, p.act("far namesake", "PersonAdded", casefile.PersonAdded{Details: casefile.Details{Name: fact.Of(casefile.Line(q)), Phones: []casefile.Line{"07700 900456"}}}))
	}
	for n, who := range slices.Repeat(outsiders(), len(byName)) {
		if !access.May(with.as(who), access.Seek) {
			continue
		}
		find := byName[n/len(outsiders())]
		a, b := with.take(who, find), without.take(who, find)
		page, none := masked(a[1]), masked(b[1])
		room := with.as(who).Is(casefile.CallHandler, casefile.Responder, casefile.DutyInspector, casefile.Supervisor) && who != "suspect"
		if got := strings.Contains(page, "Non-contact order: must not enter Fernton") && strings.Contains(page, "Speak to her alone"); got != room {
			t.Errorf("%s is shown the card: %v, want %v", who, got, room)
		}
		if !room && page != none {
			t.Errorf("%s, who is shown no card, gets another page:\n%s\n%s", who, page, none)
		}
		for _, sign := range []string{c.ref, c.id, "estrict", "guard", "standards", "Petra"} {
			if room && strings.Contains(a[1].body, sign) && !strings.Contains(b[1].body, sign) {
				t.Errorf("%s: the page with the card holds %q", who, sign)
			}
		}
	}
	looks, err := with.WhoLooked(t.Context(), with.page("standards", c.id), "", 100)
	must(t, err)
	for _, route := range []string{"GET /search/{id}", "GET /call/{id}"} {
		if !slices.ContainsFunc(looks.Items, func(l casework.Looked) bool { return l.Staff == "other" && l.Route == route }) {
			t.Errorf("the guardian is not told who was shown the card by %s: %+v", route, looks.Items)
		}
	}
	if slices.ContainsFunc(looks.Items, func(l casework.Looked) bool { return l.Staff == "suspect" }) {
		t.Error("the suspect is recorded as having been shown it")
	}
}

// Where nothing but a safety card answers a call, what follows it does not read as if
// nothing did, and the card stands in the text for the incident log.
func TestACallThatOnlyASafetyCardAnswersIsNoMiss(t *testing.T) {
	t.Parallel()
	with, without := twoWorlds(t)
	c := with.cases["walled"]
	with.record("standards", c.id, with.act("walled card", "SafetyCardSet", casefile.SafetyCardSet{Person: casefile.PersonID(c.victim), Lines: []casefile.Line{"Speak to her alone"}}))
	find := step{method: "POST", path: "/call", form: url.Values{"q": {c.canary(casefile.ClassCase) + " Invented"}}, follow: true}
	for p, card := range map[*proof]bool{with: true, without: false} {
		got := p.take("r-call_handler", find)[1].body
		if strings.Contains(got, "Besides what stands above, nothing here answers that.") != card || strings.Contains(got, callMiss) == card {
			t.Errorf("a card %v: %s", card, got)
		}
		if strings.Contains(got, "For their safety: Speak to her alone.\nNothing else here answers.") != card || strings.Contains(got, `id="call-log"`) != card {
			t.Errorf("a card %v, in the text for the log: %s", card, got)
		}
	}
}
