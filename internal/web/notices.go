package web

import (
	"errors"
	"slices"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/casework"
	"foursight/internal/guidance"
	"foursight/internal/store"
)

// noticeLimit is how many notices a home page goes through; noticeDays how long
// one that asks for nothing stays there.
const (
	noticeLimit = 60
	noticeDays  = 14
)

// notices are what the visitor has been told and what still stands of it.
type notices struct {
	asked     []todo // somebody waits for the visitor
	handovers []todo // of these, cases offered to them
	alerts    []todo // a restricted case was searched for
	guarded   []todo // restricted cases they guard
	recent    []todo // to know of
}

// told reads the visitor's notices. A notice carries no text of its own: what it
// is about is read from the case, through the case's own door, and one that has
// been dealt with is left out.
func (s *Server) told(v *visit, d *desk) (notices, error) {
	var out notices
	list, err := s.svc.Notices(v.Context(), v.viewer, noticeLimit)
	if err != nil {
		return out, err
	}
	seen := map[casework.Notice]bool{}
	for _, n := range list {
		at := time.UnixMilli(n.At)
		key := casework.Notice{CaseID: n.CaseID, Kind: n.Kind}
		if n.Kind != casework.NoticeTripped && seen[key] {
			continue
		}
		seen[key] = true
		p, err := s.svc.Case(v.Context(), v.viewer, n.CaseID)
		if errors.Is(err, casework.ErrNoCase) {
			continue
		}
		if err != nil {
			return out, err
		}
		if out.add(s, v, n, p, at) {
			d.looks = append(d.looks, casework.LookedAt{ID: p.ID, Version: p.Version})
		}
	}
	return out, nil
}

// add files one notice; false when nothing stands of it.
func (n *notices) add(s *Server, v *visit, row store.Notice, p *casework.CasePage, at time.Time) bool {
	t := todo{Ref: p.Ref, CaseHref: "/case/" + p.Ref, Person: victimNames(p), Note: "told " + when(at), DoHref: "/case/" + p.Ref, DoText: "Open the case"}
	me := casefile.StaffID(v.viewer.Staff.ID)
	recent := v.now.Sub(at) < noticeDays*24*time.Hour
	do := func(kind, pair string) {
		t.DoHref, t.DoText = recordHref(p.Ref, kind, pair), s.words.Kind(kind).Title
	}
	switch row.Kind {
	case casework.NoticeHandover:
		if !slices.ContainsFunc(p.Handovers, func(h casefile.Handover) bool { return !h.Accepted && h.Data.To == me }) {
			return false
		}
		t.Say = "Accept the case handed over to you, or say why not."
		do("HandoverAccepted", "")
		n.asked, n.handovers = append(n.asked, t), append(n.handovers, t)
	case casework.NoticeProposal:
		if !slices.ContainsFunc(p.Proposals, func(x *casefile.Pending) bool { return !x.Decided && x.Waits == "supervisor" }) {
			return false
		}
		t.Say = "Decide: confirm or return what was proposed."
		do("ProposalDecided", "")
		n.asked = append(n.asked, t)
	case casework.NoticeRegistrar:
		pair, waits := awaitsRuling(p)
		if !waits {
			return false
		}
		t.Say = "Rule: stalking, or harassment only."
		do("RegistrarRuled", string(pair))
		if c := s.svc.Edition().Clause("registrar.ask"); c != nil {
			t.Source, t.WhyHref = clauseSource(c, "/guidance/"+c.Key), dutyHref(p.Ref, guidance.Key{Clause: c.Key, Pair: string(pair)})
		}
		n.asked = append(n.asked, t)
	case casework.NoticeTripped:
		if !recent || p.Restricted == nil || p.Restricted.Guardian != me {
			return false
		}
		t.Say, t.Note = "Somebody outside this restricted case searched for what it holds.", when(at)
		t.DoHref, t.DoText = t.CaseHref+"/looks", "Who has looked"
		n.alerts = append(n.alerts, t)
	case casework.NoticeGuardian:
		if p.Restricted == nil || p.Restricted.Guardian != me {
			return false
		}
		t.Say, t.Note = "You guard this restricted case.", "since "+when(at)
		n.guarded = append(n.guarded, t)
	case casework.NoticeRestrict:
		t.Say = "This case has been restricted."
		return recent && n.know(t)
	case casework.NoticeOnline:
		t.Say = "A report came in online."
		return recent && n.know(t)
	default:
		return false
	}
	return true
}

func (n *notices) know(t todo) bool {
	n.recent = append(n.recent, t)
	return true
}

// news adds what the visitor is told beside their work: searches that touched a
// case they guard come first, what is only to be known comes last.
func (n notices) news(d *desk) {
	if len(n.alerts) > 0 {
		d.lists = slices.Insert(d.lists, 0, todoList{Heading: counted(alertsHeading, len(n.alerts)), Items: n.alerts, Urgent: true})
	}
	if len(n.guarded) > 0 {
		d.lists = append(d.lists, todoList{Heading: counted(guardedHeading, len(n.guarded)), Items: n.guarded})
	}
	if len(n.recent) > 0 {
		d.lists = append(d.lists, todoList{Heading: "Lately", Items: n.recent})
	}
}

const (
	alertsHeading  = "Searches that touched a case you guard"
	guardedHeading = "Restricted cases you guard"
)

// awaitsRuling finds the pair of the case that waits for the registrar, if any.
func awaitsRuling(p *casework.CasePage) (pair casefile.PairID, waits bool) {
	for i := range p.Pairs {
		if x := &p.Pairs[i]; !x.RegistrarAt.IsZero() && !x.Ruling.Given() {
			return casefile.PairID(x.ID), true
		}
	}
	return "", false
}
