package access

import (
	"slices"

	"foursight/internal/casefile"
)

// Reporting is the basis of what came by the public's own report form.
const Reporting Basis = "reported_online"

// fromPublic are the kinds that somebody who has not signed in may begin a case
// with. None of them decides anything, and none is taken on a case that exists.
var fromPublic = []string{"PersonAdded", "PairRecorded", "RelationshipRecorded", "ImmediateSafetyRecorded", "AccountRecorded", "IncidentRecorded",
	"ImpactRecorded", "SafeContactRecorded"}

// FromPublic reports whether a kind may come by the public's own report form.
func FromPublic(k *casefile.Kind) bool { return slices.Contains(fromPublic, k.Name) }
