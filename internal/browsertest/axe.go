package browsertest

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// axePin is the version of axe-core and the SHA-256 of its axe.min.js. ./test
// installs what this file says, and only that is run.
//
//go:embed axe-core.pin
var axePin string

// axeTags are the success criteria a page must meet: WCAG 2.0, 2.1 and 2.2, A
// and AA.
const axeTags = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]`

// Violation is one rule of axe-core that one element breaks.
type Violation struct {
	Rule     string `json:"rule"`     // axe-core's name of the rule
	Help     string `json:"help"`     // what the rule asks for
	Selector string `json:"selector"` // where
	Summary  string `json:"summary"`  // what to do about it
}

// String puts a violation in one line.
func (v Violation) String() string {
	return fmt.Sprintf("%s at %s: %s (%s)", v.Rule, v.Selector, v.Help, strings.Join(strings.Fields(v.Summary), " "))
}

// Axe fails the test with every WCAG A and AA violation on the page as it stands.
func (p *Page) Axe(t testing.TB) {
	t.Helper()
	for _, v := range p.Violations() {
		t.Errorf("accessibility: %s", v)
	}
}

// Violations returns what Axe would fail with, for a test that expects some.
func (p *Page) Violations() []Violation {
	p.t.Helper()
	return p.axe("document", `{"target-size": {enabled: true}}`) // it is off in axe-core unless asked for by name
}

// ViolationsIn returns those of the first part of the page that matches, without the
// rules that measure what is drawn (contrast, sizes), which take most of the time: for
// many pages made of the same parts, some of which Axe looks at whole.
func (p *Page) ViolationsIn(selector string) []Violation {
	p.t.Helper()
	return p.axe(fmt.Sprintf("document.querySelector(%q)", selector), `{"color-contrast": {enabled: false}}`)
}

func (p *Page) axe(part, rules string) []Violation {
	p.t.Helper()
	script, err := axeScript()
	if err != nil {
		p.t.Fatalf("browsertest: %v", err)
	}
	if p.scriptOff {
		// axe-core waits on timers, which do not run with scripts off. The
		// page's own scripts were skipped when it loaded and stay skipped.
		p.setScriptOff(false)
		defer p.setScriptOff(true)
	}
	w := p.world(script)
	raw, err := w.evaluate(`axe.run(` + part + `, {
		runOnly: {type: "tag", values: ` + axeTags + `},
		rules: ` + rules + `,
		resultTypes: ["violations"],
	}).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => ({
		rule: v.id, help: v.help, selector: n.target.flat().join(" "), summary: n.failureSummary,
	}))))`)
	var found []Violation
	if err == nil {
		err = json.Unmarshal(raw, &found)
	}
	if err != nil {
		p.t.Fatalf("browsertest: run axe-core: %v", err)
	}
	return found
}

// axeScript finds axe-core: the file FOURSIGHT_AXE names, or where ./test put it.
var axeScript = sync.OnceValues(func() (string, error) {
	version, sum, ok := strings.Cut(strings.TrimSpace(axePin), " ")
	if !ok {
		return "", fmt.Errorf("axe-core.pin holds %q: expected a version and a checksum", axePin)
	}
	path := os.Getenv("FOURSIGHT_AXE")
	if path == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("find axe-core: %w", err)
		}
		path = filepath.Join(cache, "foursight", "axe-core-"+version, "node_modules", "axe-core", "axe.min.js")
	}
	script, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("axe-core %s is not at %s: run ./test once, which installs it, or set FOURSIGHT_AXE", version, path)
	}
	if err != nil {
		return "", fmt.Errorf("read axe-core: %w", err)
	}
	if got := sha256.Sum256(script); hex.EncodeToString(got[:]) != sum {
		return "", fmt.Errorf("%s has SHA-256 %x: expected %s, that of axe-core %s", path, got, sum, version)
	}
	return string(script), nil
})
