package guard

import (
	"cmp"
	"time"
)

// Class is a kind of request with places of its own, so that one kind never waits
// behind another.
type Class string

// The classes. Free is for what costs nothing and is never turned away.
const (
	Free     Class = ""
	Read     Class = "read"
	Write    Class = "write"
	Upload   Class = "upload"   // brings a file, which arrives while its place is held
	Download Class = "download" // takes a file, whose place is held until it is sent
	SignIn   Class = "sign_in"  // in and out
	Urgent   Class = "urgent"   // while a caller waits or somebody stands at a door
	Public   Class = "public"   // the public's form, which has a gate of its own
)

// What else a request or connection can be turned away for, beside its class.
const (
	TooManyForms       = "form"       // more was being sent at once than is held
	TooManyOfOne       = "person"     // one session asked for too much at once
	TooManyConnections = "connection" // the listener had no room
	TooManyOfAddress   = "address"    // one address had too many connections
)

// Limits say how much is done at once. The zero value of each has a use: it
// follows from the processors there are.
type Limits struct {
	Reads, Writes, Uploads, Downloads, SignIns, Urgents, Publics int // requests of a class under way

	Waiting   int           // requests of a class that wait for a place
	Wait      time.Duration // how long one waits; three times that where it is urgent
	PerPerson int           // requests of one session, waiting and under way
	Forms     int64         // bytes of forms held at once

	Connections       int // to the staff's pages
	PublicConnections int // to the public's form
	PublicPerAddress  int // of those, from one address
}

// For gives what was not set, for a machine of so many processors and so many open
// files. A page is made by a processor, so that more at once only makes each later;
// an act waits for the disk, where many share one sync.
func (l Limits) For(processors, files int) Limits {
	p := max(processors, 1)
	l.Reads = cmp.Or(l.Reads, 4*p)
	l.Writes = cmp.Or(l.Writes, 16*p)
	l.Uploads = cmp.Or(l.Uploads, 16*p)
	l.Downloads = cmp.Or(l.Downloads, 4*p)
	l.SignIns = cmp.Or(l.SignIns, 4*p)
	l.Urgents = cmp.Or(l.Urgents, 8*p)
	l.Publics = cmp.Or(l.Publics, 4*p)
	l.Waiting = cmp.Or(l.Waiting, 256*p)
	l.Wait = cmp.Or(l.Wait, 5*time.Second)
	l.PerPerson = cmp.Or(l.PerPerson, 16)
	l.Forms = cmp.Or(l.Forms, 64<<20)
	// Databases, evidence and the other listeners need files too.
	l.Connections = cmp.Or(l.Connections, min(4096, max(files/2, 16)))
	l.PublicConnections = cmp.Or(l.PublicConnections, min(1024, max(files/8, 16)))
	l.PublicPerAddress = cmp.Or(l.PublicPerAddress, 64)
	return l
}

// places are how many requests of each class are under way at once.
func (l Limits) places() map[Class]int {
	return map[Class]int{Read: l.Reads, Write: l.Writes, Upload: l.Uploads, Download: l.Downloads, SignIn: l.SignIns, Urgent: l.Urgents, Public: l.Publics}
}
