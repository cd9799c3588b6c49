// Package faults holds no code: its tests end, starve and damage the program as a bad
// night does, and then ask whether what was acknowledged is still there, once, and
// whether the record says so when it is not. docs/reliability.md is its index.
//
// Boundary: tests, and the program they run (child). Nothing imports this package.
package faults
