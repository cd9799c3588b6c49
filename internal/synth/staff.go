package synth

import (
	"foursight/internal/casefile"
	"foursight/internal/force"
)

// Units of Fernshire Police.
const (
	Contact   = "Contact Centre"
	North     = "Response North"
	South     = "Response South"
	Abuse     = "Domestic Abuse Unit"
	Stalking  = "Stalking Unit"
	CID       = "Alderwick CID"
	Quarters  = "Headquarters"
	Conduct   = "Professional Standards"
	HavenName = "Haven Fernshire" // the partner agency
)

// Staff are the invented people of Fernshire Police, the same for every seed so
// that a demonstration can be described in print. All sixteen roles are there. A
// large force has more of them: see Districts.
func Staff() []force.Staff {
	one := func(id, title, name, unit string, roles ...casefile.Role) force.Staff {
		s := force.Staff{ID: id, Title: title, Name: name, Unit: unit, Demo: true}
		for _, r := range roles {
			s.Roles = append(s.Roles, force.Held{Role: r})
		}
		return s
	}
	over := func(s force.Staff, units ...string) force.Staff { s.Supervises = units; return s }
	haven := one("adv-ogden", "", "Tamsin Ogden", "", casefile.Advocate)
	haven.Partner = HavenName
	haven2 := one("adv-rahimi", "", "Leyla Rahimi", "", casefile.Advocate)
	haven2.Partner = HavenName
	return []force.Staff{
		one("co-bello", "", "Funmi Bello", Contact, casefile.CallHandler),
		one("co-driscoll", "", "Niamh Driscoll", Contact, casefile.CallHandler),
		one("co-tan", "", "Wei Tan", Contact, casefile.CallHandler),
		over(one("sup-ashdown", "", "Peter Ashdown", Contact, casefile.Supervisor, casefile.CallHandler), Contact),
		one("pc-marsh", "PC", "Danielle Marsh", North, casefile.Responder),
		one("pc-okafor", "PC", "Chidi Okafor", North, casefile.Responder),
		one("pc-lindley", "PC", "Ross Lindley", North, casefile.Responder),
		one("pc-hussain", "PC", "Aisha Hussain", North, casefile.Responder),
		one("sc-finch", "SC", "Oliver Finch", North, casefile.Responder),
		over(one("sgt-brennan", "Sgt", "Maeve Brennan", North, casefile.Supervisor, casefile.Responder), North),
		one("pc-pryce", "PC", "Gethin Pryce", South, casefile.Responder),
		one("pc-kowalska", "PC", "Zofia Kowalska", South, casefile.Responder),
		one("pc-adeyemi", "PC", "Tobi Adeyemi", South, casefile.Responder),
		one("pc-thorne", "PC", "Callum Thorne", South, casefile.Responder),
		one("pc-begum", "PC", "Nasreen Begum", South, casefile.Responder),
		over(one("sgt-whitlock", "Sgt", "Ian Whitlock", South, casefile.Supervisor, casefile.Responder), South),
		over(one("insp-achebe", "Insp", "Grace Achebe", Quarters, casefile.DutyInspector), Contact, North, South),
		over(one("insp-moran", "Insp", "Declan Moran", Quarters, casefile.DutyInspector), Contact, North, South),
		one("dc-sandhu", "DC", "Harpreet Sandhu", Abuse, casefile.Investigator),
		one("dc-elliott", "DC", "Jo Elliott", Abuse, casefile.Investigator),
		one("dc-mensah", "DC", "Kwame Mensah", Abuse, casefile.Investigator),
		one("dc-farrow", "DC", "Lucy Farrow", Abuse, casefile.Investigator),
		over(one("ds-calder", "DS", "Fiona Calder", Abuse, casefile.Supervisor, casefile.Investigator), Abuse),
		one("dc-nowak", "DC", "Piotr Nowak", Stalking, casefile.Investigator),
		one("dc-whyte", "DC", "Shanice Whyte", Stalking, casefile.Investigator),
		over(one("ds-amari", "DS", "Yusuf Amari", Stalking, casefile.SPOC, casefile.Supervisor), Stalking),
		one("dc-gale", "DC", "Martin Gale", CID, casefile.Investigator),
		one("dc-iqbal", "DC", "Sana Iqbal", CID, casefile.Investigator),
		one("dc-rees", "DC", "Bethan Rees", CID, casefile.Investigator),
		over(one("ds-holloway", "DS", "Simon Holloway", CID, casefile.Supervisor, casefile.Investigator), CID),
		one("fcr-lindqvist", "", "Karin Lindqvist", Quarters, casefile.Registrar),
		one("supt-oyelaran", "Supt", "Bisi Oyelaran", Quarters, casefile.Superintend),
		one("om-petrov", "", "Elena Petrov", Stalking, casefile.OrderManager),
		one("dci-warwick", "DCI", "Helen Warwick", Quarters, casefile.ForceLead),
		one("an-demetriou", "", "Alex Demetriou", Quarters, casefile.Analyst),
		one("ps-hale", "DI", "Ruth Hale", Conduct, casefile.Standards),
		one("ps-quinn", "DS", "Aidan Quinn", Conduct, casefile.Standards),
		one("do-lovell", "", "Marcia Lovell", Quarters, casefile.Disclosure),
		one("cus-barlow", "Sgt", "Neil Barlow", Quarters, casefile.Custody),
		haven, haven2,
		one("admin-price", "", "Carys Price", Quarters, casefile.Administrator),
	}
}

// Welcome is somebody a newcomer may look as, with what they will find.
type Welcome struct{ ID, What string }

// Welcomes lists a few people to begin with.
func Welcomes() []Welcome {
	return []Welcome{
		{"co-bello", "a call handler: one box answers a call, six questions take a report"},
		{"pc-marsh", "a responder: takes reports, has the newest case"},
		{"dc-sandhu", "an investigator: carries cases with duties due"},
		{"ds-calder", "a supervisor: confirms closings and lowered risk"},
		{"cus-barlow", "custody: what is to be done before somebody is released"},
		{"insp-achebe", "a duty inspector: told of threats to life"},
		{"fcr-lindqvist", "the registrar: rules where a former partner's conduct is called harassment"},
		{"ds-amari", "the stalking SPOC: looks across the force"},
		{"ps-hale", "professional standards: guards the two restricted cases"},
		{"adv-ogden", "an advocate of a partner agency: sees what was shared and nothing else"},
		{"admin-price", "an administrator: staff and settings, no case content"},
	}
}

// workers are the investigators of each unit with the supervisor they answer to.
var workers = map[string]struct {
	Detectives []string
	Sergeant   string
}{
	Abuse:    {[]string{"dc-sandhu", "dc-elliott", "dc-mensah", "dc-farrow"}, "ds-calder"},
	Stalking: {[]string{"dc-nowak", "dc-whyte"}, "ds-amari"},
	CID:      {[]string{"dc-gale", "dc-iqbal", "dc-rees"}, "ds-holloway"},
}

// takers are those who take reports, by unit.
var takers = map[string][]string{
	Contact: {"co-bello", "co-driscoll", "co-tan"},
	North:   {"pc-marsh", "pc-okafor", "pc-lindley", "pc-hussain", "sc-finch"},
	South:   {"pc-pryce", "pc-kowalska", "pc-adeyemi", "pc-thorne", "pc-begum"},
}

var sergeants = map[string]string{Contact: "sup-ashdown", North: "sgt-brennan", South: "sgt-whitlock"}
