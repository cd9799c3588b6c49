package whatsapp_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"foursight/internal/importer"
	"foursight/internal/importer/whatsapp"
)

var update = flag.Bool("update", false, "rewrite the golden files from what the parser gives; read them before committing")

func options() importer.Options {
	return importer.Options{Formats: []importer.Format{whatsapp.Format{}}}
}

func read(t testing.TB, name string, content []byte, opts importer.Options) (importer.Reading, []importer.Record, []string) {
	t.Helper()
	reading, err := importer.Read(t.Context(), importer.FromBytes(name, content), opts)
	if err != nil {
		t.Fatal(err)
	}
	if reading.Question != nil {
		return reading, nil, nil
	}
	var records []importer.Record
	var problems []string
	for r, err := range reading.Records {
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		records = append(records, r)
	}
	return reading, records, problems
}

// golden is a chat's reading as text: one line a record, so that a reviewer can
// hold it beside the export.
func golden(reading importer.Reading, records []importer.Record, problems []string) string {
	var b strings.Builder
	if q := reading.Question; q != nil {
		fmt.Fprintf(&b, "question at line %d: %s\n", q.Line, q.Ask)
		for _, r := range q.Readings {
			fmt.Fprintf(&b, "  %s: %s to %s, against it line %d\n", r.Order, r.First, r.Last, r.Against)
		}
		return b.String()
	}
	fmt.Fprintf(&b, "dates %s\n", reading.Basis)
	for _, p := range problems {
		fmt.Fprintf(&b, "problem %s\n", p)
	}
	for _, r := range records {
		fmt.Fprintf(&b, "%d %s %s [%s %s..%s] %q: %q", r.Source.Line, r.Kind, r.At, r.When.Precision,
			r.When.From.Format(time.RFC3339), r.When.To.Format(time.RFC3339), r.Sender.ID, r.Text)
		if len(r.Marks) > 0 {
			fmt.Fprintf(&b, " %v", r.Marks)
		}
		for _, a := range r.Attachments {
			fmt.Fprintf(&b, " file %s", a.Name)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	chats, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(chats) < 19 {
		t.Fatalf("got %d fixtures, %v; want all of them", len(chats), err)
	}
	for _, chat := range chats {
		t.Run(filepath.Base(chat), func(t *testing.T) {
			content, err := os.ReadFile(chat)
			if err != nil {
				t.Fatal(err)
			}
			reading, records, problems := read(t, filepath.Base(chat), content, options())
			got := golden(reading, records, problems)
			file := strings.TrimSuffix(chat, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			holdsForEveryChat(t, content, records)
		})
	}
}

// holdsForEveryChat: lines rise, and each line of a UTF-8 chat is in some record.
func holdsForEveryChat(t *testing.T, content []byte, records []importer.Record) {
	t.Helper()
	if len(records) == 0 {
		return
	}
	last := 0
	var all strings.Builder
	for _, r := range records {
		if r.Source.Line <= last && r.Kind != importer.Unread {
			t.Errorf("line %d follows line %d", r.Source.Line, last)
		}
		last = r.Source.Line
		all.WriteString(r.Sender.ID + r.Text + "\n")
	}
	for line := range strings.Lines(string(bytes.ToValidUTF8(content, []byte("\uFFFD")))) {
		words := strings.Fields(line)
		if len(words) > 0 && !bytes.HasPrefix(content, []byte{0xFF, 0xFE}) && !bytes.HasPrefix(content, []byte{0xFE, 0xFF}) &&
			!strings.Contains(all.String(), strings.TrimSuffix(words[len(words)-1], ":")) {
			t.Errorf("the line %q is in no record", line)
		}
	}
}

func TestTheAnswerToTheQuestionDecides(t *testing.T) {
	content, err := os.ReadFile("testdata/ambiguous.txt")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := importer.Summarise(t.Context(), importer.FromBytes("chat.txt", content), options())
	if err != nil {
		t.Fatal(err)
	}
	if sum.Question == nil || sum.Records != 0 || len(sum.Problems) != 1 || sum.Problems[0].Line != 1 {
		t.Errorf("got %+v, want a question, one problem and nothing read", sum)
	}
	for order, want := range map[importer.DateOrder]string{importer.DMY: "2026-04-03T10:00", importer.MDY: "2026-03-04T10:00"} {
		opts := options()
		opts.DateOrder = order
		sum, err := importer.Summarise(t.Context(), importer.FromBytes("chat.txt", content), opts)
		if err != nil || sum.First != want || sum.Records != 2 {
			t.Errorf("%s: got first %s of %d, %v; want %s of 2", order, sum.First, sum.Records, err, want)
		}
	}
	opts := options()
	opts.DateOrder = "dym"
	if _, err := importer.Summarise(t.Context(), importer.FromBytes("chat.txt", content), opts); err == nil {
		t.Error("the order dym was accepted")
	}
	reading, err := importer.Read(t.Context(), importer.FromBytes("chat.txt", content), options())
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range reading.Records {
		if err != whatsapp.ErrQuestion {
			t.Errorf("got %v, want ErrQuestion", err)
		}
	}
}

func TestAChatCannotBeLaterThanItsReceipt(t *testing.T) {
	chat := []byte("03/04/2026, 10:00 - Ann: one\n03/09/2026, 10:00 - Ann: two\n")
	opts := options()
	opts.Received = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	reading, records, _ := read(t, "chat.txt", chat, opts)
	if reading.Question != nil || records[1].At != "2026-03-09T10:00" {
		t.Errorf("got %+v %+v, want the month first, since 3 September had not come", reading.Question, records)
	}
}

func TestSummaryJSONHasTheNamesProgramsRelyOn(t *testing.T) {
	content := []byte("14/03/2026, 10:00 - Zoe: one\n14/03/2026, 10:01 - Ann: two\n14/03/2026, 10:02 - Ann left\n")
	sum, err := importer.Summarise(t.Context(), importer.FromBytes("chat.txt", content), options())
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(sum)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"format": "whatsapp_txt", "records": 2.0, "participants": []any{"Ann", "Zoe"},
		"first": "2026-03-14T10:00", "last": "2026-03-14T10:01", "problems": []any{},
		"sha256": fmt.Sprintf("%x", sha256.Sum256(content))}
	for name, value := range want {
		if diff := cmp.Diff(value, got[name]); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}

func TestLongLinesAndMessagesLoseNothing(t *testing.T) {
	long := strings.Repeat("é ", 3000)
	chat := "14/03/2026, 10:00 - Ann: " + long + "\nsecond line\n14/03/2026, 10:01 - Ann: after\n"
	opts := options()
	opts.Limits = importer.Limits{Line: 1000, Text: 2500}
	_, records, problems := read(t, "chat.txt", []byte(chat), opts)
	var text strings.Builder
	for _, r := range records[:len(records)-1] {
		text.WriteString(r.Text)
	}
	if got, want := text.String(), long+"second line"; got != want {
		t.Errorf("got %d bytes of text, want %d", len(got), len(want))
	}
	if last := records[len(records)-1]; last.Text != "after" || last.Source.Line != 3 {
		t.Errorf("got %+v, want the message after it, on line 3", last)
	}
	if len(problems) < 2 {
		t.Errorf("got %q, want the cut said", problems)
	}
}

func FuzzWhatsApp(f *testing.F) {
	chats, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, chat := range chats {
		content, err := os.ReadFile(chat)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		opts := options()
		opts.Limits = importer.Limits{Line: 256, Text: 512}
		for _, opts.DateOrder = range []importer.DateOrder{"", importer.DMY} {
			reading, err := importer.Read(t.Context(), importer.FromBytes("chat.txt", content), opts)
			if err != nil || reading.Question != nil {
				continue
			}
			for r, err := range reading.Records {
				if err != nil {
					continue
				}
				if r.Source.Line < 1 || len(r.Text) > 4*512 || r.When.To.Before(r.When.From) {
					t.Errorf("got %+v", r)
				}
			}
		}
	})
}

// chat100000 is an export of 100,000 invented messages.
func chat100000() []byte {
	var b bytes.Buffer
	at := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)
	for i := range 100_000 {
		fmt.Fprintf(&b, "%s - %s: Message %d, why do you not answer me, I saw you at the station\n",
			at.Add(time.Duration(i)*17*time.Minute).Format("02/01/2006, 15:04"), []string{"Rowan Ashby", "Marlo Finch"}[i%2], i)
	}
	return b.Bytes()
}

func BenchmarkRead100000(b *testing.B) {
	chat := chat100000()
	b.SetBytes(int64(len(chat)))
	for b.Loop() {
		sum, err := importer.Summarise(b.Context(), importer.FromBytes("chat.txt", chat), options())
		if err != nil || sum.Records != 100_000 {
			b.Fatal(sum.Records, err)
		}
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
