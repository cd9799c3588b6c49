package web

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// The grid's journeys of a first response by whoever is sent, by the duty inspector and
// by custody, and of two reports and a breach (gridphone_test.go says how they are taken).

// What a call handler recorded is gone on with at the door: home leads there, the words
// that stand are asked about, and what is said joins what is on record (practice moment 3).
func TestAReportFromACallIsGoneOnWithAtTheDoorByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		ref := s.taken("FN/0042", url.Values{"a.words": {"He keeps messaging, and he sent flowers."}, "x.details.name": {"Steven Madeup"}})
		s.send(ref, "responder")
		p := as("responder")
		p.opens("/")
		p.leads(".fs-next__do")
		p.follows(".fs-next__do", goOnAtDoor)
		p.picks("#f-s-safe-now")
		p.writes("#f-s-action", "Her sister is with her.")
		p.follows(forwards, "Save and go on")
		p.writes("#f-a-more", "He waits outside, too.")
		p.follows(forwards, "Save and go on")
		p.newly("with an incident taken up")
		p.follows(`button[value="ask-gifts"]`, "Write what they tell you")
		p.writes("#f-i1-what", "Red roses, twice.")
		p.follows(forwards, "Save and go on")
		p.picks("#f-k-judgement-3")
		p.follows(forwards, "Save and go on")
		p.writes("#f-g-words", "Stays with her sister tonight.")
		p.follows(forwards, "Record it")
		c := s.caseNow(ref)
		pair := c.Pairs[0]
		if len(c.Immediate) != 2 || !c.Safety.Value || len(c.Accounts) != 2 || c.Accounts[1].By != "responder" || len(c.Plans) != 1 || pair.Grade.Value != casefile.High {
			t.Errorf("recorded: safety %+v, accounts %+v, plans %+v, grade %v", c.Immediate, c.Accounts, c.Plans, pair.Grade)
		}
		at := slices.IndexFunc(pair.Incidents.Items, func(i casefile.Incident) bool { return i.By == "responder" })
		if n := len(pair.Incidents.Items); n != 2 || at < 0 || !slices.Equal(pair.Incidents.Items[at].Behaviours, []casefile.Behaviour{"gifts"}) || pair.Incidents.Items[at].Data.What != "Red roses, twice." {
			t.Errorf("recorded: %d incidents, the responder's at %d", n, at)
		}
	})
}

// The case says that another report may be about the same people; they are compared,
// joined with a reason, and parted again.
func TestTwoReportsOfTheSamePeopleAreJoinedAndPartedByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r := s.report("responder", "Ffion Invented")
		there := s.between("other", "Steven Madeup", "Ffion Invented")
		p := as("responder")
		p.opens("/case/" + r.ref)
		p.follows(`section[aria-labelledby="same-title"] a[href$="/same"]`, "Compare and decide")
		p.picks("#how-" + there.id + "-2")
		p.writes("#why-"+there.id, "The same flat and the same evening.")
		p.newly("decided")
		p.follows(`button[value="join"]`, "They belong together")
		links := s.caseNow(r.id).Links
		if len(links) != 1 || links[0].Other != there.id || !links[0].Same.Value || links[0].How.Value != "roles_reversed" || links[0].Data.Basis != "The same flat and the same evening." {
			t.Fatalf("recorded: %+v", links)
		}
		p.unfolds("#decided-title ~ .fs-same summary", "Take this back")
		p.writes("#why-"+links[0].ID, "Another flat.")
		p.newly("taken back")
		p.follows(`button[value="undo"]`, "Take it back")
		if l := s.caseNow(r.id).Links[0]; !l.Undone || l.Why != "Another flat." {
			t.Errorf("taken back: %+v", l)
		}
	})
}

// The duty inspector's home leads to the threat to life they were told of, and they
// record what is decided. That there is none any more needs a reason.
func TestTheDutyInspectorDecidesOnAThreatToLifeByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		s.join("inspector", casefile.DutyInspector) // of no unit of the case: being told is what lets them
		r := grave(s, "Ffion Invented", "inspector")
		s.now = s.now.Add(5 * time.Minute)
		p := as("inspector")
		p.opens("/")
		p.leads(".fs-next__do")
		p.follows(".fs-next__do", "See the threat")
		p.follows(`section[aria-labelledby="threats-title"] a[href*="/record/ThreatToLifeConsidered"]`, "Consider it again")
		p.picks("#f-threat-present-2")
		p.stopped(forwards, "Save")
		if n := len(s.caseNow(r.id).Pairs[0].Life); n != 1 {
			t.Fatalf("without a reason %d decisions are on record", n)
		}
		p.picks("#f-threat-present")
		p.writes("#f-decision", "A unit sits outside until he is found.")
		p.follows(forwards, "Save")
		life := s.caseNow(r.id).Pairs[0].Life
		if n := len(life); n != 2 || life[1].By != "inspector" || !life[1].Present.Value || life[1].Data.Decision != "A unit sits outside until he is found." {
			t.Errorf("recorded: %+v", life)
		}
	})
}

