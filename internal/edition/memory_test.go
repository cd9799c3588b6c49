package edition

import (
	"io/fs"
	"runtime"
	"testing"

	"go.yaml.in/yaml/v3"
)

// An edition is kept as long as some case stands under it, beside every other that was
// adopted. What it was read from is several times as much, and is let go.
func TestAnEditionKeepsNothingOfTheFilesItWasReadFrom(t *testing.T) {
	edition := func() any {
		ed, err := Load(Fernshire())
		if err != nil {
			t.Fatal(err)
		}
		return ed
	}
	trees := func() any {
		var out []yaml.Node
		for _, fsys := range []fs.FS{Files(), Fernshire()} {
			names, err := fs.Glob(fsys, "*.yaml")
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				b, err := fs.ReadFile(fsys, name)
				if err != nil {
					t.Fatal(err)
				}
				var n yaml.Node
				if err := yaml.Unmarshal(b, &n); err != nil {
					t.Fatal(err)
				}
				out = append(out, n)
			}
		}
		return out
	}
	edition() // what is made once for all editions is not one's own
	if ed, files := keeps(edition), keeps(trees); ed > files/2 {
		t.Errorf("an edition keeps %d kB, its files read into memory %d kB; want less than half", ed/1000, files/1000)
	} else {
		t.Logf("an edition keeps %d kB, its files read into memory %d kB", ed/1000, files/1000)
	}
}

// keeps is how many bytes what is made holds.
func keeps(make func() any) int64 {
	before := inUse()
	made := make()
	after := inUse()
	runtime.KeepAlive(made)
	return after - before
}

func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // the second sweeps what the first found
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
