package guard

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are pipes: in a synctest bubble, waiting for
// one takes no time. Nothing is kept on the way, so that an answer nobody reads is
// not taken.
type pipes struct {
	come chan net.Conn
	end  chan struct{}
}

func (l *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-l.come:
		return c, nil
	case <-l.end:
		return nil, net.ErrClosed
	}
}
func (l *pipes) Close() error   { close(l.end); return nil }
func (l *pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (l *pipes) dial() net.Conn {
	here, there := net.Pipe()
	l.come <- there
	return here
}

// served runs a handler behind a gate in a bubble.
func served(t *testing.T, limits Limits, h http.Handler, class func(*http.Request) Class) (*pipes, *Gate) {
	t.Helper()
	g := NewGate(limits.For(1, 1024), func(w http.ResponseWriter, _ *http.Request, t Turned) {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintf(w, "%s turned away with %q", t.Class, t.Form)
	})
	l := &pipes{make(chan net.Conn), make(chan struct{})}
	srv := &http.Server{ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 5 * time.Minute, IdleTimeout: time.Minute,
		Handler: g.Pass(h, func(r *http.Request) Planned {
			return Planned{Class: class(r), Route: "GET /x", Body: 64 << 20, Person: r.Header.Get("Person")}
		})}
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	return l, g
}

func byPath(r *http.Request) Class { return Class(strings.TrimPrefix(r.URL.Path, "/")) }

func send(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatalf("sending: %v", err)
	}
}

// ask sends a whole request and reads its answer.
func ask(t *testing.T, l *pipes, path, body string, header ...string) (*http.Response, string) {
	t.Helper()
	c := l.dial()
	defer c.Close()
	send(t, c, fmt.Sprintf("POST /%s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n%s", path, len(body), strings.Join(header, ""), body))
	return answerOf(t, c)
}

func answerOf(t *testing.T, c net.Conn) (*http.Response, string) {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatalf("reading the answer: %v", err)
	}
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("reading the answer: %v", err)
	}
	return resp, string(text)
}

// stuck is a handler whose requests to a class stay until they are let go.
func stuck(of Class) (h http.Handler, let func()) {
	gone := make(chan struct{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if byPath(r) == of {
			<-gone
		}
		io.WriteString(w, "answered")
	}), func() { close(gone) }
}

func TestOneClassNeverUsesUpThePlacesOfAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, let := stuck(Read)
		l, g := served(t, Limits{Reads: 3, Waiting: 2}, h, byPath)
		answers := make(chan string, 50)
		for range 50 {
			go func() {
				resp, text := ask(t, l, "read", "words=kept")
				answers <- fmt.Sprint(resp.StatusCode, " ", text, len(resp.Header.Get("Retry-After")))
			}()
		}
		synctest.Wait()
		if n := len(answers); n != 45 || g.Load()["read"] != 3 {
			t.Errorf("%d turned away at once and %d under way, want 45 and 3", n, g.Load()["read"])
		}
		began := time.Now()
		for _, class := range []Class{Urgent, Write, Upload, Download, SignIn, Free} {
			if resp, text := ask(t, l, string(class), ""); resp.StatusCode != 200 || text != "answered" || time.Since(began) > 0 {
				t.Errorf("%s: %d %s after %s", class, resp.StatusCode, text, time.Since(began))
			}
		}
		time.Sleep(5*time.Second + time.Millisecond)
		synctest.Wait()
		if n := len(answers); n != 47 {
			t.Errorf("%d turned away when two had waited their time, want 47", n)
		}
		let()
		synctest.Wait()
		close(answers)
		got := map[string]int{}
		for a := range answers {
			got[a]++
		}
		if want := `503 read turned away with "words=kept"1`; got[want] != 47 || got["200 answered0"] != 3 {
			t.Errorf("got %v", got)
		}
		if n := g.Load()["read"]; n != 0 {
			t.Errorf("%d places are still taken", n)
		}
	})
}

func TestWhoWaitsIsServedInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, _ := served(t, Limits{Writes: 1}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(100 * time.Millisecond)
			io.WriteString(w, "saved")
		}), byPath)
		var saved atomic.Int32
		for range 15 {
			go func() {
				if _, text := ask(t, l, "write", "a=b"); text == "saved" {
					saved.Add(1)
				}
			}()
		}
		time.Sleep(5 * time.Second)
		if saved.Load() != 15 {
			t.Errorf("%d of 15 were saved", saved.Load())
		}
	})
}

