package ui

import (
	"bytes"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"foursight/internal/calendar"
)

func draw(t *testing.T, c Component) (*goquery.Document, string) {
	t.Helper()
	var out bytes.Buffer
	if err := Render(&out, c); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return doc, out.String()
}

func TestEveryPageHasTheSameBones(t *testing.T) {
	for name, page := range map[string]Page{"case": casePage(), "form": formPage(),
		"interruption": {Title: "FS-26-7KQ4M", Body: InterruptionCard{Heading: "Before you hand over", Body: Text("Two questions are open."), Continue: Button{Text: "Hand over"}, BackText: "Go back", BackHref: "#"}}} {
		t.Run(name, func(t *testing.T) {
			doc, text := draw(t, page)
			if err := os.WriteFile(filepath.Join(t.ArtifactDir(), name+".html"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			for selector, want := range map[string]int{"h1": 1, "main": 1, "header": 1, "footer": 1, "html[lang=en]": 1, "title": 1} {
				if selector == "title" {
					selector = "head > title"
				}
				if got := doc.Find(selector).Length(); got != want {
					t.Errorf("%d of %s, want %d", got, selector, want)
				}
			}
			if first := doc.Find("body a, body button, body input").First(); !first.HasClass("govuk-skip-link") || doc.Find(first.AttrOr("href", "")).Length() != 1 {
				t.Error("the first thing to reach by keyboard is not a skip link to something on the page")
			}
			if got := doc.Find("form:not([method])").Length(); got != 0 {
				t.Errorf("%d forms do not say how they are sent", got)
			}
			uniqueIDs(t, doc)
			obeysPolicy(t, doc)
			for _, mistake := range []string{"ZgotmplZ", "<no value>", "%!"} {
				if strings.Contains(text, mistake) {
					t.Errorf("the page holds %q", mistake)
				}
			}
		})
	}
}

func uniqueIDs(t *testing.T, doc *goquery.Document) {
	t.Helper()
	seen := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if seen[id] {
			t.Errorf("id %q stands twice", id)
		}
		seen[id] = true
	})
	for _, attribute := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls", "data-copy"} {
		doc.Find("[" + attribute + "]").Each(func(_ int, s *goquery.Selection) {
			for id := range strings.FieldsSeq(s.AttrOr(attribute, "")) {
				if !seen[id] {
					t.Errorf("%s=%q names nothing", attribute, id)
				}
			}
		})
	}
}

// obeysPolicy looks for what assets.Policy would block.
func obeysPolicy(t *testing.T, doc *goquery.Document) {
	t.Helper()
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, a := range s.Nodes[0].Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has the attribute %s", s.Nodes[0].Data, a.Key)
			}
			if (a.Key == "src" || (s.Nodes[0].Data == "link" && a.Key == "href")) && !strings.HasPrefix(a.Val, "/assets/") {
				t.Errorf("<%s> fetches %q", s.Nodes[0].Data, a.Val)
			}
		}
		if n := s.Nodes[0]; n.Type == html.ElementNode && (n.Data == "style" || (n.Data == "script" && n.FirstChild != nil)) {
			t.Errorf("inline <%s>", n.Data)
		}
	})
}

func TestPicturesEntriesAreTheTablesRows(t *testing.T) {
	doc, _ := draw(t, course())
	ids := func(attribute string) []string {
		var all []string
		doc.Find("[" + attribute + "]").Each(func(_ int, s *goquery.Selection) { all = append(all, s.AttrOr(attribute, "")) })
		return all
	}
	shapes, rows := ids("data-entry"), ids("data-row")
	if !slices.Equal(shapes, rows) {
		t.Errorf("picture %q, table %q", shapes, rows)
	}
	p := course()
	if marks, trs := doc.Find("[data-entry] .fs-mark").Length(), doc.Find("tr.fs-row--mark").Length(); marks != len(p.Marks) || trs != len(p.Marks) {
		t.Errorf("%d marks and %d rows for %d incidents", marks, trs, len(p.Marks))
	}
	if got := doc.Find("[data-entry] .fs-mark--late").Length(); got != 3 {
		t.Errorf("%d hollow marks, want the 3 recorded later", got)
	}
	if doc.Find("svg > title").First().Text() == "" || doc.Find("svg > desc").Text() == "" {
		t.Error("the picture has no title or description")
	}
}

