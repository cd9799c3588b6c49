// Package guidance works out what published guidance asks of a case. It loads
// an edition (clauses written as data, each cited), evaluates it over the facts
// of a case, and says what is due, what is advised, what is not known, and why.
//
// Three things hold throughout. An unknown fact neither fires nor clears a
// clause: it becomes a question that names the fact. Evaluation is pure: facts,
// edition and a time go in, findings come out, and nothing here reads a clock,
// a file or a database on its own. And every finding can be traced to its
// clause, its citation and the recorded facts that made it apply.
//
// Boundary: guidance knows no case. Facts arrive through a Schema reflected
// from whatever Go structs the caller uses (SchemaOf, Flatten), so it imports
// only the value types fact and calendar.
//
// Source: the structure follows the College of Policing's Stalking or
// harassment APP (consultation draft, June 2026), whose text is not kept here:
// clauses cite section and paragraph, and Source hashes a reader's own copy.
//
// Threat: an edition is data that decides what officers are told. A malformed
// one must not load by halves, so every check is made before an Edition exists
// and all faults are reported at once with file and line; the content hash
// tells whether the bytes are those that were adopted.
package guidance
