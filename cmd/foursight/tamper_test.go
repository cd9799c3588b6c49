package main

import (
	"bytes"
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"foursight/internal/journal"
)

// do runs the program in this process.
func do(t *testing.T, args ...string) (code int, out, said string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &console{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

// must runs the program and expects it to succeed.
func must(t *testing.T, args ...string) (out string) {
	t.Helper()
	code, out, said := do(t, args...)
	if code != 0 {
		t.Fatalf("foursight %s: exit %d\n%s", strings.Join(args, " "), code, said)
	}
	return out
}

// editing is a record's database open past every trigger, as somebody with the
// disk, or the database's owner, could open it.
type editing struct {
	t        *testing.T
	db       *sql.DB
	postgres bool
}

// editSQLite opens the database file of a data folder for editing.
func editSQLite(t *testing.T, data string) editing {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "foursight.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	e := editing{t: t, db: db}
	rows, err := db.Query(`select name from sqlite_schema where type = 'trigger'`)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		e.exec(`drop trigger ` + name)
	}
	return e
}

func (e editing) exec(query string, args ...any) {
	e.t.Helper()
	if _, err := e.db.Exec(e.bind(query), args...); err != nil {
		e.t.Fatalf("%s: %v", query, err)
	}
}

func (e editing) bind(query string) string {
	for i := 1; e.postgres && strings.Contains(query, "?"); i++ {
		query = strings.Replace(query, "?", fmt.Sprint("$", i), 1)
	}
	return query
}

// header replaces words in the header at a position and returns what the header's
// leaf hash then is.
func (e editing) header(pos int, old, new string) []byte {
	e.t.Helper()
	var header []byte
	if err := e.db.QueryRow(e.bind(`select header from entry where pos = ?`), pos).Scan(&header); err != nil {
		e.t.Fatal(err)
	}
	changed := bytes.Replace(header, []byte(old), []byte(new), 1)
	if bytes.Equal(changed, header) {
		e.t.Fatalf("no %q in %s", old, header)
	}
	e.exec(`update entry set header = ? where pos = ?`, changed, pos)
	leaf := journal.Leaf(changed)
	return leaf[:]
}

func (e editing) leaf(pos int, leaf []byte) {
	e.t.Helper()
	e.exec(`update entry set leaf = ? where pos = ?`, leaf, pos)
}

// exchange puts the rows of two positions in each other's place, bodies with them.
func (e editing) exchange(a, b int) {
	e.t.Helper()
	for _, table := range []string{"entry", "body"} {
		for _, move := range [][2]int{{a, -1}, {b, a}, {-1, b}} {
			e.exec(`update `+table+` set pos = ? where pos = ?`, move[1], move[0])
		}
	}
}

func copyFolder(t *testing.T, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	if err := errors.Join(os.CopyFS(to, os.DirFS(from)), os.Chmod(filepath.Join(to, "keys", "master.txt"), 0o600)); err != nil {
		t.Fatal(err)
	}
	return to
}

// waysOfEditing are ways of editing a record made by synth with two cases. Its
// second commit is of 42 members of staff, positions 1 to 42, each in a stream of
// their own; the last, of positions 49 to 59, is one case.
var waysOfEditing = []struct {
	name     string
	edit     func(e editing)
	says     string // where the first bad entry is
	unopened string // the same without the keys, where that differs
}{
	{"a header in the middle of a commit", func(e editing) { e.header(20, `"actor":"system"`, `"actor":"systen"`) }, "position 20", ""},
	{"a leaf hash", func(e editing) { e.leaf(20, make([]byte, 32)) }, "position 20", ""},
	{"a header and its leaf hash", func(e editing) { e.leaf(20, e.header(20, `"actor":"system"`, `"actor":"systen"`)) }, "position 20", ""},
	{"a commitment and its leaf hash", func(e editing) { e.leaf(20, e.header(20, `"commitment":"`, `"commitment":"x`)) }, "position 20", ""}, // no longer a header
	{"a key's id and its leaf hash", func(e editing) { e.leaf(20, e.header(20, `"key":"`, `"key":"x`)) }, "position 20", "position 1"},       // of 1 to 31, which cannot be told
	{"an entry's version and its leaf hash", func(e editing) { e.leaf(20, e.header(20, `"version":1`, `"version":7`)) }, "position 20", ""},
	{"two entries of one commit exchanged", func(e editing) { e.exchange(12, 20) }, "position 12", ""},
	{"two entries of one commit exchanged, leaf hashes left", func(e editing) {
		e.exchange(12, 20)
		e.exec(`update entry set leaf = (select b.leaf from entry b where b.pos = case entry.pos when 12 then 20 else 12 end) where pos in (12, 20)`)
	}, "position 12", ""},
	{"two bodies swapped", func(e editing) {
		e.exec(`update body set sealed = (select b.sealed from body b where b.pos = case body.pos when 50 then 51 else 50 end) where pos in (50, 51)`)
	}, "position 50", "whole"}, // bodies are not opened
	{"a body taken away", func(e editing) { e.exec(`delete from body where pos = 52`) }, "position 52", ""},
	{"an entry taken out of the middle", func(e editing) {
		e.exec(`delete from body where pos = 50`)
		e.exec(`delete from entry where pos = 50`)
	}, "position 51", ""}, // found where 50 was expected
	{"the tail cut, checkpoint left", func(e editing) {
		e.exec(`delete from body where pos >= 55`)
		e.exec(`delete from entry where pos >= 55`)
	}, "position 55", ""},
	{"a kind in a column", func(e editing) { e.exec(`update entry set kind = 'CaseClosed' where pos = 53`) }, "position 53", ""},
	{"an earlier checkpoint's row", func(e editing) { e.exec(`update checkpoint set time = time + 1 where size = 43`) }, "position 42", ""},
}

// foundIn checks that journal verify finds an edit with and without the keys.
func foundIn(t *testing.T, args []string, key, says, unopened string) {
	t.Helper()
	without := append(slices.Clone(args), "--master-key", filepath.Join(t.TempDir(), "none"), "--verifier", key)
	for _, run := range []struct {
		args []string
		says string
	}{{args, says}, {without, cmp.Or(unopened, says)}} {
		code, _, said := do(t, append([]string{"journal", "verify"}, run.args...)...)
		if run.says == "whole" {
			if code != 0 {
				t.Errorf("without keys: exit %d, want 0; said:\n%s", code, said)
			}
			continue
		}
		// A line for each problem, then how many there are.
		ends := ": 1 problem, at " + run.says + "\n"
		if n := strings.Count(said, "\n") - 1; n > 1 {
			ends = fmt.Sprintf(": %d problems, the first at %s\n", n, run.says)
		}
		if code != 1 || !strings.HasSuffix(said, ends) {
			t.Errorf("exit %d, want 1 and an end of %q; said:\n%s", code, ends, said)
		}
	}
}

// verifierOf is the public key of a record.
func verifierOf(t *testing.T, args ...string) string {
	t.Helper()
	_, _, said := do(t, append([]string{"journal", "checkpoint"}, args...)...)
	_, key, ok := strings.Cut(strings.TrimSpace(said), "It verifies with ")
	if !ok {
		t.Fatalf("journal checkpoint said %q", said)
	}
	return key
}

// Each way of editing the file is found by journal verify, with where.
func TestVerifyFindsEachWayOfEditingTheFile(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "data")
	must(t, "synth", "--data", whole, "--cases", "2")
	witness := filepath.Join(t.TempDir(), "witness.txt")
	must(t, "journal", "checkpoint", "--data", whole, "--witness", witness)
	must(t, "journal", "verify", "--data", whole, "--witness", witness)
	key := verifierOf(t, "--data", whole)
	for _, way := range waysOfEditing {
		t.Run(way.name, func(t *testing.T) {
			data := copyFolder(t, whole)
			way.edit(editSQLite(t, data))
			foundIn(t, []string{"--data", data}, key, way.says, way.unopened)
		})
	}
}

