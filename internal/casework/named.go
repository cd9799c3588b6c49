package casework

import (
	"fmt"
	"reflect"

	"foursight/internal/casefile"
)

// namedStaff lists the members of staff an event's data names, by field path.
func namedStaff(e casefile.Event) map[string]casefile.StaffID {
	k, ok := casefile.KindOf(e.Kind)
	if !ok {
		return nil
	}
	data, err := k.Decode(e.Data)
	if err != nil {
		return nil
	}
	out := map[string]casefile.StaffID{}
	v := reflect.Indirect(reflect.ValueOf(data))
	for _, f := range k.Fields {
		if f.Shape != casefile.ShapeRef || f.Refers != "staff" {
			continue
		}
		x := v.Field(f.Index)
		if f.Many {
			for i := range x.Len() {
				out[fmt.Sprintf("%s[%d]", f.Path, i)] = casefile.StaffID(x.Index(i).String())
			}
			continue
		}
		if id := x.String(); id != "" {
			out[f.Path] = casefile.StaffID(id)
		}
	}
	return out
}
