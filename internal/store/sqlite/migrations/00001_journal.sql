-- The journal: what was recorded, its order, and the log's state after each
-- commit. Rows are added and never changed; only a sealed body can go, and only
-- where a recorded disposal covers it.

-- +goose Up
create table entry (
  pos      integer primary key,
  id       text    not null unique,
  stream   text    not null,
  seq      integer not null,
  kind     text    not null,
  recorded integer not null,
  header   blob    not null,
  leaf     blob    not null check (length(leaf) = 32), -- the log's hash of header
  unique (stream, seq)
) strict;

create table body (
  pos    integer primary key references entry (pos),
  sealed blob not null
) strict;

create table checkpoint (
  size integer primary key,
  root blob    not null,
  edge blob    not null,
  time integer not null,
  note blob    not null
) strict;

-- Bodies disposed of one at a time. The header of an EntryDisposed entry names
-- nothing, so the commit that appends it also says here which position it means.
create table disposed_entry (
  pos integer primary key references entry (pos)
) strict;

create index entry_disposal on entry (stream, kind) where kind in ('StreamDisposed', 'EntryDisposed');

-- +goose StatementBegin
create trigger entry_no_update before update on entry
begin select raise(abort, 'journal entries are never changed'); end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger entry_no_delete before delete on entry
begin select raise(abort, 'journal entries are never deleted'); end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger checkpoint_no_update before update on checkpoint
begin select raise(abort, 'checkpoints are never changed'); end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger checkpoint_no_delete before delete on checkpoint
begin select raise(abort, 'checkpoints are never deleted'); end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger body_no_update before update on body
begin select raise(abort, 'sealed bodies are never changed'); end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger body_delete_needs_disposal before delete on body
when not exists (select 1 from disposed_entry where pos = old.pos)
 and not exists (select 1 from entry e join entry d on d.stream = e.stream
                 where e.pos = old.pos and d.kind = 'StreamDisposed')
begin select raise(abort, 'a body is deleted only where a disposal is recorded'); end;
-- +goose StatementEnd

-- Each EntryDisposed entry allows one body of its own stream to go.
-- +goose StatementBegin
create trigger disposed_entry_needs_disposal before insert on disposed_entry
when (select count(*) from disposed_entry x join entry e on e.pos = x.pos
      where e.stream = (select stream from entry where pos = new.pos))
  >= (select count(*) from entry
      where kind = 'EntryDisposed' and stream = (select stream from entry where pos = new.pos))
begin select raise(abort, 'no EntryDisposed entry is left to cover this position'); end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger disposed_entry_no_update before update on disposed_entry
begin select raise(abort, 'disposals are never changed'); end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger disposed_entry_no_delete before delete on disposed_entry
begin select raise(abort, 'disposals are never deleted'); end;
-- +goose StatementEnd
