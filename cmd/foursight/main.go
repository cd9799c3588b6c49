// Command foursight is the whole product in one program: the service, its
// demonstration, and the commands that look after the record, the guidance and
// imported material. Results go to standard output, everything else to standard
// error; the exit status is 0 only when the work is whole.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// program is the command line. Each command is a struct in a file of its own
// with a Run method.
type program struct {
	Demo     demoCmd     `cmd:"" help:"Serve an invented force on this machine, to look around."`
	Serve    serveCmd    `cmd:"" help:"Serve a force."`
	Guidance guidanceCmd `cmd:"" help:"Work on an edition of the guidance: lint, test, coverage, explain, source."`
	Case     caseCmd     `cmd:"" help:"Evaluate a case script; show, export or verify a case."`
	Import   importCmd   `cmd:"" help:"Read exported communications: say what a file is and holds."`
	Journal  journalCmd  `cmd:"" help:"Verify the record, print its checkpoint, prove an entry."`
	Keys     keysCmd     `cmd:"" help:"Look after the keyring: rotate its yearly keys."`
	Backup   backupCmd   `cmd:"" help:"Copy the record while the service runs."`
	Restore  restoreCmd  `cmd:"" help:"Bring a backup back into empty folders, and verify it."`
	Rebuild  rebuildCmd  `cmd:"" help:"Make the rows derived from the journal again."`
	Dispose  disposeCmd  `cmd:"" help:"Dispose of a case or of one wrong entry, for good."`
	Synth    synthCmd    `cmd:"" help:"Make an invented force in a folder."`
}

// console is where a command reads and writes.
type console struct {
	In       io.Reader
	Out, Err io.Writer
}

// errSaid means that everything worth saying is already on standard error.
var errSaid = errors.New("said")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], &console{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}

// run is the program without the process around it, for tests.
func run(ctx context.Context, args []string, c *console) int {
	var p program
	exit := -1
	parser, err := kong.New(&p, kong.Name("foursight"), kong.UsageOnError(),
		kong.Description("Casework for policing stalking and harassment: what the guidance asks of whom, by when and why, on a record that can be proved."),
		kong.Writers(c.Out, c.Err), kong.Exit(func(code int) { exit = code }), kong.Vars{"usual": usual, "public": usualPublic},
		kong.Configuration(readConfigFile), kong.Bind(c), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		fmt.Fprintln(c.Err, "foursight:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintln(c.Err, "foursight:", err)
		return 2
	}
	if err := parsed.Run(); err != nil {
		if !errors.Is(err, errSaid) {
			fmt.Fprintln(c.Err, "foursight:", err)
		}
		return 1
	}
	return 0
}
