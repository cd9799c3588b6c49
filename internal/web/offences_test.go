package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/offence"
)

// conductCase is a case with acts that bear on several offences.
func conductCase(s *site) (r reported, c *client, acts []casefile.Event) {
	s.t.Helper()
	r, c = owned(s)
	pair := casefile.PairID(r.pair)
	act := func(day string, d casefile.IncidentRecorded) {
		d.Pair = pair
		e := s.event("IncidentRecorded", d)
		e.Occurred = calendar.On(londonDay(s.t, day))
		acts = append(acts, e)
	}
	act("2026-10-01", casefile.IncidentRecorded{Behaviours: []casefile.Behaviour{"messages", "threat_kill"}, Channel: fact.Of(casefile.ChanText), Unwanted: fact.Of(true), Fear: fact.Of(true), What: "I know where you park."})
	act("2026-10-09", casefile.IncidentRecorded{Behaviours: []casefile.Behaviour{"following"}, Unwanted: fact.Of(true)})
	act("2026-10-10", casefile.IncidentRecorded{Behaviours: []casefile.Behaviour{"sexual_comments"}, InPublic: fact.Of(true)})
	s.record("detective", r.id, append(acts, s.event("ImpactRecorded", casefile.ImpactRecorded{Pair: pair, Alarm: fact.Of(true), FearTwice: fact.Of(false)}))...)
	return r, c, acts
}

// card is one offence on the page.
func (p shown) card(name string) *goquery.Selection {
	return p.Find(".fs-offence").FilterFunction(func(_ int, x *goquery.Selection) bool { return x.Find("h3").First().Text() == name })
}

