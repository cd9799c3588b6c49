package formats_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"foursight/internal/evidence"
	"foursight/internal/importer"
	"foursight/internal/importer/formats"
)

// chat is an export of n invented messages.
func chat(n int) []byte {
	var b bytes.Buffer
	at := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)
	for i := range n {
		fmt.Fprintf(&b, "%s - %s: Message %d, I saw you at the station\n",
			at.Add(time.Duration(i)*17*time.Minute).Format("02/01/2006, 15:04"), []string{"Rowan Ashby", "Marlo Finch"}[i%2], i)
	}
	return b.Bytes()
}

// keep does what an import does: the original into the vault, its records, read
// from there, into a derivative, and the problems beside it.
func keep(t testing.TB, v *evidence.Vault, content []byte) (d evidence.Derivative, blob evidence.Blob, problems []importer.Problem) {
	t.Helper()
	var err error
	blob, err = v.Add(t.Context(), bytes.NewReader(content), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	o, err := v.Original(blob)
	if err != nil {
		t.Fatal(err)
	}
	src := importer.Source{Name: "chat.txt", Data: o, Size: o.Size, Close: o.Close}
	defer src.Close()
	reading, err := importer.Read(t.Context(), src, importer.Options{Formats: formats.All()})
	if err != nil {
		t.Fatal(err)
	}
	text := func(r *importer.Record) string { return r.SearchText() }
	records := importer.Sift(reading.Records, func(p importer.Problem) { problems = append(problems, p) })
	d, err = evidence.WriteDerivative(t.Context(), v, reading.Version, records, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	return d, blob, problems
}

func TestFromOriginalToASearchHitWithItsLine(t *testing.T) {
	v, err := evidence.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	d, blob, _ := keep(t, v, chat(1200))
	pages, err := evidence.OpenDerivative[importer.Record](v, d)
	if err != nil {
		t.Fatal(err)
	}
	defer pages.Close()
	hits, next, err := pages.Search(t.Context(), []string{"marlo", "message 1001"}, 0, 10)
	if err != nil || len(hits) != 1 || next != -1 {
		t.Fatalf("got %+v, %d, %v; want one hit", hits, next, err)
	}
	got := hits[0].Record
	if got.Source.Line != 1002 || got.Source.File != "chat.txt" || got.Sender.ID != "Marlo Finch" || got.When.IsZero() {
		t.Errorf("got %+v, want line 1002 of chat.txt by Marlo Finch", got)
	}
	sum, err := importer.Summarise(t.Context(), importer.FromBytes("chat.txt", chat(1200)), importer.Options{Formats: formats.All()})
	if err != nil || sum.SHA256 != blob.SHA256 || sum.Parser != d.Parser || sum.Records != d.Records {
		t.Errorf("the dry run says %+v, %v; the store holds %s, %s, %d", sum, err, blob.SHA256, d.Parser, d.Records)
	}
}

func TestProblemsDoNotStopAnImport(t *testing.T) {
	v, err := evidence.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	d, _, problems := keep(t, v, []byte("14/03/2026, 10:00 - Ann: one\n14/03/2026, 10:01 - Ann: \xff\n14/03/2026, 10:02 - Ann: three\n"))
	if d.Records != 3 || len(problems) != 1 || problems[0].Line != 2 {
		t.Errorf("got %d records and %+v, want 3 and a problem on line 2", d.Records, problems)
	}
}

func BenchmarkKeep100000(b *testing.B) {
	v, err := evidence.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer v.Close()
	content := chat(100_000)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if d, _, _ := keep(b, v, content); d.Records != 100_000 {
			b.Fatal(d.Records)
		}
	}
}
