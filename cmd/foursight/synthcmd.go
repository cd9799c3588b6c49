package main

import (
	"context"

	"foursight/internal/app"
	"foursight/internal/synth"
)

// synthCmd makes an invented force in a folder, for training, tests and load.
type synthCmd struct {
	Data     string `required:"" help:"Empty folder for the invented force." env:"FOURSIGHT_DATA" placeholder:"DIR"`
	Database string `help:"PostgreSQL connection string of an empty database for it; without it the embedded database." env:"FOURSIGHT_DATABASE" placeholder:"DSN"`
	Cases    int    `help:"How many invented cases. Beyond 200 most are short, and the force has more staff: 50000 is a large force with a million acts." default:"200"`
	Seed     uint64 `help:"The same seed gives the same cases." default:"1"`
}

func (cmd *synthCmd) Run(ctx context.Context, c *console) error {
	cfg := app.Config{Data: cmd.Data, Postgres: cmd.Database, Log: c.logger(), Fatal: fatal(c)}
	return makeForce(ctx, c, cfg, synth.Options{Seed: cmd.Seed, Cases: cmd.Cases})
}
