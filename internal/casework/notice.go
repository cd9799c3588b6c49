package casework

import (
	"context"
	"fmt"
	"slices"
	"time"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/journal"
	"foursight/internal/store"
)

// Notice is a line on somebody's home page. It carries no personal text: what it
// is about is behind the case's own door.
type Notice struct {
	To, CaseID, Kind string
	About            string // id of the entry it is about, sealed where it is kept; empty where the kind says it all
}

// Kinds of notice.
const (
	NoticeHandover  = "handover_offered"
	NoticeProposal  = "decision_needed"
	NoticeRegistrar = "ruling_needed"
	NoticeOnline    = "online_report"
	NoticeSent      = "sent"
	NoticeRestrict  = "restricted"
	NoticeTripped   = "restricted_searched"
	NoticeGuardian  = "now_guardian"
	NoticeOurs      = "one_of_ours"           // a suspect works for the police, and everybody may see the case
	NoticeSafe      = "safe_contact_replaced" // by somebody who was not shown what was recorded before
	NoticeThreat    = "told_of_threat"        // they are recorded as told of a threat to life
	NoticeAsked     = "advice_asked"          // a colleague asked a specialist on a case they hold
	NoticeNoted     = "answer_noted"          // another wrote an answer down as theirs, or their role's
	NoticeBack      = "answer_taken_back"     // a question is open again, for an answer to it was taken back
)

// noticesFor works out who has to know of acts, from the case before and after.
func (s *Service) noticesFor(before, after *loaded, acts Acts) []Notice {
	out := append(s.toldOfOurs(before.c, after.c), s.toldOfAdvice(before.c, after)...)
	for _, e := range acts.Events {
		switch e.Kind {
		case "CaseHandedOver":
			h := after.c.HandoverByID(casefile.HandoverID(e.ID))
			if h != nil && h.Data.To != "" {
				out = append(out, Notice{To: string(h.Data.To), CaseID: acts.CaseID, Kind: NoticeHandover})
			}
		case "CaseClosed", "RiskAssessed":
			p := after.c.Proposal(casefile.ProposalID(e.Root()))
			if p != nil && !p.Decided {
				for _, id := range s.supervisorsOf(after.c) {
					out = append(out, Notice{To: id, CaseID: acts.CaseID, Kind: NoticeProposal})
				}
			}
		case "RespondersSent":
			data, err := e.Decoded()
			if d, ok := data.(*casefile.RespondersSent); err == nil && ok {
				for _, id := range d.Staff {
					out = append(out, Notice{To: string(id), CaseID: acts.CaseID, Kind: NoticeSent})
				}
			}
		case "ThreatToLifeConsidered":
			data, err := e.Decoded()
			d, ok := data.(*casefile.ThreatToLifeConsidered)
			if err == nil && ok && !e.Withdraw && d.Inspector != "" && string(d.Inspector) != e.Actor && d.Present.Given() && d.Present.Value {
				out = append(out, Notice{To: string(d.Inspector), CaseID: acts.CaseID, Kind: NoticeThreat})
			}
		case "SafeContactRecorded":
			out = append(out, s.toldOfSafe(after.c, e)...)
		case "RegistrarAsked":
			for _, st := range s.Register().All() {
				if slices.Contains(s.rolesNow(st), casefile.Registrar) {
					out = append(out, Notice{To: st.ID, CaseID: acts.CaseID, Kind: NoticeRegistrar})
				}
			}
		case "AccessRestricted":
			if after.c.Restricted != nil {
				out = append(out, Notice{To: string(after.c.Restricted.Guardian), CaseID: acts.CaseID, Kind: NoticeGuardian})
			}
		}
	}
	return out
}

// toldOfSafe tells whoever holds the case, or with nobody supervises it, that how to
// reach somebody safely was replaced by somebody who was not shown what it was.
func (s *Service) toldOfSafe(c *casefile.Case, e casefile.Event) []Notice {
	var by string
	for i := range c.Persons.Items {
		if x := c.Persons.Items[i].SafeContact; x != nil && x.Kept != nil && x.ID == e.Root() {
			by = x.By
		}
	}
	if by == "" || e.Withdraw {
		return nil
	}
	to := s.supervisorsOf(c)
	if c.Owner != "" {
		to = []string{string(c.Owner)}
	}
	var out []Notice
	for _, id := range to {
		if id != by {
			out = append(out, Notice{To: id, CaseID: c.ID, Kind: NoticeSafe})
		}
	}
	return out
}

