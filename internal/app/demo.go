package app

import (
	"context"
	"fmt"
	"time"

	"foursight/internal/edition"
	"foursight/internal/force"
	"foursight/internal/synth"
)

// Synthesise makes an invented force in an empty data folder and closes it again.
// Its accounts sign in with one click, and only where Config.Demo is set.
func Synthesise(ctx context.Context, cfg Config, opts synth.Options) (synth.Made, error) {
	if opts.Now.IsZero() {
		opts.Now = time.Now()
	}
	clock := synth.NewClock(opts.Now)
	cfg.Demo, cfg.Clock, cfg.Overlay = true, clock.Now, edition.Fernshire()
	a, err := Open(ctx, cfg)
	if err != nil {
		return synth.Made{}, err
	}
	made, err := synth.Fill(ctx, a.Service, a.Keys, clock, opts)
	if err == nil {
		err = a.demoAccounts(ctx, opts.Now)
	}
	if closed := a.Close(); err == nil {
		err = closed
	}
	return made, err
}

// demoAccounts gives each invented member of staff an account without a password.
func (a *App) demoAccounts(ctx context.Context, now time.Time) error {
	for _, st := range a.Service.Register().All() {
		if _, err := a.SignIn.Create(ctx, st.ID, st.ID, now); err != nil {
			return err
		}
	}
	return nil
}

// Init makes an empty force with one administrator and returns the one-time code
// with which they choose a password and an authenticator.
func (a *App) Init(ctx context.Context, admin force.Staff) (code string, err error) {
	if len(a.Service.Register().All()) > 0 {
		return "", fmt.Errorf("set up the force: %w", ErrNotEmpty)
	}
	if err := a.Service.RecordStaff(ctx, "system", admin); err != nil {
		return "", fmt.Errorf("set up the force: %w", err)
	}
	return a.SignIn.Create(ctx, admin.ID, admin.ID, a.Service.Now())
}
