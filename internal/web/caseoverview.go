package web

import (
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// recentEntries is how much of the history the overview shows.
const recentEntries = 5

// caseOverview is the case on one page: who, how to reach them safely, how
// dangerous it is, what happened, what is due; in that order.
func (s *Server) caseOverview(v *visit) (answer, error) {
	c, err := s.openCase(v)
	if err != nil {
		return answer{}, err
	}
	if c.Permission.Basis == access.SharedWith {
		return c.sharedPage()
	}
	a, err := c.overviewPage()
	if done := s.doneBanner(v, c.CasePage); err == nil && done != nil {
		a.page.Banner = done
	}
	return a, err
}

func (c *caseView) overviewPage() (answer, error) {
	due, err := c.dueNow(c.duties())
	if err != nil {
		return answer{}, err
	}
	var safe ui.Stack
	for _, p := range c.reached() {
		safe = append(safe, c.safeContact(p))
	}
	if len(safe) == 0 {
		safe = append(safe, draw("no-victim", c.form("PersonAdded")))
	} else if href := c.newsHref(); href != "" {
		safe = append(safe, linkTo("They ask for news: log the call", href))
	}
	same, seen, err := c.sameLine()
	if err != nil {
		return answer{}, err
	}
	recent := c.History[max(0, len(c.History)-recentEntries):]
	body := []ui.Component{
		c.goOn(),
		draw("head", struct{ Safe, Risk, Happened ui.Component }{safe, c.risk(), c.happened()}),
		c.custodyPanel(),
		c.problems(), c.handover(), c.proposals(), c.rulings(), c.held(),
		c.pairsTable(), same,
		due, c.safetyLine(), c.checks(),
		c.askNext(),
		c.clocks(),
		c.advice(),
		c.prompts(),
		c.compactCourse(),
		c.imports(),
		ui.Stack{subheading("Recent history"), ui.Timeline{HeadingLevel: 3, Entries: c.timeline(recent)}, draw("more", struct{ Text, Href string }{"All of the history", c.path("/history")})},
		c.recordLinks(),
	}
	a, err := c.answer("Overview", slices.DeleteFunc(body, func(x ui.Component) bool { return x == nil })...)
	if err == nil && len(seen) > 0 {
		a.looks = append(a.looks, c.visit.look("shown", seen...))
	}
	return a, err
}

// compactCourse is the picture of each pair folded under its name.
func (c *caseView) compactCourse() ui.Component {
	var out ui.Stack
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if len(p.Incidents.Items) == 0 {
			continue
		}
		id := "course-" + p.ID
		out = append(out, ui.Details{SummaryText: "Course of conduct as a picture: " + c.pairName(p), Body: c.picture(p, byChannel, id), Open: len(c.Pairs) == 1})
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// newestImport is the part of the case where the newest imported messages are
// read; empty where none were brought in.
func (c *caseView) newestImport() string {
	for _, m := range slices.Backward(c.Materials) {
		if m.Imported != nil && m.Imported.Format != casefile.FormatPhotograph {
			return "/material/" + m.ID
		}
	}
	return ""
}

// imports are the chats and calls brought in, each with the page that reads it.
func (c *caseView) imports() ui.Component {
	type item struct{ Href, Records, First, Last, By, When string }
	var items []item
	for _, m := range c.Materials {
		if d := m.Imported; d != nil {
			what := plural(d.Records, "message")
			if d.Format == casefile.FormatPhotograph {
				what = "Photograph"
			}
			items = append(items, item{c.path("/material/" + m.ID), what, string(d.First), string(d.Last), c.staffName(m.By), when(m.Recorded)})
		}
	}
	if len(items) == 0 {
		return nil
	}
	return draw("imports", items)
}

// moments group the kinds of entry by when somebody reaches for them. Every kind
// a person may record stands in exactly one; a test holds it so.
var moments = []struct {
	Name  string
	Kinds []string
}{
	{"Safety", []string{"ImmediateSafetyRecorded", "SafeContactRecorded", "RiskAssessed", "RiskDifferenceExplained", "ThreatToLifeConsidered",
		"SafetyPlanMade", "SafetyMeasureSet", "SafetyMeasureSettled", "SafetyPlanReviewed", "RespondersSent"}},
	{"People", []string{"PersonAdded", "PersonDetailed", "PairRecorded", "RelationshipRecorded", "SuspectIdentified", "VulnerabilityAssessed",
		"ProxyRecorded", "MarkerNoted"}},
	{"Conduct", []string{"AccountRecorded", "IncidentRecorded", "IncidentsComplete", "IncidentAttributed", "ImpactRecorded", "IndicatorsObserved",
		"VictimViewRecorded", "FourAssessed", "ToldToStop", "CounterAllegationMade", "CounterAllegationWeighed"}},
	{"Arrest, bail and orders", []string{"ArrestConsidered", "SuspectArrested", "ReleasePlanned", "ConditionViewsRecorded", "SuspectReleased", "BailSet",
		"BailEnded", "SuspectCharged", "OrderNoted", "OrderServed", "OrderEnded", "BreachReported", "BreachActed"}},
	{"Decisions", []string{"ResponseGraded", "ClassificationDecided", "RegistrarAsked", "RegistrarRuled", "OffenceRecorded", "HostilityConsidered",
		"CoercionConsidered", "ConnectionExplained", "TypologySuggested", "OrderConsidered", "NextStepDecided", "ProposalDecided", "DutyMarked"}},
	{"Checks and enquiries", []string{"CheckRequested", "CheckCompleted", "CheckFailed", "SpecialistAsked", "SpecialistAnswered", "EnquirySet", "EnquirySettled"}},
	{"Victim", []string{"VictimContacted", "VictimMessageReceived", "MessageAnswered", "AdviceGiven", "DelayReasonsRecorded", "ApproachAgreed",
		"EnhancedRightsAssessed", "ReferralConsentRecorded", "ReferralMade"}},
	{"Evidence", []string{"EvidenceAdded", "ItemShared"}},
	{"Case", []string{"CaseOpened", "OwnerAssigned", "CaseHandedOver", "HandoverAccepted", "ReferenceNoted", "AccessRestricted", "AccessGranted",
		"SafetyCardSet", "CaseClosed"}},
}

// recordLinks are the ways to record something, grouped by moment; only what the
// visitor may record.
func (c *caseView) recordLinks() ui.Component {
	type link struct{ Text, Href string }
	type group struct {
		Name  string
		Links []link
	}
	var groups []group
	for _, m := range moments {
		g := group{Name: m.Name}
		for _, kind := range m.Kinds {
			if href := c.form(kind); href != "" {
				g.Links = append(g.Links, link{c.srv.words.Kind(kind).Title, href})
			}
		}
		if m.Name == "Evidence" && !c.then && mayImport(c.CasePage) {
			g.Links = append(g.Links, link{"Bring in a chat or call export", c.path("/import")}, link{takePhoto, c.path("/photo")})
		}
		if m.Name == "Case" {
			g.Links = append(g.Links, link{"Text for the incident log", c.path("/log-text")})
			if !c.then && access.May(c.Viewer, access.Export) {
				g.Links = append(g.Links, link{"Export this case", c.path("/export")})
			}
		}
		if len(g.Links) > 0 {
			groups = append(groups, g)
		}
	}
	if c.then {
		return nil
	}
	return draw("record", groups)
}

// sharedPage is what a partner sees: the entries shared with them, why and until
// when, and nothing else of the case.
func (c *caseView) sharedPage() (answer, error) {
	type item struct {
		Title, Href, Purpose, Until string
	}
	var items []item
	for _, sh := range c.Shared {
		id := string(sh.Data.Item)
		if string(sh.Data.Partner) != c.Viewer.Staff.Partner || !slices.Contains(c.Permission.Items, id) {
			continue
		}
		if e, _, _, ok := c.find(id); ok {
			items = append(items, item{c.srv.words.Kind(e.Kind).Done, c.path("/entry/" + id), string(sh.Data.Purpose), sh.Data.Expires.Long()})
		}
	}
	return c.answer("Shared with you", draw("shared", items))
}
