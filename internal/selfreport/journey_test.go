package selfreport

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/words"
)

// forAnother is an answer to each question that is asked of somebody who writes for
// another person.
var forAnother = with(everything, url.Values{"who": {"other"}, "me": {"Olwen Invented"}, "them": {"Tamsin Invented"}, "their_age": {"15"}, "how": {"email"}, "email": {"olwen@example.org"}})

func with(say, more url.Values) url.Values {
	out := maps.Clone(say)
	maps.Copy(out, more)
	return out
}

// journey is the pages that somebody is asked, in order, from the first to the check.
func (b *browser) journey(say url.Values) []string {
	b.t.Helper()
	var pages []string
	for b.begin(); b.at() != atCheck && len(pages) < 2*len(steps); {
		if b.at() != atDanger {
			pages = append(pages, b.at())
		}
		b.answer(url.Values{b.at(): say[b.at()]}, "")
	}
	return pages
}

func TestEachPageAsksOneThingAndNothingThatDoesNotFollow(t *testing.T) {
	first := []string{"who", "safe", "account", "acts", "last", "often", "effect", "known"}
	for name, c := range map[string]struct {
		say  url.Values
		rest string
	}{
		"one known, by phone":         {url.Values{"known": {"yes"}, "how": {"phone"}}, "name relation traces police me age how number times message withheld sees help"},
		"nobody known, by e-mail":     {url.Values{"known": {"no"}, "how": {"email"}}, "traces police me age how email times sees help"},
		"by text":                     {url.Values{"how": {"text"}}, "traces police me age how number times sees help"},
		"through somebody":            {url.Values{"how": {"through_trusted_person"}}, "traces police me age how trusted times message sees help"},
		"who would rather call":       {url.Values{"how": {"none"}}, "traces police me age how help"},
		"who leaves out everything":   {nil, "traces police me age how"},
		"police, for somebody else":   {url.Values{"who": {"other"}, "police": {"yes"}, "safe": {"no"}}, "traces police keep me them their_age how"},
		"perhaps known, perhaps ours": {url.Values{"known": {"unsure"}, "police": {"unsure"}}, "name relation traces police me age how"},
	} {
		b := serve(t, Options{}).browser()
		if got, want := b.journey(c.say), append(slices.Clone(first), strings.Fields(c.rest)...); !slices.Equal(got, want) {
			t.Errorf("%s: asked %v, want %v", name, got, want)
		}
	}
	for _, say := range []url.Values{everything, forAnother} {
		b := serve(t, Options{}).browser().begin()
		for b.at() != atCheck {
			asked := map[string]bool{}
			b.shown.Find("form [name]:not([type=hidden]):not(button)").Each(func(_ int, f *goquery.Selection) { asked[f.AttrOr("name", "")] = true })
			if len(asked) != 1 || !asked[b.at()] || b.shown.Find("h1").Length() != 1 || b.shown.Find(".govuk-js-exit-this-page-button").Length() != 1 {
				t.Errorf("page %s asks %v", b.at(), asked)
			}
			b.answer(url.Values{b.at(): say[b.at()]}, "")
		}
	}
}

// A question of one page that a neighbour asks again would not be one thing; an answer
// that is lost on the way back would be asked for twice.
func TestWhoGoesBackFindsEveryAnswer(t *testing.T) {
	for who, say := range map[string]url.Values{"themselves": everything, "another": forAnother} {
		b := serve(t, Options{}).browser().begin().fill(say)
		n := 0
		for b.answer(nil, "back"); b.at() != ""; b.answer(nil, "back") {
			n++
			got := b.fields()[b.at()]
			if want := say[b.at()]; strings.Join(got, "|") != strings.ReplaceAll(strings.Join(want, "|"), "\r\n", "\n") && b.shown.Find("[type=checkbox]").Length() == 0 {
				t.Errorf("for %s: page %s holds %q, want %q", who, b.at(), got, want)
			}
			if b.at() == "acts" && len(got) != 2 {
				t.Errorf("for %s: of the boxes %q are left", who, got)
			}
		}
		if n < 19 {
			t.Errorf("for %s: %d pages lie before the check", who, n)
		}
	}
}

