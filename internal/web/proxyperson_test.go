package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

// Contact comes mostly through somebody the case does not have yet. They are named where
// the contact is, once, and are somebody else than those it has.
func TestContactThroughSomebodyNewNamesThemOnce(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	path := "/case/" + r.ref + "/record/ProxyRecorded"
	before := len(s.caseNow(r.ref).Persons.Items)

	p := c.get(path)
	if got := p.text(entryFormSelector + " details"); !strings.Contains(got, "Somebody who is not in this case yet") || !strings.Contains(got, "What is their name?") {
		t.Fatalf("nobody new can be named: %s", got)
	}
	say := url.Values{"n.details.name": {"Morgan Madeup"}, "n.details.handles": {"@mo_m on Photogram"}, "through": {"new_partner"}, "what": {"She messages for him."}}
	c.submit(p, entryFormSelector, say)
	c.submit(p, entryFormSelector, say) // the same form again is the same act
	x := s.caseNow(r.ref)
	proxies := x.Pairs[0].Proxies
	if len(proxies) != 1 || len(x.Persons.Items) != before+1 {
		t.Fatalf("%d proxies and %d people, want 1 and %d", len(proxies), len(x.Persons.Items), before+1)
	}
	who := x.Person(proxies[0].Person)
	if who == nil || who.Name.Value != "Morgan Madeup" || !who.Has(casefile.Proxy) || who.Has(casefile.Victim) || len(who.Handles) != 1 || proxies[0].Data.What != "She messages for him." {
		t.Errorf("contact through %+v: %+v", who, proxies[0].Data)
	}
	if got := c.get("/case/" + r.ref + "/people").text("main"); !strings.Contains(got, "Morgan Madeup") {
		t.Errorf("the people are %s", got)
	}

	both := url.Values{"person": {who.ID}, "n.details.name": {"Kim Invented"}}
	if got := c.submit(c.get(path), entryFormSelector, both); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), "one entry is for one person") ||
		got.Find("input[name='n.details.name']").AttrOr("value", "") != "Kim Invented" || got.Find("details[open] input[name='n.details.name']").Length() != 1 {
		t.Errorf("two people in one entry: %d: %s", got.status, got.text(".govuk-error-summary"))
	}
	c.submit(c.get(path), entryFormSelector, url.Values{"person": {who.ID}, "through": {"new_partner"}})
	if x = s.caseNow(r.ref); len(x.Pairs[0].Proxies) != 2 || len(x.Persons.Items) != before+1 || x.Pairs[0].Proxies[1].Person != casefile.PersonID(who.ID) {
		t.Errorf("the same person again: %d proxies, %d people", len(x.Pairs[0].Proxies), len(x.Persons.Items))
	}
	c.submit(c.get(path), entryFormSelector, url.Values{"through": {"court_or_legal"}, "body": {"Northwick family court"}})
	if x = s.caseNow(r.ref); len(x.Pairs[0].Proxies) != 3 || x.Pairs[0].Proxies[2].Person != "" || len(x.Persons.Items) != before+1 {
		t.Errorf("through a court: %+v", x.Pairs[0].Proxies[len(x.Pairs[0].Proxies)-1])
	}
	if got := c.get(path + "?corrects=" + proxies[0].ID).text("main"); strings.Contains(got, "not in this case yet") {
		t.Error("a correction offers to add somebody")
	}
}

// What is typed of somebody new is kept with a draft as all else is.
func TestADraftKeepsSomebodyNew(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	c := s.signedIn("responder")
	c.submit(c.get("/case/"+r.ref+"/record/ProxyRecorded"), entryFormSelector, url.Values{"n.details.name": {"Morgan Madeup"}, "_do": {"draft"}})
	drafts, err := s.Drafts(t.Context(), "responder", r.id)
	if err != nil || len(drafts) != 1 {
		t.Fatalf("%d drafts: %v", len(drafts), err)
	}
	got := c.get("/case/" + r.ref + "/record/ProxyRecorded?draft=" + drafts[0].ID)
	if got.Find("input[name='n.details.name']").AttrOr("value", "") != "Morgan Madeup" {
		t.Errorf("the draft lost the name: %s", got.text("main"))
	}
}
