package web

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/journal"
)

// taken is a call's six questions recorded by the handler under an incident number.
func (s *site) taken(number string, change url.Values) string {
	s.t.Helper()
	c := s.signedIn("handler")
	said := url.Values{"s.safe_to_speak": {"true"}, "s.safe_now": {"false"}, "l.relationship": {"former_partner"}, "i1.channel": {"messaging_app"}, fieldOften: {oftenSeveral}, "i1.unwanted": {"true"},
		"a.words": {"He keeps messaging."}, "v.details.name": {"Ffion Invented"}, fieldLogNumber: {number}}
	for name, values := range change {
		said[name] = values
	}
	p := c.onReport(c.get("/report?as=call"), said)
	done := c.onReport(p, url.Values{fieldDo: {"record"}})
	return strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
}

// send says that somebody is sent to a case for the next hours.
func (s *site) send(ref, who string) {
	s.t.Helper()
	e := casefile.RespondersSent{Staff: []casefile.StaffID{casefile.StaffID(who)}}
	e.Until.From, e.Until.To = s.now, s.now.Add(4*time.Hour)
	s.record("handler", s.caseNow(ref).ID, s.event("RespondersSent", e))
}

// outside is what a page asks that is not folded away.
func outside(p shown, name string) bool {
	return p.Find(`[name="`+name+`"]`).Length() > 0 && p.Find(`details [name="`+name+`"]`).Length() == 0
}

