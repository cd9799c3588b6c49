package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/journal"
	"foursight/internal/store"
	"foursight/internal/web/assets"
)

// looks reads the record of consultations since the last call, from the journal.
func (p *proof) looks() []casework.Look {
	p.t.Helper()
	var out []casework.Look
	must(p.t, p.st.Store.Read(p.t.Context(), func(ctx context.Context, tx store.Tx) error {
		out = nil
		for e, err := range tx.AllEntries(ctx, p.read) {
			if err != nil {
				return err
			}
			p.read = e.Pos + 1
			if e.Kind != "Consulted" {
				continue
			}
			b, err := journal.Open(ctx, p.site.keys, e)
			if err != nil {
				return err
			}
			var in struct{ Looks []casework.Look }
			if err := json.Unmarshal(b.JSON, &in); err != nil {
				return err
			}
			out = append(out, in.Looks...)
		}
		return nil
	}))
	return out
}

// givesAccess are the forms a crawl leaves alone: sent, they would rightly change
// what their sender may see.
var givesAccess = []string{"/OwnerAssigned", "/CaseHandedOver", "/HandoverAccepted", "/AccessRestricted", "/AccessGranted", "/RespondersSent", "/ItemShared", "/SuspectIdentified"}

// crawl opens every page somebody can come to by links from the pages given, and
// sends every form on the way as it stands. It says how much it opened, and gives
// all that was sent to them as one text.
func (p *proof) crawl(t *testing.T, who string, from ...string) (pages, forms int, all string) {
	t.Helper()
	var text strings.Builder
	met := map[string]bool{}
	queue := slices.Clone(from)
	open := func(g got, what string) {
		p.check(t, who, what, g)
		if g.status >= 500 {
			t.Errorf("%s as %s: %d", what, who, g.status)
		}
		text.WriteString(strings.ToLower(g.body))
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(g.body))
		must(t, err)
		doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
			href, _, _ := strings.Cut(a.AttrOr("href", ""), "#")
			// The guidance is the same for everybody and long.
			if strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/guidance") && !met[href] {
				met[href] = true
				queue = append(queue, href)
			}
		})
		doc.Find(`form[method="post"]`).Each(func(_ int, f *goquery.Selection) {
			action := f.AttrOr("action", "")
			fields := filled(f)
			delete(fields, fieldDo)
			key := "POST " + action + " " + fields.Get("field") + fields.Get(fieldCorrects)
			if met[key] || action == "/sign-out" || f.AttrOr("enctype", "") != "" || slices.ContainsFunc(givesAccess, func(k string) bool { return strings.HasSuffix(action, k) }) {
				return
			}
			met[key] = true
			forms++
			sent := p.ask(who, "POST", action, fields)
			p.check(t, who, key, sent)
			if sent.status >= 500 {
				t.Errorf("%s as %s: %d", key, who, sent.status)
			}
			text.WriteString(strings.ToLower(sent.body))
			if to := sent.header.Get("Location"); to != "" && !met[to] {
				met[to] = true
				queue = append(queue, to)
			}
		})
	}
	met[assets.CardPath] = true // the one page that may be kept: TestThePromptCardHoldsNobodyAndAloneMayBeKept
	for len(queue) > 0 && pages < 400 {
		next := queue[0]
		queue = queue[1:]
		pages++
		open(p.ask(who, "GET", next, nil), next)
	}
	return pages, forms, text.String()
}

