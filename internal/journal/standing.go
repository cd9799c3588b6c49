package journal

import "time"

// Commit is what one commit did, for whoever watches the service: counts and times,
// and nothing of what was recorded.
type Commit struct {
	Requests int           // acts that waited for it
	Entries  int           // entries recorded; acts recorded before count for none
	Size     int64         // entries the new checkpoint covers; 0 where Err is set
	Took     time.Duration // from the first request taken up until durable
	Err      error         // nothing of it may be taken as recorded
}

func (w *Writer) tell(c Commit) {
	if w.opts.Committed != nil {
		w.opts.Committed(c)
	}
}

func entriesOf(outs []outcome) (n int) {
	for _, o := range outs {
		if o.err == nil && !o.receipt.Duplicate {
			n += len(o.receipt.Entries)
		}
	}
	return n
}

// Standing is how a writer stands at a moment.
type Standing struct {
	Waiting int   // requests that no commit has taken up yet
	Stopped error // why nothing more is taken; nil while it is
	// Behind is how far the machine's clock is behind the newest entry's; Stepped
	// says that somebody set it since the last commit. Entries recorded then are
	// marked as of a clock in doubt.
	Behind  time.Duration
	Stepped bool
}

// Standing says how the writer stands.
func (w *Writer) Standing() Standing {
	w.mu.Lock()
	s, clock, newest := Standing{Waiting: len(w.queue), Stopped: w.closed}, w.kept, w.newest
	w.mu.Unlock()
	if clock.now == nil { // nothing was committed yet
		return s
	}
	now, _, stepped := clock.read(newest)
	s.Stepped = stepped
	if !newest.IsZero() {
		s.Behind = max(0, newest.Sub(now))
	}
	return s
}
