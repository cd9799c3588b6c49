package sqlite_test

import (
	"testing"

	"foursight/internal/store/storetest"
)

func TestMigrationsAreFrozen(t *testing.T) {
	storetest.Frozen(t, "migrations", map[string]string{
		"00001_journal.sql":       "794685f79bf5ea1a6ca69ea000615b907d08fbfd865a0be36b8495fe97e19f30",
		"00002_working.sql":       "34ada2d95c6520f61a80b6c417f06dfb7510442823df5c45f7b2a0e6d1326a2e",
		"00003_rows.sql":          "49d19f82a4d56c7d8445f49d6602d06b591182a7c6a05fa0844f939cb09570a0",
		"00004_first_contact.sql": "e5ab3fe5babbd13e0b3b0f8e2f8ebfa4c9baf7e1920e00b68fa066a62baf7ee4",
		"00005_ledger.sql":        "132bbe5620f3933feb114e5995e22d6e20a1e19b88d9967df66e16fe8ed13256",
		"00006_cleared.sql":       "588a59168b96e5bf996340e23077e35c54435a178e10d8616f6bed1b085d4025",
		"00007_home.sql":          "3537ce98564816ea8bbf67c275ff84b0baebe9efff7c8581f594bb61aa97e2db",
		"00008_search.sql":        "ac63e721dc426f39da64e9d12cb13e627e57d111ec36883216be256a8a789dba",
		"00009_told.sql":          "f899bf7cf1774bd2659ef58ffdc11f18567438c59816aefc99d5703896ee139f",
		"00010_spoken.sql":        "fbb4f3d4848f97b73a3780c38a2b8060b007d7a376a2898e0c8b2c0446397de9",
		"00011_sent.sql":          "a49b79b56beffe62289cdde53669afd14a84fdc05484a39e77bed3ee637e7386",
		"00012_asked.sql":         "2040accf0ada1df5127d5cb847d50f0393a11f691b1e6a9bdb190ae3c4073cbb",
		"00013_looked.sql":        "7526cd0eb8c3fe42a17901453b5bcb3cad20f327a2162308225c1f80a97998bb",
		"00014_waits.sql":         "d7bd7aaa4e9349aaef2ba2fff8b16e23c450316a93182c163522bc561e2dedc9",
	})
}
