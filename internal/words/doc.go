// Package words holds what the product says to people about each kind of entry:
// what they are doing, what each field asks and why, what each code means, and
// how a fact is named in an explanation.
//
// It exists so that wording has one home. Forms, the public's report form, the
// history of a case, the reference page and explanations read it; no other package
// writes a label.
//
// Boundary: wording only. Which kinds, fields and codes exist is casefile's to
// say; this package refuses to load when its files and casefile differ, so a new
// field without words stops the build and an old word without a field does too.
//
// Source: words are ours, in plain English; APP sections are cited, never copied.
//
// Threat: a prompt that leads, blames or frightens. A lint test keeps sentences
// short and keeps words that judge a victim out.
package words