func TestPictureKeepsEverythingInside(t *testing.T) {
	p := course()
	p.Marks = append(p.Marks, Mark{Lane: "Messages", Occurred: calendar.At(day(2021, 2, 1)), When: "2021", What: "First letter", Late: true})
	all, err := p.entries()
	if err != nil {
		t.Fatal(err)
	}
	d := p.layout(all)
	for n, e := range d.Entries {
		if e.X < margin || e.X+e.Width > d.Width-margin+2*markRadius || e.Y < 0 || e.Y > d.Height {
			t.Errorf("%s at %d,%d, %d wide: outside %d by %d", e.What, e.X, e.Y, e.Width, d.Width, d.Height)
		}
		if n > 0 && (e.From.Before(d.Entries[n-1].From) || e.X < d.Entries[n-1].X) {
			t.Errorf("%s stands before what came earlier", e.What)
		}
	}
}

func TestTheAxisEndsWithTheLastEntryAndSaysWhatCameAfterInWords(t *testing.T) {
	p := CoursePicture{Lanes: []string{"A"}, Until: day(2026, 11, 23), Marks: []Mark{
		{Lane: "A", Occurred: on(2025, 10, 25), What: "First"}, {Lane: "A", Occurred: on(2025, 11, 9), What: "Second"}, {Lane: "A", Occurred: calendar.On(calendar.Date{Year: 2025, Month: 12, Day: 6}), What: "Last"}}}
	all, err := p.entries()
	if err != nil {
		t.Fatal(err)
	}
	d := p.layout(all)
	if first, last := d.Entries[0].X, d.Entries[2].X; first > d.Width/10 || last < d.Width*9/10 {
		t.Errorf("entries from %d to %d of %d: the year after the last takes room", first, last, d.Width)
	}
	doc, _ := draw(t, p)
	if got := doc.Find("figcaption .fs-course__after").Text(); got != "Nothing recorded since Sat 6 Dec 2025." {
		t.Errorf("what came after: %q", got)
	}
	if got := doc.Find(".fs-month").Map(func(_ int, s *goquery.Selection) string { return s.Text() }); !slices.Equal(got, []string{"Oct 2025", "Nov 2025", "Dec 2025"}) {
		t.Errorf("months %q", got)
	}
	p.Until = day(2025, 12, 6)
	if doc, _ := draw(t, p); doc.Find(".fs-course__after").Length() != 0 {
		t.Error("on the day of the last entry something is said to have come after")
	}
}

func TestLettersOfNearLinesStandBesideOneAnother(t *testing.T) {
	p := course()
	p.Lines = append(p.Lines, Line{Kind: ContactLine, At: day(2026, 11, 22), When: "22 Nov 2026", What: "Victim told"})
	all, err := p.entries()
	if err != nil {
		t.Fatal(err)
	}
	last := 0
	for _, e := range p.layout(all).Entries {
		if e.Shape != "line" {
			continue
		}
		if last > 0 && e.FlagX-last < flagApart {
			t.Errorf("the letter of %q is %d px after the one before", e.What, e.FlagX-last)
		}
		last = e.FlagX
	}
}

func TestPictureRefusesWhatItCannotDraw(t *testing.T) {
	for name, p := range map[string]CoursePicture{
		"unknown lane": {Marks: []Mark{{Lane: "Nowhere", Occurred: calendar.At(day(2026, 1, 1))}}},
		"no time":      {Lanes: []string{"A"}, Marks: []Mark{{Lane: "A"}}},
		"kind of span": {Spans: []Span{{Kind: "holiday", From: day(2026, 1, 1)}}},
		"kind of line": {Lines: []Line{{Kind: "tea", At: time.Now()}}},
	} {
		if _, err := p.HTML(); err == nil {
			t.Errorf("%s was drawn", name)
		}
	}
}

func TestSafeContactStandsBeforeEveryNumber(t *testing.T) {
	doc, _ := draw(t, casePage())
	order := doc.Find(".fs-safe__never, .fs-masked")
	if !order.First().HasClass("fs-safe__never") || order.Length() < 3 {
		t.Errorf("the first of %d is not what must never be done", order.Length())
	}
	if shown := doc.Find("form.fs-masked[method=post] button").Length(); shown != 1 {
		t.Errorf("%d values can be asked for by a posted form, want 1", shown)
	}
	// A button heard alone says what it shows, whatever its label begins with.
	for label, want := range map[string]string{"What number or address is safe?": "Show, and this is recorded: What number or address is safe?", "number": "Show, and this is recorded: number"} {
		one, _ := draw(t, Page{Title: "One", Body: Masked{Label: label, Masked: "ends in 44", Action: "/x", Field: "f"}})
		if got := one.Find(".fs-masked button").Text(); got != want {
			t.Errorf("the button is heard as %q, want %q", got, want)
		}
	}
}

