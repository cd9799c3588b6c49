// Command child is the program that fault tests kill: the whole of Foursight without
// its pages, doing one thing over and over and saying on standard output what it was
// told is recorded.
//
//	child [flags] write    writers record acts; "do ID", then "ack ID" or "err ID";
//	                       with -beside somebody answers calls too, "kept ID" for each
//	                       look by the route "GET /call/ID" that is kept; with -reads
//	                       somebody opens cases, "read ID" for each, and "stands STATES"
//	                       says in which states it serves
//	child [flags] open | rebuild | backup | restore | dispose | rotate
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"foursight/internal/access"
	"foursight/internal/app"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/journal"
)

type child struct {
	cfg      app.Config
	writers  int
	acts     int
	cases    int
	tolerate bool
	photos   bool
	reads    bool
	copies   string
	stream   string
}

func main() {
	var c child
	flag.StringVar(&c.cfg.Data, "data", "", "data folder")
	flag.StringVar(&c.cfg.Keys, "keys", "", "folder of the keyring")
	flag.StringVar(&c.cfg.Master, "master", "", "master identity")
	flag.StringVar(&c.cfg.Postgres, "postgres", "", "DSN")
	flag.IntVar(&c.writers, "writers", 64, "how many write at once")
	flag.IntVar(&c.cases, "cases", 0, "which cases they write to: others for each number")
	flag.IntVar(&c.acts, "acts", 0, "acts of each writer; 0 for no end")
	flag.StringVar(&c.cfg.Beside, "beside", "", "second place for looks")
	flag.BoolVar(&c.tolerate, "tolerate", false, "go on after an act that was refused")
	flag.BoolVar(&c.photos, "photos", false, "the first writer keeps photographs and looks at its case too")
	flag.BoolVar(&c.reads, "reads", false, "somebody reads all the while, and it says how it stands")
	flag.StringVar(&c.copies, "copies", "", "folder of copies")
	flag.StringVar(&c.stream, "stream", "", "what to dispose of")
	flag.Parse()
	c.cfg.Force = "Westmarch Police"
	c.cfg.Log = slog.New(slog.NewTextHandler(os.Stderr, nil)) // as the program has it: why it ends is said there
	if err := c.do(context.Background(), flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		os.Exit(1)
	}
}

func (c *child) do(ctx context.Context, what string) error {
	db, ring := c.copies+"/db", c.copies+"/ring"
	switch what {
	case "write":
		return c.write(ctx)
	case "open":
		a, err := app.Open(ctx, c.cfg)
		if err != nil {
			return err
		}
		return a.Close()
	case "rebuild":
		return app.Rebuild(ctx, c.cfg, nil)
	case "backup":
		_, err := app.Backup(ctx, c.cfg, db, ring)
		return err
	case "restore":
		r, err := app.Restore(ctx, c.cfg, db, ring, "")
		if err == nil && !r.OK() {
			err = fmt.Errorf("the copy does not verify: %v", r.Problems)
		}
		return err
	case "dispose":
		_, err := app.Dispose(ctx, c.cfg, app.Disposal{Stream: c.stream, Reason: "Held past its day", Authority: "DPO 7"})
		return err
	case "rotate":
		return app.RotateKeys(ctx, c.cfg)
	}
	return fmt.Errorf("%q: not one of write, open, rebuild, backup, restore, dispose, rotate", what)
}

func (c *child) write(ctx context.Context) error {
	start := time.Now()
	a, err := app.Open(ctx, c.cfg)
	if err != nil {
		return err
	}
	say("ready", fmt.Sprint(time.Since(start).Milliseconds()))
	v, ok := a.Service.Viewer(ctx, "pc-marsh")
	if !ok {
		return errors.New("pc-marsh is not in the register")
	}
	failed := make(chan error, c.writers+4)
	var all sync.WaitGroup
	if c.cfg.Beside != "" {
		go func() { failed <- c.answer(ctx, a.Service) }()
	}
	if c.reads {
		go func() { failed <- c.read(ctx, a.Service, v) }()
		go c.stand(ctx, a)
	}
	for n := range c.writers {
		all.Go(func() {
			w := writer{child: c, svc: a.Service, v: v, caseID: c.caseID(n), photos: c.photos && n == 0}
			if err := w.run(ctx); err != nil {
				failed <- err
			}
		})
	}
	go func() { all.Wait(); failed <- nil }()
	if err := <-failed; err != nil { // the others may go on for ever
		return err
	}
	return a.Close()
}

