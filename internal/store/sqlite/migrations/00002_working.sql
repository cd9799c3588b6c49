-- Working state: sessions, drafts, uploads, search results, preferences and the
-- outbox. Sealed, expiring, left alone by rebuild. expires is milliseconds since
-- 1970 UTC; 0 means it stays until deleted. Likewise sent: 0 means not yet.

-- +goose Up
create table working (
  kind    text    not null,
  key     text    not null,
  owner   text    not null,
  case_id text    not null,
  expires integer not null,
  sealed  blob    not null,
  primary key (kind, key)
) strict, without rowid;
create index working_owner on working (owner, kind, key);
create index working_case on working (case_id) where case_id <> '';
create index working_expires on working (expires) where expires > 0;

create table notice (
  id       text    primary key,
  at       integer not null,
  to_staff text    not null,
  case_id  text    not null,
  kind     text    not null,
  sealed   blob    not null,
  sent     integer not null
) strict, without rowid;
create index notice_staff on notice (to_staff, at, id);
create index notice_unsent on notice (at, id) where sent = 0;
create index notice_case on notice (case_id) where case_id <> '';
