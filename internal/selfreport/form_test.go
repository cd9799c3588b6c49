package selfreport

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/browsertest"
	"foursight/internal/casework"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// desk takes reports as casework does: the same report once.
type desk struct {
	mu      sync.Mutex
	reports []casework.OnlineReport
	err     error
	by      time.Time // when somebody is to have spoken with them
	before  func()    // called before a report is taken
}

func (d *desk) ReceiveOnline(_ context.Context, r casework.OnlineReport) (casework.OnlineReceipt, error) {
	if d.before != nil {
		d.before()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.err != nil {
		return casework.OnlineReceipt{}, d.err
	}
	for _, was := range d.reports {
		if was.CaseID == r.CaseID {
			return casework.OnlineReceipt{Ref: "FS-26-7KQ4MXT", By: d.by}, nil
		}
	}
	d.reports = append(d.reports, r)
	return casework.OnlineReceipt{Ref: "FS-26-7KQ4MXT", By: d.by}, nil
}

// place is a form served over TLS, with a clock that tests move.
type place struct {
	t    *testing.T
	desk desk
	form *Form
	srv  *httptest.Server
	now  time.Time
}

func serve(t *testing.T, opt Options) *place {
	t.Helper()
	p := &place{t: t, now: time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC)}
	opt.Force, opt.Now = "Fernshire Police", func() time.Time { return p.now }
	var err error
	p.form, err = New(&p.desk, opt)
	must(t, err)
	p.srv = httptest.NewTLSServer(p.form)
	t.Cleanup(p.srv.Close)
	return p
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// browser is somebody's browser without script; the page it shows is in shown.
type browser struct {
	*place
	http  *http.Client
	shown shown
}

type shown struct {
	*goquery.Document
	status int
	header http.Header
	body   string
}

func (p *place) browser() *browser {
	p.t.Helper()
	jar, err := cookiejar.New(nil)
	must(p.t, err)
	h := *p.srv.Client()
	h.Jar = jar
	h.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &browser{place: p, http: &h}
}

func (b *browser) send(method, path string, form url.Values, header http.Header) shown {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.srv.URL+path, strings.NewReader(form.Encode()))
	must(b.t, err)
	req.Header = http.Header{"Sec-Fetch-Site": {"same-origin"}, "Content-Type": {"application/x-www-form-urlencoded"}}
	for name, v := range header {
		req.Header[name] = v
	}
	resp, err := b.http.Do(req)
	must(b.t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	must(b.t, err)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(raw)))
	must(b.t, err)
	b.shown = shown{doc, resp.StatusCode, resp.Header, string(raw)}
	return b.shown
}

// begin opens the form and starts it.
func (b *browser) begin() *browser {
	b.t.Helper()
	b.send("GET", "/", nil, nil)
	b.send("POST", "/report", url.Values{fieldDo: {"start"}}, nil)
	return b
}

// fields are what the page shown would send with nothing changed.
func (b *browser) fields() url.Values {
	out := url.Values{}
	b.shown.Find("form input, form textarea").Each(func(_ int, f *goquery.Selection) {
		kind, name := f.AttrOr("type", "text"), f.AttrOr("name", "")
		_, checked := f.Attr("checked")
		switch {
		case goquery.NodeName(f) == "textarea":
			out.Add(name, strings.TrimPrefix(f.Text(), "\n"))
		case (kind == "radio" || kind == "checkbox") && !checked:
		default:
			out.Add(name, f.AttrOr("value", ""))
		}
	})
	return out
}

func (b *browser) at() string { return b.fields().Get(fieldStep) }

// answer sends the page shown with some answers.
func (b *browser) answer(say url.Values, do string) shown {
	b.t.Helper()
	form := b.fields()
	for name, v := range say {
		form[name] = v
	}
	if do != "" {
		form.Set(fieldDo, do)
	}
	return b.send("POST", "/report", form, nil)
}

// fill goes through the form from where it is and answers what is asked; what say
// does not hold is passed over. It ends at the check.
func (b *browser) fill(say url.Values) *browser {
	b.t.Helper()
	for range 2 * len(steps) {
		if b.at() == atCheck {
			return b
		}
		mine := url.Values{}
		if v, ok := say[b.at()]; ok {
			mine[b.at()] = v
		}
		if p := b.answer(mine, ""); p.status != http.StatusOK {
			b.t.Fatalf("at %q: %d: %s", b.at(), p.status, p.text("main"))
		}
	}
	b.t.Fatalf("never came to the check: at %q", b.at())
	return b
}

