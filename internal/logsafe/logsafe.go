// Package logsafe says of an error what may stand in a log: what sort it is, and the
// codes that databases and the operating system give. Its words are left out.
//
// Boundary: it knows no other package of the program.
//
// Threat: logs go to people and systems outside the case record, and an error's words
// may hold a name, a reference, a path or what somebody typed, whoever wrote them.
package logsafe

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"strings"
	"syscall"
)

// Err is an error as an attribute of a log line: the types of its chain and what codes
// are in it, such as
//
//	"*fmt.wrapError *fs.PathError syscall.Errno no space left on device"
func Err(err error) slog.Attr { return slog.String("err", Sort(err)) }

// Sort is the text of Err.
func Sort(err error) string {
	if err == nil {
		return "none"
	}
	var out []string
	var walk func(error)
	walk = func(err error) {
		if len(out) > 40 {
			return
		}
		out = append(out, fmt.Sprintf("%T", err))
		switch e := err.(type) {
		case syscall.Errno:
			out = append(out, e.Error()) // from a list
		case interface{ SQLState() string }:
			out = append(out, code(e.SQLState()))
		case interface{ Code() int }: // SQLite's
			out = append(out, fmt.Sprint(e.Code()))
		}
		switch err {
		case context.Canceled, context.DeadlineExceeded, http.ErrAbortHandler, http.ErrHandlerTimeout:
			out = append(out, err.Error())
		}
		switch e := err.(type) {
		case interface{ Unwrap() error }:
			if in := e.Unwrap(); in != nil {
				walk(in)
			}
		case interface{ Unwrap() []error }:
			for _, in := range e.Unwrap() {
				walk(in)
			}
		}
	}
	walk(err)
	return strings.Join(out, " ")
}

// code is a SQLSTATE, five letters and digits; anything else is not one.
func code(s string) string {
	if len(s) != 5 || strings.ContainsFunc(s, func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') }) {
		return "no code"
	}
	return s
}

// Server is for http.Server.ErrorLog, whose lines name addresses and what handlers
// panicked with: it passes on which of the things it says it says.
func Server(to *slog.Logger, site string) *log.Logger {
	return log.New(serverLines{to, site}, "", 0)
}

type serverLines struct {
	to   *slog.Logger
	site string
}

// serverSays are beginnings of what net/http says.
var serverSays = []string{"http: TLS handshake error", "http: Accept error", "http: panic serving", "http: superfluous response.WriteHeader", "http: response.Write on hijacked",
	"http2: server: error reading preface", "http2: panic serving", "http2: received", "http2: server connection error", "http: URL query contains semicolon"}

func (l serverLines) Write(line []byte) (int, error) {
	what := "something else"
	for _, s := range serverSays {
		if strings.HasPrefix(string(line), s) {
			what = s
		}
	}
	l.to.LogAttrs(context.Background(), slog.LevelWarn, "the server says", slog.String("site", l.site), slog.String("what", what))
	return len(line), nil
}
