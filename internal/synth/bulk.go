package synth

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"foursight/internal/access"
	"foursight/internal/casework"
)

// The further cases of a large force are admitted whole, several at a time. What they
// say waits in a temporary file, since the journal takes entries in order of time and
// a million of them do not fit in memory; what is held is one line for each sitting.

// bulk is what waits to be appended.
type bulk struct {
	cases, acts int
	file        *os.File
	out         *bufio.Writer
	size        int64
	sittings    []waiting
	chunk       []casework.Dated
}

// waiting says where a sitting lies in the file.
type waiting struct {
	at      int64 // milliseconds
	off     int64
	len     int32
	entries int32
}

// atOnce is how many cases share a transaction for their rows, entriesAtOnce how many
// entries share a commit.
const (
	atOnce        = 128
	entriesAtOnce = 8000
)

// byID are the numbers of the further cases in the order of their ids. Rows stand by
// case: written in that order each page of the database is written once, and not again
// for every batch.
func byID(opts Options) []int {
	ids := map[int]string{}
	var out []int
	for i := opts.Told; i < opts.Cases; i++ {
		ids[i] = id(newStory(opts, i).r) // the first thing a story draws
		out = append(out, i)
	}
	slices.SortFunc(out, func(a, b int) int { return strings.Compare(ids[a], ids[b]) })
	return out
}

// inventAll admits the further cases and keeps their rows. What it returns is empty
// where the force has none.
func inventAll(ctx context.Context, svc *casework.Service, keys Keys, opts Options, others []*Story) (*bulk, error) {
	b := &bulk{}
	if opts.Cases <= opts.Told {
		return b, nil
	}
	var err error
	if b.file, err = os.CreateTemp("", "foursight-synth-"); err != nil {
		return nil, err
	}
	b.out = bufio.NewWriterSize(b.file, 1<<20)
	viewers := map[string]access.Viewer{}
	for _, st := range svc.Register().All() {
		viewers[st.ID], _ = svc.Viewer(ctx, st.ID)
	}
	taken := map[string]bool{}
	for _, s := range others {
		taken[s.Ref] = true
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	next := make(chan []int)
	go func() {
		defer close(next)
		for these := range slices.Chunk(byID(opts), atOnce) {
			select {
			case next <- these:
			case <-ctx.Done():
				return
			}
		}
	}()
	var wg sync.WaitGroup
	var mu sync.Mutex // of b and failed
	var failed []error
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for these := range next {
				cases, names, err := some(svc, viewers, opts, these, taken)
				if err == nil {
					err = keys.Ensure(ctx, names)
				}
				if err == nil {
					err = svc.KeepInvented(ctx, cases...)
				}
				mu.Lock()
				if err == nil {
					err = b.add(cases)
				}
				if err != nil {
					failed = append(failed, err)
					cancel()
				}
				if opts.Progress != nil {
					opts.Progress(b.cases, opts.Cases)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if err := errors.Join(failed...); err != nil {
		return nil, errors.Join(err, b.close())
	}
	// Of sittings at one instant those written first come first, so that no case's
	// are exchanged.
	slices.SortFunc(b.sittings, func(x, y waiting) int {
		if x.at != y.at {
			return int(min(max(x.at-y.at, -1), 1))
		}
		return int(min(max(x.off-y.off, -1), 1))
	})
	if err := b.out.Flush(); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// some invents the cases of these numbers.
func some(svc *casework.Service, viewers map[string]access.Viewer, opts Options, these []int, taken map[string]bool) (cases []casework.Invented, streams []string, err error) {
	for _, i := range these {
		s := largeStory(opts, i, taken)
		var sittings []casework.Sitting
		for _, t := range inOrder([]*Story{s}, opts.Now) {
			sittings = append(sittings, casework.Sitting{At: t.At, By: viewers[t.By], Events: t.Events})
		}
		c, err := svc.Invent(s.ID, sittings, opts.Now)
		if err != nil {
			return nil, nil, fmt.Errorf("case %s: %w", s.Ref, err)
		}
		cases, streams = append(cases, c), append(streams, "case/"+s.ID)
	}
	return cases, streams, nil
}

func (b *bulk) add(cases []casework.Invented) error {
	for _, c := range cases {
		b.cases++
		for _, t := range c.Sittings {
			line, err := json.Marshal(t)
			if err != nil {
				return err
			}
			if _, err := b.out.Write(line); err != nil {
				return err
			}
			b.sittings = append(b.sittings, waiting{at: t.At.UnixMilli(), off: b.size, len: int32(len(line)), entries: int32(len(t.Drafts))})
			b.size += int64(len(line))
			b.acts += len(t.Drafts)
		}
	}
	return nil
}

// upTo appends every sitting up to an instant.
func (b *bulk) upTo(ctx context.Context, svc *casework.Service, clock *Clock, at time.Time) error {
	n, entries := 0, int32(0)
	for i, w := range b.sittings {
		if w.at > at.UnixMilli() {
			break
		}
		d, err := b.read(w)
		if err != nil {
			return err
		}
		b.chunk = append(b.chunk, d)
		n, entries = i+1, entries+w.entries
		if entries >= entriesAtOnce {
			if err := b.append(ctx, svc, clock); err != nil {
				return err
			}
			entries = 0
		}
	}
	b.sittings = b.sittings[n:]
	return b.append(ctx, svc, clock)
}

func (b *bulk) read(w waiting) (d casework.Dated, err error) {
	line := make([]byte, w.len)
	if _, err = b.file.ReadAt(line, w.off); err != nil && err != io.EOF {
		return d, err
	}
	return d, json.Unmarshal(line, &d)
}

func (b *bulk) append(ctx context.Context, svc *casework.Service, clock *Clock) error {
	if len(b.chunk) == 0 {
		return nil
	}
	clock.set(b.chunk[len(b.chunk)-1].At)
	err := svc.AppendInvented(ctx, b.chunk...)
	b.chunk = b.chunk[:0]
	return err
}

// close removes the file.
func (b *bulk) close() error {
	if b.file == nil {
		return nil
	}
	return errors.Join(b.file.Close(), os.Remove(b.file.Name()))
}
