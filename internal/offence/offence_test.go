package offence

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/fact"
)

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// act is an incident on a day, unwanted unless changed.
func act(t *testing.T, id, on string, behaviours ...casefile.Behaviour) casefile.Incident {
	t.Helper()
	x := casefile.Incident{Act: casefile.Act{ID: id}, Behaviours: behaviours}
	if on != "" {
		x.Occurred = calendar.On(day(t, on))
	}
	x.Unwanted.Put(fact.Of(true), id)
	return x
}

// pairOf is a case of one pair with these acts.
func pairOf(acts ...casefile.Incident) (*casefile.Case, *casefile.Pair) {
	c := &casefile.Case{Pairs: []casefile.Pair{{Act: casefile.Act{ID: "p1"}, ActorID: "s", VictimID: "v"}}}
	c.Pairs[0].Incidents.Items = acts
	return c, &c.Pairs[0]
}

func viewOf(t *testing.T, c *casefile.Case, p *casefile.Pair, id string) View {
	t.Helper()
	for _, v := range EnglandWales().Weigh(c, p) {
		if v.ID() == id {
			return v
		}
	}
	t.Fatalf("no offence %q", id)
	return View{}
}

func (v View) element(t *testing.T, key string) Weighed {
	t.Helper()
	i := slices.IndexFunc(v.Elements, func(e Weighed) bool { return e.Key == key })
	if i < 0 {
		t.Fatalf("%s has no element %q", v.ID(), key)
	}
	return v.Elements[i]
}

// says lists points as "what: acts".
func says(points []Point) []string {
	var out []string
	for _, pt := range points {
		out = append(out, strings.TrimSuffix(pt.Says+": "+strings.Join(pt.Acts, " "), ": "))
	}
	return out
}

func asks(list []Question) []string {
	var out []string
	for _, q := range list {
		out = append(out, strings.TrimPrefix(q.Path, "pairs[p1].")+q.Words)
	}
	return out
}

func wantLines(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("%s is %q; want among it %q", what, got, w)
		}
	}
}

func TestTheTableHoldsEveryOffenceThatIsRecorded(t *testing.T) {
	have := map[casefile.Offence]bool{}
	for _, o := range EnglandWales().Offences {
		have[o.Code] = true
	}
	// Damage, burglary, assault and whatever else is recorded beside a course of conduct; what they
	// need is no matter of this guidance.
	beside := []string{"criminal_damage", "burglary", "assault", "other"}
	for _, code := range casefile.Offence("").Codes() {
		if !have[casefile.Offence(code)] && !slices.Contains(beside, code) {
			t.Errorf("%s can be recorded, and what it needs is not in the table", code)
		}
	}
}

func TestSentencesOfTheTableAreShort(t *testing.T) {
	l := EnglandWales()
	short := func(where, text string) {
		for s := range strings.SplitSeq(text, ". ") {
			if n := len(strings.Fields(s)); n > 25 {
				t.Errorf("%s: %d words in %q", where, n, s)
			}
		}
	}
	for key, e := range l.Elements {
		short(key, e.Is)
		short(key, e.Note)
		short(key, e.Question)
		for _, f := range e.Facts {
			short(key, f.Yes)
			short(key, f.No)
		}
	}
	for key, n := range l.Notes {
		short(key, n.Say)
	}
	for _, o := range l.Offences {
		short(o.ID(), o.Defence)
	}
}

func TestNothingRecordedIsAQuestionAndNeverANo(t *testing.T) {
	c, p := pairOf()
	for _, v := range EnglandWales().Weigh(c, p) {
		missing := 0
		for _, e := range v.Elements {
			if len(e.Against) > 0 || len(e.For) > 0 {
				t.Errorf("%s, %s: with nothing recorded, for %q and against %q", v.ID(), e.Key, says(e.For), says(e.Against))
			}
			missing += len(e.Missing)
		}
		if missing == 0 || v.Points || !v.LastDay.IsZero() {
			t.Errorf("%s: %d questions, points %t, limit %s", v.ID(), missing, v.Points, v.LastDay)
		}
	}
}

