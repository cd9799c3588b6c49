-- Read models are cleared in one transaction and made again in many. The row in
-- this table says that they were cleared and are not whole again yet: whoever opens
-- the database makes them before anybody reads them.

-- +goose Up
create table rows_cleared (
  one bigint primary key check (one = 1)
);
