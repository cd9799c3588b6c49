package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// APP 4.1: advice at the door is the advice of the page about safety, by what was said.
func TestAdviceAtTheDoorIsTheAdviceOfTheSafetyPage(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{fieldDo: {"to-" + stepActs}})
	p = c.onReport(p, url.Values{"l.relationship": {"former_partner"}, "i1.behaviours": {"tracking"}, fieldDo: {"to-" + stepLeave}})
	titles := func(p shown, in string) (out []string) {
		p.Find(in).Each(func(_ int, l *goquery.Selection) { out = append(out, strings.Join(strings.Fields(l.Text()), " ")) })
		return out
	}
	fold := p.Find("details").FilterFunction(func(_ int, d *goquery.Selection) bool {
		return strings.TrimSpace(d.ChildrenFiltered("summary").Text()) == "Advice to offer"
	})
	if got := titles(shown{Document: goquery.NewDocumentFromNode(fold.Get(0))}, ".fs-advise__group > legend"); !slices.Contains(got, "They are or were close (because: former partner)") || !slices.ContainsFunc(got, func(x string) bool { return strings.HasPrefix(x, "Their movements may be known (because: ") }) {
		t.Errorf("advice is offered for %q", got)
	}
	var values []string
	fold.Find(`input[name="` + fieldAdvice + `"]`).Each(func(_ int, x *goquery.Selection) { values = append(values, x.AttrOr("value", "")) })
	var want []string
	for _, a := range s.web.adviceOffered() {
		want = append(want, a.Key())
	}
	slices.Sort(values)
	slices.Sort(want)
	if !slices.Equal(values, want) {
		t.Errorf("offered %v, want %v", values, want)
	}
	p = c.onReport(p, url.Values{fieldAdvice: {"keep_log/", "review_shared_accounts/smart_home", "told_to_block/", "nothing/"}, "d.safe_to_follow": {"true"}, fieldDo: {"to-" + stepSafe}})
	p = c.onReport(p, url.Values{fieldDo: {"to-" + stepLeave}})
	if n := p.Find(`input[name="` + fieldAdvice + `"][checked]`).Length(); n != 2 {
		t.Errorf("%d pieces stay ticked on the way, want 2", n)
	}
	done := c.onReport(p, nil)
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	if len(x.Advice) != 1 {
		t.Fatalf("%d records of advice", len(x.Advice))
	}
	a := x.Advice[0]
	if !slices.Equal(a.Codes, []casefile.AdviceCode{"keep_log", "review_shared_accounts"}) || !slices.Equal(a.Data.Where, []casefile.Platform{"smart_home"}) || a.Data.ByPolice != fact.Of(true) || a.Data.SafeTo != fact.Of(true) || a.Data.Person != x.Pairs[0].VictimID {
		t.Errorf("recorded %+v", a.Data)
	}
	// The page about safety knows it was given, and the door says so too.
	again := c.onReport(c.get("/case/"+x.Ref+"/door"), url.Values{fieldDo: {"to-" + stepLeave}})
	if got := again.text("#advice-" + string(x.Pairs[0].VictimID) + "-keep_log--hint"); !strings.Contains(got, "Given ") || !strings.Contains(got, "PC Rhian Example") {
		t.Errorf("at the door again it reads %q", got)
	}
}

// One tap from the last page to a photograph; who may be pictured is asked first.
func TestTheLastPageLeadsToAPhotographInOneTap(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.onReport(c.get("/report"), url.Values{"s.safe_now": {"true"}, fieldDo: {"to-" + stepLeave}})
	if got := p.text(`button[value="` + doPhoto + `"]`); got != "Record it, then take a photograph" {
		t.Fatalf("the last page offers %q", got)
	}
	photo := c.onReport(p, url.Values{fieldDo: {doPhoto}})
	ref := strings.Split(photo.path, "/")[2]
	if !strings.HasPrefix(photo.path, "/case/"+ref+"/photo?after=") || photo.Find(`[name="`+fieldUnder18+`"]`).Length() == 0 || photo.Find(`input[type="file"]`).Length() > 0 || !s.caseNow(ref).Safety.Value {
		t.Errorf("it leads to %s: %s", photo.path, photo.text("main"))
	}
	last := c.onReport(c.get("/case/"+ref+"/door"), url.Values{fieldDo: {"to-" + stepLeave}})
	if again := c.onReport(last, url.Values{"g.words": {"At her sister's."}, fieldDo: {doPhoto}}); !strings.HasPrefix(again.path, "/case/"+ref+"/photo?after=") || len(s.caseNow(ref).Plans) != 1 {
		t.Errorf("gone on with, it leads to %s", again.path)
	}
	h := s.signedIn("handler")
	if p := h.onReport(h.get("/report"), url.Values{fieldDo: {"to-" + stepLeave}}); p.Find(`button[value="`+doPhoto+`"]`).Length() > 0 || p.Find(`button[value="`+doSend+`"]`).Length() != 1 {
		t.Error("who answers calls is offered a camera, or not to send anybody")
	}
}
