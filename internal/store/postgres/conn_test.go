package postgres

import "testing"

func TestRebind(t *testing.T) {
	for query, want := range map[string]string{
		`select 1`:                            `select 1`,
		`a = ? and b = ?`:                     `a = $1 and b = $2`,
		`a = '?' and b = ? and c = 'it''s ?'`: `a = '?' and b = $1 and c = 'it''s ?'`,
	} {
		if got := rebind(query); got != want {
			t.Errorf("rebind(%q) = %q, want %q", query, got, want)
		}
	}
}
