package linkage

// Short names people go by. A name and the short forms of it meet as if they sounded
// alike: Liz may be Elizabeth, and is not her by that alone. General knowledge, and no
// list of all; forms that belong to two names (Alex, Chris, Sam) join both.
var shortForms = [][]string{
	{"abigail", "abby", "abbie", "gail"}, {"alexander", "alexandra", "alex", "alec", "alexis", "sandy", "xander"}, {"alfred", "alfie", "alf", "fred", "freddie", "frederick"},
	{"andrew", "andy", "andrea", "drew"}, {"anthony", "tony", "ant", "antony", "antonia", "toni"}, {"barbara", "barb", "babs"}, {"benjamin", "ben", "benny"},
	{"catherine", "katherine", "kathryn", "kate", "katie", "cathy", "kathy", "kath", "cath"}, {"charles", "charlie", "chas", "charlotte", "lottie"},
	{"christopher", "christine", "christina", "chris", "kris", "tina", "chrissie"}, {"daniel", "danielle", "dan", "danny", "dani"}, {"david", "dave", "davy", "dai"},
	{"deborah", "debra", "debbie", "deb"}, {"dorothy", "dot", "dottie"}, {"edward", "ed", "eddie", "ned", "ted", "teddy", "edwin", "edmund"},
	{"elizabeth", "liz", "lizzie", "beth", "betty", "eliza", "libby", "elisabeth", "bethan", "bethany"}, {"gareth", "gaz", "gary"}, {"geoffrey", "jeffrey", "geoff", "jeff"},
	{"gregory", "greg"}, {"harold", "harry", "henry", "hal"}, {"jacqueline", "jackie", "jacqui"}, {"jacob", "jake"}, {"james", "jim", "jimmy", "jamie"},
	{"jennifer", "jen", "jenny"}, {"jessica", "jess", "jessie"}, {"john", "jack", "johnny", "jon", "jonathan"}, {"joseph", "josephine", "joe", "joey", "jo", "joanna", "joanne"},
	{"joshua", "josh"}, {"judith", "judy", "jude"}, {"kenneth", "ken", "kenny"}, {"kimberley", "kim"}, {"lawrence", "laurence", "larry", "laurie"}, {"leonard", "len", "lenny", "leo"},
	{"louis", "lewis", "lou", "louise", "louie"}, {"margaret", "maggie", "meg", "peggy", "megan", "marge"}, {"matthew", "matt"}, {"michael", "mike", "mick", "mickey", "michelle", "shelly"},
	{"mohammed", "mohammad", "muhammad", "mohamed", "muhammed", "mo"}, {"nathan", "nathaniel", "nate"}, {"nicholas", "nicola", "nick", "nicky", "nikki", "nicole"}, {"oliver", "olivia", "ollie", "liv"},
	{"pamela", "pam"}, {"patrick", "patricia", "pat", "paddy", "trish", "tricia"}, {"peter", "pete"}, {"philip", "phillip", "phil", "philippa", "pippa", "pip"}, {"rebecca", "becky", "becca", "bex"},
	{"richard", "rich", "rick", "ricky", "dick", "richie"}, {"robert", "roberta", "rob", "bob", "robbie", "bobby", "bert"}, {"ronald", "ron", "ronnie"}, {"samuel", "samantha", "sam", "sammy"},
	{"sarah", "sally", "sara"}, {"stephen", "steven", "steve", "stevie", "stephanie", "steph"}, {"stuart", "stewart", "stu"}, {"susan", "suzanne", "sue", "susie", "suzie"},
	{"terence", "terry", "theresa", "teresa", "tess"}, {"thomas", "tom", "tommy"}, {"timothy", "tim"}, {"victoria", "vicky", "vicki", "tori", "victor", "vic"}, {"vincent", "vince", "vinny"},
	{"william", "will", "bill", "billy", "willy", "liam"}, {"zachary", "zach", "zak"},
}

var fullName = func() map[string]string {
	out := map[string]string{}
	for _, forms := range shortForms {
		for _, f := range forms {
			out[f] = forms[0]
		}
	}
	return out
}()

// heard is how a word of a name sounds, whichever form of the name it is.
func heard(w string) string {
	if full := fullName[w]; full != "" {
		return Sound(full)
	}
	return Sound(w)
}
