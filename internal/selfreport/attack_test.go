package selfreport

import (
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/web/guard"
)

// Attacks 77, 84: another site makes a browser send the form.
func TestAnotherSiteCanSendNothing(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(everything)
	page := b.fields()
	page.Set(fieldDo, "send")
	for name, header := range map[string]http.Header{
		"cross-site":       {"Sec-Fetch-Site": {"cross-site"}},
		"same-site":        {"Sec-Fetch-Site": {"same-site"}},
		"another origin":   {"Sec-Fetch-Site": nil, "Origin": {"https://elsewhere.example.org"}},
		"neither":          {"Sec-Fetch-Site": nil},
		"null origin":      {"Sec-Fetch-Site": nil, "Origin": {"null"}},
		"text, not a form": {"Sec-Fetch-Site": {"cross-site"}, "Content-Type": {"text/plain"}},
	} {
		got := b.send("POST", "/report", page, header)
		if got.status != http.StatusForbidden || len(p.desk.reports) > 0 || len(got.header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s: %d, %d sent, cookies %v", name, got.status, len(p.desk.reports), got.header.Values("Set-Cookie"))
		}
		if got.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: other origins are allowed", name)
		}
	}
	b.send("GET", "/leave", nil, http.Header{"Sec-Fetch-Site": {"cross-site"}})
	if got := b.send("POST", "/report", page, nil); got.status != http.StatusOK || len(p.desk.reports) != 1 {
		t.Errorf("another site closed somebody's form: %d", got.status)
	}
}

// Attack 87.
func TestTheSamePageSentAgainIsOneReport(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(everything)
	page := b.fields()
	page.Set(fieldDo, "send")
	cookie := b.http.Jar.Cookies(parsed(t, p.srv.URL))[0]
	first := b.send("POST", "/report", page, nil).body
	second := b.send("POST", "/report", page, http.Header{"Cookie": {cookie.String()}}) // pressed twice: the first answer was still under way
	if second.status != http.StatusOK || second.body != first || len(p.desk.reports) != 1 {
		t.Errorf("pressed twice: %d, %d reports", second.status, len(p.desk.reports))
	}
}

func parsed(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	must(t, err)
	return u
}

func TestWhatIsTooLargeIsRefused(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin()
	if got := b.answer(url.Values{"who": {strings.Repeat("x", maxBody)}}, ""); got.status != http.StatusRequestEntityTooLarge || !strings.Contains(got.text("main"), "101") {
		t.Errorf("%d: %s", got.status, got.text("main"))
	}
	full := url.Values{}
	for _, st := range steps {
		switch st.Shape {
		case text, line:
			full.Set(st.Name, strings.Repeat("é", st.Most))
		case radios:
			full.Set(st.Name, st.Offers[0])
		}
	}
	full.Set("age", "34")
	if b.begin().fill(full); len(b.fields().Get(fieldState)) > maxBody/2 {
		t.Errorf("all answers at their longest are %d bytes sealed", len(b.fields().Get(fieldState)))
	}
	if got := b.answer(nil, "send"); got.status != http.StatusOK {
		t.Errorf("all answers at their longest: %d", got.status)
	}
}

func TestAFloodFromOneAddressWaitsAndLosesNothing(t *testing.T) {
	p := serve(t, Options{Pace: Pace{Reports: 2, ReportEvery: time.Minute}})
	for n := range 3 {
		b := p.browser().begin().fill(everything)
		got := b.answer(nil, "send")
		if want := []int{200, 200, 429}[n]; got.status != want {
			t.Fatalf("report %d answers %d", n+1, got.status)
		}
		if n < 2 {
			continue
		}
		if got.header.Get("Retry-After") != "60" || !strings.Contains(got.text("main"), "has not been sent yet") {
			t.Errorf("after %s: %s", got.header.Get("Retry-After"), got.text("main"))
		}
		if p.now = p.now.Add(time.Minute); b.answer(nil, "send").status != http.StatusOK || len(p.desk.reports) != 3 {
			t.Errorf("a minute later: %d: %s", b.shown.status, b.shown.text("main"))
		}
	}
	p = serve(t, Options{Pace: Pace{Pages: 5, PageEvery: time.Minute}})
	b := p.browser()
	for range 5 {
		b.send("GET", "/", nil, nil)
	}
	if got := b.send("GET", "/", nil, nil); got.status != http.StatusTooManyRequests || got.header.Get("Retry-After") == "" || !strings.Contains(got.text("main"), "999") {
		t.Errorf("the sixth page: %d: %s", got.status, got.text("main"))
	}
}

