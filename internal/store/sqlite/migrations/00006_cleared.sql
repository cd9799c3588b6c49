-- Read models are cleared in one transaction and made again in many. The row in
-- this table says that they were cleared and are not whole again yet: whoever opens
-- the database makes them before anybody reads them. A copy made by backup has it.

-- +goose Up
create table rows_cleared (
  one integer primary key check (one = 1)
) strict;
