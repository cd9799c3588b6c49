-- Read models: disposable rows derived from the journal. Instants are
-- milliseconds since 1970 UTC, 0 for none, save next_due and due, where
-- 9223372036854775807 stands for none so that what has no date sorts last.

-- +goose Up
create table case_row (
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
  summary       blob    not null
) strict, without rowid;
create index case_row_open   on case_row (next_due, case_id) where closed = 0;
create index case_row_closed on case_row (next_due, case_id) where closed > 0;
create index case_row_owner  on case_row (owner, next_due, case_id);
create index case_row_unit   on case_row (unit, next_due, case_id);
create index case_row_stage  on case_row (stage, next_due, case_id);
create index case_row_grade  on case_row (grade, next_due, case_id);
create index case_row_wake   on case_row (wake, case_id) where wake > 0;
create index case_row_adopted on case_row (adopted, case_id);

create table wall_member (
  case_id text not null,
  staff   text not null,
  until   integer not null,
  primary key (case_id, staff)
) strict, without rowid;

create table conflict (
  case_id text not null,
  staff   text not null,
  primary key (case_id, staff)
) strict, without rowid;

create table share (
  case_id text    not null,
  partner text    not null,
  item    text    not null,
  expires integer not null,
  primary key (case_id, partner, item)
) strict, without rowid;

create table duty_on (
  case_id text    not null,
  staff   text    not null,
  until   integer not null,
  primary key (case_id, staff)
) strict, without rowid;
create index duty_on_staff on duty_on (staff, case_id);

create table obligation (
  case_id    text    not null,
  clause     text    not null,
  scope      text    not null,
  occurrence text    not null,
  state      text    not null,
  kind       text    not null,
  strength   text    not null,
  severity   integer not null,
  actor      text    not null,
  provenance text    not null,
  arose      integer not null,
  due        integer not null,
  warn       integer not null,
  next_flip  integer not null,
  edition    text    not null,
  source     text    not null,
  ended      integer not null,
  decided    integer not null,
  marks      text    not null,
  primary key (case_id, clause, scope, occurrence)
) strict, without rowid;
create index obligation_state on obligation (state, due, case_id, clause, scope, occurrence);
create index obligation_actor on obligation (actor, state, due, case_id, clause, scope, occurrence);

create table question (
  case_id text    not null,
  path    text    not null,
  weight  integer not null,
  clause  text    not null,
  primary key (case_id, path, clause)
) strict, without rowid;

create table token (
  class   text    not null,
  token   integer not null,
  case_id text    not null,
  primary key (class, token, case_id)
) strict, without rowid;
create index token_case on token (case_id, class, token);

create table card (
  case_id text not null,
  card_id text not null,
  sealed  blob not null,
  primary key (case_id, card_id)
) strict, without rowid;

create table card_token (
  class   text not null,
  token   integer not null,
  card_id text not null,
  case_id text not null,
  primary key (class, token, card_id)
) strict, without rowid;
create index card_token_case on card_token (case_id);

create table consulted (
  entry_id text    not null,
  case_id  text    not null,
  staff    text    not null,
  at       integer not null,
  basis    text    not null,
  route    text    not null,
  primary key (entry_id, case_id, staff, at, basis, route)
) strict, without rowid;
create index consulted_case on consulted (case_id, at, entry_id);
create index consulted_staff on consulted (staff, at, entry_id);
