package web

import (
	"slices"
	"strings"

	"foursight/internal/access"
	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/guidance"
	"foursight/internal/offence"
	"foursight/internal/web/ui"
)

// offenceRoutes are what the conduct may be in law, need by need.
func (s *Server) offenceRoutes() []route {
	return []route{{"GET", "/case/{ref}/offences", access.SeeCase, onCase, casefile.Consultation, everyClass, s.caseOffences}}
}

// mostActs is how many acts a point names; the course of conduct has them all.
const mostActs = 6

// caseOffences sets every offence beside what is recorded of each pair. It decides
// nothing: for each need it shows what is recorded for it, what speaks against it
// and what nobody knows yet, with the way to each entry and to record what is decided.
func (s *Server) caseOffences(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	if len(c.Pairs) == 0 {
		return c.answer("Offences", empty("Nothing is recorded yet of whose conduct this is. Say whose, towards whom, and what each offence needs will stand here."),
			optional(c.form("PairRecorded"), s.words.Kind("PairRecorded").Title))
	}
	body := []ui.Component{paragraph("What each offence needs, beside what is recorded. You decide what to record, and the Crown Prosecution Service settles the charge.")}
	for i := range c.Pairs {
		body = append(body, c.offencesOf(&c.Pairs[i]))
	}
	return c.answer("Offences", body...)
}

// offencesOf is every offence beside one pair: those for which something is
// recorded, the messages among them apart, then hostility, then the others folded.
func (c *caseView) offencesOf(p *casefile.Pair) ui.Component {
	law := offence.EnglandWales()
	data := struct {
		ID, Pair, Short        string
		Recorded               []offenceLink
		Near, Messages, Others []offenceCard
		Inside                 *citedLine // said once, of all messages
		Hostility              hostilityCard
		Classify               string
	}{ID: p.ID, Short: c.forPair(p.ID), Recorded: c.crimesOf(p), Hostility: c.hostilityOf(p, law.Hostility), Classify: c.form("ClassificationDecided", "pair", p.ID)}
	if len(c.Pairs) > 1 {
		data.Pair = c.pairName(p)
	}
	for _, v := range law.Weigh(c.Case, p) {
		card := c.offenceCard(p, &v)
		switch {
		case !v.Points && !card.Recorded:
			data.Others = append(data.Others, card)
		case v.Message:
			data.Messages = append(data.Messages, card)
		default:
			data.Near = append(data.Near, card)
		}
		if v.Inside != nil {
			data.Inside = &citedLine{v.Inside.Say, c.cited(v.Inside.Cite)}
		}
	}
	return draw("offences", data)
}

// offenceLink is an entry or an act, with the way to it.
type offenceLink struct{ Text, Hidden, Href string }

// crimesOf are the crimes recorded of a pair.
func (c *caseView) crimesOf(p *casefile.Pair) []offenceLink {
	var out []offenceLink
	for i := range p.Offences {
		x := &p.Offences[i]
		text := said(x.Offence.Answer, func(o casefile.Offence) string { return code(c.srv, "Offence", o) })
		if x.Offence.Status == fact.NotAsked {
			text = "A crime, and which is not said yet"
		}
		if x.Alongside.Known() && x.Alongside.Value {
			text += ", beside the course of conduct"
		}
		out = append(out, offenceLink{text + ", recorded " + when(x.At) + " by " + c.staffName(x.By), "", c.entryHref(x.ID)})
	}
	return out
}

// offenceCard is one offence as the page shows it.
type offenceCard struct {
	ID, Name, Short string
	Law, Cite       ui.Source
	Unverified      bool
	Facts           []string // mode, maximum, limit, from when
	Notes           []citedLine
	Needs           []needCard
	Outside         []pointCard // acts from before it was an offence, or after
	Undated         ui.Component
	Defence, Powers string
	Record          string
	Recorded        bool
	Open            bool
}

type citedLine struct {
	Say    string
	Source ui.Source
}

// needCard is one need of an offence.
type needCard struct {
	Is, State, Law, Note string
	For, Against         []pointCard
	Missing              ui.Component
	Words                []string // questions that no fact of a case answers
}

