//go:build !unix

package app

// openFiles is how many files this process may have open at once.
func openFiles() int { return usualFiles }
