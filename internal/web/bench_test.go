package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"foursight/internal/app"
	"foursight/internal/casework"
	"foursight/internal/edition"
	"foursight/internal/store"
	"foursight/internal/store/postgres/pgtest"
	"foursight/internal/synth"
	"foursight/internal/web"
)

// smallForce is how many invented cases the pages are measured over where
// FOURSIGHT_FORCE names no folder with a large force, as scripts/bench does.
const smallForce, largeForce = 200, 50_000

func forceSize() int {
	if os.Getenv("FOURSIGHT_FORCE") != "" {
		return largeForce
	}
	return smallForce
}

// investigator is the invented member of staff who looks at most pages.
const investigator = "dc-sandhu"

// inFolder is the force in the embedded database: the one named, or a new one.
func inFolder(b *testing.B) app.Config {
	b.Helper()
	if dir := os.Getenv("FOURSIGHT_FORCE"); dir != "" {
		return demonstration(app.Config{Data: dir})
	}
	return invented(b, app.Config{Data: b.TempDir()}, smallForce)
}

// inPostgres is a force of the same size in PostgreSQL, on a server of its own. It is
// made once for all runs, which for a large one takes some minutes.
func inPostgres(b *testing.B) app.Config {
	b.Helper()
	if postgresForce.Postgres == "" {
		server, err := pgtest.Start(context.WithoutCancel(b.Context()))
		ok(b, err)
		dir, err := os.MkdirTemp("", "foursight-bench-")
		ok(b, err)
		web.AtEnd = append(web.AtEnd, func() error { return errors.Join(server.Stop(), os.RemoveAll(dir)) })
		postgresForce = invented(b, app.Config{Data: dir, Postgres: server.Database(b)}, forceSize())
	}
	return postgresForce
}

// postgresForce is the one made.
var postgresForce app.Config

func demonstration(cfg app.Config) app.Config {
	cfg.Demo, cfg.Overlay = true, edition.Fernshire()
	return cfg
}

func invented(b *testing.B, cfg app.Config, cases int) app.Config {
	b.Helper()
	_, err := app.Synthesise(b.Context(), cfg, synth.Options{Seed: 1, Cases: cases})
	ok(b, err)
	return demonstration(cfg)
}

func opened(b *testing.B, cfg app.Config) *app.App {
	b.Helper()
	a, err := app.Open(context.WithoutCancel(b.Context()), cfg)
	ok(b, err)
	_, err = a.Service.Wake(b.Context()) // what came due since the force was made
	ok(b, err)
	return a
}

func ok(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// reader is a browser without script, signed in.
type reader struct {
	*http.Client
	base string
}

func signedIn(b *testing.B, srv *httptest.Server, who string) reader {
	b.Helper()
	jar, err := cookiejar.New(nil)
	ok(b, err)
	c := *srv.Client()
	c.Jar = jar
	r := reader{&c, srv.URL}
	r.fetch(b, "POST", "/sign-in/demonstration", url.Values{"staff": {who}})
	return r
}

// fetch gets a page whole, after redirects, and says where it came from.
func (r reader) fetch(b *testing.B, method, path string, form url.Values) (at, body string) {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, r.base+path, strings.NewReader(form.Encode()))
	ok(b, err)
	if method == "POST" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	resp, err := r.Do(req)
	ok(b, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	ok(b, err)
	if resp.StatusCode != http.StatusOK {
		b.Fatalf("%s %s: %s", method, path, resp.Status)
	}
	return resp.Request.URL.RequestURI(), string(text)
}

// p95 repeats an act and reports the time that 95 in 100 stay within.
func p95(b *testing.B, act func()) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		at := time.Now()
		act()
		took = append(took, time.Since(at))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
}

// BenchmarkPages asks the whole program for pages over TLS on this machine, as
// somebody with a session: database, guidance, template, the durable record of the
// look, and the transport, which the design's "server time" leaves out.
func BenchmarkPages(b *testing.B) { pages(b, opened(b, inFolder(b))) }