// Each answer stands on the check under its question and can be changed from there.
func TestTheCheckIsCompleteAndEachAnswerCanBeChanged(t *testing.T) {
	for who, say := range map[string]url.Values{"themselves": everything, "another": forAnother} {
		say := with(say, url.Values{"acts": {"messages", "following"}}) // as the page lists them
		p := serve(t, Options{})
		b := p.browser().begin().fill(say)
		check := b.shown
		rows := check.Find(".govuk-summary-list__row")
		asked := b.journey(say)
		if rows.Length() != len(asked) || strings.Contains(rows.Text(), "Not answered") {
			t.Errorf("for %s: %d lines of %d questions: %s", who, rows.Length(), len(asked), check.text("dl"))
		}
		for n, name := range asked {
			b.shown = check
			b.answer(nil, rows.Eq(n).Find("button").AttrOr("value", ""))
			if b.at() != name || b.shown.text("h1") != strings.TrimSpace(rows.Eq(n).Find("dt").Text()) {
				t.Errorf("for %s: Change beside %q leads to %s", who, rows.Eq(n).Find("dt").Text(), b.at())
			}
			if b.answer(nil, ""); b.at() != atCheck || b.shown.text("dl") != check.text("dl") {
				t.Errorf("for %s: from %s, with nothing changed, to %q", who, name, b.at())
			}
		}
	}
}

// Whoever reports for another names both, each on a page of their own.
func TestWhoReportsForAnotherNamesBothApart(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(forAnother)
	for asks, said := range map[string]string{"What is your name?": "Olwen Invented", "What is the name of the person it is happening to?": "Tamsin Invented", "How old are they?": "15"} {
		found := b.shown.Find(".govuk-summary-list__row").FilterFunction(func(_ int, r *goquery.Selection) bool { return strings.TrimSpace(r.Find("dt").Text()) == asks })
		if !strings.Contains(found.Text(), said) {
			t.Errorf("%q: %s", asks, found.Text())
		}
	}
	b.answer(nil, "send")
	var people []string
	for _, e := range p.desk.reports[0].Events {
		if d := (casefile.PersonAdded{}); e.Kind == "PersonAdded" {
			must(t, json.Unmarshal(e.Data, &d))
			people = append(people, fmt.Sprintf("%s %v", d.Details.Name.Value, d.Roles))
		}
	}
	if want := []string{"Olwen Invented [reporter]", "Tamsin Invented [victim]", "Steven Madeup [suspect]"}; !slices.Equal(people, want) {
		t.Errorf("sent %q, want %q", people, want)
	}
}

// A change after the check asks all that it raises, and asks again what is now about
// somebody else; what was said of the first is not said of the second.
func TestAChangeAsksEverythingItRaises(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(with(everything, url.Values{"known": {"no"}}))
	change := func(page string, say url.Values) (asked []string) {
		t.Helper()
		b.answer(nil, "change:"+page)
		for b.answer(url.Values{page: say[page]}, ""); b.at() != atCheck && len(asked) < len(steps); b.answer(url.Values{asked[len(asked)-1]: say[asked[len(asked)-1]]}, "") {
			asked = append(asked, b.at())
		}
		return asked
	}
	if got := change("known", everything); !slices.Equal(got, []string{"name", "relation"}) {
		t.Errorf("who is known raises %v", got)
	}
	if got := change("how", forAnother); !slices.Equal(got, []string{"email"}) || strings.Contains(b.shown.text("dl"), "07700 900321") {
		t.Errorf("another way to be reached raises %v: %s", got, b.shown.text("dl"))
	}
	if got := change("how", everything); len(got) > 0 || !strings.Contains(b.shown.text("dl"), "07700 900321") {
		t.Errorf("the first way again raises %v: %s", got, b.shown.text("dl"))
	}
	b.answer(nil, "change:who")
	if b.answer(url.Values{"who": {"other"}}, ""); b.at() != "safe" || b.shown.text("h1") != "Are they safe right now?" || b.fields().Get("safe") != "unsure" {
		t.Errorf("writing for somebody else leads to %q, %q, %q", b.at(), b.shown.text("h1"), b.fields().Get("safe"))
	}
	if b.answer(nil, "back"); b.at() != "who" {
		t.Errorf("back leads to %q", b.at())
	}
	var asked []string
	for b.answer(nil, ""); b.at() != atCheck; b.answer(nil, "") {
		asked = append(asked, b.at())
	}
	if !slices.Equal(asked, []string{"safe", "effect", "relation", "them", "their_age"}) {
		t.Errorf("and on to %v", asked)
	}
	b.answer(nil, "send")
	for _, e := range p.desk.reports[0].Events {
		if strings.Contains(string(e.Data), `"age"`) {
			t.Errorf("the sender's age is somebody's: %s", e.Data)
		}
	}
}

