//go:build unix

// Package pgtest runs a private, throw-away PostgreSQL server for tests.
//
// Boundary: a cluster in a temporary folder, reachable over a socket in that
// folder only, and gone when the test ends. It needs PostgreSQL's server
// programs installed and says so when they are not; a test that needs the
// database fails rather than being skipped, since a skipped suite proves nothing.
package pgtest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver named "pgx"
)

// owner is the cluster's superuser.
const owner = "foursight"

// Server is a running private PostgreSQL.
type Server struct {
	dir       string
	cmd       *exec.Cmd
	log       bytes.Buffer
	done      chan error // the server's exit
	databases atomic.Int64
}

// Start makes a cluster in a new temporary folder and starts its server, with
// fsync on as in service. Call Stop when done with it.
func Start(ctx context.Context) (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "foursight-pg")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, done: make(chan error, 1)}
	if err := s.start(ctx, bin); err != nil {
		return nil, errors.Join(fmt.Errorf("start private PostgreSQL: %w", err), os.RemoveAll(dir))
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, bin string) error {
	as, err := unprivileged()
	if err != nil {
		return err
	}
	if as != nil {
		if err := os.Chown(s.dir, int(as.Uid), int(as.Gid)); err != nil {
			return err
		}
	}
	attr := processAttr(as)
	data := filepath.Join(s.dir, "data")

	initdb := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "--pgdata", data, "--username", owner,
		"--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions")
	initdb.SysProcAttr, initdb.Dir = attr, s.dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}

	s.cmd = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", s.dir, "-c", "listen_addresses=",
		"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "max_connections=60")
	s.cmd.SysProcAttr, s.cmd.Dir = attr, s.dir
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		return err
	}
	go func() { s.done <- s.cmd.Wait() }()
	return s.ready(ctx)
}

// ready waits until the server answers.
func (s *Server) ready(ctx context.Context) error {
	db, err := sql.Open("pgx", s.dsn("postgres"))
	if err != nil {
		return err
	}
	defer db.Close()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		select {
		case err := <-s.done:
			return fmt.Errorf("server ended: %w\n%s", err, s.log.String())
		default:
		}
		if err = db.PingContext(ctx); err == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return errors.Join(fmt.Errorf("server does not answer: %w", err), s.cmd.Process.Kill())
		}
	}
}

// Stop ends the server and removes its folder. Nothing is written out first, since
// nothing is kept: on a busy disk that can take longer than the tests did.
func (s *Server) Stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGQUIT); err != nil { // immediate shutdown
		return errors.Join(err, os.RemoveAll(s.dir))
	}
	select {
	case <-s.done:
	case <-time.After(20 * time.Second):
		return errors.Join(errors.New("private PostgreSQL would not stop"), s.cmd.Process.Kill(), os.RemoveAll(s.dir))
	}
	return os.RemoveAll(s.dir)
}

// Database makes an empty database and returns its data source name.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	return s.create(t, "template1")
}

// Copy makes a copy of a database that nobody is connected to and returns the
// copy's data source name.
func (s *Server) Copy(t testing.TB, dsn string) string {
	t.Helper()
	_, rest, _ := strings.Cut(dsn, "dbname=")
	name, _, _ := strings.Cut(rest, " ")
	return s.create(t, name)
}

func (s *Server) create(t testing.TB, template string) string {
	t.Helper()
	name := fmt.Sprintf("case%d", s.databases.Add(1))
	db, err := sql.Open("pgx", s.dsn("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `create database `+name+` template `+template); err != nil {
		t.Fatalf("make database: %v", err)
	}
	return s.dsn(name)
}

func (s *Server) dsn(database string) string {
	return fmt.Sprintf("host=%s user=%s dbname=%s sslmode=disable", s.dir, owner, database)
}

// programs finds the folder of PostgreSQL's server programs: the one pg_config
// names, or the newest that a Debian-style installation holds.
func programs() (string, error) {
	var folders []string
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	installed, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return "", err
	}
	slices.SortFunc(installed, func(a, b string) int { return release(b) - release(a) })
	for _, bin := range append(folders, installed...) {
		if _, err := os.Stat(filepath.Join(bin, "initdb")); err == nil {
			return bin, nil
		}
	}
	return "", errors.New("PostgreSQL's server programs (initdb, postgres) are not installed: " +
		"install the package postgresql, or put its pg_config on the PATH")
}

// release is the major version in .../postgresql/15/bin.
func release(bin string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	if err != nil {
		return 0
	}
	return n
}

// unprivileged is whom to run the server as: nil for the present user, or, for
// root, whom the server refuses to run as, the user postgres or nobody.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return nil, err
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("running as root, which PostgreSQL refuses, and there is no user postgres or nobody")
}
