package signin

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

const (
	stepSeconds = 30 // RFC 6238
	skewSteps   = 1  // one step early or late: phones drift
	wrongCodes  = 5  // per ticket
)

// totpStep finds the time step whose code was entered; a step at or before last
// has been used. The reason is empty when the code is good.
func totpStep(secret, code string, last int64, now time.Time) (int64, Reason, error) {
	code = strings.ReplaceAll(code, " ", "")
	current := now.Unix() / stepSeconds
	reason, matched := WrongCode, int64(0)
	for step := current - skewSteps; step <= current+skewSteps; step++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, "", fmt.Errorf("authenticator secret: %w", err)
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) != 1 {
			continue
		}
		if step > last {
			return step, "", nil
		}
		reason, matched = CodeReplayed, step
	}
	return matched, reason, nil
}

// takeCode judges an authenticator's code against an account and, when good,
// makes sure that neither it nor an earlier one is good again.
func takeCode(a *account, secret, code string, now time.Time) (Reason, error) {
	step, reason, err := totpStep(secret, code, a.LastStep, now)
	if err == nil && reason == "" {
		a.LastStep = step
	}
	return reason, err
}

// Code is the second step: the authenticator's current code. A code is good
// once. Five wrong ones end the ticket and make the next try wait a quarter of
// an hour, then longer (except from a device that has signed in before, which has
// a count of its own).
func (s *Service) Code(ctx context.Context, token, code string, now time.Time) (Progress, error) {
	return s.codeStep(ctx, token, StepCode, now, func(_ *ticket, a *account) (Reason, error) {
		return takeCode(a, a.Secret, code, now)
	})
}

// codeStep judges one code in one Change: charged first, refunded if good.
func (s *Service) codeStep(ctx context.Context, token string, step Step, now time.Time, judge func(*ticket, *account) (Reason, error)) (Progress, error) {
	var p Progress
	err := s.attempt(ctx, "check code", func(e Edit) (error, error) {
		t, a, refusal, failure := openTicket(e, token, step, now)
		if refusal != nil || failure != nil {
			return refusal, failure
		}
		o, err := originOf(e, a.Name, t.From, now)
		if err != nil {
			return nil, err
		}
		codes := o.codeMeter()
		wait, err := charge(e, []meter{codes}, now)
		if err != nil {
			return nil, err
		}
		if wait > 0 {
			return &Refused{Reason: CodesStopped, RetryAfter: wait, Account: a.ID}, e.Delete(kindTicket, ticketKey(token))
		}
		reason, err := judge(&t, &a)
		if err != nil {
			return nil, err
		}
		if reason == "" {
			if err := refund(e, codes, true, now); err != nil {
				return nil, err
			}
			p, err = s.advance(e, token, t, a, now)
			return nil, err
		}
		if t.Wrong++; t.Wrong >= wrongCodes {
			return &Refused{Reason: CodesStopped, RetryAfter: codes.pace.wait, Account: a.ID}, e.Delete(kindTicket, ticketKey(token))
		}
		return refuse(reason, a.ID), putJSON(e, kindTicket, ticketKey(token), t, t.Until)
	})
	return p, err
}

// Enrolment is what an authenticator app needs: the secret to type in, or the
// address to show as a square code.
type Enrolment struct {
	Secret string // base32, in groups of four
	URI    string // otpauth://totp/...
}

// Enrolment makes a secret for the ticket's account, and the same again when the
// page is loaded again. It counts for nothing until a code from it is confirmed.
func (s *Service) Enrolment(ctx context.Context, token string, now time.Time) (Enrolment, error) {
	var out Enrolment
	err := s.attempt(ctx, "enrol authenticator", func(e Edit) (error, error) {
		t, a, refusal, failure := openTicket(e, token, StepEnrol, now)
		if refusal != nil || failure != nil {
			return refusal, failure
		}
		opts := totp.GenerateOpts{Issuer: s.opt.Issuer, AccountName: a.Name, Period: stepSeconds,
			Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}
		if t.Secret != "" {
			raw, err := base32Text.DecodeString(t.Secret)
			if err != nil {
				return nil, fmt.Errorf("secret in ticket: %w", err)
			}
			opts.Secret = raw
		}
		key, err := totp.Generate(opts)
		if err != nil {
			return nil, err
		}
		t.Secret = key.Secret()
		out = Enrolment{Secret: inFours(t.Secret, " "), URI: key.URL()}
		return nil, putJSON(e, kindTicket, ticketKey(token), t, t.Until)
	})
	return out, err
}

// ConfirmEnrolment finishes enrolment with a first code from the new secret.
func (s *Service) ConfirmEnrolment(ctx context.Context, token, code string, now time.Time) (Progress, error) {
	return s.codeStep(ctx, token, StepEnrol, now, func(t *ticket, a *account) (Reason, error) {
		if t.Secret == "" {
			return NotEnrolled, nil
		}
		return takeCode(a, t.Secret, code, now)
	})
}