func TestEveryPageAndFormOfASessionHoldsOnlyWhatItsReaderMaySee(t *testing.T) {
	t.Parallel()
	for _, who := range []string{"responder", "r-responder", "detective", "advocate", "admin"} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			p := newProof(t)
			p.world()
			from := []string{"/", "/cases", "/drafts", "/shared", "/staff"}
			for _, c := range p.cases {
				from = append(from, "/case/"+c.ref, "/case/"+c.ref+"/history", "/case/"+c.ref+"/people")
			}
			pages, forms, all := p.crawl(t, who, from...)
			p.checkLog(t)
			t.Logf("%d pages, %d forms", pages, forms)
			// Whoever may see a class comes to it: the canaries are where they should be.
			classes := p.classes(who)
			for label, c := range p.cases {
				for _, class := range []casefile.FieldClass{casefile.ClassCase, casefile.ClassIntel, casefile.ClassSensitive, casefile.ClassContact, casefile.ClassSafety} {
					if class == casefile.ClassSafety && who == "advocate" {
						continue // no plan and no way to reach anybody is shared with them
					}
					if classes[label][class] && !strings.Contains(all, c.canary(class)) {
						t.Errorf("the %s canary of %q is nowhere, though %s may see it: the crawl proves nothing of it", class, label, who)
					}
				}
			}
		})
	}
}

// What a call is answered with holds what protects life for the control room, case
// facts for everybody else who may look, and nothing closer, however it is asked.
func TestACallHoldsOnlyWhatItsReaderMaySee(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.world()
	told := map[bool]int{}
	for _, role := range casefile.Role("").Codes() {
		who := "r-" + role
		if !access.May(p.as(who), access.Seek) {
			continue
		}
		for label, c := range p.cases {
			for _, q := range []string{c.canary(casefile.ClassCase) + " Invented", "Steven " + c.canary(casefile.ClassCase), "@" + c.canary(casefile.ClassContact), "FE1 2AB", c.ref, "07700 900123",
				c.canary(casefile.ClassCase) + " Invented and Steven " + c.canary(casefile.ClassCase)} {
				to := p.ask(who, "POST", "/call", url.Values{"q": {q}}).header.Get("Location")
				g := p.ask(who, "GET", to, nil)
				if g.status != http.StatusOK {
					t.Fatalf("%s asks %q: %d", who, q, g.status)
				}
				g.body = strings.ReplaceAll(g.body, q, "·") // what was typed is no news
				p.check(t, who, "call "+q, g)
				if strings.Contains(g.body, c.canary(protects)) {
					told[p.as(who).ControlRoom()]++
					if label == "walled" {
						t.Errorf("%s is told of the restricted case by %q", who, q)
					}
				}
			}
		}
	}
	if told[true] < 50 {
		t.Errorf("terms reached the control room %d times: the test proves nothing", told[true])
	}
	// What was found stands on a call handler's home afterwards, and no more than that.
	g := p.ask("r-call_handler", "GET", "/", nil)
	p.check(t, "r-call_handler", "call then home", g)
	if !strings.Contains(g.body, p.cases["far"].canary(protects)) {
		t.Error("no terms stand on the home of who found them: the test proves nothing")
	}
	p.checkLog(t)
}

// Attack 27: a colleague who sees facts only opens every form that corrects an
// entry, sends it with something missing, keeps it as a draft, and loses a race.
func TestFormsNeverGiveBackAWithheldField(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.world()
	c, who := p.cases["unit"], "r-responder"
	tried := 0
	for _, e := range p.entries(who, c.id) {
		path := "/case/" + c.ref + "/record/" + e.Kind
		g := p.ask(who, "GET", path+"?corrects="+e.ID, nil)
		p.check(t, who, path, g)
		if g.status != http.StatusOK {
			continue
		}
		tried++
		form := p.formOn(who, path+"?corrects="+e.ID, path)
		for _, change := range []url.Values{{fieldReason: {""}}, {fieldDo: {"draft"}}, {fieldDo: {"edit"}}, {fieldWithdraw: {"yes"}, fieldReason: {""}}, {fieldBase: {"1"}, fieldReason: {"misheard"}, fieldEntry: {newEntryID()}}, {fieldBase: {"1"}, fieldReason: {"misheard"}, fieldEntry: {newEntryID()}}} {
			f := clone(form)
			for n, v := range change {
				f[n] = v
			}
			g := p.ask(who, "POST", path, f)
			p.check(t, who, path+" "+fmt.Sprint(change), g)
			if g.status >= 500 {
				t.Errorf("%s with %v: %d", path, change, g.status)
			}
		}
	}
	if tried < 8 {
		t.Errorf("%d forms opened, want most kinds of the case", tried)
	}
	// What was withheld from the form is still in the record.
	page := p.page("responder", c.id)
	who2 := page.Person(casefile.PersonID(c.victim))
	if len(who2.Phones) != 1 || len(who2.Addresses) != 1 {
		t.Errorf("a correction by somebody who could not see them lost numbers or addresses: %v %v", who2.Phones, who2.Addresses)
	}
}

