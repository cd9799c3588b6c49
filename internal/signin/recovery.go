package signin

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Lost says which proof somebody no longer has. A recovery code stands in for
// that one only: the other is still asked for, so the administrator who issued
// the code cannot use it, nor choose the password.
type Lost string

const (
	LostPassword      Lost = "password"
	LostAuthenticator Lost = "authenticator"
	// LostBoth is a new account's first sign-in, and the last resort: the code is
	// then the only proof, so the caller must have a second person agree and tell
	// the account's owner.
	LostBoth Lost = "both"
)

// ErrOtherFactorMissing: the account has no other proof to ask for, so only
// LostBoth can recover it.
var ErrOtherFactorMissing = errors.New("the other proof is missing as well: recover both")

// IssueRecovery takes away what was lost at once, ends every session of the
// account, and returns a one-time code for its owner (26 letters and digits in
// groups). A later code replaces an earlier one.
func (s *Service) IssueRecovery(ctx context.Context, id string, lost Lost, now time.Time) (code string, err error) {
	err = s.records.Change(ctx, func(e Edit) error {
		a, err := getAccount(e, id)
		if err != nil {
			return err
		}
		switch {
		case lost == LostPassword && a.Secret == "", lost == LostAuthenticator && a.Hash == "":
			return ErrOtherFactorMissing
		case lost != LostPassword && lost != LostAuthenticator && lost != LostBoth:
			return fmt.Errorf("lost %q: expected password, authenticator or both", lost)
		}
		code = a.recover(lost, now.Add(s.opt.RecoverLife))
		return putAccount(e, a)
	})
	if err != nil {
		return "", fmt.Errorf("issue recovery code for %s: %w", id, err)
	}
	return code, nil
}

func (a *account) recover(lost Lost, until time.Time) (code string) {
	if lost != LostAuthenticator {
		a.Hash = ""
	}
	if lost != LostPassword {
		a.Secret, a.LastStep = "", 0
	}
	var b [16]byte
	rand.Read(b[:]) // never fails
	plain := base32Text.EncodeToString(b[:])
	a.Recovery = &recovery{CodeHash: digest("recovery", plain), Lost: lost, Until: until}
	a.endAll()
	return inFours(plain, "-")
}

// base32Text is how secrets and codes are written for people to type.
var base32Text = base32.StdEncoding.WithPadding(base32.NoPadding)

func inFours(text, between string) string {
	var groups []string
	for piece := range slices.Chunk([]byte(text), 4) {
		groups = append(groups, string(piece))
	}
	return strings.Join(groups, between)
}

// accepts compares however the code was typed: any case, spaces and hyphens left
// out or not, 0 and 1 and 8 for the letters they are taken for.
func (r *recovery) accepts(code string, now time.Time) bool {
	typed := strings.NewReplacer(" ", "", "-", "", "0", "O", "1", "I", "8", "B").Replace(strings.ToUpper(code))
	return r != nil && sameDigest(digest("recovery", typed), r.CodeHash) && now.Before(r.Until)
}

// RecoveryCode is the step after the password for somebody who has lost the
// authenticator. The code is used up by it; five wrong ones end the ticket.
func (s *Service) RecoveryCode(ctx context.Context, token, code string, now time.Time) (Progress, error) {
	return s.codeStep(ctx, token, StepRecoveryCode, now, func(_ *ticket, a *account) (Reason, error) {
		if a.Recovery == nil || a.Recovery.Lost != LostAuthenticator || !a.Recovery.accepts(code, now) {
			return WrongCode, nil
		}
		a.Recovery = nil
		return "", nil
	})
}
