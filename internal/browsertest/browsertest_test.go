package browsertest

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

// pages are small documents, each with the fault its test looks for or without.
var pages = map[string]string{
	"/clean": `<main><h1>Diary</h1><p>Nothing to see.</p>
		<form action="/echo"><p><label for="note">Note</label> <input id="note" name="note"></p>
		<p><label for="more">More</label> <textarea id="more">old</textarea></p>
		<button id="save">Save the note</button></form></main>`,
	"/faulty": `<main><h1>Diary</h1><img src="/none.png"><input id="bare">
		<p style="color:#bbb;background:#fff">Too faint to read</p></main>`,
	"/focus": `<main><h1>Focus</h1><p><a id="first" href="/clean">first</a></p>
		<p><button id="unmarked">no mark</button></p>
		<p><input id="field" aria-label="field"></p></main>`,
	"/alike":   `<main><h1>Alike</h1><p><button id="one">one</button></p><p><button id="two">two</button></p><p><button id="always">always</button></p><p><button id="never">never</button></p></main>`,
	"/covered": `<main><h1>Covered</h1><p><button id="under">under the banner</button></p></main><div class="banner">A banner over all</div>`,
	"/jump":    `<main><h1>Jump</h1><a id="jump" href="#none">to the field</a><form action="/echo"><label for="into">Note</label><input id="into" name="note"></form></main><script src="/jump.js"></script>`,
	"/paper":   `<main><h1>Paper</h1><p class="screen">on screens only</p><p>First sheet, official</p><p class="next">Second sheet: “café”</p></main>`,
	"/any":     `<main class="any"><h1>Any paper</h1></main>`,
	"/forced":  `<main><h1>Colours</h1><p id="colours"><span class="own">own</span><span class="forced">forced</span></p></main>`,
	"/marked":  `<main><h1>Marks</h1><p><span id="mark" class="bold nothing" aria-current="page">here</span></p></main>`,
	"/order": `<main><h1>Order</h1><div class="columns"><p><button id="one">one</button></p><p><button id="two">two</button></p><p><button id="three">three</button></p></div>
		<p class="swapped"><button id="down">first, and shown below</button><button id="up">second, and shown above</button></p></main>`,
	"/trap":  `<main><h1>Trap</h1><button id="a">a</button><button id="b">b</button><button id="c">c</button></main><script src="/trap.js"></script>`,
	"/wide":  `<main><h1>Wide</h1><div class="wide" id="wide">does not reflow</div></main>`,
	"/table": `<main><h1>Table</h1><div class="scrolls"><table><tr><td class="wide">a wide table</td></tr></table></div></main>`,
	"/small": `<main><h1>Small</h1><button id="small" class="small" aria-label="close">x</button>
		<p>A <a id="inline" href="/clean">link</a> in a sentence is not a small target.</p></main>`,
	"/script": `<main><h1 id="title">without script</h1></main><script src="/title.js"></script>`,
}

const style = `body{font:16px/1.5 sans-serif} button{min-width:44px;min-height:44px} input{height:30px}
#unmarked:focus,#never:focus{outline:none} #always{outline:-webkit-focus-ring-color auto 1px} #field:focus{outline:none}
.banner{position:fixed;inset:0;background:#fff} .wide{width:900px} .scrolls{overflow-x:auto}
.columns{columns:2} .columns p{break-inside:avoid} .swapped{display:flex;flex-direction:column-reverse}
.forced{display:none} @media (forced-colors: active){.own{display:none} .forced{display:inline}}
@page{size:A4;@bottom-right{content:"Page " counter(page) " of " counter(pages)}} @page any{size:auto} .any{page:any} @media print{.screen{display:none} .next{break-before:page}}
.bold{font-weight:bold} [aria-current]{color:#c00}
.small{min-width:0;min-height:0;width:12px;height:12px;padding:0}`

