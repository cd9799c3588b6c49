package importer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Summary says what an export is and holds. Its first seven JSON names are relied
// on by programs; the others may grow.
type Summary struct {
	Format       string    `json:"format"`
	SHA256       string    `json:"sha256"`
	Records      int       `json:"records"`      // messages and calls
	Participants []string  `json:"participants"` // sorted; as the file writes them
	First        string    `json:"first"`        // ISO 8601 to the file's own precision, of messages and calls
	Last         string    `json:"last"`
	Problems     []Problem `json:"problems"`

	Parser       string       `json:"parser"` // the format's parser version
	Container    string       `json:"container,omitempty"`
	Size         int64        `json:"size"`              // of the original, in bytes
	Kinds        map[Kind]int `json:"kinds"`             // every record by kind
	Marks        map[Mark]int `json:"marks,omitempty"`   // how often the app said so
	Threads      []string     `json:"threads,omitempty"` // conversations as the file keys them, sorted
	Attachments  int          `json:"attachments"`
	DatesReadBy  string       `json:"dates_read_by,omitempty"`
	Question     *Question    `json:"question,omitempty"`
	MoreProblems int          `json:"more_problems,omitempty"` // beyond those listed
	MoreParties  bool         `json:"more_participants,omitempty"`
}

// Summarise reads an export once through without keeping anything. With a
// Question in the Summary nothing was read yet: ask it, then call again with
// Options.DateOrder. Problems are part of a good Summary; an error means the
// export could not be read at all, or reading stopped, and then the Summary
// covers what came before.
func Summarise(ctx context.Context, src Source, opts Options) (Summary, error) {
	sum := Summary{Participants: []string{}, Problems: []Problem{}, Kinds: map[Kind]int{}, Size: src.Size}
	h := sha256.New()
	if _, err := io.Copy(h, contextReader{ctx, src.reader()}); err != nil {
		return sum, fmt.Errorf("hash %s: %w", src.Name, err)
	}
	sum.SHA256 = hex.EncodeToString(h.Sum(nil))
	reading, err := Read(ctx, src, opts)
	if err != nil {
		return sum, err
	}
	sum.Format, sum.Parser, sum.Container = reading.Format, reading.Version, reading.Container
	sum.DatesReadBy, sum.Question = reading.Basis, reading.Question
	if reading.Question != nil {
		sum.Problems = append(sum.Problems, Problem{Line: reading.Question.Line, What: reading.Question.Ask})
		return sum, nil
	}
	c := counter{sum: &sum, limits: opts.Limits.withDefaults(), parties: map[string]bool{}, threads: map[string]bool{}}
	for r, err := range reading.Records {
		if p, ok := errors.AsType[*Problem](err); ok {
			c.problem(*p)
		} else if err != nil {
			c.finish()
			return sum, fmt.Errorf("read %s: %w", src.Name, err)
		} else {
			c.record(&r)
		}
	}
	c.finish()
	return sum, nil
}

type counter struct {
	sum              *Summary
	limits           Limits
	parties, threads map[string]bool
	first, last      time.Time
}

func (c *counter) problem(p Problem) {
	if len(c.sum.Problems) < c.limits.Problems {
		c.sum.Problems = append(c.sum.Problems, p)
	} else {
		c.sum.MoreProblems++
	}
}

func (c *counter) record(r *Record) {
	c.sum.Kinds[r.Kind]++
	c.sum.Attachments += len(r.Attachments)
	for _, m := range r.Marks {
		if c.sum.Marks == nil {
			c.sum.Marks = map[Mark]int{}
		}
		c.sum.Marks[m]++
	}
	if !r.Counts() {
		return
	}
	c.sum.Records++
	c.name(c.parties, r.Sender.ID)
	for _, p := range r.Recipients {
		c.name(c.parties, p.ID)
	}
	c.name(c.threads, r.Thread)
	if r.When.IsZero() {
		return
	}
	if c.first.IsZero() || r.When.From.Before(c.first) {
		c.first, c.sum.First = r.When.From, r.At
	}
	if !r.When.From.Before(c.last) {
		c.last, c.sum.Last = r.When.From, r.At
	}
}

func (c *counter) name(set map[string]bool, name string) {
	switch {
	case name == "" || set[name]:
	case len(set) >= c.limits.Parties:
		c.sum.MoreParties = true
	default:
		set[name] = true
	}
}

func (c *counter) finish() {
	c.sum.Participants = slices.AppendSeq(c.sum.Participants, maps.Keys(c.parties))
	slices.Sort(c.sum.Participants)
	c.sum.Threads = slices.Sorted(maps.Keys(c.threads))
}
