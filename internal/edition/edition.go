// Package edition holds the guidance that ships with the program: the College
// of Policing's Stalking or harassment APP (consultation draft, June 2026) as
// clauses, and one invented force's standards on top of it.
//
// It binds the edition's conditions to the facts of a case (Schema) and hands
// back editions ready to evaluate. It evaluates nothing itself.
//
// Boundary: data and its loading. The engine is package guidance, which knows
// no case; the case is package casefile, which knows no guidance; they meet here.
//
// Source: sections 1 to 5 of the draft, each clause with section and paragraph.
// Clauses are paraphrased in our own words. The text itself is not here: file
// sources.yaml has a hash for each paragraph, by which a force can check its own
// copy (guidance source).
//
// Threat: a clause that says what its paragraph does not. Every clause carries
// worked examples that run as tests, every citation has to exist, and numbers
// that the guidance does not give stand only in a force's overlay.
package edition

import (
	"embed"
	"fmt"
	"io/fs"
	"os"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
)

// ID names the edition that ships.
const ID = "app-sh-2026-06"

//go:embed app-sh-2026-06/*.yaml overlay/*/*.yaml
var files embed.FS

// Files is the edition as it ships, one YAML file for each part.
func Files() fs.FS { return sub(ID) }

// Fernshire is the overlay of an invented force, for demonstration and tests.
func Fernshire() fs.FS { return sub("overlay/fernshire") }

func sub(dir string) fs.FS {
	f, err := fs.Sub(files, dir)
	if err != nil {
		panic(fmt.Sprintf("edition: %v", err)) // the names are constants of this package
	}
	return f
}

// Funcs are the helpers that conditions may call beside the language's own. The
// edition that ships needs none.
func Funcs() []guidance.Func { return nil }

func options() guidance.Options {
	return guidance.Options{Case: Schema(), Funcs: Funcs(), Kinds: kinds()}
}

// worked are options for an edition whose examples are to be worked.
func worked() guidance.Options {
	opt := options()
	opt.Worked = true
	return opt
}

// kinds are the names of the kinds of event, which accounted rows may name.
func kinds() []string {
	var out []string
	for _, k := range casefile.Kinds() {
		out = append(out, k.Name)
	}
	return out
}

// Load reads the edition that ships and, where overlay is not nil, a force's
// overlay over it. The error is a *guidance.Faults with every fault found.
func Load(overlay fs.FS) (*guidance.Edition, error) {
	return guidance.Load(Files(), overlay, options())
}

// LoadDir reads an edition from a folder, or the one that ships where dir is
// empty, with an overlay from another folder, or none where that is empty; its
// examples can be worked.
func LoadDir(dir, overlayDir string) (*guidance.Edition, error) {
	from, overlay := Files(), fs.FS(nil)
	for _, d := range []struct {
		name string
		to   *fs.FS
	}{{dir, &from}, {overlayDir, &overlay}} {
		if d.name == "" {
			continue
		}
		if info, err := os.Stat(d.name); err != nil {
			return nil, fmt.Errorf("load edition: %w", err)
		} else if !info.IsDir() {
			return nil, fmt.Errorf("load edition: %s is not a folder; expected one with edition.yaml or overlay.yaml", d.name)
		}
		*d.to = os.DirFS(d.name)
	}
	return LoadWorked(from, overlay)
}

// LoadFiles reads an edition from any files, as those kept with its adoption, with
// an overlay over it where that is not nil.
func LoadFiles(from, overlay fs.FS) (*guidance.Edition, error) {
	return guidance.Load(from, overlay, options())
}

// LoadWorked is LoadFiles with the facts of the examples, for guidance.RunExamples.
func LoadWorked(from, overlay fs.FS) (*guidance.Edition, error) {
	return guidance.Load(from, overlay, worked())
}
