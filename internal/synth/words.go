package synth

import (
	"math/rand/v2"
	"strings"

	"foursight/internal/casefile"
)

// Words of invented victims and officers, ours throughout. {a} is the actor's
// first name or "whoever it is", {t} a town, {s} a street.

var openings = map[casefile.Relationship][]string{
	casefile.FormerPartner: {
		"We broke up and {a} has never accepted it.", "I ended things with {a} and moved out to {t}.",
		"{a} and I were together for years. Since I left it has not stopped.", "I thought leaving {a} would be the end of it.",
		"When I told {a} it was over, that was when this started.", "It is my ex, {a}. I do not know where to begin."},
	casefile.Neighbour:    {"{a} lives a few doors down on {s}.", "It is a neighbour. We used to say hello, no more than that."},
	casefile.Colleague:    {"{a} works on the same floor as me.", "I was friendly to {a} at work, the way I am to everybody."},
	casefile.FamilyMember: {"It is hard to say this about family, but it is {a}.", "{a} is a relation of mine. We stopped speaking after a funeral."},
	casefile.Stranger:     {"I had never met {a} before this began.", "I did not know the name at first. I do now, it is {a}."},
	casefile.NotKnown:     {"I do not know who is doing this.", "Somebody is doing this to me and I cannot tell who."},
	"":                    {"I know {a} only a little, through friends.", "{a} is somebody I met a couple of times.", "We were on the same course once. That is all it ever was."},
}

var middles = []string{
	"At first it was messages, dozens in a night, nice one minute and nasty the next.",
	"I see the car at the end of {s} and it is always gone by the time anybody comes.",
	"I have stopped walking home the usual way.",
	"My phone rings and there is just breathing, then it goes dead.",
	"There were flowers left on the step again with no card.",
	"{a} knew I had been to {t} and I had told nobody.",
	"New accounts keep following me. I block one and another one comes.",
	"My manager took me aside because somebody had rung work about me.",
	"I found the back gate open and the bins moved so you could see into the kitchen.",
	"My sister has been getting messages asking where I am living now.",
	"A note came through the door with things about me that only somebody watching would know.",
	"I sleep in the front room now so that I can hear if anyone comes up the path.",
	"The children ask why we never go to the park any more.",
	"I changed my number in the spring and within a week it had started again.",
}

var closings = []string{
	"I feel stupid for ringing, nothing has happened tonight, it is just all of it together.",
	"I have kept most of the messages. Some I deleted because I could not look at them.",
	"I am not sure I want anything done. I want it to stop.",
	"I do not want {a} to know that I have spoken to you.",
	"I am frightened of what comes next.",
	"Please do not put a note through the door.",
	"I have started writing the dates down.",
	"My friend said I should tell you, so I am telling you.",
}

// account is what a victim said, made of several of its sentences.
func account(r *rand.Rand, rel casefile.Relationship, actor string) casefile.Text {
	from, ok := openings[rel]
	if !ok {
		from = openings[""]
	}
	parts := []string{pick(r, from)}
	for _, i := range r.Perm(len(middles))[:2+r.IntN(3)] {
		parts = append(parts, middles[i])
	}
	return casefile.Text(fill(r, strings.Join(append(parts, pick(r, closings)), " "), actor))
}

func fill(r *rand.Rand, words, actor string) string {
	if strings.HasPrefix(words, "{a}") && actor == nobody {
		words = "Whoever it is" + strings.TrimPrefix(words, "{a}")
	}
	return strings.NewReplacer("{a}", actor, "{t}", pick(r, towns), "{s}", pick(r, streets)).Replace(words)
}

// say fills in words that others wrote about the victim.
func (s *Story) say(words string) casefile.Text {
	they := []string{"{they}", "she", "{them}", "her", "{their}", "her", "{theirs}", "hers", "{They}", "She"}
	if s.victim.Details.Sex.Value == "male" {
		they = []string{"{they}", "he", "{them}", "him", "{their}", "his", "{theirs}", "his", "{They}", "He"}
	}
	return casefile.Text(strings.NewReplacer(they...).Replace(fill(s.r, words, s.actorName)))
}

const nobody = "whoever it is"

// conductOf is one sort of act: what it is coded as and how it reads.
type conductOf struct {
	Behaviours []string
	Channel    casefile.Channel
	Target     casefile.Target
	What       []string
	Repeats    bool // may be a spell rather than one act
	Rare       bool // grave: in few courses of conduct
}

