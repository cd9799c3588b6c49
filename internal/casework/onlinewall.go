package casework

import (
	"slices"
	"strings"

	"foursight/internal/casefile"
	"foursight/internal/fact"
	"foursight/internal/force"
	"foursight/internal/linkage"
)

// Who guards a report about one of our own is settled before anybody has read it.
// The sender may know the other person by half a name, so whoever could be meant by
// any word of it neither guards the case nor comes inside.

// onlineWall is the restriction a report is received under: where the sender says
// that the other person works for the police, and where the name they gave is that
// of somebody who works here and they did not say otherwise. Unknown is not no.
func (s *Service) onlineWall(r OnlineReport, said []string, urgent bool) (*casefile.AccessRestricted, error) {
	yes := r.Police.Given() && r.Police.Value
	no := r.Police.Given() && !r.Police.Value
	if !yes && (no || !slices.ContainsFunc(said, s.isOnRegister)) {
		return nil, nil
	}
	guardian, ok := s.onlineGuardian(said, !dutyMayBe(r.Duty))
	if !ok {
		return nil, ErrNobodyToTell
	}
	wall := &casefile.AccessRestricted{Guardian: casefile.StaffID(guardian), Why: "Reported online: the other person may work for the police."}
	if dutyMayKnow(r.Duty, said) {
		s.letIn(wall, casefile.DutyInspector, said, r.Duty)
	}
	if urgent && len(wall.Members) == 0 {
		s.letInAtOnce(wall, said, r.Duty)
	}
	return wall, nil
}

// letInAtOnce lets more come inside where somebody is not safe and nobody on duty is: a
// guardian who is asleep helps nobody. All of professional standards and the
// superintendents come in, and the duty inspectors unless the report is kept from them:
// where nothing was asked of them, if any word of a name tells who is not meant; where the
// sender cannot tell, if a first and a last name do; and otherwise only where no
// superintendent can be told, since then nobody else is left. Whoever could be meant by
// any word stays outside.
func (s *Service) letInAtOnce(wall *casefile.AccessRestricted, said []string, duty fact.Answer[bool]) {
	s.letIn(wall, casefile.Standards, said, duty)
	led := s.letIn(wall, casefile.Superintend, said, duty)
	enough := 1
	if duty.Status == fact.AskedNotKnown {
		enough = 2
	}
	if !dutyMayBe(duty) && (led == 0 || toldApart(said, enough)) {
		s.letIn(wall, casefile.DutyInspector, said, duty)
	}
}

// letIn lets those of a role come inside whom no word of the names could mean, and none
// who is a duty inspector where the report is kept from those; it says how many.
func (s *Service) letIn(wall *casefile.AccessRestricted, role casefile.Role, said []string, duty fact.Answer[bool]) (n int) {
	for _, st := range s.holding(role) {
		id := casefile.StaffID(st.ID)
		kept := dutyMayBe(duty) && slices.Contains(s.rolesNow(st), casefile.DutyInspector)
		if id == wall.Guardian || kept || couldBe(st, said) || slices.Contains(wall.Members, id) {
			continue
		}
		wall.Members = append(wall.Members, id)
		n++
	}
	return n
}

// dutyMayKnow reports whether the duty inspectors come inside: they are at work at
// any hour, and second to the guardian (practice 1.2). Not where the sender says
// that one may be meant, or does not know; and where they were not asked, only if a
// first and a last name tell who is not.
func dutyMayKnow(duty fact.Answer[bool], said []string) bool {
	if duty.Given() {
		return !duty.Value
	}
	return duty.Status != fact.AskedNotKnown && toldApart(said, 2)
}

// toldApart reports whether a name has so many words by which to tell who is not meant.
// What somebody is to the sender is no part of a name here, so that "my ex Simon" is one
// word and lets nobody in. It still keeps out whoever bears such a word as a name (see
// couldBe): each mistake is on the side of who must not see.
func toldApart(said []string, words int) bool {
	return slices.ContainsFunc(said, func(name string) bool {
		return len(slices.DeleteFunc(nameWords(name), isRelation)) >= words
	})
}

