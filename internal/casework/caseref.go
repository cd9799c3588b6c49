package casework

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"foursight/internal/linkage"
	"foursight/internal/store"
)

// refAlphabet leaves out letters and digits that are misheard or misread.
const refAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewRef mints a case reference: FS-26-7KQ4MXT, year and six random signs with a
// check sign. There is no sequence from which a gap could be read.
func NewRef(now time.Time) string {
	var raw [6]byte
	rand.Read(raw[:])
	return RefFrom(now, raw)
}

// FreeRef mints a reference that no case has. Of some fifty thousand a year drawn
// blindly, one or two would be another's, and their report refused.
func (s *Service) FreeRef(ctx context.Context) (ref string, err error) {
	return s.firstFree(ctx, func() string { return NewRef(s.Now()) })
}

func (s *Service) firstFree(ctx context.Context, draw func() string) (ref string, err error) {
	err = s.store.Read(ctx, func(ctx context.Context, tx store.Tx) error {
		for {
			ref = draw()
			if taken, err := store.RefTaken(ctx, tx, ref); err != nil || !taken {
				return err
			}
		}
	})
	return ref, err
}

// RefFrom makes a reference of bytes drawn elsewhere. Only synth uses it, so that
// one seed gives the same invented cases again.
func RefFrom(now time.Time, raw [6]byte) string {
	body := make([]byte, 6)
	for i, b := range raw {
		body[i] = refAlphabet[int(b)%len(refAlphabet)]
	}
	return fmt.Sprintf("FS-%02d-%s%c", now.Year()%100, body, checkSign(string(body)))
}

// checkSign catches any one wrong sign and any two swapped neighbours.
func checkSign(body string) byte {
	sum := 0
	for i := range len(body) {
		for j := range len(refAlphabet) {
			if refAlphabet[j] == body[i] {
				sum += (i*2 + 1) * (j + 1)
			}
		}
	}
	return refAlphabet[sum%len(refAlphabet)]
}

// ValidRef reports whether a reference is well formed and its check sign right.
func ValidRef(ref string) bool {
	return len(ref) == 13 && ref[:3] == "FS-" && ref[5] == '-' && checkSign(ref[6:12]) == ref[12]
}

// refSigns are the signs of a reference after its year: six and the check sign.
const refSigns = 7

// firstRefYear and lastRefYear bound the years a reference said without one may be of.
const firstRefYear, lastRefYear = 20, 50

// fullRefs are the references that somebody may mean who leaves out how they begin:
// "7KQ4MXT" or "26-7KQ4MXT". Nothing whose check sign is wrong is one.
func fullRefs(q string) []string {
	said := strings.ToUpper(linkage.Plain(q))
	if len(said) != refSigns && len(said) != refSigns+2 {
		return nil
	}
	signs := said[len(said)-refSigns:]
	if strings.Trim(signs, refAlphabet) != "" || checkSign(signs[:refSigns-1]) != signs[refSigns-1] {
		return nil
	}
	var out []string
	for year := firstRefYear; year <= lastRefYear; year++ {
		if y := fmt.Sprintf("%02d", year); len(said) == refSigns || said[:2] == y {
			out = append(out, "FS-"+y+"-"+signs)
		}
	}
	return out
}
