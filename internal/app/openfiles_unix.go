//go:build unix

package app

import "syscall"

// openFiles is how many files this process may have open at once.
func openFiles() int {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil || l.Cur > 1<<20 {
		return usualFiles
	}
	return int(l.Cur)
}
