package ui

import (
	"time"

	"foursight/internal/calendar"
)

// The pages below are invented; they hold every component of ours at least once.

func casePage() Page {
	search := SearchBox{Action: "/search", Label: "Search by name, number, reference or handle"}
	return Page{
		Title: "FS-26-7KQ4M", Heading: "Overview", Nav: mainNav(), Search: &search, Marking: "OFFICIAL-SENSITIVE", Demo: true,
		User: &User{Name: "DC Example", Role: "investigator", SignOutAction: "/sign-out"}, HelpURL: "/help/case",
		Session: Session{WarnAfter: 600, EndsIn: "5 minutes", ExtendAction: "/session"},
		Printed: Printed{Reference: "FS-26-7KQ4M", By: "DC Example", At: "23 November 2026 17:00"},
		Foot:    Footer{Links: []NavItem{{Text: "Help", Href: "/help"}, {Text: "Accessibility", Href: "/accessibility"}}, Build: "v0.1.0", Edition: "consultation draft, June 2026"},
		Identity: IdentityBar{Title: Content{Text: "FS-26-7KQ4M: Alex Example and Sam Example"},
			Facts: []string{"former partner", "Stalking s2A (recorded)"},
			Tags:  []Component{Tag{Text: "Interim order to 23 Dec"}, Tag{Text: "Restricted", Classes: "govuk-tag--grey"}}},
		Parts: SubNavigation{Items: []SubItem{{Text: "Overview", Href: "#", Active: true}, {Text: "Timeline", Href: "#"},
			{Text: "Risk and safety", Href: "#"}, {Text: "Investigation", Href: "#", Count: 4, Counted: "duties due now"}, {Text: "Orders", Href: "#"}}},
		Body: Stack{
			SafeContactCard{Person: "Alex Example", Never: []string{"Never leave a message", "A withheld number frightens: show ours"},
				Routes: []SafeRoute{
					{How: "Mobile", To: Masked{Label: "mobile number", Masked: "07700 900•••", Action: "/reveal", Field: "c1"}, When: "weekdays 9 to 3"},
					{How: "Work e-mail", To: Masked{Label: "work e-mail", Value: "a.example@example.org"}}},
				Notes: []string{"Say you are from the library", "Interpreter: none needed"}, Unasked: []string{"who else is at home"},
				Confirmed: "19 November by DC Example", EditHref: "/edit"},
			DutyList{Heading: "Due now", Urgent: true, Rows: duties(), MoreText: "All duties of this case", MoreHref: "#"},
			DutyList{Heading: "Soon", Empty: "Nothing is due in the next seven days. Duties that fall due then are listed here."},
			checks(),
			course(),
			CopyText{ID: "log", Label: "Text for the incident log", Text: "FS-26-7KQ4M. Interim order in force.\nNo approach within 100 m."},
		},
		Aside: RiskPanel{Grade: "High", JudgedBy: "DC Example", JudgedAt: "20 November", Tool: "Screening tool", ToolGrade: "medium",
			Difference: "two acts since the tool was used", VictimView: "“He will not stop.”", OutOfDate: "released on bail 22 November",
			ReviewDue: "today, because of the release", HistoryHref: "#", DoHref: "#"},
	}
}

func mainNav() []NavItem {
	return []NavItem{{Text: "Home", Href: "/"}, {Text: "Cases", Href: "/cases", Active: true}, {Text: "Orders", Href: "/orders"}, {Text: "Guidance", Href: "/guidance"}}
}

func duties() []DutyRow {
	why := Why{About: "judging the risk again", Source: Source{Kind: APP, Cite: "4.2"}, Clause: "risk.review.release",
		Sentence:  "Risk is judged again whenever the suspect's freedom changes.",
		Because:   []Reason{{Fact: "Released on bail", By: "Custody", When: "22 November 06:10", Href: "#"}},
		SettledBy: []string{"A risk judgement recorded after the release"}, Edition: "draft, June 2026"}
	return []DutyRow{
		{Say: "Judge the risk again after the release", Due: "22 November 12:10", Overdue: true, Owner: "DC Example", Source: Source{Kind: APP, Cite: "4.2", Href: "#"}, Why: &why, DoText: "Judge the risk", DoHref: "#"},
		{Say: "Tell the victim of the arrest", Due: "today 16:00", Owner: "DC Example", Source: Source{Kind: Law, Cite: "Victims’ Code 6"}, Why: &Why{About: "telling the victim", Source: Source{Kind: Law, Cite: "Victims’ Code 6"}}, DoText: "Record contact", DoHref: "#"},
		{Say: "Decide whether to apply for an order", CaseRef: "FS-26-3ZP8R", CaseHref: "#", Person: "P. Example", Due: "at the start", State: "proposed", Source: Source{Kind: Local, Cite: "Fernshire 3"}},
		{Say: "Note how the paragraph was read", Due: "no date", Source: Source{Kind: Reading, Cite: "R7"}},
	}
}