// pages that hold nothing of any case or person and so are shown without a look:
// the list published of what is not recorded.
var notRecorded = []string{"GET /search", "GET /call", "GET /report", "GET /staff/new", "GET /watch"}

func TestEveryPageLeavesALookThatSaysWhoWhyAndWhat(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.world()
	c := p.cases["unit"]
	p.looks()
	one := func(who string, r route, c *planted) (casework.Look, got) {
		t.Helper()
		g := p.ask(who, r.method, address(r, c), formFor(r, c))
		got := p.looks()
		if len(got) == 0 {
			return casework.Look{}, g
		}
		if got[0].Staff != who || !got[0].At.Equal(p.now) {
			t.Errorf("%s %s: look %+v", r.method, r.path, got[0])
		}
		return got[0], g
	}
	seen := 0
	for _, r := range p.web.routes() {
		if r.method != "GET" || r.action == access.Public {
			continue
		}
		name := r.method + " " + r.path
		if r.object == onCase {
			who, basis := "responder", access.Allocated
			if r.action == access.Export {
				who, basis = "sergeant", access.Supervises
			}
			page := p.page(who, c.id)
			look, g := one(who, r, c)
			if look.Route == "" || len(look.Cases) != 1 || look.Cases[0] != (casework.LookedAt{ID: c.id, Version: page.Version}) || look.Basis != basis || len(look.Classes) != len(everyClass) ||
				look.Outcome != "shown" && look.Outcome != "exported" || look.Route != name && look.Route != "export" {
				t.Errorf("%s: %d, look %+v; want the case, version %d, %s, every class", name, g.status, look, page.Version, basis)
			}
			look, _ = one("r-responder", r, c)
			if look.Basis != access.SameUnit && look.Outcome == "shown" || look.Route == "" || slices.Contains(look.Classes, string(casefile.ClassContact)) {
				t.Errorf("%s as a colleague: look %+v", name, look)
			}
			miss, _ := one("r-responder", r, p.cases["walled"])
			none, _ := one("r-responder", r, absent)
			if miss.Outcome != "miss" || len(miss.Cases) > 0 || miss.Route != none.Route || miss.Basis != none.Basis || miss.Outcome != none.Outcome || len(none.Cases) > 0 {
				t.Errorf("%s: hidden leaves %+v, absent %+v", name, miss, none)
			}
			seen++
			continue
		}
		who := "responder"
		if !access.May(p.as(who), r.action) {
			who = map[access.Action]string{access.KeepStaff: "admin", access.SeeShared: "advocate", access.Measure: "sergeant"}[r.action]
		}
		look, g := one(who, r, c)
		if (look.Route == "") != slices.Contains(notRecorded, name) {
			t.Errorf("%s: %d with look %+v", name, g.status, look)
		}
		refusedTo := "admin"
		if who == "admin" {
			refusedTo = "responder"
		}
		if !access.May(p.as(refusedTo), r.action) {
			if look, g := one(refusedTo, r, c); look.Outcome != "refused" || g.status != http.StatusForbidden {
				t.Errorf("%s as %s: %d, look %+v; want a refusal on record", name, refusedTo, g.status, look)
			}
		}
	}
	if seen < 15 {
		t.Errorf("%d pages of a case", seen)
	}
	for q, outcome := range map[string]string{c.canary(casefile.ClassCase) + " Invented": "shown", "nobody at all": "miss", p.cases["walled"].canary(casefile.ClassCase): "miss"} {
		to := p.ask("responder", "POST", "/search", url.Values{"q": {q}}).header.Get("Location")
		p.ask("responder", "GET", to, nil)
		got := p.looks()
		if len(got) == 0 {
			t.Errorf("a search %q leaves no look", q)
			continue
		}
		last := got[len(got)-1]
		if last.Outcome != outcome || (len(last.Cases) > 0) != (outcome == "shown") || strings.Contains(fmt.Sprintf("%+v", last), q) {
			t.Errorf("a search %q leaves %+v, want %s without the words", q, last, outcome)
		}
	}
	// Attack 91: a look without a body is a look.
	if g := p.ask("responder", "HEAD", "/case/"+c.ref, nil); g.status != http.StatusOK {
		t.Errorf("HEAD: %d", g.status)
	}
	if got := p.looks(); len(got) != 1 || got[0].Cases[0].ID != c.id {
		t.Errorf("HEAD leaves %+v", got)
	}
	p.ask("responder", "GET", "/case/"+c.ref, nil, func(r *http.Request) { r.Header.Set("Range", "bytes=0-10"); r.Header.Set("If-None-Match", "*") })
	if got := p.looks(); len(got) != 1 {
		t.Errorf("a range of a page leaves %+v", got)
	}
}

