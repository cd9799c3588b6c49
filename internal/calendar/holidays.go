package calendar

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
)

// DivisionEnglandAndWales names the division as GOV.UK writes it.
const DivisionEnglandAndWales = "england-and-wales"

// fewestHolidays is how many bank holidays a full year has at the least in any
// division (England and Wales: eight). A year with fewer is a part of a year, and
// would make deadlines too early without anyone noticing.
const fewestHolidays = 8

//go:embed data/bank-holidays.json
var englandWalesFile []byte

// Holidays are the bank holidays of one division over a run of whole years. The
// value is read-only once loaded and safe for use from several goroutines.
type Holidays struct {
	division string
	days     map[Date]string // title by date
	first    int             // first year covered
	last     int             // last year covered
}

// EnglandWales returns the bank holidays shipped with the program.
func EnglandWales() *Holidays { return englandWales() }

var englandWales = sync.OnceValue(func() *Holidays {
	h, err := LoadHolidays(bytes.NewReader(englandWalesFile), DivisionEnglandAndWales)
	if err != nil {
		panic(err) // embedded and checksummed: cannot happen in a built binary
	}
	return h
})

// LoadHolidays reads one division of a bank-holiday file, in either of two forms:
//
//	{"division": "england-and-wales", "events": [{"title", "date": "2026-12-25", "notes"}]}
//	{"england-and-wales": {"division": ..., "events": [...]}, "scotland": {...}}
//
// the second being the one GOV.UK publishes. It refuses, naming the line and all
// problems at once: a file without the division, a date that does not exist, a
// date listed twice, and a year that is missing or plainly incomplete.
func LoadHolidays(r io.Reader, division string) (*Holidays, error) {
	src, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("bank holidays: %w", err)
	}
	blocks, err := readBlocks(src)
	if err != nil {
		return nil, fmt.Errorf("bank holidays: %w", err)
	}
	var names []string
	for _, b := range blocks {
		if b.division == division {
			return b.holidays()
		}
		names = append(names, fmt.Sprintf("%q", b.division))
	}
	return nil, fmt.Errorf("bank holidays: no division %q in the file; it has %s",
		division, strings.Join(names, ", "))
}

// holidays turns a block into Holidays, or gives every reason it cannot.
func (b block) holidays() (*Holidays, error) {
	h := &Holidays{division: b.division, days: map[Date]string{}}
	var problems []error
	perYear := map[int]int{}
	seen := map[Date]int{}
	for _, e := range b.events {
		d, err := ParseDate(e.Date)
		if err != nil {
			problems = append(problems, fmt.Errorf("line %d: %w", e.line, err))
			continue
		}
		if at, twice := seen[d]; twice {
			problems = append(problems, fmt.Errorf("line %d: %s is listed already on line %d", e.line, d, at))
			continue
		}
		seen[d] = e.line
		h.days[d] = e.Title
		perYear[d.Year]++
		if h.first == 0 {
			h.first, h.last = d.Year, d.Year
		}
		h.first, h.last = min(h.first, d.Year), max(h.last, d.Year)
	}
	if len(b.events) == 0 {
		problems = append(problems, errors.New("no events"))
	}
	if len(problems) == 0 {
		for y := h.first; y <= h.last; y++ {
			if perYear[y] < fewestHolidays {
				problems = append(problems, fmt.Errorf("%d lists %d bank holidays, expected at least %d: is the year whole?",
					y, perYear[y], fewestHolidays))
			}
		}
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("bank holidays, division %q: %w", b.division, errors.Join(problems...))
	}
	return h, nil
}

