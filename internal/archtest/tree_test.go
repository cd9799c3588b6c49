package archtest

import (
	"bytes"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/mod/modfile"
)

// tracked returns the paths git tracks that are present, relative to the
// repository with forward slashes.
func tracked(t *testing.T, patterns ...string) []string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"ls-files", "-z", "--"}, patterns...)...)
	cmd.Dir = repository(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	var present []string
	for _, path := range strings.Split(strings.TrimRight(string(out), "\x00"), "\x00") {
		if info, err := os.Stat(filepath.Join(cmd.Dir, path)); err == nil && info.Mode().IsRegular() {
			present = append(present, path)
		}
	}
	if len(present) == 0 {
		t.Fatalf("git tracks nothing for %v: nothing would be checked", patterns)
	}
	return present
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(repository(t), path))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// machinePath matches absolute paths that hold on one machine only: somebody's
// home, a working folder, a scratch folder. Each begins the word it stands in,
// so that an address or a relative path with such a part does not match.
var machinePath = regexp.MustCompile("(?:^|[\\s\"'`(=,:<])(/(?:work|farm|home|root|Users|tmp|mnt|opt|workspace|private|data|srv)/[A-Za-z0-9._-][^\\s\"'`)>]*)")

func machinePaths(text []byte) []string {
	var found []string
	for _, match := range machinePath.FindAllSubmatch(text, -1) {
		found = append(found, string(match[1]))
	}
	return found
}

func TestTrackedFilesNameNoMachinePath(t *testing.T) {
	for _, path := range tracked(t) {
		text := read(t, path)
		if !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0 || strings.HasPrefix(path, "internal/archtest/") {
			continue // a picture or an export; or this test's own examples
		}
		for _, found := range machinePaths(text) {
			t.Errorf("%s names %s: say it relative to the repository, or make it a setting", path, found)
		}
	}
}

func TestMachinePathsAreToldFromOthers(t *testing.T) {
	tests := map[string]int{
		`open("/home/sam/cases.db")`:              1,
		"see /" + "tmp/out.json and /" + "work/x": 2,
		"https://example.org/home/page":           0,
		"internal/work/item":                      0,
		`mux.Handle("GET /work", h)`:              0,
		`#!/usr/bin/env bash`:                     0,
		`/usr/lib/postgresql holds programs`:      0,
	}
	for text, want := range tests {
		if got := machinePaths([]byte(text)); len(got) != want {
			t.Errorf("%q: found %v; want %d", text, got, want)
		}
	}
}

var (
	markdownLink = regexp.MustCompile(`!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)`)
	linkTarget   = regexp.MustCompile(`(?m)^\s*\[[^\]^]+\]:\s+<?(\S+?)>?\s*$`)
	codeFence    = regexp.MustCompile("(?ms)^\\s*(```|~~~).*?^\\s*(```|~~~)\\s*$")
	codeSpan     = regexp.MustCompile("`[^`\n]*`")
	heading      = regexp.MustCompile(`(?m)^#{1,6}\s+(.+?)\s*#*\s*$`)
	explicitID   = regexp.MustCompile(`<a\s+(?:id|name)="([^"]+)"`)
	notInAnchor  = regexp.MustCompile(`[^\p{L}\p{N}\s_-]`)
)

// links returns the targets a Markdown text points at, code left out.
func links(text string) []string {
	text = codeSpan.ReplaceAllString(codeFence.ReplaceAllString(text, ""), "")
	var targets []string
	for _, pattern := range []*regexp.Regexp{markdownLink, linkTarget} {
		for _, match := range pattern.FindAllStringSubmatch(text, -1) {
			targets = append(targets, match[1])
		}
	}
	return targets
}

// anchors returns the fragments a Markdown text can be entered at, formed as
// the usual renderers form them.
func anchors(text string) []string {
	var ids []string
	for _, match := range heading.FindAllStringSubmatch(codeFence.ReplaceAllString(text, ""), -1) {
		id := notInAnchor.ReplaceAllString(strings.ToLower(match[1]), "")
		ids = append(ids, strings.ReplaceAll(id, " ", "-"))
	}
	for _, match := range explicitID.FindAllStringSubmatch(text, -1) {
		ids = append(ids, match[1])
	}
	return ids
}