func TestWhoComesWhileTooMuchIsUnderWayLosesNothing(t *testing.T) {
	p := serve(t, Options{Limits: guard.Limits{Publics: 1, Wait: time.Millisecond}})
	waits, sends := p.browser().begin(), p.browser().begin().fill(everything)
	inside, let, ended := make(chan struct{}), make(chan struct{}), make(chan int)
	p.desk.before = func() { close(inside); <-let }
	go func() { ended <- sends.answer(nil, "send").status }()
	<-inside
	got := waits.answer(url.Values{"safe": {"yes"}}, "")
	if got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" || !strings.Contains(got.text("main"), "Nothing was sent") || !strings.Contains(got.text("main"), "999") {
		t.Errorf("%d, %v: %s", got.status, got.header, got.text("main"))
	}
	if foreign := waits.send("POST", "/report", waits.fields(), http.Header{"Sec-Fetch-Site": {"cross-site"}}); foreign.Find("form").Length() > 0 {
		t.Errorf("what another site sent is given back to be sent again: %s", foreign.text("main"))
	}
	waits.shown = got
	close(let)
	if status := <-ended; status != http.StatusOK {
		t.Errorf("who was under way got %d", status)
	}
	if got = waits.answer(nil, ""); got.status != http.StatusOK || waits.fields().Get(fieldStep) != steps[1].Name {
		t.Errorf("one press later: %d, at %q", got.status, waits.fields().Get(fieldStep))
	}
}

