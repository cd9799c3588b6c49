package web

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

// walls restricts a case to its owner and its guardian.
func (s *site) walls(r reported) {
	s.t.Helper()
	s.record("standards", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"detective"}}))
}

// asksOf records a question to a specialist.
func (s *site) asksOf(of casefile.Specialist, r reported, whom casefile.Line) string {
	s.t.Helper()
	e := s.event("SpecialistAsked", casefile.SpecialistAsked{Of: fact.Of(of), Pair: casefile.PairID(r.pair), Question: "Is this stalking?", Whom: whom})
	s.record("detective", r.id, e)
	return e.ID
}

// Who answers for a release that is near while the victim is not reached reads it, of
// whatever unit, from the minute at which the page asks for them; nobody outside a
// restricted case reads or counts anything.
func TestAReleaseThatIsNearReachesTheDutyInspector(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s) // released at 18:00; Fernshire tells the inspector an hour before
	hidden, _ := heldCase(s)
	s.walls(hidden)
	for id, role := range map[string]casefile.Role{"duty": casefile.DutyInspector, "super": casefile.Superintend, "lead": casefile.ForceLead, "spoc": casefile.SPOC} {
		s.join(id, role)
	}
	const near = "Release planned today 18:00, and the victim has not been reached."
	const clause = "so tell the duty inspector"
	began := s.now
	s.now = began.Add(2*time.Hour + 59*time.Minute)
	_, err := s.Wake(t.Context())
	must(t, err)
	for _, who := range []string{"duty", "super"} {
		if got := s.signedIn(who).get("/").text("main"); strings.Contains(got, "not been reached") || who == "duty" && strings.Contains(got, r.ref) {
			t.Errorf("a minute before, %s reads %s", who, got)
		}
	}
	if got := s.signedIn("detective").get("/case/" + r.ref + "/duties").text("main"); strings.Contains(got, clause) {
		t.Errorf("a minute before, the duties are %s", got)
	}

	s.now = began.Add(3*time.Hour + time.Minute)
	_, err = s.Wake(t.Context())
	must(t, err)
	for _, who := range []string{"duty", "super"} {
		p := s.signedIn(who).get("/")
		if got := firstLine(p); !strings.Contains(got, near) || !strings.Contains(got, r.ref) || !strings.Contains(got, "held by DC Dilys Example") {
			t.Errorf("a minute after, %s reads first %q", who, got)
		}
		if href := p.Find(".fs-next__do").AttrOr("href", ""); href != "/case/"+r.ref+"/release/"+arrest {
			t.Errorf("it leads %s to %q", who, href)
		}
		if strings.Contains(p.body, hidden.ref) || p.Find(".fs-next__say:contains('not been reached'), .fs-todo__say:contains('not been reached')").Length() != 1 {
			t.Errorf("%s, outside a restricted case, reads %s", who, p.text("main"))
		}
	}
	for _, who := range []string{"lead", "spoc", "other"} {
		if got := s.signedIn(who).get("/").text("main"); strings.Contains(got, near) {
			t.Errorf("%s reads it as well", who)
		}
	}
	if got := s.signedIn("detective").get("/case/" + r.ref + "/duties").text("main"); !strings.Contains(got, clause) {
		t.Errorf("the homes say it, and the duties are %s", got)
	}
	gone, goneArrest := heldCase(s)
	s.record("detective", gone.id, s.event("SuspectReleased", casefile.SuspectReleased{Arrest: casefile.ArrestID(goneArrest)}))
	p := s.signedIn("duty").get("/")
	if got := firstLine(p); !strings.Contains(got, "Out of custody since") || !strings.Contains(got, gone.ref) {
		t.Errorf("somebody is out already, and the inspector reads first %q", got)
	}
	if got := p.Find("section.fs-duties").First().Text(); !strings.Contains(got, afterThat) || !strings.Contains(got, near) {
		t.Errorf("below that stands %q", got)
	}
	s.record("detective", gone.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(gone.victim), Outcome: fact.Of(casefile.Outcome("spoke")), Topics: []casefile.Topic{"release"}}))
	s.now = began.Add(4*time.Hour + time.Minute)
	_, err = s.Wake(t.Context())
	must(t, err)
	if got := firstLine(s.signedIn("duty").get("/")); !strings.Contains(got, near) || !strings.Contains(got, "the planned time has passed: ask custody") {
		t.Errorf("the time has passed, and the inspector reads %q", got)
	}
	s.record("detective", r.id, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(r.victim), Outcome: fact.Of(casefile.Outcome("spoke")), Topics: []casefile.Topic{"release"}}))
	if got := s.signedIn("duty").get("/").text("main"); strings.Contains(got, near) {
		t.Error("she was reached, and the line stands")
	}
}

