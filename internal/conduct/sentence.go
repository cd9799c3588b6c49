package conduct

import (
	"fmt"
	"strings"
)

// TooFew is what is said of a trend that cannot be seen.
const TooFew = "Too few reports to tell whether it is becoming more frequent."

// Trend says what can be said of the trend: that it is more frequent, or that
// nothing can be told. There is no third answer.
func (s Summary) Trend() string {
	if s.MoreFrequent {
		return "More frequent lately."
	}
	return TooFew
}

// String writes a count for a reader: "3", or "3 to 5" where dates are rough.
func (c Count) String() string {
	if c.Certain == c.Possible {
		return fmt.Sprint(c.Certain)
	}
	return fmt.Sprintf("%d to %d", c.Certain, c.Possible)
}

// Total says how much is recorded: "5 incidents, at least 12 acts".
func (s Summary) Total() string {
	out := Plural(s.Entries, "incident")
	if s.Acts > s.Entries {
		out += ", at least " + Plural(s.Acts, "act")
	}
	return out
}

// Doubts names what the numbers cannot carry, empty where there is nothing.
func (s Summary) Doubts() string {
	var out []string
	if s.Undated > 0 {
		out = append(out, fmt.Sprintf("%d without a date", s.Undated))
	}
	if s.Rough > 0 {
		out = append(out, fmt.Sprintf("%d dated roughly", s.Rough))
	}
	if s.Late > 0 {
		out = append(out, fmt.Sprintf("%d recorded later", s.Late))
	}
	return strings.Join(out, ", ")
}

// Plural writes a number with its noun: "1 day", "2 days".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
