-- A case's row holds a sealed summary of some hundreds of bytes. Kept in the tree of its
-- key, four fit a page, of the pages above the leaves too: the tree of a large force was
-- seven pages deep, and a home, which reads hundreds of rows, waited for most of them. In
-- a table by row number the pages above the leaves hold numbers alone.

-- +goose Up
create table case_row_plain (
  case_id       text    primary key,
  ref           text    not null unique,
  stage         text    not null,
  opened        integer not null,
  closed        integer not null,
  walled        integer not null,
  guardian      text    not null,
  owner         text    not null,
  supervisor    text    not null,
  unit          text    not null,
  grade         integer not null,
  judged        integer not null,
  pending       text    not null,
  version       integer not null,
  updated       integer not null,
  next_due      integer not null,
  next_clause   text    not null,
  next_severity integer not null,
  wake          integer not null,
  adopted       integer not null,
  prints        blob    not null,
  summary       blob    not null,
  channel       text    not null default '?',
  spoke         integer not null default 0
) strict;
insert into case_row_plain (case_id, ref, stage, opened, closed, walled, guardian, owner, supervisor, unit, grade, judged,
    pending, version, updated, next_due, next_clause, next_severity, wake, adopted, prints, summary, channel, spoke)
  select case_id, ref, stage, opened, closed, walled, guardian, owner, supervisor, unit, grade, judged,
    pending, version, updated, next_due, next_clause, next_severity, wake, adopted, prints, summary, channel, spoke
  from case_row;
drop table case_row;
alter table case_row_plain rename to case_row;
create index case_row_open       on case_row (next_due, case_id) where closed = 0;
create index case_row_closed     on case_row (next_due, case_id) where closed > 0;
create index case_row_owner      on case_row (owner, next_due, case_id);
create index case_row_unit       on case_row (unit, next_due, case_id);
create index case_row_stage      on case_row (stage, next_due, case_id);
create index case_row_grade      on case_row (grade, next_due, case_id);
create index case_row_wake       on case_row (wake, case_id) where wake > 0;
create index case_row_adopted    on case_row (adopted, case_id);
create index case_row_contact    on case_row (opened, case_id, walled, stage, channel, spoke);
create index case_row_walled     on case_row (guardian, next_due, case_id) where walled = 1;
create index case_row_supervisor on case_row (supervisor, next_due, case_id) where closed = 0;
create index case_row_unit_open  on case_row (unit, next_due, case_id) where closed = 0;

-- What waits for somebody is found by its code: a home asks for ten of them, and went
-- through all that waits in the force for each.
create table waits (
  case_id    text    not null,
  code       text    not null,
  closed     integer not null,
  walled     integer not null,
  guardian   text    not null,
  owner      text    not null,
  supervisor text    not null,
  unit       text    not null,
  stage      text    not null,
  grade      integer not null,
  next_due   integer not null,
  primary key (case_id, code)
) strict, without rowid;
with recursive split (case_id, code, rest) as (
  select case_id, '', pending || ' ' from case_row where pending <> ''
  union all
  select case_id, substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1) from split where rest <> ''
)
insert or ignore into waits (case_id, code, closed, walled, guardian, owner, supervisor, unit, stage, grade, next_due)
  select c.case_id, s.code, c.closed, c.walled, c.guardian, c.owner, c.supervisor, c.unit, c.stage, c.grade, c.next_due
  from split s join case_row c on c.case_id = s.case_id where s.code <> '';
create index waits_code       on waits (code, next_due, case_id);
create index waits_owner      on waits (owner, code, next_due, case_id);
create index waits_supervisor on waits (supervisor, code, next_due, case_id);
create index waits_unit       on waits (unit, code, next_due, case_id);
