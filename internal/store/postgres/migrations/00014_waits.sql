-- What waits for somebody is found by its code: a home asks for ten of them, and went
-- through all that waits in the force for each.

-- +goose Up
create table waits (
  case_id    text collate "C" not null,
  code       text collate "C" not null,
  closed     bigint not null,
  walled     bigint not null,
  guardian   text collate "C" not null,
  owner      text collate "C" not null,
  supervisor text collate "C" not null,
  unit       text collate "C" not null,
  stage      text collate "C" not null,
  grade      bigint not null,
  next_due   bigint not null,
  primary key (case_id, code)
);
insert into waits (case_id, code, closed, walled, guardian, owner, supervisor, unit, stage, grade, next_due)
  select c.case_id, w.code, c.closed, c.walled, c.guardian, c.owner, c.supervisor, c.unit, c.stage, c.grade, c.next_due
  from case_row c cross join lateral unnest(string_to_array(c.pending, ' ')) as w (code)
  where w.code <> '' on conflict do nothing;
drop index case_row_pending;
create index waits_code       on waits (code, next_due, case_id);
create index waits_owner      on waits (owner, code, next_due, case_id);
create index waits_supervisor on waits (supervisor, code, next_due, case_id);
create index waits_unit       on waits (unit, code, next_due, case_id);
