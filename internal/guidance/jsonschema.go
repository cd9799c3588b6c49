package guidance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"foursight/internal/calendar"
)

// FormatSchema is the JSON Schema (2020-12) of the edition format, made from the
// same structs the loader reads. Each kind of file is a definition: clauses,
// contrasts, edition, definitions, params, readings, phrases, sources, accounting and overlay.
// It is published as edition.schema.json.
func FormatSchema() ([]byte, error) {
	files := map[string]any{
		"clauses":     []Clause{},
		"contrasts":   []Contrast{},
		"edition":     manifest{},
		"definitions": []definition{},
		"params":      []Param{},
		"readings":    []Reading{},
		"phrases":     map[string]string{},
		"sources":     []sourceHashes{},
		"accounting":  []Accounted{},
		"overlay":     overlayFile{},
	}
	defs := map[string]any{}
	var oneOf []any
	for _, name := range sortedKeys(files) {
		defs[name] = formatOf(reflect.TypeOf(files[name]), "")
		oneOf = append(oneOf, map[string]any{"$ref": "#/$defs/" + name})
	}
	clause := defs["clauses"].(map[string]any)["oneOf"].([]any)[1].(map[string]any)["items"].(map[string]any)["properties"].(map[string]any)
	for field, words := range map[string][]string{"kind": kinds, "strength": strengths, "provenance": provenances, "severity": severities} {
		clause[field].(map[string]any)["enum"] = words
	}
	b, err := json.MarshalIndent(map[string]any{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "Foursight guidance edition, format 1",
		"description": "One file of an edition or of a force's overlay. The loader checks more than this: conditions, references and dates.",
		"anyOf":       oneOf,
		"$defs":       defs,
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write edition schema: %w", err)
	}
	return append(b, '\n'), nil
}

func formatOf(t reflect.Type, words string) map[string]any {
	switch {
	case t == reflect.TypeFor[calendar.Date]():
		return map[string]any{"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`}
	case t == reflect.TypeFor[yaml.Node]():
		return map[string]any{"type": "object", "description": "Facts by their names in conditions"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return formatOf(t.Elem(), words)
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		item := formatOf(t.Elem(), words)
		return map[string]any{"oneOf": []any{item, map[string]any{"type": "array", "items": item}}}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": formatOf(t.Elem(), "")}
	case reflect.Struct:
		return formatOfStruct(t)
	}
	out := map[string]any{"type": "string"}
	if words != "" {
		out["enum"] = strings.Split(words, ",")
	}
	return out
}

func formatOfStruct(t reflect.Type) map[string]any {
	props, need := map[string]any{}, []string{}
	for _, f := range yamlFields(t) {
		p := formatOf(f.Type, f.Tag.Get("words"))
		if d := f.Tag.Get("doc"); d != "" {
			p["description"] = d
		}
		props[f.Tag.Get("yaml")] = p
		if f.Tag.Get("need") != "" {
			need = append(need, f.Tag.Get("yaml"))
		}
	}
	out := map[string]any{"type": "object", "additionalProperties": false, "properties": props}
	if len(need) > 0 {
		out["required"] = need
	}
	return out
}
