-- A case's ledger of duties stands beside its row: only carrying the ledger on
-- needs it, and lists read many rows. Where it is missing, as for rows written
-- before this, it is made again from the journal.

-- +goose Up
create table case_ledger (
  case_id text primary key,
  sealed  blob not null
) strict, without rowid;