var conducts = []conductOf{
	{Behaviours: []string{"messages", "contact"}, Channel: casefile.ChanApp, Repeats: true, What: []string{"A run of messages late at night, pleading and then abusive.", "Messages asking who {they} was with; answered none.", "Long message about the past, sent from a new number."}},
	{Behaviours: []string{"repeated_calls"}, Channel: casefile.ChanPhone, Repeats: true, What: []string{"Missed calls through the evening, one after another.", "Calls to the landline as well after the mobile was switched off."}},
	{Behaviours: []string{"silent_calls"}, Channel: casefile.ChanPhone, Repeats: true, What: []string{"Withheld calls with nobody speaking."}},
	{Behaviours: []string{"turning_up"}, Channel: casefile.ChanInPerson, What: []string{"Was standing outside the workplace at the end of the shift.", "Came to the door and would not leave until a neighbour came out.", "Appeared at the gym, although it was a new one."}},
	{Behaviours: []string{"following"}, Channel: casefile.ChanInPerson, What: []string{"Followed on foot from the bus stop as far as the corner shop.", "Same car behind for most of the drive home."}},
	{Behaviours: []string{"driving_past", "watching"}, Channel: casefile.ChanInPerson, Repeats: true, What: []string{"Car driven slowly past the house several times.", "Parked opposite with the lights off."}},
	{Behaviours: []string{"loitering"}, Channel: casefile.ChanInPerson, Repeats: true, What: []string{"Seen hanging about near the school gate."}},
	{Behaviours: []string{"gifts"}, Channel: casefile.ChanGift, What: []string{"Flowers on the step, no card.", "A parcel with a photograph of the two of them from years ago."}},
	{Behaviours: []string{"false_profile", "monitoring"}, Channel: casefile.ChanSocial, Repeats: true, What: []string{"A new profile with no friends viewed every story within minutes.", "Profile in a made-up name commented on pictures of the house."}},
	{Behaviours: []string{"posting", "humiliating"}, Channel: casefile.ChanSocial, What: []string{"Posted about {them} in a local group and named the street."}},
	{Behaviours: []string{"contacting_family"}, Channel: casefile.ChanThird, Target: "secondary_victim", What: []string{"Rang the victim's mother asking for the new address.", "Messaged {their} brother with accusations."}},
	{Behaviours: []string{"contacting_work"}, Channel: casefile.ChanEmail, Target: "employer", What: []string{"Complaint about {them} sent to {their} manager, all of it untrue."}},
	{Behaviours: []string{"claims_knowledge_of_movements"}, Channel: casefile.ChanText, What: []string{"Text saying the coat suited {them}, sent while {they} was out in it."}},
	{Behaviours: []string{"tracking"}, Channel: casefile.ChanTracker, What: []string{"Tag found taped under the wheel arch by the garage."}, Rare: true},
	{Behaviours: []string{"account_access"}, Channel: casefile.ChanDevice, What: []string{"Sign-in to {their} mail from a device that is not {theirs}."}},
	{Behaviours: []string{"property_interference"}, Channel: casefile.ChanProperty, Target: "property", What: []string{"Gate left open and plant pots moved about during the night.", "Door lock filled with glue."}},
	{Behaviours: []string{"damage"}, Channel: casefile.ChanProperty, Target: "property", What: []string{"Tyre let down on the drive; second time in a month."}},
	{Behaviours: []string{"threat_violence"}, Channel: casefile.ChanApp, What: []string{"Message saying that {they} would regret it if {they} went out with anybody else."}},
	{Behaviours: []string{"threat_self_harm"}, Channel: casefile.ChanPhone, What: []string{"Said in a voicemail that it would be {their} fault if anything happened."}},
	{Behaviours: []string{"assault", "approaching"}, Channel: casefile.ChanInPerson, What: []string{"Took hold of {their} arm in the car park until a passer-by shouted."}, Rare: true},
	{Behaviours: []string{"signing_up"}, Channel: casefile.ChanEmail, Repeats: true, What: []string{"Takeaway orders and sales visits arranged in {their} name."}},
	{Behaviours: []string{"anniversary_act", "messages"}, Channel: casefile.ChanPost, What: []string{"Card through the post on what would have been the anniversary."}},
}

var changes = []casefile.Change{"route_or_routine", "phone_or_accounts", "security_at_home", "stopped_going_out", "childrens_routine", "health_or_sleep", "work_or_study", "moved_home"}

var impacts = []string{"Checks the locks several times a night and has been signed off work.", "Says that {they} no longer answers any call {they} does not know.",
	"Has moved in with a relative for now.", "Sleeping badly; flinches at cars slowing down.", "Keeps the curtains shut in the day."}

var saidTimes = []string{"some evening that week", "a Tuesday or Wednesday, not sure", "around the time the clocks changed", "while I was on lates", "over that weekend"}

const noVoicemail = "Do not leave voicemail: the account may be shared."

var cautions = []string{noVoicemail, "Marked cars outside will be noticed by the suspect's family.", "Children pick up the phone after school.", ""}

var riskReasons = map[casefile.Grade]string{
	casefile.Standard: "Contact is wearing thin, nothing in person, and the suspect has kept away since being spoken to.",
	casefile.Medium:   "Persistent over weeks with a mixture of online contact and turning up; no threat made so far.",
	casefile.High:     "Escalating in person after separation, knows {their} movements, and has spoken of ending things for both of them.",
}
