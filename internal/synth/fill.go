package synth

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/store"
)

// ErrNotEmpty: the store already holds staff or cases.
var ErrNotEmpty = errors.New("the store is not empty: invented cases go only into a new one")

// Clock is the moving clock that a service for Fill is opened with.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock starts a clock at the first instant that the cases of a force made up
// to now can have.
func NewClock(now time.Time) *Clock { return &Clock{at: begins(now).AddDate(0, 0, -1)} }

// Now is the clock's reading.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// set moves the clock; it never goes back.
func (c *Clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.at) {
		c.at = at
	}
}

// begins is the day the oldest case can have been reported: ten months back.
func begins(now time.Time) time.Time { return now.AddDate(0, -10, 0) }

// Options say what to make. The zero value of Cases is 200, of Now the present.
type Options struct {
	Seed     uint64
	Cases    int
	Told     int // how many of them, the first, are told act by act as people do; 0 is 200
	Now      time.Time
	Progress func(done, of int) // cases made, of all
}

// Keys makes the streams' keys in one go; *keyring.Keyring fulfils it.
type Keys interface {
	Ensure(ctx context.Context, names []string) error
}

// Made says what Fill made.
type Made struct {
	Staff, Cases, Acts int
	Fresh              string // reference of the case an hour old
	Chat               string // reference of the case with an imported chat
	Shared             string // reference of a case with an item shared with the advocate
	Restricted         []string
}

// Fill records an invented force and its cases. svc must have been opened with
// clock.Now and an empty store. The same seed and Now give the same acts, byte
// for byte; salts, file keys and the ids of the force's own entries are random.
func Fill(ctx context.Context, svc *casework.Service, keys Keys, clock *Clock, opts Options) (Made, error) {
	opts.Cases, opts.Told = cmp.Or(opts.Cases, 200), cmp.Or(opts.Told, told)
	if opts.Now.IsZero() {
		opts.Now = time.Now()
	}
	if err := refuseFull(ctx, svc); err != nil {
		return Made{}, err
	}
	staff := append(Staff(), Districts(opts.Cases)...)
	if err := svc.RecordStaff(ctx, "system", staff...); err != nil {
		return Made{}, fmt.Errorf("synth: %w", err)
	}
	stories := Plan(opts)
	if err := keys.Ensure(ctx, streams(stories)); err != nil {
		return Made{}, fmt.Errorf("synth: %w", err)
	}
	made := Made{Staff: len(staff), Cases: len(stories)}
	bulk, err := inventAll(ctx, svc, keys, opts, stories)
	if err != nil {
		return made, fmt.Errorf("synth: %w", err)
	}
	defer bulk.close()
	made.Cases += bulk.cases
	turns := inOrder(stories, opts.Now)
	for i, t := range turns {
		if err := bulk.upTo(ctx, svc, clock, t.At); err != nil {
			return made, fmt.Errorf("synth: %w", err)
		}
		clock.set(t.At)
		if err := play(ctx, svc, t); err != nil {
			return made, fmt.Errorf("synth: case %s, %s at %s: %w", t.Case.Ref, t.By, t.At.Format(time.RFC3339), err)
		}
		made.Acts += len(t.Events)
		made.note(t)
		if opts.Progress != nil {
			opts.Progress(bulk.cases+(i+1)*len(stories)/len(turns), opts.Cases)
		}
	}
	if err := bulk.upTo(ctx, svc, clock, opts.Now); err != nil {
		return made, fmt.Errorf("synth: %w", err)
	}
	made.Acts += bulk.acts
	clock.set(opts.Now)
	if _, err := svc.Wake(ctx); err != nil {
		return made, fmt.Errorf("synth: %w", err)
	}
	if err := svc.Store().Settle(ctx); err != nil {
		return made, fmt.Errorf("synth: %w", err)
	}
	return made, nil
}

func refuseFull(ctx context.Context, svc *casework.Service) error {
	if len(svc.Register().All()) > 0 {
		return ErrNotEmpty
	}
	return svc.Store().Read(ctx, func(ctx context.Context, tx store.Tx) error {
		cases, err := store.StreamsLike(ctx, tx, "case/")
		if err != nil {
			return fmt.Errorf("synth: %w", err)
		}
		if len(cases) > 0 {
			return ErrNotEmpty
		}
		return nil
	})
}

func streams(stories []*Story) []string {
	var out []string
	for _, s := range stories {
		out = append(out, "case/"+s.ID)
	}
	return out
}

// inOrder lists the turns of all stories as they would have happened up to now.
// What lies ahead has not happened, which is how cases come to be in all stages.
func inOrder(stories []*Story, now time.Time) []*Turn {
	var out []*Turn
	for _, s := range stories {
		for _, t := range s.Turns {
			if !t.At.After(now) {
				out = append(out, t)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *Turn) int { return a.At.Compare(b.At) })
	return out
}

func play(ctx context.Context, svc *casework.Service, t *Turn) error {
	if t.By == casefile.Public {
		return svc.ReceiveInvented(ctx, casework.Acts{CaseID: t.Case.ID, Events: t.Events})
	}
	v, ok := svc.Viewer(ctx, t.By)
	if !ok {
		return fmt.Errorf("%s is not a member of staff", t.By)
	}
	if t.Chat != "" {
		up := casework.Upload{EventID: t.ChatID, FileName: t.ChatName, Origin: fact.Of(casefile.MaterialOrigin("victim_export")),
			Agreement: fact.Of(true), Under18: fact.Of(false)}
		_, _, err := svc.ImportMaterial(ctx, v, t.Case.Ref, up, strings.NewReader(t.Chat))
		return err
	}
	_, err := svc.Record(ctx, v, casework.Acts{CaseID: t.Case.ID, Events: t.Events})
	return err
}

func (m *Made) note(t *Turn) {
	switch {
	case t.Chat != "":
		m.Chat = t.Case.Ref
	case t.Case.Fresh:
		m.Fresh = t.Case.Ref
	}
	for _, e := range t.Events {
		switch e.Kind {
		case "ItemShared":
			m.Shared = t.Case.Ref
		case "AccessRestricted":
			m.Restricted = append(m.Restricted, t.Case.Ref)
		}
	}
}
