package web

import (
	"bytes"
	"context"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/importer"
	"foursight/internal/web/assets"
)

// formOn is a form of a page as a browser would send it.
func (p *proof) formOn(who, path, action string) url.Values {
	p.t.Helper()
	g := p.ask(who, "GET", path, nil)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(g.body))
	must(p.t, err)
	form := doc.Find(`form[action="` + action + `"]`).First()
	if form.Length() == 0 {
		p.t.Fatalf("%s as %s: %d, no form for %s", path, who, g.status, action)
	}
	values := filled(form)
	delete(values, fieldDo)
	return values
}

// version is how many entries a case has.
func (p *proof) version(c *planted) int64 {
	p.t.Helper()
	who := "r-spoc"
	if c.label == "walled" {
		who = "standards"
	}
	return p.page(who, c.id).Version
}

// Attacks 77, 14: a change that another site, or no site at all, makes the browser
// send is refused on every route that changes anything, and changes nothing.
func TestChangesSentFromElsewhereAreRefused(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	before := p.version(c)
	from := map[string]func(*http.Request){
		"neither header": func(r *http.Request) { r.Header.Del("Sec-Fetch-Site") },
		"cross-site":     func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"same-site":      func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		"another origin": func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "https://evil.example.org")
		},
		"a null origin": func(r *http.Request) { r.Header.Del("Sec-Fetch-Site"); r.Header.Set("Origin", "null") },
		"text/plain JSON": func(r *http.Request) {
			r.Header.Set("Sec-Fetch-Site", "cross-site")
			r.Header.Set("Content-Type", "text/plain")
		},
	}
	changes := 0
	for _, r := range p.web.routes() {
		if r.method != "POST" {
			continue
		}
		changes++
		for name, change := range from {
			g := p.ask("responder", "POST", address(r, c), formFor(r, c), change)
			checkHeaders(t, name, g)
			if g.status != http.StatusForbidden || g.header.Get("Set-Cookie") != "" {
				t.Errorf("POST %s with %s: %d, cookie %q; want 403 and none", r.path, name, g.status, g.header.Get("Set-Cookie"))
			}
		}
	}
	if changes < 15 || p.version(c) != before {
		t.Errorf("%d routes tried; the case went from version %d to %d", changes, before, p.version(c))
	}
}

// Attack 20: a method an address does not take is 405 whatever the case, and no
// field or header turns one method into another.
func TestOtherMethodsAreNotAllowedAndDoNothing(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	before := p.version(c)
	takes := map[string][]string{}
	for _, r := range p.web.routes() {
		takes[address(r, c)] = append(takes[address(r, c)], r.method)
	}
	for path, methods := range takes {
		for _, m := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"} {
			if slices.Contains(methods, m) {
				continue
			}
			var form url.Values
			if m == "POST" {
				form = url.Values{"_method": {"GET"}}
			}
			g := p.ask("responder", m, path, form, func(r *http.Request) { r.Header.Set("X-Http-Method-Override", "POST") })
			checkHeaders(t, m+" "+path, g)
			if g.status != http.StatusMethodNotAllowed || g.header.Get("Allow") == "" {
				t.Errorf("%s %s: %d, Allow %q; want 405 with what it takes", m, path, g.status, g.header.Get("Allow"))
			}
		}
	}
	if p.version(c) != before {
		t.Error("a method that is not allowed recorded something")
	}
}

