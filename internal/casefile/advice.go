package casefile

import "time"

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

// AskedOf is the newest question to a role that waits for its answer, asked after an
// instant by somebody else than who; nil for none. Nobody is asked by themselves, nor by
// correcting what somebody else asked.
func (c *Case) AskedOf(role Role, who StaffID, after time.Time) *SpecialistAdvice {
	var out *SpecialistAdvice
	for _, x := range c.Unanswered() {
		if x.Of.Given() && x.Of.Value.Role() == role && role != "" && x.By != string(who) && x.Word != string(who) && x.At.After(after) {
			out = x
		}
	}
	return out
}
