package importer_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/importer"
	"foursight/internal/importer/formats"
)

func TestLinesLoseNothing(t *testing.T) {
	tests := []struct {
		name, text string
		want       []importer.Line
	}{
		{"nothing", "", nil},
		{"both endings", "a\r\nb\n\nc", []importer.Line{{Number: 1, Text: "a"}, {Number: 2, Text: "b"}, {Number: 3}, {Number: 4, Text: "c"}}},
		{"a lone carriage return stays", "a\rb\n", []importer.Line{{Number: 1, Text: "a\rb"}}},
		{"a long line in pieces, no character split", "aaaaaéé\nb", []importer.Line{{Number: 1, Text: "aaaaa"}, {Number: 1, Text: "éé", Continued: true}, {Number: 2, Text: "b"}}},
		{"bytes that are not UTF-8", "a\xffb\n", []importer.Line{{Number: 1, Text: "a\uFFFDb", Replaced: true}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []importer.Line
			for line, err := range importer.Lines(strings.NewReader(test.text), 6) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, line)
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestLocalTimesWhereTheClocksChange(t *testing.T) {
	tests := []struct {
		civil, from, to string
		precision       calendar.Precision
		skipped         bool
	}{
		{"2026-01-10T12:00:00Z", "2026-01-10T12:00:00Z", "2026-01-10T12:00:59Z", calendar.Exact, false},
		{"2026-07-10T12:00:00Z", "2026-07-10T11:00:00Z", "2026-07-10T11:00:59Z", calendar.Exact, false},
		{"2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:59Z", calendar.Range, false},
		{"2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z", "2026-10-25T02:00:59Z", calendar.Exact, false},
		{"2026-03-29T01:30:00Z", "2026-03-29T00:00:00Z", "2026-03-29T02:59:59Z", calendar.Range, true},
	}
	for _, test := range tests {
		civil, err := time.Parse(time.RFC3339, test.civil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := importer.Local(civil, 59*time.Second, calendar.London)
		if got.From.Format(time.RFC3339) != test.from || got.To.Format(time.RFC3339) != test.to || got.Precision != test.precision || (err != nil) != test.skipped {
			t.Errorf("%s: got %v %v, want %+v", test.civil, got, err, test)
		}
	}
}

func TestSpoolGivesWhatItRead(t *testing.T) {
	big := strings.Repeat(chat, 400_000) // past what is held in memory
	for _, content := range []string{"", chat, big} {
		src, err := importer.Spool(t.Context(), "-", strings.NewReader(content), 0)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(content))
		if n, err := src.Data.ReadAt(got, 0); n != len(content) || string(got) != content || src.Size != int64(n) {
			t.Errorf("got %d bytes of %d, %v", n, len(content), err)
		}
		if err := src.Close(); err != nil {
			t.Error(err)
		}
	}
	_, err := importer.Spool(t.Context(), "-", strings.NewReader(big), 100)
	if _, ok := errors.AsType[*importer.TooLarge](err); !ok {
		t.Errorf("got %v, want TooLarge", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := importer.Spool(stopped, "-", strings.NewReader(chat), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the caller's going noticed", err)
	}
}

func TestOpenPathTakesOnlyAFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := importer.OpenPath(dir); err == nil || !strings.Contains(err.Error(), "expected one export file") {
		t.Errorf("got %v, want a directory refused", err)
	}
	p := filepath.Join(dir, "chat.txt")
	if err := os.WriteFile(p, []byte(chat), 0o600); err != nil {
		t.Fatal(err)
	}
	src, err := importer.OpenPath(p)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	sum, err := importer.Summarise(t.Context(), src, importer.Options{Formats: formats.All()})
	if err != nil || sum.Records != 3 || src.Name != "chat.txt" {
		t.Errorf("got %+v, %v; want three records", sum, err)
	}
}

func TestProblemsPastTheLimitAreCounted(t *testing.T) {
	content := strings.Repeat("14/03/2026, 10:00 - Ann: \xff\n", 50)
	sum, err := summarise(t, "chat.txt", []byte(content), importer.Limits{Problems: 10})
	if err != nil || len(sum.Problems) != 10 || sum.MoreProblems != 40 || sum.Records != 50 {
		t.Errorf("got %d problems and %d more of %d records, %v; want 10, 40 and 50", len(sum.Problems), sum.MoreProblems, sum.Records, err)
	}
}
