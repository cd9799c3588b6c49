package calendar

import "time"

// AddMonths finds the corresponding date n months after d: the day of the act is
// left out of the count, so the period ends on the same day of a later month,
// or on that month's last day where it has no such day (31 August + 6 months is
// the last of February). It is never put off by a weekend or a bank holiday.
//
// Source: Magistrates' Courts Act 1980 s127 (domain facts TIM-01 to TIM-03).
func AddMonths(d Date, n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	lastDay := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, lastDay)}
}

// AddYears finds the corresponding date n years after d; 29 February answers
// with 28 February in a year without one.
func AddYears(d Date, n int) Date { return AddMonths(d, 12*n) }

// LastDayIncluded is the last day of a period of n days "beginning with" start,
// so that start itself is the first of them. A period "after" a day is
// start.AddDays(n).
func LastDayIncluded(start Date, n int) Date { return start.AddDays(n - 1) }

// LastDayOfMonths is the last day of n months "beginning with" start: the day
// before the corresponding date, or the month's last day where there is no
// corresponding date.
func LastDayOfMonths(start Date, n int) Date {
	end := AddMonths(start, n)
	if end.Day < start.Day {
		return end
	}
	return end.AddDays(-1)
}

// MinimumTerm is the day before whose end an order made on start for a fixed
// period of at least that many years may not run out; start is its first day.
//
// Source: Stalking Protection Act 2019 s3 (SPO-06).
func MinimumTerm(start Date, years int) Date { return LastDayOfMonths(start, 12*years) }

// NotifyBy is the last day for the subject of an order to give names and home
// address to the police: three calendar days of which the day of service is the
// first. Weekends and bank holidays count.
//
// Source: Stalking Protection Act 2019 s9 (SPO-13).
func NotifyBy(served Date) Date { return LastDayIncluded(served, 3) }

// AddHours moves by hours as they pass, whatever the clocks do: 24 hours from
// 23:40 on the eve of a change to summer time is 00:40 two dates later.
func AddHours(t time.Time, n int) time.Time { return t.Add(time.Duration(n) * time.Hour) }

// LastDay is the cautious end of a limitation period of n months from an act at
// time i: it runs from the earliest day the act may have been. certain is false
// when the act's day is not known for sure, so the true last day may be later.
// When nobody has said when, there is no last day to rely on and the Date is zero.
//
// Source: Magistrates' Courts Act 1980 s127 (TIM-02, TIM-03).
func LastDay(i Interval, n int) (last Date, certain bool) {
	if i.From.IsZero() {
		return Date{}, false
	}
	certain = i.Precision != Approx && i.Earliest() == i.Latest()
	return AddMonths(i.Earliest(), n), certain
}

// RecentWithin reports whether something at time i may have been within the last
// n days before now, the whole of the earliest of those days included: recency
// is judged by the latest it may have been. When nobody has said when, it is
// false; ask IsZero first, for unknown is not no.
func RecentWithin(i Interval, n int, now time.Time) bool {
	if i.To.IsZero() {
		return false
	}
	return !i.Latest().Before(DateOf(now).AddDays(-n))
}
