package main

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"foursight/internal/casefile"
)

// samples, by path or name, are values for fields whose meaning matters to a reader; the rest take
// the value of their shape. People, numbers and addresses are invented, numbers
// from the ranges kept for drama.
var samples = map[string]string{
	"ref": "FS-26-7KQ4M", "name": "Ada Example", "aliases": "Addie", "phones": "07700 900123", "emails": "ada@example.org",
	"handles": "photo site: ada_example", "addresses": "1 Example Street, Fernham", "vehicles": "blue hatchback", "occupation": "teacher",
	"number": "07700 900123", "subject": "07700 900123", "unit": "Fernham response", "to_unit": "Fernham investigations",
	"partner": "Fernshire Advocacy", "to": "Fernshire Advocacy", "system": "incident log", "label": "unknown person 1",
	"summary": "Messages from a former partner", "edition": "2026-06", "points_to": "stalking", "sha256": strings.Repeat("5e", 32),
	"derived_sha256": strings.Repeat("a1", 32), "format": "whatsapp", "file_name": "chat.txt", "file": "chat.txt", "clause": "spo.considered",
	"date_order": "day first", "first": "2026-10-01T08:00:00", "last": "2026-11-19T21:40:00", "item": "e1", "trigger": "i2",
	"held_by": "Fernham property store", "reference": "ABC/1", "tool_reference": "T-1", "asked_of": "intelligence bureau", "repeats.words": "most evenings",
	"question": "weapons", "reply": "yes", "other_case": "other", "person_there": "v2", "compared.there": "v2",
}

// labels are the labels that references of each kind take in examples.
var labels = map[string]string{"person": "v1", "pair": "p1", "incident": "i1", "check": "c1", "assessment": "r1", "handover": "h1",
	"proposal": "r1", "material": "m1", "staff": "u2", "arrest": "a1", "bail": "b1", "order": "o1", "breach": "x1", "step": "s1",
	"message": "w1", "request": "q1", "enquiry": "n1", "allegation": "g1", "link": "l1"}

// example is one line of case script that records the kind with every field.
func example(k *casefile.Kind) string {
	var b strings.Builder
	fmt.Fprintf(&b, "- {kind: %s, id: e1, recorded: 2026-11-20T22:10:00Z, ", k.Name)
	switch k.Occurs {
	case casefile.OccursDuring:
		b.WriteString("occurred: {from: 2026-11-18, to: 2026-11-19}, ")
	case casefile.OccursAt:
		b.WriteString("occurred: 2026-11-20T21:50:00Z, ")
	}
	fmt.Fprintf(&b, "by: {staff: u1, role: %s},\n   data: %s}", k.By[len(k.By)-1], group(k.Fields))
	return b.String()
}

func group(fields []casefile.Field) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.Name + ": " + value(f)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func value(f casefile.Field) string {
	v := single(f)
	if f.Many {
		return "[" + v + "]"
	}
	return v
}

func single(f casefile.Field) string {
	switch f.Shape {
	case casefile.ShapeGroup:
		return group(f.Fields)
	case casefile.ShapeRef:
		return labels[f.Refers]
	case casefile.ShapeCode:
		return scalar(f.Codes[0])
	case casefile.ShapeBool:
		return "true"
	case casefile.ShapeInt:
		return "2"
	case casefile.ShapeDate:
		return "2026-12-01"
	case casefile.ShapeTime:
		return "{from: 2026-11-18, to: 2026-11-19}"
	}
	return scalar(cmp.Or(samples[f.Path], samples[f.Name], "as it was said"))
}

// bare matches what YAML reads as a string without quotes.
var bare = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./ -]*$`)

func scalar(s string) string {
	if bare.MatchString(s) && s != "yes" && s != "no" {
		return s
	}
	return fmt.Sprintf("%q", s)
}
