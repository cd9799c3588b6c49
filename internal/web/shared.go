package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"foursight/internal/calendar"
	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/fact"
	"foursight/internal/web/ui"
)

// sharedItem is one thing police share with a partner agency, as its page shows it.
type sharedItem struct {
	Title, Ref, Shared, By, Until, Purpose string
	Fields                                 ui.Component
}

// maxShared is how many cases with something shared a partner's page goes through.
const maxShared = 50

// sharedItems shows a partner what was shared with their agency and has not
// expired: the items, and nothing else of the cases they come from.
func (s *Server) sharedItems(v *visit) (answer, error) {
	items, looks, err := s.itemsShared(v)
	if err != nil {
		return answer{}, err
	}
	page := &ui.Page{Title: "Shared with me", Heading: "Shared with me"}
	if len(items) == 0 {
		page.Body = empty("Items that police share with your service will be listed here, until the day they stop being shared.")
		return answer{page: page, looks: []casework.Look{v.look("miss")}}, nil
	}
	page.Body = ui.Stack{paragraph("Police share these items with you for the purpose given. What you record about them may be disclosed in court."), bodyOf("shared", items)}
	return answer{page: page, looks: []casework.Look{v.look("shown", looks...)}}, nil
}

func (s *Server) itemsShared(v *visit) ([]sharedItem, []casework.LookedAt, error) {
	list, err := s.svc.Cases(v.Context(), v.viewer, casework.Filter{}, "", maxShared)
	if err != nil {
		return nil, nil, err
	}
	var out []sharedItem
	var looks []casework.LookedAt
	for _, r := range list.Items {
		p, err := s.svc.Case(v.Context(), v.viewer, r.ID)
		if errors.Is(err, casework.ErrNoCase) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		before := len(out)
		for _, share := range p.Shared {
			if !slices.Contains(p.Permission.Items, string(share.Data.Item)) || string(share.Data.Partner) != v.viewer.Staff.Partner ||
				!calendar.DateOf(v.now).Before(share.Data.Expires) {
				continue
			}
			item, ok, err := s.itemOf(p, share)
			if err != nil {
				return nil, nil, err
			}
			if ok {
				out = append(out, item)
			}
		}
		if len(out) > before {
			looks = append(looks, casework.LookedAt{ID: p.ID, Version: p.Version})
		}
	}
	return out, looks, nil
}

// itemOf draws the entry that was shared as it now stands: corrected where it was
// corrected, gone where it was withdrawn.
func (s *Server) itemOf(p *casework.CasePage, share casefile.Share) (sharedItem, bool, error) {
	var e casefile.Event
	for _, x := range p.History {
		if x.Root() == string(share.Data.Item) {
			e = x
		}
	}
	if e.ID == "" || e.Withdraw {
		return sharedItem{}, false, nil
	}
	data, err := p.DataOf(e)
	if err != nil {
		return sharedItem{}, false, fmt.Errorf("open shared item %s: %w", e.ID, err)
	}
	k, _ := casefile.KindOf(e.Kind)
	by := "police"
	if st, ok := s.svc.Register().Staff(share.By); ok {
		by = st.Known()
	}
	rows, err := s.itemRows(k, data)
	if err != nil {
		return sharedItem{}, false, err
	}
	if when := e.Occurred.Words(); when != "" {
		rows = append([]ui.SummaryRow{{Key: ui.Part{Text: s.words.Field(e.Kind, "occurred").Label}, Value: ui.Part{Text: when}}}, rows...)
	}
	return sharedItem{Title: s.words.Kind(e.Kind).Done, Ref: p.Ref, Shared: when(share.At), By: by, Until: share.Data.Expires.AddDays(-1).Short(),
		Purpose: string(share.Data.Purpose), Fields: ui.SummaryList{Rows: rows}}, true, nil
}

// itemRows are the fields of an entry that may leave with it. References to
// people, pairs and staff are left out: they lead into the case.
func (s *Server) itemRows(k *casefile.Kind, data any) ([]ui.SummaryRow, error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return nil, fmt.Errorf("show %s: %w", k.Name, err)
	}
	var whole map[string]any
	if err := json.Unmarshal(raw, &whole); err != nil {
		return nil, fmt.Errorf("show %s: %w", k.Name, err)
	}
	var rows []ui.SummaryRow
	casefile.Walk(k.Fields, func(f casefile.Field) {
		if f.Shape == casefile.ShapeRef || f.Class != casefile.ClassCase {
			return
		}
		value := any(whole)
		for _, name := range strings.Split(f.Path, ".") {
			m, ok := value.(map[string]any)
			if !ok {
				return // a list of groups, such as other systems' numbers: not shared
			}
			value = m[name]
		}
		if text := s.valueWords(f, value); text != "" {
			rows = append(rows, ui.SummaryRow{Key: ui.Part{Text: s.words.Field(k.Name, f.Path).Label}, Value: ui.Part{Text: text}})
		}
	})
	return rows, nil
}

// valueWords says a stored value in words; empty where nothing was recorded.
func (s *Server) valueWords(f casefile.Field, value any) string {
	switch x := value.(type) {
	case map[string]any:
		if status, ok := x["s"].(string); ok && x["v"] == nil {
			return statusOf(status)
		}
		if f.Answered {
			f.Answered = false
			return s.valueWords(f, x["v"])
		}
		raw, err := json.Marshal(x)
		var i calendar.Interval
		if err != nil || json.Unmarshal(raw, &i) != nil {
			return ""
		}
		return i.Words()
	case []any:
		var all []string
		for _, one := range x {
			all = append(all, s.valueWords(f, one))
		}
		return strings.Join(all, ", ")
	case bool:
		return yesNo(x)
	case float64:
		return fmt.Sprint(x)
	case string:
		if f.Shape == casefile.ShapeCode && x != "" {
			return s.words.Code(f.Family, x)
		}
		return x
	}
	return ""
}

func statusOf(code string) string {
	status, err := fact.ParseStatus(code)
	if err != nil {
		return ""
	}
	return statusWords[status]
}
