// Package smsbackup reads the XML that the Android app SMS Backup & Restore
// writes: one file of messages (SMS and MMS) and one of calls.
//
// Boundary: text in, records out. Attachments are hashed as they pass and stay in
// the original.
//
// Source: the field list that the app's makers publish, and exports of versions 3
// and 7 in open-source readers' fixtures. Times are milliseconds since 1970 in
// UTC; the attribute value "null" means there is none; address lists are joined
// by "~"; readable_date and contact_name are the phone's own rendering and are not
// used as facts, except the name, which is shown beside its number.
//
// Threat: the file is XML from outside. See filter for what is refused, mended
// and bounded before encoding/xml sees it.
package smsbackup

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"foursight/internal/importer"
)

// Version of the parser, stored with what it read.
const Version = "smsbackup/1"

// Format is one of the app's two files, known by its outermost element.
type Format struct{ name, root string }

// The two files the app writes.
var (
	Messages = Format{name: "sms_backup_restore", root: "smses"}
	Calls    = Format{name: "calls_backup_restore", root: "calls"}
)

// Name is sms_backup_restore or calls_backup_restore.
func (f Format) Name() string { return f.name }

// Version is the parser's.
func (Format) Version() string { return Version }

// Sniff looks for the outermost element.
func (f Format) Sniff(head []byte, _ string) importer.Confidence {
	text := bytes.TrimLeft(head, " \t\r\n")
	if !bytes.HasPrefix(text, []byte("<")) {
		return importer.No
	}
	for _, after := range []string{" ", ">", "/", "\n", "\r", "\t"} {
		if bytes.Contains(text, []byte("<"+f.root+after)) {
			return importer.Sure
		}
	}
	return importer.No
}

// Open prepares to stream; nothing is read until the records are ranged over.
func (f Format) Open(_ context.Context, in importer.Input, opts importer.Options) (importer.Reading, error) {
	return importer.Reading{
		Format: f.name, Version: Version,
		Records: func(yield func(importer.Record, error) bool) { f.records(in, opts, yield) },
	}, nil
}

func (f Format) records(in importer.Input, opts importer.Options, yield func(importer.Record, error) bool) {
	rc, err := in.Open()
	if err != nil {
		yield(importer.Record{}, err)
		return
	}
	defer rc.Close() // read only: nothing can be lost by closing
	text, err := importer.UTF8(rc)
	if err != nil {
		yield(importer.Record{}, fmt.Errorf("read %s: %w", in.File, err))
		return
	}
	src := newFilter(text, opts.Limits)
	d := xml.NewDecoder(src)
	d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		if strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return r, nil // already recoded by its mark
		}
		return nil, fmt.Errorf("the file says its text is %q; expected UTF-8 or UTF-16", label)
	}
	p := parser{format: f, in: in, limits: opts.Limits, filter: src, decoder: d, yield: yield}
	p.run()
}

// parser holds what is being read.
type parser struct {
	format   Format
	in       importer.Input
	limits   importer.Limits
	filter   *filter
	decoder  *xml.Decoder
	yield    func(importer.Record, error) bool
	depth    int
	rootLine int
	declared string // the root's count attribute
	found    int
	current  *message // the sms, mms or call being read
	stopped  bool     // the caller wants no more
}

func (p *parser) run() {
	for !p.stopped {
		// Before each token the decoder stands at the token's first character.
		line, _ := p.decoder.InputPos()
		token, err := p.decoder.Token()
		for _, problem := range p.filter.drain() {
			p.problem(problem)
		}
		if err != nil {
			p.end(err, line)
			return
		}
		switch t := token.(type) {
		case xml.StartElement:
			p.depth++
			if p.depth > p.limits.Depth {
				p.fail(fmt.Errorf("%s: elements are nested more than %d deep; expected messages with their parts", p.in.Position(line), p.limits.Depth))
				return
			}
			p.start(t, line)
		case xml.EndElement:
			if p.depth == 2 {
				p.finish()
			}
			p.depth--
		case xml.CharData:
			p.stray(t, line)
		}
	}
}

func (p *parser) emit(r importer.Record) {
	if !p.stopped {
		p.stopped = !p.yield(r, nil)
	}
}

func (p *parser) problem(problem *importer.Problem) {
	if !p.stopped {
		p.stopped = !p.yield(importer.Record{}, problem)
	}
}

func (p *parser) fail(err error) {
	if !p.stopped {
		p.stopped = !p.yield(importer.Record{}, err)
	}
}

// end deals with the end of the file, whole or not. What was read is kept.
func (p *parser) end(err error, line int) {
	p.finish()
	refused, isRefused := errors.AsType[refusedError](err)
	syntax, isSyntax := errors.AsType[*xml.SyntaxError](err)
	switch {
	case isRefused:
		p.fail(fmt.Errorf("%s: %s", p.in.Position(refused.problem.Line), refused.problem.What))
		return
	case errors.Is(err, io.EOF) && p.rootLine > 0:
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), isSyntax && strings.Contains(syntax.Msg, "unexpected EOF"):
		at, _ := p.decoder.InputPos()
		p.problem(importer.Problemf(at, "the file is cut short here, in what begins on line %d; expected </%s>; the %d records before it are kept", line, p.format.root, p.found))
	case isSyntax:
		p.problem(importer.Problemf(syntax.Line, "reading stops here: the XML is broken (%s); the %d records before it are kept and the rest is in the original", syntax.Msg, p.found))
	default:
		p.fail(fmt.Errorf("%s: %w", p.in.Position(line), err))
		return
	}
	if p.declared != "" && p.declared != fmt.Sprint(p.found) {
		p.problem(importer.Problemf(p.rootLine, "the file says it holds %.20s records and holds %d; some may have been removed or left out", p.declared, p.found))
	}
}

// start deals with an opening tag by its depth.
func (p *parser) start(t xml.StartElement, line int) {
	a := attributes(t.Attr)
	name := t.Name.Local
	if t.Name.Space != "" {
		name = t.Name.Space + ":" + name
	}
	switch {
	case p.depth == 1:
		p.rootLine, p.declared = line, a.text("count")
		if name != p.format.root {
			p.problem(importer.Problemf(line, "the outermost element is <%.40s>; expected <%s>", name, p.format.root))
		}
	case p.depth == 2:
		p.current = p.begin(name, a, line)
		if p.current == nil {
			p.problem(importer.Problemf(line, "<%.40s> is not a record of this kind of backup; kept as unread text", name))
			p.emit(importer.Record{Kind: importer.Unread, Direction: importer.Unknown, Text: a.String(), Source: p.in.Position(line)})
		}
	case p.current != nil && p.current.multimedia:
		p.inside(name, a, line)
	}
}

func (p *parser) begin(name string, a attributes, line int) *message {
	switch {
	case name == "sms" && p.format == Messages:
		return p.sms(a, line)
	case name == "mms" && p.format == Messages:
		return p.mms(a, line)
	case name == "call" && p.format == Calls:
		return p.call(a, line)
	}
	return nil
}

// finish passes on the record that was being read, if any.
func (p *parser) finish() {
	if p.current == nil {
		return
	}
	m := p.current
	p.current = nil
	p.found++
	p.emit(m.done())
}

// stray keeps text that stands between elements, where the app writes none.
func (p *parser) stray(t xml.CharData, line int) {
	if len(bytes.TrimSpace(t)) == 0 {
		return
	}
	p.problem(importer.Problemf(line, "text stands between the records; kept as unread text"))
	p.emit(importer.Record{Kind: importer.Unread, Direction: importer.Unknown, Text: string(t), Source: p.in.Position(line)})
}
