// Package faultpoint names the moments at which a fault test may end the process, so
// that what is half done there is tried and not hoped for. In every ordinary build At
// does nothing and costs nothing; built with the tag "faults" it kills the process
// when FOURSIGHT_KILL_AT names the point.
//
// Boundary: names, and the kill. What must hold afterwards is for internal/faults.
// Threat: none in an ordinary build, which has no code here.
package faultpoint

// Point is one such moment.
type Point string

// The write path, in the order one act passes through it.
const (
	Loaded       Point = "casework: the case is loaded"
	Judged       Point = "casework: the act is admitted and judged"
	KeyMade      Point = "keyring: a new key is durable"
	Sealed       Point = "journal: the body is sealed"
	Taken        Point = "journal: a batch is taken"
	Inserted     Point = "journal: an entry is inserted"
	RowsChanged  Point = "journal: the rows are changed"
	Signed       Point = "journal: the checkpoint is inserted"
	BeforeCommit Point = "store: before the commit"
	Committed    Point = "store: after the commit"
	Answered     Point = "journal: the callers are answered"
	Recorded     Point = "casework: the act is recorded"
	LookKept     Point = "casework: a look is recorded"
	FileFilled   Point = "evidence: a file is written, not yet synced"
	FileNamed    Point = "evidence: a file has its name"
)

// WritePath lists them.
var WritePath = []Point{Loaded, Judged, KeyMade, Sealed, Taken, Inserted, RowsChanged, Signed, BeforeCommit, Committed, Answered, Recorded, LookKept, FileFilled, FileNamed}

// While the record has no room.
const (
	LookBeside  Point = "casework: a look is kept beside the record"
	LookAdopted Point = "casework: a look kept beside the record is in it"
)

// Looking after the record.
const (
	Migrating         Point = "migrate: before a step"
	Migrated          Point = "migrate: after a step"
	BackupBegun       Point = "backup: the folders are known"
	BackupCopied      Point = "backup: the database is copied"
	BackupCleared     Point = "backup: the copy's rows are cleared"
	BackupStored      Point = "backup: the database's copy stands"
	BackupKeys        Point = "backup: the keyring is copied"
	BackupFile        Point = "backup: an evidence file is copied"
	RestoreStore      Point = "restore: the database is there"
	RestoreKeys       Point = "restore: the keyring is there"
	RestoreFiles      Point = "restore: the evidence is there"
	RestoreBuried     Point = "restore: later disposals are done again"
	RebuildCleared    Point = "rebuild: the rows are cleared"
	RebuildCase       Point = "rebuild: a case is made again"
	DisposalRecorded  Point = "dispose: the entry is recorded"
	DisposalKey       Point = "dispose: the key is destroyed"
	DisposalBodies    Point = "dispose: the bodies are deleted"
	DisposalFiles     Point = "dispose: the evidence files are removed"
	DisposalTold      Point = "dispose: one folder of copies is told"
	RotationBegun     Point = "rotate: the new yearly key is there"
	RotationBatch     Point = "rotate: a batch is wrapped anew"
	RotationOldRemove Point = "rotate: before spent keys are removed"
)
