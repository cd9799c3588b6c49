package web

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/selfreport"
	"foursight/internal/words"
)

// A report told through its own pages: as a new one, from the six questions of a call,
// or gone on with at the door; and through the public's own form.

// reportPrefixes are the kinds that the pages of a report ask for, by the prefix of their
// fields and the part of the report that becomes the entry.
var reportPrefixes = map[string][2]string{"ReportReceived": {"r.", ""}, "ImmediateSafetyRecorded": {"s.", "now"}, "PairRecorded": {"p.", "pair"},
	"RelationshipRecorded": {"l.", "relation"}, "PersonAdded": {"x.", "other"}, "SafeContactRecorded": {"c.", "safe"}, "AccountRecorded": {"a.", "account"},
	"FourAssessed": {"f.", "four"}, "RiskAssessed": {"k.", "risk"}, "SafetyPlanMade": {"g.", "plan"}, "AdviceGiven": {"d.", "advice"}, "EvidenceAdded": {"b.", "video"}}

// saidOnPages are the fields of some entries on the pages of a report, and the part of
// the report that becomes each. What no page asks is left to the comparison with what
// was recorded.
func (w *walker) saidOnPages(events []casefile.Event) (url.Values, map[string]string) {
	w.t.Helper()
	fields, parts, acts := url.Values{}, map[string]string{}, 0
	for _, e := range events {
		values, part := w.valuesOf(e), reportPrefixes[e.Kind]
		switch k, _ := casefile.KindOf(e.Kind); e.Kind {
		case "IncidentRecorded":
			acts++
			prefix := "i" + strconv.Itoa(acts) + "."
			part = [2]string{prefix, "incident " + prefix}
		case "SafetyMeasureSet":
			code := values.Get("measure")
			fields.Add(fieldMeasures, code)
			parts[e.ID] = "step " + code
			continue
		case "AdviceGiven":
			for _, code := range values["codes"] {
				fields.Add(fieldAdvice, words.Advised{Code: code}.Key())
			}
		case "PersonAdded":
			data, err := k.Decode(e.Data)
			must(w.t, err)
			if slices.Contains(data.(*casefile.PersonAdded).Roles, casefile.Victim) {
				part = [2]string{"v.", "victim"}
			}
		}
		if part[0] == "" {
			w.t.Fatalf("%s %s: the pages of a report do not ask for it", e.Kind, e.ID)
		}
		parts[e.ID] = part[1]
		asked := whole(part[0])
		for name, v := range values {
			if asked.asks(part[0]+name) && !strings.HasPrefix(name, "_") {
				fields[part[0]+name] = v
			}
		}
	}
	return fields, parts
}

// reports takes a report through its pages and records it.
func (w *walker) reports(through string, events []casefile.Event) {
	w.t.Helper()
	c := w.at(w.last)
	at, from := 2, map[string]string{"report": "/report", "call": "/report?as=" + stepCall, "door": "/case/" + w.ref + "/door"}[through]
	if through == "door" {
		at = 4
	}
	fields, parts := w.saidOnPages(events)
	p, answered := c.get(from), url.Values{}
	id := strings.Split(p.Find("main form.fs-form").AttrOr("action", ""), "/")[at]
	steps := slices.Clone(reportSteps)
	switch n := stepNamed(stepCall); through {
	case "call": // the six questions come first, and saving them shows what they come to
		steps = append(append([]reportStep{steps[n]}, steps[:n]...), steps[n+1:]...)
	case "door":
		steps = slices.Delete(steps, n, n+1)
	}
	for i, step := range steps {
		if step.Name == stepActs {
			p = w.takesUp(c, p, fields)
		}
		change := url.Values{fieldDo: {"record"}}
		if i+1 < len(steps) {
			change.Set(fieldDo, "to-"+steps[i+1].Name)
		}
		for name, v := range fields {
			if step.asks(name) && p.Find(`[name="`+name+`"]`).Length() > 0 {
				change[name], answered[name] = v, v
			}
		}
		if step.Name == stepCall && through == "call" {
			saved := url.Values{}
			for name, v := range change {
				if name != fieldDo {
					saved[name] = v
				}
			}
			if p = c.onReport(p, saved); !strings.Contains(p.text("main"), "For the incident log") {
				w.t.Errorf("the six questions, saved, come to %.300q", p.text("main"))
			}
		}
		p = c.onReport(p, change)
	}
	for name, v := range fields {
		if answered[name] == nil {
			w.t.Errorf("no page of the report asks for %s, which is %q", name, v)
		}
	}
	path, _, _ := strings.Cut(p.path, "?")
	w.ref = strings.TrimPrefix(path, "/case/")
	w.id = w.ref
	w.id = w.caseAs(w.last).ID
	for label, part := range parts {
		entry := id
		if part != "" {
			entry = derivedID("foursight/report/1", id, part)
		}
		w.note(casefile.Event{ID: label}, entry)
	}
}

