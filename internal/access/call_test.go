package access

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/force"
)

// protects are the only fields of closer classes the control room is given on a
// call: the terms that were served, how to reach somebody safely, and who recorded
// that when.
var protects = []string{".KnownOrders[0].Data.Terms[0]", ".Bails[0].Data.Words[0]",
	safe + "Data.Person", safe + "Data.Channel.Value", safe + "Data.Times.Value", safe + "Data.AskFor", safe + "Data.SuspectSees", safe + "Data.Cautions",
	safe + "Act.ID", safe + "Act.By", safe + "Act.ByRole", safe + "Act.Occurred.Precision", safe + "Act.Occurred.Said",
	safe + "Kept.ID", safe + "Kept.By", safe + "Kept.ByRole", safe + "Kept.Occurred.Precision", safe + "Kept.Occurred.Said"}

const safe = ".Persons.Items[0].SafeContact."

func TestOnACallTheControlRoomIsToldWhatProtectsLifeAndNothingMore(t *testing.T) {
	tests := map[string]struct {
		who   force.Staff
		c     []func(*casefile.Case)
		told  bool
		seen  bool
		extra []string // closer fields given beyond those of the basis
	}{
		"a call handler":                  {in(who("x", casefile.CallHandler), "control"), nil, true, true, protects},
		"a responder of another unit":     {in(who("x", casefile.Responder), "south"), nil, true, true, protects},
		"a sergeant of another unit":      {in(who("x", casefile.Supervisor), "south"), nil, true, true, protects},
		"an investigator of another unit": {in(who("x", casefile.Investigator), "south"), nil, false, true, nil},
		"an analyst":                      {in(who("x", casefile.Analyst), "hq"), nil, false, true, nil},
		"an advocate with nothing shared": {of(who("x", casefile.Advocate), "harbour"), nil, false, false, nil},
		"an advocate":                     {of(who("x", casefile.Advocate), "harbour"), []func(*casefile.Case){shared("harbour", "mine", today.AddDays(9))}, false, true, nil},
		"an administrator":                {who("x", casefile.Administrator), nil, false, false, nil},
		"outside a wall":                  {in(who("x", casefile.CallHandler), "control"), []func(*casefile.Case){walled}, false, false, nil},
		"the suspect":                     {in(who("x", casefile.CallHandler), "control"), []func(*casefile.Case){conflictedFor("x")}, false, false, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, _ := planted(tt.c...)
			before := found(*c)
			view, told, ok := ForCall(c, NewViewer(tt.who, now))
			if ok != tt.seen || told != tt.told {
				t.Fatalf("told %v, seen %v; want %v, %v", told, ok, tt.told, tt.seen)
			}
			if !ok {
				return
			}
			var extra []string
			textsBelow(reflect.ValueOf(*view.Case), func(s string) {
				class, path, marked := strings.Cut(strings.TrimPrefix(s, "canary<"), ">Case")
				if marked && class != string(casefile.ClassCase) {
					extra = append(extra, path)
				}
			})
			if !sameStrings(extra, tt.extra) {
				t.Errorf("given %v, want %v", extra, tt.extra)
			}
			if len(view.KnownOrders) > 0 && len(view.KnownOrders[0].Data.Terms) > 0 {
				view.KnownOrders[0].Data.Terms[0] = "changed"
				view.Persons.Items[0].SafeContact.Data.Cautions = "changed"
			}
			for class, n := range found(*c) {
				if n != before[class] {
					t.Errorf("changing the answer changed the case: %d canaries of %s, want %d", n, class, before[class])
				}
			}
		})
	}
}

// Whoever an offer is made to may be on the way before they accept it: they are told
// how to reach people safely, and nobody else is told more for it.
func TestWhoIsOfferedACaseIsToldHowToReachPeopleSafelyAndNothingMore(t *testing.T) {
	south := offeredUnit("", "South")
	given := append(slices.Clone(protects[2:]), ".Plans[0].Data.Words", ".Plans[0].Reviews[0].Data.Changed", ".Measures[0].Words", ".Pairs[0].Life[0].Data.ToldHow")
	tests := map[string]struct {
		who  force.Staff
		c    []func(*casefile.Case)
		want []string
	}{
		"a responder of the unit":             {in(who("x", casefile.Responder), "south"), []func(*casefile.Case){south}, given},
		"a sergeant who answers for the unit": {supervising(in(who("x", casefile.Supervisor), "hq"), "south"), []func(*casefile.Case){south}, given},
		"an analyst of the unit":              {in(who("x", casefile.Analyst), "south"), []func(*casefile.Case){south}, nil},
		"a responder of another unit":         {in(who("x", casefile.Responder), "east"), []func(*casefile.Case){south}, nil},
		"a colleague of who holds it":         {who("x", casefile.Responder), []func(*casefile.Case){south}, nil},
		"once it is offered elsewhere":        {in(who("x", casefile.Responder), "south"), []func(*casefile.Case){south, offeredUnit("", "east")}, nil},
		"where somebody else there is named":  {in(who("x", casefile.Responder), "south"), []func(*casefile.Case){offeredUnit("y", "south")}, nil},
		"the suspect, who is of the unit":     {in(who("x", casefile.Responder), "south"), []func(*casefile.Case){south, conflictedFor("x")}, nil},
		"of a restricted case, being outside": {in(who("x", casefile.Responder), "south"), []func(*casefile.Case){south, walled}, nil},
		"an administrator of the unit":        {in(who("x", casefile.Administrator), "south"), []func(*casefile.Case){south}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, _ := planted(tt.c...)
			before := found(*c)
			view, ok := View(c, NewViewer(tt.who, now))
			var got []string
			if ok {
				textsBelow(reflect.ValueOf(*view.Case), func(s string) {
					class, path, marked := strings.Cut(strings.TrimPrefix(s, "canary<"), ">Case")
					if marked && class != string(casefile.ClassCase) {
						got = append(got, path)
					}
				})
			}
			if !sameStrings(got, tt.want) || view.SafeTold != (tt.want != nil) {
				t.Errorf("given %v, told %v; want %v", got, view.SafeTold, tt.want)
			}
			if view.SafeTold {
				view.Persons.Items[0].SafeContact.Data.Cautions = "changed"
			}
			if !maps.Equal(found(*c), before) {
				t.Error("changing the view changed the case")
			}
		})
	}
}

func TestOnACallWhoeverHoldsTheCaseIsGivenAllOfIt(t *testing.T) {
	c, _ := planted()
	view, told, ok := ForCall(c, NewViewer(who("owner", casefile.Investigator), now))
	if !ok || !told {
		t.Fatalf("told %v, ok %v", told, ok)
	}
	got, want := found(*view.Case), found(*c)
	for class, n := range want {
		if got[class] != n {
			t.Errorf("%d canaries of %s, want %d", got[class], class, n)
		}
	}
}

func sameStrings(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
