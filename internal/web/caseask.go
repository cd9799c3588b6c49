package web

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// maxAsk is how many questions the overview puts: those that would settle most.
// maxSubjects is how many of those that one question is about it names.
const (
	maxAsk      = 3
	maxSubjects = 5
)

// questionLine is one thing to find out, with the form that takes the answer.
// Where it is open about several incidents or people, each stands in Of.
type questionLine struct {
	Words   string
	Subject string // which incident or person it is about; empty where it is about the case or a pair
	Status  string // "asked, not known": why it is still open, empty where nobody has asked
	Form    string // what the form is called
	Href    string

	Of   []questionLine // two or more
	More int            // how many of Of are not named here
	All  string         // where they are

	path string
	at   time.Time // of the incident it is about
}

// openQuestions are what is not known of the case, worded, gravest first.
func (c *caseView) openQuestions() []questionLine {
	var asks []guidance.Ask
	for _, q := range c.Findings.Questions {
		if !q.Param() {
			asks = append(asks, q.Ask)
		}
	}
	return c.everyQuestion(asks)
}

// askNext are the questions that would settle most, or that nothing is open.
func (c *caseView) askNext() ui.Component {
	lines := c.openQuestions()
	more := max(0, len(lines)-maxAsk)
	return draw("ask-next", struct {
		Lines []questionLine
		More  int
		Href  string
	}{c.aHandful(lines[:min(maxAsk, len(lines))]), more, c.path("/ask")})
}

// caseAsk is every question that is open, about everything it is open about.
func (s *Server) caseAsk(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	lines := c.openQuestions()
	if len(lines) == 0 {
		return c.answer("What is not known yet", empty("No open question would change what is due. Questions will be listed here, those that would settle most first."))
	}
	return c.answer("What is not known yet", paragraph("Those that would settle most stand first. Ask only what is safe to ask, and when."), draw("questions", lines))
}

// questionLines words questions, naming a handful of what each is about.
func (c *caseView) questionLines(asks []guidance.Ask) []questionLine {
	return c.aHandful(c.everyQuestion(asks))
}

// aHandful leaves so many subjects of each question, and the way to the rest.
func (c *caseView) aHandful(lines []questionLine) []questionLine {
	for i := range lines {
		if n := len(lines[i].Of); n > maxSubjects {
			lines[i].Of, lines[i].More, lines[i].All = lines[i].Of[:maxSubjects], n-maxSubjects, c.path("/ask")
		}
	}
	return lines
}

// everyQuestion words questions; several facts that one form asks in one breath
// stay apart, but the same words are said once, about each thing they are about.
func (c *caseView) everyQuestion(asks []guidance.Ask) []questionLine {
	var out []questionLine
	at := map[string]int{}
	seen := map[string]bool{}
	for _, a := range asks {
		about := c.ofPerson(a.Path)
		if a.Param() || seen[about] {
			continue
		}
		seen[about] = true
		l := c.questionLine(a)
		n, said := at[l.Words]
		switch {
		case !said:
			at[l.Words], out = len(out), append(out, l)
		case l.Subject == "" || out[n].Subject == "" && out[n].Of == nil:
			// about the same thing by another path
		case out[n].Of == nil:
			first := out[n]
			out[n] = questionLine{Words: l.Words, Of: []questionLine{first, l}}
		default:
			out[n].Of = append(out[n].Of, l)
		}
	}
	for i := range out {
		c.tellApart(out[i].Of)
	}
	return out
}

// ofPerson is the one path of a fact that a person has as the victim or suspect
// of a pair and in their own right, so that it is asked once.
func (c *caseView) ofPerson(path string) string {
	path = strings.TrimPrefix(path, "case.")
	p := c.Pair(casefile.PairID(elementOf(path, "pairs")))
	_, of, ok := strings.Cut(path, "].")
	if p == nil || !ok {
		return path
	}
	if fact, ok := strings.CutPrefix(of, "victim."); ok && p.VictimID != "" {
		return "persons[" + string(p.VictimID) + "]." + fact
	}
	if fact, ok := strings.CutPrefix(of, "actor."); ok && p.ActorID != "" {
		return "persons[" + string(p.ActorID) + "]." + fact
	}
	return path
}

