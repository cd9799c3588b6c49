package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// Finding words and turning the page keep what is ticked; it is recorded from there.
func TestSearchingInMessagesKeepsWhatIsTicked(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.upload(c.asked(r.ref, "false"), "WhatsApp Chat.txt", chat, nil)
	material := strings.Split(p.path, "?")[0]
	first := p.Find("input[name=row]").First().AttrOr("value", "")
	if form := p.Find(`form[action$="/incidents"]`); form.Find(`input[name="words"]`).Length() != 1 || form.Find(`button[formaction$="/search"]`).Length() != 1 {
		t.Fatal("the words are not searched for from the form the ticks stand in")
	}
	found := c.post(material+"/search", url.Values{"words": {"sorry"}, "row": {first}})
	if got := found.text("main"); !strings.Contains(got, "1 message ticked before, not on this page: still ticked.") {
		t.Errorf("after a search: %s", got)
	}
	if found.Find(`input[type=hidden][name="row"][value="`+first+`"]`).Length() != 1 {
		t.Error("the tick is lost by searching")
	}
	all := c.post(material+"/search", url.Values{fieldDo: {doAll}, "row": {first, found.Find(`input[type=checkbox][name="row"]`).AttrOr("value", "")}})
	if n := all.Find(`input[type=checkbox][name="row"][checked]`).Length(); n != 2 {
		t.Errorf("with all messages shown again %d are ticked, want both", n)
	}
	if got := c.post(material+"/search", url.Values{"row": {"x"}}); got.status != http.StatusConflict {
		t.Errorf("a row that is none: %d", got.status)
	}
	if other := s.signedIn("sergeant").get(all.path); other.Find("input[checked]").Length() > 0 {
		t.Error("somebody else's ticks are shown")
	}
}

// Whoever sees a case and is not on it is told how they come onto it.
func TestSomebodyNotOnACaseIsToldHowToComeOntoIt(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	far := s.signedIn("other")
	for _, path := range []string{"/record/IncidentRecorded?pair=" + r.pair, "/import"} {
		p := far.get("/case/" + r.ref + path)
		if got := p.text("main"); p.status != http.StatusForbidden || !strings.Contains(got, "You are not on this case") || !strings.Contains(got, "held by PC Rhian Example") || !strings.Contains(got, "handed over to you or your unit") || strings.Contains(got, "Your role") {
			t.Errorf("%s: %d, %s", path, p.status, got)
		}
	}
	if got := far.get("/case/" + r.ref + "/record/RegistrarRuled").text("main"); !strings.Contains(got, "Your role does not use this page") {
		t.Errorf("what their role never records: %s", got)
	}
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	if p := far.get("/case/" + r.ref + "/record/IncidentRecorded"); p.status != http.StatusNotFound {
		t.Errorf("of a restricted case they are told: %d, %s", p.status, p.text("main"))
	}
}

// The guardian is told what was done: opening by reference is no search.
func TestTheGuardianIsToldWhetherSomebodySearchedOrTriedToOpen(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Nia Invented")
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	s.signedIn("other").get("/case/" + r.ref)
	guardian := s.signedIn("standards")
	var home, looks string
	for range 50 { // the alert follows the look; nobody waits for it
		home, looks = guardian.get("/").text("main"), guardian.get("/case/"+r.ref+"/looks").text("main")
		if strings.Contains(home, "PC Owen Example") {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if !strings.Contains(home, "PC Owen Example tried to open it once, last Fri 20 Nov 2026 14:00") || strings.Contains(home, "searched for what") {
		t.Errorf("home says %s", home)
	}
	if !strings.Contains(looks, "Tried to open it") {
		t.Errorf("who has looked says %s", looks)
	}
}

// Where somebody in it may be under 18 no picture is asked for; a file of words alone
// may be kept sealed.
func TestAFileThatMayShowAChildIsOfferedOnlyWhereItHoldsWords(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.asked(r.ref, "true")
	if file := p.Find(`input[type="file"]`); file.Length() != 1 || file.Closest("details").Length() != 1 || file.Closest("details").Is("[open]") || !strings.Contains(file.Closest("details").Find("summary").Text(), wordsOnly) {
		t.Errorf("a file is asked for: %s", p.text("main"))
	}
	if p.Find(`a[href*="SpecialistAsked?of=digital"]`).Length() != 1 || !strings.Contains(p.text("main"), "APP") {
		t.Errorf("what to do instead, and whence, is not said: %s", p.text("main"))
	}
}

// A slow sending is announced before it begins, and shown while it lasts.
func TestAPhotographSaysThatSendingMayTakeLong(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	p := c.submit(c.get("/case/"+r.ref+"/photo"), `form[action$="/photo/asked"]`, url.Values{fieldUnder18: {"false"}})
	form := p.Find(`form[enctype="multipart/form-data"]`)
	if !strings.Contains(form.Text(), sendingSlow) || form.AttrOr("data-busy", "") != "Sending the photographs…" {
		t.Errorf("nothing says that it takes long: %s", form.Text())
	}
}

// The overview counts checks as their page does: a system asked on one person of four
// never reads as asked.
func TestTheCountsOfChecksAgree(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	line := c.get("/case/" + r.ref).text(".fs-checks-fold .govuk-details__summary-text")
	page := c.get("/case/" + r.ref + "/checks")
	groups, all := 0, 0
	if _, err := fmt.Sscanf(page.Find("main .govuk-body").First().Text(), "9 systems, on each of the %d people, addresses, numbers, accounts and vehicles below: %d checks.", &groups, &all); err != nil || all != 9*groups || groups < 2 {
		t.Errorf("the page says %q: %v", page.Find("main .govuk-body").First().Text(), err)
	}
	counted, found := strings.CutPrefix(line, fmt.Sprintf("%d checks: ", all))
	if !found {
		t.Errorf("the overview says %q; the page counts %d", line, all)
	}
	var want []string
	for n, o := range []ui.Outcome{ui.NotDone, ui.Asked, ui.Failed, ui.Found, ui.Nothing} {
		if of := strings.TrimSpace(page.Find(".fs-counts__n").Eq(n).Text()); of != "0" {
			want = append(want, of+" "+outcomeWords[o])
		}
	}
	if got := strings.Join(want, "; "); counted != got || len(want) < 4 {
		t.Errorf("the overview counts %q, the page %q", counted, got)
	}
}

// Whoever has the time is asked more about both, straight from the page of FOUR.
func TestThePageOfFourLeadsToMoreAboutBoth(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.get("/report")
	p = c.onReport(p, url.Values{fieldDo: {"to-" + stepJudge}})
	if p.Find(`button[name="`+fieldDo+`"][value="to-`+stepPeople+`"]:contains("More about both first")`).Length() != 1 {
		t.Fatalf("no way to more about both beside going on: %s", p.text("main"))
	}
	if next := c.onReport(p, url.Values{fieldDo: {"to-" + stepPeople}}); !strings.HasPrefix(next.text("h1"), "More about both of them") {
		t.Errorf("it leads to %s", next.text("h1"))
	}
}