// server serves the pages under the policy the product has: no inline script, no
// evaluated script, nothing from elsewhere.
func server(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	for path, body := range pages {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'self'")
			io.WriteString(w, `<!doctype html><html lang="en"><head><title>Test page</title><link rel="stylesheet" href="/style.css"></head><body>`+body+`</body></html>`)
		})
	}
	serve := func(path, contentType, body string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", contentType)
			io.WriteString(w, body)
		})
	}
	serve("/style.css", "text/css", style)
	serve("/title.js", "text/javascript", `document.getElementById("title").textContent = "with script"`)
	serve("/jump.js", "text/javascript", `document.getElementById("jump").addEventListener("click", (e) => { e.preventDefault(); document.getElementById("into").focus() })`)
	serve("/trap.js", "text/javascript", `document.getElementById("c").addEventListener("focus", () => document.getElementById("b").focus())`)
	serve("/heavy", "text/html", "<!doctype html><title>Heavy</title>"+strings.Repeat("x", 50_000))
	mux.HandleFunc("GET /echo", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, `<!doctype html><title>Echo</title><p id="said">`+r.FormValue("note")+`</p>`)
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func open(t *testing.T, path string) *Page {
	t.Helper()
	p := New(t).Page(800, 600)
	if got := p.Open(server(t) + path); got != http.StatusOK {
		t.Fatalf("open %s: status %d; want 200", path, got)
	}
	return p
}

func TestAFormIsFilledAndFollowed(t *testing.T) {
	p := open(t, "/clean")
	p.Fill("#note", "first")
	p.Fill("#note", "seen at 21:50")
	if got := p.Value("#note"); got != "seen at 21:50" {
		t.Errorf("field holds %q; want the second text only", got)
	}
	p.Fill("#more", "new")
	if got := p.Value("#more"); got != "new" {
		t.Errorf("text area holds %q; want what it held replaced", got)
	}
	if got := p.Follow("#save"); got != http.StatusTeapot {
		t.Errorf("status %d; want that of the page it led to, 418", got)
	}
	if got := p.Text("#said"); got != "seen at 21:50" {
		t.Errorf("page says %q; want what was typed", got)
	}
	if !strings.Contains(p.Location(), "/echo?note=") {
		t.Errorf("at %s; want /echo", p.Location())
	}
}

func TestTheKeyboardAloneSubmitsAForm(t *testing.T) {
	p := open(t, "/clean")
	p.Press("Tab", "typed", "Enter")
	if got := p.Text("#said"); got != "typed" {
		t.Errorf("page says %q; want %q", got, "typed")
	}
}

func TestAxeReportsEachViolationWithRuleAndPlace(t *testing.T) {
	found := open(t, "/faulty").Violations()
	var rules []string
	for _, v := range found {
		rules = append(rules, v.Rule)
		if v.Selector == "" || v.Help == "" || v.Summary == "" {
			t.Errorf("violation %+v; want selector, help and summary", v)
		}
	}
	for _, want := range []string{"image-alt", "label", "color-contrast"} {
		if !slices.Contains(rules, want) {
			t.Errorf("rules broken: %v; want %s among them", rules, want)
		}
	}
	if small := open(t, "/small").Violations(); len(small) > 0 && small[0].Rule != "target-size" {
		t.Errorf("got %v; want at most target-size", small)
	}
}

// Of a part it reports what is wrong there, but nothing that is measured.
func TestAxeOfAPartReportsWhatIsWrongThere(t *testing.T) {
	p := open(t, "/faulty")
	var rules []string
	for _, v := range p.ViolationsIn("body") {
		rules = append(rules, v.Rule)
	}
	if !slices.Contains(rules, "label") || !slices.Contains(rules, "image-alt") || slices.Contains(rules, "color-contrast") {
		t.Errorf("rules broken: %v; want label and image-alt, and no color-contrast", rules)
	}
	if found := p.ViolationsIn("img"); len(found) != 1 || found[0].Rule != "image-alt" {
		t.Errorf("of the picture alone: %v", found)
	}
}

func TestAxePassesACleanPage(t *testing.T) {
	open(t, "/clean").Axe(t)
}

