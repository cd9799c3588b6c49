package casefile_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// The report is at noon, by the channel given; what follows is at one o'clock unless
// it says when it was.
func TestSpeechWithTheVictimIsOneThingWhateverItWasFor(t *testing.T) {
	noon := time.Date(2026, 11, 20, 12, 0, 20, 0, time.UTC)
	yes, no := fact.Of(true), fact.Of(false)
	spoke := casefile.VictimContacted{Person: "v", Outcome: fact.Of(casefile.Outcome("spoke"))}
	with := func(change func(*casefile.VictimContacted)) casefile.VictimContacted {
		d := spoke
		change(&d)
		return d
	}
	outcome := func(o string) casefile.VictimContacted {
		return with(func(d *casefile.VictimContacted) { d.Outcome = fact.Of(casefile.Outcome(o)) })
	}
	account := func(who casefile.PersonID, mode string) casefile.AccountRecorded {
		d := casefile.AccountRecorded{Person: who, Words: "He waits outside."}
		if mode != "" {
			d.Mode = fact.Of(casefile.Mode(mode))
		}
		return d
	}
	for _, tt := range []struct {
		name    string
		data    any
		want    bool
		channel casefile.Intake   // online unless another is named
		when    calendar.Interval // not asked unless said
		by      string
		sister  bool // somebody else than the victim is in the case
		alone   bool // nobody but the victim is, not even a suspect
	}{
		{name: "spoke, and nobody said what for", data: spoke, want: true},
		{name: "the first direct contact", data: with(func(d *casefile.VictimContacted) { d.Purpose = fact.Of(casefile.Purpose("first_direct")) }), want: true},
		{name: "a call for news", data: with(func(d *casefile.VictimContacted) { d.Purpose = fact.Of(casefile.Purpose("answer_to_victim")) }), want: true},
		{name: "sure that it was them", data: with(func(d *casefile.VictimContacted) { d.Sure = yes }), want: true},
		{name: "not sure that it was them", data: with(func(d *casefile.VictimContacted) { d.Sure = no })},
		{name: "asked and not known whether it was them", data: with(func(d *casefile.VictimContacted) { d.Sure = fact.Is[bool](fact.AskedNotKnown) })},
		{name: "nobody said how it ended", data: with(func(d *casefile.VictimContacted) { d.Outcome = fact.Answer[casefile.Outcome]{} })},
		{name: "left a message, answered in writing", data: outcome("message_replied")},
		{name: "nobody answered", data: outcome("no_answer")},
		{name: "not safe to speak", data: outcome("not_safe_to_speak")},
		{name: "declined", data: outcome("declined")},
		{name: "somebody else rang", data: outcome("not_them")},
		{name: "through a trusted person", data: with(func(d *casefile.VictimContacted) {
			d.Channel = fact.Of(casefile.ContactChannel("through_trusted_person"))
		})},
		{name: "with somebody else", data: with(func(d *casefile.VictimContacted) { d.Person = "sister" }), sister: true},
		{name: "an account at the door", data: account("v", "in_person"), want: true},
		{name: "an account on body-worn video, of nobody named", data: account("", "body_worn_video")},
		{name: "an account of nobody named, with nobody but her in the case", data: account("", "in_person"), alone: true},
		{name: "an account of nobody named, with her sister in the case", data: account("", "in_person"), sister: true},
		{name: "her own account, with nobody but her in the case", data: account("v", "in_person"), alone: true, want: true},
		{name: "her sister's account", data: account("sister", "in_person"), sister: true},
		{name: "an account, and nobody said how it was taken", data: account("v", "")},
		{name: "an account in writing", data: account("v", "written")},
		{name: "what the form said", data: account("v", "online_form"), by: casefile.Public},
		{name: "an account by telephone after an online report", data: account("v", "phone"), want: true},
		{name: "an account by telephone, as the report came", data: account("v", "phone"), channel: casefile.Call101},
		{name: "over before the online report", data: spoke, when: calendar.At(noon.Add(-time.Hour))},
		{name: "in the minute of the report", data: spoke, when: calendar.At(noon.Truncate(time.Minute)), want: true},
		{name: "some time that day", data: spoke, when: calendar.On(calendar.DateOf(noon)), want: true},
		{name: "before a report that an officer wrote down afterwards", data: spoke, when: calendar.At(noon.Add(-time.Hour)), channel: casefile.InPerson, want: true},
	} {
		if tt.channel == "" {
			tt.channel = casefile.Online
		}
		if tt.by == "" {
			tt.by = "responder"
		}
		var events []casefile.Event
		add := func(id, by string, at time.Time, when calendar.Interval, data any) {
			e, err := casefile.NewEvent(id, "", strings.TrimPrefix(fmt.Sprintf("%T", data), "casefile."), data)
			if err != nil {
				t.Fatal(err)
			}
			e.Seq, e.Actor, e.Recorded, e.Occurred = int64(len(events)+1), by, at, when
			events = append(events, e)
		}
		none := calendar.Interval{}
		add("r", casefile.Public, noon, none, casefile.ReportReceived{Channel: fact.Of(tt.channel)})
		add("v", casefile.Public, noon, none, casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}})
		if !tt.alone {
			add("s", casefile.Public, noon, none, casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}})
		}
		if tt.sister {
			add("sister", casefile.Public, noon, none, casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Reporter}})
		}
		add("x", tt.by, noon.Add(time.Hour), tt.when, tt.data)
		c := casefile.Fold("c", events)
		if c.SpokenWith != tt.want || c.FirstSpoken().IsZero() == tt.want {
			t.Errorf("%s: spoken with %v, first %v; want %v", tt.name, c.SpokenWith, c.FirstSpoken(), tt.want)
		}
	}
}

// Whoever was reported may say the same of the victim: word with them is no word with
// whoever reported online.
func TestSpeechWithWhoWasReportedIsNoneWithTheVictim(t *testing.T) {
	noon := time.Date(2026, 11, 20, 12, 0, 20, 0, time.UTC)
	for who, want := range map[casefile.PersonID]bool{"v": true, "other": true, "s": false} {
		for _, last := range []any{
			casefile.VictimContacted{Person: who, Outcome: fact.Of(casefile.Outcome("spoke"))},
			casefile.AccountRecorded{Person: who, Mode: fact.Of(casefile.Mode("in_person")), Words: "She is the one."},
		} {
			var events []casefile.Event
			for i, data := range []any{
				casefile.ReportReceived{Channel: fact.Of(casefile.Online)},
				casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}},
				casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Suspect}},
				casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}},
				casefile.PairRecorded{Victim: "v", Actor: "s"},
				casefile.PairRecorded{Victim: "s", Actor: "v"},
				last,
			} {
				id := []string{"r", "v", "s", "other", "p1", "p2", "x"}[i]
				e, err := casefile.NewEvent(id, "", strings.TrimPrefix(fmt.Sprintf("%T", data), "casefile."), data)
				if err != nil {
					t.Fatal(err)
				}
				e.Seq, e.Actor, e.Recorded = int64(i+1), "responder", noon.Add(time.Duration(i)*time.Minute)
				events = append(events, e)
			}
			if c := casefile.Fold("c", events); c.SpokenWith != want {
				t.Errorf("%T of %s: spoken with %v, want %v (%v)", last, who, c.SpokenWith, want, c.Problems)
			}
		}
	}
}
