package form_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/web/ui"
	"foursight/internal/words"
)

var now = time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)

// things is a context in which everything a form may point at exists twice.
func things() form.Context {
	c := form.Context{Words: words.For("en"), Now: now, Timed: true, Choices: map[string][]form.Choice{}}
	for _, r := range []string{"person", "pair", "incident", "check", "assessment", "handover", "proposal", "material",
		"arrest", "bail", "order", "breach", "step", "message", "request", "enquiry", "allegation", "link"} {
		c.Choices[r] = []form.Choice{{Value: r + "1", Label: "First " + r}, {Value: r + "2", Label: "Second " + r}}
	}
	c.Choices["staff"] = []form.Choice{{Value: "u1", Label: "PC Rhian Example"}, {Value: "u2", Label: "DC Dilys Example"}}
	return c
}

// full answers every field of a kind with something.
func full(c form.Context, fields []casefile.Field, v url.Values) {
	for _, f := range fields {
		name := c.Name(f.Path)
		switch {
		case f.Shape == casefile.ShapeGroup && f.Many:
			for i := range 2 {
				for _, g := range f.Fields {
					v.Set(fmt.Sprintf("%s[%d].%s", name, i, g.Name), fmt.Sprintf("%s %d", g.Name, i))
				}
			}
		case f.Shape == casefile.ShapeGroup:
			full(c, f.Fields, v)
		case f.Shape == casefile.ShapeCode && f.Many:
			v[name] = []string{f.Codes[0], f.Codes[len(f.Codes)-1]}
		case f.Shape == casefile.ShapeCode:
			v.Set(name, f.Codes[len(f.Codes)-1])
		case f.Shape == casefile.ShapeBool && f.Answered && len(name)%2 == 0:
			v.Set(name, "s:declined")
		case f.Shape == casefile.ShapeBool:
			v.Set(name, "true")
		case f.Shape == casefile.ShapeInt:
			v.Set(name, "3")
		case f.Shape == casefile.ShapeDate:
			v.Set(name+"-day", "29")
			v.Set(name+"-month", "2")
			v.Set(name+"-year", "2028")
		case f.Shape == casefile.ShapeTime:
			v.Set(name+"-from-day", "18")
			v.Set(name+"-from-month", "11")
			v.Set(name+"-from-year", "2026")
			v.Set(name+"-from-time", "21:40")
		case f.Refers == "staff" && f.Many:
			v.Set(name, "u1\nDC Dilys Example")
		case f.Refers == "staff":
			v.Set(name, "dilys")
		case f.Shape == casefile.ShapeRef:
			v.Set(name, f.Refers+"2")
		case f.Many:
			v.Set(name, "07700 900123\r\n<b>one</b>")
		default:
			v.Set(name, `it's "quoted" <script>alert(1)</script> & more`)
		}
	}
}

// sent is what a browser sends of components as they stand.
func sent(t *testing.T, parts []ui.Component) (url.Values, *goquery.Document) {
	t.Helper()
	var out bytes.Buffer
	if err := ui.Render(&out, ui.Stack(parts)); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	v := url.Values{}
	doc.Find("input[name], textarea[name], select[name]").Each(func(_ int, f *goquery.Selection) {
		name, _ := f.Attr("name")
		value, _ := f.Attr("value")
		kind, _ := f.Attr("type")
		_, checked := f.Attr("checked")
		switch {
		case goquery.NodeName(f) == "textarea":
			value = strings.TrimPrefix(f.Text(), "\n")
		case goquery.NodeName(f) == "select":
			value, _ = f.Find("option[selected]").Attr("value")
		case (kind == "radio" || kind == "checkbox") && !checked:
			return
		}
		v.Add(name, value)
	})
	return v, doc
}

func decoded(t *testing.T, k *casefile.Kind, raw json.RawMessage) any {
	t.Helper()
	data, err := k.Decode(raw)
	if err != nil {
		t.Fatalf("%s: what the form gave does not fit the kind: %v\n%s", k.Name, err, raw)
	}
	return data
}

