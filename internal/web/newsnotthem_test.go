package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"foursight/internal/casefile"
)

// The person they fear rings as the victim. Logging that call is not having spoken
// with her, settles nothing that was to be told her, and reaches the officer.
func TestACallThatWasNotTheirsIsNoContactAndReachesTheOfficer(t *testing.T) {
	s := newSite(t)
	r := s.liveCase()
	message := s.event("VictimMessageReceived", casefile.VictimMessageReceived{Person: casefile.PersonID(r.victim), Words: "Is there any news?"})
	s.record("responder", r.id, message)
	s.now = s.now.Add(13 * time.Hour) // another shift
	handler := s.signedIn("handler")
	path := "/case/" + r.ref + "/news"

	p, _ := handler.news(r.ref)
	if p.Find("input[name="+fieldNotThem+"][checked]").Length() > 0 {
		t.Error("before anybody said who rang it is taken to be somebody else")
	}
	wrong := handler.post(path, url.Values{fieldWord: {"bilal"}})
	if wrong.Find("input[name="+fieldNotThem+"][checked]").Length() != 1 {
		t.Error("after a wrong word it is not offered as somebody else's call")
	}
	done := handler.submit(wrong, entryFormSelector, url.Values{"note": {"A man; asked where she is staying."}, "topics": {"no_change_to_report"}, fieldNext: {"2026-11-24"}, fieldAnswers: {message.ID}})
	if got := done.text(".govuk-notification-banner"); !strings.Contains(got, "Call recorded as not theirs.") || !strings.Contains(got, "counts as no contact") || strings.Contains(got, "Next contact") {
		t.Errorf("after saving: %s", got)
	}
	x := s.caseNow(r.ref)
	k := x.Contacts[len(x.Contacts)-1]
	if k.Outcome.Value != "not_them" || !k.Data.Next.IsZero() || k.Data.Note == "" || x.Messages[0].Answered {
		t.Errorf("recorded as %+v; her message answered: %v", k.Data, x.Messages[0].Answered)
	}
	again := handler.get(path).text("main")
	for _, want := range []string{"Somebody rang who was not them, or may not have been: ", ", taken by Hana Example. A man; asked where she is staying.", "nobody has recorded that anybody spoke with them"} {
		if !strings.Contains(again, want) {
			t.Errorf("the next call is not told %q: %s", want, again)
		}
	}
	if strings.Contains(again, "Told before") {
		t.Errorf("what was ticked on a call that was not theirs is shown as told before: %s", again)
	}
	if home := s.signedIn("responder").get("/").text("main"); !strings.Contains(home, "Somebody rang as the victim who was not, or may not have been") {
		t.Errorf("the officer's home says %s", home)
	}

	// She rings and gives the word: nobody is asked whether it was she.
	right := handler.post(path, url.Values{fieldWord: {"heron"}})
	if right.Find("input[name="+fieldNotThem+"]").Length() > 0 {
		t.Error("after the right word it is still asked whether it was somebody else")
	}
	handler.submit(right, entryFormSelector, url.Values{"topics": {"no_change_to_report"}})
	if x = s.caseNow(r.ref); x.Contacts[len(x.Contacts)-1].Outcome.Value != "spoke" {
		t.Errorf("her own call is %+v", x.Contacts[len(x.Contacts)-1].Data)
	}
}
