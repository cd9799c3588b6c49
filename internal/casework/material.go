package casework

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/evidence"
	"foursight/internal/fact"
	"foursight/internal/importer"
	"foursight/internal/importer/formats"
	"foursight/internal/journal"
)

// Upload is a file somebody brings to a case, with what has to be asked before it
// is opened (practice 1.3, 1.17).
type Upload struct {
	EventID   string
	FileName  string
	Origin    fact.Answer[casefile.MaterialOrigin]
	Agreement fact.Answer[bool]
	Under18   fact.Answer[bool]
	DateOrder importer.DateOrder
	Base      int64
}

// NeedsAnswer says that a file's dates can be read in more than one way and
// somebody who knows has to say which. Nothing is recorded yet.
type NeedsAnswer struct {
	Question importer.Question
	Summary  importer.Summary
	Kept     bool // ImportKept can go on with the file for an hour
}

func (n *NeedsAnswer) Error() string { return n.Question.Ask }

// Unreadable says that a file is none that can be read, or is cut short, too large
// or damaged, in words for whoever brought it. Nothing of it was kept.
type Unreadable struct{ Err error }

func (u *Unreadable) Error() string { return u.Err.Error() }

func (u *Unreadable) Unwrap() error { return u.Err }

// ImportMaterial keeps the original by its content, reads it into rows of a
// derivative, and records one event. Where somebody in it may be under 18, or
// nobody has said, only the sealed original is kept and nothing is read.
func (s *Service) ImportMaterial(ctx context.Context, v access.Viewer, ref string, up Upload, r io.Reader) (Recorded, importer.Summary, error) {
	p, err := s.Case(ctx, v, ref)
	if err != nil {
		return Recorded{}, importer.Summary{}, err
	}
	if !up.Origin.Given() || up.Under18.Status == fact.NotAsked {
		return Recorded{}, importer.Summary{}, &Refused{Problems: beforeImport(up)}
	}
	src, err := importer.Spool(ctx, up.FileName, r, 0)
	if err != nil {
		return Recorded{}, importer.Summary{}, noRoom(err)
	}
	defer src.Close()
	opts := importer.Options{Formats: formats.All(), DateOrder: up.DateOrder, Received: s.Now()}
	readable := up.Under18.Known() && !up.Under18.Value
	var sum importer.Summary
	if readable {
		if sum, err = importer.Summarise(ctx, src, opts); err != nil {
			return Recorded{}, sum, &Unreadable{err}
		}
		if sum.Question != nil && up.DateOrder == "" {
			kept, err := s.keepUpload(ctx, v, p.ID, up, src)
			if err != nil {
				return Recorded{}, sum, err
			}
			return Recorded{}, sum, &NeedsAnswer{Question: *sum.Question, Summary: sum, Kept: kept}
		}
	}
	original, err := s.vault.Add(ctx, io.NewSectionReader(src.Data, 0, src.Size), src.Size)
	if err != nil {
		return Recorded{}, sum, fmt.Errorf("keep original: %w", noRoom(err))
	}
	data := casefile.MaterialImported{Origin: up.Origin, Agreement: up.Agreement, Under18: up.Under18, Format: "sealed original",
		FileName: casefile.Line(evidence.SafeName(up.FileName)), SHA256: casefile.Line(original.SHA256), Blob: casefile.Line(original.Name),
		Key: casefile.Line(string(original.Key)), Size: original.Size}
	if readable {
		if err := s.readMaterial(ctx, &data, src, opts, sum); err != nil {
			return Recorded{}, sum, errors.Join(noRoom(err), s.vault.Remove(original))
		}
	}
	e, err := casefile.NewEvent(cmpOr(up.EventID, journal.NewID()), "", "MaterialImported", data)
	if err != nil {
		return Recorded{}, sum, err
	}
	e.Source = casefile.FromImport
	rec, err := s.Record(ctx, v, Acts{CaseID: p.ID, Base: up.Base, Events: []casefile.Event{e}})
	if err != nil {
		return rec, sum, s.unnamed(original, err)
	}
	return rec, sum, nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (s *Service) readMaterial(ctx context.Context, data *casefile.MaterialImported, src importer.Source, opts importer.Options, sum importer.Summary) error {
	reading, err := importer.Read(ctx, src, opts)
	if err != nil {
		return fmt.Errorf("read %s: %w", data.FileName, err)
	}
	// Problems are already in the summary, each with its line.
	rows := importer.Sift(reading.Records, func(importer.Problem) {})
	d, err := evidence.WriteDerivative(ctx, s.vault, sum.Parser, rows, (*importer.Record).SearchText, evidence.ChunkSize)
	if err != nil {
		return fmt.Errorf("keep what %s says: %w", data.FileName, err)
	}
	data.Format, data.Parser = casefile.Line(sum.Format), casefile.Line(sum.Parser)
	data.Derived, data.DerivedKey, data.DerivedSum = casefile.Line(d.Name), casefile.Line(string(d.Key)), casefile.Line(d.SHA256)
	data.DerivedSize = d.Size
	data.Rows = d.Records
	data.Records, data.First, data.Last = sum.Records, casefile.Line(sum.First), casefile.Line(sum.Last)
	data.DateOrder = casefile.Line(opts.DateOrder)
	for _, pr := range sum.Problems {
		data.Problems = append(data.Problems, casefile.Line(fmt.Sprintf("line %d: %s", pr.Line, pr.What)))
	}
	return nil
}

func beforeImport(up Upload) []casefile.Problem {
	var out []casefile.Problem
	if !up.Origin.Given() {
		out = append(out, casefile.Problem{Field: "origin", Code: "origin_missing", What: "Say how this material came to police before it is opened."})
	}
	if up.Under18.Status == fact.NotAsked {
		out = append(out, casefile.Problem{Field: "may_show_under_18", Code: "under_18_not_asked", What: "Say whether anybody in it may be under 18. If nobody knows, say so: it is then kept sealed and not opened here."})
	}
	return out
}

// Message is one row of imported material with its number in the derivative.
type Message struct {
	Row int
	importer.Record
}

// Messages reads a page of rows of imported material, from a row number; with
// words, only rows that hold all of them. next is 0 at the end.
func (s *Service) Messages(ctx context.Context, p *CasePage, material string, words []string, from, n int) (rows []Message, next int, err error) {
	next = -1
	m := p.Material(casefile.MaterialID(material))
	if m == nil || m.Imported == nil || m.Imported.Derived == "" {
		return nil, -1, ErrNoCase
	}
	if !p.Can(casefile.ClassContact) {
		return nil, -1, ErrNotAllowed
	}
	d := m.Imported
	pages, err := evidence.OpenDerivative[importer.Record](s.vault, evidence.Derivative{
		Blob:   evidence.Blob{Name: string(d.Derived), SHA256: string(d.DerivedSum), Size: d.DerivedSize, Key: evidence.Key(d.DerivedKey)},
		Parser: string(d.Parser), Records: d.Rows})
	if err != nil {
		return nil, -1, fmt.Errorf("open material: %w", err)
	}
	defer pages.Close()
	var got []evidence.Numbered[importer.Record]
	if len(words) > 0 {
		got, next, err = pages.Search(ctx, words, from, n)
	} else {
		if got, err = pages.Read(from, n); err == nil && from+len(got) < pages.Len() {
			next = from + len(got)
		}
	}
	if err != nil {
		return nil, -1, fmt.Errorf("read material: %w", err)
	}
	for _, g := range got {
		rows = append(rows, Message{Row: g.Number, Record: g.Record})
	}
	return rows, next, nil
}

// IncidentFromMessages makes events for chosen rows: one incident each, carrying
// the file and line it came from and the one answer to whether they were unwanted.
// Lines of the app itself are nobody's act and are refused.
func (s *Service) IncidentFromMessages(ctx context.Context, p *CasePage, material string, pair casefile.PairID, unwanted fact.Answer[bool], chosen []int) ([]casefile.Event, error) {
	slices.Sort(chosen)
	var out []casefile.Event
	for _, n := range slices.Compact(chosen) {
		rows, _, err := s.Messages(ctx, p, material, nil, n, 1)
		if err != nil {
			return nil, err
		}
		if len(rows) != 1 || rows[0].Row != n {
			return nil, &Refused{Problems: []casefile.Problem{{Field: "row", Code: "unknown_row", What: fmt.Sprintf("There is no row %d in this material.", n)}}}
		}
		r := rows[0]
		if r.Kind == importer.System {
			return nil, &Refused{Problems: []casefile.Problem{{Field: "row", Code: "no_message", What: fmt.Sprintf("Row %d is the app’s own line, not something anybody wrote.", n)}}}
		}
		d := casefile.IncidentRecorded{Pair: pair, Behaviours: []casefile.Behaviour{behaviourOf(r.Record)}, Channel: channelOf(p, material, r.Record),
			Unwanted: unwanted, What: casefile.Text(r.Text), Material: casefile.MaterialID(material), File: casefile.Line(r.Source.String()), Line: r.Source.Line}
		e, err := casefile.NewEvent(journal.NewID(), "", "IncidentRecorded", d)
		if err != nil {
			return nil, err
		}
		e.Occurred, e.Source = r.When, casefile.FromImport
		out = append(out, e)
	}
	return out, nil
}

func behaviourOf(r importer.Record) casefile.Behaviour {
	if r.Kind == importer.Call {
		return "repeated_calls"
	}
	return "messages"
}

func channelOf(p *CasePage, material string, r importer.Record) fact.Answer[casefile.Channel] {
	if r.Kind == importer.Call {
		return fact.Of(casefile.ChanPhone)
	}
	if m := p.Material(casefile.MaterialID(material)); m != nil && strings.HasPrefix(string(m.Imported.Format), "whatsapp") {
		return fact.Of(casefile.ChanApp)
	}
	return fact.Of(casefile.ChanText)
}
