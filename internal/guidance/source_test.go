package guidance

import (
	"os"
	"strings"
	"testing"
)

const sourceText = `Front matter

Contents
1. Overview	5
1.1. Terms.....	6

1. Overview

The first paragraph, with a [link](https://example.org/a).
- a   bullet

1.1. Terms
2 people or more.
1.2. Scope
Last one.
2. Another part
3.1. is quoted here and is not a heading.
`

func TestSourceNumbersParagraphsBySection(t *testing.T) {
	got, err := Source(strings.NewReader(sourceText))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range got {
		names = append(names, p.Section+"#"+string(rune('0'+p.Number)))
	}
	if want := "1#1 1#2 1.1#1 1.2#1 2#1"; strings.Join(names, " ") != want {
		t.Errorf("got %v, want %s", names, want)
	}
}

func TestSourceHashesAgreeAcrossCopies(t *testing.T) {
	other := strings.NewReplacer("[link](https://example.org/a)", "link", "- a   bullet", "• a bullet").Replace(sourceText)
	a, err := Source(strings.NewReader(sourceText))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Source(strings.NewReader(other))
	if err != nil {
		t.Fatal(err)
	}
	for i := range a {
		if a[i] != b[i] {
			t.Errorf("paragraph %d: %v and %v", i, a[i], b[i])
		}
	}
	c, err := Source(strings.NewReader(strings.Replace(sourceText, "Last one", "Last ones", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if c[3].SHA256 == a[3].SHA256 || c[2].SHA256 != a[2].SHA256 {
		t.Error("want one changed paragraph to change one hash")
	}
}

func TestSourceWithoutSectionsIsRefused(t *testing.T) {
	if _, err := Source(strings.NewReader("only words\n")); err == nil {
		t.Error("want an error")
	}
}

// The guidance text itself is not part of the product; where a copy is named,
// every section of it is found.
func TestSourceOnACopyOfTheGuidance(t *testing.T) {
	name := os.Getenv("FOURSIGHT_GUIDANCE_TEXT")
	if name == "" {
		return
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := Source(f)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, p := range got {
		counts[p.Section]++
	}
	for _, s := range sortedKeys(counts) {
		t.Logf("%s: %d", s, counts[s])
	}
	if counts["4.1"] == 0 || counts["9.8"] == 0 || counts["5.7.3"] == 0 {
		t.Errorf("sections found: %v", sortedKeys(counts))
	}
}
