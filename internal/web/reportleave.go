package web

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/form"
	"foursight/internal/guidance"
	"foursight/internal/web/ui"
)

// First response has two finishing lines (practice 1.11): what has to stand before
// anybody leaves, and what is completed before the end of the shift.
const (
	tagLeave = "safe-to-leave"
	tagShift = "end-of-shift"
)

// ownJudgement belongs to the first line as well: U1 counts it there.
const ownJudgement = "risk.initial"

// mostOfShift is how many things of the second line stand open on a phone.
const mostOfShift = 5

// finish is one thing of a finishing line. Whose says whose conduct it is about, where
// the case has more than one pair; Href or Do lead to where it is done, and are empty
// for what is done, and for what the visitor cannot do.
type finish struct {
	Say, Whose, Cite string
	Done             bool
	Href             string
	Do               string // of a report: the button that keeps the page and leads there

	of    guidance.Finding
	kinds []string          // that settle it
	ask   string            // the field of a report that does, where no rule stands behind it
	who   casefile.PersonID // whom that asks about
}

// like reports whether two things read the same: one rule may ask for several acts.
func (x finish) like(y finish) bool {
	return x.Say == y.Say && x.Whose == y.Whose && x.Cite == y.Cite && x.Done == y.Done
}

func addFinish(list []finish, x finish) []finish {
	if slices.ContainsFunc(list, x.like) {
		return list
	}
	return append(list, x)
}

// finishes are the two lines of a case, each in the order of what presses most; of
// the second only what is left.
func (c *caseView) finishes() (leave, shift []finish) {
	list := slices.Clone(c.Findings.Obligations)
	slices.SortStableFunc(list, c.pressingFirst)
	var checks []guidance.Finding
	at := 0 // their place in the second line
	for _, f := range list {
		cl := c.clause(f)
		if cl == nil || f.State == guidance.Undetermined || f.State == guidance.Ended {
			continue
		}
		x := c.finishOf(cl, f)
		switch {
		case slices.Contains(cl.Tags, tagLeave), cl.Key == ownJudgement:
			leave = addFinish(leave, x)
		case x.Done, !slices.Contains(cl.Tags, tagShift):
		case slices.Equal(cl.SatisfyWith, []string{"CheckCompleted"}):
			if checks = append(checks, f); len(checks) == 1 {
				at = len(shift)
			}
		default:
			shift = addFinish(shift, x)
		}
	}
	if len(checks) > 0 { // of all pairs: each system is asked once about everybody
		shift = slices.Insert(shift, at, finish{Say: checksLeftIn(checks), Cite: "APP 4.3.1", Href: c.checksHref()})
	}
	return slices.Insert(leave, min(1, len(leave)), c.saidNotAsked()...), shift
}

// finishOf is one duty as a line, with the way to do it.
func (c *caseView) finishOf(cl *guidance.Clause, f guidance.Finding) finish {
	x := finish{Say: firstSentence(say(cl, f)), Whose: c.forWhom(f), Cite: atTheDoor(cl), Done: f.State != guidance.Outstanding && f.State != guidance.Contrary, of: f, kinds: settlingKinds(cl)}
	if !x.Done {
		_, x.Href = c.do(cl, f)
	}
	return x
}

// checksHref is where checks are asked for and answered; empty where the visitor may
// do neither.
func (c *caseView) checksHref() string {
	if c.form("CheckRequested") == "" && c.form("CheckCompleted") == "" {
		return ""
	}
	return c.path("/checks")
}

// atTheDoor is a rule's source with its name before it: no badge stands beside it.
func atTheDoor(cl *guidance.Clause) string {
	cite, ok := ownCitation(cl)
	switch {
	case !ok:
		return ""
	case cite.Instrument == theAPP:
		return "APP " + citeWords(cite)
	}
	return citeWords(cite)
}

// shortSentence is too short to say what is to be done: "The risk is high."
const shortSentence = 40

func firstSentence(s string) string {
	n := min(shortSentence, len(s))
	if end := strings.Index(s[n:], ". "); end >= 0 {
		return s[:n+end+1]
	}
	return s
}

// unasked are a page's questions that nobody answered in any way.
type unasked struct {
	Name, Short string
	Questions   []string
}

// finishLines are both lines as they are drawn. Ask is of a report not yet saved.
type finishLines struct {
	Leave, Shift, Later []finish
	Left                int // of the first line
	All                 int // of the second
	Ask                 []unasked
	Asks                int
	Unread              []string // times that could not be read
	Problems            []string // why the lines cannot be worked out yet
}