// That the duty inspector was told names nobody: it stands with all of them until one
// has looked, and whoever looks can read where she is.
func TestThatTheDutyInspectorWasToldStandsWithThemUntilOneHasLooked(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	hidden, hiddenArrest := heldCase(s)
	s.walls(hidden)
	s.now = s.now.Add(3*time.Hour + time.Minute)
	for id, role := range map[string]casefile.Role{"duty": casefile.DutyInspector, "night": casefile.DutyInspector, "super": casefile.Superintend} {
		s.join(id, role)
	}
	says := func(who string, want bool) {
		t.Helper()
		p := s.signedIn(who).get("/")
		got := firstLine(p)
		if is := strings.Contains(got, "The duty inspector is recorded as told") && strings.Contains(got, r.ref) && strings.Contains(got, "recorded today 17:01 by DC Dilys Example") && strings.Contains(got, "release planned today 18:00"); is != want {
			t.Errorf("%s reads first %q, want the telling: %v", who, got, want)
		}
		if strings.Contains(p.body, hidden.ref) || strings.Contains(p.text("main"), "(2)") {
			t.Errorf("%s learns of the restricted case: %s", who, p.text("main"))
		}
	}
	page := "/case/" + r.ref + "/release/" + arrest
	c := s.signedIn("detective")
	out := c.tap(page, "inspector", nil)
	if got := out.text(".govuk-notification-banner"); !strings.Contains(got, "until one of them has looked") {
		t.Errorf("the page after the tap says %q", got)
	}
	out = c.tap("/case/"+hidden.ref+"/release/"+hiddenArrest, "inspector", nil)
	if got := out.text(".govuk-notification-banner"); !strings.Contains(got, "is inside this restricted case, and nobody is told of it here. Tell them yourself.") {
		t.Errorf("the page of the restricted case after the tap says %q", got)
	}
	s.now = s.now.Add(time.Minute)
	says("duty", true)
	says("night", true)
	says("super", false)
	c.get(page) // whoever recorded it is no inspector
	says("duty", true)
	duty := s.signedIn("duty")
	p := duty.get(page)
	if p.status != http.StatusOK || !strings.Contains(p.text("main"), "Where are they going? Not recorded yet") {
		t.Errorf("the inspector of another unit is shown %s", p.text("main"))
	}
	if got := duty.get("/case/" + hidden.ref).status; got != http.StatusNotFound {
		t.Errorf("the restricted case answers %d", got)
	}
	s.now = s.now.Add(time.Minute)
	says("duty", false)
	says("night", false)
}