func TestStalkingSetsOutItsFourNeeds(t *testing.T) {
	watched, silent, kind := act(t, "a1", "2026-10-01", "watching", "gifts"), act(t, "a2", "2026-10-05"), act(t, "a3", "2026-10-06", "following")
	kind.Unwanted.Put(fact.Of(false), "a3")
	silent.Unwanted = fact.Fact[bool]{}
	c, p := pairOf(watched, silent, kind)
	p.Told = []casefile.Telling{{Act: casefile.Act{ID: "t1"}}}
	v := viewOf(t, c, p, "pha_s2a")
	course := v.element(t, "course")
	wantLines(t, "the course", says(course.For), "Acts recorded so far: a1 a2")
	wantLines(t, "against the course", says(course.Against), "Recorded as not unwanted: a3")
	wantLines(t, "what is not known of it", asks(course.Missing), "incidents[a2].unwanted", "incidents")
	acts := v.element(t, "associated")
	wantLines(t, "associated acts", says(acts.For), "Watching or spying: a1", "Contact or trying to contact: a1")
	wantLines(t, "what was done", asks(acts.Missing), "incidents[a2].behaviours")
	if slices.ContainsFunc(acts.For, func(pt Point) bool { return slices.Contains(pt.Acts, "a3") }) {
		t.Errorf("an act that was not unwanted stands among %q", says(acts.For))
	}
	if got := v.element(t, "knows").For; len(got) != 1 || got[0].Source != "t1" {
		t.Errorf("what they knew rests on %+v", got)
	}
	if got := v.element(t, "harasses"); len(got.For) != 0 || len(got.Missing) != 2 {
		t.Errorf("harassing is shown by %q with %d questions", says(got.For), len(got.Missing))
	}
}

func TestFearAndDistressAreTwoWaysWithNeedsOfTheirOwn(t *testing.T) {
	feared, calm := act(t, "a1", "2026-10-01", "threat_kill"), act(t, "a2", "2026-10-05", "messages")
	feared.FearViolence.Put(fact.Of(true), "a1")
	calm.FearViolence.Put(fact.Of(false), "a2")
	c, p := pairOf(feared, calm)
	p.Impact.FearViolenceTwice.Put(fact.Of(false), "i1")
	p.Impact.SeriousAlarm.Put(fact.Of(true), "i1")
	p.Impact.Substantial.Put(fact.Is[bool](fact.AskedNotKnown), "i1")
	fear := viewOf(t, c, p, "pha_s4a_fear").element(t, "fear_twice")
	wantLines(t, "fear", says(fear.For), "The victim feared violence then: a1")
	wantLines(t, "against fear", says(fear.Against), "The victim has not feared violence on two occasions", "The victim did not fear violence then: a2")
	v := viewOf(t, c, p, "pha_s4a_distress")
	wantLines(t, "distress", says(v.element(t, "alarm").For), "It has caused serious alarm or distress")
	effect := v.element(t, "effect")
	if len(effect.For)+len(effect.Against) != 0 || len(effect.Missing) != 2 || effect.Missing[1].Status != fact.AskedNotKnown {
		t.Errorf("an effect nobody knows of is %+v", effect)
	}
	for _, e := range v.Elements {
		if e.Key == "fear_twice" {
			t.Error("the limb of distress asks for fear of violence")
		}
	}
}

