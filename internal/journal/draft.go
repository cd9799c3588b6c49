package journal

import (
	"errors"
	"fmt"
	"time"
)

// Draft is an entry before the writer gives it position and time.
type Draft struct {
	ID       string // from NewID; also the idempotency key
	Stream   string
	Seq      int64 // the stream's last sequence number the decision was based on, plus 1
	Kind     string
	Version  int // of the kind, from 1
	Actor    string
	Body     []byte // one JSON object without spaces or floats, stored as it is
	KeyName  string // whose key seals it; empty means Stream's
	Disposes string // in a disposal: a stream or an entry's id; else empty
	// At is when an invented entry is recorded, so that many of them share a commit.
	// Only a writer whose clock is invented too takes it; zero is the clock's reading.
	At time.Time
}

func (d Draft) keyName() string {
	if d.KeyName == "" {
		return d.Stream
	}
	return d.KeyName
}

// header is what a draft says of itself, before the writer adds times, key and
// commitment.
func (d Draft) header() Header {
	return Header{V: HeaderVersion, ID: d.ID, Stream: d.Stream, Seq: d.Seq, Kind: d.Kind, Version: d.Version, Actor: d.Actor, Disposes: d.Disposes}
}

// Check reports everything wrong with a draft.
func (d Draft) Check() error {
	var errs []error
	if _, err := ParseID(d.ID); err != nil {
		errs = append(errs, err)
	}
	if d.Seq < 1 {
		errs = append(errs, fmt.Errorf("seq %d: expected the stream's last number plus 1", d.Seq))
	}
	if d.Version < 1 {
		errs = append(errs, fmt.Errorf("version %d: expected 1 or more", d.Version))
	}
	errs = append(errs, checkToken("stream", d.Stream), checkToken("kind", d.Kind),
		checkToken("actor", d.Actor), checkToken("key name", d.keyName()), checkBody(d.Body), d.checkDisposal())
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("draft %s of %s: %w", d.ID, d.Stream, err)
	}
	return nil
}

// checkDisposal holds the two kinds of disposal, and no other, to saying what
// they dispose of, under a key that outlives it.
func (d Draft) checkDisposal() error {
	switch d.Kind {
	case StreamDisposed:
		if d.Disposes != d.Stream {
			return fmt.Errorf("%s disposes of %q: expected its own stream %q", d.Kind, d.Disposes, d.Stream)
		}
	case EntryDisposed:
		if _, err := ParseID(d.Disposes); err != nil {
			return fmt.Errorf("%s disposes of: %w", d.Kind, err)
		}
	default:
		if d.Disposes != "" {
			return fmt.Errorf("kind %s disposes of nothing, found %q", d.Kind, d.Disposes)
		}
		return nil
	}
	if d.keyName() != ForceKey {
		return fmt.Errorf("%s sealed under %q: expected %q, which outlives the stream", d.Kind, d.keyName(), ForceKey)
	}
	if d.Kind == StreamDisposed && d.Stream == ForceKey {
		return errors.New("the force's own stream holds the reasons for every disposal and is never disposed of whole")
	}
	return nil
}