func TestAWrongAnswerLeftByBackIsNotSent(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(everything)
	b.answer(nil, "change:age")
	b.answer(url.Values{"age": {"old"}}, "back")
	if b.answer(nil, ""); b.at() != atCheck {
		t.Fatalf("after Back and on: %q", b.at())
	}
	if got := b.answer(nil, "send"); got.status != http.StatusUnprocessableEntity || b.at() != "age" || len(p.desk.reports) > 0 {
		t.Fatalf("sent with a wrong age: %d at %q, %d reports", got.status, b.at(), len(p.desk.reports))
	}
	if b.answer(url.Values{"age": {"34"}}, ""); b.at() != atCheck || b.answer(nil, "send").status != http.StatusOK {
		t.Errorf("put right: %d: %s", b.shown.status, b.shown.text("main"))
	}
}

// A page asked by the version of yesterday loses nothing that today's still asks.
func TestAPageOfAnEarlierVersionIsKept(t *testing.T) {
	b := serve(t, Options{}).browser().begin().fill(nil)
	page := b.fields()
	page.Del(fieldDo)
	page[fieldStep], page["me"], page["last"] = []string{"names"}, []string{"Olwen Invented"}, []string{"last night"}
	got := b.send("POST", "/report", page, nil)
	if b.at() != atCheck || !strings.Contains(got.text("dl"), "Olwen Invented") || !strings.Contains(got.text("dl"), "last night") {
		t.Errorf("%d at %q: %s", got.status, b.at(), got.text("main"))
	}
}

// "Last night" is the night before it was typed, also where the page is passed again
// the day after.
func TestWordsForWhenAreReadAsTheyWereTyped(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin().fill(url.Values{"last": {"last night"}})
	p.now = p.now.Add(14 * time.Hour)
	for _, page := range []string{"last", "often"} {
		b.answer(nil, "change:"+page)
		b.answer(nil, "")
	}
	b.answer(nil, "send")
	for _, e := range p.desk.reports[0].Events {
		if e.Kind == "IncidentRecorded" && e.Occurred.From.Day() != 19 {
			t.Errorf("it happened from %v", e.Occurred.From)
		}
	}
}

// The words of the form have one home, where the tests of plain words read them: no
// page says anything that is not there.
func TestNoPageSaysWhatTheWordsDoNotHold(t *testing.T) {
	says := words.For("en").SelfReport()
	var all []string
	texts(reflect.ValueOf(says), &all)
	var held []*regexp.Regexp
	for _, s := range all {
		held = append(held, regexp.MustCompile(`^`+regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(regexp.QuoteMeta(s), `.+`)+`$`))
	}
	known := func(s string) bool {
		return s == "" || slices.ContainsFunc(held, func(r *regexp.Regexp) bool { return r.MatchString(s) })
	}
	look := func(where string, p shown) {
		t.Helper()
		main := p.Find("main").Clone()
		main.Find(".govuk-exit-this-page, .govuk-summary-list__value, .govuk-warning-text__icon, .govuk-visually-hidden, .govuk-error-summary__title, strong.fs-nowrap, br, textarea").Remove()
		main.Find("*").Contents().Each(func(_ int, n *goquery.Selection) {
			if s := strings.Join(strings.Fields(n.Text()), " "); goquery.NodeName(n) == "#text" && !known(s) {
				t.Errorf("%s says %q", where, s)
			}
		})
	}
	for _, say := range []url.Values{with(everything, url.Values{"safe": {"no"}, "police": {"yes"}}), forAnother, {"how": {"through_trusted_person"}}} {
		p := serve(t, Options{Pace: Pace{Reports: 1}})
		b := p.browser()
		look("the start", b.send("GET", "/", nil, nil))
		for b.begin(); b.at() != atCheck; b.answer(url.Values{b.at(): say[b.at()]}, "") {
			look(b.at(), b.shown)
		}
		check, age := b.shown, "age"
		if look("the check", check); say.Get("who") == "other" {
			age = "their_age"
		}
		b.answer(nil, "change:"+age)
		if look("a wrong age", b.answer(url.Values{age: {"old"}}, "")); b.shown.status != http.StatusUnprocessableEntity {
			t.Errorf("a wrong age is taken: %s", b.shown.text("main"))
		}
		b.shown = check
		look("the end", b.answer(nil, "send"))
		look("a closed form", b.answer(nil, "send"))
		look("nowhere", b.send("GET", "/nowhere", nil, nil))
		look("from elsewhere", b.send("POST", "/report", nil, http.Header{"Sec-Fetch-Site": {"cross-site"}}))
		b.begin().fill(say)
		look("too many reports", b.answer(nil, "send"))
	}
}

