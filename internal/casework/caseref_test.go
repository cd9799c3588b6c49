package casework

import "testing"

// Two reports never get one reference: the second would be refused.
func TestAReferenceThatIsTakenIsDrawnAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, _, _, _ := w.report("responder")
	p, err := w.Case(t.Context(), w.as("responder"), id)
	must(t, err)
	drawn := []string{p.Ref, p.Ref, NewRef(w.now)}
	want := drawn[2]
	ref, err := w.firstFree(t.Context(), func() (next string) { next, drawn = drawn[0], drawn[1:]; return next })
	if err != nil || ref != want || len(drawn) > 0 {
		t.Errorf("got %s, %v; want %s, the first that is free", ref, err, want)
	}
}
