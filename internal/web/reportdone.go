package web

import (
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

// waysOn are the buttons under the banner after saving: the form that meets the
// duty named there. After a report, what a first responder does next stands with
// it: restricting the case first where the other person may be one of our own,
// judging the risk where nobody has, and handing over. Only what the visitor may
// record is offered; nil where that is nothing.
func (s *Server) waysOn(v *visit, p *casework.CasePage, e casefile.Event) ui.Component {
	c := &caseView{CasePage: p, srv: s, visit: v}
	var ways []ui.Button
	unreached := len(c.OutUntold()) > 0 // the case says so right below, with the way to do it, before all else
	offer := func(text, href string) {
		if href == "" || slices.ContainsFunc(ways, func(b ui.Button) bool { return b.Text == text }) {
			return
		}
		b := ui.Button{Text: text, Href: href}
		if len(ways) > 0 || unreached {
			b.Classes = "govuk-button--secondary"
		}
		ways = append(ways, b)
	}
	record := func(kind string, query ...string) { offer(s.words.Kind(kind).Title, c.form(kind, query...)) }
	report := firstResponse(v, e)
	if report && p.Restricted == nil && c.mayBeOurs() {
		record("AccessRestricted")
	}
	if report && v.viewer.Is(casefile.CallHandler) {
		record("RespondersSent")
	}
	if pair, h := c.heldBack(e); h != nil && !pair.Unanswered {
		offer("Ask the registrar again", c.form("RegistrarAsked", "pair", pair.ID))
	}
	if pair, r := c.Assessment(casefile.AssessmentID(e.Root())); r != nil && lacking([]*casefile.Assessment{r}) != "" {
		offer(addToRisk, c.addTo(pair, r))
	}
	if f := s.nextFinding(p); f != nil {
		offer(c.do(c.clause(*f), *f))
	}
	if pair := c.unjudged(); report && pair != "" {
		record("RiskAssessed", "pair", pair)
	}
	if report && mayImport(p) {
		offer(takePhoto, c.path("/photo"))
	}
	if report {
		record("CaseHandedOver")
	}
	if len(ways) == 0 {
		return nil
	}
	var group ui.Stack
	for _, b := range ways {
		group = append(group, b)
	}
	return buttonGroup(group)
}

// atTheScene reports whether the lists of a first response are the visitor's to finish:
// whoever answers calls leaves nobody's doorstep.
func atTheScene(v access.Viewer) bool {
	return !v.Is(casefile.CallHandler) || v.Is(casefile.Responder)
}

// fromDoor reports whether the visitor comes from the doorstep; firstResponse whether
// an entry is the first of a first response just recorded, new or gone on with.
func fromDoor(v *visit) bool { return v.URL.Query().Get("at") == "door" }

func firstResponse(v *visit, e casefile.Event) bool {
	return fromDoor(v) || e.Kind == "ReportReceived" && e.Corrects == ""
}

// mayBeOurs reports whether a suspect works for the police, by the report or by
// what is recorded of them, or nobody knows (practice 1.2).
func (c *caseView) mayBeOurs() bool {
	may := func(a fact.Answer[bool]) bool { return a.Given() && a.Value || a.Status == fact.AskedNotKnown }
	if may(c.PoliceLink.Answer) || len(c.Conflicts) > 0 {
		return true
	}
	for i := range c.Pairs {
		if a := c.Person(c.Pairs[i].ActorID); a != nil && may(a.PoliceWorker.Answer) {
			return true
		}
	}
	return false
}

// unjudged is the first pair whose risk no person has judged; empty for none.
func (c *caseView) unjudged() string {
	for i := range c.Pairs {
		if !slices.ContainsFunc(c.Pairs[i].Risks, func(r casefile.Assessment) bool { return r.Judgement.Given() }) {
			return c.Pairs[i].ID
		}
	}
	return ""
}