func (p shown) text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// everything is an answer to each question.
var everything = url.Values{"who": {"me"}, "safe": {"unsure"}, "account": {"He waits outside my work.\r\nHe knows when I leave."}, "acts": {"following", "messages"},
	"last": {"last night"}, "often": {"most days since June"}, "effect": {"I do not sleep."}, "known": {"yes"}, "name": {"Steven Madeup"}, "relation": {"former_partner"},
	"traces": {"@steve_m_1\r\n07700 900456\nZQ26 ABC\nsteve@example.org"}, "police": {"no"}, "me": {"Tamsin Invented"}, "age": {"34"}, "how": {"phone"}, "number": {"07700 900321"},
	"times": {"weekdays until three"}, "message": {"no"}, "withheld": {"yes"}, "sees": {"my post"}, "help": {"a woman to talk with"}}

func TestTheFormEndsWithAReferenceAndTheBrowserForgets(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(everything)
	for _, said := range []string{"He waits outside my work.", "He knows when I leave.", "most days since June", "Former partner", "weekdays until three"} {
		if !strings.Contains(b.shown.text(".govuk-summary-list"), said) {
			t.Errorf("the check does not say %q: %s", said, b.shown.text(".govuk-summary-list"))
		}
	}
	if len(p.desk.reports) != 0 {
		t.Fatal("something was sent before the button was pressed")
	}
	sent := b.fields()
	sent.Set(fieldDo, "send")
	got := b.send("POST", "/report", sent, nil)
	if got.status != http.StatusOK || !strings.Contains(got.text(".govuk-panel"), "FS-26-7KQ4MXT") || len(p.desk.reports) != 1 {
		t.Fatalf("%d: %s; %d sent", got.status, got.text("main"), len(p.desk.reports))
	}
	if again := b.send("POST", "/report", sent, nil); again.status != http.StatusConflict || strings.Contains(again.body, "Tamsin") || len(p.desk.reports) != 1 {
		t.Errorf("afterwards the same page opens again: %d: %s", again.status, again.text("main"))
	}
}

// Nothing is promised that cannot be kept: somebody who wants to be written to and gives
// no number is told so before they send, and again at the end.
func TestWhoGivesNoNumberIsToldThatNobodyCanReachThem(t *testing.T) {
	for number, can := range map[string]bool{"": false, "07700 900123": true} {
		p := serve(t, Options{})
		b := p.browser().begin().fill(url.Values{"account": {"He follows me."}, "how": {"text"}, "number": {number}})
		if got := b.shown.text("main"); strings.Contains(got, p.form.says.Check.NoWay) == can {
			t.Errorf("number %q: the check says %s", number, got)
		}
		if got := b.answer(nil, "send").text("main"); strings.Contains(got, p.form.says.Check.NoWay) == can || strings.Contains(got, "An officer will speak with you") != can {
			t.Errorf("number %q: the end says %s", number, got)
		}
	}
}

// Whoever waits for an officer is told by when, where the force has a standard, and what to
// do then; whoever is to ring, or gave no way, is told nothing of it.
func TestWhoWaitsForAWordIsToldByWhen(t *testing.T) {
	const late = "If nobody has spoken with you by 00:50 on Sunday 25 October, call 101"
	by := time.Date(2026, 10, 24, 23, 50, 0, 0, time.UTC) // the last hour of summer time
	for name, of := range map[string]struct {
		by   time.Time
		way  url.Values
		told bool
	}{
		"a number":             {by, url.Values{"how": {"text"}, "number": {"07700 900123"}}, true},
		"no standard":          {time.Time{}, url.Values{"how": {"text"}, "number": {"07700 900123"}}, false},
		"no number":            {by, url.Values{"how": {"text"}}, false},
		"would rather ring":    {by, url.Values{"how": {"none"}}, false},
		"passed the page over": {by, nil, false},
	} {
		p := serve(t, Options{})
		p.desk.by = of.by
		said := url.Values{"account": {"He follows me."}}
		maps.Copy(said, of.way)
		got := p.browser().begin().fill(said).answer(nil, "send").text("main")
		if strings.Contains(got, late) != of.told || strings.Contains(got, "If nobody has spoken") != of.told || !strings.Contains(got, "FS-26-7KQ4MXT") {
			t.Errorf("%s: the end says %s", name, got)
		}
	}
}

func TestEveryPageCanBePassedOverAndAnEmptyReportIsNotSent(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(nil)
	got := b.answer(nil, "send")
	if got.status != http.StatusUnprocessableEntity || len(p.desk.reports) != 0 || !strings.Contains(got.text(".govuk-error-summary"), "You have not said anything yet") {
		t.Errorf("%d: %s", got.status, got.text("main"))
	}
	b.answer(nil, "change:account")
	b.answer(url.Values{"account": {"He follows me."}}, "")
	if b.at() != atCheck {
		t.Fatalf("after one change the next page is %q", b.at())
	}
	if got = b.answer(nil, "send"); got.status != http.StatusOK || len(p.desk.reports) != 1 {
		t.Fatalf("%d: %s", got.status, got.text("main"))
	}
	if n := len(p.desk.reports[0].Events); n != 3 {
		t.Errorf("of one answer came %d acts: %+v", n, p.desk.reports[0].Events)
	}
}