// Attack 83: nothing stands beside the site map, and before sign-in the version
// is not told.
func TestNothingStandsBesideTheSiteMap(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	for _, who := range []string{"", "responder"} {
		for _, path := range []string{"/debug/pprof/", "/debug/vars", "/metrics", "/health", "/.git/config", "/.env", "/admin", "/api", "/case", "/case/", "/staff/../cases", "/assets/../cases", assets.Prefix, assets.Prefix + "static/", "//evil.example.org", "/%2e%2e/etc/passwd", "/search/%0d%0aSet-Cookie:%20x=1"} {
			g := p.ask(who, "GET", path, nil)
			if g.status == http.StatusOK || g.header.Get("Location") != localPath(g.header.Get("Location")) && g.header.Get("Location") != "" || g.header.Get("Set-Cookie") != "" || strings.Contains(g.body, "root:") {
				t.Errorf("GET %s as %q: %d %v", path, who, g.status, g.header)
			}
		}
	}
	if g := p.ask("", "GET", "/sign-in", nil); g.status != http.StatusOK || strings.Contains(g.body, "Build test") || strings.Contains(g.body, ">test<") {
		t.Errorf("the sign-in page: %d, tells the version", g.status)
	}
	if !strings.Contains(assets.Policy, "frame-ancestors 'none'") || strings.Contains(assets.Policy, "unsafe") || strings.Contains(assets.Policy, "http") || !strings.Contains(assets.Policy, "default-src 'none'") {
		t.Errorf("content policy: %s", assets.Policy)
	}
}

// Attacks 55, 81, 84: no address of another host comes out, whatever host, origin
// or next page goes in.
func TestNoHostOfTheRequestComesBack(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	for _, path := range []string{"/", "/cases", "/case/" + c.ref, "/case/" + c.ref + "/duties", "/sign-in?next=https://evil.example.org", "/?next=//evil.example.org", "/nowhere"} {
		for _, who := range []string{"", "responder"} {
			g := p.ask(who, "GET", path, nil, func(r *http.Request) {
				r.Host = "evil.example.org"
				for _, name := range []string{"X-Forwarded-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-For", "X-Real-Ip", "Origin"} {
					r.Header.Set(name, "https://evil.example.org")
				}
				r.Header.Set("X-Remote-User", "sergeant")
			})
			checkHeaders(t, path, g)
			if strings.Contains(g.body, "evil.example.org") || strings.Contains(g.header.Get("Location"), "evil") {
				t.Errorf("GET %s as %q: the answer holds the host of the attack", path, who)
			}
		}
	}
	for in, want := range map[string]string{"/case/x": "/case/x", "//evil": "/", `/\evil`: "/", "https://evil": "/", "": "/", "/\t/evil": "/", "/a\r\nSet-Cookie: x": "/", `/a\..\evil`: "/", "javascript:alert(1)": "/"} {
		if got := localPath(in); got != want {
			t.Errorf("localPath(%q) = %q, want %q", in, got, want)
		}
	}
}

// Attacks 16 to 18: each id in path and form swapped for one of another case, seen
// or hidden, under a case that is one's own.
func TestIDsOfOtherCasesOpenNothingUnderOnesOwn(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	own := p.plant("own", "north", "responder")
	far, walled := p.plant("far", "south", "other"), p.plant("walled", "north", "detective")
	p.wall(walled)
	before := p.version(own)
	record := func(kind string, change url.Values) url.Values {
		path := "/case/" + own.ref + "/record/" + kind
		values := p.formOn("responder", path, path)
		for n, v := range change {
			values[n] = v
		}
		return values
	}
	nobody := &planted{label: "nobody", reported: reported{id: labelID("nobody"), ref: labelRef("nobody"), victim: labelID("nobody victim"), actor: labelID("nobody actor"), pair: labelID("nobody pair")},
		entry: labelID("nobody incident"), check: labelID("nobody check"), material: labelID("nobody material")}
	var answers [3][]string
	for i, c := range []*planted{walled, far, nobody} {
		child := func(method, path string, form url.Values, want int) {
			g := p.ask("responder", method, "/case/"+own.ref+path, form)
			if g.status != want {
				t.Errorf("%s %s of %q: %d, want %d", method, path, c.label, g.status, want)
			}
			p.check(t, "responder", method+" "+path+" "+c.ref+" "+c.id, g)
			for _, id := range []string{c.id, c.entry, c.check, c.material, c.pair, c.victim, c.actor} {
				g.body = strings.ReplaceAll(g.body, id, "·") // an id that was sent may come back in the form
			}
			g.header.Del("Set-Cookie")
			answers[i] = append(answers[i], masked(g))
		}
		child("GET", "/entry/"+c.entry, nil, 404)
		child("GET", "/material/"+c.material, nil, 404)
		child("GET", "/material/"+c.material+"/original", nil, 404)
		child("POST", "/material/"+c.material+"/search", url.Values{"q": {"home"}}, 404)
		child("POST", "/material/"+c.material+"/incidents", url.Values{"row": {"1"}, "pair": {own.pair}}, 404)
		child("GET", "/duties/spo.considered/"+c.pair+"/1", nil, 404)
		child("GET", "/record/IncidentRecorded?corrects="+c.entry, nil, 404)
		child("POST", "/record/IncidentRecorded", record("IncidentRecorded", url.Values{fieldCorrects: {c.entry}, fieldReason: {"swapped"}}), 404)
		child("POST", "/record/IncidentRecorded", record("IncidentRecorded", url.Values{"pair": {c.pair}}), 422)
		child("POST", "/record/CheckCompleted", record("CheckCompleted", url.Values{"check": {c.check}, "result": {"no_trace"}}), 422)
		child("POST", "/record/RiskAssessed", record("RiskAssessed", url.Values{"pair": {c.pair}, "judgement": {"high"}}), 422)
		for _, field := range []string{"person/" + c.victim + "/phones/0", "safe/" + c.victim + "/number/0", "entry/" + c.entry + "/place/0", "person/" + own.victim + "/phones/99", "person/" + own.victim + "/name/0", "x", ""} {
			child("POST", "/reveal", url.Values{"field": {field}}, 404)
		}
	}
	for i := range answers[0] {
		if answers[0][i] != answers[2][i] {
			t.Errorf("an id of a hidden case is answered\n%s\nand one of no case\n%s", answers[0][i], answers[2][i])
		}
	}
	if p.version(own) != before {
		t.Errorf("version %d became %d: something was recorded", before, p.version(own))
	}
}