func TestMarkdownLinksResolve(t *testing.T) {
	checked := 0
	for _, path := range tracked(t, "*.md") {
		for _, target := range links(string(read(t, path))) {
			u, err := url.Parse(target)
			if err != nil {
				t.Errorf("%s links to %q: %v", path, target, err)
				continue
			}
			if u.Scheme != "" || u.Host != "" {
				continue // elsewhere; a test does not go there
			}
			checked++
			to := path
			if u.Path != "" {
				to = filepath.Join(filepath.Dir(path), filepath.FromSlash(u.Path))
			}
			if _, err := os.Stat(filepath.Join(repository(t), to)); err != nil {
				t.Errorf("%s links to %s, which is not there", path, target)
				continue
			}
			if u.Fragment != "" && strings.HasSuffix(to, ".md") && !slices.Contains(anchors(string(read(t, to))), u.Fragment) {
				t.Errorf("%s links to %s: %s has no heading #%s", path, target, to, u.Fragment)
			}
		}
	}
	if checked == 0 {
		t.Fatal("no relative link found in any document: nothing was checked")
	}
}

func TestLinksLeavesCodeOut(t *testing.T) {
	text := "See [a](docs/a.md#part) and ![b](b.png \"a title\").\n`[no](no.md)`\n```\n[no](no.md)\n```\n[ref]: c.md\n"
	if got, want := links(text), []string{"docs/a.md#part", "b.png", "c.md"}; !slices.Equal(got, want) {
		t.Errorf("got %v; want %v", got, want)
	}
	if got, want := anchors("# One, two (three)\n"), []string{"one-two-three"}; !slices.Equal(got, want) {
		t.Errorf("anchors %v; want %v", got, want)
	}
}

func TestEveryDependencyIsAccountedFor(t *testing.T) {
	mod, err := modfile.Parse("go.mod", read(t, "go.mod"), nil)
	if err != nil {
		t.Fatal(err)
	}
	rows := dependencyRows(string(read(t, "docs/dependencies.md")))
	for _, required := range mod.Require {
		row, named := rows[required.Mod.Path]
		switch {
		case required.Indirect && !named:
		case !named:
			t.Errorf("docs/dependencies.md has no row for %s", required.Mod.Path)
		case row != required.Mod.Version:
			t.Errorf("docs/dependencies.md says %s is at %s; go.mod says %s", required.Mod.Path, row, required.Mod.Version)
		}
		delete(rows, required.Mod.Path)
	}
	for path := range rows {
		t.Errorf("docs/dependencies.md has a row for %s, which go.mod does not require", path)
	}
}

var dependencyRow = regexp.MustCompile("(?m)^\\| `([^`]+)` \\| (v[^ |]+) \\|(?: [^|]*[^| ][^|]* \\|){3}$")

// dependencyRows reads the table of modules: path, version, and three columns
// that must not be empty.
func dependencyRows(text string) map[string]string {
	rows := map[string]string{}
	for _, match := range dependencyRow.FindAllStringSubmatch(text, -1) {
		rows[match[1]] = match[2]
	}
	return rows
}

var glossaryEntry = regexp.MustCompile(`(?m)^\| \*\*([^*|]+)\*\* \| ([^|]*[^| ][^|]*) \| ([^|]*[^| ][^|]*) \|$`)

func TestGlossaryHasOneMeaningAndOneSourcePerTerm(t *testing.T) {
	text := string(read(t, "docs/glossary.md"))
	entries := glossaryEntry.FindAllStringSubmatch(text, -1)
	if rows := strings.Count(text, "\n| **"); rows != len(entries) {
		t.Errorf("%d rows, of which %d have a term, a sentence and a source", rows, len(entries))
	}
	if len(entries) < 60 {
		t.Errorf("%d terms; want at least 60", len(entries))
	}
	var before string
	for _, entry := range entries {
		term := strings.ToLower(entry[1])
		if term <= before {
			t.Errorf("%q stands after %q: terms are in order and once each", entry[1], before)
		}
		before = term
	}
}