func texts(v reflect.Value, out *[]string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			texts(v.Field(i), out)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			texts(v.MapIndex(key), out)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), out)
		}
	default:
		*out = append(*out, v.String())
	}
}

func TestAFormWithoutAllItsWordsDoesNotStart(t *testing.T) {
	if err := worded(words.For("en").SelfReport()); err != nil {
		t.Fatal(err)
	}
	for what, spoil := range map[string]func(*words.SelfReport){
		"a page without words":   func(s *words.SelfReport) { delete(s.Pages, "often") },
		"words of no page":       func(s *words.SelfReport) { s.Pages["when"] = words.FormAsk{Asks: "When?"} },
		"a choice without words": func(s *words.SelfReport) { delete(s.Answers, "unsure") },
		"words of no choice":     func(s *words.SelfReport) { s.Pages["who"] = s.Pages["relation"] },
	} {
		says := words.For("en").SelfReport()
		says.Pages, says.Answers = maps.Clone(says.Pages), maps.Clone(says.Answers)
		if spoil(&says); worded(says) == nil {
			t.Errorf("%s passes", what)
		}
	}
}

// Every question can be declined, which is not the same as passing it over: the check
// says so, the police are told so, and it can be answered after all.
func TestEveryQuestionCanBeDeclined(t *testing.T) {
	p := serve(t, Options{})
	b := p.browser().begin()
	for range len(steps) {
		if b.at() == atCheck {
			break
		}
		switch b.at() {
		case "last":
			b.answer(nil, doRather)
		case "acts":
			b.answer(url.Values{"acts": {"following"}}, "")
		case "how":
			b.answer(url.Values{"how": {"phone"}}, "")
		case "effect":
			b.answer(nil, "") // passed over
		case "times": // typed, and then taken back by the button
			b.answer(url.Values{"times": {"after nine"}}, doRather)
		default:
			b.answer(nil, doRather)
		}
	}
	list := b.shown.text(".govuk-summary-list")
	if strings.Count(list, "You would rather not say.") < 10 || strings.Count(list, "Not answered") != 1 || strings.Contains(list, "after nine") {
		t.Errorf("the check says %s", list)
	}
	b.answer(nil, "change:me")
	b.answer(url.Values{"me": {"Tamsin Invented"}}, "")
	if got := b.answer(nil, "send"); got.status != http.StatusOK || len(p.desk.reports) != 1 {
		t.Fatalf("%d: %s", got.status, got.text("main"))
	}
	r := p.desk.reports[0]
	said := map[string]string{}
	for _, e := range r.Events {
		said[e.Kind] += string(e.Data)
	}
	for kind, want := range map[string]string{"ImmediateSafetyRecorded": `"safe_now":{"s":"declined"}`, "AccountRecorded": `"not_given":"declined"`, "IncidentRecorded": `"when_not_said":"declined"`,
		"SafeContactRecorded": `"times":{"s":"declined"}`, "PersonAdded": `"age":{"s":"declined"}`} {
		if !strings.Contains(said[kind], want) {
			t.Errorf("%s says %s, want %s", kind, said[kind], want)
		}
	}
	if r.Police.Status != fact.Declined || !strings.Contains(said["SafeContactRecorded"], `"number":{"s":"declined"}`) || !strings.Contains(said["PersonAdded"], `"name":{"v":"Tamsin Invented"}`) {
		t.Errorf("police %v; %s", r.Police, said)
	}
	for _, asks := range []string{p.form.says.Pages["often"].Asks, p.form.says.Pages["traces"].Asks} {
		if !strings.Contains(said["AccountRecorded"], asks) {
			t.Errorf("that they would rather not say %q is nowhere: %s", asks, said["AccountRecorded"])
		}
	}
	if strings.Contains(said["AccountRecorded"], p.form.says.Pages["effect"].Asks) {
		t.Error("what was passed over looks declined")
	}
}
