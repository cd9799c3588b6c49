package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/lexicon"
	"foursight/internal/linkage"
)

// callReport begins a report with what the call already has: the parties of a case
// that answered, or what was typed. It travels in the draft, never in an address.
func (s *Server) callReport(v *visit) (answer, error) {
	q, err := s.asked(v)
	if err != nil {
		return answer{}, err
	}
	if err := v.ParseForm(); err != nil {
		return answer{}, err
	}
	fields := blankReport(v)
	var looks []casework.Look
	typed := strings.TrimSpace(q)
	if ref := v.PostForm.Get("case"); ref != "" {
		p, err := s.svc.Case(v.Context(), v.viewer, ref)
		if err != nil {
			return answer{}, err
		}
		looks = append(looks, p.Looked(v.route.method+" "+v.route.path))
		if p.Restricted == nil { // a report open to the force tells of no restricted case
			fields.Set(fieldBegun, p.ID)
		}
		carryParties(fields, p, typed, v.PostForm.Get("of"))
	} else {
		carryTyped(fields, typed)
	}
	step := reportSteps[0].Name
	if v.PostForm.Get("as") == stepCall {
		step = stepCall
		preset101(fields)
	}
	to, err := s.keepReport(v, fields, step)
	return answer{goTo: to, looks: looks}, err
}

// keepReport keeps what a report begins with as its draft, and says where it goes on.
func (s *Server) keepReport(v *visit, fields url.Values, step string) (string, error) {
	d := casework.Draft{ID: newEntryID(), CaseID: fields.Get(fieldCase), Kind: draftReport, Fields: fields}
	return "/report/" + d.ID + "/" + step, s.svc.SaveDraft(v.Context(), v.viewer.Staff.ID, d)
}

// beginReport begins a report from the box itself, with what stands in it.
func (s *Server) beginReport(v *visit, typed, wants string) (answer, error) {
	step, blank := reportSteps[0].Name, "/report"
	if wants == forSix {
		step, blank = stepCall, "/report?as="+stepCall
	}
	if typed == "" {
		return answer{goTo: blank}, nil
	}
	fields := blankReport(v)
	if wants == forSix {
		preset101(fields)
	}
	carryTyped(fields, typed)
	looks, err := s.placeByRecord(v, fields, typed)
	if err != nil {
		return answer{}, err
	}
	to, err := s.keepReport(v, fields, step)
	return answer{goTo: to, looks: looks}, err
}

// blankReport are the fields a report begins with.
func blankReport(v *visit) url.Values {
	return url.Values{fieldCase: {newEntryID()}, fieldOpened: {strconv.FormatInt(v.now.UnixMilli(), 10)}, fieldKind: {draftReport}}
}

// carryParties puts the people of a case into a report: names, and how they know
// each other. Of says whose number or account was typed, where it is somebody's.
func carryParties(fields url.Values, p *casework.CasePage, typed, of string) {
	if len(p.Pairs) == 0 {
		carryTyped(fields, typed)
		return
	}
	pair := pairTyped(p, typed)
	name := func(field string, who *casefile.Person) {
		if who != nil && who.Name.Given() {
			fields.Set(field, string(who.Name.Value))
		}
	}
	name("v.details.name", p.Person(pair.VictimID))
	name("x.details.name", p.Person(pair.ActorID))
	if pair.Relation.Given() {
		fields.Set("l.relationship", string(pair.Relation.Value))
	}
	if of != "v" && of != "x" {
		return
	}
	for _, part := range casework.CallParts(typed) {
		_, detail, is := strings.Cut(typedAs(part), ".")
		if is && detail != "details.name" && reportAsks(of+".", detail) {
			fields.Set(of+"."+detail, part)
		}
	}
}

// pairTyped is the pair of a case whose two people were typed, in either order; the
// first where none is.
func pairTyped(p *casework.CasePage, typed string) *casefile.Pair {
	var two []string
	for _, parts := range casework.CallPeople(typed) {
		if i := slices.IndexFunc(parts, func(part string) bool { return typedAs(part) == "v."+detailName }); i >= 0 {
			two = append(two, parts[i])
		}
	}
	for i := range p.Pairs {
		if len(two) == mostNamed && victimOf(p, &p.Pairs[i], two) > 0 {
			return &p.Pairs[i]
		}
	}
	return &p.Pairs[0]
}

