package journal

import "time"

// clockStep is the difference beyond which a clock is in doubt (DESIGN: a step
// over 60 s marks entries clock suspect).
const clockStep = 60 * time.Second

// clockWatch reads the clock once per commit and notices when somebody set it.
type clockWatch struct {
	now     func() time.Time
	elapsed func() time.Duration // nil: only steps backwards can be noticed

	seen    bool // a reading of this process is held in at
	at      time.Duration
	reading time.Time
}

// read returns the time, in whole milliseconds UTC, and whether the clock
// stepped since the last reading kept. before is the newest entry's raw clock,
// used until this process has a reading of its own; zero in an empty journal.
func (c *clockWatch) read(before time.Time) (now time.Time, at time.Duration, stepped bool) {
	now = c.now().UTC().Truncate(time.Millisecond)
	if c.elapsed != nil {
		at = c.elapsed()
	}
	switch {
	case c.seen && c.elapsed != nil:
		drift := now.Sub(c.reading) - (at - c.at)
		stepped = drift > clockStep || drift < -clockStep
	case c.seen:
		stepped = now.Sub(c.reading) < -clockStep
	case !before.IsZero():
		stepped = now.Sub(before) < -clockStep
	}
	return now, at, stepped
}

// keep remembers a reading once its commit is durable.
func (c *clockWatch) keep(now time.Time, at time.Duration) {
	c.seen, c.reading, c.at = true, now, at
}
