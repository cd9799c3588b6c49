package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// Page is one stretch of a list. There is no total: a count would tell of cases
// the viewer cannot see, and stored counts go stale.
type Page[T any] struct {
	Items []T
	More  bool   // there is a further page
	Next  Cursor // where it starts; zero when More is false
}

// Cursor is a place in an ordered list: the sort key of the last row shown. The
// zero value is the beginning. Rows added or removed meanwhile cause neither
// gaps nor repeats among the others.
type Cursor struct {
	At  int64     `json:"a,omitempty"` // due or time, as stored
	Key [5]string `json:"k"`           // the rest of the sort key: ids and codes
}

// String is the cursor as it stands in an address; "" for the beginning.
func (c Cursor) String() string {
	if c == (Cursor{}) {
		return ""
	}
	b, err := json.Marshal(c)
	if err != nil {
		panic(fmt.Sprintf("cursor of plain fields does not marshal: %v", err)) // cannot happen
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseCursor reads what String wrote.
func ParseCursor(s string) (Cursor, error) {
	var c Cursor
	if s == "" {
		return c, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil {
		return Cursor{}, fmt.Errorf("read page position %q: want one that a list page gave: %w", s, err)
	}
	return c, nil
}

// pageOf cuts the row that only proves there is more.
func pageOf[T any](items []T, limit int, cursor func(T) Cursor) Page[T] {
	if len(items) <= limit {
		return Page[T]{Items: items}
	}
	items = items[:limit]
	return Page[T]{Items: items, More: true, Next: cursor(items[limit-1])}
}

// checkLimit refuses page sizes that could only be a mistake.
func checkLimit(limit int) error {
	if limit < 1 || limit > 10_000 {
		return fmt.Errorf("page of %d rows: want 1 to 10000", limit)
	}
	return nil
}

// collect reads a whole result and closes it, so that the caller may go on to
// run other queries.
func collect[T any](ctx context.Context, tx Tx, scan func(func(...any) error) (T, error), query string, args ...any) (items []T, err error) {
	rows, err := tx.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		item, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, rows.Err()
}