// A question that nobody answers stands with whoever holds the role here, and with
// whoever asked; where nobody here holds it, whoever asked is told so.
func TestAQuestionToASpecialistStandsUntilItIsAnswered(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	hidden, _ := owned(s)
	s.walls(hidden)
	s.join("spoc", casefile.SPOC)
	roles := map[casefile.Specialist]string{"spoc": "spoc", "registrar": "registrar", "supervisor": "sergeant"}
	ids := map[casefile.Specialist]string{}
	for of := range roles {
		ids[of] = s.asksOf(of, r, "")
		s.asksOf(of, hidden, "")
	}
	elsewhere := s.asksOf("cps", r, "")
	s.asksOf("digital", r, "The unit’s front desk")
	s.now = s.now.Add(25 * time.Minute)
	const asks = "Answer what DC Dilys Example asks you as "
	for of, who := range roles {
		p := s.signedIn(who).get("/")
		got := p.text("main")
		if strings.Count(got, asks) != 1 || !strings.Contains(got, asks+lower(code(s.web, "Specialist", of))) || !strings.Contains(got, "asked 25 minutes ago") || strings.Contains(p.body, hidden.ref) {
			t.Errorf("%s is asked, and reads %s", who, got)
		}
		if n := p.Find(`a[href="` + recordHref(r.ref, "SpecialistAnswered", "") + "?request=" + ids[of] + `"]`).Length(); n == 0 {
			t.Errorf("%s has no way to answer", who)
		}
	}
	for _, who := range []string{"other", "responder", "standards"} {
		if got := s.signedIn(who).get("/").text("main"); strings.Contains(got, asks) {
			t.Errorf("%s is asked nothing, and reads %s", who, got)
		}
	}
	spoc := s.signedIn("spoc")
	c := s.signedIn("detective")
	own := c.get("/").text("main")
	for _, want := range []string{"Advice: Stalking specialist (single point of contact), asked by DC Dilys Example", "Advice: Crown Prosecution Service, asked by", "not answered, asked 25 minutes ago", "waits for the force crime registrar to answer",
		"waits for an answer; nobody here is told of the question: ask them yourself", "waits for an answer, to be recorded by whoever is told it"} {
		if !strings.Contains(own, want) {
			t.Errorf("whoever asked does not read %q: %s", want, own)
		}
	}

	form := spoc.get(recordHref(r.ref, "SpecialistAnswered", "") + "?request=" + ids["spoc"])
	if form.Find(`[name="request"] option[selected][value="`+ids["spoc"]+`"], [name="request"][checked][value="`+ids["spoc"]+`"], input[type=hidden][name="request"][value="`+ids["spoc"]+`"]`).Length() == 0 {
		t.Errorf("the form does not know which question: %s", form.text("main"))
	}
	fields := filled(form.Find("main form:has([name=said])"))
	fields.Set("said", "Treat it as stalking.")
	if out := spoc.post("/case/"+r.ref+"/record/SpecialistAnswered", fields); out.status != http.StatusOK {
		t.Fatalf("the answer is answered %d: %s", out.status, out.text("main"))
	}
	s.now = s.now.Add(time.Minute)
	if got := s.signedIn("spoc").get("/").text("main"); strings.Contains(got, asks) {
		t.Errorf("answered, and the specialist still reads %s", got)
	}
	if got := c.get("/").text(".fs-todo:contains('Advice: Stalking specialist')"); strings.Contains(got, r.ref) || !strings.Contains(got, hidden.ref) {
		t.Errorf("of one case it is answered, of the other not, and whoever asked waits for %s", got)
	}
	s.record("detective", r.id, s.event("SpecialistAnswered", casefile.SpecialistAnswered{Request: casefile.RequestID(elsewhere), Said: "Charge under 2A."}))
	if got := c.get("/").text("main"); strings.Contains(got, "nobody here is told of the question") {
		t.Errorf("the answer of the prosecution is recorded, and it still waits: %s", got)
	}
}

func TestWhoeverAsksIsToldWhomTheQuestionReachesHere(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	hidden, _ := owned(s)
	s.walls(hidden)
	after := func(r reported, of casefile.Specialist) string {
		return c.get("/case/" + r.ref + "?done=" + s.asksOf(of, r, "")).text(".govuk-notification-banner")
	}
	const none = "Nobody here who may see this case holds that role, and nobody is told of it. Tell a superintendent or professional standards."
	if got := after(r, "spoc"); !strings.Contains(got, none) {
		t.Errorf("with no specialist here: %q", got)
	}
	s.join("spoc", casefile.SPOC)
	for of, want := range map[casefile.Specialist]string{"spoc": "It stands on the home of the stalking specialist (single point of contact) until it is answered.",
		"supervisor": "the supervisors of this case", "cps": "Nobody is told of this here: ask them yourself", "duty_inspector": none} {
		if got := after(r, of); !strings.Contains(got, want) {
			t.Errorf("%s: %q, want %q", of, got, want)
		}
	}
	if got := after(hidden, "spoc"); !strings.Contains(got, "Nobody who holds that role is inside this restricted case") {
		t.Errorf("of a restricted case: %q", got)
	}
	s.record("detective", r.id, s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Staff: "spoc"}}))
	if got := after(r, "spoc"); !strings.Contains(got, none) {
		t.Errorf("the one specialist is the suspect, and whoever asks is told %q", got)
	}
	if got := c.post("/case/"+r.ref+"/record/SpecialistAsked", url.Values{}).status; got == http.StatusInternalServerError {
		t.Errorf("an empty form answers %d", got)
	}
}