// Practice 1.12: what the prompt card promises.
func TestWhoeverIsSentOpensTheReportByItsIncidentNumberAndGoesOn(t *testing.T) {
	s := newSite(t)
	h := s.signedIn("handler")
	p := h.onReport(h.get("/report?as=call"), url.Values{"s.safe_to_speak": {"true"}, "s.safe_now": {"false"}, "l.relationship": {"former_partner"}, "i1.channel": {"messaging_app"}, fieldOften: {oftenSeveral}, "i1.unwanted": {"true"},
		"a.words": {"He keeps messaging, and he sent flowers."}, "v.details.name": {"Ffion Invented"}, "v.details.phones": {"07700 900123"}, fieldLogNumber: {"FN/0042"}})
	sent := h.onReport(p, url.Values{fieldDo: {doSend}})
	if !strings.Contains(sent.path, "/record/RespondersSent?done=") {
		t.Fatalf("recording and sending leads to %s", sent.path)
	}
	if done := h.submit(sent, "main form.fs-form", url.Values{"staff": {"PC Rhian Example"}}); !strings.Contains(done.path, "done=") {
		t.Fatalf("sending leads to %s: %s", done.path, done.text(".govuk-error-summary"))
	}
	ref := strings.Split(sent.path, "/")[2]
	before := s.caseNow(ref)

	c := s.signedIn("responder")
	if first := c.get("/").text(".fs-next"); !strings.Contains(first, "You are sent to this incident") || !strings.Contains(first, goOnAtDoor) {
		t.Errorf("home begins with %q", first)
	}
	var found shown
	for _, q := range []string{"fn 0042", "FN-0042", "FN/0042"} {
		if found = c.search(q); found.path != "/case/"+ref {
			t.Fatalf("%s leads to %s: %s", q, found.path, found.text("main"))
		}
	}
	p = c.get(found.Find(`a[href="/case/`+ref+`/door"]`).First().AttrOr("href", "/nowhere"))
	for _, want := range []string{"taken by Hana Example", "Answered already", "Is it safe for them to speak", "Yes Hana Example, Fri 20 Nov 2026"} {
		if !strings.Contains(p.text("main"), want) {
			t.Errorf("the first page does not say %q: %.600q", want, p.text("main"))
		}
	}
	if !outside(p, "s.safe_now") || outside(p, "s.safe_to_speak") || !outside(p, "s.weapons") || p.Find(`[name="s.safe_now"]`).Length() == 0 {
		t.Error("not safe, and it is not asked again openly; or what else was answered is; or what was not is not asked")
	}
	if to := c.onReport(p, url.Values{"s.action": {"Stayed with her."}, fieldDo: {"people"}}); to.path != "/case/"+ref+"/people" {
		t.Errorf("asking for numbers and addresses leads to %s", to.path)
	}
	if p = c.get("/case/" + ref + "/door"); p.text(`textarea[name="s.action"]`) != "Stayed with her." {
		t.Error("what was typed before looking at them is lost")
	}
	p = c.onReport(p, url.Values{"s.weapons": {"false"}, "b.reference": {"BWV 4711"}})
	if got := p.text(".fs-kept"); !strings.Contains(got, "taken by Hana Example") || !strings.Contains(got, "he sent flowers") || p.Find(`[name="a.words"]`).Length() > 0 {
		t.Errorf("the account reads %q", got)
	}
	p = c.onReport(p, url.Values{accountMore: {"He waits outside, too."}})
	if got := prompted(p); !slices.Contains(got, "Tell me about the gifts") {
		t.Errorf("what was said on the call is not asked about: %q", got)
	}
	if outside(p, "l.relationship") || !strings.Contains(p.text(".fs-given"), "Former partner") || p.Find(`button[value^="add-"]`).Length() != 1 {
		t.Errorf("the relationship is asked again, or the incident cannot be added to: %s", p.text(".fs-given"))
	}
	p = c.onReport(p, url.Values{"x.details.name": {"Steven Madeup"}, "i1.what": {"Stood at the gate."}, "i1.occurred-said": {"last night"}})
	p = c.onReport(p, url.Values{"k.judgement": {"high"}})
	if line := p.text(".fs-finish h2"); !strings.Contains(line, "Safe to leave") {
		t.Errorf("the last page has no finishing line: %q", line)
	}
	done := c.onReport(p, url.Values{"g.words": {"Stays with her sister."}})
	if !strings.HasPrefix(done.path, "/case/"+ref+"?") || !strings.Contains(done.text(".govuk-notification-banner"), "Recorded at the door.") {
		t.Fatalf("recording leads to %s: %s", done.path, done.text("main"))
	}
	x := s.caseNow(ref)
	pair := x.Pairs[0]
	if len(x.Pairs) != 1 || len(x.Persons.Items) != len(before.Persons.Items)+1 || string(pair.Actor.Name.Value) != "Steven Madeup" || pair.Relation.Source != before.Pairs[0].Relation.Source {
		t.Errorf("the case holds %d pairs, %d people, %+v", len(x.Pairs), len(x.Persons.Items), pair.Actor)
	}
	if len(x.Accounts) != 2 || x.Accounts[0].By != "handler" || x.Accounts[1].By != "responder" || len(pair.Incidents.Items) != 2 || pair.Grade.Value != casefile.High || x.Owner != "handler" {
		t.Errorf("accounts %+v, %d incidents, grade %v, held by %s", x.Accounts, len(pair.Incidents.Items), pair.Grade, x.Owner)
	}
	if n := len(x.Immediate); n != 2 || x.Immediate[1].Data.Weapons != fact.Of(false) || x.Immediate[1].Data.SafeNow.Status != fact.NotAsked {
		t.Errorf("safety: %+v", x.Immediate)
	}
	if drafts := c.get("/drafts"); strings.Contains(drafts.text("main"), ref) {
		t.Error("the draft is still there")
	}
}

func TestOnlyWhoeverIsSentGoesOnAtTheDoor(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0042", url.Values{"v.details.phones": {"07700 900123"}})
	c := s.signedIn("other")
	said := c.get("/case/" + ref + "/door")
	if !strings.Contains(said.text("main"), "You are not recorded as sent") || said.Find("main form").Length() > 0 || said.Find(`a[href="/case/`+ref+`/glass"]`).Length() != 1 {
		t.Errorf("somebody not sent is shown %q", said.text("main"))
	}
	if c.get("/case/"+ref).Find(`a[href$="/door"]`).Length() > 0 {
		t.Error("the way to the door is offered to somebody not sent")
	}
	form := url.Values{fieldCase: {s.caseNow(ref).ID}, fieldBase: {"1"}, "s.weapons": {"true"}, fieldDo: {"record"}}
	at := doorPath(ref, journal.NewID(), stepSafe)
	if got := c.post(at, form); got.status != http.StatusForbidden {
		t.Errorf("somebody not sent records: %d", got.status)
	}
	s.send(ref, "other")
	if got := s.signedIn("other").post(at, form); got.status != http.StatusOK || len(s.caseNow(ref).Immediate) != 2 {
		t.Errorf("once sent: %d at %s", got.status, got.path)
	}
	s.now = s.now.Add(5 * time.Hour)
	if got := s.signedIn("other").get("/case/" + ref + "/door"); !strings.Contains(got.text("main"), "You are not recorded as sent") {
		t.Error("after they are no longer on it the door stands open")
	}
	if got := s.signedIn("other").get("/").text("main"); strings.Contains(got, "You are sent to this incident") {
		t.Error("home still says that they are sent")
	}
}

