package casefile_test

import (
	"testing"

	"foursight/internal/casefile"
)

// A grade rises at once and falls only when somebody other than its proposer has
// confirmed the fall, whichever way it is brought about (RSK-16; APP 4.2).
func TestTheGradeInForceFallsOnlyWhenASupervisorConfirmsIt(t *testing.T) {
	judged := func(h *history, id, grade string, opts ...with) {
		h.add("RiskAssessed", id, `{"pair":"p1","judgement":"`+grade+`","reasons":"x"}`, append(opts, by("u1", casefile.Investigator))...)
	}
	decided := func(h *history, id, of, accept string) {
		h.add("ProposalDecided", id, `{"proposal":"`+of+`","accept":`+accept+`}`, by("u2", casefile.Supervisor))
	}
	for name, tt := range map[string]struct {
		tell  func(h *history)
		grade casefile.Grade
		waits int
	}{
		"judged lower": {func(h *history) {
			judged(h, "r1", "high")
			judged(h, "r2", "standard")
		}, casefile.High, 1},
		"in two saves": {func(h *history) {
			judged(h, "r1", "high")
			judged(h, "r2", "medium")
			judged(h, "r3", "standard")
		}, casefile.High, 1},
		"confirmed": {func(h *history) {
			judged(h, "r1", "high")
			judged(h, "r2", "standard")
			decided(h, "d", "r2", "true")
		}, casefile.Standard, 0},
		"returned": {func(h *history) {
			judged(h, "r1", "high")
			judged(h, "r2", "standard")
			decided(h, "d", "r2", "false")
		}, casefile.High, 0},
		"the same again once confirmed": {func(h *history) {
			judged(h, "r1", "high")
			judged(h, "r2", "medium")
			decided(h, "d", "r2", "true")
			judged(h, "r3", "medium")
		}, casefile.Medium, 0},
		"raised before anybody decided": {func(h *history) {
			judged(h, "r1", "medium")
			judged(h, "r2", "standard")
			judged(h, "r3", "high")
		}, casefile.High, 0},
		"raised, then the older fall confirmed": {func(h *history) {
			judged(h, "r1", "medium")
			judged(h, "r2", "standard")
			judged(h, "r3", "high")
			decided(h, "d", "r2", "true")
		}, casefile.High, 0},
		"corrected by its maker": {func(h *history) {
			judged(h, "r1", "high")
			judged(h, "r1b", "standard", corrects("r1"))
		}, casefile.High, 1},
		"corrected up and down again": {func(h *history) {
			judged(h, "r1", "standard")
			judged(h, "r1b", "high", corrects("r1"))
			judged(h, "r1c", "standard", corrects("r1"))
		}, casefile.High, 1},
		"a correction confirmed": {func(h *history) {
			judged(h, "r1", "high")
			judged(h, "r1b", "standard", corrects("r1"))
			decided(h, "d", "r1", "true")
		}, casefile.Standard, 0},
		"a tool alone": {func(h *history) {
			judged(h, "r1", "high")
			h.add("RiskAssessed", "r2", `{"pair":"p1","tool":"dash","tool_grade":"standard"}`)
		}, casefile.High, 0},
		"not known any more": {func(h *history) {
			judged(h, "r1", "high")
			h.add("RiskAssessed", "r2", `{"pair":"p1","judgement":{"s":"asked_not_known"}}`)
		}, casefile.High, 0},
	} {
		t.Run(name, func(t *testing.T) {
			h := told(t)
			tt.tell(h)
			c := casefile.Fold("c1", h.events)
			waits := 0
			for _, w := range c.Proposals {
				if !w.Decided {
					waits++
				}
			}
			if got := h.pair().Grade.Value; got != tt.grade || waits != tt.waits {
				t.Errorf("in force %q with %d waiting; want %q with %d", got, waits, tt.grade, tt.waits)
			}
		})
	}
}

func TestAJudgementThatHoldsTheGradeUpIsNotWithdrawn(t *testing.T) {
	h := told(t)
	h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"medium"}`)
	h.add("RiskAssessed", "r2", `{"pair":"p1","judgement":"high"}`)
	withdrawn := func(id string) string {
		e := h.entry("RiskAssessed", "w", "", corrects(id))
		e.Withdraw, e.Data = true, nil
		return h.refusals(e)
	}
	if got, want := withdrawn("r2"), ":grade_would_fall"; got != want {
		t.Errorf("withdrawing the higher: %q, want %q", got, want)
	}
	if got := withdrawn("r1"); got != "" {
		t.Errorf("withdrawing what holds nothing up: %q", got)
	}
}

func TestAReplacedLoweringCannotBeConfirmed(t *testing.T) {
	h := told(t)
	h.add("RiskAssessed", "r1", `{"pair":"p1","judgement":"high"}`)
	h.add("RiskAssessed", "r2", `{"pair":"p1","judgement":"standard"}`)
	h.add("RiskAssessed", "r3", `{"pair":"p1","judgement":"medium"}`)
	late := h.entry("ProposalDecided", "d", `{"proposal":"r2","accept":true}`, by("u2", casefile.Supervisor))
	if got, want := h.refusals(late), "proposal:judged_anew"; got != want {
		t.Errorf("deciding what a newer judgement replaced: %q, want %q", got, want)
	}
}