func (c *caseView) questionLine(a guidance.Ask) questionLine {
	l := questionLine{Words: capital(c.srv.words.Phrase(a.Path)), path: a.Path}
	if who := c.forPair(elementOf(a.Path, "pairs")); who != "" {
		l.Words += " (" + who + ")"
	}
	l.Subject, l.at = c.subjectOf(a.Path)
	if a.Status != fact.NotAsked {
		l.Status = lower(statusWords[a.Status])
	}
	if kind, query := c.answeredBy(a.Path); kind != "" {
		asked := askedField[kind][lastOf(a.Path)]
		if l.Href = c.form(kind, append(query, "ask", asked)...); l.Href != "" {
			if asked != "" {
				l.Href += "#" + form.Context{}.ID(asked)
			}
			l.Form = c.srv.words.Kind(kind).Title
			if slices.Contains(query, "corrects") {
				l.Form = "Correct what was recorded"
			}
		}
	}
	return l
}

// subjectOf names what of the case a question is about, below the pair: an
// incident by its date and kind of act, a person by name and part, else the entry.
func (c *caseView) subjectOf(path string) (words string, at time.Time) {
	if id := elementOf(path, "persons"); id != "" {
		return c.nameOf(casefile.PersonID(id)), at
	}
	all := elementID.FindAllStringSubmatch(path, -1)
	if len(all) == 0 {
		return "", at
	}
	id := all[len(all)-1][1]
	if id == elementOf(path, "pairs") {
		return "", at
	}
	if _, i := c.Incident(casefile.IncidentID(id)); i != nil {
		return c.srv.incidentBriefly(*i), i.Occurred.From
	}
	if e, by, when, ok := c.find(id); ok {
		if breach, ok := c.srv.breachNamed(c.CasePage, id); ok {
			return breach, e.Recorded
		}
		return c.entryTitle(e) + ", " + when + ", by " + by, e.Recorded
	}
	return "", at
}

// tellApart orders what one question is about, newest first, and adds the words
// of incidents that would read alike.
func (c *caseView) tellApart(of []questionLine) {
	slices.SortStableFunc(of, func(a, b questionLine) int { return b.at.Compare(a.at) })
	times := map[string]int{}
	for _, l := range of {
		times[l.Subject]++
	}
	for i := range of {
		all := elementID.FindAllStringSubmatch(of[i].path, -1)
		if times[of[i].Subject] < 2 {
			continue
		}
		if _, x := c.Incident(casefile.IncidentID(all[len(all)-1][1])); x != nil {
			of[i].Subject = c.srv.incidentLabel(*x)
		}
	}
}

// About says of how many things a question is open.
func (l questionLine) About() string { return strconv.Itoa(len(l.Of)+l.More) + " to ask about" }

// inWords is a question with what it is about, where it stands in running text.
func (l questionLine) inWords() string {
	if len(l.Of) == 0 {
		if l.Subject != "" {
			return l.Words + " (" + l.Subject + ")"
		}
		return l.Words
	}
	var of []string
	for _, x := range l.Of {
		of = append(of, x.Subject)
	}
	out := l.Words + " (" + strings.Join(of, "; ")
	if l.More > 0 {
		out += "; and " + strconv.Itoa(l.More) + " more"
	}
	return out + ")"
}

// answerForms says which form takes the answer to a question, by the beginning of
// the fact's path without element ids; the longest that fits is meant.
var answerForms = map[string]string{
	"safe_now": "ImmediateSafetyRecorded", "immediate": "ImmediateSafetyRecorded",
	"accounts": "AccountRecorded", "channel": "ReportReceived", "other_works_for_police": "ReportReceived", "reported_at": "ReportReceived",
	"has_owner": "OwnerAssigned", "owner_pip": "OwnerAssigned", "opened_at": "CaseOpened",
	"persons": "PersonAdded", "advice": "AdviceGiven", "contacts": "VictimContacted", "victim_spoken_with": "VictimContacted", "consents": "ReferralConsentRecorded",
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
	"pairs.risks": "RiskAssessed", "pairs.risk_triggers": "RiskAssessed", "pairs.risk_changes": "RiskAssessed", "pairs.grade": "RiskAssessed",
	"pairs.threats_to_life": "ThreatToLifeConsidered",
}

// askedField says which field of a form that folds some away a question is about,
// by the last part of the fact's path, so that the form opens there.
var askedField = map[string]map[string]string{"IncidentRecorded": {
	"occurred": "occurred", "behaviours": "behaviours", "channel": "channel", "target": "target", "unwanted": "unwanted", "attribution": "attribution",
	"through_others": "through_others", "feared_violence": "feared_violence", "breaches_order_or_bail": "breaches_order_or_bail",
	"repeats_least": "repeats.least", "on_several_days": "occurred", "in_public": "in_public", "because_of_sex": "because_of_sex", "harassment_kinds": "harassment_kinds"}}

func lastOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

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
	for _, list := range []string{"incidents", "advice", "contacts", "orders", "risks", "offences", "threats_to_life"} {
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
