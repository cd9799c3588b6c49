package postgres

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"sync"
	"time"

	"foursight/internal/store"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// aloneLock is the advisory lock of the one process that serves a database; it only
// has to differ from writeLock.
const aloneLock = writeLock + 1

// alone holds the database for one process, as the lock on the folder does with
// SQLite: what a service keeps in memory (the register, keys, adoptions) would go
// stale beside another that writes. The lock is a session's, on a connection of its
// own, so it ends with the process. Where the connection is lost it is taken again
// before the next write, and nothing is written while somebody else has it.
type alone struct {
	config   *pgx.ConnConfig
	patience time.Duration

	mu     sync.Mutex
	conn   *pgx.Conn     // nil until the lock is first taken
	lost   chan struct{} // closed once conn is
	cancel context.CancelFunc
}

// hold takes the lock, unless it is held already. A predecessor that has just been
// killed has a moment for its session to end.
//
// Errors: store.ErrInUse.
func (a *alone) hold(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conn != nil {
		select {
		case <-a.lost:
		default:
			return nil
		}
	}
	config := a.config.Copy()
	config.RuntimeParams = maps.Clone(config.RuntimeParams)
	config.RuntimeParams["lock_timeout"] = strconv.FormatInt(a.patience.Milliseconds(), 10)
	// A machine that vanished must not keep its successor out for hours.
	config.RuntimeParams["tcp_keepalives_idle"] = "10"
	config.RuntimeParams["tcp_keepalives_interval"] = "5"
	config.RuntimeParams["tcp_keepalives_count"] = "3"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("hold the database: %w", err)
	}
	if _, err := conn.Exec(ctx, `select pg_advisory_lock($1)`, aloneLock); err != nil {
		if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == "55P03" {
			err = fmt.Errorf("%w: another service has it", store.ErrInUse)
		}
		return errors.Join(fmt.Errorf("hold the database: %w", err), conn.Close(context.WithoutCancel(ctx)))
	}
	watch, cancel := context.WithCancel(context.WithoutCancel(ctx))
	lost := make(chan struct{})
	a.conn, a.lost, a.cancel = conn, lost, cancel
	go func() {
		defer close(lost)
		for {
			// Nobody notifies: this ends when the connection does.
			if _, err := conn.WaitForNotification(watch); err != nil {
				return
			}
		}
	}()
	return nil
}

// release gives the database up.
func (a *alone) release() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.conn == nil {
		return nil
	}
	a.cancel()
	<-a.lost
	return a.conn.Close(context.Background())
}