// Custody's home leads to who is held; the release is recorded, which is asked once more
// while something is left to do, and then what binds them.
func TestCustodyReleasesAndBailsByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		s.join("custody", casefile.Custody)
		r, arrest := heldCase(s)
		s.record("detective", r.id, s.event("ReleasePlanned", casefile.ReleasePlanned{Arrest: casefile.ArrestID(arrest), How: fact.Of(casefile.ReleaseKind("bail_with_conditions"))}))
		s.now = s.now.Add(5 * time.Minute)
		p := as("custody")
		p.opens("/")
		p.leads(".fs-next__do")
		p.follows(".fs-next__do", "Before the release")
		p.follows(`button[value="released"]`, "They have left custody")
		p.follows(`button[value="released"]`, "Yes, they have left")
		p.follows(`section[aria-labelledby="release-title"] a[href*="/record/BailSet"]`, "Record the conditions")
		p.picks("#f-kind")
		p.picks("#f-terms")
		p.follows(forwards, "Save")
		c := s.caseNow(r.id)
		if len(c.Bails) != 1 || c.Bails[0].Kind.Value != "police_before_charge" || !slices.Equal(c.Bails[0].Data.Terms, []casefile.BailTerm{"no_contact"}) || c.Bails[0].ByRole != casefile.Custody || !c.Arrests[0].Out() {
			t.Errorf("recorded: bail %+v, arrests %+v", c.Bails, c.Arrests)
		}
	})
}

// An act that breaks bail is recorded once, as an act and as a breach; what is done about
// it comes next, and then whether he is arrested, with the reason.
func TestABreachLeadsToADecisionOnArrestByPhone(t *testing.T) {
	onPhones(t, func(t *testing.T, s *site, as func(string) *phone) {
		r := s.report("responder", "Ffion Invented")
		bail := s.event("BailSet", casefile.BailSet{Person: casefile.PersonID(r.actor), Kind: fact.Of(casefile.BailKind("court")), Terms: []casefile.BailTerm{"no_contact"}})
		s.record("responder", r.id, bail, s.event("ImmediateSafetyRecorded", casefile.ImmediateSafetyRecorded{SafeNow: fact.Of(true)}), s.event("RiskAssessed", casefile.RiskAssessed{Pair: casefile.PairID(r.pair), Judgement: fact.Of(casefile.High)}))
		p := as("responder")
		p.opens("/case/" + r.ref)
		p.follows(`.fs-moment__list--next a[href$="/record/BreachReported"]`, "Record a breach")
		p.writes("#f-what", "He rang her twice.")
		p.follows(forwards, "Save")
		c := s.caseNow(r.id)
		if len(c.Breaches) != 1 || len(c.Pairs[0].Incidents.Items) != 1 || string(c.Breaches[0].Incident) != c.Pairs[0].Incidents.Items[0].ID {
			t.Fatalf("recorded: breaches %+v, incidents %+v", c.Breaches, c.Pairs[0].Incidents.Items)
		}
		p.follows(`.govuk-notification-banner a[href*="/record/BreachActed"]`, "Record what was done about a breach")
		p.picks("#f-action-3")
		p.follows(forwards, "Save")
		p.follows(`.moj-sub-navigation a[href$="/duties"]`, "Duties")
		p.follows(`main a[href*="/record/ArrestConsidered"]`, "Record a decision whether to arrest")
		p.picks("#f-decision")
		p.writes("#f-grounds", "A breach of bail, and she is afraid.")
		p.follows(forwards, "Save")
		c = s.caseNow(r.id)
		if b := c.Breaches[0]; !b.Acted || b.Action.Value != "arrest_planned" {
			t.Errorf("recorded of the breach: %+v", b)
		}
		if d := c.ArrestChoice; len(d) != 1 || d[0].Decision.Value != casefile.DecideYes || !d[0].Reasoned {
			t.Errorf("recorded of an arrest: %+v", d)
		}
	})
}
