package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
)

const entryFormSelector = "main form.fs-form"

func (s *site) caseNow(id string) *casework.CasePage {
	s.t.Helper()
	p, err := s.Case(s.t.Context(), s.as("sergeant"), id)
	must(s.t, err)
	return p
}

// recorder is somebody who may record a kind on a case of unit north.
func recorder(k *casefile.Kind) string {
	for _, who := range []struct {
		id   string
		role casefile.Role
	}{{"responder", casefile.Responder}, {"detective", casefile.Investigator}, {"sergeant", casefile.Supervisor}, {"registrar", casefile.Registrar}} {
		if k.MayRecord(who.role) {
			return who.id
		}
	}
	return ""
}

func TestEveryKindHasAFormThatTakesAnEmptyAnswer(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "responder", Unit: "north"}),
		s.event("CheckRequested", casefile.CheckRequested{System: "leds_pnc"}), s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair)}),
		s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair)}),
		s.event("CaseHandedOver", casefile.CaseHandedOver{To: "responder"}))
	clients := map[string]*client{}
	for _, k := range casefile.Kinds() {
		if k.Hidden || k.Name == "ReportReceived" {
			continue
		}
		t.Run(k.Name, func(t *testing.T) {
			who := recorder(k)
			if who == "" {
				t.Fatalf("nobody on the site may record it")
			}
			if clients[who] == nil {
				clients[who] = s.signedIn(who)
			}
			c := clients[who]
			p := c.get("/case/" + r.ref + "/record/" + k.Name)
			if p.status != http.StatusOK || p.Find(entryFormSelector).Length() == 0 {
				t.Fatalf("the form answers %d: %s", p.status, p.text("main"))
			}
			sent := c.submit(p, entryFormSelector, nil)
			switch sent.status {
			case http.StatusOK:
				if !strings.HasPrefix(sent.path, "/case/"+r.ref) && sent.text("h1") != "Recorded" {
					t.Errorf("saved and led to %s: %s", sent.path, sent.text("h1"))
				}
			case http.StatusUnprocessableEntity:
				if sent.text(".govuk-error-summary") == "" {
					t.Error("refused without saying why")
				}
			default:
				t.Errorf("an empty form answers %d: %s", sent.status, sent.text("main"))
			}
		})
	}
}

// full answers every question a form asks, as a person working down it would.
func full(form *goquery.Selection) url.Values {
	values := filled(form)
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, f *goquery.Selection) {
		name, kind, numeric := f.AttrOr("name", ""), f.AttrOr("type", ""), f.AttrOr("inputmode", "") == "numeric"
		_, suggests := f.Attr("list")
		switch {
		case strings.HasSuffix(name, "-status") || strings.HasSuffix(name, "-said") || strings.HasPrefix(name, "known-") || strings.Contains(name, "-to-"):
		case kind == "hidden" || kind == "radio" && values.Get(name) != "":
		case strings.HasPrefix(name, "_") && name != fieldReason:
		case goquery.NodeName(f) == "select":
			values.Set(name, f.Find("option").Eq(1).AttrOr("value", ""))
		case kind == "radio" || kind == "checkbox":
			values.Set(name, f.AttrOr("value", ""))
		case strings.HasSuffix(name, "-day"):
			values.Set(name, "18")
		case strings.HasSuffix(name, "-month"):
			values.Set(name, "11")
		case strings.HasSuffix(name, "-year"):
			values.Set(name, "2026")
		case strings.HasSuffix(name, "-time"):
			values.Set(name, "09:30")
		case numeric:
			values.Set(name, "2")
		case name == "to_unit":
			values.Set(name, "north")
		case suggests || name == "members" || name == "staff":
			values.Set(name, "Dilys")
		default:
			values.Set(name, "Words for "+name)
		}
	})
	return values
}

