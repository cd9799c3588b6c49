package smsbackup_test

import (
	"bytes"
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"

	"foursight/internal/importer"
	"foursight/internal/importer/smsbackup"
)

var update = flag.Bool("update", false, "rewrite the golden files from what the parser gives; read them before committing")

func options() importer.Options {
	return importer.Options{Formats: []importer.Format{smsbackup.Messages, smsbackup.Calls}}
}

// read gives the records, the problems as text, and the error that ended reading.
func read(t testing.TB, content string, opts importer.Options) ([]importer.Record, []string, error) {
	t.Helper()
	reading, err := importer.Read(t.Context(), importer.FromBytes("backup.xml", []byte(content)), opts)
	if err != nil {
		t.Fatal(err)
	}
	var records []importer.Record
	var problems []string
	for r, err := range reading.Records {
		if p, ok := err.(*importer.Problem); ok {
			problems = append(problems, p.Error())
		} else if err != nil {
			return records, problems, err
		} else {
			records = append(records, r)
		}
	}
	return records, problems, nil
}

func golden(records []importer.Record, problems []string) string {
	var b strings.Builder
	for _, p := range problems {
		fmt.Fprintf(&b, "problem %s\n", p)
	}
	for _, r := range records {
		fmt.Fprintf(&b, "%d %s %s %s from %v to %v %q", r.Source.Line, r.Kind, r.Direction, r.At, r.Sender, r.Recipients, r.Text)
		if r.Subject != "" {
			fmt.Fprintf(&b, " about %q", r.Subject)
		}
		if r.Kind == importer.Call {
			fmt.Fprintf(&b, " %d s", r.DurationSeconds)
		}
		fmt.Fprintf(&b, " %v %v\n", r.Marks, r.Attachments)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, name := range []string{"messages", "calls"} {
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile("testdata/" + name + ".xml")
			if err != nil {
				t.Fatal(err)
			}
			records, problems, err := read(t, string(content), options())
			if err != nil {
				t.Fatal(err)
			}
			got := golden(records, problems)
			file := "testdata/" + name + ".golden"
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
		})
	}
}

// sms is one message with this body, in a whole file.
func sms(body string) string {
	return `<smses count="1">` + "\n" + `<sms address="07700 900123" date="1773479100000" type="1" body="` + body + `" />` + "\n</smses>"
}

func TestBodies(t *testing.T) {
	tests := []struct {
		name, body, want, problem string
	}{
		{"an emoji as two references", "&#55357;&#56832;", "😀", ""},
		{"an emoji as two hexadecimal references", "&#xD83D;&#xDE00;!", "😀!", ""},
		{"an emoji as two three-byte halves", "\xED\xA0\xBD\xED\xB8\x80", "😀", ""},
		{"half an emoji", "a&#55357;b", "a\uFFFDb", "line 2: &#55357; is no character"},
		{"a control reference", "a&#0;b&#11;c", "a\uFFFDb\uFFFDc", "line 2: &#0; is no character"},
		{"a control character", "a\x01b", "a\uFFFDb", "line 2: the character U+0001"},
		{"a byte that is not UTF-8", "caf\xe9", "caf\uFFFD", "line 2: a byte is not UTF-8"},
		{"a stray ampersand", "you & me", "you & me", "line 2: an & does not begin"},
		{"an unknown entity", "&nbsp;x", "&nbsp;x", "line 2: &nbsp; is not a character"},
		{"a stray less-than", "a < b", "a < b", "line 2: a < stands inside"},
		{"escapes", "&lt;b&gt; &quot;&apos;&amp;amp;", `<b> "'&amp;`, ""},
		{"line breaks", "one&#10;two&#13;&#10;three\tx", "one\ntwo\r\nthree\tx", ""},
		{"null", "null", "", ""},
		{"markup", "&lt;script&gt;", "<script>", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			records, problems, err := read(t, sms(test.body), options())
			if err != nil || len(records) != 1 {
				t.Fatalf("got %d records, %q, %v; want one", len(records), problems, err)
			}
			if got := records[0].Text; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := strings.Join(problems, "\n"); !strings.HasPrefix(got, test.problem) || test.problem == "" && got != "" {
				t.Errorf("got problems %q, want %q", got, test.problem)
			}
		})
	}
}

