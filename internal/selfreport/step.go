package selfreport

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"foursight/internal/casework"
	"foursight/internal/logsafe"
	"foursight/internal/web/guard"
)

// Fields of the form that ask nothing.
const (
	fieldState = "_state"
	fieldStep  = "_step"
	fieldDo    = "_do" // "start", "back", "send", "change:<step>"; empty goes on
)

// doRather goes on without an answer that somebody would rather not give.
const doRather = "rather"

// Pages that are not steps.
const (
	atCheck  = "check"
	atDanger = "danger"
)

// step takes what one page asked and shows the next. The answers travel on in the
// page; nothing is kept here before the report is sent.
func (f *Form) step(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		status := http.StatusBadRequest
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			status = http.StatusRequestEntityTooLarge
		}
		f.send(w, status, f.again(f.says.Notices.TooLarge))
		return
	}
	if r.PostForm.Get(fieldDo) == "start" {
		f.begin(w, r)
		return
	}
	c, err := r.Cookie(browserCookie)
	if err != nil {
		f.send(w, http.StatusConflict, f.again(f.says.Notices.Closed))
		return
	}
	a, err := f.seal.open(r.PostForm.Get(fieldState), c.Value, f.opt.Now())
	if err != nil {
		f.send(w, http.StatusConflict, f.again(f.says.Notices.Closed))
		return
	}
	at := &asking{Form: f, browser: c.Value, answers: a}
	switch name, do := r.PostForm.Get(fieldStep), r.PostForm.Get(fieldDo); {
	case name == atCheck:
		f.fromCheck(w, r, at, do)
	case name == atDanger:
		at.show(w, next(stepAt("safe"), at.answers))
	case stepAt(name) < 0:
		at.takeOld(w, r.PostForm)
	default:
		at.take(w, stepAt(name), r.PostForm, do)
	}
}

// takeOld takes a page that an earlier version of the form asked: what it says of today's
// questions is kept, and the check comes next, where the others are.
func (at *asking) takeOld(w http.ResponseWriter, sent url.Values) {
	for _, st := range steps {
		if sent.Has(st.Name) {
			at.keep(st, sent)
		}
	}
	at.showCheck(w)
}

// begin starts an empty form in this browser.
func (f *Form) begin(w http.ResponseWriter, r *http.Request) {
	browser := random()
	if c, err := r.Cookie(browserCookie); err == nil && len(c.Value) == len(browser) {
		browser = c.Value // a form open in another tab goes on
	}
	http.SetCookie(w, guard.Secret(browserCookie, browser, 0))
	at := &asking{Form: f, browser: browser, answers: answers{Case: random(), Began: f.opt.Now().UnixMilli(), Said: url.Values{}}}
	at.show(w, 0)
}

// asking is one request of somebody filling the form in.
type asking struct {
	*Form
	answers
	browser  string
	problems []problem
}

// problem is an answer that cannot be kept as it is.
type problem struct{ field, text string }

// take keeps the answer of one page and shows the page it leads to.
func (at *asking) take(w http.ResponseWriter, now int, sent url.Values, do string) {
	st, was := steps[now], at.asks()
	if do == doRather {
		at.rather(st)
	} else {
		at.keep(st, sent)
	}
	if at.Reviewed {
		at.raise(was, st.Name)
	}
	if do == "back" {
		if now = before(now, at.answers); now < 0 {
			at.send(w, http.StatusOK, at.startPage())
			return
		}
		at.show(w, now)
		return
	}
	if at.faulty(st) {
		at.show(w, now)
		return
	}
	at.Raised = slices.DeleteFunc(at.Raised, func(name string) bool { return name == st.Name })
	if st.Name == "safe" && at.get("safe") == "no" {
		at.showDanger(w)
		return
	}
	at.show(w, next(now, at.answers))
}

// keep takes the answer to one question. Words for when something happened are read as
// on the evening they were first typed.
func (at *asking) keep(st step, sent url.Values) {
	said := st.read(sent)
	if !slices.Equal(said, at.Said[st.Name]) {
		switch st.Name {
		case "last":
			at.LastAt = at.opt.Now().UnixMilli()
		case "often":
			at.OftenAt = at.opt.Now().UnixMilli()
		}
	}
	if delete(at.Said, st.Name); len(said) > 0 {
		at.Said[st.Name] = said
		at.Rather = slices.DeleteFunc(at.Rather, func(name string) bool { return name == st.Name })
	}
}

// rather keeps that somebody would rather not answer a question, in place of whatever
// stood there.
func (at *asking) rather(st step) {
	delete(at.Said, st.Name)
	if !at.ratherNot(st.Name) {
		at.Rather = append(at.Rather, st.Name)
	}
}

