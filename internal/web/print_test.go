package web

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"foursight/internal/browsertest"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// U20: any part of a case on A4, each sheet with its number, the case's reference,
// who printed it when and how it is handled; nothing to press; nothing folded away.
func TestACaseIsPrintedWhole(t *testing.T) {
	s := newSite(t)
	r := s.rich()
	for _, script := range []bool{true, false} {
		p, base := s.tab(browsertest.New(t), "responder", 1280, 900)
		if !script {
			p.JSOff()
		}
		for path, holds := range map[string][]string{
			"":         {"Safe contact: Ffion Invented", "Never leave a message", "Because:", "Protective orders", "Course of conduct as a picture", "Hanging around"},
			"/people":  {"Ffion Invented", "Steven Madeup", "Not asked yet"},
			"/course":  {"Gifts or items sent", "between Tue 1 and Sun 20 Sep 2026"},
			"/duties":  {"Because:", "Settled by:"},
			"/ask":     {"What is not known yet"},
			"/history": {"Incident recorded (correction)", "date misheard"},
		} {
			what := fmt.Sprintf("%s, script %v", path, script)
			p.Open(base + "/case/" + r.ref + path)
			sheets := p.Sheets()
			all := ""
			for n, sheet := range sheets {
				all += sheet.Text + "\n"
				for _, want := range []string{fmt.Sprintf("Page %d of %d", n+1, len(sheets)), "OFFICIAL-SENSITIVE"} {
					if !strings.Contains(sheet.Text, want) {
						t.Errorf("%s: sheet %d of %d lacks %q: %s", what, n+1, len(sheets), want, sheet.Text)
					}
				}
				if by := r.ref + ". Printed by PC Rhian Example, Fri 20 Nov 2026, 15:00."; !strings.Contains(sheet.Text, by) && (script || n == 0) {
					t.Errorf("%s: sheet %d does not say whose paper it is: %s", what, n+1, sheet.Text)
				}
				if math.Round(sheet.Width) != 595 || math.Round(sheet.Height) != 842 {
					t.Errorf("%s: sheet %d is %v by %v points, want A4", what, n+1, sheet.Width, sheet.Height)
				}
			}
			for _, want := range holds {
				if !strings.Contains(strings.Join(strings.Fields(all), " "), want) {
					t.Errorf("%s: the paper lacks %q", what, want)
				}
			}
			for _, no := range []string{"Skip to main", "Sign out", "New report", "Who has looked", "Record something", "Judge the risk\n", "Demonstration", "What it corrects", "Lanes show", "as it was known at a moment", "Confirm or change", canaryContact, "07700"} {
				if strings.Contains(all, no) {
					t.Errorf("%s: the paper holds %q", what, no)
				}
			}
		}
	}
}

// A long course of conduct is drawn in to the sheet: if it were not, the browser
// would shrink all that is printed with it.
func TestALongCourseOfConductDoesNotShrinkThePaper(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, years := range []int{0, 1, 2, 3, 5, 7, 12} {
		r := s.report("responder", "Ffion Invented")
		for n := range 2 {
			e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Channel: fact.Of(casefile.ChanApp)})
			e.Occurred = calendar.On(calendar.Date{Year: 2026 - n*years, Month: 11, Day: 1 + n})
			s.record("responder", r.id, e)
		}
		p, base := s.tab(browsertest.New(t), "responder", 1280, 900)
		for _, path := range []string{"", "/course"} {
			p.Open(base + "/case/" + r.ref + path)
			for n, sheet := range p.Sheets() {
				if math.Abs(sheet.Scale-1) > 0.01 {
					t.Errorf("%d years, %q: sheet %d is shrunk to %.2f", years, path, n+1, sheet.Scale)
				}
			}
		}
	}
}
