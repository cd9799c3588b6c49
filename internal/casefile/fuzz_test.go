package casefile_test

import (
	"bytes"
	"testing"

	"foursight/internal/casefile"
	"foursight/internal/casescript"
)

// FuzzFold reads case scripts of any content: reading reports faults, and what
// was read folds to the same case whole or in two parts.
func FuzzFold(f *testing.F) {
	for _, seed := range []string{
		`[]`,
		`[{"kind":"ReportReceived","id":"rep","recorded":"2026-11-20T22:10:00Z","by":{"staff":"u1","role":"call_handler"},"data":{"channel":"call_999"}},
		  {"kind":"PersonAdded","id":"v1","recorded":"2026-11-20T22:11:00Z","data":{"roles":["victim"],"details":{"born":{"v":"2004-02-29","s":"disputed"}}}},
		  {"kind":"PairRecorded","id":"p1","recorded":"2026-11-20T22:12:00Z","data":{"victim":"v1"}},
		  {"kind":"IncidentRecorded","id":"i1","recorded":"2026-11-20T22:13:00Z","occurred":{"from":"2026-11-18","to":"2026-11-19"},"data":{"pair":"p1","behaviours":["following"]}},
		  {"kind":"IncidentRecorded","id":"i1b","corrects":"i1","reason":"misheard","recorded":"2026-11-20T22:14:00Z","data":{"pair":"p1"}},
		  {"kind":"IncidentRecorded","id":"i1c","corrects":"i1b","withdrawn":true,"recorded":"2026-11-20T22:15:00Z"}]`,
		`[{"kind":"RiskAssessed","id":"a","corrects":"b","recorded":"2026-11-20T22:10:00Z"},{"kind":"RiskAssessed","id":"b","corrects":"a","recorded":"2026-11-20T22:10:00Z"}]`,
		`[{"kind":"ProposalDecided","id":"a","recorded":"0001-01-01T00:00:01Z","known":"9999-12-31T23:59:59Z","data":{"proposal":"a","accept":true}}]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, script []byte) {
		events, err := casescript.Read("fuzzed", bytes.NewReader(script))
		if err != nil {
			if err.Error() == "" || len(events) > 0 {
				t.Errorf("%d events beside the fault %q; want a fault that says something, alone", len(events), err)
			}
			return
		}
		once := casefile.Fold("c1", events)
		half := len(events) / 2
		first := &casefile.State{Case: casefile.Fold("c1", events[:half]), Events: events[:half]}
		differ(t, "folded in two parts", once, casefile.Continue(first, "c1", events[half:]))
	})
}
