package form_test

import (
	"net/url"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/form"
)

// A name is found with a rank before it, the wrong one too, as search finds it.
func TestSomebodyOfTheStaffIsFoundWithARankBeforeTheName(t *testing.T) {
	k, _ := casefile.KindOf("CaseHandedOver")
	c := things()
	c.Choices["staff"] = []form.Choice{{Value: "u1", Label: "PC Chidi Okafor"}, {Value: "u2", Label: "DC Ruth Lindley"}, {Value: "u3", Label: "PC Tom Lindley"}}
	for typed, want := range map[string]string{"Okafor": "u1", "PC Okafor": "u1", "pc okafor": "u1", "Sgt. Okafor": "u1", "P.C. Okafor": "u1", "DC Okafor, Chidi": "u1", "Okafor Chidi": "u1",
		"PC Lindley": "", "DC Ruth": "u2", "PC": "", "PC Nobody": "", "u3": "u3", "PC Tom Lindley": "u3"} {
		entry, problems := form.Parse(k, form.Values(url.Values{"to": {typed}}), c, nil)
		got := ""
		if len(problems) == 0 {
			got = string(entry.Data)
		}
		if want != "" {
			want = `{"to":"` + want + `"}`
		}
		if got != want {
			t.Errorf("%q gives %s, want %s (%v)", typed, got, want, problems)
		}
	}
}
