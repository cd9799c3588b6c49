package app_test

import (
	"errors"
	"io/fs"
	"regexp"
	"testing"
	"testing/fstest"

	"foursight/internal/app"
	"foursight/internal/casework"
	"foursight/internal/edition"
)

// fernshireWith is the invented force's overlay with a line more: another file, and
// so another hash, over the same edition.
func fernshireWith(t *testing.T, line string) fs.FS {
	t.Helper()
	text, err := fs.ReadFile(edition.Fernshire(), "overlay.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"overlay.yaml": {Data: append(text, line...)}}
}

// Guidance other than the force adopted is refused at the start, and the message
// tells the two apart: by the edition, the overlay or both.
func TestWhatWasNotAdoptedIsToldFromWhatWas(t *testing.T) {
	cfg := live(t)
	refused := func(overlay fs.FS) (adopted, found string) {
		t.Helper()
		cfg := cfg
		cfg.Overlay = overlay
		a, err := app.Open(t.Context(), cfg)
		if err == nil {
			closed(t, a)
		}
		if !errors.Is(err, casework.ErrNotAdopted) {
			t.Fatalf("opened under guidance nobody adopted: %v", err)
		}
		m := regexp.MustCompile(`: adopted (.*); found (.*)$`).FindStringSubmatch(err.Error())
		if m == nil {
			t.Fatalf("%v\nwant what was adopted and what was found", err)
		}
		return m[1], m[2]
	}
	hashes := func(overlay fs.FS) string {
		t.Helper()
		ed, err := edition.Load(overlay)
		if err != nil {
			t.Fatal(err)
		}
		if overlay == nil {
			return "edition " + ed.Hash[:16] + " without an overlay"
		}
		return "edition " + ed.Hash[:16] + " with overlay " + ed.OverlayHash[:16]
	}
	told := func(overlay, before fs.FS) {
		t.Helper()
		adopted, found := refused(overlay)
		if want := hashes(before); adopted != want {
			t.Errorf("adopted %q, want %q", adopted, want)
		}
		if want := hashes(overlay); found != want || found == adopted {
			t.Errorf("found %q, want %q and not what was adopted", found, want)
		}
	}
	one, other := edition.Fernshire(), fernshireWith(t, "# Read again by the lead.\n")
	told(one, nil)
	adopting := cfg
	adopting.Overlay, adopting.AdoptBy = one, "admin-price"
	closed(t, open(t, adopting))
	told(other, one)
	told(nil, one)
}
