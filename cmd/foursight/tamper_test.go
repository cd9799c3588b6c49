package main

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
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

// rewrite changes a database file as somebody with the disk could, past every
// trigger.
func rewrite(t *testing.T, data string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(data, "foursight.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`select name from sqlite_schema where type = 'trigger'`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		statements = append([]string{`drop trigger ` + name}, statements...)
	}
	if err := rows.Close(); err != nil {
		t.Fatal(err)
	}
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
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

// Each way of editing the file is found by journal verify, with where.
func TestVerifyFindsEachWayOfEditingTheFile(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "data")
	must(t, "synth", "--data", whole, "--cases", "2")
	witness := filepath.Join(t.TempDir(), "witness.txt")
	must(t, "journal", "checkpoint", "--data", whole, "--witness", witness)
	must(t, "journal", "verify", "--data", whole, "--witness", witness)

	tests := []struct {
		name  string
		edits []string
		says  string
	}{
		{"an actor in a header", []string{`update entry set header = cast(replace(cast(header as text), '"actor":"system"', '"actor":"systen"') as blob) where pos = 5`}, "position 1"}, // the log tells which commit: positions 1 to 42
		{"two bodies swapped", []string{`update body set sealed = (select b.sealed from body b where b.pos = case body.pos when 50 then 51 else 50 end) where pos in (50, 51)`}, "position 50"},
		{"a body taken away", []string{`delete from body where pos = 52`}, "position 52"},
		{"an entry taken out of the middle", []string{`delete from body where pos = 50`, `delete from entry where pos = 50`}, "position 51"}, // found where 50 was expected
		{"the tail cut, checkpoint left", []string{`delete from body where pos >= 55`, `delete from entry where pos >= 55`}, "position 55"},
		{"a kind in a column", []string{`update entry set kind = 'CaseClosed' where pos = 53`}, "position 53"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := copyFolder(t, whole)
			rewrite(t, data, tt.edits...)
			code, _, said := do(t, "journal", "verify", "--data", data)
			if code != 1 || !strings.Contains(said, "the first at "+tt.says) {
				t.Errorf("exit %d, want 1 with %q; said:\n%s", code, tt.says, said)
			}
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
