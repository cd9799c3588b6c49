package web

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/access"
	"foursight/internal/browsertest"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/edition"
	"foursight/internal/evidence"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/guidance"
	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/signin"
	"foursight/internal/store"
	"foursight/internal/store/sqlite"
)

func TestMain(m *testing.M) {
	status := browsertest.Main(m)
	for _, end := range AtEnd {
		if err := end(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

// AtEnd is what benchmarks share and take down when all are over.
var AtEnd []func() error

// site is a demonstration server over an empty database, with a clock that tests
// move and one person for each role.
type site struct {
	*casework.Service
	t   testing.TB
	now time.Time
	ids *signin.Service
	web *Server
	tls *httptest.Server

	keys *keyring.Keyring
}

func newSite(t testing.TB) *site { return siteWith(t, Options{Demo: true}) }

func siteWith(t testing.TB, opt Options) *site {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	return siteOver(t, opt, st)
}

// siteOver is a site over a store of the test's own, which it closes.
func siteOver(t testing.TB, opt Options, st store.Store) *site {
	t.Helper()
	return siteFrom(t, opt, st, time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC))
}

// shipped is the edition that ships with Fernshire's overlay, read once: nothing
// changes it.
var shipped = sync.OnceValues(func() (*guidance.Edition, error) { return edition.Load(edition.Fernshire()) })

// siteFrom is such a site that begins at a time of the test's own.
func siteFrom(t testing.TB, opt Options, st store.Store, at time.Time) *site {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() { st.Close() })
	keys, err := keyring.Create(filepath.Join(dir, "keyring.db"), filepath.Join(dir, "master.txt"))
	must(t, err)
	t.Cleanup(func() { keys.Close() })
	must(t, os.MkdirAll(filepath.Join(dir, "evidence"), 0o700))
	vault, err := evidence.Open(filepath.Join(dir, "evidence"))
	must(t, err)
	t.Cleanup(func() { vault.Close() })
	ed, err := shipped()
	must(t, err)
	s := &site{t: t, now: at, keys: keys}
	beside := ""
	if b, ok := st.(*breaking); ok {
		beside = b.beside
	}
	s.Service, err = casework.Open(context.Background(), casework.Config{Store: st, Keys: keys, Vault: vault, Edition: ed, Force: "Fernshire Police",
		Log: opt.Log, LogName: "fernshire.example.org/foursight", Beside: beside, InjectedClock: func() time.Time { return s.now }})
	must(t, err)
	t.Cleanup(func() { s.Close() })
	s.ids, err = signin.New(s.SignInRecords(), signin.Options{Params: signin.Params{Memory: 64, Passes: 1, Threads: 1}, Demonstration: opt.Demo})
	must(t, err)
	must(t, s.RecordStaff(t.Context(), "system", siteStaff()...))
	if opt.Demo {
		for _, who := range siteStaff() {
			_, err := s.ids.Create(t.Context(), who.ID, who.ID+"@fernshire.example.org", s.now)
			must(t, err)
		}
	}
	s.web, err = New(s.Service, s.ids, opt)
	must(t, err)
	s.tls = httptest.NewTLSServer(s.web)
	t.Cleanup(s.tls.Close)
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// siteStaff is one person for each role; the id says which.
func siteStaff() []force.Staff {
	person := func(id, title, name, unit string, role casefile.Role) force.Staff {
		return force.Staff{ID: id, Name: name, Title: title, Unit: unit, Demo: true,
			Roles: []force.Held{{Role: role, From: calendar.Date{Year: 2020, Month: 1, Day: 1}}}}
	}
	out := []force.Staff{
		person("handler", "", "Hana Example", "control", casefile.CallHandler),
		person("responder", "PC", "Rhian Example", "north", casefile.Responder),
		person("other", "PC", "Owen Example", "south", casefile.Responder),
		person("detective", "DC", "Dilys Example", "north", casefile.Investigator),
		person("sergeant", "PS", "Sara Example", "north", casefile.Supervisor),
		person("registrar", "", "Robin Example", "hq", casefile.Registrar),
		person("standards", "DI", "Petra Example", "psd", casefile.Standards),
		person("suspect", "PC", "Simon Example", "north", casefile.Responder),
		person("admin", "", "Alex Example", "", casefile.Administrator),
		person("advocate", "", "Avis Example", "", casefile.Advocate),
	}
	out[4].Supervises = []string{"north"}
	out[9].Partner = "harbour"
	return out
}

func (s *site) as(id string) access.Viewer {
	s.t.Helper()
	v, ok := s.Viewer(s.t.Context(), id)
	if !ok {
		s.t.Fatalf("no staff %q", id)
	}
	return v
}

// event makes an act that nothing has recorded yet.
func (s *site) event(kind string, data any) casefile.Event {
	s.t.Helper()
	e, err := casefile.NewEvent(journal.NewID(), "", kind, data)
	must(s.t, err)
	return e
}

// record puts acts on a case as somebody.
func (s *site) record(by, caseID string, events ...casefile.Event) {
	s.t.Helper()
	_, err := s.Record(s.t.Context(), s.as(by), casework.Acts{CaseID: caseID, Events: events})
	must(s.t, err)
}

// reported is a case that report made.
type reported struct{ id, ref, victim, actor, pair string }

// report records a former partner's conduct as a new case of unit north.
func (s *site) report(by, victim string) reported {
	s.t.Helper()
	v := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{
		Name: fact.Of(casefile.Line(victim)), Phones: []casefile.Line{"07700 900123"}, Addresses: []casefile.Line{"4 Sample Street, Fernton FE1 2AB"}}})
	x := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}, Details: casefile.Details{
		Name: fact.Of(casefile.Line("Steven Madeup")), Handles: []casefile.Line{"@steve_m_1"}}})
	p := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(x.ID)})
	r := reported{id: journal.NewID(), ref: casework.NewRef(s.now), victim: v.ID, actor: x.ID, pair: p.ID}
	s.record(by, r.id,
		s.event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(r.ref), Channel: fact.Of(casefile.Call101), Unit: "north"}),
		v, x, p,
		s.event("RelationshipRecorded", casefile.RelationshipRecorded{Pair: casefile.PairID(p.ID), Is: fact.Of(casefile.FormerPartner)}))
	return r
}

