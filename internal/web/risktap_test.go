package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

func TestAGradeByOneTapSaysWhatItLacksAndLeadsToIt(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	c := s.signedIn("detective")
	page := "/case/" + r.ref + "/release/" + arrest
	form := c.get(page).Find(`button[value="judge-high"]`).Closest("form")
	id := form.Find(`input[name="_id"]`).AttrOr("value", "")
	if sent := c.post(page, url.Values{"_do": {"judge-high"}, "_id": {id}, "pair": {r.pair}}); sent.status != http.StatusOK {
		t.Fatalf("one tap answers %d", sent.status)
	}
	task := c.get(page).Find(`h3[id$="-judge"]`).Closest("li")
	if got := task.Text(); !strings.Contains(got, "No tool was asked; the victim’s own view was not asked.") {
		t.Errorf("after one tap it reads %q", got)
	}
	whole := c.get(task.Find(`a[href*="/record/RiskAssessed"]`).AttrOr("href", "/none"))
	if whole.Find(`input[name="judgement"][value="high"][checked]`).Length() != 1 || whole.Find(`[name="tool"]`).Length() == 0 || whole.Find(`[name="victim_view"]`).Length() == 0 {
		t.Errorf("what it leads to does not carry the grade, or does not ask for the rest: %.300q", whole.text("main"))
	}
	done := c.get("/case/" + r.ref + "?done=" + id).Find(".govuk-notification-banner--success")
	if !strings.Contains(done.Text(), "no tool was asked; the victim’s own view was not asked") || done.Find(`a[href*="/record/RiskAssessed"]`).Length() == 0 {
		t.Errorf("the case after saving says %q", done.Text())
	}
	saved := c.submit(whole, entryFormSelector, url.Values{"tool": {"dash"}, "tool_grade": {"high"}, "victim_view_asked": {"true"}})
	if strings.Contains(saved.text(".govuk-notification-banner--success"), "was not asked") {
		t.Errorf("with both said the banner reads %q", saved.text(".govuk-notification-banner--success"))
	}
	if got := c.get(page).Find(`h3[id$="-judge"]`).Closest("li"); strings.Contains(got.Text(), "not asked") || got.Find("a").Length() != 0 {
		t.Errorf("with both said the task reads %q", got.Text())
	}
	if n := c.get("/case/" + r.ref + "/record/RiskAssessed?pair=" + r.pair).Find(`[name="tool"][checked], [name="tool"] option[selected][value="dash"]`).Length(); n != 0 {
		t.Error("the tool of an earlier judgement is put forward as that of this one")
	}
	again := s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.Medium)})
	s.record("detective", r.id, again)
	if got := c.get("/case/" + r.ref).text(".fs-risk__facts"); !strings.Contains(got, "Medium, no tool asked") || !strings.Contains(got, "DASH") {
		t.Errorf("a judgement without a tool beside an older tool's grade reads %q", got)
	}
}

// One press before a release brings no grade down (decision 20).
func TestALowerGradeByOneTapIsProposedAndTheHigherStands(t *testing.T) {
	s := newSite(t)
	r, arrest := heldCase(s)
	pair := casefile.PairID(r.pair)
	s.record("detective", r.id, s.event("RiskAssessed", casefile.RiskAssessed{Pair: pair, Judgement: fact.Of(casefile.High)}))
	c := s.signedIn("detective")
	page := "/case/" + r.ref + "/release/" + arrest
	id := newEntryID()
	s.now = s.now.Add(time.Minute)
	if sent := c.post(page, url.Values{"_do": {"judge-standard"}, "_id": {id}, "pair": {r.pair}}); sent.status != http.StatusOK {
		t.Fatalf("one tap answers %d", sent.status)
	}
	if got := s.caseNow(r.id).Pairs[0].Grade.Value; got != casefile.High {
		t.Errorf("in force is %q", got)
	}
	if got := c.get(page).Find(`h3[id$="-judge"]`).Closest("li").Text(); !strings.Contains(got, "Standard proposed") || !strings.Contains(got, "High stands until a supervisor confirms it") {
		t.Errorf("the task reads %q", got)
	}
	if got := c.get("/case/" + r.ref + "?done=" + id).text(".govuk-notification-banner--success"); !strings.Contains(got, "Until then the risk is High.") {
		t.Errorf("the case after saving says %q", got)
	}
	if got := c.get("/case/" + r.ref).text("main"); !strings.Contains(got, "Lowered risk: High to Standard") {
		t.Errorf("the case does not say what waits: %q", got)
	}
	withdraw := c.get("/case/" + r.ref + "/record/RiskAssessed?corrects=" + s.caseNow(r.id).Pairs[0].Risks[0].ID + "&withdraw=yes")
	if got := c.submit(withdraw, entryFormSelector, url.Values{fieldReason: {"Mistaken."}}); got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), "a supervisor then confirms a lower grade") {
		t.Errorf("withdrawing the High answers %d: %s", got.status, got.text(".govuk-error-summary"))
	}
}
