package journal

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"encoding/hex"
)

// sample is the header the known answers are about.
func sample() Header {
	h := Header{
		V: 1, ID: "00112233445566778899aabbccddeeff", Stream: "case/0f", Seq: 7, Kind: "IncidentRecorded", Version: 2,
		Recorded: noon, Clock: noon.Add(-1500 * time.Millisecond), Actor: "staff/u1", Key: "k1",
	}
	for i := range h.Commitment {
		h.Commitment[i] = byte(i)
	}
	return h
}

const sampleBytes = `{"v":1,"id":"00112233445566778899aabbccddeeff","stream":"case/0f","seq":7,"kind":"IncidentRecorded","version":2,` +
	`"recorded":"2026-11-23T12:00:00.000Z","clock":"2026-11-23T11:59:58.500Z","actor":"staff/u1","key":"k1",` +
	`"commitment":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"}`

func TestHeaderBytesAreTheDocumentedOnes(t *testing.T) {
	got, err := sample().Encode()
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != sampleBytes {
		t.Errorf("got  %s\nwant %s", got, sampleBytes)
	}
	h := sample()
	h.Suspect, h.Kind, h.Disposes = true, StreamDisposed, h.Stream
	want := strings.NewReplacer(`"actor"`, `"suspect":true,"actor"`, "IncidentRecorded", "StreamDisposed", `"key"`, `"disposes":"case/0f","key"`).Replace(sampleBytes)
	if got, err := h.Encode(); err != nil || string(got) != want {
		t.Errorf("got  %s (error %v)\nwant %s", got, err, want)
	}
}

func TestHeaderReadsBackAsItWasWritten(t *testing.T) {
	token := rapid.StringMatching(`[!#-%'-;=?-\[\]-~]{1,200}`)
	rapid.Check(t, func(t *rapid.T) {
		instant := rapid.Custom(func(t *rapid.T) time.Time {
			return time.UnixMilli(rapid.Int64Range(-62135596800000, 253402300799999).Draw(t, "ms")).UTC()
		})
		h := Header{
			V: 1, ID: hex.EncodeToString(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")),
			Stream: token.Draw(t, "stream"), Seq: rapid.Int64Range(1, 1<<62).Draw(t, "seq"), Kind: token.Draw(t, "kind"),
			Version: rapid.IntRange(1, 1<<30).Draw(t, "version"), Recorded: instant.Draw(t, "recorded"), Clock: instant.Draw(t, "clock"),
			Suspect: rapid.Bool().Draw(t, "suspect"), Actor: token.Draw(t, "actor"), Key: token.Draw(t, "key"),
			Commitment: [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "commitment")),
		}
		if rapid.Bool().Draw(t, "disposal") {
			h.Disposes = token.Draw(t, "disposes")
		}
		b, err := h.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := ParseHeader(b)
		if err != nil {
			t.Fatalf("%s: %v", b, err)
		}
		if diff := cmp.Diff(h, back); diff != "" {
			t.Fatalf("(-written +read):\n%s", diff)
		}
	})
}

func TestOtherSpellingsOfAHeaderAreRefused(t *testing.T) {
	for name, edit := range map[string]*strings.Replacer{
		"a space":                   strings.NewReplacer(`"seq":7`, `"seq": 7`),
		"another order":             strings.NewReplacer(`"seq":7,"kind":"IncidentRecorded"`, `"kind":"IncidentRecorded","seq":7`),
		"an unknown key":            strings.NewReplacer(`"actor"`, `"extra":1,"actor"`),
		"a missing key":             strings.NewReplacer(`"actor":"staff/u1",`, ``),
		"a key twice":               strings.NewReplacer(`"seq":7`, `"seq":7,"seq":7`),
		"a leading zero":            strings.NewReplacer(`"seq":7`, `"seq":07`),
		"a plus sign":               strings.NewReplacer(`"seq":7`, `"seq":+7`),
		"a float":                   strings.NewReplacer(`"seq":7`, `"seq":7.0`),
		"sequence number 0":         strings.NewReplacer(`"seq":7`, `"seq":0`),
		"an escape":                 strings.NewReplacer(`case/0f`, `case\/0f`),
		"a control character":       strings.NewReplacer(`case/0f`, "case/\n0f"),
		"upper-case hexadecimal":    strings.NewReplacer(`1e1f`, `1E1F`),
		"a short commitment":        strings.NewReplacer(`1e1f`, `1e`),
		"an upper-case id":          strings.NewReplacer(`aabbccddeeff`, `AABBccddeeff`),
		"a time with a zone":        strings.NewReplacer(`12:00:00.000Z`, `12:00:00.000+00:00`),
		"a time without fraction":   strings.NewReplacer(`12:00:00.000Z`, `12:00:00Z`),
		"a time with a longer one":  strings.NewReplacer(`12:00:00.000Z`, `12:00:00.0000Z`),
		"a day that does not exist": strings.NewReplacer(`2026-11-23T12`, `2026-02-30T12`),
		"suspect false":             strings.NewReplacer(`"actor"`, `"suspect":false,"actor"`),
		"an empty disposal":         strings.NewReplacer(`"key"`, `"disposes":"","key"`),
		"something after":           strings.NewReplacer(`"}`, `"} `),
		"another format":            strings.NewReplacer(`"v":1`, `"v":2`),
	} {
		t.Run(name, func(t *testing.T) {
			b := edit.Replace(sampleBytes)
			if b == sampleBytes {
				t.Fatal("the edit changed nothing")
			}
			if h, err := ParseHeader([]byte(b)); err == nil {
				t.Errorf("accepted %s as %+v", b, h)
			}
		})
	}
}

func FuzzParseHeader(f *testing.F) {
	f.Add([]byte(sampleBytes))
	f.Add([]byte(strings.Replace(sampleBytes, `"actor"`, `"suspect":true,"actor"`, 1)))
	f.Add([]byte(strings.Replace(sampleBytes, `"key"`, `"disposes":"case/0f","key"`, 1)))
	f.Add([]byte(`{"v":1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := ParseHeader(b)
		if err != nil {
			return
		}
		again, err := h.Encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("read %q, wrote %q (error %v)", b, again, err)
		}
	})
}

func TestIDs(t *testing.T) {
	a, b := NewID(), NewID()
	if a == b {
		t.Error("two new ids are equal")
	}
	if _, err := ParseID(a); err != nil {
		t.Error(err)
	}
	for _, s := range []string{"", "00", strings.Repeat("g", 32), strings.Repeat("A", 32), fmt.Sprintf("%033d", 0)} {
		if _, err := ParseID(s); err == nil {
			t.Errorf("ParseID accepted %q", s)
		}
	}
}
