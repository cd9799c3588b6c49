package signin

import (
	"fmt"
	"time"
)

// Reason says why proof of identity was refused. It is for the security log:
// several reasons share one wording on purpose, and a page shows only Error.
type Reason string

const (
	BadCredentials Reason = "bad_credentials" // name, password or recovery code
	NoSuchName     Reason = "no_such_name"
	IsDisabled     Reason = "disabled"
	Throttled      Reason = "throttled"
	WrongCode      Reason = "wrong_code"
	CodeReplayed   Reason = "code_replayed" // right, but used before
	CodesStopped   Reason = "codes_stopped" // too many wrong codes
	NotThisStep    Reason = "not_this_step" // a step skipped or repeated
	NotKnown       Reason = "not_known"     // no such ticket or session, or signed out
	Expired        Reason = "expired"       // ticket or session past its absolute end
	IdleTooLong    Reason = "idle"
	Revoked        Reason = "revoked"      // password, role or standing changed
	Replaced       Reason = "replaced"     // ended by a newer sign-in over the limit
	NotEnrolled    Reason = "not_enrolled" // a code was asked of an account without an authenticator
)

// Refused is the error of every refusal. Its text never tells a known name from
// an unknown or disabled one.
type Refused struct {
	Reason     Reason
	RetryAfter time.Duration // how long to wait, when Reason is Throttled or CodesStopped
	Account    string        // account id where one was found, for the security log only
}

// Error is the wording for the person refused.
func (r *Refused) Error() string {
	switch r.Reason {
	case BadCredentials, NoSuchName, IsDisabled:
		return "sign-in details not recognised"
	case Throttled, CodesStopped:
		return fmt.Sprintf("too many tries: wait %s and try again", r.RetryAfter.Round(time.Second))
	case WrongCode, CodeReplayed:
		return "code not accepted: wait for the next one and enter that"
	case IdleTooLong:
		return "signed out after a time without activity"
	case Replaced:
		return "signed out because of a newer sign-in to this account"
	}
	return "sign in again"
}

func refuse(reason Reason, account string) error { return &Refused{Reason: reason, Account: account} }
