package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"foursight/internal/browsertest"
)

// The four moments of the first hour (a call for help, six questions, the door, a call
// for news), each as the demonstration is used: the command as it is started, its first
// page, its invented force, at the speed a shift demands, counted in keys and taps. How
// long a page takes is logged, not held: that is for the benchmarks.

// Speeds of the moments, in keys, taps and pages.
const (
	newsFound  = 2  // taps to the case of a victim who rings
	newsLogged = 4  // and to the call logged with the next date set
	doorTaps   = 14 // at the door, until it is safe to leave
)

var (
	servedAt = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)
	ringing  = regexp.MustCompile(`type (07700 900\d{3}) and`)
	asking   = regexp.MustCompile(`news: type ([^,]+), then`)
)

// demonstration is the command as it is run, with what it told whoever started it.
type demonstration struct{ site, number, name string }

// demonstrated starts the demonstration and reads on until it has said all.
func demonstrated(t *testing.T) demonstration {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	said, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		code := run(ctx, []string{"demo", "--listen", "127.0.0.1:0", "--public-listen", "127.0.0.1:0"}, &console{Out: out, Err: t.Output()})
		out.Close()
		ended <- code
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("the demonstration ends with %d", code)
		}
	})
	var all strings.Builder
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		all.WriteString(lines.Text() + "\n")
		if strings.Contains(lines.Text(), "Ctrl-C ends it") {
			break
		}
	}
	go func() { _, _ = io.Copy(io.Discard, said) }()
	one := func(re *regexp.Regexp) string {
		m := re.FindStringSubmatch(all.String())
		if m == nil {
			t.Fatalf("nothing like %s is said:\n%s", re, all.String())
		}
		return m[len(m)-1]
	}
	return demonstration{one(servedAt), one(ringing), one(asking)}
}

// person is somebody at the demonstration on a screen of their own, whose keys and taps
// are counted.
type person struct {
	*browsertest.Page
	t    *testing.T
	site string
	taps int
}

// as signs in as somebody, by the first page, on a screen so wide.
func (d demonstration) as(t *testing.T, who string, width, height int) *person {
	t.Helper()
	p := &person{browsertest.New(t).Page(width, height), t, d.site, 0}
	p.Open(d.site + "/")
	p.follows(`button[name="staff"][value="` + who + `"]`)
	p.Throttle(400, 300*time.Millisecond) // kbit/s: a bad signal
	p.Open(d.site + "/")
	p.taps = 0
	return p
}

func (p *person) follows(selector string) {
	p.t.Helper()
	p.arrived(selector, func() int { return p.Follow(selector) })
}

func (p *person) enters() {
	p.t.Helper()
	p.arrived("Enter", func() int { return p.PressAndFollow("Enter") })
}

func (p *person) arrived(by string, go_ func() int) {
	p.t.Helper()
	p.taps++
	began := time.Now()
	if status := go_(); status != http.StatusOK {
		p.t.Fatalf("%s answers %d: %s", by, status, p.Text("main"))
	}
	p.t.Logf("%-60s %5d ms on 400 kbit/s", by, time.Since(began).Milliseconds())
}

func (p *person) picks(selectors ...string) {
	p.t.Helper()
	for _, s := range selectors {
		p.taps++
		p.Click(s)
	}
}

// says holds that a part of the page says each of some things.
func (p *person) says(selector string, wants ...string) {
	p.t.Helper()
	got := p.Text(selector)
	for _, want := range wants {
		if !strings.Contains(got, want) {
			p.t.Errorf("%s says %q, which lacks %q", selector, got, want)
		}
	}
}

// reference is that of the case that is shown.
func (p *person) reference() string {
	p.t.Helper()
	rest, ok := strings.CutPrefix(p.Location(), p.site+"/case/")
	ref, _, _ := strings.Cut(rest, "?")
	if !ok || ref == "" {
		p.t.Fatalf("at %s, want a case", p.Location())
	}
	return ref
}

// on holds that something ends on the first screen.
func (p *person) on(selector string, height float64) {
	p.t.Helper()
	if end := p.Bottom(selector); end > height {
		p.t.Errorf("%s ends at %.0f px, below the first screen", selector, end)
	}
}

