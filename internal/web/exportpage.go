package web

import (
	"bytes"
	"context"
	"net/http"
	"slices"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// exportPage says what a package of this case holds before it is made.
func (s *Server) exportPage(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	entries := slices.DeleteFunc(slices.Clone(c.History), func(e casefile.Event) bool { return casework.KeptBack(e.Kind) })
	return c.answer("Export this case", draw("export", struct {
		Entries   int
		Materials int
		Whole     bool
		Passing   bool // they see all of it, for they were sent or offered it
		Glass     string
		Action    string
		File, Key string
	}{len(entries), len(c.Materials), c.takes(), c.whole() && !c.takes(), c.glassHref(), "/case/" + c.Ref + "/export", c.packageName(), s.svc.VerifierKey()}))
}

// packageName is the reference and nothing else: a file name is seen by everybody
// who sees the folder it lies in.
func (c *caseView) packageName() string { return c.Ref + ".jsonl" }

// whole reports whether the visitor sees every class of field: a package leaves
// none out, so only they may take one.
func (c *caseView) whole() bool {
	for _, class := range everyClass {
		if !c.Can(class) {
			return false
		}
	}
	return true
}

// takes reports whether the visitor may take a package: they see all of the case, and
// answer for it.
func (c *caseView) takes() bool { return c.whole() && access.MayTake(c.Permission) }

// exportFile gives the signed package. It is made whole before anything is sent,
// so that a package that cannot be made is a page that says so, not half a file.
func (s *Server) exportFile(v *visit) (answer, error) {
	c, err := s.openForPolice(v)
	if err != nil {
		return answer{}, err
	}
	if !c.takes() {
		return answer{}, s.exportRefusal()
	}
	var pack bytes.Buffer
	if err := s.svc.ExportCase(v.Context(), v.viewer, c.ID, &pack); err != nil {
		return answer{}, err
	}
	return answer{file: &file{name: c.packageName(), contentType: "application/jsonl", write: func(_ context.Context, w http.ResponseWriter) error {
		_, err := pack.WriteTo(w)
		return err
	}}}, nil
}
