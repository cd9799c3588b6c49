package selfreport

import (
	"slices"

	"foursight/internal/casefile"
)

// step is one page of the form: one thing asked about.
type step struct {
	Name    string
	Heading string // of the page
	Them    string // the heading where somebody else is reported for; as above when empty
	Intro   string
	Fields  []field
	Asked   func(answers) bool // nil: always
	After   string             // the step whose answer brings this one up, when it is gone back to
}

// field is one question. Radios and boxes have choices; the rest are typed.
type field struct {
	Name, Label, Hint string
	Shape             shape
	Most              int // characters
	Lines             int // most lines; 0 for no bound
	Choices           []choice
	Numeric           bool
}

type shape int

const (
	radios shape = iota
	boxes
	line
	text
)

// choice is one answer offered: the value that is kept and its words.
type choice struct{ Value, Text, Hint string }

const (
	mostText = 10_000
	mostLine = 200
)

func yesNoUnsure(yes, no, unsure string) []choice {
	return []choice{{"yes", yes, ""}, {"no", no, ""}, {"unsure", unsure, ""}}
}

func forSomebodyElse(a answers) bool { return a.get("who") == "other" }
func mayBeReached(a answers) bool    { how := a.get("how"); return how != "" && how != "none" }
func lacksNumber(a answers) bool     { return mayBeReached(a) && a.get("number") == "" }
func saysPolice(a answers) bool      { return a.get("police") == "yes" }
func knowsWho(a answers) bool        { return a.get("known") == "yes" || a.get("known") == "unsure" }

// steps are the pages in the order they are asked. None has to be answered.
var steps = []step{
	{Name: "who", Heading: "Who is this happening to?", Fields: []field{
		{Name: "who", Shape: radios, Choices: []choice{{"me", "Me", ""}, {"other", "Somebody else", "For example, a friend, a relative or somebody you support."}}}}},
	{Name: "safe", Heading: "Are you safe right now?", Them: "Are they safe right now?", Fields: []field{
		{Name: "safe", Shape: radios, Choices: yesNoUnsure("Yes", "No", "I am not sure")}}},
	{Name: "account", Heading: "What has been happening?", Intro: "Say it in your own words. Leave out whatever you do not want to write here.", Fields: []field{
		{Name: "account", Shape: text, Most: mostText, Hint: "An officer will ask about the rest. Keep messages and pictures if that is safe; you do not have to send them now."}}},
	{Name: "acts", Heading: "Has any of this happened?", Intro: "Choose all that have. Small things count when they keep happening.", Fields: []field{
		{Name: "acts", Shape: boxes, Choices: actChoices}}},
	{Name: "when", Heading: "When did it last happen?", Fields: []field{
		{Name: "last", Label: "When it last happened", Shape: line, Most: mostLine, Hint: "For example: last night, on Tuesday, about two weeks ago. A rough idea is enough."},
		{Name: "often", Label: "How often it happens", Shape: line, Most: mostLine, Hint: "For example: most days, or twice a week since June."}}},
	{Name: "effect", Heading: "How has it affected you?", Them: "How has it affected them?", Fields: []field{
		{Name: "effect", Shape: text, Most: mostText, Hint: "For example: fear, sleep, work, where you go, who you see."}}},
	{Name: "known", Heading: "Do you know who is doing this?", Fields: []field{
		{Name: "known", Shape: radios, Choices: yesNoUnsure("Yes", "No", "I think so")}}},
	{Name: "person", Heading: "What are they called?", After: "known", Asked: knowsWho, Fields: []field{
		{Name: "name", Shape: line, Most: mostLine, Hint: "A name, half a name or what they are known as."}}},
	{Name: "relation", Heading: "Who are they to you?", Them: "Who are they to the person it is happening to?", After: "known", Asked: knowsWho, Fields: []field{
		{Name: "relation", Shape: radios, Choices: relationChoices}}},
	{Name: "traces", Heading: "How do they get in touch or turn up?", Fields: []field{
		{Name: "traces", Shape: text, Most: 2000, Lines: 20, Hint: "Accounts, phone numbers, e-mail addresses or number plates they use, one on each line."}}},
	{Name: "police", Heading: "Do they work for the police?", Intro: "We ask so that they cannot see this report.", Fields: []field{
		{Name: "police", Shape: radios, Choices: yesNoUnsure("Yes", "No", "I am not sure")}}},
	{Name: "keep", Heading: "Who in the police may see this report?", After: "police", Asked: saysPolice,
		Intro: "Professional standards look into what police officers and staff do. A duty inspector is at work at every hour.", Fields: []field{
			{Name: "keep", Shape: radios, Choices: []choice{
				{"no", "Professional standards and the duty inspectors", "Somebody can act on it at once."},
				{"yes", "Professional standards only", "Choose this if a duty inspector may be that person, or close to them. It may wait until they are next at work."},
				{"unsure", "I am not sure", ""}}}}},
	{Name: "name", Heading: "What is your name?", Asked: func(a answers) bool { return !forSomebodyElse(a) }, Fields: []field{
		{Name: "me", Label: "Name", Shape: line, Most: mostLine, Hint: "Whatever you want to be called."},
		{Name: "age", Label: "Age in years", Shape: line, Most: 3, Numeric: true}}},
	{Name: "names", Heading: "What are you both called?", After: "who", Asked: forSomebodyElse, Fields: []field{
		{Name: "me", Label: "Your name", Shape: line, Most: mostLine, Hint: "Whatever you want to be called."},
		{Name: "them", Label: "The name of the person it is happening to", Shape: line, Most: mostLine},
		{Name: "age", Label: "Their age in years", Shape: line, Most: 3, Numeric: true}}},
	{Name: "how", Heading: "How can an officer reach you safely?", Intro: "Choose a way that the other person cannot see or hear.", Fields: []field{
		{Name: "how", Shape: radios, Choices: []choice{{"phone", "Phone call", ""}, {"text", "Text message", ""}, {"email", "E-mail", ""},
			{"through_trusted_person", "Through somebody I trust", ""}, {"none", "I would rather contact you", "We then try to reach you only if somebody may be in danger."}}}}},
	{Name: "reach", Heading: "Where and when is that safe?", After: "how", Asked: mayBeReached, Fields: []field{
		{Name: "number", Label: "Phone number, e-mail address, or name and number of the person you trust", Shape: line, Most: mostLine},
		{Name: "times", Label: "Safe times", Shape: line, Most: mostLine, Hint: "For example: weekdays until three. Leave it empty if any time is safe."}}},
	{Name: "careful", Heading: "What should we be careful about?", After: "how", Asked: mayBeReached, Fields: []field{
		{Name: "message", Label: "May we leave a message?", Shape: radios, Choices: []choice{{"yes", "Yes", ""}, {"no", "No", ""}}},
		{Name: "withheld", Label: "Would a call from a withheld number frighten you?", Shape: radios, Choices: []choice{{"yes", "Yes", ""}, {"no", "No", ""}}},
		{Name: "sees", Label: "What the other person can see or hear", Shape: line, Most: mostLine, Hint: "For example: your phone, your messages, your post."}}},
}

