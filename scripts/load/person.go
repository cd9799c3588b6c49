package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// person is one member of staff at work.
type person struct {
	*browser
	staff, role string
	r           *rand.Rand
	refs        []string // cases they have come across
	deeper      string   // the next page of the last list
	wrote       []written
}

// written is one contact whose saving was acknowledged.
type written struct {
	ref, entry, words string
	again             bool // the same form was sent twice
}

// work signs everybody in and lets them work to the end of the plan.
func work(ctx context.Context, p plan, staff []string, m *meter) []*person {
	end := ctx
	if p.length > 0 {
		var cancel context.CancelFunc
		end, cancel = context.WithTimeout(ctx, p.length)
		defer cancel()
	}
	crowd := make([]*person, p.users)
	var wg sync.WaitGroup
	for i := range crowd {
		// Spread over the whole list, so that every role is there.
		id := staff[i*max(len(staff), p.users)/p.users%len(staff)]
		who := &person{browser: newBrowser(p.url, m), staff: id, role: roleOf(id), r: rand.New(rand.NewPCG(p.seed, uint64(i)))}
		crowd[i] = who
		wg.Go(func() { who.work(end, p) })
	}
	wg.Wait()
	return crowd
}

// roleOf is the beginning of an invented person's id, which tells what they do.
func roleOf(staff string) string {
	role, _, _ := strings.Cut(staff, "-")
	return role
}

func rolesOf(crowd []*person) int {
	seen := map[string]bool{}
	for _, w := range crowd {
		seen[w.role] = true
	}
	return len(seen)
}

func twice(crowd []*person) (n int) {
	for _, w := range crowd {
		for _, x := range w.wrote {
			if x.again {
				n++
			}
		}
	}
	return n
}

