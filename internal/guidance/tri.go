package guidance

// Tri is a three-valued truth. The zero value is Unknown, so that forgetting to
// set one can never read as "no".
type Tri int8

const (
	False   Tri = -1
	Unknown Tri = 0
	True    Tri = 1
)

// String is the word used in reports and tests.
func (t Tri) String() string {
	switch {
	case t < 0:
		return "false"
	case t > 0:
		return "true"
	}
	return "unknown"
}

// And, Or and Not are Kleene's strong connectives: a result is definite as soon
// as no value of the unknown could change it.
func (t Tri) And(o Tri) Tri { return min(t, o) }
func (t Tri) Or(o Tri) Tri  { return max(t, o) }
func (t Tri) Not() Tri      { return -t }

func triOf(b bool) Tri {
	if b {
		return True
	}
	return False
}
