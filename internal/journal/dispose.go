package journal

// Kinds of entry that dispose. Each is appended to the stream it is about and
// sealed under a key that outlives the stream's, so that reason and authority
// stay readable; its header says in clear what it disposes of, so that a
// verifier without keys can tell a lawful gap from a missing body.
const (
	// StreamDisposed: a whole stream, Disposes = the stream.
	StreamDisposed = "StreamDisposed"
	// EntryDisposed: one wrong entry of the stream, Disposes = its id.
	EntryDisposed = "EntryDisposed"
	// ForceKey is the key name disposals are sealed under by default.
	ForceKey = "force"
)

// entryKey is the keyring name that stands for one entry disposed of alone.
func entryKey(id string) string { return "entry/" + id }
