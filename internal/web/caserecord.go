package web

import (
	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

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
	{"Arrest, bail and orders", []string{"ArrestConsidered", "SuspectArrested", "ReleasePlanned", "ConditionViewsRecorded", "CustodyTold", "SuspectReleased", "BailSet",
		"BailEnded", "SuspectCharged", "OrderNoted", "OrderServed", "OrderEnded", "BreachReported", "BreachActed"}},
	{"Decisions", []string{"ResponseGraded", "ClassificationDecided", "RegistrarAsked", "RegistrarRuled", "OffenceRecorded", "HostilityConsidered",
		"CoercionConsidered", "ConnectionExplained", "TypologySuggested", "OrderConsidered", "PriorityDecided", "NextStepDecided", "ProposalDecided", "DutyMarked"}},
	{"Checks and enquiries", []string{"CheckRequested", "CheckCompleted", "CheckFailed", "SpecialistAsked", "SpecialistAnswered", "EnquirySet", "EnquirySettled"}},
	{"Victim", []string{"VictimContacted", "VictimMessageReceived", "MessageAnswered", "AdviceGiven", "DelayReasonsRecorded", "ApproachAgreed",
		"EnhancedRightsAssessed", "ReferralConsentRecorded", "ReferralMade"}},
	{"Evidence", []string{"EvidenceAdded", "ItemShared"}},
	{"Case", []string{"CaseOpened", "OwnerAssigned", "CaseHandedOver", "HandoverAccepted", "ReferenceNoted", "AccessRestricted", "AccessGranted",
		"SafetyCardSet", "CaseClosed"}},
}

// recordLinks are the ways to record something: the few that come next, then all
// that the visitor may record, folded by moment.
func (c *caseView) recordLinks() ui.Component {
	if c.then {
		return nil
	}
	type group struct {
		Name  string
		Links []recordLink
	}
	var groups []group
	for _, m := range moments {
		g := group{Name: m.Name}
		for _, kind := range m.Kinds {
			g.Links = c.linkFor(g.Links, kind)
		}
		if m.Name == "Evidence" && mayImport(c.CasePage) {
			g.Links = append(g.Links, recordLink{"Bring in a chat or call export", c.path("/import")}, recordLink{takePhoto, c.path("/photo")})
		}
		if m.Name == "Case" {
			g.Links = append(g.Links, recordLink{"Text for the incident log", c.path("/log-text")})
			if access.May(c.Viewer, access.Export) {
				g.Links = append(g.Links, recordLink{"Export this case", c.path("/export")})
			}
		}
		if len(g.Links) > 0 {
			groups = append(groups, g)
		}
	}
	return draw("record", struct {
		Next   []recordLink
		Groups []group
	}{c.recordNext(), groups})
}

// recordLink is one way to record something.
type recordLink struct{ Text, Href string }

// linkFor adds the form of a kind, where the visitor may record it.
func (c *caseView) linkFor(links []recordLink, kind string) []recordLink {
	if href := c.form(kind); href != "" {
		links = append(links, recordLink{c.srv.words.Kind(kind).Title, href})
	}
	return links
}

// recordNext are the few that come next as the case stands: a further act, then a
// breach where something binds the suspect, else an arrest, or who it was; a
// photograph; and whose the case is to be. Contact, risk and what is due have
// their ways beside them on the page.
func (c *caseView) recordNext() []recordLink {
	out := c.linkFor(nil, "IncidentRecorded")
	known, bound, held := false, false, false
	for _, id := range c.actors() {
		known, bound, held = true, bound || len(c.bindings(id)) > 0, held || c.InCustody(id) != nil
	}
	switch {
	case bound:
		out = c.linkFor(out, "BreachReported")
	case known && !held:
		out = c.linkFor(out, "SuspectArrested")
	case !known && len(c.Pairs) > 0:
		out = c.linkFor(out, "SuspectIdentified")
	}
	if mayImport(c.CasePage) {
		out = append(out, recordLink{takePhoto, c.path("/photo")})
	}
	switch {
	case c.Offered() != nil || c.Stage == casefile.StageClosed:
	case string(c.Owner) == c.Viewer.Staff.ID:
		out = c.linkFor(out, "CaseHandedOver")
	default:
		out = c.linkFor(out, "OwnerAssigned")
	}
	return out
}
