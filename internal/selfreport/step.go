package selfreport

import (
	"errors"
	"fmt"
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
		f.send(w, status, f.tooLarge())
		return
	}
	if r.PostForm.Get(fieldDo) == "start" {
		f.begin(w, r)
		return
	}
	c, err := r.Cookie(browserCookie)
	if err != nil {
		f.send(w, http.StatusConflict, f.closed())
		return
	}
	a, err := f.seal.open(r.PostForm.Get(fieldState), c.Value, f.opt.Now())
	if err != nil {
		f.send(w, http.StatusConflict, f.closed())
		return
	}
	at := &asking{Form: f, browser: c.Value, answers: a}
	switch name, do := r.PostForm.Get(fieldStep), r.PostForm.Get(fieldDo); {
	case name == atCheck:
		f.fromCheck(w, r, at, do)
	case name == atDanger:
		at.show(w, next(stepAt("safe"), at.answers))
	case stepAt(name) < 0:
		f.send(w, http.StatusConflict, f.closed())
	default:
		at.take(w, stepAt(name), r.PostForm, do)
	}
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

// take keeps the answers of one page and shows the page they lead to.
func (at *asking) take(w http.ResponseWriter, now int, sent url.Values, do string) {
	for _, fd := range steps[now].Fields {
		said := fd.read(sent)
		if delete(at.Said, fd.Name); len(said) > 0 {
			at.Said[fd.Name] = said
		}
		if text := fd.wrong(at.get(fd.Name)); text != "" {
			at.problems = append(at.problems, problem{fd.Name, text})
		}
	}
	if steps[now].Name == "when" {
		at.LastAt = at.opt.Now().UnixMilli()
	}
	switch {
	case do == "back" && before(now, at.answers) < 0:
		at.problems = nil
		at.send(w, http.StatusOK, at.startPage())
	case do == "back":
		at.problems = nil
		at.show(w, before(now, at.answers))
	case len(at.problems) > 0:
		at.show(w, now)
	case steps[now].Name == "safe" && at.get("safe") == "no":
		at.showDanger(w)
	default:
		at.show(w, next(now, at.answers))
	}
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
	if len(at.Said) == 0 {
		at.problems = []problem{{"", "You have not said anything yet. Answer at least one question, or call 101."}}
		at.show(w, len(steps))
		return
	}
	if wait, ok := f.sent.take(f.source(r), f.opt.Now()); !ok {
		f.opt.Log.Warn("public form: too many reports from one address")
		w.Header().Set("Retry-After", strconv.Itoa(seconds(wait)))
		at.tryAgain(w, http.StatusTooManyRequests, "Too many reports from this connection", "Your report has not been sent yet. Wait "+minutes(wait)+" and press the button again, or call 101.")
		return
	}
	rep, err := report(at.answers)
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
		at.tryAgain(w, http.StatusServiceUnavailable, "We do not know whether your report was sent",
			"Sending broke off before we heard how it ended. Press the button again: a report is kept once, however often it is sent. Or call 101, at any hour.")
	case err != nil:
		f.opt.Log.Error("public form: report not taken", logsafe.Err(err))
		at.tryAgain(w, http.StatusServiceUnavailable, "Your report could not be sent", "Nothing was sent. Press the button to try again, or call 101, at any hour.")
	default:
		f.opt.Log.Info("public form: report received")
		http.SetCookie(w, guard.Secret(browserCookie, "", -1))
		f.send(w, http.StatusOK, f.done(got.Ref, at.answers))
	}
}

// read takes a field's answer as it was meant: only choices that were offered, one
// line where one is asked for, no marks that cannot be seen.
func (fd field) read(sent url.Values) []string {
	var out []string
	for _, v := range sent[fd.Name] {
		switch {
		case fd.Shape == radios || fd.Shape == boxes:
			if slices.ContainsFunc(fd.Choices, func(c choice) bool { return c.Value == v }) && !slices.Contains(out, v) {
				out = append(out, v)
			}
		default:
			if v = tidy(v, fd.Shape == text); v != "" {
				out = append(out, v)
			}
		}
		if fd.Shape != boxes && len(out) > 0 {
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
func (fd field) wrong(said string) string {
	switch {
	case said == "":
		return ""
	case fd.Most > 0 && utf8.RuneCountInString(said) > fd.Most:
		return fmt.Sprintf("Use %d characters or fewer. An officer will hear the rest from you.", fd.Most)
	case fd.Lines > 0 && strings.Count(said, "\n") >= fd.Lines:
		return fmt.Sprintf("Give %d at most. An officer will hear the rest from you.", fd.Lines)
	case fd.Numeric:
		if n, err := strconv.Atoi(said); err != nil || n < 0 || n > 120 {
			return "Give the age as a number, such as 34, or leave it empty."
		}
	}
	return ""
}
