package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestThirdPartyFilesAreThoseOfTheManifest(t *testing.T) {
	raw, err := os.ReadFile("manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var entries []struct {
		File     string
		Version  string
		Stripped string `json:"stripped_sha256"`
	}
	if err := json.Unmarshal(raw, &entries); err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, e := range entries {
		listed[e.File] = true
		f, ok := load().files[e.File]
		if !ok {
			t.Errorf("%s is in the manifest and not embedded", e.File)
			continue
		}
		sum := sha256.Sum256(f.plain)
		if got := hex.EncodeToString(sum[:]); got != e.Stripped {
			t.Errorf("%s: checksum %s, the manifest says %s", e.File, got, e.Stripped)
		}
	}
	ours := map[string]bool{"foursight.css": true, "foursight.js": true, "favicon.svg": true, "card-worker.js": true,
		"picture-phone.svg": true, "picture-door.svg": true, "picture-person.svg": true, "picture-999.svg": true, "picture-calendar.svg": true, "picture-lock.svg": true, "picture-bag.svg": true,
		"govuk-frontend.LICENSE.txt": true, "moj-frontend.LICENSE.txt": true}
	for name := range load().files {
		if !listed[name] && !ours[name] {
			t.Errorf("%s is embedded and neither in the manifest nor one of ours", name)
		}
	}
}

// The typeface and the crest are not ours to use, and no style may reach for an
// image or a host.
func TestStylesReachForNothing(t *testing.T) {
	for name, f := range load().files {
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		for _, banned := range []string{"url(", "@font-face", "GDS Transport", "@import", "sourceMappingURL", "crest.svg"} {
			if bytes.Contains(f.plain, []byte(banned)) {
				t.Errorf("%s holds %q", name, banned)
			}
		}
		if open, shut := bytes.Count(f.plain, []byte("{")), bytes.Count(f.plain, []byte("}")); open != shut {
			t.Errorf("%s: %d opening and %d closing braces", name, open, shut)
		}
	}
}

// A picture is drawn by attributes in one ink: no style, no script and nothing from
// elsewhere, so that it works under the policy and prints in black and white.
func TestPicturesAreDrawnInOneInkByAttributes(t *testing.T) {
	n := 0
	for name, f := range load().files {
		if !strings.HasPrefix(name, "picture-") {
			continue
		}
		n++
		text := strings.ReplaceAll(string(f.plain), `xmlns="http://www.w3.org/2000/svg"`, "")
		for _, banned := range []string{"style", "<script", "href", "url(", "http", "<image", "<text", " on"} {
			if strings.Contains(text, banned) {
				t.Errorf("%s holds %q", name, banned)
			}
		}
		for _, ink := range regexp.MustCompile(`(?:fill|stroke)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if ink[1] != "none" && ink[1] != "#000" {
				t.Errorf("%s is drawn in %s", name, ink[1])
			}
		}
		if !strings.Contains(text, "viewBox=") || len(text) > 1000 {
			t.Errorf("%s: %d bytes, without a view box or not small", name, len(text))
		}
	}
	if n < 5 {
		t.Errorf("%d pictures", n)
	}
}

func TestScriptsObeyThePolicy(t *testing.T) {
	for name, f := range load().files {
		if !strings.HasSuffix(name, ".js") {
			continue
		}
		for _, banned := range []string{"eval(", "new Function", "innerHTML =", "innerHTML=", `setAttribute("style"`, "https://", "localStorage"} {
			if bytes.Contains(f.plain, []byte(banned)) {
				t.Errorf("%s holds %q", name, banned)
			}
		}
	}
}

// A page on a poor line is to stay under 100 kB compressed (U23); 60 kB of it
// may be style and script.
func TestStyleAndScriptFitTheBudget(t *testing.T) {
	total := 0
	for name, f := range load().files {
		if strings.HasSuffix(name, ".css") || strings.HasSuffix(name, ".js") {
			total += len(f.zipped)
		}
	}
	t.Logf("style and script: %d bytes compressed", total)
	if total > 60_000 {
		t.Errorf("style and script are %d bytes compressed, want at most 60000", total)
	}
}

func TestHandler(t *testing.T) {
	css := Path("foursight.css")
	for name, c := range map[string]struct {
		method, path, accept string
		status               int
		encoding, cache      string
	}{
		"plain":            {"GET", css, "", 200, "", "public, max-age=31536000, immutable"},
		"compressed":       {"GET", css, "br, gzip;q=0.8", 200, "gzip", "public, max-age=31536000, immutable"},
		"gzip refused":     {"GET", css, "gzip;q=0", 200, "", "public, max-age=31536000, immutable"},
		"head":             {"HEAD", css, "", 200, "", "public, max-age=31536000, immutable"},
		"another hash":     {"GET", "/assets/0000/foursight.css", "", 404, "", "no-store"},
		"no such file":     {"GET", strings.Replace(css, "foursight.css", "other.css", 1), "", 404, "", "no-store"},
		"outside the list": {"GET", strings.Replace(css, "foursight.css", "../assets.go", 1), "", 404, "", "no-store"},
		"not a read":       {"POST", css, "", 405, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(c.method, css, nil)
			r.URL.Path = c.path
			r.Header.Set("Accept-Encoding", c.accept)
			w := httptest.NewRecorder()
			Handler().ServeHTTP(w, r)
			if w.Code != c.status || w.Header().Get("Content-Encoding") != c.encoding || w.Header().Get("Cache-Control") != c.cache {
				t.Fatalf("got %d, encoding %q, cache %q; want %d, %q, %q", w.Code,
					w.Header().Get("Content-Encoding"), w.Header().Get("Cache-Control"), c.status, c.encoding, c.cache)
			}
			if c.status != http.StatusOK {
				return
			}
			if c.method == "HEAD" {
				if w.Body.Len() != 0 {
					t.Errorf("HEAD sent %d bytes", w.Body.Len())
				}
				return
			}
			var body io.Reader = w.Body
			if c.encoding == "gzip" {
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				body = z
			}
			got, err := io.ReadAll(body)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, load().files["foursight.css"].plain) {
				t.Error("the bytes sent are not the file's")
			}
		})
	}
}

func TestPathRefusesAnUnknownName(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Path gave an address for a file that does not exist")
		}
	}()
	Path("nowhere.css")
}