// thingsToSpeakOf are one of each thing that another entry may be about.
func (s *site) thingsToSpeakOf(r reported) []casefile.Event {
	person, pair := casefile.PersonID(r.victim), casefile.PairID(r.pair)
	return []casefile.Event{
		s.event("SuspectArrested", casefile.SuspectArrested{Person: casefile.PersonID(r.actor)}), s.event("BailSet", casefile.BailSet{Person: person}),
		s.event("OrderNoted", casefile.OrderNoted{Person: person}), s.event("BreachReported", casefile.BreachReported{Pair: pair}),
		s.event("SafetyPlanMade", casefile.SafetyPlanMade{Person: person}), s.event("SafetyMeasureSet", casefile.SafetyMeasureSet{Person: person}),
		s.event("VictimMessageReceived", casefile.VictimMessageReceived{Person: person}), s.event("SpecialistAsked", casefile.SpecialistAsked{}),
		s.event("EnquirySet", casefile.EnquirySet{What: "Ask at the shop."}), s.event("CounterAllegationMade", casefile.CounterAllegationMade{Pair: pair}),
	}
}

func TestEveryFormFilledInWholeIsRecorded(t *testing.T) {
	s := newSite(t)
	clients := map[string]*client{}
	for _, k := range casefile.Kinds() {
		if k.Hidden || k.Name == "ReportReceived" {
			continue
		}
		t.Run(k.Name, func(t *testing.T) {
			r := s.report("responder", "Ffion Invented")
			pair := casefile.PairID(r.pair)
			s.record("sergeant", r.id, s.event("OwnerAssigned", casefile.OwnerAssigned{Staff: "responder", Unit: "north"}), s.event("CheckRequested", casefile.CheckRequested{System: "leds_pnc"}),
				s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair}), s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: pair}),
				s.event("CaseHandedOver", casefile.CaseHandedOver{To: "detective"}), s.event("RegistrarAsked", casefile.RegistrarAsked{Pair: pair}))
			s.record("responder", r.id, s.event("CaseClosed", casefile.CaseClosed{}))
			s.record("sergeant", r.id, s.thingsToSpeakOf(r)...)
			who := recorder(k)
			switch k.Name {
			case "HandoverAccepted":
				who = "detective"
			case "AccessGranted", "SafetyCardSet":
				who = "standards"
				s.record("sergeant", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"sergeant"}}))
			}
			if clients[who] == nil {
				clients[who] = s.signedIn(who)
			}
			c := clients[who]
			p := c.get("/case/" + r.ref + "/record/" + k.Name)
			before := len(s.caseNow(r.id).History)
			fields := full(p.Find(entryFormSelector))
			maps.DeleteFunc(fields, func(name string, _ []string) bool { return strings.HasPrefix(name, newPersonFields) }) // in place of somebody of the case
			sent := c.post("/case/"+r.ref+"/record/"+k.Name, fields)
			if sent.Find(`input[name="`+fieldSeen+`"]`).Length() > 0 {
				sent = c.submit(sent, entryFormSelector, nil)
			}
			if sent.status != http.StatusOK {
				t.Fatalf("answers %d: %s", sent.status, sent.text(".govuk-error-summary")+sent.text("h1"))
			}
			if x, err := s.Case(t.Context(), s.as("standards"), r.id); err == nil && len(x.History) <= before {
				t.Error("nothing was added to the case")
			}
		})
	}
}

func TestWhatIsTypedIsRecordedOnceAndShownBack(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	p := c.get("/case/" + r.ref + "/record/IncidentRecorded")
	values := filled(p.Find(entryFormSelector))
	values.Set("behaviours", "following")
	values.Set("unwanted", "s:asked_not_known")
	values.Set("occurred-said", "about nine last night")
	values.Set("what", "He was outside.")
	for range 2 {
		if got := c.post("/case/"+r.ref+"/record/IncidentRecorded", values); got.status != http.StatusOK || !strings.Contains(got.path, "?done=") {
			t.Fatalf("saving leads to %s with %d: %s", got.path, got.status, got.text("main"))
		}
	}
	items := s.caseNow(r.id).Pairs[0].Incidents.Items
	if len(items) != 1 {
		t.Fatalf("sent twice, recorded %d times", len(items))
	}
	i := items[0]
	if i.Unwanted.Status != fact.AskedNotKnown || i.FearViolence.Status != fact.NotAsked || i.When.Value.Said != "about nine last night" || i.Data.What != "He was outside." {
		t.Errorf("recorded %+v at %s", i.Data, i.When.Value.Words())
	}
}