func (c *caseView) finishLines() finishLines {
	var out finishLines
	out.Leave, out.Shift = c.finishes()
	for _, x := range out.Leave {
		if !x.Done {
			out.Left++
		}
	}
	out.All = len(out.Shift)
	if out.All > mostOfShift {
		out.Shift, out.Later = out.Shift[:mostOfShift], out.Shift[mostOfShift:]
	}
	return out
}

// finishing works out both lines of a report as it stands, were it saved now.
func (r *report) finishing() finishLines {
	lines := finishLines{}
	switch p, err := r.preview(); {
	case err == nil:
		lines = (&caseView{CasePage: p, srv: r.srv, visit: r.v}).finishLines()
		for _, list := range [][]finish{lines.Leave, lines.Shift, lines.Later} {
			r.leads(list)
		}
	default:
		if problems, ok := refusalOf(err); ok {
			for _, x := range problems {
				lines.Problems = append(lines.Problems, x.What)
			}
		}
	}
	lines.Ask, lines.Unread = r.unasked(), r.unread()
	for _, u := range lines.Ask {
		lines.Asks += len(u.Questions)
	}
	return lines
}

// preview is the case as it would stand, worked out once for a page.
func (r *report) preview() (*casework.CasePage, error) {
	if r.foreseen == nil {
		r.foreseen = sync.OnceValues(r.foresee)
	}
	return r.foreseen()
}

func (r *report) foresee() (*casework.CasePage, error) {
	events, err := r.events()
	if err != nil {
		return nil, err
	}
	if len(events) == 0 {
		return r.door.CasePage, nil // a new report always holds itself
	}
	return r.srv.svc.Preview(r.v.Context(), r.v.viewer, casework.Acts{CaseID: r.fields.Get(fieldCase), Events: events})
}

// unasked are the questions of the pages before the last without any answer, page
// by page: what nobody asked about is a question and never a no.
func (r *report) unasked() []unasked {
	var out []unasked
	for step, st := range reportSteps {
		u := unasked{Name: st.Name, Short: st.Short}
		for _, p := range r.parts(step) {
			if p.Kind == "" || p.Many || p.Fold != "" || st.Name == stepLeave || st.Name == stepCall {
				continue
			}
			casefile.Walk(p.kind().Fields, func(f casefile.Field) {
				if f.Answered && f.Shape != casefile.ShapeGroup && slices.Contains(p.Only, f.Path) && !r.answered(p.Prefix+f.Path) && !r.isGiven(p, f.Path) {
					u.Questions = append(u.Questions, r.srv.words.Field(p.Kind, f.Path).Label)
				}
			})
		}
		if st.Name == stepActs {
			u.Questions = append(u.Questions, r.unanswered()...)
		}
		if len(u.Questions) > 0 {
			out = append(out, u)
		}
	}
	return out
}

// answered reports whether a field has an answer, be it that there is none.
func (r *report) answered(name string) bool {
	return strings.TrimSpace(r.fields.Get(name)+r.fields.Get(name+"-status")+r.fields.Get(name+"-day")+r.fields.Get(name+"-year")) != ""
}

// unread are the times as they were said that cannot be placed, or may mean several
// times and nobody has said which.
func (r *report) unread() []string {
	var out []string
	for n, x := range r.incidentEntries() {
		when := "When was it, in incident " + strconv.Itoa(n+1) + "? “" + x.entry.Occurred.Said + "”"
		p := reportSteps[stepNamed(stepActs)].Parts
		c := r.context(p[len(p)-1], x.prefix)
		if ways := form.OpenWays(r.fields, c); ways != nil {
			out = append(out, when+" may be "+waysInWords(ways)+".")
		} else if x.entry.Occurred.IsZero() && x.entry.Occurred.Said != "" {
			out = append(out, when+" cannot be placed in time by itself.")
		}
	}
	return out
}

// waysInWords are times that may be meant, as one asks for them.
func waysInWords(ways []calendar.Way) string {
	var out []string
	for _, w := range ways {
		w.Interval.Said = ""
		out = append(out, w.Interval.Words())
	}
	last := len(out) - 1
	return strings.Join(out[:last], ", ") + " or " + out[last]
}

// savedLines are both lines on the page after a report was saved.
func (c *caseView) savedLines() ui.Component {
	lines := c.finishLines()
	return ui.Stack{doorPart("leave", lines), doorPart("shift", lines)}
}
