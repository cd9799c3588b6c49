package casefile

import (
	"slices"
	"strings"
	"time"
)

// Role is who of the force a specialist is; empty where nobody here holds such a role,
// so that whoever asks has to reach them another way.
func (s Specialist) Role() Role {
	switch s {
	case "spoc":
		return SPOC
	case "supervisor":
		return Supervisor
	case "registrar":
		return Registrar
	case "duty_inspector":
		return DutyInspector
	}
	return ""
}

// Unanswered are the questions to specialists that wait for an answer, oldest first;
// none on a closed case.
func (c *Case) Unanswered() []*SpecialistAdvice {
	if c.Stage == StageClosed {
		return nil
	}
	var out []*SpecialistAdvice
	for i := range c.Specialists {
		if x := &c.Specialists[i]; !x.Answered {
			out = append(out, x)
		}
	}
	return out
}

// AskedOf is the newest question to a role that waits for an answer of theirs, asked after
// an instant by somebody else than who; nil for none. One that another noted as theirs
// waits on where it was noted after the other instant: they have to read it. Nobody is
// asked by themselves, by correcting what somebody else asked, or by taking an answer back.
func (c *Case) AskedOf(role Role, who StaffID, asked, noted time.Time) *SpecialistAdvice {
	if c.Stage == StageClosed {
		return nil
	}
	var out *SpecialistAdvice
	for i := range c.Specialists {
		x := &c.Specialists[i]
		waits := !x.Answered || x.Noted != nil && x.Noted.First.After(noted)
		if waits && role != "" && x.Role() == role && x.At.After(asked) && x.By != string(who) && x.Word != string(who) && !slices.Contains(x.Back, string(who)) {
			out = x
		}
	}
	return out
}

// Role is who of the force was asked; empty where nobody here holds such a role.
func (x *SpecialistAdvice) Role() Role {
	if !x.Of.Given() {
		return ""
	}
	return x.Of.Value.Role()
}

// Own reports whether an answer is of whom the question was put to: recorded by somebody
// who held that role, and who did not ask it.
func (x *SpecialistAdvice) Own(e *Event) bool {
	role := x.Role()
	return role != "" && (e.Role == role || slices.Contains(e.Around.Roles, role)) && e.Actor != x.By && e.Actor != x.Word
}

// answer takes an answer in. What somebody here was asked is answered by them, or by what
// another notes in their name; a note that does not say whose words it holds is kept, and
// answers nothing.
func (x *SpecialistAdvice) answer(f *folder, d SpecialistAnswered) {
	by := x.Own(f.e)
	if !by && x.Role() != "" {
		switch {
		case d.Staff == "" && strings.TrimSpace(string(d.Whom)) == "":
			return
		case x.Answered && x.Noted == nil: // they have said it themselves
		default:
			x.Noted = &Noting{ID: f.act.ID, By: f.e.Actor, At: f.e.ActedAt(), First: f.act.Acted, Staff: d.Staff, Whom: d.Whom}
		}
	} else {
		x.Noted = nil
	}
	x.Answered, x.AnsweredAt, x.Answer = true, f.act.At, d.Said
}

// takenBack is an answer that was withdrawn, or moved to another question.
type takenBack struct {
	request RequestID
	by      string
	at      time.Time
}

// back marks a question of which an answer was taken back.
func (x *SpecialistAdvice) back(t takenBack) {
	if !slices.Contains(x.Back, t.by) {
		x.Back = append(x.Back, t.by)
	}
	if t.at.After(x.BackAt) {
		x.BackAt = t.at
	}
}

// takenBack are the questions that an act answered and no longer answers.
func (a *applied) takenBack() []takenBack {
	if len(a.gone) == 0 || a.kind.Name != "SpecialistAnswered" {
		return nil
	}
	var out []takenBack
	for _, was := range a.gone {
		request := was.data.(*SpecialistAnswered).Request
		if now, stands := a.data.(*SpecialistAnswered); !stands || now.Request != request {
			out = append(out, takenBack{request, was.with.Actor, was.with.ActedAt()})
		}
	}
	return out
}