func TestATimeNobodyCanPlaceIsSavedAsSaidAndStaysOpen(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	for _, tt := range []struct {
		said   string
		placed bool
	}{{"since June, every Friday", true}, {"in days of yore", false}} {
		p := c.get("/case/" + r.ref + "/record/IncidentRecorded")
		done := c.submit(p, entryFormSelector, url.Values{"occurred-said": {tt.said}})
		if done.status != http.StatusOK || !strings.Contains(done.path, "?done=") {
			t.Fatalf("%q answers %d: %s", tt.said, done.status, done.text("main"))
		}
		if open := strings.Contains(done.text(".govuk-notification-banner"), "not known yet"); open == tt.placed {
			t.Errorf("%q: that the time is not known yet is said: %v", tt.said, open)
		}
	}
	for _, i := range s.caseNow(r.id).Pairs[0].Incidents.Items {
		if placed := i.When.Known(); i.Occurred.Said == "" || placed != (i.Occurred.Said == "since June, every Friday") {
			t.Errorf("kept as %q, known %v", i.Occurred.Said, placed)
		}
	}
}

func TestEveryProblemIsListedAndNothingTypedIsLost(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	p := c.get("/case/" + r.ref + "/record/IncidentRecorded")
	sent := c.submit(p, entryFormSelector, url.Values{"occurred-from-day": {"31"}, "occurred-from-month": {"2"}, "occurred-from-year": {"2026"},
		"repeats.least": {"lots"}, "what": {"He came <again>"}, "behaviours": {"following"}})
	if sent.status != http.StatusUnprocessableEntity {
		t.Fatalf("answered %d", sent.status)
	}
	links := sent.Find(".govuk-error-summary a")
	if links.Length() != 2 {
		t.Errorf("%d problems are listed; want 2: %s", links.Length(), sent.text(".govuk-error-summary"))
	}
	for _, a := range links.Nodes {
		if href := a.Attr[0].Val; sent.Find(href).Length() != 1 {
			t.Errorf("the summary leads to %s, which is not there", href)
		}
	}
	kept := filled(sent.Find(entryFormSelector))
	if kept.Get("what") != "He came <again>" || kept.Get("repeats.least") != "lots" || kept.Get("behaviours") != "following" || kept.Get("occurred-from-day") != "31" {
		t.Errorf("typed values are lost: %v", kept)
	}
	if kept.Get(fieldEntry) != filled(p.Find(entryFormSelector)).Get(fieldEntry) {
		t.Error("the form has another id than before: it could be recorded twice")
	}
}

func TestADraftOutlivesTheBrowser(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	p := c.get("/case/" + r.ref + "/record/IncidentRecorded")
	values := filled(p.Find(entryFormSelector))
	values.Set("what", "half a sentence")
	draft, _ := p.Find(entryFormSelector).Attr("data-draft")
	if got := c.post(draft, values); got.status != http.StatusNoContent {
		t.Fatalf("saving a draft answers %d", got.status)
	}
	again := s.signedIn("responder") // another browser
	form := again.get("/case/" + r.ref + "/record/IncidentRecorded")
	href, ok := form.Find(".govuk-inset-text a").Attr("href")
	if !ok {
		t.Fatalf("the draft is not offered: %s", form.text("main"))
	}
	open := again.get(href)
	if got := open.text("#f-what"); got != "half a sentence" {
		t.Errorf("the draft opens with %q", got)
	}
	list := again.get("/drafts")
	if !strings.Contains(list.text("main"), r.ref) {
		t.Errorf("the draft is not listed: %s", list.text("main"))
	}
	if other := s.signedIn("sergeant").get("/drafts"); strings.Contains(other.text("main"), r.ref) {
		t.Error("somebody else sees the draft")
	}
	again.submit(open, entryFormSelector, nil)
	if strings.Contains(again.get("/drafts").text("main"), r.ref) {
		t.Error("the draft is still there after it was recorded")
	}
}

