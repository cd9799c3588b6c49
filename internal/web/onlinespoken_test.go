package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/guidance"
)

// Four pages say whether anybody has spoken with the victim of an online report: its
// duties, home, the page that watches, and the measure. They say one thing, whichever
// way it was (APP 4.1, 7).
func TestEveryPageAgreesWhetherTheVictimOfAnOnlineReportWasSpokenWith(t *testing.T) {
	contact := func(o string, purpose string) func(*site, *casework.CasePage) {
		return func(s *site, p *casework.CasePage) {
			d := casefile.VictimContacted{Person: onlineVictim(p), Outcome: fact.Of(casefile.Outcome(o))}
			if purpose != "" {
				d.Purpose = fact.Of(casefile.Purpose(purpose))
			}
			s.record("handler", p.ID, s.event("VictimContacted", d))
		}
	}
	for _, tt := range []struct {
		name  string
		do    func(s *site, p *casework.CasePage)
		spoke bool
	}{
		{"nothing since", func(*site, *casework.CasePage) {}, false},
		{"the first direct contact", contact("spoke", "first_direct"), true},
		{"contact, and nobody said what for", contact("spoke", ""), true},
		{"to take a statement", contact("spoke", "account"), true},
		{"left a message and was answered", contact("message_replied", "first_direct"), false},
		{"nobody answered", contact("no_answer", "first_direct"), false},
		{"not safe to speak", contact("not_safe_to_speak", "first_direct"), false},
		{"somebody else rang", contact("not_them", ""), false},
		{"contact with somebody else", func(s *site, p *casework.CasePage) {
			sister := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Witness}})
			s.record("handler", p.ID, sister)
			s.record("handler", p.ID, s.event("VictimContacted", casefile.VictimContacted{Person: casefile.PersonID(sister.ID), Outcome: fact.Of(casefile.Outcome("spoke"))}))
		}, false},
		{"through any news", func(s *site, p *casework.CasePage) {
			c := s.signedIn("handler")
			_, fields := c.news(p.Ref)
			fields.Set("topics", "no_change_to_report")
			got := c.post("/case/"+p.Ref+"/news", fields)
			if k := s.page("handler", p.ID).Contacts; len(k) != 1 || k[0].Purpose.Value != "answer_to_victim" {
				t.Fatalf("the call for news leads to %s and records %+v: %s", got.path, k, got.text("main"))
			}
		}, true},
		{"an account in person that names nobody", func(s *site, p *casework.CasePage) {
			s.record("handler", p.ID, s.event("AccountRecorded", casefile.AccountRecorded{Words: "He was outside again.", Mode: fact.Of(casefile.Mode("in_person"))}))
		}, false},
		{"her own account in person", func(s *site, p *casework.CasePage) {
			s.record("handler", p.ID, s.event("AccountRecorded", casefile.AccountRecorded{Person: onlineVictim(p), Words: "He was outside again.", Mode: fact.Of(casefile.Mode("in_person"))}))
		}, true},
		{"at the door, with an account in person", func(s *site, p *casework.CasePage) {
			s.send(p.Ref, "responder")
			c := s.signedIn("responder")
			at := c.onReport(c.get("/case/"+p.Ref+"/door"), url.Values{"s.safe_now": {"true"}})
			c.onReport(at, url.Values{"a.words": {"He was outside again."}, "a.mode": {"in_person"}, fieldDo: {"record"}})
			if a := s.page("handler", p.ID).Accounts; len(a) != 1 || a[0].Data.Mode.Value != "in_person" {
				t.Fatalf("the door records %+v", a)
			}
		}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := withInspector(t)
			r := s.online("Tamsin Invented", fact.Answer[bool]{}, fact.Answer[bool]{})
			s.now = s.now.Add(10 * time.Minute)
			tt.do(s, s.page("handler", r))
			p := s.page("handler", r)
			state := map[bool]guidance.State{true: guidance.Satisfied, false: guidance.Outstanding}[tt.spoke]
			if i := slices.IndexFunc(p.Findings.Obligations, func(f guidance.Finding) bool { return f.Clause == onlineClause }); i < 0 || p.Findings.Obligations[i].State != state {
				t.Errorf("the duty is not %s", state)
			}
			for _, who := range []string{"handler", "inspector"} {
				if home := s.signedIn(who).get("/").text("main"); strings.Contains(home, "Speak with the victim: reported online") == tt.spoke {
					t.Errorf("%s reads on home: %s", who, home)
				}
				if watch := s.signedIn(who).get(watchPath).text("main"); strings.Contains(watch, "nobody has spoken with the victim") == tt.spoke {
					t.Errorf("%s reads while watching: %s", who, watch)
				}
			}
			m, err := s.FirstContacts(t.Context(), s.as("sergeant"), s.now.Add(-time.Hour))
			must(t, err)
			for _, c := range m.Channels {
				if c.Channel == casefile.Online && (c.Reports != 1 || c.Spoken == 1 != tt.spoke) {
					t.Errorf("the measure: %+v", c)
				}
			}
		})
	}
}

