package formats_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foursight/internal/importer"
	"foursight/internal/importer/formats"
)

// counted is what a hand count of a sample file gave.
type counted struct {
	Kind         string   `json:"kind"`
	Messages     int      `json:"messages"`
	SystemLines  int      `json:"system_lines"`
	Participants []string `json:"participants"`
	First, Last  string
	Elements     map[string]int `json:"elements"`
	Addresses    []string       `json:"distinct_addresses"`
	Numbers      int            `json:"distinct_numbers"`
	Received     int            `json:"sms_received"`
	Parts        int            `json:"mms_binary_parts"`
	Duration     int64          `json:"total_duration_s"`
	DateOrder    string         `json:"date_order"`
}

// TestCountedSamples reads real exports kept beside the repository, where a
// developer has them, and compares with what was counted by hand. With none
// there are no files to hold it to.
func TestCountedSamples(t *testing.T) {
	root := filepath.Join("..", "..", "..", "..", "shared", "samples")
	b, err := os.ReadFile(filepath.Join(root, "expected.json"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	var expected struct{ Files map[string]counted }
	if len(b) > 0 {
		if err := json.Unmarshal(b, &expected); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range expected.Files {
		if !slices.Contains([]string{"whatsapp_txt", "sms_backup_restore", "calls_backup_restore"}, want.Kind) {
			continue
		}
		t.Run(name, func(t *testing.T) { checkSample(t, filepath.Join(root, name), want) })
	}
}

func checkSample(t *testing.T, path string, want counted) {
	src, err := importer.OpenPath(path)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	opts := importer.Options{Formats: formats.All()}
	sum, err := importer.Summarise(t.Context(), src, opts)
	if err != nil {
		t.Fatal(err)
	}
	records := want.Messages
	for _, n := range want.Elements {
		records += n
	}
	if sum.Format != want.Kind || sum.Records != records || sum.First != want.First || sum.Last != want.Last || sum.Kinds[importer.System] != want.SystemLines {
		t.Errorf("got %+v\nwant %+v", sum, want)
	}
	if want.Participants != nil && !slices.Equal(sum.Participants, want.Participants) {
		t.Errorf("participants: got %q, want %q", sum.Participants, want.Participants)
	}
	if want.Addresses != nil && !slices.Equal(sum.Threads, want.Addresses) {
		t.Errorf("threads: got %q, want %q", sum.Threads, want.Addresses)
	}
	if want.Numbers > 0 && len(sum.Participants) != want.Numbers {
		t.Errorf("numbers: got %q, want %d", sum.Participants, want.Numbers)
	}
	if !strings.HasPrefix(sum.DatesReadBy, want.DateOrder) {
		t.Errorf("dates: got %q, want %s", sum.DatesReadBy, want.DateOrder)
	}
	reading, err := importer.Read(t.Context(), src, opts)
	if err != nil {
		t.Fatal(err)
	}
	var received, hashed int
	var duration int64
	for r, err := range reading.Records {
		if err != nil {
			t.Log(err)
			continue
		}
		duration += r.DurationSeconds
		if r.Kind == importer.Message && r.Direction == importer.In && len(r.Text) > 0 && want.Received > 0 {
			received++
		}
		for _, a := range r.Attachments {
			if a.SHA256 != "" {
				hashed++
			}
		}
	}
	if duration != want.Duration || hashed != want.Parts || received < want.Received {
		t.Errorf("got %d s, %d files, %d received; want %d s, %d files, %d", duration, hashed, received, want.Duration, want.Parts, want.Received)
	}
}
