package casework

import (
	"encoding/json"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
	"foursight/internal/journal"
)

// questionClass is the question of judgement whose advice is kept with decisions.
const questionClass = "classification"

// withAdvice puts before each decision on classification the advice as it stood
// when the decision was made, so that what its maker could see can be shown in
// ten years.
func (s *Service) withAdvice(l *loaded, acts Acts, now time.Time) (Acts, error) {
	out := acts
	out.Events = make([]casefile.Event, 0, len(acts.Events))
	for _, e := range acts.Events {
		e.Around = casefile.Around{} // the server's to say
		if e.Kind == "ClassificationDecided" && !e.Withdraw {
			var d casefile.ClassificationDecided
			if err := json.Unmarshal(e.Data, &d); err == nil {
				a, ok, err := s.adviceOn(l, d.Pair, now)
				if err != nil {
					return acts, err
				}
				if ok {
					advised, err := casefile.NewEvent(journal.NewID(), "", "ClassificationAdvised", a)
					if err != nil {
						return acts, err
					}
					advised.Source, advised.Cause = casefile.FromSystem, e.ID
					e.Around.Advised = advised.ID
					out.Events = append(out.Events, advised)
				}
			}
		}
		out.Events = append(out.Events, e)
	}
	return out, nil
}

// adviceOn is the advice on a pair's classification, false where there is none.
func (s *Service) adviceOn(l *loaded, pair casefile.PairID, now time.Time) (casefile.ClassificationAdvised, bool, error) {
	f, err := s.fresh(l, now)
	if err != nil {
		return casefile.ClassificationAdvised{}, false, err
	}
	for _, a := range f.Advice {
		if a.Question != questionClass || a.Pair != string(pair) {
			continue
		}
		d := casefile.ClassificationAdvised{Pair: pair, Edition: casefile.Line(short(f.Edition)), PointsTo: casefile.Line(a.PointsTo)}
		d.For, d.Against = reasonLines(a.For), reasonLines(a.Against)
		for _, m := range a.Missing {
			d.Missing = append(d.Missing, casefile.Line(m.Path))
		}
		return d, len(d.For)+len(d.Against)+len(d.Missing) > 0, nil
	}
	return casefile.ClassificationAdvised{}, false, nil
}

// reasonLines names reasons by clause: the edition that was adopted holds the words.
func reasonLines(rs []guidance.Reason) []casefile.Line {
	var out []casefile.Line
	for _, r := range rs {
		line := casefile.Line(r.Clause + " (" + r.Strength + ")")
		if r.Displaced {
			line += " displaced"
		}
		out = append(out, line)
	}
	return out
}
