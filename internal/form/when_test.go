package form_test

import (
	"net/url"
	"strings"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

func incident(t *testing.T, v url.Values, c form.Context) (*casefile.IncidentRecorded, calendar.Interval) {
	t.Helper()
	k, _ := casefile.KindOf("IncidentRecorded")
	e, problems := form.Parse(k, v, c, nil)
	if len(problems) > 0 {
		t.Fatalf("%v: %+v", v, problems)
	}
	data, err := k.Decode(e.Data)
	if err != nil {
		t.Fatal(err)
	}
	return data.(*casefile.IncidentRecorded), e.Occurred
}

// Nothing typed twice: how often is taken from the words for when, as far as they
// count it in all.
func TestHowOftenIsTakenFromTheWordsForWhen(t *testing.T) {
	for said, want := range map[string]casefile.Repeats{
		"most Tuesdays since June":          {Words: "most Tuesdays"},
		"a few times a week since Easter":   {Words: "a few times a week"},
		"twice last night":                  {Least: 2, Most: 2, Words: "twice"},
		"more than fifty times since June":  {Least: 51, Words: "more than fifty times"},
		"two or three nights since the 1st": {Least: 2, Words: "two or three nights"},
		"about nine last night":             {},
		"when I got home":                   {},
	} {
		if got, _ := incident(t, url.Values{"occurred-said": {said}}, things()); got.Repeats != want {
			t.Errorf("%s: got %+v, want %+v", said, got.Repeats, want)
		}
	}
	typed := url.Values{"occurred-said": {"twice last night"}, "repeats.words": {"on and off"}}
	if got, _ := incident(t, typed, things()); got.Repeats != (casefile.Repeats{Words: "on and off"}) {
		t.Errorf("what was typed of how often gives way to the words for when: %+v", got.Repeats)
	}
	narrow := things()
	narrow.Only = []string{"what"}
	if got, _ := incident(t, typed, narrow); got.Repeats != (casefile.Repeats{}) {
		t.Errorf("a form that does not ask how often records it: %+v", got.Repeats)
	}
}

// Ambiguous words are asked about and never guessed.
func TestWhichOfSeveralTimesIsMeantIsAskedAndKept(t *testing.T) {
	k, _ := casefile.KindOf("IncidentRecorded")
	v := url.Values{"occurred-said": {"last Tuesday"}} // said on Friday 20 November
	_, page := sent(t, form.Build(k, v, things()))
	var offered []string
	for n := range page.Find(`input[name="occurred-which"]`).Length() {
		offered = append(offered, page.Find(`input[name="occurred-which"]`).Eq(n).AttrOr("value", ""))
	}
	if len(offered) != 4 || page.Find(`input[name="occurred-which"][checked][value!=""]`).Length() > 0 {
		t.Fatalf("offered: %q", offered)
	}
	if line := page.Find(".fs-understood").Text(); !strings.Contains(line, "between Tue 10 and Tue 17 Nov 2026") {
		t.Errorf("understood: %q", line)
	}
	first, last := calendar.Date{Year: 2026, Month: 11, Day: 10}, calendar.Date{Year: 2026, Month: 11, Day: 17}
	for which, want := range map[string]struct {
		from, to calendar.Date
		open     int
	}{"": {first, last, 2}, "any": {first, last, 0}, offered[0]: {last, last, 0}, offered[1]: {first, first, 0}, "friday 13 november 2026": {first, last, 2}} {
		v.Set("occurred-which", which)
		_, when := incident(t, v, things())
		if when.Earliest() != want.from || when.Latest() != want.to || when.Said != "last Tuesday" {
			t.Errorf("which %q: %s", which, when.Words())
		}
		if ways := form.OpenWays(v, things()); len(ways) != want.open {
			t.Errorf("which %q leaves %d to ask about, want %d", which, len(ways), want.open)
		}
	}
	v.Set("occurred-which", offered[1])
	v.Set("occurred-said", "yesterday") // other words than those that were asked about
	if _, when := incident(t, v, things()); when.Earliest() != (calendar.Date{Year: 2026, Month: 11, Day: 19}) {
		t.Errorf("an answer to other words counts: %s", when.Words())
	}
	v.Set("occurred-from-day", "18")
	v.Set("occurred-from-month", "11")
	v.Set("occurred-from-year", "2026")
	if _, asked := sent(t, form.Build(k, v, things())); asked.Find(".fs-understood, input[name=occurred-which]").Length() > 0 {
		t.Error("a day is given, and the words are still asked about")
	}
}

// A time that lies ahead is not asked for by an example from last night.
func TestATimeToComeHasNoExampleFromThePast(t *testing.T) {
	for name, path := range map[string]string{"ReleasePlanned": "release_at", "RespondersSent": "until", "AccessGranted": "until"} {
		k, _ := casefile.KindOf(name)
		c := things()
		c.Only = []string{path}
		html, err := ui.Stack(form.Build(k, form.Values{}, c)).HTML()
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(html), "-until-") && !strings.Contains(string(html), "release_at-") {
			t.Fatalf("%s does not ask when: %s", name, html)
		}
		if words := strings.Contains(string(html), "-said"); words != (name == "ReleasePlanned") {
			t.Errorf("%s takes words for a time: %v", name, words)
		}
		for _, past := range []string{"last night", "may have been", "It fell between"} {
			if strings.Contains(string(html), past) {
				t.Errorf("%s: %q stands under a time to come", name, past)
			}
		}
	}
}
