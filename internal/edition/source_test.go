package edition_test

import (
	"os"
	"testing"

	"go.yaml.in/yaml/v3"

	"foursight/internal/edition"
	"foursight/internal/guidance"
)

type sourceFile []struct {
	Instrument string              `yaml:"instrument"`
	Sections   map[string][]string `yaml:"sections"`
}

func hashes(t *testing.T) map[string][]string {
	t.Helper()
	f, err := edition.Files().Open("sources.yaml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out sourceFile
	if err := yaml.NewDecoder(f).Decode(&out); err != nil {
		t.Fatal(err)
	}
	if len(out) != 1 || out[0].Instrument != "app-sh" {
		t.Fatalf("sources.yaml is about %+v, want app-sh alone", out)
	}
	return out[0].Sections
}

// Hashes and nothing else: 64 hexadecimal digits each, for every section cited.
func TestSourcesHoldHashesOnly(t *testing.T) {
	sections := hashes(t)
	for name, list := range sections {
		for i, h := range list {
			if len(h) != 64 {
				t.Errorf("section %s paragraph %d is %q, want a hash", name, i+1, h)
			}
		}
	}
	for _, c := range withFernshire(t).Clauses {
		for _, cite := range append(append([]guidance.Citation{}, c.Cite...), c.Also...) {
			if cite.Instrument == "app-sh" && (cite.Para < 1 || cite.Para > len(sections[cite.Section])) {
				t.Errorf("%s cites %s, which sources.yaml does not have", c.Key, cite)
			}
		}
	}
}

// The guidance itself is no part of the product. Where somebody's own copy is
// named, the edition has to have been made from the same text.
func TestSourcesMatchACopyOfTheGuidance(t *testing.T) {
	name := os.Getenv("FOURSIGHT_GUIDANCE_TEXT")
	if name == "" {
		return
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	paragraphs, err := guidance.Source(f)
	if err != nil {
		t.Fatal(err)
	}
	want := hashes(t)
	n := 0
	for _, p := range paragraphs {
		n++
		if list := want[p.Section]; p.Number > len(list) || list[p.Number-1] != p.SHA256 {
			t.Errorf("section %s paragraph %d differs from the text the edition was made from", p.Section, p.Number)
		}
	}
	kept := 0
	for _, list := range want {
		kept += len(list)
	}
	if n != kept {
		t.Errorf("the copy has %d paragraphs, the edition %d", n, kept)
	}
}
