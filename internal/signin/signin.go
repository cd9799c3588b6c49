// Package signin proves who somebody is: password, second factor, the session
// that follows, and the way back in when a factor is lost.
//
// Boundary: identity only. What a person may do is access's question, who may
// issue a recovery code or disable an account is the caller's, and cookies,
// forms and pages are web's: everything here takes values and the instant it is
// asked at, and returns values. It reads no clock and keeps nothing itself;
// Records is implemented over the sealed working state.
//
// Source: OWASP ASVS 5.0 chapters 6 and 7; NIST SP 800-63B on passwords and
// throttling; RFC 9106 (Argon2), RFC 6238 (TOTP).
//
// Threat: an officer under investigation, a colleague of one, or somebody on the
// force's network who sprays passwords, replays a code seen over a shoulder,
// fixes or steals a session id, skips the second step, asks an administrator to
// reset an account, or signs a victim's officer out by failing on purpose.
//
// How signing in goes:
//
//	Password ----------> ticket --- Code ------------------------------> session
//	Password ----------> ticket --- RecoveryCode --- Enrolment --------> session   authenticator lost
//	Recovery ----------> ticket --- Code ----------- NewPassword ------> session   password lost
//	Recovery ----------> ticket --- NewPassword ---- Enrolment --------> session   first time, or both lost
//
// A ticket is not a session: it is another kind of record under another id, so a
// first-step cookie opens nothing. Each step replaces nothing but the last one,
// in order, and only the last step of a ticket makes a session.
package signin

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// Options adjust a Service. The zero value is the product's standard.
type Options struct {
	Idle        time.Duration // a session ends after this without activity; 0 means 20 minutes
	Warn        time.Duration // and warns after this; 0 means 15 minutes
	Absolute    time.Duration // and ends after this whatever happens; 0 means 12 hours
	Concurrent  int           // sessions one account may hold at once; 0 means 2
	Hashers     int           // passwords hashed at once, 64 MiB each; 0 means 2
	Params      Params        // for new password hashes; zero means Current
	Issuer      string        // shown by authenticator apps; "" means Foursight
	TicketLife  time.Duration // time to finish signing in; 0 means 10 minutes
	RecoverLife time.Duration // time to use a recovery code; 0 means 24 hours

	Demonstration bool // sessions without proof, for invented data only
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, standard time.Duration) {
		if *d == 0 {
			*d = standard
		}
	}
	set(&o.Idle, 20*time.Minute)
	set(&o.Warn, 15*time.Minute)
	set(&o.Absolute, 12*time.Hour)
	set(&o.TicketLife, 10*time.Minute)
	set(&o.RecoverLife, 24*time.Hour)
	if o.Concurrent == 0 {
		o.Concurrent = 2
	}
	if o.Hashers == 0 {
		o.Hashers = 2
	}
	if o.Params == (Params{}) {
		o.Params = Current
	}
	if o.Issuer == "" {
		o.Issuer = "Foursight"
	}
	return o
}

// Service proves identity against Records. It is safe for concurrent use.
type Service struct {
	records Records
	opt     Options
	hashing chan struct{} // one place per hash under way, so that guesses cannot exhaust memory
	dummy   string        // verified for names that do not exist
	unkept  unkept
}

// New makes a Service. It hashes once, for the password that nobody has.
func New(records Records, opt Options) (*Service, error) {
	opt = opt.withDefaults()
	if err := opt.Params.check(); err != nil {
		return nil, fmt.Errorf("sign-in: %w", err)
	}
	if opt.Warn >= opt.Idle || opt.Idle > opt.Absolute {
		return nil, fmt.Errorf("sign-in: expected warning (%s) before idle end (%s) before absolute end (%s)",
			opt.Warn, opt.Idle, opt.Absolute)
	}
	return &Service{
		records: records,
		opt:     opt,
		hashing: make(chan struct{}, opt.Hashers),
		dummy:   opt.Params.nobody(),
	}, nil
}

// From says where an attempt comes from.
type From struct {
	// Source is the network address as the listener saw it, or as a trusted proxy
	// gave it: never a header a client may write.
	Source string
	// Device is the token a finished sign-in left on the device, "" when none.
	Device string
}

