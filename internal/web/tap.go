package web

import (
	"errors"
	"fmt"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/casework"
)

// Pages of single taps record whole acts that the server writes; what is common to
// them stands here.

// kindName is the kind that data of its type records.
func kindName(data any) string {
	name := fmt.Sprintf("%T", data)
	return name[strings.LastIndexByte(name, '.')+1:]
}

// refusalOf is what a person can put right, where an act was refused.
func refusalOf(err error) ([]casefile.Problem, bool) {
	if refused, ok := errors.AsType[*casework.Refused](err); ok {
		return refused.Problems, true
	}
	return nil, false
}
