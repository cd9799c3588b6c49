package web

import (
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// watchPath is a page that looks again by itself, for a screen nobody touches: it
// says whether a report made online waits (practice 1.21). It is the page to leave
// open where script is off; with script every other page asks it too. A page with
// something typed on it, or read, must not load itself anew, so that no other does.
//
// It names nobody and no reference, and opens no case: looking again leaves no entry in
// the record of consultations; following one of its links does. It is no activity of a person either, and keeps no session alive:
// when that ends the page gives way to signing in.
const watchPath = "/watch"

// watchEvery is how often it looks, in seconds, as the header Refresh has it.
const watchEvery = "30"

func (s *Server) watchRoutes() []route {
	return []route{{"GET", watchPath, access.Seek, onSelf, casefile.Consultation, nil, s.watch}}
}

// toldOnline reports whether the visitor is told of reports made online.
func toldOnline(v access.Viewer) bool {
	return v.Is(casefile.CallHandler, casefile.DutyInspector, casefile.Standards, casefile.Superintend)
}

func (s *Server) watch(v *visit) (answer, error) {
	page := &ui.Page{Title: "Watching", Heading: "Watching for online reports", Narrow: true}
	if !toldOnline(v.viewer) {
		page.Body = paragraph("Reports made online are told to the control room, duty inspectors and those who guard restricted cases.")
		return answer{page: page}, nil
	}
	v.w.Header().Set("Refresh", watchEvery)
	w, err := s.onlineWait(v, time.Time{}) // however old
	if err != nil {
		return answer{}, err
	}
	said, oldest := "No report made online waits for a first word.", ui.Component(nil)
	if told := onlineTold(w, ""); told != "" {
		said = told
		oldest = paragraph(map[bool]string{true: "It has waited ", false: "The oldest has waited "}[w.Waiting == 1] + howLong(v.now.Sub(w.Oldest)) + ", since " + when(w.Oldest) + ".")
	}
	if n := onlineCount(w); n != "" {
		page.Title = "(" + n + ") " + page.Title // the tab says it behind other windows
	}
	page.Body = ui.Stack{element{"p", "govuk-heading-m", said}, oldest, waitingLinks(w), paragraph("Looked " + calendar.ClockTime(v.now) + ". This page looks again every " + watchEvery + " seconds until you are signed out; then it shows the page to sign in, and nothing watches."),
		linkParagraph("Back to home", "/")}
	return answer{page: page}, nil
}

// mostWatched is how many of them the page leads to; home lists them all.
const mostWatched = 20

// waitingLinks lead to each report by when it came, whoever is not safe first.
func waitingLinks(w casework.OnlineWait) ui.Component {
	var list ui.Stack
	for _, x := range w.Cases[:min(len(w.Cases), mostWatched)] {
		text := "Open the report of " + when(x.At)
		if x.Unsafe {
			text += ": they say they are not safe"
		}
		list = append(list, linkParagraph(text, "/case/"+x.Row.ID))
	}
	if len(w.Cases) > mostWatched {
		list = append(list, paragraph("Home lists the others."))
	}
	return list
}

// howLong is how long something has waited: minutes, from two hours on hours, from
// two days on days.
func howLong(d time.Duration) string {
	switch {
	case d < 2*time.Hour:
		return plural(max(int(d.Minutes()), 0), "minute")
	case d < 48*time.Hour:
		return plural(int(d.Hours()), "hour")
	}
	return plural(int(d.Hours())/24, "day")
}

// quiet are the routes that are no sign of a person at the screen.
func quiet(r route) bool { return r.path == "/session/extend" || r.path == watchPath }