func TestADraftOfACaseNoLongerSeenIsGone(t *testing.T) {
	t.Run("restricted", func(t *testing.T) {
		draftGoes(t, func(s *site, r reported) casefile.Event {
			return s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards", Members: []casefile.StaffID{"sergeant"}})
		})
	})
	t.Run("named as the suspect", func(t *testing.T) {
		draftGoes(t, func(s *site, r reported) casefile.Event {
			return s.event("SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(r.pair), Person: casefile.PersonID(r.actor), Staff: "responder"})
		})
	})
}

// draftGoes keeps a draft of the responder's and then shuts them out.
func draftGoes(t *testing.T, shutOut func(*site, reported) casefile.Event) {
	t.Helper()
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	p := c.get("/case/" + r.ref + "/record/IncidentRecorded")
	c.submit(p, entryFormSelector, url.Values{fieldDo: {"draft"}, "what": {"half a sentence"}})
	if !strings.Contains(c.get("/drafts").text("main"), r.ref) {
		t.Fatal("no draft was kept")
	}
	s.record("sergeant", r.id, shutOut(s, r))
	if got := c.get("/drafts"); got.status != http.StatusOK || got.Find(".fs-draft").Length() > 0 {
		t.Errorf("the draft is listed: %s", got.text("main"))
	}
	if got := c.submit(p, entryFormSelector, url.Values{fieldDo: {"draft"}}); got.status != http.StatusNotFound {
		t.Errorf("a draft of it is taken with %d", got.status)
	}
}

func TestAConflictShowsBothAndLosesNothing(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	p := c.get("/case/" + r.ref + "/record/RelationshipRecorded?pair=" + r.pair)
	if got := p.Find("select[name=relationship] option[selected]").AttrOr("value", ""); got != "former_partner" {
		t.Errorf("the relationship on record is not carried in: %q", got)
	}
	s.record("sergeant", r.id, s.event("RelationshipRecorded", casefile.RelationshipRecorded{Pair: casefile.PairID(r.pair), Is: fact.Of(casefile.CurrentPartner)}))
	conflict := c.submit(p, entryFormSelector, url.Values{"relationship": {"dated"}})
	if conflict.status != http.StatusConflict {
		t.Fatalf("answered %d: %s", conflict.status, conflict.text("main"))
	}
	table := conflict.text(".fs-versions")
	for _, want := range []string{"PS Sara Example", s.web.words.Code("Relationship", "current_partner"), s.web.words.Code("Relationship", "dated")} {
		if !strings.Contains(table, want) {
			t.Errorf("the page does not show %q: %s", want, table)
		}
	}
	saved := c.submit(conflict, `form[action$="/record/RelationshipRecorded"]`, nil)
	if saved.status != http.StatusOK || s.caseNow(r.id).Pairs[0].Relation.Value != casefile.Dated {
		t.Errorf("mine on top answers %d and leaves %q", saved.status, s.caseNow(r.id).Pairs[0].Relation.Value)
	}
}

func TestACorrectionMendsAndAWithdrawalTakesBack(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), What: "He rang."})
	s.record("responder", r.id, e)
	c := s.signedIn("responder")
	p := c.get("/case/" + r.ref + "/record/IncidentRecorded?corrects=" + e.ID)
	if got := p.text("#f-what"); got != "He rang." {
		t.Errorf("the form begins with %q", got)
	}
	if refused := c.submit(p, entryFormSelector, url.Values{"what": {"He rang twice."}}); refused.status != http.StatusUnprocessableEntity {
		t.Errorf("a correction without a reason answers %d", refused.status)
	}
	c.submit(p, entryFormSelector, url.Values{"what": {"He rang twice."}, fieldReason: {"misheard"}})
	items := s.caseNow(r.id).Pairs[0].Incidents.Items
	if len(items) != 1 || items[0].Data.What != "He rang twice." {
		t.Fatalf("after the correction the case holds %+v", items)
	}
	w := c.get("/case/" + r.ref + "/record/IncidentRecorded?corrects=" + e.ID + "&withdraw=yes")
	if !strings.Contains(w.text("main"), "He rang twice.") {
		t.Errorf("the page does not say what is withdrawn: %s", w.text("main"))
	}
	c.submit(w, entryFormSelector, url.Values{fieldReason: {"another case"}})
	if items := s.caseNow(r.id).Pairs[0].Incidents.Items; len(items) != 0 {
		t.Errorf("after the withdrawal the case holds %+v", items)
	}
}