// Division is the division's name as people say it: "England and Wales".
func (h *Holidays) Division() string {
	words := strings.Split(h.division, "-")
	for i, w := range words {
		if w != "and" && w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}

// Through is the last day the file answers for.
func (h *Holidays) Through() Date { return Date{h.last, time.December, 31} }

// From is the first day the file answers for.
func (h *Holidays) From() Date { return Date{h.first, time.January, 1} }

// Dates lists the bank holidays in order.
func (h *Holidays) Dates() []Date {
	dates := make([]Date, 0, len(h.days))
	for d := range h.days {
		dates = append(dates, d)
	}
	slices.SortFunc(dates, Date.Compare)
	return dates
}

// IsWorkingDay reports whether d is neither Saturday, Sunday nor a bank holiday
// of the division (VIC-07). Outside the years of the file only weekends are
// known; AddWorkingDays says when an answer rests on that.
func (h *Holidays) IsWorkingDay(d Date) bool {
	if w := d.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	_, holiday := h.days[d]
	return !holiday
}

// AddWorkingDays is the n-th working day after d, d itself being day 0 whether or
// not it is a working day; a negative n counts back, and 0 is d. The Warning
// says when a day it stepped over lies outside the years of the file.
//
// Source: the Victims' Code's working days (VIC-07, reading of day 0).
func (h *Holidays) AddWorkingDays(d Date, n int) (Date, Warning) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	at := d
	for n > 0 {
		at = at.AddDays(step)
		if h.IsWorkingDay(at) {
			n--
		}
	}
	if at != d && (h.Through().Before(at) || at.Before(h.From())) {
		return at, Warning{Division: h.Division(), Day: at, From: h.From(), Through: h.Through()}
	}
	return at, Warning{}
}

// Warning says that an answer depends on years for which no bank holidays are
// loaded, so the true day may be later (or, counting back, earlier). The zero
// Warning is no warning.
type Warning struct {
	Division      string // "England and Wales"
	Day           Date   // the answer it qualifies
	From, Through Date   // what the file covers
}

// Any reports whether there is something to warn of.
func (w Warning) Any() bool { return w != Warning{} }

// String is the warning as a sentence; the zero Warning is the empty string.
func (w Warning) String() string {
	if !w.Any() {
		return ""
	}
	return fmt.Sprintf("%s rests on a year for which no bank holidays are loaded (%s, %d to %d): check it by hand",
		w.Day.Short(), w.Division, w.From.Year, w.Through.Year)
}

type event struct {
	Title string `json:"title"`
	Date  string `json:"date"`
	line  int
}

type block struct {
	division string
	events   []event
}

// readBlocks walks the file token by token, because only that keeps the line of
// each event for messages.
func readBlocks(src []byte) ([]block, error) {
	p := parser{src: src, dec: json.NewDecoder(bytes.NewReader(src))}
	var whole block
	var blocks []block
	err := p.object(func(key string) error {
		switch key {
		case "division":
			return p.value(&whole.division)
		case "events":
			return p.events(&whole)
		case "source":
			return p.skip()
		}
		b := block{division: key}
		err := p.object(func(inner string) error {
			if inner == "events" {
				return p.events(&b)
			}
			return p.skip()
		})
		blocks = append(blocks, b)
		return err
	})
	if err != nil {
		return nil, err
	}
	if whole.division != "" || whole.events != nil {
		blocks = append(blocks, whole)
	}
	return blocks, nil
}

type parser struct {
	src []byte
	dec *json.Decoder
}

// object reads one JSON object, calling member after each key; member must read
// the value.
func (p *parser) object(member func(key string) error) error {
	if err := p.delim('{'); err != nil {
		return err
	}
	for p.dec.More() {
		line := p.line()
		tok, err := p.dec.Token()
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		key, _ := tok.(string) // a key is always a string, or Token had failed
		if err := member(key); err != nil {
			return err
		}
	}
	return p.delim('}')
}

func (p *parser) events(b *block) error {
	if err := p.delim('['); err != nil {
		return err
	}
	for p.dec.More() {
		e := event{line: p.line()}
		if err := p.value(&e); err != nil {
			return err
		}
		b.events = append(b.events, e)
	}
	return p.delim(']')
}

func (p *parser) delim(want json.Delim) error {
	line := p.line()
	tok, err := p.dec.Token()
	if err != nil {
		return fmt.Errorf("line %d: expected %q: %w", line, want.String(), err)
	}
	if tok != want {
		return fmt.Errorf("line %d: expected %q, found %v", line, want.String(), tok)
	}
	return nil
}

func (p *parser) value(into any) error {
	line := p.line()
	if err := p.dec.Decode(into); err != nil {
		return fmt.Errorf("line %d: %w", line, err)
	}
	return nil
}

func (p *parser) skip() error {
	var unread json.RawMessage
	return p.value(&unread)
}

// line is the line of the next value: past the comma or colon and the space that
// follow the last one read.
func (p *parser) line() int {
	at := int(p.dec.InputOffset())
	for at < len(p.src) && strings.ContainsRune(":, \t\r\n", rune(p.src[at])) {
		at++
	}
	return 1 + bytes.Count(p.src[:at], []byte("\n"))
}
