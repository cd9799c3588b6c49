package journal

import (
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"foursight/internal/store"
)

// Undoing: where neither the headers nor the leaf hashes of a commit give the hash
// its checkpoint signs, both were changed. A change that can be undone is proved by
// the hash that comes out: nobody can make another set of headers with it. Tried
// are, for one entry or two of a subtree, what the leaf hash, the columns and the
// commit's times say, and columns and times for all; for one entry, every actor and
// kind the journal knows; two entries exchanged, one moved, up to maxRun put in.

// What is tried is bounded: a commit is seldom of more than a few entries.
const (
	maxUndone = 1 << 13 // entries from the first bad subtree to the commit's end
	maxHashes = 1 << 23 // a few seconds' work
	maxRun    = 8       // entries put in, or taken out, together
)

// row is an entry whose commit is being looked at.
type row struct {
	store.Entry // without its body
	header      Header
	parsed      bool
	leaf        tlog.Hash // of its header
	stored      tlog.Hash // as its row has it
	meant       tlog.Hash // as it was recorded, as far as that is known
}

// other is a leaf that a position may have had.
type other struct {
	leaf tlog.Hash
	was  string // what the header then said, for people
}

// undoing is the search in one commit.
type undoing struct {
	*locator
	from  edge
	to    signedLog
	first int64  // where the first open part begins
	end   int64  // the position after the last entry there is
	rows  []row  // from position first to end, and up to maxRun more
	left  int    // hashes that may still be made in this search
	usual Header // the times an entry of this commit has
}

