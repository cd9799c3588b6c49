package faults_test

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"go.uber.org/goleak"

	"foursight/internal/app"
	"foursight/internal/edition"
	"foursight/internal/store"
	"foursight/internal/synth"
	"foursight/internal/web/guard"
)

// place is an invented force served on this machine, as the program serves it.
type place struct {
	t    *testing.T
	app  *app.App
	addr string
}

// smallForce is the folder of a force that is made once and copied for each test.
var smallForce = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(filepath.Dir(childPath), "force") // which goes when the tests end
	_, err := app.Synthesise(context.Background(), app.Config{Data: dir, Demo: true, Overlay: edition.Fernshire()}, synth.Options{Seed: 1, Cases: 40, Told: 16})
	return dir, err
})

// served serves a small force, and sees at the end that nothing of it is left running.
func served(t *testing.T, limits guard.Limits) *place {
	t.Helper()
	dir, before := t.TempDir(), goleak.IgnoreCurrent()
	made, err := smallForce()
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.CopyFS(dir, os.DirFS(made)), os.Chmod(filepath.Join(dir, "keys", "master.txt"), 0o600)); err != nil {
		t.Fatal(err)
	}
	cfg := app.Config{Data: dir, Demo: true, Overlay: edition.Fernshire(), Limits: limits}
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- a.ServeOn(ctx, app.Listeners{Pages: l}) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("serving ended with %v", err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
		if err := goleak.Find(before); err != nil {
			t.Error(err)
		}
	})
	return &place{t, a, l.Addr().String()}
}

// somebody is one signed-in person; each of their requests comes by a connection of
// its own.
type somebody struct {
	*place
	http   *http.Client
	cookie string
}

// answered is what somebody was answered.
type answered struct {
	status int
	header http.Header
	body   string
	took   time.Duration
	err    error
}

var buttons = regexp.MustCompile(`name="staff" value="([^"]+)"`)

// people are so many of the force, one browser each.
func (p *place) people(prefix string, most int) []*somebody {
	p.t.Helper()
	nobody := p.nobody()
	defer nobody.http.CloseIdleConnections()
	var out []*somebody
	for _, m := range buttons.FindAllStringSubmatch(nobody.ask("GET", "/sign-in", nil).body, -1) {
		if !strings.HasPrefix(m[1], prefix) || len(out) == most {
			continue
		}
		who := p.nobody()
		got := who.ask("POST", "/sign-in/demonstration", url.Values{"staff": {m[1]}})
		for _, c := range got.header.Values("Set-Cookie") {
			if strings.HasPrefix(c, "__Host-foursight=") {
				who.cookie, _, _ = strings.Cut(c, ";")
			}
		}
		if who.cookie == "" {
			p.t.Fatalf("signing in as %s: %d %v", m[1], got.status, got.err)
		}
		out = append(out, who)
	}
	if len(out) == 0 {
		p.t.Fatalf("nobody's id begins with %q", prefix)
	}
	return out
}

func (p *place) nobody() *somebody {
	transport := &http.Transport{DisableKeepAlives: true}
	p.t.Cleanup(transport.CloseIdleConnections)
	return &somebody{place: p, http: &http.Client{Transport: transport, Timeout: time.Minute, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (s *somebody) ask(method, path string, form url.Values) answered {
	req, err := http.NewRequest(method, "http://"+s.addr+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answered{err: err}
	}
	req.Header = http.Header{"Sec-Fetch-Site": {"same-origin"}}
	if s.cookie != "" {
		req.Header.Set("Cookie", s.cookie)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	began := time.Now()
	resp, err := s.http.Do(req)
	if err != nil {
		return answered{err: err, took: time.Since(began)}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return answered{resp.StatusCode, resp.Header, string(body), time.Since(began), err}
}

// pace opens pages one after another and gives the time that nineteen in twenty took
// at most. Each must open.
func (s *somebody) pace(n int, paths ...string) time.Duration {
	s.t.Helper()
	var took []time.Duration
	for i := range n {
		got := s.ask("GET", paths[i%len(paths)], nil)
		if got.status != http.StatusOK {
			s.t.Fatalf("%s: %d after %s, %v: %.300s", paths[i%len(paths)], got.status, got.took, got.err, got.body)
		}
		took = append(took, got.took)
	}
	slices.Sort(took)
	return took[len(took)*95/100]
}

var refs = regexp.MustCompile(`/case/(FS-[0-9]{2}-[0-9A-Z]{7})"`)

// contact is a form by which somebody records contact with a victim, as often as
// wanted, each time with an entry id of its own.
type contact struct {
	who  *somebody
	path string
	form url.Values
}

// contacts finds a form for each person who has a case they may record on.
func contacts(people []*somebody) (out []contact) {
	for _, who := range people {
		for _, m := range refs.FindAllStringSubmatch(who.ask("GET", "/cases", nil).body, -1) {
			path := "/case/" + m[1] + "/record/VictimContacted"
			got := who.ask("GET", path, nil)
			doc, err := goquery.NewDocumentFromReader(strings.NewReader(got.body))
			if got.status != http.StatusOK || err != nil || doc.Find(`[name="_entry"]`).Length() == 0 {
				continue
			}
			form := url.Values{"_seen": {"yes"}}
			doc.Find(`main form input[type="hidden"]`).Each(func(_ int, f *goquery.Selection) { form.Set(f.AttrOr("name", ""), f.AttrOr("value", "")) })
			out = append(out, contact{who, path, form})
			break
		}
	}
	return out
}

// send records it once and says under which id.
func (c contact) send() (id string, got answered) {
	raw := make([]byte, 16)
	rand.Read(raw)
	id = hex.EncodeToString(raw)
	form := url.Values{}
	for name, v := range c.form {
		form[name] = v
	}
	form.Set("_entry", id)
	form.Set("note", "Contact noted in the burst, "+id)
	return id, c.who.ask("POST", c.path, form)
}

// entries counts how often each id stands in the record.
func (p *place) entries() map[string]int {
	p.t.Helper()
	out := map[string]int{}
	err := p.app.Store.Read(p.t.Context(), func(ctx context.Context, tx store.Tx) error {
		for e, err := range tx.AllEntries(ctx, 0) {
			if err != nil {
				return err
			}
			out[e.ID]++
		}
		return nil
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

var open = regexp.MustCompile(`foursight_under_way\{site="pages",what="connections"\} (\d+)`)

// connections is how many the program says are open.
func (p *place) connections() int {
	w := httptest.NewRecorder()
	p.app.Insight.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	m := open.FindStringSubmatch(w.Body.String())
	if m == nil {
		p.t.Fatal("nobody counts connections")
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// holds is what the program keeps in memory, in MB, after rubbish was taken away.
func holds() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapInuse+m.StackInuse) / 1e6
}

// shedRight reports what is wrong with an answer under load: it is the page, a way on
// to it, or a refusal for now.
func shedRight(got answered) error {
	switch {
	case got.err != nil:
		return got.err
	case got.status == http.StatusServiceUnavailable && (got.header.Get("Retry-After") == "" || !strings.Contains(got.body, "Foursight is busy")):
		return fmt.Errorf("503 without a time or a word: %.200s", got.body)
	case got.status != http.StatusOK && got.status != http.StatusSeeOther && got.status != http.StatusServiceUnavailable:
		return fmt.Errorf("%d: %.200s", got.status, got.body)
	}
	return nil
}
