package main

import "slices"

// row is one line of the table: a figure of one benchmark against one target.
type row struct {
	what    string
	pkg     string  // below the module: "internal/journal"
	bench   string  // name without "Benchmark": "Append/writers=64/drafts=1/journal"
	unit    string  // as go test prints it: "ns/op", "p95-ms"
	against string  // benchmark of the same package and unit to divide by; "" for none
	scale   float64 // from the benchmark's unit to the shown one
	shown   string  // unit in the table
	target  target
	note    string // what the figure is not; "" for nothing to add
}

// target is a limit of the design. The zero value is none: shown for comparison.
type target struct {
	below, least float64 // in the row's shown unit; 0 is no limit
}

const (
	nsToMS = 1e-6
	nsToS  = 1e-9
	same   = 1
)

func below(v float64) target { return target{below: v} }
func least(v float64) target { return target{least: v} }

// rows follow the order of the design's table (section 8).
var rows = slices.Concat(
	pages("Open a case, its overview", "case", 50, ""),
	pages("Open a case, its people", "case_people", 50, ""),
	pages("Open a case, its course of conduct", "case_course", 50, ""),
	pages("Open a case, its duties", "case_duties", 50, ""),
	pages("Open a case, its history", "case_history", 50, ""),
	pages("Open a case that nobody has looked at", "case_not_looked_at_before", 50, "overview"),
	pages("Home, investigator", "home", 30, ""),
	pages("Home, responder", "home_of_responder", 30, ""),
	pages("Home, supervisor", "home_of_supervisor", 30, ""),
	pages("Home, call handler", "home_of_call_handler", 30, ""),
	pages("Home, SPOC", "home_of_SPOC", 30, ""),
	pages("Home, duty inspector", "home_of_inspector", 30, ""),
	pages("Home, force lead", "home_of_lead", 30, ""),
	pages("List of cases, first page", "list", 30, ""),
	pages("List of cases, twentieth page", "list_deep", 30, ""),
	pages("Search, a name", "search_hit", 100, "two requests"),
	pages("Search, a family name that many cases hold", "search_one_name", 100, "two requests"),
	pages("Search, miss", "search_miss", 100, "two requests"),
	pages("Answer a call, a name", "call_hit", 1000, "two requests; it follows whom the name leads to"),
	pages("Answer a call, miss", "call_miss", 100, "two requests"),
	others,
)

// pages are the rows of one page, over each database.
func pages(what, bench string, ms float64, note string) []row {
	return []row{
		{what + ", SQLite", "internal/web", "Pages/" + bench, "p95-ms", "", same, "ms p95", below(ms), note},
		{what + ", PostgreSQL", "internal/web", "PagesPostgres/" + bench, "p95-ms", "", same, "ms p95", below(ms), note},
	}
}