// A home goes through so many cases with a question and no more. Where others are left it
// says so, and leads to a list that has all of them, page by page.
func TestAHomeSaysThatMoreIsAskedThanStandsThere(t *testing.T) {
	s := newSite(t)
	s.web.mostAsked = 3
	s.join("spoc", casefile.SPOC)
	s.join("duty", casefile.DutyInspector)
	of := map[string]casefile.Specialist{"spoc": "spoc", "duty": "duty_inspector"}
	refs := map[string]bool{}
	for n := range 4 {
		for who := range of {
			link := s.signedIn(who).get("/").Find(`main a[href="` + askedPath + `"]:contains("` + moreAsked + `")`).Length()
			if n < 4 && link > 0 {
				t.Errorf("of %d questions nothing is left out, and %s is told that more is asked", n, who)
			}
		}
		r, _ := owned(s)
		refs[r.ref] = true
		for _, x := range of {
			s.asksOf(x, r, "")
		}
	}
	hidden, _ := owned(s)
	s.walls(hidden)
	for who, x := range of {
		s.asksOf(x, hidden, "")
		c := s.signedIn(who)
		p := c.get("/")
		if n := p.Find(`main a[href="` + askedPath + `"]:contains("` + moreAsked + `")`).Length(); n != 1 {
			t.Errorf("of 4 questions 3 are gone through, and %s is told so %d times: %s", who, n, p.text("main"))
		}
		list := c.get(askedPath)
		for ref := range refs {
			if !strings.Contains(list.text("main"), ref) {
				t.Errorf("the list of what %s is asked lacks %s", who, ref)
			}
		}
		if strings.Contains(list.body, hidden.ref) {
			t.Errorf("the list of what %s is asked has a restricted case", who)
		}
	}
	if got := s.signedIn("responder").get(askedPath); got.Find(`main a:contains("Asked of me")`).Length() > 0 || strings.Contains(got.text("main"), "Asked of me") {
		t.Error("nothing can be asked of a responder, and they are offered a list of it")
	}
}

// Who has looked is asked of all lines at once, however many there are.
func TestOneQuerySaysOfAllLinesWhetherAnInspectorLooked(t *testing.T) {
	inner, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	st := &countedStore{Store: inner}
	s := siteOver(t, Options{Demo: true}, st)
	for _, id := range []string{"duty", "night", "day"} {
		s.join(id, casefile.DutyInspector)
	}
	c := s.signedIn("duty")
	asked := func() (n int) {
		st.ran.Store(0)
		c.get("/")
		return int(st.ran.Load())
	}
	none := asked()
	var first reported
	for n := range 3 {
		r, _ := owned(s)
		s.asksOf("duty_inspector", r, "")
		if first.ref == "" {
			first = r
		}
		s.now = s.now.Add(time.Minute)
		if got := asked(); got != none+1 {
			t.Errorf("of %d lines it asks %d times who looked, and %d times of none", n+1, got, none)
		}
	}
	s.signedIn("night").get("/case/" + first.ref)
	s.now = s.now.Add(time.Minute)
	if p := c.get("/"); strings.Count(p.text("main"), "The duty inspector is recorded as told") != 2 || strings.Contains(p.text("main"), first.ref) {
		t.Errorf("another looked at %s, and the inspector reads %s", first.ref, p.text("main"))
	}
}