type pointCard struct {
	Says, Href string
	Acts       []offenceLink
	More       int
	All        string
}

func (c *caseView) offenceCard(p *casefile.Pair, v *offence.View) offenceCard {
	out := offenceCard{ID: "offence-" + p.ID + "-" + v.ID(), Name: v.Name, Short: c.forPair(p.ID), Law: ui.Source{Kind: ui.Law, Cite: v.Law}, Cite: c.cited(v.Cite),
		Unverified: v.Unverified, Facts: c.lawLines(v), Defence: v.Defence, Powers: v.Powers, Recorded: len(v.Recorded) > 0,
		Record: c.form("OffenceRecorded", "pair", p.ID, "offence", string(v.Code))}
	out.Open = out.Recorded || p.Class.Given() && slices.Contains(classOffences[p.Class.Value], v.ID())
	for _, n := range v.Notes {
		out.Notes = append(out.Notes, citedLine{confirmed(n.Say, n.Unverified), c.cited(n.Cite)})
	}
	for _, e := range v.Elements {
		out.Needs = append(out.Needs, c.needCard(p, e))
	}
	for _, left := range []offence.Point{{Says: "From before it was an offence", Acts: v.Earlier}, {Says: "From after another took its place", Acts: v.Later}} {
		if len(left.Acts) > 0 {
			out.Outside = append(out.Outside, c.pointCard(p, left))
		}
	}
	var asks []guidance.Ask
	for _, id := range v.Undated {
		asks = append(asks, guidance.Ask{Path: "pairs[" + p.ID + "].incidents[" + id + "].occurred"})
	}
	out.Undated = c.asked(asks)
	return out
}

// classOffences are the offences a class of conduct goes by.
var classOffences = map[casefile.Class][]string{
	casefile.Stalking2A: {"pha_s2a"}, casefile.Stalking4A: {"pha_s4a_fear", "pha_s4a_distress"},
	casefile.Harassment2: {"pha_s2", "pha_s2_two"}, casefile.Harassment4: {"pha_s4"},
}

var modeWords = map[offence.Mode]string{offence.Summary: "Magistrates’ court only", offence.EitherWay: "Magistrates’ or Crown Court",
	offence.Depends: "The court depends on the form of the offence"}

// lawLines say where an offence is tried, the longest sentence, the limit, and from
// which day acts count.
func (c *caseView) lawLines(v *offence.View) []string {
	court := modeWords[v.Mode]
	if v.Max.Years > 0 {
		court += ", up to " + plural(v.Max.Years, "year")
		if !v.Max.From.IsZero() {
			court += " for acts from " + v.Max.From.Words()
		}
		if !v.Max.Until.IsZero() {
			court += " for acts before " + v.Max.Until.Words()
		}
	}
	out := []string{court + "."}
	day := func(otherwise string) string {
		if v.LastDay.IsZero() {
			return otherwise
		}
		text := "last day " + v.LastDay.Long() + " (" + c.daysTo(v.LastDay) + ")"
		if !v.Sure {
			text += ", a cautious date"
		}
		return text
	}
	switch v.Limit {
	case offence.NoLimit:
		out = append(out, "No six-month limit.")
	case offence.SixMonths:
		out = append(out, "Six months from the latest act: "+day("no act that bears on it is dated yet")+".")
	case offence.Special:
		out = append(out, "Three years from the act: "+day("no act that bears on it is dated yet")+". And six months from when the prosecutor has enough evidence.")
	case offence.Check:
		out = append(out, "Check the limit: it differs by form.")
	}
	if !v.From.IsZero() && (v.From.Unverified || len(v.Earlier)+len(v.Undated) > 0 || !v.From.On.Before(recentLaw)) {
		out = append(out, "Acts from "+v.From.Words()+".")
	}
	if !v.Until.IsZero() {
		out = append(out, "Acts before "+v.Until.Words()+" only.")
	}
	return out
}

// confirmed says of words that no lawyer has confirmed that it is so.
func confirmed(say string, unverified bool) string {
	if unverified {
		return say + " Not confirmed by a lawyer yet."
	}
	return say
}