// Attacks 78 to 84 and U19: every answer of the listener, refusals included.
func TestEveryAnswerIsBareAndHasTheWayOut(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser()
	for _, try := range []struct{ method, path string }{
		{"GET", "/"}, {"GET", "/report"}, {"POST", "/report"}, {"GET", "/nowhere"}, {"PUT", "/report"}, {"GET", "/sign-in"}, {"GET", "/case/FS-26-7KQ4MXT"},
		{"GET", "/home"}, {"GET", "/search"}, {"GET", "/cases"}, {"GET", "/guidance"}, {"GET", "/debug/pprof/"}, {"GET", "/metrics"}, {"GET", "/.git/config"},
		{"TRACE", "/"}, {"GET", "/assets/"}, {"GET", "/report/FS-26-7KQ4MXT"},
	} {
		got := b.send(try.method, try.path, url.Values{}, nil)
		h := got.header
		if !strings.HasPrefix(try.path, "/assets") && (!strings.HasPrefix(h.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'") || h.Get("X-Frame-Options") != "DENY" || h.Get("Referrer-Policy") != "no-referrer") {
			t.Errorf("%s %s: headers %v", try.method, try.path, h)
		}
		if h.Get("Cache-Control") != "no-store" || h.Get("Server") != "" {
			t.Errorf("%s %s: kept %q, server %q", try.method, try.path, h.Get("Cache-Control"), h.Get("Server"))
		}
		known := try.path == "/" && try.method == "GET" || try.path == "/report" && try.method != "PUT"
		if !known && got.status < 400 {
			t.Errorf("%s %s answers %d", try.method, try.path, got.status)
		}
		if got.header.Get("Content-Type") == "text/html; charset=utf-8" && got.status != http.StatusSeeOther {
			out := got.Find(".govuk-js-exit-this-page-button")
			if out.Length() != 1 || out.AttrOr("href", "") != "/leave" || !strings.Contains(got.body, "999") && got.status != http.StatusForbidden {
				t.Errorf("%s %s: %d ways out: %s", try.method, try.path, out.Length(), got.text("main"))
			}
		}
		if strings.Contains(got.body, "style=") || strings.Contains(got.body, "<script>") || strings.Contains(got.body, " onclick") {
			t.Errorf("%s %s has something inline", try.method, try.path)
		}
	}
}

// Attacks 48, 49, 54: what is typed comes back as it was typed, as text.
func TestWhatIsTypedIsNeverMarkup(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(url.Values{"account": {`<script>alert(1)</script> {{.}} "><img src=x>` + "\u202e\x00 end"}, "how": {"phone"}, "number": {"1\r\n2"}})
	if b.shown.Find("main script, main img").Length() > 0 || !strings.Contains(b.shown.text("dl"), `<script>alert(1)</script> {{.}} "><img src=x> end`) {
		t.Errorf("the check: %s", b.shown.text("dl"))
	}
	if b.answer(nil, "send"); strings.Contains(string(p.desk.reports[0].Events[3].Data), `\n`) {
		t.Errorf("a line has two: %s", p.desk.reports[0].Events[3].Data)
	}
	if b.begin().answer(url.Values{"who": {"nobody"}}, ""); b.shown.status != http.StatusOK || b.at() != "safe" {
		t.Errorf("an answer that was not offered: %d at %s", b.shown.status, b.at())
	}
}

// The form is asked by address and nothing else: neither a path nor a query of the
// staff's pages leads anywhere, and no other handler is reachable.
func TestNothingButTheFormIsReached(t *testing.T) {
	p := serve(t, Options{})
	r := httptest.NewRequest("GET", "/?_do=start&_state=x", nil)
	w := httptest.NewRecorder()
	p.form.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(w.Body)
	must(t, err)
	if w.Code != 200 || doc.Find("h1").Text() != p.form.says.Title || len(w.Result().Cookies()) > 0 {
		t.Errorf("%d: %s", w.Code, doc.Find("h1").Text())
	}
	var links []string
	doc.Find("a[href], form[action]").Each(func(_ int, a *goquery.Selection) { links = append(links, a.AttrOr("href", a.AttrOr("action", ""))) })
	if got := strings.Join(links, " "); got != "#main / /leave /report" {
		t.Errorf("the first page leads to %s", got)
	}
}

// What those who run the form learn of its use is routes and statuses: no address, no
// cookie, nothing that was typed, whatever goes wrong.
func TestTheLogNamesNobodyAndNoAddress(t *testing.T) {
	var log strings.Builder
	var mu sync.Mutex
	counted := map[string]int{}
	p := serve(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Answered: func(a guard.Answered) {
		mu.Lock()
		defer mu.Unlock()
		counted[a.Route+" "+strconv.Itoa(a.Status)]++
	}})
	said := url.Values{}
	for name, values := range everything {
		if st := steps[stepAt(name)]; st.Shape == text || st.Shape == line && st.Keys != numeric {
			said[name] = []string{"zqtyped"}
		} else {
			said[name] = values
		}
	}
	for _, fail := range []func(){nil, func() { p.desk.err = errors.New("zqfailing 07700 900123") }, func() { p.desk.before = func() { panic("zqpanicking") } }} {
		b := p.browser().begin().fill(said)
		if fail != nil {
			fail()
		}
		b.answer(nil, "send")
	}
	p.browser().send("GET", "/zqaddress?zq=zq", nil, http.Header{"User-Agent": {"zqagent"}, "Referer": {"https://zq.example.org"}, "X-Forwarded-For": {"192.0.2.7"}})
	p.browser().send("POST", "/report", url.Values{"zqfield": {"zq"}}, http.Header{"Sec-Fetch-Site": {"cross-site"}})
	p.srv.Close()
	text := regexp.MustCompile(`\bid=[A-Z2-7]{8}\b`).ReplaceAllString(log.String(), "id=·")
	for _, never := range []string{"zq", "127.0.0.1", "192.0.2.7", "900123", "__Host", "FS-26"} {
		if strings.Contains(text, never) {
			t.Errorf("the log holds %q:\n%s", never, text)
		}
	}
	for _, route := range []string{"GET /{$} 200", "POST /report 200", "POST /report 503", "POST /report 500", "/ 404", "none 403"} {
		if counted[route] == 0 || !strings.Contains(text, `status=`+route[len(route)-3:]) {
			t.Errorf("%s is counted %d times: %v", route, counted[route], counted)
		}
	}
}
