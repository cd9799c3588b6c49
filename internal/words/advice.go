package words

// AdviceBook is advice that may be offered, by situation and by service or device,
// and what to do where somebody has given advice the guidance cautions against.
type AdviceBook struct {
	Situations []Situation `yaml:"situations"`
	Offer      []Advised   `yaml:"offer"`
	Platforms  []Advised   `yaml:"platforms"`
	Cautioned  []Cautioned `yaml:"cautioned"`
	Sheet      Sheet       `yaml:"sheet"`
}

// Sheet is the wording of a plan on paper, in plain words and in Easy Read. Telling
// are beginnings of words that would show a finder that police are involved, Hiding of
// those that would show where somebody has gone.
type Sheet struct {
	Plain   SheetWords `yaml:"plain"`
	Easy    SheetWords `yaml:"easy"`
	Telling []string   `yaml:"telling"`
	Hiding  []string   `yaml:"hiding"`

	Pictures []Picture `yaml:"pictures"`
}

// Picture is a small drawing of our own, beside lines of Easy Read. Key names its file
// among the assets; Alt is what it shows, in words that tell a finder nothing.
type Picture struct {
	Key string `yaml:"key"`
	Alt string `yaml:"alt"`
}

// PictureOf finds a picture; the zero Picture for a key that is none.
func (s Sheet) PictureOf(key string) Picture {
	for _, p := range s.Pictures {
		if p.Key == key {
			return p
		}
	}
	return Picture{}
}

// SheetWords are the headings of a plan on paper, what it says of an emergency, and
// the two lines that stand on it only where the person chose that it may say who it
// is from. From names {force}, Call names {ref}.
type SheetWords struct {
	Title       string   `yaml:"title"`
	Do          string   `yaml:"do"`
	Others      string   `yaml:"others"`
	Help        string   `yaml:"help"`
	Afraid      string   `yaml:"afraid"`
	AfraidLines []string `yaml:"afraid_lines"`
	From        string   `yaml:"from"`
	Call        string   `yaml:"call"`
}

// Situation is a circumstance that advice is for. Key is one of the program's own.
type Situation struct {
	Key   string `yaml:"key"`
	Title string `yaml:"title"`
}

// Advised is one piece of advice. Code is an AdviceCode; Platform, where it is about
// one service or device, a Platform code. Cite is the section it rests on.
type Advised struct {
	Code     string   `yaml:"code"`
	Platform string   `yaml:"platform"`
	When     []string `yaml:"when"`    // keys of situations
	Picture  string   `yaml:"picture"` // key of the picture beside it in Easy Read
	First    string   `yaml:"first"`   // what to ask or know before it is given; may be empty
	Say      string   `yaml:"say"`     // for whoever gives it
	Plain    string   `yaml:"plain"`   // on paper, to the person
	Easy     []string `yaml:"easy"`    // in Easy Read: one idea a line
	Cite     string   `yaml:"cite"`
}

// Key tells one piece from another.
func (a Advised) Key() string { return a.Code + "/" + a.Platform }

// Cautioned is advice the guidance says not to give, for where somebody has: why,
// and what to do next without blame.
type Cautioned struct {
	Code string   `yaml:"code"`
	Why  string   `yaml:"why"`
	Next []string `yaml:"next"`
	Cite string   `yaml:"cite"`
}

// Advice is the wording of advice. A language without it has the English.
func (b *Book) Advice() AdviceBook {
	if len(b.advice.Offer) == 0 && b.below != nil {
		return b.below.Advice()
	}
	return b.advice
}
