package signin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Session is a finished sign-in. Times are judged on the instants passed in, so
// no client's clock counts.
type Session struct {
	// Token is the session id for the cookie, 256 random bits; only set where a
	// session starts or gets a new id. The store has a digest of it.
	Token   string
	Account string // staff id
	Started time.Time
	// Proved is when an authenticator's code was last given, by signing in or by
	// stepping up.
	Proved   time.Time
	WarnFrom time.Time // show the warning from here
	IdleEnds time.Time // ends here unless there is activity
	Ends     time.Time // ends here whatever happens
	// Device is for a long-lived cookie that lets this device in while others
	// fail at the name; only set where somebody signed in.
	Device string
	// EndedOthers is how many earlier sessions this one ended by being one too
	// many: the person must be told.
	EndedOthers int
}

// ProvedWithin reports whether a code was given in the last d: the question for
// whatever needs step-up.
func (s Session) ProvedWithin(d time.Duration, now time.Time) bool {
	return !now.Before(s.Proved) && now.Sub(s.Proved) <= d
}

// session is the stored form, kind "session", key the digest of its token.
type session struct {
	Account string    `json:"account"`
	Epoch   int64     `json:"epoch"`
	Started time.Time `json:"started"`
	Seen    time.Time `json:"seen"`
	Proved  time.Time `json:"proved"`
	Ended   Reason    `json:"ended,omitempty"` // "" while it may be live
}

// seenEvery is how often activity is written down. A session so ends up to this
// much earlier than its idle time, never later, and reading a page costs a write
// at most twice a minute.
const seenEvery = 30 * time.Second

func sessionKey(token string) string { return digest("session", token) }

// startSession gives the account a session, ending its oldest where it then has
// too many, and stores both.
func (s *Service) startSession(e Edit, a *account, started, proved, now time.Time) (Session, error) {
	ended := 0
	live := make([]string, 0, len(a.Sessions)+1)
	for _, key := range a.Sessions {
		old, found, err := getJSON[session](e, kindSession, key)
		if err != nil {
			return Session{}, err
		}
		if found && s.over(old, *a, now) == "" {
			live = append(live, key)
		}
	}
	for len(live) >= s.opt.Concurrent {
		old, _, err := getJSON[session](e, kindSession, live[0])
		if err != nil {
			return Session{}, err
		}
		old.Ended = Replaced
		if err := putJSON(e, kindSession, live[0], old, old.Started.Add(s.opt.Absolute)); err != nil {
			return Session{}, err
		}
		live = live[1:]
		ended++
	}
	token := newToken()
	a.Sessions = append(live, sessionKey(token))
	if err := putAccount(e, *a); err != nil {
		return Session{}, err
	}
	row := session{Account: a.ID, Epoch: a.Epoch, Started: started, Seen: now, Proved: proved}
	if err := putJSON(e, kindSession, sessionKey(token), row, started.Add(s.opt.Absolute)); err != nil {
		return Session{}, err
	}
	out := s.shown(row)
	out.Token, out.EndedOthers = token, ended
	return out, nil
}

func (s *Service) shown(row session) Session {
	ends := row.Started.Add(s.opt.Absolute)
	soonest := func(t time.Time) time.Time {
		if ends.Before(t) {
			return ends
		}
		return t
	}
	return Session{Account: row.Account, Started: row.Started, Proved: row.Proved,
		WarnFrom: soonest(row.Seen.Add(s.opt.Warn)), IdleEnds: soonest(row.Seen.Add(s.opt.Idle)), Ends: ends}
}

// over says why a session is at an end, "" while it is live.
func (s *Service) over(row session, a account, now time.Time) Reason {
	switch {
	case row.Ended != "":
		return row.Ended
	case a.Disabled:
		return IsDisabled
	case row.Epoch != a.Epoch:
		return Revoked
	case !now.Before(row.Started.Add(s.opt.Absolute)):
		return Expired
	case !now.Before(row.Seen.Add(s.opt.Idle)):
		return IdleTooLong
	}
	return ""
}