// BenchmarkPagesPostgres is the same over PostgreSQL.
func BenchmarkPagesPostgres(b *testing.B) { pages(b, opened(b, inPostgres(b))) }

func pages(b *testing.B, a *app.App) {
	defer func() { ok(b, a.Close()) }()
	srv := httptest.NewTLSServer(a.Web)
	defer srv.Close()
	r := signedIn(b, srv, investigator)
	c := ownCase(b, a)
	cases := forceOf(b, a)
	page := func(name, path, holds string) {
		b.Run(name, func(b *testing.B) {
			p95(b, func() {
				if at, body := r.fetch(b, "GET", path, nil); at != path || !strings.Contains(body, holds) {
					b.Fatalf("%s went to %s, where %q is not", path, at, holds)
				}
			})
			b.ReportMetric(float64(cases), "cases")
		})
	}
	for _, part := range []string{"", "people", "course", "duties", "history"} {
		page(strings.TrimSpace("case "+part), strings.TrimSuffix("/case/"+c.Ref+"/"+part, "/"), c.Ref)
	}
	b.Run("case not looked at before", func(b *testing.B) {
		refs, n := manyRefs(b, a), 0
		p95(b, func() {
			ref := refs[n%len(refs)]
			n++
			if _, body := r.fetch(b, "GET", "/case/"+ref, nil); !strings.Contains(body, ref) {
				b.Fatalf("the page of %s does not name it", ref)
			}
		})
		b.ReportMetric(float64(cases), "cases")
	})
	page("home", "/", "/case/")
	page("list", "/cases", "/case/")
	page("list deep", deepPage(b, r), "/case/")
	for name, who := range map[string]string{"responder": "pc-marsh", "supervisor": "ds-calder", "call handler": "co-bello", "SPOC": "ds-amari", "inspector": "insp-achebe", "lead": "dci-warwick"} {
		b.Run("home of "+name, func(b *testing.B) {
			r := signedIn(b, srv, who)
			p95(b, func() { r.fetch(b, "GET", "/", nil) })
			b.ReportMetric(float64(cases), "cases")
		})
	}
	handler := signedIn(b, srv, "co-bello")
	for _, search := range []struct {
		name, to, query string
		by              reader
		hit             bool
	}{{"search hit", "/search", c.Victims[0], r, true}, {"search one name", "/search", strings.Fields(c.Victims[0])[1], r, true}, {"search miss", "/search", "Zzyzxqvist", r, false},
		{"call hit", "/call", c.Victims[0], handler, true}, {"call miss", "/call", "Zzyzxqvist", handler, false}} {
		b.Run(search.name, func(b *testing.B) {
			p95(b, func() {
				if at, body := search.by.fetch(b, "POST", search.to, url.Values{"q": {search.query}}); strings.Contains(body, "/case/FS-") != search.hit {
					b.Fatalf("searching for %q at %s: want a hit %v", search.query, at, search.hit)
				}
			})
			b.ReportMetric(float64(cases), "cases")
		})
	}
}

// forceOf counts the cases of a force.
func forceOf(b *testing.B, a *app.App) (n int) {
	b.Helper()
	ok(b, a.Store.Read(b.Context(), func(ctx context.Context, tx store.Tx) error {
		return tx.QueryRow(ctx, `select count(*) from case_row`).Scan(&n)
	}))
	return n
}

// manyRefs are references of cases everybody may see, in no order, more than the
// service keeps in memory where the force has as many.
func manyRefs(b *testing.B, a *app.App) (refs []string) {
	b.Helper()
	ok(b, a.Store.Read(b.Context(), func(ctx context.Context, tx store.Tx) error {
		refs = nil
		rows, err := tx.Query(ctx, `select ref from case_row where walled = 0 order by case_id limit 20000`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var ref string
			if err := rows.Scan(&ref); err != nil {
				return err
			}
			refs = append(refs, ref)
		}
		return rows.Err()
	}))
	return refs
}

var nextList = regexp.MustCompile(`href="(/cases\?[^"]*after=[^"]*)"`)

