package web

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
)

// orderLine is an order as it is read out: kind, whom it binds, terms, until when,
// and what a breach is.
func (c callCase) orderLine(o casefile.ProtectiveOrder) callLine {
	lead := "Live order, kind not recorded,"
	switch {
	case o.Kind.Given() && o.Kind.Value == "other":
		lead = "Live order of another kind"
	case o.Kind.Given():
		lead = "Live " + lower(code(c.srv, "OrderKind", o.Kind.Value))
	}
	says := []string{c.terms(o.Data.Terms, nil), until(o.Until, o.Data.OpenEnded)}
	return callLine{lead + " on " + c.nameOf(o.PersonID), strings.Join(says, ", ") + ". " + breachOfOrder(o)}
}

// criminal are the orders a breach of which is a crime on a single act, whatever
// it was (domain-facts, traps 7; SPA 2019 s8).
var criminal = []casefile.OrderKind{casefile.SPO, casefile.InterimSPO, "restraining_order", "non_molestation", "dapo"}

// breachOfOrder says what a breach is and what may be done. Where the law does not
// settle it, the power of arrest recorded with the order does; unknown is said.
func breachOfOrder(o casefile.ProtectiveOrder) string {
	switch {
	case !o.Served:
		return unservedOrder(o)
	case crime(o):
		return "Breach: a crime, one act is enough. Arrest."
	}
	return "Breach: " + contempt(o) + powerOfArrest(o) + "."
}

func crime(o casefile.ProtectiveOrder) bool {
	return o.Kind.Given() && slices.Contains(criminal, o.Kind.Value)
}

// unservedOrder is what to do about an order nobody has recorded as served: it may
// have been served all the same, and the act may be an offence whatever the order is.
func unservedOrder(o casefile.ProtectiveOrder) string {
	says := "Service is not recorded: " + lower(knownOf(o))
	if !crime(o) {
		says += " Breach: " + contempt(o) + powerOfArrest(o) + "."
	}
	return says + " The act may be an offence in itself."
}

// knownOf asks what has to be known before a breach of an order without recorded
// service is acted on. A non-molestation order is broken only by somebody aware of
// it (Family Law Act 1996 s42A(2)); the other orders whose breach is a crime, only
// without a reasonable excuse (SPA 2019 s8; Sentencing Act 2020 s363).
func knownOf(o casefile.ProtectiveOrder) string {
	switch {
	case o.Kind.Given() && o.Kind.Value == "non_molestation":
		return "Check whether they know of it before a breach is treated as a crime (FLA 1996 s42A)."
	case crime(o):
		return "Check whether they know of it before a breach is treated as a crime; not knowing may be a reasonable excuse."
	}
	return "Check whether they know of it before acting on a breach."
}

// contempt says where a breach is no crime: a DVPO's is contempt of court (Crime and
// Security Act 2010; domain-facts, traps 7).
func contempt(o casefile.ProtectiveOrder) string {
	if o.Kind.Given() && o.Kind.Value == "dvpo" {
		return "contempt of court, no crime by itself; "
	}
	return ""
}

func powerOfArrest(o casefile.ProtectiveOrder) string {
	power := o.Data.Arrest
	switch {
	case power.Given() && power.Value:
		return "arrest"
	case power.Given():
		return "no power of arrest is attached"
	}
	return "nobody has recorded whether a power of arrest is attached"
}
