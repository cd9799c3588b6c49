// Package guard is what every answer and every request of a page passes through,
// whichever listener it comes by.
//
// Boundary: headers, bodies and where a request comes from; it knows no page.
//
// Threat: a page that is kept, framed or sniffed, a form that another site makes
// a browser send.
package guard

import (
	"net/http"

	"foursight/internal/web/assets"
)

// Headers sets what every answer carries: a strict content policy, no caching, no
// framing, no referrer, no sniffing. Assets set their own cache headers.
func Headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", assets.Policy)
		h.Set("Cache-Control", "no-store")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		next.ServeHTTP(w, r)
	})
}

// OwnForms lets unsafe requests through that a browser sent from a page of this
// site, and answers every other with refuse. A request that carries neither
// Sec-Fetch-Site nor Origin is refused: every browser in use sends one.
func OwnForms(next, refuse http.Handler) http.Handler {
	protect := http.NewCrossOriginProtection()
	protect.SetDenyHandler(refuse)
	checked := protect.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
		default:
			if r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == "" {
				refuse.ServeHTTP(w, r)
				return
			}
		}
		checked.ServeHTTP(w, r)
	})
}

// Secret is a cookie that no script reads and no other site sends. Its name begins
// with __Host-, so that browsers refuse it without Secure and a path of "/"; they
// count localhost as secure. maxAge is in seconds: 0 until the browser closes,
// negative takes it away.
func Secret(name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: maxAge, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}
}

// Harmless is the page that Exit this page leads to unless told otherwise.
const Harmless = "https://www.bbc.co.uk/weather"

// FromHere reports whether a request for a link was made by a person on this site
// or by hand, and not by another site.
func FromHere(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none", "":
		return true
	}
	return false
}
