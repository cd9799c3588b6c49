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
create index case_row_pending    on case_row (closed, next_due, case_id, pending, unit, supervisor, owner, walled) where pending <> '';
create index case_row_supervisor on case_row (supervisor, next_due, case_id) where closed = 0;
create index case_row_unit_open  on case_row (unit, next_due, case_id) where closed = 0;
