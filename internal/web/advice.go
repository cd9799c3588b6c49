package web

import (
	"errors"
	"slices"
	"strings"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/store"
)

// What is said of questions to specialists and their answers, on whatever page: who asked
// whom, whose words an answer holds, and what those concerned are told of it.

// asksWhom says who put a question and to whom: "DC Dilys Example asked the duty inspector".
func (s *Server) asksWhom(x *casefile.SpecialistAdvice) string {
	who := "a specialist, and did not say which"
	if x.Of.Given() {
		if who = lowerUnlessName(code(s, "Specialist", x.Of.Value)); x.Of.Value == "other" {
			who = "somebody else for advice"
		} else {
			who = "the " + who
		}
	}
	return s.staffName(x.By) + " asked " + who
}

// whoseWords says in whose name an answer was written down, and by whom: "noted by PC
// Rhian Example, as said by Insp Carys Example"; empty where who was asked said it.
func (s *Server) whoseWords(n *casefile.Noting) string {
	if n == nil {
		return ""
	}
	said := "“" + strings.TrimSpace(string(n.Whom)) + "”"
	if n.Staff != "" {
		said = s.staffName(string(n.Staff))
	}
	return "noted by " + s.staffName(n.By) + ", as said by " + said
}

// adviceOf is the question that an entry asks or answers; nil for none.
func adviceOf(p *casework.CasePage, entry string) *casefile.SpecialistAdvice {
	i := slices.IndexFunc(p.Specialists, func(x casefile.SpecialistAdvice) bool {
		return entry != "" && (x.ID == entry || x.Noted != nil && x.Noted.ID == entry)
	})
	if i < 0 {
		return nil
	}
	return &p.Specialists[i]
}

// answerers are the staff ids of who can answer what was asked on a case: they hold the
// role, may see the case, and asked it not themselves. A supervisor is asked on the cases
// of their units.
func (s *Server) answerers(v *visit, p *casework.CasePage, x *casefile.SpecialistAdvice) []string {
	var out []string
	for _, who := range s.svc.Viewers(v.Context(), s.svc.Holders(x.Role())...) {
		id := who.Staff.ID
		if id == x.By || id == x.Word {
			continue
		}
		_, sees := access.ToCase(who, p.Case)
		if theirs := string(p.Supervisor) == id || access.InUnit(who, p.Unit); sees && (theirs || x.Role() != casefile.Supervisor) {
			out = append(out, id)
		}
	}
	return out
}

// tellOf is whom to tell where nobody here can answer. It is the same on every case open
// to the force, so that it says nothing of who is shut out of one.
func tellOf(p *casework.CasePage) string {
	if p.Restricted != nil {
		return "its guardian"
	}
	return "a superintendent or professional standards"
}

// adviceLeft are the questions that nobody has answered, as a hand-over leaves them.
func (c *caseView) adviceLeft() []string {
	var out []string
	for _, x := range c.Unanswered() {
		out = append(out, "No answer yet: "+c.srv.asksWhom(x)+", "+when(x.Recorded)+".")
	}
	return out
}

// mayHaveSaid are the staff ids of whom an answer may be by: whoever holds a role that was
// asked something on the case.
func (s *Server) mayHaveSaid(p *casework.CasePage) []string {
	var out []string
	for i := range p.Specialists {
		for _, id := range s.svc.Holders(p.Specialists[i].Role()) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// answerLine says after an answer was saved, or taken back, what has become of its question.
func (c *caseView) answerLine(e casefile.Event) string {
	data, err := e.Decoded()
	if e.Withdraw {
		if i := slices.IndexFunc(c.History, func(x casefile.Event) bool { return x.ID == e.Root() }); i >= 0 {
			data, err = c.History[i].Decoded()
		}
	}
	d, ok := data.(*casefile.SpecialistAnswered)
	if err != nil || !ok {
		return ""
	}
	x := adviceOf(c.CasePage, string(d.Request))
	switch {
	case x == nil:
		return ""
	case e.Withdraw && !x.Answered:
		return "The question is open again. Whoever asked it and whoever holds the case are told."
	case e.Withdraw:
		return ""
	case !x.Answered:
		return "Whose words these are is not recorded, so the question stays open. Correct this entry to say whose they are."
	case x.Noted != nil && x.Noted.ID == e.Root() && x.Role() == casefile.DutyInspector:
		return capital(c.srv.whoseWords(x.Noted)) + ". The line stands on the home of the duty inspectors until one of them has looked."
	case x.Noted != nil && x.Noted.ID == e.Root():
		return capital(c.srv.whoseWords(x.Noted)) + ". They are told that you wrote it down."
	}
	return ""
}

// ofAdvice adds what the visitor is told of a question: that a colleague asked on a case
// of theirs, that an answer stands in their name, or that a question is open again.
func (n *notices) ofAdvice(s *Server, v *visit, row store.Notice) error {
	if v.now.Sub(time.UnixMilli(row.At)) >= noticeDays*24*time.Hour {
		return nil // years of what was asked are not opened to find that it is not told any more
	}
	about, err := s.svc.NoticeAbout(row)
	if err != nil {
		return err
	}
	p, err := s.svc.Case(v.Context(), v.viewer, row.CaseID)
	if errors.Is(err, casework.ErrNoCase) {
		return nil
	}
	if err != nil {
		return err
	}
	x := adviceOf(p, about)
	if x == nil {
		return nil // it was taken back since
	}
	what := s.asksWhom(x)
	if q := strings.Join(strings.Fields(string(x.Data.Question)), " "); q != "" {
		what += ": “" + excerpt(q, mostOfAnIncident) + "”"
	}
	say := ""
	switch {
	case row.Kind == casework.NoticeAsked && x.Role() == casefile.DutyInspector:
		say = what + ". It opens this case to the duty inspectors for a day."
	case row.Kind == casework.NoticeAsked:
		say = what + "."
	case row.Kind == casework.NoticeBack && !x.Answered:
		say = "An answer was taken back, and the question is open again: " + what + "."
	case row.Kind == casework.NoticeNoted && x.Noted != nil:
		say = "An answer is " + s.whoseWords(x.Noted) + ". "
		if p.Can(casefile.ClassLegal) {
			say += "Read it. If it is not so, record what was said."
		} else {
			say += "You are not shown its words: ask them. If it is not so, record what was said."
		}
	default:
		return nil
	}
	n.tell(row, say, p)
	if t := &n.recent[len(n.recent)-1]; row.Kind == casework.NoticeNoted && t.Say == say {
		t.DoHref, t.DoText = "/case/"+p.Ref+"/entry/"+x.Noted.ID, "Read it"
	}
	return nil
}
