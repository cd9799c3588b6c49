package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"foursight/internal/faultpoint"
	"foursight/internal/keyring"
)

// A disposal has to reach the copies made before it, or restoring one would bring
// the case back. Two small files in clear see to that; they hold ids, instants and
// paths, nothing of a case.
//
//	copies.json      beside the keyring: every folder that backup wrote to
//	tombstones.json  in each of those folders and beside the keyring: what was
//	                 disposed of, and where the keyring was
const (
	copiesFile     = "copies.json"
	tombstonesFile = "tombstones.json"
)

// tombstone is a keyring's tombstone as the file has it.
type tombstone struct {
	Name      string    `json:"name"`
	KeyID     string    `json:"key_id,omitempty"`
	Entry     string    `json:"entry"`
	Destroyed time.Time `json:"destroyed"`
}

// tombstones is what tombstones.json holds.
type tombstones struct {
	Keyring string      `json:"keyring"` // file, where the live keyring was when this was written
	Known   []tombstone `json:"tombstones"`
}

// tellCopies writes the tombstones into every known folder of copies and beside
// the keyring. It returns the folders that are not there now, such as a disk kept
// in a safe.
func tellCopies(cfg Config, ts []keyring.Tombstone) (unreached []string, err error) {
	var folders []string
	if err := readJSON(filepath.Join(cfg.Keys, copiesFile), &folders); err != nil {
		return nil, err
	}
	var errs []error
	for _, dir := range append(folders, cfg.Keys) {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			unreached = append(unreached, dir)
			continue
		}
		errs = append(errs, writeTombstones(cfg, dir, ts))
		faultpoint.At(faultpoint.DisposalTold)
	}
	return unreached, errors.Join(errs...)
}

// rememberCopies notes folders that backup writes to.
func rememberCopies(cfg Config, dirs ...string) error {
	path := filepath.Join(cfg.Keys, copiesFile)
	var folders []string
	if err := readJSON(path, &folders); err != nil {
		return err
	}
	for _, dir := range dirs {
		whole, err := filepath.Abs(dir)
		if err != nil {
			return err
		}
		folders = append(folders, whole)
	}
	slices.Sort(folders)
	return replaceJSON(path, slices.Compact(folders))
}

// writeTombstones adds tombstones to those a folder already has.
func writeTombstones(cfg Config, dir string, ts []keyring.Tombstone) error {
	var have tombstones
	path := filepath.Join(dir, tombstonesFile)
	if err := readJSON(path, &have); err != nil {
		return err
	}
	ring, err := filepath.Abs(filepath.Join(cfg.Keys, keyringFile))
	if err != nil {
		return err
	}
	for _, t := range ts {
		have.Known = append(have.Known, tombstone(t))
	}
	slices.SortStableFunc(have.Known, func(a, b tombstone) int { return strings.Compare(a.Name, b.Name) })
	have.Known = slices.CompactFunc(have.Known, func(a, b tombstone) bool { return a.Name == b.Name })
	have.Keyring = ring
	return replaceJSON(path, have)
}

// gatherTombstones reads what was disposed of from tombstones.json in the folders,
// from the keyring being replaced where it is named, and from each keyring that a
// file names and that is still there. unread says which of the latter would not
// open: what those alone know is not applied.
func gatherTombstones(cfg Config, folders []string, replaces string) (ts []keyring.Tombstone, unread []error, err error) {
	var rings []string
	for _, dir := range folders {
		var have tombstones
		if err := readJSON(filepath.Join(dir, tombstonesFile), &have); err != nil {
			return nil, nil, err
		}
		for _, t := range have.Known {
			ts = append(ts, keyring.Tombstone(t))
		}
		if _, err := os.Stat(have.Keyring); have.Keyring != "" && err == nil {
			rings = append(rings, have.Keyring)
		}
	}
	if replaces != "" {
		known, err := tombstonesOf(replaces, cfg.Master)
		if err != nil {
			return nil, nil, fmt.Errorf("keyring being replaced: %w", err)
		}
		ts = append(ts, known...)
	}
	slices.Sort(rings)
	for _, ring := range slices.Compact(rings) {
		known, err := tombstonesOf(ring, cfg.Master)
		if err != nil {
			unread = append(unread, fmt.Errorf("keyring %s: %w", ring, err))
		}
		ts = append(ts, known...)
	}
	slices.SortStableFunc(ts, func(a, b keyring.Tombstone) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(ts, func(a, b keyring.Tombstone) bool { return a.Name == b.Name }), unread, nil
}

func tombstonesOf(ring, master string) ([]keyring.Tombstone, error) {
	k, err := keyring.Open(ring, master)
	if err != nil {
		return nil, err
	}
	ts := k.Tombstones()
	return ts, k.Close()
}

// readJSON reads a file that may not be there yet.
func readJSON(path string, into any) error {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// replaceJSON puts a file in place whole or not at all.
func replaceJSON(path string, v any) (err error) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".partial-")
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}