// undo settles the open parts of a commit as far as it can, and names the rest.
// Entries are there up to end, which is the commit's own unless some are missing.
func (l *locator) undo(from edge, to signedLog, end int64, parts []part) (settled bool, err error) {
	parts = fromOpen(parts)
	first := max(parts[0].at, from.size)
	if parts[0].width == 0 || end-first > maxUndone {
		return false, l.misfit(to, nil, first, end)
	}
	u := &undoing{locator: l, from: from, to: to, first: first, end: end}
	if err := u.load(); err != nil {
		return false, err
	}
	for _, p := range parts {
		rows := u.span(p.start(&from), p.end)
		for i := range rows {
			if p.leaves {
				rows[i].meant = rows[i].stored
			}
		}
	}
	for _, try := range []func(*part) (bool, error){u.substitute, u.rename} {
		for i := range parts {
			if p := &parts[i]; p.open() {
				u.left = maxHashes
				if p.right, err = try(p); err != nil {
					return false, err
				}
			}
		}
		if parts = fromOpen(parts); len(parts) == 0 {
			return true, nil
		}
	}
	first = parts[0].start(&from)
	if u.left = maxHashes; end == to.edge.size {
		if onward, found := u.reorder(parts); found {
			return onward, nil
		}
		if found, err := u.takenOut(first); found || err != nil {
			return false, err
		}
	}
	for _, p := range parts {
		if p.open() {
			if err := l.misfit(to, &u.usual, p.start(&from), p.end); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

// fromOpen are the parts from the first open one on.
func fromOpen(parts []part) []part {
	if i := slices.IndexFunc(parts, part.open); i >= 0 {
		return parts[i:]
	}
	return nil
}

// load reads the entries from the first bad subtree on.
func (u *undoing) load() error {
	for e, err := range u.tx.AllEntries(u.ctx, u.first) {
		if err != nil {
			return err
		}
		if e.Pos >= u.to.edge.size+maxRun {
			break
		}
		r := row{Entry: e, leaf: Leaf(e.Header), stored: stored(e)}
		r.Sealed, r.meant = nil, r.leaf
		r.header, err = ParseHeader(e.Header)
		r.parsed = err == nil
		u.rows = append(u.rows, r)
	}
	u.usual = usualTimes(u.span(u.first, u.end), u.to.time)
	return nil
}

// span is the rows of positions from a to b, b left out.
func (u *undoing) span(a, b int64) []row {
	return u.rows[a-u.first : min(b-u.first, int64(len(u.rows)))]
}

// usualTimes are the times that an entry of this commit has: recorded is what the
// checkpoint signs, clock and suspect what most of the entries say.
func usualTimes(rows []row, signed int64) Header {
	type reading struct {
		clock   int64
		suspect bool
	}
	best := reading{clock: signed}
	count := map[reading]int{}
	for _, r := range rows {
		if !r.parsed || r.header.Recorded.UnixMilli() != signed {
			continue
		}
		k := reading{r.header.Clock.UnixMilli(), r.header.Suspect}
		if count[k]++; count[k] > count[best] {
			best = k
		}
	}
	return Header{Recorded: time.UnixMilli(signed).UTC(), Clock: time.UnixMilli(best.clock).UTC(), Suspect: best.suspect}
}

// others are the leaves that an entry may have had, from what else is stored.
func (u *undoing) others(r row) []other {
	var list []other
	if r.stored != r.leaf {
		list = append(list, other{leaf: r.stored})
	}
	if !r.parsed {
		return list
	}
	for _, said := range u.said() {
		o, ok := said(r)
		if ok && o.leaf != r.leaf && !slices.ContainsFunc(list, func(have other) bool { return have.leaf == o.leaf }) {
			list = append(list, o)
		}
	}
	return list
}

// said are the headers that an entry may have had by what else is stored: by its
// columns, by the times of its commit, and by those times with a clock in no doubt.
func (u *undoing) said() []func(row) (other, bool) {
	at := "it was recorded " + u.usual.Recorded.Format(timeLayout)
	timed := func(clock time.Time, suspect bool) func(row) (other, bool) {
		return func(r row) (other, bool) {
			h := r.header
			h.Recorded, h.Clock, h.Suspect = u.usual.Recorded, clock, suspect
			return otherOf(h, at)
		}
	}
	return []func(row) (other, bool){
		func(r row) (other, bool) {
			h := r.header
			h.ID, h.Stream, h.Seq, h.Kind, h.Recorded = r.ID, r.Stream, r.Seq, r.Kind, time.UnixMilli(r.Recorded).UTC()
			return otherOf(h, "its columns are as recorded")
		},
		timed(u.usual.Clock, u.usual.Suspect),
		timed(u.usual.Recorded, false),
	}
}

// otherOf is a header as another that an entry may have had; false where no header
// can be so.
func otherOf(h Header, was string) (other, bool) {
	b, err := h.Encode()
	return other{Leaf(b), was}, err == nil
}

// substitute looks for one entry or two of a subtree, in whose place another leaf
// gives the signed hash: beginning from the headers, then from the leaf hashes.
func (u *undoing) substitute(p *part) (bool, error) {
	a := p.start(&u.from)
	rows := u.span(a, p.end)
	var headers, leaves []tlog.Hash
	choices, back := make([][]other, len(rows)), make([][]other, len(rows))
	for i, r := range rows {
		headers, leaves = append(headers, r.leaf), append(leaves, r.stored)
		choices[i] = u.others(r)
		if r.stored != r.leaf {
			back[i] = append(back[i], other{leaf: r.leaf})
		}
		for _, o := range choices[i] {
			if o.leaf != r.stored {
				back[i] = append(back[i], o)
			}
		}
	}
	if found := u.search(p, headers, choices); found != nil {
		u.report(rows, headers, found)
		return true, nil
	}
	for _, said := range u.said() {
		if found := u.all(p, rows, said); found != nil {
			u.report(rows, headers, found)
			return true, nil
		}
	}
	if slices.Equal(headers, leaves) {
		return false, nil
	}
	if found := u.search(p, leaves, back); found != nil {
		u.report(rows, leaves, found)
		return true, nil
	}
	return false, nil
}

// all tries what is said of every entry of a subtree, which search has filled with
// the headers' leaves.
func (u *undoing) all(p *part, rows []row, said func(row) (other, bool)) map[int]other {
	found := map[int]other{}
	var changes []change
	for i, r := range rows {
		if o, ok := said(r); r.parsed && ok && o.leaf != r.leaf {
			found[i] = o
			changes = append(changes, change{r.Pos, o.leaf})
		}
	}
	if !u.holds(p, changes...) {
		return nil
	}
	return found
}

// search tries each choice by itself, then each two of different entries. What it
// returns is by place in the subtree's rows; nil when nothing gives the hash.
func (u *undoing) search(p *part, base []tlog.Hash, choices [][]other) map[int]other {
	p.fill(&u.from, base)
	first := p.start(&u.from)
	for i := range choices {
		for _, o := range choices[i] {
			if u.holds(p, change{first + int64(i), o.leaf}) {
				return map[int]other{i: o}
			}
		}
	}
	for i := range choices {
		for _, o := range choices[i] {
			for j := i + 1; j < len(choices); j++ {
				for _, q := range choices[j] {
					if u.holds(p, change{first + int64(i), o.leaf}, change{first + int64(j), q.leaf}) {
						return map[int]other{i: o, j: q}
					}
					if u.left < 0 {
						return nil
					}
				}
			}
		}
	}
	return nil
}

// holds reports whether a subtree comes to its signed hash with these changes.
func (u *undoing) holds(p *part, changes ...change) bool {
	ok, n := p.subtree.holds(changes)
	u.left -= n
	return ok
}

// report names what differs from the leaves now known to have been recorded.
func (u *undoing) report(rows []row, base []tlog.Hash, found map[int]other) {
	for i := range rows {
		r, was := &rows[i], ""
		r.meant = base[i]
		if o, ok := found[i]; ok {
			r.meant, was = o.leaf, o.was
		}
		at := problemAt(r.Entry)
		switch {
		case r.meant != r.leaf && was != "":
			at.Why = headerChanged + ": " + was
		case r.meant != r.leaf:
			at.Why = headerChanged
		case r.meant != r.stored:
			at.Why = leafChanged
		default:
			continue
		}
		u.bad(at)
	}
}