func flat(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

func TestEachOffenceStandsBesideWhatIsRecorded(t *testing.T) {
	s := newSite(t)
	r, c, acts := conductCase(s)
	p := c.get("/case/" + r.ref + "/offences")
	if p.status != http.StatusOK {
		t.Fatalf("answers %d", p.status)
	}
	table := slices.DeleteFunc(slices.Clone(offence.EnglandWales().Offences), func(o offence.Option) bool { return !o.Until.IsZero() })
	if n := p.Find(".fs-offence").Length(); n != len(table) {
		t.Errorf("%d offences are shown, the table has %d that are law now", n, len(table))
	}
	// No day that nobody has confirmed is shown as if it were certain.
	for _, o := range table {
		card := flat(p.card(o.Name))
		if unsure := o.From.Unverified; unsure != strings.Contains(card, "Acts from "+o.From.On.Long()+" (day not confirmed)") {
			t.Errorf("%s, whose first day is unverified %t, says %q", o.Name, unsure, card)
		}
	}
	for name, want := range map[string][]string{
		"Stalking":                                            {"PHA 1997 s2A", "Two or more acts that belong together: something recorded for it, not all known", "Magistrates’ court only.", "last day Saturday 10 April 2027", "They know, or ought to know, that it is harassment: not known yet"},
		"Stalking involving fear of violence":                 {"up to 10 years for acts from Monday 3 April 2017 (day not confirmed)", "Acts from Sunday 25 November 2012 (day not confirmed)", "No six-month limit", "recorded for it and against it", "The victim has not feared violence on two occasions"},
		"Malicious communication":                             {"Sent by phone or online", "not confirmed by a lawyer yet", "distress or anxiety was the purpose"},
		"Harassment":                                          {"former partner", "force crime registrar"},
		"Harassment because of sex":                           {"Acts from Wednesday 1 April 2026", "because of the victim's sex"},
		"Threatening communication":                           {"Threats recorded", "What exactly was threatened?"},
		"Breach of another order":                             {"bail before charge is no offence"},
		"Harassing somebody in their home":                    {"CJPA 2001 s42A", "not confirmed by a lawyer yet"},
		"Failing to notify under a stalking protection order": {"SPA 2019 s11"},
	} {
		card := p.card(name)
		if card.Length() != 1 {
			t.Errorf("%d cards for %q", card.Length(), name)
			continue
		}
		for _, w := range want {
			if got := flat(card); !strings.Contains(got, w) {
				t.Errorf("%s does not say %q: %s", name, w, got)
			}
		}
	}
	if n := strings.Count(p.text("main"), "These messages are part of a course of conduct"); n != 1 {
		t.Errorf("that the messages are part of a course of conduct is said %d times", n)
	}
	link := p.card("Threatening communication").Find(`a[href="/case/` + r.ref + "/entry/" + acts[0].ID + `"]`)
	if link.Length() == 0 || !strings.Contains(link.First().Text(), "1 Oct 2026") {
		t.Errorf("the threat does not lead to its entry: %q", link.Text())
	}
	others := p.Find(".fs-offences__others")
	if _, open := others.Attr("open"); open || others.Find(".fs-offence").Length() == 0 || !strings.Contains(flat(others.Find("summary").First()), "does not rule them out") {
		t.Errorf("what nothing bears on stands as %q", flat(others.Find("summary").First()))
	}
	if got := p.text("main"); strings.Contains(got, "I know where you park") || strings.Contains(strings.ToLower(got), "made out") {
		t.Error("it shows what was said, or decides")
	}
	if n := p.Find(`a[href*="corrects=` + acts[2].ID + `"]`).Length(); n == 0 {
		t.Error("what is not known of an act does not lead to it")
	}
}

func TestTheOffencesLeadToFormsThatAreFilledIn(t *testing.T) {
	s := newSite(t)
	r, c, _ := conductCase(s)
	if n := c.get("/case/" + r.ref).Find(`main a[href="/case/` + r.ref + `/offences"]`).Length(); n == 0 {
		t.Error("no question on the case leads to its offences")
	}
	p := c.get("/case/" + r.ref + "/offences")
	href := p.card("Stalking").Find(`a[href*="/record/OffenceRecorded"]`).AttrOr("href", "")
	form := c.get(href)
	if got := form.Find(`select[name="offence"] option[selected]`).AttrOr("value", ""); got != "pha_s2a" || form.Find(`input[name="pair"][value="`+r.pair+`"][checked]`).Length() != 1 {
		t.Fatalf("%s offers %q", href, got)
	}
	if form.Find(`form a[href="/case/`+r.ref+`/offences"]`).Length() != 1 {
		t.Error("the form that records a crime does not lead back to what each offence needs")
	}
	if got := c.submit(form, entryFormSelector, url.Values{"crime_reference": {"CR/1/26"}}); got.status != http.StatusOK {
		t.Fatalf("saving answers %d: %s", got.status, got.text(".govuk-error-summary"))
	}
	p = c.get("/case/" + r.ref + "/offences")
	if got := p.text(`section[aria-labelledby^="crimes-"]`); !strings.Contains(got, "Stalking (section 2A)") || !strings.Contains(got, "DC Dilys Example") {
		t.Errorf("crimes recorded are %q", got)
	}
	if _, open := p.card("Stalking").Find("details").Attr("open"); !open {
		t.Error("the offence recorded is folded away")
	}
	hostility := p.Find(`section[aria-labelledby^="hostility-"]`)
	if !strings.Contains(flat(hostility), "Not asked yet") || hostility.Find(`a[href="/case/`+r.ref+`/record/HostilityConsidered?pair=`+r.pair+`"]`).Length() != 1 {
		t.Errorf("of hostility it says %q", flat(hostility))
	}
	s.record("detective", r.id, s.event("HostilityConsidered", casefile.HostilityConsidered{Pair: casefile.PairID(r.pair), Strands: []casefile.Strand{"race"}}))
	p = c.get("/case/" + r.ref + "/offences")
	if got := flat(p.Find(`section[aria-labelledby^="hostility-"]`)); !strings.Contains(got, "about race") || !strings.Contains(got, "anything else is not known") {
		t.Errorf("of hostility about race it says %q", got)
	}
	if p.card("Racially or religiously aggravated harassment or stalking").ParentsFiltered("details").Length() != 0 {
		t.Error("the aggravated offence is folded away though hostility about race is recorded")
	}
}

func TestOffencesOfAnEarlierMomentRecordNothing(t *testing.T) {
	s := newSite(t)
	r, _, _ := conductCase(s)
	s.now = s.now.AddDate(0, 0, 2)
	c := s.signedIn("detective")
	p := c.get("/case/" + r.ref + "/offences?as-known=2026-11-21T09:00")
	if p.status != http.StatusOK || p.Find(`a[href*="/record/"]`).Length() != 0 || p.Find(".fs-offence").Length() == 0 {
		t.Errorf("answers %d with %d ways to record", p.status, p.Find(`a[href*="/record/"]`).Length())
	}
	before := c.get("/case/" + r.ref + "/offences?as-known=2026-11-20T13:00")
	if before.status == http.StatusOK {
		t.Error("a case that was not known yet is shown")
	}
}

func TestSeveralPairsEachHaveTheirOffences(t *testing.T) {
	s := newSite(t)
	r, c, _ := conductCase(s)
	v := s.event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.SecondaryVictim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Gwen Sample"))}})
	pair := s.event("PairRecorded", casefile.PairRecorded{Victim: casefile.PersonID(v.ID), Actor: casefile.PersonID(r.actor)})
	s.record("detective", r.id, v, pair)
	p := c.get("/case/" + r.ref + "/offences")
	heads := p.Find(".fs-offences > h2.govuk-heading-l").Map(func(_ int, x *goquery.Selection) string { return x.Text() })
	if want := []string{"Steven Madeup’s conduct towards Ffion Invented", "Steven Madeup’s conduct towards Gwen Sample"}; !slices.Equal(heads, want) {
		t.Errorf("the page is headed %q", heads)
	}
	second := p.Find(".fs-offences").Eq(1)
	if second.Find(".fs-offences > .fs-offence").Length() != 0 || !strings.Contains(flat(second), "Nothing is recorded for any offence yet") {
		t.Error("conduct towards one victim is shown as conduct towards another")
	}
	ids := map[string]bool{}
	p.Find("[id]").Each(func(_ int, x *goquery.Selection) {
		if ids[x.AttrOr("id", "")] {
			t.Errorf("the id %q stands twice", x.AttrOr("id", ""))
		}
		ids[x.AttrOr("id", "")] = true
	})
}

func TestTheOffencesPageIsCleanAtBothWidthsWithoutScript(t *testing.T) {
	s := newSite(t)
	r, _, _ := conductCase(s)
	s.record("detective", r.id, s.event("OffenceRecorded", casefile.OffenceRecorded{Pair: casefile.PairID(r.pair), Offence: fact.Of(casefile.Offence("pha_s4a_fear"))}))
	base := s.plain()
	for _, w := range widths {
		p := s.inBrowser(base, w.width, w.height, "detective")
		if status := p.Open(base + "/case/" + r.ref + "/offences"); status != http.StatusOK {
			t.Fatalf("answers %d", status)
		}
		p.Axe(t)
		p.JSOff()
		if status := p.Open(base + "/case/" + r.ref + "/offences"); status != http.StatusOK {
			t.Fatalf("without script it answers %d", status)
		}
		if got := p.Text("main"); !strings.Contains(got, "Offences for which something is recorded") {
			t.Errorf("without script it says %q", got)
		}
		for _, o := range p.HorizontalScroll() {
			t.Errorf("offences at %d px: %s", w.width, o)
		}
		p.Screenshot(fmt.Sprintf("offences-%d", w.width))
	}
}
