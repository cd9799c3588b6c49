package edition_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/edition"
	"foursight/internal/guidance"
)

func TestAnEditionNamesOnlyWhatCasesHave(t *testing.T) {
	roles := casefile.Role("").Codes()
	for _, c := range withFernshire(t).Clauses {
		kinds := slices.Clone(c.SatisfyWith)
		if c.Guards != "" {
			kinds = append(kinds, c.Guards)
		}
		if c.Decision != nil {
			kinds = append(kinds, c.Decision.Event)
			if k, ok := casefile.KindOf(c.Decision.Event); ok {
				for _, name := range c.Decision.Requires {
					if !slices.ContainsFunc(k.Fields, func(f casefile.Field) bool { return f.Name == name }) {
						t.Errorf("%s: a decision needs %s, which %s does not have", c.Key, name, k.Name)
					}
				}
			}
		}
		for _, name := range kinds {
			if _, ok := casefile.KindOf(name); !ok {
				t.Errorf("%s names %s, which is no kind of event", c.Key, name)
			}
		}
		who := []string{c.Actor.Role, c.Actor.Fallback}
		if c.Waivable != nil {
			who = append(who, c.Waivable.By...)
		}
		for _, r := range who {
			if r != "" && !slices.Contains(roles, r) {
				t.Errorf("%s names %q, which is no role", c.Key, r)
			}
		}
	}
}

// Whoever may waive or owes a duty has to be able to record what settles it. A prompt is
// owed by nobody: whoever may record what it names is led there.
func TestWhoOwesADutyMayRecordWhatSettlesIt(t *testing.T) {
	for _, c := range withFernshire(t).Clauses {
		if len(c.SatisfyWith) == 0 || c.Kind == "prompt" {
			continue
		}
		may := func(name string) bool {
			k, ok := casefile.KindOf(name)
			return ok && (k.MayRecord(casefile.Role(c.Actor.Role)) || k.MayRecord(casefile.Role(c.Actor.Fallback)))
		}
		if !slices.ContainsFunc(c.SatisfyWith, may) {
			t.Errorf("%s is owed by %s (%s), who may record none of %v", c.Key, c.Actor.Role, c.Actor.Fallback, c.SatisfyWith)
		}
	}
}

func TestTheGuidanceItselfSetsNoLocalNumber(t *testing.T) {
	on, err := calendar.ParseDate("2026-11-01")
	if err != nil {
		t.Fatal(err)
	}
	plain, err := edition.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range plain.LocalUnset(on) {
		if !p.Local || p.Word == "" {
			t.Errorf("parameter %s has no number and is not marked as a word of time for the force to set", p.Key)
		}
	}
	if n := len(plain.LocalUnset(on)); n != 10 {
		t.Errorf("%d numbers are left to the force, want 10", n)
	}
	if unset := withFernshire(t).LocalUnset(on); len(unset) != 0 {
		t.Errorf("Fernshire leaves %d of its numbers unset", len(unset))
	}
	if limit := plain.Param("limit.summary"); limit == nil || limit.Local || limit.Values[0].Value != "6mo" || limit.Values[0].Reference == "" {
		t.Errorf("the limit of the law is %+v, want six months with a reference", limit)
	}
}

func TestEveryCitationOfTheGuidanceNamesItsParagraph(t *testing.T) {
	n := 0
	for _, c := range withFernshire(t).Clauses {
		for i, cite := range c.Cite {
			if cite.Instrument == "app-sh" {
				n++
				if cite.Para == 0 {
					t.Errorf("%s cites %s without a paragraph (citation %d)", c.Key, cite, i+1)
				}
			}
		}
	}
	if n < 50 {
		t.Errorf("%d clauses cite the guidance, want all of more than 50", n)
	}
}

// The nine checks of 4.3.1 stand apart, each with the words of its own system.
func TestThereIsOneClauseForEachCheck(t *testing.T) {
	ed := withFernshire(t)
	for _, s := range casefile.System("").Codes() {
		c := ed.Clause("check." + s)
		if c == nil || c.Strength != "must" || c.Waivable != nil || !slices.Contains(c.Tags, "checks") || !strings.Contains(c.Expects, "system."+s) {
			t.Errorf("check.%s is %+v, want a must with the tag checks that reads its own system", s, c)
		}
	}
}

// The last row of the table runs the other way: its yes is for harassment.
func TestTheLastRowOfTheTableIsReversed(t *testing.T) {
	ed := withFernshire(t)
	sides := map[string]string{"four.row.focus": "stalking", "four.row.consuming": "stalking", "four.row.routine": "stalking",
		"four.row.would_stop": "harassment", "four.row.would_stop.no": "stalking"}
	for key, side := range sides {
		if c := ed.Clause(key); c == nil || c.Argue.For != side {
			t.Errorf("%s speaks for %+v, want %s", key, c.Argue, side)
		}
	}
}

var legalese = regexp.MustCompile(`(?i)\b(perpetrator|hereby|pursuant|utilise|whereby)\b`)

func TestWordsArePlain(t *testing.T) {
	for _, c := range withFernshire(t).Clauses {
		if w := legalese.FindString(c.Say + " " + c.Why); w != "" {
			t.Errorf("%s says %q", c.Key, w)
		}
		if !strings.HasSuffix(c.Say, ".") {
			t.Errorf("%s does not end as a sentence: %q", c.Key, c.Say)
		}
	}
}

func TestABadFolderIsRefusedWithItsName(t *testing.T) {
	if _, err := edition.LoadDir("no-such-folder", ""); err == nil || !strings.Contains(err.Error(), "no-such-folder") {
		t.Errorf("error is %v, want one that names the folder", err)
	}
	if _, err := edition.LoadDir("", "words_test.go"); err == nil || !strings.Contains(err.Error(), "not a folder") {
		t.Errorf("error is %v, want one that says it is not a folder", err)
	}
	if ed, err := edition.LoadDir("app-sh-2026-06", "overlay/fernshire"); err != nil || ed.ID != edition.ID || ed.OverlayHash == "" {
		t.Errorf("edition %v, error %v; want the one that ships, with its overlay", ed, err)
	}
}

func TestDecisionsCarryWhoWhatAndUntilWhen(t *testing.T) {
	until, err := calendar.ParseDate("2026-11-25")
	if err != nil {
		t.Fatal(err)
	}
	c := &casefile.Case{Decisions: []casefile.DutyDecision{{Act: casefile.Act{ID: "e1"},
		Data: casefile.DutyMarked{Clause: "bwv.used", Scope: "p1", Mark: "waived", Until: until, Why: "not wanted"}}}}
	want := guidance.DutyDecision{Key: guidance.Key{Clause: "bwv.used", Pair: "p1"}, Kind: guidance.DecisionWaived,
		Until: until.End(), Reason: "not wanted", Source: "e1"}
	if got := edition.Decisions(c); len(got) != 1 || got[0] != want {
		t.Errorf("decisions are %+v, want %+v", got, want)
	}
}
