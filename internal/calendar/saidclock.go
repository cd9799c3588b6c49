package calendar

import (
	"regexp"
	"slices"
	"strings"
)

// minutesWords are the minutes said before an hour. "Five to six" is not among them:
// it may be from five until six.
const minutesWords = `half past |half |(?:a )?quarter past |(?:a )?quarter to |(?:five|ten|twenty|twenty five|5|10|20|25)(?: minutes)? past |(?:twenty|twenty five|20|25)(?: minutes)? to `

// minutesFrom is how many minutes such words lie after the hour.
func minutesFrom(words string) int {
	f := strings.Fields(strings.TrimPrefix(strings.ReplaceAll(words, " minutes", ""), "a "))
	if len(f) == 0 {
		return 0
	}
	n := 0
	switch f[0] {
	case "half":
		return 30
	case "quarter":
		n = 15
	default:
		n, _ = number(f[0]) // a number by the pattern
		if len(f) == 3 {
			n += 5
		}
	}
	if f[len(f)-1] == "to" {
		return -n
	}
	return n
}

var (
	hoursOf24  = regexp.MustCompile(`\b([01]\d|2[0-3])[:.]?([0-5]\d) ?(?:hrs?|hours?|h)\b`)
	fourDigits = regexp.MustCompile(`^([01]\d|2[0-3])([0-5]\d)$`)
	yearDigits = regexp.MustCompile(`^(?:19|20)\d\d$`)
	clockJoins = strings.Fields("and or to until")
	clockOn    = strings.Fields("yesterday today " + strings.ReplaceAll(weekdayNames, "|", " "))
	clockLeads = slices.Concat(clockJoins, clockOn, strings.Fields("at about around roughly just before after between from morning afternoon evening night"))
	clockNext  = slices.Concat(clockJoins, clockOn, strings.Fields("this last on the"))
)

// clockOf24 writes times as police write them, "2140hrs", with a colon. Four digits
// without "hrs" are a time only where a time stands, and a year where they may be one;
// with "hrs" ten, eleven and twelve are of the clock of 24 hours too.
func clockOf24(words string) string {
	tokens := strings.Fields(hoursOf24.ReplaceAllString(words, "$1$2 hours"))
	at := func(i int) string {
		if i < 0 || i >= len(tokens) {
			return ""
		}
		return tokens[i]
	}
	sure := func(i int) bool { // a time and no year
		return fourDigits.MatchString(at(i)) && (at(i+1) == "hours" || !yearDigits.MatchString(at(i)))
	}
	var out []string
	for i := 0; i < len(tokens); i++ {
		m := fourDigits.FindStringSubmatch(tokens[i])
		said := at(i+1) == "hours"
		before, after := at(i-1), at(i+1)
		pair := slices.Contains(clockJoins, after) && sure(i+2) || slices.Contains(clockJoins, before) && (sure(i-2) || at(i-2) == "hours")
		switch {
		case m == nil,
			!said && !sure(i) && !pair,
			!said && (len(tokens) == 1 || before != "" && !slices.Contains(clockLeads, before) || after != "" && !slices.Contains(clockNext, after)):
			out = append(out, tokens[i])
			continue
		}
		said = said || slices.Contains(clockJoins, after) && at(i+3) == "hours" // "1130 to 1215hrs"
		out = append(out, m[1]+":"+m[2])
		if said && m[1] >= "10" && m[1] <= "12" {
			out = append(out, map[bool]string{true: "pm", false: "am"}[m[1] == "12"])
		}
		if at(i+1) == "hours" {
			i++
		}
	}
	return strings.Join(out, " ")
}
