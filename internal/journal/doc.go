// Package journal is the record: what was recorded, by whom and when, in an
// order that nobody can change unnoticed. It makes entries, seals what they say,
// puts them in one Merkle log, signs the log's state after every commit, and
// checks all of that again from the raw bytes.
//
// Boundary: an entry's body is opaque JSON here; what it means, and whether it
// may be recorded, is casefile's and casework's business. Rows live in store,
// keys in keyring.
//
// # Header
//
// A header is kept in clear, byte for byte, and is what the log commits to. It is
// one JSON object with its keys in this order, no spaces, no escapes and no
// floats; a reader refuses every other spelling of the same values:
//
//	{"v":1,                                     format of this header
//	 "id":"<32 lower-case hex digits>",         the idempotency key
//	 "stream":"case/<id>",
//	 "seq":7,                                   from 1 without gaps
//	 "kind":"IncidentRecorded",
//	 "version":1,                               of the kind
//	 "recorded":"2026-11-23T09:30:00.000Z",     max(last recorded, clock), UTC, milliseconds
//	 "clock":"2026-11-23T09:30:00.000Z",        the raw clock
//	 "suspect":true,                            only when the clock is in doubt
//	 "actor":"staff/<id>",
//	 "disposes":"case/<id>",                    only in disposals: a stream, or an entry's id
//	 "key":"<id of the key that seals the body>",
//	 "commitment":"<64 lower-case hex digits>"}
//
// Strings are printable ASCII without space, quotation mark, backslash, angle
// brackets or ampersand, so that no JSON writer would escape them.
//
// # Body
//
//	commitment  = SHA-256("foursight/body/1" 0x00 ‖ salt ‖ body)     salt: 32 random bytes
//	leaf        = SHA-256(0x00 ‖ header)                             RFC 6962, tlog.RecordHash; kept beside the header
//	sealed body = nonce(12) ‖ AES-256-GCM(stream key, salt ‖ body) ‖ tag(16)
//	associated  = stream, seq, id, kind, version, actor, disposes    each its length (uint32) ‖ its bytes;
//	                                                                 numbers 8 bytes; all big-endian
//
// The salt keeps a short body from being guessed from its commitment; it goes
// with the body, so after disposal header and leaf stay and say nothing.
//
// # Commit and checkpoint
//
// One writer appends whatever requests are ready in one transaction and ends it
// with one checkpoint: a C2SP signed note whose text is origin, size, root in
// base64 and the line "time <milliseconds since 1970 UTC>". See Writer.
//
// Threat: somebody who can write the database but lacks the signing key cannot
// change, reorder, add or remove an entry without Verify finding it and naming the
// first. Where they changed leaf hashes to match and the keys are not at hand, it
// may be able to name no more than a part of one commit (locate.go). Somebody who
// also has the signing key, or puts back yesterday's database, is found only by
// comparing with a witness copy of checkpoints kept out of their reach. Somebody
// with the database alone reads headers (kinds, actors, times), not bodies.
package journal