// countedStore counts the queries of who looked at a case.
type countedStore struct {
	store.Store
	ran atomic.Int64
}

func (s *countedStore) Read(ctx context.Context, f func(context.Context, store.Tx) error) error {
	return s.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, &countedTx{tx, s}) })
}

type countedTx struct {
	store.Tx
	s *countedStore
}

func (t *countedTx) Query(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if strings.Contains(q, "from consulted k") || strings.Contains(q, "max(k.at)") {
		t.s.ran.Add(1)
	}
	return t.Tx.Query(ctx, q, args...)
}

// answers records an answer to a question, as somebody.
func (s *site) answers(by string, r reported, request string, who casefile.StaffID, whom casefile.Line) string {
	s.t.Helper()
	e := s.event("SpecialistAnswered", casefile.SpecialistAnswered{Request: casefile.RequestID(request), Said: "Put the release off.", Staff: who, Whom: whom})
	s.record(by, r.id, e)
	return e.ID
}

// What a colleague writes down as the duty inspector's answer takes the line from no
// inspector until one of them has looked since; whoever is named is told.
func TestAnAnswerNotedForTheDutyInspectorStandsUntilOneOfThemHasLooked(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	hidden, _ := owned(s)
	s.walls(hidden)
	for _, id := range []string{"duty", "night"} {
		s.join(id, casefile.DutyInspector)
	}
	const asks, noted = "The duty inspector is recorded as told or asked.", "An answer is noted as the duty inspector’s. Look at it, and say if it is not so."
	reads := func(who string) string {
		s.now = s.now.Add(time.Minute)
		p := s.signedIn(who).get("/")
		if strings.Contains(p.body, hidden.ref) {
			t.Errorf("%s learns of the restricted case: %s", who, p.text("main"))
		}
		return p.text("main")
	}
	q := s.asksOf("duty_inspector", r, "")
	s.answers("detective", hidden, s.asksOf("duty_inspector", hidden, ""), "night", "")
	unnamed := s.answers("detective", r, q, "", "")
	if got := reads("duty"); !strings.Contains(got, asks) || strings.Contains(got, noted) {
		t.Errorf("nobody is named, and the inspector reads %s", got)
	}
	c := s.signedIn("detective")
	if got := c.get("/case/" + r.ref + "?done=" + unnamed).text(".govuk-notification-banner"); !strings.Contains(got, "Whose words these are is not recorded, so the question stays open.") {
		t.Errorf("after saving it reads %q", got)
	}
	if got := c.get("/").text("main"); !strings.Contains(got, "waits for the duty inspector to answer") {
		t.Errorf("whoever asked waits for nothing: %s", got)
	}
	s.signedIn("night").get("/case/" + r.ref) // before anything is noted in their name
	named := s.answers("detective", r, q, "night", "")
	if got := c.get("/case/" + r.ref + "?done=" + named).text(".govuk-notification-banner"); !strings.Contains(got, "Noted by DC Dilys Example, as said by Nobody Example. The line stands on the home of the duty inspectors until one of them has looked.") {
		t.Errorf("after saving it reads %q", got)
	}
	if got := c.get("/").text("main"); strings.Contains(got, "waits for the duty inspector") || strings.Contains(got, noted) {
		t.Errorf("whoever asked has the answer, and reads %s", got)
	}
	if got := c.get("/case/" + r.ref + "/entry/" + named).text("main"); !strings.Contains(got, "Noted by DC Dilys Example, as said by Nobody Example") {
		t.Errorf("the entry reads %s", got)
	}
	for _, who := range []string{"duty", "night"} {
		got := reads(who)
		if !strings.Contains(got, noted) || !strings.Contains(got, "by DC Dilys Example, as said by Nobody Example") || strings.Contains(got, asks) {
			t.Errorf("an answer is noted, and %s reads %s", who, got)
		}
		if told := strings.Contains(got, "An answer is noted by DC Dilys Example, as said by Nobody Example. Read it."); told != (who == "night") {
			t.Errorf("%s is told that it stands in their name: %v, %s", who, told, got)
		}
	}
	c.get("/case/" + r.ref) // whoever noted it is none of them
	if got := reads("duty"); !strings.Contains(got, noted) {
		t.Errorf("who noted it looked, and the inspector reads %s", got)
	}
	s.signedIn("duty").get("/case/" + r.ref)
	for _, who := range []string{"duty", "night"} {
		if got := reads(who); strings.Contains(got, noted) || strings.Contains(got, asks) {
			t.Errorf("one has looked, and %s reads %s", who, got)
		}
	}

	// The inspector answers: nothing waits.
	q2 := s.asksOf("duty_inspector", r, "")
	if got := reads("night"); !strings.Contains(got, asks) {
		t.Errorf("asked again, and the inspector reads %s", got)
	}
	own := s.answers("duty", r, q2, "", "")
	if got := reads("night"); strings.Contains(got, asks) || strings.Contains(got, noted) {
		t.Errorf("one answered, and the other reads %s", got)
	}
	if got := c.get("/case/" + r.ref + "/entry/" + own).text("main"); strings.Contains(got, "Noted by") {
		t.Errorf("their own words are said to be noted: %s", got)
	}
}

