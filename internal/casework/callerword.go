package casework

import (
	"context"
	"strings"
	"unicode"

	"foursight/internal/access"
	"foursight/internal/casefile"
)

// A caller is who they say where they give the word that was agreed with the safe
// contact. Whoever has the call is told whether it is the word, and never the word:
// the page they read it from would give it to anybody who looks over a shoulder.

// CallerWord reports with whom a word was agreed on a case that the viewer answers a
// call about, and with which of them the word given was: empty where it is none of
// theirs. Case, spacing and marks say nothing. ErrNoCase where they may not see it.
// The look, right or wrong, is recorded by the caller.
func (s *Service) CallerWord(ctx context.Context, v access.Viewer, ref, given string) (agreed []casefile.PersonID, of casefile.PersonID, err error) {
	l, err := s.named(ctx, v, ref)
	if err != nil {
		return nil, "", err
	}
	if p, ok := access.ToCase(v, l.c); !ok || p.Basis == access.SharedWith {
		return nil, "", ErrNoCase
	}
	for i := range l.c.Persons.Items {
		p := &l.c.Persons.Items[i]
		if p.SafeContact == nil || spoken(string(p.SafeContact.Data.CodeWord)) == "" {
			continue
		}
		agreed = append(agreed, casefile.PersonID(p.ID))
		if spoken(string(p.SafeContact.Data.CodeWord)) == spoken(given) {
			of = casefile.PersonID(p.ID)
		}
	}
	return agreed, of, nil
}

// spoken is a word as two people would say it to one another.
func spoken(word string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, word))
}