func TestASlowSenderHoldsNoPlaceAndIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, g := served(t, Limits{Writes: 1}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.Copy(w, r.Body) }), byPath)
		slow := l.dial()
		defer slow.Close()
		send(t, slow, "POST /write HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na=")
		synctest.Wait()
		if _, text := ask(t, l, "write", "a=whole"); text != "a=whole" || g.Load()["write"] != 0 {
			t.Errorf("beside a slow sender: %q; %d places taken", text, g.Load()["write"])
		}
		began := time.Now()
		cut := make(chan time.Duration, 1)
		go func() { // a byte a second keeps other servers waiting for ever
			for {
				if _, err := slow.Write([]byte("b")); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		}()
		go func() {
			resp, text := answerOf(t, slow)
			if resp.StatusCode != http.StatusRequestTimeout || !strings.Contains(text, "not saved") {
				t.Errorf("%d %s", resp.StatusCode, text)
			}
			slow.Close()
			cut <- time.Since(began)
		}()
		if took := <-cut; took < 20*time.Second || took > 40*time.Second {
			t.Errorf("cut off after %s", took)
		}
		time.Sleep(2 * time.Second) // in the bubble: whoever sends hears of it
	})
}

func TestAPhotographComesWholeOverASlowLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got atomic.Int64
		l, _ := served(t, Limits{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n, err := io.Copy(io.Discard, r.Body)
			got.Store(n)
			time.Sleep(2 * time.Minute) // the program's own time is not the client's
			if err != nil || r.Context().Err() != nil {
				t.Errorf("after %d bytes: %v, %v", n, err, r.Context().Err())
			}
			io.WriteString(w, "kept")
		}), byPath)
		const size, rate = 16 << 20, 50_000 // 400 kbit/s: over five minutes
		c := l.dial()
		defer c.Close()
		send(t, c, fmt.Sprintf("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", size))
		for left := size; left > 0; left -= rate {
			send(t, c, strings.Repeat("x", min(left, rate)))
			time.Sleep(time.Second)
			if left < size/2 && left >= size/2-rate {
				time.Sleep(50 * time.Second) // a tunnel
			}
		}
		if resp, text := answerOf(t, c); resp.StatusCode != 200 || text != "kept" || got.Load() != size {
			t.Errorf("%d %s, %d bytes of %d", resp.StatusCode, text, got.Load(), size)
		}
	})
}

func TestASlowReaderHoldsNoPlaceAndIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page := strings.Repeat("word ", 50_000)
		var wrote atomic.Value
		l, g := served(t, Limits{Reads: 1, Downloads: 1}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, err := io.WriteString(w, page)
			wrote.Store(fmt.Sprint(err))
		}), byPath)
		slow := l.dial()
		defer slow.Close()
		send(t, slow, "GET /read HTTP/1.1\r\nHost: x\r\n\r\n")
		synctest.Wait()
		if n := g.Load()["read"]; n != 0 {
			t.Errorf("%d places taken by an answer that is being sent", n)
		}
		if _, text := ask(t, l, "read", ""); text != page {
			t.Errorf("beside a slow reader, %d bytes", len(text))
		}
		time.Sleep(writeWait + time.Second)
		synctest.Wait()
		if got := wrote.Load(); got == nil || got == "<nil>" {
			t.Errorf("after %s the reader that took nothing was not given up: %v", writeWait, got)
		}
		file := l.dial()
		defer file.Close()
		send(t, file, "GET /download HTTP/1.1\r\nHost: x\r\n\r\n")
		synctest.Wait()
		if n := g.Load()["download"]; n != 1 {
			t.Errorf("a file being sent holds %d places, want 1", n)
		}
	})
}

func TestOneSessionDoesNotCrowdOutAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, let := stuck(Read)
		l, g := served(t, Limits{Reads: 10, PerPerson: 4}, h, byPath)
		var away atomic.Int32
		for range 30 {
			go func() {
				if resp, _ := ask(t, l, "read", "", "Person: one\r\n"); resp.StatusCode == 503 && resp.Header.Get("Retry-After") != "" {
					away.Add(1)
				}
			}()
		}
		go ask(t, l, "read", "", "Person: another\r\n")
		synctest.Wait()
		if away.Load() != 26 || g.Load()["read"] != 5 {
			t.Errorf("%d turned away, %d under way; want 26 and 5", away.Load(), g.Load()["read"])
		}
		let()
		synctest.Wait()
		if resp, _ := ask(t, l, "read", "", "Person: one\r\n"); resp.StatusCode != 200 || len(g.people.now) > 1 {
			t.Errorf("afterwards: %d, %v", resp.StatusCode, g.people.now)
		}
	})
}

func TestFormsHeldAtOnceAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, let := stuck(Write)
		l, g := served(t, Limits{Forms: 8 * piece, Writes: 100}, h, byPath)
		var away atomic.Int32
		for range 10 {
			go func() {
				if resp, text := ask(t, l, "write", strings.Repeat("x", 2*piece-100)); resp.StatusCode == 503 {
					away.Add(1)
					if !strings.Contains(text, `""`) {
						t.Error("half a form was given back")
					}
				}
			}()
		}
		synctest.Wait()
		if away.Load() < 6 {
			t.Errorf("%d of 10 turned away, where at most four forms have room", away.Load())
		}
		let()
		synctest.Wait()
		if !g.forms.TryAcquire(8 * piece) {
			t.Error("what forms held was not given back")
		}
	})
}

func TestAHandlerThatPanicsGivesItsPlaceBack(t *testing.T) {
	g := NewGate(Limits{}.For(1, 1024), func(http.ResponseWriter, *http.Request, Turned) {})
	h := Watched(g.Pass(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("what somebody typed") }), func(*http.Request) Planned { return Planned{Class: Write, Body: 100} }),
		slog.New(slog.DiscardHandler), func(Answered) {}, http.NotFoundHandler())
	for range 100 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", strings.NewReader("a=b")))
	}
	if n := g.Load()["write"]; n != 0 || !g.forms.TryAcquire(g.limits.Forms) {
		t.Errorf("%d places and some room for forms are lost", n)
	}
}

func TestConnectionsThatAskNothingMakeWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := map[string]int{}
		conns := NewConns(10, 0, nil, func(what string) { refused[what]++ })
		l := &pipes{make(chan net.Conn), make(chan struct{})}
		inside := make(chan struct{})
		srv := &http.Server{ConnContext: conns.Context, ConnState: conns.State, Handler: conns.Pass(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/upload" {
				<-inside
			}
			io.WriteString(w, "answered")
		}))}
		go srv.Serve(l)
		defer srv.Close()
		busy := l.dial()
		send(t, busy, "GET /upload HTTP/1.1\r\nHost: x\r\n\r\n")
		var storm []net.Conn
		for range 100 {
			c := l.dial()
			go io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\nX: half a hea")
			storm = append(storm, c)
			synctest.Wait()
		}
		if n := conns.Load(); n != 10 || refused[TooManyConnections] != 91 {
			t.Errorf("%d connections, %v", n, refused)
		}
		if _, text := ask(t, l, "", ""); text != "answered" {
			t.Errorf("in the storm: %q", text)
		}
		close(inside)
		if _, text := answerOf(t, busy); text != "answered" {
			t.Errorf("who had asked before the storm: %q", text)
		}
		for _, c := range append(storm, busy) {
			c.Close()
		}
		synctest.Wait()
		if n := conns.Load(); n != 0 || len(conns.from) != 0 {
			t.Errorf("%d connections are still counted: %v", n, conns.from)
		}
	})
}

func TestOneAddressHasSoManyConnectionsAndAProxyAny(t *testing.T) {
	for exempt, want := range map[bool]int{false: 3, true: 50} {
		conns := NewConns(100, 3, func(a netip.Addr) bool { return exempt }, func(string) {})
		ctx := context.Background()
		for range 50 {
			here, there := net.Pipe()
			conns.Context(ctx, there)
			t.Cleanup(func() { here.Close() })
		}
		if n := conns.Load(); n != want {
			t.Errorf("exempt %v: %d connections, want %d", exempt, n, want)
		}
	}
}
