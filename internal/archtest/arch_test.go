// Package archtest holds no code, only tests of the repository's shape: which
// package may import which, that pure packages read no clock, that every
// dependency is accounted for, and that documents point at what exists.
//
// Boundary: it looks at source and documents, never runs the product.
//
// Source: docs/decisions and CONTRIBUTING.md say why; the tables here say what.
//
// Threat: arrows that turn outwards one import at a time until the middle of the
// product can no longer be tested, or trusted, by itself.
package archtest

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "foursight"

// listed is the part of "go list -json" the tests read.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string // of the package itself, tests left out
}

// repository returns the folder that holds go.mod.
func repository(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatalf("no go.mod two folders up: %v", err)
	}
	return root
}

// packages returns every package of the module. A package that does not parse is
// listed all the same: the compiler reports it better than this test would.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,GoFiles,Imports", "./...")
	cmd.Dir = repository(t)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		all = append(all, p)
	}
	if len(all) == 0 {
		t.Fatal("go list names no package: nothing would be checked")
	}
	return all
}

// under reports whether path is the package, or is inside it.
func under(path, pkg string) bool { return path == pkg || strings.HasPrefix(path, pkg+"/") }

func underAny(path string, pkgs []string) bool {
	return slices.ContainsFunc(pkgs, func(pkg string) bool { return under(path, pkg) })
}

func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return first != module && !strings.Contains(first, ".")
}

// outside are the parts of the standard library by which the world gets in:
// a pure package is handed what it needs.
var outside = []string{"net", "os", "syscall", "unsafe", "plugin", "database", "crypto/rand", "math/rand", "log", "runtime/debug"}

// pure are the packages that say what is true and what is due, with what each
// may import beside the standard library. Their subpackages are held to the
// same. A package that does not exist yet is held to it from its first file.
var pure = map[string][]string{
	"internal/fact":      {},
	"internal/calendar":  {"go.yaml.in/yaml"},
	"internal/casefile":  {"foursight/internal/fact", "foursight/internal/calendar", "go.yaml.in/yaml"},
	"internal/guidance":  {"foursight/internal/fact", "foursight/internal/calendar", "cel.dev/cel-go", "go.yaml.in/yaml", "golang.org/x/text/unicode/norm"},
	"internal/conduct":   {"foursight/internal/fact", "foursight/internal/calendar", "foursight/internal/casefile"},
	"internal/offence":   {"foursight/internal/fact", "foursight/internal/calendar", "foursight/internal/casefile", "go.yaml.in/yaml"},
	"internal/lexicon":   {"foursight/internal/casefile", "go.yaml.in/yaml"},
	"internal/screening": {"foursight/internal/lexicon", "foursight/internal/fact", "foursight/internal/calendar", "golang.org/x/text", "github.com/blevesearch/snowballstem", "go.yaml.in/yaml"},
	"internal/linkage":   {"foursight/internal/fact", "foursight/internal/calendar", "golang.org/x/text"},
}

func pureParent(p listed) (string, bool) {
	for name := range pure {
		if under(p.ImportPath, module+"/"+name) {
			return name, true
		}
	}
	return "", false
}

func TestPurePackagesImportOnlyWhatIsPure(t *testing.T) {
	checked := 0
	for _, p := range packages(t) {
		name, ok := pureParent(p)
		if !ok {
			continue
		}
		checked++
		for _, imported := range p.Imports {
			switch {
			case standard(imported):
				if underAny(imported, outside) {
					t.Errorf("%s imports %s: a pure package takes what it needs as an argument", p.ImportPath, imported)
				}
			case under(imported, module+"/"+name):
			case !underAny(imported, pure[name]):
				t.Errorf("%s imports %s: it may import the standard library and %v", p.ImportPath, imported, pure[name])
			}
		}
	}
	if checked < 2 {
		t.Fatalf("found %d pure packages: want fact and calendar at least", checked)
	}
}

// clockReads are the functions of package time by which a program learns what
// time it is here, or waits.
var clockReads = []string{"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep"}

func TestPurePackagesReadNoClock(t *testing.T) {
	files := token.NewFileSet()
	for _, p := range packages(t) {
		if _, ok := pureParent(p); !ok {
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Errorf("parse: %v", err)
				continue
			}
			for _, use := range clockUses(file) {
				t.Errorf("%s: time.%s: a pure package is told the instant it is asked about", files.Position(use.Pos()), use.Sel.Name)
			}
		}
	}
}

// clockUses finds the selectors of package time, under whatever name the file
// imports it, that read the clock or the machine's zone.
func clockUses(file *ast.File) []*ast.SelectorExpr {
	local := ""
	for _, imported := range file.Imports {
		if imported.Path.Value == `"time"` {
			local = "time"
			if imported.Name != nil {
				local = imported.Name.Name
			}
		}
	}
	var uses []*ast.SelectorExpr
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok || local == "" {
			return true
		}
		if x, ok := selector.X.(*ast.Ident); ok && x.Name == local && (slices.Contains(clockReads, selector.Sel.Name) || selector.Sel.Name == "Local") {
			uses = append(uses, selector)
		}
		return true
	})
	return uses
}

