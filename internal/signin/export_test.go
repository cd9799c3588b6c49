package signin

// Small costs so that tests hash quickly, and what only tests look at.
var Cheap = Params{Memory: 64, Passes: 1, Threads: 1}

var (
	Verify   = verify
	Fit      = fit
	NewToken = newToken
)

func (p Params) Hash(password string) string { return p.hash(password) }
