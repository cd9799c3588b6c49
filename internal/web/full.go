package web

import (
	"net/http"
	"strconv"

	"foursight/internal/access"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// fullWait is when to come back after a disk was full, in seconds. Nothing has to be
// restarted: the next commit finds the room that somebody made.
const fullWait = 10

// recordFull is sent instead of a page whose look there is no room to record: what is
// not shown and why, and the way to what a call needs where that is still to be had.
func (s *Server) recordFull(v *visit, refused answer) answer {
	v.w.Header().Set("Retry-After", strconv.Itoa(fullWait))
	body := ui.Stack{paragraph("Foursight records who looked, at what and when, before it shows anything. There is no room left for that, so this page is not shown.")}
	if v.Method == http.MethodPost {
		body = append(body, paragraph("Whether what you just sent was saved cannot be said here. It is safe to send it again later: nothing is saved twice."))
	}
	calls := s.svc.KeepsBeside() && !isPressing(refused) && access.May(v.viewer, access.Seek)
	if calls {
		box := callBox("call", "")
		box.Large = true
		body = append(body, paragraph("What a call needs can still be had: what is in force, how to reach the victim safely, and safety cards. Looking is recorded in a second place."), box)
	}
	body = append(body, paragraph("It works again by itself as soon as there is room. Then open the page again."), ui.InsetText{Text: inDanger},
		paragraph("Asked for help, quote "+v.number()+"."))
	return answer{status: http.StatusServiceUnavailable, page: &ui.Page{Title: "Not shown: the record is full", Heading: "Not shown: the record is full", Narrow: true, OwnSearch: calls, Body: body}}
}

func isPressing(a answer) bool { return len(a.looks) > 0 && a.looks[0].Pressing }

// onFull is a page that is shown while the record has no room, which says so first.
func onFull(page ui.Page, looks ...casework.Look) *answer {
	page.Banner = ui.NotificationBanner{TitleText: "The record is full", Body: ui.Stack{
		element{"p", "govuk-notification-banner__heading", "Only what a call needs is shown: what is in force, how to reach the victim safely, and safety cards."},
		paragraph("No case can be opened and nothing can be recorded until there is room. Write down what you are told. That you looked is kept in a second place.")}}
	out := answer{page: &page}
	for _, l := range looks {
		l.Pressing = true
		out.looks = append(out.looks, l)
	}
	return &out
}
