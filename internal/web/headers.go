package web

import (
	"net/http"
	"strings"
)

// Largest bodies taken: forms, and files somebody brings to a case.
const (
	maxForm   = 1 << 20
	maxUpload = 512 << 20
)

// isUpload reports whether a request brings a file to a case: the only one that
// may be large. Anywhere else a body of parts is a form like any other.
func isUpload(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") &&
		strings.HasPrefix(r.URL.Path, "/case/") && (strings.HasSuffix(r.URL.Path, "/import") || strings.HasSuffix(r.URL.Path, "/photo"))
}