// Yesterday's file put back is whole in itself; only the witness knows better.
func TestVerifyFindsYesterdaysFileWithAWitness(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "synth", "--data", data, "--cases", "1")
	yesterday := copyFolder(t, data)
	ref := firstRef(t, data)
	must(t, "case", "show", ref, "--data", data, "--as", "pc-marsh") // a look is recorded
	witness := filepath.Join(t.TempDir(), "witness.txt")
	must(t, "journal", "checkpoint", "--data", data, "--witness", witness)
	if code, _, said := do(t, "journal", "verify", "--data", yesterday); code != 0 {
		t.Fatalf("without a witness: exit %d\n%s", code, said)
	}
	if code, _, said := do(t, "journal", "verify", "--data", yesterday, "--witness", witness); code != 1 {
		t.Errorf("with the witness: exit %d, want 1\n%s", code, said)
	}
}

// firstRef reads a reference from the database's clear columns.
func firstRef(t *testing.T, data string) (ref string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "foursight.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`select ref from case_row where walled = 0 order by ref`).Scan(&ref); err != nil {
		t.Fatal(err)
	}
	return ref
}

// A case is shown, exported and verified; a package changed by one letter, a
// stranger and a case that is not there are refused.
func TestCaseShowExportVerify(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	must(t, "synth", "--data", data, "--cases", "1")
	ref := firstRef(t, data)
	shown := must(t, "case", "show", ref, "--data", data, "--as", "pc-marsh", "--json")
	if !strings.Contains(shown, `"kind": "ReportReceived"`) || !strings.Contains(shown, `"basis": "allocated"`) {
		t.Errorf("case show: %.400s", shown)
	}
	early := must(t, "case", "show", ref, "--data", data, "--as", "pc-marsh")
	if !strings.Contains(early, "Outstanding:") {
		t.Errorf("case show: %.400s", early)
	}
	_, whole, said := do(t, "case", "export", ref, "--data", data, "--as", "sgt-brennan")
	_, key, _ := strings.Cut(strings.TrimSpace(said), "verifies with ")
	file := filepath.Join(t.TempDir(), "case.pkg")
	for _, tt := range []struct {
		name, bytes string
		code        int
	}{{"as written", whole, 0}, {"one letter changed", strings.Replace(whole, "ReportReceived", "ReportReceivef", 1), 1}, {"cut", whole[:len(whole)-40], 1}} {
		if err := os.WriteFile(file, []byte(tt.bytes), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, said := do(t, "case", "verify", file); code != tt.code {
			t.Errorf("%s: exit %d, want %d: %s", tt.name, code, tt.code, said)
		}
	}
	if err := os.WriteFile(file, []byte(whole), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, out, said := do(t, "case", "verify", file); !strings.HasPrefix(out, ref+", ") || !strings.Contains(out, "entries of 1 case,") || !strings.Contains(said, "only the key inside it was trusted") {
		t.Errorf("case verify: %s%s", out, said)
	}
	if code, _, said := do(t, "case", "verify", file, "--verifier", key); code != 0 || !strings.Contains(said, "signed by fernshire.example.org/foursight") {
		t.Errorf("case verify with the force's key %q: exit %d, %s", key, code, said)
	}
	for _, args := range [][]string{
		{"case", "show", ref, "--data", data, "--as", "nobody"},
		{"case", "show", ref, "--data", data, "--as", "admin-price"},
		{"case", "show", "FS-26-ZZZZZZZ", "--data", data, "--as", "pc-marsh"},
		{"case", "export", ref, "--data", data, "--as", "pc-marsh"},
	} {
		if code, out, _ := do(t, args...); code != 1 || out != "" {
			t.Errorf("%v: exit %d with %d bytes out, want 1 and nothing", args, code, len(out))
		}
	}
}
