package web

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"io"
	"sync"

	"foursight/internal/web/assets"
)

// Pages are compressed: a case takes a patrol phone on 400 kbit/s a second less (U23).
//
// How small a page gets tells something of what stands in it, to whoever sees the line
// and can put words of their own beside a secret, again and again (BREACH). The session
// cookie is SameSite=Strict, so no other site can make a browser fetch such a page; and
// each page is made longer by a length drawn anew, so that a difference of a few bytes
// is not read off one answer (decision 21).

const (
	squeezedFrom = 2048 // bytes; less is sent at once either way
	mostPadding  = 256  // bytes
)

var squeezers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is one there is
	return z
}}

// squeezed is a page as it goes over the line, with the headers that say so.
func (v *visit) squeezed(page []byte) []byte {
	h := v.w.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(page) < squeezedFrom || !assets.TakesGzip(v.Header.Get("Accept-Encoding")) {
		return page
	}
	var out bytes.Buffer
	out.Grow(len(page) / 3)
	z := squeezers.Get().(*gzip.Writer)
	defer squeezers.Put(z)
	z.Reset(&out)
	z.Extra = padding()
	_, err := z.Write(page)
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return page // a buffer in memory takes all; whole is as good
	}
	h.Set("Content-Encoding", "gzip")
	return out.Bytes()
}

// padding is up to mostPadding bytes of chance, which a reader of gzip skips.
func padding() []byte {
	out := make([]byte, mostPadding+1)
	_, _ = rand.Read(out) // never fails
	return out[:int(out[0])+int(out[1]&1)]
}