// answer answers calls for as long as the program runs, or until a look is not kept.
func (c *child) answer(ctx context.Context, svc *casework.Service) error {
	for {
		id := journal.NewID()
		if err := svc.Look(ctx, casework.Look{Staff: "pc-marsh", Route: "GET /call/" + id, Outcome: "shown", Pressing: true}); err != nil {
			return err
		}
		say("kept", id)
		time.Sleep(5 * time.Millisecond)
	}
}

func (c *child) caseID(n int) string { return fmt.Sprintf("%024x%08x", c.cases, n+1) }

// read opens the first writer's case for as long as the program runs.
func (c *child) read(ctx context.Context, svc *casework.Service, v access.Viewer) error {
	for {
		switch _, err := svc.Case(ctx, v, c.caseID(0)); {
		case err == nil:
			say("read", c.caseID(0))
		case !errors.Is(err, casework.ErrNoCase): // it is there after the first act
			return err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// stand says how the service stands, as its health page does.
func (c *child) stand(ctx context.Context, a *app.App) {
	for {
		say("stands", strings.Join(a.Insight.Probe(ctx).Degraded, ","))
		time.Sleep(200 * time.Millisecond)
	}
}

// writer records on a case of its own, which is the same in every life of the child
// that is given the same cases.
type writer struct {
	*child
	svc    *casework.Service
	v      access.Viewer
	caseID string
	photos bool
}

func (w *writer) run(ctx context.Context) error {
	for n := 0; w.acts == 0 || n < w.acts; n++ {
		if err := w.one(ctx, n); err != nil {
			if !w.tolerate {
				return err
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return nil
}

func (w *writer) one(ctx context.Context, n int) error {
	if _, err := w.svc.Case(ctx, w.v, w.caseID); errors.Is(err, casework.ErrNoCase) {
		return w.record(ctx, opening(w.caseID)...)
	} else if err != nil {
		return err
	}
	if w.photos && n%4 == 3 {
		if err := w.photo(ctx); err != nil {
			return err
		}
		return w.svc.Look(ctx, casework.Look{Staff: w.v.Staff.ID, Route: "GET /case/{ref}", Cases: []casework.LookedAt{{ID: w.caseID}}, Outcome: "shown"})
	}
	return w.record(ctx, made("AccountRecorded", casefile.AccountRecorded{Words: "And again today."}))
}

// record says what it is about to ask for, asks, and says what it was told.
func (w *writer) record(ctx context.Context, events ...casefile.Event) error {
	id := events[0].ID
	say("do", id)
	_, err := w.svc.Record(ctx, w.v, casework.Acts{CaseID: w.caseID, Events: events})
	return told(id, err)
}

func (w *writer) photo(ctx context.Context) error {
	id := journal.NewID()
	say("do", id)
	up := casework.Upload{EventID: id, FileName: "door.png", Origin: fact.Of(casefile.MaterialOrigin("victim_export")), Under18: fact.Of(false)}
	_, err := w.svc.KeepPhoto(ctx, w.v, w.caseID, up, strings.NewReader("\x89PNG\r\n\x1a\n"+strings.Repeat("an invented picture ", 500)))
	return told(id, err)
}

func told(id string, err error) error {
	if err != nil {
		say("err", id)
		return err
	}
	say("ack", id)
	return nil
}

func say(word, rest string) { os.Stdout.WriteString(word + " " + rest + "\n") }

func made(kind string, data any) casefile.Event {
	e, err := casefile.NewEvent(journal.NewID(), "", kind, data)
	if err != nil {
		panic(err) // the program's own literals
	}
	return e
}

func opening(caseID string) []casefile.Event {
	return []casefile.Event{
		made("ReportReceived", casefile.ReportReceived{Ref: casefile.Line(casework.NewRef(time.Now())), Channel: fact.Of(casefile.Call101), Unit: "North"}),
		made("PersonAdded", casefile.PersonAdded{Roles: []casefile.PersonRole{casefile.Victim}, Details: casefile.Details{Name: fact.Of(casefile.Line("Ines Larkhill " + caseID[28:]))}}),
	}
}
