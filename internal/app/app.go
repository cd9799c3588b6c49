// Package app is the whole program as one value: store, keyring, evidence,
// guidance, casework, sign-in and pages, opened together and closed in order. The
// command line and the end-to-end tests build the same value.
//
// Boundary: wiring only. Threat: keys beside data. Open refuses a master identity
// inside the data folder unless the configuration says that this is a
// demonstration.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"foursight/internal/casework"
	"foursight/internal/edition"
	"foursight/internal/evidence"
	"foursight/internal/force"
	"foursight/internal/insight"
	"foursight/internal/journal"
	"foursight/internal/keyring"
	"foursight/internal/questionnaire"
	"foursight/internal/selfreport"
	"foursight/internal/signin"
	"foursight/internal/store"
	"foursight/internal/store/postgres"
	"foursight/internal/store/sqlite"
	"foursight/internal/web"
	"foursight/internal/web/guard"
)

// Config says where things are. The zero value of everything but Data has a use.
type Config struct {
	Data     string // folder of the embedded database and evidence
	Keys     string // folder of the keyring; "" is Data/keys
	Master   string // file of the master identity; "" is Data/keys/master.txt, for demonstration only
	Postgres string // DSN; "" uses SQLite in Data
	Beside   string // folder on another disk for looks that must be kept while the record has no room; "" for none
	Overlay  fs.FS  // the force's own policy
	Tools    fs.FS  // the force's own questionnaires of risk tools; nil for the house checklist alone
	AdoptBy  string // staff id of whoever adopts the edition and overlay given, where they are new
	Force    string // "Fernshire Police"
	LogName  string // name in checkpoint notes, such as a host name and "/foursight"; "" keeps the journal's own
	Build    string
	Demo     bool           // invented data: pages say so, one click signs in
	Proxies  []netip.Prefix // reverse proxies before the public's form whose X-Forwarded-For is believed
	Limits   guard.Limits   // how much is done at once; what is not set follows from the machine
	Clock    func() time.Time
	Log      *slog.Logger
	Fatal    func(error)

	rebuild  bool           // make the read models again, whatever stands
	progress func(done int) // of that; nil for nobody watching
}

// App is the opened program.
type App struct {
	Store   store.Store
	Keys    *keyring.Keyring
	Vault   *evidence.Vault
	Service *casework.Service
	SignIn  *signin.Service
	Web     *web.Server
	Public  *selfreport.Form // the public's report form; served only where it is given a listener
	Insight *insight.Set     // probes and metrics; served only where they are given a listener
	close   []func() error
	limits  guard.Limits
	log     *slog.Logger
	proxies []netip.Prefix
}

// ErrDemonstration: the data folder holds invented people, who may sign in without
// any proof of identity.
var ErrDemonstration = errors.New("this data folder holds demonstration accounts: a live service needs a folder of its own")

// ErrNotEmpty: the data folder already holds a force.
var ErrNotEmpty = errors.New("the data folder is not empty")

// ErrKeysBesideData: the master identity lies inside the data folder.
var ErrKeysBesideData = errors.New("the master key lies inside the data folder: keep it elsewhere, so that a stolen folder or backup stays sealed")

// ErrBesideInside: the second place for looks lies inside the data folder.
var ErrBesideInside = errors.New("the folder for looks beside the record lies inside the data folder: it is for when that disk is full, so name one on another")

// Open opens everything, making what is not there yet.
func Open(ctx context.Context, cfg Config) (*App, error) {
	a := &App{Insight: insight.New(cfg.Build), proxies: cfg.Proxies, log: cmp.Or(cfg.Log, slog.New(slog.DiscardHandler)), limits: cfg.Limits.For(runtime.GOMAXPROCS(0), openFiles())}
	if err := a.open(ctx, cfg.withDefaults()); err != nil {
		return nil, errors.Join(fmt.Errorf("open foursight: %w", err), a.Close())
	}
	return a, nil
}

func (c Config) withDefaults() Config {
	if c.Keys == "" {
		c.Keys = filepath.Join(c.Data, "keys")
	}
	if c.Master == "" {
		c.Master = filepath.Join(c.Data, "keys", "master.txt")
	}
	if c.Force == "" {
		c.Force = "Fernshire Police"
	}
	return c
}

