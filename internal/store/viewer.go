package store

import "math"

// Viewer is the person, or system partner, a list is drawn for. The zero value
// sees nothing.
type Viewer struct {
	Staff   string   // staff id; "" for nobody
	Partner string   // partner organisation for an advocate, "" for police staff
	Content bool     // may see case content at all; false for administrators
	Units   []string // units the viewer works in, for QueueFilter.OwnUnits
	Now     int64    // milliseconds since 1970 UTC; shares and grants are judged by it
}

// visible is the one condition under which a case may reach a viewer, over a
// case_row named c. The text is the same for every viewer, so that a hidden case
// and no case run the same statement.
//
// A partner's share always ends: a share without an expiry opens nothing.
const visible = `(cast(? as bigint) = 1
	and not exists (select 1 from conflict x where x.case_id = c.case_id and x.staff = ?)
	and (c.walled = 0 or exists (select 1 from wall_member w where w.case_id = c.case_id and w.staff = ? and (w.until = 0 or w.until > ?)))
	and (cast(? as text) = '' or exists (select 1 from share s
		where s.case_id = c.case_id and s.partner = ? and s.expires > ?)))`

// Visible is the filter every query that can return a case must carry: a
// condition over a case_row named c, with its arguments. A case passes when the
// viewer may see content, is not named in a conflict with it, is inside its wall
// if it has one, and, for a partner, holds an unexpired share in it.
//
// Source: the product's own rule that a restricted case does not exist for
// those outside it.
func Visible(v Viewer) (condition string, args []any) {
	content := int64(0)
	if v.Content && (v.Staff != "" || v.Partner != "") {
		content = 1
	}
	return visible, []any{content, v.Staff, v.Staff, v.Now, v.Partner, v.Partner, v.Now}
}

// noDue stands in the database for "no date", so that undated rows sort last.
const noDue = math.MaxInt64

// dueOrder turns an instant with 0 for none into its stored form.
func dueOrder(due int64) int64 {
	if due == 0 {
		return noDue
	}
	return due
}

// dueInstant undoes dueOrder.
func dueInstant(stored int64) int64 {
	if stored == noDue {
		return 0
	}
	return stored
}

// flag is how a truth is stored in the common subset of SQL.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