func TestAxeWorksWithScriptsOff(t *testing.T) {
	p := New(t).Page(800, 600)
	p.JSOff()
	url := server(t)
	p.Open(url + "/faulty")
	if found := p.Violations(); len(found) < 3 {
		t.Errorf("got %v; want the three violations of the page", found)
	}
	p.Open(url + "/script")
	if got := p.Text("#title"); got != "without script" {
		t.Errorf("title is %q; want scripts to stay off after axe-core ran", got)
	}
}

func TestScriptsRunUnlessSwitchedOff(t *testing.T) {
	if got := open(t, "/script").Text("#title"); got != "with script" {
		t.Errorf("title is %q; want %q", got, "with script")
	}
}

func TestTabStopsAreInOrderAndSayWhichAreNotMarked(t *testing.T) {
	stops := open(t, "/focus").TabStops()
	var order []string
	marked := map[string]bool{}
	for _, s := range stops {
		order = append(order, s.Selector)
		marked[s.Selector] = s.FocusVisible
		if s.Obscured {
			t.Errorf("%s is obscured; want it in sight", s.Selector)
		}
	}
	if want := []string{"#first", "#unmarked", "#field"}; !slices.Equal(order, want) {
		t.Fatalf("order %v; want %v", order, want)
	}
	if !marked["#first"] || marked["#unmarked"] || marked["#field"] {
		t.Errorf("marked: %v; want only #first, a caret being no mark", marked)
	}
}

// Stops that are alike are photographed once; one that is styled otherwise, with the
// focus or without, is not taken for one of them.
func TestStopsThatAreAlikeAreToldFromThoseThatAreNot(t *testing.T) {
	p := open(t, "/alike")
	for range 2 {
		marked := map[string]bool{}
		for _, s := range p.TabStops() {
			marked[s.Selector] = s.FocusVisible
		}
		if !marked["#one"] || !marked["#two"] || marked["#always"] || marked["#never"] || len(marked) != 4 {
			t.Errorf("marked: %v; want #one and #two", marked)
		}
		p.Open(p.Location())
	}
}

func TestTabLeadsToWhatIsWantedAndEveryStopOnTheWayIsSeen(t *testing.T) {
	p := open(t, "/focus")
	var seen []string
	see := func(s TabStop) { seen = append(seen, fmt.Sprint(s.Selector, s.FocusVisible)) }
	for range 2 { // the second time it is there already
		if got := p.TabTo(see, "main button", "input[type=none]"); got.Selector != "#unmarked" || p.Focused() != "#unmarked" {
			t.Errorf("Tab leads to %s, the focus is on %s; want the button", got.Selector, p.Focused())
		}
	}
	if got := p.TabTo(see, "input"); got.Name != "field" {
		t.Errorf("Tab leads on to %+v; want the field", got)
	}
	if want := []string{"#firsttrue", "#unmarkedfalse", "#fieldfalse"}; !slices.Equal(seen, want) {
		t.Errorf("on the way stand %v; want %v", seen, want)
	}
}

func TestTheOrderOfStopsIsHeldAgainstTheirPlaces(t *testing.T) {
	p := open(t, "/order")
	var odd []string
	for _, s := range OutOfOrder(p.TabStops()) {
		odd = append(odd, s.Selector)
	}
	if !slices.Equal(odd, []string{"#up"}) {
		t.Errorf("out of order: %v; want only #up, a second column being no jump", odd)
	}
}

func TestAKeyLeadsToAnotherPageAndTheFocusIsNamed(t *testing.T) {
	p := open(t, "/focus")
	if got := p.Focused(); got != "" {
		t.Errorf("before any key the focus is on %q", got)
	}
	p.Press("Tab")
	if got := p.Focused(); got != "#first" {
		t.Errorf("after one Tab the focus is on %q; want #first", got)
	}
	if got := p.PressAndFollow("Enter"); got != http.StatusOK || !strings.HasSuffix(p.Location(), "/clean") {
		t.Errorf("Enter answers %d at %s; want /clean", got, p.Location())
	}
}