func TestTheDaysOfTheActsChooseTheLaw(t *testing.T) {
	c, p := pairOf(act(t, "a0", "2016-05-01", "sexual_comments"), act(t, "a1", "2023-12-24", "threat_kill", "hate_language"), act(t, "a2", "", "messages"), act(t, "a3", "2026-03-31", "sexual_comments"))
	if v := viewOf(t, c, p, "poa_s4b"); !slices.Equal(v.Earlier, []string{"a0", "a1", "a3"}) || !slices.Equal(v.Undated, []string{"a2"}) {
		t.Errorf("harassment because of sex leaves out %q and asks the day of %q", v.Earlier, v.Undated)
	}
	if v := viewOf(t, c, p, "osa_s181"); !slices.Equal(v.Earlier, []string{"a0", "a1"}) {
		t.Errorf("threatening communication leaves out %q", v.Earlier)
	}
	offensive := viewOf(t, c, p, "mca_s1").element(t, "offensive")
	wantLines(t, "an early threat", says(offensive.For), "Threats sent before 31 January 2024 (day not confirmed): a1")
	p.Incidents.Items[1].Occurred = calendar.On(day(t, "2024-01-31"))
	offensive = viewOf(t, c, p, "mca_s1").element(t, "offensive")
	if got := says(offensive.For); slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "Threats sent before") }) {
		t.Errorf("a threat of the day the law changed still stands under the old one: %q", got)
	}
	for on, want := range map[string]int{"2017-04-02": 5, "2017-04-03": 10} {
		c, p := pairOf(act(t, "a1", "2016-05-01"), act(t, "a2", on))
		if v := viewOf(t, c, p, "pha_s4"); v.Max.Years != want {
			t.Errorf("with the last act on %s the longest sentence is %d years, want %d", on, v.Max.Years, want)
		}
	}
}

// certain are the days that the project's table of law gives as read in a source. No
// other may stand in the table without its mark.
var certain = map[string]string{"2020-01-20": "SPO-04", "2026-04-01": "OFF-N1"}

func TestNoDayOfTheTableIsSurerThanItsSource(t *testing.T) {
	marked := 0
	check := func(where string, days ...Day) {
		for _, d := range days {
			if d.IsZero() {
				continue
			}
			if want := certain[d.On.String()]; d.Fact != want || d.Unverified != (want == "") {
				t.Errorf("%s: %s rests on %q, unverified %t; want %q", where, d.On, d.Fact, d.Unverified, want)
			}
			if d.Unverified {
				marked++
			}
			if d.Unverified != strings.HasSuffix(d.Words(), "(day not confirmed)") {
				t.Errorf("%s: a page says %q", where, d.Words())
			}
		}
	}
	l := EnglandWales()
	for i := range l.Offences {
		o := &l.Offences[i]
		check(o.ID(), o.From, o.Until)
		for _, m := range o.Max {
			check(o.ID(), m.From, m.Until)
		}
	}
	for key, e := range l.Elements {
		check(key, e.Wider)
		for _, a := range e.Acts {
			check(key, a.Until)
		}
		if dated.MatchString(e.Note) && !e.NoteOpen {
			t.Errorf("%s: the note %q names a day, and nothing says that it is not confirmed", key, e.Note)
		}
	}
	for key, n := range l.Notes {
		if d := dated.FindString(n.Say); d != "" && n.Unverified == (d == "1 April 2026") {
			t.Errorf("%s: %q, unverified %t", key, n.Say, n.Unverified)
		}
	}
	if marked < 10 {
		t.Errorf("%d days are marked: the table was not looked through", marked)
	}
}

var dated = regexp.MustCompile(`\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}`)