// A report still being typed is its author's; a restricted one is not there. Both are
// answered as a number nobody knows is.
func TestARestrictedReportAndADraftAnswerLikeAWrongNumber(t *testing.T) {
	s := newSite(t)
	h := s.signedIn("handler")
	h.onReport(h.get("/report?as=call"), url.Values{"a.words": {"He keeps messaging."}, fieldLogNumber: {"FN/0001"}})
	p := h.onReport(h.get("/report"), url.Values{fieldDo: {"to-acts"}})
	p = h.onReport(p, url.Values{"x." + fieldOurs: {"true"}, "a.words": {"He is one of yours."}, fieldDo: {"to-leave"}})
	done := h.onReport(p, url.Values{fieldRestrict: {"yes"}, fieldGuardian: {"standards"}, fieldLogSystem: {incidentLog}, fieldLogNumber: {"FN/0002"}})
	restricted := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
	c := s.signedIn("responder")
	ids := regexp.MustCompile(`[0-9a-f]{32}|FN/000\d|` + restricted + `|FS-26-222222`)
	body := func(p shown) string { return ids.ReplaceAllString(p.body, "·") }
	wrong := c.search("FN/0003")
	for what, q := range map[string]string{"a draft": "FN/0001", "a restricted report": "FN/0002"} {
		if got := c.search(q); body(got) != body(wrong) || got.status != wrong.status {
			t.Errorf("%s is answered %q, a wrong number %q", what, got.text("main"), wrong.text("main"))
		}
	}
	if !strings.Contains(wrong.text("main"), "still typing") {
		t.Errorf("a miss says %q", wrong.text("main"))
	}
	none, hidden := c.get("/case/FS-26-222222/door"), c.get("/case/"+restricted+"/door")
	if none.status != http.StatusNotFound || hidden.status != none.status || body(hidden) != body(none) {
		t.Errorf("the door of a restricted case answers %d, of none %d", hidden.status, none.status)
	}
	// Sent to it, they still need the guardian's yes.
	if got := s.signedIn("standards").get("/case/" + restricted + "/door"); got.status != http.StatusOK || got.Find("main form.fs-form").Length() != 1 {
		t.Errorf("its guardian: %d", got.status)
	}
}

// Of kinds whose newest entry stands for all, what nobody answered anew is carried on.
func TestTheDoorKeepsWhatWasSaidOfSafeContactAndThePlan(t *testing.T) {
	s := newSite(t)
	r := s.report("handler", "Ffion Invented")
	s.record("handler", r.id,
		s.event("SafeContactRecorded", casefile.SafeContactRecorded{Person: casefile.PersonID(r.victim), Channel: fact.Of(casefile.ContactChannel("phone")), Number: fact.Of(casefile.Line("01632 960777"))}),
		s.event("SafetyPlanMade", casefile.SafetyPlanMade{Person: casefile.PersonID(r.victim), Words: "Doors locked."}))
	s.send(r.ref, "responder")
	c := s.signedIn("responder")
	p := c.onReport(c.get("/case/"+r.ref+"/door"), url.Values{fieldDo: {"to-" + stepLeave}})
	if strings.Contains(p.text("main"), "01632 960777") {
		t.Error("the number is shown though nobody asked for it")
	}
	c.onReport(p, url.Values{"c.may_leave_message": {"false"}, "g.agreed_with_them": {"true"}})
	x := s.caseNow(r.ref)
	safe, plan := x.Person(casefile.PersonID(r.victim)).SafeContact.Data, x.PlanOf(casefile.PersonID(r.victim)).Data
	if safe.Number.Value != "01632 960777" || safe.Message != fact.Of(false) || plan.Words != "Doors locked." || plan.Agreed != fact.Of(true) {
		t.Errorf("safe contact %+v, plan %+v", safe, plan)
	}
	again := c.get("/case/" + r.ref + "/door")
	last := c.onReport(again, url.Values{fieldDo: {"to-" + stepLeave}})
	if got := last.text(".fs-given"); !strings.Contains(got, "Doors locked. Hana Example") || !strings.Contains(got, "Yes PC Rhian Example") {
		t.Errorf("what was carried on is no longer whose it was: %q", got)
	}
}

