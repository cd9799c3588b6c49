package words

import (
	"regexp"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/lexicon"
)

// openly is how a question begins that leaves the answer to the person asked.
var openly = regexp.MustCompile(`^(Tell me|Explain|Describe|What|How) `)

// leading are words that put an answer into somebody's mouth or ask for a reason.
var leading = regexp.MustCompile(`(?i)\b(did (he|she|they)|was it|were you|isn't|didn't|why|do you think|is it true|must have|surely)\b`)

// Practice 1.15: prompts after an account are open questions, never leading.
func TestQuestionsAfterAnAccountAreOpen(t *testing.T) {
	book := For("en")
	for _, code := range casefile.Behaviour("").Codes() {
		ask := book.Code("OpenQuestion", code)
		if !openly.MatchString(ask) || leading.MatchString(ask) {
			t.Errorf("%s: %q is not an open question", code, ask)
		}
	}
}

func TestEveryCautionHasANoteInWholeSentences(t *testing.T) {
	for _, code := range lexicon.Caution("").Codes() {
		if hint := For("en").CodeHint("Caution", code); len(hint) < 40 {
			t.Errorf("%s: the note is %q", code, hint)
		}
	}
}