func TestEachOutcomeOfACheckHasItsOwnLookAndWords(t *testing.T) {
	looks, words, signs := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for outcome := NotDone; outcome <= Failed; outcome++ {
		doc, _ := draw(t, CheckState{Name: "Markers", Outcome: outcome})
		looks[doc.Find(".fs-check").AttrOr("class", "")] = true
		words[doc.Find(".fs-check__state").Text()] = true
		signs[doc.Find(".fs-check__sign").Text()] = true
	}
	if len(looks) != 5 || len(words) != 5 || len(signs) != 5 {
		t.Errorf("%d looks, %d words, %d signs for five outcomes", len(looks), len(words), len(signs))
	}
	if _, err := (CheckState{Outcome: Failed + 1}).HTML(); err == nil {
		t.Error("a sixth outcome was drawn")
	}
}

func TestTextIsNeverMarkup(t *testing.T) {
	const attack = `<img src=x onerror=alert(1)>"'</textarea></title><script>`
	p := casePage()
	p.Title, p.Heading = attack, attack
	c := course()
	c.Marks[0].What, c.Title, c.Lanes[3] = attack, attack, attack
	c.Marks[1].Lane = attack
	p.Body = Stack{c, CopyText{ID: "x", Label: attack, Text: attack}, DutyRow{Say: attack, Source: Source{Kind: APP, Cite: attack}},
		Input{Name: "n", Value: attack, Label: Label{Text: attack}}, Textarea{Name: "t", Value: attack},
		SafeContactCard{Person: attack, Never: []string{attack}, Routes: []SafeRoute{{How: attack, To: Masked{Masked: attack, Field: attack}}}},
		Table{Rows: [][]Cell{{{Text: attack}}}, Attributes: Attributes{"data-x": attack}}, Timeline{Entries: []TimelineEntry{{Title: attack}}},
		Filter{Selected: []ChipGroup{{Heading: attack, Chips: []Chip{{Text: attack, Href: "javascript:alert(1)"}}}}}}
	doc, text := draw(t, p)
	if got := doc.Find("img, [onerror]").Length(); got != 0 || strings.Contains(text, `href="javascript:`) {
		t.Errorf("%d pieces of text became markup", got)
	}
	if got := doc.Find("script").Length(); got != 1 {
		t.Errorf("%d scripts on the page, want ours alone", got)
	}
	if got := doc.Find("textarea#x").Text(); got != attack {
		t.Errorf("text to copy reads %q", got)
	}
}

func TestDangerousAttributesAreRefused(t *testing.T) {
	for _, name := range []string{"onclick", "style", "href", "formaction", "x y", `a"b`, "ONLOAD"} {
		if _, err := (Tag{Text: "t", Attributes: Attributes{name: "v"}}).HTML(); err == nil {
			t.Errorf("attribute %q was drawn", name)
		}
	}
}

func TestRenderWritesNothingWhenDrawingFails(t *testing.T) {
	var out bytes.Buffer
	err := Render(&out, Page{Body: Source{Kind: "rumour"}})
	if err == nil || out.Len() != 0 {
		t.Errorf("error %v, %d bytes written", err, out.Len())
	}
	if err != nil && !strings.Contains(err.Error(), `source "rumour"`) {
		t.Errorf("the error does not say what was wrong: %v", err)
	}
}

func TestPagesOwnTemplatesUseTheKit(t *testing.T) {
	tpl := template.Must(template.New("x").Funcs(Funcs()).Parse(`<p>{{component .}}</p>`))
	doc, _ := draw(t, FromTemplate(tpl, "x", Tag{Text: "<New>"}))
	if got := doc.Find("p > strong.govuk-tag").Text(); got != "<New>" {
		t.Errorf("got %q", got)
	}
}

func TestALineBreakAtTheStartOfTypedTextSurvives(t *testing.T) {
	doc, _ := draw(t, Textarea{Name: "a", Value: "\nsecond line"})
	if got := doc.Find("textarea").Text(); got != "\nsecond line" {
		t.Errorf("got %q", got)
	}
}

func ExampleRender() {
	var out bytes.Buffer
	if err := Render(&out, Tag{Text: "Restricted"}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(out.String())
	// Output: <strong class="govuk-tag">Restricted</strong>
}
