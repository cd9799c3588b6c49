package journal

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/store"
)

// NewSigner makes the checkpoint signer of a force's journal, and the verifier
// key to hand out, from the log's name ("example.org/fernshire/journal") and an
// Ed25519 seed (the keyring's "system/checkpoint").
func NewSigner(name string, seed [32]byte) (note.Signer, string, error) {
	private := ed25519.NewKeyFromSeed(seed[:])
	verifierKey, err := note.NewEd25519VerifierKey(name, private.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, "", fmt.Errorf("checkpoint signer %q: %w", name, err)
	}
	// A verifier key is name+hash+data; the signer's form shares the first two.
	// The data's first byte, 1, says Ed25519.
	hash := strings.Split(strings.TrimPrefix(verifierKey, name+"+"), "+")[0]
	secret := "PRIVATE+KEY+" + name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed[:]...))
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, "", fmt.Errorf("checkpoint signer %q: malformed key", name) // the cause could quote the key
	}
	return signer, verifierKey, nil
}

// signCheckpoint makes the row for one commit.
func signCheckpoint(signer note.Signer, e *edge, ms int64) (store.Checkpoint, error) {
	root := e.root()
	signed, err := note.Sign(&note.Note{Text: checkpointText(signer.Name(), e.size, root, ms)}, signer)
	if err != nil {
		return store.Checkpoint{}, fmt.Errorf("sign checkpoint of size %d: %w", e.size, err)
	}
	return store.Checkpoint{Size: e.size, Root: root[:], Edge: e.bytes(), Time: ms, Note: signed}, nil
}

// checkpointText is what a checkpoint's note says.
func checkpointText(origin string, size int64, root tlog.Hash, ms int64) string {
	return fmt.Sprintf("%s\n%d\n%s\ntime %d\n", origin, size, root, ms)
}

// ParseCheckpoint reads a signed note and checks its signature and origin
// against verifier (nil: the signature is not checked). Edge is left empty: a
// note does not hold it.
func ParseCheckpoint(signed []byte, verifier note.Verifier) (store.Checkpoint, error) {
	text, err := noteText(signed, verifier)
	if err != nil {
		return store.Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) != 4 {
		return store.Checkpoint{}, fmt.Errorf("checkpoint: %d lines, expected origin, size, root and time", len(lines))
	}
	if verifier != nil && lines[0] != verifier.Name() {
		return store.Checkpoint{}, fmt.Errorf("checkpoint: origin %q, expected %q", lines[0], verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return store.Checkpoint{}, fmt.Errorf("checkpoint: size %q, expected a whole number", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return store.Checkpoint{}, fmt.Errorf("checkpoint: root %q, expected 32 bytes in base64", lines[2])
	}
	ms, err := strconv.ParseInt(strings.TrimPrefix(lines[3], "time "), 10, 64)
	if err != nil || lines[3] != "time "+strconv.FormatInt(ms, 10) {
		return store.Checkpoint{}, fmt.Errorf("checkpoint: %q, expected \"time\" and milliseconds", lines[3])
	}
	return store.Checkpoint{Size: size, Root: root[:], Time: ms, Note: signed}, nil
}

// noteText returns the signed text; with a verifier, only if its signature is
// there and right.
func noteText(signed []byte, verifier note.Verifier) (string, error) {
	if verifier != nil {
		n, err := note.Open(signed, note.VerifierList(verifier))
		if err != nil {
			return "", err
		}
		return n.Text, nil
	}
	_, err := note.Open(signed, note.VerifierList())
	if unverified, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
		return unverified.Note.Text, nil
	}
	return "", err
}

// witnessEnd closes each note in a witness file; no line of a note is equal to it.
const witnessEnd = "--"

// WriteWitness appends a checkpoint's signed note to a text file in a second
// place (another machine's disk, a printed page), synced before it returns. The
// copy is worth as much as that place is out of reach of whoever could rewrite
// the journal. It refuses to follow a checkpoint with a smaller one.
func WriteWitness(path string, c store.Checkpoint) error {
	if _, err := ParseCheckpoint(c.Note, nil); err != nil {
		return fmt.Errorf("write witness %s: %w", path, err)
	}
	seen, err := ReadWitness(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if n := len(seen); n > 0 && c.Size <= seen[n-1].Size {
		if c.Size == seen[n-1].Size && string(c.Root) == string(seen[n-1].Root) {
			return nil // already there
		}
		return fmt.Errorf("write witness %s: checkpoint of size %d after one of %d: the journal was rolled back or rewritten: %w",
			path, c.Size, seen[n-1].Size, ErrAltered)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("write witness: %w", err)
	}
	_, err = f.WriteString(string(c.Note) + witnessEnd + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write witness %s: %w", path, err)
	}
	return nil
}

// ReadWitness reads the checkpoints of a witness file, oldest first. Signatures
// are checked by Verify, which knows the verifier.
func ReadWitness(path string) ([]store.Checkpoint, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read witness: %w", err)
	}
	var out []store.Checkpoint
	rest := string(text)
	for line := 1; rest != ""; {
		signed, after, ok := strings.Cut(rest, "\n"+witnessEnd+"\n")
		if !ok {
			return nil, fmt.Errorf("read witness %s, line %d: expected a note closed by a line %q", path, line, witnessEnd)
		}
		c, err := ParseCheckpoint([]byte(signed+"\n"), nil)
		if err != nil {
			return nil, fmt.Errorf("read witness %s, line %d: %w", path, line, err)
		}
		out = append(out, c)
		line += strings.Count(signed, "\n") + 2
		rest = after
	}
	return out, nil
}
