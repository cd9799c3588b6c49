//go:build !faults

package faultpoint

// At does nothing.
func At(Point) {}