// Account is what others may know of an account: no secret is in it.
type Account struct {
	ID         string // staff id
	Name       string // sign-in name
	Disabled   bool
	HasCode    bool // an authenticator is enrolled
	Recovering bool // a recovery code is waiting to be used
}

// account is the stored form, kind "account", key the account's id.
type account struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Hash     string    `json:"hash,omitempty"`      // PHC string; "" when there is no password
	Secret   string    `json:"secret,omitempty"`    // base32 TOTP secret; "" when not enrolled
	LastStep int64     `json:"last_step,omitempty"` // TOTP time step last accepted: nothing at or before it is again
	Epoch    int64     `json:"epoch"`               // raised to end every ticket and session at once
	Disabled bool      `json:"disabled,omitempty"`
	Sessions []string  `json:"sessions,omitempty"` // keys of sessions, oldest first
	Recovery *recovery `json:"recovery,omitempty"`
}

type recovery struct {
	CodeHash string    `json:"code"` // SHA-256, hex: the code has 128 random bits
	Lost     Lost      `json:"lost"`
	Until    time.Time `json:"until"`
}

func (a account) shown() Account {
	return Account{ID: a.ID, Name: a.Name, Disabled: a.Disabled, HasCode: a.Secret != "", Recovering: a.Recovery != nil}
}

// normaliseName lets a name be typed in any case and any Unicode form.
func normaliseName(name string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(name)))
}

// Create makes an account without password or authenticator and returns the
// one-time code with which its owner chooses both. There is no other way in to a
// new account, so none can start with a known password.
func (s *Service) Create(ctx context.Context, id, name string, now time.Time) (code string, err error) {
	if id == "" || normaliseName(name) == "" {
		return "", fmt.Errorf("create account %q: expected a staff id and a sign-in name", id)
	}
	err = s.records.Change(ctx, func(e Edit) error {
		if _, taken, err := e.Get(kindName, nameKey(name)); err != nil || taken {
			return orElse(err, fmt.Errorf("the sign-in name is taken"))
		}
		if _, taken, err := e.Get(kindAccount, id); err != nil || taken {
			return orElse(err, fmt.Errorf("there is already an account for this staff id"))
		}
		a := account{ID: id, Name: normaliseName(name)}
		code = a.recover(LostBoth, now.Add(s.opt.RecoverLife))
		if err := e.Put(kindName, nameKey(name), []byte(id), time.Time{}); err != nil {
			return err
		}
		return putAccount(e, a)
	})
	if err != nil {
		return "", fmt.Errorf("create account %s: %w", id, err)
	}
	return code, nil
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// Show returns what may be known of an account; ErrNoAccount when there is none.
func (s *Service) Show(ctx context.Context, id string) (Account, error) {
	var a account
	err := s.records.Read(ctx, func(v View) (err error) {
		a, err = getAccount(v, id)
		return err
	})
	if err != nil {
		return Account{}, fmt.Errorf("show account %s: %w", id, err)
	}
	return a.shown(), nil
}

// SetDisabled disables or enables an account. Disabling ends its sessions and
// half-finished sign-ins: the very next request is refused.
func (s *Service) SetDisabled(ctx context.Context, id string, disabled bool) error {
	return s.changeAccount(ctx, "disable account", id, func(a *account) {
		a.Disabled = disabled
		a.endAll()
	})
}

// RevokeAll ends every session and half-finished sign-in of an account: for a
// change of role, a lost device, or a transfer to another force.
func (s *Service) RevokeAll(ctx context.Context, id string) error {
	return s.changeAccount(ctx, "revoke sessions of", id, (*account).endAll)
}

func (a *account) endAll() {
	a.Epoch++
	a.Sessions = nil
}

func (s *Service) changeAccount(ctx context.Context, what, id string, change func(*account)) error {
	err := s.records.Change(ctx, func(e Edit) error {
		a, err := getAccount(e, id)
		if err != nil {
			return err
		}
		change(&a)
		return putAccount(e, a)
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", what, id, err)
	}
	return nil
}
