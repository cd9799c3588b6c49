package web

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// measureRoutes are how the force does, in numbers counted from the record.
func (s *Server) measureRoutes() []route {
	return []route{
		{"GET", measurePath, access.Measure, onCases, casefile.Consultation, factsOnly, s.firstContacts},
	}
}

const measurePath = "/measures/first-contact"

// measureDays are the stretches that can be looked at; the first unless asked.
var measureDays = []int{28, 90, 365}

// fewest is below how many a half or nine tenths of them says nothing.
const fewest = 5

// firstContacts compares how soon officers first spoke with victims, by how the
// report came (APP 4.1: online as soon as a call; APP 7).
func (s *Server) firstContacts(v *visit) (answer, error) {
	days := measureDays[0]
	for _, n := range measureDays {
		if v.FormValue("days") == strconv.Itoa(n) {
			days = n
		}
	}
	m, err := s.svc.FirstContacts(v.Context(), v.viewer, calendar.DateOf(v.now).AddDays(-days).Start())
	if err != nil {
		return answer{}, err
	}
	heading := "How soon an officer first spoke with the victim"
	body := ui.Stack{s.standardSaid(m), s.comparison(m), otherDays(days), howMeasured(m)}
	page := &ui.Page{Title: heading, Heading: heading, Caption: fmt.Sprintf("By how it was reported, last %d days", days), Body: body}
	return answer{page: page, looks: []casework.Look{v.look("shown")}}, nil
}

// standardSaid names what they are measured against, and whose it is.
func (s *Server) standardSaid(m casework.ContactMeasure) ui.Component {
	source := ui.Component(nil)
	if c := s.svc.Edition().Clause(onlineClause); c != nil {
		source = clauseSource(c, "/guidance/"+c.Key)
	}
	if !m.Set {
		return ui.Stack{paragraph("A report made online is to be followed up as soon as a call. The force has set no time of its own, so nothing is counted as late."), source}
	}
	return ui.Stack{paragraph("A report made online is to be followed up as soon as a call. " + s.svc.Force() + "’s own standard for both is " + m.Standard.Words() + ", counted from the report."), source}
}

// comparison is the table: online beside calls, then every other way in.
func (s *Server) comparison(m casework.ContactMeasure) ui.Component {
	t := ui.Table{Caption: "Reports by how they came", CaptionClasses: "govuk-visually-hidden", Classes: "fs-table fs-table--cards", FirstCellIsHeader: true}
	columns := []string{"How it came", "Reports", "Spoken with", "Half of those within", "Nine in ten within"}
	if m.Set {
		columns = append(columns, "Within the standard", "After it", "Waiting, still within it")
	}
	columns = append(columns, "No contact recorded")
	for n, c := range columns {
		cell := ui.Cell{Text: c}
		if n > 0 {
			cell.Format = "numeric"
		}
		t.Head = append(t.Head, cell)
	}
	for _, c := range s.inOrder(m.Channels) {
		values := []string{c.name, strconv.Itoa(c.Reports), strconv.Itoa(c.Spoken), within(c.Half, c.Spoken), within(c.Most, c.Spoken)}
		if m.Set {
			values = append(values, strconv.Itoa(c.InTime), strconv.Itoa(c.Late), strconv.Itoa(c.Waiting))
		}
		values = append(values, strconv.Itoa(c.Unrecorded))
		var row []ui.Cell
		for n, text := range values {
			if c.Reports == 0 && n > 1 {
				text = "" // there is nothing to say of none
			}
			cell := labelled(columns[n], text)
			if n > 0 {
				cell.Format = "numeric"
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

type namedChannel struct {
	casework.ChannelMeasure
	name string
}

// inOrder puts online and the two kinds of call first, whether or not there were
// any, then what there was else, and last the reports of which nobody recorded how
// they came.
func (s *Server) inOrder(channels []casework.ChannelMeasure) []namedChannel {
	var out []namedChannel
	always := []casefile.Intake{casefile.Online, casefile.Call999, casefile.Call101}
	pick := func(want func(casework.ChannelMeasure) bool) {
		for _, c := range channels {
			if want(c) {
				name := "Not recorded how it came"
				if c.Channel != "" {
					name = s.words.Code("Intake", string(c.Channel))
				}
				out = append(out, namedChannel{c, name})
			}
		}
	}
	for _, a := range always {
		pick(func(c casework.ChannelMeasure) bool { return c.Channel == a })
	}
	pick(func(c casework.ChannelMeasure) bool {
		return c.Reports > 0 && c.Channel != "" && c.Channel != always[0] && c.Channel != always[1] && c.Channel != always[2]
	})
	pick(func(c casework.ChannelMeasure) bool { return c.Channel == "" })
	return out
}

// within says a time in words; of too few it says that.
func within(d time.Duration, of int) string {
	switch {
	case of == 0:
		return "none yet"
	case of < fewest:
		return "too few to say"
	case d < time.Hour:
		return plural(int(math.Ceil(d.Minutes())), "minute")
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %02d min", int(d.Hours()), int(math.Ceil(d.Minutes()))%60)
	}
	return plural(int(math.Ceil(d.Hours()/24)), "day")
}

// otherDays leads to the other stretches.
func otherDays(days int) ui.Component {
	out := prose{{text: "Look at the last "}}
	for _, n := range measureDays {
		if n == days {
			continue
		}
		if len(out) > 1 {
			out = append(out, span{text: " or "})
		}
		out = append(out, span{text: fmt.Sprintf("%d days", n), href: fmt.Sprintf("%s?days=%d", measurePath, n)})
	}
	return out
}

// howMeasured says what was counted, and what the numbers cannot say.
func howMeasured(m casework.ContactMeasure) ui.Component {
	lines := []string{
		"The time runs from the report to the first contact in which somebody is recorded to have spoken with the victim, whatever it was for, or to an account taken from them face to face or by video; by telephone too, where the report did not come by a call.",
		"Attempts that failed do not count, nor does a message, or word with or through somebody else. A call that a report came by does not count either.",
		"No contact recorded means that the record does not say. Whether anybody spoke with them is not known.",
		"Half and nine in ten are of those spoken with. With fewer than five, no time is given.",
		"Restricted cases that you are not within are not in these numbers.",
	}
	if m.Unread > 0 {
		lines = append(lines, plural(m.Unread, "report")+" not counted: an earlier release recorded them. They are counted after foursight rebuild.")
	}
	return ui.Stack{subheading("How this is counted"), bodyOf("plainlist", lines)}
}