// Another who is asked and whose answer is written down for them is told as well.
func TestWhoeverAnAnswerIsWrittenDownForIsTold(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	s.join("spoc", casefile.SPOC)
	s.join("spoc2", casefile.SPOC)
	s.answers("detective", r, s.asksOf("spoc", r, ""), "", "The one on call")
	s.now = s.now.Add(time.Minute)
	const told = "An answer is noted by DC Dilys Example, as said by “The one on call”. You are not shown its words: ask them."
	for who, want := range map[string]bool{"spoc": true, "spoc2": true, "detective": false, "registrar": false} {
		if got := s.signedIn(who).get("/").text("main"); strings.Contains(got, told) != want {
			t.Errorf("%s is told: %v; reads %s", who, !want, got)
		}
	}
	// It is no list of choices that the only one is taken for granted in.
	form := s.signedIn("detective").get(recordHref(r.ref, "SpecialistAnswered", "") + "?request=" + s.asksOf("spoc", r, ""))
	if n := form.Find(`[name="by_staff"][checked], [name="by_staff"] option[selected]:not([value=""]), input[type=hidden][name="by_staff"]:not([value=""])`).Length(); n > 0 || !strings.Contains(form.text("main"), "Which colleague said it?") {
		t.Errorf("the form takes for granted who said it: %s", form.text("main"))
	}
}