// pause waits as long as somebody thinks: between half and one and a half of the
// mean. False when the work is over.
func (w *person) pause(ctx context.Context, mean time.Duration) bool {
	t := time.NewTimer(mean/2 + time.Duration(w.r.Int64N(int64(mean)+1)))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// work is a shift. A failure is measured where it happens; the person goes on.
func (w *person) work(ctx context.Context, p plan) {
	// Nobody begins at the same moment as all others.
	if !w.pause(ctx, time.Duration(w.r.Int64N(int64(p.think)+1))) {
		return
	}
	if _, err := w.post(ctx, "/sign-in/demonstration", url.Values{"staff": {w.staff}}); err != nil {
		return
	}
	w.look(ctx, "/")
	for n := 0; p.steps == 0 || n < p.steps; n++ {
		if !w.pause(ctx, p.think) {
			return
		}
		if w.r.IntN(100) < p.writes && w.writes() {
			w.record(ctx)
			continue
		}
		w.read(ctx)
	}
}

// writes reports whether somebody of this role records contact with victims.
func (w *person) writes() bool {
	return slices.Contains([]string{"pc", "sc", "dc", "ds", "sgt", "sup", "co"}, w.role) && len(w.refs) > 0
}

var (
	caseLink   = regexp.MustCompile(`href="/case/(FS-[0-9]{2}-[0-9A-Z]{7})`)
	deeperLink = regexp.MustCompile(`href="(/cases\?[^"]*after=[^"]*)"`)
)

// look gets a page and remembers the cases it leads to.
func (w *person) look(ctx context.Context, path string) page {
	p, err := w.get(ctx, path)
	if err != nil {
		return p
	}
	for _, m := range caseLink.FindAllStringSubmatch(p.body, -1) {
		if !slices.Contains(w.refs, m[1]) {
			w.refs = append(w.refs, m[1])
		}
	}
	w.refs = w.refs[max(0, len(w.refs)-60):]
	return p
}

// parts of a case, the overview most often.
var parts = []string{"", "", "", "", "/people", "/course", "/course", "/duties", "/duties", "/history"}

// sought is asked for in searches: names that many, few and no cases hold.
var sought = []string{"Barrowclough", "Yasmin Larkhill", "Tamworthy", "Zzyzxqvist", "07700 900123", "Quarrington", "Nobody Atall", "Thornby Cross", "QQ51"}

// read does one thing that records nothing.
func (w *person) read(ctx context.Context) {
	switch n := w.r.IntN(100); {
	case w.role == "adv":
		w.look(ctx, []string{"/", "/shared"}[w.r.IntN(2)])
	case w.role == "admin":
		w.look(ctx, []string{"/", "/staff", "/guidance"}[w.r.IntN(3)])
	case n < 20 || len(w.refs) == 0 && n < 50:
		w.look(ctx, "/")
	case n < 32:
		path := "/cases"
		if w.deeper != "" && w.r.IntN(2) == 0 {
			path = w.deeper
		}
		p := w.look(ctx, path)
		w.deeper = ""
		if m := deeperLink.FindStringSubmatch(p.body); m != nil {
			w.deeper = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	case n < 42 && w.seeks():
		w.post(ctx, "/search", url.Values{"q": {sought[w.r.IntN(len(sought))]}})
	case n < 46 && w.seeks() || w.role == "co" && n < 60:
		w.post(ctx, "/call", url.Values{"q": {sought[w.r.IntN(len(sought))]}})
	case len(w.refs) > 0:
		w.look(ctx, "/case/"+w.refs[w.r.IntN(len(w.refs))]+parts[w.r.IntN(len(parts))])
	default:
		w.look(ctx, "/")
	}
}

// seeks reports whether somebody of this role may search.
func (w *person) seeks() bool {
	return slices.Contains([]string{"pc", "sc", "dc", "ds", "sgt", "sup", "co", "insp", "ps"}, w.role)
}

var doneEntry = regexp.MustCompile(`[?&]done=([0-9a-f]{32})`)

// record opens the form for a contact with the victim on a case of their own and
// sends it; one in ten is sent twice, as by somebody whose page seemed to hang. A case
// on which they may record nothing is left.
func (w *person) record(ctx context.Context) {
	ref := w.refs[w.r.IntN(len(w.refs))]
	overview := w.look(ctx, "/case/"+ref)
	path := "/case/" + ref + "/record/VictimContacted"
	if !strings.Contains(overview.body, "/case/"+ref+"/record/") {
		return
	}
	p, err := w.get(ctx, path)
	if err != nil {
		return
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(p.body))
	if err != nil {
		return
	}
	form := filled(doc.Find("main form.fs-form"))
	entry := form.Get("_entry")
	words := fmt.Sprintf("Contact noted by load %s.", entry)
	form.Set("note", words)
	form.Set("_seen", "yes")
	got, err := w.post(ctx, path, form)
	if err != nil {
		return
	}
	m := doneEntry.FindStringSubmatch(got.at)
	if m == nil || m[1] != entry {
		w.meter.wrong(path, "saving led to "+got.at)
		return
	}
	x := written{ref: ref, entry: entry, words: words}
	if w.r.IntN(10) == 0 {
		_, err := w.post(ctx, path, form)
		x.again = err == nil
	}
	w.wrote = append(w.wrote, x)
}

// readBack reads everything that was acknowledged, as whoever wrote it, and says what
// is missing or there twice.
func readBack(ctx context.Context, crowd []*person, m *meter) (lost []string, checked int) {
	for _, w := range crowd {
		w.browser.meter = newMeter() // not part of the load
		for _, x := range w.wrote {
			checked++
			p, err := w.get(ctx, "/case/"+x.ref+"/entry/"+x.entry)
			if err != nil || !strings.Contains(p.body, x.words) {
				lost = append(lost, fmt.Sprintf("%s entry %s by %s: not there (%v)", x.ref, x.entry, w.staff, err))
				continue
			}
			if n := w.mentions(ctx, x); n != 1 {
				lost = append(lost, fmt.Sprintf("%s entry %s by %s: %d times in the history", x.ref, x.entry, w.staff, n))
			}
		}
	}
	return lost, checked
}

var olderLink = regexp.MustCompile(`href="([^"]*[?&](?:amp;)?before=[0-9]+)"`)

// mentions counts how often the case's history lists an entry.
func (w *person) mentions(ctx context.Context, x written) (n int) {
	for path := "/case/" + x.ref + "/history"; path != ""; {
		p, err := w.get(ctx, path)
		if err != nil {
			return 0
		}
		n += strings.Count(p.body, "/entry/"+x.entry)
		path = ""
		if m := olderLink.FindStringSubmatch(p.body); m != nil {
			path = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	return n
}