func (s *Service) openSession(v View, token string, now time.Time) (row session, a account, refusal, failure error) {
	row, found, err := getJSON[session](v, kindSession, sessionKey(token))
	if err != nil {
		return row, a, nil, err
	}
	if !found {
		return row, a, refuse(NotKnown, ""), nil
	}
	switch seen, ended := s.unkept.at(sessionKey(token)); {
	case ended:
		return row, a, refuse(NotKnown, ""), nil
	case row.Seen.Before(seen):
		row.Seen = seen
	}
	if a, err = getAccount(v, row.Account); err != nil {
		return row, a, nil, err
	}
	if reason := s.over(row, a, now); reason != "" {
		return row, a, refuse(reason, a.ID), nil
	}
	return row, a, nil, nil
}

// Look judges a session without counting as activity: for whatever asks by
// itself, such as the idle warning.
func (s *Service) Look(ctx context.Context, token string, now time.Time) (Session, error) {
	row, err := s.look(ctx, token, now)
	if err != nil {
		return Session{}, err
	}
	return s.shown(row), nil
}

func (s *Service) look(ctx context.Context, token string, now time.Time) (session, error) {
	var row session
	var refusal error
	err := s.records.Read(ctx, func(v View) (failure error) {
		row, _, refusal, failure = s.openSession(v, token, now)
		return failure
	})
	if err != nil {
		return session{}, fmt.Errorf("open session: %w", err)
	}
	return row, refusal
}

// Resume judges a session at each request, from what is stored at that moment,
// and counts as activity. Activity that cannot be stored, as on a full disk, is kept in
// memory: whoever is at work is not shut out by it.
func (s *Service) Resume(ctx context.Context, token string, now time.Time) (Session, error) {
	row, err := s.look(ctx, token, now)
	if err != nil {
		return Session{}, err
	}
	if now.Sub(row.Seen) < seenEvery {
		return s.shown(row), nil
	}
	looked := row
	err = s.attempt(ctx, "resume session", func(e Edit) (error, error) {
		var refusal, failure error
		row, _, refusal, failure = s.openSession(e, token, now)
		if refusal != nil || failure != nil {
			return refusal, failure
		}
		if row.Seen.Before(now) {
			row.Seen = now
		}
		return nil, putJSON(e, kindSession, sessionKey(token), row, row.Started.Add(s.opt.Absolute))
	})
	if refused, ok := errors.AsType[*Refused](err); ok {
		return Session{}, refused
	}
	switch {
	case err == nil:
		return s.shown(row), nil
	case ctx.Err() != nil:
		return Session{}, err
	}
	s.note(usedUnkept, sessionKey(token), now, s.opt.Idle)
	looked.Seen = now
	return s.shown(looked), nil
}

// unkept is what became of sessions, as far as it could not be stored; by key.
type unkept struct {
	mu    sync.Mutex
	seen  map[string]time.Time // when they were last used
	ended map[string]time.Time // when somebody signed out
}

func (u *unkept) at(key string) (seen time.Time, ended bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	_, ended = u.ended[key]
	return u.seen[key], ended
}

// note keeps that a session was used, or ended, and forgets what no longer matters:
// those idle since, and ended ones that are over by now.
func (s *Service) note(what func(*unkept) *map[string]time.Time, key string, now time.Time, life time.Duration) {
	s.unkept.mu.Lock()
	defer s.unkept.mu.Unlock()
	m := what(&s.unkept)
	maps.DeleteFunc(*m, func(_ string, t time.Time) bool { return now.Sub(t) > life })
	if *m == nil {
		*m = map[string]time.Time{}
	}
	(*m)[key] = now
}

func usedUnkept(u *unkept) *map[string]time.Time  { return &u.seen }
func endedUnkept(u *unkept) *map[string]time.Time { return &u.ended }