// isRelation reports whether a word of a name holds only what somebody is to the sender:
// "ex-husband" does. A name in two parts stays one word, as it was.
func isRelation(word string) bool {
	for _, w := range linkage.Words(strings.ReplaceAll(word, "’", "'")) {
		w, _ = strings.CutSuffix(w, "'s")
		if !slices.Contains(relations, w) && !slices.Contains(relations, strings.TrimSuffix(w, "s")) {
			return false
		}
	}
	return true
}

// dutyMayBe reports whether the sender keeps the report from the duty inspectors.
func dutyMayBe(duty fact.Answer[bool]) bool { return duty.Given() && duty.Value }

// onlineGuardian chooses who guards: professional standards, then, unless the
// report is kept from them, a duty inspector, then a superintendent. Where each
// could be meant, whoever is not named outright guards: somebody must.
func (s *Service) onlineGuardian(said []string, inspectors bool) (string, bool) {
	all := s.holding(casefile.Standards)
	if inspectors {
		all = append(all, s.holding(casefile.DutyInspector)...)
	}
	all = append(all, s.holding(casefile.Superintend)...)
	if !inspectors {
		all = append(all, s.holding(casefile.DutyInspector)...)
	}
	for _, meant := range []func(force.Staff, []string) bool{couldBe, isNamed} {
		if i := slices.IndexFunc(all, func(st force.Staff) bool { return !meant(st, said) }); i >= 0 {
			return all[i].ID, true
		}
	}
	return "", false
}

// holding lists who holds a role today, by id.
func (s *Service) holding(role casefile.Role) []force.Staff {
	var out []force.Staff
	for _, st := range s.Register().All() {
		if !st.Left && slices.Contains(s.rolesNow(st), role) {
			out = append(out, st)
		}
	}
	return out
}

// isOnRegister reports whether somebody in the force bears the name, serving or
// not: they may come back.
func (s *Service) isOnRegister(name string) bool {
	return slices.ContainsFunc(s.Register().All(), func(st force.Staff) bool { return isNamed(st, []string{name}) })
}

func isNamed(st force.Staff, said []string) bool {
	return slices.ContainsFunc(said, func(name string) bool {
		return name != "" && (sameName(name, st.Name) || sameName(name, st.Known()) || name == st.ID)
	})
}

// couldBe reports whether a member of staff may be meant by any word of the names
// said, as it is heard.
func couldBe(st force.Staff, said []string) bool {
	own := nameWords(st.Name)
	for _, name := range said {
		for _, w := range strings.Fields(linkage.Fold(name)) {
			if w == linkage.Fold(st.ID) {
				return true
			}
		}
		for _, w := range nameWords(name) {
			if slices.ContainsFunc(own, func(o string) bool { return linkage.Sound(o) == linkage.Sound(w) }) {
				return true
			}
		}
	}
	return isNamed(st, said)
}

// styles are words before a name that are no part of it.
var styles = []string{"pc", "pcso", "sc", "dc", "ds", "di", "dci", "sgt", "sergeant", "ps", "insp", "inspector", "ci", "supt", "superintendent", "officer",
	"police", "detective", "constable", "special", "chief", "mr", "mrs", "ms", "miss", "mx", "dr"}

// relations are words for what somebody is to the sender, and those that tie them to a name.
var relations = strings.Fields("my our the his her their your an one who is was named called known as from at in of on and or with works working " +
	"ex former late old new current husband wife spouse partner boyfriend girlfriend fiance fiancee lover lodger housemate flatmate roommate " +
	"boss manager supervisor colleague workmate coworker work employer employee client customer teacher tutor student pupil coach " +
	"neighbour neighbor next door upstairs downstairs landlord landlady tenant friend mate acquaintance stranger somebody someone person " +
	"man woman bloke guy lad boy girl lady dad mum mom father mother stepdad stepmum stepfather stepmother step son daughter stepson stepdaughter child kid " +
	"brother sister sibling half uncle aunt auntie cousin nephew niece grandad grandma grandfather grandmother granddad nan in-law law relative family " +
	"baby children babies he she they him them it this that not sure unknown surname first last name think maybe probably i don't know")

// nameWords are the words of a name without style or initials.
func nameWords(name string) []string {
	return slices.DeleteFunc(strings.Fields(linkage.Fold(name)), func(w string) bool { return len([]rune(w)) < 2 || slices.Contains(styles, w) })
}
