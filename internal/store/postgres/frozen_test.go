//go:build unix

package postgres_test

import (
	"testing"

	"foursight/internal/store/storetest"
)

func TestMigrationsAreFrozen(t *testing.T) {
	storetest.Frozen(t, "migrations", map[string]string{
		"00001_journal.sql":       "d29e8b4deb05bb9735d33270025ed4c38a87fd628f59703b0b7bf9718ddb5c58",
		"00002_working.sql":       "3fb1aa8bf5df2e54020e0150cebd8fbc636a0b21ce1bc871c50bba72524ed660",
		"00003_rows.sql":          "2b88835869d9940784057f8de718fdc7ba9ad27abd16c9c369fec95760ea69e9",
		"00004_first_contact.sql": "11df381f6983bba18ae612442d5433ff4c78809ae86555aefc0ebd31c530cabd",
		"00005_ledger.sql":        "f6dc1dcc87f9f772825ecf1ae68108748a5cfa523afa0b139847ba79930620cd",
		"00006_cleared.sql":       "3f28db1c96687ed5b0fb400905849bdd20fefc358bafa0f40b054dc907263ddd",
		"00007_home.sql":          "3537ce98564816ea8bbf67c275ff84b0baebe9efff7c8581f594bb61aa97e2db",
		"00008_search.sql":        "ac63e721dc426f39da64e9d12cb13e627e57d111ec36883216be256a8a789dba",
		"00009_told.sql":          "f899bf7cf1774bd2659ef58ffdc11f18567438c59816aefc99d5703896ee139f",
		"00010_spoken.sql":        "fbb4f3d4848f97b73a3780c38a2b8060b007d7a376a2898e0c8b2c0446397de9",
		"00011_sent.sql":          "a49b79b56beffe62289cdde53669afd14a84fdc05484a39e77bed3ee637e7386",
		"00012_asked.sql":         "2040accf0ada1df5127d5cb847d50f0393a11f691b1e6a9bdb190ae3c4073cbb",
		"00013_looked.sql":        "7526cd0eb8c3fe42a17901453b5bcb3cad20f327a2162308225c1f80a97998bb",
		"00014_waits.sql":         "ba4504fce88dfc76707ad56df629f25c5592b2cf24ee2c3ce42e6d9d34b06563",
	})
}
