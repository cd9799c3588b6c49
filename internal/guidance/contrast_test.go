package guidance

import (
	"strings"
	"testing"
	"testing/fstest"
)

const rowClauses = `
- {key: row.oppressive, cite: {instrument: guide, section: "1.1"}, kind: advise, provenance: app, scope: pairs, question: classification,
   when: pair.oppressive, argue: {for: stalking, strength: some, text: It is.}, say: It is.}
- {key: row.oppressive.no, cite: {instrument: guide, section: "1.1"}, kind: advise, provenance: app, scope: pairs, question: classification,
   when: "!pair.oppressive", argue: {against: stalking, strength: weak, text: It is not.}, say: It is not.}
- {key: row.order, cite: {instrument: guide, section: "1.1"}, kind: advise, provenance: app, scope: pairs, question: classification,
   when: pair.spo.decided, argue: {for: harassment, strength: some, text: It is decided.}, say: It is decided.}
- {key: row.order.no, cite: {instrument: guide, section: "1.1"}, kind: advise, provenance: app, scope: pairs, question: classification,
   when: "!pair.spo.decided", argue: {for: stalking, strength: some, text: It is not.}, say: It is not.}
- {key: row.both, cite: {instrument: guide, section: "1.1"}, kind: advise, provenance: app, scope: pairs, question: classification,
   when: pair.oppressive && pair.spo.decided, argue: {for: stalking, strength: strong, text: Both.}, say: Both.}
`

const rowQuestions = `
- {key: q.one, cite: {instrument: guide, section: "1.1"}, fact: pairs.oppressive, ask: Tell me how it was., yes: row.oppressive, no: row.oppressive.no}
- {key: q.two, cite: {instrument: guide, section: "1.1"}, fact: pairs.spo.decided, ask: Tell me what was decided., yes: row.order, no: row.order.no}
`

func withContrasts(t *testing.T, questions string) (*Edition, error) {
	t.Helper()
	files := edited(t, "", "", "")
	files["rows.yaml"] = &fstest.MapFile{Data: []byte(rowClauses)}
	files["contrasts.yaml"] = &fstest.MapFile{Data: []byte(questions)}
	return Load(files, nil, testOptions(t))
}

func TestWhichWayAnAnswerPointsIsReadOffItsClauses(t *testing.T) {
	ed, err := withContrasts(t, rowQuestions)
	if err != nil {
		t.Fatal(err)
	}
	one, two := ed.Contrast("pairs.oppressive"), ed.Contrast("pairs.spo.decided")
	if one == nil || two == nil || ed.Contrast("pairs.relationship") != nil || len(ed.Contrasts()) != 2 {
		t.Fatalf("contrasts are %+v", ed.Contrasts())
	}
	if yes, no := one.Points(); yes.For != "stalking" || no.Against != "stalking" || one.Reversed() || one.Jointly() != nil {
		t.Errorf("the first row points to %+v and %+v, reversed %t", yes, no, one.Reversed())
	}
	if yes, no := two.Points(); yes.For != "harassment" || no.For != "stalking" || !two.Reversed() || two.Rests().Key != "row.order" {
		t.Errorf("the second row points to %+v and %+v, reversed %t; want it the other way round", yes, no, two.Reversed())
	}
}

func TestAMarkPointsOnlyTogetherWithTheOthers(t *testing.T) {
	ed, err := withContrasts(t, `
- {key: q.one, cite: {instrument: guide, section: "1.1"}, fact: pairs.oppressive, ask: Tell me how it was., together: row.both}`)
	if err != nil {
		t.Fatal(err)
	}
	c := ed.Contrast("pairs.oppressive")
	if yes, no := c.Points(); yes != nil || no != nil || c.Jointly() == nil || c.Jointly().For != "stalking" || c.Reversed() || c.Rests().Key != "row.both" {
		t.Errorf("alone it points to %+v and %+v, with the others to %+v", yes, no, c.Jointly())
	}
}

func TestAQuestionWhoseClausesReadSomethingElseIsRefused(t *testing.T) {
	for name, x := range map[string]struct{ old, repl, want string }{
		"the clauses the wrong way round": {"yes: row.oppressive, no: row.oppressive.no", "yes: row.oppressive.no, no: row.oppressive", "does not argue from this answer"},
		"the clause of another row":       {"yes: row.oppressive,", "yes: row.order,", "does not argue from this answer"},
		"a clause that is not there":      {"yes: row.oppressive,", "yes: row.opressive,", `did you mean "row.oppressive"?`},
		"no clause for a no":              {", no: row.oppressive.no", "", "does not say which clauses argue"},
		"both ways at once":               {", no: row.oppressive.no", ", no: row.oppressive.no, together: row.both", "does not say which clauses argue"},
		"a fact of another row together":  {"yes: row.oppressive, no: row.oppressive.no", "together: row.order", "does not argue from this answer"},
		"a fact that is no yes or no":     {"fact: pairs.oppressive", "fact: pairs.relationship", "no yes-or-no fact"},
		"a paragraph that is not there":   {`section: "1.1"}, fact: pairs.oppressive`, `section: "9.9"}, fact: pairs.oppressive`, "has no section 9.9"},
	} {
		t.Run(name, func(t *testing.T) {
			questions := strings.Replace(rowQuestions, x.old, x.repl, 1)
			if questions == rowQuestions {
				t.Fatalf("nothing was changed: %q", x.old)
			}
			_, err := withContrasts(t, questions)
			if err == nil || !strings.Contains(err.Error(), x.want) || !strings.Contains(err.Error(), "contrasts.yaml:2:") {
				t.Errorf("error is %v, want one at contrasts.yaml:2 with %q", err, x.want)
			}
		})
	}
}

func TestQuestionsFitThePublishedSchema(t *testing.T) {
	s := fileSchema(t, "contrasts")
	if err := s.Validate(plainYAML(t, []byte(rowQuestions))); err != nil {
		t.Error(err)
	}
	if err := s.Validate(plainYAML(t, []byte("- {key: a, fact: b, ask: c}"))); err == nil {
		t.Error("the schema accepts a question without its citation")
	}
}
