package web

import (
	"strings"
	"testing"

	"foursight/internal/casefile"
)

func TestAnAdvocateSeesTheItemSharedAndNothingElse(t *testing.T) {
	s, _, held, _, _, item := busySite(t)
	c := s.signedIn("advocate")
	p := c.get("/shared")
	got := p.text("main")
	for _, want := range []string{"to plan her safety", "until Mon 30 Nov 2026", held.ref} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the page: %s", want, got)
		}
	}
	if p.Find(".fs-shared .govuk-summary-list__row").Length() == 0 {
		t.Error("the item itself is not shown")
	}
	for _, secret := range []string{"Gwen", "Steven", "07700", "Sample Street", "Former partner"} {
		if strings.Contains(p.body, secret) || strings.Contains(c.get("/").body, secret) {
			t.Errorf("a page for an advocate holds %q", secret)
		}
	}
	if p.Find(".govuk-exit-this-page").Length() != 1 {
		t.Error("no way to leave the page at once")
	}
	withdraw := s.event("AdviceGiven", casefile.AdviceGiven{})
	withdraw.Corrects, withdraw.Withdraw, withdraw.Reason = item, true, "recorded on the wrong case"
	s.record("detective", held.id, withdraw)
	if got := c.get("/shared").text("main"); strings.Contains(got, "to plan her safety") {
		t.Error("an item that was withdrawn is still shown")
	}
}

func TestASharedItemGoesOnItsDay(t *testing.T) {
	s, _, held, _, _, _ := busySite(t)
	s.now = s.now.AddDate(0, 0, 12) // 2 December: shared until the end of November
	p := s.signedIn("advocate").get("/shared")
	if strings.Contains(p.body, held.ref) || !strings.Contains(p.text(".fs-empty"), "will be listed here") {
		t.Errorf("after its last day the page says %q", p.text("main"))
	}
}