// Whoever holds a case is told what a colleague asks on it, for the question opens it, and
// that one is open again.
func TestTheHolderIsToldOfQuestionsOnTheirCase(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	s.join("spoc", casefile.SPOC)
	s.join("spoc2", casefile.SPOC)
	lately := func(who string) string {
		s.now = s.now.Add(time.Minute)
		return s.signedIn(who).get("/").text("section:contains('Lately')")
	}
	ask := func(by string, of casefile.Specialist, words casefile.Text) string {
		e := s.event("SpecialistAsked", casefile.SpecialistAsked{Of: fact.Of(of), Question: words})
		s.record(by, r.id, e)
		return e.ID
	}
	ask("detective", "digital", "My own question")
	ask("responder", "duty_inspector", "May he be released tonight?")
	q := ask("responder", "spoc", "Is this stalking?")
	got := lately("detective")
	for _, want := range []string{"PC Rhian Example asked the duty inspector: “May he be released tonight?”. It opens this case to the duty inspectors for a day.",
		"PC Rhian Example asked the stalking specialist (single point of contact): “Is this stalking?”."} {
		if !strings.Contains(got, want) {
			t.Errorf("the holder is not told %q: %s", want, got)
		}
	}
	if strings.Contains(got, "My own question") {
		t.Errorf("the holder is told of their own question: %s", got)
	}
	for _, who := range []string{"responder", "sergeant", "other"} {
		if got := lately(who); strings.Contains(got, "asked the") {
			t.Errorf("%s holds it not, and is told %s", who, got)
		}
	}
	a := s.answers("spoc", r, q, "", "")
	const open = "An answer was taken back, and the question is open again: PC Rhian Example asked the stalking specialist"
	back := s.event("SpecialistAnswered", casefile.SpecialistAnswered{})
	back.Corrects, back.Withdraw, back.Reason = a, true, "It was about another case."
	s.record("spoc", r.id, back)
	for who, want := range map[string]bool{"detective": true, "responder": true, "spoc": false, "spoc2": false} {
		if got := lately(who); strings.Contains(got, open) != want {
			t.Errorf("%s is told that it is open again: %v; reads %s", who, !want, got)
		}
	}
	if got := s.signedIn("spoc2").get("/").text("main"); !strings.Contains(got, "Answer what PC Rhian Example asks you") || !strings.Contains(got, "an answer was taken back today") {
		t.Errorf("the question is open, and another specialist reads %s", got)
	}
	if got := s.signedIn("spoc").get("/case/" + r.ref + "?done=" + back.ID).text(".govuk-notification-banner"); !strings.Contains(got, "The question is open again.") {
		t.Errorf("after taking it back it reads %q", got)
	}
	for who, asked := range map[string]bool{"spoc": false, "spoc2": true} {
		if p := s.page(who, r.id); (p.Permission.Basis == access.Asked) != asked {
			t.Errorf("%s sees the case by %s", who, p.Permission.Basis)
		}
	}
	s.answers("spoc2", r, q, "", "")
	if got := lately("detective"); strings.Contains(got, open) {
		t.Errorf("answered again, and the holder reads %s", got)
	}
}

// A duty inspector who takes their answer back does not hide the question from the others
// by having looked.
func TestAnAnswerTakenBackStandsWithTheOtherDutyInspectors(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	s.join("duty", casefile.DutyInspector, "north") // who supervises the unit may still record on its cases
	s.join("night", casefile.DutyInspector)
	const asks = "The duty inspector is recorded as told or asked."
	a := s.answers("duty", r, s.asksOf("duty_inspector", r, ""), "", "")
	s.now = s.now.Add(time.Minute)
	night, duty := s.signedIn("night"), s.signedIn("duty")
	night.get("/case/" + r.ref) // before it was taken back
	s.now = s.now.Add(time.Minute)
	back := s.event("SpecialistAnswered", casefile.SpecialistAnswered{})
	back.Corrects, back.Withdraw, back.Reason = a, true, "It was about another case."
	s.record("duty", r.id, back)
	s.now = s.now.Add(time.Minute)
	duty.get("/case/" + r.ref + "?done=" + back.ID)
	if got := night.get("/").text("main"); !strings.Contains(got, asks) || !strings.Contains(got, "an answer was taken back today 14:02") {
		t.Errorf("the other inspector reads %s", got)
	}
	s.now = s.now.Add(time.Minute)
	night.get("/case/" + r.ref)
	s.now = s.now.Add(time.Minute)
	if got := night.get("/").text("main"); strings.Contains(got, asks) {
		t.Errorf("they looked, and read %s", got)
	}
}

