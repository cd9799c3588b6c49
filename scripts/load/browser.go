package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// browser is one person's, without script. It keeps cookies and shows them to one
// site alone, also those for secure sites, as browsers do for this machine.
type browser struct {
	base  string
	http  *http.Client
	mu    sync.Mutex
	kept  map[string]string // cookies by name
	meter *meter
}

func newBrowser(base string, m *meter) *browser {
	b := &browser{base: base, kept: map[string]string{}, meter: m}
	b.http = &http.Client{Transport: sharedTransport, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return b
}

var sharedTransport = func() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost, t.MaxIdleConns = 4000, 4000
	return t
}()

// page is an answer, after redirects.
type page struct {
	status int
	at     string // path and query
	body   string
}

func (b *browser) get(ctx context.Context, path string) (page, error) {
	return b.fetch(ctx, http.MethodGet, path, nil)
}

func (b *browser) post(ctx context.Context, path string, form url.Values) (page, error) {
	return b.fetch(ctx, http.MethodPost, path, form)
}

// comeBacks is how often somebody comes back to a service that is busy before they
// count it as a failure.
const comeBacks = 5

// fetch asks, follows where it is sent, comes back when told to, and has each request
// measured. What is neither a page nor a redirect in the end is a failure.
func (b *browser) fetch(ctx context.Context, method, path string, form url.Values) (page, error) {
	for range 5 {
		p, to, err := b.once(ctx, method, path, form)
		for n := 0; errors.As(err, new(busy)) && n < comeBacks; n++ {
			if p, to, err = b.again(ctx, err, n, method, path, form); ctx.Err() != nil {
				return p, ctx.Err()
			}
		}
		if err != nil || to == "" {
			return p, err
		}
		method, path, form = http.MethodGet, to, nil
	}
	return page{}, fmt.Errorf("%s: sent on five times", path)
}

// busy is the answer of a service that says when to come back.
type busy struct{ wait time.Duration }

func (b busy) Error() string { return "busy: come back in " + b.wait.String() }

// again waits as it was told to and asks once more; the last time counts as it comes.
func (b *browser) again(ctx context.Context, told error, n int, method, path string, form url.Values) (page, string, error) {
	var wait busy
	errors.As(told, &wait)
	t := time.NewTimer(wait.wait)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return page{}, "", ctx.Err()
	case <-t.C:
	}
	p, to, err := b.once(ctx, method, path, form)
	if n == comeBacks-1 && errors.As(err, new(busy)) {
		b.meter.wrong(path, "still busy after coming back "+strconv.Itoa(comeBacks)+" times")
	}
	return p, to, err
}

func (b *browser) once(ctx context.Context, method, path string, form url.Values) (p page, to string, err error) {
	req, err := http.NewRequestWithContext(ctx, method, b.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return p, "", err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	b.mu.Lock()
	for _, name := range slices.Sorted(maps.Keys(b.kept)) {
		req.AddCookie(&http.Cookie{Name: name, Value: b.kept[name]})
	}
	b.mu.Unlock()
	began := time.Now()
	resp, err := b.http.Do(req)
	if err != nil {
		if ctx.Err() == nil {
			b.meter.add(method, path, 0, time.Since(began), err.Error())
		}
		return p, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	took := time.Since(began)
	b.mu.Lock()
	for _, c := range resp.Cookies() {
		if c.MaxAge < 0 {
			delete(b.kept, c.Name)
		} else {
			b.kept[c.Name] = c.Value
		}
	}
	b.mu.Unlock()
	p = page{status: resp.StatusCode, at: path, body: string(text)}
	switch {
	case err != nil && ctx.Err() != nil:
		return p, "", err
	case err != nil:
		b.meter.add(method, path, resp.StatusCode, took, err.Error())
		return p, "", err
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		b.meter.add(method, path, resp.StatusCode, took, "")
		return p, resp.Header.Get("Location"), nil
	case resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != "":
		b.meter.turnedAway()
		wait, err := strconv.Atoi(resp.Header.Get("Retry-After"))
		if err != nil {
			return p, "", fmt.Errorf("Retry-After: %w", err)
		}
		return p, "", busy{time.Duration(wait) * time.Second}
	case resp.StatusCode != http.StatusOK:
		b.meter.add(method, path, resp.StatusCode, took, headline(p.body))
		return p, "", fmt.Errorf("%s %s: %s", method, path, resp.Status)
	}
	b.meter.add(method, path, resp.StatusCode, took, "")
	return p, "", nil
}

// headline is what a page that refuses says first.
func headline(body string) string {
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		return "no page"
	}
	return strings.TrimSpace(doc.Find("h1").First().Text() + " " + doc.Find(".govuk-error-summary li").First().Text())
}

var personButton = regexp.MustCompile(`name="staff" value="([^"]+)"`)

// people lists who may sign in.
func people(ctx context.Context, base string) ([]string, error) {
	p, err := newBrowser(base, newMeter()).get(ctx, "/sign-in")
	if err != nil {
		return nil, fmt.Errorf("read who may sign in: %w", err)
	}
	var out []string
	for _, m := range personButton.FindAllStringSubmatch(p.body, -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		return nil, errors.New("nobody may sign in with one click: the load is for a demonstration")
	}
	return out, nil
}

// filled is what a form sends as it stands.
func filled(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, f *goquery.Selection) {
		kind := f.AttrOr("type", "")
		_, checked := f.Attr("checked")
		switch {
		case goquery.NodeName(f) == "select":
			values.Add(f.AttrOr("name", ""), f.Find("option[selected]").AttrOr("value", ""))
		case goquery.NodeName(f) == "textarea":
			values.Add(f.AttrOr("name", ""), f.Text())
		case (kind == "radio" || kind == "checkbox") && !checked:
		default:
			values.Add(f.AttrOr("name", ""), f.AttrOr("value", ""))
		}
	})
	return values
}
