package journal

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"foursight/internal/store"
)

func TestKnownAnswers(t *testing.T) {
	var salt [32]byte
	for i := range salt {
		salt[i] = byte(0xa0 + i)
	}
	commitment := Commitment(salt, []byte(`{"a":1}`))
	leaf := Leaf([]byte(sampleBytes))
	for _, c := range []struct{ name, got, want string }{
		// sha256 of 666f757273696768742f626f64792f3100, then a0a1...bf, then 7b2261223a317d
		{"commitment", hex.EncodeToString(commitment[:]), "f6b6ecf6eeb2f2729e64be6b0b5314449831025e7629b0e7cdf177695187a6c9"},
		// sha256 of 00, then the header bytes written out in header_test.go
		{"leaf", hex.EncodeToString(leaf[:]), "ab4119c48535bed2d7019f9095f35a4cd487de44a191432fb31522d34757671f"},
		{"associated data", hex.EncodeToString(place(Header{Stream: "case/0f", Seq: 7, ID: "ab", Kind: "Noted", Version: 2, Actor: "a/1", Disposes: "x"})),
			"00000007" + "636173652f3066" + "00000008" + "0000000000000007" + "00000002" + "6162" +
				"00000005" + "4e6f746564" + "00000008" + "0000000000000002" + "00000003" + "612f31" + "00000001" + "78"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, c.got, c.want)
		}
	}
}

// sealedEntry seals a draft the way the writer does, without a writer.
func sealedEntry(t *testing.T, keys Keys, d Draft) store.Entry {
	t.Helper()
	s, err := seal(t.Context(), keys, d)
	if err != nil {
		t.Fatal(err)
	}
	h := d.header()
	h.Recorded, h.Clock, h.Key, h.Commitment = noon, noon, s.key, s.commitment
	b, err := h.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return store.Entry{ID: h.ID, Stream: h.Stream, Seq: h.Seq, Kind: h.Kind, Recorded: noon.UnixMilli(), Header: b, Sealed: s.body}
}

func TestASealedBodyOpensOnlyInItsPlace(t *testing.T) {
	keys := newFakeKeys()
	d := draft("case/a", 1)
	e := sealedEntry(t, keys, d)
	b, err := Open(t.Context(), keys, e)
	if err != nil {
		t.Fatal(err)
	}
	if string(b.JSON) != string(d.Body) || b.Header.ID != d.ID {
		t.Errorf("got %s of %s, want %s of %s", b.JSON, b.Header.ID, d.Body, d.ID)
	}
	if strings.Contains(string(e.Sealed), "in_person") {
		t.Error("the body is readable in the sealed bytes")
	}
	other := sealedEntry(t, keys, draft("case/a", 2))
	header := func(edit func(*Header)) func(*store.Entry) {
		return func(e *store.Entry) {
			h, err := ParseHeader(e.Header)
			if err != nil {
				t.Fatal(err)
			}
			edit(&h)
			e.Header = h.append(nil)
		}
	}
	for name, edit := range map[string]func(*store.Entry){
		"another entry's body":                  func(e *store.Entry) { e.Sealed = other.Sealed },
		"another id":                            header(func(h *Header) { h.ID = NewID() }),
		"another stream":                        header(func(h *Header) { h.Stream = "case/b" }),
		"another number":                        header(func(h *Header) { h.Seq = 2 }),
		"another kind":                          header(func(h *Header) { h.Kind = "IncidentWithdrawn" }),
		"another version":                       header(func(h *Header) { h.Version = 2 }),
		"another actor":                         header(func(h *Header) { h.Actor = "staff/u2" }),
		"a disposal's target":                   header(func(h *Header) { h.Disposes = "case/a" }),
		"one bit":                               func(e *store.Entry) { e.Sealed[len(e.Sealed)-1] ^= 1 },
		"an empty body":                         func(e *store.Entry) { e.Sealed = []byte{} },
		"a header that commits to another body": header(func(h *Header) { h.Commitment[0] ^= 1 }),
		"a header that is none":                 func(e *store.Entry) { e.Header = []byte("{}") },
	} {
		t.Run(name, func(t *testing.T) {
			e := sealedEntry(t, keys, d)
			edit(&e)
			if _, err := Open(t.Context(), keys, e); !errors.Is(err, ErrAltered) {
				t.Errorf("got %v, want ErrAltered", err)
			}
		})
	}
	t.Run("no body", func(t *testing.T) {
		e := sealedEntry(t, keys, d)
		e.Sealed = nil
		if _, err := Open(t.Context(), keys, e); !errors.Is(err, ErrDisposed) {
			t.Errorf("got %v, want ErrDisposed", err)
		}
	})
}

func TestBodiesThatCouldBeReadInTwoWaysAreRefused(t *testing.T) {
	for _, body := range []string{`{}`, `{"a":-12,"b":[true,false,null],"e":"1.5e3, \" 2.0 \\"}`, `{"née":"ë"}`} {
		if err := checkBody([]byte(body)); err != nil {
			t.Errorf("%s: %v", body, err)
		}
	}
	for _, body := range []string{
		``, `[]`, `"a"`, `{`, `{"a":1.5}`, `{"a":1e3}`, `{"a":1E3}`, `{"a":[0,2.0]}`, `{"a": 1}`, "{\"a\":1}\n", "{\"a\":\"\xff\"}", `{"a":"\\","b":0.1}`,
		`{"a":"` + strings.Repeat("x", MaxBody) + `"}`,
	} {
		if err := checkBody([]byte(body)); err == nil {
			t.Errorf("accepted %.40s", body)
		}
	}
}