// Attack 16 for what is somebody's own: drafts, reports under way, searches.
func TestWhatIsSomebodysOwnIsNotThereForOthers(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	path := "/case/" + c.ref + "/record/AccountRecorded"
	form := p.formOn("responder", path, path)
	form.Set("words", "zqowndraft said in tears")
	form.Set(fieldDo, "draft")
	if g := p.ask("responder", "POST", path, form); g.status != http.StatusOK {
		t.Fatalf("draft: %d", g.status)
	}
	id := form.Get(fieldEntry)
	report := labelID("a report")
	if g := p.ask("responder", "POST", "/report/"+report+"/account", url.Values{fieldCase: {labelID("a report's case")}, fieldEntry: {report}, "_step": {"account"}, "v.details.name": {"zqowndraft Name"}}); g.status != http.StatusSeeOther && g.status != http.StatusOK {
		t.Fatalf("report: %d", g.status)
	}
	found := p.ask("responder", "POST", "/search", url.Values{"q": {"zqowndraft"}}).header.Get("Location")
	for _, who := range []string{"sergeant", "r-responder", "admin"} {
		for _, path := range []string{path + "?draft=" + id, "/report/" + report + "/account", "/report/" + report + "/leave", found, "/drafts", "/"} {
			if g := p.ask(who, "GET", path, nil); strings.Contains(g.body, "zqowndraft") {
				t.Errorf("GET %s as %s gives another's draft or search", path, who)
			}
		}
		p.ask(who, "POST", "/draft/"+id+"/drop", url.Values{})
	}
	if g := p.ask("responder", "GET", path+"?draft="+id, nil); !strings.Contains(g.body, "zqowndraft said in tears") {
		t.Error("the draft's own writer no longer has it")
	}
}

