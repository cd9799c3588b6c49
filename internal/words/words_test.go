package words

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"foursight/internal/casefile"
)

func TestEveryKindFieldCodeAndFactHasWordsAndNothingElseDoes(t *testing.T) {
	if err := Check(); err != nil {
		t.Fatal(err)
	}
}

// edited is the product's own files with changes: a name with no text is left
// out, a text with "old=>new" is a replacement.
func edited(t *testing.T, edits map[string]string) *library {
	t.Helper()
	fsys := fstest.MapFS{}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := files.ReadFile(name)
		fsys[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range edits {
		old, replacement, isChange := strings.Cut(edit, "=>")
		switch {
		case edit == "":
			delete(fsys, name)
		case isChange:
			text := string(fsys[name].Data)
			if !strings.Contains(text, old) {
				t.Fatalf("%s holds no %q to change", name, old)
			}
			fsys[name] = &fstest.MapFile{Data: []byte(strings.Replace(text, old, replacement, 1))}
		default:
			fsys[name] = &fstest.MapFile{Data: []byte(edit)}
		}
	}
	return read(fsys)
}

func TestLoadingIsStrict(t *testing.T) {
	tests := map[string]struct {
		name, edit string
		want       string
	}{
		"a kind without a file":            {"en/FourAssessed.yaml", "", "kind FourAssessed title has no words"},
		"a file without a kind":            {"en/FiveAssessed.yaml", "title: x\n", "kind FiveAssessed title has words but does not exist"},
		"a field without a label":          {"en/CheckFailed.yaml", "label: What went wrong?=>hint: Say.", "field CheckFailed/why has no words"},
		"a label for no field":             {"en/CheckFailed.yaml", "  why:\n=>  reasons:\n", "field CheckFailed/reasons has words but does not exist"},
		"a group without a legend":         {"en/PersonAdded.yaml", "  details:\n    label: About them\n    hint: Fill in what is known. Nothing here has to be filled in.\n=>", "field PersonAdded/details has no words"},
		"a code without a label":           {"en/codes.yaml", "  gifts: Gifts or items sent\n=>", "code Behaviour gifts has no words"},
		"a label for no code":              {"en/codes.yaml", "  gifts:=>  presents:", "code Behaviour presents has words but does not exist"},
		"a fact without a phrase":          {"en/facts.yaml", "pair.relationship:=>pair.relation:", "fact pair.relationship has no phrase"},
		"a phrase for no fact":             {"en/facts.yaml", "pair.relationship:=>pair.relation:", "fact pair.relation has a phrase but no condition can read it"},
		"a key the format does not have":   {"en/CaseOpened.yaml", "why:=>because:", "field because not found"},
		"a code with a key of its own":     {"en/codes.yaml", "hint: Special constables and volunteers too.=>note: x", `"note": expected label or hint`},
		"a Welsh label for no field":       {"cy/CheckFailed.yaml", "fields:\n  rheswm:\n    label: Pam?\n", "field CheckFailed/rheswm has words but does not exist"},
		"an entry field every kind lost":   {"en/entry.yaml", "known:=>noted:", "field /known has no words"},
		"a phrase that is there but empty": {"en/facts.yaml", "pair.four: the answers to FOUR=>pair.four:", "fact pair.four has no phrase"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := edited(t, map[string]string{tt.name: tt.edit})
			err := errors.Join(append(l.errs, l.check()...)...)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v; want an error with %q", err, tt.want)
			}
		})
	}
}

func TestLanguagesFallBackToEnglishAndShowIt(t *testing.T) {
	cy := For("cy")
	k := cy.Kind("IncidentRecorded")
	if k.Title != "Record an incident [English]" || k.Lang != "en" {
		t.Errorf("title %q in %q; want the English title, marked", k.Title, k.Lang)
	}
	if f := cy.Field("IncidentRecorded", "place"); f.Label != "Where did it happen? [English]" || f.Lang != "en" {
		t.Errorf("label %q in %q; want the English label, marked", f.Label, f.Lang)
	}
	if got, want := cy.Code("Grade", "high"), "High [English]"; got != want {
		t.Errorf("code: got %q; want %q", got, want)
	}
	if got, want := cy.Phrase("pair.victim"), "the victim [English]"; got != want {
		t.Errorf("phrase: got %q; want %q", got, want)
	}
	if got := For("fr").Lang(); got != "en" {
		t.Errorf("a language the product lacks came as %q; want en", got)
	}
}

func TestTranslatedTextIsNotMarked(t *testing.T) {
	l := edited(t, map[string]string{"cy/codes.yaml": "Grade: {high: Uchel}\n", "cy/CaseOpened.yaml": "title: Agor achos\n"})
	cy := l.books["cy"]
	if got, want := cy.Code("Grade", "high"), "Uchel"; got != want {
		t.Errorf("got %q; want %q", got, want)
	}
	if got, want := cy.Code("Grade", "medium"), "Medium [English]"; got != want {
		t.Errorf("got %q; want %q", got, want)
	}
	if k := cy.Kind("CaseOpened"); k.Title != "Agor achos" || k.Lang != "cy" {
		t.Errorf("title %q in %q; want the Welsh title", k.Title, k.Lang)
	}
	if err := errors.Join(l.check()...); err != nil {
		t.Errorf("gaps in a translation are no fault: %v", err)
	}
}

func TestPhrasesAreFoundWhereverTheirRecordStands(t *testing.T) {
	en := For("en")
	tests := map[string]string{
		"pair.relationship":                "how the two people know each other",
		"pair.incidents[i2].channel":       "how it reached the victim",
		"pairs[p1].incidents[i2].channel":  "how it reached the victim",
		"case.pairs[p1].victim.age":        "the victim's age",
		"case.persons[v].age":              "their age",
		"case.checks":                      "the background checks",
		"checks[c1].state":                 "how the check stands",
		"case.checks[c1].at":               "when police knew of it",
		"pair.four.would_stop_if_resolved": "whether it would stop if the underlying problem were solved",
		"pair.shoe_size":                   "pair shoe size",
	}
	for path, want := range tests {
		if got := en.Phrase(path); got != want {
			t.Errorf("Phrase(%q) = %q; want %q", path, got, want)
		}
	}
}

func TestAnEntryFieldMayBeWordedByItsKind(t *testing.T) {
	en := For("en")
	own, shared := en.Field("IncidentRecorded", "occurred"), en.Field("AdviceGiven", "occurred")
	if own.Hint == shared.Hint || shared.Label == "" {
		t.Errorf("incident: %+v, advice: %+v; want a wording of its own for the incident", own, shared)
	}
	for _, k := range casefile.Kinds() {
		for _, f := range k.Fields {
			for _, entry := range entryFields {
				if f.Name == entry {
					t.Errorf("%s has a field %s, which would hide the entry's own", k.Name, entry)
				}
			}
		}
	}
}

func TestStatusesReadAsAgreed(t *testing.T) {
	en := For("en")
	for code, want := range map[string]string{"not_asked": "Not asked", "asked_not_known": "Asked, not known", "declined": "Prefers not to say",
		"not_applicable": "Does not apply", "disputed": "Disputed"} {
		if got := en.Code("Status", code); got != want {
			t.Errorf("%s reads %q; want %q", code, got, want)
		}
	}
}
