package web

import (
	"regexp"
	"slices"
	"strings"

	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// maxAsk is how many questions the overview puts: those that would settle most.
const maxAsk = 3

// questionLine is one thing to find out, with the form that takes the answer.
type questionLine struct {
	Words  string
	Status string // "asked, not known": why it is still open, empty where nobody has asked
	Form   string // what the form is called
	Href   string
}

// askNext are the questions that would settle most, or that nothing is open.
func (c *caseView) askNext() ui.Component {
	var asks []guidance.Ask
	for _, q := range c.Findings.Questions {
		if !q.Param() {
			asks = append(asks, q.Ask)
		}
	}
	lines := c.questionLines(asks)
	more := max(0, len(lines)-maxAsk)
	return draw("ask-next", struct {
		Lines []questionLine
		More  int
		Href  string
	}{lines[:min(maxAsk, len(lines))], more, c.path("/duties") + "#waiting"})
}

// questionLines words questions; several facts that one form asks in one breath
// stay apart, but the same words are said once.
func (c *caseView) questionLines(asks []guidance.Ask) []questionLine {
	var out []questionLine
	seen := map[string]bool{}
	for _, a := range asks {
		if a.Param() {
			continue
		}
		pair := elementOf(a.Path, "pairs")
		l := questionLine{Words: capital(c.srv.words.Phrase(a.Path))}
		if who := c.forPair(pair); who != "" {
			l.Words += " (" + who + ")"
		}
		if a.Status != fact.NotAsked {
			l.Status = lower(statusWords[a.Status])
		}
		if seen[l.Words] {
			continue
		}
		seen[l.Words] = true
		if kind, query := c.answeredBy(a.Path); kind != "" {
			if l.Href = c.form(kind, query...); l.Href != "" {
				l.Form = c.srv.words.Kind(kind).Title
				if slices.Contains(query, "corrects") {
					l.Form = "Correct what was recorded"
				}
			}
		}
		out = append(out, l)
	}
	return out
}

// answerForms says which form takes the answer to a question, by the beginning of
// the fact's path without element ids; the longest that fits is meant.
var answerForms = map[string]string{
	"safe_now": "ImmediateSafetyRecorded", "immediate": "ImmediateSafetyRecorded",
	"accounts": "AccountRecorded", "channel": "ReportReceived", "other_works_for_police": "ReportReceived", "reported_at": "ReportReceived",
	"has_owner": "OwnerAssigned", "owner_pip": "OwnerAssigned", "opened_at": "CaseOpened",
	"persons": "PersonAdded", "advice": "AdviceGiven", "contacts": "VictimContacted", "consents": "ReferralConsentRecorded",
	"referrals": "ReferralMade", "orders": "OrderConsidered", "handovers": "HandoverAccepted",
	"checks": "CheckRequested", "materials": "EvidenceAdded", "pairs": "PairRecorded",
	"pairs.victim": "PersonDetailed", "pairs.actor": "PersonDetailed",
	"pairs.victim.safe_contact_recorded": "SafeContactRecorded",
	"pairs.actor_identified":             "SuspectIdentified", "pairs.actor_kind": "SuspectIdentified",
	"pairs.relationship": "RelationshipRecorded", "pairs.broad_kind": "RelationshipRecorded",
	"pairs.incidents": "IncidentRecorded", "pairs.last_act": "IncidentRecorded", "pairs.first_act": "IncidentRecorded",
	"pairs.four": "FourAssessed", "pairs.impact": "ImpactRecorded",
	"pairs.classification": "ClassificationDecided", "pairs.proposed_classification": "ClassificationDecided",
	"pairs.under16_considered": "ClassificationDecided", "pairs.registrar_asked_at": "RegistrarAsked", "pairs.registrar_ruling": "RegistrarRuled",
	"pairs.sparse_acts": "IncidentRecorded", "pairs.behaviours_named": "IncidentRecorded", "pairs.harassment_kinds_named": "IncidentRecorded",
	"pairs.channels_named": "IncidentRecorded", "pairs.through_others_named": "IncidentRecorded", "pairs.proxies": "ProxyRecorded",
	"pairs.connection_explained": "ConnectionExplained", "pairs.hostility": "HostilityConsidered", "pairs.coercive_control_overlap": "CoercionConsidered",
	"pairs.offences": "OffenceRecorded", "pairs.told_to_stop": "ToldToStop", "pairs.typologies": "TypologySuggested",
	"enquiries": "EnquirySet", "specialist_advice": "SpecialistAsked", "charges": "SuspectCharged", "safety_plans": "SafetyPlanMade",
	"pairs.risks": "RiskAssessed", "pairs.risk_triggers": "RiskAssessed", "pairs.grade": "RiskAssessed",
}

var elementID = regexp.MustCompile(`\[([^\]]*)\]`)

// elementOf is the id of the element of a list that a path goes through.
func elementOf(path, list string) string {
	for _, part := range strings.Split(path, ".") {
		if id, ok := strings.CutPrefix(part, list+"["); ok {
			return strings.TrimSuffix(id, "]")
		}
	}
	return ""
}

// answeredBy is the form for a question and what of it is known already. A fact
// of something recorded is answered by correcting that entry.
func (c *caseView) answeredBy(path string) (kind string, query []string) {
	plain := elementID.ReplaceAllString(path, "")
	plain = strings.TrimPrefix(plain, "case.")
	if rest, ok := strings.CutPrefix(plain, "pair."); ok {
		plain = "pairs." + rest
	}
	for at := plain; at != ""; {
		if kind = answerForms[at]; kind != "" {
			break
		}
		at = at[:max(0, strings.LastIndexByte(at, '.'))]
	}
	pair := elementOf(path, "pairs")
	query = []string{"pair", pair}
	if kind == "ReportReceived" {
		return kind, []string{"corrects", c.ReportID}
	}
	for _, list := range []string{"incidents", "advice", "contacts", "orders", "risks", "offences"} {
		if id := elementOf(path, list); id != "" {
			query = append(query, "corrects", id)
		}
	}
	if kind == "PersonDetailed" || kind == "SafeContactRecorded" {
		for i := range c.Pairs {
			if p := &c.Pairs[i]; string(p.ID) == pair && strings.HasPrefix(plain, "pairs.actor") {
				query = []string{"person", string(p.ActorID)}
			} else if string(p.ID) == pair {
				query = []string{"person", string(p.VictimID)}
			}
		}
	}
	if id := elementOf(path, "persons"); id != "" {
		return "PersonDetailed", []string{"person", id}
	}
	return kind, query
}
