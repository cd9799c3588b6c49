package faults_test

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// disk is what a machine has on its disk and what it only holds in memory, as far as
// the calls of a recorded run tell. It is as unkind as POSIX lets a disk be: what is
// written is kept from its file's sync on, a name from its folder's.
type disk struct {
	root    string
	now     map[string]*node // as the program sees it, by path
	durable map[string]*node // as a power cut leaves it
	waiting []naming         // not durable, oldest first
	offsets map[string]int   // of open files, by "descriptor<path>"
}

// node is a file or a folder.
type node struct {
	folder  bool
	durable []byte
	waiting []change // written and not synced, oldest first
}

// change is bytes written at a place, or, where there are none, the file's new length.
type change struct {
	at   int
	data []byte
}

// naming gives a path to a node, or takes it away where node is nil.
type naming struct {
	path string
	node *node
}

// newDisk is the disk as it is below a folder.
func newDisk(root string) (*disk, error) {
	d := &disk{root: root, now: map[string]*node{}, offsets: map[string]int{}}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || strings.HasSuffix(path, "-shm") {
			return err
		}
		n := &node{folder: e.IsDir()}
		if !n.folder {
			n.durable, err = os.ReadFile(path)
		}
		d.now[path] = n
		return err
	})
	d.durable = maps.Clone(d.now)
	return d, err
}

// call is one call to the system out of a trace.
type call struct {
	name    string
	args    string   // as strace writes them
	strings []string // its arguments in quotes
	fds     []string // "descriptor<path>", the result's last
	result  int
}

var (
	hexByte = regexp.MustCompile(`\\x[0-9a-f]{2}`)
	inFull  = regexp.MustCompile(`^\d+ +([a-z0-9_]+)\((.*)\) += (-?\d+)`)
	quoted  = regexp.MustCompile(`"([^"]*)"`)
	opened  = regexp.MustCompile(`(?:\d+|AT_FDCWD)<([^>]*)>`)
)

// parsed are the calls of a trace that went well, or were made to fail, in the order in
// which they ended.
func parsed(trace []string) (calls []call) {
	begun := map[string]string{}
	for _, line := range trace {
		thread, rest, _ := strings.Cut(line, " ")
		if head, ok := strings.CutSuffix(line, " <unfinished ...>"); ok {
			begun[thread] = head
			continue
		}
		if _, tail, ok := strings.Cut(rest, " resumed>"); ok {
			line = begun[thread] + tail
		}
		of := inFull.FindStringSubmatch(line)
		if of == nil {
			continue
		}
		c := call{name: of[1], args: of[2]}
		c.result, _ = strconv.Atoi(of[3])
		if c.result < 0 && !strings.Contains(line, "(INJECTED)") {
			continue
		}
		for _, s := range quoted.FindAllStringSubmatch(of[2], -1) {
			c.strings = append(c.strings, plain(s[1]))
		}
		for _, s := range opened.FindAllString(line[strings.Index(line, "("):], -1) {
			c.fds = append(c.fds, plain(s))
		}
		calls = append(calls, c)
	}
	return calls
}

// plain turns what strace writes as \x41 back into what it was.
func plain(s string) string {
	return hexByte.ReplaceAllStringFunc(s, func(h string) string {
		b, _ := strconv.ParseUint(h[2:], 16, 8)
		return string([]byte{byte(b)})
	})
}

// path is where a descriptor leads.
func path(fd string) string {
	_, p, _ := strings.Cut(strings.TrimSuffix(fd, ">"), "<")
	return p
}

// number is a call's n-th argument from the end.
func (c call) number(fromEnd int) int {
	args := strings.Split(c.args, ", ")
	n, err := strconv.Atoi(args[len(args)-1-fromEnd])
	if err != nil {
		panic(fmt.Sprintf("%s(%.80s): %v", c.name, c.args, err))
	}
	return n
}

// named is the path of a call's n-th name, which may be relative to a folder.
func (c call) named(n int) string {
	if filepath.IsAbs(c.strings[n]) || len(c.fds) <= n {
		return c.strings[n]
	}
	return filepath.Join(path(c.fds[n]), c.strings[n])
}

// syncs says that a call is a sync of something on this disk.
func (d *disk) syncs(c call) bool {
	return (c.name == "fsync" || c.name == "fdatasync") && d.now[path(c.fds[0])] != nil
}

