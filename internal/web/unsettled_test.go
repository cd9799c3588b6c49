package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"foursight/internal/store"
	"foursight/internal/store/sqlite"
	"foursight/internal/web/guard"
)

// breaking is a store whose commits break off: unknown keeps what was written and
// then loses the answer, full keeps nothing and says so.
type breaking struct {
	store.Store
	unknown, full atomic.Bool
	all           atomic.Bool // not the journal's commits alone, which belong to no one request
	beside        string      // the second place for looks
}

func (b *breaking) Write(ctx context.Context, f func(context.Context, store.Tx) error) error {
	if guard.Of(ctx).ID != "" && !b.all.Load() {
		return b.Store.Write(ctx, f)
	}
	if b.full.Load() {
		return b.Store.Write(ctx, func(ctx context.Context, tx store.Tx) error { return errors.Join(f(ctx, tx), store.ErrFull) })
	}
	err := b.Store.Write(ctx, f)
	if err == nil && b.unknown.Load() {
		return errors.New("the line broke while it was committed")
	}
	return err
}

func breakingSite(t *testing.T) (*site, *breaking) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	must(t, err)
	b := &breaking{Store: st}
	return siteOver(t, Options{Demo: true}, b), b
}

// Nobody is told that nothing was recorded where that is not known, and what is sent
// again from the page they got is recorded once.
func TestWhatIsNotKnownToBeSavedIsSaidToBeUnknownAndCanBeSentAgain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		set          func(*breaking, bool)
		status       int
		says, not    string
		kept, header string
	}{
		"unknown": {func(b *breaking, on bool) { b.unknown.Store(on) }, http.StatusInternalServerError, "not known whether this was saved", "Nothing", "kept", ""},
		"full":    {func(b *breaking, on bool) { b.full.Store(on) }, http.StatusServiceUnavailable, "Nothing you just sent was saved", "not known", "", "10"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, b := breakingSite(t)
			cl := s.signedIn("responder")
			r := s.report("responder", "Ines Invented")
			path := "/case/" + r.ref + "/record/VictimContacted"
			sent := filled(cl.get(path).Find(`form[action="` + path + `"]`))
			sent.Set("say", "She asked to be rung after six")
			before := len(s.page("responder", r.id).History)
			c.set(b, true)
			p := cl.post(path, sent)
			c.set(b, false)
			text := p.text("main")
			if p.status != c.status || !strings.Contains(p.text("h1")+text, c.says) || strings.Contains(text, c.not) || p.header.Get("Retry-After") != c.header {
				t.Errorf("answered %d, Retry-After %q: %s", p.status, p.header.Get("Retry-After"), text)
			}
			if p.Find(`a[href="/case/`+r.ref+`"]`).Length() == 0 {
				t.Error("no way to look at the case")
			}
			want := before
			if c.kept != "" {
				want++
			}
			if got := len(s.page("responder", r.id).History); got != want {
				t.Errorf("%d entries after it broke off, want %d", got, want)
			}
			cl.submit(p, `form[action="`+path+`"]`, nil)
			if got := len(s.page("responder", r.id).History); got != before+1 {
				t.Errorf("%d entries once it was sent again, want %d", got, before+1)
			}
		})
	}
}