func TestEnterOnALinkThatMovesTheFocusIsTakenOnce(t *testing.T) {
	p := open(t, "/jump")
	p.Press("Tab", "Enter", "x")
	if got := p.Focused(); got != "#into" || !strings.HasSuffix(p.Location(), "/jump") {
		t.Errorf("the focus is on %q at %s; want the field, its form not sent", got, p.Location())
	}
	if got := p.Value("#into"); got != "x" {
		t.Errorf("the field holds %q; want what was typed after", got)
	}
}

func TestAStopUnderABannerIsObscured(t *testing.T) {
	stops := open(t, "/covered").TabStops()
	if len(stops) != 1 || !stops[0].Obscured || stops[0].FocusVisible {
		t.Errorf("got %+v; want one stop, obscured, its mark not visible", stops)
	}
}

// recorder stands in for a test that is expected to fail.
type recorder struct {
	testing.TB
	fatal string
}

func (r *recorder) Helper() {}
func (r *recorder) Fatalf(format string, args ...any) {
	r.fatal = format
	panic(r)
}

func TestAKeyboardTrapFailsTheTest(t *testing.T) {
	p := open(t, "/trap")
	r := &recorder{TB: t}
	p.t = r
	func() {
		defer func() {
			if got := recover(); got != nil && got != r {
				panic(got)
			}
		}()
		p.TabStops()
	}()
	if !strings.Contains(r.fatal, "keyboard trap") {
		t.Errorf("failed with %q; want a keyboard trap", r.fatal)
	}
}

func TestHorizontalScrollNamesWhatDoesNotFit(t *testing.T) {
	p := New(t).Page(320, 640)
	url := server(t)
	p.Open(url + "/wide")
	if got := p.HorizontalScroll(); len(got) != 1 || got[0].Selector != "#wide" || got[0].Width != 320 {
		t.Errorf("got %v; want #wide and a width of 320", got)
	}
	for _, path := range []string{"/clean", "/table"} {
		p.Open(url + path)
		if got := p.HorizontalScroll(); len(got) != 0 {
			t.Errorf("%s: got %v; want nothing", path, got)
		}
	}
}

func TestTargetSizesNamesSmallTargetsOnly(t *testing.T) {
	p := open(t, "/small")
	if got := p.TargetSizes(24); len(got) != 1 || got[0].Selector != "#small" || got[0].Width != 12 {
		t.Errorf("got %v; want #small, 12 wide", got)
	}
	if got := p.TargetSizes(12); len(got) != 0 {
		t.Errorf("got %v at 12 px; want nothing", got)
	}
}

func TestWhatIsPrintedIsReadSheetBySheet(t *testing.T) {
	p := open(t, "/paper")
	sheets := p.Sheets()
	if len(sheets) != 2 {
		t.Fatalf("%d sheets; want 2", len(sheets))
	}
	for n, want := range []string{"First sheet, official", "Second sheet: “café”"} {
		s := sheets[n]
		if !strings.Contains(s.Text, want) || !strings.Contains(s.Text, fmt.Sprintf("Page %d of 2", n+1)) {
			t.Errorf("sheet %d reads %q; want %q and its number", n+1, s.Text, want)
		}
		if strings.Contains(s.Text, "on screens only") {
			t.Errorf("sheet %d holds what is for screens: %q", n+1, s.Text)
		}
		if math.Round(s.Width) != 595 || math.Round(s.Height) != 842 {
			t.Errorf("sheet %d is %v by %v points; want A4", n+1, s.Width, s.Height)
		}
	}
	for n, s := range sheets {
		if math.Abs(s.Scale-1) > 0.01 {
			t.Errorf("sheet %d stands at %v; want 1", n+1, s.Scale)
		}
	}
	p.Open(server(t) + "/wide")
	if s := p.Sheets()[0]; s.Scale > 0.95 || s.Scale < 0.2 {
		t.Errorf("what is too wide for the paper stands at %v; want it shrunk", s.Scale)
	}
	if _, err := readPDF([]byte("%PDF-1.4\nno page")); err == nil {
		t.Error("a file without pages reads as printed")
	}
}

