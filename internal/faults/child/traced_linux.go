package main

import "golang.org/x/sys/unix"

// A test's strace is not this process's parent, and where the kernel minds that, it is
// let in all the same.
func init() { _ = unix.Prctl(unix.PR_SET_PTRACER, ^uintptr(0), 0, 0, 0) }
