package casework

import (
	"container/list"
	"sync"

	"foursight/internal/casefile"
	"foursight/internal/guidance"
)

// loaded is a case in memory: its events, what they fold into, and the ledger of
// its duties. It is never changed once in the cache; a new act makes a new one.
type loaded struct {
	events []casefile.Event
	c      *casefile.Case
	reach
	found   guidance.Findings
	foundAt int64 // milliseconds; findings hold until next flip
	version int64
}

// mostCached is how many cases are kept. An ordinary one takes some 180 KB with its
// ledger and findings; one that is not kept takes some 4 ms to load.
const mostCached = 2000

// caseCache keeps the most recently used cases. Entries are values of a version:
// a reader checks the version in its own transaction.
type caseCache struct {
	mu    sync.Mutex
	max   int
	byID  map[string]*list.Element
	order *list.List
}

type cacheItem struct {
	id string
	l  *loaded
}

func newCaseCache(max int) *caseCache {
	return &caseCache{max: max, byID: map[string]*list.Element{}, order: list.New()}
}

func (c *caseCache) get(id string) *loaded {
	c.mu.Lock()
	defer c.mu.Unlock()
	el, ok := c.byID[id]
	if !ok {
		return nil
	}
	c.order.MoveToFront(el)
	return el.Value.(*cacheItem).l
}

// put keeps the newer of two versions of a case.
func (c *caseCache) put(id string, l *loaded) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if el, ok := c.byID[id]; ok {
		if item := el.Value.(*cacheItem); item.l.version <= l.version {
			item.l = l
		}
		c.order.MoveToFront(el)
		return
	}
	c.byID[id] = c.order.PushFront(&cacheItem{id, l})
	for len(c.byID) > c.max {
		last := c.order.Back()
		delete(c.byID, last.Value.(*cacheItem).id)
		c.order.Remove(last)
	}
}

func (c *caseCache) drop(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if el, ok := c.byID[id]; ok {
		c.order.Remove(el)
		delete(c.byID, id)
	}
}
