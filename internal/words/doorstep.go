package words

// Doorstep is what a responder is offered to say at the door, and the card that
// says it without a signal. Nobody has to use it, and nothing of it is recorded.
type Doorstep struct {
	Instead []Instead           `yaml:"instead"`
	Ask     map[string][]string `yaml:"ask"` // by page: open questions to say aloud
	Images  CardPart            `yaml:"images"`
	Card    []CardPart          `yaml:"card"`
}

// Instead is something better not said, and what to say in its place. Cite is the
// section of the guidance it rests on: "APP 4.1".
type Instead struct {
	On    string `yaml:"on"` // the page it is shown on
	Avoid string `yaml:"avoid"`
	Say   string `yaml:"say"`
	Cite  string `yaml:"cite"`
}

// CardPart is one part of the prompt card, with the sections it rests on.
type CardPart struct {
	Title string   `yaml:"title"`
	Ask   string   `yaml:"ask"` // a question before its lines; may be empty
	Lines []string `yaml:"lines"`
	Cite  string   `yaml:"cite"`
}

// Doorstep is the wording for the door. A language without it has the English.
func (b *Book) Doorstep() Doorstep {
	if len(b.door.Card) == 0 && b.below != nil {
		return b.below.Doorstep()
	}
	return b.door
}

// InsteadOn are the things better not said on one page.
func (d Doorstep) InsteadOn(page string) []Instead {
	var out []Instead
	for _, x := range d.Instead {
		if x.On == page {
			out = append(out, x)
		}
	}
	return out
}