// actChoices are behaviours in the words of whoever they happen to.
var actChoices = []choice{
	{"messages", "Messages, calls or letters that are not wanted", ""},
	{"following", "Following", ""},
	{"watching", "Watching or spying", ""},
	{"turning_up", "Turning up at home, work or elsewhere", ""},
	{"gifts", "Gifts or other things sent or left", ""},
	{"threat_violence", "Threats of violence", ""},
	{"assault", "Violence", ""},
	{"damage", "Damage to belongings", ""},
	{"entry_to_home", "Getting into the home", ""},
	{"tracking", "Knowing or tracking where somebody is", ""},
	{"account_access", "Getting into accounts or a phone", ""},
	{"posting", "Posting about somebody online", ""},
	{"intimate_images", "Sharing, or threatening to share, intimate pictures", ""},
	{"contacting_family", "Contacting family, friends or work", ""},
	{"impersonation", "Pretending to be somebody", ""},
	{"other", "Something else", ""},
}

// relationChoices are relationships in everyday words.
var relationChoices = []choice{
	{string(casefile.FormerPartner), "Former partner", "However short or casual it was."},
	{string(casefile.CurrentPartner), "Partner", ""},
	{string(casefile.Dated), "Somebody dated once or a few times", ""},
	{string(casefile.FamilyMember), "Family", ""},
	{string(casefile.Friend), "Friend, or former friend", ""},
	{string(casefile.Neighbour), "Neighbour", ""},
	{string(casefile.Colleague), "Somebody from work", ""},
	{string(casefile.FellowStudent), "Somebody from school, college or university", ""},
	{string(casefile.Professional), "Somebody met through a job or a service", "For example, a client, a patient or a teacher."},
	{string(casefile.Acquaintance), "Somebody known slightly", ""},
	{string(casefile.Stranger), "A stranger", ""},
}

func stepAt(name string) int {
	return slices.IndexFunc(steps, func(s step) bool { return s.Name == name })
}

func (s step) asked(a answers) bool { return s.Asked == nil || s.Asked(a) }

func (s step) heading(a answers) string {
	if s.Them != "" && forSomebodyElse(a) {
		return s.Them
	}
	return s.Heading
}

// answered reports whether anything was said on a page.
func (s step) answered(a answers) bool {
	return slices.ContainsFunc(s.Fields, func(f field) bool { return a.get(f.Name) != "" })
}

// next is the page after one: the check, len(steps), where all was asked, and where
// somebody came back from it to change one answer and nothing further depends on that.
func next(now int, a answers) int {
	for n := now + 1; n < len(steps); n++ {
		if steps[n].asked(a) && (!a.Reviewed || steps[n].After == steps[now].Name && !steps[n].answered(a)) {
			return n
		}
	}
	return len(steps)
}

// before is the page before one, or -1: the start.
func before(now int, a answers) int {
	for n := now - 1; n >= 0; n-- {
		if steps[n].asked(a) {
			return n
		}
	}
	return -1
}
