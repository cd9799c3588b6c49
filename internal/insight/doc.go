// Package insight tells those who run the service how it stands: metrics, probes
// and the form of its log, on a listener apart from the pages.
//
// Boundary: it counts what others tell it and asks how they stand. It opens no
// case, and what it counts stays when a case goes. It alone knows Prometheus: the
// packages it watches are given functions to call and know nothing of it.
//
// Threat: that numbers and log lines, which go to people and systems outside the
// case record, say who is in it or who looks at whom. So every label comes from a
// list fixed in the program, nobody and no case is one, and nothing moves only where
// a restricted case is concerned.
package insight
