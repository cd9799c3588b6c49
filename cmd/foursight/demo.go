package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/schollz/progressbar/v3"

	"foursight/internal/app"
	"foursight/internal/edition"
	"foursight/internal/logsafe"
	"foursight/internal/store/sqlite"
	"foursight/internal/synth"
)

// usual is where the service listens unless told otherwise, usualPublic where the
// demonstration serves the public's form.
const (
	usual       = "127.0.0.1:8080"
	usualPublic = "127.0.0.1:8081"
)

// demoCmd serves an invented force. Nothing it makes is fit for real data: the
// keys lie beside it and anybody who can reach the address may sign in.
type demoCmd struct {
	Data    string `help:"Keep the invented force in this folder; without it a temporary one, removed at the end." placeholder:"DIR"`
	Listen  string `help:"Address to serve on." default:"${usual}" placeholder:"ADDR"`
	Public  string `name:"public-listen" help:"Address to serve the public's report form on." default:"${public}" placeholder:"ADDR"`
	Insight string `name:"insight-listen" help:"Address to serve probes and metrics on; without it there are none." placeholder:"ADDR"`
	Cases   int    `help:"How many invented cases." default:"200"`
	Seed    uint64 `help:"The same seed gives the same cases." default:"1"`
}

func (cmd *demoCmd) Run(ctx context.Context, c *console) (err error) {
	dir := cmd.Data
	if dir == "" {
		if dir, err = os.MkdirTemp("", "foursight-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	cfg := app.Config{Data: dir, Demo: true, Overlay: edition.Fernshire(), AdoptBy: "system", Log: c.logger(), Fatal: fatal(c)}
	if _, err := os.Stat(filepath.Join(dir, sqlite.File)); errors.Is(err, fs.ErrNotExist) {
		if err := makeForce(ctx, c, cfg, synth.Options{Seed: cmd.Seed, Cases: cmd.Cases}); err != nil {
			return err
		}
	}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	tries, err := synth.Tries(ctx, a.Service)
	if err != nil {
		return err
	}
	l, err := listen(c, cmd.Listen)
	if err != nil {
		return err
	}
	public, err := listen(c, cmd.Public)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	var probes net.Listener
	if cmd.Insight != "" {
		if cmd.Insight == cmd.Listen || cmd.Insight == cmd.Public {
			return errors.Join(errors.New("--insight-listen: probes and metrics need an address of their own"), l.Close(), public.Close())
		}
		if probes, err = listen(c, cmd.Insight); err != nil {
			return errors.Join(err, l.Close(), public.Close())
		}
	}
	cmd.welcome(c, a, tries, l.Addr(), public.Addr())
	return a.ServeOn(ctx, app.Listeners{Pages: l, Public: public, Insight: probes})
}

func (cmd *demoCmd) welcome(c *console, a *app.App, tries []synth.Try, at, public net.Addr) {
	fmt.Fprintf(c.Out, "\n%s, an invented force, is at\n\n    http://%s/\n\n", a.Service.Force(), at)
	fmt.Fprintf(c.Out, "and the form by which anybody reports to it at\n\n    http://%s/\n\n", public)
	fmt.Fprintf(c.Out, "Choose on the first page who to be. To begin with:\n\n")
	for _, w := range synth.Welcomes() {
		if st, ok := a.Service.Register().Staff(w.ID); ok {
			fmt.Fprintf(c.Out, "    %-20s %s\n", st.Known(), w.What)
		}
	}
	if len(tries) > 0 {
		fmt.Fprint(c.Out, "\nThings to try:\n\n")
	}
	for _, t := range tries {
		if st, ok := a.Service.Register().Staff(t.As); ok {
			fmt.Fprintf(c.Out, "    %-20s %s\n", st.Known(), t.Do)
		}
	}
	fmt.Fprintf(c.Out, "\nThis is a demonstration: its keys lie beside its data and anybody may sign in as anybody.\nNothing real belongs in it. Ctrl-C ends it")
	if cmd.Data == "" {
		fmt.Fprint(c.Out, " and removes everything")
	}
	fmt.Fprintln(c.Out, ".")
}

// makeForce fills an empty folder, with progress for whoever watches.
func makeForce(ctx context.Context, c *console, cfg app.Config, opts synth.Options) error {
	c.say("Making %d invented cases with seed %d; their keys go into the same folder, which is only for demonstration.", opts.Cases, opts.Seed)
	var bar *progressbar.ProgressBar
	if c.terminal() {
		opts.Progress = func(done, of int) {
			if bar == nil {
				bar = progressbar.NewOptions(of, progressbar.OptionSetWriter(c.Err), progressbar.OptionSetDescription("Recording"),
					progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
			}
			bar.Set(done)
		}
	}
	start := time.Now()
	made, err := app.Synthesise(ctx, cfg, opts)
	if err != nil {
		return err
	}
	c.say("Recorded %s on %s by %d staff in %.1f s.", counted(made.Acts, "act", "acts"), counted(made.Cases, "case", "cases"), made.Staff, time.Since(start).Seconds())
	return nil
}

// listen takes the address, or any free port where the usual one is taken.
func listen(c *console, addr string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if (addr == usual || addr == usualPublic) && errors.Is(err, syscall.EADDRINUSE) {
		if l, err = net.Listen("tcp", "127.0.0.1:0"); err == nil {
			c.say("%s is taken; using %s.", addr, l.Addr())
		}
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return l, nil
}

// fatal ends the process when nobody can say what is durable: going on would
// acknowledge what may be lost.
func fatal(c *console) func(error) {
	return func(err error) {
		c.say("foursight: the record cannot be written safely: %s", logsafe.Sort(err))
		os.Exit(1)
	}
}
