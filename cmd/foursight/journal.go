package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/app"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// journalCmd shows that the record is what was recorded.
type journalCmd struct {
	Verify     journalVerifyCmd     `cmd:"" help:"Rebuild the log from its raw entries and compare it with what was signed."`
	Checkpoint journalCheckpointCmd `cmd:"" help:"Print the newest signed checkpoint, to be kept where nobody here can change it."`
	Prove      journalProveCmd      `cmd:"" help:"Prove that one entry is in the log."`
}

type journalVerifyCmd struct {
	settings
	Witness  string `help:"Copy of checkpoints kept in another place. Only this finds a record put back to an earlier state." placeholder:"FILE"`
	Verifier string `help:"Public key the checkpoints must be signed with; without it the keyring's own." placeholder:"KEY"`
	Files    bool   `help:"Read every evidence file too and compare it with its entry; needs the keys." default:"true" negatable:""`
	JSON     bool   `name:"json" help:"Write JSON."`
}

// verified is what a check found, for programs.
type verified struct {
	OK        bool     `json:"ok"`
	Entries   int64    `json:"entries"`
	Root      string   `json:"root"`
	Opened    int64    `json:"opened"`
	Disposed  int64    `json:"disposed"`
	Signed    bool     `json:"signed"`
	Witnessed int      `json:"witnessed"`
	Files     *int     `json:"files,omitempty"` // evidence files read and as recorded; absent where they were not checked
	Problems  []string `json:"problems,omitempty"`
}

func verifiedOf(r journal.Report, files *app.Files) verified {
	v := verified{OK: r.OK(), Entries: r.Entries, Root: r.Root.String(), Opened: r.Opened, Disposed: r.Disposed, Signed: r.Signed, Witnessed: r.Witnessed}
	for _, p := range r.Problems {
		v.Problems = append(v.Problems, p.String())
	}
	if files != nil {
		v.Files, v.OK, v.Problems = &files.Checked, v.OK && len(files.Problems) == 0, append(v.Problems, files.Problems...)
	}
	return v
}

