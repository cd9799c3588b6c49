package pgtest

import "syscall"

// processAttr runs a program as somebody, and ends it with the test's process
// even when that is killed.
func processAttr(as *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGQUIT}
}