func checks() CheckList {
	return CheckList{
		{Name: "Earlier reports, this victim", Outcome: Nothing, When: "20 Nov 14:02", By: "DC Example"},
		{Name: "Police National Database", Outcome: Found, When: "20 Nov 14:10", By: "DC Example", Note: "Two earlier partners reported him."},
		{Name: "Firearms licence", Outcome: Failed, When: "20 Nov 14:12", By: "DC Example", Note: "The service did not answer.", DoText: "Try again", DoHref: "#"},
		{Name: "Child protection", Outcome: Asked, When: "20 Nov 15:00", By: "DC Example", Note: "Answer due tomorrow 10:00."},
		{Name: "MARAC", Outcome: NotDone, DoText: "Record", DoHref: "#"},
	}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 12, 0, 0, 0, time.UTC) }

func on(y int, m time.Month, d int) calendar.Interval { return calendar.At(day(y, m, d)) }

func course() CoursePicture {
	span := func(a, b time.Time) calendar.Interval {
		return calendar.Interval{From: a, To: b, Precision: calendar.Approx}
	}
	return CoursePicture{
		Title: "Course of conduct, January to November 2026", Until: day(2026, 11, 23),
		Desc:  "Eight incidents in four lanes, an interim order, bail, an arrest and a release.",
		Lanes: []string{"Messages", "Following", "At the home", "Gifts and letters"},
		Marks: []Mark{
			{Lane: "Messages", Occurred: span(day(2026, 1, 10), day(2026, 3, 2)), When: "January to early March 2026", What: "Messages on most days", Late: true, Recorded: "20 Sep 2026"},
			{Lane: "Gifts and letters", Occurred: on(2026, 2, 14), When: "14 Feb 2026", What: "Flowers sent to work", Late: true, Recorded: "20 Sep 2026"},
			{Lane: "Following", Occurred: on(2026, 5, 9), When: "9 May 2026", What: "Waited outside the gym", Late: true, Recorded: "20 Sep 2026"},
			{Lane: "Following", Occurred: on(2026, 9, 18), When: "18 Sep 2026", What: "Followed from the bus", Recorded: "18 Sep 2026"},
			{Lane: "At the home", Occurred: on(2026, 9, 19), When: "19 Sep 2026", What: "Stood in the garden", Recorded: "20 Sep 2026"},
			{Lane: "Messages", Occurred: on(2026, 11, 18), When: "18 Nov 2026", What: "“Like” on a photograph", Recorded: "18 Nov 2026", Href: "#"},
			{Lane: "Messages", Occurred: on(2026, 11, 19), When: "19 Nov 2026", What: "Message from a new account", Recorded: "19 Nov 2026"},
			{Lane: "Messages", Occurred: on(2026, 11, 20), When: "20 Nov 2026", What: "Message through a friend", Recorded: "20 Nov 2026"},
		},
		Spans: []Span{
			{Kind: OrderSpan, From: day(2026, 10, 1), When: "from 1 Oct 2026", What: "Interim order, in force"},
			{Kind: BailSpan, From: day(2026, 9, 21), To: day(2026, 10, 20), When: "21 Sep to 20 Oct 2026", What: "Bail with conditions"},
			{Kind: CustodySpan, From: day(2026, 11, 21), To: day(2026, 11, 22), When: "21 to 22 Nov 2026", What: "In custody"},
		},
		Lines: []Line{
			{Kind: ContactLine, At: day(2026, 9, 20), When: "20 Sep 2026", What: "First report taken"},
			{Kind: ArrestLine, At: day(2026, 11, 21), When: "21 Nov 2026", What: "Arrested for breach"},
			{Kind: ReleaseLine, At: day(2026, 11, 22), When: "22 Nov 2026", What: "Released on bail"},
		},
	}
}

// formPage is a question page with an error: the h1 is the question's own legend.
func formPage() Page {
	return Page{
		Title: "FS-26-7KQ4M", Narrow: true, Demo: true, Nav: mainNav(), Before: BackLink{Href: "#"},
		Errors: &ErrorSummary{ErrorList: []Problem{{Text: "Enter a month from 1 to 12", Href: "#when-month"}}},
		Body: Stack{
			Radios{Name: "speak", Fieldset: Fieldset{Legend: Legend{Text: "Is it safe to speak now?", IsPageHeading: true, Classes: "govuk-fieldset__legend--l"}},
				Items: []Choice{{Value: "yes", Text: "Yes"}, {Value: "no", Text: "No", Hint: Hint{Text: "Ask when and how instead"}}, {Divider: "or"}, {Value: "not_asked", Text: "Not asked"}}},
			DateInput{ID: "when", NamePrefix: "when", Month: DatePart{Error: true}, Fieldset: Fieldset{Legend: Legend{Text: "When did it start?"}},
				Hint: Hint{Text: "A month or a year is enough"}, ErrorMessage: ErrorMessage{Text: "Enter a month from 1 to 12"}},
			Textarea{Name: "account", Label: Label{Text: "What happened, in their own words"}, Rows: 6},
			MultiFileUpload{Uploaded: []UploadedFile{{Name: "screenshot-1.png", Note: "Sealed original, 20 November", Value: "u1"}}, Upload: FileUpload{Name: "files", Label: Label{Text: "Add files"}}},
			Alert{Variant: "warning", Title: "The picture may show somebody under 18", Text: "Do not copy, forward or view it. Keep the device."},
			WarningText{Text: "If anybody is in danger now, call for immediate response."},
			Stack{Button{Text: "Save and continue", PreventDoubleClick: true}},
		},
	}
}
