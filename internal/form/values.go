package form

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

// ValuesOf turns recorded data back into what somebody would have typed, so that
// a correction begins with it. data is the kind's typed data (a pointer or not),
// already without what the person may not see.
func ValuesOf(k *casefile.Kind, data any, c Context) (Values, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("values of %s: %w", k.Name, err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("values of %s: %w", k.Name, err)
	}
	v := Values{}
	fill(v, c, k.Fields, m)
	return v, nil
}

// SetTimes puts the times of an entry into the values of its form.
func SetTimes(v Values, c Context, occurred calendar.Interval, known time.Time) {
	setInterval(v, c, "occurred", occurred)
	if !known.IsZero() {
		setEnd(v, c.Name("known", "from"), known, false)
	}
}

func fill(v Values, c Context, fields []casefile.Field, m map[string]any) {
	for _, f := range fields {
		x, ok := m[f.Name]
		if !ok || x == nil || !c.shows(f) {
			continue
		}
		if f.Answered {
			a, _ := x.(map[string]any)
			status, _ := a["s"].(string)
			value, given := a["v"]
			switch {
			case given:
				put(v, c, f, value)
				if status != "" {
					v.Set(c.Name(f.Path, "status"), status)
				}
			case f.Shape == casefile.ShapeCode || f.Shape == casefile.ShapeBool || f.Shape == casefile.ShapeRef:
				v.Set(c.Name(f.Path), statusMark+status)
			default:
				v.Set(c.Name(f.Path, "status"), status)
			}
			continue
		}
		if list, ok := x.([]any); ok {
			putMany(v, c, f, list)
			continue
		}
		put(v, c, f, x)
	}
}

func putMany(v Values, c Context, f casefile.Field, list []any) {
	var lines []string
	for i, x := range list {
		switch {
		case f.Shape == casefile.ShapeGroup:
			row, _ := x.(map[string]any)
			for _, g := range f.Fields {
				v.Set(c.Name(rowPath(f, i, g)), plain(row[g.Name]))
			}
		case f.Shape == casefile.ShapeCode:
			v.Add(c.Name(f.Path), plain(x))
		default:
			lines = append(lines, plain(x))
		}
	}
	if len(lines) > 0 {
		v.Set(c.Name(f.Path), strings.Join(lines, "\n"))
	}
}

func put(v Values, c Context, f casefile.Field, x any) {
	switch f.Shape {
	case casefile.ShapeGroup:
		inner, _ := x.(map[string]any)
		fill(v, c, f.Fields, inner)
	case casefile.ShapeTime:
		raw, err := json.Marshal(x)
		var i calendar.Interval
		if err == nil && json.Unmarshal(raw, &i) == nil {
			setInterval(v, c, f.Path, i)
		}
	case casefile.ShapeDate:
		if d, err := calendar.ParseDate(plain(x)); err == nil {
			setDate(v, c.Name(f.Path), d)
		}
	case casefile.ShapeBool:
		if plain(x) == "true" || f.Answered {
			v.Set(c.Name(f.Path), plain(x))
		}
	case casefile.ShapeInt:
		if plain(x) != "0" || f.Answered {
			v.Set(c.Name(f.Path), plain(x))
		}
	default:
		if s := plain(x); s != "" {
			v.Set(c.Name(f.Path), s)
		}
	}
}

func plain(x any) string {
	switch x := x.(type) {
	case nil:
		return ""
	case string:
		return x
	case float64:
		return fmt.Sprintf("%d", int64(x))
	}
	return fmt.Sprint(x)
}

func setDate(v Values, name string, d calendar.Date) {
	v.Set(name+"-day", fmt.Sprint(d.Day))
	v.Set(name+"-month", fmt.Sprint(int(d.Month)))
	v.Set(name+"-year", fmt.Sprint(d.Year))
}

// setInterval writes the bounds out as dates even where there are words: "last
// night" read again tomorrow would be another night.
func setInterval(v Values, c Context, path string, i calendar.Interval) {
	if i.Said != "" {
		v.Set(c.Name(path, "said"), i.Said)
	}
	if i.IsZero() {
		return
	}
	first, last := i.From.Equal(i.Earliest().Start()), i.To.Equal(i.Latest().End().Add(-time.Second))
	setEnd(v, c.Name(path, "from"), i.From, first && (last || !i.From.Equal(i.To)))
	// A minute that a file gives is one time and no stretch: nobody corrects its end.
	minute := i.From.Truncate(time.Minute).Equal(i.To.Truncate(time.Minute))
	if minute || first && last && i.Earliest() == i.Latest() {
		return
	}
	setEnd(v, c.Name(path, "to"), i.To, last)
}

// SameTime reports whether a form says of when it happened what SetTimes put into it.
func SameTime(v Values, c Context, occurred calendar.Interval) bool {
	was := Values{}
	setInterval(was, c, "occurred", occurred)
	names := []string{c.Name("occurred", "said")}
	for _, end := range []string{"from", "to"} {
		for _, box := range []string{"day", "month", "year", "time"} {
			names = append(names, c.Name("occurred", end, box))
		}
	}
	return !slices.ContainsFunc(names, func(n string) bool { return trimmed(v.Get(n)) != trimmed(was.Get(n)) })
}

// Reworded empties the day boxes of a correction that changed the words for when it
// happened and left the days alone, where the days came of the words that were there:
// the new words are placed anew, or stand unplaced. Days that somebody gave beside
// words of their own stay. It reports whether it emptied them.
func Reworded(v Values, c Context, was calendar.Interval) bool {
	said := trimmed(v.Get(c.Name(occurred, "said")))
	if said == "" || said == trimmed(was.Said) || was.IsZero() || !cameOfWords(was, c.told()) {
		return false
	}
	as := was
	as.Said = said
	if !SameTime(v, c, as) {
		return false
	}
	for _, end := range []string{"from", "to"} {
		for _, box := range []string{"day", "month", "year", "time"} {
			delete(v, c.Name(occurred, end, box))
		}
	}
	return true
}

// oldestForm is how many days before it was sent a form may have been opened.
const oldestForm = 7

// cameOfWords reports whether a time is what its words mean, said at told or on one of
// the days before on which the form may have been opened.
func cameOfWords(i calendar.Interval, told time.Time) bool {
	same := func(o calendar.Interval) bool {
		return o.Earliest() == i.Earliest() && o.Latest() == i.Latest()
	}
	for day := range oldestForm + 1 {
		at := told.AddDate(0, 0, -day)
		o, err := calendar.ParseSaid(i.Said, at)
		if err != nil {
			return false
		}
		if same(o) || slices.ContainsFunc(calendar.Ways(i.Said, at), func(w calendar.Way) bool { return same(w.Interval) }) {
			return true
		}
	}
	return false
}

func setEnd(v Values, name string, at time.Time, wholeDay bool) {
	setDate(v, name, calendar.DateOf(at))
	if wholeDay {
		return
	}
	clock := calendar.ClockTime(at)
	if at.Second() != 0 {
		hm, zone, _ := strings.Cut(clock, " ")
		clock = strings.TrimSpace(fmt.Sprintf("%s:%02d %s", hm, at.Second(), zone))
	}
	v.Set(name+"-time", clock)
}