// recentLaw is the day from which it is worth saying since when acts count, though
// none is left out.
var recentLaw = calendar.Date{Year: 2023, Month: 1, Day: 1}

func (c *caseView) needCard(p *casefile.Pair, e offence.Weighed) needCard {
	out := needCard{Is: e.Is, State: needState(e), Law: e.Law, Note: confirmed(e.Note, e.NoteOpen)}
	for _, x := range e.For {
		out.For = append(out.For, c.pointCard(p, x))
	}
	for _, x := range e.Against {
		out.Against = append(out.Against, c.pointCard(p, x))
	}
	var asks []guidance.Ask
	for _, q := range e.Missing {
		if q.Path == "" {
			out.Words = append(out.Words, q.Words)
		} else {
			asks = append(asks, guidance.Ask{Path: q.Path, Status: q.Status})
		}
	}
	out.Missing = c.asked(asks)
	return out
}

// asked draws questions with the forms that answer them; nil for none.
func (c *caseView) asked(asks []guidance.Ask) ui.Component {
	if len(asks) == 0 {
		return nil
	}
	return draw("questions", runTogether(c.questionLines(asks)))
}

// needState says in a few words what there is of a need. It says nowhere that the
// need is met: that is for the officer and the prosecutor.
func needState(e offence.Weighed) string {
	state := "not known yet"
	switch {
	case len(e.For) > 0 && len(e.Against) > 0:
		state = "recorded for it and against it"
	case len(e.For) > 0:
		state = "something recorded for it"
	case len(e.Against) > 0:
		state = "something recorded against it"
	default:
		return state
	}
	if len(e.Missing) > 0 {
		state += ", not all known"
	}
	return state
}

func (c *caseView) pointCard(p *casefile.Pair, x offence.Point) pointCard {
	out := pointCard{Says: x.Says}
	if x.Source != "" {
		out.Href = c.entryHref(x.Source)
	}
	for _, id := range slices.Backward(x.Acts) { // the latest first
		if len(out.Acts) == mostActs {
			out.More, out.All = len(x.Acts)-mostActs, c.pathWith("/course", "pair", p.ID)
			break
		}
		_, i := c.Incident(casefile.IncidentID(id))
		if i == nil {
			continue
		}
		out.Acts = append(out.Acts, offenceLink{orNot(i.Occurred.Words(), "no date, recorded "+when(i.Recorded)), c.incidentWords(i), c.entryHref(id)})
	}
	return out
}

// cited is where something comes from: a section of the guidance, with the way
// there, or the law.
func (c *caseView) cited(cite string) ui.Source {
	section, ok := strings.CutPrefix(cite, "APP ")
	if !ok {
		return ui.Source{Kind: ui.Law, Cite: cite}
	}
	out := ui.Source{Kind: ui.APP, Cite: section, Href: "/guidance"}
	if slices.ContainsFunc(c.srv.svc.Edition().Clauses, func(k *guidance.Clause) bool { return sectionOf(k) == section }) {
		out.Href += "#s-" + strings.ReplaceAll(section, ".", "-")
	}
	return out
}

// hostilityCard is what is recorded of hate about who the victim is.
type hostilityCard struct {
	Found, Say, Ask string
	Href            string // to the entry
	Law, Cite       ui.Source
	Record          string
}

func (c *caseView) hostilityOf(p *casefile.Pair, law offence.Uplift) hostilityCard {
	h := &p.Hostility
	out := hostilityCard{Say: law.Say, Law: ui.Source{Kind: ui.Law, Cite: law.Law}, Cite: c.cited(law.Cite), Record: c.form("HostilityConsidered", "pair", p.ID), Href: c.entryHref(h.ID)}
	switch {
	case len(h.Strands.Items) > 0:
		out.Found = "Recorded: hate or hostility about " + codeList(c.srv, "Strand", h.Strands.Items) + "."
		if !h.Strands.Complete {
			out.Ask = "Whether it was about anything else is not known."
		}
	case h.Strands.Complete:
		out.Found = "It was asked, and none was found."
	default:
		out.Found, out.Ask = "Not asked yet.", law.Ask
	}
	return out
}
