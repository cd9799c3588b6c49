package importer_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"foursight/internal/importer"
	"foursight/internal/importer/formats"
)

const chat = "14/03/2026, 10:00 - Ann: one\n14/03/2026, 10:01 - Ann: IMG-20260314-WA0001.jpg (file attached)\n14/03/2026, 10:02 - Ann: gone.pdf (file attached)\n"

// entry is a file for a test's archive.
type entry struct {
	name    string
	content []byte
	mode    fs.FileMode
	flags   uint16
}

func zipped(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Flags: e.flags}
		h.SetMode(e.mode | 0o600)
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func summarise(t testing.TB, name string, content []byte, limits importer.Limits) (importer.Summary, error) {
	t.Helper()
	return importer.Summarise(t.Context(), importer.FromBytes(name, content), importer.Options{Formats: formats.All(), Limits: limits})
}

func TestAChatInAZipWithItsMedia(t *testing.T) {
	photo := []byte("\xFF\xD8\xFF\xE0 an invented photograph")
	content := zipped(t, entry{name: "WhatsApp Chat with Ann.txt", content: []byte(chat)},
		entry{name: "IMG-20260314-WA0001.jpg", content: photo}, entry{name: "unnamed.opus", content: []byte("OggS\x00\x02")})
	reading, err := importer.Read(t.Context(), importer.FromBytes("chat.zip", content), importer.Options{Formats: formats.All()})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for r, err := range reading.Records {
		if err != nil {
			t.Error(err)
		}
		got = append(got, fmt.Sprintf("%s %s %v", r.Kind, r.Source, r.Attachments))
	}
	want := []string{
		"message chat.zip, WhatsApp Chat with Ann.txt, line 1 []",
		fmt.Sprintf("message chat.zip, WhatsApp Chat with Ann.txt, line 2 [{IMG-20260314-WA0001.jpg image/jpeg %d %x}]", len(photo), sha256.Sum256(photo)),
		"message chat.zip, WhatsApp Chat with Ann.txt, line 3 [{gone.pdf  0 }]",
		fmt.Sprintf("media chat.zip, unnamed.opus, line 0 [{unnamed.opus application/ogg 6 %x}]", sha256.Sum256([]byte("OggS\x00\x02"))),
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") || reading.Container != "zip" {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestHostileArchivesAreRefusedByName(t *testing.T) {
	ok := entry{name: "_chat.txt", content: []byte(chat)}
	tests := map[string]struct {
		entries []entry
		want    string
	}{
		"climbs out":          {[]entry{ok, {name: "../../evil.jpg"}}, `entry "../../evil.jpg" names a place outside`},
		"absolute":            {[]entry{ok, {name: "/etc/evil"}}, `entry "/etc/evil" names an absolute place`},
		"drive letter":        {[]entry{ok, {name: "C:evil"}}, "names an absolute place"},
		"backslash":           {[]entry{ok, {name: `..\evil`}}, "has a backslash"},
		"symbolic link":       {[]entry{ok, {name: "link", content: []byte("/etc/passwd"), mode: fs.ModeSymlink}}, "is a symbolic link"},
		"device":              {[]entry{ok, {name: "pipe", mode: fs.ModeNamedPipe}}, "is not an ordinary file"},
		"twice":               {[]entry{ok, {name: "a.jpg"}, {name: "a.jpg"}}, `entry "a.jpg" appears twice`},
		"case clash":          {[]entry{ok, {name: "a.jpg"}, {name: "A.jpg"}}, `entry "A.jpg" appears twice`},
		"password":            {[]entry{{name: "_chat.txt", content: []byte(chat), flags: 1}}, "is protected by a password"},
		"archive inside":      {[]entry{ok, {name: "more.zip", content: []byte("PK")}}, `entry "more.zip" is an archive inside`},
		"disguised archive":   {[]entry{{name: "_chat.txt", content: zipped(t, ok)}}, "seems to be a zip archive inside another"},
		"two chats":           {[]entry{ok, {name: "other.txt", content: []byte(chat)}}, "holds more than one export"},
		"no chat":             {[]entry{{name: "a.jpg"}}, "no export that can be read"},
		"too many files":      {[]entry{ok, {name: "1"}, {name: "2"}, {name: "3"}, {name: "4"}}, "holds 5 files; at most 4"},
		"media bomb":          {[]entry{ok, {name: "big.jpg", content: make([]byte, 3000)}}, "unpacks to more than the 2.0 KiB allowed"},
		"many that add up":    {[]entry{ok, {name: "1", content: make([]byte, 1900)}, {name: "2", content: make([]byte, 1900)}}, "unpacked is larger than the 3.5 KiB"},
		"chat bomb":           {[]entry{{name: "_chat.txt", content: []byte(strings.Repeat(chat, 20))}}, "unpacks to more than"},
		"two wrongs, both":    {[]entry{ok, {name: "/a"}, {name: `b\c`}}, `entry "b\\c" has a backslash`},
		"two wrongs, the one": {[]entry{ok, {name: "/a"}, {name: `b\c`}}, `entry "/a" names an absolute`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := summarise(t, "chat.zip", zipped(t, test.entries...), importer.Limits{Entries: 4, Media: 2048, Archive: 3584, Entry: 1024})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// TestASizeDeclaredTooSmallIsFoundWhenMeasured rewrites the directory of an
// archive so that it claims less than it holds.
func TestASizeDeclaredTooSmallIsFoundWhenMeasured(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	long := []byte(strings.Repeat(chat, 20_000))
	var packed bytes.Buffer
	inner := zip.NewWriter(&packed)
	w, err := inner.Create("_chat.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(long); err != nil {
		t.Fatal(err)
	}
	if err := inner.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(packed.Bytes()), int64(packed.Len()))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := r.File[0].OpenRaw()
	if err != nil {
		t.Fatal(err)
	}
	h := r.File[0].FileHeader
	h.UncompressedSize64 = 100 // the lie
	w, err = z.CreateRaw(&h)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(w, raw); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = summarise(t, "bomb.zip", b.Bytes(), importer.Limits{Entry: 1 << 20})
	if err == nil {
		t.Error("an entry larger than declared was read to its end without a word")
	}
}

func TestACutArchiveSaysSo(t *testing.T) {
	whole := zipped(t, entry{name: "_chat.txt", content: []byte(chat)})
	if _, err := summarise(t, "chat.zip", whole[:len(whole)-30], importer.Limits{}); err == nil || !strings.Contains(err.Error(), "cut short or damaged") {
		t.Errorf("got %v, want the cut said", err)
	}
	damaged := bytes.Clone(whole)
	damaged[60] ^= 0xFF // inside the packed chat
	if _, err := summarise(t, "chat.zip", damaged, importer.Limits{}); err == nil {
		t.Error("a damaged chat was read without a word")
	}
}

func TestWhatIsNotWhatItClaims(t *testing.T) {
	tests := map[string]struct{ content, want string }{
		"empty.txt":     {"", "empty.txt is empty"},
		"statement.txt": {"%PDF-1.7\n1 0 obj\n14/03/2026, 10:00 - Ann: one\n", "seems to be a PDF document"},
		"page.txt":      {"<!DOCTYPE html><html><body>chat</body></html>", "seems to be a web page"},
		"msgstore.db":   {"SQLite format 3\x00\x10\x00\x01\x01" + strings.Repeat("\x00", 100), "seems to be a database"},
		"binary.txt":    {"\x00\x01\x02\xFE\x80\x9C\x00\x07 not text at all", "seems to be binary data"},
		"wide.txt":      {"1\x004\x00/\x000\x003\x00/\x002\x000\x002\x006\x00", "UTF-16 text without the mark"},
		"letter.txt":    {"Dear Ann,\nthis is a letter.\n", "seems to be text of another shape"},
		"other.xml":     {"<?xml version='1.0'?><gpx></gpx>", "seems to be"},
		"picture.xml":   {"\x89PNG\r\n\x1a\n" + strings.Repeat("\x00", 20), "a file of type image/png"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := summarise(t, name, []byte(test.content), importer.Limits{})
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "expected") {
				t.Errorf("got %v, want %q and what was expected", err, test.want)
			}
		})
	}
}

func TestAFileOverTheLimitIsRefused(t *testing.T) {
	_, err := summarise(t, "chat.txt", []byte(chat), importer.Limits{File: 10})
	if large, ok := errors.AsType[*importer.TooLarge](err); !ok || large.Limit != 10 {
		t.Errorf("got %v, want TooLarge at 10", err)
	}
}