func TestAChangeThatRaisesAQuestionAsksItAndBackKeepsWhatWasTyped(t *testing.T) {
	b := serve(t, Options{}).browser().begin().fill(url.Values{"police": {"no"}, "account": {"He follows me."}})
	b.answer(nil, "change:police")
	if b.answer(url.Values{"police": {"yes"}}, ""); b.at() != "keep" {
		t.Fatalf("saying that they work for the police leads to %q", b.at())
	}
	if b.answer(url.Values{"keep": {"yes"}}, ""); b.at() != atCheck || !strings.Contains(b.shown.text("dl"), "Professional standards, and no duty inspector") {
		t.Fatalf("then to %q: %s", b.at(), b.shown.text("dl"))
	}
	b = serve(t, Options{}).browser().begin()
	b.answer(url.Values{"who": {"me"}}, "")
	b.answer(nil, "")
	b.answer(url.Values{"account": {"He follows me."}}, "back")
	if b.at() != "safe" {
		t.Fatalf("back leads to %q", b.at())
	}
	if b.answer(nil, ""); b.fields().Get("account") != "He follows me." {
		t.Errorf("going back lost %q", b.fields().Get("account"))
	}
}

func TestWhoeverIsNotSafeIsToldToCallBeforeAnythingElse(t *testing.T) {
	b := serve(t, Options{}).browser().begin()
	if got := b.send("GET", "/", nil, nil).text("main > :not(.govuk-exit-this-page)"); strings.Index(got, "Call 999") > 60 || !strings.Contains(got, "press 55") {
		t.Errorf("the first page begins %.120s", got)
	}
	b.begin().answer(url.Values{"who": {"me"}}, "")
	if got := b.answer(url.Values{"safe": {"no"}}, "").text("h1"); b.at() != atDanger || got != "Call 999 now if you can" {
		t.Fatalf("not safe leads to %q: %s", b.at(), got)
	}
	if b.answer(nil, ""); b.at() != "account" {
		t.Errorf("and on to %q", b.at())
	}
}

func TestAnAnswerThatCannotBeKeptIsAskedAgainWithWhatWasTyped(t *testing.T) {
	long := strings.Repeat("é", mostText+1)
	for name, c := range map[string]struct {
		step, field, typed, says string
	}{
		"too long":      {"account", "account", long, "Use 10000 characters or fewer."},
		"too many":      {"traces", "traces", strings.Repeat("@x\n", 21), "Give 20 at most."},
		"no age":        {"age", "age", "old", "Give the age as a number"},
		"beyond an age": {"age", "age", "999", "Give the age as a number"},
	} {
		b := serve(t, Options{}).browser().begin().fill(nil)
		b.answer(nil, "change:"+c.step)
		got := b.answer(url.Values{c.field: {c.typed}}, "")
		if got.status != http.StatusUnprocessableEntity || !strings.Contains(got.text(".govuk-error-summary"), c.says) || got.Find(".govuk-error-summary a").AttrOr("href", "") != "#"+c.field {
			t.Errorf("%s: %d: %.200s", name, got.status, got.text("main"))
		}
		if b.fields().Get(c.field) != strings.TrimSpace(c.typed) {
			t.Errorf("%s: what was typed is lost", name)
		}
	}
}

// The answers open only with the browser's cookie and the service's key, and for a
// day.
func TestACarriedFormOpensNowhereElse(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(everything)
	page := b.fields()
	if strings.Contains(page.Get(fieldState), "Tamsin") {
		t.Fatal("the answers are not sealed")
	}
	other := p.browser().begin()
	if got := other.send("POST", "/report", page, nil); got.status != http.StatusConflict || strings.Contains(got.body, "Tamsin") {
		t.Errorf("another browser opens it: %d", got.status)
	}
	elsewhere := serve(t, Options{Key: [32]byte{1}}).browser().begin()
	if got := elsewhere.send("POST", "/report", page, nil); got.status != http.StatusConflict {
		t.Errorf("another service opens it: %d", got.status)
	}
	bent := url.Values{fieldStep: {atCheck}, fieldState: {page.Get(fieldState)[:40] + "A" + page.Get(fieldState)[41:]}}
	if got := b.send("POST", "/report", bent, nil); got.status != http.StatusConflict {
		t.Errorf("a changed page opens: %d", got.status)
	}
	page.Set(fieldDo, "change:account")
	for hours, status := range map[int]int{0: http.StatusOK, 23: http.StatusOK, 25: http.StatusConflict} {
		began := p.now
		p.now = began.Add(time.Duration(hours) * time.Hour)
		if got := b.send("POST", "/report", page, nil).status; got != status {
			t.Errorf("their own page after %d hours answers %d", hours, got)
		}
		p.now = began
	}
	b = p.browser().begin()
	page = b.fields()
	if got := b.send("GET", "/leave", nil, nil); got.status != http.StatusSeeOther || got.header.Get("Location") != "https://www.bbc.co.uk/weather" {
		t.Fatalf("leaving: %d to %s", got.status, got.header.Get("Location"))
	}
	if got := b.send("POST", "/report", page, nil); got.status != http.StatusConflict {
		t.Errorf("after leaving it opens: %d", got.status)
	}
}

