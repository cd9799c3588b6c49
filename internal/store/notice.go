package store

import (
	"context"
	"fmt"
)

// Notice is one message of the outbox, written in the transaction that causes
// it. It is sent once it has reached whom it is for: their home page was shown to
// them. Sending by another way may run twice: whoever sends marks it afterwards.
type Notice struct {
	ID      string
	At      int64 // milliseconds since 1970 UTC
	ToStaff string
	CaseID  string // "" when it concerns no case
	Kind    string
	Sealed  []byte
	Sent    int64 // when it reached ToStaff, milliseconds; 0 until then
}

const noticeColumns = `n.id, n.at, n.to_staff, n.case_id, n.kind, n.sealed, n.sent`

func scanNotice(scan func(...any) error) (n Notice, err error) {
	return n, scan(&n.ID, &n.At, &n.ToStaff, &n.CaseID, &n.Kind, &n.Sealed, &n.Sent)
}

// PutNotice adds to the outbox; an id already there stays as it is, so that an
// escalation worked out twice is sent once.
func PutNotice(ctx context.Context, tx Tx, n Notice) error {
	sealed := n.Sealed
	if sealed == nil {
		sealed = []byte{}
	}
	_, err := tx.Exec(ctx, `insert into notice (id, at, to_staff, case_id, kind, sealed, sent)
		values (?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`,
		n.ID, n.At, n.ToStaff, n.CaseID, n.Kind, sealed, n.Sent)
	if err != nil {
		return fmt.Errorf("store notice %s: %w", n.ID, err)
	}
	return nil
}

// UnsentNotices lists what waits to be sent, oldest first. It serves the sender,
// which shows nothing to anybody, and so takes no viewer.
func UnsentNotices(ctx context.Context, tx Tx, limit int) ([]Notice, error) {
	list, err := collect(ctx, tx, scanNotice, `select `+noticeColumns+` from notice n
		where n.sent = 0 order by n.at, n.id limit ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("list unsent notices: %w", err)
	}
	return list, nil
}

// NoticesWaiting counts what has not reached whom it is for, those of one kind left
// out, and no further than most. It serves those who run the service.
func NoticesWaiting(ctx context.Context, tx Tx, without string, most int) (n int, err error) {
	err = tx.QueryRow(ctx, `select count(*) from (select 1 from notice where sent = 0 and kind <> ? limit ?) as waiting`, without, most).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count notices: %w", err)
	}
	return n, nil
}

// OnlineUnseen counts the open cases that wait under a code, that nobody holds, and of
// which no notice of a kind has reached anybody, no further than most; and says when the
// oldest of them was opened, 0 for none. It serves those who run the service.
func OnlineUnseen(ctx context.Context, tx Tx, code, kind string, most int) (n int, oldest int64, err error) {
	err = tx.QueryRow(ctx, `select count(*), coalesce(min(opened), 0) from (select distinct c.case_id, c.opened
		from waits w cross join case_row c where w.code = ? and w.owner = '' and w.closed = 0 and c.case_id = w.case_id
		and not exists (select 1 from notice n where n.case_id = c.case_id and n.case_id <> '' and n.kind = ? and n.sent > 0) limit ?) as waiting`,
		code, kind, most).Scan(&n, &oldest)
	if err != nil {
		return 0, 0, fmt.Errorf("count reports nobody has seen: %w", err)
	}
	return n, oldest, nil
}

// MarkSent records that everything that waited for a member of staff until an instant
// has reached them.
func MarkSent(ctx context.Context, tx Tx, staff string, at int64) error {
	if _, err := tx.Exec(ctx, `update notice set sent = ? where to_staff = ? and at <= ? and sent = 0`, at, staff, at); err != nil {
		return fmt.Errorf("mark the notices of %s sent: %w", staff, err)
	}
	return nil
}

// Notices lists the viewer's own notices, latest first, leaving out those about
// a case that has since been hidden from them.
func Notices(ctx context.Context, tx Tx, v Viewer, after Cursor, limit int) (Page[Notice], error) {
	seen, seenArgs := Visible(v)
	return notices(ctx, tx, after, limit, `n.to_staff = ?
		and (n.case_id = '' or exists (select 1 from case_row c where c.case_id = n.case_id and `+seen+`))`, append([]any{v.Staff}, seenArgs...))
}

// NoticesOf lists the notices of one kind about a case the viewer may see, latest
// first, whoever they were sent to.
func NoticesOf(ctx context.Context, tx Tx, v Viewer, caseID, kind string, after Cursor, limit int) (Page[Notice], error) {
	seen, seenArgs := Visible(v)
	return notices(ctx, tx, after, limit, `n.case_id = ? and n.case_id <> '' and n.kind = ?
		and exists (select 1 from case_row c where c.case_id = n.case_id and `+seen+`)`, append([]any{caseID, kind}, seenArgs...))
}

func notices(ctx context.Context, tx Tx, after Cursor, limit int, where string, args []any) (Page[Notice], error) {
	if err := checkLimit(limit); err != nil {
		return Page[Notice]{}, fmt.Errorf("list notices: %w", err)
	}
	if after != (Cursor{}) {
		where += ` and (n.at, n.id) < (?, ?)`
		args = append(args, after.At, after.Key[0])
	}
	list, err := collect(ctx, tx, scanNotice, `select `+noticeColumns+` from notice n where `+where+
		` order by n.at desc, n.id desc limit ?`, append(args, limit+1)...)
	if err != nil {
		return Page[Notice]{}, fmt.Errorf("list notices: %w", err)
	}
	return pageOf(list, limit, func(n Notice) Cursor {
		return Cursor{At: n.At, Key: [5]string{n.ID}}
	}), nil
}