func TestACutFileKeepsWhatCameBefore(t *testing.T) {
	content, err := os.ReadFile("testdata/messages.xml")
	if err != nil {
		t.Fatal(err)
	}
	whole := string(content)
	for _, cut := range []struct {
		at, line string
		records  int
	}{
		{`type="2" subject`, "line 6", 1},
		{`</parts>`, "line 15", 5}, // the picture message as far as it goes
		{`</smses>`, "line 27", 7},
		{"second line", "line 5", 0},
	} {
		t.Run(cut.at, func(t *testing.T) {
			records, problems, err := read(t, whole[:strings.Index(whole, cut.at)], options())
			if err != nil {
				t.Fatal(err)
			}
			if len(records) != cut.records || !strings.Contains(strings.Join(problems, "\n"), cut.line+": the file is cut short here") {
				t.Errorf("got %d records, %q; want %d and the cut at %s", len(records), problems, cut.records, cut.line)
			}
		})
	}
}

func TestHostileDocuments(t *testing.T) {
	deep := strings.Repeat("<a>", 100)
	tests := map[string]struct{ content, want string }{
		"billion laughs":    {"<?xml version='1.0'?>\n<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>\n" + sms("&b;"), "line 2: the file declares a document type"},
		"external entity":   {`<!DOCTYPE x SYSTEM "http://example.org/x.dtd">` + sms("x"), "document type"},
		"nested too deep":   {"<smses><mms>" + deep, "nested more than 16 deep"},
		"endless tag":       {"<smses><sms " + strings.Repeat(" ", 2<<20), "a tag has more than"},
		"foreign encoding":  {"<?xml version='1.0' encoding='windows-1252'?>" + sms("x"), "expected UTF-8"},
		"entity in a value": {"<!DOCTYPE smses [<!ENTITY % r SYSTEM 'http://example.org/r'>%r;]><smses/>", "document type"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, _, err := read(t, test.content, options())
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %d records, %v; want %q", len(records), err, test.want)
			}
		})
	}
}

func TestBrokenXMLSaysWhereAndKeepsTheRest(t *testing.T) {
	content := strings.Replace(sms("one"), "</smses>", "<sms address=1 />\n</smses>", 1)
	records, problems, err := read(t, content, options())
	if err != nil || len(records) != 1 || len(problems) != 1 || !strings.HasPrefix(problems[0], "line 3: reading stops here") {
		t.Errorf("got %d records, %q, %v; want one record and the break at line 3", len(records), problems, err)
	}
}

func TestWhatIsNotARecordIsKeptUnread(t *testing.T) {
	content := "<smses count=\"1\">\n<note who=\"x\" />\nstray\n<sms address=\"1\" date=\"1773479100000\" type=\"1\" body=\"b\"/></smses>"
	records, problems, err := read(t, content, options())
	if err != nil || len(records) != 3 || len(problems) != 2 {
		t.Fatalf("got %+v, %q, %v; want two unread texts and a message", records, problems, err)
	}
	if records[0].Text != `who="x"` || records[0].Source.Line != 2 || strings.TrimSpace(records[1].Text) != "stray" || records[2].Text != "b" {
		t.Errorf("got %+v", records)
	}
}