// faulty notes what is wrong with the answer to one question.
func (at *asking) faulty(st step) bool {
	text := at.wrong(st, at.get(st.Name))
	if text != "" {
		at.problems = append(at.problems, problem{st.Name, text})
	}
	return text != ""
}

// asks are the questions that stand, by page.
func (at *asking) asks() map[string]string {
	out := map[string]string{}
	for _, st := range steps {
		if st.Asked(at.answers) {
			out[st.Name] = at.heading(st, at.answers)
		}
	}
	return out
}

// raise notes what a change after the check makes necessary to ask: questions that did
// not stand before and have no answer, and those that are now about somebody else,
// whose answers may be too.
func (at *asking) raise(was map[string]string, changed string) {
	is := at.asks()
	at.Raised = slices.DeleteFunc(at.Raised, func(name string) bool { return is[name] == "" })
	for name, asks := range is {
		before, answered := was[name], at.get(name) != ""
		if name != changed && asks != before && (before == "") != answered && !slices.Contains(at.Raised, name) {
			at.Raised = append(at.Raised, name)
		}
	}
	slices.Sort(at.Raised)
}

// fromCheck sends the report, or goes back to one answer of it.
func (f *Form) fromCheck(w http.ResponseWriter, r *http.Request, at *asking, do string) {
	if name, ok := strings.CutPrefix(do, "change:"); ok && stepAt(name) >= 0 {
		at.show(w, stepAt(name))
		return
	}
	if do == "back" {
		at.show(w, before(len(steps), at.answers))
		return
	}
	standing := at.standing()
	if len(standing.Said) == 0 {
		at.problems = []problem{{"", f.says.Wrong.Nothing}}
		at.show(w, len(steps))
		return
	}
	for n, st := range steps {
		if standing.Said.Has(st.Name) && at.faulty(st) { // left by Back as it was
			at.show(w, n)
			return
		}
	}
	if wait, ok := f.sent.take(f.source(r), f.opt.Now()); !ok {
		f.opt.Log.Warn("public form: too many reports from one address")
		w.Header().Set("Retry-After", strconv.Itoa(seconds(wait)))
		at.tryAgain(w, http.StatusTooManyRequests, f.says.Notices.TooManyReports, "wait", f.minutes(wait))
		return
	}
	rep, err := report(standing)
	var got casework.OnlineReceipt
	if err == nil {
		got, err = f.drop.ReceiveOnline(r.Context(), rep)
	}
	switch {
	case errors.Is(err, casework.ErrSentOtherwise):
		http.SetCookie(w, guard.Secret(browserCookie, "", -1))
		f.send(w, http.StatusConflict, f.sentBefore(got.Ref))
	case errors.Is(err, casework.ErrOutcomeUnknown):
		f.opt.Log.Error("public form: not known whether a report was taken", logsafe.Err(err))
		at.tryAgain(w, http.StatusServiceUnavailable, f.says.Notices.NotKnown)
	case err != nil:
		f.opt.Log.Error("public form: report not taken", logsafe.Err(err))
		at.tryAgain(w, http.StatusServiceUnavailable, f.says.Notices.NotSent)
	default:
		f.opt.Log.Info("public form: report received")
		http.SetCookie(w, guard.Secret(browserCookie, "", -1))
		f.send(w, http.StatusOK, f.done(got, standing))
	}
}

// read takes an answer as it was meant: only choices that were offered, one line where
// one is asked for, no marks that cannot be seen.
func (st step) read(sent url.Values) []string {
	var out []string
	for _, v := range sent[st.Name] {
		switch {
		case st.Shape == radios || st.Shape == boxes:
			if slices.Contains(st.Offers, v) && !slices.Contains(out, v) {
				out = append(out, v)
			}
		default:
			if v = tidy(v, st.Shape == text); v != "" {
				out = append(out, v)
			}
		}
		if st.Shape != boxes && len(out) > 0 {
			return out[:1]
		}
	}
	return out
}

// tidy keeps letters and, in a text, its lines.
func tidy(s string, lines bool) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' && lines, r == '\t' && lines:
			return r
		case r == '\n', r == '\t', r == '\r':
			return ' '
		case unicode.IsControl(r), r == '\u202d', r == '\u202e':
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// wrong says why an answer cannot be kept; empty where it can.
func (f *Form) wrong(st step, said string) string {
	switch {
	case said == "":
		return ""
	case st.Most > 0 && utf8.RuneCountInString(said) > st.Most:
		return filled(f.says.Wrong.TooLong, "most", strconv.Itoa(st.Most))
	case st.Lines > 0 && strings.Count(said, "\n") >= st.Lines:
		return filled(f.says.Wrong.TooMany, "most", strconv.Itoa(st.Lines))
	case st.Keys == numeric:
		if n, err := strconv.Atoi(said); err != nil || n < 0 || n > 120 {
			return f.says.Wrong.NoAge
		}
	}
	return ""
}
