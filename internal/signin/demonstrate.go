package signin

import (
	"context"
	"errors"
	"time"
)

// ErrNotDemonstration: one-click sign-in was asked of a service that was not
// made for demonstration.
var ErrNotDemonstration = errors.New("this service is not a demonstration")

// Demonstrate starts a session for an account without any proof of identity. It
// works only where Options.Demonstration was set, which the serve command never
// does: every page of such a service says that everything in it is invented.
func (s *Service) Demonstrate(ctx context.Context, account string, now time.Time) (Session, error) {
	if !s.opt.Demonstration {
		return Session{}, ErrNotDemonstration
	}
	var out Session
	err := s.records.Change(ctx, func(e Edit) error {
		a, err := getAccount(e, account)
		if err != nil {
			return err
		}
		out, err = s.startSession(e, &a, now, now, now)
		return err
	})
	return out, err
}
