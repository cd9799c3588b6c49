package guard

import (
	"io"
	"net/http"
	"time"
)

// How slow a client may be. A phone in a village reaches 400 kbit/s, 50,000 bytes a
// second; one that does a tenth of it, and one in a tunnel for a minute, is served.
const (
	leastRate  = 4 << 10          // bytes a second that a body must come at
	patience   = 30 * time.Second // before that counts
	pauseMost  = time.Minute      // with nothing coming, however fast it came before
	writePiece = 32 << 10
	writeWait  = 20 * time.Second // for a piece of that size to be taken
	answerWait = 5 * time.Minute  // for an answer to begin
	drainWait  = 5 * time.Second  // for the rest of a body that nobody read
)

// body is a request's body at no less than a least rate and no more than its size.
type body struct {
	from    io.ReadCloser
	control *http.ResponseController
	slow    *slowReader

	kept bool   // read beforehand, into read
	read []byte // what of it is still to be handed on
	err  error  // what the reading met: io.EOF where all of it came
}

// bodyOf bounds a request's body and stands in its place.
func bodyOf(control *http.ResponseController, w http.ResponseWriter, r *http.Request, most int64) *body {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	b := &body{control: control, slow: &slowReader{ReadCloser: r.Body, control: control, began: time.Now()}}
	if r.ContentLength == 0 {
		b.err, b.from = io.EOF, r.Body
		return b
	}
	b.from = http.MaxBytesReader(w, b.slow, most)
	r.Body = b
	return b
}

// Read implements io.Reader.
func (b *body) Read(p []byte) (int, error) {
	if !b.kept {
		n, err := b.from.Read(p)
		if err != nil {
			b.err = err
		}
		return n, err
	}
	if len(b.read) == 0 {
		return 0, b.err
	}
	n := copy(p, b.read)
	b.read = b.read[n:]
	return n, nil
}

// Close implements io.Closer.
func (b *body) Close() error { return b.from.Close() }

// whole is what came, where all of it came.
func (b *body) whole() []byte {
	if b.err == io.EOF {
		return b.read
	}
	return nil
}

// end bounds what the server still reads of a body that was not wanted.
func (b *body) end() {
	if b.err != io.EOF {
		b.control.SetReadDeadline(time.Now().Add(drainWait))
	}
}

// slowReader moves the connection's deadlines on as bytes come: that for the next of
// them, and that for the answer, which HTTP/2 would otherwise count from the first.
// When the last has come net/http takes the former away by itself.
type slowReader struct {
	io.ReadCloser
	control *http.ResponseController
	began   time.Time
	n       int64
}

func (s *slowReader) Read(p []byte) (int, error) {
	by := s.began.Add(patience + time.Duration(s.n)*time.Second/leastRate)
	if pause := time.Now().Add(pauseMost); pause.Before(by) {
		by = pause
	}
	s.control.SetReadDeadline(by)
	s.control.SetWriteDeadline(by.Add(answerWait))
	n, err := s.ReadCloser.Read(p)
	s.n += int64(n)
	return n, err
}

// paced sends an answer piece by piece to a client that must take each in time, and
// gives the request's place back before the first.
type paced struct {
	http.ResponseWriter
	control *http.ResponseController
	leave   func()
	stays   bool // the place is kept until all is sent
}

// Unwrap is for http.ResponseController.
func (p *paced) Unwrap() http.ResponseWriter { return p.ResponseWriter }

func (p *paced) sending() {
	if p.leave != nil && !p.stays {
		p.leave()
	}
	p.control.SetWriteDeadline(time.Now().Add(writeWait))
}

// WriteHeader implements http.ResponseWriter.
func (p *paced) WriteHeader(status int) {
	if status >= 200 {
		p.sending()
	}
	p.ResponseWriter.WriteHeader(status)
}

// Write implements io.Writer.
func (p *paced) Write(b []byte) (n int, err error) {
	for first := true; first || len(b) > 0 && err == nil; first = false {
		var m int
		p.sending()
		m, err = p.ResponseWriter.Write(b[:min(len(b), writePiece)])
		n, b = n+m, b[m:]
	}
	return n, err
}
