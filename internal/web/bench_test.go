package web_test

import (
	"bufio"
	"context"
	"fmt"
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
	"foursight/internal/synth"
)

// benchForce is how many invented cases the pages are measured over: 200, and
// 5,000 with FOURSIGHT_LONG=1.
func benchForce() int {
	if os.Getenv("FOURSIGHT_LONG") != "" {
		return 5000
	}
	return 200
}

// investigator is the invented member of staff who looks at the pages.
const investigator = "dc-sandhu"

// invented makes a force in a new folder. It is closed again.
func invented(b *testing.B, cases int) string {
	b.Helper()
	dir := b.TempDir()
	_, err := app.Synthesise(b.Context(), app.Config{Data: dir}, synth.Options{Seed: 1, Cases: cases})
	ok(b, err)
	return dir
}

func opened(b *testing.B, dir string) *app.App {
	b.Helper()
	a, err := app.Open(context.WithoutCancel(b.Context()), app.Config{Data: dir, Demo: true, Overlay: edition.Fernshire()})
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

// BenchmarkPages asks the whole program for pages over TLS on this machine, as an
// investigator with a session: database, guidance, template, the durable record of
// the look, and the transport, which the design's "server time" leaves out.
func BenchmarkPages(b *testing.B) {
	cases := benchForce()
	a := opened(b, invented(b, cases))
	defer func() { ok(b, a.Close()) }()
	srv := httptest.NewTLSServer(a.Web)
	defer srv.Close()
	r := signedIn(b, srv, investigator)
	c := ownCase(b, a)
	for name, path := range map[string]string{"case": "", "case people": "/people", "case course": "/course", "case duties": "/duties", "case history": "/history"} {
		b.Run(name, func(b *testing.B) {
			p95(b, func() {
				if _, body := r.fetch(b, "GET", "/case/"+c.Ref+path, nil); !strings.Contains(body, c.Ref) {
					b.Fatalf("the page of %s does not name it", c.Ref)
				}
			})
			b.ReportMetric(float64(cases), "cases")
		})
	}
	for name, path := range map[string]string{"home": "/", "list": "/cases"} {
		b.Run(name, func(b *testing.B) {
			p95(b, func() {
				if at, body := r.fetch(b, "GET", path, nil); at != path || !strings.Contains(body, "/case/") {
					b.Fatalf("%s went to %s, which leads to no case", path, at)
				}
			})
			b.ReportMetric(float64(cases), "cases")
		})
	}
	for _, search := range []struct {
		name, query string
		hit         bool
	}{{"search hit", strings.Fields(c.Victims[0])[1], true}, {"search miss", "Zzyzxqvist", false}} {
		b.Run(search.name, func(b *testing.B) {
			p95(b, func() {
				if at, body := r.fetch(b, "POST", "/search", url.Values{"q": {search.query}}); strings.Contains(body, "/case/FS-") != search.hit {
					b.Fatalf("searching for %q at %s: want a hit %v", search.query, at, search.hit)
				}
			})
			b.ReportMetric(float64(cases), "cases")
		})
	}
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
	dir := invented(b, benchForce())
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
