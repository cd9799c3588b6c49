package main

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"foursight/internal/calendar"
	"foursight/internal/edition"
	"foursight/internal/guidance"
)

type guidanceCmd struct {
	Lint     guidanceLintCmd     `cmd:"" help:"Check an edition and an overlay: every fault, with file and line."`
	Test     guidanceTestCmd     `cmd:"" help:"Work every example of an edition."`
	Coverage guidanceCoverageCmd `cmd:"" help:"Say how each catalogued row of the guidance is accounted for."`
	Explain  guidanceExplainCmd  `cmd:"" help:"Show one clause as text."`
	Source   guidanceSourceCmd   `cmd:"" help:"Number and hash the paragraphs of your own copy of the guidance."`
}

// editionFlags say which edition a command works on.
type editionFlags struct {
	Dir     string `arg:"" optional:"" help:"Folder of an edition; without it the one that ships."`
	Overlay string `help:"Folder of a force's overlay." placeholder:"DIR"`
	JSON    bool   `name:"json" help:"Write JSON."`
}

type guidanceLintCmd struct {
	editionFlags `embed:""`
}

// lintResult is what guidance lint --json writes.
type lintResult struct {
	Edition    string      `json:"edition,omitempty"`
	Hash       string      `json:"hash,omitempty"`
	Clauses    int         `json:"clauses"`
	Examples   int         `json:"examples"`
	LocalUnset []string    `json:"local_unset"` // parameters no force has set
	Unverified []string    `json:"unverified"`  // clauses that rest on a fact nobody has confirmed
	Faults     []faultLine `json:"faults"`
}

// faultLine is one fault of an edition; line and col count from 1, 0 where not known.
type faultLine struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Col      int    `json:"col"`
	What     string `json:"what"`
	Expected string `json:"expected,omitempty"`
}

// Run exits 1 where there is a fault. Numbers nobody has set are no fault: they
// are counted, so that a force sees what it has left open.
func (cmd *guidanceLintCmd) Run(c *console) error {
	ed, err := edition.LoadDir(cmd.Dir, cmd.Overlay)
	if err != nil {
		faults, ok := errors.AsType[*guidance.Faults](err)
		if !ok || !cmd.JSON {
			return say(c, err)
		}
		res := lintResult{LocalUnset: []string{}, Unverified: []string{}}
		for _, f := range faults.Faults {
			res.Faults = append(res.Faults, faultLine(f))
		}
		return cmp.Or(writeJSON(c.Out, res), errSaid)
	}
	res := lintResult{Edition: ed.ID, Hash: ed.Hash, Clauses: len(ed.Clauses), LocalUnset: []string{}, Unverified: []string{}, Faults: []faultLine{}}
	for _, cl := range ed.Clauses {
		res.Examples += len(cl.Examples)
		if cl.Unverified() {
			res.Unverified = append(res.Unverified, cl.Key)
		}
	}
	for _, p := range ed.LocalUnset(calendar.DateOf(time.Now())) {
		res.LocalUnset = append(res.LocalUnset, p.Key)
	}
	lacks := guidance.Lint(ed)
	for _, f := range lacks {
		res.Faults = append(res.Faults, faultLine(f))
	}
	if len(lacks) > 0 {
		if cmd.JSON {
			return cmp.Or(writeJSON(c.Out, res), errSaid)
		}
		return say(c, &guidance.Faults{Faults: lacks})
	}
	if cmd.JSON {
		return writeJSON(c.Out, res)
	}
	p := &page{}
	p.line("%s: %s with %s, no faults", res.Edition, counted(res.Clauses, "clause", "clauses"), counted(res.Examples, "example", "examples"))
	for _, key := range res.Unverified {
		p.line("rests on a fact nobody has confirmed: %s", key)
	}
	for _, key := range res.LocalUnset {
		p.line("no local standard set: %s (%q)", key, ed.Param(key).Word)
	}
	_, err = p.WriteTo(c.Out)
	return err
}

type guidanceTestCmd struct {
	editionFlags `embed:""`
}

// testResult is what guidance test --json writes.
type testResult struct {
	Edition string        `json:"edition"`
	Ran     int           `json:"ran"`
	Failed  []failureLine `json:"failed"`
}

// failureLine is one example that does not come out as it says.
type failureLine struct {
	Clause  string `json:"clause"`
	Example string `json:"example"`
	Want    string `json:"want"`
	Got     string `json:"got"`
}

// Run exits 1 where an example does not come out as it says.
func (cmd *guidanceTestCmd) Run(c *console) error {
	ed, err := edition.LoadDir(cmd.Dir, cmd.Overlay)
	if err != nil {
		return say(c, err)
	}
	ran, failed, err := guidance.RunExamples(ed)
	if err != nil {
		return say(c, err)
	}
	if cmd.JSON {
		res := testResult{Edition: ed.ID, Ran: ran, Failed: []failureLine{}}
		for _, f := range failed {
			res.Failed = append(res.Failed, failureLine(f))
		}
		if err := writeJSON(c.Out, res); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(c.Out, "%s: %s, %d not as written\n", ed.ID, counted(ran, "example", "examples"), len(failed))
	}
	for _, f := range failed {
		fmt.Fprintln(c.Err, f)
	}
	if len(failed) > 0 {
		return errSaid
	}
	return nil
}

type guidanceExplainCmd struct {
	Clause  string `arg:"" help:"Key of a clause, as risk.initial."`
	Edition string `help:"Folder of an edition; without it the one that ships." placeholder:"DIR"`
	Overlay string `help:"Folder of a force's overlay." placeholder:"DIR"`
}

// Run writes the clause as text.
func (cmd *guidanceExplainCmd) Run(c *console) error {
	ed, err := edition.LoadDir(cmd.Edition, cmd.Overlay)
	if err != nil {
		return say(c, err)
	}
	clause := ed.Clause(cmd.Clause)
	if clause == nil {
		return fmt.Errorf("guidance explain: there is no clause %q in %s; its keys are:\n%s", cmd.Clause, ed.ID, keysLike(ed, cmd.Clause))
	}
	return writeClause(c.Out, ed, clause)
}

type guidanceSourceCmd struct {
	File string `arg:"" help:"Text of the guidance, one paragraph a line; - reads standard input."`
	JSON bool   `name:"json" help:"Write JSON."`
}

// sourceParagraph is one paragraph as guidance source --json writes it.
type sourceParagraph struct {
	Section string `json:"section"`
	Number  int    `json:"number"`
	SHA256  string `json:"sha256"`
}

// Run writes section, number and hash of each paragraph; never its text.
func (cmd *guidanceSourceCmd) Run(c *console) error {
	in, name, err := open(c, cmd.File)
	if err != nil {
		return fmt.Errorf("guidance source: %w", err)
	}
	defer in.Close()
	paragraphs, err := guidance.Source(in)
	if err != nil {
		return fmt.Errorf("guidance source %s: %w", name, err)
	}
	if cmd.JSON {
		out := make([]sourceParagraph, len(paragraphs))
		for i, p := range paragraphs {
			out[i] = sourceParagraph(p)
		}
		return writeJSON(c.Out, out)
	}
	p := &page{}
	for _, x := range paragraphs {
		p.line("%s\t%d\t%s", x.Section, x.Number, x.SHA256)
	}
	_, err = p.WriteTo(c.Out)
	return err
}
