package web

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/web/ui"
	"foursight/internal/words"
)

// adviceView is the advice given to one person and the advice that may be offered.
type adviceView struct {
	Given     []string
	Groups    []adviceGroup // for what is recorded
	More      []adviceGroup // for other situations, and by service or device
	Fields    ui.Component
	Entry     string
	MayRecord bool
	Open      bool
	Left      int
	Was       []cautionView // the guidance cautions against it, and it has been given
	May       []cautionLink // it can be recorded as given
}

type adviceGroup struct {
	Title, Because string
	Field          string // of the form; empty for that of the page about safety
	Items          []adviceItem
}

type adviceItem struct {
	ID, Value, Say, First, Given, Cite, Name string
	Checked                                  bool
}

// cautionView is advice that has been given and is cautioned against: what to do now.
type cautionView struct {
	What, When, Why, Cite, PutRight string
	Next                            []string
	Do                              string
}

type cautionLink struct{ Text, Hint, Href string }

// adviceOffered is every piece of advice that may be offered.
func (s *Server) adviceOffered() []words.Advised {
	b := s.words.Advice()
	return append(slices.Clone(b.Offer), b.Platforms...)
}

// ticked puts pieces of advice, by their keys, into a record of advice. What may not
// be offered is left out.
func (s *Server) ticked(data *casefile.AdviceGiven, keys []string) {
	for _, a := range s.adviceOffered() {
		if !slices.Contains(keys, a.Key()) {
			continue
		}
		if !slices.Contains(data.Codes, casefile.AdviceCode(a.Code)) {
			data.Codes = append(data.Codes, casefile.AdviceCode(a.Code))
		}
		if a.Platform != "" {
			data.Where = append(data.Where, casefile.Platform(a.Platform))
		}
	}
}

func (c *caseView) adviceContext(person string, problems []casefile.Problem) form.Context {
	return form.Context{Words: c.srv.words, Now: c.At, Only: []string{"safe_to_follow", "note"}, Prefix: "advice-" + person + ".", Problems: problems}
}

// situationsOf says which circumstances are on record for somebody, each with the
// fact it rests on. What is not recorded is not taken to be absent: its advice
// stands under the others.
func (c *caseView) situationsOf(person casefile.PersonID) map[string]string {
	out := map[string]string{"any": ""}
	put := func(key, because string) {
		if _, have := out[key]; !have {
			out[key] = because
		}
	}
	for i := range c.Pairs {
		p := &c.Pairs[i]
		if p.VictimID != person {
			continue
		}
		if r := p.Relation; r.Given() && slices.Contains([]casefile.Relationship{casefile.FormerPartner, casefile.CurrentPartner, casefile.Dated, casefile.FamilyMember}, r.Value) {
			put("partner", lower(code(c.srv, "Relationship", r.Value)))
		}
		for j := range p.Incidents.Items {
			x := &p.Incidents.Items[j]
			for key, list := range situationBehaviours {
				for _, b := range x.Behaviours {
					if slices.Contains(list, b) {
						put(key, lower(code(c.srv, "Behaviour", b)))
					}
				}
			}
			if key := situationChannel[x.Channel.Value]; x.Channel.Given() && key != "" {
				put(key, lower(code(c.srv, "Channel", x.Channel.Value)))
			}
		}
	}
	for i := range c.Persons.Items {
		if c.Persons.Items[i].Has(casefile.Child) {
			put("children", "a child is on the case")
		}
	}
	return out
}

// The acts and routes that make a situation; advice for one that is not on record
// can be given all the same.
var (
	situationBehaviours = map[string][]casefile.Behaviour{
		"online":   {"posting", "threatening_to_post", "false_profile", "impersonation", "account_access", "doxing", "intimate_images", "group_pile_on"},
		"location": {"tracking", "spyware", "monitoring", "claims_knowledge_of_movements"},
		"outside":  {"following", "watching", "loitering", "turning_up", "approaching", "driving_past", "preventing_leaving"},
		"home":     {"entry_to_home", "property_interference", "damage"},
	}
	situationChannel = map[casefile.Channel]string{casefile.ChanApp: "online", casefile.ChanSocial: "online", casefile.ChanEmail: "online",
		casefile.ChanTracker: "location", casefile.ChanDevice: "location", casefile.ChanProperty: "home", casefile.ChanGift: "home", casefile.ChanPost: "home"}
)