// Where whoever could answer may not see the case, whoever asked is told that nobody can
// and whom to tell, in the words of a force in which nobody holds the role.
func TestWhoeverAskedIsToldWhenNobodyWhoMaySeeTheCaseCanAnswer(t *testing.T) {
	s := newSite(t)
	r, _ := owned(s)
	hidden, _ := owned(s)
	r2, c := owned(s)
	s.walls(hidden)
	line := func(of reported) string {
		return c.get("/").text(".fs-todo:contains('Advice:'):contains('" + of.ref + "')")
	}
	const none, guard = "waits for an answer, and nobody here who may see this case can give it: tell a superintendent or professional standards",
		"waits for an answer, and nobody here who may see this case can give it: tell its guardian"
	s.asksOf("spoc", r, "")
	s.asksOf("spoc", hidden, "")
	s.now = s.now.Add(time.Minute)
	before := line(r)
	if !strings.Contains(before, none) || !strings.Contains(line(hidden), guard) {
		t.Errorf("nobody holds the role, and it reads %q and %q", before, line(hidden))
	}
	s.join("spoc", casefile.SPOC)
	if got := line(r); !strings.Contains(got, "waits for the stalking specialist (single point of contact) to answer") || !strings.Contains(line(hidden), guard) {
		t.Errorf("one holds it, and it reads %q, and of the restricted case %q", got, line(hidden))
	}
	s.record("detective", r.id, s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Staff: "spoc"}}))
	if got := line(r); got != before {
		t.Errorf("they are shut out, and it reads %q; where nobody holds the role %q", got, before)
	}
	// A supervisor is asked on the cases of their units: one of elsewhere answers nothing.
	q := s.event("SpecialistAsked", casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("supervisor"))})
	s.record("detective", r2.id, q)
	if got := line(r2); !strings.Contains(got, "to answer") {
		t.Errorf("a supervisor of the unit is asked, and it reads %q", got)
	}
	s.record("detective", r2.id, s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{Staff: "sergeant"}}))
	s.join("elsewhere", casefile.Supervisor, "south")
	if got := line(r2); !strings.Contains(got, none) {
		t.Errorf("the only supervisor of the unit is shut out, and it reads %q", got)
	}
}

// A question stays with whoever asked it after they hand the case over, and goes with it to
// whoever holds it then; a wall takes it from who is outside.
func TestAQuestionIsNotLostWhenTheCaseIsHandedOver(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	s.join("spoc", casefile.SPOC)
	s.join("next", casefile.Investigator)
	s.asksOf("spoc", r, "")
	s.now = s.now.Add(time.Minute)
	const left = "No answer yet: DC Dilys Example asked the stalking specialist (single point of contact), Fri 20 Nov 2026, 14:00."
	form := c.get(recordHref(r.ref, "CaseHandedOver", ""))
	if got := form.Find(`[name="not_done"]`).Text(); !strings.Contains(got, left) {
		t.Errorf("the hand-over leaves %q", got)
	}
	offer := s.event("CaseHandedOver", casefile.CaseHandedOver{To: "next", NotDone: "Nothing."})
	s.record("detective", r.id, offer)
	next := s.signedIn("next")
	if got := next.get("/").text("main"); !strings.Contains(got, "1 question to specialists not answered") {
		t.Errorf("whoever is offered it reads %s", got)
	}
	s.record("next", r.id, s.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(offer.ID)}))
	s.now = s.now.Add(time.Minute)
	const waits = "waits for the stalking specialist (single point of contact) to answer"
	if got := next.get("/").text(".fs-todo:contains('Advice:')"); !strings.Contains(got, waits) || strings.Contains(got, "held by") {
		t.Errorf("whoever holds it now reads %q", got)
	}
	if got := c.get("/").text(".fs-todo:contains('Advice:')"); strings.Count(got, waits+"; held by Nobody Example") != 1 || !strings.Contains(got, "not answered, asked 2 minutes ago") {
		t.Errorf("whoever asked reads %q", got)
	}
	if got := s.signedIn("responder").get("/").text("main"); strings.Contains(got, waits) {
		t.Errorf("somebody else of the unit reads %s", got)
	}
	s.record("standards", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"next"}}))
	if p := c.get("/"); strings.Contains(p.body, r.ref) || strings.Contains(p.text("main"), "Advice:") {
		t.Errorf("outside the wall, whoever asked reads %s", p.text("main"))
	}
	// Of a case that nobody holds, whoever asked sees it too.
	loose := s.report("responder", "Orla Invented")
	s.record("responder", loose.id, s.event("SpecialistAsked", casefile.SpecialistAsked{Of: fact.Of(casefile.Specialist("spoc"))}))
	if got := s.signedIn("responder").get("/").text(".fs-todo:contains('Advice:')"); !strings.Contains(got, loose.ref) {
		t.Errorf("nobody holds the case, and whoever asked reads %q", got)
	}
}