// deepPage is the twentieth page of the list of cases, or the last there is.
func deepPage(b *testing.B, r reader) string {
	b.Helper()
	path := "/cases"
	for range 20 {
		_, body := r.fetch(b, "GET", path, nil)
		next := nextList.FindStringSubmatch(body)
		if next == nil {
			break
		}
		path = html.UnescapeString(next[1])
	}
	return path
}

// ownCase is the investigator's case with the longest history.
func ownCase(b *testing.B, a *app.App) casework.Row {
	b.Helper()
	v, found := a.Service.Viewer(b.Context(), investigator)
	if !found {
		b.Fatalf("no %s among the invented staff", investigator)
	}
	list, err := a.Service.Cases(b.Context(), v, casework.Filter{Mine: true}, "", 50)
	ok(b, err)
	if len(list.Items) == 0 {
		b.Fatalf("%s holds no case", investigator)
	}
	longest := slices.MaxFunc(list.Looks, func(x, y casework.LookedAt) int { return int(x.Version - y.Version) })
	return list.Items[slices.IndexFunc(list.Items, func(r casework.Row) bool { return r.ID == longest.ID })]
}

// BenchmarkProcess starts the program on a folder that is already there, as a
// process of its own, asks for the first page, and five seconds later reads how
// much memory it holds.
func BenchmarkProcess(b *testing.B) {
	program := filepath.Join(b.TempDir(), "foursight")
	if out, err := exec.Command("go", "build", "-o", program, "foursight/cmd/foursight").CombinedOutput(); err != nil {
		b.Fatalf("build foursight: %v\n%s", err, out)
	}
	dir := inFolder(b).Data
	b.Run("first page", func(b *testing.B) {
		for b.Loop() {
			p := start(b, program, dir)
			b.StopTimer()
			p.stop(b)
			b.StartTimer()
		}
	})
	b.Run("idle", func(b *testing.B) {
		var most float64
		for b.Loop() {
			p := start(b, program, dir)
			time.Sleep(5 * time.Second)
			most = max(most, p.residentMB(b))
			p.stop(b)
		}
		b.ReportMetric(most, "RSS-MB")
	})
}

// process is the running program.
type process struct {
	cmd *exec.Cmd
	out io.ReadCloser
}

var shownAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+/`)

// start runs the demonstration on a folder until its first page has arrived.
func start(b *testing.B, program, dir string) process {
	b.Helper()
	p := process{cmd: exec.CommandContext(b.Context(), program, "demo", "--data", dir, "--listen", "127.0.0.1:0")}
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(os.Interrupt) }
	var err error
	p.out, err = p.cmd.StdoutPipe()
	ok(b, err)
	ok(b, p.cmd.Start())
	for lines := bufio.NewScanner(p.out); lines.Scan(); {
		at := shownAddress.FindString(lines.Text())
		if at == "" {
			continue
		}
		resp, err := http.Get(at)
		ok(b, err)
		defer resp.Body.Close()
		page, err := io.ReadAll(resp.Body)
		ok(b, err)
		if resp.StatusCode != http.StatusOK || !strings.Contains(string(page), "Foursight") {
			b.Fatalf("first page: %s, %d bytes", resp.Status, len(page))
		}
		return p
	}
	b.Fatalf("the program ended without an address: %v", p.cmd.Wait())
	return p
}

func (p process) stop(b *testing.B) {
	b.Helper()
	ok(b, p.cmd.Process.Signal(os.Interrupt))
	_, err := io.Copy(io.Discard, p.out)
	ok(b, err)
	ok(b, p.cmd.Wait())
}

// residentMB reads what the kernel says the process holds in memory, in MB.
func (p process) residentMB(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	ok(b, err)
	for line := range strings.Lines(string(status)) {
		if kb, found := strings.CutPrefix(line, "VmRSS:"); found {
			n, err := strconv.ParseFloat(strings.Fields(kb)[0], 64)
			ok(b, err)
			return n * 1024 / 1e6
		}
	}
	b.Fatal("the kernel gives no VmRSS for the process")
	return 0
}
