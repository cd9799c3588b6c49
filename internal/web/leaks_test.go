package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/casework"
	"foursight/internal/insight"
)

var pageTitle = regexp.MustCompile(`(?s)<title>(.*?)</title>`)

// insider answers the probes of a set whose metrics are read.
type insider struct{ *casework.Service }

// Everything that goes to people and systems outside the case record is free of it:
// log lines, metrics and their labels, and what browsers keep of an answer beside the
// page (its title, its headers, the name of a file). Every route is asked for as it
// should be, with forms full of canaries, with broken bodies, while the store fails with
// canaries in its words, and while it panics with them.
func TestNothingOutsideThePagesNamesAnybody(t *testing.T) {
	t.Parallel()
	counted := insight.New("test")
	p := newProofWith(t, Options{Answered: counted.Answered(insight.Pages)})
	counted.Watch(insider{p.Service})
	p.world()
	c := p.cases["unit"]
	st := everyRole()[0]
	st.ID, st.Name = "zqstaff7788", "Zqname Member"
	must(t, p.RecordStaff(t.Context(), "system", st))
	words := url.Values{}
	for _, field := range []string{"name", "password", "code", "q", "note", "what", "say", "reason", "id", "title", "unit", "sign-in-name", "lost", "agreed", "staff", "field", "_entry", "_do", "_base", "role-0-code", "partner", "why"} {
		words.Set(field, "zqtyped 07700 900123 @zqtypedhandle")
	}
	everybody := []string{"responder", "r-call_handler", "admin", "advocate", ""}
	titles, headers, asked := map[string]string{}, map[string]string{}, 0
	take := func(what string, g got) {
		asked++
		if m := pageTitle.FindStringSubmatch(g.body); m != nil { // a picture's titles come later
			titles[what] = m[1]
		}
		for name, values := range g.header {
			switch name {
			case "Location": // of this site, as the page it leads to
			case "Set-Cookie": // tokens, which leave with a cookie alone
			default:
				headers[what] += name + ": " + strings.Join(values, " ") + "\n"
			}
		}
	}
	sendAs := func(who string, r route, change ...func(*http.Request)) {
		name := r.method + " " + r.path + " as " + who
		path := strings.Replace(address(r, c), "/staff/"+c.entry, "/staff/zqstaff7788", 1)
		take(name, p.ask(who, r.method, path, formFor(r, c), change...))
		if r.method == http.MethodPost {
			take(name+", full", p.ask(who, r.method, path, words, change...))
			take(name+", broken", p.ask(who, r.method, path, words, func(r *http.Request) { r.Header.Set("Content-Type", "multipart/form-data; boundary=zqbroken") }))
			take(name+", unreadable", p.ask(who, r.method, path+"?zqquery=%zz", words))
		}
	}
	for _, r := range p.web.routes() {
		if r.path == "/sign-out" || r.path == leavePath {
			continue // ends the session, and is asked for last
		}
		for _, who := range everybody {
			sendAs(who, r)
		}
	}
	for n, fail := range []func() error{
		func() error { return fmt.Errorf("append to case %s of zqfailing Invented: 07700 900123", c.ref) },
		func() error { panic("zqpanicking Invented") },
		func() error { panic(fmt.Errorf("zqpanicking %s", c.ref)) },
	} {
		p.st.failing(fail)
		for _, r := range p.web.routes() {
			g := p.ask("responder", r.method, address(r, c), formFor(r, c))
			take(fmt.Sprintf("%s %s, failing %d", r.method, r.path, n), g)
			if g.status == http.StatusInternalServerError && !regexp.MustCompile(`quote [A-Z2-7]{8}\.`).MatchString(g.body) {
				t.Errorf("%s %s failing: no number to quote: %s", r.method, r.path, g.body)
			}
		}
		p.st.failing(nil)
	}
	p.st.failLooks(true)
	take("looks failing", p.ask("responder", "GET", "/case/"+c.ref, nil))
	p.st.failLooks(false)
	// Files, in and out.
	for name, content := range map[string]string{"zqfile larkhill.txt": "zqcontent, not a chat", "zqfile.jpg": "\xff\xd8zqcontent", "zqfile.zip": "PK\x03\x04zqcontent"} {
		for _, to := range []string{"/import", "/photo"} {
			var body bytes.Buffer
			w := multipart.NewWriter(&body)
			for field, value := range map[string]string{"origin": "victim_export", "may_show_under_18": "no", fieldEntry: newEntryID(), fieldBase: "1"} {
				must(t, w.WriteField(field, value))
			}
			part, err := w.CreateFormFile("file", name)
			must(t, err)
			part.Write([]byte(content))
			must(t, w.Close())
			take("bring "+name+to, p.ask("responder", "POST", "/case/"+c.ref+to, nil, func(r *http.Request) {
				bring := httptest.NewRequest("POST", "/", &body)
				r.Body, r.ContentLength = bring.Body, bring.ContentLength
				r.Header.Set("Content-Type", w.FormDataContentType())
			}))
		}
	}
	file := p.ask("responder", "GET", "/case/"+c.ref+"/material/"+c.material+"/original", nil)
	if file.status != http.StatusOK || !strings.Contains(file.header.Get("Content-Disposition"), c.ref) {
		t.Errorf("the original: %d, %q", file.status, file.header.Get("Content-Disposition"))
	}
	take("original", file)
	export := p.ask("sergeant", "POST", "/case/"+c.ref+"/export", url.Values{})
	if export.status != http.StatusOK {
		t.Errorf("export: %d", export.status)
	}
	take("export", export)
	// Signing in, refused and not.
	for _, name := range []string{"responder@fernshire.example.org", "zqnobody@example.org"} {
		for range 12 { // until it is throttled
			take("sign-in", p.ask("", "POST", "/sign-in", url.Values{"name": {name}, "password": {"zqpassword"}}))
		}
	}
	take("leave", p.ask("responder", "GET", leavePath, nil))

	metrics := httptest.NewRecorder()
	counted.ServeHTTP(metrics, httptest.NewRequest("GET", "/metrics", nil))
	ready := httptest.NewRecorder()
	counted.ServeHTTP(ready, httptest.NewRequest("GET", "/health/ready", nil))
	must(t, p.Close())                                                                       // what nobody waits for has been said
	log := regexp.MustCompile(`\bid=[A-Z2-7]{8}\b`).ReplaceAllString(p.log.String(), "id=·") // by chance, any word
	for _, said := range []string{"msg=request ", "request failed", "a handler panicked", "look not recorded", "sign-in refused"} {
		if !strings.Contains(log, said) {
			t.Errorf("the log does not say %q: the test proves nothing of it", said)
		}
	}
	if asked < 800 || !strings.Contains(metrics.Body.String(), `route="POST /case/{ref}/export"`) {
		t.Errorf("%d requests asked; metrics:\n%s", asked, metrics.Body.String())
	}
	outside := map[string]string{"log": log, "metrics": metrics.Body.String(), "readiness": ready.Body.String()}
	never := p.neverOutside()
	for where, text := range outside {
		for _, line := range strings.Split(text, "\n") {
			if word, found := holdsAny(line, never); found {
				t.Errorf("%s holds %q: %.400s", where, word, line)
			}
		}
	}
	// A title and a file name may hold a case's reference, which is what people know it
	// by, and nothing else of it.
	kept := slices.DeleteFunc(slices.Clone(never), func(word string) bool { return strings.HasPrefix(word, "fs-") })
	for kind, all := range map[string]map[string]string{"title": titles, "header": headers} {
		for what, text := range all {
			if word, found := holdsAny(text, kept); found {
				t.Errorf("%s: a %s holds %q: %s", what, kind, word, text)
			}
		}
	}
}

