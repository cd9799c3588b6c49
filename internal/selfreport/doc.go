// Package selfreport is the form by which anybody can report stalking or
// harassment: a listener and a mux of its own, apart from the staff's pages.
//
// Purpose: plain words, one thing a page, no account. Every question can be passed
// over, and what was passed over stays unknown. At the end a case stands at stage
// report and the control room has been told.
//
// Boundary: a one-way drop. It holds one function of casework, which takes a
// report; it reads no case, lists nothing, and answers with the same words
// whatever the report met. It sends nothing to anybody. archtest pins what it may
// import.
//
// Source: APP 4.1 (online reports are answered as quickly as calls), 7; practice 21.
//
// Threat: a suspect who looks over a shoulder, opens the same browser afterwards
// or asks about a case; a flood; somebody who wants to learn from the answer who
// works here or what is known. So answers travel sealed in the page and open only
// with the browser's cookie, which Exit this page takes away; bodies and rates are
// bounded by address; nothing said depends on what is recorded.
package selfreport
