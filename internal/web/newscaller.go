package web

import (
	"net/http"
	"net/url"

	"foursight/internal/casefile"
	"foursight/internal/web/ui"
)

// Before anything is read out whoever has the call finds out who is calling: the
// person they are most afraid of knows their name, their date of birth and the
// number of the case (ux-security T1; practice 3.10).

// fieldWord is the word a caller gave, where it is to be held against the one agreed.
const fieldWord = "word"

// fieldSure carries from the page that held the word against the one agreed that it was.
const fieldSure = "sure"

// caller is what is known of who is calling.
type caller struct {
	agreed []casefile.PersonID // with whom a word was agreed
	asked  bool                // a word was given
	is     casefile.PersonID   // whose word it was; empty for nobody's
}

// caller asks who is calling, or says what came of asking.
func (n *news) callerCheck() ui.Component {
	data := struct {
		Right, Wrong string
		None         bool
		Ask          ui.Component
		Words        []agreedWord
	}{None: len(n.who.agreed) == 0, Words: n.words()}
	switch {
	case data.None:
	case n.who.is != "":
		data.Right = n.nameOf(n.who.is)
	default:
		if n.who.asked {
			data.Wrong = "That is not the word that was agreed"
		}
		data.Ask = postForm{"/case/" + url.PathEscape(n.Ref) + "/news", ui.Stack{
			ui.Input{ID: "f-word", Name: fieldWord, Classes: "govuk-input--width-10", Autocomplete: "off", Spellcheck: "false", Autocapitalize: "none",
				Label: ui.Label{Text: "The word they give", Classes: "govuk-label--s"}, Hint: ui.Hint{Text: "A word was agreed with their safe contact. Ask for it; do not offer it. Each try is recorded."}},
			ui.Button{Text: "Check the word", Classes: "govuk-button--secondary"}}}
	}
	return draw("news-caller", data)
}

// agreedWord is the word by which somebody knows that it is police who ring.
type agreedWord struct {
	Who  string       // empty where there is one person alone
	Word ui.Component // empty where it is kept from the visitor
}

// words are for whoever rings them: the word is said first, before anything else is. It
// is shown when it is asked for, and that is recorded.
func (n *news) words() []agreedWord {
	var out []agreedWord
	for _, id := range n.who.agreed {
		w := agreedWord{}
		if len(n.who.agreed) > 1 || len(n.victims()) > 1 {
			w.Who = n.nameOf(id)
		}
		if p := n.Person(id); n.Can(casefile.ClassContact) && p != nil && p.SafeContact != nil && p.SafeContact.Data.CodeWord != "" {
			w.Word = draw("word", n.masked(wordKey(id), "code word", string(p.SafeContact.Data.CodeWord)))
		}
		out = append(out, w)
	}
	return out
}

// wordKey says which word was asked for, from the page of the news.
func wordKey(id casefile.PersonID) string { return "news/" + string(id) + "/code_word/0" }

// newsWord holds the word a caller gave against the one agreed.
func (s *Server) newsWord(n *news, given string) (answer, error) {
	agreed, is, err := s.svc.CallerWord(n.visit.Context(), n.visit.viewer, n.Ref, given)
	if err != nil {
		return answer{}, err
	}
	n.who = caller{agreed: agreed, asked: given != "", is: is}
	if n.who.asked && is == "" {
		n.values.Set(fieldNotThem, "yes")
	}
	n.values.Set(fieldEntry, newEntryID())
	if is != "" {
		n.values.Set("person", string(is))
		n.values.Set(fieldSure, string(is))
	}
	a, err := n.page(http.StatusOK)
	if err != nil || !n.who.asked {
		return a, err
	}
	for i := range a.looks {
		a.looks[i].Reason = "the word a caller gave: not the one agreed"
		if is != "" {
			a.looks[i].Reason = "the word a caller gave: the one agreed"
		}
	}
	return a, nil
}