func TestAReportThatCannotBeTakenIsSaidToBeSoAndCanBeSentAgain(t *testing.T) {
	p := serve(t, Options{})
	p.desk.err = casework.ErrNobodyToTell
	b := p.browser().begin().fill(everything)
	if got := b.answer(nil, "send"); got.status != http.StatusServiceUnavailable || !strings.Contains(got.text("main"), "Nothing was sent.") || !strings.Contains(got.text("main"), "101") {
		t.Fatalf("%d: %s", got.status, got.text("main"))
	}
	p.desk.err = nil
	if got := b.answer(nil, "send"); got.status != http.StatusOK || len(p.desk.reports) != 1 {
		t.Errorf("pressed again: %d: %s", got.status, got.text("main"))
	}
	p.desk.err = casework.ErrSentOtherwise
	b = p.browser().begin().fill(everything)
	if got := b.answer(nil, "send"); got.status != http.StatusConflict || !strings.Contains(got.text("h1"), "sent before") {
		t.Errorf("other words under the same report: %d: %s", got.status, got.text("main"))
	}
}

func TestPacesAreCountedByAddress(t *testing.T) {
	now := time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC)
	l := newLimiter(3, time.Minute)
	a, b := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	for n := range 4 {
		if wait, ok := l.take(a, now); ok != (n < 3) || !ok && wait != time.Minute {
			t.Errorf("number %d: %v, %v", n+1, ok, wait)
		}
	}
	if _, ok := l.take(b, now); !ok {
		t.Error("one address pays for another")
	}
	if _, ok := l.take(a, now.Add(time.Minute)); !ok {
		t.Error("nothing is earned back")
	}
	if _, ok := l.take(a, now.Add(-24*time.Hour)); !ok {
		t.Error("a clock that was put back shuts an address out")
	}
	for n := range maxSources + 10 {
		l.take(netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}), now)
	}
	if len(l.full) > maxSources {
		t.Errorf("%d addresses are remembered", len(l.full))
	}
}

func TestTheAddressThatCountsIsThePeersUnlessThatIsOurProxy(t *testing.T) {
	f := &Form{opt: Options{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.1:99", "", "192.0.2.1"},
		{"192.0.2.1:99", "198.51.100.7", "192.0.2.1"},
		{"10.1.1.1:99", "203.0.113.9, 198.51.100.7", "198.51.100.7"},
		{"10.1.1.1:99", "203.0.113.9, 198.51.100.7, 10.2.2.2", "198.51.100.7"},
		{"10.1.1.1:99", "nonsense", "10.1.1.1"},
		{"[::ffff:192.0.2.1]:99", "", "192.0.2.1"},
		{"[2001:db8:1:2:3:4:5:6]:99", "", "2001:db8:1:2::"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := f.source(r).String(); got != c.want {
			t.Errorf("%s for %q counts as %s, want %s", c.peer, cmp.Or(c.forwarded, "nobody"), got, c.want)
		}
	}
}

// A sending whose end nobody heard is not said to have sent nothing, and the same
// report sent again is one report.
func TestASendingThatBrokeOffIsSaidToBeUnknownAndCanBeSentAgain(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(everything)
	p.desk.err = fmt.Errorf("append: %w", casework.ErrOutcomeUnknown)
	got := b.answer(nil, "send")
	if text := got.text("main"); got.status != http.StatusServiceUnavailable || !strings.Contains(text, "do not know whether") || strings.Contains(text, "Nothing was sent") {
		t.Errorf("answered %d: %s", got.status, text)
	}
	p.desk.err = nil
	if got := b.answer(nil, "send"); got.status != http.StatusOK || len(p.desk.reports) != 1 {
		t.Errorf("sent again: %d, %d reports: %s", got.status, len(p.desk.reports), got.text("main"))
	}
}