// SignOut ends one session at once. A token that opens nothing is no error. Where that
// cannot be stored, it has ended all the same for as long as the program runs.
func (s *Service) SignOut(ctx context.Context, token string, now time.Time) error {
	err := s.records.Change(ctx, func(e Edit) error {
		row, found, err := getJSON[session](e, kindSession, sessionKey(token))
		if err != nil || !found {
			return err
		}
		a, err := getAccount(e, row.Account)
		if err != nil {
			return err
		}
		return s.drop(e, &a, token)
	})
	if err != nil {
		s.note(endedUnkept, sessionKey(token), now, s.opt.Absolute)
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// drop removes one session of an account.
func (s *Service) drop(e Edit, a *account, token string) error {
	key := sessionKey(token)
	a.Sessions = slices.DeleteFunc(a.Sessions, func(k string) bool { return k == key })
	if err := putAccount(e, *a); err != nil {
		return err
	}
	return e.Delete(kindSession, key)
}

// StepUp proves again, with a fresh code, that the person at the session is its
// owner. The session gets a new id (the old one is refused from then on) and
// keeps its absolute end. Five wrong codes stop further tries for a time.
func (s *Service) StepUp(ctx context.Context, from From, token, code string, now time.Time) (Session, error) {
	var out Session
	err := s.attempt(ctx, "step up", func(e Edit) (error, error) {
		row, a, refusal, failure := s.openSession(e, token, now)
		if refusal != nil || failure != nil {
			return refusal, failure
		}
		if a.Secret == "" {
			return refuse(NotEnrolled, a.ID), nil
		}
		o, err := originOf(e, a.Name, from, now)
		if err != nil {
			return nil, err
		}
		codes := o.codeMeter()
		wait, err := charge(e, []meter{codes}, now)
		if err != nil {
			return nil, err
		}
		if wait > 0 {
			return &Refused{Reason: CodesStopped, RetryAfter: wait, Account: a.ID}, nil
		}
		reason, err := takeCode(&a, a.Secret, code, now)
		if err != nil || reason != "" {
			return refuse(reason, a.ID), err
		}
		if err := refund(e, codes, true, now); err != nil {
			return nil, err
		}
		if err := s.drop(e, &a, token); err != nil {
			return nil, err
		}
		out, err = s.startSession(e, &a, row.Started, now, now)
		return nil, err
	})
	return out, err
}

// EndOthers ends every other session and half-finished sign-in of the session's
// account. This one goes on under the id returned; its old id is refused.
func (s *Service) EndOthers(ctx context.Context, token string, now time.Time) (Session, error) {
	var out Session
	err := s.attempt(ctx, "end other sessions", func(e Edit) (error, error) {
		row, a, refusal, failure := s.openSession(e, token, now)
		if refusal != nil || failure != nil {
			return refusal, failure
		}
		out, failure = s.onlyThis(e, &a, token, row, now)
		return nil, failure
	})
	return out, err
}

// onlyThis ends all sessions of an account and begins one that goes on from row.
func (s *Service) onlyThis(e Edit, a *account, token string, row session, now time.Time) (Session, error) {
	a.endAll()
	if err := e.Delete(kindSession, sessionKey(token)); err != nil {
		return Session{}, err
	}
	return s.startSession(e, a, row.Started, row.Proved, now)
}

// ChangePassword replaces the password of the session's account. Every session
// and half-finished sign-in ends, this one too: it goes on under the id returned.
func (s *Service) ChangePassword(ctx context.Context, from From, token, old, chosen string, now time.Time) (Session, error) {
	row, err := s.look(ctx, token, now)
	if err != nil {
		return Session{}, err
	}
	owner, err := s.Show(ctx, row.Account)
	if err != nil {
		return Session{}, err
	}
	a, o, err := s.askFor(ctx, from, owner.Name, now)
	if err != nil {
		return Session{}, err
	}
	ok, _, err := s.verified(ctx, cmp.Or(a.Hash, s.dummy), old)
	if err != nil {
		return Session{}, err
	}
	if !ok {
		return Session{}, refuse(BadCredentials, a.ID)
	}
	if chosen == old {
		return Session{}, &Unfit{[]string{"it is the one in use"}}
	}
	hash, err := s.chosen(ctx, chosen, a.Name)
	if err != nil {
		return Session{}, err
	}
	var out Session
	err = s.attempt(ctx, "change password", func(e Edit) (error, error) {
		row, b, refusal, failure := s.openSession(e, token, now)
		if refusal != nil || failure != nil {
			return refusal, failure
		}
		if b.Hash != a.Hash { // changed while we hashed
			return refuse(Revoked, a.ID), nil
		}
		if err := o.refundAll(e, now); err != nil {
			return nil, err
		}
		b.Hash = hash
		out, failure = s.onlyThis(e, &b, token, row, now)
		return nil, failure
	})
	return out, err
}