// takesUp answers the questions that the words raise: those about what the next incident
// of the story was are taken up in it, all others left out. Then there is room for every
// incident.
func (w *walker) takesUp(c *client, p shown, fields url.Values) shown {
	w.t.Helper()
	wanted := 0
	for fields[fmt.Sprintf("i%d.behaviours", wanted+1)] != nil {
		wanted++
	}
	for taken := 1; ; {
		ask := p.Find(`#prompts button[value^="` + doAsk + `"]`).First()
		if ask.Length() == 0 {
			break
		}
		code, do := strings.TrimPrefix(ask.AttrOr("value", ""), doAsk), doDrop
		if slices.Contains(fields[fmt.Sprintf("i%d.behaviours", taken)], code) {
			do = doAsk
			taken++
		}
		p = c.onReport(p, url.Values{fieldDo: {do + code}})
		w.pages["prompts"]++
	}
	for p.Find(fmt.Sprintf(`[name="i%d.behaviours"]`, wanted)).Length() == 0 && wanted > 0 {
		p = c.onReport(p, url.Values{fieldDo: {"incident"}})
	}
	return p
}

// sends fills in the public's own form and sends it: nobody is signed in, and who it is
// offered to is worked out.
func (w *walker) sends(events []casefile.Event) {
	w.t.Helper()
	public, err := selfreport.New(w.Service, selfreport.Options{Force: "Fernshire Police", Key: w.OnlineKey(), Demo: true, Now: w.Now})
	must(w.t, err)
	srv := httptest.NewTLSServer(public)
	w.t.Cleanup(srv.Close)
	outside := *w.site
	outside.tls = srv
	c, said, parts := outside.client(), url.Values{"who": {"me"}}, map[string]string{}
	for _, e := range events {
		v := w.valuesOf(e)
		switch e.Kind {
		case "ReportReceived":
			parts[e.ID] = "report"
		case "PersonAdded":
			parts[e.ID], said["me"], said["age"] = "sender", v["details.name"], v["details.age"]
		case "PairRecorded":
			parts[e.ID], said["known"] = "pair", []string{"no"}
		case "AccountRecorded":
			parts[e.ID], said["account"] = "account", v["words"]
		case "IncidentRecorded":
			parts[e.ID], said["acts"], said["often"] = "incident", v["behaviours"], []string{e.Occurred.Said}
		case "SafeContactRecorded":
			parts[e.ID], said["how"], said["number"] = "contact", v["channel"], v["number"]
		case "CaseHandedOver":
			parts[e.ID] = "offer"
		default:
			w.t.Fatalf("%s %s: the public's form does not ask for it", e.Kind, e.ID)
		}
	}
	const form = "main form:has([name=_state])"
	p := c.submit(c.get("/"), "main form", url.Values{"_do": {"start"}})
	for range 40 {
		step := p.Find("main input[name=_step]").AttrOr("value", "")
		if step == "check" || step == "" {
			break
		}
		p = c.submit(p, form, url.Values{step: said[step]})
	}
	p = c.submit(p, form, url.Values{"_do": {"send"}})
	if w.ref = regexp.MustCompile(`FS-\d\d-[0-9A-Z]{7}`).FindString(p.text("main")); w.ref == "" {
		w.t.Fatalf("sent, the form says %s", p.text("main"))
	}
	id, err := w.Case(w.t.Context(), w.as("desk-9"), w.ref)
	must(w.t, err)
	w.id, w.last = id.ID, "desk-9"
	for label, part := range parts {
		w.note(casefile.Event{ID: label}, casework.OnlineID(w.id, part))
	}
}
