package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"foursight/internal/access"
	"foursight/internal/app"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/journal"
)

// live is a force of the real kind in temporary folders: keys apart from data.
func live(t *testing.T) app.Config {
	t.Helper()
	return liveIn(t, "")
}

// liveIn is live in a PostgreSQL database; an empty dsn is the embedded one.
func liveIn(t *testing.T, dsn string) app.Config {
	t.Helper()
	root := t.TempDir()
	cfg := app.Config{Data: filepath.Join(root, "data"), Keys: filepath.Join(root, "keys"), Master: filepath.Join(root, "safe", "master.txt"), Force: "Westmarch Police", Postgres: dsn}
	a := open(t, cfg)
	if _, err := a.Init(t.Context(), force.Staff{ID: "admin-price", Name: "Carys Price", Roles: []force.Held{{Role: casefile.Administrator}}}); err != nil {
		t.Fatal(err)
	}
	officer := force.Staff{ID: "pc-marsh", Title: "PC", Name: "Danielle Marsh", Unit: "North", Roles: []force.Held{{Role: casefile.Responder}}}
	if err := a.Service.RecordStaff(t.Context(), "admin-price", officer); err != nil {
		t.Fatal(err)
	}
	closed(t, a)
	return cfg
}

func open(t *testing.T, cfg app.Config) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func closed(t *testing.T, a *app.App) {
	t.Helper()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
}

func event(kind string, data any) (casefile.Event, error) {
	return casefile.NewEvent(journal.NewID(), "", kind, data)
}

// report begins a case with somebody's name and words.
func report(ctx context.Context, svc *casework.Service, v access.Viewer, id, ref, name, words string) error {
	begin, err := event("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(ref), Channel: fact.Of(casefile.Call101), Unit: "North"})
	if err != nil {
		return err
	}
	victim, err := event("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line(name))}})
	if err != nil {
		return err
	}
	said, err := event("AccountRecorded", casefile.AccountRecorded{Person: casefile.PersonID(victim.ID), Words: casefile.Text(words)})
	if err != nil {
		return err
	}
	_, err = svc.Record(ctx, v, casework.Acts{CaseID: id, Events: []casefile.Event{begin, victim, said}})
	return err
}

// filesHolding lists the files under a folder that hold some bytes.
func filesHolding(t *testing.T, root string, needle []byte) (out []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && len(needle) > 0 && bytes.Contains(b, needle) {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