func TestEveryKindIsAskedAndReadBack(t *testing.T) {
	for _, k := range casefile.Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			c := things()
			typed := url.Values{}
			full(c, k.Fields, typed)
			if k.Occurs == casefile.OccursAt || k.Occurs == casefile.OccursDuring {
				typed.Set("occurred-said", "about nine last night")
			}
			first, problems := form.Parse(k, typed, c, nil)
			if len(problems) > 0 {
				t.Fatalf("a form filled in whole has problems: %+v", problems)
			}
			data := decoded(t, k, first.Data)
			v, err := form.ValuesOf(k, data, c)
			if err != nil {
				t.Fatal(err)
			}
			form.SetTimes(v, c, first.Occurred, first.Known)
			browser, doc := sent(t, form.Build(k, v, c))
			again, problems := form.Parse(k, browser, c, nil)
			if len(problems) > 0 {
				t.Fatalf("the form as shown has problems: %+v", problems)
			}
			if diff := cmp.Diff(data, decoded(t, k, again.Data)); diff != "" {
				t.Errorf("shown and sent again it differs (-recorded +sent):\n%s", diff)
			}
			if diff := cmp.Diff(first.Occurred, again.Occurred); diff != "" {
				t.Errorf("the time differs (-first +again):\n%s", diff)
			}
			if doc.Find("script").Length() > 0 || doc.Find("b").Length() > 0 {
				t.Error("typed text became markup")
			}
			rows, err := form.Describe(k, data, c)
			if err != nil || len(rows) == 0 {
				t.Errorf("described in %d rows, error %v", len(rows), err)
			}
		})
	}
}

func TestAnEmptyFormAsksNothingAndAnswersNothing(t *testing.T) {
	for _, k := range casefile.Kinds() {
		c := things()
		browser, doc := sent(t, form.Build(k, url.Values{}, c))
		if n := doc.Find("[checked]").Length(); n > 0 {
			t.Errorf("%s: %d answers are pre-ticked", k.Name, n)
		}
		e, problems := form.Parse(k, browser, c, nil)
		if len(problems) > 0 || string(e.Data) != "{}" || !e.Empty {
			t.Errorf("%s: an untouched form gives %s with %+v", k.Name, e.Data, problems)
		}
	}
}

// unasked are questions of every shape that no victim or witness is asked.
var unasked = map[string][]string{"RiskAssessed": {"judgement", "tool_grade", "tool", "victim_view_asked"}, "EvidenceAdded": {"marked_for_retention"},
	"ReleasePlanned": {"release_at", "how"}, "SuspectReleased": {"how"}, "BailSet": {"kind"}, "BreachActed": {"action"}, "VictimContacted": {"outcome"}}

func TestNobodyPrefersNotToSayWhatNobodyIsAsked(t *testing.T) {
	declines := func(doc *goquery.Document, path string) string {
		if o := doc.Find(`select[name="` + path + `"] option[value="s:declined"]`); o.Length() > 0 {
			return strings.TrimSpace(o.Text())
		}
		id, _ := doc.Find(`[name="` + path + `"][value="s:declined"], [name="` + path + `-status"][value="declined"]`).Attr("id")
		return strings.TrimSpace(doc.Find(`label[for="` + id + `"]`).Text())
	}
	for kind, paths := range unasked {
		k, _ := casefile.KindOf(kind)
		_, doc := sent(t, form.Build(k, url.Values{}, things()))
		for _, path := range paths {
			if got := declines(doc, path); got != "Not given" {
				t.Errorf("%s %s: to leave it open reads %q", kind, path, got)
			}
		}
	}
	for kind, path := range map[string]string{"ImmediateSafetyRecorded": "safe_now", "IncidentRecorded": "feared_violence", "PersonAdded": "details.name"} {
		k, _ := casefile.KindOf(kind)
		_, doc := sent(t, form.Build(k, url.Values{}, things()))
		if got := declines(doc, path); got != words.For("en").Code("Status", "declined") {
			t.Errorf("%s %s: whoever is asked and declines reads %q", kind, path, got)
		}
	}
}

func TestATimeToComeIsNotAskedAsOnePast(t *testing.T) {
	for kind, past := range map[string]bool{"IncidentRecorded": true, "ReleasePlanned": false, "RespondersSent": false, "AccessGranted": false} {
		k, _ := casefile.KindOf(kind)
		c := things()
		c.Timed = kind == "IncidentRecorded"
		_, doc := sent(t, form.Build(k, url.Values{}, c))
		if got := strings.Contains(doc.Text(), "last night"); got != past {
			t.Errorf("%s: asked as a time past %v, want %v", kind, got, past)
		}
	}
}

func TestEveryBoxHasALabelAndAnIDOfItsOwn(t *testing.T) {
	for _, k := range casefile.Kinds() {
		_, doc := sent(t, form.Build(k, url.Values{}, things()))
		seen := map[string]bool{}
		doc.Find("input:not([type=hidden]), textarea, select").Each(func(_ int, f *goquery.Selection) {
			id, _ := f.Attr("id")
			if id == "" || seen[id] {
				t.Errorf("%s: id %q is missing or used twice", k.Name, id)
			}
			seen[id] = true
			if doc.Find(`label[for="`+id+`"]`).Length() != 1 {
				t.Errorf("%s: %q has no label", k.Name, id)
			}
		})
	}
}

