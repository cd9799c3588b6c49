package whatsapp

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/importer"
)

// parser is the second reading of a chat, with its names and date order known.
type parser struct {
	in    importer.Input
	opts  importer.Options
	order importer.DateOrder
	names senders
}

// open is a message whose further lines may still come.
type open struct {
	record  importer.Record
	text    strings.Builder
	started bool
	over    bool // the text reached its limit and goes on as unread text
}

func (p *parser) records(yield func(importer.Record, error) bool) {
	if note := colonNote(p.names); note != nil && !yield(importer.Record{}, note) {
		return
	}
	var cur open
	for line, err := range lines(p.in, p.opts.Limits) {
		if err != nil {
			if p.flush(&cur, yield) {
				yield(importer.Record{}, fmt.Errorf("read chat %s: %w", p.in.Position(line.Number), err))
			}
			return
		}
		if !p.notes(line, yield) {
			return
		}
		if !line.Continued {
			if h, ok := parseHeader(line.Text); ok {
				if !p.flush(&cur, yield) || !p.start(&cur, &h, line.Number, yield) {
					return
				}
				continue
			}
		}
		if !p.further(&cur, line, yield) {
			return
		}
	}
	p.flush(&cur, yield)
}

// notes says what the decoding of a line had to change.
func (p *parser) notes(line importer.Line, yield func(importer.Record, error) bool) bool {
	if line.Replaced && !yield(importer.Record{}, importer.Problemf(line.Number, "some bytes are not UTF-8 text and are shown as \uFFFD; the original keeps them")) {
		return false
	}
	if line.Continued && !yield(importer.Record{}, importer.Problemf(line.Number, "the line is longer than %s and was read in pieces", importer.Bytes(int64(p.opts.Limits.Line)))) {
		return false
	}
	return true
}

// start begins a record at a header line.
func (p *parser) start(cur *open, h *header, line int, yield func(importer.Record, error) bool) bool {
	cur.started, cur.over = true, false
	cur.text.Reset()
	cur.record = importer.Record{Kind: importer.Message, Direction: importer.Unknown, Source: p.in.Position(line)}
	at, when, wrong := p.time(h)
	cur.record.At, cur.record.When = at, when
	name, text, ok := p.names.split(h.rest)
	switch {
	case !ok || isGroupNote(text):
		cur.record.Kind = importer.System
		cur.text.WriteString(h.rest)
	default:
		cur.record.Sender = importer.Party{ID: strings.TrimFunc(name, isMark)}
		cur.text.WriteString(text)
	}
	return wrong == "" || yield(importer.Record{}, importer.Problemf(line, "%s", wrong))
}

// further adds a line to the message it belongs to, or keeps it as unread text.
func (p *parser) further(cur *open, line importer.Line, yield func(importer.Record, error) bool) bool {
	fits := cur.text.Len()+len(line.Text)+1 <= p.opts.Limits.Text
	if cur.started && !cur.over && fits {
		if !line.Continued {
			cur.text.WriteByte('\n')
		}
		cur.text.WriteString(line.Text)
		return true
	}
	if !cur.started && strings.TrimSpace(line.Text) == "" {
		return true // blank lines before the first message
	}
	if cur.started && !cur.over {
		cur.over = true
		if !yield(importer.Record{}, importer.Problemf(line.Number, "the message is longer than %s; what follows is kept as unread text", importer.Bytes(int64(p.opts.Limits.Text)))) {
			return false
		}
	} else if !cur.started && !yield(importer.Record{}, importer.Problemf(line.Number, "text before the first message; expected a date and time such as 12/03/2026, 14:05")) {
		return false
	}
	// What was read so far goes first, so that records stay in the file's order.
	if cur.started && cur.record.Kind != "" && !p.emit(cur, yield) {
		return false
	}
	return yield(importer.Record{Kind: importer.Unread, Direction: importer.Unknown, Text: line.Text, Source: p.in.Position(line.Number)}, nil)
}

// flush passes on the message that is complete.
func (p *parser) flush(cur *open, yield func(importer.Record, error) bool) bool {
	if !cur.started || cur.record.Kind == "" {
		return true
	}
	return p.emit(cur, yield)
}

func (p *parser) emit(cur *open, yield func(importer.Record, error) bool) bool {
	r := cur.record
	r.Text = cur.text.String()
	cur.record = importer.Record{} // passed on: only unread text can follow
	if err := annotate(&r, p.in.Media); err != nil && !yield(importer.Record{}, importer.Problemf(r.Source.Line, "%s", err)) {
		return false
	}
	return yield(r, nil)
}

// time reads a header's date and time; wrong is for the person who imports it.
// A time of day that cannot be read leaves the day.
func (p *parser) time(h *header) (at string, when calendar.Interval, wrong string) {
	day, ok := h.dayUnder(p.order)
	if !ok {
		return "", when, fmt.Sprintf("the date %d %d %d is not one a chat can have with its fields read as %s; the message is kept without a time", h.fields[0], h.fields[1], h.fields[2], p.order)
	}
	y, m, d := day.Date()
	hour, wrong := h.clock()
	if wrong != "" {
		date := calendar.Date{Year: y, Month: m, Day: d}
		return date.String(), calendar.On(date), fmt.Sprintf("the time %d:%02d %s; expected a time such as 14:05 or 2:05 pm; only the day is kept", h.hour, h.minute, wrong)
	}
	shape, span := toSecond, time.Duration(0)
	if h.second < 0 {
		shape, span = toMinute, 59*time.Second
	}
	civil := time.Date(y, m, d, hour, h.minute, max(h.second, 0), 0, time.UTC)
	when, err := importer.Local(civil, span, p.opts.Zone)
	if err != nil {
		wrong = err.Error()
	}
	return civil.Format(shape), when, wrong
}

// ErrQuestion is what ranging over Records gives while a Question is open.
var ErrQuestion = errors.New("the order of the dates must be chosen before the chat is read")