func TestAPageWithoutASizeOfItsOwnIsPrintedOnThePaperGiven(t *testing.T) {
	p := open(t, "/any")
	for _, paper := range []struct{ width, height, across, down float64 }{{148, 210, 420, 595}, {210, 297, 595, 842}} {
		for _, s := range p.SheetsOf(paper.width, paper.height) {
			if math.Abs(s.Width-paper.across) > 1 || math.Abs(s.Height-paper.down) > 1 || !strings.Contains(s.Text, "Any paper") {
				t.Errorf("on %v by %v mm a sheet is %v by %v points and reads %q; want %v by %v", paper.width, paper.height, s.Width, s.Height, s.Text, paper.across, paper.down)
			}
		}
	}
}

func TestForcedColoursReachThePage(t *testing.T) {
	p := open(t, "/forced")
	if got := p.Text("#colours"); got != "own" {
		t.Errorf("before, the page shows %q", got)
	}
	p.ForcedColors()
	if got := p.Text("#colours"); got != "forced" {
		t.Errorf("the page shows %q; want what it has for forced colours", got)
	}
}

func TestAMarkIsSeenOrNot(t *testing.T) {
	p := open(t, "/marked")
	for mark, want := range map[string]bool{"aria-current": true, ".bold": true, ".nothing": false} {
		for range 2 { // each look leaves the page as it was
			if got := p.Shows("#mark", mark); got != want {
				t.Errorf("%s shows: %v; want %v", mark, got, want)
			}
		}
	}
	p.ForcedColors()
	if p.Shows("#mark", "aria-current") {
		t.Error("a mark of colour alone shows where the colours are forced")
	}
}

func TestBackShowsThePageBefore(t *testing.T) {
	p := open(t, "/clean")
	here := p.Location()
	p.Follow("#save")
	p.Back()
	if p.Location() != here {
		t.Errorf("Back leads to %s", p.Location())
	}
}

func TestThrottleSlowsThePage(t *testing.T) {
	p := New(t).Page(390, 844)
	url := server(t)
	p.Throttle(400, 400*time.Millisecond)
	began := time.Now()
	p.Open(url + "/heavy") // 50 kB at 50 kB/s and 0.4 s: 1.4 s
	if took := time.Since(began); took < time.Second {
		t.Errorf("took %v; want more than a second", took)
	}
}

func TestScreenshotIsKept(t *testing.T) {
	path := open(t, "/clean").Screenshot("clean")
	png, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(png), "\x89PNG") {
		t.Errorf("kept file starts %q; want a PNG", png[:4])
	}
}

func TestSessionsShareNoCookies(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("seen")
		http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1"})
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, map[bool]string{true: "<p>new", false: "<p>back"}[err != nil])
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	first, second := New(t), New(t)
	visit := func(b *Browser) string {
		p := b.Page(400, 400)
		p.Open(s.URL)
		return p.Text("p")
	}
	if got := []string{visit(first), visit(first), visit(second)}; !slices.Equal(got, []string{"new", "back", "new"}) {
		t.Errorf("visits were %v; want new, back, and new in the other session", got)
	}
}

func TestWhatABrowserWritesInTheMarginIsSeenAndHasNoRoomWithoutOne(t *testing.T) {
	for style, want := range map[string]bool{"": true, "@page { margin: 0 }": false} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, "<!DOCTYPE html><title>Headline</title><style>"+style+"</style><p>The sheet itself")
		}))
		t.Cleanup(srv.Close)
		p := New(t).Page(800, 600)
		p.Open(srv.URL)
		sheets := p.HeadedSheets()
		if got := strings.Contains(sheets[0].Text, "Headline"); got != want || !strings.Contains(sheets[0].Text, "The sheet itself") {
			t.Errorf("%q: the title is on the paper: %v, want %v: %q", style, got, want, sheets[0].Text)
		}
	}
}
