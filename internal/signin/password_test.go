package signin_test

import (
	"strings"
	"testing"

	"foursight/internal/signin"
)

func TestHashesAreArgon2idInPHCForm(t *testing.T) {
	hash := signin.Current.Hash(password)
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("hash %q does not start with its cost", hash)
	}
	one, two := signin.Cheap.Hash(password), signin.Cheap.Hash(password)
	if one == two {
		t.Error("two hashes of one password are equal: no salt")
	}
	for _, tt := range []struct {
		typed string
		want  bool
	}{{password, true}, {password + " ", false}, {strings.ToUpper(password), false}, {"", false}} {
		if got, _, err := signin.Verify(hash, tt.typed); got != tt.want || err != nil {
			t.Errorf("verify %q: %v, %v; want %v", tt.typed, got, err, tt.want)
		}
	}
	composed, decomposed := "caf\u00e9 at the corner", "cafe\u0301 at the corner"
	if got, _, err := signin.Verify(signin.Cheap.Hash(composed), decomposed); !got || err != nil {
		t.Errorf("the same letters from another keyboard are refused (%v)", err)
	}
}

func TestDamagedHashesAreErrorsAndNotAnswers(t *testing.T) {
	good := signin.Cheap.Hash(password)
	for _, tt := range []struct{ from, to string }{
		{"argon2id", "argon2i"},
		{"v=19", "v=16"},
		{"m=64", "m=99999999"},
		{"t=1", "t=0"},
		{"p=1", "p=200"},
		{good[len(good)-43:], "c2hvcnQ"},
		{"$", "!"},
	} {
		bad := strings.Replace(good, tt.from, tt.to, 1)
		if ok, _, err := signin.Verify(bad, password); ok || err == nil {
			t.Errorf("hash %q: %v, %v; want an error", bad, ok, err)
		}
	}
}

func TestOldHashesAreMadeAgainAtSignIn(t *testing.T) {
	w, _ := enrolled(t) // with cheap hashes
	dearer := signin.Params{Memory: 128, Passes: 1, Threads: 1}
	s, err := signin.New(w.records, signin.Options{Params: dearer})
	if err != nil {
		t.Fatal(err)
	}
	w.s = s
	if !w.records.Contains("m=64,t=1,p=1") {
		t.Fatal("the account does not start with a cheap hash")
	}
	w.signIn(station)
	if w.records.Contains("m=64,t=1,p=1") || !w.records.Contains("m=128,t=1,p=1") {
		t.Error("signing in left the old hash")
	}
	w.signIn(station)
}

func TestChosenPasswords(t *testing.T) {
	for _, tt := range []struct{ chosen, want string }{
		{"", "at least 12"},
		{"eleven char", "at least 12"},
		{strings.Repeat("a long tale ", 30), "at most 256"},
		{"my maya.okafor secret", "maya.okafor"},
		{"Foursight is mine", "foursight"},
		{"PassWord for work", "password"},
		{"aaaaaaaaaaaaaaaa", "repeats itself"},
		{"abcdefghijklmnop", "counts up"},
		{"987654321987654", "counts up"},
		{"xy9!xy9!xy9!xy9!", "repeats itself"},
		{"not text \xff\xfe at all", "not text"},
	} {
		err := signin.Fit(tt.chosen, "maya.okafor")
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want a problem that says %q", tt.chosen, err, tt.want)
		}
	}
	for _, chosen := range []string{password, "no-digits-needed-here", "日本語の長い合言葉をここに置く", "Tr0ub4dor and three"} {
		if err := signin.Fit(chosen, "maya.okafor"); err != nil {
			t.Errorf("%q: %v, want it taken", chosen, err)
		}
	}
	if err := signin.Fit("pass", "x"); strings.Count(err.Error(), ";") != 0 {
		t.Errorf("one fault is told as several: %v", err)
	}
	if err := signin.Fit("password", "x"); strings.Count(err.Error(), ";") != 1 {
		t.Errorf("two faults are not both told: %v", err)
	}
}