func TestWhatSomebodyRecordsMeanwhileIsNotWrittenOver(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0042", url.Values{"l.relationship": {""}})
	s.send(ref, "responder")
	c := s.signedIn("responder")
	p := c.onReport(c.get("/case/"+ref+"/door"), url.Values{fieldDo: {"to-" + stepActs}})
	p = c.onReport(p, url.Values{"l.relationship": {"neighbour"}, fieldDo: {"to-" + stepLeave}})
	x := s.caseNow(ref)
	s.record("handler", x.ID, s.event("RelationshipRecorded", casefile.RelationshipRecorded{Pair: casefile.PairID(x.Pairs[0].ID), Is: fact.Of(casefile.FormerPartner)}))
	stopped := c.submit(p, "main form.fs-form", nil)
	if stopped.status != http.StatusConflict || !strings.Contains(stopped.text(".govuk-error-summary"), "by Hana Example") {
		t.Fatalf("recording over it answers %d: %s", stopped.status, stopped.text(".govuk-error-summary"))
	}
	if got := s.caseNow(ref).Pairs[0].Relation.Value; got != casefile.FormerPartner {
		t.Errorf("the relationship is %q", got)
	}
	c.onReport(stopped, nil)
	if got := s.caseNow(ref).Pairs[0].Relation.Value; string(got) != "neighbour" {
		t.Errorf("recorded again, the relationship is %q", got)
	}
}

// Who it is may be said at the door: then the unknown person is they; and whether
// somebody unknown is one of ours belongs to the report, which stays whose it was.
func TestWhoItIsCanBeSaidAtTheDoor(t *testing.T) {
	for name, said := range map[string]url.Values{"named": {"x.details.name": {"Steven Madeup"}}, "one of ours": {"x." + fieldOurs: {"true"}}} {
		s := newSite(t)
		ref := s.taken("FN/0042", nil)
		s.send(ref, "responder")
		c := s.signedIn("responder")
		p := c.onReport(c.get("/case/"+ref+"/door"), url.Values{fieldDo: {"to-" + stepActs}})
		p = c.onReport(p, url.Values{"x.details.name": said["x.details.name"], "x." + fieldOurs: said["x."+fieldOurs], fieldDo: {"to-" + stepLeave}})
		if offered := p.Find("#f-restrict").Length() == 1; offered != (name == "one of ours") {
			t.Errorf("%s: a restriction is offered: %v", name, offered)
		}
		c.onReport(p, url.Values{fieldRestrict: {"no"}})
		x := s.caseNow(ref)
		known := string(x.Pairs[0].Actor.Name.Value) == "Steven Madeup"
		if known != (name == "named") || x.PoliceLink.Value != (name == "one of ours") || x.Owner != "handler" || len(x.Pairs) != 1 {
			t.Errorf("%s: actor %+v, one of ours %v, held by %s, %d pairs", name, x.Pairs[0].Actor, x.PoliceLink, x.Owner, len(x.Pairs))
		}
	}
}

