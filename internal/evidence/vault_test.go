package evidence_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"foursight/internal/evidence"
)

func newVault(t testing.TB) (*evidence.Vault, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "evidence")
	v, err := evidence.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v, dir
}

// files lists every file below dir with its content.
func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		found[p] = b
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func add(t *testing.T, v *evidence.Vault, content []byte) evidence.Blob {
	t.Helper()
	b, err := v.Add(t.Context(), bytes.NewReader(content), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatGoesInComesOutAndIsUnreadableOnDisk(t *testing.T) {
	for _, size := range []int{0, 1, 64 << 10, 64<<10 + 1, 300_000} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			v, dir := newVault(t)
			content := bytes.Repeat([]byte("You will hear from me. "), size/23+1)[:size]
			b := add(t, v, content)
			sum := sha256.Sum256(content)
			if b.SHA256 != hex.EncodeToString(sum[:]) || b.Size != int64(size) {
				t.Errorf("got %s of %d bytes, want %x of %d", b.SHA256, b.Size, sum, size)
			}
			rc, err := v.OpenBlob(b)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(rc)
			if err != nil || !bytes.Equal(got, content) {
				t.Errorf("read back %d bytes, %v; want the same %d", len(got), err, size)
			}
			if err := errors.Join(rc.Close(), v.Verify(t.Context(), b)); err != nil {
				t.Error(err)
			}
			onDisk := files(t, dir)
			if len(onDisk) != 1 {
				t.Errorf("got %d files, want 1", len(onDisk))
			}
			for p, raw := range onDisk {
				if bytes.Contains(raw, []byte("hear from me")) || bytes.Contains(raw, []byte("AGE-SECRET")) {
					t.Errorf("%s holds the content or the key in clear", p)
				}
				if filepath.Base(p) != b.Name {
					t.Errorf("on disk as %s, want the random name %s", p, b.Name)
				}
			}
		})
	}
}

func TestSameContentTwiceIsTwoFilesWithOneHash(t *testing.T) {
	v, _ := newVault(t)
	a, b := add(t, v, []byte("same")), add(t, v, []byte("same"))
	if a.SHA256 != b.SHA256 || a.Name == b.Name || a.Key == b.Key {
		t.Errorf("got %v and %v, want one hash, two names and two keys", a, b)
	}
}

func TestAnAlteredFileIsFound(t *testing.T) {
	content := bytes.Repeat([]byte("x"), 200_000)
	damage := map[string]func([]byte) []byte{
		"a changed byte": func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"cut short":      func(b []byte) []byte { return b[:len(b)-70_000] },
		"emptied":        func([]byte) []byte { return nil },
		"a chunk twice":  func(b []byte) []byte { return append(b, b[len(b)-1000:]...) },
	}
	for name, change := range damage {
		t.Run(name, func(t *testing.T) {
			v, dir := newVault(t)
			b := add(t, v, content)
			for p, raw := range files(t, dir) {
				if err := os.WriteFile(p, change(raw), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if err := v.Verify(t.Context(), b); !errors.Is(err, evidence.ErrAltered) {
				t.Errorf("got %v, want ErrAltered", err)
			}
		})
	}
	t.Run("another hash recorded", func(t *testing.T) {
		v, _ := newVault(t)
		b := add(t, v, content)
		b.SHA256 = strings.Repeat("0", 64)
		if err := v.Verify(t.Context(), b); !errors.Is(err, evidence.ErrAltered) {
			t.Errorf("got %v, want ErrAltered", err)
		}
	})
	t.Run("swapped for another", func(t *testing.T) {
		v, _ := newVault(t)
		a, b := add(t, v, content), add(t, v, content)
		a.Name = b.Name
		if err := v.Verify(t.Context(), a); !errors.Is(err, evidence.ErrAltered) {
			t.Errorf("got %v, want ErrAltered", err)
		}
	})
}

func TestAFailedAddLeavesNothing(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	tests := map[string]struct {
		ctx  context.Context
		r    io.Reader
		want error
	}{
		"too large":     {t.Context(), bytes.NewReader(make([]byte, 101)), evidence.ErrTooLarge},
		"a broken pipe": {t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrClosedPipe)), io.ErrClosedPipe},
		"caller gone":   {stopped, strings.NewReader("late"), context.Canceled},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			v, dir := newVault(t)
			if _, err := v.Add(test.ctx, test.r, 100); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
			if left := files(t, dir); len(left) != 0 {
				t.Errorf("%d files were left", len(left))
			}
		})
	}
	t.Run("exactly the limit is allowed", func(t *testing.T) {
		v, _ := newVault(t)
		if _, err := v.Add(t.Context(), bytes.NewReader(make([]byte, 100)), 100); err != nil {
			t.Error(err)
		}
	})
}