func TestTheOnlyOneToPointAtIsMeant(t *testing.T) {
	k, _ := casefile.KindOf("RiskAssessed")
	c := things()
	c.Choices["pair"] = c.Choices["pair"][:1]
	browser, _ := sent(t, form.Build(k, url.Values{}, c))
	if got := browser.Get("pair"); got != "pair1" {
		t.Errorf("pair %q is chosen; want the only one there is", got)
	}
	c.Free = []string{"pair"}
	if browser, _ = sent(t, form.Build(k, url.Values{}, c)); browser.Get("pair") != "" {
		t.Error("a reference that may stay empty was chosen by itself")
	}
}

func TestTimesAreReadAsWellAsTheyAreKnown(t *testing.T) {
	k, _ := casefile.KindOf("IncidentRecorded")
	day := func(y, m, d int) calendar.Date { return calendar.Date{Year: y, Month: time.Month(m), Day: d} }
	tests := []struct {
		name  string
		typed string
		want  calendar.Interval
	}{
		{"a day", "occurred-from-day=18&occurred-from-month=11&occurred-from-year=2026", calendar.On(day(2026, 11, 18))},
		{"a month by name", "occurred-from-month=june&occurred-from-year=26", calendar.Between(day(2026, 6, 1), day(2026, 6, 30))},
		{"a year", "occurred-from-year=2025", calendar.Between(day(2025, 1, 1), day(2025, 12, 31))},
		{"a day and a time in summer", "occurred-from-day=1&occurred-from-month=7&occurred-from-year=2026&occurred-from-time=9.05pm",
			calendar.At(time.Date(2026, 7, 1, 20, 5, 0, 0, time.UTC))},
		{"two days", "occurred-from-day=1&occurred-from-month=7&occurred-from-year=2026&occurred-to-day=3&occurred-to-month=7&occurred-to-year=2026",
			calendar.Between(day(2026, 7, 1), day(2026, 7, 3))},
		{"nothing", "", calendar.Interval{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v, err := url.ParseQuery(tt.typed)
			if err != nil {
				t.Fatal(err)
			}
			e, problems := form.Parse(k, v, things(), nil)
			if len(problems) > 0 {
				t.Fatalf("problems: %+v", problems)
			}
			if diff := cmp.Diff(tt.want, e.Occurred); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWordsAreReadAsOfWhenTheFormWasOpened(t *testing.T) {
	k, _ := casefile.KindOf("IncidentRecorded")
	v := url.Values{"occurred-said": {"last night"}}
	first, _ := form.Parse(k, v, things(), nil)
	v = url.Values{}
	form.SetTimes(v, things(), first.Occurred, time.Time{})
	later := things()
	later.Now = now.AddDate(0, 0, 5)
	again, problems := form.Parse(k, v, later, nil)
	if len(problems) > 0 || !again.Occurred.From.Equal(first.Occurred.From) || again.Occurred.Said != "last night" {
		t.Errorf("five days on %q is %s (problems %+v); want %s", v.Get("occurred-said"), again.Occurred.Words(), problems, first.Occurred.Words())
	}
}

func TestWordsThatCannotBePlacedAreKeptAndDoNotStopSaving(t *testing.T) {
	k, _ := casefile.KindOf("IncidentRecorded")
	e, problems := form.Parse(k, url.Values{"occurred-said": {"in days of yore"}}, things(), nil)
	if len(problems) > 0 || !e.Occurred.IsZero() || e.Occurred.Said != "in days of yore" || e.Empty {
		t.Errorf("kept as %+v (empty: %v) with problems %+v", e.Occurred, e.Empty, problems)
	}
	sent, _ := casefile.KindOf("RespondersSent")
	if _, problems := form.Parse(sent, url.Values{"until-said": {"till the cows come home"}}, things(), nil); len(problems) != 1 {
		t.Errorf("the end of a view of the case that nobody can place gives %d problems; want 1", len(problems))
	}
}

func TestADecisionHasTwoWaysAndNoThird(t *testing.T) {
	k, _ := casefile.KindOf("ProposalDecided")
	c := things()
	c.Either = map[string]form.Either{"accept": {Yes: "Confirm", No: "Return with a reason"}}
	_, doc := sent(t, form.Build(k, url.Values{}, c))
	if n := doc.Find("input[name=accept]").Length(); n != 2 || !strings.Contains(doc.Text(), "Return with a reason") {
		t.Errorf("%d ways to decide are offered; want 2", n)
	}
	if _, problems := form.Parse(k, url.Values{"accept": {"s:declined"}}, c, nil); len(problems) != 1 {
		t.Errorf("a third answer gives %d problems; want 1", len(problems))
	}
}

func TestEveryProblemIsSaidAtItsField(t *testing.T) {
	k, _ := casefile.KindOf("IncidentRecorded")
	v := url.Values{"pair": {"someone else's"}, "repeats.least": {"lots"}, "unwanted": {"maybe"}, "channel": {"s:shrugged"},
		"occurred-from-day": {"31"}, "occurred-from-month": {"2"}, "occurred-from-year": {"2026"}}
	c := things()
	_, problems := form.Parse(k, v, c, nil)
	got := map[string]bool{}
	for _, p := range problems {
		got[p.Field] = true
	}
	for _, want := range []string{"pair", "repeats.least", "unwanted", "channel", "occurred"} {
		if !got[want] {
			t.Errorf("no problem at %s; got %+v", want, problems)
		}
	}
	c.Problems = problems
	_, doc := sent(t, form.Build(k, v, c))
	for _, p := range problems {
		if doc.Find("#"+c.ID(p.Field)).Length() != 1 {
			t.Errorf("the summary's link for %s leads nowhere", p.Field)
		}
	}
	if n := doc.Find(".govuk-error-message").Length(); n != len(problems) {
		t.Errorf("%d messages beside fields; want %d", n, len(problems))
	}
}

func TestACorrectionKeepsWhatIsHiddenOrWithheld(t *testing.T) {
	k, _ := casefile.KindOf("PersonAdded")
	earlier := json.RawMessage(`{"roles":["victim"],"details":{"name":{"v":"Ada Example"},"phones":["07700 900123"],"born":{"v":"1961-04-12"}}}`)
	c := things()
	c.Withheld = func(f casefile.Field) bool { return f.Class != casefile.ClassCase }
	v := url.Values{"roles": {"victim"}, "details.name": {"Ada Invented"}, "details.phones": {"01632 960000"}}
	e, problems := form.Parse(k, v, c, earlier)
	if len(problems) > 0 {
		t.Fatalf("problems: %+v", problems)
	}
	d := decoded(t, k, e.Data).(*casefile.PersonAdded)
	if d.Details.Name.Value != "Ada Invented" || len(d.Details.Phones) != 1 || d.Details.Phones[0] != "07700 900123" || d.Details.Born.Value.Year != 1961 {
		t.Errorf("corrected to %s", e.Data)
	}
}

func TestACodeSetApartIsOfferedUnderWordsOfItsOwn(t *testing.T) {
	k, _ := casefile.KindOf("AdviceGiven")
	c := things()
	c.Apart = map[string]form.Apart{"codes": {Codes: casefile.CautionedAdvice(), Legend: "Cautioned against"}}
	_, doc := sent(t, form.Build(k, url.Values{}, c))
	ordinary := doc.Find("fieldset").First().Find(`input[name="codes"]`)
	for _, code := range casefile.CautionedAdvice() {
		if ordinary.Filter(`[value="`+code+`"]`).Length() > 0 {
			t.Errorf("%s is offered in the ordinary list", code)
		}
		if doc.Find(`input[name="codes"][value="`+code+`"]`).Length() != 1 {
			t.Errorf("%s cannot be recorded", code)
		}
	}
}

func TestAnswersThatAreNoValueAreKept(t *testing.T) {
	k, _ := casefile.KindOf("PersonAdded")
	v := url.Values{"details.name-status": {"asked_not_known"}, "details.works_for_police": {"s:declined"}, "details.age": {"34"}, "details.age-status": {"disputed"}}
	e, problems := form.Parse(k, v, things(), nil)
	want := `{"details":{"age":{"s":"disputed","v":34},"name":{"s":"asked_not_known"},"works_for_police":{"s":"declined"}}}`
	if len(problems) > 0 || string(e.Data) != want {
		t.Errorf("got %s with %+v\nwant %s", e.Data, problems, want)
	}
	v.Set("details.name", "Ada Example")
	if _, problems = form.Parse(k, v, things(), nil); len(problems) != 1 || problems[0].Field != "details.name" {
		t.Errorf("a value and a reason for none give %+v; want one problem", problems)
	}
}
