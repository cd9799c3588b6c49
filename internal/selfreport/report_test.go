package selfreport

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
)

// folded is a report as the case it becomes: the events it brings, after the one
// that begins a case.
func folded(t *testing.T, said url.Values) (casework.OnlineReport, *casefile.Case) {
	t.Helper()
	now := time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC)
	r, err := report(answers{Case: random(), Said: said, LastAt: now.UnixMilli(), OftenAt: now.UnixMilli()})
	must(t, err)
	begin, err := casefile.NewEvent(casework.OnlineID(r.CaseID, "report"), "", "ReportReceived", casefile.ReportReceived{Channel: fact.Of(casefile.Online), PoliceLink: r.Police})
	must(t, err)
	events := append([]casefile.Event{begin}, r.Events...)
	for i := range events {
		k, _ := casefile.KindOf(events[i].Kind)
		if i > 0 && !access.FromPublic(k) {
			t.Errorf("%s is not taken from the public", k.Name)
		}
		events[i].Recorded, events[i].Seq, events[i].Source = now, int64(i+1), casefile.FromPublic
		if problems := casefile.Admit(casefile.Fold(r.CaseID, events[:i]), events[i], now); len(problems) > 0 {
			t.Errorf("%s is refused: %v", events[i].Kind, problems)
		}
	}
	return r, casefile.Fold(r.CaseID, events)
}

// reached is how to reach a person of the case safely.
func reached(t *testing.T, c *casefile.Case, person int) casefile.SafeContactRecorded {
	t.Helper()
	p := c.Persons.Items[person]
	if !p.HasSafe {
		t.Fatalf("nothing says how to reach %s", p.Name.Value)
	}
	return p.SafeContact.Data
}

func TestEverythingSaidIsInTheCaseAsItWasSaid(t *testing.T) {
	_, c := folded(t, everything)
	p, victim := c.Pairs[0], c.Persons.Items[0]
	if !victim.Has(casefile.Victim) || !victim.Has(casefile.Reporter) || victim.Name.Value != "Tamsin Invented" || victim.Age.Value != 34 {
		t.Errorf("who sent it: %+v", victim)
	}
	if c.Safety.Status != fact.AskedNotKnown || p.Relation.Value != casefile.FormerPartner || c.Accounts[0].Data.Mode.Value != "online_form" {
		t.Errorf("safe %v, relation %v, account %+v", c.Safety, p.Relation, c.Accounts)
	}
	a := p.Actor
	if a.Name.Value != "Steven Madeup" || !slices.Equal(a.Phones, []casefile.Line{"07700 900456"}) || !slices.Equal(a.Emails, []casefile.Line{"steve@example.org"}) ||
		!slices.Equal(a.Handles, []casefile.Line{"@steve_m_1"}) || !slices.Equal(a.Vehicles, []casefile.Line{"ZQ26 ABC"}) || a.PoliceWorker.Value || !a.PoliceWorker.Given() {
		t.Errorf("the other person: %+v", a)
	}
	spell, in := p.Incidents.Items[0], p.Incidents.Items[1]
	if !slices.Equal(spell.Behaviours, []casefile.Behaviour{"following", "messages"}) || spell.Occurred.Said != "most days since June" || spell.Data.Repeats.Words != "most days" || !spell.SeveralDays.Value {
		t.Errorf("what kept happening: %+v", spell)
	}
	if in.When.Value.Said != "last night" || in.When.Value.Latest() != (calendar.Date{Year: 2026, Month: 11, Day: 20}) || in.When.Value.Earliest() != (calendar.Date{Year: 2026, Month: 11, Day: 19}) ||
		len(in.Behaviours) > 0 || in.Unwanted.Known() {
		t.Errorf("what happened last: %+v", in)
	}
	safe := reached(t, c, 0)
	if safe.Channel.Value != "phone" || safe.Number.Value != "07700 900321" || safe.Times.Value != "weekdays until three" || safe.Message.Value || !safe.Message.Given() || !safe.Withheld.Value || safe.SuspectSees != "my post" || safe.Cautions != "What would make it easier for them to talk: “a woman to talk with”" {
		t.Errorf("how to reach them: %+v", safe)
	}
}

