package lexicon

import (
	"bytes"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed data/around-names.yaml
var aroundNames []byte

// around are the small words that people say around a name.
var around = sync.OnceValue(func() (out struct{ Words, Ends []string }) {
	dec := yaml.NewDecoder(bytes.NewReader(aroundNames))
	dec.KnownFields(true)
	if err := dec.Decode(&out); err != nil {
		panic(err) // embedded and tested: cannot happen in a built binary
	}
	return out
})

// Spoken reports whether a line has a small word of speech in it.
func Spoken(line string) bool {
	return slices.ContainsFunc(strings.Fields(line), func(w string) bool { return slices.Contains(around().Words, plainWord(w)) })
}

// Named are what a line holds beside the small words of speech, as it was typed: “my ex
// Gethin Invented” holds “Gethin Invented”, “Ffion says Gethin rings” holds two. A line
// without such a word is one; one of such words alone holds nothing.
func Named(line string) []string {
	if !Spoken(line) {
		return []string{line}
	}
	var out, run []string
	end := func() {
		for len(run) > 0 && slices.Contains(around().Ends, plainWord(run[0])) {
			run = run[1:]
		}
		for len(run) > 0 && slices.Contains(around().Ends, plainWord(run[len(run)-1])) {
			run = run[:len(run)-1]
		}
		if name := strings.Trim(strings.Join(run, " "), " ,.;:!?"); name != "" {
			out = append(out, name)
		}
		run = nil
	}
	for w := range strings.FieldsSeq(line) {
		if slices.Contains(around().Words, plainWord(w)) {
			end()
			continue
		}
		run = append(run, w)
	}
	end()
	return out
}

// plainWord is a word as the list has it: without marks at its ends, and not somebody's
// (“my ex’s”).
func plainWord(w string) string {
	w = strings.ToLower(strings.ReplaceAll(strings.Trim(w, "\"“”'‘’(),.;:!?-–"), "’", "'"))
	if w == "it's" || w == "he's" || w == "she's" || w == "name's" || w == "who's" {
		return w
	}
	return strings.TrimSuffix(w, "'s")
}
