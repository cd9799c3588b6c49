package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"foursight/internal/access"
	"foursight/internal/app"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/guidance"
	"foursight/internal/journal"
)

// asStaff opens the program as a member of staff. The look is recorded like any
// other, so the service must be stopped: the journal has one writer.
type asStaff struct {
	settings
	As string `required:"" help:"Staff id of whoever looks; what they may not see is not shown." placeholder:"STAFF"`
}

func (s asStaff) open(ctx context.Context) (*app.App, access.Viewer, error) {
	a, err := app.Open(ctx, s.config())
	if err != nil {
		return nil, access.Viewer{}, err
	}
	v, ok := a.Service.Viewer(ctx, s.As)
	if !ok {
		return nil, v, errors.Join(fmt.Errorf("--as %s: no such member of staff", s.As), a.Close())
	}
	return a, v, nil
}

// caseShowCmd prints a case as somebody may see it, now or as known at a time.
type caseShowCmd struct {
	asStaff
	Ref  string `arg:"" help:"Reference of the case."`
	At   string `help:"As it was known at this instant (2026-11-20T22:10:00Z)." placeholder:"TIME"`
	JSON bool   `name:"json" help:"Write JSON."`
}

// shownCase is a case on the command line.
type shownCase struct {
	Case     string      `json:"case"`
	At       time.Time   `json:"at"`
	Stage    string      `json:"stage"`
	Owner    string      `json:"owner,omitempty"`
	Basis    string      `json:"basis"`
	Duties   []shownDuty `json:"duties"`
	History  []shownAct  `json:"history"`
	Problems []string    `json:"problems,omitempty"`
}

type shownDuty struct {
	Clause string    `json:"clause"`
	Say    string    `json:"say"`
	State  string    `json:"state"`
	Due    time.Time `json:"due,omitzero"`
}

type shownAct struct {
	Recorded time.Time `json:"recorded"`
	Kind     string    `json:"kind"`
	By       string    `json:"by"`
	ID       string    `json:"id"`
	Corrects string    `json:"corrects,omitempty"`
}

func (cmd *caseShowCmd) Run(ctx context.Context, c *console) (err error) {
	var at time.Time
	if cmd.At != "" {
		if at, err = time.Parse(time.RFC3339, cmd.At); err != nil {
			return fmt.Errorf("--at %q: expected an instant as 2026-11-20T22:10:00Z", cmd.At)
		}
	}
	a, v, err := cmd.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	p, err := a.Service.CaseAsKnown(ctx, v, cmd.Ref, at)
	if err != nil {
		return errors.Join(err, recordMiss(ctx, a, v, err))
	}
	if err := a.Service.Look(ctx, p.Looked("command line")); err != nil {
		return err
	}
	s := shown(p)
	if cmd.JSON {
		return writeJSON(c.Out, s)
	}
	s.print(c.Out)
	return nil
}

// recordMiss records that somebody looked for a case that is not there for them.
func recordMiss(ctx context.Context, a *app.App, v access.Viewer, err error) error {
	if !errors.Is(err, casework.ErrNoCase) {
		return nil
	}
	return a.Service.Look(ctx, casework.Look{Staff: v.Staff.ID, Route: "command line", Outcome: "miss"})
}

func shown(p *casework.CasePage) shownCase {
	s := shownCase{Case: p.Ref, At: p.At, Stage: string(p.Stage), Owner: string(p.Owner), Basis: string(p.Permission.Basis)}
	for _, f := range p.Findings.Obligations {
		if f.State == guidance.Outstanding {
			s.Duties = append(s.Duties, shownDuty{Clause: f.Clause, Say: p.Edition.Clause(f.Clause).Say, State: string(f.State), Due: f.Due.At})
		}
	}
	for _, e := range p.History {
		s.History = append(s.History, shownAct{Recorded: e.Recorded, Kind: e.Kind, By: e.Actor, ID: e.ID, Corrects: e.Corrects})
	}
	for _, problem := range p.Problems {
		s.Problems = append(s.Problems, problem.What)
	}
	return s
}