// Attack 89 and house rule 8: no access record, no page.
func TestWithoutARecordOfLooksNothingIsShown(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.world()
	c := p.cases["unit"]
	found := p.ask("responder", "POST", "/search", url.Values{"q": {c.canary(casefile.ClassCase)}}).header.Get("Location")
	p.st.failLooks(true)
	defer p.st.failLooks(false)
	withheld := 0
	ask := func(who, method, path string, form url.Values) {
		t.Helper()
		g := p.ask(who, method, path, form)
		checkHeaders(t, path, g)
		for _, class := range everyClass {
			if strings.Contains(strings.ToLower(g.body), c.canary(class)) {
				t.Errorf("%s %s as %s: %d and shows a %s canary, unrecorded", method, path, who, g.status, class)
			}
		}
		if g.status == http.StatusServiceUnavailable {
			withheld++
		}
		if g.status == http.StatusOK && strings.Contains(path, c.ref) {
			t.Errorf("%s %s as %s: 200, unrecorded", method, path, who)
		}
	}
	for _, r := range p.web.routes() {
		if r.action == access.Public || r.path == "/session/extend" {
			continue
		}
		for _, who := range []string{"responder", "r-responder", "other", "advocate", "admin"} {
			ask(who, r.method, address(r, c), formFor(r, c))
			ask(who, r.method, address(r, absent), formFor(r, absent))
		}
	}
	ask("responder", "GET", found, nil)
	if withheld < 100 {
		t.Errorf("%d answers withheld, want most", withheld)
	}
}

// leaver is a reader whose connection breaks as the first byte arrives.
type leaver struct {
	*httptest.ResponseRecorder
	leave func()
}

func (l leaver) Write(b []byte) (int, error) { l.leave(); return 0, http.ErrHandlerTimeout }

// Attack 90: who has been sent a page has been recorded, even if they left.
func TestAReaderWhoLeavesAsThePageArrivesIsOnRecord(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	p.key("responder")
	p.looks()
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, "GET", "https://foursight.example.org/case/"+c.ref, nil)
	r.AddCookie(&http.Cookie{Name: sessionCookie, Value: p.key("responder")})
	var before []casework.Look
	p.web.ServeHTTP(leaver{httptest.NewRecorder(), func() { before = append(before, p.looks()...); cancel() }}, r)
	if len(before) != 1 || before[0].Cases[0].ID != c.id {
		t.Errorf("as the first byte left, the record held %+v; want the look", before)
	}
}
