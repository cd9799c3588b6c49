package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/fact"
)

// Beside the four marks a first response can answer the four questions that tell
// stalking from harassment, folded away, each with what its answers point to.
func TestAFirstResponseAsksWhatTellsStalkingFromHarassment(t *testing.T) {
	s := newSite(t)
	c := s.signedIn("responder")
	p := c.journeyTo(stepJudge)
	fold := p.Find(`details:contains("tell stalking from harassment")`)
	if _, open := fold.Attr("open"); fold.Length() != 1 || open {
		t.Fatalf("%d folds, open %v", fold.Length(), open)
	}
	for _, row := range []struct{ field, yes, no string }{{"focus_on_person", "Yes points to stalking.", "No"}, {"consumes_daily_life", "Yes points to stalking.", "No"}, {"routine_changed", "Yes points to stalking.", "No"}, {"would_stop_if_resolved", "This one runs the other way.", "Yes"}} {
		if fold.Find(`[name="f.`+row.field+`"]`).Length() != 5 || fold.Find(`[name="f.`+row.field+`"][checked]`).Length() > 1 || !strings.Contains(fold.Text(), row.yes) || !strings.Contains(fold.Text(), "To ask: “") {
			t.Errorf("%s is asked as %q", row.field, fold.Text())
		}
	}
	p = c.onReport(p, url.Values{"f.fixated": {"true"}, "f.focus_on_person": {"true"}, "f.routine_changed": {"s:asked_not_known"}, "f.would_stop_if_resolved": {"false"}, "f.effort": {"Drives forty miles a day."}, fieldDo: {"to-" + stepJudge}})
	if _, open := p.Find(`details:contains("tell stalking from harassment")`).Attr("open"); !open {
		t.Error("what was answered is folded away")
	}
	done := c.onReport(c.onReport(p, url.Values{fieldDo: {"to-" + stepLeave}}), nil)
	x := s.caseNow(strings.TrimPrefix(strings.Split(done.path, "?")[0], "/case/"))
	four := x.Pairs[0].Four
	if i := slices.IndexFunc(x.History, func(e casefile.Event) bool { return e.Kind == "FourAssessed" }); i < 0 || !strings.Contains(string(x.History[i].Data), "Drives forty miles a day.") {
		t.Error("the effort is not recorded")
	}
	if four.Focus.Answer != fact.Of(true) || four.WouldStop.Answer != fact.Of(false) || four.Routine.Status != fact.AskedNotKnown || four.Consuming.Status != fact.NotAsked || !four.Fixated.Known() {
		t.Errorf("recorded %+v", four)
	}
}
