package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"testing"
)

// raw is a page as it goes over the line.
func (c *client) raw(path, accept string) (*http.Response, []byte) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), "GET", c.tls.URL+path, nil)
	must(c.t, err)
	req.Header.Set("Accept-Encoding", accept)
	resp, err := c.http.Do(req)
	must(c.t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	must(c.t, err)
	return resp, body
}

func TestAPageGoesOverTheLineSmallAndNeverTwiceTheSameLength(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	c := s.signedIn("responder")
	path := "/case/" + r.ref
	resp, plain := c.raw(path, "gzip;q=0")
	if resp.Header.Get("Content-Encoding") != "" || !bytes.Contains(plain, []byte("</html>")) {
		t.Fatalf("to whom gzip is nothing it goes as %q: %.60q", resp.Header.Get("Content-Encoding"), plain)
	}
	lengths := map[int]bool{}
	for range 8 {
		resp, zipped := c.raw(path, "gzip")
		if resp.Header.Get("Content-Encoding") != "gzip" || resp.Header.Get("Vary") != "Accept-Encoding" || resp.Header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Fatalf("headers %v", resp.Header)
		}
		z, err := gzip.NewReader(bytes.NewReader(zipped))
		must(t, err)
		page, err := io.ReadAll(z)
		must(t, err)
		if !bytes.Contains(page, []byte("</html>")) || len(zipped)*3 > len(page) {
			t.Errorf("%d bytes go as %d", len(page), len(zipped))
		}
		lengths[len(zipped)] = true
	}
	if len(lengths) < 3 {
		t.Errorf("eight times the page had the lengths %v: a difference of a few bytes can be read off it", lengths)
	}
}
