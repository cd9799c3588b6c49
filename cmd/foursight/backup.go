package main

import (
	"context"
	"errors"
	"fmt"

	"foursight/internal/app"
)

// backupCmd copies the record beside the running service.
type backupCmd struct {
	settings
	Dir    string `arg:"" help:"Folder that receives the database's copy and evidence files."`
	KeysTo string `help:"Folder for the keyring's copies, apart from the other; without it DIR-keys. Copies older than 30 days are removed there." placeholder:"DIR"`
	JSON   bool   `name:"json" help:"Write JSON."`
}

func (cmd *backupCmd) Run(ctx context.Context, c *console) error {
	copies, err := app.Backup(ctx, cmd.config(), cmd.Dir, orBeside(cmd.KeysTo, cmd.Dir))
	if err != nil {
		return err
	}
	if cmd.JSON {
		return writeJSON(c.Out, copies)
	}
	fmt.Fprintf(c.Out, "%s\n%s\n", copies.Database, copies.Keyring)
	c.say("Database, keyring and %d evidence files copied; %d keyring copies past their days removed.", copies.Files, copies.Pruned)
	return nil
}

func orBeside(keys, dir string) string {
	if keys == "" {
		return dir + "-keys"
	}
	return keys
}

// restoreCmd brings a backup back into empty folders.
type restoreCmd struct {
	settings
	Dir      string `arg:"" help:"Folder that backup wrote to; its newest copy is taken."`
	KeysFrom string `help:"Folder of the keyring's copies; without it DIR-keys." placeholder:"DIR"`
	Replaces string `help:"A keyring file that knows of disposals the copies' own tombstones.json does not: what it had destroyed stays destroyed." placeholder:"FILE"`
	JSON     bool   `name:"json" help:"Write JSON."`
}

func (cmd *restoreCmd) Run(ctx context.Context, c *console) error {
	report, err := app.Restore(ctx, cmd.config(), cmd.Dir, orBeside(cmd.KeysFrom, cmd.Dir), cmd.Replaces)
	if err != nil {
		return err
	}
	for _, name := range report.Buried {
		c.say("Disposed of after this copy was made, and now again: %s", name)
	}
	for _, err := range report.Unread {
		c.say("Not asked what it had destroyed: %v", err)
	}
	return sayVerified(c, report.Report, nil, cmd.JSON)
}

// rebuildCmd makes the rows derived from the journal again.
type rebuildCmd struct{ settings }

func (cmd *rebuildCmd) Run(ctx context.Context, c *console) error {
	done := 0
	if err := app.Rebuild(ctx, cmd.config(), func(n int) { done = n }); err != nil {
		return err
	}
	c.say("Rows of %s made again.", counted(done, "case", "cases"))
	return nil
}

// disposeCmd disposes of a case or of one wrong entry, for good.
type disposeCmd struct {
	settings
	Stream    string `help:"What to dispose of whole: case/ID." xor:"what" placeholder:"case/ID"`
	Entry     string `help:"One wrong entry, by its id." xor:"what" placeholder:"ID"`
	Reason    string `required:"" help:"Why it may not be kept."`
	Authority string `required:"" help:"Who decided, or the reference of the decision."`
}

func (cmd *disposeCmd) Run(ctx context.Context, c *console) error {
	if cmd.Stream == "" && cmd.Entry == "" {
		return errors.New("say what to dispose of: --stream case/ID, or --entry ID")
	}
	gone, err := app.Dispose(ctx, cmd.config(), app.Disposal{Stream: cmd.Stream, Entry: cmd.Entry, Reason: cmd.Reason, Authority: cmd.Authority})
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Out, gone.Entries[0].ID)
	c.say("Disposed of. It is unrecoverable once every keyring copy made before now is gone, 30 days by default.")
	for _, dir := range gone.Unreached {
		c.say("Copies were written to %s, which is not there now. Before restoring from it, put a newer tombstones.json beside them.", dir)
	}
	return nil
}
