package main

import (
	"errors"
	"time"

	"foursight/internal/web/guard"
)

// limitFlags say how much the service does at once. What is not given follows from
// the machine: see docs/operations.md.
type limitFlags struct {
	Reads             int           `name:"limit-reads" help:"Ordinary pages made at once; 0 for four a processor." env:"FOURSIGHT_LIMIT_READS" placeholder:"N"`
	Writes            int           `name:"limit-writes" help:"Acts recorded at once; 0 for 16 a processor." env:"FOURSIGHT_LIMIT_WRITES" placeholder:"N"`
	Uploads           int           `name:"limit-uploads" help:"Files received at once; 0 for 16 a processor." env:"FOURSIGHT_LIMIT_UPLOADS" placeholder:"N"`
	Downloads         int           `name:"limit-downloads" help:"Exports and originals sent at once; 0 for four a processor." env:"FOURSIGHT_LIMIT_DOWNLOADS" placeholder:"N"`
	SignIns           int           `name:"limit-sign-ins" help:"Steps of signing in at once; 0 for four a processor." env:"FOURSIGHT_LIMIT_SIGN_INS" placeholder:"N"`
	Urgents           int           `name:"limit-urgent" help:"Pages of calls, reports, the door and safety at once, which nothing else takes from; 0 for eight a processor." env:"FOURSIGHT_LIMIT_URGENT" placeholder:"N"`
	Publics           int           `name:"limit-public" help:"Pages of the public's form at once; 0 for four a processor." env:"FOURSIGHT_LIMIT_PUBLIC" placeholder:"N"`
	Waiting           int           `name:"limit-waiting" help:"Requests of each kind that wait for room; 0 for 256 a processor." env:"FOURSIGHT_LIMIT_WAITING" placeholder:"N"`
	Wait              time.Duration `name:"limit-wait" help:"How long they wait, three times that where it is urgent; 0 for 5s." env:"FOURSIGHT_LIMIT_WAIT" placeholder:"TIME"`
	PerPerson         int           `name:"limit-per-person" help:"Requests of one session at once; 0 for 16." env:"FOURSIGHT_LIMIT_PER_PERSON" placeholder:"N"`
	Connections       int           `name:"limit-connections" help:"Connections to the pages; 0 for 4096, or half the open files allowed." env:"FOURSIGHT_LIMIT_CONNECTIONS" placeholder:"N"`
	PublicConnections int           `name:"limit-public-connections" help:"Connections to the public's form; 0 for 1024, or an eighth of the open files allowed." env:"FOURSIGHT_LIMIT_PUBLIC_CONNECTIONS" placeholder:"N"`
	PublicPerAddress  int           `name:"limit-public-per-address" help:"Of those from one address that is no proxy of ours; 0 for 64." env:"FOURSIGHT_LIMIT_PUBLIC_PER_ADDRESS" placeholder:"N"`
}

func (f limitFlags) limits() guard.Limits {
	return guard.Limits{Reads: f.Reads, Writes: f.Writes, Uploads: f.Uploads, Downloads: f.Downloads, SignIns: f.SignIns, Urgents: f.Urgents, Publics: f.Publics,
		Waiting: f.Waiting, Wait: f.Wait, PerPerson: f.PerPerson, Connections: f.Connections, PublicConnections: f.PublicConnections, PublicPerAddress: f.PublicPerAddress}
}

// check refuses what would shut everybody out.
func (f limitFlags) check() error {
	for _, n := range []int{f.Reads, f.Writes, f.Uploads, f.Downloads, f.SignIns, f.Urgents, f.Publics, f.Waiting, int(f.Wait), f.PerPerson, f.Connections, f.PublicConnections, f.PublicPerAddress} {
		if n < 0 {
			return errors.New("--limit-...: a limit is a number from 1 on, or 0 for the usual one")
		}
	}
	return nil
}
