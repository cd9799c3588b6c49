// Package assets holds the style sheets and the script of the web pages, and
// serves them.
//
// Purpose: the pages look and behave like GOV.UK and Ministry of Justice
// services with nothing fetched from anywhere else, so that the program also
// works on a machine with no network.
//
// Boundary: bytes and addresses only; what a page says is package ui's.
//
// Source: govuk-frontend and @ministryofjustice/frontend (both MIT) as
// published on npm, less what strip.go takes out; manifest.json holds the
// checksums before and after. foursight.css, foursight.js, favicon.svg and the
// pictures for Easy Read are ours.
//
// Threat: a file that was changed after review, or a page that runs or draws
// something of somebody else's. The files are embedded and held to the
// manifest, and Policy allows no inline script, no inline style and no other host.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

// Policy is the Content-Security-Policy under which every page of the kit works.
// connect-src is for the drafts that foursight.js saves on our own host.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// CardPath is the one page that cardWorker keeps for when there is no signal.
const (
	CardPath   = "/prompt-card"
	cardWorker = "card-worker.js"
)

// Prefix is where Handler expects to be mounted.
const Prefix = "/assets/"

//go:embed static
var embedded embed.FS

// file is one asset, ready to send.
type file struct {
	kind   string // media type
	plain  []byte
	zipped []byte // gzip, highest level
}

// set is every asset under the one hash that covers them all. One hash for the
// whole folder, and not one for each file, so that foursight.js can import its
// neighbour by a relative name.
type set struct {
	hash  string
	files map[string]file
}

var load = sync.OnceValue(func() set {
	s, err := read(embedded)
	if err != nil {
		panic(err) // the files are compiled in: they are whole or the build is broken
	}
	return s
})

func read(fsys fs.FS) (set, error) {
	names, err := fs.Glob(fsys, "static/*")
	if err != nil {
		return set{}, fmt.Errorf("assets: list: %w", err)
	}
	s := set{files: make(map[string]file, len(names))}
	digest := sha256.New()
	for _, name := range names {
		plain, err := fs.ReadFile(fsys, name)
		if err != nil {
			return set{}, fmt.Errorf("assets: read %s: %w", name, err)
		}
		var zipped bytes.Buffer
		w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
		if err != nil {
			return set{}, fmt.Errorf("assets: compress %s: %w", name, err)
		}
		if _, err := w.Write(plain); err != nil {
			return set{}, fmt.Errorf("assets: compress %s: %w", name, err)
		}
		if err := w.Close(); err != nil {
			return set{}, fmt.Errorf("assets: compress %s: %w", name, err)
		}
		base := path.Base(name)
		fmt.Fprintf(digest, "%s\x00%d\x00", base, len(plain))
		digest.Write(plain)
		s.files[base] = file{kind: kind(base), plain: plain, zipped: zipped.Bytes()}
	}
	s.hash = hex.EncodeToString(digest.Sum(nil))[:16]
	return s, nil
}

// kind is fixed for the types we ship: the machine's own table of types must
// not decide whether a script runs under nosniff.
func kind(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// Path returns the address of an asset, such as "/assets/3f0c.../foursight.css".
// The address changes whenever any asset does. A name that is not an asset is a
// mistake in a template and panics.
func Path(name string) string {
	s := load()
	if _, ok := s.files[name]; !ok {
		panic(fmt.Sprintf("assets: no file %q", name))
	}
	return Prefix + s.hash + "/" + name
}

// Handler serves the addresses that Path gives, compressed where the browser
// takes gzip, to be kept for a year: a changed file has another address.
// Any other address is not found and is not to be kept.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Assets can only be read.", http.StatusMethodNotAllowed)
			return
		}
		s := load()
		name, ok := strings.CutPrefix(r.URL.Path, Prefix+s.hash+"/")
		f, found := s.files[name]
		if !ok || !found {
			w.Header().Set("Cache-Control", "no-store")
			http.Error(w, "There is no such file.", http.StatusNotFound)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		if name == cardWorker {
			h.Set("Service-Worker-Allowed", CardPath)
		}
		body := f.plain
		if TakesGzip(r.Header.Get("Accept-Encoding")) {
			body = f.zipped
			h.Set("Content-Encoding", "gzip")
		}
		h.Set("Content-Length", fmt.Sprint(len(body)))
		if r.Method == http.MethodHead {
			return
		}
		w.Write(body) // a browser that went away is not our failure
	})
}

// TakesGzip reads Accept-Encoding: gzip is taken when named without q=0.
func TakesGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding == "gzip" {
			q := strings.ReplaceAll(weight, " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}