func (s shownCase) print(w io.Writer) {
	fmt.Fprintf(w, "%s  %s  owner %s  (seen as: %s)  at %s\n", s.Case, s.Stage, s.Owner, s.Basis, s.At.UTC().Format(time.RFC3339))
	fmt.Fprintln(w, "\nOutstanding:")
	for _, d := range s.Duties {
		due := "no date"
		if !d.Due.IsZero() {
			due = d.Due.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(w, "  %-20s  %s  [%s]\n", due, d.Say, d.Clause)
	}
	fmt.Fprintln(w, "\nRecorded:")
	for _, e := range s.History {
		fmt.Fprintf(w, "  %s  %-24s %s\n", e.Recorded.UTC().Format(time.RFC3339), e.Kind, e.By)
	}
	for _, what := range s.Problems {
		fmt.Fprintf(w, "  ! %s\n", what)
	}
}

// caseExportCmd writes a case as a signed package.
type caseExportCmd struct {
	asStaff
	Ref string `arg:"" help:"Reference of the case."`
}

func (cmd *caseExportCmd) Run(ctx context.Context, c *console) (err error) {
	a, v, err := cmd.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.Service.ExportCase(ctx, v, cmd.Ref, c.Out); err != nil {
		return errors.Join(err, recordMiss(ctx, a, v, err))
	}
	c.say("It verifies with %s", a.Service.VerifierKey())
	return nil
}

// caseVerifyCmd checks a package without keys, database or network.
type caseVerifyCmd struct {
	File     string `arg:"" help:"Package that case export wrote; - reads standard input."`
	Verifier string `help:"Public key the force publishes; without it the package shows only that it is whole, not who made it." placeholder:"KEY"`
	JSON     bool   `name:"json" help:"Write JSON."`
}

func (cmd *caseVerifyCmd) Run(c *console) error {
	in := c.In
	if cmd.File != "-" {
		f, err := os.Open(cmd.File)
		if err != nil {
			return err
		}
		defer f.Close() // only read from
		in = f
	}
	var known note.Verifier
	if cmd.Verifier != "" {
		var err error
		if known, err = note.NewVerifier(cmd.Verifier); err != nil {
			return fmt.Errorf("--verifier: %w", err)
		}
	}
	report, opened, err := journal.VerifyPackage(in, known)
	if err != nil {
		return err
	}
	if cmd.JSON {
		return writeJSON(c.Out, report)
	}
	fmt.Fprintf(c.Out, "%s%s of %s, %d disposed of, in the log %s of %d entries at %s\n", named(opened), counted(int(report.Entries), "entry", "entries"),
		counted(len(report.Streams), "case", "cases"), report.Disposed, report.Origin, report.Size, time.UnixMilli(report.Time).UTC().Format(time.RFC3339))
	if !report.KnownKey {
		fmt.Fprintf(c.Out, "signed with the key that the package itself names: %s\n", report.PackageKey)
	}
	for _, o := range opened {
		if _, ok := casefile.KindOf(o.Header.Kind); !ok && o.Body != nil {
			c.say("position %d: kind %s is not known to this release", o.Pos, o.Header.Kind)
		}
	}
	if !report.KnownKey {
		c.say("The package is whole. Who made it is not shown: only the key inside it was trusted. Compare that key with the one the force publishes, or give it with --verifier.")
		return nil
	}
	c.say("The package is whole and signed by %s.", report.Origin)
	return nil
}

// named is the reference of each case in a package, as far as its entries still
// say it, to begin a line with.
func named(opened []journal.Opened) string {
	var out strings.Builder
	for _, o := range opened {
		var body struct {
			Data struct {
				Ref string `json:"ref"`
			} `json:"data"`
		}
		if o.Header.Kind == "ReportReceived" && o.Body != nil && json.Unmarshal(o.Body, &body) == nil && body.Data.Ref != "" {
			out.WriteString(body.Data.Ref + ", ")
		}
	}
	return out.String()
}

// counted is a number with its noun.
func counted(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
