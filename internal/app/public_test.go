package app_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"foursight/internal/app"
	"foursight/internal/edition"
	"foursight/internal/synth"
)

// tell fills in the public's form as somebody would and returns the last page.
func tell(t *testing.T, srv *httptest.Server, say url.Values) string {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := *srv.Client()
	c.Jar = jar
	post := func(form url.Values) string {
		req, err := http.NewRequestWithContext(t.Context(), "POST", srv.URL+"/report", strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		resp, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		raw, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	hidden := regexp.MustCompile(`name="(_state|_step)" value="([^"]+)"`)
	page := post(url.Values{"_do": {"start"}})
	for range 30 {
		form := url.Values{}
		for name, v := range say {
			form[name] = v
		}
		for _, m := range hidden.FindAllStringSubmatch(page, -1) {
			form.Set(m[1], m[2])
		}
		if form.Get("_step") == "check" {
			form.Set("_do", "send")
		}
		if page = post(form); strings.Contains(page, "Report sent") {
			return page
		}
	}
	t.Fatalf("the form does not end: %.400s", page)
	return ""
}

var caseRef = regexp.MustCompile(`FS-\d\d-[0-9A-Z]{7}`)

// From the first page of the public's form to the first page of the control room;
// and the same words to whoever sent it, whatever the force knows.
func TestFromThePublicFormToTheControlRoom(t *testing.T) {
	cfg := app.Config{Data: filepath.Join(t.TempDir(), "data"), Demo: true, Overlay: edition.Fernshire()}
	made, err := app.Synthesise(t.Context(), cfg, synth.Options{Seed: 5, Cases: 4})
	if err != nil {
		t.Fatal(err)
	}
	a := open(t, cfg)
	defer a.Close()
	public, staff := httptest.NewTLSServer(a.Public), httptest.NewTLSServer(a.Web)
	defer public.Close()
	defer staff.Close()

	say := url.Values{"who": {"me"}, "account": {"He waits outside my work."}, "known": {"yes"}, "name": {"Steven Madeup"}, "how": {"phone"}, "number": {"07700 900321"}}
	last := tell(t, public, say)
	ref := caseRef.FindString(last)
	if _, home := visit(t, staff, "co-bello", "/"); ref == "" || !strings.Contains(home, ref) {
		t.Fatalf("report %q is not on the control room's first page", ref)
	}
	if status, body := visit(t, staff, "co-bello", "/case/"+ref); status != 200 || !strings.Contains(body, "He waits outside my work.") {
		t.Errorf("the case answers %d without what was said", status)
	}
	for _, path := range []string{"/case/" + ref, "/" + ref, "/report/" + ref, "/report?ref=" + ref} {
		if status, body := visit(t, public, "", path); status == 200 && strings.Contains(body, "Steven") {
			t.Errorf("the reference opens %s", path)
		}
	}

	// The other person is known to police, is one of them by name, is in a restricted case.
	guardian, _ := a.Service.Viewer(t.Context(), "ps-hale")
	walled, err := a.Service.Case(t.Context(), guardian, made.Restricted[0])
	if err != nil {
		t.Fatal(err)
	}
	same := caseRef.ReplaceAllString(last, "REF")
	for what, change := range map[string]url.Values{
		"an officer":            {"name": {"Wei Tan"}, "police": {"yes"}},
		"an officer, not asked": {"name": {"Wei Tan"}},
		"in a restricted case":  {"name": {string(walled.Pairs[0].Actor.Name.Value)}},
	} {
		with := url.Values{}
		for name, v := range say {
			with[name] = v
		}
		for name, v := range change {
			with[name] = v
		}
		got := tell(t, public, with)
		if caseRef.ReplaceAllString(got, "REF") != same {
			t.Errorf("%s: the last page has other words", what)
		}
		if what == "in a restricted case" {
			continue
		}
		if _, home := visit(t, staff, "co-tan", "/"); strings.Contains(home, caseRef.FindString(got)) {
			t.Errorf("%s: the officer named is shown the report", what)
		}
		if status, _ := visit(t, staff, "co-bello", "/case/"+caseRef.FindString(got)); status != 404 {
			t.Errorf("%s: the report is not restricted: %d", what, status)
		}
		if _, home := visit(t, staff, "ps-hale", "/"); !strings.Contains(home, caseRef.FindString(got)) {
			t.Errorf("%s: nobody is told", what)
		}
	}
}

func TestThePublicListenerServesTheFormAndNothingElse(t *testing.T) {
	cfg := app.Config{Data: filepath.Join(t.TempDir(), "data"), Demo: true, Overlay: edition.Fernshire()}
	if _, err := app.Synthesise(t.Context(), cfg, synth.Options{Seed: 5, Cases: 1}); err != nil {
		t.Fatal(err)
	}
	a := open(t, cfg)
	defer a.Close()
	staff, public := listening(t), listening(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, staff, public) }()
	for at, want := range map[string]string{
		"http://" + public.Addr().String() + "/":        "Report stalking or harassment",
		"http://" + public.Addr().String() + "/sign-in": "Page not found",
		"http://" + staff.Addr().String() + "/sign-in":  "Choose who to be",
		"http://" + staff.Addr().String() + "/report":   "Choose who to be",
	} {
		resp, err := http.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || !strings.Contains(string(raw), want) {
			t.Errorf("%s: want %q in %.300s", at, want, raw)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := net.Dial("tcp", public.Addr().String()); err == nil {
		t.Error("the public listener outlives the service")
	}
}

func listening(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}