func TestADraftAtTheDoorIsFoundAgainAndSaysWhereItIs(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0042", nil)
	s.send(ref, "responder")
	c := s.signedIn("responder")
	list := c.onReport(c.get("/case/"+ref+"/door"), url.Values{"s.action": {"Locks checked."}, fieldDo: {"draft"}})
	if got := list.text(".fs-draft"); !strings.Contains(got, atDoor) || !strings.Contains(got, ref) {
		t.Errorf("the draft is called %q", got)
	}
	again := c.get("/case/" + ref + "/door")
	if got := again.text(`textarea[name="s.action"]`); got != "Locks checked." {
		t.Errorf("going on again holds %q", got)
	}
	if got := c.get(list.Find(".fs-draft a").AttrOr("href", "/nowhere")); got.path != again.path || got.status != http.StatusOK {
		t.Errorf("the draft leads to %s, the door to %s", got.path, again.path)
	}
	// Nothing said beyond what is on record: nothing to record.
	events := len(s.caseNow(ref).Immediate)
	c.onReport(c.onReport(again, url.Values{"s.action": {""}, fieldDo: {"to-" + stepLeave}}), nil)
	if n := len(s.caseNow(ref).Immediate); n != events || strings.Contains(c.get("/drafts").text("main"), ref) {
		t.Errorf("an empty visit recorded %d acts, or its draft stays", n-events)
	}
}

func TestTheDoorstepOfARecordedReportIsAccessibleAtBothWidths(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0042", url.Values{"v.details.phones": {"07700 900123"}})
	s.send(ref, "responder")
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "responder")
		p.JSOff()
		p.Open(base + "/case/" + ref + "/door")
		check(t, p, "the first page", w.width)
		if status := p.Follow(`button[value="to-` + stepActs + `"]`); status != http.StatusOK {
			t.Fatalf("going on answers %d", status)
		}
		check(t, p, "what happened", w.width)
		if w.width >= 1000 {
			break
		}
	}
}

// What is left of a first response stays on the home page of whoever gave it, in one
// line, until another accepts the case (APP 4, para 4).
func TestWhatIsLeftAfterTheDoorStandsOnHomeUntilAnotherAccepts(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0077", nil)
	s.send(ref, "other")
	const left = "Complete before end of shift: "
	if home := s.signedIn("other").get("/").text("main"); strings.Contains(home, left) || !strings.Contains(home, goOnAtDoor) {
		t.Errorf("on the way, home says: %s", home)
	}
	id := s.caseNow(ref).ID
	s.now = s.now.Add(20 * time.Minute)
	s.record("other", id, s.event("AccountRecorded", casefile.AccountRecorded{Words: "He was outside again."}))
	home := s.signedIn("other").get("/")
	if n := strings.Count(home.text("main"), left); n != 1 || home.Find(`a[href="/case/`+ref+`/duties"]`).Length() == 0 {
		t.Errorf("after the door, %d lines say what is left: %s", n, home.text("main"))
	}
	s.now = s.now.Add(time.Minute)
	offer := s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective"})
	s.record("other", id, offer)
	if got := s.signedIn("other").get("/case/" + ref).text(".fs-offer"); !strings.Contains(got, "Hana Example holds the case, and what is left of the first response stays with PC Owen Example") {
		t.Errorf("the offer says %q", got)
	}
	s.now = s.now.Add(5 * time.Hour) // the live incident has ended, and nobody has accepted
	if home := s.signedIn("other").get("/").text("main"); !strings.Contains(home, left) || strings.Contains(home, goOnAtDoor) {
		t.Errorf("not accepted yet, home says: %s", home)
	}
	s.send(ref, "other")
	s.now = s.now.Add(time.Minute)
	s.record("other", id, s.event("AccountRecorded", casefile.AccountRecorded{Words: "Back again."}))
	s.record("detective", id, s.event("HandoverAccepted", casefile.HandoverAccepted{Handover: casefile.HandoverID(offer.ID)}))
	if home := s.signedIn("other").get("/").text("main"); strings.Contains(home, left) || strings.Contains(home, goOnAtDoor) {
		t.Errorf("accepted by another, home says: %s", home)
	}
}