// Attack 19: fields that no form has are not taken for what the server knows.
func TestFieldsNobodyAskedForAreIgnored(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	path := "/case/" + c.ref + "/record/AdviceGiven"
	form := p.formOn("responder", path, path)
	form["codes"] = []string{"keep_log"}
	for _, name := range []string{"actor", "by", "author", "staff", "role", "unit", "basis", "recorded", "recorded_at", "clock", "seq", "stream", "version", "source", "cause", "around", "around.roles", "authorised_by", "force_id", "restricted", "proposed", "kind", "_actor", "_role", "_unit", "_basis", "_recorded", "data", "put_right_by"} {
		form.Set(name, "superintendent")
	}
	g := p.ask("responder", "POST", path, form)
	if g.status != http.StatusSeeOther {
		t.Fatalf("%d: %s", g.status, g.body)
	}
	page := p.page("responder", c.id)
	e := page.History[len(page.History)-1]
	whole, err := json.Marshal(e)
	must(t, err)
	if strings.Contains(string(whole), "superintendent") {
		t.Errorf("recorded %s", whole)
	}
	if e.Actor != "responder" || e.Role != casefile.Responder || e.Unit != "north" || e.Basis != string(access.Allocated) || !e.Recorded.Equal(p.now) || e.Stream != "case/"+c.id || e.Source != casefile.FromForm || page.Restricted != nil {
		t.Errorf("recorded %+v", e)
	}
}

// Attacks 46, 88: the case is walled, or the role ends, between form and submit.
func TestAFormOfACaseNoLongerSeenRecordsNothing(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("walled", "north", "responder")
	path := "/case/" + c.ref + "/record/AdviceGiven"
	form := p.formOn("responder", path, path)
	reveal := url.Values{"field": {"person/" + c.victim + "/phones/0"}}
	if g := p.ask("responder", "POST", "/case/"+c.ref+"/reveal", reveal); g.status != http.StatusOK || !strings.Contains(g.body, "07700 900123") {
		t.Fatalf("%d: the owner cannot unmask: the test would prove nothing", g.status)
	}
	p.wall(c)
	before := p.version(c)
	none := "/case/" + labelRef("none") + "/record/AdviceGiven"
	for name, send := range map[string]func(path string) got{
		"record": func(path string) got { return p.ask("responder", "POST", path, form) },
		"draft": func(path string) got {
			f := clone(form)
			f.Set(fieldDo, "draft")
			return p.ask("responder", "POST", path, f)
		},
		"open": func(path string) got { return p.ask("responder", "GET", path, nil) },
		"reveal": func(path string) got {
			return p.ask("responder", "POST", strings.Replace(path, "/record/AdviceGiven", "/reveal", 1), reveal)
		},
	} {
		a, b := send(path), send(none)
		if a.status != http.StatusNotFound || masked(a) != masked(b) {
			t.Errorf("%s after the wall: %d\n%s\nno case:\n%s", name, a.status, masked(a), masked(b))
		}
	}
	if p.version(c) != before {
		t.Error("a form from before the wall recorded something")
	}
	own := p.plant("own", "north", "r-investigator")
	path = "/case/" + own.ref + "/record/AdviceGiven"
	form, before = p.formOn("r-investigator", path, path), p.version(own)
	must(t, p.RecordStaff(t.Context(), "system", force.Staff{ID: "r-investigator", Name: "Ro", Unit: "north", Demo: true}))
	if g := p.ask("r-investigator", "POST", path, form); g.status != http.StatusNotFound {
		t.Errorf("recording without any role left: %d, want 404", g.status)
	}
	must(t, p.RecordStaff(t.Context(), "system", force.Staff{ID: "r-investigator", Name: "Ro", Left: true, Demo: true}))
	if g := p.ask("r-investigator", "GET", path, nil); g.status != http.StatusSeeOther || g.header.Get("Location") != "/sign-in" {
		t.Errorf("after leaving: %d to %s, want sign-in", g.status, g.header.Get("Location"))
	}
	if p.version(own) != before {
		t.Error("somebody without a role recorded something")
	}
}

func clone(v url.Values) url.Values {
	out := url.Values{}
	for n, x := range v {
		out[n] = slices.Clone(x)
	}
	return out
}

