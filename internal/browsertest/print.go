package browsertest

import (
	"regexp"

	"github.com/chromedp/cdproto/page"
)

// pageObject is one page of a PDF as Chromium writes it, outside any compressed part.
var pageObject = regexp.MustCompile(`/Type\s*/Page\b`)

const millimetresPerInch = 25.4

// Print lays the page out on paper of a size in millimetres and says how many pages
// it takes.
func (p *Page) Print(width, height float64) int {
	p.t.Helper()
	pdf := call(p, "print", page.PrintToPDF, page.PrintToPDFParams{
		PaperWidth: width / millimetresPerInch, PaperHeight: height / millimetresPerInch, PreferCSSPageSize: new(true)})
	return len(pageObject.FindAll(pdf.Data, -1))
}
