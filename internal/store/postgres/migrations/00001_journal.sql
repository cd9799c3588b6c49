-- The journal: what was recorded, its order, and the log's state after each
-- commit. Rows are added and never changed; only a sealed body can go, and only
-- where a recorded disposal covers it. No sequences: a rolled-back transaction
-- must leave no gap.
--
-- Text is compared by bytes (collate "C"), so that lists and digests come out
-- in one order whatever the cluster's locale.

-- +goose Up
create table entry (
  pos      bigint primary key,
  id       text collate "C" not null unique,
  stream   text collate "C" not null,
  seq      bigint not null,
  kind     text collate "C" not null,
  recorded bigint not null,
  header   bytea  not null,
  leaf     bytea  not null check (octet_length(leaf) = 32), -- the log's hash of header
  unique (stream, seq)
);

create table body (
  pos    bigint primary key references entry (pos),
  sealed bytea not null
);

create table checkpoint (
  size bigint primary key,
  root bytea  not null,
  edge bytea  not null,
  time bigint not null,
  note bytea  not null
);

-- Bodies disposed of one at a time. The header of an EntryDisposed entry names
-- nothing, so the commit that appends it also says here which position it means.
create table disposed_entry (
  pos bigint primary key references entry (pos)
);

create index entry_disposal on entry (stream, kind) where kind in ('StreamDisposed', 'EntryDisposed');

-- Sealed bodies are already compressed or random: trying again only costs time.
alter table body alter column sealed set storage external;

-- +goose StatementBegin
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows are never changed or deleted', tg_table_name using errcode = 'restrict_violation';
end $$;
-- +goose StatementEnd

-- +goose StatementBegin
create function body_delete_needs_disposal() returns trigger language plpgsql as $$
begin
  if exists (select 1 from disposed_entry where pos = old.pos)
     or exists (select 1 from entry e join entry d on d.stream = e.stream
                where e.pos = old.pos and d.kind = 'StreamDisposed') then
    return old;
  end if;
  raise exception 'a body is deleted only where a disposal is recorded' using errcode = 'restrict_violation';
end $$;
-- +goose StatementEnd

-- Each EntryDisposed entry allows one body of its own stream to go.
-- +goose StatementBegin
create function disposed_entry_needs_disposal() returns trigger language plpgsql as $$
declare
  its_stream text collate "C" := (select stream from entry where pos = new.pos);
begin
  if (select count(*) from disposed_entry x join entry e on e.pos = x.pos where e.stream = its_stream)
     >= (select count(*) from entry where kind = 'EntryDisposed' and stream = its_stream) then
    raise exception 'no EntryDisposed entry is left to cover this position' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
-- +goose StatementEnd

create trigger entry_unchanged before update or delete or truncate on entry
  for each statement execute function refuse_change();
create trigger checkpoint_unchanged before update or delete or truncate on checkpoint
  for each statement execute function refuse_change();
create trigger disposed_entry_unchanged before update or delete or truncate on disposed_entry
  for each statement execute function refuse_change();
create trigger body_unchanged before update or truncate on body
  for each statement execute function refuse_change();
create trigger body_delete before delete on body
  for each row execute function body_delete_needs_disposal();
create trigger disposed_entry_covered before insert on disposed_entry
  for each row execute function disposed_entry_needs_disposal();

revoke update, delete, truncate on entry, checkpoint, disposed_entry from public;
