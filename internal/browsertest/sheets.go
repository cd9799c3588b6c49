package browsertest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
)

// Sheet is one printed page.
type Sheet struct {
	Width, Height float64 // points, 1/72 of an inch: A4 is 595 by 842
	Text          string  // in the order it is drawn, a line for each line on the paper
	// Scale is how large what is printed stands: 1 as laid out, less where the browser
	// shrank the page because something on it was too wide for the paper.
	Scale float64
}

// Sheets prints the page as a person would, without background graphics, and
// returns what stands on each sheet, margins included.
func (p *Page) Sheets() []Sheet {
	p.t.Helper()
	return p.print(page.PrintToPDFParams{})
}

const millimetresPerInch = 25.4

// SheetsOf is Sheets on paper of a size in millimetres, for a page that asks for no
// size of its own.
func (p *Page) SheetsOf(width, height float64) []Sheet {
	p.t.Helper()
	return p.print(page.PrintToPDFParams{PaperWidth: width / millimetresPerInch, PaperHeight: height / millimetresPerInch})
}

func (p *Page) print(on page.PrintToPDFParams) []Sheet {
	p.t.Helper()
	on.PreferCSSPageSize = new(true)
	sheets, err := readPDF(call(p, "print", page.PrintToPDF, on).Data)
	if err != nil {
		p.t.Fatalf("browsertest: read what was printed: %v", err)
	}
	return sheets
}

// HeadedSheets prints the page with what browsers add where there is a margin for it:
// the title, the address and the day.
func (p *Page) HeadedSheets() []Sheet {
	p.t.Helper()
	return p.print(page.PrintToPDFParams{DisplayHeaderFooter: new(true)})
}