// neverOutside are words, in small letters, that stand for people, cases, entries,
// staff, sessions and what was typed.
func (p *proof) neverOutside() []string {
	out := []string{"zq", "larkhill", "900123", "steven", "invented", "fernton", "fs-", "@fernshire", "inc/"}
	for _, c := range p.cases {
		out = append(out, strings.ToLower(c.ref), c.id, c.victim, c.actor, c.entry, c.material)
	}
	for _, token := range p.keys {
		out = append(out, strings.ToLower(token))
	}
	for _, st := range p.Register().All() {
		if strings.HasPrefix(st.ID, "r-") {
			out = append(out, st.ID)
		}
		out = append(out, strings.ToLower(st.Name))
	}
	return out
}

func holdsAny(text string, words []string) (string, bool) {
	text = strings.ToLower(text)
	i := slices.IndexFunc(words, func(w string) bool { return strings.Contains(text, w) })
	if i < 0 {
		return "", false
	}
	return words[i], true
}

// What was in the log, and has to be somewhere, is in the record: who gave whom a code
// to sign in with and who agreed, and whose sign-in was refused.
func TestCodesAndRefusedSignInsAreOnRecord(t *testing.T) {
	t.Parallel()
	p := newProof(t)
	p.looks()
	p.st.appended()
	if g := p.ask("admin", "POST", "/staff/responder/code", url.Values{"lost": {"both"}, "agreed": {"sergeant"}}); g.status != http.StatusOK {
		t.Fatalf("%d", g.status)
	}
	if n := p.st.appended()["CodeGiven"]; n != 1 {
		t.Errorf("%d entries say that a code was given", n)
	}
	p.looks()
	p.now = p.now.Add(time.Minute)
	for _, name := range []string{"nobody@example.org", "responder@fernshire.example.org"} {
		p.ask("", "POST", "/sign-in", url.Values{"name": {name}, "password": {"wrong"}})
	}
	var got []casework.Look
	for end := time.Now().Add(10 * time.Second); len(got) == 0 && time.Now().Before(end); { // nobody waits for it, so it may come late
		runtime.Gosched()
		got = p.looks()
	}
	if len(got) != 1 || got[0].Staff != "responder" || got[0].Outcome != "refused" || got[0].Reason != "bad_credentials" || got[0].Route != "POST /sign-in" {
		t.Errorf("refused sign-ins leave %+v", got)
	}
}
