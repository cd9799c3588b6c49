package casework

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"foursight/internal/casefile"
	"foursight/internal/store"
)

// WorkingItem is a piece of working state: a draft, session, credential, search.
// It is not part of the record: it expires, and rebuild leaves it alone.
type WorkingItem struct {
	Kind, Key, Owner, CaseID string
	Expires                  time.Time // zero for never
	Data                     json.RawMessage
}

// PutWorking stores an item, sealed.
func (s *Service) PutWorking(ctx context.Context, w WorkingItem) error {
	sealed, err := sealBytes(s.workKey, "working/"+w.Kind+"/"+w.Key, w.Data)
	if err != nil {
		return err
	}
	return s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		return store.PutWorking(ctx, tx, store.Working{Kind: w.Kind, Key: w.Key, Owner: w.Owner, CaseID: w.CaseID, Expires: millis(w.Expires), Sealed: sealed})
	})
}

// GetWorking finds an item; false where there is none or it has expired.
func (s *Service) GetWorking(ctx context.Context, kind, key string) (WorkingItem, bool, error) {
	var row store.Working
	var ok bool
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		row, ok, err = store.GetWorking(ctx, tx, kind, key, millis(s.Now()))
		return err
	})
	if err != nil || !ok {
		return WorkingItem{}, false, err
	}
	return s.openWorking(row)
}

// ListWorking lists somebody's items of a kind.
func (s *Service) ListWorking(ctx context.Context, owner, kind string) ([]WorkingItem, error) {
	return s.listWorking(ctx, kind, owner)
}

func (s *Service) listWorking(ctx context.Context, kind string, owners ...string) ([]WorkingItem, error) {
	var rows []store.Working
	err := s.store.Read(ctx, func(ctx context.Context, tx store.Tx) (err error) {
		rows, err = store.ListWorking(ctx, tx, owners, kind, millis(s.Now()))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", kind, err)
	}
	var out []WorkingItem
	for _, r := range rows {
		w, _, err := s.openWorking(r)
		if err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return out, nil
}

// DeleteWorking removes an item; one that is not there is no error.
func (s *Service) DeleteWorking(ctx context.Context, kind, key string) error {
	return s.store.Write(ctx, func(ctx context.Context, tx store.Tx) error {
		return store.DeleteWorking(ctx, tx, kind, key)
	})
}

func (s *Service) openWorking(r store.Working) (WorkingItem, bool, error) {
	plain, err := openBytes(s.workKey, "working/"+r.Kind+"/"+r.Key, r.Sealed)
	if err != nil {
		return WorkingItem{}, false, err
	}
	return WorkingItem{Kind: r.Kind, Key: r.Key, Owner: r.Owner, CaseID: r.CaseID, Expires: fromMillis(r.Expires), Data: plain}, true, nil
}

// Draft is a form half filled in: every field as typed, so that nothing is lost
// when a browser dies or a session ends (U14).
type Draft struct {
	ID     string              `json:"id"` // id the act will have: minted with the form
	CaseID string              `json:"case"`
	Kind   string              `json:"kind"`
	Base   int64               `json:"base"` // version of the case the form was based on
	Fields map[string][]string `json:"fields"`
	Saved  time.Time           `json:"saved"`
}

// draftLife is how long an abandoned draft is kept.
const draftLife = 7 * 24 * time.Hour

// SaveDraft keeps a draft for its owner.
func (s *Service) SaveDraft(ctx context.Context, owner string, d Draft) error {
	d.Saved = s.Now().UTC()
	b, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	return s.PutWorking(ctx, WorkingItem{Kind: "draft", Key: owner + "/" + d.ID, Owner: owner, CaseID: d.CaseID, Expires: d.Saved.Add(draftLife), Data: b})
}

// LoadDraft finds an owner's draft.
func (s *Service) LoadDraft(ctx context.Context, owner, id string) (Draft, bool, error) {
	w, ok, err := s.GetWorking(ctx, "draft", owner+"/"+id)
	if err != nil || !ok {
		return Draft{}, false, err
	}
	var d Draft
	return d, true, json.Unmarshal(w.Data, &d)
}

// Drafts lists an owner's drafts, for one case or all (empty).
func (s *Service) Drafts(ctx context.Context, owner, caseID string) ([]Draft, error) {
	items, err := s.ListWorking(ctx, owner, "draft")
	if err != nil {
		return nil, err
	}
	var out []Draft
	for _, w := range items {
		if caseID != "" && w.CaseID != caseID {
			continue
		}
		var d Draft
		if err := json.Unmarshal(w.Data, &d); err != nil {
			return nil, fmt.Errorf("read draft: %w", err)
		}
		out = append(out, d)
	}
	return out, nil
}

// dropDrafts forgets the drafts that acts were made from, in the transaction that
// records them. Acts that came by no form have none.
func dropDrafts(ctx context.Context, tx store.Tx, owner string, acts Acts) error {
	for _, e := range acts.Events {
		if e.Source != "" && e.Source != casefile.FromForm {
			continue
		}
		if err := store.DeleteWorking(ctx, tx, "draft", owner+"/"+e.ID); err != nil {
			return err
		}
	}
	return nil
}

// DropDraft forgets a draft once it has been recorded or thrown away.
func (s *Service) DropDraft(ctx context.Context, owner, id string) error {
	return s.DeleteWorking(ctx, "draft", owner+"/"+id)
}