func TestTheFourMomentsAreDoneAtTheirSpeedInTheDemonstration(t *testing.T) {
	d := demonstrated(t)

	t.Run("999, he is outside", func(t *testing.T) {
		p := d.as(t, "co-bello", 1280, 800)
		p.Press(d.number) // the caret is in the box
		p.enters()
		if p.taps != 1 {
			t.Errorf("answered after %d keys beside the number; want 1", p.taps)
		}
		p.says(".fs-call__live", "Live ", "not to ")
		p.says(".fs-call__safe", "Safe contact for "+d.name)
		p.says("main", "Earlier reports", "Text for the incident log")
		p.on(".fs-call__live", 800)
		p.on(".fs-call__safe", 800)
	})

	t.Run("101, he keeps messaging", func(t *testing.T) {
		p := d.as(t, "co-bello", 1280, 800)
		p.follows(`button[name="for"][value="six"]`)
		for _, key := range []string{"1", "1", "1", "4", "2", "1"} { // safe to speak, safe now, former partner, an app, on different days, unwanted
			p.taps++
			p.Press(key)
		}
		p.enters()
		p.says("main", "Record as stalking", "Why: former partner, more than one unwanted act.", "ST1 stalking")
		p.follows(`button[name="_do"][value="record"]`)
		if p.taps != 9 {
			t.Errorf("recorded after %d keys; want one to begin, six answers, and two to save", p.taps)
		}
		p.reference()
		p.says("main", "For the incident log", "Next: ")
	})

	t.Run("at the door", func(t *testing.T) {
		p := d.as(t, "pc-marsh", 390, 844)
		const onward = ".fs-form .govuk-button-group .govuk-button:not([name])"
		p.follows("main a.fs-home__report")
		p.says("main", "Do not say, and what to say instead")
		p.picks("#f-s-safe-now")
		p.Fill("#f-s-action", "Stayed until her sister came; locks checked.")
		p.follows(onward)
		p.Fill("#f-v-details-name", "Ffion Invented")
		p.Fill("#f-a-words", "I do not want a fuss, but he keeps coming round.")
		p.follows(onward)
		p.taps++
		p.Fill("#f-l-relationship", "Former partner")
		p.Fill("#f-x-details-name", "Steven Madeup")
		p.Fill("#f-i1-what", "Stood outside")
		p.Fill("#f-i1-occurred", "last night")
		p.follows(onward)
		p.picks("#f-f-fixated", "#f-f-obsessive", "#f-f-unwanted", "#f-f-repeated", "#f-k-judgement-3")
		p.follows(onward)
		p.picks(`input[value="patrols"]`)
		p.Fill("#f-g-words", "Stays with her sister tonight.")
		p.Fill("#f-c-number", "07700 900123")
		p.Fill("#f-c-times", "after nine")
		p.follows(onward)
		if p.taps > doorTaps {
			t.Errorf("safe to leave after %d taps; at most %d", p.taps, doorTaps)
		}
		p.says(".fs-finish", "Safe to leave: all 4 done")
		p.says("main", "Complete before end of shift")
		ref := p.reference()

		p.follows(`main a[href="/case/` + ref + `/record/CaseHandedOver"]`)
		p.Fill("#f-to", "DS Fiona")
		p.Fill("#f-why-not", "He was in the next room.")
		p.follows(onward)

		// The sergeant who is offered it reads who, how to reach safely, how dangerous, what
		// happened, what is due; that it takes a minute is held in package web, word by word.
		p = d.as(t, "ds-calder", 1280, 800)
		p.Open(d.site + "/case/" + ref)
		p.says(".fs-identity", "Ffion Invented", "Steven Madeup")
		p.says(`section[aria-labelledby^="safe-"]`, "after nine", "Show") // the number after one tap, which is on record
		p.says(".fs-risk", "High")
		p.says(`section[aria-labelledby="happened-title"]`, "he keeps coming round")
		p.says(".fs-duties--now", "Due")
	})

	t.Run("a victim rings for news", func(t *testing.T) {
		p := d.as(t, "co-bello", 1280, 800)
		p.Fill("#search", d.name)
		p.follows("main .fs-search__button")
		p.follows(`.fs-call__ways a[href$="/news"]`)
		if p.taps > newsFound {
			t.Errorf("found after %d taps; at most %d", p.taps, newsFound)
		}
		p.taps = 0
		p.picks("#f-topics", "#f-next_contact-3")
		p.follows(`form:has(input[name="topics"]) button[type="submit"]`)
		if p.taps > newsLogged {
			t.Errorf("logged after %d taps; at most %d", p.taps, newsLogged)
		}
		p.says("main", "Saved", "Next contact")
	})
}