// do does what a call did. SQLite's shared index of its log is memory, not record.
func (d *disk) do(c call) {
	if len(c.fds) > 0 && strings.HasSuffix(path(c.fds[0]), "-shm") || len(c.strings) > 0 && strings.HasSuffix(c.strings[0], "-shm") {
		return
	}
	switch c.name {
	case "open", "openat":
		d.opened(c, path(c.fds[len(c.fds)-1]))
	case "write":
		if n := d.now[path(c.fds[0])]; n != nil {
			n.waiting = append(n.waiting, change{d.offsets[c.fds[0]], []byte(c.strings[0])[:c.result]})
			d.offsets[c.fds[0]] += c.result
		}
	case "pwrite64":
		if n := d.now[path(c.fds[0])]; n != nil {
			n.waiting = append(n.waiting, change{c.number(0), []byte(c.strings[0])[:c.result]})
		}
	case "ftruncate":
		if n := d.now[path(c.fds[0])]; n != nil {
			n.waiting = append(n.waiting, change{at: c.number(0)})
		}
	case "mkdir", "mkdirat":
		d.name(c.named(0), &node{folder: true})
	case "rename", "renameat", "renameat2":
		from, to := c.named(0), c.named(1)
		if n := d.now[from]; n != nil {
			d.name(to, n)
			d.name(from, nil)
		}
	case "unlink", "unlinkat", "rmdir":
		d.name(c.named(0), nil)
	case "fsync", "fdatasync":
		switch {
		case !d.syncs(c):
		case c.result < 0:
			d.now[path(c.fds[0])].waiting = nil // never written, and no later sync writes it
		default:
			d.synced(path(c.fds[0]))
		}
	}
}

func (d *disk) opened(c call, p string) {
	d.offsets[c.fds[len(c.fds)-1]] = 0
	switch n := d.now[p]; {
	case n == nil && strings.Contains(c.args, "O_CREAT"):
		d.name(p, new(node))
	case n != nil && strings.Contains(c.args, "O_TRUNC"):
		n.waiting = append(n.waiting, change{})
	}
}

func (d *disk) name(p string, n *node) {
	if !strings.HasPrefix(p, d.root+"/") || n == nil && d.now[p] == nil {
		return
	}
	d.waiting = append(d.waiting, naming{p, n})
	if d.now[p] = n; n == nil {
		delete(d.now, p)
	}
}

// synced makes durable what a file holds, or what a folder calls its own.
func (d *disk) synced(p string) {
	n := d.now[p]
	for _, c := range n.waiting {
		n.durable = c.on(n.durable)
	}
	n.waiting = nil
	d.waiting = slices.DeleteFunc(d.waiting, func(w naming) bool {
		if filepath.Dir(w.path) != p {
			return false
		}
		w.in(d.durable)
		return true
	})
}

func (c change) on(b []byte) []byte {
	end := c.at + len(c.data)
	if len(c.data) == 0 && end < len(b) {
		return slices.Clone(b[:end])
	}
	b = append(slices.Clone(b), make([]byte, max(0, end-len(b)))...)
	copy(b[c.at:], c.data)
	return b
}

func (w naming) in(names map[string]*node) {
	if names[w.path] = w.node; w.node == nil {
		delete(names, w.path)
	}
}

// sector is the part of a write that a disk keeps or loses as one, in bytes.
const sector = 512

// parts are a change's sectors.
func (c change) parts() (parts []change) {
	for len(c.data) > 0 {
		n := min(len(c.data), sector-c.at%sector)
		parts = append(parts, change{c.at, c.data[:n]})
		c = change{c.at + n, c.data[n:]}
	}
	return parts
}

// kept is how much a power cut keeps of what was not synced.
type kept string

const (
	nothing kept = "none of what was not synced"
	some    kept = "some writes"
	torn    kept = "some parts of writes"
)

// cut writes the disk as a power cut leaves it into another folder.
func (d *disk) cut(how kept, to string) error {
	names := maps.Clone(d.durable)
	if how != nothing {
		ended := map[string]bool{} // folders of which no further change came to disk
		for _, w := range d.waiting {
			dir := filepath.Dir(w.path)
			if ended[dir] = ended[dir] || rand.IntN(3) == 0; !ended[dir] {
				w.in(names)
			}
		}
	}
	for _, p := range slices.Sorted(maps.Keys(names)) {
		n, place := names[p], to+strings.TrimPrefix(p, d.root)
		if _, err := os.Stat(filepath.Dir(place)); err != nil {
			continue // its folder's name was lost, and it with it
		}
		if n.folder {
			if err := os.MkdirAll(place, 0o700); err != nil {
				return err
			}
			continue
		}
		if err := os.WriteFile(place, n.cut(how), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func (n *node) cut(how kept) []byte {
	b := n.durable
	for _, c := range n.waiting {
		parts := []change{c}
		if how == torn && len(c.data) > 0 {
			parts = c.parts()
		}
		for _, part := range parts {
			if how != nothing && rand.IntN(2) == 0 {
				b = part.on(b)
			}
		}
	}
	return b
}
