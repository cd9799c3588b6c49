package casework

import (
	"bytes"
	"slices"
	"sync"

	"foursight/internal/store"
)

// mostSummaries is how many opened summaries are kept, twice over at most: some 2 KB
// each. One that is not kept takes some 10 µs to open, and a home lists hundreds.
const mostSummaries = 4000

// summaries keeps what rows were opened to, beside the sealed bytes it was opened from:
// a row that was written anew holds others, so that nothing old is ever taken for it.
// The zero value is empty. What it gives is shared and never changed.
type summaries struct {
	mu            sync.Mutex
	recent, older map[string]openedRow // by case; what fell to older goes when as many come again
}

type openedRow struct {
	sealed []byte
	sum    summary
}

func (k *summaries) get(r store.CaseRow) (summary, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	x, ok := k.recent[r.CaseID]
	if !ok {
		if x, ok = k.older[r.CaseID]; ok {
			k.keep(r.CaseID, x)
		}
	}
	if !ok || !bytes.Equal(x.sealed, r.Summary) {
		return summary{}, false
	}
	return x.sum, true
}

func (k *summaries) put(r store.CaseRow, sum summary) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keep(r.CaseID, openedRow{r.Summary, sum})
}

func (k *summaries) keep(id string, x openedRow) {
	if len(k.recent) >= mostSummaries {
		k.older, k.recent = k.recent, nil
	}
	if k.recent == nil {
		k.recent = map[string]openedRow{}
	}
	k.recent[id] = x
}

// drop forgets a case, of which something was disposed of.
func (k *summaries) drop(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.recent, id)
	delete(k.older, id)
}

// openSummary is what a row's summary says. It is shared with whoever asks next.
func (s *Service) openSummary(row store.CaseRow) (summary, error) {
	if sum, ok := s.sums.get(row); ok {
		return sum, nil
	}
	var sum summary
	if err := openJSON(s.rowsKey, "case_row/"+row.CaseID, row.Summary, &sum); err != nil {
		return summary{}, err
	}
	// Whoever adds to a list of it adds to a copy.
	sum.Victims, sum.Actors, sum.Waiting, sum.Changes, sum.Next = slices.Clip(sum.Victims), slices.Clip(sum.Actors), slices.Clip(sum.Waiting), slices.Clip(sum.Changes), slices.Clip(sum.Next)
	s.sums.put(row, sum)
	return sum, nil
}
