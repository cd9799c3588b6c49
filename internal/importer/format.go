package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"
)

// Confidence is how sure a Format is that a file is its own.
type Confidence int

const (
	No     Confidence = iota // not this format
	Maybe                    // the shape fits
	Likely                   // the shape fits and so does the name
	Sure                     // the file says so itself
)

// Format reads one kind of export. Implementations hold no state.
type Format interface {
	// Name is the code stored and shown as "format", such as whatsapp_txt.
	Name() string
	// Version changes whenever the same bytes would give different records. It is
	// stored with the records so that a later reader knows which parser made them.
	Version() string
	// Sniff judges by the first bytes, decoded to UTF-8, and the given name.
	Sniff(head []byte, name string) Confidence
	// Open prepares the records of in. It may read the whole of in once. A Question
	// in the Reading means a person must choose before Records may be ranged over.
	Open(ctx context.Context, in Input, opts Options) (Reading, error)
}

// Input is the text a Format reads: the original itself, or the one entry of an
// archive that holds the chat.
type Input struct {
	File  string                                // the original's name
	Entry string                                // the entry's name in an archive; empty when there is none
	Open  func() (io.ReadCloser, error)         // from the start, as often as needed
	Media func(name string) (Attachment, error) // a file in the archive; ErrNoMedia when it is not there
}

// Position is the place of a line in this input.
func (in Input) Position(line int) Position {
	return Position{File: in.File, Entry: in.Entry, Line: line}
}

// ErrNoMedia says the export does not contain the file a message names.
var ErrNoMedia = errors.New("the export does not contain this file")

// Reading is an opened export. Records yields each record, or a *Problem beside
// which reading goes on, or one last error that ended it.
type Reading struct {
	Format    string
	Version   string
	Container string // "zip" when the text came out of an archive
	Question  *Question
	Basis     string // how the date order was settled, in words; empty where dates are plain
	Records   iter.Seq2[Record, error]
}

// DateOrder is the order of day, month and year in a numeric date.
type DateOrder string

const (
	DMY DateOrder = "dmy"
	MDY DateOrder = "mdy"
	YMD DateOrder = "ymd"
)

// Question is a choice the file leaves open and the product will not make.
type Question struct {
	Ask      string        `json:"ask"`
	Line     int           `json:"line"`
	Readings []DateReading `json:"readings"`
}

// DateReading is one way of reading the dates, with the span it would give.
type DateReading struct {
	Order DateOrder `json:"order"`
	First string    `json:"first"`
	Last  string    `json:"last"`
	// Against is the first line whose date cannot be in this order; 0 when all can.
	Against int `json:"impossible_at_line,omitempty"`
}

// Options are what the caller knows about an export. The zero value reads any
// format with default limits and local times as Europe/London.
type Options struct {
	Formats   []Format
	Limits    Limits
	DateOrder DateOrder      // the answer to a Question; empty lets the file decide
	Zone      *time.Location // of the phone, for local times; nil is Europe/London
	Received  time.Time      // the export existed by then, so later dates are ruled out; zero is not known
}

// Detect names the format that fits best, or explains what the file seems to be.
func Detect(head []byte, name string, formats []Format) (Format, error) {
	if len(head) == 0 {
		return nil, fmt.Errorf("%s is empty; expected an export with at least one message", name)
	}
	if what := notText(head); what != "" {
		return nil, fmt.Errorf("%s seems to be %s; expected %s", name, what, expected(formats))
	}
	text := utf8Head(head)
	var best Format
	sure := No
	for _, f := range formats {
		if c := f.Sniff(text, name); c > sure {
			best, sure = f, c
		}
	}
	if best == nil {
		return nil, fmt.Errorf("%s seems to be %s; expected %s", name, seemsToBe(head), expected(formats))
	}
	return best, nil
}

func expected(formats []Format) string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name()
	}
	return "an export in one of these formats: " + strings.Join(names, ", ")
}

const octets = "application/octet-stream"

// commonKinds puts the usual mistakes into words; other kinds show their media type.
var commonKinds = map[string]string{
	"application/vnd.sqlite3":      "a database (a phone's own message store, such as msgstore.db); ask for the chat's export instead",
	"application/x-sqlite3":        "a database (a phone's own message store, such as msgstore.db); ask for the chat's export instead",
	"application/pdf":              "a PDF document",
	"text/html":                    "a web page",
	"text/rtf":                     "a rich text document",
	"application/zip":              "a zip archive inside another",
	"application/x-7z-compressed":  "a 7-Zip archive; unpack it first",
	"application/x-rar-compressed": "a RAR archive; unpack it first",
	"application/gzip":             "a gzip file; unpack it first",
	octets:                         "binary data, damaged or encrypted",
	"text/plain":                   "text of another shape",
	"text/xml":                     "XML of another kind",
}

// seemsToBe names the kind of file in words a person can act on.
func seemsToBe(head []byte) string {
	kind, _, _ := strings.Cut(mimetype.Detect(head).String(), ";")
	if kind == octets && bytes.Count(head, []byte{0})*3 > len(head) {
		return "UTF-16 text without the mark that says so; save it as UTF-8"
	}
	if words, ok := commonKinds[kind]; ok {
		return words
	}
	return "a file of type " + kind
}

// notText says what head seems to be when it cannot be an export in text.
func notText(head []byte) string {
	for m := mimetype.Detect(head); m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return ""
		}
	}
	what := seemsToBe(head)
	if hasUTF16Mark(head) || what == commonKinds[octets] {
		return "" // text with stray bytes: the formats are asked before it is refused
	}
	return what
}
