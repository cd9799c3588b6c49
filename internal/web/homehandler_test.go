package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

func TestACallHandlersHomeBeginsWithTheBoxAndWhatACallMayComeTo(t *testing.T) {
	s := newSite(t)
	s.liveCase()
	h := s.signedIn("handler")
	p := h.get("/")
	if box := p.Find("main h1").NextAll().First(); !box.Is("search") || box.Find("input[autofocus]#search").Length() != 1 || p.Find("[autofocus]").Length() != 1 {
		t.Errorf("after the heading stands %q, with the caret in %d boxes", goquery.NodeName(box), p.Find("[autofocus]").Length())
	}
	if p.Find("header input").Length() != 0 {
		t.Error("the head has a second box")
	}
	for want, q := range map[string]string{"/report": "", "/report/": "Zoe Nowhere"} {
		got := h.post("/call", url.Values{"q": {q}, fieldFor: {forReport}})
		if got.status != http.StatusOK || got.path != want && !(q != "" && strings.HasPrefix(got.path, want)) {
			t.Errorf("a new report with %q typed leads to %s, %d", q, got.path, got.status)
		}
	}
	six := h.post("/call", url.Values{"q": {"Zoe Nowhere"}, fieldFor: {forSix}})
	if !strings.HasSuffix(six.path, "/"+stepCall) || six.Find("#f-v-details-name").AttrOr("value", "") != "Zoe Nowhere" {
		t.Errorf("six questions at %s with %q", six.path, six.Find("#f-v-details-name").AttrOr("value", ""))
	}
	if blank := h.post("/call", url.Values{fieldFor: {forSix}}); blank.path != "/report?as="+stepCall {
		t.Errorf("six questions with nothing typed: %s", blank.path)
	}
	news := h.post("/call", url.Values{"q": {"07700 900123"}, fieldFor: {forNews}})
	if !strings.HasSuffix(news.path, "/news") || news.text("h1") != "Any news?" {
		t.Errorf("who rings for news comes to %s: %s", news.path, news.text("h1"))
	}
	if plain := h.call("07700 900123").Find(".fs-call").First(); !plain.Find("ul").First().HasClass("fs-call__danger") || !strings.HasPrefix(plain.Find("ul").Eq(1).Text(), "Live") || plain.Find(".fs-call__live").PrevFiltered("div").Length() != 0 {
		t.Error("on any other call something but the risk stands before what is in force")
	}
}

// headings are the titles of a page's parts, in order.
func headings(p shown) string {
	return strings.Join(p.Find("main h2").Map(func(_ int, h *goquery.Selection) string { return strings.TrimSpace(h.Text()) }), " | ")
}

func TestACallHandlersHomeSaysWhatIsInForceOfThoseFoundThisShift(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	quiet := s.between("other", "Gwen Elsewhere", "Ned Nowhere")
	listed := s.between("other", "Mali Elsewhere", "Idris Nowhere")
	h := s.signedIn("handler")
	shift := func(c *client) string { return c.get("/").text(".fs-shift") }
	if got := shift(h); !strings.Contains(got, "are listed here") || strings.Contains(got, r.ref) {
		t.Errorf("before anything was found: %s", got)
	}
	h.get("/cases?show=all") // a list names all of them, and finds none
	h.call("07700 900123")
	h.get("/case/" + quiet.ref)
	p := h.get("/")
	got := p.text(".fs-shift")
	for _, want := range []string{"Ffion Invented", r.ref, "Live interim SPO on Steven Madeup: not to approach within 100 m; no contact, until Wed 23 Dec 2026.", "Live police bail before charge", "Marker: firearms",
		"Safe contact for Ffion Invented: Phone, weekdays 9 to 15. Never leave a message.", quiet.ref, "Nothing in force is recorded on this case."} {
		if !strings.Contains(got, want) {
			t.Errorf("home lacks %q: %s", want, got)
		}
	}
	for _, kept := range []string{listed.ref, "01632", "900123", "heron", "licence under review"} {
		if strings.Contains(got, kept) {
			t.Errorf("home holds %q", kept)
		}
	}
	if news := p.Find(`.fs-shift a[href="/case/` + r.ref + `/news"]`); news.Length() != 1 {
		t.Errorf("%d ways to log a call for news", news.Length())
	}
	if got := headings(p); !strings.HasPrefix(got, "In force, of those you found or took this shift | Changed by others in the last twelve hours") {
		t.Errorf("the parts of the page: %s", got)
	}
	if other := s.signedIn("responder"); strings.Contains(other.get("/").body, "fs-shift") {
		t.Error("somebody else is told what a call handler found")
	}
	s.record("responder", r.id, s.event("BreachReported", casefile.BreachReported{Pair: casefile.PairID(r.pair)}))
	if got := h.get("/").text("main"); !strings.Contains(got, "Breach recorded") {
		t.Errorf("what changed on a case found is not told: %s", got)
	}
	s.record("responder", r.id, s.event("AccessRestricted", casefile.AccessRestricted{Guardian: "standards"}))
	if p := h.get("/"); strings.Contains(p.body, r.ref) || strings.Contains(p.text("main"), "Invented") || !strings.Contains(p.text(".fs-shift"), quiet.ref) {
		t.Errorf("a case restricted since: %s", p.text("main"))
	}
	s.now = s.now.Add(7 * time.Hour)
	if got := shift(s.signedIn("handler")); strings.Contains(got, quiet.ref) {
		t.Errorf("the next shift is told what the last one found: %s", got)
	}
}

func TestWhatACallHandlerTookStandsOnTheirHome(t *testing.T) {
	s := newSite(t)
	h := s.signedIn("handler")
	done := h.onReport(h.onReport(h.get("/report?as=call"), url.Values{"s.safe_now": {"false"}, "a.words": {"He is outside."}}), url.Values{fieldDo: {"record"}})
	ref := strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/")
	p := h.get("/")
	if got := p.text(".fs-shift"); !strings.Contains(got, ref) || !strings.Contains(got, "Safety: not safe now") {
		t.Errorf("a report taken is not on home: %s", got)
	}
	if got := headings(p); !strings.Contains(got, "Now (") || strings.Index(got, "Now (") < strings.Index(got, "Changed by others since") || p.Find(".fs-next").Length() != 0 {
		t.Errorf("what is owed does not come last: %s", got)
	}
	s.record("handler", s.page("handler", ref).ID, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{SafeNow: fact.Of(true)}))
	if got := h.get("/").text(".fs-shift"); strings.Contains(got, "not safe") || !strings.Contains(got, ref) {
		t.Errorf("safe since: %s", got)
	}
}

// Every route by which home knows what was found is one of the site.
func TestTheRoutesOfAShiftAreRoutes(t *testing.T) {
	have := map[string]bool{}
	for _, r := range (&Server{}).routes() {
		have[r.method+" "+r.path] = true
	}
	for _, r := range shiftRoutes {
		if !have[r] {
			t.Errorf("%s is no route", r)
		}
	}
}