// Unknown is never no: each question passed over leaves its fact not asked.
func TestWhatWasPassedOverStaysUnknown(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(everything)) {
		said := maps.Clone(everything)
		delete(said, name)
		r, c := folded(t, said)
		p := &c.Pairs[0]
		unknown := map[string]bool{
			"safe": !c.Safety.Known(), "police": !r.Police.Known() && !c.PoliceLink.Known() && !p.Actor.PoliceWorker.Known(), "relation": !p.Relation.Known(),
			"message": !c.Persons.Items[0].HasSafe || !reached(t, c, 0).Message.Known(), "withheld": !c.Persons.Items[0].HasSafe || !reached(t, c, 0).Withheld.Known(),
			"age": !c.Persons.Items[0].Age.Known(), "me": !c.Persons.Items[0].Name.Known(), "account": len(c.Accounts) == 0, "how": !c.Persons.Items[0].HasSafe,
			"last": len(p.Incidents.Items) == 1 && p.Incidents.Items[0].Occurred.Said == "most days since June", "often": len(p.Incidents.Items) == 1 && !p.Incidents.Items[0].Repeats.Known(), "acts": len(p.Incidents.Items[0].Behaviours) == 0, "name": !p.Actor.Name.Known(),
			"known": !p.Actor.Name.Known() && !p.Relation.Known(),
		}
		if ok, asked := unknown[name]; asked && !ok {
			t.Errorf("without an answer to %q something of it is known", name)
		}
	}
}

func TestWhoReportsForSomebodyElseIsNotTheVictim(t *testing.T) {
	_, c := folded(t, url.Values{"who": {"other"}, "me": {"Olwen Invented"}, "them": {"Tamsin Invented"}, "their_age": {"15"}, "age": {"44"}, "safe": {"no"}, "how": {"email"}, "number": {"olwen@example.org"}, "account": {"She is followed."}})
	sender, victim := c.Persons.Items[0], c.Persons.Items[1]
	if sender.Has(casefile.Victim) || !sender.Has(casefile.Reporter) || sender.Name.Value != "Olwen Invented" || sender.Age.Known() {
		t.Errorf("who sent it: %+v", sender)
	}
	if !victim.Has(casefile.Victim) || victim.Name.Value != "Tamsin Invented" || victim.Age.Value != 15 || string(c.Pairs[0].VictimID) != victim.ID {
		t.Errorf("whom it happens to: %+v", victim)
	}
	if c.Immediate[0].Person != casefile.PersonID(victim.ID) || c.Safety.Value || reached(t, c, 0).Person != casefile.PersonID(sender.ID) || c.Accounts[0].Person != casefile.PersonID(sender.ID) {
		t.Errorf("safety of %s, contact with %s, account by %s", c.Immediate[0].Person, reached(t, c, 0).Person, c.Accounts[0].Person)
	}
}

func TestNobodyKnownIsAnUnknownPersonAndWordsOutsideTimeAreKept(t *testing.T) {
	r, c := folded(t, url.Values{"known": {"no"}, "name": {"typed before"}, "police": {"yes"}, "keep": {"no"}, "last": {"when the fair was in town"}, "often": {"again and again"}, "how": {"none"}})
	p := &c.Pairs[0]
	if p.ActorID != "" || p.Label != "Unknown person 1" || p.Relation.Known() {
		t.Errorf("the other person: %+v", p.Actor)
	}
	in := p.Incidents.Items[0]
	if in.Occurred.Said != "when the fair was in town" || in.When.Known() || in.Data.Repeats.Words != "again and again" {
		t.Errorf("when: %+v", in)
	}
	if safe := reached(t, c, 0); safe.Channel.Known() || safe.Cautions != "They would rather contact us." {
		t.Errorf("contact: %+v", safe)
	}
	if !r.Police.Value || !r.Duty.Given() || r.Duty.Value {
		t.Errorf("police %v, inspectors kept out %v", r.Police, r.Duty)
	}
	if r, _ = folded(t, url.Values{"police": {"no"}, "keep": {"yes"}}); r.Duty.Known() {
		t.Error("an answer to a question that no longer stands counts")
	}
}

