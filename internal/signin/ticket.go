package signin

import (
	"cmp"
	"context"
	"crypto/subtle"
	"fmt"
	"slices"
	"time"
)

// Step is one thing still to be done before a ticket becomes a session.
type Step string

const (
	StepCode         Step = "code"          // enter the authenticator's code
	StepRecoveryCode Step = "recovery_code" // enter the one-time code an administrator issued
	StepNewPassword  Step = "new_password"  // choose a password
	StepEnrol        Step = "enrol"         // set up an authenticator
)

// Progress is where somebody signing in stands: either Next is to be done with
// Ticket, or Session is there and the ticket is used up.
type Progress struct {
	Ticket  string // opaque, 256 random bits; "" once there is a session
	Next    Step
	Session *Session
}

// ticket is the stored form of a half-finished sign-in, kind "ticket", key the
// digest of its token. What was chosen on the way is kept here and becomes the
// account's only with the last step.
type ticket struct {
	Account string    `json:"account"`
	Epoch   int64     `json:"epoch"`
	From    From      `json:"from"`
	Steps   []Step    `json:"steps"` // still to do, in order
	Until   time.Time `json:"until"`
	Wrong   int       `json:"wrong,omitempty"`  // codes
	Hash    string    `json:"hash,omitempty"`   // of the password chosen
	Secret  string    `json:"secret,omitempty"` // of the authenticator being set up
}

func ticketKey(token string) string { return digest("ticket", token) }

// attempt runs f as one Change that is kept even when f refuses: a refusal that
// forgot its own failure count could be repeated for ever.
func (s *Service) attempt(ctx context.Context, what string, f func(Edit) (refusal, failure error)) error {
	var refusal error
	err := s.records.Change(ctx, func(e Edit) (failure error) {
		refusal, failure = f(e)
		return failure
	})
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return refusal
}

// Password is the first step for somebody who has one. Unknown names, disabled
// accounts and wrong passwords are answered with the same words after the same
// work; a *Refused holds the reason for the security log.
func (s *Service) Password(ctx context.Context, from From, name, password string, now time.Time) (Progress, error) {
	a, o, err := s.askFor(ctx, from, name, now)
	if err != nil {
		return Progress{}, err
	}
	ok, cost, err := s.verified(ctx, cmp.Or(a.Hash, s.dummy), password)
	if err != nil {
		return Progress{}, err
	}
	steps := a.stepsAfterPassword(now)
	switch {
	case a.ID == "":
		return Progress{}, refuse(NoSuchName, "")
	case a.Disabled:
		return Progress{}, refuse(IsDisabled, a.ID)
	case !ok || a.Hash == "" || steps == nil:
		return Progress{}, refuse(BadCredentials, a.ID)
	}
	var better string
	if !cost.sameCost(s.opt.Params) {
		if err := s.hashed(ctx, func() { better = s.opt.Params.hash(password) }); err != nil {
			return Progress{}, err
		}
	}
	var p Progress
	err = s.attempt(ctx, "sign in", func(e Edit) (error, error) {
		b, err := getAccount(e, a.ID)
		if err != nil {
			return nil, err
		}
		if b.Disabled || b.Epoch != a.Epoch || b.Hash != a.Hash { // changed while we hashed
			return refuse(Revoked, a.ID), nil
		}
		if better != "" {
			b.Hash = better
			if err := putAccount(e, b); err != nil {
				return nil, err
			}
		}
		if err := o.refundAll(e, now); err != nil {
			return nil, err
		}
		p, err = s.newTicket(e, b, from, steps, now)
		return nil, err
	})
	return p, err
}

// Recovery is the first step for somebody who has lost the password, or has never
// had one: name and the one-time code. The code is used up by it.
func (s *Service) Recovery(ctx context.Context, from From, name, code string, now time.Time) (Progress, error) {
	a, o, err := s.askFor(ctx, from, name, now)
	if err != nil {
		return Progress{}, err
	}
	switch steps := a.stepsAfterRecovery(); {
	case a.ID == "":
		return Progress{}, refuse(NoSuchName, "")
	case a.Disabled:
		return Progress{}, refuse(IsDisabled, a.ID)
	case steps == nil || !a.Recovery.accepts(code, now):
		return Progress{}, refuse(BadCredentials, a.ID)
	default:
		var p Progress
		err := s.attempt(ctx, "recover account", func(e Edit) (error, error) {
			b, err := getAccount(e, a.ID)
			if err != nil {
				return nil, err
			}
			if b.Disabled || b.Epoch != a.Epoch || !b.Recovery.accepts(code, now) {
				return refuse(Revoked, a.ID), nil
			}
			b.Recovery = nil
			if err := putAccount(e, b); err != nil {
				return nil, err
			}
			if err := o.refundAll(e, now); err != nil {
				return nil, err
			}
			p, err = s.newTicket(e, b, from, steps, now)
			return nil, err
		})
		return p, err
	}
}

// askFor charges an attempt at a name and finds its account, empty when there is
// none. The records touched are the same in number and kind whether there is.
func (s *Service) askFor(ctx context.Context, from From, name string, now time.Time) (a account, o origin, err error) {
	err = s.attempt(ctx, "sign in", func(e Edit) (error, error) {
		var err error
		if o, err = originOf(e, name, from, now); err != nil {
			return nil, err
		}
		wait, err := charge(e, o.meters(), now)
		if err != nil {
			return nil, err
		}
		if wait > 0 {
			return &Refused{Reason: Throttled, RetryAfter: wait}, nil
		}
		id, _, err := e.Get(kindName, nameKey(name))
		if err != nil {
			return nil, err
		}
		a, _, err = getJSON[account](e, kindAccount, string(id))
		return nil, err
	})
	return a, o, err
}

