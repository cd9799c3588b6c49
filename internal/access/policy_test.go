package access

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"foursight/internal/casefile"
)

var update = flag.Bool("update", false, "write docs/reference/access.md again")

const reference = "../../docs/reference/access.md"

// policy is who may do what, written a second time and by hand: a change of the
// table in policy.go is a change of the promise to forces, and must be made here
// too. "police" is every police role.
var policy = []struct {
	action Action
	says   string
	who    string
}{
	{SignedIn, "home, preferences, signing out", "police analyst disclosure partner_advocate administrator"},
	{Seek, "search for cases", "police analyst disclosure"},
	{ListCases, "list cases", "police analyst disclosure"},
	{TakeReport, "take a report", "police"},
	{SeeCase, "see a case, or what is shared of it", "police analyst disclosure partner_advocate"},
	{RecordOn, "record on a case; the kind of entry says which roles", "police"},
	{Reveal, "unmask a number or address", "police"},
	{OpenGlass, "open numbers, intelligence and legal fields by break-glass, for four hours", "police"},
	{Import, "import material into a case", "police"},
	{Export, "export a case as a signed package", "investigator supervisor professional_standards disclosure superintendent"},
	{SeeLooks, "see who has looked at a case", "police"},
	{SeeShared, "list what is shared with a partner agency", "partner_advocate"},
	{ReadRules, "read the edition of the guidance as rules", "police analyst disclosure partner_advocate administrator"},
	{Measure, "see how the force does, in numbers", "supervisor duty_inspector superintendent force_lead"},
	{KeepStaff, "keep staff and settings", "administrator"},
}

func rolesOf(words string) []casefile.Role {
	var out []casefile.Role
	for w := range strings.FieldsSeq(words) {
		if w == "police" {
			out = append(out, casefile.Police...)
			continue
		}
		out = append(out, casefile.Role(w))
	}
	slices.Sort(out)
	return out
}

func TestThePolicyTableIsThePromisedOne(t *testing.T) {
	seen := map[Action]bool{}
	for _, line := range policy {
		seen[line.action] = true
		got := RolesFor(line.action)
		slices.Sort(got)
		if want := rolesOf(line.who); !slices.Equal(got, want) {
			t.Errorf("%s: roles %v, want %v", line.action, got, want)
		}
		for _, r := range everyone() {
			if may := May(NewViewer(who("x", r), now), line.action); may != slices.Contains(rolesOf(line.who), r) {
				t.Errorf("%s may %s: %v", r, line.action, may)
			}
		}
		if May(NewViewer(who("x"), now), line.action) {
			t.Errorf("somebody without any role may %s", line.action)
		}
	}
	for a := range rules {
		if !seen[a] {
			t.Errorf("action %s is in the program and not in the promised table", a)
		}
	}
	if !Declared(Public) || Declared("") || Declared("anything") {
		t.Error("an action that is not in the table counts as declared, or public does not")
	}
}

func TestNobodyChangesThePolicyTableFromOutside(t *testing.T) {
	RolesFor(KeepStaff)[0] = casefile.Responder
	if May(NewViewer(who("x", casefile.Responder), now), KeepStaff) {
		t.Error("changing the list RolesFor gave changed the policy")
	}
}

// bases says, in words for the reference page, how somebody comes to see a case
// and what they may record there.
var bases = []struct {
	basis        Basis
	how, records string
}{
	{Allocated, "they hold the case", "what their role records"},
	{Supervises, "named as its supervisor, or supervisor or duty inspector over its unit", "what their role records"},
	{OnDuty, "sent to a live incident of it until that ends, offered it by hand-over until it is accepted, an inspector or superintendent told by somebody else that somebody’s life is in danger while that stands, or a duty inspector, where one was asked on the case by somebody else, until one of them answers or a day has passed since the question: what another notes as their answer, or takes back, neither ends that day nor begins another", "what their role records"},
	{BreakGlass, "gave a reason; four hours; the owner and supervisors are told at once", "what their role records"},
	{Asked, "hold the role of which advice was asked on the case by somebody else (specialist, registrar, duty inspector), until they answer it; for a day, to read what another noted as their answer; again after an answer was taken back, but never for whoever took it back", "the answer; what their role records on a case they found, or, in the unit that holds it, what their role records"},
	{SameUnit, "work in the unit that holds it, or in the one it is offered to until that is accepted", "what their role records"},
	{Searched, "found it, by search, list or reference", "contact with the victim, their messages and the answers; a call handler, who is sent; custody, arrest, release, bail, charge and the victim’s views on conditions; what few roles record, where theirs works across the force; a specialist, what their role records"},
	{Guardian, "guard a restricted case", "what their role records"},
	{Member, "named inside the restriction", "what their role records"},
	{Granted, "let in by the guardian until a time", "what their role records"},
	{SharedWith, "work for a partner agency with which an item is shared until a day", "nothing"},
}

// page draws the reference page from the table and the functions that decide.
func page() string {
	var b strings.Builder
	b.WriteString("<!-- Generated by \"go test ./internal/access -run Reference -update\". Do not edit by hand. -->\n\n# Who may do and see what\n\n")
	b.WriteString("Every page names one action. The table says whose role lets them do it at all; for an action on a case, the second table says how far they see it. ")
	b.WriteString("Roles count by the day: an acting rank that ended yesterday opens nothing today. A case somebody may not see gives the same answer as no case.\n\n## Actions and roles\n\n| role |")
	for _, line := range policy {
		fmt.Fprintf(&b, " %s |", line.action)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(policy)) + "\n")
	for _, r := range everyone() {
		fmt.Fprintf(&b, "| %s |", r)
		for _, line := range policy {
			mark := " "
			if slices.Contains(RolesFor(line.action), r) {
				mark = " yes "
			}
			b.WriteString(mark + "|")
		}
		b.WriteString("\n")
	}
	b.WriteString("\n| action | what it lets somebody do |\n|---|---|\n")
	for _, line := range policy {
		fmt.Fprintf(&b, "| %s | %s |\n", line.action, line.says)
	}
	b.WriteString("\n## How somebody comes to see a case\n\nThe first line that fits, within each of the three kinds of case, is the basis; the server works it out and it goes into the record of each look. ")
	b.WriteString("Somebody named as suspect of a case never sees it, whatever else is true of them. Administrators see no case.\n\n| case | basis | they | fields shown | may record |\n|---|---|---|---|---|\n")
	for _, line := range bases {
		kind, classes := "open to the force", classesFor(line.basis)
		switch line.basis {
		case Guardian, Member, Granted:
			kind, classes = "restricted", closer
		case SharedWith:
			kind = "shared with a partner"
		}
		shown := strings.ReplaceAll(opened(classes), " ", ", ")
		if line.basis == SharedWith {
			shown = "the items shared, their case fields only"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", kind, line.basis, line.how, shown, line.records)
	}
	b.WriteString("\nFields are of five classes: case (what happened and what was done), contact (numbers, addresses, accounts), intel (results of checks), ")
	b.WriteString("legal (advice and prosecutors' views) and sensitive (health, reasons for a judgement of risk). A field of a class that is not shown is said to be withheld, and only inside a case the reader may see.\n")
	return b.String()
}

func TestTheReferencePageIsThePolicy(t *testing.T) {
	want := page()
	if *update {
		if err := os.WriteFile(reference, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(reference)
	if err != nil {
		t.Fatalf("read the reference page: %v", err)
	}
	if string(got) != want {
		t.Errorf("%s differs from the policy: run this test with -update and read what changed", reference)
	}
}
