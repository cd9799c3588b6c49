-- Read models: disposable rows derived from the journal. Instants are
-- milliseconds since 1970 UTC, 0 for none, save next_due and due, where
-- 9223372036854775807 stands for none so that what has no date sorts last.

-- Text is compared by bytes (collate "C"), so that lists and digests come out
-- in one order whatever the cluster's locale.

-- +goose Up
create table case_row (
  case_id       text collate "C" primary key,
  ref           text collate "C" not null unique,
  stage         text collate "C" not null,
  opened        bigint not null,
  closed        bigint not null,
  walled        bigint not null,
  guardian      text collate "C" not null,
  owner         text collate "C" not null,
  supervisor    text collate "C" not null,
  unit          text collate "C" not null,
  grade         bigint not null,
  judged        bigint not null,
  pending       text collate "C" not null,
  version       bigint not null,
  updated       bigint not null,
  next_due      bigint not null,
  next_clause   text collate "C" not null,
  next_severity bigint not null,
  wake          bigint not null,
  adopted       bigint not null,
  prints        bytea  not null,
  summary       bytea  not null
);
create index case_row_open   on case_row (next_due, case_id) where closed = 0;
create index case_row_closed on case_row (next_due, case_id) where closed > 0;
create index case_row_owner  on case_row (owner, next_due, case_id);
create index case_row_unit   on case_row (unit, next_due, case_id);
create index case_row_stage  on case_row (stage, next_due, case_id);
create index case_row_grade  on case_row (grade, next_due, case_id);
create index case_row_wake   on case_row (wake, case_id) where wake > 0;
create index case_row_adopted on case_row (adopted, case_id);

create table wall_member (
  case_id text collate "C" not null,
  staff   text collate "C" not null,
  until   bigint not null,
  primary key (case_id, staff)
);

create table conflict (
  case_id text collate "C" not null,
  staff   text collate "C" not null,
  primary key (case_id, staff)
);

create table share (
  case_id text collate "C" not null,
  partner text collate "C" not null,
  item    text collate "C" not null,
  expires bigint not null,
  primary key (case_id, partner, item)
);

create table duty_on (
  case_id text collate "C" not null,
  staff   text collate "C" not null,
  until   bigint not null,
  primary key (case_id, staff)
);
create index duty_on_staff on duty_on (staff, case_id);

create table obligation (
  case_id    text collate "C" not null,
  clause     text collate "C" not null,
  scope      text collate "C" not null,
  occurrence text collate "C" not null,
  state      text collate "C" not null,
  kind       text collate "C" not null,
  strength   text collate "C" not null,
  severity   bigint not null,
  actor      text collate "C" not null,
  provenance text collate "C" not null,
  arose      bigint not null,
  due        bigint not null,
  warn       bigint not null,
  next_flip  bigint not null,
  edition    text collate "C" not null,
  source     text collate "C" not null,
  ended      bigint not null,
  decided    bigint not null,
  marks      text collate "C" not null,
  primary key (case_id, clause, scope, occurrence)
);
create index obligation_state on obligation (state, due, case_id, clause, scope, occurrence);
create index obligation_actor on obligation (actor, state, due, case_id, clause, scope, occurrence);

create table question (
  case_id text collate "C" not null,
  path    text collate "C" not null,
  weight  bigint not null,
  clause  text collate "C" not null,
  primary key (case_id, path, clause)
);

create table token (
  class   text collate "C" not null,
  token   bigint not null,
  case_id text collate "C" not null,
  primary key (class, token, case_id)
);
create index token_case on token (case_id, class, token);

create table card (
  case_id text collate "C" not null,
  card_id text collate "C" not null,
  sealed  bytea not null,
  primary key (case_id, card_id)
);

create table card_token (
  class   text collate "C" not null,
  token   bigint not null,
  card_id text collate "C" not null,
  case_id text collate "C" not null,
  primary key (class, token, card_id)
);
create index card_token_case on card_token (case_id);

create table consulted (
  entry_id text collate "C" not null,
  case_id  text collate "C" not null,
  staff    text collate "C" not null,
  at       bigint not null,
  basis    text collate "C" not null,
  route    text collate "C" not null,
  primary key (entry_id, case_id, staff, at, basis, route)
);
create index consulted_case on consulted (case_id, at, entry_id);
create index consulted_staff on consulted (staff, at, entry_id);
