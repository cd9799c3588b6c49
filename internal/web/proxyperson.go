package web

import (
	"encoding/json"
	"fmt"

	"foursight/internal/access"
	"foursight/internal/casefile"
	"foursight/internal/form"
	"foursight/internal/web/ui"
)

// Whoever is used to reach a victim is mostly somebody the case does not have yet: the
// new partner, a friend, a private detective. The form of contact through somebody else
// names them, and adds them to the case in the same act (APP 2.2.1).

// newPersonFields begin the names of what is asked of somebody new.
const newPersonFields = "n."

// newPerson is the form of somebody who is not in the case yet; false where this form
// offers none.
func (f *entryForm) newPerson() (*casefile.Kind, form.Context, bool) {
	k, ok := casefile.KindOf("PersonAdded")
	if !ok || f.kind.Name != "ProxyRecorded" || f.earlier != nil {
		return nil, form.Context{}, false
	}
	if _, may := access.ToRecord(f.v.viewer, f.p.Permission, k, f.p.CaseView.Case); !may {
		return nil, form.Context{}, false
	}
	c := f.srv.entryContext(f.p, k)
	c.Prefix, c.Only, c.Timed, c.Bare = newPersonFields, []string{"details.name", "details.phones", "details.handles"}, false, true
	return k, c, true
}

// newPersonTyped is what was typed of somebody new; false where nothing was.
func (f *entryForm) newPersonTyped() (person casefile.PersonAdded, typed bool, problems []casefile.Problem) {
	k, c, ok := f.newPerson()
	if !ok {
		return person, false, nil
	}
	e, problems := form.Parse(k, f.values, c, nil)
	if err := json.Unmarshal(e.Data, &person); err != nil {
		problems = append(problems, casefile.Problem{Code: "unreadable", What: "What is typed of somebody new could not be read."})
	}
	return person, !e.Empty, problems
}

// newPersonBelow asks for somebody new, folded away under those the case has.
func (f *entryForm) newPersonBelow() ui.Component {
	k, c, ok := f.newPerson()
	if !ok {
		return nil
	}
	_, typed, _ := f.newPersonTyped()
	return ui.Details{SummaryText: "Somebody who is not in this case yet", Open: typed || len(f.p.Persons.Items) == 0, Body: ui.Stack(form.Build(k, f.values, c))}
}

// newPersonProblems: one entry is of contact through one person.
func (f *entryForm) newPersonProblems() []casefile.Problem {
	_, typed, problems := f.newPersonTyped()
	if typed && f.values.Get(f.ctx.Name("person")) != "" {
		problems = append(problems, casefile.Problem{Code: "two_people", What: "Choose somebody of this case, or name somebody new: one entry is for one person."})
	}
	for i := range problems {
		problems[i].Field = "person"
	}
	return problems
}

// withNewPerson is what is recorded with contact through somebody: before it the
// person, where they are new.
func (f *entryForm) withNewPerson(e casefile.Event) ([]casefile.Event, error) {
	person, typed, _ := f.newPersonTyped()
	if !typed {
		return []casefile.Event{e}, nil
	}
	var through casefile.ProxyRecorded
	if err := json.Unmarshal(e.Data, &through); err != nil {
		return nil, fmt.Errorf("read the contact that was typed: %w", err)
	}
	person.Roles = []casefile.PersonRole{casefile.Proxy}
	added, err := casefile.NewEvent(derivedID("foursight/proxy/1", f.id), "", "PersonAdded", person)
	if err != nil {
		return nil, fmt.Errorf("make the person contact came through: %w", err)
	}
	through.Person = casefile.PersonID(added.ID)
	if e.Data, err = json.Marshal(through); err != nil {
		return nil, fmt.Errorf("name the person contact came through: %w", err)
	}
	added.Known = e.Known
	return []casefile.Event{added, e}, nil
}