// reportAsks reports whether a first report has a place for a detail of somebody.
func reportAsks(prefix, detail string) bool {
	for _, st := range reportSteps {
		for _, p := range st.Parts {
			if p.Prefix == prefix && slices.Contains(p.Only, detail) {
				return true
			}
		}
	}
	return false
}

// typedKinds are what one line may be, in the order they are told apart. The field
// is the caller's own, who gives their number or place, but for accounts and plates:
// those are mostly the other person's.
var typedKinds = []struct {
	field string
	is    func(string) bool
}{
	{"", casework.ValidRef},
	{"x.details.handles", func(q string) bool { return linkage.PageAccount(q) != "" }},
	{fieldLogNumber, func(q string) bool {
		return digitsIn(q) > 0 && (strings.Contains(q, "/") || strings.Contains(q, "-") && !strings.Contains(q, " ") && strings.ContainsFunc(q, unicode.IsLetter) && !strings.Contains(q, "@"))
	}},
	{"v.details.emails", func(q string) bool { return strings.Contains(strings.TrimPrefix(q, "@"), "@") }},
	{"x.details.handles", func(q string) bool { return strings.ContainsAny(q, "@_") }},
	{"v.details.phones", func(q string) bool { return digitsIn(q) >= 6 && !strings.ContainsFunc(q, unicode.IsLetter) }},
	{"x.details.vehicles", isPlate},
	{"v.details.addresses", isAddress},
	{"v.details.name", func(q string) bool { return digitsIn(q) == 0 && !lexicon.Spoken(q) }}, // “my ex” says nothing of whose name follows
	{accountWords, func(string) bool { return true }},
}

// typedAs is the field of a report that what was typed belongs to.
func typedAs(part string) string {
	for _, k := range typedKinds {
		if k.is(part) {
			return k.field
		}
	}
	return ""
}

func digitsIn(q string) int {
	n := 0
	for _, r := range q {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// isPlate recognises a present-day registration: two letters, two digits, three
// letters, however spaced.
func isPlate(q string) bool {
	p := []rune(strings.ToUpper(strings.ReplaceAll(q, " ", "")))
	if len(p) != 7 {
		return false
	}
	for i, r := range p {
		if (i == 2 || i == 3) != unicode.IsDigit(r) || !unicode.IsDigit(r) && !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

// isAddress recognises what is written as one: with a postcode, or a house or flat
// number before two words or more.
func isAddress(q string) bool {
	if linkage.Postcode(q) != "" && len(strings.Fields(q)) <= 12 {
		return digitsIn(q) < 9
	}
	words := strings.Fields(strings.ToLower(q))
	return len(words) >= 3 && digitsIn(q) < 6 && (unicode.IsDigit([]rune(words[0])[0]) && digitsIn(words[0]) < 5 || words[0] == "flat" || words[0] == "unit")
}

// carryTyped puts what was typed where it surely belongs. Which of two people is the
// victim nobody has said by naming them. What is not sure stays in the caller's words.
func carryTyped(fields url.Values, typed string) {
	parts := casework.CallParts(typed)
	if people := casework.CallPeople(typed); twoPeople(people) {
		parts = keepApart(fields, people)
	}
	for _, part := range parts {
		field := typedAs(part)
		if detail, theirs := strings.CutPrefix(field, "v."); theirs && fields.Get(field) != "" && reportAsks("x.", detail) {
			field = "x." + detail
		}
		switch {
		case field == "":
		case fields.Get(field) != "":
			fields.Set(accountWords, fields.Get(accountWords)+"\n"+part)
		default:
			fields.Set(field, part)
		}
	}
	if fields.Has(accountWords) {
		fields.Set(fieldCarried, fields.Get(accountWords))
	}
	nameLog(fields)
}
