package casework

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"foursight/internal/calendar"
	"foursight/internal/edition"
	"foursight/internal/evidence"
	"foursight/internal/force"
	"foursight/internal/guidance"
	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/logsafe"
	"foursight/internal/store"
)

// Config is what a Service is made of.
type Config struct {
	Store   store.Store
	Keys    *keyring.Keyring
	Vault   *evidence.Vault
	Edition *guidance.Edition
	Force   string // "Fernshire Police"
	LogName string // name in checkpoint notes: "fernshire.example.org/foursight"
	Log     *slog.Logger
	// InjectedClock is for synth, into an empty store, and for tests; nil is the
	// machine's clock.
	InjectedClock func() time.Time
	Fatal         func(error) // called when what is durable is unknown; must end the process
	// Beside is a folder on another disk than the record's, for looks that must be kept
	// while the record has no room; "" for none, and then they are refused too.
	Beside string
	// Committed and Looked, when set, are told of each commit of the journal, and of
	// each consultation with its outcome and whether it was recorded.
	Committed func(journal.Commit)
	Looked    func(outcome string, err error)
}

// Service is the running program's one way in. Safe for concurrent use.
type Service struct {
	cfg      Config
	clock    func() time.Time
	store    store.Store
	writer   *journal.Writer
	keys     *keyring.Keyring
	signer   note.Signer
	verifier string // public key of the signer
	vault    *evidence.Vault
	holidays *calendar.Holidays
	cases    *caseCache
	sums     summaries
	turns    turns // to write, by case
	blind    blinder
	rowsKey  [32]byte
	workKey  [32]byte
	looks    *lookRecorder
	untold   untold
	roomless heldSearches
	register atomic.Pointer[force.Register]
	edition  *guidance.Edition
	adopting sync.Mutex      // one adoption at a time
	termMu   sync.RWMutex    // of terms
	terms    terms           // what the force adopted, in order
	gated    map[string]bool // kinds of event that some gate of the edition stands before
	schema   *guidance.Schema
	regMu    sync.Mutex // one register change at a time
	stop     context.CancelFunc
	done     sync.WaitGroup
}

// Open starts a service over opened parts. Close it before them.
func Open(ctx context.Context, cfg Config) (*Service, error) {
	clock := cfg.InjectedClock
	if clock == nil {
		clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{cfg: cfg, clock: clock, store: store.Moments(cfg.Store), keys: cfg.Keys, vault: cfg.Vault, edition: cfg.Edition, cases: newCaseCache(mostCached)}
	if err := s.loadKeys(ctx); err != nil {
		return nil, err
	}
	s.holidays, s.schema, s.gated = calendar.EnglandWales(), edition.Schema(), map[string]bool{}
	for _, c := range cfg.Edition.Clauses {
		if c.Kind == "gate" {
			s.gated[c.Guards] = true
		}
	}
	_, seed, err := s.keys.Key(ctx, "system/checkpoint")
	if err != nil {
		return nil, fmt.Errorf("open casework: %w", err)
	}
	if s.signer, s.verifier, err = journal.NewSigner(cfg.LogName, seed); err != nil {
		return nil, fmt.Errorf("open casework: %w", err)
	}
	opts := journal.Options{Signer: s.signer, Log: cfg.Log, Fatal: cfg.Fatal, Now: cfg.InjectedClock, Committed: cfg.Committed}
	if s.writer, err = journal.NewWriter(s.store, s.keys, opts); err != nil {
		return nil, fmt.Errorf("open casework: %w", err)
	}
	if err := s.loadRegister(ctx); err != nil {
		s.writer.Close()
		return nil, err
	}
	var second *beside
	if cfg.Beside != "" {
		if second, err = openBeside(cfg.Beside, s.workKey); err != nil {
			return nil, errors.Join(fmt.Errorf("open casework: %w", err), s.writer.Close())
		}
	}
	s.sweepUploads(time.Now()) // files are dated by the machine's clock, whatever the service's
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.looks = newLookRecorder(s, second)
	if cfg.InjectedClock == nil || second != nil {
		s.done.Go(func() { s.adoptLoop(background) })
	}
	if cfg.InjectedClock == nil { // whoever moves the clock also says when to wake
		s.done.Go(func() { s.wakeLoop(background) })
	}
	return s, nil
}

// uploadLife is how long a file may take to become whole. No event names one
// before it is.
const uploadLife = 24 * time.Hour

// sweepUploads clears away what uploads left behind that never became whole. What
// cannot be cleared stays sealed under a key nobody has, so the service starts.
func (s *Service) sweepUploads(now time.Time) {
	n, err := s.vault.Sweep(now.Add(-uploadLife))
	if err != nil {
		s.cfg.Log.Warn("unfinished uploads not cleared away", logsafe.Err(err))
	}
	if n > 0 {
		s.cfg.Log.Info("unfinished uploads cleared away", "files", n)
	}
}

func (s *Service) loadKeys(ctx context.Context) error {
	for _, k := range []struct {
		name string
		into *[32]byte
	}{{"system/blind", &s.blind.key}, {"system/rows", &s.rowsKey}, {"system/working", &s.workKey}} {
		_, key, err := s.keys.Key(ctx, k.name)
		if err != nil {
			return fmt.Errorf("open casework: key %s: %w", k.name, err)
		}
		*k.into = key
	}
	return nil
}

// Close drains what is under way. Acknowledged acts are already durable.
func (s *Service) Close() error {
	s.stop()
	s.looks.close()
	s.done.Wait()
	err := s.writer.Close()
	if s.looks.beside != nil {
		err = errors.Join(err, s.looks.beside.close())
	}
	return err
}

// Now is the service's clock.
func (s *Service) Now() time.Time { return s.clock() }

// Edition is the edition in force.
func (s *Service) Edition() *guidance.Edition { return s.edition }

// Force is the force's name.
func (s *Service) Force() string { return s.cfg.Force }

// Store is for read-only commands beside the service (verify, export).
func (s *Service) Store() store.Store { return s.store }

// AtOneMoment runs f so that whatever it reads here by its context is of one snapshot. f
// records nothing.
func (s *Service) AtOneMoment(ctx context.Context, f func(context.Context) error) error {
	return store.AtOneMoment(ctx, s.store, f)
}

// Vault holds evidence files.
func (s *Service) Vault() *evidence.Vault { return s.vault }

// Holidays are the bank holidays deadlines are reckoned with.
func (s *Service) Holidays() *calendar.Holidays { return s.holidays }

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// wakeMillis is millis, rounded up: a case woken then finds the instant come.
func wakeMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Add(time.Millisecond - time.Nanosecond).UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
