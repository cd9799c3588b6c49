package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/web/ui"
)

// masked is a value that is shown only when asked for. Its key names where it
// stands, never the value: "person/<id>/phones/0", "entry/<id>/place/0".
func (c *caseView) masked(key, label, value string) ui.Masked {
	m := ui.Masked{Label: label, Masked: mask(value), Field: key, Action: c.path("/reveal")}
	if c.shown[key] {
		m.Value = value
	}
	return m
}

// mask keeps so little that nobody can be reached by it: the first digits of a
// number, which say whether it is a mobile, and nothing of anything else.
func mask(value string) string {
	digits := 0
	for _, r := range value {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits >= 9 && len(value) <= digits+6 {
		return value[:min(3, len(value))] + "•• ••••••"
	}
	return "••••••"
}

// caseReveal shows one masked value on the page it stands on. The value comes
// from the case, not the form; which one was asked for goes into the record.
func (s *Server) caseReveal(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	key := v.PostFormValue("field")
	if !c.Can(casefile.ClassContact) || !c.holds(key) {
		return answer{}, casework.ErrNoCase
	}
	c.shown[key] = true
	part, id, _ := strings.Cut(key, "/")
	var a answer
	if part == "entry" {
		id, _, _ = strings.Cut(id, "/")
		a, err = c.entryPage(id)
	} else if part == "release" {
		arrest, _, _ := strings.Cut(id, "/")
		var r *release
		if r, err = c.release(arrest); err == nil {
			a, err = r.page()
		}
	} else if part == "news" {
		var n *news
		if n, err = s.openNews(v); err == nil {
			n.shown[key] = true
			n.values.Set(fieldEntry, newEntryID())
			a, err = n.page(http.StatusOK)
		}
	} else if part == "safe" && !strings.Contains(id, "code_word") {
		a, err = c.overviewPage()
	} else {
		a, err = c.answer("People", c.people()...)
	}
	if err != nil {
		return answer{}, err
	}
	a.looks[0].Reason = key
	return a, nil
}

// holds reports whether a key names a masked value of this case.
func (c *caseView) holds(key string) bool {
	parts := strings.Split(key, "/")
	if len(parts) != 4 {
		return false
	}
	n, err := strconv.Atoi(parts[3])
	if err != nil || n < 0 {
		return false
	}
	switch parts[0] {
	case "entry":
		return slices.ContainsFunc(c.History, func(e casefile.Event) bool { return e.ID == parts[1] })
	case "release":
		a := c.arrest(parts[1])
		return a != nil && !a.Released && a.Plan.To != "" && key == goingTo(a)
	case "news":
		p := c.Person(casefile.PersonID(parts[1]))
		return p != nil && key == wordKey(casefile.PersonID(parts[1])) && p.SafeContact != nil && p.SafeContact.Data.CodeWord != "" && c.form("VictimContacted") != ""
	case "person", "safe":
		p := c.Person(casefile.PersonID(parts[1]))
		if p == nil {
			return false
		}
		if parts[0] == "safe" {
			return p.SafeContact != nil && n == 0 && (parts[2] == "number" || parts[2] == "code_word")
		}
		return slices.ContainsFunc(reachFields(p), func(f reachField) bool { return f.name == parts[2] && n < len(f.values) })
	}
	return false
}
