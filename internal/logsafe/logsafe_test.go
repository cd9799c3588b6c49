package logsafe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

type coded struct{ state string }

func (c coded) Error() string    { return "Ines Larkhill: duplicate key" }
func (c coded) SQLState() string { return c.state }

func TestAnErrorsWordsStayOutOfTheLog(t *testing.T) {
	secret := errors.New("FS-26-ABCDEFG of Ines Larkhill")
	_, number := strconv.Atoi("07700 900123")
	for name, test := range map[string]struct {
		err  error
		want string
	}{
		"plain":     {secret, "*errors.errorString"},
		"wrapped":   {fmt.Errorf("append to case FS-26-ABCDEFG: %w", context.DeadlineExceeded), "context deadline exceeded"},
		"disk full": {fmt.Errorf("keep larkhill.jpg: %w", &fs.PathError{Op: "write", Path: "evidence/larkhill.jpg", Err: syscall.ENOSPC}), "*fs.PathError syscall.Errno no space left on device"},
		"several":   {errors.Join(secret, &fs.PathError{Op: "open", Path: "larkhill", Err: syscall.EMFILE}), "too many open files"},
		"database":  {fmt.Errorf("insert: %w", coded{"23505"}), "23505"},
		"no code":   {coded{"Larkhill"}, "no code"},
		"a number":  {number, "*strconv.NumError"},
		"nothing":   {nil, "none"},
	} {
		var out bytes.Buffer
		slog.New(slog.NewTextHandler(&out, nil)).Error("failed", Err(test.err))
		if got := out.String(); !strings.Contains(got, test.want) || strings.Contains(strings.ToLower(got), "larkhill") || strings.Contains(got, "FS-26") || strings.Contains(got, "07700") {
			t.Errorf("%s: %s; want %q and no words of it", name, got, test.want)
		}
	}
}

func TestWhatTheServerSaysNamesNoAddress(t *testing.T) {
	var out bytes.Buffer
	l := Server(slog.New(slog.NewJSONHandler(&out, nil)), "public")
	for line, want := range map[string]string{
		"http: TLS handshake error from 192.0.2.7:4711: EOF":           "http: TLS handshake error",
		"http: panic serving 192.0.2.7:4711: Ines Larkhill\ngoroutine": "http: panic serving",
		"Ines Larkhill at 192.0.2.7":                                   "something else",
	} {
		out.Reset()
		l.Print(line)
		var got struct{ Site, What string }
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || got.What != want || got.Site != "public" || strings.Contains(out.String(), "192.0.2.7") || strings.Contains(out.String(), "Larkhill") {
			t.Errorf("%q became %s (%v)", line, out.String(), err)
		}
	}
}