// Attacks 86, 87: many change one thing from the same version, and one form is
// sent many times at once.
func TestOfManyChangesAtOnceOneIsRecordedAndTheRestAreTold(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	path := "/case/" + c.ref + "/record/RelationshipRecorded"
	form := p.formOn("responder", path+"?pair="+c.pair, path)
	form["relationship"], form["pair"] = []string{"stranger"}, []string{c.pair}
	p.key("responder")
	send := func(n int, form func(i int) url.Values) map[int]int {
		statuses := make([]int, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Go(func() { statuses[i] = p.ask("responder", "POST", path, form(i)).status })
		}
		wg.Wait()
		out := map[int]int{}
		for _, s := range statuses {
			out[s]++
		}
		return out
	}
	before := p.version(c)
	got := send(200, func(i int) url.Values { f := clone(form); f.Set(fieldEntry, newEntryID()); return f })
	if got[http.StatusSeeOther] != 1 || got[http.StatusConflict] != 199 || p.version(c) != before+1 {
		t.Errorf("200 changes from one version: %v, version %d to %d; want one recorded, the rest told", got, before, p.version(c))
	}
	form = p.formOn("responder", path+"?pair="+c.pair, path)
	form["relationship"], form["pair"] = []string{"colleague"}, []string{c.pair}
	before = p.version(c)
	got = send(30, func(int) url.Values { return clone(form) })
	if got[http.StatusSeeOther] != 30 || p.version(c) != before+1 {
		t.Errorf("one form sent 30 times: %v, version %d to %d; want one entry and one answer to all", got, before, p.version(c))
	}
}

// hostile is text that a careless page, query, header or log would take for its own.
var hostile = []string{`<script>zqx()</script>`, `"><img src=x onerror=zqx()>`, `'onmouseover='zqx()`, `</textarea><svg onload=zqx()>`, `<a href="javascript:zqx()">x</a>`, `{{.}} {{7777*7}} ${7777*7} <%= 7777*7 %>`,
	"zq\x00nul", `zq' OR '1'='1'; drop table case_row; --`, "zq\r\nSet-Cookie: zq=1", "zq\u202egpj.exe", "=HYPERLINK(\"http://evil.example.org\")", "zq\nlevel=ERROR msg=forged"}

// Attacks 48 to 50, 52, 54: hostile text in names, words, labels, searches and file
// names is text everywhere it comes back.
func TestHostileTextIsTextEverywhere(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	line := func() (out []casefile.Line) {
		for _, h := range hostile {
			out = append(out, casefile.Line(h))
		}
		return out
	}
	for _, h := range hostile {
		p.record("responder", c.id,
			p.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Witness}, Details: casefile.Details{Name: fact.Of(casefile.Line(h)), Aliases: line(), Addresses: line(), Handles: line()}}),
			p.event("AccountRecorded", casefile.AccountRecorded{Words: casefile.Text(h)}),
			p.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(c.pair), What: casefile.Text(h), Place: casefile.Line(h), Response: casefile.Text(h)}),
			p.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(c.victim), Kind: casefile.ActorGroup, Label: casefile.Line(h)}))
	}
	pages := []string{"", "/people", "/course", "/course?lanes=behaviour", "/duties", "/ask", "/history", "/looks", "/log-text", "/record/AccountRecorded", "/record/IncidentRecorded", "/record/PersonDetailed"}
	for _, e := range p.entries("responder", c.id) {
		pages = append(pages, "/entry/"+e.ID)
	}
	check := func(what string, g got) {
		t.Helper()
		if g.status != http.StatusOK {
			t.Errorf("%s: %d", what, g.status)
		}
		checkHeaders(t, what, g)
		for _, raw := range []string{"<script>zqx", "<img src=x", "<svg onload", `href="javascript:`, "54439", "'onmouseover='zqx()", "\x00", "\u202e"} {
			if strings.Contains(g.body, raw) {
				at := strings.Index(g.body, raw)
				t.Errorf("%s: %q comes back as it was sent: %q", what, raw, g.body[max(0, at-80):min(len(g.body), at+60)])
			}
		}
		if g.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: sets a cookie", what)
		}
	}
	for _, page := range pages {
		check(page, p.ask("responder", "GET", "/case/"+c.ref+page, nil))
	}
	path := "/case/" + c.ref + "/record/IncidentRecorded"
	for _, h := range hostile {
		to := p.ask("responder", "POST", "/search", url.Values{"q": {h}})
		if to.status != http.StatusSeeOther || strings.Contains(to.header.Get("Location"), "zq") {
			t.Errorf("search for %q: %d to %s", h, to.status, to.header.Get("Location"))
		}
		check("search for "+h, p.ask("responder", "GET", to.header.Get("Location"), nil))
		form := p.formOn("responder", path, path)
		form.Set("what", h)
		form.Set("_do", "edit")
		check("form again with "+h, p.ask("responder", "POST", path, form))
	}
	for logged := range strings.Lines(p.log.String()) {
		if strings.HasPrefix(logged, "level=ERROR msg=forged") || strings.Contains(logged, "zqx") {
			t.Errorf("log line %q", logged)
		}
	}
}