func (a *App) open(ctx context.Context, cfg Config) error {
	if !cfg.Demo && within(cfg.Data, cfg.Master) {
		return ErrKeysBesideData
	}
	if cfg.Beside != "" && within(cfg.Data, filepath.Join(cfg.Beside, "looks")) {
		return ErrBesideInside
	}
	if restoring(cfg) {
		return ErrRestoreUnfinished
	}
	for _, dir := range []string{cfg.Data, cfg.Keys, filepath.Dir(cfg.Master), evidenceDir(cfg)} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	var err error
	if a.Store, err = openStore(ctx, cfg); err != nil {
		return err
	}
	a.Store = store.Watched(a.Store, a.Insight)
	a.later(a.Store.Close)
	if a.Keys, err = openKeys(ctx, a.Store, filepath.Join(cfg.Keys, keyringFile), cfg.Master); err != nil {
		return err
	}
	a.later(a.Keys.Close)
	if a.Vault, err = evidence.Open(evidenceDir(cfg)); err != nil {
		return err
	}
	a.later(a.Vault.Close)
	if _, err = journal.ResumeDisposals(ctx, a.Store, a.Keys); err != nil {
		return err
	}
	if cfg.LogName, err = logName(ctx, a.Store, cfg.LogName); err != nil {
		return err
	}
	ed, err := edition.Load(cfg.Overlay)
	if err != nil {
		return err
	}
	a.Service, err = casework.Open(ctx, casework.Config{Store: a.Store, Keys: a.Keys, Vault: a.Vault, Edition: ed, Force: cfg.Force,
		LogName: cfg.LogName, Log: cfg.Log, Fatal: cfg.Fatal, InjectedClock: cfg.Clock, Beside: cfg.Beside,
		Committed: a.Insight.Committed, Looked: a.Insight.Looked})
	if err != nil {
		return err
	}
	a.later(a.Service.Close)
	a.Insight.Watch(a.Service)
	if !cfg.Demo && slices.ContainsFunc(a.Service.Register().All(), func(st force.Staff) bool { return st.Demo }) {
		return ErrDemonstration
	}
	if err := a.Service.EnsureAdopted(ctx, cfg.AdoptBy, edition.Files(), cfg.Overlay); err != nil {
		return err
	}
	if err := a.wholeRows(ctx, cfg); err != nil {
		return err
	}
	if a.SignIn, err = signin.New(a.Service.SignInRecords(), signin.Options{Demonstration: cfg.Demo}); err != nil {
		return err
	}
	tools, err := questionnaire.Load(cfg.Tools)
	if err != nil {
		return err
	}
	if a.Web, err = web.New(a.Service, a.SignIn, web.Options{Demo: cfg.Demo, Build: cfg.Build, Log: cfg.Log, Tools: tools, Limits: a.limits,
		Answered: a.Insight.Answered(insight.Pages)}); err != nil {
		return err
	}
	a.Public, err = selfreport.New(a.Service, selfreport.Options{Force: cfg.Force, Key: a.Service.OnlineKey(), Demo: cfg.Demo, Proxies: cfg.Proxies, Log: cfg.Log,
		Limits: a.limits, Answered: a.Insight.Answered(insight.Public)})
	return err
}

func openStore(ctx context.Context, cfg Config) (store.Store, error) {
	if cfg.Postgres != "" {
		return postgres.Open(ctx, cfg.Postgres, postgres.Options{Alone: true})
	}
	return sqlite.Open(ctx, cfg.Data, sqlite.Options{Reindex: cfg.rebuild})
}

// keyringFile is the keyring's name inside its folder.
const keyringFile = "keyring.db"

// ErrKeyringMissing: there are entries and no keyring to open them with. A new one
// would seal what comes next and leave what was recorded shut.
var ErrKeyringMissing = errors.New("the record has entries, and its keyring is not where it should be: put it back, or restore its newest copy")

// openKeys opens the keyring, or makes one where nothing is recorded yet.
func openKeys(ctx context.Context, st store.Store, path, master string) (*keyring.Keyring, error) {
	_, err := os.Stat(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return keyring.Open(path, master)
	}
	begun := false
	err = st.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		_, begun, err = tx.Head(ctx)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case begun:
		return nil, fmt.Errorf("%s: %w", path, ErrKeyringMissing)
	}
	return keyring.Create(path, master)
}

// defaultLogName is the checkpoint name of a new journal that was given none.
const defaultLogName = "fernshire.example.org/foursight"

// logName settles the name checkpoints are signed under: once a journal has one
// it keeps it, since every witness copy carries it.
func logName(ctx context.Context, st store.Store, asked string) (string, error) {
	var have string
	err := st.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		head, ok, err := tx.Head(ctx)
		if err == nil && ok {
			have, _, _ = strings.Cut(string(head.Note), "\n")
		}
		return err
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("read the newest checkpoint: %w", err)
	case have == "":
		return cmp.Or(asked, defaultLogName), nil
	case asked != "" && asked != have:
		return "", fmt.Errorf("log name %q: this journal is signed as %q", asked, have)
	}
	return have, nil
}

// evidenceDir is where evidence files lie, sealed, each under a random name.
func evidenceDir(cfg Config) string { return filepath.Join(cfg.Data, "evidence") }

func within(dir, file string) bool {
	d, err1 := filepath.Abs(dir)
	f, err2 := filepath.Abs(file)
	return err1 != nil || err2 != nil || strings.HasPrefix(f, d+string(filepath.Separator))
}

func (a *App) later(f func() error) { a.close = append(a.close, f) }

// Close closes everything in reverse order.
func (a *App) Close() error {
	var errs []error
	for i := len(a.close) - 1; i >= 0; i-- {
		errs = append(errs, a.close[i]())
	}
	a.close = nil
	return errors.Join(errs...)
}