func TestRemoveIsForGoodAndMayBeRepeated(t *testing.T) {
	v, dir := newVault(t)
	b := add(t, v, []byte("dispose of me"))
	for range 2 {
		if err := v.Remove(b); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := v.OpenBlob(b); !errors.Is(err, evidence.ErrMissing) {
		t.Errorf("got %v, want ErrMissing", err)
	}
	if left := files(t, dir); len(left) != 0 {
		t.Errorf("%d files were left", len(left))
	}
}

func TestANameThatIsNotOursReachesNoFile(t *testing.T) {
	v, dir := newVault(t)
	outside := filepath.Join(filepath.Dir(dir), "keep")
	if err := os.WriteFile(outside, []byte("keep"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := add(t, v, []byte("x"))
	for _, name := range []string{"", "../keep", "../../keep", outside, strings.Repeat("z", 32), b.Name + "/.."} {
		b.Name = name
		if err := v.Remove(b); !errors.Is(err, evidence.ErrMissing) {
			t.Errorf("remove %q: got %v, want ErrMissing", name, err)
		}
		if _, err := v.OpenBlob(b); !errors.Is(err, evidence.ErrMissing) {
			t.Errorf("open %q: got %v, want ErrMissing", name, err)
		}
	}
	if _, err := os.Stat(outside); err != nil {
		t.Error(err)
	}
}

func TestSweepRemovesOnlyOldPartialFiles(t *testing.T) {
	v, dir := newVault(t)
	b := add(t, v, []byte("whole"))
	now := time.Now()
	for name, age := range map[string]time.Duration{"old": 2 * time.Hour, "new": 0} {
		p := filepath.Join(dir, "partial", name)
		if err := errors.Join(os.WriteFile(p, []byte("x"), 0o600), os.Chtimes(p, now, now.Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	n, err := v.Sweep(now.Add(-time.Hour))
	if err != nil || n != 1 {
		t.Errorf("got %d, %v; want 1", n, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "partial", "new")); err != nil {
		t.Error("an upload still running was swept:", err)
	}
	if err := v.Verify(t.Context(), b); err != nil {
		t.Error(err)
	}
	if names, err := v.Names(); err != nil || len(names) != 1 || names[0] != b.Name {
		t.Errorf("names: got %v, %v; want only %s", names, err, b.Name)
	}
}

func TestAKeyIsStoredButNeverPrinted(t *testing.T) {
	v, _ := newVault(t)
	b := add(t, v, []byte("x"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if out := fmt.Sprintf(verb, b); strings.Contains(out, "AGE-SECRET") {
			t.Errorf("%s prints the key", verb)
		}
	}
	kept, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	var back evidence.Blob
	if err := json.Unmarshal(kept, &back); err != nil || back != b {
		t.Errorf("got %s, %v; want the same blob back", kept, err)
	}
	back.Key = "AGE-SECRET-KEY-1WRONG"
	if _, err := v.OpenBlob(back); err == nil || strings.Contains(err.Error(), "WRONG") {
		t.Errorf("got %v, want an error without the key in it", err)
	}
}

func TestSafeName(t *testing.T) {
	tests := map[string]string{
		"IMG-20260312-WA0004.jpg":         "IMG-20260312-WA0004.jpg",
		"../../etc/passwd":                "passwd",
		`C:\Users\ann\note.txt`:           "note.txt",
		"invoice\u202Egpj.exe":            "invoicegpj.exe",
		"a\x00b\r\nc.txt":                 "abc.txt",
		"CON.txt":                         "_CON.txt",
		"nul":                             "_nul",
		"...":                             "original",
		"":                                "original",
		".htaccess":                       "htaccess",
		`what? "yes" <now>|*.doc`:         "what_ _yes_ _now___.doc",
		"naïve ☕.pdf":                     "naïve ☕.pdf",
		"bad\xff.txt":                     "bad_.txt",
		strings.Repeat("é", 200) + ".jpg": strings.Repeat("é", 58) + ".jpg",
		strings.Repeat("a", 5000):         strings.Repeat("a", 120),
		"x\u200B\uFEFF." + strings.Repeat("y", 40): "x." + strings.Repeat("y", 40),
	}
	for in, want := range tests {
		if got := evidence.SafeName(in); got != want {
			t.Errorf("SafeName(%.40q): got %q, want %q", in, got, want)
		}
	}
}

func BenchmarkAdd(b *testing.B) {
	v, _ := newVault(b)
	content := make([]byte, 16<<20)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		if _, err := v.Add(b.Context(), bytes.NewReader(content), 1<<30); err != nil {
			b.Fatal(err)
		}
	}
}
