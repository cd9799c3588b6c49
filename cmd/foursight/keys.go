package main

import (
	"context"

	"foursight/internal/app"
)

// keysCmd looks after the keyring.
type keysCmd struct {
	Rotate keysRotateCmd `cmd:"" help:"Wrap every key anew under a new yearly key."`
}

// keysRotateCmd replaces the yearly keys, after one may have become known.
type keysRotateCmd struct{ settings }

// Help is shown with the command's flags.
func (keysRotateCmd) Help() string {
	return "What the keys open stays as it is. Stop the service first. Interrupted, it loses nothing: run it again."
}

func (cmd *keysRotateCmd) Run(ctx context.Context, c *console) error {
	if err := app.RotateKeys(ctx, cmd.config()); err != nil {
		return err
	}
	c.say("Every key is wrapped under a new yearly key, and the yearly keys before it are gone from the keyring.")
	c.say("Copies of the keyring made before still hold them, for whoever has the master identity; backup removes copies after 30 days.")
	return nil
}
