package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"

	"github.com/alecthomas/kong"

	"foursight/internal/app"
	"foursight/internal/casefile"
	"foursight/internal/force"
	"foursight/internal/logsafe"
	"foursight/internal/store/sqlite"
)

// serveCmd is the service of a real force, configured by file, environment or
// flags.
type serveCmd struct {
	settings
	limitFlags
	Config    kong.ConfigFlag `help:"JSON file of these settings by flag name. The environment goes before it, a flag before both." env:"FOURSIGHT_CONFIG" placeholder:"FILE"`
	Listen    string          `help:"Address to serve on." default:"${usual}" env:"FOURSIGHT_LISTEN" placeholder:"ADDR"`
	Public    string          `name:"public-listen" help:"Address to serve the public's report form on; without it there is none." env:"FOURSIGHT_PUBLIC_LISTEN" placeholder:"ADDR"`
	PublicVia []string        `name:"public-proxy" help:"Address or range of a reverse proxy before the form, whose X-Forwarded-For is believed. May be given again." env:"FOURSIGHT_PUBLIC_PROXY" placeholder:"PREFIX"`
	Insight   string          `name:"insight-listen" help:"Address to serve probes and metrics on, apart from the pages; without it there are none." env:"FOURSIGHT_INSIGHT_LISTEN" placeholder:"ADDR"`
	ForceName string          `help:"The force's name, shown on every page." env:"FOURSIGHT_FORCE_NAME" placeholder:"NAME"`
	LogName   string          `help:"Name that checkpoints are signed under, such as records.example.org/foursight. A journal keeps its first." env:"FOURSIGHT_LOG_NAME" placeholder:"NAME"`
	TLSCert   string          `name:"tls-cert" help:"Certificate file; with --tls-key pages are served over TLS." env:"FOURSIGHT_TLS_CERT" placeholder:"FILE"`
	TLSKey    string          `name:"tls-key" help:"Key file of the certificate." env:"FOURSIGHT_TLS_KEY" placeholder:"FILE"`
	Witness   string          `help:"Copy checkpoints into this file, on a disk out of reach of this machine's administrators." env:"FOURSIGHT_WITNESS" placeholder:"FILE"`
	Beside    string          `name:"looks-beside" help:"Folder on another disk than the record's, in which looks at safety cards and on calls are kept while the record has no room; without it those are refused too." env:"FOURSIGHT_LOOKS_BESIDE" placeholder:"DIR"`
	AdoptBy   string          `help:"Staff id of whoever adopts the guidance and overlay given, where they are new." placeholder:"ID"`
	Init      bool            `help:"Make an empty force with one administrator, print the one-time sign-in code, and end."`
	Admin     string          `help:"With --init: the administrator's staff id." placeholder:"ID"`
	AdminName string          `help:"With --init: the administrator's name." placeholder:"NAME"`
}

func (cmd *serveCmd) Run(ctx context.Context, c *console) (err error) {
	if err := cmd.check(); err != nil {
		return err
	}
	cfg := cmd.config()
	cfg.Demo, cfg.Force, cfg.LogName, cfg.AdoptBy = false, cmd.ForceName, cmd.LogName, cmd.AdoptBy
	cfg.Log, cfg.Fatal, cfg.Limits, cfg.Beside = c.logger(), fatal(c), cmd.limits(), cmd.Beside
	if cfg.Proxies, err = prefixes(cmd.PublicVia); err != nil {
		return err
	}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if cmd.Init {
		return cmd.begin(ctx, c, a)
	}
	l, err := cmd.listener(c, cmd.Listen)
	if err != nil {
		return err
	}
	var public net.Listener
	if cmd.Public != "" {
		if public, err = cmd.listener(c, cmd.Public); err != nil {
			return errors.Join(err, l.Close())
		}
		cfg.Log.Info("serving the public's report form", "address", public.Addr().String())
	}
	var probes net.Listener
	if cmd.Insight != "" {
		if probes, err = listen(c, cmd.Insight); err != nil {
			return errors.Join(err, l.Close())
		}
		cfg.Log.Info("serving probes and metrics", "address", probes.Addr().String())
	}
	if cmd.Witness != "" {
		go a.Witness(ctx, cmd.Witness, func(err error) { cfg.Log.Error("witness copy not written", logsafe.Err(err)) })
	}
	cfg.Log.Info("serving", "address", l.Addr().String())
	return a.ServeOn(ctx, app.Listeners{Pages: l, Public: public, Insight: probes})
}

// listener takes an address, over TLS where a certificate is given.
func (cmd *serveCmd) listener(c *console, addr string) (net.Listener, error) {
	l, err := listen(c, addr)
	if err != nil || cmd.TLSCert == "" {
		return l, err
	}
	pair, err := tls.LoadX509KeyPair(cmd.TLSCert, cmd.TLSKey)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("certificate: %w", err), l.Close())
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}), nil
}

// prefixes reads addresses and ranges of them, naming each that is neither.
func prefixes(given []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	var errs []error
	for _, g := range given {
		p, err := netip.ParsePrefix(g)
		if a, alone := netip.ParseAddr(g); alone == nil {
			p, err = a.Prefix(a.BitLen())
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("--public-proxy %q: expected an address or a range such as 10.0.0.0/8", g))
			continue
		}
		out = append(out, p)
	}
	return out, errors.Join(errs...)
}

// check reports everything wrong with the flags at once.
func (cmd *serveCmd) check() error {
	errs := []error{cmd.limitFlags.check()}
	if cmd.MasterKey == "" {
		errs = append(errs, errors.New("--master-key: name the file of the master identity, outside the data folder"))
	}
	if (cmd.TLSCert == "") != (cmd.TLSKey == "") {
		errs = append(errs, errors.New("--tls-cert and --tls-key are given together"))
	}
	if _, err := prefixes(cmd.PublicVia); err != nil {
		errs = append(errs, err)
	}
	if cmd.Public != "" && cmd.Public == cmd.Listen {
		errs = append(errs, errors.New("--public-listen: the public's form needs an address of its own"))
	}
	if cmd.Insight != "" && (cmd.Insight == cmd.Listen || cmd.Insight == cmd.Public) {
		errs = append(errs, errors.New("--insight-listen: probes and metrics need an address of their own"))
	}
	if cmd.Init && (cmd.Admin == "" || cmd.AdminName == "") {
		errs = append(errs, errors.New("--init: --admin and --admin-name say who the first administrator is"))
	}
	if !cmd.Init && cmd.Database == "" {
		if _, err := os.Stat(filepath.Join(cmd.Data, sqlite.File)); errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, fmt.Errorf("%s holds no force yet: begin with serve --init", cmd.Data))
		}
	}
	return errors.Join(errs...)
}

func (cmd *serveCmd) begin(ctx context.Context, c *console, a *app.App) error {
	admin := force.Staff{ID: cmd.Admin, Name: cmd.AdminName, Roles: []force.Held{{Role: casefile.Administrator}}}
	code, err := a.Init(ctx, admin)
	if err != nil {
		return err
	}
	fmt.Fprintln(c.Out, code)
	c.say("%s signs in as %q with this one-time code and chooses a password and an authenticator.", cmd.AdminName, cmd.Admin)
	c.say("Copy %s to a safe place away from this machine: without it nothing recorded can be read.", cmd.MasterKey)
	return nil
}