func TestAttachmentsAreBoundedAndHashed(t *testing.T) {
	mms := func(data string) string {
		return `<smses count="1"><mms msg_box="1" address="1" date="1773479100000"><parts><part ct="image/png" cl="a.png" data="` + data + `"/></parts></mms></smses>`
	}
	opts := options()
	opts.Limits = importer.Limits{Part: 1000}
	tests := map[string]struct {
		data, sum, problem string
		size               int64
	}{
		"whole":             {"aGVsbG8=", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "", 5},
		"without padding":   {"aGVsbG8", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "", 5},
		"with line breaks":  {"aGV\nsbG&#10;8=", "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", "", 5},
		"not base64":        {"a*b?", "", "is not whole base64", 0},
		"larger than limit": {base64.StdEncoding.EncodeToString(make([]byte, 1001)), "", "is larger than the 1000 bytes allowed", 0},
		"a forged hash":     {strings.Repeat("0", 64) + ":5", "", "is not whole base64", 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			records, problems, err := read(t, mms(test.data), opts)
			if err != nil || len(records) != 1 || len(records[0].Attachments) != 1 {
				t.Fatalf("got %+v, %v; want one record with one file", records, err)
			}
			a := records[0].Attachments[0]
			if a.SHA256 != test.sum || a.Size != test.size || !strings.Contains(strings.Join(problems, " "), test.problem) {
				t.Errorf("got %+v %q, want %+v", a, problems, test)
			}
		})
	}
}

func TestALongValueIsCutAndSaysSo(t *testing.T) {
	opts := options()
	opts.Limits = importer.Limits{Value: 100}
	records, problems, err := read(t, sms(strings.Repeat("x", 500)), opts)
	if err != nil || len(records) != 1 || len(records[0].Text) != 100 || len(problems) != 1 || !strings.HasPrefix(problems[0], "line 2: a value is longer than 100 bytes") {
		t.Errorf("got %d records, %q, %v", len(records), problems, err)
	}
}

func TestUTF16(t *testing.T) {
	for _, order := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
		wide, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String("<?xml version='1.0' encoding='UTF-16'?>" + sms("wide ☕"))
		if err != nil {
			t.Fatal(err)
		}
		records, problems, err := read(t, wide, options())
		if err != nil || len(records) != 1 || records[0].Text != "wide ☕" {
			t.Errorf("got %+v, %q, %v; want one record", records, problems, err)
		}
	}
}

func FuzzSMSBackup(f *testing.F) {
	seeds, err := filepath.Glob("testdata/*.xml")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range seeds {
		content, err := os.ReadFile(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Add([]byte(sms("&#55357;&#56832;\xED\xA0\xBD & <")))
	f.Fuzz(func(t *testing.T, content []byte) {
		opts := options()
		opts.Limits = importer.Limits{Value: 200, Part: 200}
		reading, err := importer.Read(t.Context(), importer.FromBytes("backup.xml", content), opts)
		if err != nil {
			return
		}
		for r, err := range reading.Records {
			if err == nil && (r.Source.Line < 1 || len(r.Text) > 4*200*1000) {
				t.Errorf("got %+v", r)
			}
		}
	})
}

// backup100000 is a backup of 100,000 invented messages.
func backup100000() []byte {
	var b bytes.Buffer
	b.WriteString("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"100000\">\n")
	at := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)
	for i := range 100_000 {
		fmt.Fprintf(&b, "  <sms protocol=\"0\" address=\"07700 900123\" date=\"%d\" type=\"%d\" subject=\"null\" body=\"Message %d, why do you not answer &#55357;&#56832;\" read=\"1\" status=\"-1\" contact_name=\"Rowan Ashby\" />\n",
			at.Add(time.Duration(i)*17*time.Minute).UnixMilli(), 1+i%2, i)
	}
	b.WriteString("</smses>\n")
	return b.Bytes()
}

func BenchmarkRead100000(b *testing.B) {
	backup := backup100000()
	b.SetBytes(int64(len(backup)))
	for b.Loop() {
		sum, err := importer.Summarise(b.Context(), importer.FromBytes("sms.xml", backup), options())
		if err != nil || sum.Records != 100_000 || len(sum.Problems) != 0 {
			b.Fatal(sum.Records, sum.Problems, err)
		}
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
