// Package synth makes an invented force and its cases from a seed, for
// demonstration, training, tests and load.
//
// Boundary: it plans what invented people would have recorded and hands it to
// casework's ordinary door, each act by a member of staff who may do it, under a
// clock that moves over the months before now. It writes nothing by itself, and
// only into an empty store.
//
// Source: relationships follow the shares of domain-facts STA-09. Everything else
// is plausible and stands for no real figure. People, streets, towns and plates
// are invented; telephone numbers are from the ranges Ofcom sets aside for drama,
// mail goes to example.org, plates begin as no plate issued does.
//
// Most invented officers finish what they begin; a few leave duties overdue, and what
// waits on others waits days.
//
// Threat: invented data beside real. Every account it makes is marked as a
// demonstration account, which the serve command refuses; Fill refuses a store
// that holds anything.
package synth
