package web

import (
	"encoding/json"
	"slices"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// doneBanner says, on the page after saving, what was recorded, whether it waits
// for a second person, and what is due next. The address carries only the entry's
// id (?done=); nothing for anybody but the person who recorded it.
func (c *caseView) doneBanner() (ui.Component, error) {
	v, p, s := c.visit, c.CasePage, c.srv
	id := v.URL.Query().Get("done")
	i := slices.IndexFunc(p.History, func(e casefile.Event) bool { return e.ID == id })
	if id == "" || i < 0 || p.History[i].Actor != v.viewer.Staff.ID {
		return nil, nil
	}
	e := p.History[i]
	data := struct {
		What   string
		Lines  []string
		Body   ui.Component
		Next   string
		Ways   ui.Component
		Copy   ui.Component
		Finish ui.Component
		Asks   ui.Component // what the caller said that nobody has asked about or written down
		Log    ui.Component // a call's text with its reference, before all else
	}{What: s.words.Kind(e.Kind).Done + s.ofWhich(p, e) + ".", Next: s.nextDuty(p), Ways: s.waysOn(v, p, e)}
	if n := savedTogether(p.History, e); n > 1 && e.Kind == "IncidentRecorded" {
		data.What = plural(n, "incident") + " recorded."
	} else if n > 1 && e.Kind == "CheckRequested" {
		data.What = plural(n, "check") + " asked for."
	}
	switch {
	case fromDoor(v):
		data.What = "Recorded at the door."
	case e.Withdraw:
		data.What = "Withdrawn: " + s.words.Kind(e.Kind).Done + "."
	case e.Corrects != "":
		data.What = "Corrected: " + s.words.Kind(e.Kind).Done + "."
	}
	if i := slices.IndexFunc(c.Sent, func(g casefile.Grant) bool { return g.ID == e.Root() }); i >= 0 && e.Kind == "RespondersSent" && !e.Withdraw && e.Corrects == "" {
		data.What = c.sentWords(c.Sent[i])
	}
	if e.Occurred.Said != "" && e.Occurred.IsZero() && !e.Withdraw {
		data.Lines = append(data.Lines, "When it happened is not known yet: “"+e.Occurred.Said+"” is kept as it was said and cannot be placed in time. Correct the entry when you know more.")
	}
	if ways := stillOpen(e); ways != nil && !e.Withdraw {
		data.Lines = append(data.Lines, "“"+e.Occurred.Said+"” may be "+waysInWords(ways)+". All of them are kept as possible: correct the entry when you know which.")
	}
	if _, r := p.Assessment(casefile.AssessmentID(e.Root())); r != nil && e.Kind == "RiskAssessed" && !e.Withdraw {
		if lacks := lacking([]*casefile.Assessment{r}); lacks != "" {
			data.Lines = append(data.Lines, "Of this judgement, "+lacks+".")
		}
	}
	if len(c.OutUntold()) > 0 {
		data.Next = "" // it stands right below this, before all else
	}
	if firstResponse(v, e) && atTheScene(v.viewer) {
		data.Finish, data.Next = c.savedLines(), "" // it leads the lines
	}
	if pair, h := c.heldBack(e); h != nil {
		data.What = "Saved as proposed, and not in force: " + lower(code(s, "Class", h.As)) + "."
		then := c.askedAgain(pair)
		if then == "" {
			then = askAgain
		}
		data.Lines = append(data.Lines, capital(c.ruled(pair))+", and that ruling stands. "+c.stands(pair), then)
	}
	if waits := waitsFor(p, e); waits != "" {
		line := "It is saved as proposed and takes effect when the " + strings.ToLower(s.words.Code("Role", waits)) + " confirms it."
		if e.Kind == "RiskAssessed" {
			pair, _ := p.Assessment(casefile.AssessmentID(e.Root()))
			line += " Until then the risk is " + c.grade(pair.Grade.Value) + "."
		}
		data.Lines = append(data.Lines, line)
	}
	if said := s.fourAfter(p, e); said != nil {
		data.Body = said
	}
	if out := s.svc.Outside(v.Context(), p, e); len(out) > 0 && p.Restricted != nil && !e.Withdraw {
		data.Lines = append(data.Lines, s.outsideWords(out))
	}
	if i := slices.IndexFunc(c.Specialists, func(x casefile.SpecialistAdvice) bool { return x.ID == e.Root() }); i >= 0 && e.Kind == "SpecialistAsked" && !e.Withdraw && !c.Specialists[i].Answered {
		data.Lines = append(data.Lines, c.adviceWords(&c.Specialists[i]))
	}
	if line := c.answerLine(e); line != "" {
		data.Lines = append(data.Lines, line)
	}
	if e.Kind == "AccountRecorded" && !e.Withdraw && slices.ContainsFunc(c.Accounts, func(a casefile.Account) bool { return a.ID == e.Root() && a.Person == "" }) {
		data.Lines = append(data.Lines, "Nobody is named whose account this is, so it does not count as having spoken with the victim. Correct it to say whose it is.")
	}
	if h := p.Offered(); h != nil && h.ID == e.Root() && !e.Withdraw {
		data.Lines = append(data.Lines, "It waits for "+s.toAccept(h.Data.To, h.ForUnit())+" to accept it. Until then, what is due stays where it is.")
	}
	if e.Kind == "VictimContacted" && !e.Withdraw {
		data.Lines = append(data.Lines, c.contactLines(e)...)
		if c.wasNotThem(e) {
			data.What = "Call recorded as not theirs."
		}
	}
	if (e.Kind == "ReportReceived" || e.Kind == "RespondersSent") && e.Corrects == "" && !e.Withdraw && answersCalls(v.viewer) {
		from, err := c.begunFrom()
		if err != nil {
			return nil, err
		}
		data.Asks = c.saidOnly(e)
		data.Log = ui.CopyText{ID: "call-log", Label: "For the incident log, with its reference", Text: c.callText(true, from), Rows: 9}
	} else if text := s.logText(p, e); text != "" {
		data.Copy = ui.CopyText{ID: "log-text", Label: "Text for the incident log", Text: text, Rows: 6}
	}
	return ui.NotificationBanner{TitleText: "Saved", Type: "success", Body: recordPart("done", data)}, nil
}

// outsideWords say that somebody named does not see the restricted case: for them it
// does not exist, so nobody may take it that the program tells them (DESIGN 5).
func (s *Server) outsideWords(ids []string) string {
	var names []string
	for _, id := range ids {
		names = append(names, s.staffName(id))
	}
	are := map[bool]string{true: " is", false: " are"}[len(names) == 1]
	return joinAnd(names, "; ") + are + " outside this restricted case and told nothing of it here. Its guardian can let them see it; until then tell them yourself."
}

// reportBanner says on a form that comes right after a report that the report is
// recorded, and under which reference; nothing for anybody but who recorded it.
func (f *entryForm) reportBanner() ui.Component {
	id := f.v.URL.Query().Get("done")
	if !slices.ContainsFunc(f.p.History, func(e casefile.Event) bool {
		return e.ID == id && e.Kind == "ReportReceived" && e.Actor == f.v.viewer.Staff.ID
	}) {
		return nil
	}
	return ui.NotificationBanner{TitleText: "Saved", Type: "success", Body: element{"h3", "govuk-notification-banner__heading", "Report recorded: " + f.p.Ref + "."}}
}

// ofWhich says whose conduct an entry is about, where a case has several pairs.
func (s *Server) ofWhich(p *casework.CasePage, e casefile.Event) string {
	var about struct {
		Pair casefile.PairID `json:"pair"`
	}
	if len(p.Pairs) < 2 || json.Unmarshal(e.Data, &about) != nil || p.Pair(about.Pair) == nil {
		return ""
	}
	return ": " + (&caseView{CasePage: p, srv: s}).entryPair(e.Kind, about.Pair)
}

// stillOpen are the times an entry's words may mean, where what is kept holds more
// than one of them.
func stillOpen(e casefile.Event) []calendar.Way {
	ways := slices.DeleteFunc(calendar.Ways(e.Occurred.Said, e.Recorded), func(w calendar.Way) bool {
		return w.Interval.From.Before(e.Occurred.From) || w.Interval.From.After(e.Occurred.To)
	})
	if len(ways) < 2 {
		return nil
	}
	return ways
}

// savedTogether counts the entries of one kind that one saving recorded.
func savedTogether(history []casefile.Event, e casefile.Event) int {
	n := 0
	for _, x := range history {
		if x.Kind == e.Kind && x.Actor == e.Actor && x.Recorded.Equal(e.Recorded) && x.Corrects == "" {
			n++
		}
	}
	return n
}

// waitsFor is the role that decides on an entry saved as proposed; empty for none.
func waitsFor(p *casework.CasePage, e casefile.Event) string {
	for _, w := range p.Proposals {
		if w.ID == e.Root() && !w.Decided {
			return w.Waits
		}
	}
	for i := range p.Pairs {
		if p.Pairs[i].ProposedAs.Source == e.Root() {
			return string(casefile.Registrar)
		}
	}
	return ""
}

// nextDuty says the one thing to do next, and by when.
func (s *Server) nextDuty(p *casework.CasePage) string {
	c := &caseView{CasePage: p, srv: s}
	if gone := c.OutUntold(); len(gone) > 0 { // before all else: whoever is in danger does not know
		return c.outWords(gone[0])
	}
	best := s.nextFinding(p)
	if best == nil {
		return ""
	}
	say := p.Edition.Clause(best.Clause).Say
	if who := c.forWhom(*best); who != "" {
		say += " (" + who + ")"
	}
	if best.Due.At.IsZero() {
		return say
	}
	return say + " Due " + deadline(best.Due.At) + "."
}

// nextFinding is what stands first among the duties of the case's own page; nil
// where nothing is outstanding.
func (s *Server) nextFinding(p *casework.CasePage) *guidance.Finding {
	c := &caseView{CasePage: p, srv: s}
	var best *guidance.Finding
	for i, f := range p.Findings.Obligations {
		if f.State != guidance.Outstanding || p.Edition.Clause(f.Clause) == nil {
			continue
		}
		if best == nil || c.pressingFirst(f, *best) < 0 {
			best = &p.Findings.Obligations[i]
		}
	}
	return best
}

// logText is what goes into the incident log after a report or a hand-over: what
// was done and what is left, by reference; a name stands in it only where somebody could be taken for another.
func (s *Server) logText(p *casework.CasePage, e casefile.Event) string {
	lines := []string{p.Ref + ": " + s.words.Kind(e.Kind).Done + " " + when(e.Recorded) + " by " + s.staffName(e.Actor) + "."}
	add := func(label string, text string) {
		if text != "" {
			lines = append(lines, label+": "+text)
		}
	}
	switch e.Kind {
	case "CaseHandedOver":
		h := p.HandoverByID(casefile.HandoverID(e.Root()))
		if h == nil {
			return ""
		}
		if h.Data.To != "" {
			add("Offered to", s.staffName(string(h.Data.To)))
		}
		add("Unit", string(h.Data.ToUnit))
		if p.Restricted == nil { // who a restricted case is about stays in it
			add("Done", string(h.Data.Done))
			add("Still to do", string(h.Data.NotDone))
			add("Why not yet", string(h.Data.WhyNot))
		}
		lines = append(lines, "Not yet accepted: what is due stays with the sender until it is.")
	case "ReportReceived":
		if p.Channel.Given() {
			add("Came by", s.words.Code("Intake", string(p.Channel.Value)))
		}
		if p.Safety.Known() {
			add("Safe now", map[bool]string{true: "yes", false: "no"}[p.Safety.Value])
		}
		if slices.ContainsFunc(p.Accounts, func(a casefile.Account) bool { return a.Data.Words != "" }) {
			lines = append(lines, "Account recorded word for word in Foursight.")
		}
	default:
		return ""
	}
	add("Next", s.nextDuty(p))
	return strings.Join(lines, "\n")
}