// client is one browser without script: a cookie jar that follows redirects.
type client struct {
	*site
	http *http.Client
}

// client is somebody who has not signed in.
func (s *site) client() *client {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	must(s.t, err)
	h := *s.tls.Client()
	h.Jar = jar
	return &client{s, &h}
}

// signedIn is somebody signed in with one click.
func (s *site) signedIn(id string) *client {
	s.t.Helper()
	c := s.client()
	p := c.post("/sign-in/demonstration", url.Values{"staff": {id}})
	if path, _, _ := strings.Cut(p.path, "?"); path != "/" || p.status != http.StatusOK {
		s.t.Fatalf("sign in as %s: at %s with %d", id, p.path, p.status)
	}
	return c
}

// shown is a page as it arrived, after redirects.
type shown struct {
	*goquery.Document
	status int
	path   string // with the query
	header http.Header
	body   string
}

func (c *client) get(path string) shown {
	c.t.Helper()
	return c.send("GET", path, nil, nil)
}

// post sends a form as a browser would from the site's own page.
func (c *client) post(path string, form url.Values) shown {
	c.t.Helper()
	return c.send("POST", path, strings.NewReader(form.Encode()), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Sec-Fetch-Site": {"same-origin"}})
}

// submit sends a page's form with the values it has, changed by those given.
func (c *client) submit(p shown, selector string, change url.Values) shown {
	c.t.Helper()
	form := p.Find(selector)
	if form.Length() != 1 {
		c.t.Fatalf("%s: %d forms match %s", p.path, form.Length(), selector)
	}
	values := filled(form)
	for name, v := range change {
		values[name] = v
	}
	action, _ := form.Attr("action")
	return c.post(cmp.Or(action, p.path), values)
}

// filled is what a browser would send of a form as it stands.
func filled(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, f *goquery.Selection) {
		name, _ := f.Attr("name")
		kind, _ := f.Attr("type")
		_, checked := f.Attr("checked")
		switch {
		case goquery.NodeName(f) == "textarea":
			values.Add(name, strings.TrimPrefix(f.Text(), "\n"))
		case goquery.NodeName(f) == "select":
			chosen := f.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = f.Find("option").First()
			}
			v, _ := chosen.Attr("value")
			values.Add(name, v)
		case (kind == "radio" || kind == "checkbox") && !checked:
		default:
			v, _ := f.Attr("value")
			values.Add(name, v)
		}
	})
	return values
}

func (c *client) send(method, path string, body io.Reader, header http.Header) shown {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.tls.URL+path, body)
	must(c.t, err)
	for name, v := range header {
		req.Header[name] = v
	}
	resp, err := c.http.Do(req)
	must(c.t, err)
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	must(c.t, err)
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(raw)))
	must(c.t, err)
	return shown{Document: doc, status: resp.StatusCode, path: resp.Request.URL.RequestURI(), header: resp.Header, body: string(raw)}
}

// text is the words of the first element that matches, spaces collapsed.
func (p shown) text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).First().Text()), " ")
}