func (s *Service) verified(ctx context.Context, hash, password string) (ok bool, cost Params, err error) {
	if len(password) > 4*longestPassword {
		password = "" // no password is this long; the work stays the same
	}
	waited := s.hashed(ctx, func() { ok, cost, err = verify(hash, password) })
	if waited != nil {
		err = waited
	}
	if err != nil {
		return false, cost, fmt.Errorf("check password: %w", err)
	}
	return ok, cost, nil
}

func (a account) stepsAfterPassword(now time.Time) []Step {
	switch {
	case a.Secret != "":
		return []Step{StepCode}
	case a.Recovery != nil && a.Recovery.Lost == LostAuthenticator && now.Before(a.Recovery.Until):
		return []Step{StepRecoveryCode, StepEnrol}
	}
	return nil
}

func (a account) stepsAfterRecovery() []Step {
	switch {
	case a.Recovery == nil:
		return nil
	case a.Recovery.Lost == LostPassword && a.Secret != "":
		return []Step{StepCode, StepNewPassword}
	case a.Recovery.Lost == LostBoth:
		return []Step{StepNewPassword, StepEnrol}
	}
	return nil
}

// refundAll takes back what an attempt was charged: its own count is forgotten,
// the shared ones lose only this attempt, or a sprayer with one account of their
// own could reset them.
func (o origin) refundAll(e Edit, now time.Time) error {
	for i, m := range o.meters() {
		if err := refund(e, m, i == 0, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) newTicket(e Edit, a account, from From, steps []Step, now time.Time) (Progress, error) {
	token := newToken()
	t := ticket{Account: a.ID, Epoch: a.Epoch, From: from, Steps: slices.Clone(steps), Until: now.Add(s.opt.TicketLife)}
	if err := putJSON(e, kindTicket, ticketKey(token), t, t.Until); err != nil {
		return Progress{}, err
	}
	return Progress{Ticket: token, Next: steps[0]}, nil
}

// openTicket finds a ticket whose next step is the one asked for, with its
// account; otherwise the refusal says why not.
func openTicket(v View, token string, step Step, now time.Time) (t ticket, a account, refusal, failure error) {
	t, found, err := getJSON[ticket](v, kindTicket, ticketKey(token))
	if err != nil {
		return t, a, nil, err
	}
	if !found {
		return t, a, refuse(NotKnown, ""), nil
	}
	a, err = getAccount(v, t.Account)
	switch {
	case err != nil:
		return t, a, nil, err
	case a.Disabled:
		return t, a, refuse(IsDisabled, a.ID), nil
	case a.Epoch != t.Epoch:
		return t, a, refuse(Revoked, a.ID), nil
	case !now.Before(t.Until):
		return t, a, refuse(Expired, a.ID), nil
	case len(t.Steps) == 0 || t.Steps[0] != step:
		return t, a, refuse(NotThisStep, a.ID), nil
	}
	return t, a, nil, nil
}

// advance marks the ticket's step as done: the next one is due, or the sign-in is
// finished.
func (s *Service) advance(e Edit, token string, t ticket, a account, now time.Time) (Progress, error) {
	t.Steps = t.Steps[1:]
	if len(t.Steps) > 0 {
		if err := putAccount(e, a); err != nil {
			return Progress{}, err
		}
		if err := putJSON(e, kindTicket, ticketKey(token), t, t.Until); err != nil {
			return Progress{}, err
		}
		return Progress{Ticket: token, Next: t.Steps[0]}, nil
	}
	if t.Hash != "" {
		a.Hash = t.Hash
	}
	if t.Secret != "" {
		a.Secret = t.Secret
	}
	if t.Hash != "" || t.Secret != "" {
		a.Recovery = nil
		a.endAll()
	}
	if err := e.Delete(kindTicket, ticketKey(token)); err != nil {
		return Progress{}, err
	}
	session, err := s.startSession(e, &a, now, now, now)
	if err != nil {
		return Progress{}, err
	}
	o, err := originOf(e, a.Name, t.From, now)
	if err != nil {
		return Progress{}, err
	}
	session.Device = newToken()
	if o.knownDevice {
		session.Device = o.device
	}
	if err := o.remember(e, session.Device, now); err != nil {
		return Progress{}, err
	}
	return Progress{Session: &session}, nil
}

// NewPassword chooses the password of the ticket's account. What is wrong with
// it, if anything, comes back as *Unfit with the ticket still good.
func (s *Service) NewPassword(ctx context.Context, token, password string, now time.Time) (Progress, error) {
	var name string
	err := s.records.Read(ctx, func(v View) error {
		_, a, refusal, failure := openTicket(v, token, StepNewPassword, now)
		name = a.Name
		return orElse(failure, refusal)
	})
	if err != nil {
		return Progress{}, err
	}
	hash, err := s.chosen(ctx, password, name)
	if err != nil {
		return Progress{}, err
	}
	var p Progress
	err = s.attempt(ctx, "choose password", func(e Edit) (error, error) {
		t, a, refusal, failure := openTicket(e, token, StepNewPassword, now)
		if refusal != nil || failure != nil {
			return refusal, failure
		}
		t.Hash = hash
		p, failure = s.advance(e, token, t, a, now)
		return nil, failure
	})
	return p, err
}

// chosen is the hash of a password somebody chose, or *Unfit.
func (s *Service) chosen(ctx context.Context, password, name string) (hash string, err error) {
	if err := fit(password, name); err != nil {
		return "", err
	}
	if err := s.hashed(ctx, func() { hash = s.opt.Params.hash(password) }); err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

func sameDigest(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
