package whatsapp_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"foursight/internal/importer"
)

// rivalModule names the file of the npm package whatsapp-chat-parser to compare
// with. scripts/bench installs a pinned one outside the tree and sets this.
const rivalModule = "FOURSIGHT_BENCH_CHAT_PARSER"

// rivalScript reads the chat, parses it as often as asked and prints one line of
// JSON. Only parseString is timed: starting node and reading the file are not.
const rivalScript = `
const fs = require('node:fs');
const { parseString } = require(process.argv[1]);
const text = fs.readFileSync(process.argv[2], 'utf8');
const ns = [];
let messages;
for (let i = 0; i < Number(process.argv[3]); i++) {
  const from = process.hrtime.bigint();
  messages = parseString(text, { parseAttachments: process.argv[4] === 'attachments' });
  ns.push(Number(process.hrtime.bigint() - from));
}
const last = messages[messages.length - 1];
console.log(JSON.stringify({
  ns,
  records: messages.length,
  authors: new Set(messages.map((m) => m.author)).size,
  last: last.date.toISOString(),
}));
`

// rivalRead is what rivalScript prints.
type rivalRead struct {
	Nanoseconds []float64 `json:"ns"` // of each parse, in order
	Records     int       `json:"records"`
	Authors     int       `json:"authors"`
	Last        time.Time `json:"last"`
}

// runRival parses a chat with the rival in a node process of its own; extra may be
// "attachments", to have it name each message's file, as ours always does.
func runRival(b *testing.B, module, chat string, times int, extra ...string) rivalRead {
	b.Helper()
	cmd := exec.CommandContext(b.Context(), "node", append([]string{"-e", rivalScript, module, chat, fmt.Sprint(times)}, extra...)...)
	cmd.Env = append(os.Environ(), "TZ=UTC") // it reads times in the zone of the process
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("whatsapp-chat-parser in node: %v\n%s", err, stderr.Bytes())
	}
	var got rivalRead
	if err := json.Unmarshal(out, &got); err != nil {
		b.Fatalf("whatsapp-chat-parser in node printed %q: %v", out, err)
	}
	return got
}

// agree fails the benchmark unless both read the same chat out of the file: a
// parser that drops messages would be fast for nothing.
func agree(b *testing.B, ours importer.Summary, theirs rivalRead) {
	b.Helper()
	if ours.Records != rivalMessages || theirs.Records != ours.Records || theirs.Authors != len(ours.Participants) || ours.Last != theirs.Last.Format("2006-01-02T15:04") {
		b.Fatalf("foursight read %d messages by %d people up to %s; whatsapp-chat-parser %d by %d up to %s; the chat holds %d",
			ours.Records, len(ours.Participants), ours.Last, theirs.Records, theirs.Authors, theirs.Last.Format(time.RFC3339), rivalMessages)
	}
}

const rivalMessages = 100_000

// rivalChat is an export of 100,000 messages between four invented people, one in
// eight over several lines, some with accents, emoji or a line that looks like a
// time, as chats are.
func rivalChat() []byte {
	people := []string{"Rowan Ashby", "Marlo Finch", "+44 7700 900123", "Zoë Invented"}
	said := []string{
		"why do you not answer me, I saw you at the station",
		"Please leave me alone.",
		"ok 👍",
		"I am outside.\nI can see the light is on.\nCome down.",
		"https://example.org/p/12 look at this",
		"at 10:30 - or later: you choose",
		"Où étais-tu hier soir ? Je t’ai attendue",
		"This is the last time I write to you, I promise, only tell me why you went to your sister and not to me",
	}
	random := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	at := time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)
	for range rivalMessages {
		at = at.Add(time.Duration(1+random.IntN(30)) * time.Minute)
		fmt.Fprintf(&b, "%s - %s: %s\n", at.Format("02/01/2006, 15:04"), people[random.IntN(len(people))], said[random.IntN(len(said))])
	}
	return b.Bytes()
}

// BenchmarkAgainstRival parses one chat of 100,000 messages with this package and
// with whatsapp-chat-parser from npm, in one run. Parse against parse is the text
// already in memory, node's start-up left out and its just-in-time compiler warm:
// of five parses in one process the last four count. "process" is a whole
// command each: start, read the file, parse, say what is in it.
func BenchmarkAgainstRival(b *testing.B) {
	module := os.Getenv(rivalModule)
	if module == "" {
		b.Fatalf("%s is not set: scripts/bench installs whatsapp-chat-parser and sets it", rivalModule)
	}
	content := rivalChat()
	dir := b.TempDir()
	chat := filepath.Join(dir, "chat.txt")
	if err := os.WriteFile(chat, content, 0o600); err != nil {
		b.Fatal(err)
	}
	ours, err := importer.Summarise(b.Context(), importer.FromBytes("chat.txt", content), options())
	if err != nil {
		b.Fatal(err)
	}
	agree(b, ours, runRival(b, module, chat, 1))

	b.Run("parse/foursight-summarise", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		for b.Loop() {
			sum, err := importer.Summarise(b.Context(), importer.FromBytes("chat.txt", content), options())
			if err != nil || sum.Records != rivalMessages {
				b.Fatal(sum.Records, err)
			}
		}
	})
	b.Run("parse/foursight-read", func(b *testing.B) {
		b.SetBytes(int64(len(content)))
		for b.Loop() {
			if n := countRead(b, content); n != rivalMessages {
				b.Fatal(n)
			}
		}
	})
	for name, extra := range map[string][]string{"parse/whatsapp-chat-parser": nil, "parse/whatsapp-chat-parser-attachments": {"attachments"}} {
		b.Run(name, func(b *testing.B) {
			var sum float64
			var n int
			for b.Loop() {
				got := runRival(b, module, chat, 5, extra...)
				agree(b, ours, got)
				for _, ns := range got.Nanoseconds[1:] {
					sum, n = sum+ns, n+1
				}
			}
			b.ReportMetric(sum/float64(n), "ns/op")
			b.ReportMetric(float64(len(content))/1e6/(sum/float64(n)/1e9), "MB/s")
		})
	}
	program := filepath.Join(dir, "foursight")
	if out, err := exec.Command("go", "build", "-o", program, "foursight/cmd/foursight").CombinedOutput(); err != nil {
		b.Fatalf("build foursight: %v\n%s", err, out)
	}
	b.Run("process/foursight", func(b *testing.B) {
		for b.Loop() {
			out, err := exec.CommandContext(b.Context(), program, "import", "--dry-run", "--json", chat).Output()
			var got importer.Summary
			if err == nil {
				err = json.Unmarshal(out, &got)
			}
			if err != nil || got.Records != rivalMessages {
				b.Fatal(got.Records, err)
			}
		}
	})
	b.Run("process/whatsapp-chat-parser", func(b *testing.B) {
		for b.Loop() {
			agree(b, ours, runRival(b, module, chat, 1))
		}
	})
}

// countRead reads a chat once and keeps nothing.
func countRead(b *testing.B, content []byte) int {
	b.Helper()
	reading, err := importer.Read(b.Context(), importer.FromBytes("chat.txt", content), options())
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for r, err := range reading.Records {
		if problem, ok := errors.AsType[*importer.Problem](err); ok && problem.Line > 0 {
			continue // an hour that the clocks skipped
		} else if err != nil {
			b.Fatal(err)
		}
		if r.Counts() {
			n++
		}
	}
	return n
}