// Attack 52: a file whose name would end a header gives one plain name back, as a
// download in a sandbox.
func TestAFileNameCannotWriteHeaders(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	for i, name := range []string{"a\r\nSet-Cookie: zq=1.txt", "a\"; filename=\"evil.html", "../../etc/passwd", "zq\u202egpj.exe", strings.Repeat("long", 900) + ".txt", ""} {
		id := newEntryID()
		_, _, err := p.ImportMaterial(t.Context(), p.as("responder"), c.id, casework.Upload{EventID: id, FileName: name, Origin: fact.Of(casefile.MaterialOrigin("victim_export")), Under18: fact.Of(false), DateOrder: importer.DMY},
			strings.NewReader("18/11/2026, 21:04 - Steven: <script>zqx()</script>\n18/11/2026, 21:05 - Steven: "+strconv.Itoa(i)+"\n"))
		must(t, err)
		g := p.ask("responder", "GET", "/case/"+c.ref+"/material/"+id+"/original", nil)
		checkHeaders(t, name, g)
		got := g.header.Get("Content-Disposition")
		if g.status != http.StatusOK || !strings.HasPrefix(got, "attachment") || strings.ContainsAny(got, "\r\n\u202e") || strings.Count(got, `"`) > 2 || strings.Contains(got, "..") || len(got) > 400 {
			t.Errorf("%d (%.30q): %d, %q", i, name, g.status, got)
		}
		if ct := g.header.Get("Content-Type"); strings.HasPrefix(ct, "text/html") || g.header.Get("Set-Cookie") != "" {
			t.Errorf("%d: type %q, cookie %q", i, ct, g.header.Get("Set-Cookie"))
		}
	}
}

// Attacks 50, 30: what a database might take for its own neither fails nor finds
// more than it says.
func TestSearchesTakeNothingForTheirOwnLanguage(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	for _, q := range []string{"%", "*", "_", "' OR '1'='1", `" OR ""="`, "NEAR(a b)", "a* AND b", "\x00", "\u202e", strings.Repeat("a ", 4000), strings.Repeat("9", 5000), "((((", "'; drop table token; --"} {
		to := p.ask("responder", "POST", "/search", url.Values{"q": {q}}).header.Get("Location")
		if to == "" || to == "/search" {
			continue
		}
		if g := p.ask("responder", "GET", to, nil); g.status != http.StatusOK || strings.Contains(g.body, "/case/"+c.ref) {
			t.Errorf("search for %.20q: %d, or it found a case", q, g.status)
		}
	}
}

// Attacks 58, 70: only a file brought to a case may be large, and what is too large
// is said to be.
func TestABodyTooLargeIsRefusedUnlessItIsAFileForACase(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.key("responder")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(t, w.WriteField("q", strings.Repeat("a", maxForm+1)))
	must(t, w.Close())
	for _, path := range []string{"/search", "/sign-in", "/draft/" + labelID("x")} {
		for name, ct := range map[string]string{"parts": w.FormDataContentType(), "fields": "application/x-www-form-urlencoded"} {
			r := httptest.NewRequestWithContext(t.Context(), "POST", "https://foursight.example.org"+path, bytes.NewReader(body.Bytes()))
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			r.Header.Set("Content-Type", ct)
			r.AddCookie(&http.Cookie{Name: sessionCookie, Value: p.key("responder")})
			rec := httptest.NewRecorder()
			p.web.ServeHTTP(rec, r)
			if left := r.Body; rec.Code == http.StatusInternalServerError {
				t.Errorf("POST %s with too many %s: %d (%v)", path, name, rec.Code, left)
			}
			if r.MultipartForm != nil {
				t.Errorf("POST %s: %d bytes of parts were taken in", path, body.Len())
			}
		}
	}
	if r := httptest.NewRequest("POST", "/search", nil); isUpload(r) {
		t.Error("a search counts as an upload")
	}
}

