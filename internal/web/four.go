package web

import (
	"encoding/json"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/form"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// FOUR on its form: how to ask each thing openly, which way each answer points, and
// after saving what the recorded answers say. All of it is the edition's data; the
// answers stay the officer's, and nothing is added up.

// inFour is where the answers stand among a case's facts.
const inFour = "pairs.four."

// besideFour is what stands by each question of FOUR.
func (s *Server) besideFour() map[string]form.Beside {
	out := map[string]form.Beside{}
	list := s.svc.Edition().Contrasts()
	for i := range list {
		q := &list[i]
		path, ok := strings.CutPrefix(q.Fact, inFour)
		if !ok {
			continue
		}
		b := form.Beside{Ask: q.Ask}
		// What the marks tell, they tell together: it is said under the last of them.
		if q.Jointly() == nil || i+1 == len(list) || list[i+1].Rests() != q.Rests() {
			source := sourceOf(q.Rests())
			if len(q.Cite) > 0 {
				source.Cite = citeWords(q.Cite[0])
			}
			b.Tells = recordPart("four-tells", struct {
				Tells  string
				Source ui.Component
			}{tells(q), source})
		}
		out[path] = b
	}
	return out
}

// tells says which way a yes and a no point.
func tells(q *guidance.Contrast) string {
	if together := q.Jointly(); together != nil {
		return "All four marks together point to " + spaced(together.For) + ". Fewer than four settle nothing."
	}
	yes, no := q.Points()
	out := "Yes " + pointing(yes) + ". No " + pointing(no) + "."
	if q.Reversed() {
		out = "This one runs the other way. " + out
	}
	return out
}

// pointing says what an answer speaks for or against, and weakly where it does.
func pointing(a *guidance.Argument) string {
	switch {
	case a.For != "":
		return "points to " + spaced(a.For)
	case a.Strength == "weak":
		return "says a little against " + spaced(a.Against)
	}
	return "points away from " + spaced(a.Against)
}

// fourSide is the recorded answers that say one thing.
type fourSide struct {
	Name  string
	Lines []string
}

// fourSides sorts what is recorded of a pair's FOUR by what it says, and last what
// is not known; an answer that is contested says nothing until it is settled.
func (s *Server) fourSides(p *casefile.Pair) []fourSide {
	var sides []fourSide
	add := func(name, line string) {
		for i := range sides {
			if sides[i].Name == name {
				sides[i].Lines = append(sides[i].Lines, line)
				return
			}
		}
		sides = append(sides, fourSide{name, []string{line}})
	}
	answers := fourAnswers(&p.Four)
	list := s.svc.Edition().Contrasts()
	var marks, open []string
	yeses, of := 0, 0
	for i := range list {
		q := &list[i]
		path := strings.TrimPrefix(q.Fact, inFour)
		a, ok := answers[path]
		if !ok {
			continue
		}
		label := s.words.Field("FourAssessed", path).Label
		if !a.Known() {
			open = append(open, label+" "+noAnswer(a.Status)+".")
		}
		if together := q.Jointly(); together != nil {
			of++
			if a.Known() && a.Value {
				yeses++
			}
			if a.Known() {
				marks = append(marks, label+" "+yesNo(a.Value)+".")
			}
			if i+1 < len(list) && list[i+1].Rests() == q.Rests() {
				continue
			}
			if yeses == of {
				add(saysTo(together), together.Text)
			} else {
				for _, m := range marks {
					add("Recorded of the four marks, which speak only all four together", m)
				}
			}
			continue
		}
		yes, no := q.Points()
		switch {
		case a.Known() && a.Value:
			add(saysTo(yes), yes.Text)
		case a.Known():
			add(saysTo(no), no.Text)
		}
	}
	if len(open) > 0 {
		sides = append(sides, fourSide{"Not known", open})
	}
	return sides
}

func saysTo(a *guidance.Argument) string { return capital(pointing(a)) }

// noAnswer is why an answer says nothing, as an end to its question.
func noAnswer(st fact.Status) string {
	if st == fact.Disputed {
		return "The answer is disputed"
	}
	return statusWords[st]
}

// fourAnswers are the answers by the name of their question.
func fourAnswers(q *casefile.Four) map[string]fact.Fact[bool] {
	return map[string]fact.Fact[bool]{"fixated": q.Fixated, "obsessive": q.Obsessive, "unwanted": q.Unwanted, "repeated": q.Repeated,
		"focus_on_person": q.Focus, "consumes_daily_life": q.Consuming, "routine_changed": q.Routine, "would_stop_if_resolved": q.WouldStop}
}

// fourSays sets out what the recorded answers of a pair say.
func (s *Server) fourSays(p *casefile.Pair, head string) ui.Component {
	return recordPart("four-says", struct {
		Head  string
		Sides []fourSide
		Close string
	}{head, s.fourSides(p), "The answers are not added up: you decide. FOUR is not the test in law."})
}

// fourAfter is what the answers say, for whoever has just recorded some; nil after
// any other entry.
func (s *Server) fourAfter(p *casework.CasePage, e casefile.Event) ui.Component {
	if e.Kind != "FourAssessed" || e.Withdraw {
		return nil
	}
	var d casefile.FourAssessed
	if err := json.Unmarshal(e.Data, &d); err != nil {
		return nil
	}
	if pair := p.Pair(d.Pair); pair != nil {
		return s.fourSays(pair, "")
	}
	return nil
}

// fourSoFar is what earlier answers say, above the questions that may change them.
func (f *entryForm) fourSoFar() ui.Component {
	p := f.p.Pair(casefile.PairID(f.one("pair", "pair")))
	if p == nil || p.Four.AssessedAt.IsZero() {
		return nil
	}
	return ui.Details{SummaryText: "What the answers recorded so far say", Body: f.srv.fourSays(p, "")}
}
