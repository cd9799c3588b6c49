package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"foursight/internal/app"
	"foursight/internal/edition"
)

// settings are the flags that say where a force's record lies. Each can be given
// by environment too.
type settings struct {
	Data      string `help:"Folder of the embedded database and evidence files." required:"" env:"FOURSIGHT_DATA" placeholder:"DIR"`
	Keys      string `help:"Folder of the keyring; without it DIR/keys of the data folder." env:"FOURSIGHT_KEYS" placeholder:"DIR"`
	MasterKey string `help:"File of the master identity that opens the keyring. It may not lie inside the data folder." env:"FOURSIGHT_MASTER_KEY" placeholder:"FILE"`
	Overlay   string `help:"Folder of the force's own policy over the guidance." env:"FOURSIGHT_OVERLAY" placeholder:"DIR"`
	Tools     string `help:"Folder of risk-tool questionnaires the force may use (YAML); Foursight's own checklist is always there." name:"questionnaires" env:"FOURSIGHT_QUESTIONNAIRES" placeholder:"DIR"`
	Database  string `help:"PostgreSQL connection string; without it the embedded database." env:"FOURSIGHT_DATABASE" placeholder:"DSN"`
}

// config is the program's configuration for these flags. A folder that demo or
// synth made keeps its keys inside; every other folder names where they are.
func (s settings) config() app.Config {
	cfg := app.Config{Data: s.Data, Keys: s.Keys, Master: s.MasterKey, Postgres: s.Database}
	if s.MasterKey == "" {
		_, err := os.Stat(filepath.Join(s.Data, "keys", "master.txt"))
		if cfg.Demo = err == nil; cfg.Demo {
			cfg.Overlay, cfg.AdoptBy = edition.Fernshire(), "system"
		}
	}
	if s.Overlay != "" {
		cfg.Overlay = os.DirFS(s.Overlay)
	}
	if s.Tools != "" {
		cfg.Tools = os.DirFS(s.Tools)
	}
	return cfg
}

// logger writes to standard error: JSON lines for programs, text where somebody is
// watching. What it is given names nobody and no case.
func (c *console) logger() *slog.Logger {
	if c.terminal() {
		return slog.New(slog.NewTextHandler(c.Err, nil))
	}
	return slog.New(slog.NewJSONHandler(c.Err, nil))
}

// terminal reports whether somebody is watching standard error.
func (c *console) terminal() bool {
	f, ok := c.Err.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

func (c *console) say(format string, args ...any) { fmt.Fprintf(c.Err, format+"\n", args...) }
