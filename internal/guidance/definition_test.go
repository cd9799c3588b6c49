package guidance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A condition that names a definition says what it would say with the definition
// written out in its place: the same answer, the same questions, the same events and
// the same explanation, also where it goes through a list of its own inside another's.
func TestADefinitionIsItsConditionWrittenOut(t *testing.T) {
	const expr = `case.incidents.exists(j, j.channel == channel.sms)`
	conditions := []string{
		`case.incidents.exists(i, sms.seen && i.unwanted)`,
		`case.incidents.exists(i, i.unwanted && sms.seen)`,
		`case.incidents.exists(i, (sms.seen || i.channel == channel.phone) && i.unwanted)`,
		`case.incidents.all(i, sms.seen && i.unwanted)`,
		`case.incidents.atLeast(2, i, sms.seen && i.unwanted)`,
		`sms.seen && case.incidents.exists(i, i.unwanted && sms.seen)`,
	}
	facts := []string{
		`{incidents: {items: [{id: i1, unwanted: true, channel: phone}, {id: i2, unwanted: false, channel: sms}], complete: true}}`,
		`{incidents: {items: [{id: i1, unwanted: false, channel: sms}, {id: i2, unwanted: true, channel: phone}], complete: true}}`,
		`{incidents: {items: [{id: i1, unwanted: true, channel: phone}, {id: i2, unwanted: true, channel: sms}], complete: true}}`,
		`{incidents: {items: [{id: i1, unwanted: true}, {id: i2, channel: phone}, {id: i3}], complete: true}}`,
		`{incidents: [{id: i1, unwanted: true, channel: sms}]}`,
		`{}`,
	}
	const clause = `- key: victim.%s
  cite: {instrument: guide, section: "1.1", para: 2}
  kind: duty
  strength: should
  provenance: app
  actor: {role: responder, fallback: supervisor}
  when: %s
  expects: case.online
  severity: high
  say: Keep the texts.
  satisfy_with: [CheckCompleted]
`
	load := func(when string) *Edition {
		t.Helper()
		files := edited(t, "definitions.yaml", "- key: remote_channels", `- key: sms.seen
  cite: {instrument: guide, section: "1.1"}
  expr: `+expr+`
  text: There was a text message.
- key: remote_channels`)
		files["clauses.yaml"].Data = append(fmt.Appendf(nil, clause+clause, "texts", when, "seen", "sms.seen"), files["clauses.yaml"].Data...)
		ed, err := Load(files, nil, testOptions(t))
		if err != nil {
			t.Fatal(err)
		}
		return ed
	}
	for _, cond := range conditions {
		named, written := load(cond), load(strings.ReplaceAll(cond, "sms.seen", expr))
		answers := 0
		for _, given := range facts {
			tell := func(ed *Edition) (Findings, Explanation) {
				frame, ctx := frameOf(t, ed.caseLang.schema, given), Context{Now: noon}
				out := Evaluate(frame, ed, ctx)
				var why Explanation
				for _, x := range out.Obligations {
					if x.Clause == "victim.texts" {
						answers++
						var err error
						if why, err = Explain(frame, ed, ctx, x); err != nil {
							t.Fatal(err)
						}
					}
				}
				why.Clause = nil
				out.Edition = ""
				return *out, why
			}
			a, whyA := tell(named)
			b, whyB := tell(written)
			if d := cmp.Diff(b, a, cmpopts.IgnoreUnexported(Findings{}, Finding{}, Due{})); d != "" {
				t.Errorf("%s given %s (-written out +named):\n%s", cond, given, d)
			}
			if d := cmp.Diff(whyB, whyA); d != "" {
				t.Errorf("why %s given %s (-written out +named):\n%s", cond, given, d)
			}
		}
		if answers == 0 {
			t.Errorf("%s applied to nothing: nothing was compared", cond)
		}
	}
}