// toldOfOurs are the notices to professional standards of a case that has come to be
// about one of our own and that nobody restricted (APP 5.2). Whom it shuts out is
// told nothing.
func (s *Service) toldOfOurs(before, after *casefile.Case) []Notice {
	if before.AboutOneOfOurs() || !after.AboutOneOfOurs() || after.Restricted != nil {
		return nil
	}
	var out []Notice
	for _, st := range s.holding(casefile.Standards) {
		if !slices.Contains(after.Conflicts, casefile.StaffID(st.ID)) {
			out = append(out, Notice{To: st.ID, CaseID: after.ID, Kind: NoticeOurs})
		}
	}
	return out
}

func (s *Service) supervisorsOf(c *casefile.Case) []string {
	if c.Supervisor != "" {
		return []string{string(c.Supervisor)}
	}
	var out []string
	for _, st := range s.Register().All() {
		if slices.Contains(st.Supervises, c.Unit) && slices.Contains(s.rolesNow(st), casefile.Supervisor) {
			out = append(out, st.ID)
		}
	}
	return out
}

func (s *Service) putNotices(ctx context.Context, tx store.Tx, notices []Notice) error {
	for _, n := range notices {
		row, err := s.noticeRow(n, s.Now())
		if err == nil {
			err = store.PutNotice(ctx, tx, row)
		}
		if err != nil {
			return fmt.Errorf("notice %s: %w", n.Kind, err)
		}
	}
	return nil
}

// noticeRow is a notice as it is kept.
func (s *Service) noticeRow(n Notice, at time.Time) (row store.Notice, err error) {
	row = store.Notice{ID: journal.NewID(), At: millis(at), ToStaff: n.To, CaseID: n.CaseID, Kind: n.Kind}
	if n.About != "" {
		row.Sealed, err = sealJSON(s.rowsKey, "notice/"+row.ID, noticeAbout{n.About})
	}
	return row, err
}

type noticeAbout struct {
	Entry string `json:"entry"`
}

// NoticeAbout is the id of the entry that a notice is about; empty where none is kept.
func (s *Service) NoticeAbout(n store.Notice) (string, error) {
	var about noticeAbout
	if len(n.Sealed) == 0 {
		return "", nil
	}
	if err := openJSON(s.rowsKey, "notice/"+n.ID, n.Sealed, &about); err != nil {
		return "", fmt.Errorf("notice %s: %w", n.ID, err)
	}
	return about.Entry, nil
}

// SearchAlert is one time somebody outside a restricted case asked for what it
// holds: by a search, by its address, or by recording the same people anew.
type SearchAlert struct {
	Staff string    // who asked; somebody no longer listed keeps their id
	At    time.Time // when they asked
	How   Asking
}

// alertPage is how many notices are read at a time.
const alertPage = 100

// SearchAlerts lists who has searched for what a restricted case holds, newest
// first. It is for the case's guardian alone: anybody else inside the case is
// refused with ErrNotAllowed, everybody else is told that there is no such case.
// A guardian is shown what an earlier one was told, too. Searches from before the
// case was restricted found it, and stand with those who looked.
func (s *Service) SearchAlerts(ctx context.Context, v access.Viewer, caseID string) ([]SearchAlert, error) {
	var out []SearchAlert
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		row, ok, err := store.CaseByID(ctx, tx, storeViewer(v), caseID)
		switch {
		case err != nil:
			return err
		case !ok:
			return ErrNoCase
		case !row.Walled || row.Guardian != v.Staff.ID:
			return ErrNotAllowed
		}
		out = nil
		for after, more := (store.Cursor{}), true; more; {
			page, err := store.NoticesOf(ctx, tx, storeViewer(v), caseID, NoticeTripped, after, alertPage)
			if err != nil {
				return err
			}
			for _, n := range page.Items {
				who, how, err := s.searcher(n)
				if err != nil {
					return err
				}
				out = append(out, SearchAlert{Staff: who, At: fromMillis(n.At), How: how})
			}
			after, more = page.Next, page.More
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("searches for case %s: %w", caseID, err)
	}
	return out, nil
}

// searcher opens who a notice of a search is about, and how they asked.
func (s *Service) searcher(n store.Notice) (staff string, how Asking, err error) {
	var sealed struct {
		Staff string `json:"staff"`
		How   Asking `json:"how"`
	}
	if err := openJSON(s.rowsKey, "notice/"+n.ID, n.Sealed, &sealed); err != nil {
		return "", "", fmt.Errorf("notice %s: %w", n.ID, err)
	}
	return sealed.Staff, sealed.How, nil
}