// ForcedColors shows the page in the person's own few colours, as Windows contrast
// themes do, from now on.
func (p *Page) ForcedColors() {
	p.t.Helper()
	call(p, "force colours", emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"}}})
}

// What Chromium writes (Skia's PDF 1.4: plain objects, streams deflated, text as
// glyph numbers with a table from numbers to letters), and no other PDF.
var (
	pdfObject   = regexp.MustCompile(`(?s)(\d+) 0 obj\n(.*?)endobj`)
	pdfStream   = regexp.MustCompile(`(?s)stream\r?\n(.*)\r?\nendstream`)
	pdfBox      = regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`)
	pdfContents = regexp.MustCompile(`/Contents (\d+)`)
	pdfKids     = regexp.MustCompile(`/Kids \[([^\]]*)\]`)
	pdfFont     = regexp.MustCompile(`/(F\d+) (\d+) 0 R`)
	pdfUnicode  = regexp.MustCompile(`/ToUnicode (\d+)`)
	pdfText     = regexp.MustCompile(`/(F\d+) [\d.]+ Tf|(?:[-\d.]+ ){4}([-\d.]+) ([-\d.]+) Tm|<([0-9A-Fa-f]+)> Tj`)
	pdfScale    = regexp.MustCompile(`re\nW\*? n\n(?:q\n)*([\d.]+) 0 0 [\d.]+ [-\d.]+ [-\d.]+ cm`)
	pdfMapping  = regexp.MustCompile(`(?m)^<([0-9A-Fa-f]{4})> (?:<([0-9A-Fa-f]{4})> )?<([0-9A-Fa-f]+)>$`)
)

func readPDF(raw []byte) ([]Sheet, error) {
	objects := map[string][]byte{}
	for _, m := range pdfObject.FindAllSubmatch(raw, -1) {
		objects[string(m[1])] = m[2]
	}
	var sheets []Sheet
	for _, id := range pdfPages(objects) {
		body := objects[id]
		box, contents := pdfBox.FindSubmatch(body), pdfContents.FindSubmatch(body)
		if box == nil || contents == nil {
			return nil, fmt.Errorf("page object %s has no box or no contents", id)
		}
		fonts := map[string]map[uint64]string{}
		for _, f := range pdfFont.FindAllSubmatch(body, -1) {
			table := pdfUnicode.FindSubmatch(objects[string(f[2])])
			if table == nil {
				return nil, fmt.Errorf("font %s names no letters", f[1])
			}
			letters, err := inflate(objects[string(table[1])])
			if err != nil {
				return nil, err
			}
			fonts[string(f[1])] = lettersOf(letters)
		}
		drawn, err := inflate(objects[string(contents[1])])
		if err != nil {
			return nil, err
		}
		s := Sheet{Text: textOf(drawn, fonts), Scale: scaleOf(drawn)}
		s.Width, s.Height = number(box[1]), number(box[2])
		sheets = append(sheets, s)
	}
	if len(sheets) == 0 {
		return nil, fmt.Errorf("%d bytes hold no page", len(raw))
	}
	return sheets, nil
}

// drawnWhole is the scale at which Chromium sets what is not shrunk: 0.75 points to
// a CSS pixel, in the units of 0.24 points that its drawings begin with.
const drawnWhole = 3.125

// scaleOf is the scale of the page's own area, the first that is clipped: what
// stands in the margins is neither clipped nor shrunk. 0 where there is none.
func scaleOf(drawn []byte) float64 {
	if m := pdfScale.FindSubmatch(drawn); m != nil {
		return number(m[1]) / drawnWhole
	}
	return 0
}

func number(digits []byte) float64 {
	n, _ := strconv.ParseFloat(string(digits), 64)
	return n
}

// pdfPages are the ids of the page objects in order, read down the tree of pages.
func pdfPages(objects map[string][]byte) []string {
	var walk func(id string) []string
	walk = func(id string) (out []string) {
		kids := pdfKids.FindSubmatch(objects[id])
		if kids == nil {
			return []string{id}
		}
		for _, kid := range strings.Split(string(kids[1]), "R") {
			if f := strings.Fields(kid); len(f) == 2 {
				out = append(out, walk(f[0])...)
			}
		}
		return out
	}
	for id, body := range objects {
		if bytes.Contains(body, []byte("/Type /Pages")) && !bytes.Contains(body, []byte("/Parent")) {
			return walk(id)
		}
	}
	return nil
}

func inflate(object []byte) ([]byte, error) {
	m := pdfStream.FindSubmatch(object)
	if m == nil {
		return nil, fmt.Errorf("an object of %d bytes has no stream", len(object))
	}
	if !bytes.Contains(object[:bytes.Index(object, []byte("stream"))], []byte("/FlateDecode")) {
		return m[1], nil
	}
	r, err := zlib.NewReader(bytes.NewReader(m[1]))
	if err != nil {
		return nil, fmt.Errorf("inflate: %w", err)
	}
	return io.ReadAll(r)
}

// lettersOf reads a font's table: single numbers, and runs of them.
func lettersOf(table []byte) map[uint64]string {
	out := map[uint64]string{}
	for _, m := range pdfMapping.FindAllSubmatch(table, -1) {
		from := glyph(m[1])
		to := from
		if len(m[2]) > 0 {
			to = glyph(m[2])
		}
		var units []uint16
		for i := 0; i+4 <= len(m[3]); i += 4 {
			units = append(units, uint16(glyph(m[3][i:i+4])))
		}
		for n := from; n <= to && len(units) > 0; n++ {
			out[n] = string(utf16.Decode(units))
			units[len(units)-1]++
		}
	}
	return out
}

func glyph(digits []byte) uint64 {
	n, _ := strconv.ParseUint(string(digits), 16, 64)
	return n
}

func textOf(drawn []byte, fonts map[string]map[uint64]string) string {
	var out strings.Builder
	var font map[uint64]string
	line := ""
	for _, m := range pdfText.FindAllSubmatch(drawn, -1) {
		switch {
		case len(m[1]) > 0:
			font = fonts[string(m[1])]
		case len(m[2]) > 0:
			if at := string(m[3]); at != line {
				out.WriteString("\n")
				line = at
			}
		default:
			for i := 0; i+4 <= len(m[4]); i += 4 {
				out.WriteString(font[glyph(m[4][i:i+4])])
			}
		}
	}
	return ligatures.Replace(strings.TrimSpace(out.String()))
}

// ligatures are two or three letters that a font draws as one.
var ligatures = strings.NewReplacer("\ufb00", "ff", "\ufb01", "fi", "\ufb02", "fl", "\ufb03", "ffi", "\ufb04", "ffl")