// Breach of a restraining order is one offence for acts of one time and another for
// those before; law that was replaced stands only where an act may be of its time.
func TestLawThatWasReplacedHoldsForActsOfItsTime(t *testing.T) {
	ids := func(acts ...casefile.Incident) (out []string) {
		c, p := pairOf(acts...)
		for _, v := range EnglandWales().Weigh(c, p) {
			if strings.HasPrefix(v.Name, "Breach of a restraining order") {
				out = append(out, v.ID())
			}
		}
		return out
	}
	for name, x := range map[string]struct {
		acts []casefile.Incident
		want []string
	}{
		"nothing recorded":        {nil, []string{"sa_s363"}},
		"an act of today":         {[]casefile.Incident{act(t, "a1", "2026-10-01", "turning_up")}, []string{"sa_s363"}},
		"the day the law changed": {[]casefile.Incident{act(t, "a1", "2020-12-01", "turning_up")}, []string{"sa_s363"}},
		"the day before":          {[]casefile.Incident{act(t, "a1", "2020-11-30", "turning_up")}, []string{"sa_s363", "pha_s5"}},
		"nobody said when":        {[]casefile.Incident{act(t, "a1", "", "turning_up")}, []string{"sa_s363", "pha_s5"}},
	} {
		if got := ids(x.acts...); !slices.Equal(got, x.want) {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
	c, p := pairOf(act(t, "a1", "2020-11-30", "turning_up"), act(t, "a2", "2026-10-01", "turning_up"))
	c.KnownOrders = []casefile.ProtectiveOrder{{Act: casefile.Act{ID: "o1"}, PersonID: "s", Kind: fact.Fact[casefile.OrderKind]{Answer: fact.Of(casefile.OrderKind("restraining_order"))}}}
	if v := viewOf(t, c, p, "sa_s363"); !slices.Equal(v.Earlier, []string{"a1"}) || !v.Points {
		t.Errorf("under the law of today, left out %q, points %t", v.Earlier, v.Points)
	}
	if v := viewOf(t, c, p, "pha_s5"); !slices.Equal(v.Later, []string{"a2"}) || !v.Points {
		t.Errorf("under the law before, left out %q, points %t", v.Later, v.Points)
	}
	p.Incidents.Items = p.Incidents.Items[1:]
	p.Offences = []casefile.CrimeRecord{{Act: casefile.Act{ID: "c1"}, Offence: fact.Fact[casefile.Offence]{Answer: fact.Of(casefile.Offence("pha_s5"))}}}
	if v := viewOf(t, c, p, "pha_s5"); !slices.Equal(v.Recorded, []string{"c1"}) {
		t.Errorf("a crime recorded under it stands with %q", v.Recorded)
	}
}

// Offences that could only be recorded as another have a code, and what each needs.
func TestEveryOffenceOfTheTableIsRecordedByItsOwnCode(t *testing.T) {
	for id, elements := range map[string][]string{"osa_s183": {"flashing"}, "spa_s11": {"spo_in_force", "notified", "no_excuse"}, "pha_s3": {"injunction_in_force", "injunction_broken", "no_excuse"},
		"sa_s363": {"restraining_in_force", "restraining_broken", "no_excuse"}, "cjpa_s42a": {"at_home", "persuading", "presence_alarms"}} {
		c, p := pairOf(act(t, "a1", "2026-10-01", "turning_up"))
		v := viewOf(t, c, p, id)
		var got []string
		asked := 0
		for _, e := range v.Elements {
			got = append(got, e.Key)
			asked += len(e.Missing)
		}
		if !slices.Equal(got, elements) || asked == 0 || v.Code == "other" {
			t.Errorf("%s needs %q with %d questions, and is recorded as %s", id, got, asked, v.Code)
		}
	}
	c, p := pairOf(act(t, "a1", "2026-10-01", "turning_up"))
	p.Impact.SeriousAlarm.Put(fact.Of(true), "i1")
	home := viewOf(t, c, p, "cjpa_s42a")
	wantLines(t, "at the home", says(home.element(t, "at_home").For), "Acts that may have been at the home: a1")
	wantLines(t, "what their presence did", says(home.element(t, "presence_alarms").For), "It has caused serious alarm or distress")
	if home.LastDay.String() != "2027-04-01" {
		t.Errorf("its limit ends %s", home.LastDay)
	}
}

func TestEachOffenceHasItsOwnLimit(t *testing.T) {
	welcome := act(t, "a3", "2026-09-30", "messages")
	welcome.Unwanted.Put(fact.Of(false), "a3")
	late := act(t, "a2", "2026-08-31", "messages")
	late.Channel.Put(fact.Of(casefile.ChanText), "a2")
	c, p := pairOf(act(t, "a1", "2026-01-15", "messages"), late, welcome)
	for id, want := range map[string]string{"pha_s2": "2027-02-28", "pha_s2a": "2027-02-28", "pha_s4": "0000-00-00", "pha_s4a_distress": "0000-00-00",
		"cda_s32_basic": "0000-00-00", "ca_s127": "2029-08-31", "mca_s1": "0000-00-00"} {
		v := viewOf(t, c, p, id)
		if got := v.LastDay.String(); got != want && !(want == "0000-00-00" && v.LastDay.IsZero()) {
			t.Errorf("%s: the limit ends %s, want %s", id, got, want)
		}
	}
}

func TestMessagesInsideACourseOfConductSaySo(t *testing.T) {
	said := func(acts ...casefile.Incident) *Note {
		c, p := pairOf(acts...)
		return viewOf(t, c, p, "mca_s1").Inside
	}
	notes := EnglandWales().Notes
	two := said(act(t, "a1", "2026-10-01", "messages"), act(t, "a2", "2026-10-05", "messages"))
	if two == nil || *two != notes["inside_course"] {
		t.Errorf("of messages in a course is said %+v", two)
	}
	if one := said(act(t, "a1", "2026-10-01", "messages")); one == nil || *one != notes["maybe_inside"] {
		t.Errorf("of one message, with the list open, is said %+v", one)
	}
	c, p := pairOf(act(t, "a1", "2026-10-01", "messages"))
	p.Incidents.Complete = true
	if closed := viewOf(t, c, p, "mca_s1").Inside; closed != nil {
		t.Errorf("of the only message is said %+v", closed)
	}
	if of := viewOf(t, c, p, "pha_s2a").Inside; of != nil {
		t.Errorf("of stalking itself is said %+v", of)
	}
	if got := viewOf(t, c, p, "pha_s2a").element(t, "course").Against; len(got) != 1 {
		t.Errorf("one act alone speaks against a course by %+v", got)
	}
}

func TestWhoIsPersonallyConnectedDependsOnTheDay(t *testing.T) {
	c, p := pairOf(act(t, "a1", "2023-04-04", "monitoring"), act(t, "a2", "2023-04-05", "monitoring"))
	p.Relation.Put(fact.Of(casefile.FormerPartner), "r1")
	e := viewOf(t, c, p, "sca_s76").element(t, "connected")
	wantLines(t, "a former partner", says(e.For), "They were partners")
	wantLines(t, "before the law widened", says(e.Against), "Acts before Wednesday 5 April 2023 (day not confirmed), which count only if they lived together then: a1")
	p.Relation.Put(fact.Of(casefile.Neighbour), "r2")
	if e := viewOf(t, c, p, "sca_s76").element(t, "connected"); len(e.For) != 0 || len(e.Against) != 1 {
		t.Errorf("a neighbour is %q, %q", says(e.For), says(e.Against))
	}
	p.Relation.Put(fact.Of(casefile.NotKnown), "r3")
	if e := viewOf(t, c, p, "sca_s76").element(t, "connected"); len(e.Against) != 0 || len(e.Missing) != 1 {
		t.Errorf("somebody unknown is %q, with %d questions", says(e.Against), len(e.Missing))
	}
}

func TestHostilityThatWasNotAskedAboutIsAQuestion(t *testing.T) {
	c, p := pairOf(act(t, "a1", "2026-10-01", "hate_language"))
	find := func() Weighed { return viewOf(t, c, p, "cda_s32_basic").element(t, "racial") }
	if e := find(); len(e.Missing) != 1 || len(e.Against) != 0 || len(e.For) != 1 {
		t.Errorf("not asked: %+v", e)
	}
	p.Hostility = casefile.Hostility{ID: "h1", Strands: fact.List[casefile.Strand]{Items: []casefile.Strand{"disability"}, Complete: true, Source: "h1"}}
	if e := find(); len(e.Against) != 1 {
		t.Errorf("hostility of another kind, and no more: %+v", e)
	}
	p.Hostility.Strands.Items = []casefile.Strand{"religion"}
	if e := find(); len(e.Against) != 0 || e.For[0].Source != "h1" {
		t.Errorf("hostility about religion: %+v", e)
	}
}

func TestABreachRestsOnAnOrderOfItsKind(t *testing.T) {
	c, p := pairOf(act(t, "a1", "2026-10-01", "turning_up"))
	c.KnownOrders = []casefile.ProtectiveOrder{{Act: casefile.Act{ID: "o1"}, PersonID: "s", Kind: fact.Fact[casefile.OrderKind]{Answer: fact.Of(casefile.SPO)}}}
	c.Breaches = []casefile.Breach{{Act: casefile.Act{ID: "b1"}, PairID: "p1", Incident: "a1", Of: fact.Fact[casefile.BreachOf]{Answer: fact.Of(casefile.BreachOf("spo"))}}}
	v := viewOf(t, c, p, "spa_s8")
	wantLines(t, "the order", says(v.element(t, "spo_in_force").For), "Such an order is recorded; its service is not")
	wantLines(t, "the breach", says(v.element(t, "spo_broken").For), "A breach is reported: a1")
	if other := viewOf(t, c, p, "order_breach"); other.Points || !v.Points {
		t.Errorf("an SPO points to breach of another order: %t, and to breach of an SPO: %t", other.Points, v.Points)
	}
	p.Incidents.Items[0].Breach.Put(fact.Of(true), "i1")
	if got := viewOf(t, c, p, "order_breach").element(t, "order_broken").For; len(got) != 0 {
		t.Errorf("a breach of an SPO bears on another order: %q", says(got))
	}
	c.Breaches = nil
	wantLines(t, "a breach of nobody said what", says(viewOf(t, c, p, "order_breach").element(t, "order_broken").For), "Recorded as breaching an order or bail; which is not said: a1")
	c.KnownOrders[0].PersonID = "somebody else"
	if v := viewOf(t, c, p, "spa_s8"); len(v.element(t, "spo_in_force").For) != 0 {
		t.Error("an order that binds somebody else is taken for theirs")
	}
}

func TestACrimeRecordStandsWithItsOffence(t *testing.T) {
	c, p := pairOf()
	p.Offences = []casefile.CrimeRecord{{Act: casefile.Act{ID: "c1"}, Offence: fact.Fact[casefile.Offence]{Answer: fact.Of(casefile.Offence("pha_s2a"))}},
		{Act: casefile.Act{ID: "c2"}, Offence: fact.Fact[casefile.Offence]{Answer: fact.Of(casefile.Offence("other"))}}}
	for _, v := range EnglandWales().Weigh(c, p) {
		want := []string(nil)
		if v.ID() == "pha_s2a" {
			want = []string{"c1"}
		}
		if !slices.Equal(v.Recorded, want) {
			t.Errorf("%s is recorded by %q, want %q", v.ID(), v.Recorded, want)
		}
	}
}

func TestATableThatDoesNotHoldTogetherIsRefused(t *testing.T) {
	for what, x := range map[string]struct{ old, repl, want string }{
		"an element that is not described": {"elements: [course, harasses, knows]\n", "elements: [course, harasses, known]\n", `needs "known"`},
		"a behaviour that is no code":      {"behaviours: [following]", "behaviours: [folowing]", `"folowing" is no code`},
		"a note that is not worded":        {"notes: [one_act]", "notes: [two_acts]", `note "two_acts"`},
		"a fact that no pair has":          {"path: four.focus_on_person", "path: four.focus", `no fact "four.focus"`},
		"a way of looking that is not":     {"find: hostility", "find: hate", `no way of looking "hate"`},
		"a mode that is not":               {"mode: depends", "mode: sometimes", `"sometimes" is no code`},
		"a field that is not":              {"defence:", "defense:", "defense"},
		"an offence twice":                 {"code: osa_s183", "code: spa_s11", "spa_s11 stands twice"},
		"a day nobody vouches for":         {"{on: 2012-11-25, unverified: true}", "{on: 2012-11-25}", "the day 2012-11-25 needs either"},
		"a day both certain and not":       {"{on: 2020-01-20, fact: SPO-04}", "{on: 2020-01-20, fact: SPO-04, unverified: true}", "the day 2020-01-20 needs either"},
		"a time that ends before it began": {"until: {on: 2020-12-01, unverified: true}", "until: {on: 2020-12-01, unverified: true}\n    from: {on: 2021-01-01, unverified: true}", "it ends on 2020-12-01"},
	} {
		raw := strings.Replace(string(shippedLaw), x.old, x.repl, 1)
		if raw == string(shippedLaw) {
			t.Fatalf("%s: nothing was changed", what)
		}
		if _, err := Load([]byte(raw)); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %q", what, err, x.want)
		}
	}
}