// Attack 25: a share ends while its page is open; its neighbours are guessed.
func TestAShareEndsOnItsDayAndOpensNoNeighbour(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.world()
	c := p.cases["shared"]
	if g := p.ask("advocate", "GET", "/case/"+c.ref+"/entry/"+c.entry, nil); g.status != http.StatusOK || !strings.Contains(g.body, c.canary(casefile.ClassCase)) {
		t.Fatalf("%d: the shared item is not shown: the test would prove nothing", g.status)
	}
	for _, e := range p.entries("other", c.id) {
		g := p.ask("advocate", "GET", "/case/"+c.ref+"/entry/"+e.ID, nil)
		if want := map[bool]int{true: 200, false: 404}[e.ID == c.entry]; g.status != want {
			t.Errorf("%s %s as the advocate: %d, want %d", e.Kind, e.ID, g.status, want)
		}
		p.check(t, "advocate", "/case/"+c.ref+"/entry", g)
	}
	p.now = p.now.AddDate(0, 0, 31)
	clear(p.keys)
	clear(p.seen)
	for _, path := range []string{"/case/" + c.ref + "/entry/" + c.entry, "/case/" + c.ref} {
		if g := p.ask("advocate", "GET", path, nil); g.status != http.StatusNotFound {
			t.Errorf("after the share ended: %d, want 404", g.status)
		}
	}
	if g := p.ask("advocate", "GET", "/shared", nil); strings.Contains(g.body, c.ref) {
		t.Error("the list still has what is no longer shared")
	}
}

// Attack 24: an officer named as suspect of a case that is not restricted.
func TestAnOfficerNamedAsSuspectIsShutOutAtOnce(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	who := "suspect"
	if g := p.ask(who, "GET", "/case/"+c.ref, nil); g.status != http.StatusOK {
		t.Fatalf("%d before: the test would prove nothing", g.status)
	}
	p.record("responder", c.id, p.event("SuspectIdentified", casefile.SuspectIdentified{Pair: casefile.PairID(c.pair), Person: casefile.PersonID(c.actor), Staff: casefile.StaffID(who)}))
	for _, r := range p.web.routes() {
		if r.object != onCase || r.path == "/case/{ref}/import" && r.method == "POST" {
			continue
		}
		a, b := p.ask(who, r.method, address(r, c), formFor(r, c)), p.ask(who, r.method, address(r, absent), formFor(r, absent))
		if a.status != http.StatusNotFound || masked(a) != masked(b) {
			t.Errorf("%s %s as the suspect: %d, and unlike no case", r.method, r.path, a.status)
		}
	}
	for _, path := range []string{"/", "/cases", "/cases?unit=north", "/drafts"} {
		p.check(t, who, path, p.ask(who, "GET", path, nil))
	}
}

// Attack 80: after signing out the old session opens nothing and the browser is
// told to forget.
func TestSigningOutEndsTheSessionAndTellsTheBrowserToForget(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	c := p.plant("own", "north", "responder")
	if g := p.ask("responder", "GET", "/case/"+c.ref, nil); g.status != http.StatusOK {
		t.Fatalf("%d before", g.status)
	}
	out := p.ask("responder", "POST", "/sign-out", url.Values{})
	if out.header.Get("Clear-Site-Data") == "" || out.status != http.StatusSeeOther {
		t.Errorf("signing out: %d %v", out.status, out.header)
	}
	if g := p.askIn(context.WithoutCancel(t.Context()), "responder", "GET", "/case/"+c.ref, nil); g.status != http.StatusSeeOther || g.header.Get("Location") != "/sign-in" {
		t.Errorf("after signing out: %d to %q", g.status, g.header.Get("Location"))
	}
}
