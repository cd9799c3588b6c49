package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// TokenRef is one blind search token: an HMAC-64 of a stem, sound code, suffix
// or the like, never the thing itself.
type TokenRef struct {
	Class string
	Token int64
}

// rareTokens is where counting a group's tokens stops: a group found in more
// rows than this is common, however common.
const rareTokens = 300

// SearchTokens lists the cases that hold, for each group, any of its tokens,
// by case id from after on. Tokens may collide, so the caller confirms each case
// on its opened text and pages on until it has enough. No groups, or an empty
// group, finds nothing.
func SearchTokens(ctx context.Context, tx Tx, v Viewer, groups [][]TokenRef, after Cursor, limit int) (Page[CaseRow], error) {
	if err := checkLimit(limit); err != nil {
		return Page[CaseRow]{}, fmt.Errorf("search: %w", err)
	}
	if len(groups) == 0 {
		return Page[CaseRow]{}, nil
	}
	// Only what the viewer may see is counted: the count decides which statement
	// runs, and a hidden case must not change that.
	seen, seenArgs := Visible(v)
	lead, fewest := 0, int64(rareTokens+1)
	for i, group := range groups {
		if len(group) == 0 {
			return Page[CaseRow]{}, nil
		}
		if len(groups) == 1 {
			break // nothing to be chosen
		}
		held, args := holds(group)
		var n int64
		err := tx.QueryRow(ctx, `select count(*) from (select 1 as one from token t cross join case_row c
			where (`+held+`) and c.case_id = t.case_id and `+seen+` limit ?) found`,
			slices.Concat(args, seenArgs, []any{rareTokens})...).Scan(&n)
		if err != nil {
			return Page[CaseRow]{}, fmt.Errorf("search: %w", err)
		}
		if n < fewest {
			lead, fewest = i, n
		}
	}
	// The rarest group leads; the others and the viewer's filter are looked up
	// for each case it names. A common group of one token is not gathered and sorted
	// first: its cases are met in order, from the token index, until the page is
	// full. Common groups of several tokens each, such as a first and a family name,
	// are cut with one another before anything of a case is read: two that are
	// seldom together would otherwise be looked for through every case there is.
	//
	// A limit with an offset keeps PostgreSQL from turning a look-up into a join:
	// it plans without knowing which token is rare, and would read all of a common
	// one beside the few cases of the lead. Two common tokens are best joined.
	held, args := holds(groups[lead])
	leading := `(select distinct t.case_id from token t where (` + held + `) and t.case_id > ?)`
	switch {
	case len(groups[lead]) == 1:
		leading = `(select t.case_id from token t where ` + held + ` and t.case_id > ?)`
	}
	args = append(args, after.Key[0])
	cut := map[int]bool{lead: true}
	if fewest == rareTokens && len(groups[lead]) > 1 {
		leading, args, cut = intersection(groups, after.Key[0])
	}
	var joins, others strings.Builder
	for i, group := range groups {
		switch {
		case cut[i]:
			continue
		case len(group) == 1 && fewest == rareTokens: // at most one row a case
			fmt.Fprintf(&joins, ` cross join token t%d`, i)
			fmt.Fprintf(&others, ` and t%[1]d.class = ? and t%[1]d.token = ? and t%[1]d.case_id = h.case_id`, i)
			args = append(args, group[0].Class, group[0].Token)
		default:
			condition, values := holds(group)
			others.WriteString(` and exists (select 1 from token t where t.case_id = h.case_id and (` + condition + `) limit 1 offset 0)`)
			args = append(args, values...)
		}
	}
	args = append(args, seenArgs...)
	rows, err := collect(ctx, tx, scanCase, `select `+caseColumns+` from `+leading+` h`+joins.String()+`
		cross join case_row c where c.case_id = h.case_id`+others.String()+` and `+seen+
		` order by h.case_id limit ?`, append(args, limit+1)...)
	if err != nil {
		return Page[CaseRow]{}, fmt.Errorf("search: %w", err)
	}
	return pageOf(rows, limit, func(r CaseRow) Cursor { return Cursor{Key: [5]string{r.CaseID}} }), nil
}

// mostCut is how many common groups are cut with one another; what is left is looked
// up in the cases those have in common.
const mostCut = 3

// intersection is the cases after one that hold a token of each of the first groups,
// and says which those are.
func intersection(groups [][]TokenRef, after string) (leading string, args []any, cut map[int]bool) {
	cut = map[int]bool{}
	var parts []string
	for i, group := range groups[:min(len(groups), mostCut)] {
		held, values := holds(group)
		parts = append(parts, `select t.case_id from token t where (`+held+`) and t.case_id > ?`)
		args, cut[i] = append(append(args, values...), after), true
	}
	if len(parts) == 1 { // as a set, like the others
		parts[0] = strings.Replace(parts[0], "select", "select distinct", 1)
	}
	return `(` + strings.Join(parts, ` intersect `) + `)`, args, cut
}

// holds is "the token row t is one of group". Tokens of one class stand in one list:
// a word that may be a letter off has hundreds, and one condition for each would nest
// deeper than SQLite goes.
func holds(group []TokenRef) (condition string, args []any) {
	var classes []string
	tokens := map[string][]any{}
	for _, ref := range group {
		if tokens[ref.Class] == nil {
			classes = append(classes, ref.Class)
		}
		tokens[ref.Class] = append(tokens[ref.Class], ref.Token)
	}
	var of []string
	for _, class := range classes {
		args = append(append(args, class), tokens[class]...)
		if n := len(tokens[class]); n > 1 {
			of = append(of, `(t.class = ? and t.token in (?`+strings.Repeat(`, ?`, n-1)+`))`)
		} else {
			of = append(of, `(t.class = ? and t.token = ?)`)
		}
	}
	return strings.Join(of, ` or `), args
}
