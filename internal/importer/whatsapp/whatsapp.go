// Package whatsapp reads the chat a phone exports from WhatsApp: one text file,
// alone or in a zip with its media.
//
// Boundary: text in, records out; the archive around it is the importer's.
//
// Source: WhatsApp publishes no description of its export. The shapes read here
// were learnt from exports of both kinds of phone and from open-source readers'
// fixtures: brackets and seconds (iPhone) or a dash (Android), the phone's own
// locale for dates and times, and direction marks in front of the app's notes.
//
// Threat: an export is plain text that anyone can write or edit. Nothing here
// vouches for it; a record says only that this line of this file reads so.
package whatsapp

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"foursight/internal/importer"
)

// Version of the parser, stored with what it read.
const Version = "whatsapp/1"

// toMinute and toSecond are the ISO 8601 shapes of a time without a zone.
const (
	toMinute = "2006-01-02T15:04"
	toSecond = "2006-01-02T15:04:05"
)

// Format reads WhatsApp chat exports.
type Format struct{}

// Name is whatsapp_txt, for the chat in a zip as well.
func (Format) Name() string { return "whatsapp_txt" }

// Version is the parser's.
func (Format) Version() string { return Version }

// Sniff looks for one line that opens a message within the first lines.
func (Format) Sniff(head []byte, name string) importer.Confidence {
	lines := bytes.Split(head, []byte{'\n'})
	for _, l := range lines[:min(len(lines), 50)] {
		if len(l) > 4096 {
			continue
		}
		if _, ok := parseHeader(strings.TrimSuffix(string(l), "\r")); ok {
			if strings.Contains(strings.ToLower(name), "chat") {
				return importer.Likely
			}
			return importer.Maybe
		}
	}
	return importer.No
}

// Open reads the chat once to learn its names and the order of its dates.
func (f Format) Open(ctx context.Context, in importer.Input, opts importer.Options) (importer.Reading, error) {
	reading := importer.Reading{Format: f.Name(), Version: Version}
	seen := newEvidence(opts.Received)
	names := senders{}
	for line, err := range lines(in, opts.Limits) {
		if err != nil {
			return reading, fmt.Errorf("read chat %s: %w", in.Position(line.Number), err)
		}
		if line.Continued {
			continue
		}
		if h, ok := parseHeader(line.Text); ok {
			seen.add(&h, line.Number)
			names.add(h.rest)
		}
	}
	order := opts.DateOrder
	switch order {
	case importer.DMY, importer.MDY, importer.YMD:
		reading.Basis = "the order was given by the person who imported it"
	case "":
		order, reading.Basis, reading.Question = seen.settle()
	default:
		return reading, fmt.Errorf("date order %q: expected dmy, mdy or ymd", order)
	}
	if reading.Question != nil {
		reading.Records = func(yield func(importer.Record, error) bool) {
			yield(importer.Record{}, ErrQuestion)
		}
		return reading, nil
	}
	reading.Basis = string(order) + ": " + reading.Basis
	p := parser{in: in, opts: opts, order: order, names: names}
	reading.Records = p.records
	return reading, nil
}

// lines streams the chat as text and closes it.
func lines(in importer.Input, limits importer.Limits) iter.Seq2[importer.Line, error] {
	return func(yield func(importer.Line, error) bool) {
		rc, err := in.Open()
		if err != nil {
			yield(importer.Line{}, err)
			return
		}
		defer rc.Close() // read only: nothing can be lost by closing
		r, err := importer.UTF8(bufio.NewReaderSize(io.Reader(rc), 64<<10))
		if err != nil {
			yield(importer.Line{}, err)
			return
		}
		importer.Lines(r, limits.Line)(yield)
	}
}

// colonNote says which names were taken to hold a colon.
func colonNote(names senders) *importer.Problem {
	joined := names.joined()
	if len(joined) == 0 {
		return nil
	}
	slices.Sort(joined)
	return importer.Problemf(0, "these senders' names were read as holding a colon, because every line of theirs has it in the same place: %s; if it is part of what they wrote, correct the sender", strings.Join(joined, "; "))
}
