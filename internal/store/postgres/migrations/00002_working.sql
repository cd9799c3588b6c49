-- Working state: sessions, drafts, uploads, search results, preferences and the
-- outbox. Sealed, expiring, left alone by rebuild. expires is milliseconds since
-- 1970 UTC; 0 means it stays until deleted. Likewise sent: 0 means not yet.

-- Text is compared by bytes (collate "C"), so that lists and digests come out
-- in one order whatever the cluster's locale.

-- +goose Up
create table working (
  kind    text collate "C" not null,
  key     text collate "C" not null,
  owner   text collate "C" not null,
  case_id text collate "C" not null,
  expires bigint not null,
  sealed  bytea    not null,
  primary key (kind, key)
);
create index working_owner on working (owner, kind, key);
create index working_case on working (case_id) where case_id <> '';
create index working_expires on working (expires) where expires > 0;

create table notice (
  id       text collate "C" primary key,
  at       bigint not null,
  to_staff text collate "C" not null,
  case_id  text collate "C" not null,
  kind     text collate "C" not null,
  sealed   bytea    not null,
  sent     bigint not null
);
create index notice_staff on notice (to_staff, at, id);
create index notice_unsent on notice (at, id) where sent = 0;
create index notice_case on notice (case_id) where case_id <> '';