func (c *caseView) adviceOf(p *casefile.Person, open bool, problems []casefile.Problem) adviceView {
	id := casefile.PersonID(p.ID)
	out := adviceView{Open: open, MayRecord: c.form("AdviceGiven") != "", Entry: newEntryID()}
	given := c.adviceGiven(id)
	book, on := c.srv.words.Advice(), c.situationsOf(id)
	item := func(a words.Advised) adviceItem {
		x := adviceItem{ID: "advice-" + p.ID + "-" + strings.ReplaceAll(a.Key(), "/", "-"), Value: a.Key(), Say: a.Say, First: a.First, Cite: a.Cite, Given: given[a.Key()],
			Name: c.srv.words.Code("AdviceCode", a.Code)}
		if a.Platform != "" {
			x.Name = c.srv.words.Code("Platform", a.Platform)
		}
		return x
	}
	taken := map[string]bool{}
	groups := func(want bool) (list []adviceGroup) {
		for _, s := range book.Situations {
			because, recorded := on[s.Key]
			if recorded != want {
				continue
			}
			g := adviceGroup{Title: s.Title, Because: because}
			for _, a := range book.Offer {
				if slices.Contains(a.When, s.Key) && !taken[a.Code] {
					taken[a.Code] = true
					g.Items = append(g.Items, item(a))
				}
			}
			if len(g.Items) > 0 {
				list = append(list, g)
			}
		}
		return list
	}
	out.Groups = groups(true)
	out.More = groups(false)
	devices := adviceGroup{Title: "About one service or device"}
	for _, a := range book.Platforms {
		devices.Items = append(devices.Items, item(a))
	}
	out.More = append(out.More, devices)
	for _, g := range out.Groups {
		for _, x := range g.Items {
			if x.Given == "" {
				out.Left++
			}
		}
	}
	if out.MayRecord {
		k, _ := casefile.KindOf("AdviceGiven")
		out.Fields = ui.Stack(form.Build(k, form.Values(c.visit.PostForm), c.adviceContext(p.ID, problems)))
	}
	c.cautioned(&out, id, book)
	return out
}

// adviceTo are the records of advice to somebody; advice that names nobody is to the
// one victim of the case.
func (c *caseView) adviceTo(id casefile.PersonID) []*casefile.Advice {
	var out []*casefile.Advice
	for i := range c.Advice {
		a := &c.Advice[i]
		if a.Data.Person == id || a.Data.Person == "" && len(c.inDanger()) == 1 {
			out = append(out, a)
		}
	}
	return out
}

// adviceGiven says of each piece of advice when it was last given.
func (c *caseView) adviceGiven(id casefile.PersonID) map[string]string {
	out := map[string]string{}
	for _, a := range c.adviceTo(id) {
		said := "Given " + when(a.At) + " by " + c.staffName(a.By)
		if a.ByPolice.Known() && !a.ByPolice.Value {
			said = "Given by others, recorded " + when(a.At)
		}
		for _, x := range c.srv.adviceOffered() {
			if slices.Contains(a.Codes, casefile.AdviceCode(x.Code)) && (x.Platform == "" || slices.Contains(a.Data.Where, casefile.Platform(x.Platform))) {
				out[x.Key()] = said
			}
		}
	}
	return out
}

// cautioned is what was given that the guidance cautions against, with what to do
// next, and the way to record what somebody has given. Nobody is blamed for it.
func (c *caseView) cautioned(out *adviceView, id casefile.PersonID, book words.AdviceBook) {
	for _, x := range book.Cautioned {
		label, href := c.srv.words.Code("AdviceCode", x.Code), c.form("AdviceGiven", "person", string(id), "codes", x.Code)
		var last *casefile.Advice
		for _, a := range c.adviceTo(id) {
			if slices.Contains(a.Codes, casefile.AdviceCode(x.Code)) {
				last = a
			}
		}
		if last == nil {
			if href != "" {
				out.May = append(out.May, cautionLink{label, x.Why, href})
			}
			continue
		}
		v := cautionView{What: label, When: "Recorded " + when(last.At) + " by " + c.staffName(last.By) + ". From police: " + lower(said(last.ByPolice.Answer, yesNo)) + ".", Why: x.Why, Cite: x.Cite}
		if last.PutRight.Known() && last.PutRight.Value {
			v.PutRight = "Put right with them, recorded " + when(last.At) + "."
		} else {
			v.Next, v.Do = x.Next, href
		}
		out.Was = append(out.Was, v)
	}
}