func TestClockUsesAreFoundUnderAnyImportName(t *testing.T) {
	source := `package p
import clock "time"
type time struct{}
var a = clock.Now()
var b = clock.UTC
var c = clock.Local
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, use := range clockUses(file) {
		got = append(got, use.Sel.Name)
	}
	if want := []string{"Now", "Local"}; !slices.Equal(got, want) {
		t.Errorf("found %v; want %v", got, want)
	}
}

// forbidden says, for packages of the shell, what they must not import: arrows
// point inward. A subpackage is held to what its parent is.
var forbidden = map[string][]string{
	"internal/store":     {"internal/journal", "internal/casework", "internal/access", "internal/casefile", "internal/guidance", "internal/document", "internal/importer", "internal/web"},
	"internal/journal":   {"internal/store/sqlite", "internal/store/postgres", "internal/casework", "internal/access", "internal/guidance", "internal/web", "internal/document", "internal/importer"},
	"internal/evidence":  {"internal/store/sqlite", "internal/store/postgres", "internal/casework", "internal/web", "internal/document"},
	"internal/importer":  {"internal/journal", "internal/store", "internal/casework", "internal/access", "internal/guidance", "internal/web", "internal/document"},
	"internal/access":    {"internal/store/sqlite", "internal/store/postgres", "internal/casework", "internal/web", "internal/document", "internal/importer"},
	"internal/casework":  {"internal/store/sqlite", "internal/store/postgres", "internal/web"},
	"internal/document":  {"internal/journal", "internal/store", "internal/casework", "internal/web", "internal/importer"},
	"internal/web":       {"internal/journal", "internal/store/sqlite", "internal/store/postgres"},
	"internal/synth":     {"internal/web"},
	"internal/logsafe":   {"internal"}, // the public's form may import it, so that it leads nowhere
	"internal":           {"cmd"},
	"scripts/testreport": {"cmd", "internal"},
}

func TestArrowsPointInward(t *testing.T) {
	for _, p := range packages(t) {
		for from, targets := range forbidden {
			if !under(p.ImportPath, module+"/"+from) {
				continue
			}
			for _, imported := range p.Imports {
				for _, target := range targets {
					if under(imported, module+"/"+target) {
						t.Errorf("%s imports %s: %s must not know %s", p.ImportPath, imported, from, target)
					}
				}
			}
		}
	}
}

// What the public's report form may import, and all of casework that it may name:
// the one way in that takes a report, and the values that go with it.
var (
	formImports = []string{"foursight/internal/calendar", "foursight/internal/casefile", "foursight/internal/casework", "foursight/internal/fact",
		"foursight/internal/logsafe", "foursight/internal/web/assets", "foursight/internal/web/guard", "foursight/internal/web/ui",
		"foursight/internal/words"}
	formNames = []string{"OnlineReport", "OnlineReceipt", "OnlineID", "ErrSentOtherwise", "ErrOutcomeUnknown"}
)

func TestThePublicFormReachesNothingButTheDrop(t *testing.T) {
	files, looked := token.NewFileSet(), 0
	for _, p := range packages(t) {
		if p.ImportPath != module+"/internal/selfreport" {
			continue
		}
		for _, imported := range p.Imports {
			if !standard(imported) && !slices.Contains(formImports, imported) {
				t.Errorf("%s imports %s: the form takes a report and reaches nothing else", p.ImportPath, imported)
			}
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				selector, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if x, ok := selector.X.(*ast.Ident); ok && x.Name == "casework" {
					if looked++; !slices.Contains(formNames, selector.Sel.Name) {
						t.Errorf("%s: casework.%s: the form takes a report and reaches nothing else", files.Position(selector.Pos()), selector.Sel.Name)
					}
				}
				return true
			})
		}
	}
	if looked == 0 {
		t.Error("the form names nothing of casework: nothing was checked")
	}
}

// The parts that are watched are given functions to call: Prometheus is known to
// one package, and that package to those who put the program together.
func TestMetricsAreKnownToOnePackage(t *testing.T) {
	used := 0
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if under(imported, "github.com/prometheus/client_golang") {
				if used++; p.ImportPath != module+"/internal/insight" {
					t.Errorf("%s imports %s: only internal/insight does", p.ImportPath, imported)
				}
			}
			if imported == module+"/internal/insight" && p.ImportPath != module+"/internal/app" {
				t.Errorf("%s imports %s: only internal/app does", p.ImportPath, imported)
			}
		}
	}
	if used == 0 {
		t.Error("nobody imports Prometheus: nothing was checked")
	}
}

// Helpers for tests are no part of the program.
func TestOnlyTestsImportBrowsertest(t *testing.T) {
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if imported == module+"/internal/browsertest" {
				t.Errorf("%s imports %s outside its tests", p.ImportPath, imported)
			}
		}
	}
}
