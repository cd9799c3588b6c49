package words

// SelfReport is what the public's report form says. Text in {braces} is filled in by
// the form.
type SelfReport struct {
	Title    string             `yaml:"title"`
	NotShown string             `yaml:"not_shown"` // all that is said where no page can be drawn
	Reminder string             `yaml:"reminder"`  // below every question
	Start    FormStart          `yaml:"start"`
	Buttons  FormButtons        `yaml:"buttons"`
	Answers  map[string]string  `yaml:"answers"` // choices that several pages offer in the same words
	Pages    map[string]FormAsk `yaml:"pages"`
	Wrong    FormWrong          `yaml:"wrong"`
	Danger   Notice             `yaml:"danger"`
	Check    FormCheck          `yaml:"check"`
	Done     FormDone           `yaml:"done"`
	Notices  FormNotices        `yaml:"notices"`
	Wait     FormWait           `yaml:"wait"`
}

// FormStart is the first page.
type FormStart struct {
	Danger       string   `yaml:"danger"`
	Lines        []string `yaml:"lines"`
	How          string   `yaml:"how"`
	HowLines     []string `yaml:"how_lines"`
	Watched      string   `yaml:"watched"`
	Leave        string   `yaml:"leave"`
	LeaveByKey   string   `yaml:"leave_by_key"` // shown only where script runs
	WatchedLines []string `yaml:"watched_lines"`
}

// FormButtons are what is pressed.
type FormButtons struct {
	Start    string `yaml:"start"`
	Continue string `yaml:"continue"`
	Rather   string `yaml:"rather"` // not answer
	Back     string `yaml:"back"`
	GoOn     string `yaml:"go_on"`
	Send     string `yaml:"send"`
	Change   string `yaml:"change"`
	ToStart  string `yaml:"to_start"`
	Again    string `yaml:"again"`
}

// FormAsk is one page: one question. Them is the question where somebody else is
// reported for, empty where it reads the same.
type FormAsk struct {
	Asks    string               `yaml:"asks"`
	Them    string               `yaml:"them"`
	Hint    string               `yaml:"hint"`
	Choices map[string]codeWords `yaml:"choices"`
}

// Choice is a choice of a page and one sentence more about it; empty for one that has
// no words.
func (s SelfReport) Choice(page, value string) (label, hint string) {
	if w, ok := s.Pages[page].Choices[value]; ok {
		return w.Label, w.Hint
	}
	return s.Answers[value], ""
}

// FormWrong says why an answer cannot be kept.
type FormWrong struct {
	TooLong string `yaml:"too_long"`
	TooMany string `yaml:"too_many"`
	NoAge   string `yaml:"no_age"`
	Nothing string `yaml:"nothing"`
}

// FormCheck is the page before a report is sent. NoWay is said again at the end.
type FormCheck struct {
	Title       string `yaml:"title"`
	Before      string `yaml:"before"`
	NotAnswered string `yaml:"not_answered"`
	Rather      string `yaml:"rather"`
	NoWay       string `yaml:"no_way"`
	AddOne      string `yaml:"add_one"`
}

// FormDone is the last page.
type FormDone struct {
	Title        string   `yaml:"title"`
	Reference    string   `yaml:"reference"`
	Told         string   `yaml:"told"`
	Spoken       string   `yaml:"spoken"`
	Late         string   `yaml:"late"` // {when}: an hour and a day
	NoWay        string   `yaml:"no_way"`
	Rather       string   `yaml:"rather"`
	Call         string   `yaml:"call"`
	NothingSent  string   `yaml:"nothing_sent"`
	About        string   `yaml:"about"`
	AboutLines   []string `yaml:"about_lines"`
	Changes      string   `yaml:"changes"`
	ChangesLines []string `yaml:"changes_lines"`
}

// Notice is a page that asks nothing.
type Notice struct {
	Title string   `yaml:"title"`
	Lines []string `yaml:"lines"`
}

// FormNotices are the pages that end or interrupt the form.
type FormNotices struct {
	Closed         Notice `yaml:"closed"`
	TooLarge       Notice `yaml:"too_large"`
	NotFound       Notice `yaml:"not_found"`
	Elsewhere      Notice `yaml:"elsewhere"`
	Busy           Notice `yaml:"busy"`
	TooMany        Notice `yaml:"too_many"`
	SentBefore     Notice `yaml:"sent_before"`
	TooManyReports Notice `yaml:"too_many_reports"`
	NotKnown       Notice `yaml:"not_known"`
	NotSent        Notice `yaml:"not_sent"`
}

// FormWait is how long somebody is asked to wait, inside a sentence.
type FormWait struct {
	Second  string `yaml:"second"`
	Seconds string `yaml:"seconds"`
	Minute  string `yaml:"minute"`
	Minutes string `yaml:"minutes"`
}

// SelfReport is the wording of the public's report form. A language without it has
// the English.
func (b *Book) SelfReport() SelfReport {
	if len(b.form.Pages) == 0 && b.below != nil {
		return b.below.SelfReport()
	}
	return b.form
}