// Where they are now stands first at the door, as it was last said, behind how to reach
// them safely; with nothing said, the address on record does. Who is not sent reads none.
func TestTheDoorSaysFirstWhereToGo(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0077", url.Values{"s.where": {"14 Harbour Lane, Fernton"}, "s.suspect_near": {"true"}, "x.details.addresses": {"9 Quarry Road"}})
	s.send(ref, "responder")
	p := s.signedIn("responder").get("/case/" + ref + "/door")
	main := p.text("main")
	where, ask := strings.Index(main, "14 Harbour Lane, Fernton"), strings.Index(main, "Answered already")
	if safe := strings.Index(main, "Safe contact"); where < 0 || safe < 0 || where < safe || ask < where {
		t.Errorf("where to go stands at %d, safe contact at %d, the questions at %d: %.700q", where, safe, ask, main)
	}
	for _, want := range []string{"Ffion Invented (victim)", "told to Hana Example", "near the victim", "Address on record: 9 Quarry Road"} {
		if !strings.Contains(main, want) {
			t.Errorf("the first page does not say %q: %.700q", want, main)
		}
	}
	if strings.Contains(main, "shown under People") {
		t.Error("where they are is said to be elsewhere")
	}
	if got := s.signedIn("detective").get("/case/" + ref + "/door").text("main"); strings.Contains(got, "Harbour Lane") {
		t.Error("who is not sent reads where they are")
	}
}

// The pages ask about one pair: with two victims whoever is at the door says first with
// whom they are, and each victim's answers stand with her.
func TestWithTwoVictimsTheDoorAsksWhoIsThere(t *testing.T) {
	s := newSite(t)
	ref := s.taken("FN/0042", url.Values{"x.details.name": {"Steven Madeup"}})
	x := s.caseNow(ref)
	second := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gwen Invented"))}})
	pair := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(second.ID), Actor: x.Pairs[0].ActorID})
	s.record("handler", x.ID, second, pair)
	s.send(ref, "responder")
	c := s.signedIn("responder")
	start := c.get("/case/" + ref + "/door")
	ways := start.Find(`main a[href*="/door?pair="]`)
	if got := ways.Map(func(_ int, a *goquery.Selection) string { return strings.TrimSpace(a.Text()) }); !slices.Equal(got, []string{"Ffion Invented (victim), about Steven Madeup", "Gwen Invented (victim), about Steven Madeup"}) {
		t.Fatalf("the door asks with whom: %q", got)
	}
	if start.Find("main form.fs-form").Length() > 0 {
		t.Error("a form is shown before anybody is chosen")
	}
	hers := c.get(ways.Eq(1).AttrOr("href", ""))
	account := c.onReport(hers, url.Values{fieldDo: {"to-account"}})
	if strings.Contains(account.text("main"), "He keeps messaging") || account.Find(`[name="a.words"]`).Length() != 1 {
		t.Errorf("what the first said stands on the page of the second: %s", account.text("main"))
	}
	p := c.onReport(account, url.Values{"a.words": {"He waits at the school."}, fieldDo: {"to-judge"}})
	p = c.onReport(p, url.Values{"k.judgement": {"high"}, fieldDo: {"to-leave"}})

	// The one begun is found again; the other is begun afresh.
	again := c.get("/case/" + ref + "/door")
	if got := again.Find(`a[href$="pair=` + pair.ID + `"]`).Text(); !strings.HasSuffix(got, ": begun") {
		t.Errorf("the door does not say what is begun: %q", got)
	}
	if got := c.get("/case/" + ref + "/door?pair=" + pair.ID); got.path != strings.TrimSuffix(p.path, stepLeave)+stepSafe {
		t.Errorf("the one begun goes on at %s", got.path)
	}
	if got := c.get("/case/" + ref + "/door?pair=" + x.Pairs[0].ID); got.status != http.StatusOK || got.path == p.path || got.Find("main form.fs-form").Length() != 1 {
		t.Errorf("the other begins at %s with %d", got.path, got.status)
	}
	if got := c.get("/case/" + ref + "/door?pair=" + newEntryID()); got.status != http.StatusNotFound {
		t.Errorf("a pair of no case is answered %d", got.status)
	}

	c.onReport(p, url.Values{"g.words": {"Stays with her sister."}})
	x = s.caseNow(ref)
	if len(x.Pairs) != 2 || x.Pairs[0].Grade.Given() || x.Pairs[1].Grade.Value != casefile.High {
		t.Fatalf("the risk stands with %v and %v", x.Pairs[0].Grade, x.Pairs[1].Grade)
	}
	if n := len(x.Accounts); n != 2 || x.Accounts[1].Person != casefile.PersonID(second.ID) {
		t.Errorf("the account is of %+v", x.Accounts[n-1])
	}
}
