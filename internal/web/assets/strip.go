//go:build ignore

// Strip makes the third-party files of this folder from the two npm packages
// they come from, and writes manifest.json, which assets_test.go holds them to.
//
// Everything it takes away is in this file, and nothing is added:
//
//   - the @font-face blocks: the typeface GDS Transport may be used on gov.uk
//     domains only. Its name is taken out of the font stacks with it, so that text is arial
//     by the packages' own fallback;
//   - every rule that points at an image of the packages (the royal crest of the
//     footer, icons of components that are not used here): none is served;
//   - the pointers to source maps, which are not served either.
//
// To take a new version, unpack both packages with npm outside the repository:
//
//	npm pack govuk-frontend@6.6.0 @ministryofjustice/frontend@11.1.0
//	go run strip.go -govuk DIR/package -moj DIR/package
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// entry is one line of manifest.json: where a file came from and what its bytes were and are.
type entry struct {
	File     string `json:"file"`
	Package  string `json:"package"`
	Version  string `json:"version"`
	Source   string `json:"source"`          // path inside the package
	Original string `json:"original_sha256"` // of the file as published
	Stripped string `json:"stripped_sha256"` // of the file as kept here
}

// cut is one kind of thing that is taken out, or put differently.
type cut struct {
	what *regexp.Regexp
	with string
}

var (
	fontFaces = cut{regexp.MustCompile(`@font-face\{[^{}]*\}`), ""}
	fontName  = cut{regexp.MustCompile(`"?GDS Transport"?,\s*`), ""}
	images    = cut{regexp.MustCompile(`[^{}]*\{[^{}]*url\([^)]*/assets/[^{}]*\}`), ""}
	sourceMap = cut{regexp.MustCompile(`(?m)\s*(/\*#|//#) sourceMappingURL=.*$`), "\n"}
)

func main() {
	govuk := flag.String("govuk", "", "folder of the unpacked govuk-frontend package")
	moj := flag.String("moj", "", "folder of the unpacked @ministryofjustice/frontend package")
	flag.Parse()
	if err := run(*govuk, *moj); err != nil {
		fmt.Fprintln(os.Stderr, "strip:", err)
		os.Exit(1)
	}
}

func run(govuk, moj string) error {
	if govuk == "" || moj == "" {
		return errors.New("both -govuk and -moj are needed: the folders of the unpacked packages")
	}
	css := []cut{fontFaces, fontName, images, sourceMap}
	var manifest []entry
	for _, f := range []struct {
		dir, source string
		cuts        []cut
	}{
		{govuk, "dist/govuk/govuk-frontend.min.css", css},
		{govuk, "dist/govuk/govuk-frontend.min.js", []cut{sourceMap}},
		{moj, "moj/moj-frontend.min.css", css},
	} {
		e, err := strip(f.dir, f.source, f.cuts)
		if err != nil {
			return err
		}
		manifest = append(manifest, e)
	}
	out, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return os.WriteFile("manifest.json", append(out, '\n'), 0o644)
}

func strip(dir, source string, cuts []cut) (entry, error) {
	published, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return entry{}, fmt.Errorf("read the package's name: %w", err)
	}
	var pkg struct{ Name, Version string }
	if err := json.Unmarshal(published, &pkg); err != nil {
		return entry{}, fmt.Errorf("read the package's name in %s: %w", dir, err)
	}
	original, err := os.ReadFile(filepath.Join(dir, source))
	if err != nil {
		return entry{}, fmt.Errorf("read %s: %w", source, err)
	}
	kept := original
	for _, c := range cuts {
		kept = c.what.ReplaceAll(kept, []byte(c.with))
	}
	name := filepath.Base(source)
	if err := os.WriteFile(filepath.Join("static", name), kept, 0o644); err != nil {
		return entry{}, fmt.Errorf("write %s: %w", name, err)
	}
	return entry{File: name, Package: pkg.Name, Version: pkg.Version, Source: source,
		Original: sum(original), Stripped: sum(kept)}, nil
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
