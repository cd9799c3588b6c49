// Package formats lists every export the product reads, so that the importer
// needs no knowledge of its formats and no hidden registration.
package formats

import (
	"foursight/internal/importer"
	"foursight/internal/importer/smsbackup"
	"foursight/internal/importer/whatsapp"
)

// All returns the formats in the order they are named to people.
func All() []importer.Format {
	return []importer.Format{whatsapp.Format{}, smsbackup.Messages, smsbackup.Calls}
}
