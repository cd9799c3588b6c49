package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"foursight/internal/store/storetest"
)

// withoutViewer are the exported functions that read rows naming cases and yet
// take no viewer, because what they return reaches no person.
var withoutViewer = []string{
	"RowsCleared",    // the service's own start
	"NoticesWaiting", // a bounded count for those who run the service, who see no case by it
	"OnlineUnseen",   // the same
	"Behind",         // the same
	"WakeDue",        // the process that wakes cases
	"UnsentNotices",  // the sender
	"GetWorking",     // by its own unguessable key, or the owner's
	"ListWorking",    // the owner's
	"RowsDigest",     // a hash
	"StreamsLike",    // the service's own start
	"LastSeqs",       // the service, of cases that a query with a viewer gave
	"WalledHolding",  // so that a guardian, who may see it, is told of a match
	"CardsHolding",   // what a guardian chose to show, wall or not; the suite has its own test
	"RowOf",          // the service, before it asks who is looking
	"LedgerOf",       // the same
	"FirstLook",      // a time of one's own looks, and no case
	"LastLook",       // the same
	"RefTaken",       // yes or no of a reference just drawn
}

// Every query that can return a case is tried with hidden cases: each exported
// function of the package either takes a Viewer, and is in the suite's table, or
// writes only, or stands in the short list above.
func TestEveryQueryIsTriedWithAHiddenCase(t *testing.T) {
	var tried []string
	for _, name := range storetest.QueryNames() {
		name, _, _ = strings.Cut(name, " ")
		tried = append(tried, name)
	}
	if len(tried) == 0 {
		t.Fatal("the suite tries no query")
	}
	for _, f := range functions(t) {
		if !f.Name.IsExported() || f.Recv != nil || !takes(f, "Tx") {
			continue
		}
		name := f.Name.Name
		switch viewer, readsRows := takes(f, "Viewer"), f.Type.Results != nil && len(f.Type.Results.List) > 1; {
		case viewer && !slices.Contains(tried, name):
			t.Errorf("%s takes a Viewer but storetest tries no hidden case on it", name)
		case !viewer && readsRows && name != "SweepExpired" && !slices.Contains(withoutViewer, name):
			t.Errorf("%s returns rows and takes no Viewer", name)
		}
	}
}

// Every query that takes a Viewer carries the one filter.
func TestEveryViewerQueryCarriesTheFilter(t *testing.T) {
	calls := make(map[string][]string)
	for _, f := range functions(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok {
					calls[f.Name.Name] = append(calls[f.Name.Name], id.Name)
				}
			}
			return true
		})
	}
	for _, f := range functions(t) {
		if !takes(f, "Viewer") || f.Name.Name == "Visible" {
			continue
		}
		direct := calls[f.Name.Name]
		if !slices.Contains(direct, "Visible") && !slices.ContainsFunc(direct, func(name string) bool {
			return slices.Contains(calls[name], "Visible")
		}) {
			t.Errorf("%s takes a Viewer and does not use Visible", f.Name.Name)
		}
	}
}

func functions(t *testing.T) (list []*ast.FuncDecl) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				list = append(list, f)
			}
		}
	}
	return list
}

func takes(f *ast.FuncDecl, typeName string) bool {
	return slices.ContainsFunc(f.Type.Params.List, func(p *ast.Field) bool {
		id, ok := p.Type.(*ast.Ident)
		return ok && id.Name == typeName
	})
}
