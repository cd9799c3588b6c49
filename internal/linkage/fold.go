package linkage

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// How names, numbers, accounts, plates and postcodes are brought to one form, so
// that what is one thing is found however it was written.

// Fold brings text to a form in which spelling variants of a letter meet: NFKD,
// marks dropped, lower case.
func Fold(s string) string {
	var out strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return out.String()
}

// Words are the words of a text, folded.
func Words(s string) []string {
	return strings.FieldsFunc(Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\''
	})
}

// Digits are the digits of a text, in order.
func Digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Account is an account name or e-mail address without case, marks or a leading @.
func Account(s string) string {
	return strings.TrimLeft(strings.TrimSpace(Fold(s)), "@")
}

// Plain is a reference or plate: its letters and digits alone.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, Fold(s))
}

// Postcode finds a UK postcode in text, folded; empty where there is none.
func Postcode(s string) string {
	f := strings.Fields(strings.ToUpper(s))
	for i, w := range f {
		if len(w) == 3 && i > 0 && isInward(w) && len(f[i-1]) >= 2 && len(f[i-1]) <= 4 && unicode.IsLetter(rune(f[i-1][0])) {
			return strings.ToLower(f[i-1] + w)
		}
		if n := len(w); n >= 5 && n <= 7 && isInward(w[n-3:]) && unicode.IsLetter(rune(w[0])) && strings.ContainsAny(w[:n-3], "0123456789") {
			return strings.ToLower(w)
		}
	}
	return ""
}

func isInward(w string) bool {
	return len(w) == 3 && w[0] >= '0' && w[0] <= '9' && unicode.IsLetter(rune(w[1])) && unicode.IsLetter(rune(w[2]))
}

// Number is a telephone number as it is dialled inside the country, without the
// leading 0: +44, 0044 and 0 come to the same.
func Number(s string) string {
	d := strings.TrimPrefix(Digits(s), "00")
	if len(d) > 10 {
		d = strings.TrimPrefix(d, "44")
	}
	return strings.TrimPrefix(d, "0")
}
