package main

import (
	"context"

	"foursight/internal/app"
	"foursight/internal/synth"
)

// synthCmd makes an invented force in a folder, for training, tests and load.
type synthCmd struct {
	Data  string `required:"" help:"Empty folder for the invented force." env:"FOURSIGHT_DATA" placeholder:"DIR"`
	Cases int    `help:"How many invented cases." default:"200"`
	Seed  uint64 `help:"The same seed gives the same cases." default:"1"`
}

func (cmd *synthCmd) Run(ctx context.Context, c *console) error {
	cfg := app.Config{Data: cmd.Data, Log: c.logger(), Fatal: fatal(c)}
	return makeForce(ctx, c, cfg, synth.Options{Seed: cmd.Seed, Cases: cmd.Cases})
}
