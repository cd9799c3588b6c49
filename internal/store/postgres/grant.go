package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Grant gives role what the service needs and no more, run by the tables' owner
// after each migration: on the journal select and insert, on bodies also delete
// (the trigger wants a recorded disposal), on everything else all four. The role
// cannot drop a trigger, and so cannot change what was recorded.
func Grant(ctx context.Context, dsn, role string) (err error) {
	config, err := parse(dsn)
	if err != nil {
		return err
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return fmt.Errorf("grant to %s: %w", role, err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	to := ` to ` + pgx.Identifier{role}.Sanitize()
	for _, grant := range []string{
		`select on goose_db_version`,
		`select, insert on entry, checkpoint, disposed_entry`,
		`select, insert, delete on body`,
		`select, insert, update, delete on working, notice, case_row, wall_member, conflict, share, duty_on,
			obligation, question, token, card, card_token, case_ledger, consulted, rows_cleared, waits`,
	} {
		if _, err := conn.Exec(ctx, `grant `+grant+to); err != nil {
			return fmt.Errorf("grant to %s: %w", role, err)
		}
	}
	return nil
}