func (cmd *journalVerifyCmd) Run(ctx context.Context, c *console) (err error) {
	r, err := app.OpenRecord(ctx, cmd.config(), true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	opts := journal.VerifyOptions{Verifier: r.Verifier}
	if r.Keys != nil {
		opts.Keys = r.Keys
	}
	if cmd.Verifier != "" {
		if opts.Verifier, err = note.NewVerifier(cmd.Verifier); err != nil {
			return fmt.Errorf("--verifier: %w", err)
		}
	}
	if cmd.Witness != "" {
		if opts.Witness, err = journal.ReadWitness(cmd.Witness); err != nil {
			return err
		}
	}
	report, err := journal.Verify(ctx, r.Store, opts)
	if err != nil {
		return err
	}
	if err := r.CheckDatabase(ctx); err != nil && report.OK() {
		return fmt.Errorf("every entry is as recorded, and the database file is damaged (foursight rebuild makes lists and indexes again; else restore a copy): %w", err)
	}
	if !cmd.Files || r.Keys == nil || !report.OK() { // of a record that is not whole, what it says of files proves nothing
		return sayVerified(c, report, nil, cmd.JSON)
	}
	files, err := r.CheckFiles(ctx)
	if err != nil {
		return err
	}
	return sayVerified(c, report, &files, cmd.JSON)
}

// sayVerified writes what a check found; a record that is not whole is a failure.
// files is nil where they were not looked at.
func sayVerified(c *console, report journal.Report, files *app.Files, asJSON bool) error {
	if asJSON {
		if err := writeJSON(c.Out, verifiedOf(report, files)); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(c.Out, "%s, root %s\n", counted(int(report.Entries), "entry", "entries"), report.Root)
		fmt.Fprintf(c.Out, "%s opened and as recorded; %d disposed of\n", counted(int(report.Opened), "body", "bodies"), report.Disposed)
		fmt.Fprintf(c.Out, "signature %s; %s\n", map[bool]string{true: "checked", false: "not checked (no key given)"}[report.Signed],
			counted(report.Witnessed, "witness checkpoint agrees", "witness checkpoints agree"))
	}
	if files != nil && !asJSON {
		fmt.Fprintf(c.Out, "%s read and as recorded\n", counted(files.Checked, "evidence file", "evidence files"))
	}
	if files != nil && len(files.Problems) > 0 {
		for _, p := range files.Problems {
			c.say("%s", p)
		}
		return fmt.Errorf("the record is whole, but not its evidence files: %s", counted(len(files.Problems), "problem", "problems"))
	}
	if report.OK() {
		c.say("The record is whole.")
		return nil
	}
	for _, p := range report.Problems {
		c.say("%s", p)
	}
	return fmt.Errorf("the record is not as it was recorded: %s at position %d", counted(len(report.Problems), "problem,", "problems, the first"), report.Problems[0].Pos)
}

type journalCheckpointCmd struct {
	settings
	Witness string `help:"Add it to this witness file too." placeholder:"FILE"`
}

func (cmd *journalCheckpointCmd) Run(ctx context.Context, c *console) (err error) {
	r, err := app.OpenRecord(ctx, cmd.config(), true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	head, any, err := r.Head(ctx)
	switch {
	case err != nil:
		return err
	case !any:
		return errors.New("nothing has been recorded yet")
	}
	if cmd.Witness != "" {
		if err := journal.WriteWitness(cmd.Witness, head); err != nil {
			return err
		}
	}
	_, err = c.Out.Write(head.Note)
	if r.Public != "" {
		c.say("It verifies with %s", r.Public)
	}
	return err
}

type journalProveCmd struct {
	settings
	Entry string `arg:"" help:"Id of the entry."`
}

// proof shows that an entry's header is a leaf of the log of the checkpoint.
type proof struct {
	Entry      string   `json:"entry"`
	Position   int64    `json:"position"`
	Header     string   `json:"header"`
	Size       int64    `json:"size"`
	Root       string   `json:"root"`
	Hashes     []string `json:"hashes"`
	Checkpoint string   `json:"checkpoint"`
}

func (cmd *journalProveCmd) Run(ctx context.Context, c *console) (err error) {
	if _, err := journal.ParseID(cmd.Entry); err != nil {
		return err
	}
	r, err := app.OpenRecord(ctx, cmd.config(), true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	var p proof
	err = r.Store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		e, ok, err := tx.EntryByID(ctx, cmd.Entry)
		if err == nil && !ok {
			err = fmt.Errorf("entry %s: %w", cmd.Entry, fs.ErrNotExist)
		}
		if err != nil {
			return err
		}
		p, err = prove(ctx, tx, e)
		return err
	})
	if err != nil {
		return err
	}
	return writeJSON(c.Out, p)
}

// prove makes a proof and checks it before giving it out.
func prove(ctx context.Context, tx store.Tx, e store.Entry) (proof, error) {
	head, _, err := tx.Head(ctx)
	if err != nil {
		return proof{}, err
	}
	prover, err := journal.NewProver(tx.AllEntries(ctx, 0))
	if err != nil {
		return proof{}, err
	}
	path, err := prover.Inclusion(e.Pos, head.Size)
	if err != nil {
		return proof{}, err
	}
	var root tlog.Hash
	copy(root[:], head.Root)
	if err := tlog.CheckRecord(path, head.Size, root, e.Pos, journal.Leaf(e.Header)); err != nil {
		return proof{}, fmt.Errorf("entry %s is not what the checkpoint covers: %w", e.ID, err)
	}
	p := proof{Entry: e.ID, Position: e.Pos, Header: string(e.Header), Size: head.Size, Root: root.String(), Checkpoint: string(head.Note)}
	for _, h := range path {
		p.Hashes = append(p.Hashes, h.String())
	}
	return p, nil
}
