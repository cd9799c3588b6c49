package casework

import (
	"context"
	"time"

	"foursight/internal/logsafe"
	"foursight/internal/signin"
	"foursight/internal/store"
)

// SignInRecords keeps sign-in's credentials, sessions and throttles as working
// state, sealed like the rest of it.
func (s *Service) SignInRecords() signin.Records { return signinRecords{s} }

type signinRecords struct{ s *Service }

func (r signinRecords) Read(ctx context.Context, f func(signin.View) error) error {
	return r.s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error { return f(signinView{ctx, r.s, tx}) })
}

func (r signinRecords) Change(ctx context.Context, f func(signin.Edit) error) error {
	return r.s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error { return f(signinEdit{signinView{ctx, r.s, tx}}) })
}

type signinView struct {
	ctx context.Context
	s   *Service
	tx  store.Tx
}

func (v signinView) Get(kind, key string) ([]byte, bool, error) {
	row, ok, err := store.GetWorking(v.ctx, v.tx, "signin/"+kind, key, millis(v.s.Now()))
	if err != nil || !ok {
		return nil, false, err
	}
	w, _, err := v.s.openWorking(row)
	return w.Data, err == nil, err
}

type signinEdit struct{ signinView }

func (e signinEdit) Put(kind, key string, value []byte, expires time.Time) error {
	kind = "signin/" + kind
	sealed, err := sealBytes(e.s.workKey, "working/"+kind+"/"+key, value)
	if err != nil {
		return err
	}
	return store.PutWorking(e.ctx, e.tx, store.Working{Kind: kind, Key: key, Expires: millis(expires), Sealed: sealed})
}

func (e signinEdit) Delete(kind, key string) error {
	return store.DeleteWorking(e.ctx, e.tx, "signin/"+kind, key)
}

// RefusedSignIn puts on the record of consultations that somebody was not let in as a
// member of staff, and why. Nobody waits for it: an answer that took longer would tell
// that the name is one of ours. A record that fails is in the log, without the name.
func (s *Service) RefusedSignIn(ctx context.Context, staff, route, why string) {
	ctx = context.WithoutCancel(ctx)
	s.done.Go(func() {
		if err := s.Look(ctx, Look{Staff: staff, Route: route, Outcome: "refused", Reason: why}); err != nil {
			s.cfg.Log.Error("a refused sign-in was not recorded", logsafe.Err(err))
		}
	})
}
