package smsbackup

import (
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/importer"
)

// attributes are those of one element, in the file's order.
type attributes []xml.Attr

// text is an attribute's value; "null", as the app writes it, means none.
func (a attributes) text(name string) string {
	for _, attr := range a {
		if attr.Name.Local == name && attr.Name.Space == "" {
			if attr.Value == "null" {
				return ""
			}
			return attr.Value
		}
	}
	return ""
}

func (a attributes) String() string {
	var b strings.Builder
	for i, attr := range a {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(attr.Name.Local + "=" + strconv.Quote(attr.Value))
	}
	return b.String()
}

// message is a record being read; an MMS gathers its parts and addresses.
type message struct {
	importer.Record
	multimedia bool
	texts      []string
	names      map[string]string // contact names by address
	from       []string
	to         []string
}

// box is what the app's number for a folder or a kind of call means.
type box struct {
	direction importer.Direction
	mark      importer.Mark
}

var boxes = map[string]box{
	"1": {importer.In, ""}, "2": {importer.Out, ""}, "3": {importer.Out, importer.Draft},
	"4": {importer.Out, importer.Outbox}, "5": {importer.Out, importer.Failed}, "6": {importer.Out, importer.Queued},
}

var callTypes = map[string]box{
	"1": {importer.In, ""}, "2": {importer.Out, ""}, "3": {importer.In, importer.Missed}, "4": {importer.In, importer.Voicemail},
	"5": {importer.In, importer.Rejected}, "6": {importer.In, importer.Blocked}, "7": {importer.In, importer.Elsewhere},
}

// common reads what all three records share.
func (p *parser) common(kind importer.Kind, a attributes, line int, kinds map[string]box, kindAttr, addressAttr string) *message {
	m := &message{Record: importer.Record{Kind: kind, Direction: importer.Unknown, Source: p.in.Position(line)}, names: map[string]string{}}
	number := a.text(kindAttr)
	if b, ok := kinds[number]; ok {
		m.Direction = b.direction
		if b.mark != "" {
			m.Marks = append(m.Marks, b.mark)
		}
	} else {
		p.problem(importer.Problemf(line, "%s is %q; expected a number from 1 to %d; the direction is not known", kindAttr, short(number), len(kinds)))
	}
	p.when(m, a.text("date"), line)
	m.Thread = a.text(addressAttr)
	addresses := strings.Split(m.Thread, "~")
	names := strings.Split(a.text("contact_name"), ", ")
	for i, address := range addresses {
		if len(names) == len(addresses) && names[i] != "(Unknown)" {
			m.names[address] = names[i]
		}
	}
	if m.Direction == importer.In && len(addresses) == 1 {
		m.from = addresses
	} else {
		m.to = addresses // of a group's message, until its sender is read
	}
	return m
}

// earliest is the year of the first text message; the phone cannot hold older ones.
const earliest = 1992

func (p *parser) when(m *message, ms string, line int) {
	n, err := strconv.ParseInt(ms, 10, 64)
	t := time.UnixMilli(n).UTC()
	if err != nil || t.Year() < earliest || t.Year() > 2200 {
		p.problem(importer.Problemf(line, "date is %q; expected milliseconds since 1970; the record is kept without a time", short(ms)))
		return
	}
	m.When = calendar.At(t)
	m.At = t.Format(time.RFC3339)
}

func (p *parser) sms(a attributes, line int) *message {
	m := p.common(importer.Message, a, line, boxes, "type", "address")
	m.Subject, m.Text = a.text("subject"), a.text("body")
	return m
}

func (p *parser) mms(a attributes, line int) *message {
	m := p.common(importer.Message, a, line, boxes, "msg_box", "address")
	m.multimedia = true
	m.Subject = a.text("sub")
	return m
}

func (p *parser) call(a attributes, line int) *message {
	m := p.common(importer.Call, a, line, callTypes, "type", "number")
	if d := a.text("duration"); d != "" {
		n, err := strconv.ParseInt(d, 10, 64)
		if err != nil || n < 0 {
			p.problem(importer.Problemf(line, "duration is %q; expected whole seconds", short(d)))
		} else {
			m.DurationSeconds = n
		}
	}
	return m
}

// The numbers of address roles in an MMS, as the MMS standard assigns them.
const (
	roleBCC  = "129"
	roleCC   = "130"
	roleFrom = "137"
	roleTo   = "151"
)

// ownerToken stands for the phone's own number in an MMS.
const ownerToken = "insert-address-token"

// maxAddresses and maxParts bound what one MMS may hold.
const (
	maxAddresses = 1000
	maxParts     = 1000
)

// inside deals with an MMS's parts and addresses.
func (p *parser) inside(name string, a attributes, line int) {
	m := p.current
	switch name {
	case "part":
		if len(m.texts)+len(m.Attachments) >= maxParts {
			p.problem(importer.Problemf(line, "the message has more than %d parts; this one is only in the original", maxParts))
			return
		}
		p.part(m, a, line)
	case "addr":
		address := a.text("address")
		if address == "" || address == ownerToken {
			return
		}
		if len(m.from)+len(m.to) >= maxAddresses {
			p.problem(importer.Problemf(line, "the message has more than %d addresses; this one is only in the original", maxAddresses))
			return
		}
		switch role := a.text("type"); role {
		case roleFrom:
			m.from = []string{address}
		case roleTo, roleCC, roleBCC:
			if !slices.Contains(m.to, address) {
				m.to = append(m.to, address)
			}
		default:
			p.problem(importer.Problemf(line, "the role of address %q is %q; expected 129, 130, 137 or 151; read as a recipient", short(address), short(role)))
			m.to = append(m.to, address)
		}
	}
}

func (p *parser) part(m *message, a attributes, line int) {
	kind := strings.ToLower(a.text("ct"))
	if kind == "application/smil" {
		return // how the phone lays out the message: nobody wrote it
	}
	value := a.text("data")
	if kind == "text/plain" && value == "" {
		m.texts = append(m.texts, a.text("text"))
		return
	}
	at := importer.Attachment{Name: firstOf(a.text("fn"), a.text("name"), a.text("cl"), a.text("cid")), Type: kind}
	if sum, size, err := parsePayload(value); err == nil {
		at.SHA256, at.Size = sum, size
	} else if text := a.text("text"); text != "" {
		m.texts = append(m.texts, text) // such as a contact card written as text
	} else {
		p.problem(importer.Problemf(line, "the attachment %q has no content in the export", short(at.Name)))
	}
	m.Attachments = append(m.Attachments, at)
}

// done is the record with its people. The owner of the phone is nobody's name:
// the backup does not hold the owner's number, except among a group's addresses.
func (m *message) done() importer.Record {
	r := m.Record
	if m.multimedia {
		r.Text = strings.Join(m.texts, "\n")
	}
	if len(m.from) > 0 {
		r.Sender = m.party(m.from[0])
	}
	for _, address := range m.to {
		if party := m.party(address); party.ID != "" && party != r.Sender {
			r.Recipients = append(r.Recipients, party)
		}
	}
	return r
}

func (m *message) party(address string) importer.Party {
	return importer.Party{ID: strings.TrimSpace(address), Name: m.names[address]}
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// short keeps a wrong value from filling a message.
func short(s string) string {
	if len(s) > 40 {
		return strings.ToValidUTF8(s[:40], "") + "…"
	}
	return s
}
