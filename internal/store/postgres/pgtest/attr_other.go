//go:build unix && !linux

package pgtest

import "syscall"

func processAttr(as *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as}
}
