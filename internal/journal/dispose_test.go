package journal

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"foursight/internal/keyring"
)

func disposal(kind, stream, disposes string, seq int64) Draft {
	d := draft(stream, seq)
	d.Kind, d.Disposes, d.Actor = kind, disposes, "staff/records"
	d.Body = []byte(`{"data":{"authority":"retention review","reason":"period ended"}}`)
	return d
}

func TestADisposedStreamLeavesHeadersAndTheReason(t *testing.T) {
	keys := newFakeKeys()
	st := filled(t, keys)
	w := startWriter(t, st, keys, Options{})
	d := disposal(StreamDisposed, "case/0", "case/0", 5)
	if _, err := Dispose(t.Context(), st, w, keys, d); err != nil {
		t.Fatal(err)
	}
	for _, e := range st.entries {
		_, err := Open(t.Context(), keys, e)
		gone := e.Stream == "case/0" && e.ID != d.ID
		if gone != errors.Is(err, ErrDisposed) || gone != (e.Sealed == nil) || !gone && err != nil {
			t.Errorf("%s number %d (%s): body of %d bytes, open gives %v", e.Stream, e.Seq, e.Kind, len(e.Sealed), err)
		}
	}
	if r := wantWhole(t, st, keys); r.Disposed != 4 || r.Opened != 9 {
		t.Errorf("verify counts %d disposed and %d opened, want 4 and 9", r.Disposed, r.Opened)
	}
	if r := wantWhole(t, st, nil); r.Disposed != 4 {
		t.Errorf("without keys: %d disposed, want 4", r.Disposed)
	}
	r, opened, err := VerifyPackage(strings.NewReader(strings.Join(packed(t, st, keys, "case/0"), "")), nil)
	if err != nil || r.Disposed != 4 || !bytes.Contains(opened[4].Body, []byte("retention review")) {
		t.Errorf("package: %+v, error %v, want 4 disposed and the reason", r, err)
	}
	if _, err := w.Append(t.Context(), Request{Drafts: []Draft{draft("case/0", 6)}}); !errors.Is(err, keyring.ErrDestroyed) {
		t.Errorf("append to a disposed stream: got %v, want ErrDestroyed", err)
	}
	if again, err := Dispose(t.Context(), st, w, keys, d); err != nil || !again.Duplicate {
		t.Errorf("disposing again: %+v, error %v, want a duplicate", again, err)
	}
}

func TestOneEntryIsDisposedOfAlone(t *testing.T) {
	keys := newFakeKeys()
	st := filled(t, keys)
	w := startWriter(t, st, keys, Options{})
	wrong := st.entries[2] // case/1 number 1
	if _, err := Dispose(t.Context(), st, w, keys, disposal(EntryDisposed, "case/1", wrong.ID, 5)); err != nil {
		t.Fatal(err)
	}
	if r := wantWhole(t, st, keys); r.Disposed != 1 || r.Opened != 12 {
		t.Errorf("verify counts %d disposed and %d opened, want 1 and 12", r.Disposed, r.Opened)
	}
	if st.entries[2].Sealed != nil {
		t.Error("the body is still there")
	}
	// A restored older copy of the database brings the body back; it stays shut.
	if _, err := Open(t.Context(), keys, wrong); !errors.Is(err, ErrDisposed) {
		t.Errorf("opening a restored body: got %v, want ErrDisposed", err)
	}
	appendOne(t, w, draft("case/1", 6)) // the stream goes on
}

func TestADisposalThatWasInterruptedIsResumed(t *testing.T) {
	keys := newFakeKeys()
	st := filled(t, keys)
	w := startWriter(t, st, keys, Options{})
	keys.fail = errors.New("power cut")
	d := disposal(StreamDisposed, "case/2", "case/2", 5)
	if _, err := Dispose(t.Context(), st, w, keys, d); !errors.Is(err, keys.fail) {
		t.Fatalf("got %v, want the interruption", err)
	}
	if _, err := Open(t.Context(), keys, st.entries[4]); err != nil {
		t.Fatalf("before resuming: %v, want it still readable", err)
	}
	keys.fail = nil
	for i, want := range []int{1, 0} { // the second run finds nothing past its mark
		if n, err := ResumeDisposals(context.Background(), st, keys); n != want || err != nil {
			t.Errorf("run %d: resumed %d, error %v, want %d", i+1, n, err, want)
		}
	}
	if st.entries[4].Sealed != nil || !keys.Destroyed("case/2") {
		t.Error("the disposal was not carried out")
	}
	keys.gone, keys.mark = map[string]string{}, 3 // the keyring restored from before
	if n, err := ResumeDisposals(context.Background(), st, keys); n != 1 || err != nil || !keys.Destroyed("case/2") {
		t.Errorf("after restoring the keyring: resumed %d, error %v, destroyed %v", n, err, keys.Destroyed("case/2"))
	}
	wantWhole(t, st, keys)
}

func TestDisposalsSayWhatTheyDisposeOf(t *testing.T) {
	keys := newFakeKeys()
	st := filled(t, keys)
	w := startWriter(t, st, keys, Options{})
	for name, d := range map[string]Draft{
		"another stream":             disposal(StreamDisposed, "case/0", "case/1", 5),
		"nothing":                    disposal(StreamDisposed, "case/0", "", 5),
		"no entry's id":              disposal(EntryDisposed, "case/0", "case/0", 5),
		"an entry of another stream": disposal(EntryDisposed, "case/0", st.entries[2].ID, 5),
		"the force's own stream":     disposal(StreamDisposed, "force", "force", 1),
		"an ordinary kind":           disposal("IncidentRecorded", "case/0", "case/0", 5),
		"a stream that moved on":     disposal(StreamDisposed, "case/0", "case/0", 4),
	} {
		if _, err := Dispose(t.Context(), st, w, keys, d); err == nil {
			t.Errorf("%s: disposed of", name)
		}
	}
	if len(st.entries) != 12 || keys.Destroyed("case/0") {
		t.Error("a refused disposal left something behind")
	}
}
