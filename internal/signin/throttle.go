package signin

import "time"

// pace is how one kind of failure is slowed: the first few cost no wait, each
// further one doubles it, and one is forgotten after every so long.
type pace struct {
	free    int
	wait    time.Duration // after the first failure past the free ones
	longest time.Duration
	forget  time.Duration
}

// Three separate counts slow guessing, so that no one can be kept out by the
// failures of another:
//
//   - the same device, or the same source where there is no familiar device, at
//     the same name: a person who mistypes;
//   - all unfamiliar sources together at one name: many machines at one officer.
//     A device or source that finished signing in as that name before is not
//     asked, so an officer gets in while it is under attack;
//   - one source at any name: spraying. A familiar device is not asked, for whole
//     stations share one address.
//
// Names count whether or not an account has them, so waiting tells nothing.
var (
	pairPace   = pace{free: 5, wait: time.Second, longest: 15 * time.Minute, forget: 15 * time.Minute}
	namePace   = pace{free: 10, wait: time.Second, longest: 15 * time.Minute, forget: 15 * time.Minute}
	sourcePace = pace{free: 30, wait: time.Second, longest: 15 * time.Minute, forget: 2 * time.Minute}

	// After five wrong codes the next guess waits a quarter of an hour, then half,
	// up to a day: a thief with the password has no hope of the code.
	codePace = pace{free: 4, wait: 15 * time.Minute, longest: 24 * time.Hour, forget: 24 * time.Hour}
)

// throttle is the stored form.
type throttle struct {
	Failures int       `json:"failures"`
	Last     time.Time `json:"last"`  // of the latest failure counted
	Until    time.Time `json:"until"` // nothing is tried before
}

// meter is one count to be asked and charged.
type meter struct {
	key  string
	pace pace
}

// charge counts an attempt as failed before it is judged, so that a thousand
// attempts at once are a thousand failures and not one; success refunds it. When
// any meter says to wait, nothing is charged and the longest wait is returned.
func charge(e Edit, meters []meter, now time.Time) (wait time.Duration, err error) {
	counts := make([]throttle, len(meters))
	for i, m := range meters {
		t, _, err := getJSON[throttle](e, kindThrottle, m.key)
		if err != nil {
			return 0, err
		}
		counts[i] = m.pace.faded(t, now)
		wait = max(wait, counts[i].Until.Sub(now))
	}
	if wait > 0 {
		return wait, nil
	}
	for i, m := range meters {
		t := counts[i]
		t.Failures++
		t.Last = now
		t.Until = now.Add(m.pace.delay(t.Failures))
		if err := m.put(e, t, now); err != nil {
			return 0, err
		}
	}
	return 0, nil
}

// refund takes back the charge of an attempt that succeeded. all forgets the
// meter's earlier failures too: whoever succeeded was the person.
func refund(e Edit, m meter, all bool, now time.Time) error {
	if all {
		return e.Delete(kindThrottle, m.key)
	}
	t, found, err := getJSON[throttle](e, kindThrottle, m.key)
	if err != nil || !found {
		return err
	}
	t.Failures = max(0, t.Failures-1)
	t.Until = t.Last.Add(m.pace.delay(t.Failures))
	if t.Failures <= m.pace.free {
		t.Until = time.Time{}
	}
	return m.put(e, t, now)
}

func (m meter) put(e Edit, t throttle, now time.Time) error {
	return putJSON(e, kindThrottle, m.key, t, now.Add(m.pace.forget*time.Duration(t.Failures+1)))
}

// delay is the wait after so many failures.
func (p pace) delay(failures int) time.Duration {
	wait := p.wait
	for range failures - p.free - 1 {
		if wait *= 2; wait >= p.longest {
			return p.longest
		}
	}
	if failures <= p.free {
		return 0
	}
	return wait
}

// faded is a count with the failures forgotten since the last one taken off.
func (p pace) faded(t throttle, now time.Time) throttle {
	if n := int(now.Sub(t.Last) / p.forget); n > 0 {
		t.Failures = max(0, t.Failures-n)
		t.Last = t.Last.Add(time.Duration(n) * p.forget)
	}
	return t
}

const familiarFor = 90 * 24 * time.Hour

// origin is an attempt's From with what is known of it for one name.
type origin struct {
	name, source, device     string
	knownDevice, knownSource bool
}

type familiar struct {
	Until time.Time `json:"until"`
}

func deviceKey(name, device string) string { return digest("device", normaliseName(name), device) }
func sourceKey(name, source string) string { return digest("source", normaliseName(name), source) }

// originOf looks both marks up always, so that the statements run are the same
// whatever is known.
func originOf(v View, name string, f From, now time.Time) (origin, error) {
	o := origin{name: normaliseName(name), source: f.Source, device: f.Device}
	d, _, err := getJSON[familiar](v, kindFamiliar, deviceKey(name, f.Device))
	if err != nil {
		return o, err
	}
	s, _, err := getJSON[familiar](v, kindFamiliar, sourceKey(name, f.Source))
	if err != nil {
		return o, err
	}
	o.knownDevice = f.Device != "" && now.Before(d.Until)
	o.knownSource = f.Source != "" && now.Before(s.Until)
	return o, nil
}

func (o origin) remember(e Edit, device string, now time.Time) error {
	until := now.Add(familiarFor)
	if err := putJSON(e, kindFamiliar, deviceKey(o.name, device), familiar{until}, until); err != nil {
		return err
	}
	return putJSON(e, kindFamiliar, sourceKey(o.name, o.source), familiar{until}, until)
}

// meters are the counts that apply to a password or recovery code, the attempt's
// own first.
func (o origin) meters() []meter {
	if o.knownDevice {
		return []meter{{digest("pair", o.name, "device", o.device), pairPace}}
	}
	own := meter{digest("pair", o.name, "source", o.source), pairPace}
	source := meter{digest("source", o.source), sourcePace}
	if o.knownSource {
		return []meter{own, source}
	}
	return []meter{own, source, {digest("name", o.name), namePace}}
}

// codeMeter counts wrong codes: apart for each familiar device, together for
// everywhere else.
func (o origin) codeMeter() meter {
	if o.knownDevice {
		return meter{digest("code", o.name, "device", o.device), codePace}
	}
	return meter{digest("code", o.name), codePace}
}