// What happened last is one entry, and what kept happening another, each with its own
// words. "When it last happened" is not read as all that happened.
func TestHowOftenIsUnderstoodBesideTheLastTime(t *testing.T) {
	acts := []string{"following", "messages"}
	for _, x := range []struct {
		last, often string
		want        []string
	}{
		{"about nine last night", "most Tuesdays since June", []string{"“about nine last night” (Thu 19 Nov 2026, between 20:00 and 22:00); 0 to 0 ; several days not asked", "“most Tuesdays since June” (between Mon 1 Jun and Thu 19 Nov 2026); 0 to 0 most Tuesdays; several days yes"}},
		{"last week", "most days", []string{"“last week”", "most days; several days yes"}},
		{"", "most Tuesdays since June", []string{"0 to 0 most Tuesdays; several days yes"}},
		{"most Tuesdays since June", "", []string{"most Tuesdays; several days yes"}},
		{"about nine last night", "at least five times since June", []string{"0 to 0 ;", "4 to 0 at least five times (the last of them is an entry of its own); several days yes"}},
		{"about nine last night", "twice", []string{"2 to 2 twice; several days not asked"}},
		{"about nine last night", "once", []string{"1 to 1 once;"}},
		{"about nine last night", "several times a day", []string{"0 to 0 several times a day; several days not asked"}},
		{"about nine last night", "again and again", []string{"0 to 0 again and again;"}},
		{"about nine last night", "when the moon is full", []string{"0 to 0 when the moon is full;"}},
	} {
		_, c := folded(t, url.Values{"last": {x.last}, "often": {x.often}, "acts": acts})
		var got []string
		for _, i := range c.Pairs[0].Incidents.Items {
			days := "not asked"
			if i.SeveralDays.Known() {
				days = map[bool]string{true: "yes", false: "no"}[i.SeveralDays.Value]
			}
			got = append(got, fmt.Sprintf("%s; %d to %d %s; several days %s", i.Occurred.Words(), i.Data.Repeats.Least, i.Data.Repeats.Most, i.Data.Repeats.Words, days))
			// The acts belong to what kept happening: which of several was the last nobody said.
			if lastOnly := len(x.want) == 2 && i.Data.Repeats.Words == ""; lastOnly == (len(i.Behaviours) > 0) {
				t.Errorf("%q, %q: %s has %v", x.last, x.often, got[len(got)-1], i.Behaviours)
			}
		}
		slices.SortFunc(got, func(a, b string) int {
			return cmp.Compare(slices.IndexFunc(x.want, func(w string) bool { return strings.Contains(a, w) }), slices.IndexFunc(x.want, func(w string) bool { return strings.Contains(b, w) }))
		})
		for n, want := range x.want {
			if len(got) != len(x.want) || !strings.Contains(got[n], want) {
				t.Errorf("%q, %q: got %q, want %q", x.last, x.often, got, x.want)
				break
			}
		}
	}
}

func TestEveryChoiceIsACodeOfItsKind(t *testing.T) {
	for step, codes := range map[string][]string{"acts": casefile.Behaviour("").Codes(), "relation": casefile.Relationship("").Codes(), "how": casefile.ContactChannel("").Codes()} {
		for _, v := range steps[stepAt(step)].Offers {
			if v != "none" && !slices.Contains(codes, v) {
				t.Errorf("%s offers %q", step, v)
			}
		}
	}
}
