package sqlite

import (
	"context"
	"errors"
	"fmt"
	"time"

	"foursight/internal/store"
)

// foldAt is how many pages the write-ahead log may hold before they are folded into
// the database file. SQLite would do so by itself after a commit, and say nothing where
// a sync fails meanwhile; so it is told not to, and is asked to before a transaction
// begins, when there is somebody to hear of it and nothing is half done.
const foldAt = 1000

// foldAgain is how long the log is left alone where the database file had no room to
// grow: trying writes much that is there already.
const foldAgain = time.Second

// fold folds the log in where it has grown to least pages. No room is no failure: what
// is in the log stays there, and is durable there. The holder of the writing session
// calls it, between transactions.
func (db *DB) fold(s *session, least int) error {
	if time.Now().Before(db.unfolded) {
		return nil
	}
	pages, folded, err := s.checkpoint("noop")
	if err == nil && pages >= least && folded < pages {
		_, _, err = s.checkpoint("passive") // past readers, never waiting for one
	}
	if errors.Is(err, store.ErrFull) {
		db.unfolded = time.Now().Add(foldAgain)
		return nil
	}
	if err != nil {
		return fmt.Errorf("fold in the write-ahead log: %w", err)
	}
	return nil
}

// checkpoint has SQLite fold its log in, or with "noop" say how far it is.
func (s *session) checkpoint(how string) (pages, folded int, err error) {
	var busy int
	err = s.QueryRow(context.Background(), "pragma wal_checkpoint("+how+")").Scan(&busy, &pages, &folded)
	return pages, folded, said(err)
}
