package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
)

const askNextPanel = `section[aria-labelledby="ask-title"]`

// unwantedAsked is the question whether an act was unwanted, as the words have it.
const unwantedAsked = "Whether it was unwanted"

// subjects are what one question of a part of a page is open about, each with its link.
func subjects(p shown, within, question string) (words, hrefs []string) {
	q := p.Find(within + " .fs-question").FilterFunction(func(_ int, x *goquery.Selection) bool {
		return strings.TrimSpace(x.ChildrenFiltered(".fs-question__words").First().Text()) == question
	})
	q.Find(".fs-question__one").Each(func(_ int, x *goquery.Selection) {
		words = append(words, strings.Join(strings.Fields(x.Find(".fs-question__words").Text()), " "))
		hrefs = append(hrefs, x.Find("a").AttrOr("href", ""))
	})
	return words, hrefs
}

func TestAQuestionAboutSeveralIncidentsNamesEachOfThem(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	var ids []string
	for n := range maxSubjects + 2 {
		e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"following"}, What: casefile.Text(fmt.Sprintf("He was there, %d.", n))})
		e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 11, Day: 1 + n})
		s.record("responder", r.id, e)
		ids = append(ids, e.ID)
	}
	c := s.signedIn("responder")
	p := c.get("/case/" + r.ref)
	words, hrefs := subjects(p, askNextPanel, unwantedAsked)
	if len(words) != maxSubjects+1 {
		t.Fatalf("%d subjects are named, want %d and the way to the rest: %q", len(words), maxSubjects, words)
	}
	if words[0] != "Sat 7 Nov 2026: Following" || words[4] != "Tue 3 Nov 2026: Following" {
		t.Errorf("the subjects read %q, want date and kind of act, newest first", words)
	}
	for n := range maxSubjects {
		if want := "corrects=" + ids[len(ids)-1-n]; !strings.Contains(hrefs[n], want) {
			t.Errorf("%q leads to %s, want %s", words[n], hrefs[n], want)
		}
		if got := c.get(hrefs[n]).text(".govuk-inset-text"); !strings.Contains(got, words[n]) {
			t.Errorf("%q opens on %q", words[n], got)
		}
	}
	more := p.Find(askNextPanel + " .fs-question__each > li:last-child a").First()
	if got := strings.Join(strings.Fields(more.Text()), " "); got != "and 2 more: "+unwantedAsked {
		t.Errorf("the way to the rest reads %q", got)
	}
	all := c.get(more.AttrOr("href", ""))
	if words, hrefs := subjects(all, "main", unwantedAsked); len(words) != len(ids) || !strings.Contains(hrefs[len(ids)-1], ids[0]) {
		t.Errorf("where all are named there are %d of %d: %q", len(words), len(ids), words)
	}
}

func TestIncidentsThatReadAlikeAreToldApartByTheirWords(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	for _, what := range []string{"He rang.", "He rang off."} {
		e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"following"}, What: casefile.Text(what)})
		e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 11, Day: 2})
		s.record("responder", r.id, e)
	}
	words, _ := subjects(s.signedIn("responder").get("/case/"+r.ref+"/ask"), "main", unwantedAsked)
	if len(words) != 2 || words[0] == words[1] || !strings.Contains(words[0]+words[1], "“He rang off.”") {
		t.Errorf("the subjects read %q", words)
	}
}

func TestWhatIsNotKnownOfAPersonIsAskedOnce(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	p := s.signedIn("responder").get("/case/" + r.ref + "/ask")
	ways := map[string][]string{}
	p.Find(".fs-question__do").Each(func(_ int, a *goquery.Selection) {
		words := strings.Join(strings.Fields(a.Text()), " ")
		if strings.Contains(words, " age") {
			ways[a.AttrOr("href", "")] = append(ways[a.AttrOr("href", "")], words)
		}
	})
	if len(ways) != 2 {
		t.Errorf("the ages of two people are asked by %v", ways)
	}
	for href, words := range ways {
		if len(words) != 1 {
			t.Errorf("%s is asked as %q", href, words)
		}
	}
}

func TestAQuestionAboutOneIncidentSaysWhich(t *testing.T) {
	s := newSite(t)
	r := s.report("responder", "Ffion Invented")
	e := s.event("IncidentRecorded", casefile.IncidentRecorded{Pair: casefile.PairID(r.pair), Behaviours: []casefile.Behaviour{"following"}})
	e.Occurred = calendar.On(calendar.Date{Year: 2026, Month: 11, Day: 2})
	s.record("responder", r.id, e)
	c := s.signedIn("responder")
	if got := c.get("/case/" + r.ref + "/ask").text("main"); !strings.Contains(got, unwantedAsked+" (Mon 2 Nov 2026: Following)") {
		t.Errorf("the page does not say which incident: %s", got)
	}
	if got := c.get("/case/" + r.ref + "/record/ClassificationDecided").text("main"); !strings.Contains(got, "Mon 2 Nov 2026: Following") {
		t.Errorf("the form does not say which incident is not known of: %s", got)
	}
	s.now = s.now.Add(10 * time.Minute)
	then := c.get("/case/" + r.ref + "/ask?as-known=2026-11-20T14:05")
	if !strings.Contains(then.text("main"), unwantedAsked) || then.Find(`a[href*="/record/"]`).Length() > 0 {
		t.Errorf("as known then, %d ways to record something: %s", then.Find(`a[href*="/record/"]`).Length(), then.text("main"))
	}
}
