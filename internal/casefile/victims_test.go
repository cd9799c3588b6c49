package casefile_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// said is how safe everybody is known to be: "yes", "no", a status, or "" where
// nobody asked.
func said(f fact.Fact[bool]) string {
	switch {
	case f.Known() && f.Value:
		return "yes"
	case f.Known():
		return "no"
	case f.Status == fact.NotAsked:
		return ""
	}
	return f.Status.String()
}

// v1 and v2 are victims, kid is a child of the house; each entry is who it names and
// whether they are safe.
func TestASecondVictimIsNotSafeBecauseTheFirstIs(t *testing.T) {
	const declined = `{"s":"declined"}`
	for _, tt := range []struct {
		name, second string // role of v2: victim, secondary_victim, or none in the case
		told         [][2]string
		want         string
	}{
		{"nobody asked", "victim", nil, ""},
		{"one of two asked", "victim", [][2]string{{"v1", "true"}}, ""},
		{"the other of two asked", "victim", [][2]string{{"v2", "true"}}, ""},
		{"both safe", "victim", [][2]string{{"v1", "true"}, {"v2", "true"}}, "yes"},
		{"the second is not", "victim", [][2]string{{"v2", "false"}, {"v1", "true"}}, "no"},
		{"the first is not", "victim", [][2]string{{"v1", "false"}, {"v2", "true"}}, "no"},
		{"each was not, and is", "victim", [][2]string{{"v1", "false"}, {"v2", "false"}, {"v1", "true"}, {"v2", "true"}}, "yes"},
		{"the second would not say", "victim", [][2]string{{"v1", "true"}, {"v2", declined}}, "declined"},
		{"the second would not say, the first is not", "victim", [][2]string{{"v1", "false"}, {"v2", declined}}, "no"},
		{"safe, and nobody said who", "victim", [][2]string{{"", "true"}}, ""},
		{"not safe, and nobody said who", "victim", [][2]string{{"v1", "true"}, {"v2", "true"}, {"", "false"}}, "no"},
		{"both asked since", "victim", [][2]string{{"", "false"}, {"v1", "true"}, {"v2", "true"}}, "yes"},
		{"one asked since", "victim", [][2]string{{"", "false"}, {"v1", "true"}}, "no"},

		{"one victim, who named nobody", "", [][2]string{{"", "true"}}, "yes"},
		{"one victim, not safe and then safe", "", [][2]string{{"v1", "false"}, {"", "true"}}, "yes"},
		{"one victim, safe and then not", "", [][2]string{{"", "true"}, {"v1", "false"}}, "no"},
		{"her child is not", "", [][2]string{{"kid", "false"}, {"v1", "true"}}, "no"},
		{"her child is again", "", [][2]string{{"kid", "false"}, {"v1", "true"}, {"kid", "true"}}, "yes"},
		{"her child alone was asked about", "", [][2]string{{"kid", "true"}}, ""},
		{"a secondary victim is not asked for", "secondary_victim", [][2]string{{"v1", "true"}}, "yes"},
		{"a secondary victim who is not safe is", "secondary_victim", [][2]string{{"v2", "false"}, {"v1", "true"}}, "no"},
	} {
		h := told(t)
		h.add("PersonAdded", "kid", `{"roles":["child"]}`)
		if tt.second != "" {
			h.add("PersonAdded", "v2", `{"roles":["`+tt.second+`"]}`)
			h.add("PairRecorded", "p2", `{"victim":"v2","actor":"s1"}`)
		}
		for i, x := range tt.told {
			h.add("ImmediateSafetyRecorded", fmt.Sprint("n", i), fmt.Sprintf(`{"person":%q,"safe_now":%s}`, x[0], x[1]))
		}
		if got := said(h.whole().Safety); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Of two who accuse each other both are asked, heard and advised, whoever was entered first:
// a perpetrator who reports first does not take that from whom they pursue.
func TestTwoWhoAccuseEachOtherAreEachAsked(t *testing.T) {
	h := told(t)
	h.add("PairRecorded", "p2", `{"victim":"s1","actor":"v1"}`)
	for _, step := range []struct{ who, want string }{{"", ""}, {"v1", ""}, {"s1", "yes"}} {
		if step.who != "" {
			h.add("ImmediateSafetyRecorded", "n"+step.who, fmt.Sprintf(`{"person":%q,"safe_now":true}`, step.who))
		}
		c := h.whole()
		if got := said(c.Safety); got != step.want || len(c.Victims) != 2 {
			t.Errorf("asked %q: safe %q, want %q; victims %+v", step.who, got, step.want, c.Victims)
		}
	}
}

// Before there is a victim on record whoever was asked is the only one there is.
func TestSafetyIsAskedOfBeforeAVictimIsOnRecord(t *testing.T) {
	h := &history{t: t}
	h.add("ReportReceived", "rep", `{"channel":"call_999"}`)
	h.add("ImmediateSafetyRecorded", "n1", `{"safe_now":true}`)
	if got := said(h.whole().Safety); got != "yes" {
		t.Errorf("asked of nobody named: %q, want yes", got)
	}
	h.add("PersonAdded", "v1", `{"roles":["victim"]}`)
	h.add("PersonAdded", "v2", `{"roles":["victim"]}`)
	h.add("PairRecorded", "p1", `{"victim":"v1","kind":"unknown"}`)
	h.add("PairRecorded", "p2", `{"victim":"v2","kind":"unknown"}`)
	if got := said(h.whole().Safety); got != "" {
		t.Errorf("two victims since: %q, want nothing known of either", got)
	}
}

func TestWhatOneVictimWasToldNobodyToldTheOther(t *testing.T) {
	h := told(t)
	h.add("PersonAdded", "v2", `{"roles":["victim"]}`)
	h.add("PairRecorded", "p2", `{"victim":"v2","actor":"s1"}`)
	h.add("PersonAdded", "w1", `{"roles":["witness"]}`)
	h.add("AccountRecorded", "a1", `{"person":"v1","words":"He waits outside."}`)
	h.add("AccountRecorded", "a2", `{"person":"w1","words":"I saw him."}`)
	h.add("AccountRecorded", "a3", `{"words":"It goes on."}`)
	h.add("AdviceGiven", "d1", `{"person":"v2","codes":["keep_log"]}`)
	h.add("AdviceGiven", "d2", `{"codes":["keep_evidence"]}`)
	h.add("VictimContacted", "c1", `{"person":"v1","outcome":"spoke","topics":["how_to_reach_officer"]}`)
	want := []casefile.VictimTold{
		{ID: "v1", Heard: true, Told: []casefile.Topic{"how_to_reach_officer"}},
		{ID: "v2", Advised: []casefile.AdviceCode{"keep_log"}},
	}
	if d := cmp.Diff(want, h.whole().Victims, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("two victims (-want +got):\n%s", d)
	}
	h.add("PairRecorded", "p2 withdrawn", "", withdraws("p2"))
	want = []casefile.VictimTold{{ID: "v1", Heard: true, Advised: []casefile.AdviceCode{"keep_evidence"}, Told: want[0].Told}}
	if d := cmp.Diff(want, h.whole().Victims, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("what names nobody is the only victim's (-want +got):\n%s", d)
	}
}

// What was to be said on a call that reached nobody was said to nobody; how a contact
// ended that nobody wrote down, nobody knows.
func TestOnlyWhatReachedThemWasTold(t *testing.T) {
	for outcome, want := range map[string]bool{
		`"spoke"`: true, `"message_replied"`: true,
		`"no_answer"`: false, `"not_them"`: false, `"not_safe_to_speak"`: false, `"declined"`: false, `{"s":"asked_not_known"}`: false, "": false,
	} {
		h := told(t)
		data := `{"person":"v1","topics":["release"]`
		if outcome != "" {
			data += `,"outcome":` + outcome
		}
		h.add("VictimContacted", "c1", data+"}")
		c := h.whole()
		if got := slices.Contains(c.Victims[0].Told, "release"); got != want {
			t.Errorf("outcome %s: the victim was told %v, want %v", outcome, got, want)
		}
		if got := c.Contacts[0].Told("release"); got != want {
			t.Errorf("outcome %s: the contact told it %v, want %v", outcome, got, want)
		}
	}
}

// An entry of an account with no words and no reason is kept, and nobody was listened to
// by it; a reason why there are none says that somebody listened.
func TestAnAccountOfNoWordsAndNoReasonIsNoListening(t *testing.T) {
	for data, want := range map[string]bool{
		`{"person":"v1"}`:                                      false,
		`{"person":"v1","words":" \n "}`:                       false,
		`{"person":"v1","words":"","mode":{"v":"in_person"}}`:  false,
		`{"person":"v1","words":"He waits outside."}`:          true,
		`{"person":"v1","not_given":"declined"}`:               true,
		`{"person":"v1","why_not_given":"She was too upset."}`: true,
	} {
		h := told(t)
		h.add("AccountRecorded", "a", data)
		c := h.whole()
		if got := c.Victims[0].Heard; got != want || (len(c.Accounts) == 1) != want || want == false && !c.FirstSpoken().IsZero() {
			t.Errorf("%s: listened to %v, %d accounts, spoken with %v; want %v", data, got, len(c.Accounts), c.FirstSpoken(), want)
		}
	}
}