func TestAdviceCautionedAgainstStopsOnceAndCanBeRecorded(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	p := c.get("/case/" + r.ref + "/record/AdviceGiven")
	stop := c.submit(p, entryFormSelector, url.Values{"codes": {"told_to_block"}, "by_police": {"true"}, "note": {"said at the desk"}})
	if len(s.caseNow(r.id).Advice) != 0 {
		t.Fatal("it was recorded without a caution")
	}
	if want := s.Edition().Clause("avoid.block").Say; !strings.Contains(stop.text("main"), strings.Join(strings.Fields(want), " ")) {
		t.Errorf("the caution is not shown: %s", stop.text("main"))
	}
	c.submit(stop, entryFormSelector, nil)
	got := s.caseNow(r.id).Advice
	if len(got) != 1 || got[0].Data.Note != "said at the desk" {
		t.Errorf("recorded %+v", got)
	}
}

func TestNobodyRecordsWhereTheirRoleDoesNot(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	for _, tt := range []struct {
		who, kind string
		want      int
	}{{"responder", "RegistrarRuled", http.StatusForbidden}, {"admin", "IncidentRecorded", http.StatusNotFound}, {"advocate", "IncidentRecorded", http.StatusNotFound},
		{"responder", "ClassificationAdvised", http.StatusNotFound}, {"responder", "Nonsense", http.StatusNotFound}} {
		if got := s.signedIn(tt.who).get("/case/" + r.ref + "/record/" + tt.kind); got.status != tt.want {
			t.Errorf("%s opening %s: %d; want %d", tt.who, tt.kind, got.status, tt.want)
		}
	}
}

func TestSomethingProposedSaysWhoDecides(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("sergeant")
	e := s.event("CaseClosed", casefile.CaseClosed{Why: "Reported elsewhere."})
	s.record("sergeant", r.id, e)
	if got := c.get("/case/" + r.ref + "?done=" + e.ID).text(".govuk-notification-banner"); !strings.Contains(got, "saved as proposed") {
		t.Errorf("the case page says %q", got)
	}
	if got := s.signedIn("detective").get("/case/" + r.ref + "?done=" + e.ID); got.Find(".govuk-notification-banner--success").Length() > 0 {
		t.Error("somebody who did not record it is told that they did")
	}
}

func TestAttackTextIsShownAsText(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	const attack = `"><script>alert(1)</script><img src=x onerror=alert(2)>`
	for _, kind := range []string{"PersonAdded", "IncidentRecorded", "AccountRecorded", "SafeContactRecorded", "VictimContacted", "EvidenceAdded"} {
		p := c.get("/case/" + r.ref + "/record/" + kind + "?person=" + r.victim)
		change := url.Values{}
		p.Find(entryFormSelector).Find("textarea, input[type=text]").Each(func(_ int, f *goquery.Selection) {
			_, suggests := f.Attr("list") // of the staff register: other text is refused
			if name := f.AttrOr("name", ""); !suggests && !strings.Contains(name, "-") && !strings.Contains(name, "least") && !strings.Contains(name, "most") && !strings.Contains(name, "age") {
				change.Set(name, attack)
			}
		})
		sent := c.submit(p, entryFormSelector, change)
		pages := []shown{sent, c.get("/case/" + r.ref), c.get("/case/" + r.ref + "/history")}
		if sent.status == http.StatusOK {
			id := s.caseNow(r.id).History[len(s.caseNow(r.id).History)-1].ID
			pages = append(pages, c.get("/case/"+r.ref+"/record/"+kind+"?corrects="+id))
		} else {
			t.Errorf("%s answers %d: %s", kind, sent.status, sent.text("main"))
		}
		for _, page := range pages {
			if page.Find("main script, img[onerror]").Length() > 0 {
				t.Errorf("%s: typed text became markup on %s", kind, page.path)
			}
		}
	}
}