// others are all that is not a page.
var others = []row{
	{"Open a case in casework, warm, look durable", "internal/casework", "Case/warm", "p95-ms", "", same, "ms p95", target{}, ""},
	{"Open a case in casework, cold, look durable", "internal/casework", "Case/cold", "p95-ms", "", same, "ms p95", target{}, ""},
	{"Queue, first page, 50,000 cases, SQLite", "internal/store/sqlite", "SQLite/queue_first_page", "p95-ms", "", same, "ms p95", below(30), "query only"},
	{"Queue, deep page, 50,000 cases, SQLite", "internal/store/sqlite", "SQLite/queue_deep_page", "p95-ms", "", same, "ms p95", below(30), "query only"},
	{"Queue of a rare grade, 50,000 cases, SQLite", "internal/store/sqlite", "SQLite/queue_of_a_rare_grade", "p95-ms", "", same, "ms p95", below(30), "query only"},
	{"Duties of an actor, deep page, 50,000 cases, SQLite", "internal/store/sqlite", "SQLite/duties_of_an_actor_deep", "p95-ms", "", same, "ms p95", below(30), "query only"},
	{"Duties of an owner, 50,000 cases, SQLite", "internal/store/sqlite", "SQLite/duties_of_an_owner", "p95-ms", "", same, "ms p95", below(30), "query only"},
	{"Queue, first page, 50,000 cases, PostgreSQL", "internal/store/postgres", "Postgres/queue_first_page", "p95-ms", "", same, "ms p95", below(30), "query only"},
	{"Queue of an owner, 50,000 cases, PostgreSQL", "internal/store/postgres", "Postgres/queue_of_an_owner", "p95-ms", "", same, "ms p95", below(30), "query only"},
	{"Duties of an owner, 50,000 cases, PostgreSQL", "internal/store/postgres", "Postgres/duties_of_an_owner", "p95-ms", "", same, "ms p95", below(30), "query only"},
	{"Reports of a year and first words, 50,000 cases, SQLite", "internal/store/sqlite", "SQLite/reports_of_a_year", "p95-ms", "", same, "ms p95", target{}, "query only; every row is read"},
	{"Reports of a year and first words, 50,000 cases, PostgreSQL", "internal/store/postgres", "Postgres/reports_of_a_year", "p95-ms", "", same, "ms p95", target{}, "query only; every row is read"},
	{"Search, rare word, 50,000 cases, SQLite", "internal/store/sqlite", "SQLite/search_rare", "p95-ms", "", same, "ms p95", below(100), "query only"},
	{"Search, miss, 50,000 cases, SQLite", "internal/store/sqlite", "SQLite/search_miss", "p95-ms", "", same, "ms p95", below(100), "query only"},
	{"Search, two words never together, 50,000 cases, SQLite", "internal/store/sqlite", "SQLite/search_common,_never_together", "p95-ms", "", same, "ms p95", below(100), "query only"},
	{"Search, rare word, 50,000 cases, PostgreSQL", "internal/store/postgres", "Postgres/search_rare", "p95-ms", "", same, "ms p95", below(100), "query only"},
	{"Search, two words never together, 50,000 cases, PostgreSQL", "internal/store/postgres", "Postgres/search_common,_never_together", "p95-ms", "", same, "ms p95", below(100), "query only"},
	{"The disk: write and sync 4 KiB", "internal/casework", "Disk", "p95-ms", "", same, "ms p95", target{}, "what a durable act costs here at the least"},
	{"Record an event, durable, one writer", "internal/casework", "Record/writers=1", "p95-ms", "", same, "ms p95", below(10), ""},
	{"Acknowledged appends, 64 writers, warm cases", "internal/casework", "Record/writers=64", "acks/s", "", same, "/s", least(1000), ""},
	{"Events in bulk, 100 at a time on four cases", "internal/casework", "RecordBulk", "events/s", "", same, "/s", least(10000), ""},
	{"Journal against raw inserts, one at a time", "internal/journal", "Append/writers=1/drafts=1/journal", "ns/op", "Append/writers=1/drafts=1/raw", same, "times", below(1.5), ""},
	{"Journal against raw inserts, 64 writers", "internal/journal", "Append/writers=64/drafts=1/journal", "ns/op", "Append/writers=64/drafts=1/raw", same, "times", below(1.5), ""},
	{"Journal against raw inserts, 256 at a time", "internal/journal", "Append/writers=4/drafts=256/journal", "ns/op", "Append/writers=4/drafts=256/raw", same, "times", below(1.5), ""},
	{"Fold a case of 100 incidents", "internal/casefile", "FoldHundredIncidents", "ns/op", "", nsToMS, "ms", target{}, ""},
	{"Evaluate the whole case, edition as shipped", "internal/casefile", "Guidance/whole_case", "p99-ms", "", same, "ms p99", below(2), "the edition that ships has fewer clauses than the target's 400"},
	{"Re-evaluate after an event, edition as shipped", "internal/casefile", "Guidance/changed_facts", "p99-ms", "", same, "ms p99", below(2), "the edition that ships has fewer clauses than the target's 400"},
	{"Re-evaluate after an event, 400 invented clauses", "internal/guidance", "EvaluateAfterOneEvent", "ns/op", "", nsToMS, "ms mean", target{}, "a mean, so not held against the p99 target"},
	{"Fold the event in and re-evaluate", "internal/casefile", "Guidance/one_event", "p99-ms", "", same, "ms p99", target{}, ""},
	{"Load the edition with an overlay", "internal/casefile", "LoadEdition", "ns/op", "", nsToMS, "ms", target{}, ""},
	{"Verify the journal, headers", "internal/journal", "Verify/headers", "entries/s", "", same, "entries/s", least(100000), ""},
	{"Verify the journal, bodies opened", "internal/journal", "Verify/bodies", "entries/s", "", same, "entries/s", least(100000), ""},
	{"Import 100,000 messages into a case", "internal/casework", "Import/100000_messages", "ns/op", "", nsToS, "s", below(20), ""},
	{"First page of that case's messages, cold", "internal/casework", "Import/first_page", "p95-ms", "", same, "ms p95", below(500), "casework, without the page around it"},
	{"Parse 100,000 messages: foursight, checksum and summary", "internal/importer/whatsapp", "AgainstRival/parse/foursight-summarise", "ns/op", "", nsToMS, "ms", target{}, ""},
	{"Parse 100,000 messages: foursight, reading alone", "internal/importer/whatsapp", "AgainstRival/parse/foursight-read", "ns/op", "", nsToMS, "ms", target{}, ""},
	{"Parse 100,000 messages: whatsapp-chat-parser", "internal/importer/whatsapp", "AgainstRival/parse/whatsapp-chat-parser", "ns/op", "", nsToMS, "ms", target{}, "inside a warm node process"},
	{"Parse 100,000 messages: whatsapp-chat-parser with attachments", "internal/importer/whatsapp", "AgainstRival/parse/whatsapp-chat-parser-attachments", "ns/op", "", nsToMS, "ms", target{}, "inside a warm node process"},
	{"The same as a whole command: foursight", "internal/importer/whatsapp", "AgainstRival/process/foursight", "ns/op", "", nsToMS, "ms", target{}, ""},
	{"The same as a whole command: whatsapp-chat-parser", "internal/importer/whatsapp", "AgainstRival/process/whatsapp-chat-parser", "ns/op", "", nsToMS, "ms", target{}, ""},
	{"Cold start to first page", "internal/web", "Process/first_page", "ns/op", "", nsToMS, "ms", below(500), "a process of its own on an existing folder"},
	{"Idle memory", "internal/web", "Process/idle", "RSS-MB", "", same, "MB", below(120), "resident, five seconds after the first page"},
}

// absent are the rows of the design's table that nothing measures yet, and why.
var absent = []struct{ what, target, why string }{
	{"What-if over 20,000 open cases", "< 10 s", "not built yet"},
	{"Screening text, phrase pass", "≥ 3 times ripgrep", "screening is not built yet"},
	{"Screening text, full rules", "≥ 150 MB/s per core", "screening is not built yet"},
	{"Linkage, 1,000,000 person records", "< 120 s, < 2 GiB", "linkage is not built yet"},
}