// Home, the page that watches and what stands over other pages count with one function:
// what is said is one number, whoever asks, with a restricted report and without.
func TestHomeAndThePageThatWatchesCountTheSameOnlineReports(t *testing.T) {
	s := withInspector(t)
	for n := range 4 {
		if n > 0 {
			walled := n == 3
			s.now = s.now.Add(time.Minute)
			if walled {
				s.online("Orla Invented", fact.Answer[bool]{}, fact.Of(true))
			} else {
				s.online("Tamsin Invented", fact.Answer[bool]{}, fact.Of(false))
			}
		}
		for _, who := range []string{"handler", "inspector", "standards"} {
			c := s.signedIn(who)
			home, watch, over := c.get("/"), c.get(watchPath).text("main"), c.get("/account").text(".fs-told")
			waiting := home.Find(".fs-next, .fs-todo").FilterFunction(func(_ int, x *goquery.Selection) bool {
				return strings.Contains(x.Text(), "Speak with the victim: reported online")
			}).Length()
			links := c.get(watchPath).Find(`main a[href^="/case/"]`).Length()
			want := map[string][]int{"handler": {0, 1, 2, 2}, "inspector": {0, 1, 2, 3}, "standards": {0, 0, 0, 1}}[who][n]
			said := map[int]string{0: "No report made online waits", 1: "A report made online waits"}[want]
			if said == "" {
				said = fmt.Sprintf("%d reports made online", want)
			}
			if waiting != want || links != want || !strings.Contains(watch, said) || (want > 0) != (over != "") || want > 0 && !strings.Contains(over, said) {
				t.Errorf("%s, %d sent: home lists %d, watching leads to %d and says %.200q, over pages %q; want %d", who, n, waiting, links, watch, over, want)
			}
			if heading := onlineHeading + fmt.Sprintf(", %d in all", want); (want > 1) != strings.Contains(home.text("main"), heading) {
				t.Errorf("%s, %d sent: home does not say %q, or says it of one", who, n, heading)
			}
		}
	}
}

func onlineVictim(p *casework.CasePage) casefile.PersonID {
	i := slices.IndexFunc(p.Persons.Items, func(x casefile.Person) bool { return x.Has(casefile.Victim) })
	return casefile.PersonID(p.Persons.Items[i].ID)
}

// An account that names nobody does not count as speech with the victim: whoever saves it
// is told so, and naming her afterwards makes it count.
func TestWhoeverSavesAnAccountOfNobodyIsToldThatItDoesNotCount(t *testing.T) {
	s := newSite(t)
	r, c := owned(s)
	const told = "Nobody is named whose account this is"
	nobody := s.event("AccountRecorded", casefile.AccountRecorded{Words: "He was outside again.", Mode: fact.Of(casefile.Mode("in_person"))})
	s.record("detective", r.id, nobody)
	if got := c.get("/case/" + r.ref + "?done=" + nobody.ID).text(".govuk-notification-banner"); !strings.Contains(got, told) {
		t.Errorf("after saving it reads %q", got)
	}
	hers := s.event("AccountRecorded", casefile.AccountRecorded{Person: casefile.PersonID(r.victim), Words: "He was outside again.", Mode: fact.Of(casefile.Mode("in_person"))})
	hers.Corrects, hers.Reason = nobody.ID, "It was hers."
	if s.page("detective", r.id).SpokenWith {
		t.Error("an account of nobody is speech with the victim")
	}
	s.record("detective", r.id, hers)
	if got := c.get("/case/" + r.ref + "?done=" + hers.ID).text(".govuk-notification-banner"); strings.Contains(got, told) || !s.page("detective", r.id).SpokenWith {
		t.Errorf("she is named, and it reads %q", got)
	}
}
